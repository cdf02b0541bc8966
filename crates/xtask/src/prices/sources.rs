//! Sources: what a book says about where a figure is from.

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Where a figure is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) id: String,
    what: String,
    location: String,
    pub(super) as_of: String,
    verified: bool,
}

impl Origin {
    /// A price known from the vendor's list, with nothing at hand to check it against.
    pub(super) fn unverified() -> Self {
        Self {
            id: "unverified".into(),
            what: "list price, not verified against a stored copy".into(),
            location: String::new(),
            as_of: "unknown".into(),
            verified: false,
        }
    }

    /// The same source for a figure that was computed from one found there.
    pub(super) fn computed(&self, name: &str, what: &str) -> Self {
        Self { id: format!("{}.{name}", self.id), what: what.into(), verified: false, ..self.clone() }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "what": self.what, "where": self.location, "as_of": self.as_of, "verified": self.verified })
    }
}

/// The source that a file names with `reference`: an id of its list, or the first of several.
/// `topic` is the service whose date is wanted from a source that dates each service.
pub(super) fn resolve(file: &Value, prefix: &str, reference: &str, topic: &str) -> Result<Origin> {
    let id = reference.split([',', ' ']).next().unwrap_or_default();
    if id == "K" || reference.starts_with("known list price") {
        return Ok(Origin::unverified());
    }
    if reference.starts_with("test fixture") {
        return Ok(Origin {
            id: format!("{prefix}.fixture"),
            what: "figures quoted in public test data".into(),
            location: "public test fixture".into(),
            as_of: "unknown".into(),
            verified: false,
        });
    }
    let sources = file["sources"].as_array().context("sources must be a list")?;
    let source = sources
        .iter()
        .find(|it| it["id"] == id)
        .with_context(|| format!("source {id:?} is not in sources"))?;
    let repo = source["repo"].as_str().with_context(|| format!("source {id:?} has no repo"))?;
    let commit = source["commit"].as_str().map(|it| format!(", commit {it}")).unwrap_or_default();
    let as_of = source["as_of"].as_str().unwrap_or("unknown");
    let (id, as_of) = match dated(as_of, topic) {
        Some(date) => (format!("{prefix}.{id}.{topic}"), date),
        None => (format!("{prefix}.{id}"), as_of.split([' ', ';', ',']).next().unwrap_or_default()),
    };
    Ok(Origin {
        id,
        what: topic_of(prefix).into(),
        location: format!("{}{commit}", published(repo)),
        as_of: if as_of.starts_with("20") { as_of } else { "unknown" }.into(),
        verified: true,
    })
}

/// What is taken from the sources of a file; their own words tell how the file was made.
fn topic_of(prefix: &str) -> &'static str {
    match prefix {
        "ec2" => "Linux on-demand hours",
        "rds" => "database list prices",
        "cache" => "cache node hours",
        _ => "list prices",
    }
}

/// The date of a topic in `fetched …; publication: EC2/NAT 2025-10-28, Route 53 2025-08-28, …`.
fn dated<'a>(as_of: &'a str, topic: &str) -> Option<&'a str> {
    let plain =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let (_, list) = as_of.split_once("publication: ")?;
    let entries = list.split(", ").filter_map(|it| it.rsplit_once(' '));
    entries.into_iter().find(|(names, _)| names.split('/').any(|it| plain(it) == plain(topic))).map(|it| it.1)
}

/// Leaves out what only the collector can look up: record numbers and the index they are of.
fn published(repo: &str) -> String {
    let mut text = repo
        .replace(" stored in the code index", "")
        .replace(" in the code index", "")
        .replace("PyPI ", "Python package ")
        .replace("public markdown", "public document");
    while let Some((before, rest)) = text.split_once(" (") {
        let Some((inside, after)) = rest.split_once(')') else { break };
        if !inside.contains("record") {
            break;
        }
        text = format!("{before}{after}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Value {
        json!({"sources": [
            {"id": "L", "repo": "example.org/feed", "commit": "abc", "as_of": "fetched 2025-11-03/04; publication: EC2/NAT 2025-10-28, Route 53 2025-08-28"},
            {"id": "LON", "repo": "public markdown in the code index (record 12), quoting offers", "as_of": "2026-10-06"},
            {"id": "I", "repo": "example.org/i", "as_of": "2026-08-21 (repository); rounded"},
        ]})
    }

    #[test]
    fn a_source_has_the_date_of_its_topic() {
        let origin = resolve(&file(), "svc", "L, I", "route53").unwrap();
        assert_eq!((origin.id.as_str(), origin.as_of.as_str()), ("svc.L.route53", "2025-08-28"));
        assert_eq!(origin.location, "example.org/feed, commit abc");
        assert_eq!(resolve(&file(), "svc", "I (transfer), L (requests)", "x").unwrap().as_of, "2026-08-21");
    }

    #[test]
    fn record_numbers_are_left_out() {
        let origin = resolve(&file(), "svc", "LON", "kms").unwrap();
        assert_eq!(origin.location, "public document, quoting offers");
    }

    #[test]
    fn list_prices_are_marked_and_unknown_sources_refused() {
        assert_eq!(resolve(&file(), "svc", "K", "kms").unwrap(), Origin::unverified());
        assert!(resolve(&file(), "svc", "Z", "kms").unwrap_err().to_string().contains("\"Z\""));
    }
}
