//! What is painted over the picture: what is selected, pointed at, in the keyboard's focus, or under
//! way.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, Point, Rect},
    scene::{ColorRole, Detail, EdgeView, Scene, Shape},
};

use crate::session::Pick;

use super::{
    board::bounds_of,
    drag::Landing,
    gesture::{self, Gesture, Hit, container_at},
    painter::Pen,
};

/// The corners of highlights, as round as those of a node, in canvas units.
const RADIUS: f64 = 8.0;

/// What is painted over the picture.
pub(super) struct Highlights<'a> {
    pub(super) scene: &'a Scene,
    pub(super) zoom: f64,
    pub(super) gesture: &'a Gesture,
    /// How far what is dragged is from where the scene has it.
    pub(super) lift: Point,
    pub(super) hover: &'a Hit,
    pub(super) focus: Option<&'a Pick>,
    /// Where something from outside would be dropped.
    pub(super) drop_at: Option<Point>,
    pub(super) selection: &'a BTreeSet<Pick>,
    pub(super) can_edit: bool,
}

impl Highlights<'_> {
    pub(super) fn paint(&self, pen: &mut Pen<'_>) {
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
        // The lines of the one selected node stand out, so that they can be followed. While it hovers, the
        // scene has them elsewhere.
        let only = self.only_selected().filter(|_| self.lift == Point::default());
        if let Some(number) = only.and_then(|it| self.scene.node_number(it.as_str())) {
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
        let handled = self.handled().filter(|_| is_free && self.can_edit);
        let view = handled.and_then(|it| self.scene.node(it.as_str()));
        if let Some(view) = view.filter(|it| gesture::shows_handles(it.bounds, self.zoom)) {
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
