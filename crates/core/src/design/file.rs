//! The file: `*.groundplan.json`, format `groundplan/1`.
//!
//! Records are sorted by id and hold only what differs from the default, so that an edit makes a
//! small diff. Reading is all or nothing: the first thing that is wrong is named with its path and
//! what would be right, and no half-loaded design comes out.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, SeqAccess},
};
use serde_json::{Map, Number, Value, json};
use thiserror::Error;

use crate::{
    base::{Address, print_json, read_json},
    services::ServiceKind,
    vocab::{ComponentRecord, ConnectionRecord, FieldError, Form},
};

use super::{
    Connection, Design, EditError, Settings,
    edit::{self, MAX_COMPONENTS},
    work::check_tasks,
};

/// The format that is written.
pub const FORMAT: &str = "groundplan/1";

/// The largest file that is read: far above any real design, far below what would freeze a page.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// More bytes than any design has.
    #[error("the file has {bytes} bytes; a design has at most {MAX_BYTES}")]
    TooLarge {
        /// How many.
        bytes: usize,
    },
    /// Not JSON.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// JSON, and no design.
    #[error("this is no Groundplan design: \"format\" must be {FORMAT:?}, got {got}")]
    NotADesign {
        /// What stood there.
        got: String,
    },
    /// Written by a newer Groundplan.
    #[error("the file's format is {got:?}, newer than {FORMAT:?}; open it with a newer Groundplan")]
    TooNew {
        /// The file's format.
        got: String,
    },
    /// A field is unknown, missing, of the wrong type or out of range.
    #[error("{path}: {message}")]
    Shape {
        /// Which field.
        path: String,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// A record contradicts another.
    #[error("{path}: {error}")]
    Record {
        /// Which record.
        path: String,
        /// What is wrong, and what would be right.
        error: EditError,
    },
}

/// The file as it stands.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DesignFile {
    /// The format: `groundplan/1`.
    format: String,
    /// All that is not a component or a connection.
    #[serde(default)]
    settings: Settings,
    /// The components, sorted by id.
    #[serde(default)]
    components: Vec<ComponentRecord>,
    /// The connections, sorted by id.
    #[serde(default)]
    connections: Vec<ConnectionRecord>,
}

/// Reads a design.
///
/// # Errors
/// The first thing that is wrong; see [`FileError`].
pub fn read(text: &str) -> Result<Design, FileError> {
    if text.len() > MAX_BYTES {
        return Err(FileError::TooLarge { bytes: text.len() });
    }
    let Strict(json) = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        FileError::Syntax { line: error.line(), column: error.column(), message }
    })?;
    check_format(&json)?;
    let DesignFile { format: _, settings, components, connections } =
        read_json(&json).map_err(|it| FileError::Shape {
            path: if it.path.is_empty() { "the file".to_owned() } else { it.path },
            message: it.message,
        })?;
    let json = serde_json::to_value(&settings).unwrap_or_default();
    let settings = read_settings(&json)
        .map_err(|(path, message)| FileError::Shape { path: format!("settings.{path}"), message })?;
    build(settings, &components, connections)
}

fn build(
    settings: Settings,
    components: &[ComponentRecord],
    connections: Vec<ConnectionRecord>,
) -> Result<Design, FileError> {
    if components.len() > MAX_COMPONENTS {
        return Err(FileError::Record { path: "components".to_owned(), error: EditError::TooMany });
    }
    let mut design = Design { settings: Arc::new(settings), ..Design::default() };
    for (idx, record) in components.iter().enumerate() {
        let refuse = |error| FileError::Record { path: format!("components[{idx}]"), error };
        let component = edit::component(record).map_err(refuse)?;
        if design.components.insert(record.id.clone(), Arc::new(component)).is_some() {
            return Err(refuse(EditError::DuplicateId(record.id.clone())));
        }
    }
    check_containers(&design, components)?;
    for (idx, record) in connections.into_iter().enumerate() {
        let refuse = |error| FileError::Record { path: format!("connections[{idx}]"), error };
        edit::check_connection(&design, &record).map_err(refuse)?;
        let id = record.id.clone();
        if design.components.contains_key(&id) || design.connections.contains_key(&id) {
            return Err(refuse(EditError::DuplicateId(id)));
        }
        design.connections.insert(id, Arc::new(Connection::from(record)));
    }
    Ok(design)
}

