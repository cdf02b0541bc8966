//! Ways out: what gives each network a way to the internet, to AWS or to an office.

use crate::vocab::{Place, WayOut};

use super::{Entry, Structure};

/// The network that a component stands in, or is.
pub(super) fn network_of(entries: &[Entry], structure: &Structure, idx: usize) -> Option<usize> {
    let mut next = Some(idx);
    while let Some(idx) = next {
        if entries.get(idx)?.meta.offers == Some(Place::Network) {
            return Some(idx);
        }
        next = structure.parent.get(idx).copied().flatten();
    }
    None
}

/// Networks, each with what gives it a way out. A way to the internet begins in a public tier; one
/// that stands elsewhere leads nowhere.
pub(super) fn gateways(entries: &[Entry], structure: &Structure) -> Vec<(usize, usize)> {
    let mut gateways = Vec::new();
    for (idx, entry) in entries.iter().enumerate().filter(|(_, it)| !it.facts.ways_out.is_empty()) {
        let place = structure.parent.get(idx).copied().flatten().and_then(|it| entries.get(it));
        let is_public = place.and_then(|it| it.facts.network.as_ref()).is_some_and(|it| it.public);
        let to_internet = entry.facts.ways_out.iter().any(|it| matches!(it, WayOut::Internet { .. }));
        if let Some(network) = network_of(entries, structure, idx).filter(|_| is_public || !to_internet) {
            gateways.push((network, idx));
        }
    }
    gateways
}
