//! The design: a plain value, and every way to change it.
//!
//! A [`Design`] changes only through [`apply`]: a [`Command`](crate::vocab::Command) is turned into
//! a [`Change`] (records before and after), or refused with a typed error and nothing changed. Undo
//! is that change swapped. Files are read and written in `file`.

mod change;
mod claim;
mod diff;
mod edit;
mod environment;
mod file;
mod guardrail;
mod history;
mod model;
mod scale_plan;
mod settings;
mod work;

pub use change::{Change, Swap};
pub use claim::{Claim, Measure, Part};
pub use diff::diff;
pub use edit::{EditError, apply, apply_all};
pub use environment::{Environment, EnvironmentError};
pub use file::{FORMAT, FileError, MAX_BYTES, read, schema, settings_form, write};
pub use guardrail::{Guardrail, Limit};
pub use history::History;
pub use model::{Component, Connection, Design};
pub use scale_plan::{Choice, Precondition, ScalePlan, Step, Trigger};
pub use settings::{Budget, Extra, Settings, Workload};
pub use work::{Task, WorkError};
