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
use serde_json::{Map, Value};
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
    write(&out.join("index.json"), &index(&entries))
}

/// The list of all books.
fn index(entries: &[String]) -> String {
    let regions = entries.join(",\n");
    format!("{{\n\"format\": \"groundplan-price-index/1\",\n\"regions\": {{\n{regions}\n}}\n}}\n")
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
    let (region, as_of, prices, bytes) = (book.region(), book.as_of(), book.prices().len(), text.len());
    let name = Value::from(region.name());
    let sha256: String = Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect();
    format!(
        "\"{region}\": {{\"name\": {name}, \"as_of\": \"{as_of}\", \"prices\": {prices}, \"bytes\": {bytes}, \"sha256\": \"{sha256}\"}}"
    )
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
            parse(&text, schema).with_context(|| path.display().to_string())
        };
        Ok(Self {
            ec2: read("ec2.json", "aws-ec2-ondemand/1")?,
            rds: read("rds.json", "aws-rds/1")?,
            elasticache: read("elasticache.json", "aws-elasticache/1")?,
            services: read("services.json", "aws-services-prices/1")?,
        })
    }
}

/// A file of the named schema, in dollars.
fn parse(text: &str, schema: &str) -> Result<Value> {
    let file: Value = serde_json::from_str(text).context("not JSON")?;
    ensure!(file["schema"] == schema, "schema must be {schema:?}, got {}", file["schema"]);
    ensure!(file["currency"] == "USD", "currency must be \"USD\", got {}", file["currency"]);
    Ok(file)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_index_tells_the_books_as_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/prices");
        let entries = Region::all().map(|region| {
            let text = fs::read_to_string(folder.join(format!("{region}.json"))).unwrap();
            index_entry(&PriceBook::from_json(&text).unwrap(), &text)
        });
        let entries: Vec<_> = entries.collect();
        assert!(index(&entries) == fs::read_to_string(folder.join("index.json")).unwrap());
    }

    #[test]
    fn a_file_that_is_something_else_is_refused() {
        let error = |text: &str| parse(text, "aws-rds/1").unwrap_err().to_string();
        assert_eq!(error("{"), "not JSON");
        assert_eq!(error("[]"), r#"schema must be "aws-rds/1", got null"#);
        assert_eq!(error(r#"{"schema": "aws-rds/1"}"#), r#"currency must be "USD", got null"#);
        assert!(parse(r#"{"schema": "aws-rds/1", "currency": "USD"}"#, "aws-rds/1").is_ok());
    }

    /// The smallest files that make a book.
    fn files() -> Files {
        let sample: Value = serde_json::from_str(include_str!("prices/sample.json")).unwrap();
        let file = |name: &str| sample[name].clone();
        Files {
            ec2: file("ec2"),
            rds: file("rds"),
            elasticache: file("elasticache"),
            services: file("services"),
        }
    }

    fn imported(files: &Files) -> Result<PriceBook> {
        Ok(PriceBook::from_json(&book(files, Region::default())?)?)
    }

    #[test]
    fn each_figure_gets_its_name_unit_and_source() {
        let book = imported(&files()).unwrap();
        let lines = book.prices().map(|(sku, price)| {
            let source = book.source(price).unwrap();
            format!("{sku} {} {} {}", price.unit_price().0, price.unit, source.id)
        });
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [
                "aurora.io_per_1m 0.2 1M I/Os rds.C",
                "cloudfront.http_per_10k.us_mexico_canada 0.0075 10k requests svc.L",
                "cloudfront.out_gb.us_mexico_canada 0.085 GB svc.L",
                "ec2.t4g.micro 0.0084 h ec2.B",
                "ec2.t4g_credit_vcpu_hour 0.04 vCPU-h unverified",
                "ec2.x9.metal 3 h ec2.B",
                "elasticache.redis.cache.t4g.micro 0.016 h cache.E",
                "elb.alb_hour 0.0225 h unverified",
                "rds.backup_gb_month 0.095 GB-month unverified",
                "rds.gp3_gb_month 0.115 GB-month rds.C",
                "rds.mariadb.multi_az.db.t4g.micro 0.032 h rds.C.doubled",
                "rds.mariadb.single_az.db.t4g.micro 0.016 h rds.C.mariadb",
                "rds.mysql.multi_az.db.t4g.micro 0.032 h rds.C.doubled",
                "rds.mysql.single_az.db.t4g.micro 0.016 h rds.C",
                "rds.postgres.multi_az.db.t4g.micro 0.032 h rds.C",
                "rds.postgres.single_az.db.t4g.micro 0.016 h rds.C",
            ]
        );
        let price = book.price("cloudfront.out_gb.us_mexico_canada").unwrap();
        assert_eq!(price.tiers.last().and_then(|it| it.to), None);
        assert_eq!(price.free.as_ref().map(|it| it.quantity), Some(1024.into()));
        assert_eq!(book.as_of(), "2026-01-02");
        assert_eq!(book.instance_type("t4g.micro").map(|it| it.memory_mib), Some(512));
        assert_eq!(book.instance_type("x9.metal"), None);
    }

    #[test]
    fn a_bad_figure_is_named_with_its_place() {
        for (pointer, bad, message) in [
            (
                "/regions/us-east-1/usd_per_hour/t4g.micro",
                json!("a lot"),
                r#"ec2.json: ec2.t4g.micro: must be a number, got "a lot""#,
            ),
            (
                "/regions/us-east-1/usd_per_hour/t4g.micro",
                json!(-1),
                "ec2.t4g.micro: a figure must be a decimal of at least 0",
            ),
            ("/instance_types/t4g.micro/vcpu", json!("two"), "invalid type: string \"two\", expected u32"),
            ("/regions/us-east-1", json!(null), "ec2.json: /regions/us-east-1 must be an object"),
        ] {
            let mut files = files();
            *files.ec2.pointer_mut(pointer).unwrap() = bad;
            let error = format!("{:#}", imported(&files).unwrap_err());
            assert!(error.contains(message), "{error}");
        }
        let mut files = files();
        *files.services.pointer_mut("/services/elb/alb_hour/unit").unwrap() = json!("apples");
        let error = format!("{:#}", imported(&files).unwrap_err());
        assert!(error.contains("services.json: elb.alb_hour: the unit must read"), "{error}");
    }
}
