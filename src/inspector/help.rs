//! The help of all fields, fetched when the first field is shown: nobody waits for it before.

use groundplan_core::vocab::Help;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    books::fetch_text,
    state::{RwSignal, StoredValue},
};

/// The lines of `help.json`, once they are there.
#[derive(Clone, Copy)]
pub(crate) struct HelpLines {
    lines: RwSignal<Vec<String>>,
    is_asked_for: StoredValue<bool>,
}

impl HelpLines {
    pub(crate) fn new() -> Self {
        Self { lines: RwSignal::default(), is_asked_for: StoredValue::new(false) }
    }

    /// The help of this app.
    pub(super) fn here() -> Self {
        expect_context()
    }

    /// A help in words; nothing while it is on its way.
    pub(super) fn text(self, help: &Help) -> String {
        match help {
            Help::Text(text) => text.clone(),
            Help::Line(number) => {
                self.ask();
                self.lines.with(|it| it.get(*number).cloned().unwrap_or_default())
            }
        }
    }

    fn ask(self) {
        if self.is_asked_for.get_value() {
            return;
        }
        self.is_asked_for.set_value(true);
        spawn_local(async move {
            let text = fetch_text("help.json").await;
            match text.ok().and_then(|it| serde_json::from_str(&it).ok()) {
                Some(lines) => self.lines.set(lines),
                // The next field that is shown asks again.
                None => self.is_asked_for.set_value(false),
            }
        });
    }
}
