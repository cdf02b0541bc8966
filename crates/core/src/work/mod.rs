//! The work plan: what has to be done to build a design, in which order, and how long it takes.
//!
//! Tasks come out of the components: one for each that has to be built, or one for several where people
//! build them together. Who waits for whom comes out of the connections. What is written down in the
//! design (`design::Task`) wins over both. Knows nothing of dates and of how many people there are: every
//! task starts as soon as what it waits for is done.

mod pieces;
mod schedule;
mod tasks;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Quantity},
    survey::Survey,
    vocab::Complexity,
};

use schedule::{Node, Schedule};
use tasks::Draft;

/// A task of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkTask {
    /// The id: that of the component which it builds, where it is one.
    pub id: Address,
    /// What is done, in a few words; never empty.
    pub title: String,
    /// Working hours of one person.
    pub hours: Quantity,
    /// How much can go wrong.
    pub complexity: Complexity,
    /// Tasks that have to be done before, in the order of the plan.
    pub after: Vec<Address>,
    /// Whether the design can't be used before it is done.
    pub is_blocking: bool,
    /// Components that it builds, containers first.
    pub covers: Vec<Address>,
    /// A note for the reader.
    pub note: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a task comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It is worked out of the design.
    Derived,
    /// It is worked out of the design, and something of it is written down.
    Edited,
    /// It is written down.
    Own,
}

/// A task with its place in time, in working hours from the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedTask {
    /// The task.
    pub task: WorkTask,
    /// When it can start at the earliest.
    pub starts_at: Quantity,
    /// When it is done then.
    pub ends_at: Quantity,
    /// How much later it may end and nothing that matters gets late: the day on which the design can be
    /// used or, where that does not wait for the task, the end of all work.
    pub slack: Quantity,
    /// Whether the design can be used later when this takes longer.
    pub is_critical: bool,
}

/// All tasks of a design, and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkPlan {
    /// The tasks, so that each stands behind those it waits for; the earliest first.
    pub tasks: Vec<PlannedTask>,
    /// Tasks that are left out, by id and title: they are done already, or by others.
    pub off: Vec<(Address, String)>,
    /// Working hours of the tasks without which the design can't be used.
    pub blocking_hours: Quantity,
    /// Working hours of the others.
    pub other_hours: Quantity,
    /// The chain of tasks that decides when the design can be used.
    pub critical_path: Vec<Address>,
    /// Working hours until the design can be used, with as many hands as there are tasks to do.
    pub length_hours: Quantity,
    /// Working hours until the other tasks are done too.
    pub all_hours: Quantity,
    /// What is odd about the tasks that are written down, or about the order that follows.
    #[serde(skip)]
    pub doubts: Vec<Doubt>,
}

/// Something odd about the tasks that are written down, or about the order that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Tasks wait for each other. The plan lets the first start without waiting for the second.
    Circle {
        /// Each waits for the next, and the last for the first.
        tasks: Vec<Address>,
        /// Whether one of them waits because it is written down so.
        is_written: bool,
    },
    /// A task waits for something that is no task.
    NoSuchTask {
        /// Which task.
        task: Address,
        /// What it is to wait for.
        after: Address,
    },
    /// A task is to build something that is not there.
    NoSuchComponent {
        /// Which task.
        task: Address,
        /// What it is to build.
        component: Address,
    },
    /// An entry changes a task that is not in the plan.
    NoTaskToChange(Address),
    /// What is written down leaves out tasks that the components of a task ask for.
    Unlisted {
        /// Which task.
        task: Address,
        /// What it does not wait for.
        needs: Vec<Address>,
    },
}

impl WorkPlan {
    /// The plan of a design.
    #[must_use]
    pub fn of(survey: &Survey) -> Self {
        let pieces = pieces::pieces(survey);
        let (drafts, mut doubts) = tasks::drafts(survey.design(), &pieces);
        let nodes: Vec<Node> = drafts.iter().map(Draft::node).collect();
        let schedule = Schedule::new(&nodes);
        let id = |idx: usize| drafts.get(idx).map(|it| it.id.clone());
        doubts.extend(schedule.cuts.iter().map(|it| Doubt::Circle {
            tasks: it.circle.iter().filter_map(|it| id(*it)).collect(),
            is_written: it.is_written,
        }));
        doubts.extend(tasks::unlisted(&drafts, &schedule));
        let shown = |idx: &usize| drafts.get(*idx).is_some_and(|it| !it.is_off);
        let mut plan = Self {
            critical_path: schedule
                .critical_path
                .iter()
                .filter(|it| shown(it))
                .filter_map(|it| id(*it))
                .collect(),
            length_hours: Quantity(schedule.length),
            all_hours: Quantity(schedule.all),
            doubts,
            ..Self::default()
        };
        for &idx in &schedule.order {
            let (Some(draft), Some(slot)) = (drafts.get(idx), schedule.slots.get(idx)) else { continue };
            if draft.is_off {
                plan.off.push((draft.id.clone(), draft.title.clone()));
                continue;
            }
            let sum = if draft.is_blocking { &mut plan.blocking_hours } else { &mut plan.other_hours };
            sum.0 = sum.0.saturating_add(draft.hours);
            let after = tasks::shown_after(&drafts, &schedule, idx);
            plan.tasks.push(PlannedTask {
                task: draft.task(after.into_iter().filter_map(id).collect()),
                starts_at: Quantity(slot.starts_at),
                ends_at: Quantity(slot.ends_at),
                slack: Quantity(slot.slack),
                is_critical: slot.is_critical,
            });
        }
        plan
    }

    /// The task with this id.
    #[must_use]
    pub fn task(&self, id: &Address) -> Option<&PlannedTask> {
        self.tasks.iter().find(|it| it.task.id == *id)
    }

    /// Working hours of all tasks.
    #[must_use]
    pub fn hours(&self) -> Quantity {
        Quantity(self.blocking_hours.0.saturating_add(self.other_hours.0))
    }
}

/// Hours as people write them, with their unit: `17.5 h`.
#[must_use]
pub fn hours_text(hours: Quantity) -> String {
    format!("{} h", hours_number(hours))
}

/// Hours as people write them, where the unit stands elsewhere: `17.5`.
#[must_use]
pub fn hours_number(hours: Quantity) -> String {
    hours.0.round_dp(2).normalize().to_string()
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
