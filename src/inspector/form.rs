//! Forms: every type of field, drawn from its declaration.

use groundplan_core::{
    prices::Region,
    vocab::{Field, FieldType, Help},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    state::{Memo, StoredValue},
    ui::{Button, ButtonStyle, CollectAny, Icon, Show},
};

use super::{
    field::{Leaf, Slot, blank, capital, title, within},
    help::HelpLines,
    items::{ListItems, MapItems},
};

/// The fields of a form. `prefix` stands before their names in hooks.
#[component]
pub(crate) fn FormView(
    fields: Vec<Field>,
    /// The value that holds them all.
    at: Slot,
    #[prop(optional, into)] prefix: String,
) -> impl IntoView {
    fields
        .into_iter()
        .map(|field| {
            let name = format!("{prefix}{}", field.name);
            let at = at.part(field.name.clone());
            view! { <FieldView field name at /> }
        })
        .collect_any()
}

/// One field with label, help and input.
#[component]
pub(crate) fn FieldView(field: Field, name: String, at: Slot) -> AnyView {
    let Field { label, help, unit, optional, suggest, field_type, name: _ } = with_regions(field);
    let label = title(&label, &unit);
    match field_type {
        FieldType::Group(fields) if is_range(&fields) => {
            view! { <RangeField name at label help unit optional fields /> }.into_any()
        }
        FieldType::Group(fields) => view! { <GroupField name at label help optional fields /> }.into_any(),
        FieldType::List(item_type) => {
            let item_type = *item_type;
            let list = FieldType::List(Box::new(item_type.clone()));
            view! {
                <Block at label help optional field_type=list>
                    <ListItems at name=name.clone() item_type=item_type.clone() suggest=suggest.clone() />
                </Block>
            }
            .into_any()
        }
        FieldType::Map(item_type) => {
            let map = FieldType::Map(item_type);
            view! {
                <Block at label help optional field_type=map>
                    <MapItems at name=name.clone() />
                </Block>
            }
            .into_any()
        }
        FieldType::Switch if !optional => {
            let id = id_of(&name);
            let help_id = format!("{id}-help");
            view! {
                <div class="field switch">
                    <Leaf
                        at
                        name
                        id=id.clone()
                        field_type=FieldType::Switch
                        described_by=help_id.clone()
                    />
                    <div>
                        <label class="field-label" for=id>{label}</label>
                        <HelpText id=help_id help />
                    </div>
                </div>
            }
            .into_any()
        }
        leaf => {
            let id = id_of(&name);
            let help_id = format!("{id}-help");
            let stated = at.stated.map(|it| it.lines(name.clone()).into_any());
            view! {
                <div class="field">
                    <label class="field-label" for=id.clone()>{label}</label>
                    <Leaf
                        at
                        name
                        id
                        field_type=leaf
                        optional
                        unit
                        suggest
                        described_by=help_id.clone()
                    />
                    {stated}
                    <HelpText id=help_id help />
                </div>
            }
            .into_any()
        }
    }
}

/// Low, expected and high beside each other. Left out, the figure follows from the workload.
#[component]
pub(crate) fn RangeField(
    name: String,
    at: Slot,
    label: String,
    help: Help,
    unit: String,
    optional: bool,
    fields: Vec<Field>,
) -> impl IntoView {
    let field_type = FieldType::Group(fields.clone());
    let unit_shown = unit.clone();
    view! {
        <Block at label=label.clone() help optional field_type unit=unit_shown>
            <div class="range">
                {fields
                    .clone()
                    .into_iter()
                    .map(|part| {
                        let name = format!("{name}.{}", part.name);
                        let at = at.part(part.name.clone());
                        view! {
                            <div class="range-part">
                                <span class="range-head muted small" aria-hidden="true">{capital(&part.name)}</span>
                                <Leaf
                                    at
                                    aria_label=format!("{label}, {}", part.name)
                                    name=name.clone()
                                    field_type=part.field_type
                                />
                                <span class="range-large muted small">{move || at.value.with(large)}</span>
                            </div>
                        }
                    })
                    .collect_any()}
            </div>
        </Block>
    }
}

