//! Order and alignment within layers: few crossings first, then straight edges.

use crate::{
    base::{Point, sort_places},
    scene::{
        layout::group::Group,
        metrics::GAP,
        slots::{at, set},
    },
};

/// How often each sweep goes there and back.
const N_SWEEPS: usize = 6;

/// What a box is tied to: the other box, where in it, and where in itself.
#[derive(Clone, Copy)]
struct Tie {
    other: usize,
    other_at: f64,
    own_at: f64,
    weight: f64,
}

fn ties(group: &Group) -> Vec<Vec<Tie>> {
    let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); group.sizes.len()];
    for pull in &group.pulls {
        let ends = [
            (pull.from, pull.from_at.y, pull.to, pull.to_at.y),
            (pull.to, pull.to_at.y, pull.from, pull.from_at.y),
        ];
        for (own, own_at, other, other_at) in ends {
            if let Some(it) = ties.get_mut(own) {
                it.push(Tie { other, other_at, own_at, weight: pull.weight() });
            }
        }
    }
    ties
}

/// Sorts each layer so that few edges cross, by the mean place of what each box is tied to.
pub(super) fn untangle(layers: &mut [Vec<usize>], group: &Group) {
    let ties = ties(group);
    let mut tops = vec![0.0; group.sizes.len()];
    for layer in layers.iter() {
        stack(layer, group, &mut tops);
    }
    let n_layers = layers.len();
    let mut best = (crossings(layers, group, &tops), layers.to_vec());
    let mut n_vain = 0;
    for sweep in 0..N_SWEEPS {
        // There and back without any gain: it has settled.
        if best.0 == 0 || n_vain == 2 {
            break;
        }
        for step in 0..n_layers {
            let layer = if sweep % 2 == 0 { step } else { n_layers - 1 - step };
            if let Some(layer) = layers.get_mut(layer) {
                let mean = |it: usize| mean_wish(&ties, it, &tops).unwrap_or_else(|| at(&tops, it));
                let mut keyed: Vec<(f64, usize)> = layer.iter().map(|&it| (mean(it), it)).collect();
                sort_places(&mut keyed);
                layer.clear();
                layer.extend(keyed.iter().map(|it| it.1));
                stack(layer, group, &mut tops);
            }
        }
        let found = crossings(layers, group, &tops);
        n_vain += 1;
        if found < best.0 {
            best = (found, layers.to_vec());
            n_vain = 0;
        }
    }
    layers.clone_from_slice(&best.1);
}

/// Rows above each other; the boxes of a row begin at the same height.
pub(super) struct Stack {
    /// The boxes of each row.
    pub(super) rows: Vec<Vec<usize>>,
    /// Between two rows.
    pub(super) gap: f64,
}

impl Stack {
    /// One box to a row.
    pub(super) fn new(boxes: &[usize], gap: f64) -> Self {
        Self { rows: boxes.iter().map(|&it| vec![it]).collect(), gap }
    }

    fn heights(&self, group: &Group) -> Vec<f64> {
        let height = |it: &usize| at(&group.sizes, *it).height;
        self.rows.iter().map(|row| row.iter().map(height).fold(0.0, f64::max) + self.gap).collect()
    }
}

/// Shifts boxes up and down within their stacks so that edges run straight; the order stays.
pub(super) fn straighten(stacks: &[Stack], group: &Group, corners: &mut [Point]) {
    let ties = ties(group);
    let mut tops = vec![0.0; group.sizes.len()];
    let heights: Vec<Vec<f64>> = stacks.iter().map(|it| it.heights(group)).collect();
    let sums: Vec<f64> = heights.iter().map(|it| it.iter().sum()).collect();
    let highest = sums.iter().copied().fold(0.0, f64::max);
    for ((stack, heights), sum) in stacks.iter().zip(&heights).zip(&sums) {
        let mut top = (highest - sum) / 2.0;
        for (row, height) in stack.rows.iter().zip(heights) {
            row.iter().for_each(|&it| set(&mut tops, it, top));
            top += height;
        }
    }
    for sweep in 0..2 * N_SWEEPS {
        let mut is_moving = false;
        for step in 0..stacks.len() {
            let number = if sweep % 2 == 0 { step } else { stacks.len() - 1 - step };
            let (Some(stack), Some(heights)) = (stacks.get(number), heights.get(number)) else { continue };
            let wishes: Vec<Wish> = stack.rows.iter().map(|row| row_wish(&ties, row, &tops)).collect();
            for (row, top) in stack.rows.iter().zip(nearest(&wishes, heights, highest)) {
                let before = row.first().map_or(top, |&it| at(&tops, it));
                is_moving |= (before - top).abs() > 0.5;
                row.iter().for_each(|&it| set(&mut tops, it, top));
            }
        }
        if !is_moving {
            break;
        }
    }
    let least = tops.iter().copied().fold(f64::INFINITY, f64::min);
    for (corner, top) in corners.iter_mut().zip(tops) {
        corner.y = top - least;
    }
}

