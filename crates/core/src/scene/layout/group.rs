//! One container's children: the several ways to lay them out, and what each costs.

use crate::{
    base::{Point, Rect, Size, sort_by},
    scene::{
        layout::{
            layers::Flow,
            nest::{Block, Nest},
            pack,
        },
        metrics::snap,
        slots::{at, set},
    },
};

/// Boxes to be placed, and what pulls them together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    /// The boxes' sizes.
    pub(super) sizes: Vec<Size>,
    /// The edges between them.
    pub(super) pulls: Vec<Pull>,
}

/// An edge between two boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pull {
    /// The box that it leaves.
    pub(super) from: usize,
    /// The box that it reaches.
    pub(super) to: usize,
    /// Where in its box it starts.
    pub(super) from_at: Point,
    /// Where in its box it ends.
    pub(super) to_at: Point,
    /// Whether traffic travels along it, so that it should be read to the right or down.
    pub(super) is_flow: bool,
}

/// What an edge that only supports counts for, beside one with traffic.
const SUPPORTING: f64 = 0.5;
/// How much longer an edge with traffic counts that runs to the left or upwards.
const BACKWARDS: f64 = 0.5;
/// What the mean way of an edge counts for, beside the size of the picture.
pub(super) const WAY: f64 = 0.3;
/// More loose boxes than this are packed, for looking for a good place for each takes too long.
const MANY: usize = 24;

impl Pull {
    /// What it counts for.
    pub(super) fn weight(&self) -> f64 {
        if self.is_flow { 1.0 } else { SUPPORTING }
    }

    /// What the way costs when the two boxes have these corners.
    pub(super) fn way(&self, from: Point, to: Point) -> f64 {
        let across = to.x + self.to_at.x - from.x - self.from_at.x;
        let down = to.y + self.to_at.y - from.y - self.from_at.y;
        let back = if self.is_flow { (-across).max(0.0) + (-down).max(0.0) } else { 0.0 };
        self.weight() * (across.abs() + down.abs() + BACKWARDS * back)
    }
}

/// How large a window of these proportions must be to show a picture of this size. A little weight is
/// on the area, so that of two pictures for the same window the smaller one wins.
pub(super) fn zoom_cost(size: Size, ratio: f64) -> f64 {
    let frame = (size.width / ratio).max(size.height);
    0.8 * frame + 0.2 * (size.width * size.height / ratio).sqrt()
}

/// What a picture costs: how far one must zoom out to see it, and how far its edges have to go.
pub(super) fn cost(size: Size, ratio: f64, way: f64, weight: f64) -> f64 {
    zoom_cost(size, ratio) + WAY * way / weight.max(1.0)
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
    /// Into how many pieces, one below the other, a long flow is cut less one.
    pub(super) cuts: usize,
    /// The proportions of the whole.
    pub(super) ratio: f64,
}

/// A style, and what comes of it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The style.
    pub(super) style: Style,
    /// The upper left corner of each box.
    pub(super) corners: Vec<Point>,
    /// Of the whole.
    pub(super) size: Size,
    /// What the ways of the edges cost.
    pub(super) way: f64,
}

/// The limits that are tried, as shares of the side of a square as large as the boxes.
const LIMITS: [f64; 6] = [f64::INFINITY, 1.7, 1.3, 1.0, 0.75, 0.5];
/// The numbers of cuts that are tried.
const CUTS: [usize; 4] = [0, 1, 2, 3];
/// Flow to the right reads best, so flow downwards must be clearly smaller.
const DOWNWARD_COST: f64 = 1.04;

/// The ways to lay out a group that differ, with proportions among these; none that is larger than
/// another and has longer edges too.
pub(super) fn candidates(group: &Group, ratios: &[f64]) -> Vec<Candidate> {
    let parts = Parts::of(group);
    let mut found: Vec<Candidate> = Vec::new();
    let mut offer = |style: Style, corners: Vec<Point>| {
        let (size, way) = (whole(group, &corners), way(group, &corners));
        Candidate { style, corners, size, way }.enter(&mut found);
    };
    if parts.flows.is_empty() {
        for &ratio in ratios {
            offer(Style { ratio, ..Style::default() }, parts.assembled(group, &[], ratio));
        }
        return found;
    }
    let side = parts.area(group).sqrt();
    // The proportions matter only where something is put beside the flow.
    let is_alone = parts.flows.len() + parts.loose.len() == 1;
    let ratios = if is_alone { ratios.get(..1).unwrap_or_default() } else { ratios };
    let mut cores: Vec<(Candidate, Cores)> = Vec::new();
    for is_downward in [false, true] {
        let turned: Vec<(Group, Flow)> = parts.turned(group, is_downward);
        let mut before = Vec::new();
        for share in LIMITS {
            let limit = share * side;
            let columns: Vec<_> = turned.iter().map(|(part, flow)| flow.columns(part, limit)).collect();
            if columns == before {
                continue;
            }
            for cuts in CUTS {
                let style = Style { is_downward, limit, cuts, ratio: 1.0 };
                let placed = placed(&turned, &columns, style);
                let is_long = placed.first().is_some_and(|it| is_long(it.1, style));
                parts.enter(group, style, placed, &mut cores);
                if !is_long {
                    break;
                }
            }
            before = columns;
        }
    }
    for (core, placed) in cores {
        for &ratio in ratios {
            offer(Style { ratio, ..core.style }, parts.assembled(group, &placed, ratio));
        }
    }
    found
}

