//! The tables, by what the resources are about.

mod compute;
mod database;
mod entry;
mod identity;
mod messaging;
mod network;
mod operation;
mod scaling;
mod storage;

use super::table::Mapping;

/// All of them.
pub(super) const ALL: &[&[Mapping]] = &[
    network::TABLE,
    identity::TABLE,
    entry::TABLE,
    compute::TABLE,
    scaling::TABLE,
    database::TABLE,
    storage::TABLE,
    messaging::TABLE,
    operation::TABLE,
];
