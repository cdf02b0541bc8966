//! Changes: what a command did, as records before and after.

use std::{collections::BTreeMap, sync::Arc};

use crate::base::{Address, gather};

use super::{Component, Connection, Design, Settings};

/// A record before and after; nothing where it was not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Swap<T> {
    /// Before the change.
    pub before: Option<Arc<T>>,
    /// After the change.
    pub after: Option<Arc<T>>,
}

/// What a command did. Applying the inverse undoes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Components that differ.
    pub components: BTreeMap<Address, Swap<Component>>,
    /// Connections that differ.
    pub connections: BTreeMap<Address, Swap<Connection>>,
    /// The settings, if they differ.
    pub settings: Option<Swap<Settings>>,
}

impl Change {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.components.is_empty() && self.connections.is_empty() && self.settings.is_none()
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        fn swap<T>(it: &Swap<T>) -> Swap<T> {
            Swap { before: it.after.clone(), after: it.before.clone() }
        }
        Self {
            components: gather(self.components.iter().map(|(id, it)| (id.clone(), swap(it)))),
            connections: gather(self.connections.iter().map(|(id, it)| (id.clone(), swap(it)))),
            settings: self.settings.as_ref().map(swap),
        }
    }

    /// Folds a later change into this one. What ends as it began leaves no trace.
    pub fn then(&mut self, later: Self) {
        fold(&mut self.components, later.components);
        fold(&mut self.connections, later.connections);
        if let Some(later) = later.settings {
            let before = self.settings.take().map_or(later.before, |it| it.before);
            self.settings = (before != later.after).then_some(Swap { before, after: later.after });
        }
    }

    /// Brings a design from before to after.
    pub fn apply(&self, design: &mut Design) {
        for (id, swap) in &self.components {
            put(&mut design.components, id, &swap.after);
        }
        for (id, swap) in &self.connections {
            put(&mut design.connections, id, &swap.after);
        }
        if let Some(settings) = self.settings.as_ref().and_then(|it| it.after.as_ref()) {
            design.settings = Arc::clone(settings);
        }
    }

    /// The change that gives a design other settings.
    #[must_use]
    pub fn of_settings(design: &Design, after: Settings) -> Self {
        let mut change = Self::default();
        change.settings(design, after);
        change
    }

    /// Notes that a component differs.
    pub(super) fn component(&mut self, design: &Design, id: &Address, after: Option<Component>) {
        let swap = Swap { before: design.components.get(id).cloned(), after: after.map(Arc::new) };
        if swap.before != swap.after {
            self.components.insert(id.clone(), swap);
        }
    }

    /// Notes that a connection differs.
    pub(super) fn connection(&mut self, design: &Design, id: &Address, after: Option<Connection>) {
        let swap = Swap { before: design.connections.get(id).cloned(), after: after.map(Arc::new) };
        if swap.before != swap.after {
            self.connections.insert(id.clone(), swap);
        }
    }

    /// Notes that the settings differ.
    pub(super) fn settings(&mut self, design: &Design, after: Settings) {
        if *design.settings != after {
            self.settings =
                Some(Swap { before: Some(Arc::clone(&design.settings)), after: Some(Arc::new(after)) });
        }
    }
}

fn put<T>(map: &mut BTreeMap<Address, Arc<T>>, id: &Address, record: &Option<Arc<T>>) {
    match record {
        Some(record) => map.insert(id.clone(), Arc::clone(record)),
        None => map.remove(id),
    };
}

fn fold<T: PartialEq>(earlier: &mut BTreeMap<Address, Swap<T>>, later: BTreeMap<Address, Swap<T>>) {
    for (id, later) in later {
        let before = earlier.remove(&id).map_or(later.before, |it| it.before);
        if before != later.after {
            earlier.insert(id, Swap { before, after: later.after });
        }
    }
}
