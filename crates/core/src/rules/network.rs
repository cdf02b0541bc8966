//! `zones-needed`, `no-way-out`, `nat-unused`, `endpoint-allows`, `endpoint-refuses`.
//!
//! *What it checks:* what needs two availability zones stands in a tier that spans them; what pulls
//! images, calls AWS or asks others can get out of its tier; a NAT gateway has a private tier to serve;
//! an endpoint leads to what its service can be asked for, and refuses nothing that is asked through it.
//! *Why it matters:* AWS refuses to create it, or it starts and never gets its image or its data; or a
//! gateway is paid for that nothing goes through.

use crate::{
    base::{Address, Quantity},
    blueprint::{Source, owner},
    vocab::{
        Above, Access, Command, ConnectionRecord, Facts, Finding, Neighbour, Place, Severity, Site, WayOut,
    },
};

use super::{Review, about};

/// The service that starts tasks inside of the tier. App Runner stands outside: it pulls images and
/// fetches secrets by a way of its own.
const TASKS: &str = "ecs-tasks.amazonaws.com";
/// Lambda's code speaks from the tier; Lambda itself, which takes messages for it, does not.
const FUNCTIONS: &str = "lambda.amazonaws.com";

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for (id, facts) in review.survey.all_facts() {
        if !facts.ways_out.is_empty() {
            out.extend(facts.refers.iter().filter_map(|it| not_of_service(review, id, facts, it)));
        }
        review.survey.visit(id, |_, site| {
            let Some(tier) = site.within(Place::Tier) else { return };
            let Some(network) = &tier.facts.network else { return };
            if facts.needs_azs > network.azs {
                out.push(zones(review, id, tier.address, facts.needs_azs, network.azs));
            }
            if speaks_from_tier(site) {
                if !network.public && !site.reaches_internet() {
                    out.extend(no_way_out(review, site, tier));
                }
                out.extend(site.outgoing.iter().filter_map(|it| refused(review, site, it)));
            }
            let is_nat = facts.ways_out.iter().any(|it| matches!(it, WayOut::Internet { .. }));
            if is_nat && network.public && !serves_a_tier(review, site) {
                out.push(
                    Finding::new(
                        "nat-unused",
                        Severity::Warning,
                        about(id, None),
                        format!("no private tier goes through {}", site.name),
                        "It is charged by the hour, used or not",
                    )
                    .hint("put what must not be reached from outside into a private tier, or take it out"),
                );
            }
        });
    }
}

/// What an endpoint is to lead to, and can't.
fn not_of_service(
    review: &Review<'_>,
    id: &Address,
    facts: &Facts,
    (field, to): &(&'static str, Address),
) -> Option<Finding> {
    let is_asked = |service: &&str| facts.ways_out.contains(&WayOut::Service((*service).to_owned()));
    let leads = |it: &Facts| it.asked_through.iter().any(is_asked);
    let finding = Finding::new(
        "endpoint-allows",
        Severity::Error,
        about(id, Some(field)),
        format!("{} is to lead to {to}, which is not of its service", review.name(id)),
        "The policy leaves it out: requests for it are refused or, where nothing else is listed, all pass",
    );
    (!review.survey.facts(to).is_some_and(leads))
        .then(|| finding.hint("name components of the service by their ids, or leave the list empty"))
}

/// What it asks, where the endpoint on the way leads to others only.
fn refused(review: &Review<'_>, site: &Site<'_>, asked: &Neighbour<'_>) -> Option<Finding> {
    // Images come out of a bucket of AWS, which each policy lets pass.
    if !matches!(asked.access, Access::Read | Access::Write | Access::ReadWrite | Access::Send) {
        return None;
    }
    let service = asked.facts.asked_through.first()?;
    // A gateway endpoint is a route of the whole tier; an interface endpoint takes the service's name.
    let endpoint = endpoints(site, service).next()?;
    let of_service = |it: &&(&'static str, Address)| {
        review.survey.facts(&it.1).is_some_and(|it| it.asked_through.contains(service))
    };
    let allowed: Vec<_> = endpoint.facts.refers.iter().filter(of_service).collect();
    let (field, _) = allowed.first()?;
    if allowed.iter().any(|it| it.1 == *asked.address) {
        return None;
    }
    let mut ids: Vec<&str> = allowed.iter().map(|it| it.1.as_str()).collect();
    ids.push(asked.address.as_str());
    Some(
        Finding::new(
            "endpoint-refuses",
            Severity::Error,
            about(endpoint.address, Some(field)),
            format!("{} asks {} through {}, which leads to others only", site.name, asked.name, endpoint.name),
            "The endpoint's policy refuses the request, whatever the role allows and whatever other way there is",
        )
        .fix(format!("Let {} through", asked.name), vec![Command::set(endpoint.address, field, ids)]),
    )
}

/// Whether what it asks is asked from the addresses of its tier.
fn speaks_from_tier(site: &Site<'_>) -> bool {
    site.facts.runtime.is_some()
        || site.within(Place::Host).is_some()
        || matches!(site.facts.principal, Some(TASKS | FUNCTIONS))
}

/// Those that it asks from its tier. Images of functions are pulled, and messages taken, by Lambda itself.
fn asked_from_tier<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    let is_function = site.facts.principal == Some(FUNCTIONS);
    let by_lambda = move |it: Access| is_function && matches!(it, Access::Pull | Access::Consume);
    site.outgoing.iter().filter(move |it| !by_lambda(it.access))
}

