//! Reading a book: strict, and total on any text.

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use thiserror::Error;

use super::{
    book::{Architecture, DbClass, InstanceType, PriceBook, Source},
    lookup::Lookup,
    price::{Allowance, Price, Tier},
    region::{Region, UnknownRegion},
};
use crate::base::{Decimal, Money};

/// The first line of a book names the format it is written in.
pub(super) const FORMAT: &str = "groundplan-prices/1";

/// Why a text is no price book.
#[derive(Debug, Error)]
pub enum PriceBookError {
    /// It isn't the JSON of a book: broken, or a field is unknown, missing or of the wrong type.
    #[error("not a price book: {0}")]
    Json(#[from] serde_json::Error),
    /// It is written in another format or version.
    #[error("format must be {FORMAT:?}, got {0:?}")]
    Format(String),
    /// It is of a region that isn't known.
    #[error(transparent)]
    Region(#[from] UnknownRegion),
    /// Its prices are in another currency.
    #[error("currency must be \"USD\", got {0:?}")]
    Currency(String),
    /// A list isn't sorted, or names something twice.
    #[error("{list} must be sorted without duplicates, but {key:?} comes after {previous:?}")]
    Order {
        /// The list's field.
        list: &'static str,
        /// The entry before.
        previous: String,
        /// The entry that is out of place.
        key: String,
    },
    /// A figure isn't a decimal, or is negative.
    #[error("{entry}: a figure must be a decimal of at least 0, got {text:?}")]
    Figure {
        /// The SKU or allowance.
        entry: String,
        /// What stands there.
        text: String,
    },
    /// A price isn't a unit, a source and a rate, with a bound and a rate for each further tier.
    #[error(
        "{sku}: a price must be unit, source, rate and then pairs of bound and rate, got {fields} fields"
    )]
    Shape {
        /// The SKU.
        sku: String,
        /// How many texts stand there.
        fields: usize,
    },
    /// The tiers of a price don't rise.
    #[error("{sku}: tier bounds must rise from above 0, got {bound}")]
    Bounds {
        /// The SKU.
        sku: String,
        /// The bound that is too low.
        bound: Decimal,
    },
    /// A price has a source that the book doesn't list.
    #[error("{sku}: source {source_id:?} is not in sources")]
    Source {
        /// The SKU.
        sku: String,
        /// The source's id.
        source_id: String,
    },
    /// An allowance is for a price that the book doesn't have, or that has one already.
    #[error("allowance {id:?}: {sku:?} must be a price without another allowance")]
    Allowance {
        /// The allowance.
        id: String,
        /// The SKU.
        sku: String,
    },
}

type Text<'a> = Cow<'a, str>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBook<'a> {
    #[serde(borrow)]
    format: Text<'a>,
    region: Text<'a>,
    currency: Text<'a>,
    as_of: String,
    sources: Pairs<'a, RawSource>,
    allowances: Pairs<'a, RawAllowance<'a>>,
    instance_types: Pairs<'a, (u32, u32, Architecture, bool, bool)>,
    db_classes: Pairs<'a, (u32, u32, Architecture)>,
    prices: Pairs<'a, Vec<Borrowed<'a>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    what: String,
    r#where: String,
    as_of: String,
    verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAllowance<'a> {
    #[serde(borrow)]
    quantity: Text<'a>,
    always: bool,
    note: String,
    skus: Vec<Borrowed<'a>>,
}

/// A text that is not copied unless it has escapes in it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Borrowed<'a>(#[serde(borrow)] Text<'a>);

impl PriceBook {
    /// Reads a book in the format that the module describes. Takes about a millisecond.
    ///
    /// # Errors
    /// When the text is not such a book in every detail.
    pub fn from_json(text: &str) -> Result<Self, PriceBookError> {
        let raw: RawBook<'_> = serde_json::from_str(text)?;
        if raw.format != FORMAT {
            return Err(PriceBookError::Format(shorten(&raw.format)));
        }
        if raw.currency != "USD" {
            return Err(PriceBookError::Currency(shorten(&raw.currency)));
        }
        let region = Region::new(&raw.region)?;
        raw.sources.check_order("sources")?;
        raw.allowances.check_order("allowances")?;
        raw.instance_types.check_order("instance_types")?;
        raw.db_classes.check_order("db_classes")?;
        raw.prices.check_order("prices")?;

        let mut reader = PriceReader { sources: &raw.sources.0, units: BTreeMap::new() };
        let mut prices = Vec::with_capacity(raw.prices.0.len());
        for (sku, fields) in &raw.prices.0 {
            prices.push((Box::from(&**sku), reader.price(sku, fields)?));
        }
        for (id, allowance) in raw.allowances.0 {
            share(allowance, &id, &mut prices)?;
        }
        let sources = raw.sources.0.into_iter().map(|(id, it)| Source {
            id: id.into_owned(),
            what: it.what,
            location: it.r#where,
            as_of: it.as_of,
            verified: it.verified,
        });
        let instance_types = raw.instance_types.0.into_iter().map(
            |(name, (vcpu, memory_mib, architecture, burstable, current_generation))| InstanceType {
                name: name.into_owned(),
                vcpu,
                memory_mib,
                architecture,
                burstable,
                current_generation,
            },
        );
        let db_classes = raw.db_classes.0.into_iter().map(|(name, (vcpu, memory_mib, architecture))| {
            DbClass { name: name.into_owned(), vcpu, memory_mib, architecture }
        });
        Ok(Self {
            region,
            as_of: raw.as_of,
            sources: sources.collect(),
            instance_types: instance_types.collect(),
            db_classes: db_classes.collect(),
            lookup: Lookup::new(prices.iter().map(|it| &*it.0)),
            prices,
        })
    }
}

