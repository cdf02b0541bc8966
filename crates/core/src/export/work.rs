//! The work plan as Markdown, CSV and JSON: `work-plan.md` and its neighbours in the bundle, and the command
//! line's `work`.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    base::{Address, gather, print_json},
    plan::Stage,
    work::{Origin, PlannedTask, WorkPlan, hours_number, hours_text},
};

use super::{
    Bundle, gantt,
    text::{csv, markdown, markdown_code},
};

/// The path of the picture.
const PICTURE: &str = "work-plan.svg";

/// Adds the plan in its formats, and its picture.
pub(super) fn print(stage: &Stage, bundle: &mut Bundle) {
    let plan = WorkPlan::of(&stage.survey);
    let name = &stage.design.settings.name;
    bundle.add("work-plan.md", to_markdown(&plan, name));
    bundle.add("work-plan.csv", to_csv(&plan));
    bundle.add(PICTURE, gantt::print(&plan, name));
}

/// The plan for programs. Times are working hours from the start.
#[must_use]
pub fn to_json(plan: &WorkPlan) -> String {
    print_json(plan)
}

/// The plan for spreadsheets, a line for each task.
#[must_use]
pub fn to_csv(plan: &WorkPlan) -> String {
    let mut out = String::from(
        "number,id,task,hours,complexity,blocking,after,starts_at,ends_at,slack,critical,origin,note\n",
    );
    for (idx, planned) in plan.tasks.iter().enumerate() {
        let PlannedTask { task, starts_at, ends_at, slack, is_critical } = planned;
        let after: Vec<&str> = task.after.iter().map(Address::as_str).collect();
        let cells = [
            (idx + 1).to_string(),
            task.id.to_string(),
            csv(&task.title),
            hours_number(task.hours),
            task.complexity.word().to_owned(),
            task.is_blocking.to_string(),
            after.join(" "),
            hours_number(*starts_at),
            hours_number(*ends_at),
            hours_number(*slack),
            is_critical.to_string(),
            origin(task.origin).to_owned(),
            csv(&task.note),
        ];
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// The plan for people: what it comes to, what decides the day, every task, and what the figures are.
#[must_use]
pub fn to_markdown(plan: &WorkPlan, name: &str) -> String {
    let mut out = format!("# Work plan of {}\n\n", markdown(name));
    if plan.tasks.is_empty() {
        out.push_str("There is nothing to do.\n");
        return out;
    }
    let _ = writeln!(
        out,
        "**{} of blocking work** and {} of other work. With enough hands the design can be used after {}, and all is \
         done after {}.\n",
        hours_text(plan.blocking_hours),
        hours_text(plan.other_hours),
        hours_text(plan.length_hours),
        hours_text(plan.all_hours),
    );
    let title = |id: &Address| plan.task(id).map_or_else(|| id.to_string(), |it| it.task.title.clone());
    if !plan.critical_path.is_empty() {
        let chain: Vec<String> = plan.critical_path.iter().map(|it| markdown(&title(it))).collect();
        let _ = writeln!(
            out,
            "The critical path: {}. When one of these takes an hour longer, the design can be used an hour later.\n",
            chain.join(" → ")
        );
    }
    let _ = writeln!(out, "The tasks over time: `{PICTURE}`.\n");
    out.push_str("## Tasks in order\n\n");
    out.push_str("| | Task | Hours | Complexity | Blocking | After | Hours from the start | Slack |\n");
    out.push_str("| ---: | --- | ---: | --- | --- | --- | --- | ---: |\n");
    let numbers: BTreeMap<&Address, usize> =
        gather(plan.tasks.iter().enumerate().map(|(idx, it)| (&it.task.id, idx + 1)));
    let number = |id: &Address| numbers.get(id).map(ToString::to_string);
    for (idx, planned) in plan.tasks.iter().enumerate() {
        let PlannedTask { task, starts_at, ends_at, slack, is_critical } = planned;
        let after: Vec<String> = task.after.iter().filter_map(number).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} to {} | {} |",
            idx + 1,
            markdown(&task.title),
            hours_number(task.hours),
            task.complexity.word(),
            if task.is_blocking { "yes" } else { "no" },
            if after.is_empty() { "–".to_owned() } else { after.join(", ") },
            hours_number(*starts_at),
            hours_number(*ends_at),
            if *is_critical { "**critical**".to_owned() } else { hours_number(*slack) },
        );
    }
    out.push('\n');
    built(plan, &mut out);
    if !plan.off.is_empty() {
        let names: Vec<String> = plan.off.iter().map(|it| markdown(&it.1)).collect();
        let _ = writeln!(out, "Left out, as it is done already or by others: {}.\n", names.join(", "));
    }
    out.push_str(
        "## What the figures are\n\nHours are working hours of one person who knows the vendor and writes the \
         infrastructure as code, tests and review included: an estimate of one team, to be edited in the design. \
         *Blocking* is what has to be done before the design can be used; other work may follow. *Slack* is how much \
         later a task may end and nothing gets late.\n",
    );
    out
}

