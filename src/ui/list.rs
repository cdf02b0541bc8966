//! Lists whose items keep their elements while others come and go.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use leptos::prelude::*;

/// An item: its key, and how to show it.
type Row = (u64, Box<dyn FnOnce() -> AnyView + Send>);

/// A view of each item, kept for as long as an item of the same key is there. One program for all
/// lists, where Leptos' own `For` makes one for each type of items.
#[component]
pub(crate) fn List<T, I, V>(
    each: impl Fn() -> I + Send + Sync + 'static,
    key: impl Fn(&T) -> u64 + Send + Sync + 'static,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T>,
    T: Send + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    let rows = move || {
        let row = |item: T| -> Row {
            let children = Arc::clone(&children);
            (key(&item), Box::new(move || children(item).into_any()))
        };
        each().into_iter().map(row).collect()
    };
    erased(Box::new(rows))
}

fn erased(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || rows() key=|it| it.0 children=|it| (it.1)() /> }.into_any()
}

/// The key of an item that is told from others by this.
pub(crate) fn key_of(this: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    this.hash(&mut hasher);
    hasher.finish()
}
