//! Components and connections.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{Address, Point, Quantity},
    services::ServiceConfig,
    vocab::{Access, ComponentRecord, ConnectionRecord},
};

use super::Settings;

/// A cloud topology with its budget, workload, guardrails and scale plan. Cheap to clone: what does
/// not differ is shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Design {
    /// All that is not a component or a connection.
    pub settings: Arc<Settings>,
    /// Components by address.
    pub components: BTreeMap<Address, Arc<Component>>,
    /// Connections by address.
    pub connections: BTreeMap<Address, Arc<Connection>>,
}

/// A component of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The name for people; never empty.
    pub name: String,
    /// The container that it stands in; nothing on the open canvas.
    pub parent: Option<Address>,
    /// Where it was put by hand, from the top left corner of its container; nothing where the
    /// automatic layout decides.
    pub position: Option<Point>,
    /// A note for the reader.
    pub note: String,
    /// Keys of implied line items that are switched off, sorted.
    pub off: Vec<String>,
    /// Its kind and settings.
    pub config: ServiceConfig,
}

/// A connection between two components.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The component that acts.
    pub from: Address,
    /// The component that is acted on.
    pub to: Address,
    /// What the source does to the target.
    pub access: Access,
    /// The target's port; nothing for the one that it listens on.
    pub port: Option<u16>,
    /// What it is for.
    pub purpose: String,
    /// Per cent of the source's traffic that travels along it; nothing for all of it.
    pub share: Option<Quantity>,
}

impl Component {
    /// The component as it stands in a file.
    #[must_use]
    pub fn record(&self, id: &Address) -> ComponentRecord {
        let meta = self.config.meta();
        ComponentRecord {
            id: id.clone(),
            kind: meta.kind.to_owned(),
            name: if self.name == meta.name { String::new() } else { self.name.clone() },
            parent: self.parent.clone(),
            position: self.position,
            note: self.note.clone(),
            off: self.off.clone(),
            config: self.config.to_sparse_json(),
        }
    }
}

impl Connection {
    /// The connection as it stands in a file.
    #[must_use]
    pub fn record(&self, id: &Address) -> ConnectionRecord {
        ConnectionRecord {
            id: id.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            access: self.access,
            port: self.port,
            purpose: self.purpose.clone(),
            share: self.share,
        }
    }
}

impl From<ConnectionRecord> for Connection {
    fn from(record: ConnectionRecord) -> Self {
        let ConnectionRecord { id: _, from, to, access, port, purpose, share } = record;
        Self { from, to, access, port, purpose, share }
    }
}

impl Design {
    /// The component with this address.
    #[must_use]
    pub fn component(&self, id: &Address) -> Option<&Component> {
        self.components.get(id).map(Arc::as_ref)
    }

    /// The containers above a component, nearest first. Ends at the canvas, and at a hundred: a
    /// design that came in through `read` or `apply` has no cycle, and this never hangs on one.
    pub fn above<'a>(&'a self, id: &Address) -> impl Iterator<Item = (&'a Address, &'a Component)> {
        let mut next = self.components.get(id).and_then(|it| it.parent.as_ref());
        std::iter::from_fn(move || {
            let (id, component) = self.components.get_key_value(next?)?;
            next = component.parent.as_ref();
            Some((id, component.as_ref()))
        })
        .take(100)
    }

    /// Direct children of every container, in address order.
    #[must_use]
    pub fn children(&self) -> BTreeMap<&Address, Vec<&Address>> {
        let mut children: BTreeMap<&Address, Vec<&Address>> = BTreeMap::new();
        for (id, component) in &self.components {
            if let Some(parent) = &component.parent {
                children.entry(parent).or_default().push(id);
            }
        }
        children
    }

    /// An address that no component and no connection has yet, near the wanted one.
    #[must_use]
    pub fn free_address(&self, wanted: &Address) -> Address {
        let taken = |it: &Address| self.components.contains_key(it) || self.connections.contains_key(it);
        if !taken(wanted) {
            return wanted.clone();
        }
        (2..).map(|number| wanted.numbered(number)).find(|it| !taken(it)).unwrap_or_else(|| wanted.clone())
    }
}
