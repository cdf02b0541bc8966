//! `cargo xtask prices FOLDER`: turns collected price figures into the price books of `public/`.
//!
//! Reads `ec2.json`, `rds.json`, `elasticache.json` and `services.json` of the folder, and writes
//! `public/prices/<region>.json` in the format that `groundplan_core::prices` describes, and
//! `public/prices/index.json`. It says where each figure comes from and never makes one up: what
//! a file doesn't have for a region is absent from its book. A last tier that ends somewhere in
//! the source is left open, so beyond it the last known rate goes on.
//!
//! A book is gathered in a [`Draft`], and the core's own reader checks and its writer prints it.

mod databases;
mod draft;
mod machines;
mod services;
mod sources;
mod units;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use groundplan_core::prices::{PriceBook, Region};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use self::draft::Draft;
use crate::workspace::Workspace;

/// What to import.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder with ec2.json, rds.json, elasticache.json and services.json
    folder: PathBuf,
}

/// Writes the price books.
pub(crate) fn verb(workspace: &Workspace, args: &Args) -> Result<()> {
    let files = Files::read(&args.folder)?;
    let out = workspace.root().join("public/prices");
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;

    let mut entries = Vec::new();
    for region in Region::all() {
        let text = book(&files, region).with_context(|| format!("region {region}"))?;
        let checked = PriceBook::from_json(&text).with_context(|| format!("region {region}"))?;
        entries.push(index_entry(&checked, &text));
        write(&out.join(format!("{region}.json")), &text)?;
        println!("{region}: {} prices, {} kB", checked.prices().len(), text.len() / 1000);
    }
    let regions = entries.join(",\n");
    let index =
        format!("{{\n\"format\": \"groundplan-price-index/1\",\n\"regions\": {{\n{regions}\n}}\n}}\n");
    write(&out.join("index.json"), &index)
}

/// The text of a region's book.
fn book(files: &Files, region: Region) -> Result<String> {
    let mut draft = Draft::default();
    machines::import(&files.ec2, &files.services, region, &mut draft).context("ec2.json")?;
    databases::import_rds(&files.rds, region, &mut draft).context("rds.json")?;
    databases::import_elasticache(&files.elasticache, region, &mut draft).context("elasticache.json")?;
    services::import(&files.services, region, &mut draft).context("services.json")?;
    let book = PriceBook::from_json(&draft.to_json(region))?;
    ensure!(book.prices().len() > 0, "no prices");
    Ok(book.to_json())
}

fn index_entry(book: &PriceBook, text: &str) -> String {
    let region = book.region();
    let facts = json!({
        "name": region.name(),
        "as_of": book.as_of(),
        "prices": book.prices().len(),
        "bytes": text.len(),
        "sha256": Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect::<String>(),
    });
    format!("\"{region}\": {facts}")
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The four files.
struct Files {
    ec2: Value,
    rds: Value,
    elasticache: Value,
    services: Value,
}

impl Files {
    fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str, schema: &str| -> Result<Value> {
            let path = folder.join(name);
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let file: Value =
                serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
            let found = &file["schema"];
            ensure!(found == schema, "{}: schema must be {schema:?}, got {found}", path.display());
            ensure!(
                file["currency"] == "USD",
                "{}: currency must be \"USD\", got {}",
                path.display(),
                file["currency"]
            );
            Ok(file)
        };
        Ok(Self {
            ec2: read("ec2.json", "aws-ec2-ondemand/1")?,
            rds: read("rds.json", "aws-rds/1")?,
            elasticache: read("elasticache.json", "aws-elasticache/1")?,
            services: read("services.json", "aws-services-prices/1")?,
        })
    }
}

/// The object at a JSON pointer; an error when it is absent or something else.
fn object<'a>(file: &'a Value, pointer: &str) -> Result<&'a Map<String, Value>> {
    optional(file, pointer).with_context(|| format!("{pointer} must be an object"))
}

/// The object at a JSON pointer, if there is one.
fn optional<'a>(file: &'a Value, pointer: &str) -> Option<&'a Map<String, Value>> {
    file.pointer(pointer)?.as_object()
}

/// The text at a JSON pointer.
fn text<'a>(file: &'a Value, pointer: &str) -> Result<&'a str> {
    file.pointer(pointer).and_then(Value::as_str).with_context(|| format!("{pointer} must be a text"))
}
