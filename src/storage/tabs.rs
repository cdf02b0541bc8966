//! Tabs: those that have the same design open tell each other.

use groundplan_core::base::{parse_json, to_json};
use serde::{Deserialize, Serialize};
use web_sys::{
    BroadcastChannel, MessageEvent,
    wasm_bindgen::{JsCast, closure::Closure},
};

/// What one tab tells the others about a design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum News {
    /// It was opened; whoever has it open too, answer.
    Opened,
    /// It is open here as well.
    Here,
    /// It was closed.
    Closed,
    /// It was saved with this revision.
    Saved(u32),
}

#[derive(Serialize, Deserialize)]
struct Message {
    key: String,
    news: News,
}

/// The line between the tabs of this browser.
#[derive(Clone)]
pub(crate) struct Line(Option<BroadcastChannel>);

impl Line {
    /// Opens the line; `hear` gets what other tabs tell, never what this one does.
    pub(crate) fn open(hear: impl Fn(String, News) + 'static) -> Self {
        let channel = BroadcastChannel::new("groundplan").ok();
        if let Some(channel) = &channel {
            let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let text = event.data().as_string().unwrap_or_default();
                if let Ok(Message { key, news }) = parse_json(&text) {
                    hear(key, news);
                }
            });
            channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            // The line is open as long as the page.
            on_message.forget();
        }
        Self(channel)
    }

    /// Tells the other tabs.
    pub(crate) fn tell(&self, key: &str, news: News) {
        let Some(channel) = &self.0 else { return };
        let text = to_json(&Message { key: key.to_owned(), news }).to_string();
        // Without it, a tab still notices when it saves.
        let _ = channel.post_message(&text.into());
    }
}
