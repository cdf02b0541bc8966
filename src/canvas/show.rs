//! Showing the board: the picture, what is highlighted in it, and the elements over it.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_core::{
    base::{Address, Point, Rect, Size},
    scene::{ColorRole, Detail, EdgeView, Mark, Scene, Shape},
    vocab::{Anchor, Severity},
};
use leptos::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlElement, wasm_bindgen::JsCast};

use crate::session::Pick;

use super::{
    board::{Board, Screen, State, bounds_of},
    camera::Camera,
    drag::Landing,
    gesture::{self, Gesture, Hit, container_at},
    overlay::{Kind, Wanted},
    painter::Pen,
};

/// The corners of highlights, as round as those of a node, in canvas units.
const RADIUS: f64 = 8.0;
/// The side of the element over the middle of a line without a label, in canvas units.
const MIDDLE: f64 = 16.0;
/// How opaque something is that hovers over where it would land.
const LIFTED: f64 = 0.8;

impl Board {
    /// Paints what is in view.
    pub(super) fn paint(self) {
        let theme = self.session.theme.get_untracked();
        let selection = self.session.selection.get_untracked();
        let can_edit = !self.is_preview();
        self.state.update_value(|state| {
            let State { scene, camera, size, screen, gesture, hover, focus, focus_is_shown, drop_at, .. } =
                state;
            let Some(Screen { canvas, ctx, icons, minimap, .. }) = screen else { return };
            let ratio = window().device_pixel_ratio().clamp(0.5, 4.0);
            fit_pixels(canvas, *size, ratio);
            let detail = Detail::at_zoom(camera.zoom);
            let view = camera.view(*size).inflate(RADIUS);
            let mut pen = Pen::new(ctx, icons, theme, ratio, camera.corner, camera.zoom);
            pen.clear(f64::from(canvas.width()), f64::from(canvas.height()));

            let (lifted, lift) = match gesture {
                Gesture::Drag(drag) => (drag.roots.as_slice(), drag.lift()),
                _ => (&[][..], Point::default()),
            };
            let spans: Vec<(usize, usize)> = lifted
                .iter()
                .filter_map(|it| {
                    let number = scene.node_number(it.as_str())?;
                    Some((number, scene.nodes.get(number)?.end))
                })
                .collect();
            let is_lifted = |number: usize| spans.iter().any(|it| (it.0..it.1).contains(&number));
            for number in scene.nodes_touching(view) {
                if let Some(node) = scene.nodes.get(number).filter(|_| !is_lifted(number)) {
                    pen.node(node, detail, Point::default());
                }
            }
            let edges: Vec<&EdgeView> =
                scene.edges_touching(view).filter_map(|it| scene.edges.get(it)).collect();
            pen.edges(&edges, detail);
            if lift != Point::default() {
                pen.set_opacity(LIFTED);
            }
            for &(start, end) in &spans {
                for node in scene.nodes.get(start..end).unwrap_or_default() {
                    pen.node(node, detail, lift);
                }
            }
            pen.set_opacity(1.0);
            let highlights = Highlights {
                scene,
                zoom: camera.zoom,
                gesture,
                lift,
                hover,
                focus: focus.as_ref().filter(|_| *focus_is_shown),
                drop_at: drop_at.map(|it| camera.to_canvas(it)),
                selection: &selection,
                can_edit,
            };
            highlights.paint(&mut pen);
            if let Some(minimap) = minimap.as_mut().filter(|it| it.is_due) {
                minimap.is_due = false;
                let Camera { corner, zoom } = minimap.camera;
                fit_pixels(&minimap.canvas, minimap.size(), ratio);
                let mut pen = Pen::new(&minimap.ctx, icons, theme, ratio, corner, zoom);
                pen.clear(f64::from(minimap.canvas.width()), f64::from(minimap.canvas.height()));
                for node in &scene.nodes {
                    pen.node(node, Detail::Far, Point::default());
                }
            }
        });
    }

