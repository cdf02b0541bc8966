//! Values of a resource's arguments.

use crate::base::{Address, Decimal};

/// The value of an argument. Text is plain: printers escape it for their format.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Plain text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Map(Vec<(String, Value)>),
    /// A nested block; several of one name are several pairs.
    Block(Vec<(String, Value)>),
    /// An attribute of another resource: type, label, attribute path (`id`, `arn`,
    /// `certificate[0].arn`). The path is ours, never a user's.
    Reference(&'static str, String, &'static str),
    /// An attribute of a data source: type, label, attribute path.
    Data(&'static str, String, &'static str),
    /// A variable of the bundle.
    Variable(String),
    /// The element at hand of a resource that is made once for each of a list.
    Each,
    /// A local value of the bundle, by name.
    Local(&'static str),
    /// Text with references in it, joined without anything between.
    Template(Vec<Value>),
    /// A value as JSON text: a policy, a container definition.
    Json(Box<Value>),
    /// The start script of a host, compressed and encoded; the blueprint writes it, and the host's
    /// address names its file.
    UserData(Address),
    /// One element of a list value.
    Element(Box<Value>, usize),
    /// A resource itself, as `depends_on` and `ignore_changes` want it, or a short expression such as
    /// `each.value`: no quotes. Ours, never a user's.
    Name(String),
}

impl Value {
    /// An attribute of a resource of the graph.
    #[must_use]
    pub fn reference(resource_type: &'static str, label: impl Into<String>, attribute: &'static str) -> Self {
        Self::Reference(resource_type, label.into(), attribute)
    }

    /// A variable of the bundle.
    #[must_use]
    pub fn variable(name: impl Into<String>) -> Self {
        Self::Variable(name.into())
    }

    /// Text with references in it.
    #[must_use]
    pub fn template(parts: impl IntoIterator<Item = Value>) -> Self {
        Self::Template(parts.into_iter().collect())
    }

    /// An object.
    #[must_use]
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// A nested block.
    #[must_use]
    pub fn block<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Block(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// A list.
    #[must_use]
    pub fn list<V: Into<Value>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// One element of a list.
    #[must_use]
    pub fn element(self, idx: usize) -> Self {
        match self {
            Self::List(mut items) if idx < items.len() => items.swap_remove(idx),
            list => Self::Element(Box::new(list), idx),
        }
    }

    /// A value as JSON text.
    #[must_use]
    pub fn json(value: Value) -> Self {
        Self::Json(Box::new(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::Number(value.into())
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Number(value)
    }
}
