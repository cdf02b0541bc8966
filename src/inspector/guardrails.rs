//! Guardrails: what the design forbids or caps, until a step of the plan lifts it.

use groundplan_core::{
    base::Address,
    design::{Guardrail, Limit},
    services::ServiceKind,
    vocab::Target,
};
use leptos::prelude::*;

use crate::{
    editor::Editor,
    state::{Memo, RwSignal, Signal},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Toasts, key_of},
};

/// The guardrails, a way to take each out, and a way to add one.
#[component]
pub(crate) fn Guardrails() -> impl IntoView {
    let editor = Editor::here();
    let toasts = Toasts::here();
    let all = Memo::new(move |_| editor.design().settings.guardrails.clone());
    let write = move |guardrails: Vec<Guardrail>| {
        let value = serde_json::to_value(guardrails).unwrap_or_default();
        if let Err(why) = editor.set(&Target::Design, "guardrails", value) {
            toasts.complain(why.to_string());
        }
    };
    let kind = RwSignal::new(String::new());
    let count = RwSignal::new(0_u32);
    let add = move |_| {
        let Ok(chosen) = ServiceKind::from_word(&kind.get_untracked()) else { return };
        let meta = chosen.meta();
        let count = count.get_untracked();
        let title = match count {
            0 => format!("No {}", meta.title()),
            _ => format!("At most {count} × {}", meta.title()),
        };
        let mut guardrails = all.get_untracked();
        let wanted = Address::slugify(&title);
        let taken = |id: &str| guardrails.iter().any(|it| it.id == id);
        let id = if taken(wanted.as_str()) {
            (2..).map(|it| wanted.numbered(it)).find(|it| !taken(it.as_str())).unwrap_or(wanted)
        } else {
            wanted
        };
        let limit = Limit::AtMost { kind: meta.kind.to_owned(), count };
        guardrails.push(Guardrail { id: id.to_string(), title, limit });
        write(guardrails);
        kind.set(String::new());
    };
    view! {
        <div class="inspector-section">
            <h3 class="group-title">"Guardrails"</h3>
            <ul class="items">
                <List each=move || all.get() key=|it| key_of(&it.id) let:guardrail>
                    <li>
                        <div class="guardrail">
                            <span>{guardrail.title.clone()}</span>
                            <span class="muted small">{in_words(&guardrail.limit)}</span>
                        </div>
                        <Button
                            label=format!("Remove {}", guardrail.title)
                            icon=Icon::Close
                            style=ButtonStyle::SmallSquare
                            on_press=move |_| {
                                let mut rest = all.get_untracked();
                                rest.retain(|it| it.id != guardrail.id);
                                write(rest);
                            }
                        />
                    </li>
                </List>
            </ul>
            <div class="with-unit">
                <span class="muted small">"At most"</span>
                <input
                    class="input narrow"
                    type="number"
                    min="0"
                    max="999"
                    aria-label="How many"
                    name="guardrail-count"
                    prop:value=move || count.get().to_string()
                    on:input:target=move |event| count.set(event.target().value().parse().unwrap_or_default())
                />
                <select
                    class="input"
                    aria-label="Of which kind"
                    name="guardrail-kind"
                    prop:value=move || kind.get()
                    on:change:target=move |event| kind.set(event.target().value())
                >
                    <option value="">"of a kind…"</option>
                    {ServiceKind::ALL
                        .iter()
                        .map(|it| view! { <option value=it.word()>{it.meta().title()}</option> })
                        .collect_any()}
                </select>
                <Button
                    label="Add"
                    icon=Icon::Add
                    style=ButtonStyle::Small
                    disabled=Signal::derive(move || kind.with(String::is_empty))
                    on_press=add
                />
            </div>
            <p class="field-help">"They hold for the base, and for each step of the plan until one lifts them."</p>
        </div>
    }
}

fn in_words(limit: &Limit) -> String {
    match limit {
        Limit::Forbid(kinds) => {
            let names: Vec<&str> = kinds.iter().map(|it| name_of(it)).collect();
            format!("no {}", names.join(", no "))
        }
        Limit::AtMost { kind, count } => format!("at most {count} × {}", name_of(kind)),
        Limit::Require { kind, field, values } => {
            let name = name_of(kind);
            let values: Vec<String> =
                values.iter().map(|it| it.to_string().trim_matches('"').to_owned()).collect();
            format!("{name}: {} must be {}", field.replace('_', " "), values.join(" or "))
        }
    }
}

/// The name of a kind for people; its word where there is no such kind.
fn name_of(kind: &str) -> &str {
    ServiceKind::from_word(kind).map_or(kind, |it| it.meta().name)
}
