//! Generated designs of any size, for benches and for people who want to try.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{Address, Quantity, Range},
    design::{Component, Connection, Design, Settings},
    services::ServiceKind,
    vocab::{Access, Place},
};

/// How many components stand in a container.
const PER_CONTAINER: usize = 8;

/// A design of so many components: services in hosts, hosts in tiers, tiers in VPCs, VPCs in a
/// region, eight to a container, and one and a half times as many connections. The same figures
/// give the same design.
#[must_use]
pub fn generate(n_components: usize, seed: u64) -> Design {
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let mut design = Design {
        settings: Arc::new(Settings {
            name: format!("Generated, {n_components} components"),
            project: Address::slugify("generated"),
            ..settings()
        }),
        ..Design::default()
    };
    let mut components = BTreeMap::new();
    let mut levels = Vec::new();
    for (place, offered) in LEVELS {
        levels.push(Level { kinds: kinds_in(place, offered), leaves: kinds_in(place, None) });
    }
    let mut leaves = Vec::new();
    // Fill depth first: a container takes eight, then the next one opens.
    let mut open: Vec<(Address, usize, usize)> = Vec::new();
    for number in 0..n_components {
        while open.last().is_some_and(|it| it.2 == PER_CONTAINER) {
            open.pop();
        }
        let depth = open.len();
        let parent = open.last().map(|it| it.0.clone());
        let Some(level) = levels.get(depth.min(levels.len().saturating_sub(1))) else { break };
        let container = random.pick(&level.kinds).filter(|_| depth + 1 < levels.len());
        let Some(kind) = container.or_else(|| random.pick(&level.leaves)) else { break };
        let id = Address::slugify(&format!("{}-{number}", kind.word().replace('_', "-")));
        let component = Component {
            name: format!("{} {number}", kind.meta().name),
            parent,
            position: None,
            note: String::new(),
            off: Vec::new(),
            config: kind.default_config(),
        };
        components.insert(id.clone(), Arc::new(component));
        if let Some(last) = open.last_mut() {
            last.2 += 1;
        }
        if container.is_some() {
            open.push((id, depth, 0));
        } else {
            leaves.push(id);
        }
    }
    design.components = components;
    connect(&mut design, &leaves, n_components + n_components / 2, &mut random);
    design
}

/// Where each level stands, and the place that its containers offer to the next.
const LEVELS: [(Place, Option<Place>); 5] = [
    (Place::Canvas, Some(Place::Region)),
    (Place::Region, Some(Place::Network)),
    (Place::Network, Some(Place::Tier)),
    (Place::Tier, Some(Place::Host)),
    (Place::Host, None),
];

struct Level {
    kinds: Vec<ServiceKind>,
    leaves: Vec<ServiceKind>,
}

fn kinds_in(place: Place, offers: Option<Place>) -> Vec<ServiceKind> {
    let fits = |it: &ServiceKind| it.meta().inside.contains(&place) && it.meta().offers == offers;
    ServiceKind::ALL.iter().copied().filter(fits).collect()
}

fn connect(design: &mut Design, leaves: &[Address], n_connections: usize, random: &mut Random) {
    for number in 0..n_connections {
        let (Some(from), Some(near)) = (random.index(leaves.len()), random.index(PER_CONTAINER * 2)) else {
            return;
        };
        // Most traffic stays near: the next leaves stand in the same host or beside it.
        let to = (from + near + 1) % leaves.len();
        let (Some(from), Some(to)) = (leaves.get(from), leaves.get(to)) else { return };
        if from == to {
            continue;
        }
        let connection = Connection {
            from: from.clone(),
            to: to.clone(),
            access: Access::Connect,
            port: None,
            purpose: String::new(),
            share: Some(Quantity::from(10)),
        };
        let id = Address::slugify(&format!("link-{number}"));
        design.connections.insert(id, Arc::new(connection));
    }
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.workload.requests =
        Range { low: 1_000_000, expected: 5_000_000, high: 20_000_000 }.map(Quantity::from);
    settings.workload.gb_out = Range { low: 50, expected: 200, high: 1_000 }.map(Quantity::from);
    settings
}

/// A small generator of numbers that are random enough for a layout.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn index(&mut self, len: usize) -> Option<usize> {
        usize::try_from(self.next() % u64::try_from(len).ok().filter(|it| *it > 0)?).ok()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.index(of.len())?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{read, write};

    #[test]
    fn a_generated_design_is_a_valid_one_of_the_wanted_size() {
        let design = generate(1_000, 1);
        assert_eq!(design.components.len(), 1_000);
        assert!((1_400..=1_500).contains(&design.connections.len()));
        assert_eq!(generate(1_000, 1), design);
        assert_ne!(generate(1_000, 2), design);
        assert_eq!(read(&write(&design)).as_ref(), Ok(&design));
    }
}
