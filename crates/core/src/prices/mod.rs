//! Price books: what a unit of anything costs in a region, where the figure comes from, and when.
//!
//! Owns regions, list prices with their marginal tiers and free allowances, the sources of the
//! figures, and the sizes of instance types. It must never guess: a price that a region's book
//! lacks is `None`, which the caller shows as missing, never as 0. It knows no component and no
//! usage. Start reading at [`PriceBook`].
//!
//! # Naming
//!
//! A price is found by its SKU, `<service>.<item>[.<key>]`: `elb.alb_hour`, `ebs.gp3_gb_month`,
//! `ec2.t4g.xlarge`, `ec2.t4g_credit_vcpu_hour`, `rds.postgres.single_az.db.t4g.micro`,
//! `rds.gp3_gb_month`, `aurora.db.r7g.large`, `aurora.serverless_v2_acu_hour`,
//! `elasticache.valkey.cache.t4g.micro`, `cloudfront.out_gb.europe_israel`,
//! `msk.broker_hour.kafka.m7g.large`. The end of an item says what is counted (`_hour`,
//! `_gb_month`, `_per_1m`). Prices that hold worldwide stand in each region's book, so that one
//! book is all that a design needs. A database engine without figures of its own (MariaDB, which
//! costs what MySQL costs) has prices under its own name.
//!
//! # File format `groundplan-prices/1`
//!
//! One JSON object for each region, keys in this order, every list sorted, one entry in a line,
//! every figure as decimal text so that nothing is lost to floating point:
//!
//! ```json
//! {
//! "format": "groundplan-prices/1",
//! "region": "us-east-1",
//! "currency": "USD",
//! "as_of": "2023-02-23..2026-10-06",
//! "sources": {
//! "ec2.B": {"what": "…", "where": "…", "as_of": "2026-07-20", "verified": true}
//! },
//! "allowances": {
//! "data_transfer.internet_out_gb": {"quantity": "100", "always": true, "note": "…", "skus": ["data_transfer.internet_out_gb"]}
//! },
//! "instance_types": {
//! "t4g.xlarge": [4, 16384, "arm64", true, true]
//! },
//! "db_classes": {
//! "db.t4g.micro": [2, 1024, "arm64"]
//! },
//! "prices": {
//! "ec2.t4g.xlarge": ["h", "ec2.B", "0.1344"],
//! "s3.standard_gb_month": ["GB-month", "svc.L.s3", "0.023", "51200", "0.022", "512000", "0.021"]
//! }
//! }
//! ```
//!
//! - `as_of` of the book spans the dates of the sources used in it.
//! - A source with `verified: false` is a list price that was not checked against a stored copy,
//!   or a figure computed from others; `what` says which.
//! - An instance type is `[vCPU, MiB, architecture, burstable, current generation]`, a database
//!   class `[vCPU, MiB, architecture]`. Only what can be bought in the region is listed; a type of
//!   unknown size has a price and no entry here.
//! - A price is `[unit, source, rate]`, or `[unit, source, rate, bound, rate, …]` when it has
//!   tiers. Bounds count the price's own unit, rise, and stand between the rates on either side.
//!   Tiers are marginal, and the last rate goes on without end.
//! - An allowance is free in each month for a whole account, shared by all its SKUs, counted in
//!   their unit. `always: false` marks one that ends with the first 12 months.

mod book;
mod lookup;
mod price;
mod read;
mod region;
#[cfg(test)]
mod tests;
mod write;

pub use book::{Architecture, DbClass, InstanceType, PriceBook, Source};
pub use price::{Allowance, Price, Tier};
pub use read::PriceBookError;
pub use region::{Region, UnknownRegion};

/// The book of N. Virginia, for tests of any module.
#[cfg(test)]
pub(crate) fn sample_book() -> PriceBook {
    PriceBook::from_json(include_str!("../../../../public/prices/us-east-1.json")).unwrap()
}
