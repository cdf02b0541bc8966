//! Lists whose items keep their elements while others come and go.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use leptos::prelude::*;

/// An item: its key, and how to show it.
type Row = (u64, Arc<dyn Fn() -> AnyView + Send + Sync>);

/// A view of each item, kept for as long as an item of the same key is there. One program for all
/// lists, where Leptos' own `For` makes one for each type of items.
#[component]
pub(crate) fn List<T, K, I, V>(
    each: impl Fn() -> I + Send + Sync + 'static,
    key: impl Fn(&T) -> K + Send + Sync + 'static,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T>,
    T: Clone + Send + Sync + 'static,
    K: Hash,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    let rows = move || {
        let row = |item: T| -> Row {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let children = Arc::clone(&children);
            (hasher.finish(), Arc::new(move || children(item.clone()).into_any()))
        };
        each().into_iter().map(row).collect()
    };
    erased(Arc::new(rows))
}

fn erased(rows: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || rows() key=|it| it.0 children=|it| (it.1)() /> }.into_any()
}