/// The corners of the boxes of each flow, and its size.
type Cores = Vec<(Vec<Point>, Size)>;

/// Whether a flow is so long that it is worth cutting once more.
fn is_long(size: Size, style: Style) -> bool {
    let (along, aside) =
        if style.is_downward { (size.height, size.width) } else { (size.width, size.height) };
    along > 1.8 * aside
}

/// The upper left corner of each box. No two boxes overlap.
pub(super) fn arrange(group: &Group, style: Style) -> Vec<Point> {
    let parts = Parts::of(group);
    let turned = parts.turned(group, style.is_downward);
    let columns: Vec<_> = turned.iter().map(|(part, flow)| flow.columns(part, style.limit)).collect();
    parts.assembled(group, &placed(&turned, &columns, style), style.ratio)
}

/// The size of the whole.
pub(super) fn whole(group: &Group, corners: &[Point]) -> Size {
    let boxes = corners.iter().zip(&group.sizes);
    let whole = boxes
        .map(|(it, size)| Rect { x: it.x, y: it.y, width: size.width, height: size.height })
        .reduce(Rect::union)
        .unwrap_or_default();
    Size { width: whole.width, height: whole.height }
}

/// What the ways of the edges cost.
pub(super) fn way(group: &Group, corners: &[Point]) -> f64 {
    group.pulls.iter().map(|it| it.way(at(corners, it.from), at(corners, it.to))).sum()
}

impl Candidate {
    /// Whether it is as small as another, and its edges are as short.
    fn covers(&self, other: &Self) -> bool {
        self.size.width <= other.size.width
            && self.size.height <= other.size.height
            && self.way <= other.way + 0.5
    }

    /// Takes its place among those of which none covers another.
    fn enter(self, found: &mut Vec<Self>) {
        if !found.iter().any(|it| it.covers(&self)) {
            found.retain(|it| !self.covers(it));
            found.push(self);
        }
    }

    /// How good it is for a container on its own, in a window of these proportions.
    pub(super) fn cost(&self, group: &Group, ratio: f64) -> f64 {
        let weight = group.pulls.iter().map(Pull::weight).sum();
        let cost = cost(self.size, ratio, self.way, weight);
        if self.style.is_downward { cost * DOWNWARD_COST } else { cost }
    }
}

/// The layers of each flow, placed and turned back.
fn placed(
    turned: &[(Group, Flow)],
    columns: &[Vec<Vec<Vec<usize>>>],
    style: Style,
) -> Vec<(Vec<Point>, Size)> {
    let place = |((part, flow), columns): (&(Group, Flow), &Vec<Vec<Vec<usize>>>)| {
        let (mut corners, mut size) = flow.place(part, columns, style.cuts);
        if style.is_downward {
            corners.iter_mut().for_each(|it| *it = swapped(*it));
            size = Size { width: size.height, height: size.width };
        }
        corners.iter_mut().for_each(|it| *it = Point { x: snap(it.x), y: snap(it.y) });
        (corners, size)
    };
    turned.iter().zip(columns).map(place).collect()
}

fn swapped(point: Point) -> Point {
    Point { x: point.y, y: point.x }
}

/// What a group consists of.
struct Parts {
    /// Boxes that traffic connects, largest first.
    flows: Vec<Vec<usize>>,
    /// The others.
    loose: Vec<usize>,
}

