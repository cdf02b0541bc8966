//! JSON: every type is read from a value and written to one, and what is wrong is said with its place.
//!
//! `serde_json` with `serde_path_to_error` does the same, and makes twice the program of it: it reads
//! structs from lists as well, and wraps every type once more to follow the path. In the browser that
//! is a twentieth of the first load.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor,
    },
};
use serde_json::{Map, Value};

/// What is wrong with a value, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}{message}", if path.is_empty() { "" } else { ": " })]
pub struct JsonError {
    /// Which field; dots and brackets lead into nested ones. Empty for the value as a whole.
    pub path: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// Reads a value into a type.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_json<'a, T: Deserialize<'a>>(value: &'a Value) -> Result<T, JsonError> {
    Ok(T::deserialize(Reader { value, way: &Way::Start })?)
}

/// Reads the value of a field into a type.
pub(super) fn read_field<'a, T: Deserialize<'a>>(name: &str, value: &'a Value) -> Result<T, Refusal> {
    let way = Way::Field(&Way::Start, name);
    T::deserialize(Reader { value, way: &way }).map_err(|it| it.at(&way))
}

/// Reads a text of JSON into a type.
///
/// # Errors
/// When it is no JSON, and the first thing that is wrong with it otherwise.
pub fn parse_json<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let value: Value = serde_json::from_str(text).map_err(<Refusal as de::Error>::custom)?;
    read_json(&value)
}

/// A value as JSON; null where it has a map whose keys are no words, which none of ours has.
pub fn to_json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A value as an indented text that ends in a line break, as files have it; null as [`to_json`] has it.
pub fn print_json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// How the value in hand was come by.
#[derive(Clone, Copy)]
enum Way<'a> {
    Start,
    Field(&'a Way<'a>, &'a str),
    Item(&'a Way<'a>, usize),
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => Ok(()),
            Self::Field(Self::Start, name) => f.write_str(name),
            Self::Field(above, name) => write!(f, "{above}.{name}"),
            Self::Item(above, idx) => write!(f, "{above}[{idx}]"),
        }
    }
}

/// The error while it is passed on: of one word, as every field of every type that is read passes it on.
#[derive(Debug)]
pub struct Refusal(Box<JsonError>);

impl From<Refusal> for JsonError {
    fn from(refusal: Refusal) -> Self {
        *refusal.0
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(JsonError { path: String::new(), message: message.to_string() }))
    }
}

impl JsonError {
    /// The value is of another type than it should be.
    pub(super) fn unexpected(value: &Value, expected: &str) -> Self {
        Reader { value, way: &Way::Start }.refuse(&expected).into()
    }
}

impl Refusal {
    /// The innermost place is the first to be told.
    fn at(mut self, way: &Way<'_>) -> Self {
        if self.0.path.is_empty() {
            self.0.path = way.to_string();
        }
        self
    }
}

/// A value, and the way to it.
#[derive(Clone, Copy)]
struct Reader<'a, 'w> {
    value: &'a Value,
    way: &'w Way<'w>,
}

impl Reader<'_, '_> {
    fn refuse(&self, expected: &dyn de::Expected) -> Refusal {
        let unexpected = match self.value {
            Value::Null => Unexpected::Other("null"),
            Value::Bool(it) => Unexpected::Bool(*it),
            Value::Number(it) => match (it.as_u64(), it.as_i64()) {
                (Some(it), _) => Unexpected::Unsigned(it),
                (_, Some(it)) => Unexpected::Signed(it),
                _ => Unexpected::Float(it.as_f64().unwrap_or_default()),
            },
            Value::String(it) => Unexpected::Str(it),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        de::Error::invalid_type(unexpected, expected)
    }
}

/// What holds one thing is read alike: the visitor takes it or refuses it.
macro_rules! scalars {
    ($($name:ident)*) => {
        $(fn $name<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
            self.deserialize_str(visitor)
        })*
    };
}

impl<'a> Deserializer<'a> for Reader<'a, '_> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.value {
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
            _ => self.deserialize_str(visitor),
        }
    }

    #[inline(never)]
    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(it) => visitor.visit_bool(*it),
            Value::Number(it) => match (it.as_u64(), it.as_i64()) {
                (Some(it), _) => visitor.visit_u64(it),
                (_, Some(it)) => visitor.visit_i64(it),
                _ => visitor.visit_f64(it.as_f64().unwrap_or_default()),
            },
            Value::String(it) => visitor.visit_borrowed_str(it),
            Value::Array(_) | Value::Object(_) => Err(self.refuse(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    #[inline(never)]
    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Value::Array(items) = self.value else { return Err(self.refuse(&visitor)) };
        visitor.visit_seq(Items { items, next: 0, way: self.way })
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _len: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    #[inline(never)]
    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Value::Object(fields) = self.value else { return Err(self.refuse(&visitor)) };
        visitor.visit_map(Fields::new(fields, self.way))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let (variant, content) = match self.value {
            Value::String(word) => (word.as_str(), None),
            Value::Object(fields) if fields.len() == 1 => match fields.iter().next() {
                Some((word, content)) => (word.as_str(), Some(content)),
                None => return Err(self.refuse(&visitor)),
            },
            _ => return Err(self.refuse(&visitor)),
        };
        visitor.visit_enum(&Variant { variant, content, way: self.way })
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    scalars! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64 deserialize_char deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_unit deserialize_identifier
    }
}

