//! Copies of components, as text: what goes to the clipboard and what comes from it. Pure.
//!
//! The text may come from anywhere, so it is read as strictly as a design file.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_core::{
    base::{Address, Point, gather, parse_json, to_json},
    design::Design,
    services::ServiceKind,
    vocab::{Command, ComponentRecord, ConnectionRecord, Place},
};
use serde::{Deserialize, Serialize};

/// What the text calls itself.
const FORMAT: &str = "groundplan-copy/1";
/// The longest text that is read.
const MAX_BYTES: usize = 4_000_000;
/// How far from the original a copy is put, in canvas units.
const STEP: f64 = 24.0;

/// Copied components and the connections among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clip {
    format: String,
    components: Vec<ComponentRecord>,
    #[serde(default)]
    connections: Vec<ConnectionRecord>,
}

impl Clip {
    /// Copies the chosen components, all that stands in them, and the connections among all these.
    /// Nothing when none is chosen.
    pub(crate) fn new(design: &Design, chosen: &BTreeSet<Address>) -> Option<Self> {
        let goes =
            |id: &Address| chosen.contains(id) || design.above(id).any(|(above, _)| chosen.contains(above));
        let components: Vec<ComponentRecord> =
            design.components.iter().filter(|(id, _)| goes(id)).map(|(id, it)| it.record(id)).collect();
        let among = design.connections.iter().filter(|(_, it)| goes(&it.from) && goes(&it.to));
        let connections = among.map(|(id, it)| it.record(id)).collect();
        (!components.is_empty()).then(|| Self { format: FORMAT.to_owned(), components, connections })
    }

    /// The text for the clipboard.
    pub(crate) fn to_text(&self) -> String {
        format!("{:#}", to_json(self))
    }

    /// Reads a text of the clipboard.
    ///
    /// # Errors
    /// When it is not a copy of components; says so for the user.
    pub(crate) fn from_text(text: &str) -> Result<Self, String> {
        if text.len() > MAX_BYTES {
            return Err("what was copied is too large; a copy has at most 4 MB".to_owned());
        }
        if !text.trim_start().starts_with('{') || !text.contains(FORMAT) {
            return Err("the clipboard holds no components; copy some on the canvas first".to_owned());
        }
        let clip: Self = parse_json(text).map_err(|it| format!("the copy can't be read: {it}"))?;
        if clip.format == FORMAT {
            Ok(clip)
        } else {
            Err(format!("the copy is of another version; this one reads {FORMAT}"))
        }
    }

    /// The commands that add the copies under new addresses, and the addresses of the outermost ones.
    /// Each stands where its original does, if that is there and takes it, or in the container that
    /// `near` names, or in any that takes it.
    ///
    /// # Errors
    /// When no container takes one of them; says which it needs.
    pub(crate) fn commands(
        &self,
        design: &Design,
        near: Option<&Address>,
    ) -> Result<(Vec<Command>, BTreeSet<Address>), String> {
        let mut taken: BTreeSet<Address> =
            gather(design.components.keys().chain(design.connections.keys()).cloned());
        let mut names: BTreeSet<String> = gather(design.components.values().map(|it| it.name.clone()));
        let renamed: BTreeMap<&Address, Address> =
            gather(self.components.iter().map(|it| (&it.id, free(&mut taken, &it.id))));
        let mut commands = Vec::new();
        let mut outermost = BTreeSet::new();
        for record in self.outer_first() {
            let Some(id) = renamed.get(&record.id) else { continue };
            let mut copy = ComponentRecord { id: id.clone(), ..record.clone() };
            if !copy.name.is_empty() {
                copy.name = free_name(&mut names, &copy.name);
            }
            match record.parent.as_ref().and_then(|it| renamed.get(it)) {
                Some(parent) => copy.parent = Some(parent.clone()),
                None => {
                    let parent = parent_for(design, record, near)?;
                    let is_beside = parent == record.parent && design.component(&record.id).is_some();
                    copy.position = record.position.filter(|_| parent == record.parent);
                    if is_beside {
                        copy.position = copy.position.map(|it| Point { x: it.x + STEP, y: it.y + STEP });
                    }
                    copy.parent = parent;
                    outermost.insert(id.clone());
                }
            }
            commands.push(Command::Add(copy));
        }
        for record in &self.connections {
            let (Some(from), Some(to)) = (renamed.get(&record.from), renamed.get(&record.to)) else {
                continue;
            };
            let id = free(&mut taken, &record.id);
            let copy = ConnectionRecord { id, from: from.clone(), to: to.clone(), ..record.clone() };
            commands.push(Command::Connect(copy));
        }
        Ok((commands, outermost))
    }

