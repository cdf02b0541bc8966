//! Ranges: a figure that is not known exactly.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure as low, expected and high estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range<T> {
    /// The figure in a quiet month.
    pub low: T,
    /// The figure to plan with.
    pub expected: T,
    /// The figure in a busy month.
    pub high: T,
}

impl<T: Copy> Range<T> {
    /// The same figure three times.
    #[must_use]
    pub const fn exact(value: T) -> Self {
        Self { low: value, expected: value, high: value }
    }

    /// Applies a function to each of the three.
    #[must_use]
    pub fn map<U>(self, mut function: impl FnMut(T) -> U) -> Range<U> {
        Range { low: function(self.low), expected: function(self.expected), high: function(self.high) }
    }

    /// Joins two ranges, low with low and so on.
    #[must_use]
    pub fn zip<U: Copy, V>(self, other: Range<U>, mut function: impl FnMut(T, U) -> V) -> Range<V> {
        Range {
            low: function(self.low, other.low),
            expected: function(self.expected, other.expected),
            high: function(self.high, other.high),
        }
    }
}
