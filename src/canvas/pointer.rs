//! The pointer: mouse, pen and fingers on the board.

use groundplan_core::base::{Address, Point};
use web_sys::{Element, HtmlElement, PointerEvent, WheelEvent, wasm_bindgen::JsCast};

use crate::session::Pick;

use super::{
    board::{Board, State},
    drag::{Drag, Landing, spans},
    gesture::{self, Gesture, Hit, SLACK, Tool, hit},
    overlay::{Kind, target_of},
};

/// Pixels that a wheel's line and page stand for.
const LINE: f64 = 16.0;
const PAGE: f64 = 400.0;
/// How much a pixel of the wheel zooms.
const ZOOM_RATE: f64 = 0.0075;

impl Board {
    pub(super) fn on_pointer_down(self, event: &PointerEvent) {
        let at = self.spot(event.client_x(), event.client_y());
        let is_touch = event.pointer_type() == "touch";
        self.capture(event);
        let found = self.hit_by(event, at);
        let wants_pan = event.button() == 1
            || self.state.with_value(|it| it.space_is_held)
            || (event.button() == 0 && self.tool.get_untracked() == Tool::Hand);
        let connected = self.state.try_update_value(|it| {
            it.pointer = at;
            it.focus_is_shown = false;
            it.space_is_spent |= it.space_is_held;
            if is_touch {
                it.fingers.retain(|finger| finger.0 != event.pointer_id());
                it.fingers.push((event.pointer_id(), at));
            }
            if let Gesture::Connect { from, is_by_key: true, .. } = &it.gesture {
                return Some(from.clone());
            }
            let adds = event.shift_key() || event.ctrl_key() || event.meta_key();
            it.gesture = match event.button() {
                _ if it.fingers.len() > 1 => Gesture::Pinch,
                _ if wants_pan => Gesture::Pan,
                0 => Gesture::Press { at, hit: found.clone(), adds, is_touch },
                _ => Gesture::None,
            };
            None
        });
        if let Some(from) = connected.flatten() {
            match found.pick() {
                Some(Pick::Component(to)) => self.connect(&from, &to),
                _ => {
                    self.abort();
                }
            }
        } else {
            self.pick_up(is_touch);
        }
        self.repaint();
    }

    /// Selects the node that was pressed, before it is known whether it will be dragged: the inspector
    /// is then drawn before anything moves. A finger may be about to move the picture instead.
    fn pick_up(self, is_touch: bool) {
        let pressed = self.state.with_value(|it| match &it.gesture {
            Gesture::Press { hit: Hit::Node(id), adds: false, .. } if !is_touch => {
                Some(Pick::Component(id.clone()))
            }
            _ => None,
        });
        let is_new = |it: &Pick| !self.session.selection.with_untracked(|selected| selected.contains(it));
        if let Some(pick) = pressed.filter(is_new) {
            self.session.select(pick);
        }
    }

    pub(super) fn on_pointer_move(self, event: &PointerEvent) {
        let at = self.spot(event.client_x(), event.client_y());
        let before = self.state.try_update_value(|it| std::mem::replace(&mut it.pointer, at)).unwrap_or(at);
        let gesture = self.state.with_value(|it| it.gesture.clone_light());
        match gesture {
            Light::Press { from, is_touch } => {
                if (at.x - from.x).hypot(at.y - from.y) > SLACK {
                    self.begin(is_touch);
                    self.repaint();
                }
            }
            Light::Pan => {
                self.glide(self.camera().panned(Point { x: at.x - before.x, y: at.y - before.y }));
            }
            Light::Pinch => self.pinch(event.pointer_id(), at),
            Light::Follows => self.repaint(),
            Light::None => self.hover(event, at),
        }
    }

