//! The schedule: an order in which each task comes behind those it waits for, when each can start, and
//! which of them decide when the design can be used. Knows tasks by their places in a list.

use std::collections::BTreeSet;

use crate::base::Decimal;

/// A task that has to be done before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) to: usize,
    /// Whether somebody wrote it down.
    pub(super) is_written: bool,
}

/// A task to be placed in time.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) hours: Decimal,
    pub(super) is_blocking: bool,
    pub(super) after: Vec<Link>,
}

/// When a task is done, in hours from the start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    pub(super) starts_at: Decimal,
    pub(super) ends_at: Decimal,
    pub(super) slack: Decimal,
    pub(super) is_critical: bool,
}

/// A circle of tasks that wait for each other, cut open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Each waits for the next, and the last for the first. The first does so no more.
    pub(super) circle: Vec<usize>,
    /// Whether any of them waits because somebody wrote it down.
    pub(super) is_written: bool,
}

/// All tasks, placed in time.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    /// Each behind those it waits for, the earliest first.
    pub(super) order: Vec<usize>,
    pub(super) slots: Vec<Slot>,
    pub(super) cuts: Vec<Cut>,
    /// The chain that decides when all blocking tasks are done.
    pub(super) critical_path: Vec<usize>,
    /// When all blocking tasks are done.
    pub(super) length: Decimal,
    /// When all tasks are done.
    pub(super) all: Decimal,
    /// What each waits for, circles cut.
    after: Vec<Vec<usize>>,
    /// The place of each in the order.
    positions: Vec<usize>,
}

impl Schedule {
    pub(super) fn new(nodes: &[Node]) -> Self {
        let mut schedule = Self { slots: vec![Slot::default(); nodes.len()], ..Self::default() };
        schedule.put_in_order(nodes);
        schedule.place(nodes);
        schedule.find_slack(nodes);
        schedule.find_critical_path();
        schedule
    }

