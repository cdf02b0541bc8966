//! Toasts: short messages that don't ask for an answer, read out to assistive technology.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use crate::state::{RwSignal, StoredValue};

use super::{Button, ButtonStyle, Icon, List, key_of};

/// How long a message stays, in milliseconds; one that says what went wrong stays longer.
const STAY_MS: u32 = 5_000;
const STAY_BAD_MS: u32 = 12_000;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// The messages in sight.
#[derive(Clone, Copy)]
pub(crate) struct Toasts(RwSignal<Vec<Toast>>, StoredValue<u32>);

impl Toasts {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(Vec::new()), StoredValue::new(0))
    }

    /// The messages of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Shows what was done.
    pub(crate) fn say(self, text: impl Into<String>) {
        self.push(Tone::Good, text.into(), STAY_MS);
    }

    /// Shows what went wrong.
    pub(crate) fn complain(self, text: impl Into<String>) {
        self.push(Tone::Bad, text.into(), STAY_BAD_MS);
    }

    fn push(self, tone: Tone, text: String, stay: u32) {
        let id = self.1.get_value();
        self.1.set_value(id.wrapping_add(1));
        self.0.update(|it| {
            it.retain(|it| it.text != text);
            it.push(Toast { id, tone, text });
        });
        Timeout::new(stay, move || self.drop(id)).forget();
    }

    fn drop(self, id: u32) {
        self.0.update(|it| it.retain(|it| it.id != id));
    }
}

/// Where the messages appear.
#[component]
pub(crate) fn ToastList() -> impl IntoView {
    let toasts = Toasts::here();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <List each=move || toasts.0.get() key=|it| key_of(&it.id) let:toast>
                <div class=if toast.tone == Tone::Bad { "toast bad" } else { "toast" }>
                    {if toast.tone == Tone::Bad { Icon::Alert } else { Icon::Check }.view()}
                    <p>{toast.text}</p>
                    <Button
                        label="Dismiss"
                        icon=Icon::Close
                        style=ButtonStyle::SmallSquare
                        on_press=move |_| toasts.drop(toast.id)
                    />
                </div>
            </List>
        </div>
    }
}
