//! Reading designs and price books.

use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use groundplan_core::{
    base::Range,
    design::{self, Design, MAX_BYTES},
    plan,
    prices::{PriceBook, Region},
};

use crate::books;

/// The files of the reference designs, inside the program.
const REFERENCES: &[(&str, &str)] = &[
    ("c1", include_str!("../../../public/references/c1.groundplan.json")),
    ("reptidex", include_str!("../../../public/references/reptidex.groundplan.json")),
];

/// Which design, at which stage, where.
#[derive(Args)]
pub(crate) struct Source {
    /// The design: a file, - for standard input, or the name of a reference
    pub(crate) file: String,
    /// The environment, such as prod; the base for none
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// Apply the scale plan up to and with this step
    #[arg(long, value_name = "ID")]
    pub(crate) step: Option<String>,
    /// Take another of a step's choices, such as offload=app-runner
    #[arg(long, value_name = "STEP=CHOICE")]
    pub(crate) choose: Vec<String>,
    /// Build and price it in another region
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
}

/// Which figure of a range.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Usage {
    /// A quiet month
    Low,
    /// The month to plan with
    #[default]
    Expected,
    /// A busy month
    High,
}

impl Usage {
    /// The figure.
    pub(crate) fn of<T: Copy>(self, range: Range<T>) -> T {
        match self {
            Self::Low => range.low,
            Self::Expected => range.expected,
            Self::High => range.high,
        }
    }
}

impl Source {
    /// The design before its plan, with the region that was asked for.
    pub(crate) fn base(&self) -> Result<Design> {
        let mut design = read(&self.file)?.environment(self.env.as_deref())?;
        if let Some(region) = &self.region {
            let region = Region::new(region)?;
            let mut settings = design.settings.as_ref().clone();
            settings.region = region;
            design.settings = Arc::new(settings);
        }
        for choice in &self.choose {
            let Some((step, choice)) = choice.split_once('=') else {
                bail!("--choose must be STEP=CHOICE, such as offload=app-runner, got {choice:?}");
            };
            design = plan::choose(&design, step, choice)?;
        }
        Ok(design)
    }

    /// The design at the stage that was asked for.
    pub(crate) fn stage(&self) -> Result<Design> {
        Ok(plan::up_to(&self.base()?, self.step.as_deref())?)
    }
}

/// Reads a design: a reference by name, standard input, or a file.
pub(crate) fn read(file: &str) -> Result<Design> {
    let text = match REFERENCES.iter().find(|it| it.0 == file) {
        Some((_, text)) => (*text).to_owned(),
        None => read_text(file)?,
    };
    design::read(&text).with_context(|| named(file))
}

/// The text of a reference.
pub(crate) fn reference_text(id: &str) -> Option<&'static str> {
    REFERENCES.iter().find(|it| it.0 == id).map(|it| it.1)
}

/// The price book of a design's region.
pub(crate) fn book(design: &Design) -> Result<Arc<PriceBook>> {
    book_of(design.settings.region)
}

/// The price book of a region.
pub(crate) fn book_of(region: Region) -> Result<Arc<PriceBook>> {
    let text = books::book_text(region.code()).context("the region has no price book")?;
    Ok(Arc::new(PriceBook::from_json(text)?))
}

fn read_text(file: &str) -> Result<String> {
    let mut bytes = Vec::new();
    // One byte more than is allowed tells a file that is too large without reading all of it.
    let limit = MAX_BYTES as u64 + 1;
    if file == "-" {
        io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
    } else {
        let opened = File::open(file);
        let opened = match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let names: Vec<&str> = REFERENCES.iter().map(|it| it.0).collect();
                bail!("{file}: there is no such file, and no such reference (there is {})", names.join(", "));
            }
            other => other.with_context(|| file.to_owned())?,
        };
        opened.take(limit).read_to_end(&mut bytes).with_context(|| file.to_owned())?;
    }
    String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{}: not a text file (UTF-8)", named(file)))
}

fn named(file: &str) -> String {
    if file == "-" { "standard input".to_owned() } else { file.to_owned() }
}
