//! The scale plan, previewed: each step on top of the ones before.

mod preview;
mod stage;

pub use preview::{Mark, PlanPreview, StepPreview, preview};
pub use stage::{PlanError, Stage, choose, take, up_to};
