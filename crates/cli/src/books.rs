//! The price books, inside the program: it works without files and without a network.

/// The books by region, each the text of a file in `public/prices/`.
macro_rules! books {
    ($($region:literal)*) => {
        &[$(($region, include_str!(concat!("../../../public/prices/", $region, ".json")))),*]
    };
}

static BOOKS: &[(&str, &str)] = books![
    "af-south-1" "ap-east-1" "ap-northeast-1" "ap-northeast-2" "ap-northeast-3" "ap-south-1" "ap-southeast-1"
    "ap-southeast-2" "ap-southeast-3" "ca-central-1" "eu-central-1" "eu-north-1" "eu-south-1" "eu-west-1"
    "eu-west-2" "eu-west-3" "me-central-1" "sa-east-1" "us-east-1" "us-east-2" "us-west-1" "us-west-2"
];

/// The text of a region's price book.
pub(crate) fn book_text(region: &str) -> Option<&'static str> {
    BOOKS.iter().find(|it| it.0 == region).map(|it| it.1)
}

/// The text of the list of all books: names, dates, sizes, hashes.
pub(crate) fn index() -> &'static str {
    include_str!("../../../public/prices/index.json")
}

#[cfg(test)]
mod tests {
    use groundplan_core::prices::{PriceBook, Region};

    use super::*;

    #[test]
    fn each_region_has_its_own_book_and_a_line_in_the_index() {
        assert_eq!(BOOKS.len(), Region::all().len());
        for region in Region::all() {
            let book = PriceBook::from_json(book_text(region.code()).unwrap()).unwrap();
            assert_eq!(book.region(), region);
            assert!(index().contains(&format!("\n\"{region}\": {{")), "{region}");
        }
        assert_eq!(book_text("moon-1"), None);
    }
}
