//! Connections: those of a component, one by one, and how to add one.

use groundplan_core::{
    base::Address,
    design::{Connection, Design},
    vocab::{Access, Command, ConnectionRecord, FieldType, Help, Target},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    derived::Derived,
    editor::Editor,
    session::{Pick, Session},
    state::{Memo, Signal, StoredValue},
    ui::{Button, ButtonStyle, Icon, List, Toasts, handler, key_of},
};

use super::{
    Slot, explain,
    field::{Leaf, humane},
    offer::Offer,
};

/// The settings of a connection.
#[component]
pub(crate) fn ConnectionInspector(id: Address) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let derived = Derived::here();
    let toasts = Toasts::here();
    let locked = Signal::derive(move || session.preview.get().is_some());
    let id = StoredValue::new(id);
    let record = Memo::new(move |_| {
        id.with_value(|id| derived.shown_design.with(|it| it.connections.get(id).map(|it| it.record(id))))
    });
    let slot = move |field: &'static str| Slot {
        value: Signal::derive(move || {
            let json = record.with(|it| serde_json::to_value(it).unwrap_or_default());
            json.get(field).cloned().unwrap_or_default()
        }),
        write: Callback::new(move |value: Value| {
            editor.set(&Target::Connection(id.get_value()), field, value).map_err(|it| explain(&it))
        }),
        locked,
        stated: None,
    };
    let end = move |pick: fn(&ConnectionRecord) -> &Address| {
        let address = move || record.with(|it| it.as_ref().map(|it| pick(it).clone()));
        view! {
            <button
                type="button"
                class="link truncate"
                on:click=handler(move |_| {
                    if let Some(id) = address() {
                        session.go_to(Pick::Component(id));
                    }
                })
            >
                {move || address().map(|id| derived.shown_design.with(|it| name_of(it, &id)))}
            </button>
        }
    };
    let accesses = Access::ALL.map(|it| (it.word().to_owned(), Help::of(""))).to_vec();
    let purpose = FieldType::Text { max_chars: 200 };
    let port = FieldType::Number { whole: true, min: Some(1.0), max: Some(65_535.0) };
    let share = FieldType::Number { whole: false, min: Some(0.0), max: Some(10_000.0) };
    let remove = move |_| match editor.run(&[Command::Disconnect(id.get_value())]) {
        Ok(_) => session.select_nothing(),
        Err(why) => toasts.complain(why.to_string()),
    };
    view! {
        <div class="inspector-section">
            <h2 class="inspector-title">"Connection"</h2>
            <p class="muted small"><code>{id.get_value().to_string()}</code></p>
            <dl class="ends">
                <dt>"From"</dt>
                <dd>{end(|it| &it.from)}</dd>
                <dt>"To"</dt>
                <dd>{end(|it| &it.to)}</dd>
            </dl>
        </div>
        <div class="inspector-section">
            <div class="field">
                <label class="field-label" for="field-access">"Access"</label>
                <Leaf at=slot("access") name="access".to_owned() id="field-access".to_owned() field_type=FieldType::Choice(accesses) />
                <p class="field-help">"What the source does to the target. Ports, rules and permissions follow from it."</p>
            </div>
            <div class="field">
                <label class="field-label" for="field-purpose">"Purpose"</label>
                <Leaf at=slot("purpose") name="purpose".to_owned() id="field-purpose".to_owned() field_type=purpose />
                <p class="field-help">"What it is for, in a few words."</p>
            </div>
            <div class="field">
                <label class="field-label" for="field-port">"Port"</label>
                <Leaf at=slot("port") name="port".to_owned() id="field-port".to_owned() field_type=port optional=true />
                <p class="field-help">"Left empty, the port that the target listens on."</p>
            </div>
            <div class="field">
                <label class="field-label" for="field-share">"Share"</label>
                <Leaf at=slot("share") name="share".to_owned() id="field-share".to_owned() field_type=share optional=true unit="%".to_owned() />
                <p class="field-help">"Of the source's requests and data; above 100 when one request causes several. Left empty, all."</p>
            </div>
        </div>
        <div class="inspector-section inspector-foot">
            <Button label="Delete" icon=Icon::Trash style=ButtonStyle::Small disabled=locked on_press=remove />
        </div>
    }
}

/// The connections of a component, and a way to add one without a pointer.
#[component]
pub(crate) fn Connections(id: StoredValue<Address>, locked: Signal<bool>) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let derived = Derived::here();
    let toasts = Toasts::here();
    let lines = Memo::new(move |_| id.with_value(|id| derived.shape.with(|it| lines(it, id))));
    let others = Offer::new(Memo::new(move |_| {
        let own = id.get_value();
        derived.shape.with(|it| {
            let others = it.components.iter().filter(|(id, _)| **id != own);
            others.map(|(id, it)| (Some(id.clone()), it.name.clone())).collect::<Vec<_>>()
        })
    }));
    let connect = move |value: String| {
        let Ok(to) = Address::new(&value) else { return };
        match connect(editor, &id.get_value(), &to) {
            Ok(connection) => session.select(Pick::Connection(connection)),
            Err(why) => toasts.complain(why),
        }
    };
    view! {
        <div class="inspector-section">
            <h3 class="group-title">"Connections"</h3>
            <ul class="link-list">
                <List each=move || lines.get() key=key_of let((connection, arrow, text))>
                    <li>
                        <button
                            type="button"
                            class="link-line truncate"
                            on:click=handler(move |_| session.go_to(Pick::Connection(connection.clone())))
                        >
                            <span class="muted">{arrow}</span>
                            " "
                            {text}
                        </button>
                    </li>
                </List>
            </ul>
            <select
                class="input"
                name="connect-to"
                aria-label="Connect to"
                disabled=move || locked.get()
                prop:value=""
                on:pointerdown=handler(move |_| others.ask())
                on:focus=handler(move |_| others.ask())
                on:change:target=move |event| {
                    let value = event.target().value();
                    event.target().set_value("");
                    connect(value);
                }
            >
                <option value="">"Connect to…"</option>
                <List each=move || others.shown(|_| false) key=key_of let((id, name))>
                    <option value=id.map(|it| it.to_string())>{name}</option>
                </List>
            </select>
        </div>
    }
}

/// Connects two components, and gives the connection's id.
///
/// # Errors
/// When the edit is refused.
pub(crate) fn connect(editor: Editor, from: &Address, to: &Address) -> Result<Address, String> {
    let design = editor.design_untracked();
    let id = design.free_address(&Address::slugify(&format!("{from}-{to}")));
    let record = ConnectionRecord {
        id: id.clone(),
        from: from.clone(),
        to: to.clone(),
        access: Access::default(),
        port: None,
        purpose: String::new(),
        share: None,
    };
    editor.run(&[Command::Connect(record)]).map_err(|it| it.to_string())?;
    Ok(id)
}

fn lines(design: &Design, id: &Address) -> Vec<(Address, &'static str, String)> {
    let line = |(connection, it): (&Address, &std::sync::Arc<Connection>)| {
        let (arrow, other) = if it.from == *id { ("→", &it.to) } else { ("←", &it.from) };
        let access = humane(it.access.word());
        (connection.clone(), arrow, format!("{} · {access}", name_of(design, other)))
    };
    design.connections.iter().filter(|(_, it)| it.from == *id || it.to == *id).map(line).collect()
}

fn name_of(design: &Design, id: &Address) -> String {
    design.component(id).map_or_else(|| id.to_string(), |it| it.name.clone())
}
