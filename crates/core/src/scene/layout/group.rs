//! One container's children: the several ways to lay them out, and what each costs.

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

/// One of the ways to lay out a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Style {
    /// Whether the flow goes down instead of to the right.
    pub(super) is_downward: bool,
    /// How high a layer may get before it becomes several columns (going down: how wide before it
    /// becomes several rows), in canvas units. A length and not a share, so that a box that grows
    /// does not turn the others around.
    pub(super) limit: f64,
    /// The proportions of the whole.
    pub(super) ratio: f64,
}

/// The limits that are tried, as shares of the height (or width) that the boxes would fill.
const LIMITS: [f64; 6] = [f64::INFINITY, 1.8, 1.4, 1.1, 0.85, 0.6];
/// Flow to the right reads best, so flow downwards must be clearly smaller.
const DOWNWARD_COST: f64 = 1.04;

/// The styles that differ for a group, with proportions among these.
pub(super) fn styles(group: &Group, ratios: &[f64]) -> Vec<Style> {
    // Without edges there are no layers, so neither flow nor limit matters.
    if group.pulls.is_empty() {
        return ratios.iter().map(|&ratio| Style { ratio, ..Style::default() }).collect();
    }
    let area: f64 = group.sizes.iter().map(|it| (it.width + GAP) * (it.height + GAP)).sum();
    let mut styles = Vec::new();
    for &ratio in ratios {
        for (is_downward, side) in [(false, (area / ratio).sqrt()), (true, (area * ratio).sqrt())] {
            styles.extend(LIMITS.map(|share| Style { is_downward, limit: share * side, ratio }));
        }
    }
    styles
}

/// The best style for a group on its own, for a window of these proportions.
pub(super) fn best_style(group: &Group, ratio: f64) -> Style {
    let costed = styles(group, &[ratio]).into_iter().map(|style| (cost(group, style), style));
    costed.min_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1).unwrap_or_default()
}

/// The upper left corner of each box. No two boxes overlap.
pub(super) fn arrange(group: &Group, style: Style) -> Vec<Point> {
    let parts = Parts::of(group);
    if style.is_downward {
        parts.lay_transposed(&group.transposed(), style.limit, style.ratio)
    } else {
        parts.lay(group, style.limit, style.ratio)
    }
}

/// How far one must zoom out to see the group laid out in a style, and how far its edges have to go.
fn cost(group: &Group, style: Style) -> f64 {
    let corners = arrange(group, style);
    let boxes = corners.iter().zip(&group.sizes);
    let whole = boxes
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
    let cost = zoom_cost(size, style.ratio) + 0.3 * mean;
    if style.is_downward { cost * DOWNWARD_COST } else { cost }
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

    fn lay(&self, group: &Group, limit: f64, ratio: f64) -> Vec<Point> {
        self.pack(group, &self.lay_parts(group, limit), ratio)
    }

    /// `flat` is the group with across and down swapped; so are its layers, which are swapped back.
    fn lay_transposed(&self, flat: &Group, limit: f64, ratio: f64) -> Vec<Point> {
        let upright = |(corners, size): (Vec<Point>, Size)| {
            let corners = corners.into_iter().map(swapped).collect();
            (corners, Size { width: size.height, height: size.width })
        };
        let boxes: Vec<(Vec<Point>, Size)> = self.lay_parts(flat, limit).into_iter().map(upright).collect();
        self.pack(flat, &boxes, ratio)
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

    /// Puts the parts side by side.
    fn pack(&self, group: &Group, boxes: &[(Vec<Point>, Size)], ratio: f64) -> Vec<Point> {
        let sizes: Vec<Size> = boxes.iter().map(|it| it.1).collect();
        let spots = pack::pack(&sizes, ratio);
        let mut corners = vec![Point::default(); group.sizes.len()];
        for ((part, (inner, _)), spot) in self.0.iter().zip(boxes).zip(&spots) {
            for (&member, corner) in part.iter().zip(inner) {
                set(&mut corners, member, Point { x: corner.x + spot.x, y: corner.y + spot.y });
            }
        }
        corners
    }
}
