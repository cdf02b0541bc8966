//! `work-order-cycle`, `work-task-unknown`, `work-about-nothing`, `work-dependency-unlisted`.
//!
//! *What it checks:* the tasks that are written down against the design: what they wait for, what they
//! build, and whether any order of work follows.
//! *Why it matters:* a plan that leaves out a dependency promises a day on which nobody can start.

use crate::{
    base::Address,
    vocab::{Anchor, Finding, Severity},
    work::{Doubt, WorkPlan},
};

use super::Review;

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let plan = WorkPlan::of(review.survey);
    // Components that ask each other make circles by the hundred; the first says it all.
    let is_plain = |it: &&Doubt| matches!(it, Doubt::Circle { is_written: false, .. });
    let first = plan.doubts.iter().find(is_plain);
    let others = plan.doubts.iter().filter(|it| !is_plain(it));
    out.extend(others.chain(first).map(|it| found(&plan, it)));
}

fn found(plan: &WorkPlan, doubt: &Doubt) -> Finding {
    let title = |id: &Address| plan.task(id).map_or_else(|| id.to_string(), |it| it.task.title.clone());
    let list = |ids: &[Address]| in_words(&ids.iter().map(title).collect::<Vec<_>>());
    let finding = |rule: &str, severity: Severity, message: String, why: &str| {
        Finding::new(rule, severity, Anchor::Design { field: "work".to_owned() }, message, why)
    };
    match doubt {
        Doubt::Circle { tasks, is_written } => {
            let first = tasks.first().map(&title).unwrap_or_default();
            let message = format!(
                "The tasks {} wait for each other in a circle; the plan starts with {first}",
                list(tasks)
            );
            if *is_written {
                let why = "None of them could start as it is written down";
                finding("work-order-cycle", Severity::Error, message, why)
                    .hint("take out one of the dependencies that are written down")
            } else {
                let why =
                    "They ask each other, so the first is built and tried out before the others are there";
                finding("work-order-cycle", Severity::Info, message, why)
                    .hint("write down which of them comes first")
            }
        }
        Doubt::NoSuchTask { task, after } => finding(
            "work-task-unknown",
            Severity::Warning,
            format!(
                "The task {} is to wait for {after}, which is neither a task nor built by one",
                title(task)
            ),
            "The plan does not wait for it",
        )
        .hint("name a task or a component that is there, or take it out"),
        Doubt::NoSuchComponent { task, component } => finding(
            "work-about-nothing",
            Severity::Warning,
            format!("The task {} is to build {component}, which is not in the design", title(task)),
            "Hours are planned for something that nobody will build",
        )
        .hint("name a component that is there, or take it out"),
        Doubt::NoTaskToChange(id) => finding(
            "work-about-nothing",
            Severity::Warning,
            format!("The task {id} is changed by the list of tasks, and is not in the plan"),
            "What is written down of it counts nowhere",
        )
        .hint("give it a title, so that it is a task of its own, or take it out"),
        Doubt::Unlisted { task, needs } => finding(
            "work-dependency-unlisted",
            Severity::Info,
            format!("The task {} does not wait for {}, which its components need", title(task), list(needs)),
            "It is planned to start before it can be finished",
        )
        .hint("add them to what it waits for, or take the connections out"),
    }
}

/// The most names in one message.
const MOST_NAMES: usize = 6;

/// `a, b and c`.
fn in_words(names: &[String]) -> String {
    match names {
        [first @ .., _] if names.len() > MOST_NAMES => {
            let shown: String = first.iter().take(MOST_NAMES).map(|it| format!("{it}, ")).collect();
            format!("{}and {} more", shown, names.len() - MOST_NAMES)
        }
        [rest @ .., before, last] => {
            let rest: String = rest.iter().map(|it| format!("{it}, ")).collect();
            format!("{rest}{before} and {last}")
        }
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::{
        design::{apply_all, read},
        estimate::Estimate,
        prices::PriceBook,
        rules::check as review,
        survey::Survey,
        vocab::{Command, Severity, Target},
    };

    fn said(work: Value) -> Vec<(String, Severity, String)> {
        let mut design = read(include_str!("../../../../public/references/c1.groundplan.json")).unwrap();
        let set = Command::Set { on: Target::Design, field: "work".to_owned(), value: work };
        apply_all(&mut design, &[set]).unwrap();
        let book = PriceBook::from_json(include_str!("../../../../public/prices/us-east-1.json")).unwrap();
        let survey = Survey::new(&design, &Arc::new(book));
        let findings = review(&survey, &Estimate::new(&survey));
        let of_work = findings.into_iter().filter(|it| it.rule.starts_with("work-"));
        of_work.map(|it| (it.rule, it.severity, it.message)).collect()
    }

    fn check_said(work: Value, rule: &str, severity: Severity, words: &str) {
        let found = said(work);
        let is_it =
            |it: &(String, Severity, String)| it.0 == rule && it.1 == severity && it.2.contains(words);
        assert!(found.iter().any(is_it), "{rule}, {words:?} is not in {found:#?}");
    }

    #[test]
    fn a_plan_that_is_worked_out_is_not_worth_a_word() {
        assert_eq!(said(json!([])), []);
    }

    #[test]
    fn what_is_written_down_is_held_against_the_design() {
        check_said(
            json!([{ "id": "accounts", "after": ["app-host"] }]),
            "work-dependency-unlisted",
            Severity::Info,
            "Accounts service does not wait for PostgreSQL and Kafka broker, which",
        );
        check_said(
            json!([{ "id": "vpc", "after": ["accounts"] }]),
            "work-order-cycle",
            Severity::Error,
            "wait for each other in a circle",
        );
        check_said(
            json!([{ "id": "db", "after": ["no-such"] }]),
            "work-task-unknown",
            Severity::Warning,
            "PostgreSQL is to wait for no-such",
        );
        check_said(
            json!([{ "id": "own", "title": "Paper", "covers": ["no-such"] }]),
            "work-about-nothing",
            Severity::Warning,
            "Paper is to build no-such",
        );
        check_said(
            json!([{ "id": "gone", "hours": 1 }]),
            "work-about-nothing",
            Severity::Warning,
            "The task gone is changed",
        );
    }
}
