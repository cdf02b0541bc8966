//! The resource graph: infrastructure, said once for every format.
//!
//! Nodes carry Terraform's type and argument names, which are the finest grain of all formats;
//! printers print them and decide nothing. References are typed values, never text with `${}` in it,
//! so no user text can become one.

mod ends;
mod graph;
mod value;

pub use ends::Ends;
pub use graph::{Concern, Data, Output, Resource, ResourceGraph, Variable, VariableType};
pub use value::Value;
