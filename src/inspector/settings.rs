//! The design itself: name, region, budget, tags, guardrails.

use std::sync::Arc;

use groundplan_core::{design::settings_form, vocab::Target};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    editor::Editor,
    session::{Pane, Session},
    state::{Memo, Signal},
    ui::{Button, ButtonStyle, CollectAny, Icon},
};

use super::{Slot, explain, form::FieldView, guardrails::Guardrails};

/// Settings that have a pane or a list of their own.
const ELSEWHERE: [&str; 6] = ["workload", "guardrails", "plan", "environments", "claims", "work"];

/// The settings of the design.
#[component]
pub(crate) fn DesignInspector() -> impl IntoView {
    let session = Session::here();
    let fields = settings_form().fields.iter().filter(|it| !ELSEWHERE.contains(&it.name.as_str()));
    let fields = fields
        .map(|field| {
            let (field, name) = (field.clone(), field.name.clone());
            let at = settings_slot(&name);
            view! { <FieldView field name at /> }
        })
        .collect_any();
    view! {
        <div class="inspector-section">
            <h2 class="inspector-title">"Design"</h2>
            <p class="muted small">"Select something on the canvas or in the outline to see its settings."</p>
        </div>
        <div class="inspector-section">{fields}</div>
        <div class="inspector-section">
            <h3 class="group-title">"Workload"</h3>
            <div>
                <Button
                    label="Edit the workload"
                    icon=Icon::Workload
                    style=ButtonStyle::Small
                    on_press=move |_| session.pane.set(Some(Pane::Workload))
                />
            </div>
        </div>
        <Guardrails />
    }
}

/// The slot of one setting of the design. It can be written while a step is in preview too: the step
/// is then worked out again.
pub(crate) fn settings_slot(field: &str) -> Slot {
    let editor = Editor::here();
    let read = field.to_owned();
    let write = field.to_owned();
    // An edit of a component leaves the settings where they are, and then nothing is to be read.
    let settings = Memo::new_with_compare(
        move |_| Arc::clone(&editor.design().settings),
        |before, now| !Arc::ptr_eq(before, now),
    );
    let value = Memo::new(move |_| {
        let json = settings.with(|it| serde_json::to_value(it.as_ref())).unwrap_or_default();
        json.get(&read).cloned().unwrap_or_default()
    });
    Slot {
        value: Signal::derive(move || value.get()),
        write: Callback::new(move |value: Value| {
            editor.set(&Target::Design, &write, value).map_err(|it| explain(&it))
        }),
        locked: Signal::derive(|| false),
        stated: None,
    }
}
