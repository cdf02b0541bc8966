//! Tasks of the work plan as they are written down. What is not written is worked out of the design.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    base::{Address, Quantity},
    vocab::Complexity,
};

/// A task of the work plan. With the id of a task that is worked out of the design it changes that one,
/// and what is left out stays as worked out; with another id and a title it is a task of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The id in the plan: that of the component which the task builds, or a new one.
    pub id: Address,
    /// What is done, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 120))]
    pub title: String,
    /// Working hours of one person. *Default:* what its components take together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 10000), extend("x-unit" = "h"))]
    pub hours: Option<Quantity>,
    /// How much can go wrong on the way. *Default:* the highest of its components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complexity: Option<Complexity>,
    /// Tasks that have to be done before, by id. *Default:* those that the connections ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<Address>>,
    /// Whether the design can't be used before it is done. *Default:* yes, except for monitoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocking: Option<bool>,
    /// Components that it builds besides those it builds anyway; no other task builds them then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Address>,
    /// A note for the reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1000))]
    pub note: String,
    /// Leaves it out of the plan: it is done already, or by others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub off: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(it: &bool) -> bool {
    !it
}

/// Why a list of tasks is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorkError {
    /// Two tasks have one id.
    #[error("the task {0} stands twice; write it down once")]
    DuplicateTask(Address),
    /// Two tasks build the same component.
    #[error("{component} is covered by both {first} and {second}; one task builds it")]
    CoveredTwice {
        /// Which component.
        component: Address,
        /// The task that is first in the list.
        first: Address,
        /// The other one.
        second: Address,
    },
    /// Tasks wait for each other in a circle.
    #[error("each of these tasks waits for the next, so none can start: {}", join(.0))]
    Cycle(Vec<Address>),
}

fn join(ids: &[Address]) -> String {
    ids.iter().map(Address::as_str).collect::<Vec<_>>().join(", ")
}

impl Task {
    /// An entry that says nothing yet.
    #[must_use]
    pub fn new(id: Address) -> Self {
        Self {
            id,
            title: String::new(),
            hours: None,
            complexity: None,
            after: None,
            blocking: None,
            covers: Vec::new(),
            note: String::new(),
            off: false,
        }
    }

    /// Whether it says nothing, so that the plan is the same without it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::new(self.id.clone())
    }
}

/// Checks what a list of tasks says of itself. What it says of components is a matter of findings, as they
/// come and go without it.
pub(super) fn check_tasks(tasks: &[Task]) -> Result<(), WorkError> {
    let mut after: BTreeMap<&Address, &[Address]> = BTreeMap::new();
    let mut covered: BTreeMap<&Address, &Address> = BTreeMap::new();
    for task in tasks {
        if after.insert(&task.id, task.after.as_deref().unwrap_or_default()).is_some() {
            return Err(WorkError::DuplicateTask(task.id.clone()));
        }
        for component in &task.covers {
            let first = covered.insert(component, &task.id);
            if let Some(first) = first.filter(|it| **it != task.id) {
                return Err(WorkError::CoveredTwice {
                    component: component.clone(),
                    first: first.clone(),
                    second: task.id.clone(),
                });
            }
        }
    }
    let mut done = BTreeSet::new();
    for task in tasks {
        // The way that leads here, each with how many of those it waits for were looked at.
        let mut way = vec![(&task.id, 0)];
        while let Some((id, at)) = way.pop() {
            if done.contains(id) {
                continue;
            }
            let Some(next) = after.get(id).and_then(|it| it.get(at)) else {
                done.insert(id);
                continue;
            };
            way.push((id, at + 1));
            if let Some(start) = way.iter().position(|it| it.0 == next) {
                return Err(WorkError::Cycle(way.iter().skip(start).map(|it| it.0.clone()).collect()));
            }
            way.push((next, 0));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        design::{Design, EditError, FileError, apply, read, write},
        vocab::{Command, Target},
    };

    fn set(value: Value) -> Command {
        Command::Set { on: Target::Design, field: "work".to_owned(), value }
    }

    fn refused(tasks: Value) -> String {
        let mut design = Design::default();
        let error = apply(&mut design, &set(tasks.clone())).unwrap_err();
        assert!(matches!(error, EditError::Shape { .. } | EditError::Value(_)));
        let file = json!({ "format": "groundplan/1", "settings": { "work": tasks } }).to_string();
        let in_file = read(&file).unwrap_err();
        assert!(matches!(in_file, FileError::Shape { .. }));
        assert!(in_file.to_string().starts_with("settings.work"), "{in_file}");
        error.to_string()
    }

    #[test]
    fn a_list_that_contradicts_itself_is_refused() {
        let task = |id: &str, after: &[&str]| json!({ "id": id, "after": after });
        assert_eq!(
            refused(json!([task("a", &["b"]), task("b", &["c"]), task("c", &["b"])])),
            "work: each of these tasks waits for the next, so none can start: b, c"
        );
        assert_eq!(
            refused(json!([task("a", &["a"])])),
            "work: each of these tasks waits for the next, so none can start: a"
        );
        assert_eq!(
            refused(json!([task("a", &[]), task("a", &[])])),
            "work: the task a stands twice; write it down once"
        );
        let covers = |id: &str| json!({ "id": id, "covers": ["db"] });
        assert_eq!(
            refused(json!([covers("a"), covers("b")])),
            "work: db is covered by both a and b; one task builds it"
        );
        for (hours, got) in [(json!(-1), "-1"), (json!(20_000), "20000")] {
            let said = refused(json!([{ "id": "a", "hours": hours }]));
            assert!(said.ends_with(&format!("must be a number between 0 and 10000, got {got}")), "{said}");
        }
    }

    #[test]
    fn tasks_are_a_setting_that_comes_back_from_its_file_and_can_be_undone() {
        let mut design = Design::default();
        let tasks = json!([
            { "id": "vpc", "hours": 2.5 },
            { "id": "dns", "title": "Move the domain", "complexity": "high", "after": ["vpc"], "blocking": false },
        ]);
        let change = apply(&mut design, &set(tasks)).unwrap();
        assert_eq!(read(&write(&design)).unwrap(), design);
        change.inverse().apply(&mut design);
        assert_eq!(design, Design::default());
    }
}
