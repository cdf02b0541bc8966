//! The work plan over time as one standalone SVG: a bar for each task, in the order of the plan. Places
//! bars; which come when stands in the plan.

use crate::{
    base::{Decimal, Point, Quantity, Rect},
    scene::{Anchor, ColorRole, Stroke, Tint, Weight, fit_text},
    work::{PlannedTask, WorkPlan, hours_text},
};

use super::svg::{Icons, Printer, standalone};

/// The room around the picture, in pixels.
const MARGIN: f64 = 24.0;
/// The room for the names of tasks.
const NAMES: f64 = 220.0;
/// The room for all bars.
const BARS: f64 = 640.0;
/// The room behind the last bar, for its words.
const WORDS: f64 = 130.0;
const ROW: f64 = 26.0;
const BAR: f64 = 16.0;
const HEAD: f64 = 28.0;
const TEXT: f64 = 12.0;
/// About the width of a letter in the words behind a bar.
const LETTER: f64 = 6.0;

/// Steps between the hours on the scale: hours, days of eight and weeks of forty.
const STEPS: [u32; 10] = [1, 2, 4, 8, 16, 40, 80, 200, 400, 2000];
/// The most steps on the scale.
const MOST_STEPS: u32 = 14;

/// The picture of a plan. `title` names the design.
#[must_use]
pub fn print(plan: &WorkPlan, title: &str) -> String {
    let height = HEAD + ROW * plan.tasks.len() as f64 + ROW;
    let view =
        Rect { x: 0.0, y: 0.0, width: MARGIN * 2.0 + NAMES + BARS + WORDS, height: height + MARGIN * 2.0 };
    let icons = Icons::new();
    let mut printer = Printer::new(&icons);
    printer.rect(view, 0.0, Some(ColorRole::Canvas), None);
    let all = hours(plan.all_hours).max(1.0);
    let x_of = |it: Quantity| MARGIN + NAMES + hours(it) / all * BARS;
    let bottom = MARGIN + HEAD + ROW * plan.tasks.len() as f64;
    scale(plan, &x_of, bottom, &mut printer);
    for (idx, planned) in plan.tasks.iter().enumerate() {
        let top = MARGIN + HEAD + ROW * idx as f64;
        let words = spoken(planned);
        printer.group(&words);
        let name = fit_text(&planned.task.title, TEXT, weight(planned), NAMES - 12.0);
        let base = top + ROW / 2.0 + TEXT * 0.35;
        printer.text(
            Point { x: MARGIN, y: base },
            &name,
            TEXT,
            weight(planned),
            Anchor::Start,
            ColorRole::Text,
        );
        let (from, to) = (x_of(planned.starts_at), x_of(planned.ends_at));
        let bar = Rect { x: from, y: top + (ROW - BAR) / 2.0, width: (to - from).max(2.0), height: BAR };
        let (fill, stroke) = look(planned);
        printer.rect(bar, 3.0, Some(fill), Some(stroke));
        let words = label(planned);
        let behind = Point { x: bar.right() + 6.0, y: base };
        // No line of the scale runs through the words.
        let ground = Rect { x: behind.x - 2.0, width: words.len() as f64 * LETTER + 4.0, ..bar };
        printer.rect(ground, 0.0, Some(ColorRole::Canvas), None);
        printer.text(behind, &words, TEXT, Weight::Regular, Anchor::Start, ColorRole::MutedText);
        printer.end_group();
    }
    let at = Point { x: MARGIN, y: bottom + ROW * 0.8 };
    let legend = "Full bars block: the design can't be used before. Dashed bars may follow.";
    printer.text(at, legend, TEXT, Weight::Regular, Anchor::Start, ColorRole::MutedText);
    standalone(view, &format!("Work plan of {title}"), &description(plan), "", &[&printer])
}

/// What the picture shows, in a sentence.
fn description(plan: &WorkPlan) -> String {
    let count = plan.tasks.len();
    format!(
        "{count} task{}, {} of blocking and {} of other work. The design can be used after {}.",
        if count == 1 { "" } else { "s" },
        hours_text(plan.blocking_hours),
        hours_text(plan.other_hours),
        hours_text(plan.length_hours),
    )
}

/// Lines at even hours, and one at the hour from which the design can be used.
fn scale(plan: &WorkPlan, x_of: &dyn Fn(Quantity) -> f64, bottom: f64, printer: &mut Printer<'_>) {
    let fits = |it: &u32| Decimal::from(it * MOST_STEPS) >= plan.all_hours.0;
    let step = STEPS.into_iter().find(fits).unwrap_or(10_000);
    let upright = |x: f64| [Point { x, y: MARGIN + HEAD - 6.0 }, Point { x, y: bottom }];
    for hour in (0..=MOST_STEPS).map(|it| it * step) {
        if Decimal::from(hour) > plan.all_hours.0 {
            break;
        }
        let x = x_of(hour.into());
        printer.line(&upright(x), 0.0, Stroke::plain(ColorRole::Border, 1.0), false);
        let at = Point { x, y: MARGIN + HEAD - 12.0 };
        let text = format!("{hour} h");
        printer.text(at, &text, 11.0, Weight::Regular, Anchor::Middle, ColorRole::MutedText);
    }
    if plan.length_hours.0 > Decimal::ZERO {
        let x = x_of(plan.length_hours);
        printer.line(&upright(x), 0.0, Stroke::plain(ColorRole::Error, 1.5), false);
        let at = Point { x, y: MARGIN + 2.0 };
        let text = format!("can be used: {}", hours_text(plan.length_hours));
        printer.text(at, &text, 11.0, Weight::Bold, Anchor::Middle, ColorRole::Error);
    }
}

const fn weight(planned: &PlannedTask) -> Weight {
    if planned.is_critical { Weight::Bold } else { Weight::Regular }
}

/// Critical ones have a thick outline, and those that block nothing a dashed one.
fn look(planned: &PlannedTask) -> (ColorRole, Stroke) {
    if planned.is_critical {
        (ColorRole::Tint(Tint::Network), Stroke::plain(ColorRole::Error, 2.5))
    } else if planned.task.is_blocking {
        (ColorRole::Tint(Tint::Network), Stroke::plain(ColorRole::Tint(Tint::Network), 1.0))
    } else {
        (ColorRole::Soft(Tint::Network), Stroke::dashed(ColorRole::Tint(Tint::Network), 1.0))
    }
}

/// What stands behind a bar.
fn label(planned: &PlannedTask) -> String {
    let hours = hours_text(planned.task.hours);
    if planned.is_critical { format!("{hours}, critical") } else { hours }
}

/// What a reader that speaks says of a bar.
fn spoken(planned: &PlannedTask) -> String {
    let kind = match (planned.is_critical, planned.task.is_blocking) {
        (true, _) => "critical",
        (false, true) => "blocking",
        (false, false) => "not blocking",
    };
    let (from, to) = (hours_text(planned.starts_at), hours_text(planned.ends_at));
    format!(
        "{}, from {from} to {to}, {} complexity, {kind}",
        planned.task.title,
        planned.task.complexity.word()
    )
}

/// For pixels only.
fn hours(hours: Quantity) -> f64 {
    use rust_decimal::prelude::ToPrimitive as _;
    hours.0.to_f64().unwrap_or_default()
}
