//! `groundplan new`

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use groundplan_core::{design, generate::generate, references::REFERENCES};

use crate::{Outcome, input, output};

/// Options of `new`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The reference to start from; `blank` for none, `generated` for one of any size
    reference: String,
    /// Where to write it; standard output without
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Components of a generated design
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    components: u32,
    /// Another number gives another generated design
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let text = match arguments.reference.as_str() {
        "blank" => design::write(&design::Design::default()),
        "generated" => design::write(&generate(arguments.components as usize, arguments.seed)),
        id => match input::reference_text(id) {
            Some(text) => text.to_owned(),
            None => {
                let ids: Vec<&str> = REFERENCES.iter().map(|it| it.id).collect();
                bail!("there is no reference {id:?}; there is {}, blank, generated", ids.join(", "));
            }
        },
    };
    output::write(arguments.output.as_deref(), &text)?;
    Ok(Outcome::Fine)
}
