//! What a component can carry.

/// How much a component carries, and how full it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// What is measured, such as `memory` or `Kafka disk`.
    pub what: String,
    /// The unit, such as `MiB` or `GB`.
    pub unit: &'static str,
    /// How much is taken or reserved.
    pub used: f64,
    /// How much there is.
    pub available: f64,
}

impl Capacity {
    /// The share that is taken, 1.0 when full; more when over.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.available > 0.0 { self.used / self.available } else { f64::INFINITY }
    }
}