impl Parts {
    fn of(group: &Group) -> Self {
        let n_boxes = group.sizes.len();
        let mut leader: Vec<usize> = (0..n_boxes).collect();
        let find = |leader: &[usize], mut it: usize| {
            while at(leader, it) != it {
                it = at(leader, it);
            }
            it
        };
        for pull in group.pulls.iter().filter(|it| it.is_flow) {
            let (a, b) = (find(&leader, pull.from), find(&leader, pull.to));
            set(&mut leader, a.max(b), a.min(b));
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); n_boxes];
        for it in 0..n_boxes {
            if let Some(members) = members.get_mut(find(&leader, it)) {
                members.push(it);
            }
        }
        let area = |part: &[usize]| -> f64 {
            part.iter().map(|&it| at(&group.sizes, it)).map(|it| it.width * it.height).sum()
        };
        let loose = members.iter().filter(|it| it.len() == 1).flatten().copied().collect();
        let mut flows: Vec<Vec<usize>> = members.into_iter().filter(|it| it.len() > 1).collect();
        sort_by(&mut flows, |a, b| area(b).total_cmp(&area(a)));
        Self { flows, loose }
    }

    /// The area of what traffic connects.
    fn area(&self, group: &Group) -> f64 {
        let sizes = self.flows.iter().flatten().map(|&it| at(&group.sizes, it));
        sizes.map(|it| (it.width + 20.0) * (it.height + 20.0)).sum()
    }

    /// Each flow as a group of its own, with its layers; across and down swapped if it goes down.
    fn turned(&self, group: &Group, is_downward: bool) -> Vec<(Group, Flow)> {
        let mut place = vec![(usize::MAX, 0); group.sizes.len()];
        for (part, members) in self.flows.iter().enumerate() {
            for (idx, &member) in members.iter().enumerate() {
                set(&mut place, member, (part, idx));
            }
        }
        let turn = |it: Size| if is_downward { Size { width: it.height, height: it.width } } else { it };
        let turn_point = |it: Point| if is_downward { swapped(it) } else { it };
        let sizes = |part: &Vec<usize>| part.iter().map(|&it| turn(at(&group.sizes, it))).collect();
        let mut groups: Vec<Group> =
            self.flows.iter().map(|it| Group { sizes: sizes(it), pulls: Vec::new() }).collect();
        for pull in &group.pulls {
            let ((part, from), (other, to)) = (at(&place, pull.from), at(&place, pull.to));
            if let Some(it) = groups.get_mut(part).filter(|_| part == other) {
                let (from_at, to_at) = (turn_point(pull.from_at), turn_point(pull.to_at));
                it.pulls.push(Pull { from, to, from_at, to_at, ..*pull });
            }
        }
        groups.into_iter().map(|it| (Flow::new(&it), it)).map(|(flow, it)| (it, flow)).collect()
    }

    /// Keeps flows as they are placed, unless others are as small and their edges as short.
    fn enter(&self, group: &Group, style: Style, placed: Cores, cores: &mut Vec<(Candidate, Cores)>) {
        let mut corners: Vec<Option<Point>> = vec![None; group.sizes.len()];
        let mut size = Size::default();
        for (members, (inner, part)) in self.flows.iter().zip(&placed) {
            members.iter().zip(inner).for_each(|(&it, corner)| set(&mut corners, it, Some(*corner)));
            size = Size { width: size.width + part.width, height: size.height + part.height };
        }
        let inner =
            group.pulls.iter().filter_map(|it| Some(it.way(at(&corners, it.from)?, at(&corners, it.to)?)));
        let core = Candidate { style, corners: Vec::new(), size, way: inner.sum() };
        if !cores.iter().any(|it| it.0.covers(&core)) {
            cores.retain(|it| !core.covers(&it.0));
            cores.push((core, placed));
        }
    }

    /// The flows side by side and the loose boxes around them.
    fn assembled(&self, group: &Group, cores: &[(Vec<Point>, Size)], ratio: f64) -> Vec<Point> {
        let mut blocks: Vec<Block> = self
            .flows
            .iter()
            .zip(cores)
            .map(|(members, (corners, size))| Block {
                members: members.iter().copied().zip(corners.iter().copied()).collect(),
                size: *size,
            })
            .collect();
        let alone = |it: usize| Block { members: vec![(it, Point::default())], size: at(&group.sizes, it) };
        blocks.extend(self.loose.iter().map(|&it| alone(it)));
        if group.pulls.is_empty() || blocks.len() > MANY {
            return packed(group, &blocks, ratio);
        }
        let mut nest = Nest::new(group, ratio);
        nest.add_all(&blocks);
        nest.corners()
    }
}

/// Blocks packed into a window, large ones first.
fn packed(group: &Group, blocks: &[Block], ratio: f64) -> Vec<Point> {
    let mut sorted: Vec<&Block> = blocks.iter().collect();
    sort_by(&mut sorted, |a, b| b.size.area().total_cmp(&a.size.area()));
    let sizes: Vec<Size> = sorted.iter().map(|it| it.size).collect();
    let mut corners = vec![Point::default(); group.sizes.len()];
    for (block, spot) in sorted.iter().zip(pack::pack(&sizes, ratio)) {
        for &(member, inner) in &block.members {
            set(&mut corners, member, Point { x: snap(spot.x + inner.x), y: snap(spot.y + inner.y) });
        }
    }
    corners
}