#[component]
fn GroupField(
    name: String,
    at: Slot,
    label: String,
    help: Help,
    optional: bool,
    fields: Vec<Field>,
) -> impl IntoView {
    let field_type = FieldType::Group(fields.clone());
    view! {
        <Block at label help optional field_type>
            <div class="group">
                <FormView fields=fields.clone() at prefix=format!("{name}.") />
            </div>
        </Block>
    }
}

/// A field of several inputs. One that may be left out has a button to set it, and to leave it out
/// again.
#[component]
fn Block(
    at: Slot,
    label: String,
    help: Help,
    optional: bool,
    field_type: FieldType,
    #[prop(optional)] unit: String,
    children: ChildrenFn,
) -> impl IntoView {
    let lines = HelpLines::here();
    let is_set = Memo::new(move |_| !at.value.with(Value::is_null));
    let children = StoredValue::new(children);
    let write = move |value: Value| {
        // The first value of a field and none are always allowed.
        let _ = at.write.run(value);
    };
    let start = StoredValue::new(blank(&field_type));
    let label_for_buttons = label.clone();
    view! {
        <fieldset class="field">
            <legend class="field-head">
                <span class="field-label">{label}</span>
                {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> }.into_any())}
            </legend>
            {optional
                .then(|| {
                    let label = label_for_buttons;
                    view! {
                        <div class="field-own">
                            <Show
                                when=move || is_set.get()
                                fallback={
                                    let label = label.clone();
                                    move || {
                                        view! {
                                            <span class="muted small">"Worked out from the design"</span>
                                            <Button
                                                label=format!("Set {}", within(&label))
                                                icon=Icon::Add
                                                style=ButtonStyle::Small
                                                disabled=at.locked
                                                on_press=move |_| write(start.get_value())
                                            />
                                        }
                                    }
                                }
                            >
                                <Button
                                    label="Work it out"
                                    style=ButtonStyle::Small
                                    disabled=at.locked
                                    on_press=move |_| write(Value::Null)
                                />
                            </Show>
                        </div>
                    }
                        .into_any()
                })}
            <Show when=move || is_set.get()>{children.with_value(|it| it())}</Show>
            <p class="field-help">{move || lines.text(&help)}</p>
        </fieldset>
    }
}

#[component]
fn HelpText(id: String, help: Help) -> impl IntoView {
    let lines = HelpLines::here();
    move || {
        let text = lines.text(&help);
        (!text.is_empty()).then(|| view! { <p class="field-help" id=id.clone()>{text}</p> }.into_any())
    }
}

/// A field that takes a region has a closed list of them.
fn with_regions(field: Field) -> Field {
    let is_region = field.suggest == "region" && matches!(field.field_type, FieldType::Text { .. });
    if !is_region {
        return field;
    }
    let codes = Region::all().map(|it| (it.code().to_owned(), Help::Text(it.name().to_owned()))).collect();
    Field { field_type: FieldType::Choice(codes), ..field }
}

/// The id of an input in the page, out of its name.
fn id_of(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

/// A large figure in words, which a row of zeros does not say at a glance.
fn large(value: &Value) -> Option<String> {
    let value = value.as_f64()?;
    let units = [(1e9, "billion"), (1e6, "million"), (1e4, "thousand")];
    let (least, unit) = units.into_iter().find(|it| value >= it.0)?;
    let shown = value / if unit == "thousand" { 1e3 } else { least };
    let digits = format!("{shown:.1}");
    Some(format!("{} {unit}", digits.trim_end_matches(".0")))
}

fn is_range(fields: &[Field]) -> bool {
    fields.iter().map(|it| it.name.as_str()).eq(["low", "expected", "high"])
}