    /// The components, each after the container that holds it.
    fn outer_first(&self) -> Vec<&ComponentRecord> {
        let mut sorted: Vec<&ComponentRecord> = Vec::with_capacity(self.components.len());
        let ids: BTreeSet<&Address> = gather(self.components.iter().map(|it| &it.id));
        let mut placed: BTreeSet<&Address> = BTreeSet::new();
        let mut rest: Vec<&ComponentRecord> = self.components.iter().collect();
        loop {
            let is_ready = |it: &&ComponentRecord| {
                it.parent.as_ref().is_none_or(|parent| !ids.contains(parent) || placed.contains(parent))
            };
            let (ready, waiting): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_ready);
            if ready.is_empty() {
                // A cycle, in a text that nobody wrote here: adding it is refused with a message.
                sorted.extend(waiting);
                return sorted;
            }
            placed.extend(ready.iter().map(|it| &it.id));
            sorted.extend(ready);
            rest = waiting;
        }
    }
}

fn parent_for(
    design: &Design,
    record: &ComponentRecord,
    near: Option<&Address>,
) -> Result<Option<Address>, String> {
    let meta = ServiceKind::from_word(&record.kind).map_err(|it| it.to_string())?.meta();
    let takes = |id: &Address| {
        design
            .component(id)
            .and_then(|it| it.config.meta().offers)
            .is_some_and(|it| meta.inside.contains(&it))
    };
    if let Some(parent) = record.parent.as_ref().filter(|it| takes(it)) {
        return Ok(Some(parent.clone()));
    }
    let around = near.into_iter().flat_map(|id| std::iter::once(id).chain(design.above(id).map(|it| it.0)));
    if let Some(parent) = around.into_iter().find(|it| takes(it)) {
        return Ok(Some(parent.clone()));
    }
    if meta.inside.contains(&Place::Canvas) {
        return Ok(None);
    }
    let any = design.components.keys().find(|it| takes(it)).cloned();
    any.map(Some).ok_or_else(|| format!("{} stands in {}; add one first", meta.name, meta.places()))
}

/// An address near the wanted one that nothing has yet; it counts as taken from now on.
fn free(taken: &mut BTreeSet<Address>, wanted: &Address) -> Address {
    let stem = stem(wanted.as_str(), '-');
    let stem = Address::new(stem).unwrap_or_else(|_| wanted.clone());
    let mut found = wanted.clone();
    let mut number = 2;
    while taken.contains(&found) {
        found = stem.numbered(number);
        number += 1;
    }
    taken.insert(found.clone());
    found
}

fn free_name(names: &mut BTreeSet<String>, wanted: &str) -> String {
    let stem = stem(wanted, ' ').to_owned();
    let mut found = wanted.to_owned();
    let mut number = 2;
    while names.contains(&found) {
        found = format!("{stem} {number}");
        number += 1;
    }
    names.insert(found.clone());
    found
}

