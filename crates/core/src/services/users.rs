//! Users: whoever opens the site or calls the API. The workload starts here.

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{Build, Check, Kind, Service},
    vocab::{Facts, Family, Meta, Place},
};

/// Whoever opens the site or calls the API. The design's workload starts here.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Users {
    /// Addresses that they come from, as CIDR blocks. *Default:* 0.0.0.0/0, anybody.
    #[schemars(length(max = 60))]
    pub cidrs: Vec<String>,
}

fields!(Users { cidrs });

impl Default for Users {
    fn default() -> Self {
        Self { cidrs: vec!["0.0.0.0/0".to_owned()] }
    }
}

impl Kind for Users {
    const META: Meta = Meta {
        kind: "users",
        name: "Users",
        vendor: "",
        family: Family::External,
        summary: "Whoever opens the site or calls the API; the workload starts here",
        icon: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 20c0-4 3-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17 14c2.5.5 4 2.5 4 6",
        inside: &[Place::Canvas],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("anybody", Self::default()),
            ("partners", Self { cidrs: vec!["198.51.100.0/24".to_owned(), "203.0.113.7/32".to_owned()] }),
        ]
    }
}

impl Service for Users {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            cidrs: self.cidrs.clone(),
            starts_traffic: true,
            external: true,
            count: 1,
            ..Facts::default()
        }
    }
}

impl Check for Users {}

impl Build for Users {}
