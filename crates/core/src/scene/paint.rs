//! What a node or an edge looks like: its items of the display list.
//!
//! All looks are decided here and nowhere else; a painter only follows the list.

use crate::{
    base::{Point, Rect, Size},
    scene::{
        color::{ColorRole, Tint},
        diagram::{Edge, Mark, Node, Severity},
        item::{Anchor, Detail, Item, Shape, Stroke, Weight},
        measure::{clean, fit, width, wrap},
        metrics::{EMPTY, HEADER, LEAF, snap_up},
    },
};

const TITLE_SIZE: f64 = 13.0;
const SMALL_SIZE: f64 = 11.0;
const LABEL_SIZE: f64 = 10.5;
/// Titles when only titles are shown: larger, so that they can be read from further away.
const FAR_TITLE_SIZE: f64 = 19.0;
/// The same on a node that holds nothing, where a title has two lines.
const LARGE_SIZE: f64 = 17.0;
/// From the left edge of a node to its text.
const TEXT_LEFT: f64 = 46.0;
/// From the left edge of a container to its title.
const HEADER_LEFT: f64 = 36.0;
const MARGIN: f64 = 9.0;
const LABEL_HEIGHT: f64 = 16.0;
/// The widest label of an edge.
const LABEL_ROOM: f64 = 96.0;
/// The widest title of a container that its box is made wide enough for.
const HEADER_ROOM: f64 = 320.0;

/// Kept free for a container's note. It is the same for all, so that a price that comes or changes turns
/// nothing around.
const NOTE_ROOM: f64 = 36.0;

/// The least size of a node's box.
pub(super) fn least_size(node: &Node) -> Size {
    if !node.is_container {
        return LEAF;
    }
    let header = header_width(node) + NOTE_ROOM + 2.0 * MARGIN;
    Size { width: snap_up(header.max(EMPTY.width)), height: HEADER + EMPTY.height }
}

/// How much of a container's title bar is written on, from its left edge; 0 for what is none. The note
/// stands at the other end.
pub(super) fn header_width(node: &Node) -> f64 {
    if !node.is_container {
        return 0.0;
    }
    let title = width(&clean(&node.title), TITLE_SIZE, Weight::Bold);
    let subtitle = width(&clean(&node.subtitle), SMALL_SIZE, Weight::Regular);
    (HEADER_LEFT + title + subtitle + 3.0 * MARGIN).min(HEADER_ROOM)
}

/// The size of an edge's label, or `None` where it has none.
pub(super) fn label_size(edge: &Edge) -> Option<Size> {
    let text = fit(&edge.label, LABEL_SIZE, Weight::Regular, LABEL_ROOM);
    let text_width = width(&text, LABEL_SIZE, Weight::Regular);
    (!text.is_empty()).then_some(Size { width: text_width + 10.0, height: LABEL_HEIGHT })
}

/// The items of a node whose box has this size.
pub(super) fn node_items(node: &Node, size: Size) -> Vec<Item> {
    let mut items = Items(Vec::with_capacity(8));
    if node.is_container || size.height > LEAF.height {
        container(node, size, &mut items);
    } else {
        leaf(node, size, &mut items);
    }
    badges(node, size, &mut items);
    items.0
}

/// The items of an edge along these points.
pub(super) fn edge_items(edge: &Edge, points: &[Point], label: Option<Rect>) -> Vec<Item> {
    let mut items = Items(Vec::with_capacity(4));
    let color =
        edge.mark.map(mark_color).or(edge.severity.filter(|it| *it > Severity::Info).map(severity_color));
    let is_dashed = edge.mark == Some(Mark::Removed);
    let quiet = if edge.is_supporting { ColorRole::FaintLine } else { ColorRole::Line };
    let mut line = |from, to, width: f64, arrow| {
        let width = match color {
            Some(_) => width + 0.75,
            None if edge.is_supporting => width * 0.7,
            None => width,
        };
        let stroke = Stroke { color: color.unwrap_or(quiet), width, is_dashed };
        items.add(from, to, Shape::Line { points: points.to_vec(), radius: 6.0, stroke, arrow });
    };
    line(Detail::Far, Detail::Far, 3.0, false);
    line(Detail::Middle, Detail::Middle, 2.0, true);
    line(Detail::Near, Detail::Near, 1.4, true);
    if let Some(rect) = label {
        let text = fit(&edge.label, LABEL_SIZE, Weight::Regular, LABEL_ROOM);
        items.near(Shape::Box {
            rect,
            radius: 4.0,
            fill: Some(ColorRole::Surface),
            stroke: Some(Stroke::plain(color.unwrap_or(ColorRole::Border), 1.0)),
        });
        let at = Point { x: rect.x + rect.width / 2.0, y: rect.y + 11.8 };
        items.near_text(at, text, LABEL_SIZE, Weight::Regular, Anchor::Middle, ColorRole::MutedText);
    }
    items.0
}

