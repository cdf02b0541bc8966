//! Who holds whom, with nodes as numbers in preorder.
//!
//! A container comes right before all that it holds, so a subtree is a span of numbers: to move it,
//! to skip it while searching, or to ask whether it holds a node takes no walk. Never places anything.

use std::collections::BTreeMap;

use crate::{
    base::Address,
    scene::{
        diagram::Diagram,
        slots::{at, set},
    },
};

/// The nesting of a diagram, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    /// The place in `Diagram::nodes` of each node.
    pub(super) order: Vec<usize>,
    /// The container of each node.
    pub(super) parent: Vec<Option<usize>>,
    /// The first number after each node's subtree.
    pub(super) end: Vec<usize>,
    /// The number of each id.
    pub(super) by_id: BTreeMap<Address, usize>,
    /// The edges whose ends both exist.
    pub(super) links: Vec<Link>,
}

/// An edge as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Link {
    /// The place in `Diagram::edges`.
    pub(super) edge: usize,
    /// The node that it leaves.
    pub(super) source: usize,
    /// The node that it reaches.
    pub(super) target: usize,
    /// Whether it only supports.
    pub(super) is_supporting: bool,
}

impl Tree {
    pub(super) fn new(diagram: &Diagram) -> Self {
        let mut places: BTreeMap<&Address, usize> = BTreeMap::new();
        for (place, node) in diagram.nodes.iter().enumerate() {
            places.entry(&node.id).or_insert(place);
        }
        let n_nodes = diagram.nodes.len();
        let up: Vec<Option<usize>> = diagram
            .nodes
            .iter()
            .map(|node| node.parent.as_ref().and_then(|id| places.get(id).copied()))
            .collect();
        let mut holds: Vec<Vec<usize>> = vec![Vec::new(); n_nodes];
        let mut roots = Vec::new();
        for &place in places.values() {
            match at(&up, place).filter(|_| !is_on_cycle(&up, place)) {
                Some(parent) => {
                    if let Some(it) = holds.get_mut(parent) {
                        it.push(place);
                    }
                }
                None => roots.push(place),
            }
        }

        let mut tree = Self::default();
        // A stack instead of recursion: containers may be nested as deep as a file likes.
        let mut stack: Vec<(usize, Option<usize>)> = roots.into_iter().rev().map(|it| (it, None)).collect();
        while let Some((place, parent)) = stack.pop() {
            let number = tree.order.len();
            tree.order.push(place);
            tree.parent.push(parent);
            tree.end.push(number + 1);
            if let Some(node) = diagram.nodes.get(place) {
                tree.by_id.insert(node.id.clone(), number);
            }
            let children = holds.get(place).map_or(&[][..], Vec::as_slice);
            stack.extend(children.iter().rev().map(|&it| (it, Some(number))));
        }
        for number in (0..tree.len()).rev() {
            if let Some(parent) = at(&tree.parent, number) {
                let end = at(&tree.end, parent).max(at(&tree.end, number));
                set(&mut tree.end, parent, end);
            }
        }
        tree.links = diagram
            .edges
            .iter()
            .enumerate()
            .filter_map(|(edge, it)| {
                let source = *tree.by_id.get(&it.source)?;
                let target = *tree.by_id.get(&it.target)?;
                Some(Link { edge, source, target, is_supporting: it.is_supporting })
            })
            .collect();
        tree
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether `inner` is `outer` or stands somewhere inside it.
    pub(super) fn holds(&self, outer: usize, inner: usize) -> bool {
        (outer..at(&self.end, outer)).contains(&inner)
    }

    /// The nodes right inside a container, or those at the top level.
    pub(super) fn children(&self, container: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let (mut next, end) = match container {
            Some(it) => (it + 1, at(&self.end, it)),
            None => (0, self.len()),
        };
        std::iter::from_fn(move || {
            let number = next;
            next = at(&self.end, number).max(number + 1);
            (number < end).then_some(number)
        })
    }

    /// The node and the containers around it, from the inside out.
    pub(super) fn upward(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(number), |&it| at(&self.parent, it))
    }

    /// The two siblings that hold the two nodes. `None` when one of the nodes holds the other.
    pub(super) fn siblings(&self, a: usize, b: usize) -> Option<(usize, usize)> {
        let a_side = self.upward(a).take_while(|&it| !self.holds(it, b)).last()?;
        let b_side = self.upward(b).take_while(|&it| !self.holds(it, a)).last()?;
        Some((a_side, b_side))
    }
}

/// Whether going up from a node leads back to it.
fn is_on_cycle(up: &[Option<usize>], start: usize) -> bool {
    let mut walked = 0;
    let mut here = at(up, start);
    while let Some(place) = here {
        walked += 1;
        if place == start {
            return true;
        }
        // Longer than there are nodes: it runs into a cycle further up, which is opened there.
        if walked > up.len() {
            return false;
        }
        here = at(up, place);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::samples::{edge, node};

    fn diagram(pairs: &[(&str, Option<&str>)]) -> Diagram {
        let nodes = pairs.iter().map(|(id, parent)| node(id, *parent)).collect();
        Diagram { nodes, edges: vec![edge("a", "b"), edge("a", "gone")], before: None }
    }

    #[test]
    fn a_subtree_is_a_span() {
        let tree = Tree::new(&diagram(&[("a", None), ("b", Some("a")), ("c", Some("a")), ("d", Some("b"))]));
        assert_eq!(tree.order, [0, 1, 3, 2]);
        assert_eq!(tree.end, [4, 3, 3, 4]);
        assert_eq!(tree.children(Some(0)).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(tree.siblings(2, 3), Some((1, 3)));
        assert_eq!(tree.siblings(0, 2), None);
        assert_eq!(tree.links.len(), 1);
    }

    #[test]
    fn what_does_not_fit_together_is_still_drawn() {
        let tree = Tree::new(&diagram(&[
            ("a", Some("b")),
            ("b", Some("a")),
            ("c", Some("gone")),
            ("d", Some("a")),
            ("d", Some("b")),
        ]));
        assert_eq!(tree.len(), 4);
        assert_eq!(tree.children(None).count(), 3);
    }
}
