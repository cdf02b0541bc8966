//! Buttons.

use leptos::{ev::MouseEvent, prelude::*};

use crate::state::Signal;

use super::Icon;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ButtonStyle {
    /// The one thing to do here.
    Primary,
    #[default]
    Plain,
    /// No frame, and only its icon; the label is read out and shown as a hint.
    Square,
    /// No frame, smaller, and only its icon.
    SmallSquare,
    /// Smaller, for the lines of a list.
    Small,
}

impl ButtonStyle {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Square => "button quiet square",
            Self::SmallSquare => "button quiet square small",
            Self::Small => "button small",
        }
    }

    const fn icon_only(self) -> bool {
        matches!(self, Self::Square | Self::SmallSquare)
    }
}

/// What a button does. One type for all, so that there is one program for all buttons.
pub(crate) struct OnPress(Box<dyn FnMut(MouseEvent)>);

impl<F: FnMut(MouseEvent) + 'static> From<F> for OnPress {
    fn from(act: F) -> Self {
        Self(Box::new(act))
    }
}

/// A button with a label, and an icon where one helps.
#[component]
pub(crate) fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] style: ButtonStyle,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// A longer explanation, shown as a hint; the label where there is none.
    #[prop(optional)]
    hint: Option<&'static str>,
    #[prop(into)] on_press: OnPress,
) -> impl IntoView {
    let icon_only = style.icon_only();
    let title = move || match hint {
        Some(hint) => Some(hint.to_owned()),
        None => icon_only.then(|| label.get()),
    };
    view! {
        <button
            type="button"
            class=style.class()
            title=move || title()
            aria-label=move || icon_only.then(|| label.get())
            disabled=move || disabled.get()
            on:click=on_press.0
        >
            {icon.map(Icon::view)}
            {(!icon_only).then(|| view! { <span class="button-label">{move || label.get()}</span> }.into_any())}
        </button>
    }
}
