//! The difference of two designs, as the commands that lead from one to the other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    base::{Address, gather},
    vocab::{Command, Target},
};

use super::{Component, Design, edit};

/// The commands that turn `from` into `to`: few, readable, and in an order in which each can be
/// applied. Empty when the two are equal.
#[must_use]
pub fn diff(from: &Design, to: &Design) -> Vec<Command> {
    let mut commands = Vec::new();
    let settings = |it: &Design| serde_json::to_value(it.settings.as_ref()).unwrap_or_default();
    set_fields(&Target::Design, &settings(from), &settings(to), &mut commands);

    // What changes its kind goes and comes back, and with it all that stands in it.
    let mut rebuilt = BTreeSet::new();
    for (id, component) in &from.components {
        let kept = to.component(id);
        if kept.is_some_and(|it| it.config.kind() != component.config.kind()) {
            rebuilt.extend(edit::subtree(from, id));
        }
    }
    let stays = |id: &Address| !rebuilt.contains(id) && to.components.contains_key(id);

    for (id, connection) in &from.connections {
        let gone = !stays(&connection.from) || !stays(&connection.to);
        if gone || to.connections.get(id) != Some(connection) {
            commands.push(Command::Disconnect(id.clone()));
        }
    }
    for id in roots(from, &rebuilt) {
        commands.push(Command::Remove(id));
    }
    for id in parents_first(to) {
        let Some(component) = to.component(&id) else { continue };
        match from.component(&id) {
            Some(before) if !rebuilt.contains(&id) => change_component(&id, before, component, &mut commands),
            _ => commands.push(Command::Add(component.record(&id))),
        }
    }
    let is_gone = |it: &&Address| !to.components.contains_key(*it) && !rebuilt.contains(*it);
    let gone: BTreeSet<Address> = gather(from.components.keys().filter(is_gone).cloned());
    for id in roots(from, &gone) {
        commands.push(Command::Remove(id));
    }
    for (id, connection) in &to.connections {
        let kept = from.connections.get(id) == Some(connection);
        if !kept || !stays(&connection.from) || !stays(&connection.to) {
            commands.push(Command::Connect(connection.record(id)));
        }
    }
    commands
}

fn change_component(id: &Address, before: &Component, after: &Component, commands: &mut Vec<Command>) {
    let moved = before.parent != after.parent;
    if moved {
        commands.push(Command::Move { id: id.clone(), into: after.parent.clone() });
    }
    if before.name != after.name {
        commands.push(Command::Rename { id: id.clone(), name: after.name.clone() });
    }
    if before.note != after.note {
        commands.push(Command::Annotate { id: id.clone(), note: after.note.clone() });
    }
    let position = if moved { None } else { before.position };
    if position != after.position {
        commands.push(Command::Place { id: id.clone(), at: after.position });
    }
    let switch = |line: &String, on| Command::SwitchLine { id: id.clone(), line: line.clone(), on };
    commands.extend(before.off.iter().filter(|it| !after.off.contains(it)).map(|it| switch(it, true)));
    commands.extend(after.off.iter().filter(|it| !before.off.contains(it)).map(|it| switch(it, false)));
    let target = Target::Component(id.clone());
    set_fields(&target, &before.config.to_json(), &after.config.to_json(), commands);
}

fn set_fields(on: &Target, before: &Value, after: &Value, commands: &mut Vec<Command>) {
    let Some(fields) = after.as_object() else { return };
    for (field, value) in fields {
        if before.get(field) != Some(value) {
            commands.push(Command::Set { on: on.clone(), field: field.clone(), value: value.clone() });
        }
    }
}

/// Those of a set whose container is not in the set: removing them removes the rest.
fn roots(design: &Design, set: &BTreeSet<Address>) -> Vec<Address> {
    let inner = |id: &Address| {
        design.component(id).and_then(|it| it.parent.as_ref()).is_some_and(|it| set.contains(it))
    };
    set.iter().filter(|it| !inner(it)).cloned().collect()
}

fn parents_first(design: &Design) -> Vec<Address> {
    let children = design.children();
    let mut order = Vec::new();
    let mut open: Vec<&Address> =
        design.components.iter().filter(|(_, it)| it.parent.is_none()).map(|(id, _)| id).rev().collect();
    while let Some(id) = open.pop() {
        order.push(id.clone());
        open.extend(children.get(id).into_iter().flatten().rev());
    }
    order
}
