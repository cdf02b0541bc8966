//! `start-order-cycle`, `port-published-twice`, `shared-value-differs`, `secret-in-plain`, `issuer-url`.
//!
//! *What it checks:* what the containers of a host, and the settings they are given, have to agree on: who starts
//! before whom, which port of the host is whose, values that have to be equal everywhere, and the name under
//! which tokens are issued.
//! *Why it matters:* each of these starts, and fails at the first request.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::{
    base::Address,
    vocab::{Finding, Place, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let asks = asks(review);
    out.extend(asks.into_values().filter_map(|it| cycle(review, it)));
    published_twice(review, out);
    let variables = variables(review);
    shared_values(review, &variables, out);
    issuers(review, &variables, out);
}

/// Who asks whom in one place.
type Asks<'a> = BTreeMap<&'a Address, Vec<&'a Address>>;

/// Who asks whom among the containers of each host, which is who waits for whom.
fn asks<'a>(review: &Review<'a>) -> BTreeMap<&'a Address, Asks<'a>> {
    let design = review.survey.design();
    let host = |it: &Address| {
        let host = design.component(it)?.parent.as_ref()?;
        review.survey.facts(host)?.runtime.is_some().then_some(host)
    };
    let mut all: BTreeMap<&Address, Asks<'_>> = BTreeMap::new();
    for connection in design.connections.values().filter(|it| it.access.opens_port() && it.from != it.to) {
        if let (Some(from), Some(to)) = (host(&connection.from), host(&connection.to))
            && from == to
        {
            all.entry(from).or_default().entry(&connection.from).or_default().push(&connection.to);
        }
    }
    all
}

/// The containers that wait for each other, if any do.
fn cycle(review: &Review<'_>, mut asks: Asks<'_>) -> Option<Finding> {
    // Whoever asks nobody that is left, or is asked by nobody that is left, is in no circle.
    loop {
        let before = asks.len();
        let asked: BTreeSet<&Address> = asks.values().flatten().copied().collect();
        let asking: BTreeSet<&Address> = asks.keys().copied().collect();
        asks.retain(|from, to| {
            to.retain(|it| asking.contains(it));
            asked.contains(from) && !to.is_empty()
        });
        if asks.len() == before {
            break;
        }
    }
    let first = *asks.keys().next()?;
    let names: Vec<&str> = asks.keys().map(|it| review.name(it)).collect();
    Some(
        Finding::new(
            "start-order-cycle",
            Severity::Warning,
            about(first, None),
            format!("{} ask each other in a circle, so one of them starts before what it asks", names.join(", ")),
            "The first requests after a start fail; the bundle leaves one order out, which may be the wrong one",
        )
        .hint("let one of them wait and try again, or take out the connection that is not needed at the start"),
    )
}

/// Ports of a host that several of its containers publish.
fn published_twice(review: &Review<'_>, out: &mut Vec<Finding>) {
    let mut owners: BTreeMap<(&Address, u16), &Address> = BTreeMap::new();
    for (id, component) in &review.survey.design().components {
        let Some(host) =
            component.parent.as_ref().filter(|_| component.config.meta().inside.contains(&Place::Host))
        else {
            continue;
        };
        let container = review.survey.visit(id, |component, site| component.config.build().container(site));
        for port in container.flatten().map(|it| it.published).unwrap_or_default() {
            let Some(owner) = owners.insert((host, port), id).filter(|it| *it != id) else { continue };
            out.push(
                Finding::new(
                    "port-published-twice",
                    Severity::Error,
                    about(id, Some("port")),
                    format!(
                        "{} and {} both publish port {port} of {}",
                        review.name(owner),
                        review.name(id),
                        review.name(host)
                    ),
                    "A port of a host belongs to one container; the second fails to start",
                )
                .hint("give one of them another port, or let a reverse proxy lead to both"),
            );
        }
    }
}

/// An environment variable of a component: its plain value, or nothing where a secret fills it.
type Variables<'a> = BTreeMap<String, Vec<(&'a Address, Option<String>)>>;

/// The environment variables of all components, by name. Whatever kind has them calls them `environment` and
/// `secrets`.
fn variables<'a>(review: &Review<'a>) -> Variables<'a> {
    let mut all = Variables::new();
    for (id, component) in &review.survey.design().components {
        if !component.config.has_field("environment") {
            continue;
        }
        let config = component.config.to_json();
        for (name, value) in config.get("environment").and_then(Json::as_object).into_iter().flatten() {
            let value = value.as_str().unwrap_or_default().to_owned();
            all.entry(name.clone()).or_default().push((id, Some(value)));
        }
        for name in
            config.get("secrets").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
        {
            all.entry(name.to_owned()).or_default().push((id, None));
        }
    }
    all
}

/// Whether a variable holds what nobody else may know, by its name.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["PASSWORD", "SECRET", "TOKEN", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY"].iter().any(|it| name.contains(it))
}

