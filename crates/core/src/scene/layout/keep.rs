//! Growing a picture: what was there stays as it was, pushed to the right and down only as far as it
//! must be, and what is new goes where there is room.

use crate::{
    base::{Point, Rect, sort_by},
    scene::{
        layout::{
            group::Group,
            nest::{Block, Nest},
        },
        metrics::{FLOW_GAP, GAP, snap_up},
        slots::{at, set},
    },
};

/// The upper left corner of each box. `kept` are the boxes as they were, whatever size they have now.
pub(super) fn grow(group: &Group, kept: &[Option<Rect>], ratio: f64) -> Vec<Point> {
    let before: Vec<(usize, Rect)> =
        kept.iter().enumerate().filter_map(|(number, it)| it.map(|it| (number, it))).collect();
    let width = |it: usize| at(&group.sizes, it).width;
    let height = |it: usize| at(&group.sizes, it).height;
    let xs = pushed(&before, width, Span::across, Span::down);
    let ys = pushed(&before, height, Span::down, Span::across);
    let mut placed: Vec<Option<Rect>> = vec![None; group.sizes.len()];
    for ((&(number, _), x), y) in before.iter().zip(xs).zip(ys) {
        let bounds = Rect { x, y, width: width(number), height: height(number) };
        set(&mut placed, number, Some(bounds));
    }
    let mut nest = Nest::around(group, ratio, &placed);
    let new = placed.iter().enumerate().filter(|it| it.1.is_none()).map(|it| it.0);
    let alone = |it: usize| Block { members: vec![(it, Point::default())], size: at(&group.sizes, it) };
    nest.add_all(&new.map(alone).collect::<Vec<Block>>());
    nest.spots()
}

/// A box along one direction.
#[derive(Clone, Copy)]
struct Span {
    start: f64,
    end: f64,
}

impl Span {
    fn across(it: Rect) -> Self {
        Self { start: it.x, end: it.right() }
    }

    fn down(it: Rect) -> Self {
        Self { start: it.y, end: it.bottom() }
    }

    /// How far one that comes later is away; negative where the two share a stretch.
    fn gap_to(self, later: Self) -> f64 {
        later.start - self.end
    }
}

/// Where each box starts along one direction: where it was, or further along if one before it grew.
fn pushed(
    boxes: &[(usize, Rect)],
    length: impl Fn(usize) -> f64,
    along: impl Fn(Rect) -> Span,
    aside: impl Fn(Rect) -> Span,
) -> Vec<f64> {
    let mut starts: Vec<f64> = boxes.iter().map(|it| along(it.1).start).collect();
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    let start = |it: usize| along(at(boxes, it).1).start;
    sort_by(&mut order, |&a, &b| start(a).total_cmp(&start(b)));
    for (turn, &later) in order.iter().enumerate() {
        let own = at(boxes, later).1;
        let mut least = at(&starts, later);
        for &earlier in order.iter().take(turn) {
            let (number, other) = at(boxes, earlier);
            let gap = along(other).gap_to(along(own));
            if gap < 0.0 {
                continue;
            }
            let side = aside(other).gap_to(aside(own)).max(aside(own).gap_to(aside(other)));
            let end = if gap >= side {
                at(&starts, earlier) + length(number) + gap.clamp(GAP.min(gap), FLOW_GAP)
            } else {
                // They stand apart the other way; here only their order stays.
                at(&starts, earlier)
            };
            least = least.max(end);
        }
        if least > at(&starts, later) {
            set(&mut starts, later, snap_up(least));
        }
    }
    starts
}