/// Each component stands where its kind may stand, and no container stands in itself.
fn check_containers(design: &Design, components: &[ComponentRecord]) -> Result<(), FileError> {
    // 0 open, 1 on the path, 2 known to end at the canvas.
    let mut state: BTreeMap<&Address, usize> = BTreeMap::new();
    for (idx, record) in components.iter().enumerate() {
        let refuse = |error| FileError::Record { path: format!("components[{idx}]"), error };
        let Some(component) = design.component(&record.id) else { continue };
        edit::check_place(design, &record.id, component, component.parent.as_ref()).map_err(refuse)?;
        let mut path = Vec::new();
        let mut next = Some(&record.id);
        while let Some(id) = next {
            match state.get(id) {
                Some(1) => {
                    let error = EditError::Cycle { id: record.id.clone(), parent: id.clone() };
                    return Err(refuse(error));
                }
                Some(_) => break,
                None => {
                    state.insert(id, 1);
                    path.push(id);
                    next = design.component(id).and_then(|it| it.parent.as_ref());
                }
            }
        }
        for id in path {
            state.insert(id, 2);
        }
    }
    Ok(())
}

fn check_format(json: &Value) -> Result<(), FileError> {
    let shorten = |it: &Value| it.to_string().chars().take(60).collect();
    let not_a_design = |got| Err(FileError::NotADesign { got });
    let Some(format) = json.get("format") else { return not_a_design("nothing".to_owned()) };
    let Some(text) = format.as_str() else { return not_a_design(shorten(format)) };
    if text == FORMAT {
        return Ok(());
    }
    match text.strip_prefix("groundplan/").and_then(|it| it.parse::<u32>().ok()) {
        Some(version) if version > 1 => Err(FileError::TooNew { got: text.to_owned() }),
        _ => not_a_design(shorten(format)),
    }
}

/// Writes a design: stable order, two spaces, a newline at the end.
#[must_use]
pub fn write(design: &Design) -> String {
    let file = DesignFile {
        format: FORMAT.to_owned(),
        settings: design.settings.as_ref().clone(),
        components: design.components.iter().map(|(id, it)| it.record(id)).collect(),
        connections: design.connections.iter().map(|(id, it)| it.record(id)).collect(),
    };
    print_json(&file)
}

/// The JSON Schema of the file, each kind's settings included.
#[must_use]
pub fn schema() -> Value {
    let mut schema = schemars::SchemaGenerator::default().into_root_schema_for::<DesignFile>().to_value();
    schema["$id"] = json!("urn:groundplan:design:1");
    schema["title"] = json!("Groundplan design");
    schema["properties"]["format"] = json!({ "const": FORMAT, "description": "The format of the file." });
    let mut kinds = Vec::new();
    for kind in ServiceKind::ALL {
        let name = kind.definition();
        let mut config = kind.schema();
        let inner = config.as_object_mut().and_then(|it| {
            it.remove("$schema");
            it.remove("$defs")
        });
        if let Some(Value::Object(inner)) = inner {
            for (name, definition) in inner {
                schema["$defs"][name] = definition;
            }
        }
        schema["$defs"][&name] = config;
        kinds.push(json!({
            "if": { "properties": { "kind": { "const": kind.word() } } },
            "then": { "properties": { "config": { "$ref": format!("#/$defs/{name}") } } },
        }));
    }
    let words: Vec<&str> = ServiceKind::ALL.iter().map(|it| it.word()).collect();
    let component = &mut schema["$defs"]["ComponentRecord"];
    component["properties"]["kind"]["enum"] = json!(words);
    component["allOf"] = Value::Array(kinds);
    schema
}

/// Reads settings, ranges checked.
pub(super) fn read_settings(json: &Value) -> Result<Settings, (String, String)> {
    settings_form().check(json).map_err(FieldError::into_parts)?;
    let settings: Settings = read_json(json).map_err(|it| (it.path, it.message))?;
    check_tasks(&settings.work).map_err(|it| ("work".to_owned(), it.to_string()))?;
    Ok(settings)
}

/// The design's own settings as a form; made once.
#[must_use]
pub fn settings_form() -> &'static Form {
    static FORM: OnceLock<Form> = OnceLock::new();
    FORM.get_or_init(|| Form::published("Settings"))
}

/// A JSON value in which no name stands twice: a second one would silently win.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Strict;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
                Ok(Strict(Number::from_f64(value).map_or(Value::Null, Value::Number)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_string<E>(self, value: String) -> Result<Strict, E> {
                Ok(Strict(value.into()))
            }

            fn visit_unit<E>(self) -> Result<Strict, E> {
                Ok(Strict(Value::Null))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
                let mut items = Vec::new();
                while let Some(Strict(item)) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Strict(Value::Array(items)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
                let mut object = Map::new();
                while let Some((name, Strict(value))) = map.next_entry::<String, Strict>()? {
                    if object.contains_key(&name) {
                        return Err(de::Error::custom(format_args!("the name {name:?} stands twice")));
                    }
                    object.insert(name, value);
                }
                Ok(Strict(Value::Object(object)))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
