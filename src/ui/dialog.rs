//! Modal dialogs, on the browser's own `<dialog>`: focus is trapped, Escape closes.

use leptos::{html, prelude::*};

use crate::state::{RwSignal, Signal, StoredValue};

use super::{Button, ButtonStyle, Icon, Show, handler};

/// A modal dialog that is there while `open` says so.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] title: Signal<String>,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <Show when=move || open.get()>
            <ShownDialog title open>{children.with_value(|it| it())}</ShownDialog>
        </Show>
    }
}

#[component]
fn ShownDialog(title: Signal<String>, open: RwSignal<bool>, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    node.on_load(|dialog| {
        if dialog.show_modal().is_err() {
            dialog.set_open(true);
        }
    });
    view! {
        <dialog node_ref=node aria-label=move || title.get() on:close=handler(move |_| open.set(false))>
            <div class="dialog-head">
                <h2>{move || title.get()}</h2>
                <Button
                    label="Close"
                    icon=Icon::Close
                    style=ButtonStyle::Square
                    on_press=move |_| open.set(false)
                />
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
