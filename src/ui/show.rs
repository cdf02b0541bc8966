//! What is there only at times.

use leptos::prelude::*;

use crate::state::Memo;

/// Shows its children while `when` says so. One program for all of them, where Leptos' own `Show` makes
/// one for each.
#[component]
pub(crate) fn Show(
    when: impl Fn() -> bool + Send + Sync + 'static,
    children: ChildrenFn,
    /// What is shown otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    shown(Box::new(when), children, fallback)
}

fn shown(when: Box<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn, fallback: ViewFn) -> AnyView {
    let when = Memo::new(move |_| when());
    view! { {move || if when.get() { children() } else { fallback.run() }} }.into_any()
}
