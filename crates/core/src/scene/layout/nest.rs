//! Finding room: each box goes to the place beside those already there where the whole stays smallest
//! and its edges shortest. Never moves what is already there.

use crate::{
    base::{Point, Rect, Size},
    scene::{
        layout::group::{Group, Pull, WAY, zoom_cost},
        metrics::{LAYER_GAP, NEST_GAP},
        slots::{at, set},
    },
};

/// Boxes that keep their places to each other.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Each box, with its corner as seen from the block's.
    pub(super) members: Vec<(usize, Point)>,
    /// Of the whole.
    pub(super) size: Size,
}

/// A group in the making.
pub(super) struct Nest<'a> {
    group: &'a Group,
    ratio: f64,
    /// What must not be crossed to the left and above, if anything.
    least: Option<Point>,
    weight: f64,
    spots: Vec<Option<Rect>>,
    placed: Vec<Rect>,
    whole: Option<Rect>,
}

/// An edge from a block to something that has its place.
struct Tie {
    pull: Pull,
    /// The corner of its box in the block.
    own: Point,
    /// The corner of the other box.
    other: Point,
    is_outgoing: bool,
}

impl<'a> Nest<'a> {
    /// An empty one, for a window of these proportions.
    pub(super) fn new(group: &'a Group, ratio: f64) -> Self {
        Self {
            group,
            ratio,
            least: None,
            weight: group.pulls.iter().map(Pull::weight).sum(),
            spots: vec![None; group.sizes.len()],
            placed: Vec::new(),
            whole: None,
        }
    }

    /// One in which some boxes have their places, and which grows to the right and down only.
    pub(super) fn around(group: &'a Group, ratio: f64, placed: &[Option<Rect>]) -> Self {
        let mut nest = Self::new(group, ratio);
        for (number, bounds) in placed.iter().enumerate() {
            if let Some(bounds) = *bounds {
                nest.put(number, bounds);
            }
        }
        nest.least = nest.whole.map(|it| Point { x: it.x, y: it.y });
        nest
    }

    fn put(&mut self, number: usize, bounds: Rect) {
        set(&mut self.spots, number, Some(bounds));
        self.placed.push(bounds);
        self.whole = Some(self.whole.map_or(bounds, |it| it.union(bounds)));
    }

    /// Finds room for all of these: the large ones first, then whatever is tied most to those there.
    pub(super) fn add_all(&mut self, blocks: &[Block]) {
        let least = blocks.iter().map(|it| it.size.area()).fold(f64::INFINITY, f64::min);
        let large = |it: &Block| if it.size.area() > 2.5 * least { it.size.area() } else { 0.0 };
        let mut block_of = vec![usize::MAX; self.group.sizes.len()];
        for (number, block) in blocks.iter().enumerate() {
            block.members.iter().for_each(|it| set(&mut block_of, it.0, number));
        }
        // How large each block is, and how much it is tied to what has its place.
        let mut urgency: Vec<Option<(f64, f64)>> = blocks.iter().map(|it| Some((large(it), 0.0))).collect();
        let tie = |urgency: &mut [Option<(f64, f64)>], number: usize, weight: f64| {
            if let Some(Some(it)) = urgency.get_mut(number) {
                it.1 += weight;
            }
        };
        for pull in &self.group.pulls {
            for (own, other) in [(pull.from, pull.to), (pull.to, pull.from)] {
                if at(&self.spots, other).is_some() {
                    tie(&mut urgency, at(&block_of, own), pull.weight());
                }
            }
        }
        for _ in blocks {
            let waiting = urgency.iter().enumerate().filter_map(|(number, it)| it.map(|it| (number, it)));
            // Of several that are as urgent the first counts, so that the order does not matter twice.
            let next = waiting.rev().max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let Some((number, _)) = next else { return };
            let Some(block) = blocks.get(number) else { return };
            set(&mut urgency, number, None);
            self.add(block);
            for pull in &self.group.pulls {
                for (own, other) in [(pull.from, pull.to), (pull.to, pull.from)] {
                    if at(&block_of, own) == number {
                        tie(&mut urgency, at(&block_of, other), pull.weight());
                    }
                }
            }
        }
    }

