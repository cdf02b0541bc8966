//! Light and dark: what the system prefers, unless the user chose.

use groundplan_core::scene::Theme;
use leptos::prelude::*;

use crate::state::{RwSignal, Signal};
use web_sys::wasm_bindgen::{JsCast, closure::Closure};

/// What the user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

impl ThemeChoice {
    /// The word in storage.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of that word.
    pub(crate) fn of_word(word: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|it| it.word() == word).unwrap_or_default()
    }

    /// The one after this, for a button that goes round.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// The theme, given what the system prefers.
    pub(crate) const fn resolve(self, system: Theme) -> Theme {
        match self {
            Self::System => system,
            Self::Light => Theme::Light,
            Self::Dark => Theme::Dark,
        }
    }

    /// Puts the choice on the root element, where the stylesheets look.
    pub(crate) fn show(self) {
        let Some(root) = document().document_element() else { return };
        let done = match self {
            Self::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.word()),
        };
        debug_assert!(done.is_ok());
    }
}

/// What the system prefers, now and when it changes.
pub(crate) fn system_theme() -> Signal<Theme> {
    let theme = RwSignal::new(Theme::Light);
    let of = |dark| if dark { Theme::Dark } else { Theme::Light };
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if let Some(query) = query {
        theme.set(of(query.matches()));
        let on_change =
            Closure::<dyn Fn(web_sys::MediaQueryListEvent)>::new(move |it: web_sys::MediaQueryListEvent| {
                theme.set(of(it.matches()));
            });
        query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
        // The query lives as long as the page.
        on_change.forget();
        std::mem::forget(query);
    }
    Signal::derive(move || theme.get())
}
