//! What kinds of the network share: the zones' letters, and which route tables a tier has.

use crate::{
    base::Address,
    vocab::{NetworkFacts, Site},
};

/// The letters of the zones, as AWS ends their names.
pub(super) const ZONES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The labels of a tier's route tables: a single one, or one for each zone where zones have ways out
/// of their own. The site is that of anything in the network.
pub(super) fn tables(tier: &Address, network: &NetworkFacts, site: &Site<'_>) -> Vec<String> {
    let label = tier.label();
    let is_private = !network.public && !network.closed;
    let splits = is_private && network.azs > 1 && site.nat().is_some_and(|(_, zones)| zones > 1);
    if !splits {
        return vec![label];
    }
    ZONES.iter().take(network.azs as usize).map(|zone| format!("{label}_{zone}")).collect()
}
