//! The bundle: every file that an engineer downloads.
//!
//! Printers only print: what is built, who may connect to whom and who may do what stands in the
//! blueprint. User text never becomes code; each format escapes in one place (`hcl`, `text`).
//! No clock and no randomness: the same design gives the same bytes everywhere.

mod bundle;
mod hcl;
#[cfg(test)]
mod hostile;
pub mod svg;
mod terraform;
pub mod text;

pub use bundle::{Bundle, PathError};

use crate::{
    blueprint::Blueprint,
    design::{self, Design},
    survey::Survey,
};

/// What printers read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The design and what was worked out about it.
    pub survey: &'a Survey,
    /// What is built.
    pub blueprint: &'a Blueprint,
}

impl<'a> Source<'a> {
    /// The design.
    #[must_use]
    pub fn design(&self) -> &'a Design {
        self.survey.design()
    }

    /// The stem of all names: the design's project.
    #[must_use]
    pub fn project(&self) -> &'a str {
        self.design().settings.project.as_str()
    }
}

/// Everything that an engineer needs to build the design.
#[must_use]
pub fn bundle(survey: &Survey, blueprint: &Blueprint) -> Bundle {
    let source = Source { survey, blueprint };
    let mut bundle = Bundle::default();
    terraform::print(&source, &mut bundle);
    bundle.add("design.groundplan.json", design::write(source.design()));
    bundle.seal();
    bundle
}
