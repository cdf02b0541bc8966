//! Forms: a kind's settings as a list of fields, read from its JSON Schema.
//!
//! One declaration gives the struct, the file format, the form and the check: doc comments are the
//! help, attributes are units and ranges. Reads the part of JSON Schema that `schemars` writes for
//! our own types, and nothing else.

use std::sync::OnceLock;

use serde_json::Value;
use thiserror::Error;

/// How a field is edited.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// A line of text.
    Text {
        /// The most characters.
        max_chars: u64,
    },
    /// A whole number or a decimal, with bounds.
    Number {
        /// Whether only whole numbers do.
        whole: bool,
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
    },
    /// On or off.
    Switch,
    /// One of some words, each with its help.
    Choice(Vec<(String, Help)>),
    /// Any number of values.
    List(Box<FieldType>),
    /// A group of fields. One without fields has a shape of its own that only the typed reader knows.
    Group(Vec<Field>),
    /// Any words with a text each.
    Map(Box<FieldType>),
}

/// What something means, for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Help {
    /// In words.
    Text(String),
    /// In `public/help.json`, which a program fetches when somebody reads it: the number of its line, from 0.
    Line(usize),
}

impl Help {
    /// The help of a description as it stands in a schema.
    #[must_use]
    pub fn of(description: &str) -> Self {
        Self::Text(description.replace("*Default:*", "Default:").replace('`', ""))
    }

    fn read(schema: &Value) -> Option<Self> {
        match schema.get("description")? {
            Value::String(text) => Some(Self::of(text)),
            line => Some(Self::Line(usize::try_from(line.as_u64()?).ok()?)),
        }
    }
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name in files and hooks.
    pub name: String,
    /// The name for people.
    pub label: String,
    /// What it means, for the user.
    pub help: Help,
    /// The unit, behind the input.
    pub unit: String,
    /// Whether it may be left empty.
    pub optional: bool,
    /// What suggestions to offer, by a word such as `instance_type`; empty for none.
    pub suggest: String,
    /// How it is edited.
    pub field_type: FieldType,
}

/// A kind's settings as a list of fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The fields, in the order of the struct.
    pub fields: Vec<Field>,
}

/// Why a value does not fit a field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FieldError {
    /// The value is of the wrong type, out of range, or not one of the words.
    #[error("{path} must be {expected}, got {got}")]
    Value {
        /// Which field; dots and brackets lead into nested ones.
        path: String,
        /// What would be right.
        expected: String,
        /// What was given, shortened.
        got: String,
    },
    /// There is no such field.
    #[error("there is no field {path}; the fields here are {known}")]
    Unknown {
        /// Which field; dots and brackets lead into nested ones.
        path: String,
        /// The names that would be right.
        known: String,
    },
}

impl FieldError {
    /// Which field, and what is wrong with it: for places that show the field by themselves.
    #[must_use]
    pub fn into_parts(self) -> (String, String) {
        match self {
            Self::Value { path, expected, got } => (path, format!("must be {expected}, got {got}")),
            Self::Unknown { path, known } => (path, format!("there is no such field; there are {known}")),
        }
    }
}

/// What forms read of the published schema. Both are written from the types, and a test holds them to
/// these: reading it here keeps the generator of schemas out of the program that the browser loads.
const PUBLISHED: &str = include_str!("forms.json");

impl Form {
    /// The form of a struct that the published schema defines under that name; empty where it doesn't.
    #[must_use]
    pub fn published(name: &str) -> Self {
        static SCHEMA: OnceLock<Value> = OnceLock::new();
        let schema = SCHEMA.get_or_init(|| serde_json::from_str(PUBLISHED).unwrap_or_default());
        let definitions = schema.get("$defs");
        let reader = Reader { definitions };
        let fields = definitions.and_then(|it| it.get(name)).map(|it| reader.fields(it));
        Self { fields: fields.unwrap_or_default() }
    }

    /// Reads a form from the schema of a struct.
    #[must_use]
    pub fn from_schema(schema: &Value) -> Self {
        let reader = Reader { definitions: schema.get("$defs") };
        Self { fields: reader.fields(schema) }
    }

