//! What is charged for bytes on their way, whoever sends them.

use crate::{
    base::Decimal,
    vocab::{Category, Factor, LineItems, Site},
};

/// Charges for what leaves AWS.
pub(super) fn charge_internet(site: &Site<'_>, out: &mut LineItems<'_>) {
    if site.usage.gb_internet.high > Decimal::ZERO {
        out.imply(
            "egress",
            Category::Traffic,
            "Data transfer out to the internet",
            "data_transfer.internet_out_gb",
            &[Factor::range(site.usage.gb_internet, "GB")],
            "Bytes that leave AWS for the internet are charged by the GB",
        );
    }
}

/// Charges for what goes to another availability zone.
pub(super) fn charge_between_zones(site: &Site<'_>, out: &mut LineItems<'_>) {
    if site.usage.gb_cross_az.high > Decimal::ZERO {
        out.imply(
            "cross-az",
            Category::Traffic,
            "Data transfer between availability zones",
            "data_transfer.inter_az_gb",
            &[Factor::exact(2, "directions"), Factor::range(site.usage.gb_cross_az, "GB")],
            "Bytes between two availability zones are charged on both sides",
        );
    }
}
