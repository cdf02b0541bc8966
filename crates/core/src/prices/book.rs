//! The book of a region, and lookup in it.

use std::fmt;

use super::{lookup::Lookup, price::Price, region::Region};

/// The prices of one region, with their sources, and the sizes that can be bought there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceBook {
    pub(super) region: Region,
    pub(super) as_of: String,
    pub(super) sources: Vec<Source>,
    pub(super) instance_types: Vec<InstanceType>,
    pub(super) db_classes: Vec<DbClass>,
    /// Sorted by SKU.
    pub(super) prices: Vec<(Box<str>, Price)>,
    pub(super) lookup: Lookup,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A short name, unique in the book.
    pub id: String,
    /// What was taken from it.
    pub what: String,
    /// The publication it was read in; empty when there is none.
    pub location: String,
    /// The day or the span of days of the figures, or `unknown`.
    pub as_of: String,
    /// Whether the figures were read in a stored copy of the vendor's prices. If not, they are
    /// list prices known otherwise, or computed from others.
    pub verified: bool,
}

/// One line for a bill: `list prices: github.com/…, commit 508fb45, 2025-11-04`.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.location.is_empty() {
            write!(f, ": {}, {}", self.location, self.as_of)?;
        }
        Ok(())
    }
}

/// What a processor runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Architecture {
    /// 64-bit Arm (Graviton).
    Arm64,
    /// 64-bit Intel and AMD.
    X86_64,
}

impl Architecture {
    const ALL: [Self; 2] = [Self::Arm64, Self::X86_64];

    /// The vendor's word: `arm64` or `x86_64`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// The architecture of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// The size of a virtual machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceType {
    /// The vendor's name, `t4g.xlarge`.
    pub name: String,
    /// Virtual processors.
    pub vcpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// What it runs.
    pub architecture: Architecture,
    /// Whether it runs on CPU credits.
    pub burstable: bool,
    /// Whether the vendor still recommends it.
    pub current_generation: bool,
}

/// The size of a database instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbClass {
    /// The vendor's name, `db.t4g.micro`.
    pub name: String,
    /// Virtual processors.
    pub vcpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// What it runs.
    pub architecture: Architecture,
}

impl PriceBook {
    /// The region.
    #[must_use]
    pub fn region(&self) -> Region {
        self.region
    }

    /// The span of days that the figures are from, `2023-02-23..2026-10-06`.
    #[must_use]
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The newest day that a figure is from, `2026-10-06`: what the book takes for today.
    #[must_use]
    pub fn newest_day(&self) -> &str {
        self.as_of.rsplit("..").next().unwrap_or_default()
    }

    /// The price of a SKU; none when the region has no such price, or none is known. Show that as
    /// missing, never as 0.
    #[must_use]
    pub fn price(&self, sku: &str) -> Option<&Price> {
        let mut candidates = self.lookup.places(sku).filter_map(|it| self.prices.get(it));
        candidates.find(|it| *it.0 == *sku).map(|it| &it.1)
    }

    /// Where a price of this book comes from; none for a price of another book.
    #[must_use]
    pub fn source(&self, price: &Price) -> Option<&Source> {
        self.sources.get(usize::from(price.source))
    }

    /// All sources, by id.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// All prices, by SKU.
    pub fn prices(&self) -> impl ExactSizeIterator<Item = (&str, &Price)> {
        self.prices.iter().map(|(sku, price)| (&**sku, price))
    }

    /// The prices whose SKU has each word of `filter` in it, in any order and case. An empty
    /// filter finds all.
    pub fn search(&self, filter: &str) -> impl Iterator<Item = (&str, &Price)> {
        let words: Vec<_> = filter.split_whitespace().map(str::to_lowercase).collect();
        self.prices().filter(move |(sku, _)| words.iter().all(|it| sku.contains(it.as_str())))
    }

    /// The size of a virtual machine; none when it can't be bought there, or its size is unknown.
    #[must_use]
    pub fn instance_type(&self, name: &str) -> Option<&InstanceType> {
        find(&self.instance_types, name, |it| &it.name)
    }

    /// The sizes of virtual machines, by name.
    #[must_use]
    pub fn instance_types(&self) -> &[InstanceType] {
        &self.instance_types
    }

    /// The size of a database instance; none when it can't be bought there, or its size is unknown.
    #[must_use]
    pub fn db_class(&self, name: &str) -> Option<&DbClass> {
        find(&self.db_classes, name, |it| &it.name)
    }

    /// The sizes of database instances, by name.
    #[must_use]
    pub fn db_classes(&self) -> &[DbClass] {
        &self.db_classes
    }
}

fn find<'a, T>(sorted: &'a [T], key: &str, key_of: impl Fn(&T) -> &str) -> Option<&'a T> {
    let idx = sorted.binary_search_by(|it| key_of(it).cmp(key)).ok()?;
    sorted.get(idx)
}
