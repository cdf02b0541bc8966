//! A component: name, place, settings of its kind, what it costs, what it is connected with.

use groundplan_core::{
    base::Address,
    design::Component,
    vocab::{Command, Place, Target},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    derived::Derived,
    editor::Editor,
    session::Session,
    state::{Memo, RwSignal, Signal, StoredValue},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, PathIcon, Toasts, handler, key_of},
};

use super::{Slot, connection::Connections, explain, field::Leaf, offer::Offer, stated::Stated};

/// The settings of a component.
#[component]
pub(crate) fn ComponentInspector(id: Address) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let derived = Derived::here();
    let toasts = Toasts::here();
    let id = StoredValue::new(id);
    let component = Memo::new(move |_| {
        id.with_value(|id| derived.shown_design.with(|it| it.components.get(id).cloned()))
    });
    let stated = Stated::of(id);
    let locked = Signal::derive(move || session.preview.get().is_some());
    let kind = Memo::new(move |_| component.with(|it| it.as_ref().map(|it| it.config.kind())));
    let subtitle =
        move || component.with(|it| it.as_ref().map(|it| it.config.service().subtitle()).unwrap_or_default());
    let run = move |command: Command| editor.run(&[command]).map(|_| ()).map_err(|it| explain(&it));
    let text_slot = move |read: fn(&Component) -> String, command: fn(Address, String) -> Command| Slot {
        value: Signal::derive(move || {
            component.with(|it| it.as_deref().map(read).unwrap_or_default().into())
        }),
        write: Callback::new(move |value: Value| {
            run(command(id.get_value(), value.as_str().unwrap_or_default().to_owned()))
        }),
        locked,
        stated: None,
    };
    let name = text_slot(|it| it.name.clone(), |id, name| Command::Rename { id, name });
    let note = text_slot(|it| it.note.clone(), |id, note| Command::Annotate { id, note });
    // Each field is written by its own name, so that the history and the file name just that.
    let form = move || {
        let kind = kind.get()?;
        let fields = kind.form().fields.iter().cloned();
        let views = fields.map(|field| {
            let key = field.name.clone();
            let write_key = key.clone();
            let at = Slot {
                value: Signal::derive(move || {
                    component.with(|it| {
                        let json = it.as_ref().map(|it| it.config.to_json()).unwrap_or_default();
                        json.get(&key).cloned().unwrap_or_default()
                    })
                }),
                write: Callback::new(move |value: Value| {
                    let target = Target::Component(id.get_value());
                    editor.set(&target, &write_key, value).map_err(|it| explain(&it))
                }),
                locked,
                stated: Some(stated),
            };
            let name = field.name.clone();
            view! { <super::form::FieldView field name at /> }
        });
        Some(views.collect_any())
    };
    let cost = move || {
        id.with_value(|id| {
            derived.shown.with(|it| it.as_ref().map(|it| it.estimate.of(id).expected.to_string()))
        })
    };
    let remove = move |_| match editor.run(&[Command::Remove(id.get_value())]) {
        Ok(_) => session.select_nothing(),
        Err(why) => toasts.complain(why.to_string()),
    };
    view! {
        <div class="inspector-section">
            {move || {
                kind.get()
                    .map(|kind| {
                        let meta = kind.meta();
                        view! {
                            <div class="inspector-head">
                                <span class=format!("badge tint-{}", meta.family.word())>
                                    <PathIcon path=meta.icon />
                                </span>
                                <div class="truncate">
                                    <h2 class="inspector-title truncate">{meta.title()}</h2>
                                    <p class="muted small truncate">
                                        <code>{id.get_value().to_string()}</code>
                                        " "
                                        {move || subtitle()}
                                    </p>
                                </div>
                                <span class="inspector-cost">{move || cost()}</span>
                            </div>
                        }
                            .into_any()
                    })
            }}
            <div class="field">
                <label class="field-label" for="field-name">"Name"</label>
                <Leaf at=name name="name".to_owned() id="field-name".to_owned() field_type=text(120) />
            </div>
            <ParentField id component locked />
        </div>
        <div class="inspector-section">{move || form()}</div>
        <div class="inspector-section">
            <div class="field">
                <label class="field-label" for="field-note">"Note"</label>
                <Leaf at=note name="note".to_owned() id="field-note".to_owned() field_type=text(4000) />
            </div>
        </div>
        <Connections id locked />
        <Notices id />
        <div class="inspector-section inspector-foot">
            <Button label="Delete" icon=Icon::Trash style=ButtonStyle::Small disabled=locked on_press=remove />
        </div>
    }
}

