//! The browser's database: every design with its revision.
//!
//! A save compares and swaps within one transaction: it is refused when somebody else, such as
//! another tab, saved since. So no tab ever overwrites another.

use groundplan_core::base::{parse_json, sort_by, to_json};
use js_sys::{Array, Promise};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbRequest, IdbTransaction, IdbTransactionMode as Mode,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

use super::files::{name_of, reason};

const NAME: &str = "groundplan";
const VERSION: u32 = 1;
/// What lists show of each design, as JSON.
const ENTRIES: &str = "entries";
/// The designs, as they stand in files.
const TEXTS: &str = "texts";

/// What lists show of a stored design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Under which it is stored, and in the address bar.
    pub(crate) key: String,
    /// The design's name.
    pub(crate) name: String,
    /// How often it was saved; 0 until the first edit.
    pub(crate) revision: u32,
    /// When, in milliseconds since 1970.
    pub(crate) saved_at: f64,
    /// How many components it has.
    pub(crate) n_components: usize,
}

/// Why a design was not stored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum StoreError {
    /// Somebody else saved since.
    #[error("it was saved elsewhere")]
    Elsewhere,
    /// There is no database, or no room in it.
    #[error("{0}")]
    Refused(String),
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        let is_full = name_of(&error).contains("Quota");
        Self::Refused(if is_full { "the browser's storage is full".to_owned() } else { reason(&error) })
    }
}

/// Stores a design that was last seen at revision `seen`; nothing for one that is new.
pub(crate) async fn save(entry: &Entry, seen: Option<u32>, text: &str) -> Result<(), StoreError> {
    let transaction = begin(Mode::Readwrite).await?;
    let entries = transaction.object_store(ENTRIES)?;
    let key = JsValue::from_str(&entry.key);
    let found = read_entry(&answer(&entries.get(&key)?).await?);
    if found.map(|it| it.revision) != seen {
        transaction.abort()?;
        return Err(StoreError::Elsewhere);
    }
    let json = to_json(entry).to_string();
    answer(&entries.put_with_key(&JsValue::from_str(&json), &key)?).await?;
    let texts = transaction.object_store(TEXTS)?;
    answer(&texts.put_with_key(&JsValue::from_str(text), &key)?).await?;
    end(&transaction).await
}

/// A stored design; nothing when there is none.
pub(crate) async fn load(key: &str) -> Result<Option<(Entry, String)>, StoreError> {
    let transaction = begin(Mode::Readonly).await?;
    let entry = answer(&transaction.object_store(ENTRIES)?.get(&key.into())?).await?;
    let text = answer(&transaction.object_store(TEXTS)?.get(&key.into())?).await?;
    Ok(read_entry(&entry).zip(text.as_string()))
}

/// All stored designs, the latest first.
pub(crate) async fn list() -> Result<Vec<Entry>, StoreError> {
    let transaction = begin(Mode::Readonly).await?;
    let all = answer(&transaction.object_store(ENTRIES)?.get_all()?).await?;
    let mut entries: Vec<Entry> = Array::from(&all).iter().filter_map(|it| read_entry(&it)).collect();
    sort_by(&mut entries, |a, b| b.saved_at.total_cmp(&a.saved_at));
    Ok(entries)
}

/// Takes a design out of the database.
pub(crate) async fn remove(key: &str) -> Result<(), StoreError> {
    let transaction = begin(Mode::Readwrite).await?;
    for store in [ENTRIES, TEXTS] {
        answer(&transaction.object_store(store)?.delete(&key.into())?).await?;
    }
    end(&transaction).await
}

/// Opens the database, and begins to read or write it.
async fn begin(mode: Mode) -> Result<IdbTransaction, StoreError> {
    let factory = window().indexed_db()?.ok_or(StoreError::Refused("there is no database".to_owned()))?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let opened = request.clone();
    let on_upgrade = Closure::<dyn Fn()>::new(move || {
        let Ok(database) = opened.result() else { return };
        for store in [ENTRIES, TEXTS] {
            // A store that can't be made shows when it is used, as a refusal with the reason.
            let _ = database.unchecked_ref::<IdbDatabase>().create_object_store(store);
        }
    });
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = answer(&request).await?.unchecked_into();
    let stores = Array::of2(&ENTRIES.into(), &TEXTS.into());
    Ok(database.transaction_with_str_sequence_and_mode(&stores, mode)?)
}

/// What the browser answers to a request.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(answered).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error()?.into()),
    }
}

/// Waits until what was written is kept.
async fn end(transaction: &IdbTransaction) -> Result<(), StoreError> {
    let ended = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    let taken_back = "the browser took the write back, its storage may be full";
    JsFuture::from(ended).await.map(|_| ()).map_err(|_| StoreError::Refused(taken_back.to_owned()))
}

fn read_entry(value: &JsValue) -> Option<Entry> {
    parse_json(&value.as_string()?).ok()
}