    /// Brings the elements over the picture up to what is in view.
    pub(super) fn show_overlay(self) {
        let selection = self.session.selection.get_untracked();
        let design = self.derived.shown_design.get_untracked();
        let findings = self.derived.shown_findings.get_untracked();
        let mut counts: BTreeMap<&Address, [usize; 3]> = BTreeMap::new();
        for finding in findings.iter() {
            if let Anchor::Component { id, .. } | Anchor::Connection { id } = &finding.anchor {
                let slot = match finding.severity {
                    Severity::Error => 0,
                    Severity::Warning => 1,
                    Severity::Info => 2,
                };
                counts.entry(id).or_default()[slot] += 1;
            }
        }
        let orphan = self.state.try_update_value(|state| {
            let State { scene, camera, size, screen, .. } = state;
            let screen = screen.as_mut()?;
            let view = camera.view(*size);
            let diagram = scene.diagram();
            let mut wanted = Vec::new();
            for view in scene.nodes_touching(view).filter_map(|it| scene.nodes.get(it)) {
                let Some(node) = diagram.nodes.get(view.node) else { continue };
                // Where nodes stand in it, only its title bar is the container's own.
                let is_open = view.end > scene.node_number(node.id.as_str()).map_or(0, |it| it + 1);
                let rect = if is_open { gesture::title_bar(view.bounds) } else { view.bounds };
                let kind = design.component(&node.id).map(|it| it.config.meta().title()).unwrap_or_default();
                let words = [
                    node.title.clone(),
                    if kind == node.title { String::new() } else { kind.clone() },
                    if node.subtitle == kind { String::new() } else { node.subtitle.clone() },
                    if node.note.is_empty() { String::new() } else { format!("{} a month", node.note) },
                    counted(counts.get(&node.id)),
                    marked(node.mark).to_owned(),
                ];
                wanted.push(Wanted {
                    kind: Kind::Node,
                    id: node.id.clone(),
                    rect,
                    label: spoken(&words),
                    is_selected: selection.contains(&Pick::Component(node.id.clone())),
                });
            }
            let title = |number: usize| {
                let node = scene.nodes.get(number).and_then(|it| diagram.nodes.get(it.node));
                node.map(|it| it.title.as_str()).unwrap_or_default()
            };
            for edge_view in scene.edges_touching(view).filter_map(|it| scene.edges.get(it)) {
                let Some(edge) = diagram.edges.get(edge_view.edge) else { continue };
                let connection = design.connections.get(&edge.id);
                let middle = gesture::middle(edge_view);
                let square = Rect { x: middle.x, y: middle.y, width: 0.0, height: 0.0 }.inflate(MIDDLE / 2.0);
                let words = [
                    format!("Connection from {} to {}", title(edge_view.source), title(edge_view.target)),
                    connection.map(|it| it.access.word().replace('_', " ")).unwrap_or_default(),
                    connection.map(|it| it.purpose.clone()).unwrap_or_default(),
                    edge.label.clone(),
                    counted(counts.get(&edge.id)),
                    marked(edge.mark).to_owned(),
                ];
                wanted.push(Wanted {
                    kind: Kind::Edge,
                    id: edge.id.clone(),
                    rect: edge_view.label.unwrap_or(square),
                    label: spoken(&words),
                    is_selected: selection.contains(&Pick::Connection(edge.id.clone())),
                });
            }
            let orphan = screen.overlay.show(wanted, |kind, id| match kind {
                Kind::Node => scene.node(id.as_str()).is_some(),
                Kind::Edge => scene.edge(id.as_str()).is_some(),
            });
            screen.overlay.follow(camera.corner, camera.zoom);
            orphan
        });
        // Whoever deletes by keyboard goes on by keyboard.
        if let Some(orphan) = orphan.flatten() {
            let board = orphan.closest(".board").ok().flatten();
            if let Some(board) = board.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                let _ = board.focus();
            }
            orphan.remove();
        }
    }
}

/// What is painted over the picture.
struct Highlights<'a> {
    scene: &'a Scene,
    zoom: f64,
    gesture: &'a Gesture,
    /// How far what is dragged is from where the scene has it.
    lift: Point,
    hover: &'a Hit,
    focus: Option<&'a Pick>,
    /// Where something from outside would be dropped.
    drop_at: Option<Point>,
    selection: &'a BTreeSet<Pick>,
    can_edit: bool,
}

