//! What endpoints of AWS services have in common: the service's name, and the policy that narrows them.

use crate::{base::Address, resource::Value, services::Plot};

/// The components that a list of ids names.
pub(super) fn named<'a>(
    field: &'static str,
    ids: &'a [String],
) -> impl Iterator<Item = (&'static str, Address)> + use<'a> {
    ids.iter().filter_map(move |it| Some((field, Address::new(it).ok()?)))
}

/// The full name of a service of this region, as endpoints take it.
pub(super) fn service_name(service: &str) -> Value {
    Value::template([
        Value::from("com.amazonaws."),
        Value::Data("aws_region", "current".to_owned(), "name"),
        Value::from(format!(".{service}")),
    ])
}

/// The policy that lets requests for these components through and no others; none when none of them is
/// there. It grants nothing by itself: roles still have to allow it.
pub(super) fn policy(service: &str, ids: &[String], plot: &Plot<'_>) -> Option<Value> {
    let arns: Vec<Value> = named("", ids).filter_map(|(_, it)| plot.ends_of(&it)?.arn.clone()).collect();
    if arns.is_empty() {
        return None;
    }
    let both = |arn: Value| [arn.clone(), Value::template([arn, Value::from("/*")])];
    let action = service.split('.').next().unwrap_or_default();
    let mut statements = vec![statement(
        "Allowed",
        format!("{action}:*"),
        Value::List(arns.into_iter().flat_map(both).collect()),
    )];
    if service == "s3" {
        // AWS keeps these two in buckets of its own, without which no image and no package arrives.
        let in_bucket = |before: &str, after: &str| {
            Value::template([
                Value::from(format!("arn:aws:s3:::{before}-")),
                Value::Data("aws_region", "current".to_owned(), "name"),
                Value::from(format!("-{after}/*")),
            ])
        };
        statements.push(statement(
            "ImagesAndPackages",
            "s3:GetObject".to_owned(),
            Value::List(vec![
                in_bucket("prod", "starport-layer-bucket"),
                in_bucket("al2023-repos", "de612dc2"),
            ]),
        ));
    }
    Some(Value::json(Value::map([
        ("Version", Value::from("2012-10-17")),
        ("Statement", Value::List(statements)),
    ])))
}

fn statement(sid: &str, action: String, resources: Value) -> Value {
    Value::map([
        ("Sid", Value::from(sid)),
        ("Effect", Value::from("Allow")),
        ("Principal", Value::from("*")),
        ("Action", Value::from(action)),
        ("Resource", resources),
    ])
}
