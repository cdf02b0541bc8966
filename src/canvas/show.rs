//! Showing the board: the picture, what is highlighted in it, and the elements over it.

use std::collections::BTreeMap;

use groundplan_core::{
    base::{Address, Point, Rect, Size},
    scene::{Detail, Mark},
    vocab::{Anchor, Severity},
};
use leptos::prelude::*;
use web_sys::{HtmlCanvasElement, HtmlElement, wasm_bindgen::JsCast};

use crate::session::Pick;

use super::{
    backdrop::{Lifted, Look},
    board::{Board, Screen, State},
    camera::Camera,
    drag::Drag,
    gesture::{self, Gesture},
    highlights::Highlights,
    overlay::{Kind, Wanted},
    painter::Pen,
};

/// The side of the element over the middle of a line without a label, in canvas units.
const MIDDLE: f64 = 16.0;

impl Board {
    /// Paints what is in view: the backdrop, what is dragged over it, and what is highlighted.
    pub(super) fn paint(self) {
        let theme = self.session.theme.get_untracked();
        let selection = self.session.selection.get_untracked();
        let can_edit = !self.is_preview();
        self.state.update_value(|state| {
            let is_moving = state.is_moving();
            let State { scene, camera, size, screen, gesture, hover, focus, focus_is_shown, drop_at, .. } =
                state;
            let Some(Screen { canvas, ctx, icons, backdrop, minimap, .. }) = screen else { return };
            let ratio = window().device_pixel_ratio().clamp(0.5, 4.0);
            fit_pixels(canvas, *size, ratio);
            let drag = if let Gesture::Drag(drag) = gesture { Some(&*drag) } else { None };
            let without = drag.map(|it| Lifted::of(it, scene)).unwrap_or_default();
            let lift = drag.map(Drag::lift).unwrap_or_default();
            let look = Look { theme, ratio, camera: *camera, size: *size, is_moving };
            backdrop.paint(ctx, icons, scene, &without, &look);

            let mut pen = Pen::new(ctx, icons, theme, ratio, camera.corner, camera.zoom);
            without.paint(&mut pen, scene, &look, lift);
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
        let findings = self.derived.review.findings.get_untracked();
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
            let State { scene, camera, size, screen, focus, .. } = state;
            let screen = screen.as_mut()?;
            let view = camera.view(*size);
            let diagram = scene.diagram();
            let mut wanted = Vec::new();
            // What has the focus keeps its element out of view too, and what that says stays true.
            let mut nodes: Vec<usize> = scene.nodes_touching(view).collect();
            let mut edges: Vec<usize> = scene.edges_touching(view).collect();
            match focus {
                Some(Pick::Component(id)) => insert(&mut nodes, scene.node_number(id.as_str())),
                Some(Pick::Connection(id)) => insert(
                    &mut edges,
                    scene.edges.iter().position(|it| scene.edge_id(it).is_some_and(|own| own == id)),
                ),
                None => {}
            }
            for view in nodes.into_iter().filter_map(|it| scene.nodes.get(it)) {
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
            for edge_view in edges.into_iter().filter_map(|it| scene.edges.get(it)) {
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
            screen.overlay.cover(scene.bounds());
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

/// Gives a canvas as many pixels as the screen has for it.
pub(super) fn fit_pixels(canvas: &HtmlCanvasElement, size: Size, ratio: f64) {
    let pixels = |it: f64| (it * ratio).round() as u32;
    let (width, height) = (pixels(size.width), pixels(size.height));
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
}

/// Adds a number to some in rising order.
fn insert(numbers: &mut Vec<usize>, number: Option<usize>) {
    if let Some(number) = number
        && let Err(at) = numbers.binary_search(&number)
    {
        numbers.insert(at, number);
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
