//! Claims: figures that a document states, beside what the design comes to.

use groundplan_core::{
    base::{Address, Decimal, Money, Quantity, Range},
    design::{Claim, Measure},
    estimate::{HeldClaim, claims},
    vocab::Target,
};
use leptos::prelude::*;
use serde_json::json;

use crate::{
    derived::Derived,
    editor::Editor,
    inspector::explain,
    session::Session,
    state::{Memo, RwSignal, Signal},
    ui::{Button, ButtonStyle, CollectAny, Icon, Show, Toasts, handler},
};

/// What was stated, what was worked out, and how far the two are apart.
#[component]
pub(crate) fn Claims() -> impl IntoView {
    let derived = Derived::here();
    let held = Memo::new(move |_| {
        derived.shown.with(|it| it.as_ref().map(|it| claims(&it.survey, &it.estimate)).unwrap_or_default())
    });
    let contradictions = move || {
        derived.review.findings.with(|it| {
            let rows = it.iter().filter(|it| it.rule == "claims-contradict");
            rows.map(|it| view! { <li>{it.message.clone()}</li> }).collect_any()
        })
    };
    view! {
        <div class="claims">
            <div class="pane-tools">
                <p class="muted small">
                    "Figures that a document or a customer states, held against what the design comes to. A range that is stated of a setting is shown at its field."
                </p>
            </div>
            <Show when=move || !held.with(Vec::is_empty)>
                <table class="claim-table">
                    <thead>
                        <tr>
                            <th scope="col">"Stated of"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col" class="number">"Stated"</th>
                            <th scope="col" class="number">"Computed"</th>
                            <th scope="col" class="number">"Difference"</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>{move || held.get().into_iter().map(|it| view! { <Row held=it /> }).collect_any()}</tbody>
                </table>
            </Show>
            <ul class="claim-contradictions">{move || contradictions()}</ul>
            <NewClaim />
        </div>
    }
}

#[component]
fn Row(held: HeldClaim) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let toasts = Toasts::here();
    let difference = held.difference();
    let HeldClaim { claim, computed } = held;
    let is_money = claim.of.is_money();
    let is_apart = difference != Some(Decimal::ZERO);
    let apart = match difference {
        None => "not there".to_owned(),
        Some(it) if it == Decimal::ZERO => "holds".to_owned(),
        Some(it) if it > Decimal::ZERO => format!("+{}", one(it, is_money)),
        Some(it) => one(it, is_money),
    };
    let computed = computed.map(|it| {
        // Of money, what is expected is held against it; of other ranges, the ends are too.
        shown(if is_money { Range::exact(it.expected) } else { it }, is_money)
    });
    let locked = Signal::derive(move || session.preview.get().is_some());
    let remove = {
        let id = claim.id.clone();
        move |_| {
            let mut all = editor.design_untracked().settings.claims.clone();
            all.retain(|it| it.id != id);
            if let Err(why) = editor.set(&Target::Design, "claims", json!(all)) {
                toasts.complain(explain(&why));
            }
        }
    };
    view! {
        <tr class:apart=is_apart data-claim=claim.id.to_string()>
            <th scope="row">{claim.title.clone()}</th>
            <td class="muted">{claim.place.clone()}</td>
            <td class="number">{shown(claim.stated.map(|it| it.0), is_money)}</td>
            <td class="number">{computed}</td>
            <td class="number claim-difference">{apart}</td>
            <td class="number">
                <Button
                    label=format!("Remove {}", claim.title)
                    icon=Icon::Trash
                    style=ButtonStyle::SmallSquare
                    disabled=locked
                    on_press=remove
                />
            </td>
        </tr>
    }
}

/// A figure as people write it, or the two ends of a range.
pub(crate) fn shown(figure: Range<Decimal>, is_money: bool) -> String {
    if figure.low == figure.high {
        one(figure.expected, is_money)
    } else {
        format!("{} – {}", one(figure.low, is_money), one(figure.high, is_money))
    }
}

fn one(figure: Decimal, is_money: bool) -> String {
    if is_money { Money(figure).to_string() } else { figure.normalize().to_string() }
}

