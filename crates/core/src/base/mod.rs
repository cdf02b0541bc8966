//! The smallest words: addresses, money, quantities, ranges, points. Imports nothing of ours.

mod address;
mod both;
mod cidr;
mod domain;
mod fields;
mod json;
mod money;
mod point;
mod quantity;
mod range;
mod sort;

pub use address::{Address, AddressError, MAX_ADDRESS_CHARS};
pub use both::both;
pub use cidr::{Cidr, CidrError};
pub use domain::{is_certificate_name, is_domain, is_in_zone};
pub(crate) use fields::fields;
pub use fields::{Field, Fields, read_fields, write_fields};
pub use json::{JsonError, parse_json, print_json, read_json, to_json};
pub use money::{Money, decimal_from_json, round};
pub use point::{Point, Rect, Size};
pub use quantity::Quantity;
pub use range::Range;
pub use rust_decimal::Decimal;
pub use sort::{gather, sort_by, sort_numbers, sort_places};
