//! One value of a form: an input that keeps what is typed until it leaves, writes it through as it
//! is typed, and shows why it was refused.

use groundplan_core::{
    design::EditError,
    services::ConfigError,
    vocab::{Field, FieldType},
};
use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    prelude::*,
};
use serde_json::{Number, Value};

use crate::{
    editor::Editor,
    state::{RwSignal, Signal},
    ui::{CollectAny, handler},
};

use super::{help::HelpLines, stated::Stated, suggestions_of};

/// Texts that may be longer than this get more than a line.
const LINE_CHARS: u64 = 1000;

/// Where a value of a form is read and written.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// The value.
    pub(crate) value: Signal<Value>,
    /// Writes it, or says why not.
    pub(crate) write: Callback<Value, Result<(), String>>,
    /// Whether it can't be written now.
    pub(crate) locked: Signal<bool>,
    /// What is stated of the component that it is a part of.
    pub(crate) stated: Option<Stated>,
}

impl Slot {
    /// The slot of a named part of this value.
    pub(crate) fn part(self, name: String) -> Self {
        let read = name.clone();
        Self {
            value: Signal::derive(move || self.value.with(|it| it.get(&read).cloned().unwrap_or_default())),
            write: Callback::new(move |part: Value| {
                let mut whole = self.value.get_untracked();
                if let Some(object) = whole.as_object_mut() {
                    object.insert(name.clone(), part);
                }
                self.write.run(whole)
            }),
            locked: self.locked,
            stated: self.stated,
        }
    }

    /// The slot of an item of this list.
    pub(crate) fn item(self, idx: usize) -> Self {
        Self {
            value: Signal::derive(move || self.value.with(|it| it.get(idx).cloned().unwrap_or_default())),
            write: Callback::new(move |item: Value| {
                let mut whole = self.value.get_untracked();
                if let Some(place) = whole.get_mut(idx) {
                    *place = item;
                }
                self.write.run(whole)
            }),
            locked: self.locked,
            stated: self.stated,
        }
    }
}

/// What an edit that was refused says beside its own field, where the field's name is in sight.
pub(crate) fn explain(error: &EditError) -> String {
    match error {
        EditError::Value(field) | EditError::Config { error: ConfigError::Field(field), .. } => {
            field.clone().into_parts().1
        }
        EditError::Config { error, .. } => error.to_string(),
        EditError::Shape { message, .. } => message.clone(),
        error => error.to_string(),
    }
}