    /// What a task waits for.
    pub(super) fn after(&self, task: usize) -> impl Iterator<Item = usize> + '_ {
        self.after.get(task).into_iter().flatten().copied()
    }

    /// The place of a task in the order.
    pub(super) fn position(&self, task: usize) -> usize {
        self.positions.get(task).copied().unwrap_or_default()
    }

    /// All that is done before a task can start.
    pub(super) fn all_before(&self, task: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<usize> = self.after(task).collect();
        while let Some(idx) = open.pop() {
            if seen.insert(idx) {
                open.extend(self.after(idx));
            }
        }
        seen
    }

    /// An order in which each task comes behind those it waits for. A circle is cut where nobody wrote
    /// down that one waits for the other, if there is such a place.
    fn put_in_order(&mut self, nodes: &[Node]) {
        let exists = |it: &&Link| it.to < nodes.len();
        let mut links: Vec<Vec<Link>> =
            nodes.iter().map(|it| it.after.iter().filter(exists).copied().collect()).collect();
        let mut waiting: Vec<usize> = links.iter().map(Vec::len).collect();
        let mut followers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (idx, links) in links.iter().enumerate() {
            for link in links {
                followers.get_mut(link.to).into_iter().for_each(|it| it.push(idx));
            }
        }
        let mut open: BTreeSet<usize> = (0..nodes.len()).collect();
        let mut ready: BTreeSet<usize> =
            waiting.iter().enumerate().filter(|it| *it.1 == 0).map(|it| it.0).collect();
        while let Some(&first) = open.first() {
            if let Some(next) = ready.pop_first() {
                open.remove(&next);
                self.order.push(next);
                for &follower in followers.get(next).into_iter().flatten() {
                    release(follower, &mut waiting, &mut ready);
                }
                continue;
            }
            let circle = circle(&links, &open, first);
            let (Some(&(task, link)), is_written) = (
                circle.iter().find(|it| !it.1.is_written).or(circle.first()),
                circle.iter().any(|it| it.1.is_written),
            ) else {
                return;
            };
            links.get_mut(task).into_iter().for_each(|it| it.retain(|it| *it != link));
            let same = |it: &usize| *it == task;
            if let Some(followers) = followers.get_mut(link.to)
                && let Some(at) = followers.iter().position(same)
            {
                followers.remove(at);
            }
            release(task, &mut waiting, &mut ready);
            let mut tasks: Vec<usize> = circle.iter().map(|it| it.0).collect();
            let start = tasks.iter().position(same).unwrap_or_default();
            tasks.rotate_left(start);
            self.cuts.push(Cut { circle: tasks, is_written });
        }
        self.after = links.into_iter().map(|it| it.into_iter().map(|it| it.to).collect()).collect();
    }

    /// Starts each task when all that it waits for is done.
    fn place(&mut self, nodes: &[Node]) {
        for &idx in &self.order {
            let Some(node) = nodes.get(idx) else { continue };
            let ends = self.after.get(idx).into_iter().flatten().filter_map(|it| self.slots.get(*it));
            let starts_at = ends.map(|it| it.ends_at).max().unwrap_or_default();
            let ends_at = starts_at.saturating_add(node.hours);
            self.all = self.all.max(ends_at);
            if node.is_blocking {
                self.length = self.length.max(ends_at);
            }
            if let Some(slot) = self.slots.get_mut(idx) {
                *slot = Slot { starts_at, ends_at, ..Slot::default() };
            }
        }
        let start = |it: &usize| self.slots.get(*it).map(|it| it.starts_at);
        // Equal ones keep their order, so what takes no time still comes before what waits for it.
        let mut order = std::mem::take(&mut self.order);
        order.sort_by_key(start);
        self.order = order;
        self.positions = vec![0; nodes.len()];
        for (position, &idx) in self.order.iter().enumerate() {
            self.positions.get_mut(idx).into_iter().for_each(|it| *it = position);
        }
    }

    /// How much later each may end, the last ones first. What a blocking task waits for has to be done in
    /// time for it, whether it blocks by itself or not.
    fn find_slack(&mut self, nodes: &[Node]) {
        let mut in_time: Vec<Option<Decimal>> = vec![None; nodes.len()];
        let mut at_all: Vec<Decimal> = vec![self.all; nodes.len()];
        for &idx in self.order.iter().rev() {
            let Some(node) = nodes.get(idx) else { continue };
            let own = node.is_blocking.then_some(self.length);
            let limit = earlier(in_time.get(idx).copied().flatten(), own);
            let latest = limit.or_else(|| at_all.get(idx).copied()).unwrap_or_default();
            if let Some(slot) = self.slots.get_mut(idx) {
                slot.slack = latest.saturating_sub(slot.ends_at);
                slot.is_critical = limit.is_some() && slot.slack.is_zero();
            }
            let latest_start = latest.saturating_sub(node.hours);
            for &before in self.after.get(idx).into_iter().flatten() {
                if limit.is_some() {
                    let set = |it: &mut Option<Decimal>| *it = earlier(*it, Some(latest_start));
                    in_time.get_mut(before).into_iter().for_each(set);
                } else {
                    at_all.get_mut(before).into_iter().for_each(|it| *it = latest_start.min(*it));
                }
            }
        }
    }

    /// The chain of critical tasks that ends last, from its end; of several, the one that begins first.
    fn find_critical_path(&mut self) {
        let slot = |it: usize| self.slots.get(it).filter(|it| it.is_critical);
        let is_end = |it: &&usize| slot(**it).is_some_and(|it| it.ends_at == self.length);
        let mut next = self.order.iter().rev().find(is_end).copied();
        let mut path = Vec::new();
        while let Some(idx) = next {
            path.push(idx);
            let starts_at = slot(idx).map(|it| it.starts_at);
            let leads_here = |it: &usize| slot(*it).map(|it| it.ends_at) == starts_at;
            next = self.after(idx).filter(leads_here).min_by_key(|it| self.position(*it));
        }
        path.reverse();
        self.critical_path = path;
    }
}

/// One thing less to wait for.
fn release(task: usize, waiting: &mut [usize], ready: &mut BTreeSet<usize>) {
    if let Some(count) = waiting.get_mut(task) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            ready.insert(task);
        }
    }
}

fn earlier(a: Option<Decimal>, b: Option<Decimal>) -> Option<Decimal> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// A circle of open tasks, each with the link to the next. There is one wherever no open task is ready.
fn circle(links: &[Vec<Link>], open: &BTreeSet<usize>, first: usize) -> Vec<(usize, Link)> {
    let mut way: Vec<(usize, Link)> = Vec::new();
    let mut places = vec![None; links.len()];
    let mut at = first;
    loop {
        if let Some(start) = places.get(at).copied().flatten() {
            return way.split_off(start);
        }
        places.get_mut(at).into_iter().for_each(|it| *it = Some(way.len()));
        let next = links.get(at).and_then(|it| it.iter().find(|it| open.contains(&it.to)));
        let Some(link) = next else { return Vec::new() };
        way.push((at, *link));
        at = link.to;
    }
}
