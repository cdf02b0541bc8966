//! A layout in the making: containers laid out one by one, and one again in another way at the price
//! of those around it, not of all.

use crate::{
    base::{Point, Rect, Size},
    scene::{
        layout::{
            Place, Wish, framed,
            group::{self, Group, Pull, Style},
            keep, settle, shifted,
        },
        metrics::{HEADER, PADDING, snap},
        slots::{at, set},
        tree::Tree,
    },
};

/// Width to height of the window that the whole picture is to fill.
pub(super) const WINDOW_RATIO: f64 = 1.45;

/// What stays the same whatever the styles are.
pub(super) struct Plan<'a> {
    pub(super) tree: &'a Tree,
    /// What each container holds, the top level last.
    children: Vec<Vec<usize>>,
    /// The edges between what it holds.
    lifted: Vec<Vec<Lifted>>,
    /// What all edges weigh together.
    weight: f64,
}

/// An edge between two children of a container or between what they hold.
#[derive(Clone, Copy)]
struct Lifted {
    from: usize,
    to: usize,
    source: usize,
    target: usize,
    is_flow: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        let mut lifted: Vec<Vec<Lifted>> = vec![Vec::new(); tree.len() + 1];
        for link in &tree.links {
            if let Some((from, to)) = tree.siblings(link.source, link.target) {
                let slot = at(&tree.parent, from).unwrap_or(tree.len());
                if let Some(it) = lifted.get_mut(slot) {
                    let (source, target, is_flow) = (link.source, link.target, !link.is_supporting);
                    it.push(Lifted { from, to, source, target, is_flow });
                }
            }
        }
        let containers = (0..tree.len()).map(Some).chain([None]);
        let children = containers.map(|it| tree.children(it).collect()).collect();
        let weigh = |it: &Lifted| Pull { is_flow: it.is_flow, ..Pull::default() }.weight();
        let weight = lifted.iter().flatten().map(weigh).sum();
        Self { tree, children, lifted, weight }
    }

    pub(super) fn slot(&self, container: Option<usize>) -> usize {
        container.unwrap_or(self.tree.len())
    }

    pub(super) fn children(&self, container: Option<usize>) -> &[usize] {
        self.children.get(self.slot(container)).map_or(&[], Vec::as_slice)
    }
}

/// Places so far.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    plan: &'a Plan<'a>,
    wishes: &'a [Wish],
    kept: &'a [Option<Rect>],
    /// Each node's box as seen from its own anchor; last that around the top level.
    reach: Vec<Rect>,
    /// Each node's anchor as seen from its container's.
    local: Vec<Point>,
    /// What the ways of each container's edges cost, the top level last.
    ways: Vec<f64>,
    /// The style of each container, the top level last.
    pub(super) styles: Vec<Style>,
}