    /// Checks the names and values that stand in `config` against the form.
    ///
    /// # Errors
    /// The first name that is unknown or value that doesn't fit.
    pub fn check(&self, config: &Value) -> Result<(), FieldError> {
        check_fields(&self.fields, config, "")
    }

    /// The field that a dotted path leads to.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&Field> {
        let mut fields = &self.fields;
        let mut found = None;
        for part in path.split('.') {
            let field = fields.iter().find(|it| it.name == part)?;
            found = Some(field);
            if let FieldType::Group(inner) = &field.field_type {
                fields = inner;
            }
        }
        found
    }
}

fn check_fields(fields: &[Field], config: &Value, path: &str) -> Result<(), FieldError> {
    let Some(object) = config.as_object() else {
        return Ok(());
    };
    let path_of = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|it| it.name == **name)) {
        let known: Vec<&str> = fields.iter().map(|it| it.name.as_str()).collect();
        let name: String = name.chars().take(60).collect();
        return Err(FieldError::Unknown { path: path_of(&name), known: known.join(", ") });
    }
    for field in fields {
        let Some(value) = object.get(&field.name) else { continue };
        if value.is_null() && field.optional {
            continue;
        }
        check_value(&field.field_type, value, &path_of(&field.name))?;
    }
    Ok(())
}

fn check_value(field_type: &FieldType, value: &Value, path: &str) -> Result<(), FieldError> {
    let refuse = |expected: String| {
        Err(FieldError::Value {
            path: path.to_owned(),
            expected,
            got: value.to_string().chars().take(60).collect(),
        })
    };
    match field_type {
        FieldType::Text { max_chars } => match value.as_str() {
            Some(text) if text.chars().count() as u64 <= *max_chars => Ok(()),
            _ => refuse(format!("a text of at most {max_chars} characters")),
        },
        FieldType::Number { whole, min, max } => {
            let number = value.as_f64().filter(|it| it.is_finite() && (!whole || it.fract() == 0.0));
            let fits =
                number.is_some_and(|it| min.is_none_or(|min| it >= min) && max.is_none_or(|max| it <= max));
            if fits { Ok(()) } else { refuse(number_expected(*whole, *min, *max)) }
        }
        FieldType::Switch => {
            if value.is_boolean() {
                Ok(())
            } else {
                refuse("true or false".to_owned())
            }
        }
        FieldType::Choice(choices) => {
            let fits = value.as_str().is_some_and(|text| choices.iter().any(|(word, _)| word == text));
            let words: Vec<&str> = choices.iter().map(|(word, _)| word.as_str()).collect();
            if fits { Ok(()) } else { refuse(format!("one of {}", words.join(", "))) }
        }
        FieldType::List(item_type) => {
            let Some(items) = value.as_array() else { return refuse("a list".to_owned()) };
            for (idx, item) in items.iter().enumerate() {
                check_value(item_type, item, &format!("{path}[{idx}]"))?;
            }
            Ok(())
        }
        FieldType::Group(fields) if fields.is_empty() => Ok(()),
        FieldType::Group(fields) => {
            if value.is_object() {
                check_fields(fields, value, path)
            } else {
                refuse("an object".to_owned())
            }
        }
        FieldType::Map(item_type) => {
            let Some(items) = value.as_object() else { return refuse("an object".to_owned()) };
            for (name, item) in items {
                check_value(item_type, item, &format!("{path}.{name}"))?;
            }
            Ok(())
        }
    }
}

fn number_expected(whole: bool, min: Option<f64>, max: Option<f64>) -> String {
    let what = if whole { "a whole number" } else { "a number" };
    match (min, max) {
        (Some(min), Some(max)) => format!("{what} between {min} and {max}"),
        (Some(min), None) => format!("{what} of at least {min}"),
        (None, Some(max)) => format!("{what} of at most {max}"),
        (None, None) => what.to_owned(),
    }
}

/// The longest text where a field doesn't say; long enough for a paragraph.
const MAX_CHARS: u64 = 1000;

struct Reader<'a> {
    definitions: Option<&'a Value>,
}

