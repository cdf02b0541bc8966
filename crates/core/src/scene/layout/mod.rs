//! Layout: a place for every node, from the inside out.
//!
//! Each container is laid out on its own, once all it holds has a size: children that traffic connects
//! in layers along their edges (`layers`), the rest where there is room beside them (`nest`, `pack`),
//! hand-placed ones where the user put them with the others moved out of their way (`settle`). Where a
//! picture is to look like an earlier one, what both have stays as it was (`keep`). Never moves a
//! hand-placed node, never looks at colours or texts, gives the same places for the same diagram.
//! Start at `draft`; `choose` looks for the best of the many ways.

mod choose;
mod draft;
mod group;
mod keep;
mod layers;
mod nest;
mod order;
mod pack;
mod settle;

pub(super) use self::choose::{choose, choose_along, choose_around};
use crate::{
    base::{Point, Rect, Size},
    scene::{
        layout::{
            draft::{Draft, Plan},
            group::Style,
        },
        metrics::{HEADER, PADDING},
        slots::{at, set},
        tree::Tree,
    },
};

/// What layout must know of a node besides its place in the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wish {
    /// The least size of its box.
    pub(super) size: Size,
    /// Where the user put it, from its container's anchor.
    pub(super) position: Option<Point>,
}

/// Where a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// Where its own upper left corner was put; what it holds is placed from here.
    pub(super) anchor: Point,
    /// Its box. Begins at the anchor unless hand-placed children reach further left or up.
    pub(super) bounds: Rect,
}

/// How each container is laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Arrangement {
    /// The style of each container, the top level last.
    styles: Vec<Style>,
    /// The box of each node in an earlier picture, from its container's anchor; `None` for those that
    /// were not there, stood elsewhere or were placed by hand. Empty without an earlier picture.
    kept: Vec<Option<Rect>>,
}

/// Gives each node its place.
pub(super) fn arrange(tree: &Tree, wishes: &[Wish], arrangement: &Arrangement) -> Vec<Place> {
    let plan = Plan::new(tree);
    let mut draft = Draft::new(&plan, wishes, &arrangement.kept);
    draft.lay_all(|draft, container, group| {
        let style = at(&arrangement.styles, container.unwrap_or(tree.len()));
        draft.lay_in_style(container, group, style);
    });
    draft.places()
}

/// What an earlier picture, of these nodes at these places, says about a tree: the boxes to keep, and
/// the styles of its containers.
pub(super) fn recalled(
    earlier: (&Tree, &[Wish], &Arrangement),
    places: &dyn Fn(usize) -> Place,
    tree: &Tree,
) -> Arrangement {
    let (before, wishes, arrangement) = earlier;
    let mut ids = vec![""; before.len()];
    for (id, &number) in &before.by_id {
        set(&mut ids, number, id.as_str());
    }
    let mut kept = vec![None; tree.len()];
    let mut styles = vec![Style::default(); tree.len() + 1];
    let found = |number: usize| arrangement.styles.get(number).copied();
    let root = found(before.len()).unwrap_or_default();
    let containers = tree.by_id.iter().filter_map(|(id, number)| Some((*number, *before.by_id.get(id)?)));
    for (number, earlier) in containers {
        if let Some(style) = styles.get_mut(number) {
            *style = found(earlier).unwrap_or_default();
        }
    }
    if let Some(style) = styles.last_mut() {
        *style = root;
    }
    let number_of = |id: &str| tree.by_id.get(id).copied();
    for (earlier, id) in ids.iter().enumerate() {
        let Some(number) = number_of(id) else { continue };
        let above = at(&before.parent, earlier);
        let parent = above.and_then(|it| number_of(at(&ids, it)));
        let stands_there = parent == at(&tree.parent, number) && above.is_some() == parent.is_some();
        if stands_there && at(wishes, earlier).position.is_none() {
            let from = above.map(|it| places(it).anchor).unwrap_or_default();
            let bounds = shifted(places(earlier).bounds, Point { x: -from.x, y: -from.y });
            if let Some(it) = kept.get_mut(number) {
                *it = Some(bounds);
            }
        }
    }
    Arrangement { styles, kept }
}

/// A child's box with the room its container needs around it.
pub(super) fn framed(child: Rect) -> Rect {
    let top = HEADER + PADDING / 2.0;
    Rect {
        x: child.x - PADDING,
        y: child.y - top,
        width: child.width + 2.0 * PADDING,
        height: child.height + top + PADDING,
    }
}

/// A rectangle moved by a vector.
pub(super) fn shifted(rect: Rect, by: Point) -> Rect {
    Rect { x: rect.x + by.x, y: rect.y + by.y, ..rect }
}
