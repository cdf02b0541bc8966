//! Regions: where a design can be placed.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A region that has a price book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(&'static Facts);

/// A code that names no region with a price book.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no prices for region {0:?}; the regions are {list}", list = Region::codes())]
pub struct UnknownRegion(pub String);

/// What is known of a region: code, vendor's name, city, country, enabled by default, CDN area.
type Facts = (&'static str, &'static str, &'static str, &'static str, bool, &'static str);

const AMERICA: &str = "us_mexico_canada";
const EUROPE: &str = "europe_israel";
const AFRICA: &str = "south_africa_kenya_middle_east";
const JAPAN: &str = "japan";
const ASIA: &str = "hong_kong_philippines_asia_pacific";

/// Sorted by code, so that the order of [`Region`] is that of the codes.
/// Names and defaults: <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
static REGIONS: [Facts; 22] = [
    ("af-south-1", "Africa (Cape Town)", "Cape Town", "South Africa", false, AFRICA),
    ("ap-east-1", "Asia Pacific (Hong Kong)", "Hong Kong", "Hong Kong", false, ASIA),
    ("ap-northeast-1", "Asia Pacific (Tokyo)", "Tokyo", "Japan", true, JAPAN),
    ("ap-northeast-2", "Asia Pacific (Seoul)", "Seoul", "South Korea", true, ASIA),
    ("ap-northeast-3", "Asia Pacific (Osaka)", "Osaka", "Japan", true, JAPAN),
    ("ap-south-1", "Asia Pacific (Mumbai)", "Mumbai", "India", true, "india"),
    ("ap-southeast-1", "Asia Pacific (Singapore)", "Singapore", "Singapore", true, ASIA),
    ("ap-southeast-2", "Asia Pacific (Sydney)", "Sydney", "Australia", true, "australia_new_zealand"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)", "Jakarta", "Indonesia", false, ASIA),
    ("ca-central-1", "Canada (Central)", "Montreal", "Canada", true, AMERICA),
    ("eu-central-1", "Europe (Frankfurt)", "Frankfurt", "Germany", true, EUROPE),
    ("eu-north-1", "Europe (Stockholm)", "Stockholm", "Sweden", true, EUROPE),
    ("eu-south-1", "Europe (Milan)", "Milan", "Italy", false, EUROPE),
    ("eu-west-1", "Europe (Ireland)", "Dublin", "Ireland", true, EUROPE),
    ("eu-west-2", "Europe (London)", "London", "United Kingdom", true, EUROPE),
    ("eu-west-3", "Europe (Paris)", "Paris", "France", true, EUROPE),
    ("me-central-1", "Middle East (UAE)", "Dubai", "United Arab Emirates", false, AFRICA),
    ("sa-east-1", "South America (São Paulo)", "São Paulo", "Brazil", true, "south_america"),
    N_VIRGINIA,
    ("us-east-2", "US East (Ohio)", "Columbus", "United States", true, AMERICA),
    ("us-west-1", "US West (N. California)", "San Francisco", "United States", true, AMERICA),
    ("us-west-2", "US West (Oregon)", "Boardman", "United States", true, AMERICA),
];

const N_VIRGINIA: Facts =
    ("us-east-1", "US East (N. Virginia)", "N. Virginia", "United States", true, AMERICA);

impl Region {
    /// Reads a region's code, `eu-central-1`.
    ///
    /// # Errors
    /// When no price book has that code.
    pub fn new(code: &str) -> Result<Self, UnknownRegion> {
        let found = REGIONS.iter().find(|it| it.0 == code).map(Self);
        found.ok_or_else(|| UnknownRegion(code.chars().take(80).collect()))
    }

    /// All regions, by code.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        REGIONS.iter().map(Self)
    }

    /// The code, `eu-central-1`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.0
    }

    /// The vendor's name, `Europe (Frankfurt)`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.1
    }

    /// The city, or what the vendor calls the place: `Frankfurt`.
    #[must_use]
    pub fn city(self) -> &'static str {
        self.0.2
    }

    /// The country, `Germany`.
    #[must_use]
    pub fn country(self) -> &'static str {
        self.0.3
    }

    /// Whether a new account can use it without enabling it first.
    #[must_use]
    pub fn enabled_by_default(self) -> bool {
        self.0.4
    }

    /// The CDN's price area around the region: the last part of `cloudfront.out_gb.<area>`.
    #[must_use]
    pub fn cdn_area(self) -> &'static str {
        self.0.5
    }

    fn codes() -> String {
        Self::all().map(Self::code).collect::<Vec<_>>().join(", ")
    }
}

/// N. Virginia: the region whose prices are known best.
impl Default for Region {
    fn default() -> Self {
        Self(&N_VIRGINIA)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code())
    }
}

impl TryFrom<String> for Region {
    type Error = UnknownRegion;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::new(&code)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.code().into()
    }
}

impl JsonSchema for Region {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Region".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<_> = Self::all().map(Self::code).collect();
        schemars::json_schema!({
            "type": "string",
            "enum": codes,
            "description": "The code of a region that has prices.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_leads_back_to_its_region() {
        assert!(REGIONS.is_sorted_by(|one, next| one.0 < next.0));
        for region in Region::all() {
            assert_eq!(Region::new(region.code()), Ok(region));
        }
        assert_eq!(Region::default().code(), "us-east-1");
        assert_eq!(Region::new("eu-central-1").unwrap().city(), "Frankfurt");
    }

    #[test]
    fn an_unknown_region_is_refused_with_the_known_ones() {
        let message = Region::new("eu-central-9").unwrap_err().to_string();
        assert!(message.contains("\"eu-central-9\"") && message.contains("eu-central-1"), "{message}");
        assert!(serde_json::from_str::<Region>("\"moon\"").is_err());
    }
}
