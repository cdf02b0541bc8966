//! Fields of any number of values: lists, and words with a text each.

use groundplan_core::vocab::FieldType;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    state::{Memo, RwSignal, StoredValue},
    ui::{Button, ButtonStyle, Icon, List, key_of},
};

use super::{
    field::{Leaf, Slot, blank},
    form::FormView,
};

/// The items of a list, each with a way to take it out, and a way to add one.
#[component]
pub(crate) fn ListItems(at: Slot, name: String, item_type: FieldType, suggest: String) -> impl IntoView {
    let count = Memo::new(move |_| at.value.with(|it| it.as_array().map_or(0, Vec::len)));
    let error = RwSignal::new(None::<String>);
    let edit = move |change: &dyn Fn(&mut Vec<Value>)| {
        let mut items = at.value.get_untracked().as_array().cloned().unwrap_or_default();
        change(&mut items);
        error.set(at.write.run(items.into()).err());
    };
    let start = StoredValue::new(blank(&item_type));
    view! {
        <ul class="items">
            <List each=move || 0..count.get() key=key_of let:idx>
                <li>
                    <Item
                        at=at.item(idx)
                        name=format!("{name}.{idx}")
                        label=format!("{}, {}", super::field::humane(&name), idx + 1)
                        item_type=item_type.clone()
                        suggest=suggest.clone()
                    />
                    <Button
                        label=format!("Remove {}", idx + 1)
                        icon=Icon::Close
                        style=ButtonStyle::SmallSquare
                        disabled=at.locked
                        on_press=move |_| edit(&|it| drop(it.remove(idx)))
                    />
                </li>
            </List>
        </ul>
        {move || error.get().map(|it| view! { <span class="field-error" role="alert">{it}</span> }.into_any())}
        <div>
            <Button
                label="Add"
                icon=Icon::Add
                style=ButtonStyle::Small
                disabled=at.locked
                on_press=move |_| edit(&|it| it.push(start.get_value()))
            />
        </div>
    }
}

#[component]
fn Item(at: Slot, name: String, label: String, item_type: FieldType, suggest: String) -> AnyView {
    match item_type {
        FieldType::Group(fields) => view! {
            <div class="group">
                <FormView fields at prefix=format!("{name}.") />
            </div>
        }
        .into_any(),
        leaf => view! { <Leaf at name aria_label=label field_type=leaf suggest /> }.into_any(),
    }
}

/// Words with a text each, such as tags.
#[component]
pub(crate) fn MapItems(at: Slot, name: String) -> impl IntoView {
    let words = Memo::new(move |_| {
        at.value
            .with(|it| it.as_object().map(|it| it.keys().cloned().collect::<Vec<_>>()).unwrap_or_default())
    });
    let error = RwSignal::new(None::<String>);
    let new_word = RwSignal::new(String::new());
    let edit = move |change: &dyn Fn(&mut Map<String, Value>)| {
        let mut items = at.value.get_untracked().as_object().cloned().unwrap_or_default();
        change(&mut items);
        error.set(at.write.run(items.into()).err());
    };
    let add = move || {
        let word = new_word.get_untracked().trim().to_owned();
        if !word.is_empty() {
            edit(&|it| {
                it.entry(word.clone()).or_insert_with(|| "".into());
            });
            new_word.set(String::new());
        }
    };
    let field_name = name.clone();
    view! {
        <ul class="items">
            <List each=move || words.get() key=key_of let:word>
                <li>
                    <code class="map-word truncate">{word.clone()}</code>
                    <Leaf
                        at=at.part(word.clone())
                        name=format!("{field_name}.{word}")
                        aria_label=word.clone()
                        field_type=FieldType::Text { max_chars: 200 }
                    />
                    <Button
                        label=format!("Remove {word}")
                        icon=Icon::Close
                        style=ButtonStyle::SmallSquare
                        disabled=at.locked
                        on_press={
                            let word = word.clone();
                            move |_| edit(&|it| drop(it.remove(&word)))
                        }
                    />
                </li>
            </List>
        </ul>
        {move || error.get().map(|it| view! { <span class="field-error" role="alert">{it}</span> }.into_any())}
        <div class="with-unit">
            <input
                class="input"
                aria-label="Name of a new one"
                name=format!("{name}.new")
                placeholder="Name"
                maxlength="120"
                disabled=move || at.locked.get()
                prop:value=move || new_word.get()
                on:input:target=move |event| new_word.set(event.target().value())
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        event.prevent_default();
                        add();
                    }
                }
            />
            <Button label="Add" icon=Icon::Add style=ButtonStyle::Small disabled=at.locked on_press=move |_| add() />
        </div>
    }
}
