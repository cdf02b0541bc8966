//! Draws charts as SVG text. A chart is an image with its figures in words.

use std::fmt::Write as _;

use groundplan_core::{
    base::{Money, Range, sort_by},
    design::Budget,
    scene::{ColorRole, Theme},
};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

const WIDTH: u32 = 560;
const HEIGHT: u32 = 240;
const FONT: &str = "system-ui";

/// A bar of a chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    label: String,
    cost: Range<Money>,
}

impl Bar {
    pub(crate) fn new(label: impl Into<String>, cost: Range<Money>) -> Self {
        Self { label: label.into(), cost }
    }
}

/// Why a chart was not drawn: the backend writes to a string and does not fail.
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Costs by category, as bars that lie.
pub(crate) fn categories(bars: &[Bar], theme: Theme) -> String {
    let mut sorted = bars.to_vec();
    sort_by(&mut sorted, |a, b| b.cost.expected.cmp(&a.cost.expected));
    svg("Cost by category", &sorted, |area| draw_categories(area, &sorted, theme))
}

/// Costs by step, as columns with their span, against alert and limit.
pub(crate) fn steps(bars: &[Bar], budget: &Budget, theme: Theme) -> String {
    svg("Cost by step", bars, |area| draw_steps(area, bars, budget, theme))
}

fn svg(title: &str, bars: &[Bar], draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, HEIGHT)).into_drawing_area();
        let drawn = draw(&area).and_then(|()| area.present());
        debug_assert!(drawn.is_ok());
    }
    let mut label = title.to_owned();
    for bar in bars {
        let _ = write!(label, ", {} {}", bar.label, bar.cost.expected);
    }
    text.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1)
}

fn draw_categories(area: &Area<'_>, bars: &[Bar], theme: Theme) -> Drawn {
    let most = bars.iter().map(|it| it.cost.high.to_f64()).fold(1.0, f64::max);
    let (left, right) = (96.0, f64::from(WIDTH) - 76.0);
    let row = (f64::from(HEIGHT) / bars.len().max(1) as f64).min(30.0);
    let x = |value: f64| (left + value.max(0.0) / most * (right - left)) as i32;
    for (idx, bar) in bars.iter().enumerate() {
        let middle = (row * (idx as f64 + 0.5)) as i32;
        let (top, bottom) = (middle - 6, middle + 6);
        let filled =
            |until, color: RGBAColor| Rectangle::new([(x(0.0), top), (until, bottom)], color.filled());
        let tint = color(ColorRole::Accent, theme);
        area.draw(&filled(x(bar.cost.high.to_f64()), tint.mix(0.25)))?;
        area.draw(&filled(x(bar.cost.expected.to_f64()), tint.mix(1.0)))?;
        let muted = label_style(ColorRole::MutedText, theme, Pos::new(HPos::Right, VPos::Center));
        area.draw(&Text::new(bar.label.clone(), (x(0.0) - 8, middle), muted))?;
        let strong = label_style(ColorRole::Text, theme, Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(
            bar.cost.expected.to_string(),
            (x(bar.cost.high.to_f64()) + 8, middle),
            strong,
        ))?;
    }
    Ok(())
}

fn draw_steps(area: &Area<'_>, bars: &[Bar], budget: &Budget, theme: Theme) -> Drawn {
    let marks = [
        (budget.alert, "Alert", ColorRole::Warning, VPos::Top),
        (budget.limit, "Limit", ColorRole::Error, VPos::Bottom),
    ];
    let costs = bars.iter().map(|it| it.cost.high).chain(marks.iter().filter_map(|it| it.0));
    let most = costs.map(Money::to_f64).fold(1.0, f64::max) * 1.1;
    let (top, bottom) = (18.0, f64::from(HEIGHT) - 26.0);
    let (left, right) = (12.0, f64::from(WIDTH) - 92.0);
    let y = |value: f64| (bottom - value.max(0.0) / most * (bottom - top)) as i32;
    let step = (right - left) / bars.len().max(1) as f64;
    for (idx, bar) in bars.iter().enumerate() {
        let middle = (left + step * (idx as f64 + 0.5)) as i32;
        let half = (step * 0.3).min(36.0) as i32;
        let (low, expected, high) =
            (bar.cost.low.to_f64(), bar.cost.expected.to_f64(), bar.cost.high.to_f64());
        let over = budget.limit.is_some_and(|it| bar.cost.expected > it);
        let role = if over { ColorRole::Error } else { ColorRole::Accent };
        let body = [(middle - half, y(expected)), (middle + half, y(0.0))];
        area.draw(&Rectangle::new(body, color(role, theme).filled()))?;
        let span = vec![(middle, y(low)), (middle, y(high))];
        area.draw(&PathElement::new(span, color(ColorRole::Text, theme).stroke_width(1)))?;
        let above = label_style(ColorRole::Text, theme, Pos::new(HPos::Center, VPos::Bottom));
        area.draw(&Text::new(bar.cost.expected.to_string(), (middle, y(expected.max(high)) - 4), above))?;
        let below = label_style(ColorRole::MutedText, theme, Pos::new(HPos::Center, VPos::Top));
        area.draw(&Text::new(bar.label.clone(), (middle, bottom as i32 + 6), below))?;
    }
    let ground = vec![(left as i32, y(0.0)), (right as i32, y(0.0))];
    area.draw(&PathElement::new(ground, color(ColorRole::Border, theme).stroke_width(1)))?;
    for (value, name, role, side) in marks {
        let Some(value) = value else { continue };
        let at = y(value.to_f64());
        area.draw(&PathElement::new(
            vec![(left as i32, at), (right as i32, at)],
            color(role, theme).stroke_width(1),
        ))?;
        // The one below its line and the other above, as the two are often close.
        let beside = label_style(role, theme, Pos::new(HPos::Left, side));
        area.draw(&Text::new(format!("{name} {value}"), (right as i32 + 6, at), beside))?;
    }
    Ok(())
}

fn label_style(role: ColorRole, theme: Theme, pos: Pos) -> TextStyle<'static> {
    let mut style = TextStyle::from((FONT, 12).into_font());
    style.color = color(role, theme).to_backend_color();
    style.pos(pos)
}

/// A colour of the palette; grey where it can't be read, which a test excludes.
fn color(role: ColorRole, theme: Theme) -> RGBColor {
    let hex = role.hex(theme);
    let part =
        |from: usize| hex.get(from..from + 2).and_then(|it| u8::from_str_radix(it, 16).ok()).unwrap_or(128);
    RGBColor(part(1), part(3), part(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_the_palette_are_read() {
        assert_eq!(color(ColorRole::Surface, Theme::Light), RGBColor(255, 255, 255));
        assert_ne!(color(ColorRole::Text, Theme::Dark), RGBColor(128, 128, 128));
    }
}
