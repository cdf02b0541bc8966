//! Findings and bundles beside the page: what the page asks of its worker, and how the worker answers.
//!
//! Rules and exporters are a good part of the whole program, and nobody needs them to look at a design and
//! its price. So they are a program of their own, loaded once a design is in sight; no edit waits for a
//! rule, and large bundles are packed without holding the page up. Start at [`Bundler::answer`]; `main.rs` joins it to
//! the browser.

mod diff;

use std::{collections::BTreeMap, sync::Arc};

use groundplan_core::{
    blueprint::blueprint,
    design::{self, Design, FileError},
    export::{self, Bundle},
    plan::Stage,
    prices::{PriceBook, PriceBookError, Region},
    vocab::Finding,
    work::WorkPlan,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use diff::{FileDiff, LineKind};

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The design as a file; steps of the plan are applied before.
    pub design: String,
    /// What it is asked for.
    pub what: What,
}

/// What a design is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// What is wrong with it.
    Findings,
    /// The tasks of building it.
    Work,
    /// Every file of the bundle, to be read.
    Files,
    /// The bundle as a zip file.
    Zip,
    /// The Terraform files that differ.
    Changes {
        /// The design before, as a file.
        before: String,
    },
}

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// What is wrong, the most severe first.
    Findings(Vec<Finding>),
    /// The tasks, in order.
    Work(WorkPlan),
    /// Every file of the bundle, in the order of the paths.
    Files(Vec<FileText>),
    /// The bundle as a zip file.
    #[serde(skip)]
    Zip(Vec<u8>),
    /// The Terraform files that differ, in the order of the paths.
    Changes(Vec<FileDiff>),
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileText {
    /// Where it lies in the bundle.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum BundlerError {
    /// The page sent a design that can't be read.
    #[error("the design can't be read: {0}")]
    Design(#[from] FileError),
    /// The page sent a price book that can't be read.
    #[error("the prices can't be read: {0}")]
    Book(#[from] PriceBookError),
    /// The page did not send the prices of this region.
    #[error("the prices of {0} are not there")]
    NoBook(Region),
}

/// The worker's memory: the price books that it was given.
#[derive(Debug, Default)]
pub struct Bundler {
    books: BTreeMap<Region, Arc<PriceBook>>,
}

impl Bundler {
    /// Takes a region's price book.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn learn(&mut self, book: &str) -> Result<(), BundlerError> {
        let book = PriceBook::from_json(book)?;
        self.books.insert(book.region(), Arc::new(book));
        Ok(())
    }

    /// Answers.
    ///
    /// # Errors
    /// When a design can't be read, or the prices of its region are not there.
    pub fn answer(&self, ask: &Ask) -> Result<Answer, BundlerError> {
        let stage = self.stage(&ask.design)?;
        Ok(match &ask.what {
            What::Findings => Answer::Findings(stage.findings()),
            What::Work => Answer::Work(WorkPlan::of(&stage.survey)),
            What::Files => {
                let text = |(path, bytes): (&str, &[u8])| FileText {
                    path: path.to_owned(),
                    text: String::from_utf8_lossy(bytes).into_owned(),
                };
                Answer::Files(export::bundle(&stage).files().map(text).collect())
            }
            What::Zip => Answer::Zip(export::bundle(&stage).zip()),
            What::Changes { before } => {
                Answer::Changes(diff::terraform(&code(&self.stage(before)?), &code(&stage)))
            }
        })
    }

    fn stage(&self, design: &str) -> Result<Stage, BundlerError> {
        let design: Design = design::read(design)?;
        let region = design.settings.region;
        let book = self.books.get(&region).ok_or(BundlerError::NoBook(region))?;
        Ok(Stage::new(&design, book))
    }
}

fn code(stage: &Stage) -> Bundle {
    export::code(stage, &blueprint(&stage.survey))
}

#[cfg(test)]
mod tests {
    use groundplan_core::plan;

    use super::*;

    const C1: &str = include_str!("../../../public/references/c1.groundplan.json");
    const BOOK: &str = include_str!("../../../public/prices/us-east-1.json");

    fn bundler() -> Bundler {
        let mut bundler = Bundler::default();
        bundler.learn(BOOK).unwrap();
        bundler
    }

    #[test]
    fn the_files_are_those_of_the_bundle() {
        let Answer::Files(files) =
            bundler().answer(&Ask { design: C1.to_owned(), what: What::Files }).unwrap()
        else {
            panic!("files were asked for")
        };
        let design = files.iter().find(|it| it.path == "design.groundplan.json").unwrap();
        assert_eq!(design.text, C1);
        assert!(files.iter().any(|it| it.path == "terraform/compute.tf"));
    }

    #[test]
    fn the_changes_of_a_step_are_those_of_its_terraform() {
        let base = design::read(C1).unwrap();
        let split = design::write(&plan::up_to(&base, Some("kafka-split")).unwrap());
        let ask = Ask { design: split, what: What::Changes { before: C1.to_owned() } };
        let Answer::Changes(files) = bundler().answer(&ask).unwrap() else {
            panic!("changes were asked for")
        };
        assert!(files.iter().all(|it| it.path.starts_with("terraform/") && it.added + it.removed > 0));
        assert!(files.iter().flat_map(|it| &it.lines).any(|it| it.1.contains("m7g.large")));
    }

    #[test]
    fn the_work_comes_back_from_its_way_as_it_was() {
        let answer = bundler().answer(&Ask { design: C1.to_owned(), what: What::Work }).unwrap();
        let Answer::Work(plan) = &answer else { panic!("tasks were asked for") };
        assert!(plan.tasks.iter().any(|it| it.is_critical));
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    }

    #[test]
    fn without_prices_it_says_which_are_missing() {
        let refused = Bundler::default().answer(&Ask { design: C1.to_owned(), what: What::Zip }).unwrap_err();
        assert!(matches!(refused, BundlerError::NoBook(it) if it == Region::default()));
    }

    #[test]
    fn asks_and_answers_survive_the_way() {
        let ask = Ask { design: "{}".to_owned(), what: What::Changes { before: String::new() } };
        let text = serde_json::to_string(&ask).unwrap();
        assert_eq!(serde_json::from_str::<Ask>(&text).unwrap(), ask);
        let lines = vec![(LineKind::Added, "+".to_owned())];
        let answer = Answer::Changes(vec![FileDiff {
            path: "terraform/a.tf".to_owned(),
            added: 1,
            removed: 0,
            lines,
        }]);
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    }
}
