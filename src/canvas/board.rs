//! The board: what the canvas has in hand, and the one loop that brings it to the screen.
//!
//! Whatever changes something says so with [`Board::repaint`] or [`Board::refresh`]; the next frame
//! does the work once, however much was said. Nothing is painted while nothing changes.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, Point, Rect, Size, gather},
    picture::{self, View},
    scene::{Diagram, Scene},
    vocab::Command,
};
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, wasm_bindgen::JsCast};

use crate::{
    derived::Derived,
    editor::Editor,
    session::{Pick, Session},
    state::{RwSignal, StoredValue},
    ui::Toasts,
};

use super::{
    backdrop::Backdrop,
    camera::Camera,
    gesture::{Gesture, Hit, Tool},
    minimap::Minimap,
    overlay::{Kind, Overlay},
    painter::Icons,
};

/// The canvas' state, provided by context.
#[derive(Clone, Copy)]
pub(crate) struct Board {
    pub(super) state: StoredValue<State>,
    pub(super) editor: Editor,
    pub(super) session: Session,
    pub(super) derived: Derived,
    pub(super) toasts: Toasts,
    /// The zoom, for the controls.
    pub(crate) zoom: RwSignal<f64>,
    /// What dragging over nothing does.
    pub(crate) tool: RwSignal<Tool>,
    /// What the user is asked to do next, while a connection is drawn.
    pub(crate) hint: RwSignal<String>,
}

/// What the canvas has in hand.
#[derive(Default)]
pub(super) struct State {
    pub(super) scene: Scene,
    pub(super) camera: Camera,
    /// Of the canvas element, in CSS pixels.
    pub(super) size: Size,
    pub(super) gesture: Gesture,
    /// Where the pointer was last, on the screen.
    pub(super) pointer: Point,
    /// The fingers on a touch screen, by pointer id, and where they are on the screen.
    pub(super) fingers: Vec<(i32, Point)>,
    pub(super) hover: Hit,
    /// The element that shows another cursor than the arrow, and which.
    pub(super) cursor: Option<(HtmlElement, &'static str)>,
    /// What has the keyboard's focus.
    pub(super) focus: Option<Pick>,
    /// Whether the focus is shown: it came by the keyboard.
    pub(super) focus_is_shown: bool,
    pub(super) space_is_held: bool,
    /// The picture was moved while it was held, so that letting go of it means nothing more.
    pub(super) space_is_spent: bool,
    /// Where something is dragged over the canvas from outside, on the screen.
    pub(super) drop_at: Option<Point>,
    /// What was copied last, for browsers that keep the clipboard to themselves.
    pub(super) copied: String,
    pub(super) screen: Option<Screen>,
    /// The scene no longer shows the design.
    is_stale: bool,
    is_dirty: bool,
    frame_is_asked: bool,
    needs_fit: bool,
    overlay_is_due: bool,
    /// Runs while the camera is on its way.
    pub(super) settle: Option<TimeoutHandle>,
    /// A node that has to stay where it is on the screen, and where that is, over the next layout.
    pub(super) steady: Option<(Address, Point)>,
}

/// What the page gives the canvas to paint on.
pub(super) struct Screen {
    pub(super) canvas: HtmlCanvasElement,
    pub(super) ctx: CanvasRenderingContext2d,
    pub(super) icons: Icons,
    pub(super) backdrop: Backdrop,
    pub(super) overlay: Overlay,
    pub(super) minimap: Option<Minimap>,
}

impl State {
    /// The overlay has to be brought up to date with the next frame in which nothing moves.
    pub(super) fn overlay_soon(&mut self) {
        self.overlay_is_due = true;
    }

    /// Goes back to the scene from before a drag. What the design says then is worked into it with the
    /// next frame, which for a large design is much quicker than a new layout.
    pub(super) fn restore(&mut self, before: Scene) {
        self.scene = before;
        self.is_stale = true;
    }

    /// Whether the picture moves, so that it need not be sharp.
    pub(super) fn is_moving(&self) -> bool {
        self.settle.is_some()
    }
}

impl Board {
    pub(crate) fn new(editor: Editor, session: Session, derived: Derived, toasts: Toasts) -> Self {
        Self {
            state: StoredValue::new(State::default()),
            editor,
            session,
            derived,
            toasts,
            zoom: RwSignal::new(1.0),
            tool: RwSignal::default(),
            hint: RwSignal::default(),
        }
    }

