//! `groundplan schema`

use anyhow::Result;
use clap::Args;
use groundplan_core::design;

use crate::{Outcome, output};

/// Options of `schema`.
#[derive(Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments) -> Result<Outcome> {
    output::print_json(&design::schema())?;
    Ok(Outcome::Fine)
}
