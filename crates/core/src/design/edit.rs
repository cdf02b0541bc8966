//! Applying commands: every edit, and every refusal.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;
use thiserror::Error;

use crate::{
    base::{Address, AddressError, Point, gather, read_json},
    services::{ConfigError, ServiceKind},
    vocab::{Command, ComponentRecord, ConnectionRecord, FieldError, Place, Target},
};

use super::{Change, Component, Connection, Design, file};

/// The most components of one design: enough for a hundred tenants, and little enough to stay quick.
pub(super) const MAX_COMPONENTS: usize = 20_000;

/// The farthest a component may stand from the corner of its container, in canvas units.
const MAX_POSITION: f64 = 100_000.0;

/// Why an edit is refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The component is not there.
    #[error("there is no component {0:?}")]
    NoComponent(Address),
    /// The connection is not there.
    #[error("there is no connection {0:?}")]
    NoConnection(Address),
    /// The id is taken.
    #[error("the id {0:?} is taken; each component and each connection needs one of its own")]
    DuplicateId(Address),
    /// The text is no id.
    #[error(transparent)]
    Id(#[from] AddressError),
    /// The settings don't fit the kind.
    #[error("{id}: {error}")]
    Config {
        /// Whose settings.
        id: Address,
        /// Why not.
        error: ConfigError,
    },
    /// The component may not stand there.
    #[error("{id} is a {kind} and may stand in {allowed}, not in {place}")]
    WrongPlace {
        /// Which component.
        id: Address,
        /// Its kind's name.
        kind: &'static str,
        /// Where it may stand.
        allowed: String,
        /// Where it was put.
        place: String,
    },
    /// A container would stand in itself.
    #[error("{id} can't stand in {parent}, which stands in {id}")]
    Cycle {
        /// Which component.
        id: Address,
        /// The container.
        parent: Address,
    },
    /// A component would be connected with itself.
    #[error("{0} can't be connected with itself")]
    SelfConnection(Address),
    /// The setting doesn't exist.
    #[error("there is no setting {field:?} here")]
    NoField {
        /// Its name.
        field: String,
    },
    /// The setting's value doesn't fit.
    #[error(transparent)]
    Value(#[from] FieldError),
    /// The typed reader refused a setting of the design or a connection.
    #[error("{path}: {message}")]
    Shape {
        /// Which field.
        path: String,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// The position is too far out or not a number.
    #[error("the position of {0} must be within 100000 units of its container's corner")]
    Position(Address),
    /// The design is full.
    #[error("a design can hold 20000 components")]
    TooMany,
}

/// Applies a command.
///
/// # Errors
/// When the edit is refused; the design is as it was.
pub fn apply(design: &mut Design, command: &Command) -> Result<Change, EditError> {
    let change = plan(design, command)?;
    change.apply(design);
    Ok(change)
}

/// Applies commands in order, all or none.
///
/// # Errors
/// The index of the command that is refused, and why; the design is as it was.
pub fn apply_all<'a>(
    design: &mut Design,
    commands: impl IntoIterator<Item = &'a Command>,
) -> Result<Change, (usize, EditError)> {
    let mut all = Change::default();
    for (idx, command) in commands.into_iter().enumerate() {
        match apply(design, command) {
            Ok(change) => all.then(change),
            Err(error) => {
                all.inverse().apply(design);
                return Err((idx, error));
            }
        }
    }
    Ok(all)
}

fn plan(design: &Design, command: &Command) -> Result<Change, EditError> {
    let mut change = Change::default();
    match command {
        Command::Add(record) => {
            if taken(design, &record.id) {
                return Err(EditError::DuplicateId(record.id.clone()));
            }
            if design.components.len() >= MAX_COMPONENTS {
                return Err(EditError::TooMany);
            }
            let component = component(record)?;
            check_place(design, &record.id, &component, component.parent.as_ref())?;
            change.component(design, &record.id, Some(component));
        }
        Command::Remove(id) => {
            find(design, id)?;
            let gone = subtree(design, id);
            for (connection_id, connection) in &design.connections {
                if gone.contains(&connection.from) || gone.contains(&connection.to) {
                    change.connection(design, connection_id, None);
                }
            }
            for id in &gone {
                change.component(design, id, None);
            }
        }
        Command::Move { id, into } => {
            let mut component = find(design, id)?.clone();
            check_place(design, id, &component, into.as_ref())?;
            if let Some(parent) = into
                && subtree(design, id).contains(parent)
            {
                return Err(EditError::Cycle { id: id.clone(), parent: parent.clone() });
            }
            if component.parent != *into {
                // A position is measured from the container's corner, so it means nothing in another.
                component.position = None;
            }
            component.parent.clone_from(into);
            change.component(design, id, Some(component));
        }
        Command::Place { id, at } => {
            let mut component = find(design, id)?.clone();
            component.position = check_position(id, *at)?;
            change.component(design, id, Some(component));
        }
        Command::Rename { id, name } => {
            let mut component = find(design, id)?.clone();
            component.name = check_text("name", name, 120)?;
            if component.name.trim().is_empty() {
                component.name = component.config.meta().name.to_owned();
            }
            change.component(design, id, Some(component));
        }
        Command::Annotate { id, note } => {
            let mut component = find(design, id)?.clone();
            component.note = check_text("note", note, 4000)?;
            change.component(design, id, Some(component));
        }
        Command::SwitchLine { id, line, on } => {
            let mut component = find(design, id)?.clone();
            let mut off: BTreeSet<String> = gather(component.off);
            if *on {
                off.remove(line);
            } else {
                off.insert(check_text("line", line, 60)?);
            }
            component.off = off.into_iter().collect();
            change.component(design, id, Some(component));
        }
        Command::Set { on, field, value } => set(design, on, field, value, &mut change)?,
        Command::Connect(record) => {
            if taken(design, &record.id) {
                return Err(EditError::DuplicateId(record.id.clone()));
            }
            check_connection(design, record)?;
            change.connection(design, &record.id, Some(Connection::from(record.clone())));
        }
        Command::Disconnect(id) => {
            if !design.connections.contains_key(id) {
                return Err(EditError::NoConnection(id.clone()));
            }
            change.connection(design, id, None);
        }
    }
    Ok(change)
}

fn set(
    design: &Design,
    on: &Target,
    field: &str,
    value: &Value,
    change: &mut Change,
) -> Result<(), EditError> {
    match on {
        Target::Component(id) => {
            let mut component = find(design, id)?.clone();
            let kind = component.config.kind();
            let mut json = component.config.to_json();
            let default = kind.default_config().to_json();
            write_path(&mut json, &default, field, value)?;
            component.config =
                kind.read(&json).map_err(|error| EditError::Config { id: id.clone(), error })?;
            change.component(design, id, Some(component));
        }
        Target::Connection(id) => {
            let connection = design.connections.get(id).ok_or_else(|| EditError::NoConnection(id.clone()))?;
            let mut json = serde_json::to_value(connection.record(id)).unwrap_or_default();
            if field == "id" {
                return Err(EditError::NoField { field: field.to_owned() });
            }
            if let Some(object) = json.as_object_mut() {
                object.insert(field.to_owned(), value.clone());
            }
            let record: ConnectionRecord = read_json(&json).map_err(|it| shape((it.path, it.message)))?;
            check_connection(design, &record)?;
            change.connection(design, id, Some(Connection::from(record)));
        }
        Target::Design => {
            let mut json = serde_json::to_value(design.settings.as_ref()).unwrap_or_default();
            let default = serde_json::to_value(super::Settings::default()).unwrap_or_default();
            write_path(&mut json, &default, field, value)?;
            change.settings(design, file::read_settings(&json).map_err(shape)?);
        }
    }
    Ok(())
}

fn shape((path, message): (String, String)) -> EditError {
    EditError::Shape { path, message }
}

/// Writes a value at a dotted path; numbers lead into lists. Null gives the default back.
fn write_path(json: &mut Value, default: &Value, field: &str, value: &Value) -> Result<(), EditError> {
    let missing = || EditError::NoField { field: field.chars().take(80).collect() };
    let mut at = json;
    let mut default = Some(default);
    for part in field.split('.') {
        at = match at {
            Value::Object(object) => object.get_mut(part).ok_or_else(missing)?,
            Value::Array(items) => {
                let idx: usize = part.parse().map_err(|_| missing())?;
                items.get_mut(idx).ok_or_else(missing)?
            }
            _ => return Err(missing()),
        };
        default = default.and_then(|it| it.get(part));
    }
    *at = if value.is_null() { default.cloned().unwrap_or(Value::Null) } else { value.clone() };
    Ok(())
}

fn find<'a>(design: &'a Design, id: &Address) -> Result<&'a Component, EditError> {
    design.components.get(id).map(Arc::as_ref).ok_or_else(|| EditError::NoComponent(id.clone()))
}

