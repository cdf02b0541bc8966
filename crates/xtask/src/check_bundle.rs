//! `cargo xtask check-bundle`: the checks with real tools on bundles that lie anywhere.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{
    checks::{Bundle, CHECKS, Check, apply},
    process::Log,
    setup::{self, TEST, Tool},
    workspace::Workspace,
};

/// The flags of `check-bundle`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folders that the bundles were unpacked into
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Only the checks whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Also apply and destroy each stack against a mock of AWS, which takes some minutes
    #[arg(long)]
    apply: bool,
    /// Also apply the bundles in this order to one stack, as its steps of growth
    #[arg(long)]
    grow: bool,
}

/// Runs the checks on each bundle and prints what they said about those that fail.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let mut checks: Vec<&Check> = CHECKS.iter().filter(|check| check.name.contains(&args.only)).collect();
    if args.apply {
        checks.push(&apply::CHECK);
    }
    let growing = if args.grow { apply::CHECK.tools } else { &[] };
    let used = |tool: &&&Tool| {
        let mut used = checks.iter().flat_map(|check| check.tools).chain(growing);
        used.any(|it| it.name == tool.name)
    };
    let tools: Vec<&Tool> = TEST.iter().filter(used).copied().collect();
    let missing = setup::run(workspace, &tools)?;
    let mut wrong = 0;
    for folder in &args.folders {
        let bundle = Bundle::at(&folder.canonicalize()?);
        println!("\n{}", bundle.name);
        for check in &checks {
            if let Some(tool) = check.tools.iter().find(|tool| missing.holds(tool)) {
                println!("  {:<18} skipped: {} is missing", check.name, tool.name);
                continue;
            }
            let mut log = Log::create(&workspace.scratch("log")?.join(check.name).with_extension("log"))?;
            match (check.run)(workspace, &bundle, &mut log) {
                Ok(()) => println!("  {:<18} passed", check.name),
                Err(error) => {
                    println!("  {:<18} FAILED: {error:#}\n{}", check.name, log.text());
                    wrong += 1;
                }
            }
        }
    }
    if args.grow {
        let bundles: Vec<Bundle> = args
            .folders
            .iter()
            .map(|folder| Ok(Bundle::at(&folder.canonicalize()?)))
            .collect::<Result<_>>()?;
        let mut log = Log::create(&workspace.scratch("log")?.join("bundle-grow.log"))?;
        apply::live(workspace, &bundles, &mut log).with_context(|| log.text())?;
    }
    if wrong > 0 {
        bail!("{wrong} checks failed");
    }
    missing.stop_in_ci()
}