/// What each task builds besides what its name says, and the notes.
fn built(plan: &WorkPlan, out: &mut String) {
    let mut lines = String::new();
    for PlannedTask { task, .. } in &plan.tasks {
        if task.covers.len() < 2 && task.note.is_empty() {
            continue;
        }
        let covers: Vec<String> = task.covers.iter().map(|it| markdown_code(it.as_str())).collect();
        let _ = write!(lines, "- {}", markdown(&task.title));
        if !covers.is_empty() {
            let _ = write!(lines, ": {}", covers.join(", "));
        }
        if !task.note.is_empty() {
            let _ = write!(lines, ". {}", markdown(&task.note));
        }
        lines.push('\n');
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "## What tasks build together\n\n{lines}");
    }
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Derived => "derived",
        Origin::Edited => "edited",
        Origin::Own => "own",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        design::{Design, Task},
        export::hostile::hostile,
        survey::Survey,
    };

    fn plan(title: &str, note: &str) -> WorkPlan {
        let mut design = Design::default();
        let task = |id: &str| Task {
            title: format!("{title}x"),
            note: note.to_owned(),
            ..Task::new(Address::slugify(id))
        };
        Arc::make_mut(&mut design.settings).work = vec![task("first"), task("second")];
        WorkPlan::of(&Survey::new(&design, &Arc::new(crate::prices::sample_book())))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn hostile_text_stays_text(title in hostile(), note in hostile()) {
            let plan = plan(&title, &note);
            let csv = to_csv(&plan);
            let records: Vec<_> = ::csv::Reader::from_reader(csv.as_bytes()).into_records().map(Result::unwrap).collect();
            prop_assert_eq!(records.len(), 2);
            for cell in records.iter().flatten() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
            let markdown = to_markdown(&plan, &title);
            let rows = markdown.lines().filter(|it| it.starts_with("| 1 |") || it.starts_with("| 2 |")).count();
            prop_assert_eq!(rows, 2);
            let svg = gantt::print(&plan, &title);
            let document = roxmltree::Document::parse(&svg).unwrap();
            let allowed = ["svg", "title", "desc", "style", "g", "rect", "path", "text"];
            for element in document.descendants().filter(roxmltree::Node::is_element) {
                prop_assert!(allowed.contains(&element.tag_name().name()), "{:?}", element);
                prop_assert!(!element.attributes().any(|it| it.name().starts_with("on") || it.name() == "href"));
            }
        }
    }

    #[test]
    fn an_empty_plan_is_printed_too() {
        let plan = WorkPlan::default();
        assert!(to_markdown(&plan, "Shop").contains("There is nothing to do."));
        assert_eq!(to_csv(&plan).lines().count(), 1);
        assert!(roxmltree::Document::parse(&gantt::print(&plan, "Shop")).is_ok());
        let json: serde_json::Value = serde_json::from_str(&to_json(&plan)).unwrap();
        assert_eq!(json["length_hours"], json!(0));
    }
}
