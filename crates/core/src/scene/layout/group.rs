//! One container's children: tries several ways to lay them out and takes the one that needs the
//! smallest window.

use std::collections::BTreeMap;

use crate::{
    base::{Point, Rect, Size},
    scene::{
        layout::{layers, pack},
        metrics::GAP,
        slots::{at, set},
    },
};

/// Boxes to be placed, and what pulls them together.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The boxes' sizes.
    pub(super) sizes: Vec<Size>,
    /// The edges between them.
    pub(super) pulls: Vec<Pull>,
}

/// An edge between two boxes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pull {
    /// The box that it leaves.
    pub(super) from: usize,
    /// The box that it reaches.
    pub(super) to: usize,
    /// Where in its box it starts.
    pub(super) from_at: Point,
    /// Where in its box it ends.
    pub(super) to_at: Point,
}

/// How large a window of these proportions must be to show a picture of this size. A little weight is
/// on the area, so that of two pictures for the same window the smaller one wins.
pub(super) fn zoom_cost(size: Size, ratio: f64) -> f64 {
    let frame = (size.width / ratio).max(size.height);
    0.8 * frame + 0.2 * (size.width * size.height / ratio).sqrt()
}

/// The upper left corner of each box. No two boxes overlap.
pub(super) fn arrange(group: &Group, ratio: f64) -> Vec<Point> {
    let parts = Parts::of(group);
    let flat = group.transposed();
    let mut best: Option<(f64, Vec<Point>)> = None;
    let mut consider = |cost: f64, corners: Vec<Point>| {
        if best.as_ref().is_none_or(|it| cost < it.0) {
            best = Some((cost, corners));
        }
    };
    for limit in limits(group, ratio) {
        let (cost, corners) = parts.lay(group, limit, ratio);
        consider(cost, corners);
    }
    for limit in limits(&flat, 1.0 / ratio) {
        let (cost, corners) = parts.lay_transposed(&flat, limit, ratio);
        // Flow from left to right reads best, so flow downwards must be clearly smaller.
        consider(cost * 1.04, corners);
    }
    best.map(|it| it.1).unwrap_or_default()
}

/// How high a layer may get before it becomes several columns: a few sensible values.
fn limits(group: &Group, ratio: f64) -> Vec<f64> {
    if group.pulls.is_empty() {
        return vec![f64::INFINITY];
    }
    let area: f64 = group.sizes.iter().map(|it| (it.width + GAP) * (it.height + GAP)).sum();
    let side = (area / ratio).sqrt();
    vec![f64::INFINITY, side * 1.8, side * 1.4, side * 1.1, side * 0.85, side * 0.6]
}

impl Group {
    fn transposed(&self) -> Self {
        Self {
            sizes: self.sizes.iter().map(|it| Size { width: it.height, height: it.width }).collect(),
            pulls: self
                .pulls
                .iter()
                .map(|it| Pull { from_at: swapped(it.from_at), to_at: swapped(it.to_at), ..*it })
                .collect(),
        }
    }
}

fn swapped(point: Point) -> Point {
    Point { x: point.y, y: point.x }
}

/// The connected parts of a group, largest first; boxes without edges are parts of their own.
struct Parts(Vec<Vec<usize>>);

impl Parts {
    fn of(group: &Group) -> Self {
        let mut leader: Vec<usize> = (0..group.sizes.len()).collect();
        let find = |leader: &[usize], mut it: usize| {
            while at(leader, it) != it {
                it = at(leader, it);
            }
            it
        };
        for pull in &group.pulls {
            let (a, b) = (find(&leader, pull.from), find(&leader, pull.to));
            set(&mut leader, a.max(b), a.min(b));
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for it in 0..group.sizes.len() {
            members.entry(find(&leader, it)).or_default().push(it);
        }
        let mut parts: Vec<Vec<usize>> = members.into_values().collect();
        let area = |part: &[usize]| -> f64 {
            part.iter().map(|&it| at(&group.sizes, it)).map(|it| it.width * it.height).sum()
        };
        parts.sort_by(|a, b| (b.len() > 1).cmp(&(a.len() > 1)).then(area(b).total_cmp(&area(a))));
        Self(parts)
    }

    fn lay_transposed(&self, flat: &Group, limit: f64, ratio: f64) -> (f64, Vec<Point>) {
        let boxes = self.lay_parts(flat, limit);
        let boxes: Vec<(Vec<Point>, Size)> = boxes
            .into_iter()
            .map(|(corners, size)| {
                let corners = corners.into_iter().map(swapped).collect();
                (corners, Size { width: size.height, height: size.width })
            })
            .collect();
        let upright = flat.transposed();
        self.pack(&upright, &boxes, ratio)
    }

    fn lay(&self, group: &Group, limit: f64, ratio: f64) -> (f64, Vec<Point>) {
        let boxes = self.lay_parts(group, limit);
        self.pack(group, &boxes, ratio)
    }

    /// Each part on its own: its corners, in the order of its members, and its size.
    fn lay_parts(&self, group: &Group, limit: f64) -> Vec<(Vec<Point>, Size)> {
        let mut place = vec![(usize::MAX, 0); group.sizes.len()];
        for (part, members) in self.0.iter().enumerate() {
            for (idx, &member) in members.iter().enumerate() {
                set(&mut place, member, (part, idx));
            }
        }
        let mut groups: Vec<Group> = self
            .0
            .iter()
            .map(|part| Group { sizes: part.iter().map(|&it| at(&group.sizes, it)).collect(), pulls: vec![] })
            .collect();
        for pull in &group.pulls {
            let ((part, from), (_, to)) = (at(&place, pull.from), at(&place, pull.to));
            if let Some(it) = groups.get_mut(part) {
                it.pulls.push(Pull { from, to, ..*pull });
            }
        }
        groups.iter().map(|it| layers::lay(it, limit)).collect()
    }

    /// Puts the parts side by side, and says what that costs.
    fn pack(&self, group: &Group, boxes: &[(Vec<Point>, Size)], ratio: f64) -> (f64, Vec<Point>) {
        let sizes: Vec<Size> = boxes.iter().map(|it| it.1).collect();
        let spots = pack::pack(&sizes, ratio);
        let mut corners = vec![Point::default(); group.sizes.len()];
        for ((part, (inner, _)), spot) in self.0.iter().zip(boxes).zip(&spots) {
            for (&member, corner) in part.iter().zip(inner) {
                set(&mut corners, member, Point { x: corner.x + spot.x, y: corner.y + spot.y });
            }
        }
        let whole = corners
            .iter()
            .zip(&group.sizes)
            .map(|(it, size)| Rect { x: it.x, y: it.y, width: size.width, height: size.height })
            .reduce(Rect::union)
            .unwrap_or_default();
        let way: f64 = group
            .pulls
            .iter()
            .map(|it| {
                let (from, to) = (at(&corners, it.from), at(&corners, it.to));
                let across = from.x + it.from_at.x - to.x - it.to_at.x;
                let down = from.y + it.from_at.y - to.y - it.to_at.y;
                across.abs() + down.abs()
            })
            .sum();
        let mean = way / (group.pulls.len() as f64).max(1.0);
        let size = Size { width: whole.width, height: whole.height };
        (zoom_cost(size, ratio) + 0.3 * mean, corners)
    }
}
