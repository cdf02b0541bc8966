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
        layout::group::{Group, Pull},
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

/// The proportions tried for containers inside others.
const RATIOS: [f64; 4] = [1.6, 1.0, 2.4, 0.7];
/// Width to height of the window that the whole picture is to fill.
const WINDOW_RATIO: f64 = 1.6;

/// Gives each node its place.
pub(super) fn arrange(tree: &Tree, wishes: &[Wish]) -> Vec<Place> {
    let best = RATIOS
        .iter()
        .map(|&ratio| {
            let places = arrange_with(tree, wishes, ratio);
            (cost(tree, &places), places)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, places)| places).unwrap_or_default()
}

/// How far one must zoom out to see everything, and how far edges have to go.
fn cost(tree: &Tree, places: &[Place]) -> f64 {
    let whole = places.iter().map(|it| it.bounds).reduce(Rect::union).unwrap_or_default();
    let way: f64 = tree
        .links
        .iter()
        .map(|it| {
            let from = at(places, it.source).bounds.center();
            let to = at(places, it.target).bounds.center();
            (from.x - to.x).abs() + (from.y - to.y).abs()
        })
        .sum();
    let mean = way / (tree.links.len() as f64).max(1.0);
    group::zoom_cost(Size { width: whole.width, height: whole.height }, WINDOW_RATIO) + 0.3 * mean
}

fn arrange_with(tree: &Tree, wishes: &[Wish], ratio: f64) -> Vec<Place> {
    let n_nodes = tree.len();
    // Each node's box and its container's anchor as seen from its own anchor.
    let mut reach: Vec<Rect> = wishes
        .iter()
        .map(|it| Rect { x: 0.0, y: 0.0, width: it.size.width, height: it.size.height })
        .collect();
    let mut local = vec![Point::default(); n_nodes];
    let pulls = pulls_by_container(tree);

    for container in (0..n_nodes).rev().map(Some).chain([None]) {
        let children: Vec<usize> = tree.children(container).collect();
        if children.is_empty() {
            continue;
        }
        let (ratio, origin) = match container {
            Some(_) => (ratio, Point { x: PADDING, y: HEADER + PADDING / 2.0 }),
            None => (WINDOW_RATIO, Point::default()),
        };
        let slot = container.map_or(n_nodes, |it| it);
        let pulls = pulls.get(slot).map_or(&[][..], Vec::as_slice);
        let group = Group {
            sizes: children.iter().map(|&it| size(at(&reach, it))).collect(),
            pulls: pulls.iter().map(|it| it.seen(&children, &local, &reach, tree)).collect(),
        };
        let corners: Vec<Point> = group::arrange(&group, ratio)
            .into_iter()
            .map(|it| Point { x: snap(it.x + origin.x), y: snap(it.y + origin.y) })
            .collect();
        let hand: Vec<Option<Rect>> = children
            .iter()
            .map(|&it| at(wishes, it).position.map(|position| shifted(at(&reach, it), position)))
            .collect();
        let boxes = settle::settle(&group.sizes, &corners, &hand, container.map(|_| origin));

        let mut around = container.map(|it| at(&reach, it));
        for (&child, &bounds) in children.iter().zip(&boxes) {
            let own = at(&reach, child);
            let anchor =
                at(wishes, child).position.unwrap_or(Point { x: bounds.x - own.x, y: bounds.y - own.y });
            set(&mut local, child, anchor);
            around = around.map(|it| it.union(framed(shifted(own, anchor))));
        }
        if let (Some(container), Some(around)) = (container, around) {
            set(&mut reach, container, around);
        }
    }

    let mut places: Vec<Place> = Vec::with_capacity(n_nodes);
    for number in 0..n_nodes {
        let above = at(&tree.parent, number).map(|it| at(&places, it).anchor).unwrap_or_default();
        let step = at(&local, number);
        let anchor = Point { x: above.x + step.x, y: above.y + step.y };
        places.push(Place { anchor, bounds: shifted(at(&reach, number), anchor) });
    }
    places
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

fn size(rect: Rect) -> Size {
    Size { width: rect.width, height: rect.height }
}

/// An edge between two children of a container or between what they hold.
#[derive(Clone, Copy)]
struct Lifted {
    from: usize,
    to: usize,
    source: usize,
    target: usize,
}

impl Lifted {
    /// The edge as its container sees it: between two children, from and to places in their boxes.
    fn seen(self, children: &[usize], local: &[Point], reach: &[Rect], tree: &Tree) -> Pull {
        let spot = |inner: usize, child: usize| {
            let own = at(reach, child);
            let mut middle = at(reach, inner).center();
            for it in tree.upward(inner).take_while(|&it| it != child) {
                let step = at(local, it);
                middle = Point { x: middle.x + step.x, y: middle.y + step.y };
            }
            Point { x: middle.x - own.x, y: middle.y - own.y }
        };
        Pull {
            from: children.binary_search(&self.from).unwrap_or_default(),
            to: children.binary_search(&self.to).unwrap_or_default(),
            from_at: spot(self.source, self.from),
            to_at: spot(self.target, self.to),
        }
    }
}

/// The edges of each container, the top level last.
fn pulls_by_container(tree: &Tree) -> Vec<Vec<Lifted>> {
    let mut pulls: Vec<Vec<Lifted>> = vec![Vec::new(); tree.len() + 1];
    for link in &tree.links {
        if let Some((from, to)) = tree.siblings(link.source, link.target) {
            let slot = at(&tree.parent, from).unwrap_or(tree.len());
            if let Some(it) = pulls.get_mut(slot) {
                it.push(Lifted { from, to, source: link.source, target: link.target });
            }
        }
    }
    pulls
}
