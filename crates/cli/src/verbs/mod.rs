//! The verbs, one file each.

pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod estimate;
pub(crate) mod export;
pub(crate) mod new;
pub(crate) mod plan;
pub(crate) mod prices;
pub(crate) mod references;
pub(crate) mod schema;
pub(crate) mod work;
