//! Money: exact decimal US dollars.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Mul, Neg, Sub},
};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact amount of US dollars, before tax. Sums are exact; rounding happens when it is shown.
///
/// In JSON it is a plain number; a number or a decimal string is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub Decimal);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Dollars and cents, rounded half away from zero: `168.62`.
    #[must_use]
    pub fn to_cents(self) -> Decimal {
        round(self.0, 2)
    }

    /// The amount as a floating point number, for charts only.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }
}

/// Rounds half away from zero, as an invoice does.
#[must_use]
pub fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// `$1,234.56`, `-$3.00`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.to_cents();
        let plain = format!("{:.2}", cents.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "00"));
        let mut text = String::from(if cents.is_sign_negative() && !cents.is_zero() { "-$" } else { "$" });
        for (idx, digit) in whole.chars().enumerate() {
            if idx > 0 && (whole.len() - idx) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        text.push('.');
        text.push_str(fraction);
        f.pad(&text)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<Decimal> for Money {
    type Output = Self;

    fn mul(self, factor: Decimal) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = round(self.0, 6).normalize();
        match (shown.is_integer(), shown.to_i64()) {
            (true, Some(whole)) => serializer.serialize_i64(whole),
            _ => serializer.serialize_f64(shown.to_f64().unwrap_or_default()),
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decimal_from_json(deserializer).map(Self)
    }
}

/// Reads an exact decimal from a JSON number or a decimal string.
///
/// # Errors
/// When it is neither, or not finite, or beyond 28 digits.
pub fn decimal_from_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    struct Visitor;

    impl de::Visitor<'_> for Visitor {
        type Value = Decimal;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a decimal number")
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
            Ok(value.into())
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
            Ok(value.into())
        }

        // The shortest text of a float is what stood in the file, so 0.1344 stays 0.1344.
        fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
            self.visit_str(&value.to_string())
        }

        fn visit_str<E: de::Error>(self, value: &str) -> Result<Decimal, E> {
            value.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
        }
    }

    deserializer.deserialize_any(Visitor)
}

impl JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "x-unit": "USD" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_and_shown_in_cents() {
        let hours: Decimal = 730.into();
        let rate: Decimal = "0.1344".parse().unwrap_or_default();
        assert_eq!(Money(hours * rate).to_string(), "$98.11");
        assert_eq!(Money("1234567.005".parse().unwrap_or_default()).to_string(), "$1,234,567.01");
        assert_eq!(Money("-0.001".parse().unwrap_or_default()).to_string(), "$0.00");
        assert_eq!(Money((-3).into()).to_string(), "-$3.00");
    }

    #[test]
    fn money_survives_json() {
        for text in ["0.1344", "200", "180.5", "16.425"] {
            let money: Money = serde_json::from_str(text).unwrap_or_default();
            assert_eq!(serde_json::to_string(&money).unwrap_or_default(), text);
        }
        assert!(serde_json::from_str::<Money>("\"x\"").is_err());
        assert!(serde_json::from_str::<Money>("1e99").is_err());
        assert_eq!(serde_json::from_str::<Money>("\"1.5e3\"").unwrap_or_default(), Money(1500.into()));
    }
}
