//! Findings: what is wrong, why it matters, and what can be done about it.

use gloo::timers::callback::Timeout;
use groundplan_core::{
    base::Address,
    design::Design,
    vocab::{Anchor, Finding, Severity},
};
use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use crate::{
    derived::Derived,
    editor::Editor,
    review::{Review, State},
    session::Session,
    state::{Memo, RwSignal, Signal},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Toasts, handler, key_of},
};

/// What is wrong with the design in sight.
#[component]
pub(crate) fn Findings() -> impl IntoView {
    let derived = Derived::here();
    let only = RwSignal::new(None::<Severity>);
    let all = derived.review.findings;
    let shown = Memo::new(move |_| {
        let only = only.get();
        all.with(|it| {
            it.iter().filter(|it| only.is_none_or(|only| it.severity == only)).cloned().collect::<Vec<_>>()
        })
    });
    let chip = move |label: &'static str, severity: Option<Severity>| {
        let count = move || {
            all.with(|it| it.iter().filter(|it| severity.is_none_or(|only| it.severity == only)).count())
        };
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (only.get() == severity).to_string()
                on:click=handler(move |_| only.set(severity))
            >
                {label}
                " "
                <span class="count">{move || count()}</span>
            </button>
        }
    };
    view! {
        <div class="findings">
            <div class="pane-tools">
                <div class="segments" role="group" aria-label="Show">
                    {chip("All", None)}
                    {chip("Errors", Some(Severity::Error))}
                    {chip("Warnings", Some(Severity::Warning))}
                    {chip("Notes", Some(Severity::Info))}
                </div>
            </div>
            <ul class="finding-list">
                <List each=move || shown.get() key=identity let:finding>
                    <FindingItem finding />
                </List>
            </ul>
            {move || empty(derived.review, shown.with(Vec::is_empty))}
        </div>
    }
}

/// What stands where no findings do.
fn empty(review: Review, is_empty: bool) -> AnyView {
    match review.state.get() {
        State::Failed(why) => view! {
            <p class="notice error">
                {Icon::Alert.view()}
                <span>{format!("The design can't be reviewed: {why}")}</span>
                <Button
                    label="Try again"
                    icon=Icon::Redo
                    style=ButtonStyle::Small
                    on_press=move |_| review.start()
                />
            </p>
        }
        .into_any(),
        State::Waiting if is_empty => view! { <p class="empty">"Looking for what is wrong…"</p> }.into_any(),
        State::Done if is_empty => {
            view! { <p class="empty">{Icon::Check.view()} "Nothing to say here."</p> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// What tells a finding from others.
fn identity(finding: &Finding) -> u64 {
    key_of(&(&finding.rule, format!("{:?}", finding.anchor), &finding.message))
}

#[component]
fn FindingItem(finding: Finding) -> impl IntoView {
    let derived = Derived::here();
    let editor = Editor::here();
    let session = Session::here();
    let toasts = Toasts::here();
    let Finding { rule, severity, anchor, message, why, hints, fix } = finding;
    let place = derived.shown_design.with_untracked(|it| place_of(it, &anchor));
    let fix = fix.map(|fix| {
        let title = fix.title.clone();
        view! {
            <Button
                label=title
                icon=Icon::Check
                style=ButtonStyle::Small
                disabled=Signal::derive(move || session.preview.get().is_some())
                on_press=move |_| match editor.run(&fix.commands) {
                    Ok(_) => toasts.say("Fixed; undo takes it back"),
                    Err(why) => toasts.complain(why.to_string()),
                }
            />
        }
        .into_any()
    });
    view! {
        <li class=format!("finding {}", severity.word()) data-rule=rule.clone()>
            <span class="finding-icon">{icon_of(severity).view()}</span>
            <div class="finding-text">
                <button type="button" class="finding-message" on:click=handler(move |_| go_to(session, &anchor))>
                    <span class="visually-hidden">{format!("{}: ", severity.word())}</span>
                    {message}
                </button>
                <p class="muted">{why}</p>
                {(!hints.is_empty())
                    .then(|| {
                        view! {
                            <ul class="hints">
                                {hints.into_iter().map(|it| view! { <li>{it}</li> }).collect_any()}
                            </ul>
                        }
                            .into_any()
                    })}
                <p class="finding-foot muted small">{place} " · " <code>{rule.clone()}</code></p>
            </div>
            <div class="finding-fix">{fix}</div>
        </li>
    }
}

/// Goes to what a finding is about, and into the field that it read.
fn go_to(session: Session, anchor: &Anchor) {
    session.go_to_anchor(anchor);
    if let Anchor::Component { field: Some(field), .. } | Anchor::Design { field } = anchor {
        let name = field.replace(['"', '\\'], "");
        // The inspector is drawn after this task.
        Timeout::new(50, move || {
            let fields = format!("[data-testid=inspector] :is([name=\"{name}\"], [name^=\"{name}.\"])");
            let input = document().query_selector(&fields).ok().flatten();
            if let Some(input) = input.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                // Without focus, the component is still in sight.
                let _ = input.focus();
            }
        })
        .forget();
    }
}

/// What a finding is about, in words.
fn place_of(design: &Design, anchor: &Anchor) -> String {
    let name = |id: &Address| design.component(id).map_or_else(|| id.to_string(), |it| it.name.clone());
    match anchor {
        Anchor::Component { id, field: Some(field) } => format!("{}, {}", name(id), field.replace('_', " ")),
        Anchor::Component { id, field: None } => name(id),
        Anchor::Connection { id } => format!("connection {id}"),
        Anchor::Design { field } => format!("the design, {}", field.replace('_', " ")),
        Anchor::Step { id } => format!("step {id}"),
    }
}

/// Whether a finding is about a component.
pub(crate) fn is_about(finding: &Finding, component: &Address) -> bool {
    matches!(&finding.anchor, Anchor::Component { id, .. } if id == component)
}

/// The sign of a severity.
pub(crate) fn icon_of(severity: Severity) -> Icon {
    match severity {
        Severity::Error => Icon::Error,
        Severity::Warning => Icon::Alert,
        Severity::Info => Icon::Info,
    }
}