struct Items<'a, 'w> {
    items: &'a [Value],
    next: usize,
    way: &'w Way<'w>,
}

impl<'a> SeqAccess<'a> for Items<'a, '_> {
    type Error = Refusal;

    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let Some(value) = self.items.get(self.next) else { return Ok(None) };
        let way = Way::Item(self.way, self.next);
        self.next += 1;
        seed.deserialize(Reader { value, way: &way }).map(Some).map_err(|it| it.at(&way))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Fields<'a, 'w> {
    fields: serde_json::map::Iter<'a>,
    in_hand: Option<(&'a str, &'a Value)>,
    way: &'w Way<'w>,
}

impl<'a, 'w> Fields<'a, 'w> {
    fn new(fields: &'a Map<String, Value>, way: &'w Way<'w>) -> Self {
        Self { fields: fields.iter(), in_hand: None, way }
    }
}

impl<'a> MapAccess<'a> for Fields<'a, '_> {
    type Error = Refusal;

    #[inline(never)]
    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.in_hand = self.fields.next().map(|(name, value)| (name.as_str(), value));
        let Some((name, _)) = self.in_hand else { return Ok(None) };
        let key = seed.deserialize(de::value::BorrowedStrDeserializer::new(name));
        key.map(Some).map_err(|it: Refusal| it.at(&Way::Field(self.way, name)))
    }

    #[inline(never)]
    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Refusal> {
        let (name, value) = self.in_hand.unwrap_or(("", &Value::Null));
        let way = Way::Field(self.way, name);
        seed.deserialize(Reader { value, way: &way }).map_err(|it| it.at(&way))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}

/// A word of an enum, and what stands behind it.
struct Variant<'a, 'w> {
    variant: &'a str,
    content: Option<&'a Value>,
    way: &'w Way<'w>,
}

impl<'a> EnumAccess<'a> for &Variant<'a, '_> {
    type Error = Refusal;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<(T::Value, Self), Refusal> {
        let word: de::value::StrDeserializer<'_, Refusal> = self.variant.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'a> Variant<'a, '_> {
    fn read<T>(&self, read: impl FnOnce(Reader<'a, '_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        static NOTHING: Value = Value::Null;
        let value = self.content.unwrap_or(&NOTHING);
        let way = Way::Field(self.way, self.variant);
        read(Reader { value, way: &way }).map_err(|it| it.at(&way))
    }
}

impl<'a> VariantAccess<'a> for &Variant<'a, '_> {
    type Error = Refusal;

    #[inline(never)]
    fn unit_variant(self) -> Result<(), Refusal> {
        self.read(|it| <()>::deserialize(it))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Refusal> {
        self.read(|it| seed.deserialize(it))
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.read(|it| it.deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.read(|it| it.deserialize_struct("", fields, visitor))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tree {
        name: String,
        #[serde(default)]
        size: Option<f64>,
        #[serde(default)]
        parts: Vec<Tree>,
        #[serde(default)]
        words: BTreeMap<String, (u8, bool)>,
        #[serde(default)]
        acts: Vec<Act>,
    }

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    enum Act {
        Rest,
        Grow(i32),
        Move { x: f64, y: f64 },
    }

    fn refused(json: &Value) -> String {
        read_json::<Tree>(json).unwrap_err().to_string()
    }

    #[test]
    fn what_was_written_is_read() {
        let json = json!({
            "name": "oak", "size": 3, "words": { "a": [1, true] },
            "parts": [{ "name": "leaf", "size": -2.5, "parts": [], "words": {}, "acts": [] }],
            "acts": ["rest", { "grow": -4 }, { "move": { "x": 1, "y": 2.5 } }],
        });
        let read: Tree = read_json(&json).unwrap();
        let plain: Tree = serde_json::from_value(json).unwrap();
        assert_eq!(read, plain);
        assert_eq!(read.acts, [Act::Rest, Act::Grow(-4), Act::Move { x: 1.0, y: 2.5 }]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_path() {
        let wrong = [
            (json!([]), "invalid type: sequence, expected struct Tree"),
            (json!({}), "missing field `name`"),
            (json!({ "name": "a", "parts": [{ "name": 4 }] }), "parts[0].name: invalid type: integer `4`"),
            (json!({ "name": "a", "colour": 4 }), "colour: unknown field `colour`, expected one of"),
            (json!({ "name": "a", "parts": [{}] }), "parts[0]: missing field `name`"),
            (
                json!({ "name": "a", "words": { "b": [300, true] } }),
                "words.b[0]: invalid value: integer `300`",
            ),
            (json!({ "name": "a", "words": { "b": [3] } }), "words.b: invalid length 1"),
            (json!({ "name": "a", "acts": ["fly"] }), "acts[0]: unknown variant `fly`"),
            (json!({ "name": "a", "acts": [{ "grow": "x" }] }), "acts[0].grow: invalid type: string"),
            (json!({ "name": "a", "acts": [{ "move": { "x": 1 } }] }), "acts[0].move: missing field `y`"),
            (json!({ "name": "a", "acts": ["grow"] }), "acts[0].grow: invalid type: unit value"),
            (json!({ "name": null }), "name: invalid type: unit value, expected a string"),
        ];
        for (json, want) in wrong {
            let got = refused(&json);
            assert!(got.starts_with(want), "{json}: {got}");
        }
    }
}
