//! Price books: one for each region, fetched from the app's own origin when it is needed.

use std::{collections::BTreeMap, sync::Arc};

use groundplan_core::prices::{PriceBook, Region};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, wasm_bindgen::JsCast};

use crate::{state::RwSignal, storage::files::reason};

#[derive(Clone)]
enum Book {
    Loading,
    Ready(Arc<PriceBook>, Arc<str>),
    Failed(String),
}

/// The price books that were fetched so far.
#[derive(Clone, Copy)]
pub(crate) struct Books(RwSignal<BTreeMap<Region, Book>>);

impl Books {
    pub(crate) fn new() -> Self {
        Self(RwSignal::default())
    }

    /// The books of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The book of a region, once it is there.
    pub(crate) fn get(self, region: Region) -> Option<Arc<PriceBook>> {
        self.0.with(|it| match it.get(&region) {
            Some(Book::Ready(book, _)) => Some(Arc::clone(book)),
            _ => None,
        })
    }

    /// The book of a region as the text of its file, for the worker.
    pub(crate) fn text(self, region: Region) -> Option<Arc<str>> {
        self.0.with_untracked(|it| match it.get(&region) {
            Some(Book::Ready(_, text)) => Some(Arc::clone(text)),
            _ => None,
        })
    }

    /// Why a region's book can't be had, if so.
    pub(crate) fn failure(self, region: Region) -> Option<String> {
        self.0.with(|it| match it.get(&region) {
            Some(Book::Failed(why)) => Some(why.clone()),
            _ => None,
        })
    }

    /// Fetches a region's book unless it is there or under way. One that failed is tried again.
    pub(crate) fn need(self, region: Region) {
        let known =
            self.0.with_untracked(|it| matches!(it.get(&region), Some(Book::Loading | Book::Ready(..))));
        if known {
            return;
        }
        self.put(region, Book::Loading);
        spawn_local(async move {
            let book = match fetch_text(&format!("prices/{region}.json")).await {
                Ok(text) => match PriceBook::from_json(&text) {
                    Ok(book) => Book::Ready(Arc::new(book), text.into()),
                    Err(why) => Book::Failed(why.to_string()),
                },
                Err(why) => Book::Failed(why),
            };
            self.put(region, book);
        });
    }

    fn put(self, region: Region, book: Book) {
        self.0.update(|it| {
            it.insert(region, book);
        });
    }
}

/// The text of a file of the app's own.
///
/// # Errors
/// When there is no answer, or one that is not the file.
pub(crate) async fn fetch_text(path: &str) -> Result<String, String> {
    let answer = JsFuture::from(window().fetch_with_str(path)).await;
    let response: Response = answer.map_err(|_| format!("{path} can't be reached"))?.unchecked_into();
    if !response.ok() {
        return Err(format!("{path} can't be had, the answer is {}", response.status()));
    }
    let text = async { JsFuture::from(response.text()?).await };
    let text = text.await.map_err(|why| format!("{path}: {}", reason(&why)))?;
    Ok(text.as_string().unwrap_or_default())
}
