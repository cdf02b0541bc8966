//! Layers: connected boxes from left to right along their edges.
//!
//! The classic four steps: break cycles, give each box a layer, order each layer so that few edges
//! cross, and shift boxes up and down so that edges run straight. A layer higher than the limit
//! becomes several columns.

use std::collections::BTreeMap;

use crate::{
    base::{Point, Size},
    scene::{
        layout::{
            group::Group,
            order::{self, Stack},
        },
        metrics::{FLOW_GAP, GAP, LAYER_GAP, PASS_GAP, snap_up},
        slots::{at, change, set},
    },
};

/// Connected boxes in their layers, each layer in its order.
pub(super) struct Flow {
    layers: Vec<Vec<usize>>,
}

impl Flow {
    /// Finds the layers.
    pub(super) fn new(group: &Group) -> Self {
        let ranks = ranks(group);
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); ranks.iter().max().map_or(0, |it| it + 1)];
        for (it, &rank) in ranks.iter().enumerate() {
            if let Some(layer) = layers.get_mut(rank) {
                layer.push(it);
            }
        }
        order::untangle(&mut layers, group);
        Self { layers }
    }

    /// The columns of each layer, none higher than the limit unless one box alone is.
    pub(super) fn columns(&self, group: &Group, limit: f64) -> Vec<Vec<Vec<usize>>> {
        self.layers.iter().map(|it| wrapped(it, &group.sizes, limit)).collect()
    }

    /// The upper left corner of each box, and the size of the whole. A flow that is cut goes on below,
    /// from the left.
    pub(super) fn place(&self, group: &Group, layers: &[Vec<Vec<usize>>], cuts: usize) -> (Vec<Point>, Size) {
        let mut stacks: Vec<Stack> = Vec::new();
        let mut corners = vec![Point::default(); group.sizes.len()];
        let mut x = 0.0;
        for columns in layers {
            for column in columns {
                let width = column.iter().map(|&it| at(&group.sizes, it).width).fold(0.0, f64::max);
                for &it in column {
                    let inset = (width - at(&group.sizes, it).width) / 2.0;
                    set(&mut corners, it, Point { x: x + inset, y: 0.0 });
                }
                x += width + GAP;
            }
            stacks.extend(stacked(columns, &group.sizes));
            x += FLOW_GAP - GAP;
        }
        order::straighten(&stacks, group, &mut corners);
        if cuts > 0 {
            fold(group, layers, (x - FLOW_GAP) / (cuts + 1) as f64, &mut corners);
        }
        let far = |(it, size): (&Point, &Size)| Point { x: it.x + size.width, y: it.y + size.height };
        let ends = corners.iter().zip(&group.sizes).map(far);
        let (width, height) =
            ends.fold((0.0, 0.0), |most: (f64, f64), it| (most.0.max(it.x), most.1.max(it.y)));
        (corners, Size { width: snap_up(width), height: snap_up(height) })
    }
}

/// Cuts a flow into pieces of about this length and sets them one below the other.
fn fold(group: &Group, layers: &[Vec<Vec<usize>>], length: f64, corners: &mut [Point]) {
    let boxes = |layer: &Vec<Vec<usize>>| layer.iter().flatten().copied().collect::<Vec<usize>>();
    let start = |corners: &[Point], layer: &[usize]| {
        layer.iter().map(|&it| at(corners, it).x).fold(f64::INFINITY, f64::min)
    };
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    let mut piece_start = f64::NEG_INFINITY;
    for layer in layers.iter().map(boxes) {
        let end = layer.iter().map(|&it| at(corners, it).x + at(&group.sizes, it).width).fold(0.0, f64::max);
        match pieces.last_mut() {
            Some(piece) if end - piece_start <= 1.15 * length => piece.extend(layer),
            _ => {
                piece_start = start(corners, &layer);
                pieces.push(layer);
            }
        }
    }
    let mut y = 0.0;
    for piece in pieces {
        let left = start(corners, &piece);
        let top = piece.iter().map(|&it| at(corners, it).y).fold(f64::INFINITY, f64::min);
        let mut bottom = 0.0_f64;
        for it in piece {
            change(corners, it, |it| *it = Point { x: it.x - left, y: it.y - top + y });
            bottom = bottom.max(at(corners, it).y + at(&group.sizes, it).height);
        }
        y = bottom + FLOW_GAP;
    }
}