fn serves_a_tier(review: &Review<'_>, site: &Site<'_>) -> bool {
    let Some(network) = site.within(Place::Network) else { return false };
    let is_private = |it: &Above<'_>| it.facts.network.as_ref().is_some_and(|it| !it.public && !it.closed);
    review.survey.visit(network.address, |_, site| site.children.iter().any(is_private)).unwrap_or_default()
}

/// The first of those it asks that it can't get to.
fn no_way_out(review: &Review<'_>, site: &Site<'_>, tier: &Above<'_>) -> Option<Finding> {
    let (asked, missing) = asked_from_tier(site).find_map(|it| {
        let missing = missing(review, site, it);
        (!missing.is_empty() || is_outside(it)).then_some((it, missing))
    })?;
    let (message, why) = if missing.is_empty() {
        (
            format!(
                "{} stands in {}, which has no way to the internet, and asks {}",
                site.name, tier.name, asked.name
            ),
            "Without a NAT gateway nothing in a private subnet reaches the internet".to_owned(),
        )
    } else {
        let verb = if asked.access == Access::Pull { "pulls from" } else { "needs" };
        (
            format!(
                "{} stands in {}, which has no way to the internet nor to {}, and {verb} {}",
                site.name,
                tier.name,
                missing.join(" and "),
                asked.name
            ),
            format!(
                "Without a NAT gateway or interface endpoints a private subnet can't reach {}",
                asked.name
            ),
        )
    };
    let is_closed = tier.facts.network.as_ref().is_some_and(|it| it.closed);
    let mut finding = Finding::new("no-way-out", Severity::Error, about(site.address, None), message, why);
    if is_closed {
        finding =
            finding.hint("put it into a private tier: a data tier stays closed, whatever ways out there are");
    }
    finding = finding.hint("put it into a public tier with a public address and no open inbound port");
    finding = if missing.is_empty() {
        finding.hint("or add a NAT gateway to a public tier")
    } else {
        finding.hint(format!(
            "or add a NAT gateway to a public tier, or interface endpoints for {}",
            missing.join(" and ")
        ))
    };
    let opened = missing.iter().map(|it| open_endpoint(review, site, it)).collect::<Option<Vec<_>>>();
    Some(match opened.filter(|it| !it.is_empty()) {
        Some(commands) => finding.fix("Let it in at the endpoints that are there", commands),
        None => finding,
    })
}

fn is_outside(asked: &Neighbour<'_>) -> bool {
    asked.facts.external && asked.access.opens_port()
}

/// The AWS services that asking it takes, and that no endpoint leads to.
fn missing(review: &Review<'_>, site: &Site<'_>, asked: &Neighbour<'_>) -> Vec<&'static str> {
    let is_call =
        asked.access.opens_port() || matches!(asked.access, Access::Pull | Access::Push | Access::Notify);
    let services = asked.facts.asked_through.iter().copied().filter(|_| is_call);
    services.filter(|service| !endpoints(site, service).any(|it| admits(review, &it, site.address))).collect()
}

fn endpoints<'a, 's>(site: &Site<'a>, service: &'s str) -> impl Iterator<Item = Above<'a>> + use<'a, 's> {
    let leads = move |way: &WayOut| matches!(way, WayOut::Service(it) if it == service);
    site.gateways.iter().filter(move |it| it.facts.ways_out.iter().any(leads)).copied()
}

/// Whether an endpoint lets a component in. One without a security group is a route, open to all.
fn admits(review: &Review<'_>, endpoint: &Above<'_>, asker: &Address) -> bool {
    if endpoint.facts.security_group.is_none() {
        return true;
    }
    let owner = owner(review.survey, asker);
    let group = review.groups.iter().find(|it| it.component == *endpoint.address);
    group.into_iter().flat_map(|it| &it.rules).any(|rule| match &rule.source {
        Source::Group(from) => Some(from) == owner,
        Source::Cidr(_) => true,
        Source::Variable(_) => false,
    })
}

/// The connection by which an endpoint that is there lets a component in.
fn open_endpoint(review: &Review<'_>, site: &Site<'_>, service: &str) -> Option<Command> {
    let endpoint = endpoints(site, service).next()?;
    let owner = owner(review.survey, site.address)?;
    Some(Command::Connect(ConnectionRecord {
        id: Address::slugify(&format!("{owner}-{}", endpoint.address)),
        from: owner.clone(),
        to: endpoint.address.clone(),
        access: Access::Connect,
        port: None,
        purpose: format!("Calls of {service}"),
        share: Some(Quantity::default()),
    }))
}

fn zones(review: &Review<'_>, id: &Address, tier: &Address, needed: u32, azs: u32) -> Finding {
    Finding::new(
        "zones-needed",
        Severity::Error,
        about(id, None),
        format!(
            "{} needs subnets in {needed} availability zones, and {} spans {azs}",
            review.name(id),
            review.name(tier)
        ),
        "AWS refuses to create it with fewer",
    )
    .fix(format!("Span {needed} zones"), vec![Command::set(tier, "azs", needed)])
}