fn leaf(node: &Node, size: Size, items: &mut Items) {
    let full = whole(size);
    let tint = ColorRole::Tint(node.tint);
    let outline = outline(node).unwrap_or(Stroke::plain(ColorRole::Border, 1.0));
    items.add(
        Detail::Far,
        Detail::Far,
        Shape::Box { rect: full, radius: 8.0, fill: Some(tint), stroke: self::outline(node) },
    );
    items.add(
        Detail::Middle,
        Detail::Near,
        Shape::Box { rect: full, radius: 8.0, fill: Some(ColorRole::Surface), stroke: Some(outline) },
    );
    let tile = Rect { x: MARGIN, y: (size.height - 30.0) / 2.0, width: 30.0, height: 30.0 };
    items.add(
        Detail::Middle,
        Detail::Near,
        Shape::Box { rect: tile, radius: 7.0, fill: Some(tint), stroke: None },
    );
    icon(node, Point { x: tile.x + 5.0, y: tile.y + 5.0 }, 20.0, ColorRole::OnTint, items);

    let room = size.width - TEXT_LEFT - MARGIN;
    let note = fit(&node.note, SMALL_SIZE, Weight::Bold, room * 0.6);
    let note_width = if note.is_empty() { 0.0 } else { width(&note, SMALL_SIZE, Weight::Bold) + 6.0 };
    let has_second_line = !(clean(&node.subtitle).is_empty() && note.is_empty());
    let title_y = if has_second_line { 23.0 } else { 30.5 };
    let title = fit(&node.title, TITLE_SIZE, Weight::Bold, room);
    let title_at = Point { x: TEXT_LEFT, y: title_y };
    items.near_text(title_at, title, TITLE_SIZE, Weight::Bold, Anchor::Start, ColorRole::Text);
    large_lines(node, room, items);
    let subtitle = subtitle(node, room - note_width);
    let line = |x| Point { x, y: 39.5 };
    items.near_text(
        line(TEXT_LEFT),
        subtitle,
        SMALL_SIZE,
        Weight::Regular,
        Anchor::Start,
        ColorRole::MutedText,
    );
    items.near_text(line(size.width - MARGIN), note, SMALL_SIZE, Weight::Bold, Anchor::End, ColorRole::Text);
}

/// What is written on a node when only titles are shown: two lines of a long title, or a short one
/// and the note below it.
fn large_lines(node: &Node, room: f64, items: &mut Items) {
    let [first, second] = wrap(&node.title, LARGE_SIZE, Weight::Bold, room);
    let note = fit(&node.note, LARGE_SIZE, Weight::Regular, room);
    let (second, weight, color) = if second.is_empty() {
        (note, Weight::Regular, ColorRole::MutedText)
    } else {
        (second, Weight::Bold, ColorRole::Text)
    };
    let ys = if second.is_empty() { [32.0, 32.0] } else { [22.0, 42.0] };
    let lines = [(first, Weight::Bold, ColorRole::Text), (second, weight, color)];
    for ((text, weight, color), y) in lines.into_iter().zip(ys).filter(|it| !it.0.0.is_empty()) {
        let at = Point { x: TEXT_LEFT, y };
        let shape = Shape::Text { at, text, size: LARGE_SIZE, weight, anchor: Anchor::Start, color };
        items.add(Detail::Middle, Detail::Middle, shape);
    }
}

fn container(node: &Node, size: Size, items: &mut Items) {
    let tint = ColorRole::Tint(node.tint);
    let shape = |width| Shape::Box {
        rect: whole(size),
        radius: 10.0,
        fill: Some(ColorRole::Soft(node.tint)),
        stroke: Some(outline(node).unwrap_or(Stroke::plain(tint, width))),
    };
    items.add(Detail::Far, Detail::Far, shape(4.0));
    items.add(Detail::Middle, Detail::Middle, shape(2.0));
    items.near(shape(1.2));
    icon(node, Point { x: MARGIN, y: 5.0 }, 18.0, tint, items);

    let room = size.width - HEADER_LEFT - MARGIN;
    let line = |x| Point { x, y: 18.5 };
    let note = fit(&node.note, SMALL_SIZE, Weight::Bold, room * 0.4);
    let note_width = if note.is_empty() { 0.0 } else { width(&note, SMALL_SIZE, Weight::Bold) + MARGIN };
    let title = items.title(node, line(HEADER_LEFT), Point { x: HEADER_LEFT, y: 20.5 }, room - note_width);
    let title_width = width(&title, TITLE_SIZE, Weight::Bold) + 12.0;
    let subtitle = subtitle(node, room - note_width - title_width);
    let subtitle_at = line(HEADER_LEFT + title_width);
    items.near_text(subtitle_at, subtitle, SMALL_SIZE, Weight::Regular, Anchor::Start, ColorRole::MutedText);
    items.near_text(line(size.width - MARGIN), note, SMALL_SIZE, Weight::Bold, Anchor::End, ColorRole::Text);
}

