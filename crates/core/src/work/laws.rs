//! Laws of the schedule, over random tasks.

use std::collections::BTreeSet;

use proptest::{collection, prelude::*};

use super::schedule::{Link, Node, Schedule};
use crate::base::Decimal;

/// Tasks of half hours, zero included, each with some others that it waits for.
fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let node =
        (0..20_i64, any::<bool>(), collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..4));
    collection::vec(node, 1..14).prop_map(|all| {
        let count = all.len();
        let node = |(halves, is_blocking, after): (i64, bool, Vec<(prop::sample::Index, bool)>)| {
            let mut seen = BTreeSet::new();
            let links = after.iter().map(|it| Link { to: it.0.index(count), is_written: it.1 });
            let after = links.filter(|it| seen.insert(it.to)).collect();
            Node { hours: Decimal::new(halves * 5, 1), is_blocking, after }
        };
        all.into_iter().map(node).collect()
    })
}

/// The same, where each waits for earlier ones only.
fn without_circles() -> impl Strategy<Value = Vec<Node>> {
    nodes().prop_map(|mut nodes| {
        for (idx, node) in nodes.iter_mut().enumerate() {
            node.after.retain(|it| it.to < idx);
        }
        nodes
    })
}

/// The longest chain that ends with a task, by trying all.
fn longest_to(nodes: &[Node], task: usize) -> Decimal {
    let before = nodes[task].after.iter().map(|it| longest_to(nodes, it.to)).max().unwrap_or_default();
    before + nodes[task].hours
}

proptest! {
    #[test]
    fn no_task_starts_before_what_it_waits_for_is_done(nodes in nodes()) {
        let schedule = Schedule::new(&nodes);
        let mut order = schedule.order.clone();
        order.sort_unstable();
        prop_assert_eq!(order, (0..nodes.len()).collect::<Vec<_>>());
        let n_links: usize = nodes.iter().map(|it| it.after.len()).sum();
        let n_kept: usize = (0..nodes.len()).map(|it| schedule.after(it).count()).sum();
        prop_assert_eq!(n_links, n_kept + schedule.cuts.len());
        for (idx, node) in nodes.iter().enumerate() {
            let slot = schedule.slots[idx];
            prop_assert_eq!(slot.ends_at, slot.starts_at + node.hours);
            prop_assert!(slot.slack >= Decimal::ZERO);
            for before in schedule.after(idx) {
                prop_assert!(schedule.position(before) < schedule.position(idx));
                prop_assert!(schedule.slots[before].ends_at <= slot.starts_at);
            }
        }
    }

    #[test]
    fn a_circle_is_cut_where_nobody_wrote_it_down_and_only_a_circle_is(nodes in nodes()) {
        for cut in Schedule::new(&nodes).cuts {
            let next = cut.circle.iter().cycle().skip(1);
            let links: Vec<Link> = cut.circle.iter().zip(next)
                .map(|(task, next)| *nodes[*task].after.iter().find(|it| it.to == *next).unwrap())
                .collect();
            prop_assert_eq!(cut.is_written, links.iter().any(|it| it.is_written));
            prop_assert!(!links[0].is_written || links.iter().all(|it| it.is_written));
        }
        let acyclic: Vec<Node> = nodes.into_iter().enumerate().map(|(idx, mut it)| {
            it.after.retain(|it| it.to < idx);
            it
        }).collect();
        prop_assert!(Schedule::new(&acyclic).cuts.is_empty());
    }

    #[test]
    fn the_length_is_that_of_the_longest_path(nodes in without_circles()) {
        let schedule = Schedule::new(&nodes);
        let longest = |only_blocking: bool| {
            let ends = (0..nodes.len()).filter(|it| !only_blocking || nodes[*it].is_blocking);
            ends.map(|it| longest_to(&nodes, it)).max().unwrap_or_default()
        };
        prop_assert_eq!(schedule.length, longest(true));
        prop_assert_eq!(schedule.all, longest(false));
        let along: Decimal = schedule.critical_path.iter().map(|it| nodes[*it].hours).sum();
        prop_assert_eq!(along, schedule.length);
        prop_assert!(schedule.critical_path.iter().all(|it| schedule.slots[*it].is_critical));
    }

    #[test]
    fn slack_is_exactly_what_a_task_may_lose(nodes in without_circles(), which: prop::sample::Index) {
        let schedule = Schedule::new(&nodes);
        let idx = which.index(nodes.len());
        let slack = schedule.slots[idx].slack;
        let later = |more: Decimal| {
            let mut nodes = nodes.clone();
            nodes[idx].hours += slack + more;
            Schedule::new(&nodes)
        };
        prop_assert_eq!(later(Decimal::ZERO).length, schedule.length);
        let late = later(Decimal::ONE);
        prop_assert!(late.length > schedule.length || late.all > schedule.all);
        prop_assert_eq!(schedule.slots[idx].is_critical, slack.is_zero() && late.length > schedule.length);
    }

    #[test]
    fn taking_a_task_away_never_makes_it_longer(nodes in without_circles(), which: prop::sample::Index) {
        let gone = which.index(nodes.len());
        let before = Schedule::new(&nodes);
        let mut fewer = nodes;
        fewer.remove(gone);
        for node in &mut fewer {
            node.after.retain(|it| it.to != gone);
            node.after.iter_mut().filter(|it| it.to > gone).for_each(|it| it.to -= 1);
        }
        let after = Schedule::new(&fewer);
        prop_assert!(after.length <= before.length && after.all <= before.all);
    }
}
