//! Diagrams for tests.

use crate::{
    base::Address,
    scene::{Edge, Node, Tint},
};

pub(crate) fn node(id: &str, parent: Option<&str>) -> Node {
    Node {
        id: Address::slugify(id),
        parent: parent.map(Address::slugify),
        title: id.to_owned(),
        subtitle: String::new(),
        note: String::new(),
        icon: "",
        tint: Tint::External,
        is_container: false,
        position: None,
        mark: None,
        severity: None,
    }
}

pub(crate) fn edge(source: &str, target: &str) -> Edge {
    Edge {
        id: Address::slugify(&format!("{source}-{target}")),
        source: Address::slugify(source),
        target: Address::slugify(target),
        label: String::new(),
        is_supporting: false,
        mark: None,
        severity: None,
    }
}
