//! The picture: a place for every box, a way for every line, and a list of what to paint.
//!
//! A [`Diagram`] says what is there; [`Scene::new`] lays it out and routes it. The app paints a scene
//! on a canvas and `export` prints the same scene, so both show the same. Imports `base` only: it
//! never knows a service, a price or a plan, reads no font, asks no browser. Start at `view`.

mod color;
mod diagram;
mod item;
#[cfg(test)]
mod laws;
mod layout;
mod measure;
mod metrics;
mod moves;
mod paint;
mod route;
#[cfg(test)]
mod samples;
mod slots;
mod tree;
mod view;

pub use color::{ColorRole, Theme, Tint};
pub use diagram::{Diagram, Edge, Mark, Node, Severity};
pub use item::{
    ARROW, Anchor, Detail, ICON_GRID, ICON_STROKE, Item, Shape, Step, Stroke, Weight, arrowhead, rounded,
};
pub use measure::fit_text;
pub use moves::Changed;
pub use view::{EdgeView, NodeView, Scene};
