//! The survey: what every component can see of the design around it.
//!
//! Facts, neighbours and flows are worked out once and shared by prices, rules, blueprint and
//! picture. After an edit, [`Survey::update`] keeps what did not change, and says whose view did.

mod flows;
mod ways_out;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    base::{Address, gather},
    design::{Component, Connection, Design},
    prices::PriceBook,
    vocab::{Above, Facts, Meta, Neighbour, Place, Site, Usage, WorkloadFigures},
};

use ways_out::{gateways, network_of};

/// A component, with what was worked out about it.
#[derive(Clone, Debug)]
struct Entry {
    address: Address,
    component: Arc<Component>,
    meta: &'static Meta,
    facts: Arc<Facts>,
}

/// Who stands in whom and who is connected with whom, by index.
#[derive(Clone, Debug, Default, PartialEq)]
struct Structure {
    /// The index of each component.
    places: HashMap<Address, usize>,
    parent: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    outgoing: Vec<Vec<usize>>,
    incoming: Vec<Vec<usize>>,
    /// Source and target of each connection.
    ends: Vec<(usize, usize)>,
    /// Whether it is the first of its kind.
    leads: Vec<bool>,
}

/// What every component can see of the design around it.
#[derive(Clone, Debug)]
pub struct Survey {
    design: Design,
    book: Arc<PriceBook>,
    entries: Vec<Entry>,
    links: Vec<(Address, Arc<Connection>)>,
    structure: Arc<Structure>,
    /// Networks, each with what gives it a way out.
    gateways: Arc<Vec<(usize, usize)>>,
    usage: Arc<Vec<Usage>>,
    workload: WorkloadFigures,
}

impl Survey {
    /// Surveys a design.
    #[must_use]
    pub fn new(design: &Design, book: &Arc<PriceBook>) -> Self {
        let entries = design
            .components
            .iter()
            .map(|(address, component)| entry(address, component, book))
            .collect::<Vec<_>>();
        let links: Vec<_> = design.connections.iter().map(|(id, it)| (id.clone(), Arc::clone(it))).collect();
        let structure = structure(&entries, &links);
        let workload = design.settings.workload.figures();
        let gateways = gateways(&entries, &structure);
        let usage = flows::flow(&entries, &links, &structure, &gateways, &workload);
        Self {
            design: design.clone(),
            book: Arc::clone(book),
            entries,
            links,
            structure: Arc::new(structure),
            gateways: Arc::new(gateways),
            usage: Arc::new(usage),
            workload,
        }
    }

    /// Surveys a design that came of this one by an edit. Gives the new survey, and the components
    /// whose view changed: theirs are the line items and findings to work out again.
    #[must_use]
    pub fn update(&self, design: &Design, book: &Arc<PriceBook>) -> (Self, BTreeSet<Address>) {
        if !Arc::ptr_eq(book, &self.book) {
            let all = gather(design.components.keys().cloned());
            return (Self::new(design, book), all);
        }
        let mut reused = 0;
        let mut entries = Vec::with_capacity(design.components.len());
        let mut touched = Vec::new();
        let mut same_places = self.entries.len() == design.components.len();
        let mut same_facts = true;
        let mut old = self.entries.iter().peekable();
        for (idx, (address, component)) in design.components.iter().enumerate() {
            while old.next_if(|it| it.address < *address).is_some() {}
            match old.next_if(|it| it.address == *address) {
                Some(before) if Arc::ptr_eq(&before.component, component) => {
                    reused += 1;
                    entries.push(before.clone());
                }
                Some(before) => {
                    let mut after = entry(address, component, book);
                    same_places &= before.component.parent == component.parent;
                    if *after.facts == *before.facts {
                        after.facts = Arc::clone(&before.facts);
                    } else {
                        same_facts = false;
                    }
                    entries.push(after);
                    touched.push(idx);
                }
                None => {
                    entries.push(entry(address, component, book));
                    touched.push(idx);
                    same_places = false;
                }
            }
        }
        same_places &= reused + touched.len() == self.entries.len();
        let same_links = self.links.len() == design.connections.len()
            && self.links.iter().zip(&design.connections).all(|(a, b)| a.0 == *b.0 && Arc::ptr_eq(&a.1, b.1));
        let links = if same_links {
            self.links.clone()
        } else {
            design.connections.iter().map(|(id, it)| (id.clone(), Arc::clone(it))).collect()
        };
        let structure = if same_places && same_links {
            Arc::clone(&self.structure)
        } else {
            Arc::new(structure(&entries, &links))
        };
        let workload = design.settings.workload.figures();
        let same_workload =
            workload == self.workload && design.settings.project == self.design.settings.project;
        let gateways = if same_places && same_facts {
            Arc::clone(&self.gateways)
        } else {
            Arc::new(gateways(&entries, &structure))
        };
        let usage = if same_places && same_links && same_facts && same_workload {
            Arc::clone(&self.usage)
        } else {
            Arc::new(flows::flow(&entries, &links, &structure, &gateways, &workload))
        };
        let next = Self {
            design: design.clone(),
            book: Arc::clone(book),
            entries,
            links,
            structure,
            gateways,
            usage,
            workload,
        };
        let dirty = if same_places && same_links && same_workload {
            next.around(&touched, same_facts, self)
        } else {
            gather(next.entries.iter().map(|it| it.address.clone()))
        };
        (next, dirty)
    }