fn text(max_chars: u64) -> groundplan_core::vocab::FieldType {
    groundplan_core::vocab::FieldType::Text { max_chars }
}

/// The container that it stands in.
#[component]
fn ParentField(
    id: StoredValue<Address>,
    component: Memo<Option<std::sync::Arc<Component>>>,
    locked: Signal<bool>,
) -> impl IntoView {
    let editor = Editor::here();
    let derived = Derived::here();
    let error = RwSignal::new(None::<String>);
    let parent = Memo::new(move |_| component.with(|it| it.as_ref().and_then(|it| it.parent.clone())));
    let places = Offer::new(Memo::new(move |_| {
        derived.shape.with(|design| {
            let own = id.get_value();
            let Some(component) = design.component(&own) else { return Vec::new() };
            let inside = component.config.meta().inside;
            let fits = |it: &Component| it.config.meta().offers.is_some_and(|it| inside.contains(&it));
            let open = inside.contains(&Place::Canvas).then(|| (None, "The open canvas".to_owned()));
            let containers = design.components.iter().filter(|(id, it)| {
                **id != own && fits(it) && !design.above(id).any(|(above, _)| *above == own)
            });
            open.into_iter().chain(containers.map(|(id, it)| (Some(id.clone()), it.name.clone()))).collect()
        })
    }));
    let on_change = move |value: String| {
        let into = Address::new(&value).ok();
        let result = editor.run(&[Command::Move { id: id.get_value(), into }]);
        error.set(result.err().map(|it| it.to_string()));
    };
    view! {
        <div class="field">
            <label class="field-label" for="field-parent">"Stands in"</label>
            <select
                class="input"
                id="field-parent"
                name="parent"
                disabled=move || locked.get()
                on:pointerdown=handler(move |_| places.ask())
                on:focus=handler(move |_| places.ask())
                on:change:target=move |event| on_change(event.target().value())
            >
                <List each=move || places.shown(|it| it.0 == parent.get()) key=key_of let((place, label))>
                    <option
                        value=place.as_ref().map(ToString::to_string).unwrap_or_default()
                        selected={
                            let place = place.clone();
                            move || parent.get() == place
                        }
                    >
                        {label}
                    </option>
                </List>
            </select>
            {move || error.get().map(|it| view! { <span class="field-error" role="alert">{it}</span> }.into_any())}
        </div>
    }
}

/// How full it is, and what is wrong with it.
#[component]
fn Notices(id: StoredValue<Address>) -> impl IntoView {
    let derived = Derived::here();
    let capacities = move || {
        let id = id.get_value();
        let shown = derived.shown.get()?;
        shown.survey.visit(&id, |component, site| component.config.service().capacity(site))
    };
    let findings = move || {
        let id = id.get_value();
        let findings = derived.review.findings.get();
        findings.iter().filter(|it| crate::findings::is_about(it, &id)).cloned().collect::<Vec<_>>()
    };
    view! {
        <div class="inspector-section">
            {move || {
                capacities()
                    .into_iter()
                    .flatten()
                    .map(|it| view! { <crate::plan::CapacityBar capacity=it before=None /> })
                    .collect_any()
            }}
            {move || {
                findings()
                    .into_iter()
                    .map(|it| {
                        view! {
                            <p class=format!("notice {}", it.severity.word())>
                                {crate::findings::icon_of(it.severity).view()}
                                <span>{it.message}</span>
                            </p>
                        }
                    })
                    .collect_any()
            }}
        </div>
    }
}