fn taken(design: &Design, id: &Address) -> bool {
    design.components.contains_key(id) || design.connections.contains_key(id)
}

/// Reads a component out of its record.
pub(super) fn component(record: &ComponentRecord) -> Result<Component, EditError> {
    let refuse = |error| EditError::Config { id: record.id.clone(), error };
    let kind = ServiceKind::from_word(&record.kind).map_err(refuse)?;
    let config = kind.read(&record.config).map_err(refuse)?;
    let name = check_text("name", &record.name, 120)?;
    let off: BTreeSet<String> = gather(record.off.iter().cloned());
    Ok(Component {
        name: if name.trim().is_empty() { kind.meta().name.to_owned() } else { name },
        parent: record.parent.clone(),
        position: check_position(&record.id, record.position)?,
        note: check_text("note", &record.note, 4000)?,
        off: off.into_iter().collect(),
        config,
    })
}

/// Checks that a component may stand in this container.
pub(super) fn check_place(
    design: &Design,
    id: &Address,
    component: &Component,
    parent: Option<&Address>,
) -> Result<(), EditError> {
    let meta = component.config.meta();
    let (offered, place) = match parent {
        None => (Some(Place::Canvas), Place::Canvas.name().to_owned()),
        Some(parent) => {
            let above = find(design, parent)?.config.meta();
            (above.offers, format!("{parent}, a {}", above.name.to_ascii_lowercase()))
        }
    };
    if offered.is_some_and(|it| meta.inside.contains(&it)) {
        return Ok(());
    }
    Err(EditError::WrongPlace { id: id.clone(), kind: meta.name, allowed: meta.places(), place })
}

