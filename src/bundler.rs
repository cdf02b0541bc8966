//! Findings, tasks and the files of a bundle, from the worker that works them out (`crates/bundler`).
//!
//! The worker is started when it is first asked. When it stops, whoever waits is told, and the next
//! ask starts another one.

use std::collections::BTreeSet;

use groundplan_bundler::{Answer, Ask, FileDiff, FileText, What};
use groundplan_core::{
    base::{parse_json, to_json},
    design::{self, Design},
    prices::Region,
    vocab::Finding,
    work::WorkPlan,
};
use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, MessageEvent, Worker,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

use crate::{books::Books, state::StoredValue, storage::files::reason};

/// The script that loads the worker's program.
const SCRIPT: &str = "worker.js";

/// What waits for an answer: resolve and reject.
type Waiting = (Function, Function);

/// What hears its messages, and what hears that it stopped.
type Listeners = (Closure<dyn Fn(MessageEvent)>, Closure<dyn Fn(Event)>);

/// The way to the worker.
#[derive(Clone, Copy)]
pub(crate) struct Bundler {
    running: StoredValue<Option<Running>>,
    books: Books,
}

/// A worker, and what it was asked.
struct Running {
    worker: Worker,
    /// Before it is, messages are lost.
    is_ready: bool,
    /// What to send it once it is ready.
    held: Vec<Array>,
    waiting: Vec<(u32, Waiting)>,
    n_asked: u32,
    /// The regions whose prices it has.
    told: BTreeSet<Region>,
    listeners: Listeners,
}

impl Bundler {
    pub(crate) fn new(books: Books) -> Self {
        Self { running: StoredValue::new(None), books }
    }

    /// The bundler of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Every file of a design's bundle.
    ///
    /// # Errors
    /// Why there are none, for the user.
    pub(crate) async fn files(self, design: &Design) -> Result<Vec<FileText>, String> {
        match self.read(design, What::Files).await? {
            Answer::Files(files) => Ok(files),
            _ => Err(MISUNDERSTOOD.to_owned()),
        }
    }

    /// What is wrong with a design, the most severe first.
    ///
    /// # Errors
    /// Why it is not known, for the user.
    pub(crate) async fn findings(self, design: &Design) -> Result<Vec<Finding>, String> {
        match self.read(design, What::Findings).await? {
            Answer::Findings(findings) => Ok(findings),
            _ => Err(MISUNDERSTOOD.to_owned()),
        }
    }

    /// The tasks of building a design.
    ///
    /// # Errors
    /// Why they are not known, for the user.
    pub(crate) async fn work(self, design: &Design) -> Result<WorkPlan, String> {
        match self.read(design, What::Work).await? {
            Answer::Work(plan) => Ok(plan),
            _ => Err(MISUNDERSTOOD.to_owned()),
        }
    }

    /// A design's bundle as a zip file.
    ///
    /// # Errors
    /// Why there is none, for the user.
    pub(crate) async fn zip(self, design: &Design) -> Result<Vec<u8>, String> {
        let answer = self.ask(design, What::Zip).await?;
        answer.dyn_into::<Uint8Array>().map(|it| it.to_vec()).map_err(|_| MISUNDERSTOOD.to_owned())
    }

    /// The Terraform files that differ between two designs of one region.
    ///
    /// # Errors
    /// Why they are not known, for the user.
    pub(crate) async fn changes(self, before: &Design, after: &Design) -> Result<Vec<FileDiff>, String> {
        match self.read(after, What::Changes { before: design::write(before) }).await? {
            Answer::Changes(files) => Ok(files),
            _ => Err(MISUNDERSTOOD.to_owned()),
        }
    }

    async fn read(self, design: &Design, what: What) -> Result<Answer, String> {
        let answer = self.ask(design, what).await?.as_string().unwrap_or_default();
        parse_json(&answer).map_err(|_| MISUNDERSTOOD.to_owned())
    }

    async fn ask(self, design: &Design, what: What) -> Result<JsValue, String> {
        let region = design.settings.region;
        let book =
            self.books.text(region).ok_or("the prices are still on their way; try again in a moment")?;
        let ask = Ask { design: design::write(design), what };
        let ask = to_json(&ask).to_string();
        self.start().map_err(|why| format!("the worker of this page can't be started: {}", reason(&why)))?;
        let promise = Promise::new(&mut |resolve, reject| {
            self.running.update_value(|it| {
                let Some(running) = it else { return };
                running.n_asked += 1;
                let number = running.n_asked;
                let book = if running.told.insert(region) { JsValue::from_str(&book) } else { JsValue::NULL };
                running.waiting.push((number, (resolve, reject)));
                running.held.push(Array::of3(&number.into(), &JsValue::from_str(&ask), &book));
                running.send();
            });
        });
        JsFuture::from(promise).await.map_err(|why| why.as_string().unwrap_or_else(|| reason(&why)))
    }

    /// Starts a worker unless one runs.
    fn start(self) -> Result<(), JsValue> {
        if self.running.with_value(Option::is_some) {
            return Ok(());
        }
        let worker = Worker::new(SCRIPT)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| self.hear(&event));
        let on_error = Closure::<dyn Fn(Event)>::new(move |_: Event| self.stopped());
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.running.set_value(Some(Running {
            worker,
            is_ready: false,
            held: Vec::new(),
            waiting: Vec::new(),
            n_asked: 0,
            told: BTreeSet::new(),
            listeners: (on_message, on_error),
        }));
        Ok(())
    }

    /// Its first message says that it is ready, each later one answers.
    fn hear(self, event: &MessageEvent) {
        let Ok(message) = event.data().dyn_into::<Array>() else {
            self.running.update_value(|it| {
                if let Some(running) = it {
                    running.is_ready = true;
                    running.send();
                }
            });
            return;
        };
        let number = message.get(0).as_f64().unwrap_or_default() as u32;
        let waiting = self.running.try_update_value(|it| it.as_mut()?.answered(number));
        if let Some(Some((resolve, reject))) = waiting {
            let tell = if message.get(1).is_truthy() { resolve } else { reject };
            // A promise's own functions never throw.
            let _ = tell.call1(&JsValue::NULL, &message.get(2));
        }
    }

    /// It could not be loaded, or it broke.
    fn stopped(self) {
        let Some(Some(running)) = self.running.try_update_value(Option::take) else { return };
        running.worker.terminate();
        for (_, (_, reject)) in running.waiting {
            let why = "the worker of this page can't be loaded or broke; the design is as it was, try again";
            let _ = reject.call1(&JsValue::NULL, &why.into());
        }
        // Its listener is the one that runs right now.
        std::mem::forget(running.listeners);
    }
}

impl Running {
    /// Takes out what waits for the answer of this number.
    fn answered(&mut self, number: u32) -> Option<Waiting> {
        let idx = self.waiting.iter().position(|it| it.0 == number)?;
        Some(self.waiting.swap_remove(idx).1)
    }

    /// Sends what is held once the worker can hear it.
    fn send(&mut self) {
        if !self.is_ready {
            return;
        }
        for message in std::mem::take(&mut self.held) {
            if let Err(why) = self.worker.post_message(&message) {
                let number = message.get(0).as_f64().unwrap_or_default() as u32;
                if let Some((_, reject)) = self.answered(number) {
                    let _ = reject.call1(&JsValue::NULL, &why);
                }
            }
        }
    }
}

/// The worker is of another build than the page.
const MISUNDERSTOOD: &str = "Groundplan was updated in the meantime; reload the page";
