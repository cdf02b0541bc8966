//! One task: its figures to be edited, and its bar.

use std::sync::Arc;

use groundplan_core::{
    base::{Address, Quantity, parse_json},
    vocab::Complexity,
    work::{Origin, PlannedTask, WorkPlan, hours_number, hours_text},
};
use leptos::prelude::*;

use super::Tasks;
use crate::{
    session::{Pick, Session},
    state::{Memo, Signal},
    ui::{Button, ButtonStyle, CollectAny, Icon, handler},
};

/// A task in the table. It reads its figures from the plan, so that an edit keeps the keyboard where it is.
#[component]
pub(super) fn TaskRow(id: Address, plan: Memo<Arc<WorkPlan>>, tasks: Tasks) -> impl IntoView {
    let this = id.clone();
    let planned = Memo::new(move |before: Option<&Option<PlannedTask>>| {
        // While its row is taken out, a task is shown as it was.
        plan.with(|it| it.task(&this).cloned()).or_else(|| before.cloned().flatten())
    });
    let of = move |read: fn(&PlannedTask) -> String| {
        Signal::derive(move || planned.with(|it| it.as_ref().map(read).unwrap_or_default()))
    };
    let title = of(|it| it.task.title.clone());
    let is_critical = move || planned.with(|it| it.as_ref().is_some_and(|it| it.is_critical));
    let is_blocking = move || planned.with(|it| it.as_ref().is_some_and(|it| it.task.is_blocking));
    let this = id.clone();
    let number = move || plan.with(|it| it.tasks.iter().position(|it| it.task.id == this).map(|it| it + 1));
    let after = move || {
        let wanted = planned.with(|it| it.as_ref().map(|it| it.task.after.clone()).unwrap_or_default());
        plan.with(|plan| {
            let numbers = plan.tasks.iter().enumerate().filter(|it| wanted.contains(&it.1.task.id));
            numbers.map(|it| (it.0 + 1).to_string()).collect::<Vec<_>>().join(", ")
        })
    };
    let hook = format!("work-task-{id}");
    view! {
        <tr class:critical=is_critical data-testid=hook>
            <td class="number muted">{number}</td>
            <th scope="row" title=move || title.get()><Title id=id.clone() title planned /></th>
            <td><Hours id=id.clone() title planned tasks /></td>
            <td><ComplexityChoice id=id.clone() title planned tasks /></td>
            <td class="work-check">
                <input
                    type="checkbox"
                    name="blocking"
                    aria-label=move || format!("{} is blocking", title.get())
                    disabled=move || tasks.is_locked.get()
                    prop:checked=is_blocking
                    on:change:target={
                        let id = id.clone();
                        move |event| {
                            let blocking = event.target().checked();
                            tasks.edit(&id, |it| it.blocking = Some(blocking));
                        }
                    }
                />
            </td>
            <td class="muted work-after">{after}</td>
            <td>
                {move || {
                    if is_critical() {
                        view! { <span class="chip bad">"Critical"</span> }.into_any()
                    } else {
                        let slack = planned.with(|it| it.as_ref().map(|it| hours_text(it.slack)));
                        view! { <span class="muted">{slack}</span> }.into_any()
                    }
                }}
            </td>
            <td class="work-time"><Bar plan planned /></td>
            <td class="work-acts"><Acts id title planned tasks /></td>
        </tr>
    }
}

/// Its name, which leads to the component that it builds.
#[component]
fn Title(id: Address, title: Signal<String>, planned: Memo<Option<PlannedTask>>) -> impl IntoView {
    let session = Session::here();
    let first = Memo::new(move |_| {
        let covers = planned.with(|it| it.as_ref().map(|it| it.task.covers.clone()).unwrap_or_default());
        covers.iter().find(|it| **it == id).or(covers.first()).cloned()
    });
    let n_covered = move || planned.with(|it| it.as_ref().map_or(0, |it| it.task.covers.len()));
    view! {
        {move || match first.get() {
            Some(component) => {
                view! {
                    <button
                        type="button"
                        class="link-line"
                        on:click=handler(move |_| session.go_to(Pick::Component(component.clone())))
                    >
                        {move || title.get()}
                    </button>
                }
                    .into_any()
            }
            None => view! { <span>{move || title.get()}</span> }.into_any(),
        }}
        {move || match n_covered() {
            0 | 1 => ().into_any(),
            count => view! { <span class="muted small">{format!(" {count} components")}</span> }.into_any(),
        }}
    }
}

