//! Layout: a place for every node, from the inside out.
//!
//! Each container is laid out on its own, once all it holds has a size: connected children in layers
//! along their edges (`layers`), the rest packed around them (`pack`), hand-placed ones where the
//! user put them with the others moved out of their way (`settle`). Never moves a hand-placed node,
//! never looks at colours or texts, gives the same places for the same diagram.

mod group;
mod layers;
mod order;
mod pack;
mod settle;

use crate::{
    base::{Point, Rect, Size},
    scene::{
        layout::group::{Group, Pull, Style},
        metrics::{HEADER, PADDING, snap},
        slots::{at, set},
        tree::Tree,
    },
};

/// What layout must know of a node besides its place in the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wish {
    /// The least size of its box.
    pub(super) size: Size,
    /// Where the user put it, from its container's anchor.
    pub(super) position: Option<Point>,
}

/// Where a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// Where its own upper left corner was put; what it holds is placed from here.
    pub(super) anchor: Point,
    /// Its box. Begins at the anchor unless hand-placed children reach further left or up.
    pub(super) bounds: Rect,
}

/// How each container is laid out, the top level last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Styles(Vec<Style>);

/// The proportions tried for containers inside others.
const RATIOS: [f64; 4] = [1.6, 1.0, 2.4, 0.7];
/// Width to height of the window that the whole picture is to fill.
const WINDOW_RATIO: f64 = 1.6;
/// How many nodes may be laid out in all while looking for better styles.
const EFFORT: usize = 120_000;

/// Looks for styles that make the whole picture readable: the best for each container alone, then
/// better ones for the whole, one container after the other. Hand-placed nodes count as automatic
/// here, so that moving one does not turn the others around.
pub(super) fn choose_styles(tree: &Tree, wishes: &[Wish]) -> Styles {
    let free: Vec<Wish> = wishes.iter().map(|it| Wish { position: None, ..*it }).collect();
    let lifted = lifted_edges(tree);
    let greedy = RATIOS.iter().map(|&ratio| {
        let mut draft = Draft::new(tree, &free, &lifted);
        draft.lay_all(|container, group| {
            group::best_style(group, if container.is_some() { ratio } else { WINDOW_RATIO })
        });
        (draft.cost(), draft)
    });
    let Some((mut least, mut best)) = greedy.min_by(|a, b| a.0.total_cmp(&b.0)) else {
        return Styles::default();
    };
    let mut effort = EFFORT / tree.len().max(1);
    let containers: Vec<Option<usize>> = std::iter::once(None).chain((0..tree.len()).map(Some)).collect();
    let mut is_better = true;
    while std::mem::take(&mut is_better) {
        for &container in &containers {
            if tree.children(container).nth(1).is_none() {
                continue;
            }
            let group = best.group(container);
            let ratios = if container.is_some() { &RATIOS[..] } else { &[WINDOW_RATIO] };
            for style in group::styles(&group, ratios) {
                if effort == 0 {
                    return best.styles;
                }
                effort -= 1;
                let mut draft = best.clone();
                draft.lay_upward(container, style);
                let cost = draft.cost();
                if cost < least - 0.5 {
                    (least, best) = (cost, draft);
                    is_better = true;
                }
            }
        }
    }
    best.styles
}

/// Gives each node its place.
pub(super) fn arrange(tree: &Tree, wishes: &[Wish], styles: &Styles) -> Vec<Place> {
    let lifted = lifted_edges(tree);
    let mut draft = Draft::new(tree, wishes, &lifted);
    draft.lay_all(|container, _| at(&styles.0, container.unwrap_or(tree.len())));
    draft.places()
}

/// A layout in the making.
#[derive(Clone)]
struct Draft<'a> {
    tree: &'a Tree,
    wishes: &'a [Wish],
    lifted: &'a [Vec<Lifted>],
    /// Each node's box as seen from its own anchor.
    reach: Vec<Rect>,
    /// Each node's anchor as seen from its container's.
    local: Vec<Point>,
    styles: Styles,
}

impl<'a> Draft<'a> {
    fn new(tree: &'a Tree, wishes: &'a [Wish], lifted: &'a [Vec<Lifted>]) -> Self {
        let alone = |it: &Wish| Rect { x: 0.0, y: 0.0, width: it.size.width, height: it.size.height };
        let styles = Styles(vec![Style::default(); tree.len() + 1]);
        let local = vec![Point::default(); tree.len()];
        Self { tree, wishes, lifted, reach: wishes.iter().map(alone).collect(), local, styles }
    }

    /// Lays out every container, the innermost first.
    fn lay_all(&mut self, mut style: impl FnMut(Option<usize>, &Group) -> Style) {
        for container in (0..self.tree.len()).rev().map(Some).chain([None]) {
            if self.tree.children(container).next().is_some() {
                let group = self.group(container);
                let style = style(container, &group);
                self.lay(container, &group, style);
            }
        }
    }

