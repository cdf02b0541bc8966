//! Which resource stands in which stack, and what folds into what.
//!
//! Stacks are built one behind the other, so a resource stands in the latest of its own concern's stack
//! and the stacks of what it refers to: references only lead back, and no order has a circle.

use std::collections::BTreeMap;

use crate::resource::{Concern, Resource, ResourceGraph, Value};

use super::{
    super::terraform::walk,
    table::{Attribute, Form, Mapping, Target},
    tables,
};

/// The stacks in the order in which they are built: name, and what stands in it.
pub(super) const STACKS: [Stack; 11] = [
    Stack { name: "vpc", holds: "Networks, subnets, routes and what leads out of them", edge: false },
    Stack { name: "security", holds: "Security groups, roles, secrets and firewalls", edge: false },
    Stack { name: "dns", holds: "Zones and private names", edge: false },
    Stack { name: "edge", holds: "Certificates and firewalls of CloudFront, in us-east-1", edge: true },
    Stack { name: "storage", holds: "Buckets, volumes, registries and log groups", edge: false },
    Stack { name: "messaging", holds: "Queues, topics, brokers and mails", edge: false },
    Stack { name: "database", holds: "Databases, caches and tables", edge: false },
    Stack { name: "entry", holds: "Load balancers, CDN, and the names that lead to them", edge: false },
    Stack { name: "compute", holds: "Hosts, tasks, functions, and what they may do", edge: false },
    Stack { name: "monitoring", holds: "Alarms, dashboards, trails and budgets", edge: false },
    Stack { name: "edge-monitoring", holds: "Alarms over CloudFront, in us-east-1", edge: true },
];

const VPC: usize = 0;
const SECURITY: usize = 1;
const DNS: usize = 2;
const EDGE: usize = 3;
const STORAGE: usize = 4;
const MESSAGING: usize = 5;
const DATABASE: usize = 6;
const ENTRY: usize = 7;
const COMPUTE: usize = 8;
const MONITORING: usize = 9;
const EDGE_MONITORING: usize = 10;

/// One stack.
pub(super) struct Stack {
    /// The word in its template's and its own name.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) holds: &'static str,
    /// Whether it is built in us-east-1.
    pub(super) edge: bool,
}

/// Which resource stands where.
pub(super) struct Layout<'a> {
    graph: &'a ResourceGraph,
    mappings: BTreeMap<&'static str, &'static Mapping>,
    index: BTreeMap<(&'static str, &'a str), usize>,
    /// What each resource is printed as: itself, what it folds into, or nothing.
    hosts: Vec<Option<usize>>,
    /// What folds into each resource.
    folded: Vec<Vec<usize>>,
    stacks: Vec<usize>,
}

/// How far the search for a resource's stack has come.
#[derive(Clone, Copy)]
enum Place {
    Unknown,
    Asked,
    Known(usize),
}

impl<'a> Layout<'a> {
    pub(super) fn new(graph: &'a ResourceGraph) -> Self {
        let mappings = tables::ALL.iter().flat_map(|it| it.iter()).map(|it| (it.terraform, it)).collect();
        let keyed = graph.resources.iter().enumerate();
        let index = keyed.map(|(idx, it)| ((it.resource_type, it.label.as_str()), idx)).collect();
        let mut layout = Self {
            graph,
            mappings,
            index,
            hosts: Vec::new(),
            folded: vec![Vec::new(); graph.resources.len()],
            stacks: Vec::new(),
        };
        layout.hosts = graph.resources.iter().enumerate().map(|(idx, it)| layout.host_of(idx, it)).collect();
        for (idx, host) in layout.hosts.iter().enumerate() {
            if let Some(list) = host.filter(|it| *it != idx).and_then(|it| layout.folded.get_mut(it)) {
                list.push(idx);
            }
        }
        let mut places = vec![Place::Unknown; graph.resources.len()];
        layout.stacks = (0..graph.resources.len()).map(|it| layout.place(it, &mut places)).collect();
        layout
    }