/// What a container was like, to be put back.
pub(super) struct Undo {
    container: Option<usize>,
    style: Style,
    reach: Rect,
    way: f64,
    local: Vec<Point>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, wishes: &'a [Wish], kept: &'a [Option<Rect>]) -> Self {
        let alone = |it: &Wish| Rect { x: 0.0, y: 0.0, width: it.size.width, height: it.size.height };
        let n_nodes = plan.tree.len();
        Self {
            plan,
            wishes,
            kept,
            reach: wishes.iter().map(alone).chain([Rect::default()]).collect(),
            local: vec![Point::default(); n_nodes],
            ways: vec![0.0; n_nodes + 1],
            styles: vec![Style::default(); n_nodes + 1],
        }
    }

    /// Calls for each container that holds something, the innermost first.
    pub(super) fn lay_all(&mut self, mut lay: impl FnMut(&mut Self, Option<usize>, &Group)) {
        for container in (0..self.plan.tree.len()).rev().map(Some).chain([None]) {
            if !self.plan.children(container).is_empty() {
                let group = self.group(container);
                lay(self, container, &group);
            }
        }
    }

    /// Whether a container holds something that stays as it was in an earlier picture.
    pub(super) fn keeps(&self, container: Option<usize>) -> bool {
        self.plan.children(container).iter().any(|&it| at(self.kept, it).is_some())
    }

    /// The children of a container, which have a size already, and their edges.
    pub(super) fn group(&self, container: Option<usize>) -> Group {
        let children = self.plan.children(container);
        let lifted = self.plan.lifted.get(self.plan.slot(container)).map_or(&[][..], Vec::as_slice);
        let size = |it: Rect| Size { width: it.width, height: it.height };
        Group {
            sizes: children.iter().map(|&it| size(at(&self.reach, it))).collect(),
            pulls: lifted.iter().map(|it| self.pull(*it, children)).collect(),
        }
    }

    /// An edge as its container sees it: between two children, from and to places in their boxes.
    fn pull(&self, edge: Lifted, children: &[usize]) -> Pull {
        let spot = |inner: usize, child: usize| {
            let own = at(&self.reach, child);
            let mut middle = at(&self.reach, inner).center();
            for it in self.plan.tree.upward(inner).take_while(|&it| it != child) {
                let step = at(&self.local, it);
                middle = Point { x: middle.x + step.x, y: middle.y + step.y };
            }
            Point { x: middle.x - own.x, y: middle.y - own.y }
        };
        Pull {
            from: children.binary_search(&edge.from).unwrap_or_default(),
            to: children.binary_search(&edge.to).unwrap_or_default(),
            from_at: spot(edge.source, edge.from),
            to_at: spot(edge.target, edge.to),
            is_flow: edge.is_flow,
        }
    }

    /// Lays out a container in a style, or as it was in an earlier picture.
    pub(super) fn lay_in_style(&mut self, container: Option<usize>, group: &Group, style: Style) {
        if !self.keeps(container) {
            self.lay(container, group, style, &group::arrange(group, style));
            return;
        }
        let kept: Vec<Option<Rect>> =
            self.plan.children(container).iter().map(|&it| at(self.kept, it)).collect();
        let ratio = if style.ratio > 0.0 { style.ratio } else { WINDOW_RATIO };
        let origin = origin(container);
        let corners: Vec<Point> = keep::grow(group, &kept, ratio)
            .into_iter()
            .map(|it| Point { x: it.x - origin.x, y: it.y - origin.y })
            .collect();
        self.lay(container, group, style, &corners);
    }

    /// Lays out a container with its children's corners at these places.
    pub(super) fn lay(&mut self, container: Option<usize>, group: &Group, style: Style, corners: &[Point]) {
        let plan = self.plan;
        let children = plan.children(container);
        set(&mut self.styles, plan.slot(container), style);
        let least = origin(container);
        let corners: Vec<Point> =
            corners.iter().map(|it| Point { x: snap(it.x + least.x), y: snap(it.y + least.y) }).collect();
        let hand: Vec<Option<Rect>> = children
            .iter()
            .map(|&it| at(self.wishes, it).position.map(|position| shifted(at(&self.reach, it), position)))
            .collect();
        let boxes = settle::settle(&group.sizes, &corners, &hand, container.map(|_| least));

        let least = container.map(|it| at(self.wishes, it).size).unwrap_or_default();
        let mut around = Rect { x: 0.0, y: 0.0, width: least.width, height: least.height };
        let mut whole: Option<Rect> = None;
        for (&child, &bounds) in children.iter().zip(&boxes) {
            let own = at(&self.reach, child);
            let position = at(self.wishes, child).position;
            let anchor = position.unwrap_or(Point { x: bounds.x - own.x, y: bounds.y - own.y });
            set(&mut self.local, child, anchor);
            let own = shifted(own, anchor);
            around = around.union(framed(own));
            whole = Some(whole.map_or(own, |it| it.union(own)));
        }
        let reach = if container.is_some() { around } else { whole.unwrap_or_default() };
        set(&mut self.reach, plan.slot(container), reach);
        let corners: Vec<Point> = boxes.iter().map(|it| Point { x: it.x, y: it.y }).collect();
        set(&mut self.ways, plan.slot(container), group::way(group, &corners));
    }

    /// Lays out one container anew, and then those around it. Returns what brings the draft back.
    pub(super) fn lay_upward(
        &mut self,
        container: Option<usize>,
        style: Style,
        corners: &[Point],
    ) -> Vec<Undo> {
        let group = self.group(container);
        let mut undo = vec![self.undo(container)];
        self.lay(container, &group, style, corners);
        let mut here = container;
        while let Some(number) = here {
            here = at(&self.plan.tree.parent, number);
            undo.push(self.undo(here));
            let (group, style) = (self.group(here), at(&self.styles, self.plan.slot(here)));
            self.lay_in_style(here, &group, style);
        }
        undo
    }

    fn undo(&self, container: Option<usize>) -> Undo {
        let slot = self.plan.slot(container);
        Undo {
            container,
            style: at(&self.styles, slot),
            reach: at(&self.reach, slot),
            way: at(&self.ways, slot),
            local: self.plan.children(container).iter().map(|&it| at(&self.local, it)).collect(),
        }
    }

    /// Brings back what was there before.
    pub(super) fn revert(&mut self, undo: Vec<Undo>) {
        let plan = self.plan;
        for it in undo {
            let slot = plan.slot(it.container);
            set(&mut self.styles, slot, it.style);
            set(&mut self.reach, slot, it.reach);
            set(&mut self.ways, slot, it.way);
            for (&child, local) in plan.children(it.container).iter().zip(it.local) {
                set(&mut self.local, child, local);
            }
        }
    }

    pub(super) fn places(&self) -> Vec<Place> {
        let tree = self.plan.tree;
        let mut places: Vec<Place> = Vec::with_capacity(tree.len());
        for number in 0..tree.len() {
            let above = at(&tree.parent, number).map(|it| at(&places, it).anchor).unwrap_or_default();
            let step = at(&self.local, number);
            let anchor = Point { x: above.x + step.x, y: above.y + step.y };
            places.push(Place { anchor, bounds: shifted(at(&self.reach, number), anchor) });
        }
        places
    }

    /// How far one must zoom out to see everything, and how far edges have to go.
    pub(super) fn cost(&self) -> f64 {
        let whole = at(&self.reach, self.plan.tree.len());
        let size = Size { width: whole.width, height: whole.height };
        group::cost(size, WINDOW_RATIO, self.ways.iter().sum(), self.plan.weight)
    }
}

/// Where the first child of a container stands.
fn origin(container: Option<usize>) -> Point {
    container.map(|_| Point { x: PADDING, y: HEADER + PADDING / 2.0 }).unwrap_or_default()
}
