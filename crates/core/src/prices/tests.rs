//! What the books of `public/prices/` must hold, and what reading them must withstand.

use super::{Price, PriceBook, PriceBookError, Region, Tier, sample_book};
use crate::base::{Decimal, Money};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn price(rates: &[(&str, Option<&str>, &str)]) -> Price {
    let tiers = rates.iter().map(|(from, to, rate)| Tier {
        from: decimal(from),
        to: to.map(decimal),
        unit_price: Money(decimal(rate)),
    });
    Price { unit: "GB".into(), tiers: tiers.collect(), free: None, source: 0 }
}

/// The text of each region's book.
fn texts() -> impl Iterator<Item = (Region, String)> {
    Region::all().map(|region| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/prices");
        (region, std::fs::read_to_string(format!("{folder}/{region}.json")).unwrap())
    })
}

#[test]
fn each_region_has_a_book_that_is_written_as_it_was_read() {
    for (region, text) in texts() {
        let book = PriceBook::from_json(&text).unwrap();
        assert_eq!(book.region(), region);
        assert!(book.to_json() == text, "{region}: to_json differs from the file");
        assert!(book.price("ec2.t3.micro").is_some(), "{region}");
    }
}

#[test]
fn tiers_begin_at_zero_and_follow_on_each_other() {
    for (region, text) in texts() {
        let book = PriceBook::from_json(&text).unwrap();
        for (sku, price) in book.prices() {
            assert_eq!(price.tiers.first().map(|it| it.from), Some(Decimal::ZERO), "{region} {sku}");
            assert_eq!(price.tiers.last().map(|it| it.to), Some(None), "{region} {sku}");
            for pair in price.tiers.windows(2) {
                assert_eq!(pair[0].to, Some(pair[1].from), "{region} {sku}");
                assert!(pair[0].from < pair[1].from, "{region} {sku}");
            }
            assert!(book.source(price).is_some(), "{region} {sku}");
        }
    }
}

#[test]
fn the_lines_of_the_single_box_stack_cost_what_they_should() {
    let book = sample_book();
    for (sku, quantity, cents) in [
        ("ec2.t4g.xlarge", "730", "98.11"),
        ("ec2.t4g.large", "730", "49.06"),
        ("ec2.m7g.large", "730", "59.57"),
        ("ebs.gp3_gb_month", "200", "16.00"),
        ("ebs.gp3_gb_month", "30", "2.40"),
        ("elb.alb_hour", "730", "16.43"),
        ("elb.alb_lcu_hour", "219", "1.75"),
        ("rds.postgres.single_az.db.t4g.micro", "730", "11.68"),
        ("rds.gp3_gb_month", "20", "2.30"),
        ("vpc.public_ipv4_in_use_hour", "2190", "10.95"),
        ("route53.hosted_zone_month", "1", "0.50"),
        ("secrets_manager.secret_month", "4", "1.60"),
        ("cloudwatch.logs_ingest_gb", "5", "2.50"),
        ("cloudwatch.custom_metric_month", "6", "1.80"),
        ("cloudwatch.alarm_standard_month", "6", "0.60"),
        ("ecr.private_storage_gb_month", "10", "1.00"),
        ("aurora.serverless_v2_acu_hour", "365", "43.80"),
        ("waf.web_acl_month", "1", "5.00"),
        ("waf.rule_month", "3", "3.00"),
        ("fargate.vcpu_hour_arm", "730", "23.64"),
    ] {
        let cost = book.price(sku).unwrap().cost(decimal(quantity));
        assert_eq!(format!("{:.2}", cost.to_cents()), cents, "{sku}");
    }
}

