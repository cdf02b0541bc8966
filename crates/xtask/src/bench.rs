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

/// The benches of the core: the median of each.
fn core(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut bench = workspace.cargo();
    let table = process::read(bench.args(["bench", "--package", "groundplan-core", "--benches"]))?;
    let figures = medians(&table);
    ensure!(!figures.is_empty(), "no bench left a figure:\n{table}");
    Ok(figures)
}

/// The medians in the tables that divan prints, a tree of names with a row of times at each leaf.
fn medians(table: &str) -> Vec<Figure> {
    const BRANCHES: [&str; 2] = ["├─ ", "╰─ "];
    let mut figures = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    for line in table.lines() {
        let Some(at) = BRANCHES.iter().find_map(|it| line.find(it)) else { continue };
        let depth = line[..at].chars().count() / 3;
        let rest = &line[at + BRANCHES[0].len()..];
        let (name, times) = rest.split_once("  ").unwrap_or((rest, ""));
        path.truncate(depth);
        path.push(name.trim());
        if let Some(value) = times.split('│').nth(2).and_then(nanoseconds) {
            figures.push(Figure { name: path.join(" "), value, unit: "ns".into() });
        }
    }
    figures
}

/// `41.4 µs` in nanoseconds.
fn nanoseconds(text: &str) -> Option<f64> {
    let (value, unit) = text.trim().split_once(' ')?;
    let factor = match unit {
        "ns" => 1.0,
        "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        _ => return None,
    };
    Some(value.parse::<f64>().ok()? * factor)
}

/// The command line as a whole process: start, read, derive, print, write, end.
fn cli(workspace: &Workspace) -> Result<Vec<Figure>> {
    const RUNS: usize = 20;
    let status = workspace.cargo().args(["build", "--release", "--package", "groundplan-cli"]).status()?;
    ensure!(status.success(), "cargo build ended with {status}");
    let program = workspace.target().join("release/groundplan");
    let folder = workspace.empty_scratch("bench")?;
    let generated = |n_components| {
        Ok::<_, anyhow::Error>(generated(workspace, n_components)?.to_string_lossy().into_owned())
    };
    // A hundred tenants of c1's size have about 4,000 components.
    let subjects = [
        ("c1", "c1".into()),
        ("1,000 components", generated(1_000)?),
        ("4,000 components", generated(4_000)?),
    ];
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

/// A design of that many components, as the command line generates it.
fn generated(workspace: &Workspace, n_components: usize) -> Result<PathBuf> {
    let file = workspace.scratch("bench-designs")?.join(format!("{n_components}.groundplan.json"));
    let run = ["run", "--release", "--package", "groundplan-cli", "--", "new", "generated", "--seed", "1"];
    let count = n_components.to_string();
    process::read(workspace.cargo().args(run).args(["--components", &count, "-o"]).arg(&file))?;
    Ok(file)
}

/// The middle one of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What a browser fetches before the gallery can be used, and the worker that follows when it is
/// asked for.
fn size(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut first = 0.0;
    let weigh = |name: &str, path: &Path, figures: &mut Vec<Figure>| -> Result<f64> {
        let bytes = fs::read(path)?;
        let packed = brotli_size(&bytes)? as f64;
        figures.push(Figure { name: format!("{name}, raw"), value: bytes.len() as f64, unit: "B".into() });
        figures.push(Figure { name: format!("{name}, brotli"), value: packed, unit: "B".into() });
        Ok(packed)
    };
    let dist = workspace.dist();
    let (mut wasm, mut rest) =
        (Vec::new(), vec!["prices/us-east-1.json".into(), "references/c1.groundplan.json".into()]);
    for entry in fs::read_dir(&dist)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // The help of fields comes with the first field, when a design is open.
        let is_later = name.starts_with("bundler") || ["worker.js", "help.json"].contains(&name.as_str());
        if !path.is_file() || is_later {
            continue;
        }
        if name.ends_with(".wasm") { wasm.push(name) } else { rest.push(name) }
    }
    for name in wasm {
        first += weigh("the program", &dist.join(name), &mut figures)?;
    }
    let mut others = 0.0;
    for name in rest {
        others += brotli_size(&fs::read(dist.join(name))?)? as f64;
    }
    figures.push(Figure {
        name: "page, styles, scripts, prices and c1, brotli".into(),
        value: others,
        unit: "B".into(),
    });
    first += others;
    figures.push(Figure { name: "first load in all, brotli".into(), value: first, unit: "B".into() });
    weigh(
        "findings and exporters, loaded once a design is open",
        &dist.join("bundler_bg.wasm"),
        &mut figures,
    )?;
    Ok(figures)
}

/// How many bytes travel when a server packs as tightly as it can.
fn brotli_size(bytes: &[u8]) -> Result<usize> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    packed.write_all(bytes)?;
    Ok(packed.into_inner().len())
}

/// What only a browser can tell: prices in it, and the app in use.
fn in_browser(workspace: &Workspace) -> Result<Vec<Figure>> {
    let pricing = Site::serve(&pricing_page(workspace)?, 0)?;
    let mut figures = figures_of(workspace, &pricing, "tests/browser/bench-pricing.mjs")?;
    let site = Site::serve(&workspace.dist(), 0)?;
    figures.extend(figures_of(workspace, &site, "tests/browser/bench.mjs")?);
    Ok(figures)
}

/// A page with the program that prices designs, optimised as natively.
fn pricing_page(workspace: &Workspace) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let build =
        ["build", "--release", "--package", "groundplan-bundler", "--example", "pricing", "--target", TARGET];
    process::read(workspace.cargo().args(build))?;
    let page = workspace.empty_scratch("bench-page")?;
    let program = workspace.target().join(TARGET).join("release/examples/pricing.wasm");
    let mut bindgen = workspace.command("wasm-bindgen");
    process::read(bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&page).arg(program))?;
    fs::write(
        page.join("index.html"),
        "<!doctype html><link rel=\"icon\" href=\"data:,\" /><script type=\"module\">import start from \"./pricing.js\"; await start();</script>\n",
    )?;
    Ok(page)
}

/// The figures that a script prints, a line of JSON each.
fn figures_of(workspace: &Workspace, site: &Site, script: &str) -> Result<Vec<Figure>> {
    let mut log = Log::create(&workspace.scratch("log")?.join("bench.log"))?;
    let mut node = browser::node(workspace, site)?;
    let printed = log
        .read(node.env("GROUNDPLAN_LARGE", generated(workspace, 1_000)?).arg(script))
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
    fn the_medians_are_read_from_the_tree() {
        let table = "\
pricing              fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ price_c1          41.07 µs      │ 103.7 µs      │ 41.4 µs       │ 43.35 µs      │ 100     │ 100
╰─ price                           │               │               │               │         │
   ├─ 100            162.4 µs      │ 300 µs        │ 170 µs        │ 172 µs        │ 100     │ 100
   ╰─ 10000          1.07 s        │ 1.7 s         │ 1.25 s        │ 1.3 s         │ 100     │ 100
";
        let got: Vec<(String, f64)> = medians(table).into_iter().map(|it| (it.name, it.value)).collect();
        let want = [("price_c1", 41_400.0), ("price 100", 170_000.0), ("price 10000", 1.25e9)];
        assert_eq!(got, want.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median([3, 1, 2].map(Duration::from_secs).into()), Duration::from_secs(2));
    }
}