    /// The components that can see one of those touched, and those whose flows changed.
    fn around(&self, touched: &[usize], same_facts: bool, before: &Self) -> BTreeSet<Address> {
        let mut seen: BTreeSet<usize> = gather(touched.iter().copied());
        for &idx in touched {
            // Names show in neighbours' findings, so neighbours look again even when facts stand.
            let links = self.structure.outgoing.get(idx).into_iter().chain(self.structure.incoming.get(idx));
            for &link in links.flatten() {
                if let Some(&(from, to)) = self.structure.ends.get(link) {
                    seen.extend([from, to]);
                }
            }
            let mut above = self.structure.parent.get(idx).copied().flatten();
            while let Some(parent) = above {
                seen.insert(parent);
                above = self.structure.parent.get(parent).copied().flatten();
            }
            // Everything in a network sees its ways out, and a tier decides what stands in it as one.
            let leads_out = |it: Option<&Entry>| {
                it.is_some_and(|it| !it.facts.ways_out.is_empty() || it.facts.network.is_some())
            };
            let shared = leads_out(self.entries.get(idx)) || leads_out(before.entries.get(idx));
            let network = if shared { network_of(&self.entries, &self.structure, idx) } else { None };
            let mut below = self.structure.children.get(network.unwrap_or(idx)).cloned().unwrap_or_default();
            while let Some(child) = below.pop() {
                seen.insert(child);
                below.extend(self.structure.children.get(child).into_iter().flatten());
            }
        }
        if !same_facts {
            let changed = self.usage.iter().zip(before.usage.iter()).enumerate();
            seen.extend(changed.filter(|(_, (now, then))| now != then).map(|(idx, _)| idx));
        }
        gather(seen.into_iter().filter_map(|idx| self.entries.get(idx)).map(|it| it.address.clone()))
    }

    /// The design that was surveyed.
    #[must_use]
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The price book that it was surveyed with.
    #[must_use]
    pub fn book(&self) -> &Arc<PriceBook> {
        &self.book
    }

