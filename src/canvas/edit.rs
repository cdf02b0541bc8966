//! What can be done with the selection: connect, copy, paste, duplicate, give back to the layout.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, gather},
    vocab::Command,
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::{ClipboardEvent, Element, wasm_bindgen::JsCast};

use crate::{actions, session::Pick};

use super::{board::Board, clip::Clip, connect, gesture::Gesture};

impl Board {
    /// Connects two components, and selects the connection so that the inspector shows it.
    pub(super) fn connect(self, from: &Address, to: &Address) {
        self.state.update_value(|it| it.gesture = Gesture::None);
        self.hint.set(String::new());
        let design = self.editor.design_untracked();
        let priced = self.derived.shown.get_untracked();
        let accepts = priced.as_ref().and_then(|it| it.survey.facts(to)).map_or(&[][..], |it| it.accepts);
        let (id, command) = connect::connect(&design, from, to, accepts);
        if self.run(&[command]) {
            self.session.select(Pick::Connection(id));
        }
        self.repaint();
    }

    /// Starts a connection at the component that has the focus or is selected; what is chosen next is
    /// its other end.
    pub(crate) fn begin_connection(self) {
        let focused = self.state.with_value(|it| it.focus.clone());
        let Some(Pick::Component(from)) = self.session.only_untracked().or(focused) else {
            self.toasts.complain("select the component that the connection starts at first");
            return;
        };
        if self.is_preview() {
            return;
        }
        self.hint.set(format!(
            "Connect {} to… Click a component, or walk to it and press Enter",
            self.name_of(&from)
        ));
        self.state.update_value(|it| {
            let at = it.camera.to_canvas(it.pointer);
            it.gesture = Gesture::Connect { from: from.clone(), to: None, at, is_by_key: true };
        });
        self.focus(&Pick::Component(from));
    }

    /// Selects everything that stands in no container, and with it all there is.
    pub(crate) fn select_all(self) {
        let design = self.derived.shown_design.get_untracked();
        let outermost = design.components.iter().filter(|(_, it)| it.parent.is_none());
        self.session.selection.set(outermost.map(|(id, _)| Pick::Component(id.clone())).collect());
    }

    /// Gives the selected components and all in them back to the automatic layout; all there are when
    /// none is selected.
    pub(crate) fn arrange(self) {
        let design = self.editor.design_untracked();
        let chosen = self.chosen();
        let is_meant = |id: &Address| {
            chosen.is_empty()
                || chosen.contains(id)
                || design.above(id).any(|(above, _)| chosen.contains(above))
        };
        let placed = design.components.iter().filter(|(id, it)| it.position.is_some() && is_meant(id));
        let commands: Vec<Command> =
            placed.map(|(id, _)| Command::Place { id: id.clone(), at: None }).collect();
        if commands.is_empty() {
            self.toasts.say("the automatic layout has the say here already");
        } else {
            self.run(&commands);
        }
    }

    /// Adds a copy of the selected components.
    pub(crate) fn duplicate(self) {
        let design = self.editor.design_untracked();
        if let Some(clip) = Clip::new(&design, &self.chosen()) {
            self.insert(&clip);
        }
    }

    /// Copies the selected components to the clipboard.
    pub(crate) fn copy(self) {
        let Some(text) = self.copied_text() else { return };
        let written = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            // Refused, the copy can still be pasted here.
            let _ = wasm_bindgen_futures::JsFuture::from(written).await;
        });
    }

    /// Copies the selected components to the clipboard and takes them out.
    pub(crate) fn cut(self) {
        self.copy();
        actions::delete(self.editor, self.session, self.toasts);
    }

    /// Adds what was copied last, here or elsewhere.
    pub(crate) fn paste(self) {
        let read = window().navigator().clipboard().read_text();
        spawn_local(async move {
            let read = wasm_bindgen_futures::JsFuture::from(read).await.ok().and_then(|it| it.as_string());
            let text = match read.filter(|it| Clip::from_text(it).is_ok()) {
                Some(text) => text,
                None => self.state.try_with_value(|it| it.copied.clone()).unwrap_or_default(),
            };
            self.paste_text(&text);
        });
    }

    /// The browser is asked to copy, or to cut.
    pub(super) fn on_copy(self, event: &ClipboardEvent, is_cut: bool) {
        if is_for_the_page(event) {
            return;
        }
        let Some(text) = self.copied_text() else { return };
        event.prevent_default();
        if let Some(data) = event.clipboard_data() {
            let _ = data.set_data("text/plain", &text);
        }
        if is_cut && !self.is_preview() {
            actions::delete(self.editor, self.session, self.toasts);
        }
    }

    /// The browser is asked to paste.
    pub(super) fn on_paste(self, event: &ClipboardEvent) {
        if is_for_the_page(event) {
            return;
        }
        let text = event.clipboard_data().and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
        event.prevent_default();
        self.paste_text(&text);
    }

    fn paste_text(self, text: &str) {
        if self.is_preview() {
            self.toasts.complain("a step is in preview; go back to the base to edit");
            return;
        }
        match Clip::from_text(text) {
            Ok(clip) => self.insert(&clip),
            Err(why) => self.toasts.complain(why),
        }
    }

    fn copied_text(self) -> Option<String> {
        let design = self.derived.shown_design.get_untracked();
        let text = Clip::new(&design, &self.chosen())?.to_text();
        self.state.update_value(|it| it.copied.clone_from(&text));
        Some(text)
    }

    fn insert(self, clip: &Clip) {
        let design = self.editor.design_untracked();
        let near = match self.session.only_untracked() {
            Some(Pick::Component(id)) => Some(id),
            _ => None,
        };
        match clip.commands(&design, near.as_ref()) {
            Ok((commands, outermost)) => {
                if self.run(&commands) {
                    let picks: BTreeSet<Pick> = gather(outermost.into_iter().map(Pick::Component));
                    self.session.reveal.set(picks.first().cloned());
                    self.session.selection.set(picks);
                }
            }
            Err(why) => self.toasts.complain(why),
        }
    }
}

/// Whether a clipboard event is about text on the page and not about the canvas.
fn is_for_the_page(event: &ClipboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let is_field =
        target.is_some_and(|it| it.matches("input, textarea, select, [contenteditable]").unwrap_or(false));
    let is_text = window().get_selection().ok().flatten().is_some_and(|it| !it.is_collapsed());
    is_field || is_text
}
