//! Blocks of IPv4 addresses.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use thiserror::Error;

/// A block of IPv4 addresses, such as `10.0.0.0/16`. Its first address is its network address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    first: u32,
    prefix: u32,
}

/// Why a text is no block of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a block of addresses must look like 10.0.0.0/16, its first address first, got {0:?}")]
pub struct CidrError(pub String);

impl Cidr {
    /// How many leading bits all its addresses share: 0 to 32.
    #[must_use]
    pub fn prefix(self) -> u32 {
        self.prefix
    }

    /// The `number`th of the smaller blocks that are `bits` bits longer, as Terraform's `cidrsubnet`
    /// counts them; none when there is no such block.
    #[must_use]
    pub fn part(self, bits: u32, number: u32) -> Option<Self> {
        let prefix = self.prefix.checked_add(bits).filter(|it| *it <= 32)?;
        if bits < 32 && number >> bits != 0 {
            return None;
        }
        let step = number.checked_shl(32 - prefix).unwrap_or(0);
        Some(Self { first: self.first.checked_add(step)?, prefix })
    }

    /// Whether the other block lies in this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        other.prefix >= self.prefix && other.first & mask(self.prefix) == self.first
    }

    /// Whether the two blocks have an address in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

fn mask(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix.min(32)).unwrap_or(0)
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let refuse = || CidrError(text.chars().take(60).collect());
        let (first, prefix) = text.split_once('/').ok_or_else(refuse)?;
        let first = u32::from(first.parse::<Ipv4Addr>().map_err(|_| refuse())?);
        let prefix = prefix.parse::<u32>().ok().filter(|it| *it <= 32).ok_or_else(refuse)?;
        if first & mask(prefix) == first { Ok(Self { first, prefix }) } else { Err(refuse()) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.first), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn parts_are_counted_as_terraform_counts_them() {
        let block = cidr("10.0.0.0/16");
        assert_eq!(block.part(8, 0), Some(cidr("10.0.0.0/24")));
        assert_eq!(block.part(8, 17), Some(cidr("10.0.17.0/24")));
        assert_eq!(block.part(8, 255), Some(cidr("10.0.255.0/24")));
        assert_eq!(block.part(8, 256), None);
        assert_eq!(block.part(17, 0), None);
        assert_eq!(cidr("0.0.0.0/0").part(32, 7), Some(cidr("0.0.0.7/32")));
        assert_eq!(cidr("0.0.0.0/0").part(0, 0), Some(cidr("0.0.0.0/0")));
    }

    #[test]
    fn blocks_overlap_when_one_lies_in_the_other() {
        assert!(cidr("10.0.0.0/16").overlaps(cidr("10.0.3.0/24")));
        assert!(cidr("10.0.3.0/24").overlaps(cidr("0.0.0.0/0")));
        assert!(!cidr("10.0.0.0/24").overlaps(cidr("10.0.1.0/24")));
    }

    #[test]
    fn only_blocks_are_read() {
        for bad in ["", "10.0.0.0", "10.0.0.1/16", "10.0.0.0/33", "10.0.0/8", "::/0", "a/8"] {
            assert!(bad.parse::<Cidr>().is_err(), "{bad}");
        }
        assert_eq!(cidr("203.0.113.7/32").to_string(), "203.0.113.7/32");
    }
}
