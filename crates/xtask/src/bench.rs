//! `cargo xtask bench`: how fast and how large Groundplan is, as a Markdown table for the README.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{
    browser, build,
    process::{self, Log},
    setup,
    site::Site,
    workspace::Workspace,
};

/// The flags of `bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only the groups whose name contains this: core, cli, size, browser
    #[arg(default_value = "")]
    filter: String,
}

/// One line of the table. `tests/browser/bench.mjs` prints these as JSON, one on a line.
#[derive(Deserialize)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
}

type Group = (&'static str, fn(&Workspace) -> Result<Vec<Figure>>);

const GROUPS: &[Group] = &[("core", core), ("cli", cli), ("size", size), ("browser", in_browser)];

/// Takes the figures, one group after the other so that none disturbs another, and prints them.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::run(workspace, browser::TOOLS)?.stop_in_ci()?;
    let chosen: Vec<&Group> = GROUPS.iter().filter(|(name, _)| name.contains(&args.filter)).collect();
    if chosen.iter().any(|(name, _)| ["size", "browser"].contains(name)) {
        build::release(workspace)?;
    }
    let mut rows = String::new();
    for (name, take) in chosen {
        println!("\nMeasuring {name} …");
        for figure in take(workspace).with_context(|| format!("cannot measure {name}"))? {
            rows += &format!("| {name} | {} | {} |\n", figure.name, shown(figure.value, &figure.unit));
        }
    }
    println!("\n| Where | What | Figure |\n| --- | --- | ---: |\n{rows}");
    Ok(())
}

/// The benches of the core; criterion leaves a file for each.
fn core(workspace: &Workspace) -> Result<Vec<Figure>> {
    let results = workspace.target().join("criterion");
    if results.exists() {
        fs::remove_dir_all(&results)?;
    }
    let status = workspace.cargo().args(["bench", "--package", "groundplan-core", "--benches"]).status()?;
    ensure!(status.success(), "cargo bench ended with {status}");
    let mut figures = Vec::new();
    collect_criterion(&results, &mut figures)?;
    figures.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(figures)
}

/// Walks criterion's folders and reads the median of each bench.
fn collect_criterion(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    #[derive(Deserialize)]
    struct Bench {
        full_id: String,
    }
    #[derive(Deserialize)]
    struct Estimates {
        median: Estimate,
    }
    #[derive(Deserialize)]
    struct Estimate {
        point_estimate: f64,
    }
    for entry in
        fs::read_dir(folder).with_context(|| format!("no bench left a result in {}", folder.display()))?
    {
        let path = entry?.path();
        if path.ends_with("new") {
            let bench: Bench = serde_json::from_slice(&fs::read(path.join("benchmark.json"))?)?;
            let estimates: Estimates = serde_json::from_slice(&fs::read(path.join("estimates.json"))?)?;
            let value = estimates.median.point_estimate;
            figures.push(Figure { name: bench.full_id, value, unit: "ns".into() });
        } else if path.is_dir() {
            collect_criterion(&path, figures)?;
        }
    }
    Ok(())
}

/// The command line as a whole process: start, read, derive, print, write, end.
fn cli(workspace: &Workspace) -> Result<Vec<Figure>> {
    const RUNS: usize = 20;
    let status = workspace.cargo().args(["build", "--release", "--package", "groundplan-cli"]).status()?;
    ensure!(status.success(), "cargo build ended with {status}");
    let program = workspace.target().join("release/groundplan");
    let folder = workspace.empty_scratch("bench")?;
    let generated = generated(workspace)?;
    let subjects = [("c1", "c1".into()), ("1,000 components", generated.to_string_lossy().into_owned())];
    let mut figures = Vec::new();
    for (name, subject) in subjects {
        for verb in ["estimate", "export"] {
            let mut times = Vec::new();
            for _ in 0..RUNS {
                let mut command = workspace.command(&program.to_string_lossy());
                command.args([verb, &subject]).stdout(Stdio::null());
                if verb == "export" {
                    command.arg("-o").arg(folder.join("bundle.zip"));
                }
                let start = Instant::now();
                ensure!(command.status()?.success(), "groundplan {verb} {subject} failed");
                times.push(start.elapsed());
            }
            let value = median(times).as_nanos() as f64;
            figures.push(Figure { name: format!("{verb} {name}, whole process"), value, unit: "ns".into() });
        }
    }
    Ok(figures)
}

/// A design of 1,000 components, as the command line generates it.
fn generated(workspace: &Workspace) -> Result<PathBuf> {
    let file = workspace.empty_scratch("bench-designs")?.join("generated.groundplan.json");
    let new = ["new", "generated", "--components", "1000", "--seed", "1", "-o"];
    let run = ["run", "--release", "--package", "groundplan-cli", "--"];
    process::read(workspace.cargo().args(run).args(new).arg(&file))?;
    Ok(file)
}

/// The middle one of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What a browser fetches: each file of the built app but the price books, which come one at a time.
fn size(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut sum = 0.0;
    for entry in fs::read_dir(workspace.dist())? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path)?;
        let packed = brotli_size(&bytes)? as f64;
        sum += packed;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        figures.push(Figure { name: format!("{name}, raw"), value: bytes.len() as f64, unit: "B".into() });
        figures.push(Figure { name: format!("{name}, brotli"), value: packed, unit: "B".into() });
    }
    figures.sort_by(|one, other| one.name.cmp(&other.name));
    figures.push(Figure {
        name: "all files of the first folder, brotli".into(),
        value: sum,
        unit: "B".into(),
    });
    Ok(figures)
}

/// How many bytes travel when a server packs as tightly as it can.
fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    packed.write_all(bytes)?;
    Ok(packed.into_inner().len())
}

/// What only a browser can tell; `tests/browser/bench.mjs` prints the figures, where there is one.
fn in_browser(workspace: &Workspace) -> Result<Vec<Figure>> {
    let script = "tests/browser/bench.mjs";
    if !workspace.root().join(script).exists() {
        return Ok(Vec::new());
    }
    let site = Site::serve(&workspace.dist(), 0)?;
    let mut log = Log::create(&workspace.scratch("log")?.join("bench.log"))?;
    let printed = log
        .read(browser::node(workspace, &site)?.env("GROUNDPLAN_LARGE", generated(workspace)?).arg(script))
        .with_context(|| log.text())?;
    printed
        .lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("{script} printed {line}")))
        .collect()
}

/// A figure with three digits that count, in the unit that suits it.
fn shown(value: f64, unit: &str) -> String {
    let (value, unit) = match unit {
        "ns" if value >= 1e9 => (value / 1e9, "s"),
        "ns" if value >= 1e6 => (value / 1e6, "ms"),
        "ns" if value >= 1e3 => (value / 1e3, "µs"),
        "B" if value >= 1e3 => (value / 1e3, "KB"),
        _ => (value, unit),
    };
    let digits = if value >= 100.0 || value.fract() == 0.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_in_the_unit_that_suits_them() {
        assert_eq!(shown(812_345.0, "ns"), "812 µs");
        assert_eq!(shown(12_345_678.0, "ns"), "12.3 ms");
        assert_eq!(shown(60.0, "fps"), "60 fps");
        assert_eq!(shown(599_400.0, "B"), "599 KB");
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median([3, 1, 2].map(Duration::from_secs).into()), Duration::from_secs(2));
    }
}