/// Stacks a layer from 0 and says how high it got.
fn stack(layer: &[usize], group: &Group, tops: &mut [f64]) -> f64 {
    let mut y = 0.0;
    for &it in layer {
        set(tops, it, y);
        y += at(&group.sizes, it).height + GAP;
    }
    y
}

/// Where a box would have to begin for its edges to be level on average.
fn mean_wish(ties: &[Vec<Tie>], it: usize, tops: &[f64]) -> Option<f64> {
    let ties = ties.get(it).filter(|it| !it.is_empty())?;
    let sum: f64 =
        ties.iter().map(|tie| (at(tops, tie.other) + tie.other_at - tie.own_at) * tie.weight).sum();
    Some(sum / weight(ties))
}

fn weight(ties: &[Tie]) -> f64 {
    ties.iter().map(|it| it.weight).sum()
}

/// Where a row would like to begin, each of its boxes counting by its edges.
fn row_wish(ties: &[Vec<Tie>], row: &[usize], tops: &[f64]) -> Wish {
    let mut wish = Wish { top: 0.0, weight: 0.0 };
    for &it in row {
        if let Some(top) = mean_wish(ties, it, tops) {
            let weight = ties.get(it).map_or(1.0, |it| weight(it));
            wish.top += top * weight;
            wish.weight += weight;
        }
    }
    if wish.weight > 0.0 {
        return Wish { top: wish.top / wish.weight, weight: wish.weight };
    }
    Wish { top: row.first().map(|&it| at(tops, it)).unwrap_or_default(), weight: 0.1 }
}

/// How many pairs of edges between neighbouring layers cross.
fn crossings(layers: &[Vec<usize>], group: &Group, tops: &[f64]) -> usize {
    let mut rank = vec![0_usize; group.sizes.len()];
    for (number, layer) in layers.iter().enumerate() {
        for &it in layer {
            set(&mut rank, it, number);
        }
    }
    let mut gaps: Vec<Vec<(f64, f64)>> = vec![Vec::new(); layers.len()];
    for pull in &group.pulls {
        let from = (at(&rank, pull.from), at(tops, pull.from) + pull.from_at.y);
        let to = (at(&rank, pull.to), at(tops, pull.to) + pull.to_at.y);
        let (left, right) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        if let Some(it) = gaps.get_mut(left.0).filter(|_| left.0 < right.0) {
            it.push((left.1, right.1));
        }
    }
    gaps.iter_mut().map(|it| inversions(it)).sum()
}

/// How many pairs are sorted one way by their first and the other way by their second number.
fn inversions(pairs: &mut [(f64, f64)]) -> usize {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut seconds: Vec<f64> = Vec::with_capacity(pairs.len());
    let mut count = 0;
    for pair in pairs.iter() {
        let place = seconds.partition_point(|&it| it <= pair.1);
        count += seconds.len() - place;
        seconds.insert(place, pair.1);
    }
    count
}

/// Where something wants to begin, and how much.
#[derive(Clone, Copy)]
struct Wish {
    top: f64,
    weight: f64,
}

/// The places nearest to the wishes (least squares) at which each thing begins after the one before
/// it has ended, between 0 and `room`. Pools neighbours whose wishes collide.
fn nearest(wishes: &[Wish], heights: &[f64], room: f64) -> Vec<f64> {
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut pools: Vec<Pool> = Vec::with_capacity(wishes.len());
    let mut before = 0.0;
    for (wish, height) in wishes.iter().zip(heights) {
        let mut pool = Pool { sum: (wish.top - before) * wish.weight, weight: wish.weight, count: 1 };
        before += height;
        while let Some(last) = pools.pop() {
            if last.sum * pool.weight <= pool.sum * last.weight {
                pools.push(last);
                break;
            }
            pool.sum += last.sum;
            pool.weight += last.weight;
            pool.count += last.count;
        }
        pools.push(pool);
    }
    // Cutting off what is out of bounds leaves the rest as near to the wishes as it can be.
    let slack = (room - before).max(0.0);
    let start = |it: &Pool| (it.sum / it.weight).clamp(0.0, slack);
    let starts = pools.iter().flat_map(|it| std::iter::repeat_n(start(it), it.count));
    let mut before = 0.0;
    starts
        .zip(heights)
        .map(|(start, height)| {
            let top = start + before;
            before += height;
            top
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colliding_wishes_share_the_room() {
        let wishes = [50.0, 50.0, 200.0].map(|top| Wish { top, weight: 1.0 });
        assert_eq!(nearest(&wishes, &[20.0, 20.0, 20.0], 300.0), [40.0, 60.0, 200.0]);
        assert_eq!(nearest(&wishes, &[20.0, 20.0, 20.0], 100.0), [40.0, 60.0, 80.0]);
    }

    #[test]
    fn crossing_pairs_are_counted() {
        assert_eq!(inversions(&mut [(0.0, 1.0), (1.0, 0.0), (2.0, 2.0)]), 1);
        assert_eq!(inversions(&mut [(0.0, 1.0), (0.0, 2.0), (1.0, 1.0)]), 1);
    }
}
