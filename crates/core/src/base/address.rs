//! Addresses: the lasting names of components and connections.

use std::{borrow::Borrow, fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest address, in characters. Terraform labels, load balancer names (32) and Compose
/// service names all derive from it, so it stays short.
pub const MAX_ADDRESS_CHARS: usize = 40;

/// The lasting name of a component or connection: a slug, fixed at birth.
///
/// Lower-case letters, digits and single hyphens, starting with a letter; 1 to 40 characters.
/// Resource labels, file names and service names come from it, never from the display name, so a
/// rename can't make Terraform destroy a database.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Arc<str>);

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "an id must be 1 to 40 lower-case letters, digits or single hyphens and start with a letter, got {0:?}"
)]
pub struct AddressError(pub String);

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When the text is not a slug of 1 to 40 characters.
    pub fn new(text: &str) -> Result<Self, AddressError> {
        let fits = !text.is_empty()
            && text.len() <= MAX_ADDRESS_CHARS
            && text.starts_with(|it: char| it.is_ascii_lowercase())
            && text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
            && !text.ends_with('-')
            && !text.contains("--");
        if fits { Ok(Self(text.into())) } else { Err(AddressError(text.chars().take(80).collect())) }
    }

    /// Makes an address out of any text: what can't stand in a slug becomes a hyphen.
    #[must_use]
    pub fn slugify(text: &str) -> Self {
        let mut slug = String::new();
        for it in text.chars().flat_map(char::to_lowercase) {
            if slug.len() >= MAX_ADDRESS_CHARS {
                break;
            }
            if it.is_ascii_lowercase() || (it.is_ascii_digit() && !slug.is_empty()) {
                slug.push(it);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { "component".into() } else { slug.into() })
    }

    /// This address with a number behind it (`queue-2`), still within the length limit.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        let suffix = format!("-{number}");
        let room = MAX_ADDRESS_CHARS.saturating_sub(suffix.len());
        let stem: String = self.0.chars().take(room).collect();
        Self(format!("{}{suffix}", stem.trim_end_matches('-')).into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text with underscores, as Terraform labels and variables want it.
    #[must_use]
    pub fn label(&self) -> String {
        self.0.replace('-', "_")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.to_string()
    }
}

impl JsonSchema for Address {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            "maxLength": MAX_ADDRESS_CHARS,
            "description": "Lower-case letters, digits and single hyphens, starting with a letter.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slugs_are_addresses() {
        for good in ["a", "app-host", "kafka-2", "s3"] {
            assert!(Address::new(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "1a", "a_b", "../a", "a b", "ä", &"a".repeat(41)] {
            assert!(Address::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn slugify_always_gives_an_address() {
        for text in ["App host (EC2)", "", "../../etc", "9 lives", "ÄÖÜ", "a--b", "${evil}", &"x".repeat(99)]
        {
            let address = Address::slugify(text);
            assert!(Address::new(address.as_str()).is_ok(), "{text} -> {address}");
            assert!(Address::new(address.numbered(12).as_str()).is_ok());
        }
    }
}