#[test]
fn a_quantity_is_charged_tier_by_tier() {
    let book = sample_book();
    let price = book.price("s3.standard_gb_month").unwrap();
    assert_eq!(price.cost(decimal("51200")), Money(decimal("1177.6")));
    assert_eq!(price.cost(decimal("51201")), Money(decimal("1177.622")));
    assert_eq!(
        price.cost(decimal("612000")),
        Money(decimal("1177.6") + decimal("10137.6") + decimal("2100"))
    );
    assert_eq!(price.cost(Decimal::ZERO), Money::ZERO);
    assert_eq!(price.cost(decimal("-5")), Money::ZERO);
    assert_eq!(price.unit_price(), Money(decimal("0.023")));
    let requests = book.price("api_gateway.rest_per_1m").unwrap();
    assert_eq!(requests.cost(decimal("334")), Money(decimal("1165.5") + decimal("2.8")));
}

#[test]
fn what_a_region_lacks_is_none() {
    let book = PriceBook::from_json(&texts().next().unwrap().1).unwrap();
    for sku in ["", "ec2", "ec2.t9.nano", "elb.alb_hour", "ec2.t4g.xlarge "] {
        assert_eq!(book.price(sku), None, "{sku} in {}", book.region());
    }
    assert_eq!(book.instance_type("t9.nano"), None);
}

#[test]
fn sizes_are_found_by_name() {
    let book = sample_book();
    let it = book.instance_type("t4g.xlarge").unwrap();
    assert_eq!((it.vcpu, it.memory_mib, it.burstable, it.architecture.name()), (4, 16384, true, "arm64"));
    assert!(!book.instance_type("m4.large").unwrap().current_generation);
    let it = book.db_class("db.t4g.micro").unwrap();
    assert_eq!((it.vcpu, it.memory_mib), (2, 1024));
}

#[test]
fn free_amounts_are_shared_and_marked_when_they_end() {
    let book = sample_book();
    let free = |sku: &str| book.price(sku).unwrap().free.clone().unwrap();
    assert_eq!(free("data_transfer.internet_out_gb").quantity, decimal("100"));
    assert_eq!(free("lambda.request_per_1m"), free("lambda.request_arm_per_1m"));
    assert_eq!(free("cloudfront.https_per_10k.japan").quantity, decimal("1000"));
    assert!(!free("ebs.gp3_gb_month").always);
    assert_eq!(book.price("ebs.gp3_gb_month").unwrap().always_free(), None);
    assert_eq!(book.price("ec2.t4g.xlarge").unwrap().free, None);
}

#[test]
fn a_figure_says_where_it_is_from() {
    let book = sample_book();
    let source = |sku: &str| book.source(book.price(sku).unwrap()).unwrap();
    assert_eq!(
        (source("ec2.t4g.xlarge").as_of.as_str(), source("ec2.t4g.xlarge").verified),
        ("2026-07-20", true)
    );
    let unverified = source("app_runner.active_vcpu_hour");
    assert_eq!(
        (unverified.verified, unverified.to_string().as_str()),
        (false, "list price, not verified against a stored copy")
    );
    let line = source("vpc.public_ipv4_in_use_hour").to_string();
    assert!(line.starts_with("list prices: ") && line.ends_with(", 2025-11-04"), "{line}");
    assert!(!source("rds.mariadb.single_az.db.t4g.micro").verified);
}

#[test]
fn a_search_wants_every_word() {
    let book = sample_book();
    let found: Vec<_> = book.search("IPv4 hour").map(|it| it.0).collect();
    assert_eq!(found, ["vpc.public_ipv4_idle_hour", "vpc.public_ipv4_in_use_hour"]);
    assert_eq!(book.search("").count(), book.prices().len());
    assert_eq!(book.search("no such thing").count(), 0);
}

/// A small book with one thing replaced.
fn with(old: &str, new: &str) -> Result<PriceBook, PriceBookError> {
    let text = r#"{"format": "groundplan-prices/1", "region": "us-east-1", "currency": "USD", "as_of": "2026",
        "sources": {"s": {"what": "", "where": "", "as_of": "", "verified": true}},
        "allowances": {"a": {"quantity": "1", "always": true, "note": "", "skus": ["p"]}},
        "instance_types": {"t": [1, 512, "arm64", true, true]}, "db_classes": {},
        "prices": {"p": ["h", "s", "1", "10", "0.5"], "q": ["h", "s", "2"]}}"#;
    assert!(text.contains(old));
    PriceBook::from_json(&text.replacen(old, new, 1))
}