    pub(super) fn on_pointer_up(self, event: &PointerEvent) {
        let at = self.spot(event.client_x(), event.client_y());
        self.state.update_value(|it| {
            it.pointer = at;
            it.fingers.retain(|finger| finger.0 != event.pointer_id());
        });
        self.step();
        let gesture = self.state.try_update_value(|it| match it.gesture {
            // Begun with a key, it goes on until it is ended with one or with a press.
            Gesture::Connect { is_by_key: true, .. } => Gesture::None,
            _ => std::mem::take(&mut it.gesture),
        });
        match gesture.unwrap_or_default() {
            Gesture::Press { hit, adds, .. } => self.click(&hit, adds),
            Gesture::Drag(drag) => self.drop_dragged(drag),
            Gesture::Connect { from, to: Some(to), .. } => self.connect(&from, &to),
            _ => {}
        }
        self.arrive();
        self.hover(event, at);
        self.repaint();
    }

    pub(super) fn on_pointer_leave(self) {
        self.state.update_value(|it| {
            if it.gesture == Gesture::None {
                it.hover = Hit::Nothing;
            }
        });
        self.repaint();
    }

    pub(super) fn on_wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE,
            WheelEvent::DOM_DELTA_PAGE => PAGE,
            _ => 1.0,
        };
        let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
        let camera = self.camera();
        if event.ctrl_key() || event.meta_key() {
            let at = self.spot(event.client_x(), event.client_y());
            // A mouse wheel turns in large steps, two fingers in small ones.
            let zoom = camera.zoom * (-y.clamp(-60.0, 60.0) * ZOOM_RATE).exp();
            self.glide(camera.zoomed(zoom, at));
        } else if event.shift_key() && x == 0.0 {
            self.glide(camera.panned(Point { x: -y, y: 0.0 }));
        } else {
            self.glide(camera.panned(Point { x: -x, y: -y }));
        }
    }

    /// Ends what the pointer is in the middle of, and leaves everything as it was. Gives whether there
    /// was something.
    pub(crate) fn abort(self) -> bool {
        let was = self.state.try_update_value(|it| {
            let was = std::mem::take(&mut it.gesture);
            if let Gesture::Drag(drag) = &was {
                it.restore((*drag.before).clone());
            }
            it.overlay_soon();
            was
        });
        self.hint.set(String::new());
        // Steps with an arrow key that is still held.
        self.editor.abort();
        self.repaint();
        match was {
            Some(Gesture::Marquee { before, .. }) => {
                self.session.selection.set(before);
                true
            }
            Some(Gesture::None) | None => false,
            Some(_) => true,
        }
    }

    /// Brings the gesture up to where the pointer is. Done once in a frame, however often it moved.
    pub(super) fn step(self) {
        let design = self.editor.design_untracked();
        let selection = self.state.try_update_value(|state| {
            let State { scene, camera, gesture, pointer, screen, .. } = state;
            let here = camera.to_canvas(*pointer);
            match gesture {
                Gesture::Marquee { from, to, before } => {
                    *to = here;
                    let mut picks = gesture::in_marquee(scene, gesture::rect_between(*from, here));
                    picks.extend(before.iter().cloned());
                    Some(picks)
                }
                Gesture::Drag(drag) => {
                    drag.follow(&design, here);
                    let by = drag.pending();
                    if by != Point::default() {
                        let changed = scene.move_nodes(&drag.roots, by);
                        let spans = spans(scene, &drag.roots);
                        let is_held = |number: &usize| spans.iter().any(|it| (it.0..it.1).contains(number));
                        // A container that grew is part of the backdrop.
                        if !changed.nodes.iter().all(is_held)
                            && let Some(screen) = screen
                        {
                            screen.backdrop.is_due = true;
                        }
                        drag.edges.extend(changed.edges);
                        drag.applied = Point { x: drag.applied.x + by.x, y: drag.applied.y + by.y };
                    }
                    None
                }
                Gesture::Connect { from, to, at, is_by_key: false } => {
                    *at = here;
                    let under = scene.node_at(here).and_then(|it| scene.node_id(scene.nodes.get(it)?));
                    *to = under.filter(|it| *it != from).cloned();
                    None
                }
                _ => None,
            }
        });
        if let Some(picks) = selection.flatten().filter(|it| *it != self.session.selection.get_untracked()) {
            self.session.selection.set(picks);
        }
    }

    /// A press became a drag: decides what of.
    fn begin(self, is_touch: bool) {
        let Some((start, hit, adds)) = self.state.with_value(|it| match &it.gesture {
            Gesture::Press { at, hit, adds, .. } => Some((it.camera.to_canvas(*at), hit.clone(), *adds)),
            _ => None,
        }) else {
            return;
        };
        let selected = self.session.selection.get_untracked();
        let is_selected = |id: &Address| selected.contains(&Pick::Component(id.clone()));
        let next = match hit {
            Hit::Handle(from) if !self.is_preview() => {
                Gesture::Connect { from, to: None, at: start, is_by_key: false }
            }
            Hit::Node(id) => self.take_hold(&id, adds, start),
            Hit::Inside(id) if is_selected(&id) && !is_touch => self.take_hold(&id, adds, start),
            _ if is_touch => Gesture::Pan,
            _ => {
                let before = if adds { selected } else { Default::default() };
                Gesture::Marquee { from: start, to: start, before }
            }
        };
        self.state.update_value(|it| it.gesture = next);
    }

    fn take_hold(self, id: &Address, adds: bool, start: Point) -> Gesture {
        let pick = Pick::Component(id.clone());
        if !self.session.selection.with_untracked(|it| it.contains(&pick)) {
            if adds {
                self.session.selection.update(|it| {
                    it.insert(pick);
                });
            } else {
                self.session.select(pick);
            }
        }
        if self.is_preview() {
            return Gesture::Pan;
        }
        let design = self.editor.design_untracked();
        let chosen = self.chosen();
        let drag = self.state.with_value(|it| Drag::new(&it.scene, &design, &chosen, start));
        drag.map_or(Gesture::Pan, Gesture::Drag)
    }

    fn drop_dragged(self, drag: Drag) {
        let design = self.editor.design_untracked();
        if let Landing::Refused(into) = &drag.landing {
            self.refuse(&drag, into);
        }
        let commands = self.state.with_value(|it| drag.commands(&it.scene, &design));
        let is_done = self.run(&commands);
        self.state.update_value(|it| {
            if let Some(id) = drag.roots.first().filter(|_| is_done) {
                let lift = drag.lift();
                it.steady = it.scene.node(id.as_str()).map(|view| {
                    let corner = Point { x: view.bounds.x + lift.x, y: view.bounds.y + lift.y };
                    (id.clone(), it.camera.to_screen(corner))
                });
            }
            it.restore(*drag.before);
        });
    }

    fn refuse(self, drag: &Drag, into: &Address) {
        let design = self.editor.design_untracked();
        let misfit = drag.roots.iter().find(|it| !super::drag::can_stand(&design, it, Some(into)));
        let Some((id, component)) = misfit.and_then(|id| Some((id, design.component(id)?))) else { return };
        let places = component.config.meta().places();
        self.toasts.complain(format!(
            "{} can't stand in {}; it stands in {places}",
            self.name_of(id),
            self.name_of(into)
        ));
    }

    fn click(self, hit: &Hit, adds: bool) {
        let session = self.session;
        match hit.pick() {
            Some(pick) if adds => session.selection.update(|it| {
                if !it.remove(&pick) {
                    it.insert(pick);
                }
            }),
            Some(pick) => session.select(pick),
            None if !adds => session.select_nothing(),
            None => {}
        }
    }

    fn pinch(self, id: i32, at: Point) {
        let camera = self.state.try_update_value(|it| {
            let [a, b] = it.fingers.as_mut_slice() else { return None };
            let between = |a: Point, b: Point| {
                let middle = Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 };
                (middle, (a.x - b.x).hypot(a.y - b.y).max(1.0))
            };
            let (was_at, was) = between(a.1, b.1);
            if a.0 == id {
                a.1 = at;
            } else {
                b.1 = at;
            }
            let (now_at, now) = between(a.1, b.1);
            let moved = it.camera.panned(Point { x: now_at.x - was_at.x, y: now_at.y - was_at.y });
            Some(moved.zoomed(moved.zoom * now / was, now_at))
        });
        if let Some(camera) = camera.flatten() {
            self.glide(camera);
        }
    }

    fn hover(self, event: &PointerEvent, at: Point) {
        let found = self.hit_by(event, at);
        let is_new = self.state.try_update_value(|it| {
            let is_new = it.hover != found;
            it.hover = found.clone();
            if let Gesture::Connect { from, to, at: end, is_by_key: true } = &mut it.gesture {
                *end = it.camera.to_canvas(at);
                *to = match found.pick() {
                    Some(Pick::Component(id)) if id != *from => Some(id),
                    _ => None,
                };
                return true;
            }
            is_new
        });
        self.show_cursor(&found, event);
        if is_new == Some(true) {
            self.repaint();
        }
    }

    /// Gives the element under the pointer a cursor of its own. One for the whole board would be handed
    /// down to every element over the picture, and thousands of them take longer than a frame.
    fn show_cursor(self, hit: &Hit, event: &PointerEvent) {
        let cursor = match hit {
            Hit::Handle(_) => Some("crosshair"),
            Hit::Node(_) | Hit::Edge(_) => Some("pointer"),
            Hit::Inside(_) | Hit::Nothing => None,
        };
        // While the board has captured the pointer, nothing else is told of.
        let element = event.target().filter(|it| Some(it) != event.current_target().as_ref());
        let element = element.and_then(|it| it.dyn_into::<HtmlElement>().ok());
        let next = element.zip(cursor);
        self.state.update_value(|it| {
            if it.cursor == next {
                return;
            }
            if let Some((element, _)) = &it.cursor {
                let _ = element.style().remove_property("cursor");
            }
            if let Some((element, cursor)) = &next {
                let _ = element.style().set_property("cursor", cursor);
            }
            it.cursor = next;
        });
    }

    /// What is at a screen point. The marks of lines are exact, so what was pressed there counts.
    fn hit_by(self, event: &PointerEvent, at: Point) -> Hit {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if let Some((Kind::Edge, id)) = element.as_ref().and_then(target_of) {
            return Hit::Edge(id);
        }
        let only = match self.session.only_untracked() {
            Some(Pick::Component(id)) => Some(id),
            _ => None,
        };
        let can_edit = !self.is_preview();
        self.state.with_value(|it| {
            let handled = gesture::handled(&it.hover, only.as_ref()).filter(|_| can_edit);
            hit(&it.scene, it.camera.zoom, handled, it.camera.to_canvas(at))
        })
    }

    /// A point of the window as one of the screen.
    pub(super) fn spot(self, x: i32, y: i32) -> Point {
        let rect =
            self.state.with_value(|it| it.screen.as_ref().map(|it| it.canvas.get_bounding_client_rect()));
        let corner = rect.map(|it| Point { x: it.left(), y: it.top() }).unwrap_or_default();
        Point { x: f64::from(x) - corner.x, y: f64::from(y) - corner.y }
    }

    fn capture(self, event: &PointerEvent) {
        let board = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        if let Some(board) = board {
            // A pointer that is gone already needs no capture.
            let _ = board.set_pointer_capture(event.pointer_id());
        }
    }
}

/// What a move of the pointer means, without a copy of what is dragged.
enum Light {
    None,
    Press {
        from: Point,
        is_touch: bool,
    },
    Pan,
    Pinch,
    /// Something follows the pointer.
    Follows,
}

impl Gesture {
    fn clone_light(&self) -> Light {
        match self {
            Self::None | Self::Connect { is_by_key: true, .. } => Light::None,
            Self::Press { at, is_touch, .. } => Light::Press { from: *at, is_touch: *is_touch },
            Self::Pan => Light::Pan,
            Self::Pinch => Light::Pinch,
            Self::Marquee { .. } | Self::Drag(_) | Self::Connect { .. } => Light::Follows,
        }
    }
}
