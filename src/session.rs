//! What is not the design: selection, open panes, the step in preview, theme. Never in the history,
//! never in the file.

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, gather},
    scene::Theme,
    vocab::Anchor,
};
use leptos::prelude::*;

use crate::{
    state::{RwSignal, Signal},
    ui::{ThemeChoice, theme},
};

/// Something on the canvas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Pick {
    Component(Address),
    Connection(Address),
}

/// A pane of the drawer below the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Bill,
    Findings,
    Plan,
    Workload,
    Charts,
    Environments,
    Claims,
    Export,
    Work,
}

/// What one user looks at.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// What is selected; empty for the design as a whole.
    pub(crate) selection: RwSignal<BTreeSet<Pick>>,
    /// What the canvas is to bring into view next, and takes out once it did.
    pub(crate) reveal: RwSignal<Option<Pick>>,
    /// The step that is shown as if it were taken, with those before it; nothing for the base.
    pub(crate) preview: RwSignal<Option<Address>>,
    /// The open pane of the drawer.
    pub(crate) pane: RwSignal<Option<Pane>>,
    /// The height of the drawer while a pane is open, in CSS pixels.
    pub(crate) dock_height: RwSignal<i32>,
    /// Whether palette and outline are shown.
    pub(crate) left_open: RwSignal<bool>,
    /// Whether the inspector is shown.
    pub(crate) right_open: RwSignal<bool>,
    /// Whether the command palette is open.
    pub(crate) commands_open: RwSignal<bool>,
    /// Whether the list of shortcuts is open.
    pub(crate) shortcuts_open: RwSignal<bool>,
    /// Light, dark, or as the system prefers.
    pub(crate) theme_choice: RwSignal<ThemeChoice>,
    /// Light or dark, in the end.
    pub(crate) theme: Signal<Theme>,
}

impl Session {
    pub(crate) fn new(theme_choice: ThemeChoice) -> Self {
        let theme_choice = RwSignal::new(theme_choice);
        let system = theme::system_theme();
        Self {
            selection: RwSignal::default(),
            reveal: RwSignal::new(None),
            preview: RwSignal::new(None),
            pane: RwSignal::new(Some(Pane::Bill)),
            dock_height: RwSignal::new(300),
            left_open: RwSignal::new(true),
            right_open: RwSignal::new(true),
            commands_open: RwSignal::new(false),
            shortcuts_open: RwSignal::new(false),
            theme_choice,
            theme: Signal::derive(move || theme_choice.get().resolve(system.get())),
        }
    }

    /// The session of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Starts over for another design: what was selected and previewed means nothing there.
    pub(crate) fn reset(self) {
        self.selection.set(BTreeSet::new());
        self.reveal.set(None);
        self.preview.set(None);
    }

    /// Selects one thing and nothing else.
    pub(crate) fn select(self, pick: Pick) {
        self.selection.set(gather([pick]));
    }

    /// Selects one thing and brings it into view.
    pub(crate) fn go_to(self, pick: Pick) {
        self.reveal.set(Some(pick.clone()));
        self.select(pick);
    }

    /// Selects nothing, so that the inspector shows the design.
    pub(crate) fn select_nothing(self) {
        self.selection.set(BTreeSet::new());
    }

    /// Goes to what a finding is about.
    pub(crate) fn go_to_anchor(self, anchor: &Anchor) {
        match anchor {
            Anchor::Component { id, .. } => self.go_to(Pick::Component(id.clone())),
            Anchor::Connection { id } => self.go_to(Pick::Connection(id.clone())),
            Anchor::Design { .. } => self.select_nothing(),
            Anchor::Step { .. } => self.pane.set(Some(Pane::Plan)),
        }
    }

    /// The one thing that is selected; nothing when it is none or several.
    pub(crate) fn only(self) -> Option<Pick> {
        self.selection.with(|it| if it.len() == 1 { it.first().cloned() } else { None })
    }

    /// Makes the drawer as high as that, within what leaves room for it and for the canvas.
    pub(crate) fn set_dock_height(self, height: i32) {
        self.dock_height.set(height.clamp(120, 900));
    }

    /// As [`Self::only`], without asking to be told of changes.
    pub(crate) fn only_untracked(self) -> Option<Pick> {
        self.selection.with_untracked(|it| if it.len() == 1 { it.first().cloned() } else { None })
    }

    /// Opens a pane, or closes it when it is open.
    pub(crate) fn toggle_pane(self, pane: Pane) {
        self.pane.update(|it| *it = if *it == Some(pane) { None } else { Some(pane) });
    }
}