/// Secrets that stand in the open, and values of one name that differ though they are there to be equal.
fn shared_values(review: &Review<'_>, variables: &Variables<'_>, out: &mut Vec<Finding>) {
    for (name, all) in variables.iter().filter(|it| is_secret(it.0)) {
        let plain: Vec<(&Address, &String)> =
            all.iter().filter_map(|(id, value)| Some((*id, value.as_ref()?))).collect();
        for (id, _) in &plain {
            out.push(
                Finding::new(
                    "secret-in-plain",
                    Severity::Warning,
                    about(id, Some("environment")),
                    format!("{name} of {} stands in the design, and so in every bundle", review.name(id)),
                    "Whoever reads the repository reads the secret",
                )
                .hint("name it among the secrets, and fill it from Secrets Manager"),
            );
        }
        let Some((first, value)) = plain.first() else { continue };
        let others = all.iter().filter(|it| it.1.as_ref() != Some(*value));
        for (other, _) in others {
            out.push(
                Finding::new(
                    "shared-value-differs",
                    Severity::Error,
                    about(other, Some("environment")),
                    format!("{name} is another one in {} than in {}", review.name(other), review.name(first)),
                    "A secret that two share has to be equal, or each refuses the other with 401 or 403",
                )
                .hint("fill both from one secret"),
            );
        }
    }
}

/// Issuers of tokens that are not the public name.
fn issuers(review: &Review<'_>, variables: &Variables<'_>, out: &mut Vec<Finding>) {
    let public: BTreeSet<&str> =
        review.survey.all_facts().flat_map(|it| &it.1.hostnames).map(String::as_str).collect();
    for (name, all) in variables.iter().filter(|it| it.0.contains("ISSUER")) {
        for (id, value) in all.iter().filter_map(|(id, value)| Some((*id, value.as_ref()?))) {
            let host =
                value.strip_prefix("https://").map(|it| it.split(['/', ':']).next().unwrap_or_default());
            if host.is_some_and(|it| public.contains(it)) {
                continue;
            }
            let names: Vec<&str> = public.iter().copied().collect();
            let finding = Finding::new(
                "issuer-url",
                Severity::Error,
                about(id, Some("environment")),
                format!("{name} of {} is {value:?}, which is not the public https name", review.name(id)),
                "A token is refused when its issuer is not, to the letter, the address that browsers see",
            );
            out.push(if names.is_empty() {
                finding.hint("give the entry a host name, and write it here with https://")
            } else {
                finding.hint(format!("write https:// and one of {}", names.join(", ")))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{design::read, estimate::Estimate, prices::sample_book, rules::check, survey::Survey};

    /// The rules that speak up about two containers on a host, given their settings and connections.
    fn rules(one: &str, two: &str, connections: &str) -> Vec<String> {
        let text = format!(
            r#"{{
                "format": "groundplan/1",
                "settings": {{"name": "Test", "project": "test"}},
                "components": [
                    {{"id": "guests", "kind": "users"}},
                    {{"id": "cloud", "kind": "region"}},
                    {{"id": "vpc", "kind": "network", "parent": "cloud"}},
                    {{"id": "front", "kind": "subnet_tier", "parent": "vpc", "config": {{"visibility": "public"}}}},
                    {{"id": "alb", "kind": "load_balancer", "parent": "front", "config": {{"hostnames": ["a.example.com"]}}}},
                    {{"id": "box", "kind": "host", "parent": "front"}},
                    {{"id": "one", "kind": "container", "parent": "box", "config": {one}}},
                    {{"id": "two", "kind": "container", "parent": "box", "config": {two}}}
                ],
                "connections": [{connections}]
            }}"#
        );
        let design = read(&text).unwrap();
        let survey = Survey::new(&design, &Arc::new(sample_book()));
        check(&survey, &Estimate::new(&survey)).into_iter().map(|it| it.rule).collect()
    }

    fn connect(id: &str, from: &str, to: &str) -> String {
        format!(r#"{{"id": "{id}", "from": "{from}", "to": "{to}", "access": "connect"}}"#)
    }

    #[test]
    fn a_circle_of_starts_is_found_and_a_line_is_none() {
        let has = |connections: &[String]| {
            rules("{}", "{}", &connections.join(",")).iter().any(|it| it == "start-order-cycle")
        };
        assert!(!has(&[connect("a", "one", "two")]));
        assert!(has(&[connect("a", "one", "two"), connect("b", "two", "one")]));
    }

    #[test]
    fn a_port_of_a_host_belongs_to_one() {
        let both = [connect("a", "alb", "one"), connect("b", "alb", "two")].join(",");
        let has = |two: &str| rules("{}", two, &both).iter().any(|it| it == "port-published-twice");
        assert!(has("{}"));
        assert!(!has(r#"{"port": 8081}"#));
    }

    #[test]
    fn a_shared_secret_is_equal_and_not_in_the_open() {
        let one = r#"{"environment": {"INTERNAL_SECRET_KEY": "a"}}"#;
        let found = rules(one, r#"{"environment": {"INTERNAL_SECRET_KEY": "b"}}"#, "");
        assert!(found.iter().any(|it| it == "shared-value-differs"));
        let found = rules(one, one, "");
        assert!(found.iter().any(|it| it == "secret-in-plain"));
        assert!(!found.iter().any(|it| it == "shared-value-differs"));
        let kept = r#"{"secrets": ["INTERNAL_SECRET_KEY"]}"#;
        assert!(rules(one, kept, "").iter().any(|it| it == "shared-value-differs"));
        assert!(!rules(kept, kept, "").iter().any(|it| it == "secret-in-plain"));
    }

    #[test]
    fn an_issuer_is_the_public_https_name() {
        let has = |url: &str| {
            let one = format!(r#"{{"environment": {{"ISSUER_URL": "{url}"}}}}"#);
            rules(&one, "{}", "").iter().any(|it| it == "issuer-url")
        };
        assert!(has("http://a.example.com"));
        assert!(has("https://b.example.com"));
        assert!(!has("https://a.example.com"));
        assert!(!has("https://a.example.com/realms/x"));
    }
}
