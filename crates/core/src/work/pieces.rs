//! Pieces: the work on each component, and the components that have to be there before.

use std::collections::BTreeMap;

use crate::{
    base::Address,
    survey::Survey,
    vocab::{Access, Effort, Joint, Neighbour, Part, Site, WayOut},
};

/// The work on one component.
pub(super) struct Piece<'a> {
    pub(super) address: &'a Address,
    pub(super) name: &'a str,
    pub(super) effort: Effort,
    /// The nearest container above, by its place in the list.
    pub(super) container: Option<usize>,
    /// Components that have to be there before, by their places in the list.
    pub(super) needs: Vec<usize>,
}

impl Piece<'_> {
    /// The task that it shares with others of its sort.
    pub(super) fn joint(&self) -> Option<Joint> {
        match self.effort.part {
            Part::Joint(joint) => Some(joint),
            Part::Nothing | Part::Task | Part::Container => None,
        }
    }
}

/// The work on every component, containers before what stands in them.
pub(super) fn pieces(survey: &Survey) -> Vec<Piece<'_>> {
    let design = survey.design();
    let mut all: Vec<&Address> = survey.addresses().collect();
    all.sort_by_cached_key(|it| design.above(it).count());
    let places: BTreeMap<&Address, usize> = all.iter().enumerate().map(|(idx, it)| (*it, idx)).collect();
    let place = |it: &Address| places.get(it).copied();
    let mut pieces = Vec::with_capacity(all.len());
    for &address in &all {
        let Some(component) = design.component(address) else { continue };
        let config = &component.config;
        let effort = config.build().effort().unwrap_or_else(|| Effort::of(config.meta().family));
        let needs = survey.visit(address, |_, site| {
            let mut needs: Vec<usize> = needs(site, effort).into_iter().filter_map(place).collect();
            needs.sort_unstable();
            needs.dedup();
            needs
        });
        pieces.push(Piece {
            address,
            name: &component.name,
            effort,
            container: component.parent.as_ref().and_then(place),
            needs: needs.unwrap_or_default(),
        });
    }
    pieces
}

/// What has to be there before a component is built, apart from the containers that it stands in.
fn needs<'a>(site: &Site<'a>, effort: Effort) -> Vec<&'a Address> {
    let watches = matches!(effort.part, Part::Joint(joint) if !joint.is_blocking());
    let mut needs: Vec<&Address> = Vec::new();
    needs.extend(site.outgoing.iter().filter(|it| waits(it.access)).map(|it| it.address));
    // Nothing opens before its certificate and its firewall stand, and a certificate is issued for a
    // domain that there is. What is watched does not wait for who watches it.
    needs.extend(site.incoming.iter().filter(|it| watches || is_waited_for(site, it)).map(|it| it.address));
    if site.facts.ways_out.is_empty() {
        needs.extend(site.facts.refers.iter().map(|it| &it.1));
    }
    needs.extend(ways_out(site));
    needs
}

/// Whether the source of a connection waits for its target.
const fn waits(access: Access) -> bool {
    match access {
        // A name is pointed at what is there once both are; copies start when all are there.
        Access::Resolve | Access::Replicate | Access::Secure | Access::Protect => false,
        Access::Connect
        | Access::Read
        | Access::Write
        | Access::ReadWrite
        | Access::Send
        | Access::Consume
        | Access::Pull
        | Access::Push
        | Access::Deploy
        | Access::Assume
        | Access::Administer
        | Access::Store
        | Access::Run
        | Access::Observe
        | Access::Notify => true,
    }
}

fn is_waited_for(site: &Site<'_>, source: &Neighbour<'_>) -> bool {
    match source.access {
        Access::Secure | Access::Protect => true,
        Access::Resolve => site.facts.certificate.is_some(),
        _ => false,
    }
}

/// What leads out of the private tier that it stands in, to those it asks outside of its network: images,
/// services of the vendor, and anybody else.
fn ways_out<'a>(site: &Site<'a>) -> Vec<&'a Address> {
    let tier = site.above.iter().find_map(|it| it.facts.network.as_ref());
    let runs = site.facts.runtime.is_some() || site.facts.image.is_some() || site.facts.principal.is_some();
    if !runs || tier.is_none_or(|it| it.public || it.closed) {
        return Vec::new();
    }
    let leads_to = |service: &str| {
        let of_service = move |it: &WayOut| matches!(it, WayOut::Service(name) if name == service);
        site.gateways.iter().find(move |it| it.facts.ways_out.iter().any(of_service))
    };
    let mut ways: Vec<&Address> = Vec::new();
    let mut needs_internet = false;
    let mut pulls = false;
    for asked in site.outgoing {
        let services = asked.facts.asked_through;
        pulls |= asked.access == Access::Pull;
        needs_internet |= asked.facts.external;
        for service in services {
            match leads_to(service) {
                Some(endpoint) => ways.push(endpoint.address),
                None => needs_internet = true,
            }
        }
    }
    // An image that comes out of no registry of the design comes out of a public one.
    if needs_internet || (site.facts.image.is_some() && !pulls) {
        ways.extend(site.nat().map(|it| it.0.address));
    }
    ways
}
