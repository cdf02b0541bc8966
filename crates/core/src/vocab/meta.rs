//! What a kind is, before any component of it exists.

/// The group of a kind in the palette, in the bill's chart, and the tint of its box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Regions, networks, subnets.
    Network,
    /// Names, certificates, CDN, load balancers, firewalls.
    Entry,
    /// Hosts, clusters, functions.
    Compute,
    /// What runs in a host.
    Container,
    /// Databases and caches.
    Database,
    /// Buckets, volumes, registries.
    Storage,
    /// Brokers, queues, topics.
    Messaging,
    /// Roles, secrets, keys.
    Security,
    /// Logs, alarms, budgets.
    Operations,
    /// What others run: users, offices, CI.
    External,
}

impl Family {
    /// All of them, in the order of the palette.
    pub const ALL: [Self; 10] = [
        Self::Entry,
        Self::Network,
        Self::Compute,
        Self::Container,
        Self::Database,
        Self::Storage,
        Self::Messaging,
        Self::Security,
        Self::Operations,
        Self::External,
    ];

    /// The heading in the palette.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Entry => "Entry",
            Self::Compute => "Compute",
            Self::Container => "Containers",
            Self::Database => "Databases",
            Self::Storage => "Storage",
            Self::Messaging => "Messaging",
            Self::Security => "Security",
            Self::Operations => "Operations",
            Self::External => "External",
        }
    }

    /// The word in class names and colour tokens.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Entry => "entry",
            Self::Compute => "compute",
            Self::Container => "container",
            Self::Database => "database",
            Self::Storage => "storage",
            Self::Messaging => "messaging",
            Self::Security => "security",
            Self::Operations => "operations",
            Self::External => "external",
        }
    }
}

/// A kind of place that a component may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The open canvas: no container around it.
    Canvas,
    /// Inside a region.
    Region,
    /// Inside a network (VPC).
    Network,
    /// Inside a tier of subnets.
    Tier,
    /// Inside a machine that runs containers.
    Host,
}

impl Place {
    /// The name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Canvas => "the open canvas",
            Self::Region => "a region",
            Self::Network => "a VPC",
            Self::Tier => "a subnet tier",
            Self::Host => "a host",
        }
    }
}

/// What a kind is: the facts that need no component.
#[derive(Debug)]
pub struct Meta {
    /// The word in files, hooks and the command line, such as `bucket`.
    pub kind: &'static str,
    /// The name for people, such as `Bucket`.
    pub name: &'static str,
    /// The vendor's name, such as `S3`; empty where there is none.
    pub vendor: &'static str,
    /// The group in the palette.
    pub family: Family,
    /// What it is for, in one sentence.
    pub summary: &'static str,
    /// SVG path data on a 24 × 24 grid, drawn as a stroke of 1.5 without fill.
    pub icon: &'static str,
    /// Where a component of this kind may stand.
    pub inside: &'static [Place],
    /// The place that it is for others; `None` for a leaf.
    pub offers: Option<Place>,
    /// Whether it keeps data that must survive; printed as `prevent_destroy`.
    pub keeps_data: bool,
}

impl Meta {
    /// `Bucket (S3)`.
    #[must_use]
    pub fn title(&self) -> String {
        if self.vendor.is_empty() { self.name.to_owned() } else { format!("{} ({})", self.name, self.vendor) }
    }

    /// Where it may stand, in words: `a subnet tier or a host`.
    #[must_use]
    pub fn places(&self) -> String {
        let names: Vec<&str> = self.inside.iter().map(|it| it.name()).collect();
        names.join(" or ")
    }
}