#[component]
fn Hours(
    id: Address,
    title: Signal<String>,
    planned: Memo<Option<PlannedTask>>,
    tasks: Tasks,
) -> impl IntoView {
    let value = Memo::new(move |_| {
        planned.with(|it| {
            let hours = it.as_ref().map(|it| it.task.hours).unwrap_or_default();
            hours_number(hours)
        })
    });
    view! {
        <input
            class="input narrow number"
            type="number"
            name="hours"
            min="0"
            max="10000"
            step="0.25"
            aria-label=move || format!("Hours of {}", title.get())
            disabled=move || tasks.is_locked.get()
            prop:value=move || value.get()
            on:change:target=move |event| {
                let input = event.target();
                let text = input.value();
                let hours = if text.is_empty() { Ok(None) } else { parse_json::<Quantity>(&text).map(Some) };
                let is_taken = match hours {
                    Ok(hours) => tasks.edit(&id, |it| it.hours = hours),
                    Err(_) => {
                        tasks.toasts.complain("Hours must be a number between 0 and 10000".to_owned());
                        false
                    }
                };
                // Nothing gives the figure back that is worked out.
                if !is_taken || text.is_empty() {
                    input.set_value(&value.get_untracked());
                }
            }
        />
    }
}

#[component]
fn ComplexityChoice(
    id: Address,
    title: Signal<String>,
    planned: Memo<Option<PlannedTask>>,
    tasks: Tasks,
) -> impl IntoView {
    let now = move || planned.with(|it| it.as_ref().map(|it| it.task.complexity.word()).unwrap_or_default());
    view! {
        <select
            class="input"
            name="complexity"
            aria-label=move || format!("Complexity of {}", title.get())
            disabled=move || tasks.is_locked.get()
            prop:value=now
            on:change:target=move |event| {
                let wanted = event.target().value();
                let complexity = Complexity::ALL.into_iter().find(|it| it.word() == wanted);
                tasks.edit(&id, |it| it.complexity = complexity);
            }
        >
            {Complexity::ALL
                .into_iter()
                .map(|it| {
                    let word = it.word();
                    view! { <option value=word selected=move || now() == word>{word}</option> }
                })
                .collect_any()}
        </select>
    }
}

/// When it is done, as a part of all the time.
#[component]
fn Bar(plan: Memo<Arc<WorkPlan>>, planned: Memo<Option<PlannedTask>>) -> impl IntoView {
    let percent = move |pick: fn(&PlannedTask) -> f64| {
        let all = plan.with(|it| hours(it.all_hours)).max(0.25);
        let part = planned.with(|it| it.as_ref().map(pick).unwrap_or_default());
        format!("{:.2}%", part / all * 100.0)
    };
    let class = move || {
        planned.with(|it| match it {
            Some(it) if it.is_critical => "work-bar critical",
            Some(it) if it.task.is_blocking => "work-bar",
            _ => "work-bar other",
        })
    };
    let spoken = move || {
        planned.with(|it| {
            let it = it.as_ref()?;
            Some(format!("From {} to {}", hours_text(it.starts_at), hours_text(it.ends_at)))
        })
    };
    view! {
        <div class="work-lane" title=spoken>
            <div
                class=class
                style:left=move || percent(|it| hours(it.starts_at))
                style:width=move || percent(|it| hours(it.task.hours))
            ></div>
            <span class="visually-hidden">{spoken}</span>
        </div>
    }
}

/// What can be done with it as a whole: reset, leave out, remove.
#[component]
fn Acts(
    id: Address,
    title: Signal<String>,
    planned: Memo<Option<PlannedTask>>,
    tasks: Tasks,
) -> impl IntoView {
    let origin = Memo::new(move |_| planned.with(|it| it.as_ref().map(|it| it.task.origin)));
    move || {
        let reset = id.clone();
        let away = id.clone();
        let remove = id.clone();
        let label = |what: &'static str| Signal::derive(move || format!("{what} {}", title.get()));
        match origin.get() {
            Some(Origin::Own) => view! {
                <Button
                    label=label("Remove")
                    icon=Icon::Trash
                    style=ButtonStyle::SmallSquare
                    disabled=tasks.is_locked
                    on_press=move |_| tasks.forget(&remove)
                />
            }
            .into_any(),
            Some(origin) => view! {
                {(origin == Origin::Edited)
                    .then(|| {
                        view! {
                            <Button
                                label=label("Reset")
                                icon=Icon::Undo
                                style=ButtonStyle::SmallSquare
                                disabled=tasks.is_locked
                                on_press=move |_| tasks.forget(&reset)
                            />
                        }
                            .into_any()
                    })}
                <Button
                    label=label("Leave out")
                    icon=Icon::Close
                    style=ButtonStyle::SmallSquare
                    disabled=tasks.is_locked
                    on_press=move |_| {
                        tasks.edit(&away, |it| it.off = true);
                    }
                />
            }
            .into_any(),
            None => ().into_any(),
        }
    }
}

/// For pixels only.
fn hours(hours: Quantity) -> f64 {
    hours_number(hours).parse().unwrap_or_default()
}