/// The layer of each box: one further than the furthest that points to it.
fn ranks(group: &Group) -> Vec<usize> {
    let n_boxes = group.sizes.len();
    // Between two boxes the majority of edges says which way the flow goes.
    let mut flow: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for pull in group.pulls.iter().filter(|it| it.is_flow) {
        if pull.from < pull.to {
            *flow.entry((pull.from, pull.to)).or_default() += 1;
        } else if pull.from > pull.to {
            *flow.entry((pull.to, pull.from)).or_default() -= 1;
        }
    }
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); n_boxes];
    let mut n_before = vec![0_usize; n_boxes];
    for (&(low, high), &net) in &flow {
        let (from, to) = if net >= 0 { (low, high) } else { (high, low) };
        if let Some(it) = next.get_mut(from) {
            it.push(to);
        }
        change(&mut n_before, to, |it| *it += 1);
    }

    let sorted = sorted_along(&mut next, &n_before);
    let mut ranks = vec![0_usize; n_boxes];
    let mut has_before = vec![false; n_boxes];
    for &it in &sorted {
        for &to in next.get(it).map_or(&[][..], Vec::as_slice) {
            let least = at(&ranks, it) + 1;
            change(&mut ranks, to, |it| *it = least.max(*it));
            set(&mut has_before, to, true);
        }
    }
    // A box that nothing points to stands right before what it points to.
    for &it in sorted.iter().rev().filter(|&&it| !at(&has_before, it)) {
        let first = next.get(it).into_iter().flatten().map(|&to| at(&ranks, to)).min();
        set(&mut ranks, it, first.map_or(0, |it| it.saturating_sub(1)));
    }
    ranks
}

/// The boxes so that edges point forwards; edges that would close a cycle are dropped from `next`.
fn sorted_along(next: &mut [Vec<usize>], n_before: &[usize]) -> Vec<usize> {
    #[derive(Clone, Copy, Default, PartialEq)]
    enum Seen {
        #[default]
        No,
        Open,
        Done,
    }
    let n_boxes = next.len();
    let mut seen = vec![Seen::No; n_boxes];
    let mut sorted = Vec::with_capacity(n_boxes);
    let starts = (0..n_boxes).filter(|&it| at(n_before, it) == 0).chain(0..n_boxes);
    for start in starts {
        if at(&seen, start) != Seen::No {
            continue;
        }
        set(&mut seen, start, Seen::Open);
        let mut stack = vec![(start, 0)];
        while let Some((here, idx)) = stack.pop() {
            let Some(&to) = next.get(here).and_then(|it| it.get(idx)) else {
                set(&mut seen, here, Seen::Done);
                sorted.push(here);
                continue;
            };
            match at(&seen, to) {
                Seen::Open => {
                    if let Some(it) = next.get_mut(here) {
                        it.remove(idx);
                    }
                    stack.push((here, idx));
                }
                Seen::Done => stack.push((here, idx + 1)),
                Seen::No => {
                    stack.push((here, idx + 1));
                    set(&mut seen, to, Seen::Open);
                    stack.push((to, 0));
                }
            }
        }
    }
    sorted.reverse();
    sorted
}

/// The columns of a layer as stacks. Boxes of one size make a grid, so they share their rows.
fn stacked(columns: &[Vec<usize>], sizes: &[Size]) -> Vec<Stack> {
    let mut heights = columns.iter().flatten().map(|&it| at(sizes, it).height);
    let first = heights.next();
    if let [alone] = columns {
        return vec![Stack::new(alone, LAYER_GAP)];
    }
    if heights.all(|it| Some(it) == first) {
        let n_rows = columns.iter().map(Vec::len).max().unwrap_or_default();
        let row = |row: usize| columns.iter().filter_map(|it| it.get(row).copied()).collect();
        return vec![Stack { rows: (0..n_rows).map(row).collect(), gap: PASS_GAP }];
    }
    columns.iter().map(|it| Stack::new(it, PASS_GAP)).collect()
}

/// A layer as columns no higher than the limit (unless one box alone is). Each box goes to the column
/// that is filled least, so the order from top to bottom stays about the same.
fn wrapped(layer: &[usize], sizes: &[Size], limit: f64) -> Vec<Vec<usize>> {
    let height = |it: usize| at(sizes, it).height + LAYER_GAP;
    let all: f64 = layer.iter().map(|&it| height(it)).sum();
    let highest = layer.iter().map(|&it| height(it)).fold(0.0, f64::max);
    let limit = limit.max(highest);
    // The fractions are small and not negative, so the cast only drops them.
    let n_columns = ((all / limit).ceil().clamp(1.0, layer.len().max(1) as f64)) as usize;
    let mut columns: Vec<(f64, Vec<usize>)> = vec![(0.0, Vec::new()); n_columns];
    for &it in layer {
        if let Some(least) = columns.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0)) {
            least.0 += height(it);
            least.1.push(it);
        }
    }
    columns.into_iter().map(|it| it.1).filter(|it| !it.is_empty()).collect()
}
