//! `groundplan export`

use std::{
    fs, mem,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use groundplan_core::{
    design::Extra,
    export::{self, Bundle},
    plan::Stage,
};

use super::check::FailOn;
use crate::{
    Outcome,
    input::{self, Source},
    output,
};

/// Options of `export`.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// Where to write the bundle: a folder, or a file that ends in .zip
    #[arg(short, long, value_name = "DIR|FILE.zip")]
    output: PathBuf,
    /// What the bundle holds further, beside what the design says
    #[arg(long, value_enum, value_name = "WHAT")]
    with: Vec<With>,
    /// What makes it exit with 1; the bundle is written all the same
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

/// A further part of a bundle.
#[derive(Clone, Copy, ValueEnum)]
enum With {
    /// The infrastructure as templates of CloudFormation
    Cloudformation,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut design = arguments.source.stage()?;
    Arc::make_mut(&mut design.settings).extras.extend(arguments.with.iter().map(|it| match it {
        With::Cloudformation => Extra::Cloudformation,
    }));
    let stage = Stage::new(&design, &input::book(&design)?);
    let bundle = export::bundle(&stage);
    let target = &arguments.output;
    if target.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip")) {
        fs::write(target, bundle.zip()).with_context(|| target.display().to_string())?;
    } else {
        write_folder(&bundle, target)?;
    }
    output::complain(&format!("{} files in {}", bundle.files().count(), target.display()));
    let outcome = FailOn::judge(arguments.fail_on, &stage);
    // The process ends here, and the system takes memory back faster than it is freed piece by piece.
    mem::forget((stage, bundle));
    Ok(outcome)
}

fn write_folder(bundle: &Bundle, target: &Path) -> Result<()> {
    if target.is_file() {
        bail!("{} is a file; name a folder, or a file that ends in .zip", target.display());
    }
    remove_former(bundle, target)?;
    for (path, content) in bundle.files() {
        let file = target.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(&file, content).with_context(|| file.display().to_string())?;
        if Bundle::is_script(path) {
            make_executable(&file)?;
        }
    }
    Ok(())
}

/// Removes what an earlier bundle put there and this one has no more: Terraform would go on building
/// from it. Files that the earlier bundle's manifest does not list stay.
fn remove_former(bundle: &Bundle, target: &Path) -> Result<()> {
    let manifest = target.join("manifest.json");
    let Ok(text) = fs::read_to_string(&manifest) else { return Ok(()) };
    for path in Bundle::listed(&text).iter().filter(|it| bundle.get(it).is_none()) {
        let file = target.join(path);
        if file.is_file() {
            fs::remove_file(&file).with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).with_context(|| file.display().to_string())
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
