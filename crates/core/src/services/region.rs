//! Region: the place in the world that everything regional stands in.

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{Build, Check, Kind, Service},
    vocab::{Access, Effort, Facts, Family, Meta, Place},
};

/// The place in the world that everything regional stands in. Which region it is, is a setting of
/// the design as a whole.
#[derive(Clone, Debug, Default, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Region {}

fields!(Region {});

impl Kind for Region {
    const META: Meta = Meta {
        kind: "region",
        name: "Region",
        vendor: "AWS",
        family: Family::Network,
        summary: "The place in the world that everything regional stands in",
        icon: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 9.5h17M3.5 14.5h17M12 3c-5 5-5 13 0 18 5-5 5-13 0-18",
        inside: &[Place::Canvas],
        offers: Some(Place::Region),
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("any", Self::default())]
    }
}

impl Service for Region {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { accepts: &[Access::Observe], count: 1, ..Facts::default() }
    }
}

impl Check for Region {}

impl Build for Region {
    fn effort(&self) -> Option<Effort> {
        Some(Effort::nothing())
    }
}