    /// The board of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Takes the page's elements into use. The whole picture is shown first.
    pub(super) fn attach(self, canvas: HtmlCanvasElement, layer: HtmlElement) {
        let backdrop = Backdrop::new(&document());
        let (Some(ctx), Some(backdrop)) = (context(&canvas), backdrop) else {
            self.toasts.complain("this browser can't paint the canvas; outline and inspector still work");
            return;
        };
        let overlay = Overlay::new(document(), layer);
        let screen = Screen { canvas, ctx, icons: Icons::default(), backdrop, overlay, minimap: None };
        self.state.update_value(|it| {
            *it = State { needs_fit: true, copied: std::mem::take(&mut it.copied), ..State::default() };
            it.screen = Some(screen);
        });
        self.refresh();
    }

    /// Lets go of the page's elements.
    pub(super) fn detach(self) {
        self.state.try_update_value(|it| it.screen = None);
    }

    /// The element has another size.
    pub(super) fn resize(self, size: Size) {
        self.state.update_value(|it| {
            // What was in the middle stays there.
            if it.size.width > 0.0 && !it.needs_fit {
                let by =
                    Point { x: (size.width - it.size.width) / 2.0, y: (size.height - it.size.height) / 2.0 };
                it.camera = it.camera.panned(by);
            }
            it.size = size;
            it.overlay_is_due = true;
        });
        self.repaint();
    }

    /// The design or what is known about it changed.
    pub(crate) fn refresh(self) {
        self.state.update_value(|it| it.is_stale = true);
        self.repaint();
    }

    /// Something in sight changed.
    pub(crate) fn repaint(self) {
        let is_first = self.state.try_update_value(|it| {
            it.is_dirty = true;
            !std::mem::replace(&mut it.frame_is_asked, true)
        });
        if is_first == Some(true) {
            request_animation_frame(move || self.frame());
        }
    }

    /// What is selected changed.
    pub(super) fn selection_changed(self) {
        self.state.update_value(|it| it.overlay_is_due = true);
        self.repaint();
    }

    /// The colours changed.
    pub(super) fn theme_changed(self) {
        self.state.update_value(|it| {
            if let Some(minimap) = it.screen.as_mut().and_then(|it| it.minimap.as_mut()) {
                minimap.is_due = true;
            }
        });
        self.repaint();
    }

    /// One frame.
    fn frame(self) {
        let is_there = self.state.try_update_value(|it| {
            it.frame_is_asked = false;
            it.is_dirty = false;
            it.screen.is_some() && it.size.width > 0.0 && it.size.height > 0.0
        });
        if is_there != Some(true) {
            return;
        }
        let is_busy = self.state.with_value(|it| matches!(it.gesture, Gesture::Drag(_)));
        if self.state.with_value(|it| it.is_stale && !is_busy) {
            self.sync();
        }
        self.reveal();
        self.step();
        self.paint();
        self.follow();
    }

    /// Brings the scene up to the design.
    fn sync(self) {
        let diagram = self.diagram();
        self.state.update_value(|it| {
            it.scene.update(diagram);
            it.is_stale = false;
            it.overlay_is_due = true;
            if let Some((id, was)) = it.steady.take()
                && let Some(view) = it.scene.node(id.as_str())
            {
                let now = it.camera.to_screen(Point { x: view.bounds.x, y: view.bounds.y });
                it.camera = it.camera.panned(Point { x: was.x - now.x, y: was.y - now.y });
            }
            if std::mem::take(&mut it.needs_fit) {
                it.camera = Camera::fitting(it.scene.bounds(), it.size);
            }
            let State { screen, scene, .. } = it;
            if let Some(screen) = screen {
                screen.backdrop.is_due = true;
            }
            if let Some(minimap) = screen.as_mut().and_then(|it| it.minimap.as_mut()) {
                minimap.show(scene.bounds());
            }
        });
    }