#[test]
fn a_broken_book_is_refused_with_what_would_be_right() {
    assert!(with("2026", "2026").is_ok());
    for (old, new, message) in [
        ("prices/1", "prices/2", r#"format must be "groundplan-prices/1", got "groundplan-prices/2""#),
        ("us-east-1", "moon-1", r#"no prices for region "moon-1""#),
        ("USD", "EUR", r#"currency must be "USD", got "EUR""#),
        (r#""q""#, r#""p""#, r#"prices must be sorted without duplicates, but "p" comes after "p""#),
        (r#""0.5""#, r#""-0.5""#, r#"p: a figure must be a decimal of at least 0, got "-0.5""#),
        (r#""0.5""#, r#""NaN""#, r#"p: a figure must be a decimal of at least 0, got "NaN""#),
        (r#"["h", "s", "2"]"#, r#"["h", "s"]"#, "q: a price must be unit, source, rate"),
        (r#""10", "0.5""#, r#""10""#, "p: a price must be unit, source, rate"),
        (r#""10""#, r#""0""#, "p: tier bounds must rise from above 0, got 0"),
        (r#""s", "2""#, r#""z", "2""#, r#"q: source "z" is not in sources"#),
        (r#"["p"]"#, r#"["x"]"#, r#"allowance "a": "x" must be a price without another allowance"#),
        (r#"["p"]"#, r#"["p", "p"]"#, r#"allowance "a": "p" must be a price"#),
        ("arm64", "mips", "unknown variant `mips`"),
        (r#""db_classes": {},"#, "", "missing field `db_classes`"),
        (r#""db_classes""#, r#""discount": 1, "db_classes""#, "unknown field `discount`"),
    ] {
        let error = with(old, new).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn rubbish_is_refused_not_feared() {
    let deep = "[".repeat(100_000);
    for text in ["", "null", "[]", "{}", "\u{0}", "{\"format\":", &deep, &deep.replace('[', "{\"a\":")] {
        assert!(matches!(PriceBook::from_json(text), Err(PriceBookError::Json(_))));
    }
    let whole = include_str!("../../../../public/prices/me-central-1.json");
    for end in (0..whole.len()).step_by(997) {
        assert!(PriceBook::from_json(&whole[..end]).is_err());
    }
}

proptest::proptest! {
    #[test]
    fn the_cost_of_parts_is_the_cost_of_the_whole(
        bounds in proptest::collection::btree_set(1_u32..100_000, 0..6),
        rates in proptest::collection::vec(0_u32..100_000, 7),
        from in 0_u32..200_000,
        more in 0_u32..200_000,
    ) {
        let ends: Vec<_> = bounds.iter().map(u32::to_string).collect();
        let starts = std::iter::once("0".to_owned()).chain(ends.iter().cloned());
        let rates: Vec<_> = rates.iter().map(|it| Decimal::new((*it).into(), 7).to_string()).collect();
        let tiers: Vec<_> = starts.zip(&rates).enumerate().map(|(idx, it)| (it.0, ends.get(idx).cloned(), it.1)).collect();
        let tiers: Vec<_> = tiers.iter().map(|it| (&*it.0, it.1.as_deref(), &**it.2)).collect();
        let price = price(&tiers);
        let cost = |quantity: u32| price.cost(quantity.into());

        // A rise in quantity never makes it cheaper, and costs what its parts cost in their tiers.
        let by_parts: Money = price.tiers.iter().map(|it| {
            let end = it.to.unwrap_or(Decimal::MAX);
            let clamp = |quantity: u32| Decimal::from(quantity).clamp(it.from, end);
            it.unit_price * (clamp(from + more) - clamp(from))
        }).sum();
        proptest::prop_assert_eq!(cost(from + more) - cost(from), by_parts);
        proptest::prop_assert!(cost(from + more) >= cost(from));
    }
}
