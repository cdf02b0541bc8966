//! The overlay: real elements over the painted nodes and lines in view, for assistive technology,
//! the keyboard and automation.
//!
//! One transform on the layer follows the camera; elements are written only when what they lie over
//! changes. They show nothing themselves: whatever is seen is painted. Where there are many, the layer
//! stays behind while the picture moves and catches up when it is still, since the browser looks at
//! each of them whenever the layer moves.

use std::collections::BTreeMap;

use groundplan_core::base::{Address, Point, Rect};
use web_sys::{Document, Element, HtmlElement, wasm_bindgen::JsCast};

/// How far the box under the elements reaches beyond the picture, in canvas units.
const MARGIN: f64 = 32.0;
/// So many elements follow every frame; more of them wait until the picture is still.
const FEW: usize = 200;

/// What an element lies over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Node,
    Edge,
}

impl Kind {
    /// The attribute that carries the address.
    pub(crate) const fn attribute(self) -> &'static str {
        match self {
            Self::Node => "data-component",
            Self::Edge => "data-connection",
        }
    }
}

/// An element that should be there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    pub(crate) id: Address,
    /// Where, in canvas units.
    pub(crate) rect: Rect,
    /// What is read out.
    pub(crate) label: String,
    pub(crate) is_selected: bool,
}

struct Placed {
    element: HtmlElement,
    as_wanted: Wanted,
}

/// The elements that are there.
pub(crate) struct Overlay {
    document: Document,
    layer: HtmlElement,
    placed: BTreeMap<(Kind, Address), Placed>,
    transform: String,
    covered: Rect,
}

impl Overlay {
    pub(crate) fn new(document: Document, layer: HtmlElement) -> Self {
        Self { document, layer, placed: BTreeMap::new(), transform: String::new(), covered: Rect::default() }
    }

    /// Whether the elements are so few that they can follow every frame.
    pub(crate) fn is_light(&self) -> bool {
        self.placed.len() <= FEW
    }

    /// Lays one large box under the elements. The browser adds up where the layer can be touched, box by
    /// box; with all of them inside the first one that sum is quick, and without it it takes a tenth of
    /// a second for a thousand nodes.
    pub(crate) fn cover(&mut self, bounds: Rect) {
        let bounds = bounds.inflate(MARGIN);
        if bounds == self.covered {
            return;
        }
        self.covered = bounds;
        let sides = [
            ("--left", bounds.x),
            ("--top", bounds.y),
            ("--width", bounds.width),
            ("--height", bounds.height),
        ];
        for (name, value) in sides {
            let _ = self.layer.style().set_property(name, &format!("{value:.0}px"));
        }
    }

    /// Follows the camera.
    pub(crate) fn follow(&mut self, corner: Point, zoom: f64) {
        let (x, y) = (-corner.x * zoom, -corner.y * zoom);
        let transform = format!("translate({x:.2}px,{y:.2}px) scale({zoom:.5})");
        if transform != self.transform {
            let _ = self.layer.style().set_property("transform", &transform);
            self.transform = transform;
        }
    }

    /// Makes the elements those that are wanted, in this order. The one with the focus stays even
    /// when it is not among them. When what it lies over does not exist any more, it is given back,
    /// for the caller to take the focus from it and to remove it: that tells listeners at once.
    pub(crate) fn show(
        &mut self,
        wanted: Vec<Wanted>,
        exists: impl Fn(Kind, &Address) -> bool,
    ) -> Option<HtmlElement> {
        let focused = self.document.active_element();
        let mut orphan = None;
        let mut before = std::mem::take(&mut self.placed);
        let mut shown: Vec<(Wanted, Option<Placed>)> = Vec::with_capacity(wanted.len());
        for it in wanted {
            let old = before.remove(&(it.kind, it.id.clone()));
            shown.push((it, old));
        }
        for (key, old) in before {
            if focused.as_ref() != Some(old.element.as_ref()) {
                old.element.remove();
            } else if exists(key.0, &key.1) {
                self.placed.insert(key, old);
            } else {
                orphan = Some(old.element);
            }
        }
        let mut next = self.layer.first_element_child();
        for (wanted, old) in shown {
            let Some(placed) = self.place(wanted, old) else { continue };
            let element: &Element = placed.element.as_ref();
            if next.as_ref() == Some(element) {
                next = element.next_element_sibling();
            } else {
                let before = next.as_ref().map(AsRef::as_ref);
                let _ = self.layer.insert_before(element, before);
            }
            self.placed.insert((placed.as_wanted.kind, placed.as_wanted.id.clone()), placed);
        }
        orphan
    }

    /// The element over a node or a line.
    pub(crate) fn element(&self, kind: Kind, id: &Address) -> Option<HtmlElement> {
        self.placed.get(&(kind, id.clone())).map(|it| it.element.clone())
    }

    fn place(&self, wanted: Wanted, old: Option<Placed>) -> Option<Placed> {
        if let Some(old) = old {
            let was = &old.as_wanted;
            if was.rect != wanted.rect {
                write_rect(&old.element, wanted.rect);
            }
            if was.label != wanted.label {
                write(&old.element, "aria-label", &wanted.label);
            }
            if was.is_selected != wanted.is_selected {
                write_selected(&old.element, wanted.is_selected);
            }
            return Some(Placed { element: old.element, as_wanted: wanted });
        }
        let element: HtmlElement = self.document.create_element("div").ok()?.unchecked_into();
        write(&element, wanted.kind.attribute(), wanted.id.as_str());
        write(&element, "role", "button");
        write(&element, "tabindex", "-1");
        write(&element, "aria-label", &wanted.label);
        write_rect(&element, wanted.rect);
        write_selected(&element, wanted.is_selected);
        Some(Placed { element, as_wanted: wanted })
    }
}

/// The node or line that an element of the overlay lies over.
pub(crate) fn target_of(element: &Element) -> Option<(Kind, Address)> {
    [Kind::Node, Kind::Edge].into_iter().find_map(|kind| {
        let id = element.get_attribute(kind.attribute())?;
        Some((kind, Address::new(&id).ok()?))
    })
}

fn write(element: &HtmlElement, name: &str, value: &str) {
    let done = element.set_attribute(name, value);
    debug_assert!(done.is_ok());
}

fn write_selected(element: &HtmlElement, is_selected: bool) {
    write(element, "aria-pressed", if is_selected { "true" } else { "false" });
}

fn write_rect(element: &HtmlElement, rect: Rect) {
    let Rect { x, y, width, height } = rect;
    element
        .style()
        .set_css_text(&format!("left:{x:.1}px;top:{y:.1}px;width:{width:.1}px;height:{height:.1}px"));
}
