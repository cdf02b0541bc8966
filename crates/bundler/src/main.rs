//! The worker: reads asks, posts answers.
//!
//! A message to it is `[number, ask, book or null]`, the ask as JSON and the price book as the text of
//! its file. Its messages are `null` once, when it is ready, and then `[number, is good, answer]`: the
//! answer as JSON, a zip file as bytes, or what went wrong as a sentence.

use std::cell::RefCell;

use groundplan_bundler::{Answer, Ask, Bundler, BundlerError};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, console};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let bundler = RefCell::new(Bundler::default());
    let posting = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().unchecked_into();
        let answer = answer(&mut bundler.borrow_mut(), &message);
        let (is_good, content) = match answer {
            Ok(content) => (true, content),
            Err(why) => (false, why.into()),
        };
        post(&posting, &Array::of3(&message.get(0), &is_good.into(), &content));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It listens for as long as the worker lives.
    on_message.forget();
    post(&scope, &JsValue::NULL);
}

fn answer(bundler: &mut Bundler, message: &Array) -> Result<JsValue, String> {
    let said = |it: BundlerError| it.to_string();
    if let Some(book) = message.get(2).as_string() {
        bundler.learn(&book).map_err(said)?;
    }
    let ask: Ask = serde_json::from_str(&message.get(1).as_string().unwrap_or_default())
        .map_err(|_| "Groundplan was updated in the meantime; reload the page".to_owned())?;
    match bundler.answer(&ask).map_err(said)? {
        Answer::Zip(bytes) => Ok(Uint8Array::from(bytes.as_slice()).into()),
        text => Ok(serde_json::to_string(&text).map_err(|it| it.to_string())?.into()),
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue) {
    if let Err(why) = scope.post_message(message) {
        console::error_1(&why);
    }
}