impl Highlights<'_> {
    fn paint(&self, pen: &mut Pen<'_>) {
        self.selected(pen);
        self.hovered(pen);
        if let Some(focus) = self.focus {
            self.around(pen, focus, 4.0, ColorRole::Accent, 2.0);
        }
        match self.gesture {
            Gesture::Drag(drag) => match &drag.landing {
                Landing::Into(Some(id)) => self.landing(pen, id, ColorRole::Accent),
                Landing::Refused(id) => self.landing(pen, id, ColorRole::Error),
                Landing::Into(None) | Landing::Stay => {}
            },
            Gesture::Marquee { from, to, .. } => {
                pen.marquee(gesture::rect_between(*from, *to), ColorRole::Accent)
            }
            Gesture::Connect { from, to, at, .. } => self.connection(pen, from, to.as_ref(), *at),
            _ => {}
        }
        if let Some(id) = self.drop_at.and_then(|it| container_at(self.scene, it)) {
            self.landing(pen, &id, ColorRole::Accent);
        }
    }

    fn selected(&self, pen: &mut Pen<'_>) {
        // The lines of the one selected node stand out, so that they can be followed.
        if let Some(number) = self.only_selected().and_then(|it| self.scene.node_number(it.as_str())) {
            for view in self.scene.edges.iter().filter(|it| it.source == number || it.target == number) {
                pen.way(view, ColorRole::Accent, 1.5);
            }
        }
        for pick in self.selection {
            match pick {
                Pick::Component(_) => self.around(pen, pick, 2.0, ColorRole::Accent, 2.0),
                Pick::Connection(id) => {
                    if let Some(view) = self.scene.edge(id.as_str()) {
                        pen.way(view, ColorRole::Accent, 2.5);
                        self.label(pen, view);
                    }
                }
            }
        }
    }

    fn hovered(&self, pen: &mut Pen<'_>) {
        let is_free = matches!(self.gesture, Gesture::None | Gesture::Press { .. });
        match self.hover {
            Hit::Node(id) if is_free && !self.selection.contains(&Pick::Component(id.clone())) => {
                self.around(pen, &Pick::Component(id.clone()), 0.0, ColorRole::Accent, 1.5);
            }
            Hit::Edge(id) if is_free => {
                if let Some(view) = self.scene.edge(id.as_str()) {
                    pen.way(view, ColorRole::Accent, 2.0);
                    self.label(pen, view);
                }
            }
            _ => {}
        }
        let handled =
            self.handled().filter(|_| is_free && self.can_edit && gesture::shows_handles(self.zoom));
        if let Some(view) = handled.and_then(|it| self.scene.node(it.as_str())) {
            for at in gesture::handles(view.bounds) {
                pen.disc(at, 4.5, ColorRole::Surface, ColorRole::Accent);
            }
        }
    }

    /// The label of a line again, over the line that was just painted.
    fn label(&self, pen: &mut Pen<'_>, view: &EdgeView) {
        let lines_left_out = EdgeView {
            items: view.items.iter().filter(|it| !matches!(it.shape, Shape::Line { .. })).cloned().collect(),
            ..view.clone()
        };
        pen.edges(&[&lines_left_out], Detail::at_zoom(self.zoom));
    }

    fn around(&self, pen: &mut Pen<'_>, pick: &Pick, gap: f64, color: ColorRole, width: f64) {
        let Some(bounds) = bounds_of(self.scene, pick) else { return };
        let is_lifted = match (self.gesture, pick) {
            (Gesture::Drag(drag), Pick::Component(id)) => drag.roots.contains(id),
            _ => false,
        };
        let by = if is_lifted { self.lift } else { Point::default() };
        let bounds = Rect { x: bounds.x + by.x, y: bounds.y + by.y, ..bounds };
        pen.outline(bounds, gap, RADIUS, color, width);
    }

    fn landing(&self, pen: &mut Pen<'_>, id: &Address, color: ColorRole) {
        if let Some(view) = self.scene.node(id.as_str()) {
            pen.outline(view.bounds, 0.0, RADIUS, color, 3.0);
        }
    }

    fn connection(&self, pen: &mut Pen<'_>, from: &Address, to: Option<&Address>, at: Point) {
        let Some(source) = self.scene.node(from.as_str()) else { return };
        self.around(pen, &Pick::Component(from.clone()), 2.0, ColorRole::Accent, 2.0);
        let target = to.and_then(|it| self.scene.node(it.as_str()));
        if let (Some(id), Some(_)) = (to, target) {
            self.around(pen, &Pick::Component(id.clone()), 2.0, ColorRole::Accent, 3.0);
        }
        let end = target.map_or(at, |it| it.bounds.center());
        let nearest = |it: &Point| (it.x - end.x).hypot(it.y - end.y);
        let start =
            gesture::handles(source.bounds).into_iter().min_by(|a, b| nearest(a).total_cmp(&nearest(b)));
        if let Some(start) = start {
            let end = target.map_or(end, |it| {
                let away = |it: &Point| (it.x - start.x).hypot(it.y - start.y);
                let sides = gesture::handles(it.bounds).into_iter();
                sides.min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(end)
            });
            pen.pointer_line(start, end, ColorRole::Accent);
        }
    }

    fn only_selected(&self) -> Option<&Address> {
        match self.selection.first() {
            Some(Pick::Component(id)) if self.selection.len() == 1 => Some(id),
            _ => None,
        }
    }

    /// The node that shows its handles.
    fn handled(&self) -> Option<&Address> {
        gesture::handled(self.hover, self.only_selected())
    }
}

/// Gives a canvas as many pixels as the screen has for it.
fn fit_pixels(canvas: &HtmlCanvasElement, size: Size, ratio: f64) {
    let pixels = |it: f64| (it * ratio).round() as u32;
    let (width, height) = (pixels(size.width), pixels(size.height));
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
}

fn spoken(words: &[String]) -> String {
    let said: Vec<&str> = words.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    said.join(", ")
}

fn counted(counts: Option<&[usize; 3]>) -> String {
    let Some(counts) = counts else { return String::new() };
    let said = counts
        .iter()
        .zip(["error", "warning", "hint"])
        .filter(|it| *it.0 > 0)
        .map(|(&count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
    said.collect::<Vec<_>>().join(", ")
}

const fn marked(mark: Option<Mark>) -> &'static str {
    match mark {
        None => "",
        Some(Mark::Added) => "added by the step",
        Some(Mark::Changed) => "changed by the step",
        Some(Mark::Removed) => "removed by the step",
    }
}