    /// The corner of each box, the first place at the origin.
    pub(super) fn corners(&self) -> Vec<Point> {
        let origin = self.whole.map(|it| Point { x: it.x, y: it.y }).unwrap_or_default();
        let spot = |it: &Option<Rect>| it.map(|it| Point { x: it.x - origin.x, y: it.y - origin.y });
        self.spots.iter().map(|it| spot(it).unwrap_or_default()).collect()
    }

    /// The corner of each box as it was put.
    pub(super) fn spots(&self) -> Vec<Point> {
        self.spots.iter().map(|it| it.map(|it| Point { x: it.x, y: it.y }).unwrap_or_default()).collect()
    }

    fn add(&mut self, block: &Block) {
        let corner = self.best_corner(block);
        for &(member, inner) in &block.members {
            let size = at(&self.group.sizes, member);
            let (x, y) = (corner.x + inner.x, corner.y + inner.y);
            self.put(member, Rect { x, y, width: size.width, height: size.height });
        }
    }

    /// The edges between a block and what has its place.
    fn ties<'b>(&'b self, block: &'b Block) -> impl Iterator<Item = Tie> + 'b {
        let own = |number: usize| block.members.iter().find(|it| it.0 == number).map(|it| it.1);
        let other = |number: usize| at(&self.spots, number).map(|it| Point { x: it.x, y: it.y });
        self.group.pulls.iter().filter_map(move |pull| {
            if let (Some(own), Some(other)) = (own(pull.from), other(pull.to)) {
                return Some(Tie { pull: *pull, own, other, is_outgoing: true });
            }
            let (own, other) = (own(pull.to)?, other(pull.from)?);
            Some(Tie { pull: *pull, own, other, is_outgoing: false })
        })
    }

    fn best_corner(&self, block: &Block) -> Point {
        let Some(whole) = self.whole else { return Point::default() };
        let ties: Vec<Tie> = self.ties(block).collect();
        let mut best = (f64::INFINITY, Point { x: whole.right() + LAYER_GAP, y: whole.y });
        let gap = if block.members.len() > 1 { LAYER_GAP } else { NEST_GAP };
        let way_cost = WAY / self.weight.max(1.0);
        let mut consider = |x: f64, y: f64| {
            let bounds = Rect { x, y, width: block.size.width, height: block.size.height };
            if self.least.is_some_and(|it| x < it.x || y < it.y) {
                return;
            }
            let all = whole.union(bounds);
            // Of places that are as good, the first from the top counts.
            let size = Size { width: all.width, height: all.height };
            let mut cost = zoom_cost(size, self.ratio) + 0.002 * (x - whole.x) + 0.004 * (y - whole.y);
            if cost >= best.0 {
                return;
            }
            cost += ties.iter().map(|it| it.way(Point { x, y })).sum::<f64>() * way_cost;
            let room = bounds.inflate(gap - 0.5);
            if cost < best.0 && !self.placed.iter().any(|it| it.intersects(room)) {
                best = (cost, Point { x, y });
            }
        };
        for beside in &self.placed {
            let Size { width, height } = block.size;
            // With one edge in line or with the other; of the same size they are in line with both.
            let ys = [Some(beside.y), Some(beside.bottom() - height).filter(|_| beside.height != height)];
            for y in ys.into_iter().flatten() {
                consider(beside.right() + gap, y);
                consider(beside.x - gap - width, y);
            }
            let xs = [Some(beside.x), Some(beside.right() - width).filter(|_| beside.width != width)];
            for x in xs.into_iter().flatten() {
                consider(x, beside.bottom() + gap);
                consider(x, beside.y - gap - height);
            }
        }
        consider(whole.right() + gap, whole.y);
        consider(whole.x, whole.bottom() + gap);
        best.1
    }
}

impl Tie {
    fn way(&self, corner: Point) -> f64 {
        let own = Point { x: corner.x + self.own.x, y: corner.y + self.own.y };
        if self.is_outgoing { self.pull.way(own, self.other) } else { self.pull.way(self.other, own) }
    }
}