    /// Lays out one container in another style, and then those around it again.
    fn lay_upward(&mut self, container: Option<usize>, style: Style) {
        let mut here = container;
        let mut style = style;
        loop {
            let group = self.group(here);
            self.lay(here, &group, style);
            let Some(number) = here else { return };
            here = at(&self.tree.parent, number);
            style = at(&self.styles.0, here.unwrap_or(self.tree.len()));
        }
    }

    /// The children of a container, which have a size already, and their edges.
    fn group(&self, container: Option<usize>) -> Group {
        let children: Vec<usize> = self.tree.children(container).collect();
        let lifted = self.lifted.get(container.unwrap_or(self.tree.len())).map_or(&[][..], Vec::as_slice);
        let size = |it: Rect| Size { width: it.width, height: it.height };
        Group {
            sizes: children.iter().map(|&it| size(at(&self.reach, it))).collect(),
            pulls: lifted.iter().map(|it| self.pull(*it, &children)).collect(),
        }
    }

    /// An edge as its container sees it: between two children, from and to places in their boxes.
    fn pull(&self, edge: Lifted, children: &[usize]) -> Pull {
        let spot = |inner: usize, child: usize| {
            let own = at(&self.reach, child);
            let mut middle = at(&self.reach, inner).center();
            for it in self.tree.upward(inner).take_while(|&it| it != child) {
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
        }
    }

    fn lay(&mut self, container: Option<usize>, group: &Group, style: Style) {
        let children: Vec<usize> = self.tree.children(container).collect();
        set(&mut self.styles.0, container.unwrap_or(self.tree.len()), style);
        let origin = container.map(|_| Point { x: PADDING, y: HEADER + PADDING / 2.0 });
        let least = origin.unwrap_or_default();
        let corners: Vec<Point> = group::arrange(group, style)
            .into_iter()
            .map(|it| Point { x: snap(it.x + least.x), y: snap(it.y + least.y) })
            .collect();
        let hand: Vec<Option<Rect>> = children
            .iter()
            .map(|&it| at(self.wishes, it).position.map(|position| shifted(at(&self.reach, it), position)))
            .collect();
        let boxes = settle::settle(&group.sizes, &corners, &hand, origin);

        let least = container.map(|it| at(self.wishes, it).size).unwrap_or_default();
        let mut around = Rect { x: 0.0, y: 0.0, width: least.width, height: least.height };
        for (&child, &bounds) in children.iter().zip(&boxes) {
            let own = at(&self.reach, child);
            let position = at(self.wishes, child).position;
            let anchor = position.unwrap_or(Point { x: bounds.x - own.x, y: bounds.y - own.y });
            set(&mut self.local, child, anchor);
            around = around.union(framed(shifted(own, anchor)));
        }
        if let Some(container) = container {
            set(&mut self.reach, container, around);
        }
    }

    fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::with_capacity(self.tree.len());
        for number in 0..self.tree.len() {
            let above = at(&self.tree.parent, number).map(|it| at(&places, it).anchor).unwrap_or_default();
            let step = at(&self.local, number);
            let anchor = Point { x: above.x + step.x, y: above.y + step.y };
            places.push(Place { anchor, bounds: shifted(at(&self.reach, number), anchor) });
        }
        places
    }

    /// How far one must zoom out to see everything, and how far edges have to go.
    fn cost(&self) -> f64 {
        let places = self.places();
        let whole = places.iter().map(|it| it.bounds).reduce(Rect::union).unwrap_or_default();
        let middle = |it: usize| at(&places, it).bounds.center();
        let ways = self.tree.links.iter().map(|it| {
            let (from, to) = (middle(it.source), middle(it.target));
            (from.x - to.x).abs() + (from.y - to.y).abs()
        });
        let mean = ways.sum::<f64>() / (self.tree.links.len() as f64).max(1.0);
        group::zoom_cost(Size { width: whole.width, height: whole.height }, WINDOW_RATIO) + 0.3 * mean
    }
}

/// A child's box with the room its container needs around it.
pub(super) fn framed(child: Rect) -> Rect {
    let top = HEADER + PADDING / 2.0;
    Rect {
        x: child.x - PADDING,
        y: child.y - top,
        width: child.width + 2.0 * PADDING,
        height: child.height + top + PADDING,
    }
}

/// A rectangle moved by a vector.
pub(super) fn shifted(rect: Rect, by: Point) -> Rect {
    Rect { x: rect.x + by.x, y: rect.y + by.y, ..rect }
}

/// An edge between two children of a container or between what they hold.
#[derive(Clone, Copy)]
struct Lifted {
    from: usize,
    to: usize,
    source: usize,
    target: usize,
}

/// The edges of each container, the top level last.
fn lifted_edges(tree: &Tree) -> Vec<Vec<Lifted>> {
    let mut lifted: Vec<Vec<Lifted>> = vec![Vec::new(); tree.len() + 1];
    for link in &tree.links {
        if let Some((from, to)) = tree.siblings(link.source, link.target) {
            let slot = at(&tree.parent, from).unwrap_or(tree.len());
            if let Some(it) = lifted.get_mut(slot) {
                it.push(Lifted { from, to, source: link.source, target: link.target });
            }
        }
    }
    lifted
}