/// Checks both ends of a connection.
pub(super) fn check_connection(design: &Design, record: &ConnectionRecord) -> Result<(), EditError> {
    find(design, &record.from)?;
    find(design, &record.to)?;
    if record.from == record.to {
        return Err(EditError::SelfConnection(record.from.clone()));
    }
    check_text("purpose", &record.purpose, 200)?;
    let refuse = |path: &str, expected: &str, got: String| {
        Err(FieldError::Value { path: path.to_owned(), expected: expected.to_owned(), got }.into())
    };
    if record.port == Some(0) {
        return refuse("port", "a whole number between 1 and 65535", "0".to_owned());
    }
    match record.share {
        Some(share) if share.0.is_sign_negative() || share.0 > 10_000.into() => {
            refuse("share", "a number between 0 and 10000", share.0.to_string())
        }
        _ => Ok(()),
    }
}

fn check_position(id: &Address, at: Option<Point>) -> Result<Option<Point>, EditError> {
    let fits = |it: f64| it.is_finite() && it.abs() <= MAX_POSITION;
    match at {
        Some(at) if !(fits(at.x) && fits(at.y)) => Err(EditError::Position(id.clone())),
        // A hundredth of a pixel is nobody's intention, and makes a noisy file.
        Some(at) => Ok(Some(Point { x: at.x.round(), y: at.y.round() })),
        None => Ok(None),
    }
}

fn check_text(path: &str, text: &str, max_chars: usize) -> Result<String, EditError> {
    if text.chars().count() <= max_chars {
        return Ok(text.to_owned());
    }
    Err(FieldError::Value {
        path: path.to_owned(),
        expected: format!("a text of at most {max_chars} characters"),
        got: format!("{} characters", text.chars().count()),
    }
    .into())
}

/// A component and all that stands in it.
pub(super) fn subtree(design: &Design, id: &Address) -> BTreeSet<Address> {
    let children = design.children();
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            open.extend(children.get(id).into_iter().flatten());
        }
    }
    found
}
