//! The bundle: every file that an engineer downloads.
//!
//! Printers only print: what is built, who may connect to whom and who may do what stands in the
//! blueprint. User text never becomes code; each format escapes in one place (`hcl`, `text`).
//! No clock and no randomness: the same design gives the same bytes everywhere.

mod bundle;
mod cloudformation;
mod compose;
pub mod cost;
pub mod gantt;
mod gitlab;
mod hcl;
#[cfg(test)]
mod hostile;
mod iam;
#[cfg(test)]
mod operations_tests;
mod readme;
mod runbook;
mod stack_scripts;
pub mod svg;
mod terraform;
#[cfg(test)]
mod tests;
pub mod text;
mod user_data;
pub mod work;
mod yaml;

pub use bundle::{Bundle, PathError};

use crate::{
    base::both,
    blueprint::{Blueprint, blueprint},
    design::{self, Design, Extra},
    picture::{self, View},
    plan::Stage,
    scene::Scene,
    survey::Survey,
    vocab::Finding,
};

/// The path of the picture.
const DIAGRAM: &str = "diagram.svg";

/// What printers read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The design and its bill.
    pub stage: &'a Stage,
    /// What is wrong with it.
    pub findings: &'a [Finding],
    /// What its components see.
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
pub fn bundle(stage: &Stage) -> Bundle {
    let findings = stage.findings();
    let (diagram, mut bundle) = both(
        || diagram(stage, &findings),
        || {
            let blueprint = blueprint(&stage.survey);
            let source = Source { stage, findings: &findings, survey: &stage.survey, blueprint: &blueprint };
            let mut bundle = code(stage, &blueprint);
            if source.design().settings.extras.contains(&Extra::Cloudformation) {
                cloudformation::print(&source, &mut bundle);
            }
            iam::print(&source, &mut bundle);
            gitlab::print(&source, &mut bundle);
            runbook::print(&source, &mut bundle);
            cost::print(stage, &mut bundle);
            work::print(stage, &mut bundle);
            bundle.add("design.groundplan.json", design::write(source.design()));
            readme::print(&source, &mut bundle);
            bundle
        },
    );
    bundle.add(DIAGRAM, diagram);
    bundle.seal();
    bundle
}

/// The Terraform of a blueprint, and the Compose files that its hosts start.
#[must_use]
pub fn code(stage: &Stage, blueprint: &Blueprint) -> Bundle {
    let source = Source { stage, findings: &[], survey: &stage.survey, blueprint };
    let mut bundle = Bundle::default();
    compose::print(&source, &mut bundle);
    terraform::print(&source, &mut bundle);
    bundle
}

/// The picture of a stage and its findings as standalone SVG: what the canvas shows.
#[must_use]
pub fn diagram(stage: &Stage, findings: &[Finding]) -> String {
    svg::print(&Scene::new(picture::of(&View::from(stage).with(findings))), &stage.design.settings.name)
}
