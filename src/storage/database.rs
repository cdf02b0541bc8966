//! The browser's database: every design with its revision.
//!
//! A save compares and swaps within one transaction: it is refused when somebody else, such as
//! another tab, saved since. So no tab ever overwrites another.

use groundplan_core::base::{parse_json, sort_by, to_json};
use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, TransactionMode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use web_sys::wasm_bindgen::JsValue;

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

impl From<idb::Error> for StoreError {
    fn from(error: idb::Error) -> Self {
        let text = error.to_string();
        Self::Refused(if text.contains("Quota") { "the browser's storage is full".to_owned() } else { text })
    }
}

/// Stores a design that was last seen at revision `seen`; nothing for one that is new.
pub(crate) async fn save(entry: &Entry, seen: Option<u32>, text: &str) -> Result<(), StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[ENTRIES, TEXTS], TransactionMode::ReadWrite)?;
    let entries = transaction.object_store(ENTRIES)?;
    let key = JsValue::from_str(&entry.key);
    let found = entries.get(key.clone())?.await?.and_then(|it| read_entry(&it));
    if found.map(|it| it.revision) != seen {
        transaction.abort()?;
        return Err(StoreError::Elsewhere);
    }
    let json = to_json(entry).to_string();
    entries.put(&JsValue::from_str(&json), Some(&key))?.await?;
    transaction.object_store(TEXTS)?.put(&JsValue::from_str(text), Some(&key))?.await?;
    if transaction.commit()?.await?.is_committed() {
        Ok(())
    } else {
        Err(StoreError::Refused("the browser took the write back, its storage may be full".to_owned()))
    }
}

/// A stored design; nothing when there is none.
pub(crate) async fn load(key: &str) -> Result<Option<(Entry, String)>, StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[ENTRIES, TEXTS], TransactionMode::ReadOnly)?;
    let entry = transaction.object_store(ENTRIES)?.get(JsValue::from_str(key))?.await?;
    let text = transaction.object_store(TEXTS)?.get(JsValue::from_str(key))?.await?;
    let entry = entry.and_then(|it| read_entry(&it));
    Ok(entry.zip(text.and_then(|it| it.as_string())))
}

/// All stored designs, the latest first.
pub(crate) async fn list() -> Result<Vec<Entry>, StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[ENTRIES], TransactionMode::ReadOnly)?;
    let all = transaction.object_store(ENTRIES)?.get_all(None, None)?.await?;
    let mut entries: Vec<Entry> = all.iter().filter_map(read_entry).collect();
    sort_by(&mut entries, |a, b| b.saved_at.total_cmp(&a.saved_at));
    Ok(entries)
}

/// Takes a design out of the database.
pub(crate) async fn remove(key: &str) -> Result<(), StoreError> {
    let database = open().await?;
    let transaction = database.transaction(&[ENTRIES, TEXTS], TransactionMode::ReadWrite)?;
    for store in [ENTRIES, TEXTS] {
        transaction.object_store(store)?.delete(JsValue::from_str(key))?.await?;
    }
    transaction.commit()?.await?;
    Ok(())
}

async fn open() -> Result<Database, StoreError> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        for store in [ENTRIES, TEXTS] {
            // A store that can't be made shows when it is used, as a refusal with the reason.
            let _ = database.create_object_store(store, ObjectStoreParams::new());
        }
    });
    Ok(request.await?)
}

fn read_entry(value: &JsValue) -> Option<Entry> {
    parse_json(&value.as_string()?).ok()
}