impl Reader<'_> {
    fn fields(&self, schema: &Value) -> Vec<Field> {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Vec::new();
        };
        properties.iter().map(|(name, schema)| self.field(name, schema)).collect()
    }

    fn field(&self, name: &str, schema: &Value) -> Field {
        let resolved = self.resolve(schema);
        let (inner, optional) = without_null(resolved);
        let inner = self.resolve(inner);
        let text = |key: &str| {
            [schema, resolved, inner]
                .iter()
                .find_map(|it| it.get(key)?.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let help = [schema, resolved, inner].into_iter().find_map(Help::read);
        Field {
            name: name.to_owned(),
            label: some_or(text("title"), || label(name)),
            help: help.unwrap_or_else(|| Help::of("")),
            unit: text("x-unit"),
            optional,
            suggest: text("x-suggest"),
            field_type: self.field_type(inner),
        }
    }

    fn field_type(&self, schema: &Value) -> FieldType {
        let schema = self.resolve(schema);
        if let Some(choices) = choices(schema) {
            return FieldType::Choice(choices);
        }
        if schema.get("oneOf").is_some() {
            return FieldType::Group(Vec::new());
        }
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        match type_name(schema) {
            Some("boolean") => FieldType::Switch,
            Some("integer") => {
                FieldType::Number { whole: true, min: number("minimum"), max: number("maximum") }
            }
            Some("number") => {
                FieldType::Number { whole: false, min: number("minimum"), max: number("maximum") }
            }
            Some("array") => {
                let items = schema.get("items").map(|it| self.field_type(it));
                FieldType::List(Box::new(items.unwrap_or(FieldType::Text { max_chars: MAX_CHARS })))
            }
            Some("object") => match schema.get("additionalProperties").filter(|it| it.is_object()) {
                Some(items) if schema.get("properties").is_none() => {
                    FieldType::Map(Box::new(self.field_type(items)))
                }
                _ => FieldType::Group(self.fields(schema)),
            },
            _ => FieldType::Text {
                max_chars: schema.get("maxLength").and_then(Value::as_u64).unwrap_or(MAX_CHARS),
            },
        }
    }

    fn resolve<'b>(&'b self, schema: &'b Value) -> &'b Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix("#/$defs/"));
        name.and_then(|name| self.definitions?.get(name)).unwrap_or(schema)
    }
}

fn type_name(schema: &Value) -> Option<&str> {
    let name = schema.get("type")?;
    name.as_str().or_else(|| name.as_array()?.iter().filter_map(Value::as_str).find(|it| *it != "null"))
}

/// `Option<T>` is written as a type list with `null`, or as `anyOf` with a null branch.
fn without_null(schema: &Value) -> (&Value, bool) {
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let is_null = |it: &&Value| it.get("type").and_then(Value::as_str) == Some("null");
        if branches.iter().any(|it| is_null(&it)) {
            return (branches.iter().find(|it| !is_null(it)).unwrap_or(schema), true);
        }
    }
    let nullable = schema
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|it| it.iter().any(|name| name.as_str() == Some("null")));
    (schema, nullable)
}

fn choices(schema: &Value) -> Option<Vec<(String, Help)>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(
            words.iter().filter_map(Value::as_str).map(|it| (it.to_owned(), Help::of(""))).collect(),
        );
    }
    let branches = schema.get("oneOf")?.as_array()?;
    let mut choices = Vec::new();
    for branch in branches {
        let help = Help::read(branch).unwrap_or_else(|| Help::of(""));
        if let Some(word) = branch.get("const").and_then(Value::as_str) {
            choices.push((word.to_owned(), help));
        } else {
            let words = branch.get("enum")?.as_array()?;
            choices.extend(words.iter().filter_map(Value::as_str).map(|it| (it.to_owned(), help.clone())));
        }
    }
    Some(choices)
}

fn some_or(text: String, other: impl FnOnce() -> String) -> String {
    if text.is_empty() { other() } else { text }
}

/// `visibility_seconds` for people: `Visibility seconds`.
fn label(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|it| it.to_ascii_uppercase().to_string()).unwrap_or_default();
    first + &chars.as_str().replace('_', " ")
}