/// Reads the prices of one book; units are few, so equal ones share their text.
struct PriceReader<'a> {
    sources: &'a [(Text<'a>, RawSource)],
    units: BTreeMap<&'a str, Arc<str>>,
}

impl<'a> PriceReader<'a> {
    fn price(&mut self, sku: &str, fields: &'a [Borrowed<'a>]) -> Result<Price, PriceBookError> {
        let [unit, source, rates @ ..] = fields else {
            return Err(PriceBookError::Shape { sku: sku.into(), fields: fields.len() });
        };
        if rates.len() % 2 == 0 {
            return Err(PriceBookError::Shape { sku: sku.into(), fields: fields.len() });
        }
        let Ok(idx) = self.sources.binary_search_by(|it| it.0.cmp(&source.0)) else {
            return Err(PriceBookError::Source { sku: sku.into(), source_id: shorten(&source.0) });
        };
        let Ok(source) = u16::try_from(idx) else {
            return Err(PriceBookError::Source { sku: sku.into(), source_id: shorten(&source.0) });
        };
        let mut tiers = Vec::with_capacity(rates.len().div_ceil(2));
        let mut from = Decimal::ZERO;
        for pair in rates.chunks(2) {
            let [rate, rest @ ..] = pair else { continue };
            let unit_price = Money(figure(sku, &rate.0)?);
            let to = rest.first().map(|it| figure(sku, &it.0)).transpose()?;
            if let Some(bound) = to.filter(|it| *it <= from) {
                return Err(PriceBookError::Bounds { sku: sku.into(), bound });
            }
            tiers.push(Tier { from, to, unit_price });
            from = to.unwrap_or(from);
        }
        let unit = self.units.entry(&unit.0).or_insert_with(|| Arc::from(&*unit.0));
        Ok(Price { unit: Arc::clone(unit), tiers: tiers.into(), free: None, source })
    }
}

/// Hangs an allowance on the prices that share it.
fn share(raw: RawAllowance<'_>, id: &str, prices: &mut [(Box<str>, Price)]) -> Result<(), PriceBookError> {
    let quantity = figure(id, &raw.quantity)?;
    let allowance = Arc::new(Allowance { id: id.into(), quantity, always: raw.always, note: raw.note });
    for Borrowed(sku) in &raw.skus {
        let idx = prices.binary_search_by(|it| (*it.0).cmp(sku)).ok();
        match idx.and_then(|idx| prices.get_mut(idx)) {
            Some((_, price)) if price.free.is_none() => price.free = Some(Arc::clone(&allowance)),
            _ => return Err(PriceBookError::Allowance { id: id.into(), sku: shorten(sku) }),
        }
    }
    Ok(())
}

fn figure(entry: &str, text: &str) -> Result<Decimal, PriceBookError> {
    match Decimal::from_str_exact(text) {
        Ok(figure) if !figure.is_sign_negative() => Ok(figure),
        _ => Err(PriceBookError::Figure { entry: entry.into(), text: shorten(text) }),
    }
}

/// What a message repeats of a text that may be huge.
fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

/// A JSON object as a list in the order of the file.
struct Pairs<'a, T>(Vec<(Text<'a>, T)>);

impl<T> Pairs<'_, T> {
    fn check_order(&self, list: &'static str) -> Result<(), PriceBookError> {
        for ((previous, _), (key, _)) in self.0.iter().zip(self.0.iter().skip(1)) {
            if previous >= key {
                return Err(PriceBookError::Order { list, previous: shorten(previous), key: shorten(key) });
            }
        }
        Ok(())
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Pairs<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<'a, T>(PhantomData<(&'a (), T)>);

        impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<'a, T> {
            type Value = Pairs<'a, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Borrowed(key), value)) = map.next_entry()? {
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Architecture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Borrowed(name) = Borrowed::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::unknown_variant(&name, &["arm64", "x86_64"]))
    }
}
