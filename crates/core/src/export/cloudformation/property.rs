//! Properties while they are put together: objects that several arguments, and several resources of the
//! graph, add to.

use crate::export::yaml::{Map, Yaml};

/// An object in the order of its making.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties(Vec<(String, Property)>);

/// The value of a property.
#[derive(Clone, Debug)]
pub(super) enum Property {
    /// A value that is done.
    Done(Yaml),
    /// An object.
    Object(Properties),
    /// A list.
    List(Vec<Property>),
}

impl Properties {
    /// Writes a property under a path of names with dots between; `[0]` behind a name leads into the
    /// first element of a list. What is there already is kept and joined.
    pub(super) fn put(&mut self, path: &str, property: Property) {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let (name, is_first) = name.strip_suffix("[0]").map_or((name, false), |it| (it, true));
        let property = match rest {
            None => property,
            Some(rest) => {
                let mut inner = Self::default();
                inner.put(rest, property);
                if is_first { Property::List(vec![Property::Object(inner)]) } else { Property::Object(inner) }
            }
        };
        match self.0.iter_mut().find(|it| it.0 == name) {
            Some((_, there)) => there.join(property, is_first),
            None => self.0.push((name.to_owned(), property)),
        }
    }

    /// Writes an entry whose name is no path.
    pub(super) fn put_entry(&mut self, name: String, value: Yaml) {
        self.0.push((name, Property::Done(value)));
    }

    /// As it is printed.
    pub(super) fn into_yaml(self) -> Map {
        self.0.into_iter().fold(Map::new(), |map, (name, property)| map.with(name, property.into_yaml()))
    }
}

impl Property {
    /// Joins a later value: entries come together, and lists stand one behind the other unless both
    /// speak of the first element.
    fn join(&mut self, later: Self, is_first: bool) {
        match (self, later) {
            (Self::Object(there), Self::Object(new)) => {
                for (name, property) in new.0 {
                    match there.0.iter_mut().find(|it| it.0 == name) {
                        Some((_, place)) => place.join(property, false),
                        None => there.0.push((name, property)),
                    }
                }
            }
            (Self::List(there), Self::List(new)) if !is_first || there.is_empty() => there.extend(new),
            (Self::List(there), Self::List(new)) => {
                for (place, property) in there.iter_mut().zip(new) {
                    place.join(property, false);
                }
            }
            (place, new) => *place = new,
        }
    }

    fn into_yaml(self) -> Yaml {
        match self {
            Self::Done(yaml) => yaml,
            Self::Object(inner) => inner.into_yaml().into(),
            Self::List(items) => Yaml::List(items.into_iter().map(Self::into_yaml).collect()),
        }
    }
}
