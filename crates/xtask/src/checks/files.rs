//! What needs no tool: the layout, JSON, CSV and SVG that parse, and the manifest's hashes.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Bundle, Check};

/// The bundle is whole, its data files parse, its manifest is true.
pub(super) const CHECK: Check = Check {
    name: "bundle-files",
    what: "every bundle is whole, its data files parse, its manifest is true",
    tools: &[],
    run: |_, bundle, _| {
        check_layout(bundle)?;
        for file in bundle.files()? {
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let checked = match ending {
                "json" => check_json(&bundle.read(&file)?),
                "csv" => check_csv(&bundle.read(&file)?),
                "svg" => check_svg(&bundle.read(&file)?),
                _ => Ok(()),
            };
            checked.with_context(|| file.display().to_string())?;
        }
        check_manifest(bundle)
    },
};

const LAYOUT: &[&str] = &[
    "terraform/terraform.tfvars.example",
    "runbook.md",
    "cost/estimate.json",
    "cost/estimate.csv",
    "cost/estimate.md",
    "diagram.svg",
    "work-plan.md",
    "work-plan.csv",
    "work-plan.svg",
    "manifest.json",
];

/// The list of what a bundle holds.
#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    sha256: String,
}

fn check_layout(bundle: &Bundle) -> Result<()> {
    for file in LAYOUT {
        ensure!(bundle.dir.join(file).is_file(), "{file} is missing");
    }
    // A design without hosts has no stack; each that there is says what it has to know.
    for file in bundle.files()?.iter().filter(|file| file.ends_with("compose.yaml")) {
        let example = file.with_file_name(".env.example");
        ensure!(bundle.dir.join(&example).is_file(), "{} is missing", example.display());
    }
    Ok(())
}

fn check_json(text: &str) -> Result<()> {
    serde_json::from_str::<serde_json::Value>(text)?;
    Ok(())
}

/// Every record is as long as the first, and no cell starts a formula.
fn check_csv(text: &str) -> Result<()> {
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        let record = record?;
        for cell in &record {
            let formula = cell.starts_with(['=', '@', '\t', '\r'])
                || (cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err());
            ensure!(!formula, "a spreadsheet would run the cell {cell:?}");
        }
    }
    Ok(())
}

/// Well-formed, a picture, and only a picture.
fn check_svg(text: &str) -> Result<()> {
    let document = roxmltree::Document::parse(text)?;
    ensure!(
        document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")),
        "the root is not svg"
    );
    for node in document.descendants() {
        ensure!(node.tag_name().name() != "script", "a picture must not hold a script");
        for attribute in node.attributes() {
            ensure!(
                !attribute.name().starts_with("on"),
                "a picture must not hold the handler {}",
                attribute.name()
            );
        }
    }
    Ok(())
}

/// Each file is listed with its hash, and nothing else is.
fn check_manifest(bundle: &Bundle) -> Result<()> {
    let name = Path::new("manifest.json");
    let manifest: Manifest = serde_json::from_str(&bundle.read(name)?).context("manifest.json")?;
    let mut listed: Vec<&str> = manifest.files.iter().map(|entry| entry.path.as_str()).collect();
    listed.sort_unstable();
    let mut found = bundle.files()?;
    found.retain(|file| file != name);
    let found: Vec<String> = found.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
    let mut sorted: Vec<&str> = found.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    ensure!(listed == sorted, "manifest.json lists {listed:?}, the bundle holds {sorted:?}");
    for entry in &manifest.files {
        let hash = sha256(&std::fs::read(bundle.dir.join(&entry.path))?);
        if hash != entry.sha256 {
            bail!("manifest.json says {} for {}, it is {hash}", entry.sha256, entry.path);
        }
    }
    Ok(())
}

/// The hash of some bytes in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