/// The second line. Where it is too long, what stands in brackets at its end goes first.
fn subtitle(node: &Node, room: f64) -> String {
    let whole = clean(&node.subtitle);
    let short =
        whole.rsplit_once(" (").map(|it| it.0).filter(|_| width(&whole, SMALL_SIZE, Weight::Regular) > room);
    fit(short.unwrap_or(&whole), SMALL_SIZE, Weight::Regular, room)
}

fn icon(node: &Node, at: Point, size: f64, color: ColorRole, items: &mut Items) {
    if !node.icon.is_empty() {
        items.add(Detail::Middle, Detail::Near, Shape::Icon { at, size, path: node.icon, color });
    }
}

/// The signs on the upper corners: what a step does to the node, and the worst finding about it.
fn badges(node: &Node, size: Size, items: &mut Items) {
    if let Some(mark) = node.mark {
        let sign = match mark {
            Mark::Added => "+",
            Mark::Changed => "~",
            Mark::Removed => "−",
        };
        badge(Point { x: 2.0, y: 2.0 }, sign, mark_color(mark), items);
    }
    if let Some(severity) = node.severity {
        let sign = if severity == Severity::Info { "i" } else { "!" };
        badge(Point { x: size.width - 2.0, y: 2.0 }, sign, severity_color(severity), items);
    }
}

fn badge(center: Point, sign: &str, color: ColorRole, items: &mut Items) {
    let radius = 8.0;
    let rect = Rect { x: center.x - radius, y: center.y - radius, width: 2.0 * radius, height: 2.0 * radius };
    let stroke = Some(Stroke::plain(ColorRole::Surface, 1.5));
    items.add(Detail::Middle, Detail::Near, Shape::Box { rect, radius, fill: Some(color), stroke });
    let at = Point { x: center.x, y: center.y + 4.2 };
    items.near_text(at, sign.to_owned(), 12.0, Weight::Bold, Anchor::Middle, ColorRole::OnTint);
}

fn outline(node: &Node) -> Option<Stroke> {
    match (node.mark, node.severity) {
        (Some(Mark::Removed), _) => Some(Stroke::dashed(ColorRole::Removed, 2.0)),
        (Some(mark), _) => Some(Stroke::plain(mark_color(mark), 2.0)),
        (None, Some(severity)) if severity > Severity::Info => {
            Some(Stroke::plain(severity_color(severity), 1.5))
        }
        (None, _) => None,
    }
}

fn mark_color(mark: Mark) -> ColorRole {
    match mark {
        Mark::Added => ColorRole::Added,
        Mark::Changed => ColorRole::Changed,
        Mark::Removed => ColorRole::Removed,
    }
}

fn severity_color(severity: Severity) -> ColorRole {
    match severity {
        Severity::Info => ColorRole::Info,
        Severity::Warning => ColorRole::Warning,
        Severity::Error => ColorRole::Error,
    }
}

fn whole(size: Size) -> Rect {
    Rect { x: 0.0, y: 0.0, width: size.width, height: size.height }
}

/// A display list that grows.
struct Items(Vec<Item>);

impl Items {
    fn add(&mut self, from: Detail, to: Detail, shape: Shape) {
        self.0.push(Item { from, to, shape });
    }

    fn near(&mut self, shape: Shape) {
        self.add(Detail::Near, Detail::Near, shape);
    }

    fn near_text(
        &mut self,
        at: Point,
        text: String,
        size: f64,
        weight: Weight,
        anchor: Anchor,
        color: ColorRole,
    ) {
        if !text.is_empty() {
            self.near(Shape::Text { at, text, size, weight, anchor, color });
        }
    }

    /// The title twice: as it is when near, larger and centred when not. Returns the near one.
    fn title(&mut self, node: &Node, near: Point, middle: Point, room: f64) -> String {
        let title = fit(&node.title, TITLE_SIZE, Weight::Bold, room);
        let color = if node.tint == Tint::External { ColorRole::MutedText } else { ColorRole::Text };
        let large = fit(&node.title, FAR_TITLE_SIZE, Weight::Bold, room);
        if !large.is_empty() {
            let shape = Shape::Text {
                at: middle,
                text: large,
                size: FAR_TITLE_SIZE,
                weight: Weight::Bold,
                anchor: Anchor::Start,
                color,
            };
            self.add(Detail::Middle, Detail::Middle, shape);
        }
        self.near_text(near, title.clone(), TITLE_SIZE, Weight::Bold, Anchor::Start, ColorRole::Text);
        title
    }
}
