//! The site: all that a service may see of the design around it.

use crate::{
    base::{Address, Decimal, Range, sort_by},
    prices::PriceBook,
};

use super::{Access, Factor, Facts, HOURS_PER_MONTH, Meta, Place, WayOut};

/// Hours of a week.
const HOURS_PER_WEEK: u32 = 168;

/// What travels through a component or along a connection in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Requests that arrive.
    pub requests: Range<Decimal>,
    /// GB that are sent back to whoever asked.
    pub gb_out: Range<Decimal>,
    /// GB that arrive.
    pub gb_in: Range<Decimal>,
    /// GB, of those sent back, that go straight to the internet from here.
    pub gb_internet: Range<Decimal>,
    /// GB that cross to another availability zone on the way to those it asks.
    pub gb_cross_az: Range<Decimal>,
    /// Messages that arrive.
    pub messages: Range<Decimal>,
}

/// A container above a component, nearest first.
#[derive(Clone, Copy, Debug)]
pub struct Above<'a> {
    /// Its address.
    pub address: &'a Address,
    /// Its name for people.
    pub name: &'a str,
    /// What it is.
    pub meta: &'static Meta,
    /// What it says of itself.
    pub facts: &'a Facts,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    /// The connection.
    pub connection: &'a Address,
    /// The other end.
    pub address: &'a Address,
    /// The other end's name for people.
    pub name: &'a str,
    /// What the other end is.
    pub meta: &'static Meta,
    /// What the other end says of itself.
    pub facts: &'a Facts,
    /// What the connection does.
    pub access: Access,
    /// The connection's port, if it says one.
    pub port: Option<u16>,
    /// The connection's purpose.
    pub purpose: &'a str,
    /// The host that the other end stands in, when it stands in one.
    pub host: Option<&'a Address>,
}

/// All that a service may see of the design around it.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The component's address.
    pub address: &'a Address,
    /// The component's name for people.
    pub name: &'a str,
    /// The design's own address: the stem of global names such as buckets'.
    pub project: &'a Address,
    /// The region's prices and machines.
    pub book: &'a PriceBook,
    /// What it says of itself.
    pub facts: &'a Facts,
    /// The containers above, nearest first.
    pub above: &'a [Above<'a>],
    /// What stands directly in it.
    pub children: &'a [Above<'a>],
    /// What gives the network that it stands in, or is, a way out: in address order.
    pub gateways: &'a [Above<'a>],
    /// Connections that start here.
    pub outgoing: &'a [Neighbour<'a>],
    /// Connections that end here.
    pub incoming: &'a [Neighbour<'a>],
    /// What travels through it.
    pub usage: &'a Usage,
    /// What the design as a whole carries.
    pub workload: &'a WorkloadFigures,
    /// Whether it is the first of its kind in the design, by address: it carries what all of a kind
    /// share.
    pub leads: bool,
}

/// The workload's figures that components use when they have none of their own; a month each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkloadFigures {
    /// Requests.
    pub requests: Range<Decimal>,
    /// Messages.
    pub messages: Range<Decimal>,
    /// KB of a message.
    pub message_kb: Decimal,
    /// Active users.
    pub users: Range<Decimal>,
    /// GB that arrive from the internet.
    pub gb_in: Range<Decimal>,
    /// GB that go out to the internet.
    pub gb_out: Range<Decimal>,
    /// GB of data kept.
    pub storage_gb: Range<Decimal>,
    /// GB of logs written.
    pub logs_gb: Range<Decimal>,
}

impl<'a> Site<'a> {
    /// The nearest container above that is such a place.
    #[must_use]
    pub fn within(&self, place: Place) -> Option<&'a Above<'a>> {
        self.above.iter().find(|it| it.meta.offers == Some(place))
    }

    /// Whether the other end runs in the same host, so that the two reach each other by name inside
    /// the stack, without a port of the host.
    #[must_use]
    pub fn is_beside(&self, neighbour: &Neighbour<'_>) -> bool {
        neighbour.host.is_some() && neighbour.host == self.within(Place::Host).map(|it| it.address)
    }

    /// The name by which containers reach the other end: its own inside one stack, its host's from
    /// another machine. Nothing when it stands in no host.
    #[must_use]
    pub fn name_of(&self, neighbour: &Neighbour<'a>) -> Option<&'a Address> {
        neighbour.host.map(|host| if self.is_beside(neighbour) { neighbour.address } else { host })
    }

    /// The other hosts that stand for those it asks over the network, in order and once each.
    #[must_use]
    pub fn hosts_reached(&self) -> Vec<Address> {
        let asked = self.outgoing.iter().filter(|it| it.access.opens_port() && !self.is_beside(it));
        let mut hosts: Vec<Address> = asked.filter_map(|it| it.host.cloned()).collect();
        sort_by(&mut hosts, Ord::cmp);
        hosts.dedup();
        hosts
    }

    /// The command, on its host, that is `docker compose` with all that the stack has to know.
    #[must_use]
    pub fn compose_command(&self) -> String {
        format!("sudo /opt/{}/stack.sh compose", self.project)
    }

    /// How many availability zones the place spans that it stands in; 1 when nobody says.
    #[must_use]
    pub fn azs(&self) -> u32 {
        self.above.iter().find_map(|it| it.facts.network.as_ref()).map_or(1, |it| it.azs)
    }

    /// Whether the place that it stands in has a route to the internet gateway.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.above.iter().find_map(|it| it.facts.network.as_ref()).is_some_and(|it| it.public)
    }

    /// The way to the internet that private tiers of the network take, and how many availability zones
    /// have a gateway of their own.
    #[must_use]
    pub fn nat(&self) -> Option<(&'a Above<'a>, u32)> {
        self.gateways.iter().find_map(|it| {
            it.facts.ways_out.iter().find_map(|way| match way {
                WayOut::Internet { zones } => Some((it, *zones)),
                WayOut::Service(_) | WayOut::Office => None,
            })
        })
    }

    /// Whether what stands in the tier at hand gets to the internet, be it from a public address or
    /// through a NAT gateway.
    #[must_use]
    pub fn reaches_internet(&self) -> bool {
        let network = self.above.iter().find_map(|it| it.facts.network.as_ref());
        network.is_none_or(|it| it.public || (!it.closed && self.nat().is_some()))
    }

    /// The hours of a month that it runs, as a factor of what is charged by the hour: all of them, unless
    /// something starts and stops it by the clock.
    #[must_use]
    pub fn hours(&self) -> Factor {
        match self.asked_by(Access::Run).find_map(|it| it.facts.hours_per_week) {
            Some(hours) => {
                let share = hours / Decimal::from(HOURS_PER_WEEK);
                Factor::exact(Decimal::from(HOURS_PER_MONTH) * share, "h")
            }
            None => Factor::hours(),
        }
    }

    /// Those that act on it with this access.
    pub fn asked_by(&self, access: Access) -> impl Iterator<Item = &'a Neighbour<'a>> {
        self.incoming.iter().filter(move |it| it.access == access)
    }

    /// Those that it acts on with this access.
    pub fn asks(&self, access: Access) -> impl Iterator<Item = &'a Neighbour<'a>> {
        self.outgoing.iter().filter(move |it| it.access == access)
    }

    /// The Terraform label of its resources.
    #[must_use]
    pub fn label(&self) -> String {
        self.address.label()
    }
}
