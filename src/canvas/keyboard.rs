//! The keyboard on the board. What has a shortcut everywhere in the workspace is an action instead.

use groundplan_core::{base::Address, base::Point};
use leptos::prelude::*;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, wasm_bindgen::JsCast};

use crate::session::Pick;

use super::{
    board::Board,
    drag::{GRID, nudge, roots},
    gesture::Gesture,
    overlay::{Kind, target_of},
    walk::{self, Direction},
};

impl Board {
    pub(super) fn on_key_down(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        let is_done = match key.as_str() {
            "Tab" => self.walk_on(!event.shift_key()),
            "Enter" => {
                self.enter();
                true
            }
            "Escape" => {
                if !self.abort() {
                    self.session.select_nothing();
                }
                true
            }
            " " => {
                self.state.update_value(|it| it.space_is_held = true);
                true
            }
            "c" | "C" if !event.alt_key() => {
                self.begin_connection();
                true
            }
            "e" | "E" if !event.alt_key() => self.walk_connections(),
            _ => match Direction::of_key(&key) {
                Some(direction) => {
                    self.arrow(direction, event);
                    true
                }
                None => false,
            },
        };
        if is_done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    pub(super) fn on_key_up(self, event: &KeyboardEvent) {
        if event.key() == " " {
            let was_tap = self.state.try_update_value(|it| {
                it.space_is_held = false;
                !std::mem::take(&mut it.space_is_spent) && it.gesture == Gesture::None
            });
            if was_tap == Some(true) {
                self.toggle_focused();
            }
        }
        if Direction::of_key(&event.key()).is_some() {
            // Steps with a key held are one step of the history.
            self.editor.commit();
        }
    }

    pub(super) fn on_focus(self, event: &FocusEvent) {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let found = element.as_ref().and_then(target_of).map(|(kind, id)| pick_of(kind, id));
        let is_shown = element.is_some_and(|it| it.matches(":focus-visible").unwrap_or(false));
        self.state.update_value(|it| {
            if let (Gesture::Connect { from, to, .. }, Some(Pick::Component(id))) = (&mut it.gesture, &found)
            {
                *to = (id != from).then(|| id.clone());
            }
            it.focus = found;
            it.focus_is_shown = is_shown;
        });
        self.repaint();
    }

    pub(super) fn on_blur(self) {
        self.state.update_value(|it| {
            it.focus = None;
            it.space_is_held = false;
        });
        self.editor.commit();
        self.repaint();
    }

    /// An element over the picture is pressed by other means than a pointer.
    pub(super) fn on_click(self, event: &MouseEvent) {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some((kind, id)) = element.as_ref().and_then(target_of).filter(|_| event.detail() == 0) else {
            return;
        };
        self.session.select(pick_of(kind, id));
    }

    /// Opens the inspector at what has the focus, or ends a connection there.
    fn enter(self) {
        let connecting = self.state.with_value(|it| match &it.gesture {
            Gesture::Connect { from, to: Some(to), is_by_key: true, .. } => Some((from.clone(), to.clone())),
            _ => None,
        });
        if let Some((from, to)) = connecting {
            self.connect(&from, &to);
            return;
        }
        let focused = self.state.with_value(|it| it.focus.clone());
        if let Some(pick) = focused {
            self.session.select(pick);
        }
        self.open_inspector();
    }

    /// Shows the inspector and goes into its first field.
    pub(super) fn open_inspector(self) {
        self.session.right_open.set(true);
        request_animation_frame(|| {
            let field = "[data-testid=inspector] :is(input, select, textarea, button):not(:disabled)";
            let found = document().query_selector(field).ok().flatten();
            if let Some(found) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                let _ = found.focus();
            }
        });
    }

    fn toggle_focused(self) {
        let Some(pick) = self.state.with_value(|it| it.focus.clone()) else { return };
        self.session.selection.update(|it| {
            if !it.remove(&pick) {
                it.insert(pick);
            }
        });
    }

    /// Goes to the next node in order; gives whether there is one.
    fn walk_on(self, forward: bool) -> bool {
        let next = self.state.with_value(|it| {
            let here = match &it.focus {
                Some(Pick::Component(id)) => Some(id),
                // From a line, back to the first of its ends.
                Some(Pick::Connection(_)) | None => None,
            };
            if here.is_none() && !forward {
                return None;
            }
            walk::neighbour_in_order(&it.scene, here, forward)
        });
        if let Some(id) = &next {
            self.focus(&Pick::Component(id.clone()));
        }
        next.is_some()
    }

    /// Goes to the next connection of the node that has the focus or is selected.
    fn walk_connections(self) -> bool {
        let only = self.session.only_untracked();
        let next = self.state.with_value(|it| {
            let (node, after): (Address, Option<Address>) = match (&it.focus, &only) {
                (Some(Pick::Component(id)), _) | (None, Some(Pick::Component(id))) => (id.clone(), None),
                (Some(Pick::Connection(id)), _) => {
                    let source = it.scene.edge(id.as_str()).map(|it| it.source);
                    let view = source.and_then(|number| it.scene.nodes.get(number))?;
                    (it.scene.node_id(view)?.clone(), Some(id.clone()))
                }
                (None, _) => return None,
            };
            walk::next_connection(&it.scene, &node, after.as_ref())
        });
        if let Some(id) = &next {
            self.focus(&Pick::Connection(id.clone()));
        }
        next.is_some()
    }

    /// An arrow moves what is selected; with Alt, with nothing selected, or while a connection is
    /// drawn it goes to the nearest node instead.
    fn arrow(self, direction: Direction, event: &KeyboardEvent) {
        let chosen = self.chosen();
        let is_connecting = self.state.with_value(|it| matches!(it.gesture, Gesture::Connect { .. }));
        if event.alt_key() || chosen.is_empty() || is_connecting {
            let next = self.state.with_value(|it| match &it.focus {
                Some(Pick::Component(id)) => walk::neighbour_towards(&it.scene, id, direction),
                _ => walk::neighbour_in_order(&it.scene, None, true),
            });
            if let Some(id) = next {
                self.focus(&Pick::Component(id));
            }
            return;
        }
        if self.is_preview() {
            return;
        }
        let by: Point = direction.step(if event.shift_key() { 1.0 } else { GRID });
        let design = self.editor.design_untracked();
        let commands = self.state.with_value(|it| nudge(&it.scene, &roots(&design, &chosen), by));
        self.editor.begin();
        self.run(&commands);
    }
}

fn pick_of(kind: Kind, id: Address) -> Pick {
    match kind {
        Kind::Node => Pick::Component(id),
        Kind::Edge => Pick::Connection(id),
    }
}