/// A name without the number that an earlier copy put behind it.
fn stem(name: &str, separator: char) -> &str {
    match name.rsplit_once(separator) {
        Some((stem, number)) if !stem.is_empty() && number.parse::<u16>().is_ok() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use groundplan_core::design::apply_all;
    use serde_json::json;

    use super::*;

    fn id(text: &str) -> Address {
        Address::slugify(text)
    }

    fn design() -> Design {
        let records = [
            json!({"add": {"id": "us", "kind": "region"}}),
            json!({"add": {"id": "net", "kind": "network", "parent": "us", "name": "Main"}}),
            json!({"add": {"id": "files", "kind": "bucket", "parent": "us", "name": "Files", "position": {"x": 40.0, "y": 80.0}}}),
            json!({"add": {"id": "logs", "kind": "bucket", "parent": "us", "name": "Logs 2"}}),
            json!({"connect": {"id": "copy", "from": "files", "to": "logs", "access": "write"}}),
        ];
        let mut design = Design::default();
        let commands = records.map(|it| serde_json::from_value::<Command>(it).unwrap());
        apply_all(&mut design, &commands).unwrap();
        design
    }

    fn copy_of(design: &Design, chosen: &[&str]) -> Clip {
        let chosen = chosen.iter().map(|it| id(it)).collect();
        Clip::from_text(&Clip::new(design, &chosen).unwrap().to_text()).unwrap()
    }

    #[test]
    fn copies_have_new_addresses_and_their_own_connections() {
        let mut design = design();
        let clip = copy_of(&design, &["files", "logs"]);
        let (commands, outermost) = clip.commands(&design, None).unwrap();
        apply_all(&mut design, &commands).unwrap();
        assert_eq!(outermost, [id("files-2"), id("logs-2")].into());
        let connection = &design.connections[&id("copy-2")];
        assert_eq!((connection.from.as_str(), connection.to.as_str()), ("files-2", "logs-2"));
        let files = design.component(&id("files-2")).unwrap();
        assert_eq!((files.name.as_str(), files.parent.as_ref()), ("Files 2", Some(&id("us"))));
        assert_eq!(files.position, Some(Point { x: 64.0, y: 104.0 }));
        assert_eq!(design.component(&id("logs-2")).unwrap().name, "Logs 3");
        assert_eq!(design.component(&id("logs-2")).unwrap().position, None);
    }

    #[test]
    fn a_copied_container_brings_what_it_holds() {
        let mut design = design();
        let clip = copy_of(&design, &["us"]);
        let (commands, outermost) = clip.commands(&design, None).unwrap();
        apply_all(&mut design, &commands).unwrap();
        assert_eq!(outermost, [id("us-2")].into());
        assert_eq!(design.component(&id("net-2")).unwrap().parent, Some(id("us-2")));
        assert_eq!(design.components.len(), 8);
    }

    #[test]
    fn a_copy_finds_a_container_in_another_design() {
        let clip = copy_of(&design(), &["files"]);
        let refused = clip.commands(&Design::default(), None).unwrap_err();
        assert!(refused.contains("add one first"), "{refused}");
        let mut other = Design::default();
        let eu = json!({"id": "eu", "kind": "region"});
        apply_all(&mut other, &[Command::Add(serde_json::from_value(eu).unwrap())]).unwrap();
        let (commands, _) = clip.commands(&other, None).unwrap();
        apply_all(&mut other, &commands).unwrap();
        let files = other.component(&id("files")).unwrap();
        assert_eq!((files.parent.as_ref(), files.position), (Some(&id("eu")), None));
    }

    #[test]
    fn a_text_from_elsewhere_is_refused() {
        for text in [
            "",
            "hello",
            "{}",
            "[1]",
            r#"{"format":"groundplan-copy/1"}"#,
            r#"{"format":"groundplan-copy/1","components":[],"x":1}"#,
        ] {
            assert!(Clip::from_text(text).is_err(), "{text}");
        }
        let cycle = r#"{"format":"groundplan-copy/1","components":[
            {"id":"a","kind":"region","parent":"b"},{"id":"b","kind":"region","parent":"a"}]}"#;
        let design = Design::default();
        let (commands, _) = Clip::from_text(cycle).unwrap().commands(&design, None).unwrap();
        assert!(apply_all(&mut design.clone(), &commands).is_err());
    }
}
