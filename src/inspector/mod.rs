//! The inspector: the settings of what is selected, drawn from the kind's own declaration.

mod component;
mod connection;
mod field;
mod form;
mod help;
mod guardrails;
mod items;
mod offer;
mod settings;
mod stated;

use groundplan_core::prices::{PriceBook, Region};
use leptos::prelude::*;

use component::ComponentInspector;
use connection::ConnectionInspector;
pub(crate) use field::{Slot, explain};
pub(crate) use form::FormView;
pub(crate) use help::HelpLines;
use settings::DesignInspector;
pub(crate) use settings::settings_slot;

use crate::{
    actions::Actions,
    derived::Derived,
    session::{Pick, Session},
    state::{Memo, Signal},
    ui::{Button, CollectAny, Icon, List, key_of},
};

/// The settings of what is selected: a component, a connection, or the design.
#[component]
pub(crate) fn Inspector() -> impl IntoView {
    let session = Session::here();
    let derived = Derived::here();
    let only = Memo::new(move |_| session.only());
    // What is selected may go, by undo or by leaving a preview.
    let there = Memo::new(move |_| {
        derived.shown_design.with(|design| match only.get() {
            Some(Pick::Component(id)) => design.components.contains_key(&id),
            Some(Pick::Connection(id)) => design.connections.contains_key(&id),
            None => false,
        })
    });
    let n_selected = Memo::new(move |_| session.selection.with(|it| it.len()));
    view! {
        <div class="inspector" data-testid="inspector">
            <Suggestions />
            {move || match only.get().filter(|_| there.get()) {
                Some(Pick::Component(id)) => view! { <ComponentInspector id /> }.into_any(),
                Some(Pick::Connection(id)) => view! { <ConnectionInspector id /> }.into_any(),
                None if n_selected.get() > 1 => view! { <Several count=n_selected /> }.into_any(),
                None => view! { <DesignInspector /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Several(count: Memo<usize>) -> impl IntoView {
    let actions = Actions::here();
    view! {
        <div class="inspector-section">
            <h2 class="inspector-title">{move || format!("{} selected", count.get())}</h2>
            {actions
                .get("delete")
                .map(|it| {
                    view! {
                        <Button
                            label="Delete"
                            icon=Icon::Trash
                            disabled=Signal::derive(move || !it.enabled.get())
                            on_press=move |_| it.run.run(())
                        />
                    }
                        .into_any()
                })}
        </div>
    }
}

/// The lists behind inputs that suggest values, from the price book of the design's region.
#[component]
fn Suggestions() -> impl IntoView {
    let derived = Derived::here();
    view! {
        <List each=|| SUGGESTED key=key_of let:word>
            <datalist id=suggestions_id(word)>
                {move || {
                    let book = derived.book.get();
                    book.map(|it| {
                        suggested(&it, word)
                            .into_iter()
                            .map(|(value, label)| view! { <option value=value>{label}</option> })
                            .collect_any()
                    })
                }}
            </datalist>
        </List>
    }
}

/// The words for which there are suggestions.
const SUGGESTED: [&str; 3] = ["instance_type", "db_class", "region"];

/// The id of the list for a word; nothing when there are no suggestions for it.
fn suggestions_of(word: &str) -> Option<String> {
    SUGGESTED.contains(&word).then(|| suggestions_id(word))
}

fn suggestions_id(word: &str) -> String {
    format!("suggest-{word}")
}

/// Values to suggest, each with what it means.
fn suggested(book: &PriceBook, word: &str) -> Vec<(String, String)> {
    let size = |vcpu: u32, memory_mib: u32| format!("{vcpu} vCPU · {} GiB", f64::from(memory_mib) / 1024.0);
    match word {
        "instance_type" => {
            let all = book.instance_types().iter().filter(|it| it.current_generation);
            let label = |arch: &str, size: String| format!("{size} · {arch}");
            all.map(|it| (it.name.clone(), label(it.architecture.name(), size(it.vcpu, it.memory_mib))))
                .collect()
        }
        "db_class" => {
            book.db_classes().iter().map(|it| (it.name.clone(), size(it.vcpu, it.memory_mib))).collect()
        }
        _ => Region::all().map(|it| (it.code().to_owned(), it.name().to_owned())).collect(),
    }
}
