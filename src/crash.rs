//! The crash screen: a bug in the program must not cost anybody their work.
//!
//! After a panic nothing of the app can be trusted, so the screen is made of bare elements, and the
//! design is written from a copy that the editor leaves here at each change.

use std::{
    panic::PanicHookInfo,
    sync::{Arc, Mutex, PoisonError},
};

use gloo::events::EventListener;
use groundplan_core::design::{Design, write};
use leptos::prelude::window;
use web_sys::wasm_bindgen::JsValue;

use crate::storage::files;

static LAST: Mutex<Option<Arc<Design>>> = Mutex::new(None);

/// Keeps the design at hand in case of a crash.
pub(crate) fn remember(design: &Arc<Design>) {
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(design));
}

/// Shows the crash screen when the program panics.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        // If even this fails, the console has the message and the autosave has the design.
        let _ = show(info);
    }));
    // So that the screen can be tried before it is needed.
    let crash = EventListener::new(&window(), "groundplan-crash", |_| panic!("a crash was asked for"));
    crash.forget();
}

fn show(info: &PanicHookInfo<'_>) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|it| it.document()).ok_or(JsValue::NULL)?;
    if document.get_element_by_id("crash").is_some() {
        return Ok(());
    }
    let screen = document.create_element("main")?;
    screen.set_id("crash");
    screen.set_attribute("role", "alert")?;
    let say = |tag: &str, text: &str| -> Result<(), JsValue> {
        let element = document.create_element(tag)?;
        element.set_text_content(Some(text));
        screen.append_child(&element).map(|_| ())
    };
    say("h1", "Something broke, and it was not you")?;
    say(
        "p",
        "Groundplan ran into a mistake of its own and stopped. Your design was autosaved; you can also download it as \
         it was a moment ago.",
    )?;
    let actions = document.create_element("p")?;
    let last = LAST.try_lock().ok().and_then(|it| it.clone());
    if let Some(design) = last {
        let link = document.create_element("a")?;
        link.set_class_name("button primary");
        link.set_attribute("href", &files::object_url(write(&design).as_bytes(), "application/json")?)?;
        link.set_attribute("download", &files::design_file_name(&design))?;
        link.set_text_content(Some("Download the design"));
        actions.append_child(&link)?;
    }
    let reload = document.create_element("a")?;
    reload.set_class_name("button");
    reload.set_attribute("href", "")?;
    reload.set_text_content(Some("Reload and go on"));
    actions.append_child(&reload)?;
    screen.append_child(&actions)?;
    say("pre", &info.to_string())?;
    document.body().ok_or(JsValue::NULL)?.append_child(&screen).map(|_| ())
}