/// The input of a field that holds one value: text, number, switch or choice.
#[component]
pub(crate) fn Leaf(
    at: Slot,
    /// The name for hooks.
    name: String,
    /// The name for people, where no label stands beside the input.
    #[prop(optional)]
    aria_label: Option<String>,
    /// The id that a label points at.
    #[prop(optional)]
    id: Option<String>,
    field_type: FieldType,
    /// Whether it may be left empty.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] unit: String,
    #[prop(optional)] suggest: String,
    /// The ids of texts that describe it.
    #[prop(optional)]
    described_by: Option<String>,
) -> impl IntoView {
    let editor = Editor::here();
    let error = RwSignal::new(None::<String>);
    // What is being typed; the value itself may be written otherwise, or be refused.
    let draft = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || draft.get().unwrap_or_else(|| at.value.with(to_text)));
    let error_id = format!("{}-error", id.clone().unwrap_or_else(|| name.replace('.', "-")));
    let describes = {
        let error_id = error_id.clone();
        move || match (error.with(Option::is_some), &described_by) {
            (true, _) => Some(error_id.clone()),
            (false, described_by) => described_by.clone(),
        }
    };
    let parser = field_type.clone();
    let typed = move |text: String| {
        let result = parse(&parser, optional, &text).and_then(|it| at.write.run(it));
        draft.set(Some(text));
        error.set(result.err());
    };
    let picked = move |value: Value| error.set(at.write.run(value).err());
    let on_focus = move |_: FocusEvent| editor.begin();
    let on_blur = move |_: FocusEvent| {
        editor.commit();
        draft.set(None);
        error.set(None);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && draft.with_untracked(Option::is_some) {
            event.stop_propagation();
            editor.abort();
            editor.begin();
            draft.set(None);
            error.set(None);
        }
    };
    on_cleanup(move || editor.commit());
    let locked = at.locked;
    let invalid = move || error.with(Option::is_some).then_some("true");
    let input = match field_type {
        FieldType::Switch if !optional => view! {
            <input
                type="checkbox"
                id=id
                name=name
                aria-label=aria_label
                aria-describedby=move || describes()
                disabled=move || locked.get()
                prop:checked=move || at.value.with(|it| it.as_bool() == Some(true))
                on:change:target=move |event| picked(event.target().checked().into())
            />
        }
        .into_any(),
        FieldType::Switch => {
            let options = [("", "as it comes"), ("true", "on"), ("false", "off")];
            view! {
                <select
                    class="input"
                    id=id
                    name=name
                    aria-label=aria_label
                    disabled=move || locked.get()
                    on:change:target=move |event| picked(serde_json::from_str(&event.target().value()).unwrap_or_default())
                >
                    {options
                        .map(|(word, label)| {
                            view! {
                                <option value=word selected=move || shown.get() == word>
                                    {label}
                                </option>
                            }
                        })
                        .collect_any()}
                </select>
            }
            .into_any()
        }
        FieldType::Choice(choices) => {
            let lines = HelpLines::here();
            let help = {
                let choices = choices.clone();
                move || {
                    choices
                        .iter()
                        .find(|it| it.0 == shown.get())
                        .map(|it| plain(&lines.text(&it.1)))
                        .unwrap_or_default()
                }
            };
            view! {
                <select
                    class="input"
                    id=id
                    name=name
                    aria-label=aria_label
                    aria-describedby=move || describes()
                    title=move || help()
                    disabled=move || locked.get()
                    prop:value=move || shown.get()
                    on:change:target=move |event| {
                        let word = event.target().value();
                        picked(if word.is_empty() && optional { Value::Null } else { word.into() });
                    }
                >
                    {optional.then(|| view! { <option value="">"as it comes"</option> }.into_any())}
                    {choices
                        .into_iter()
                        .map(|(word, _)| {
                            let label = humane(&word);
                            let this = word.clone();
                            view! {
                                <option value=word selected=move || shown.get() == this>
                                    {label}
                                </option>
                            }
                        })
                        .collect_any()}
                </select>
            }
            .into_any()
        }
        FieldType::Text { max_chars } if max_chars > LINE_CHARS => view! {
            <textarea
                class="input"
                id=id
                name=name
                rows="3"
                aria-label=aria_label
                aria-describedby=move || describes()
                aria-invalid=move || invalid()
                disabled=move || locked.get()
                prop:value=move || shown.get()
                on:focus=handler(on_focus)
                on:blur=handler(on_blur)
                on:keydown=handler(on_key)
                on:input:target=move |event| typed(event.target().value())
            ></textarea>
        }
        .into_any(),
        other => {
            let (input_type, step, min, max) = match &other {
                FieldType::Number { whole, min, max } => {
                    (Some("number"), Some(if *whole { "1" } else { "any" }), *min, *max)
                }
                _ => (Some("text"), None, None, None),
            };
            view! {
                <input
                    class="input"
                    type=input_type
                    id=id
                    name=name
                    step=step
                    min=min.map(|it| it.to_string())
                    max=max.map(|it| it.to_string())
                    list=suggestions_of(&suggest)
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=aria_label
                    aria-describedby=move || describes()
                    aria-invalid=move || invalid()
                    disabled=move || locked.get()
                    prop:value=move || shown.get()
                    on:focus=handler(on_focus)
                    on:blur=handler(on_blur)
                    on:keydown=handler(on_key)
                    on:input:target=move |event| typed(event.target().value())
                />
            }
            .into_any()
        }
    };
    view! {
        <span class="with-unit">
            {input}
            {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> }.into_any())}
        </span>
        {move || {
            let id = error_id.clone();
            error.get().map(|it| view! { <span class="field-error" id=id role="alert">{it}</span> }.into_any())
        }}
    }
}

/// A value that a new item of a list starts with.
pub(crate) fn blank(field_type: &FieldType) -> Value {
    match field_type {
        FieldType::Text { .. } => Value::String(String::new()),
        FieldType::Number { whole, min, .. } => number(*whole, min.unwrap_or_default()),
        FieldType::Switch => Value::Bool(false),
        FieldType::Choice(choices) => choices.first().map(|it| it.0.clone().into()).unwrap_or_default(),
        FieldType::List(_) => Value::Array(Vec::new()),
        FieldType::Map(_) => Value::Object(serde_json::Map::new()),
        FieldType::Group(fields) => {
            let part = |it: &Field| if it.optional { Value::Null } else { blank(&it.field_type) };
            Value::Object(fields.iter().map(|it| (it.name.clone(), part(it))).collect())
        }
    }
}

