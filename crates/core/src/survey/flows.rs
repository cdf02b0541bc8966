//! Flows: what the workload makes travel through every component in a month.
//!
//! The workload starts at users and follows the connections that carry traffic, each with its
//! share. A way that leads back to where it came from is followed once.

use std::sync::Arc;

use crate::{
    base::{Address, Decimal, Range},
    design::Connection,
    vocab::{Access, Usage, WayOut, WorkloadFigures},
};

use super::{Entry, Structure, ways_out::network_of};

/// KB in a GB, as AWS counts traffic.
const KB_PER_GB: u32 = 1_000_000;

pub(super) fn flow(
    entries: &[Entry],
    links: &[(Address, Arc<Connection>)],
    structure: &Structure,
    gateways: &[(usize, usize)],
    workload: &WorkloadFigures,
) -> Vec<Usage> {
    let zones: Vec<Option<u32>> = (0..entries.len()).map(|idx| zone(entries, structure, idx)).collect();
    let nats: Vec<(usize, usize)> = gateways
        .iter()
        .filter(|it| {
            let ways_out = entries.get(it.1).map(|it| it.facts.ways_out.as_slice()).unwrap_or_default();
            ways_out.iter().any(|it| matches!(it, WayOut::Internet { .. }))
        })
        .copied()
        .collect();
    let mut usage = vec![Usage::default(); entries.len()];
    for idx in order(entries, links, structure) {
        let Some(entry) = entries.get(idx) else { continue };
        let here = if entry.facts.starts_traffic {
            start(workload)
        } else {
            usage.get(idx).copied().unwrap_or_default()
        };
        for &link in structure.outgoing.get(idx).into_iter().flatten() {
            let (Some((_, connection)), Some(&(_, to))) = (links.get(link), structure.ends.get(link)) else {
                continue;
            };
            if !connection.access.carries_traffic() || connection.access == Access::Replicate {
                continue;
            }
            let carried = carry(&here, connection);
            let target_external = entries.get(to).is_some_and(|it| it.facts.external);
            let crosses = differ(zones.get(idx), zones.get(to));
            let nat = nat(entries, structure, &nats, idx)
                .filter(|_| target_external && !entry.facts.external)
                .and_then(|it| usage.get_mut(it));
            if let Some(nat) = nat {
                nat.gb_in = add(nat.gb_in, carried.gb_in);
                nat.gb_out = add(nat.gb_out, carried.gb_out);
            }
            if let Some(source) = usage.get_mut(idx) {
                if target_external && !entry.facts.external {
                    source.gb_internet = add(source.gb_internet, carried.gb_in);
                }
                if crosses {
                    source.gb_cross_az = add(source.gb_cross_az, add(carried.gb_in, carried.gb_out));
                }
            }
            if let Some(target) = usage.get_mut(to) {
                target.requests = add(target.requests, carried.requests);
                target.gb_in = add(target.gb_in, carried.gb_in);
                target.gb_out = add(target.gb_out, carried.gb_out);
                if entry.facts.external && !target_external {
                    target.gb_internet = add(target.gb_internet, carried.gb_out);
                }
            }
        }
    }
    send_messages(links, structure, workload, &zones, &mut usage);
    usage
}

/// Messages are a figure of their own: they are shared out over the connections that send them.
fn send_messages(
    links: &[(Address, Arc<Connection>)],
    structure: &Structure,
    workload: &WorkloadFigures,
    zones: &[Option<u32>],
    usage: &mut [Usage],
) {
    let senders = links.iter().filter(|(_, it)| it.access == Access::Send).count();
    let even_share = Decimal::ONE.checked_div(Decimal::from(senders)).unwrap_or_default();
    let gb_per_message = workload.message_kb.checked_div(KB_PER_GB.into()).unwrap_or_default();
    for ((_, connection), &(from, to)) in links.iter().zip(&structure.ends) {
        if connection.access == Access::Send {
            let share = connection.share.map_or(even_share, |it| it.0 / Decimal::ONE_HUNDRED);
            let messages = scale(workload.messages, share);
            if let Some(target) = usage.get_mut(to) {
                target.messages = add(target.messages, messages);
            }
        }
        // A copy of every message travels to each replica.
        if connection.access == Access::Replicate && differ(zones.get(from), zones.get(to)) {
            let share = connection.share.map_or(Decimal::ONE, |it| it.0 / Decimal::ONE_HUNDRED);
            let copied = scale(scale(workload.messages, gb_per_message), share);
            if let Some(source) = usage.get_mut(from) {
                source.gb_cross_az = add(source.gb_cross_az, copied);
            }
        }
    }
}

