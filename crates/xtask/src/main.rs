//! `cargo xtask`: set-up, serve, test, bench, price import, new service. One file for each verb.
//!
//! Start reading at [`Verb`]; `setup/` holds the tools as values, `test/` the steps as values.

mod bench;
mod browser;
mod build;
mod check_bundle;
mod checks;
mod new_service;
mod prices;
mod process;
mod serve;
mod setup;
mod site;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Sets up, serves, tests and measures Groundplan"
)]
enum Verb {
    /// Install what serving and testing need, and say what is missing
    Setup(setup::Args),
    /// Set up what is missing, build the app and serve it on loopback
    Serve(serve::Args),
    /// Build the app as it is released, into dist/
    Build,
    /// Run the browser tests against a fresh build
    Browser(browser::Args),
    /// Set up what is missing and run every check: core, CLI, bundles with real tools, browser
    Test(test::Args),
    /// Run the checks with real tools on bundles that were exported anywhere
    CheckBundle(check_bundle::Args),
    /// Measure speed and size, and print a table
    Bench(bench::Args),
    /// Start a new kind of component: its file and its lines in the list
    NewService(new_service::Args),
    /// Turn collected price figures into the price books of public/prices/
    Prices(prices::Args),
}

fn main() -> ExitCode {
    match run(&Verb::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<()> {
    let workspace = Workspace::find()?;
    match verb {
        Verb::Setup(args) => setup::verb(&workspace, args),
        Verb::Serve(args) => serve::verb(&workspace, args),
        Verb::Build => build::verb(&workspace),
        Verb::Browser(args) => browser::verb(&workspace, args),
        Verb::Test(args) => test::verb(&workspace, args),
        Verb::CheckBundle(args) => check_bundle::verb(&workspace, args),
        Verb::Bench(args) => bench::verb(&workspace, args),
        Verb::NewService(args) => new_service::verb(&workspace, args),
        Verb::Prices(args) => prices::verb(&workspace, args),
    }
}