    /// Every component, in address order.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.entries.iter().map(|it| &it.address)
    }

    /// Every component with what it says of itself, in address order.
    pub fn all_facts(&self) -> impl Iterator<Item = (&Address, &Facts)> {
        self.entries.iter().map(|it| (&it.address, it.facts.as_ref()))
    }

    /// What a component says of itself.
    #[must_use]
    pub fn facts(&self, address: &Address) -> Option<&Facts> {
        self.entries.get(self.idx(address)?).map(|it| it.facts.as_ref())
    }

    /// What travels through a component.
    #[must_use]
    pub fn usage(&self, address: &Address) -> Option<&Usage> {
        self.usage.get(self.idx(address)?)
    }

    /// The component, or else the nearest container above it, with facts that fit.
    pub fn nearest(&self, address: &Address, fits: impl Fn(&Facts) -> bool) -> Option<&Address> {
        let mut next = self.idx(address);
        while let Some(idx) = next {
            let entry = self.entries.get(idx)?;
            if fits(&entry.facts) {
                return Some(&entry.address);
            }
            next = self.structure.parent.get(idx).copied().flatten();
        }
        None
    }

    /// Looks at a component and its site.
    pub fn visit<R>(&self, address: &Address, look: impl FnOnce(&Component, &Site<'_>) -> R) -> Option<R> {
        let idx = self.idx(address)?;
        let entry = self.entries.get(idx)?;
        let usage = self.usage.get(idx)?;
        let above_of = |idx: usize| {
            self.entries.get(idx).map(|it| Above {
                address: &it.address,
                name: &it.component.name,
                meta: it.meta,
                facts: &it.facts,
            })
        };
        let mut above = Vec::new();
        let mut next = self.structure.parent.get(idx).copied().flatten();
        while let Some(parent) = next {
            above.extend(above_of(parent));
            next = self.structure.parent.get(parent).copied().flatten();
        }
        let children: Vec<Above<'_>> =
            self.structure.children.get(idx).into_iter().flatten().filter_map(|&it| above_of(it)).collect();
        let neighbours = |links: Option<&Vec<usize>>, pick: fn((usize, usize)) -> usize| {
            links
                .into_iter()
                .flatten()
                .filter_map(|&link| {
                    let (connection, record) = self.links.get(link)?;
                    let other_idx = pick(*self.structure.ends.get(link)?);
                    let other = self.entries.get(other_idx)?;
                    Some(Neighbour {
                        connection,
                        address: &other.address,
                        name: &other.component.name,
                        meta: other.meta,
                        facts: &other.facts,
                        access: record.access,
                        port: record.port,
                        purpose: &record.purpose,
                        host: self.host_of(other_idx),
                    })
                })
                .collect::<Vec<_>>()
        };
        let network = network_of(&self.entries, &self.structure, idx);
        let own_ways = self.gateways.iter().filter(|it| network == Some(it.0));
        let gateways: Vec<Above<'_>> = own_ways.filter_map(|it| above_of(it.1)).collect();
        let outgoing = neighbours(self.structure.outgoing.get(idx), |ends| ends.1);
        let incoming = neighbours(self.structure.incoming.get(idx), |ends| ends.0);
        let site = Site {
            address: &entry.address,
            name: &entry.component.name,
            project: &self.design.settings.project,
            book: &self.book,
            facts: &entry.facts,
            above: &above,
            children: &children,
            gateways: &gateways,
            outgoing: &outgoing,
            incoming: &incoming,
            usage,
            workload: &self.workload,
            leads: self.structure.leads.get(idx).copied().unwrap_or_default(),
        };
        Some(look(&entry.component, &site))
    }

    /// The nearest host above a component.
    fn host_of(&self, idx: usize) -> Option<&Address> {
        let mut next = self.structure.parent.get(idx).copied().flatten();
        while let Some(parent) = next {
            let entry = self.entries.get(parent)?;
            if entry.meta.offers == Some(Place::Host) {
                return Some(&entry.address);
            }
            next = self.structure.parent.get(parent).copied().flatten();
        }
        None
    }

    fn idx(&self, address: &Address) -> Option<usize> {
        self.structure.places.get(address).copied()
    }
}

fn entry(address: &Address, component: &Arc<Component>, book: &PriceBook) -> Entry {
    Entry {
        address: address.clone(),
        component: Arc::clone(component),
        meta: component.config.meta(),
        facts: Arc::new(component.config.service().facts(address, book)),
    }
}

fn structure(entries: &[Entry], links: &[(Address, Arc<Connection>)]) -> Structure {
    let places: HashMap<_, _> =
        entries.iter().enumerate().map(|(idx, it)| (it.address.clone(), idx)).collect();
    let idx_of = |address: &Address| places.get(address).copied();
    let mut structure = Structure {
        places: HashMap::new(),
        parent: Vec::with_capacity(entries.len()),
        children: vec![Vec::new(); entries.len()],
        outgoing: vec![Vec::new(); entries.len()],
        incoming: vec![Vec::new(); entries.len()],
        ends: Vec::with_capacity(links.len()),
        leads: Vec::with_capacity(entries.len()),
    };
    let mut kinds = BTreeSet::new();
    for (idx, entry) in entries.iter().enumerate() {
        let parent = entry.component.parent.as_ref().and_then(idx_of);
        structure.parent.push(parent);
        structure.leads.push(kinds.insert(entry.meta.kind));
        if let Some(children) = parent.and_then(|it| structure.children.get_mut(it)) {
            children.push(idx);
        }
    }
    for (link, (_, connection)) in links.iter().enumerate() {
        let from = idx_of(&connection.from).unwrap_or(usize::MAX);
        let to = idx_of(&connection.to).unwrap_or(usize::MAX);
        structure.ends.push((from, to));
        if let Some(outgoing) = structure.outgoing.get_mut(from) {
            outgoing.push(link);
        }
        if let Some(incoming) = structure.incoming.get_mut(to) {
            incoming.push(link);
        }
    }
    structure.places = places;
    structure
}