    /// What is known of a Terraform type.
    pub(super) fn mapping(&self, terraform: &str) -> Option<&'static Mapping> {
        self.mappings.get(terraform).copied()
    }

    /// The resource of this type and label.
    pub(super) fn find(&self, terraform: &'static str, label: &str) -> Option<(usize, &'a Resource)> {
        let idx = *self.index.get(&(terraform, label))?;
        Some((idx, self.graph.resources.get(idx)?))
    }

    /// What it is printed as: itself, or what it folds into.
    pub(super) fn host(&self, idx: usize) -> Option<usize> {
        self.hosts.get(idx).copied().flatten()
    }

    /// What folds into it.
    pub(super) fn folded(&self, idx: usize) -> &[usize] {
        self.folded.get(idx).map_or(&[], Vec::as_slice)
    }

    /// The number of its stack.
    pub(super) fn stack(&self, idx: usize) -> usize {
        self.stacks.get(idx).copied().unwrap_or_default()
    }

    fn host_of(&self, idx: usize, resource: &Resource) -> Option<usize> {
        if let Some(certificate) = validates(resource) {
            return self.find("aws_acm_certificate", certificate).map(|it| it.0);
        }
        match self.mapping(resource.resource_type)?.target {
            Target::Resource(..) => Some(idx),
            Target::Absent(_) => None,
            Target::Fold(by) => match argument(resource, by) {
                Some(Value::Reference(terraform, label, _)) => self.find(terraform, label).map(|it| it.0),
                _ => None,
            },
        }
    }

    fn place(&self, idx: usize, places: &mut [Place]) -> usize {
        let Some(host) = self.host(idx) else { return 0 };
        match places.get(host) {
            Some(Place::Known(stack)) => return *stack,
            // Terraform knows no circles; should folding make one, both ends stand in one stack.
            Some(Place::Asked) | None => return 0,
            Some(Place::Unknown) => {}
        }
        if let Some(place) = places.get_mut(host) {
            *place = Place::Asked;
        }
        let Some(resource) = self.graph.resources.get(host) else { return 0 };
        let mut stack = home(resource);
        for part in std::iter::once(&host).chain(self.folded(host)) {
            for (other, is_asked) in self.refers_to(*part) {
                if self.host(other) != Some(host) {
                    stack = stack.max(self.place(other, places));
                    // What is asked for once a stack is there is known to the next one only.
                    if is_asked {
                        stack = stack.max((self.place(other, places) + 1).min(MONITORING));
                    }
                }
            }
        }
        if resource.provider.is_some() {
            stack = if stack <= EDGE { EDGE } else { EDGE_MONITORING };
        } else if stack == EDGE {
            stack = STORAGE;
        }
        if let Some(place) = places.get_mut(host) {
            *place = Place::Known(stack);
        }
        stack
    }

    /// The resources that one refers to, and whether it wants what only AWS itself tells of them.
    fn refers_to(&self, idx: usize) -> Vec<(usize, bool)> {
        let Some(resource) = self.graph.resources.get(idx) else { return Vec::new() };
        let rules = self.mapping(resource.resource_type).map_or(&[][..], |it| it.rules);
        let by_name =
            |name: &str| rules.iter().any(|it| it.from == name && matches!(it.form, Form::Named(..)));
        let mut found = Vec::new();
        for (_, value) in resource.arguments.iter().filter(|(name, _)| !by_name(name)) {
            walk(value, &mut |it| {
                if let Value::Reference(terraform, label, path) = it {
                    let other = self.find(terraform, label);
                    found.extend(other.map(|it| (it.0, self.is_asked(terraform, path))));
                }
            });
        }
        found.extend(
            resource
                .depends_on
                .iter()
                .filter_map(|(terraform, label)| Some((self.find(terraform, label)?.0, false))),
        );
        found
    }

    /// Whether only AWS itself tells this attribute.
    fn is_asked(&self, terraform: &str, path: &str) -> bool {
        let attributes = self.mapping(terraform).map_or(&[][..], |it| it.attributes);
        attributes.iter().any(|it| it.0 == path && matches!(it.1, Attribute::Asked(_)))
    }
}

/// An argument of a resource.
pub(super) fn argument<'a>(resource: &'a Resource, name: &str) -> Option<&'a Value> {
    resource.arguments.iter().find(|it| it.0 == name).map(|it| &it.1)
}

/// The certificate that a record validates: CloudFormation writes such records by itself.
pub(super) fn validates(resource: &Resource) -> Option<&str> {
    let Some(Value::Name(items)) = &resource.for_each else { return None };
    let (_, rest) = items.split_once("aws_acm_certificate.")?;
    rest.split_once(".domain_validation_options").map(|it| it.0)
}

/// The stack of its concern.
fn home(resource: &Resource) -> usize {
    // What compute writes its logs to has to be there before it.
    if resource.resource_type == "aws_cloudwatch_log_group" {
        return STORAGE;
    }
    match resource.concern {
        Concern::Network => VPC,
        Concern::Security | Concern::Identity | Concern::Secrets => SECURITY,
        Concern::Dns => DNS,
        Concern::Storage => STORAGE,
        Concern::Messaging => MESSAGING,
        Concern::Database => DATABASE,
        Concern::Entry => ENTRY,
        Concern::Compute => COMPUTE,
        Concern::Observability if resource.provider.is_some() => EDGE_MONITORING,
        Concern::Observability | Concern::Cost => MONITORING,
    }
}