/// A word of a file for people: `read_write` is `read write`.
pub(crate) fn humane(word: &str) -> String {
    word.replace('_', " ")
}

/// Labels that say too little once their unit stands behind the input, and what they say instead.
const FULLER: [(&str, &str); 14] = [
    ("arch", "Architecture"),
    ("arches", "Architectures"),
    ("azs", "Availability zones"),
    ("cidr", "CIDR block"),
    ("cidrs", "CIDR blocks"),
    ("free tiers", "Free allowances"),
    ("gb", "Data"),
    ("gb in", "Data in"),
    ("gb out", "Data out"),
    ("iops", "Operations a second"),
    ("message kb", "Message size"),
    ("min insync", "Minimum in-sync replicas"),
    ("multi az", "Multi-AZ"),
    ("root gb", "Root volume"),
];

/// The label of a field as people write it: `Size gb` with the unit GB behind it is `Size`, `Public
/// ip` is `Public IP`.
pub(crate) fn title(label: &str, unit: &str) -> String {
    if let Some((_, fuller)) = FULLER.iter().find(|it| it.0 == label.to_ascii_lowercase()) {
        return (*fuller).to_owned();
    }
    const CAPITALS: [&str; 27] = [
        "acl", "acu", "arn", "az", "cidr", "cpu", "dns", "gb", "http", "https", "iam", "id", "io", "iops",
        "ip", "ipv4", "kb", "mib", "oidc", "s3", "ssh", "ssl", "tls", "ttl", "url", "vcpu", "vpc",
    ];
    let bare = label.strip_suffix(&unit.to_ascii_lowercase()).map(str::trim_end).filter(|it| !it.is_empty());
    let words = bare.filter(|_| !unit.is_empty()).unwrap_or(label).split(' ').map(|word| {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            "lcus" => "LCUs".to_owned(),
            "min" | "max" => capital_like(word, if lower == "min" { "minimum" } else { "maximum" }),
            it if CAPITALS.contains(&it) => it.to_ascii_uppercase(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A word with its first letter large.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(chars).collect())
}

fn capital_like(model: &str, word: &str) -> String {
    if model.starts_with(|it: char| it.is_ascii_uppercase()) { capital(word) } else { word.to_owned() }
}

/// A label in the middle of a sentence: `Data in` is `data in`, `CIDR blocks` stays.
pub(crate) fn within(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.as_str().chars().next()) {
        (Some(first), Some(second)) if !second.is_ascii_uppercase() => {
            std::iter::once(first.to_ascii_lowercase()).chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

fn plain(text: &str) -> String {
    text.replace('`', "")
}

fn number(whole: bool, value: f64) -> Value {
    if whole && value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}

fn to_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn parse(field_type: &FieldType, optional: bool, text: &str) -> Result<Value, String> {
    if text.is_empty() && optional {
        return Ok(Value::Null);
    }
    match field_type {
        FieldType::Number { .. } => {
            let number = serde_json::from_str::<Number>(text.trim().trim_start_matches('+'));
            number.map(Value::Number).map_err(|_| "must be a number".to_owned())
        }
        _ => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: FieldType = FieldType::Number { whole: false, min: None, max: None };

    #[test]
    fn labels_are_written_as_people_write_them() {
        assert_eq!(title("Size gb", "GB"), "Size");
        assert_eq!(title("Root gb", "GB"), "Root volume");
        assert_eq!(title("Gb out", "GB"), "Data out");
        assert_eq!(title("Iops", "IOPS"), "Operations a second");
        assert_eq!(title("Max tasks", ""), "Maximum tasks");
        assert_eq!(within(&title("Gb out", "GB")), "data out");
        assert_eq!(within(&title("Cidrs", "")), "CIDR blocks");
        assert_eq!(title("Public ip", ""), "Public IP");
        assert_eq!(title("Instance type", ""), "Instance type");
        assert_eq!(title("Monthly growth", "%"), "Monthly growth");
    }

    #[test]
    fn numbers_are_read_as_they_are_typed() {
        assert_eq!(parse(&NUMBER, false, "0.1344"), Ok(serde_json::json!(0.1344)));
        assert_eq!(parse(&NUMBER, false, " 30 "), Ok(serde_json::json!(30)));
        assert!(parse(&NUMBER, false, "").is_err());
        assert_eq!(parse(&NUMBER, true, ""), Ok(Value::Null));
        assert!(parse(&NUMBER, false, "3x").is_err());
    }
}