    /// What there is to draw: the design, or the way from the base to the step in preview.
    fn diagram(self) -> Diagram {
        let derived = self.derived;
        let priced = derived.shown.get_untracked();
        let findings = derived.review.findings.get_untracked();
        let design = derived.shown_design.get_untracked();
        let view = View {
            design: &design,
            survey: priced.as_ref().map(|it| &it.survey),
            estimate: priced.as_ref().map(|it| &it.estimate),
            findings: &findings,
        };
        if derived.staged.get_untracked().is_none() {
            return picture::of(&view);
        }
        let base_design = self.editor.design_untracked();
        let base = derived.base.get_untracked();
        let before = View {
            design: &base_design,
            survey: base.as_ref().map(|it| &it.survey),
            estimate: base.as_ref().map(|it| &it.estimate),
            findings: &[],
        };
        picture::of_change(&before, &view)
    }

    /// Brings overlay and controls up to the camera.
    fn follow(self) {
        let zoom = self.state.try_update_value(|it| {
            let is_moving = it.is_moving();
            let State { camera, size, screen, .. } = it;
            let screen = screen.as_mut()?;
            if !is_moving || screen.overlay.is_light() {
                screen.overlay.follow(camera.corner, camera.zoom);
            }
            if let Some(minimap) = &mut screen.minimap {
                minimap.frame(camera.view(*size));
            }
            Some(camera.zoom)
        });
        if let Some(zoom) = zoom.flatten().filter(|it| *it != self.zoom.get_untracked()) {
            self.zoom.set(zoom);
        }
        let is_due = self.state.try_update_value(|it| {
            let is_free = matches!(it.gesture, Gesture::None | Gesture::Connect { is_by_key: true, .. });
            is_free && !it.is_moving() && std::mem::take(&mut it.overlay_is_due)
        });
        if is_due == Some(true) {
            self.show_overlay();
        }
    }

    /// Whether a step is in preview, which can't be edited.
    pub(crate) fn is_preview(self) -> bool {
        self.session.preview.get_untracked().is_some()
    }

    /// The selected components that are in the design.
    pub(crate) fn chosen(self) -> BTreeSet<Address> {
        let components = |it: &BTreeSet<Pick>| {
            let ids = it.iter().filter_map(|it| match it {
                Pick::Component(id) => Some(id.clone()),
                Pick::Connection(_) => None,
            });
            gather(ids)
        };
        self.session.selection.with_untracked(components)
    }

    /// Runs commands; says why not when they are refused.
    pub(super) fn run(self, commands: &[Command]) -> bool {
        if commands.is_empty() {
            return false;
        }
        match self.editor.run(commands) {
            Ok(_) => true,
            Err(why) => {
                self.toasts.complain(why.to_string());
                false
            }
        }
    }

    /// The name of a component, for messages.
    pub(super) fn name_of(self, id: &Address) -> String {
        let design = self.derived.shown_design.get_untracked();
        design.component(id).map_or_else(|| id.to_string(), |it| it.name.clone())
    }

    /// Gives the keyboard's focus to a node or a line, and brings it into sight.
    pub(super) fn focus(self, pick: &Pick) {
        let camera = self.state.with_value(|it| {
            let bounds = bounds_of(&it.scene, pick)?;
            let view = it.camera.view(it.size);
            (!view.contains(bounds.center())).then(|| it.camera.centered(bounds.center(), it.size))
        });
        self.state.update_value(|it| {
            it.focus = Some(pick.clone());
            it.focus_is_shown = true;
            if let Some(camera) = camera {
                it.camera = camera;
            }
        });
        self.show_overlay();
        let (kind, id) = match pick {
            Pick::Component(id) => (Kind::Node, id),
            Pick::Connection(id) => (Kind::Edge, id),
        };
        let element = self.state.with_value(|it| it.screen.as_ref()?.overlay.element(kind, id));
        if let Some(element) = element {
            let _ = element.focus();
        }
        self.repaint();
    }
}

/// The box of a node, or the box around a line.
pub(super) fn bounds_of(scene: &Scene, pick: &Pick) -> Option<Rect> {
    match pick {
        Pick::Component(id) => scene.node(id.as_str()).map(|it| it.bounds),
        Pick::Connection(id) => scene.edge(id.as_str()).map(|it| it.bounds),
    }
}

/// A canvas to paint on.
pub(super) fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let options = js_sys::Object::new();
    // The canvas covers everything below it, which spares the browser the blending.
    let _ = js_sys::Reflect::set(&options, &"alpha".into(), &false.into());
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}