fn start(workload: &WorkloadFigures) -> Usage {
    Usage { requests: workload.requests, gb_in: workload.gb_in, gb_out: workload.gb_out, ..Usage::default() }
}

fn carry(here: &Usage, connection: &Connection) -> Usage {
    let Some(share) = connection.share else { return *here };
    let share = share.0 / Decimal::ONE_HUNDRED;
    Usage {
        requests: scale(here.requests, share),
        gb_in: scale(here.gb_in, share),
        gb_out: scale(here.gb_out, share),
        ..Usage::default()
    }
}

fn add(left: Range<Decimal>, right: Range<Decimal>) -> Range<Decimal> {
    left.zip(right, Decimal::saturating_add)
}

fn scale(range: Range<Decimal>, factor: Decimal) -> Range<Decimal> {
    range.map(|it| it.saturating_mul(factor))
}

fn differ(left: Option<&Option<u32>>, right: Option<&Option<u32>>) -> bool {
    matches!((left, right), (Some(Some(left)), Some(Some(right))) if left != right)
}

/// What a component reaches the internet through, when it stands in a private tier.
fn nat(entries: &[Entry], structure: &Structure, nats: &[(usize, usize)], idx: usize) -> Option<usize> {
    if nats.is_empty() {
        return None;
    }
    let mut next = structure.parent.get(idx).copied().flatten();
    while let Some(idx) = next {
        if let Some(network) = &entries.get(idx)?.facts.network {
            let is_private = !network.public && !network.closed;
            let of = network_of(entries, structure, idx).filter(|_| is_private)?;
            return nats.iter().find(|it| it.0 == of).map(|it| it.1);
        }
        next = structure.parent.get(idx).copied().flatten();
    }
    None
}

/// The availability zone of a component: its own, or that of what it stands in.
fn zone(entries: &[Entry], structure: &Structure, idx: usize) -> Option<u32> {
    let mut next = Some(idx);
    while let Some(idx) = next {
        if let Some(az) = entries.get(idx)?.facts.az {
            return Some(az);
        }
        next = structure.parent.get(idx).copied().flatten();
    }
    None
}

/// An order in which every component comes after those that send to it; a cycle is cut where it
/// closes.
fn order(entries: &[Entry], links: &[(Address, Arc<Connection>)], structure: &Structure) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }

    let mut state = vec![State::New; entries.len()];
    let mut postorder = Vec::with_capacity(entries.len());
    // Users first, so that a cycle is cut at its far end and not at its entry.
    let starters = (0..entries.len()).filter(|&it| entries.get(it).is_some_and(|it| it.facts.starts_traffic));
    let rest = (0..entries.len()).filter(|&it| entries.get(it).is_some_and(|it| !it.facts.starts_traffic));
    for root in starters.chain(rest) {
        let mut stack = vec![(root, 0)];
        while let Some((idx, at)) = stack.pop() {
            if at == 0 {
                if state.get(idx) != Some(&State::New) {
                    continue;
                }
                if let Some(state) = state.get_mut(idx) {
                    *state = State::Open;
                }
            }
            let next = structure.outgoing.get(idx).and_then(|it| it.get(at));
            match next {
                Some(&link) => {
                    stack.push((idx, at + 1));
                    let carries = links.get(link).is_some_and(|it| it.1.access.carries_traffic());
                    let to = structure.ends.get(link).map(|it| it.1);
                    if let Some(to) = to.filter(|it| carries && state.get(*it) == Some(&State::New)) {
                        stack.push((to, 0));
                    }
                }
                None => {
                    if let Some(state) = state.get_mut(idx) {
                        *state = State::Done;
                    }
                    postorder.push(idx);
                }
            }
        }
    }
    postorder.reverse();
    postorder
}