/// A figure that somebody states, and the button that keeps it.
#[component]
fn NewClaim() -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let derived = Derived::here();
    let error = RwSignal::new(None::<String>);
    let (title, place, low, high, of) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new("month".to_owned()),
    );
    let components = move || {
        derived.shape.with(|design| {
            let all = design.components.iter();
            all.map(|(id, it)| {
                view! { <option value=format!("of:{id}")>{format!("Month of {}", it.name)}</option> }
            })
            .collect_any()
        })
    };
    let kinds = move || {
        derived.shape.with(|design| {
            let mut kinds: Vec<_> = design.components.values().map(|it| it.config.meta()).collect();
            kinds.sort_unstable_by_key(|it| it.kind);
            kinds.dedup_by_key(|it| it.kind);
            kinds
                .into_iter()
                .map(|it| {
                    view! { <option value=format!("count:{}", it.kind)>{format!("Number of {}", it.title())}</option> }
                })
                .collect_any()
        })
    };
    let add = move || {
        let design = editor.design_untracked();
        let result =
            claim(&design.settings.claims, [title, place, low, high, of].map(RwSignal::get_untracked))
                .and_then(|it| {
                    let mut all = design.settings.claims.clone();
                    all.push(it);
                    editor.set(&Target::Design, "claims", json!(all)).map_err(|it| explain(&it))
                });
        match result {
            Ok(_) => {
                for it in [title, place, low, high] {
                    it.set(String::new());
                }
                error.set(None);
            }
            Err(why) => error.set(Some(why)),
        }
    };
    let input = move |name: &'static str, label: &'static str, value: RwSignal<String>| {
        view! {
            <input
                class="input"
                name=name
                aria-label=label
                placeholder=label
                maxlength="200"
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        }
    };
    view! {
        <form
            class="new-claim"
            on:submit=handler(move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                add();
            })
        >
            {input("claim-title", "What is stated", title)}
            <select
                class="input"
                name="claim-of"
                aria-label="Figure of"
                on:change:target=move |event| of.set(event.target().value())
            >
                <option value="month">"Month in all"</option>
                {move || kinds()}
                {move || components()}
            </select>
            {input("claim-low", "Figure, or the least", low)}
            {input("claim-high", "The most, if a range", high)}
            {input("claim-where", "Where it stands", place)}
            <Button
                label="Add"
                icon=Icon::Add
                style=ButtonStyle::Small
                disabled=Signal::derive(move || session.preview.get().is_some())
                on_press=move |_| add()
            />
            {move || error.get().map(|it| view! { <span class="field-error" role="alert">{it}</span> }.into_any())}
        </form>
    }
}

/// The claim that was typed in.
fn claim(before: &[Claim], [title, place, low, high, of]: [String; 5]) -> Result<Claim, String> {
    let number = |text: &str| {
        let plain: String = text.trim().trim_start_matches('$').chars().filter(|it| *it != ',').collect();
        plain.parse().map(Quantity).map_err(|_| format!("{text:?} is no number; write one such as 150"))
    };
    if title.trim().is_empty() {
        return Err("say in a few words what is stated".to_owned());
    }
    let low = number(&low)?;
    let high = if high.trim().is_empty() { low } else { number(&high)? };
    if high < low {
        return Err(format!("the most must not be below the least, {}", low.0.normalize()));
    }
    let of = match of.split_once(':') {
        Some(("count", kind)) => Measure::Count(kind.to_owned()),
        Some((_, id)) => Measure::MonthlyOf(Address::new(id).into_iter().collect()),
        None => Measure::MonthlyTotal,
    };
    let number = (1..).find(|it| !before.iter().any(|old| old.id.as_str() == format!("claim-{it}")));
    Ok(Claim {
        id: Address::new(&format!("claim-{}", number.unwrap_or(1))).map_err(|it| it.to_string())?,
        title: title.trim().to_owned(),
        stated: Range { low, expected: low, high },
        of,
        environment: None,
        place: place.trim().to_owned(),
    })
}
