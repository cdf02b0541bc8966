//! The bar on top: what is open, where it stands, what it costs, and what can be done with it.

use groundplan_core::{base::Address, prices::Region, vocab::Target};
use leptos::prelude::*;

use crate::{
    actions::{Action, Actions},
    editor::Editor,
    environments::choose,
    export::download_bundle,
    gallery::OpenInput,
    session::Session,
    state::Memo,
    storage::{SaveStatus, Storage},
    ui::{CollectAny, Icon, List, Show, ThemeChoice, Toasts, handler, key_of},
};

use super::budget_bar::BudgetBar;

/// The bar on top.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let storage = Storage::here();
    let toasts = Toasts::here();
    let actions = Actions::here();
    let set = move |field: &str, value: &str| {
        if let Err(why) = editor.set(&Target::Design, field, value.into()) {
            toasts.complain(why.to_string());
        }
    };
    let theme_icon = move || match session.theme_choice.get() {
        ThemeChoice::System => Icon::System,
        ThemeChoice::Light => Icon::Sun,
        ThemeChoice::Dark => Icon::Moon,
    };
    view! {
        <header class="top-bar">
            <button type="button" class="home" aria-label="Back to the gallery" title="Back to the gallery" on:click=handler(move |_| storage.close())>
                <img src="icon.svg" alt="" width="22" height="22" />
            </button>
            <h1 class="visually-hidden">{move || editor.design().settings.name.clone()}</h1>
            <input
                class="design-name"
                aria-label="Name of the design"
                name="design-name"
                maxlength="120"
                prop:value=move || editor.design().settings.name.clone()
                on:change:target=move |event| set("name", &event.target().value())
            />
            <RegionSelect />
            <EnvironmentSelect />
            <StageSelect />
            <SaveState />
            <BudgetBar />
            <div class="tools" role="toolbar" aria-label="Design">
                <Tool action=actions.get("undo") hook="undo" />
                <Tool action=actions.get("redo") hook="redo" />
                <span class="divider"></span>
                <Tool action=actions.get("open") hook="" />
                <OpenInput />
                <Tool action=actions.get("save") hook="save-design" />
                <Tool action=actions.get("commands") hook="" />
                <button
                    type="button"
                    class="button quiet square"
                    aria-label=move || format!("Theme: {}", session.theme_choice.get().word())
                    title=move || format!("Theme: {}", session.theme_choice.get().word())
                    on:click=handler(move |_| {
                        if let Some(it) = actions.get("theme") {
                            it.run.run(());
                        }
                    })
                >
                    {move || theme_icon().view()}
                </button>
            </div>
            <button
                type="button"
                class="button primary export"
                data-testid="export-bundle"
                title="Download Terraform, Compose, pipeline, runbook, cost and diagram as one zip"
                on:click=handler(move |_| download_bundle(storage, toasts))
            >
                {Icon::Download.view()}
                <span class="button-label">"Bundle"</span>
            </button>
        </header>
    }
}

#[component]
fn Tool(action: Option<Action>, hook: &'static str) -> impl IntoView {
    action.map(|action| {
        let hint = match action.shortcut {
            "" => action.label.to_owned(),
            keys => format!("{} ({keys})", action.label),
        };
        view! {
            <button
                type="button"
                class="button quiet square"
                data-testid=(!hook.is_empty()).then_some(hook)
                aria-label=action.label
                title=hint
                disabled=move || !action.enabled.get()
                on:click=handler(move |_| action.run.run(()))
            >
                {action.icon.view()}
            </button>
        }
        .into_any()
    })
}

#[component]
fn RegionSelect() -> impl IntoView {
    let editor = Editor::here();
    let toasts = Toasts::here();
    let region = Memo::new(move |_| editor.design().settings.region);
    view! {
        <select
            class="input region"
            name="region"
            aria-label="Region"
            title=move || region.get().name()
            prop:value=move || region.get().code()
            on:change:target=move |event| {
                if let Err(why) = editor.set(&Target::Design, "region", event.target().value().into()) {
                    toasts.complain(why.to_string());
                }
            }
        >
            {Region::all()
                .map(|it| {
                    view! {
                        <option value=it.code() selected=move || region.get() == it>
                            {format!("{} · {}", it.code(), it.city())}
                        </option>
                    }
                })
                .collect_any()}
        </select>
    }
}

/// Base, or an environment, where there are some.
#[component]
fn EnvironmentSelect() -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let toasts = Toasts::here();
    let all = Memo::new(move |_| {
        let file = editor.file();
        let all = file.settings.environments.iter();
        all.map(|it| (it.id.clone(), it.name().to_owned())).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !all.with(Vec::is_empty)>
            <select
                class="input environment-select"
                name="environment"
                aria-label="Environment in hand"
                title="What is edited belongs to the environment in hand; in the base, to all"
                on:change:target=move |event| {
                    choose(editor, session, toasts, Address::new(&event.target().value()).ok());
                }
            >
                <option value="" selected=move || editor.environment().is_none()>
                    "Shared base"
                </option>
                <List each=move || all.get() key=key_of let((id, name))>
                    <option
                        value=id.to_string()
                        selected={
                            let id = id.clone();
                            move || editor.environment().as_ref() == Some(&id)
                        }
                    >
                        {name}
                    </option>
                </List>
            </select>
        </Show>
    }
}

/// Base, or a step of the plan.
#[component]
fn StageSelect() -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let steps = Memo::new(move |_| {
        let design = editor.design();
        design.settings.plan.steps.iter().map(|it| (it.id.clone(), it.title.clone())).collect::<Vec<_>>()
    });
    // The whole of what a narrow bar cuts off.
    let stage = move || {
        let preview = session.preview.get();
        let title =
            steps.with(|it| it.iter().find(|it| Some(&it.0) == preview.as_ref()).map(|it| it.1.clone()));
        title.unwrap_or_else(|| "Base: the design as it is".to_owned())
    };
    view! {
        <Show when=move || !steps.with(Vec::is_empty)>
            <select
                class="input stage-select"
                name="stage"
                aria-label="Stage in sight"
                title=move || stage()
                class:previewing=move || session.preview.get().is_some()
                on:change:target=move |event| session.preview.set(Address::new(&event.target().value()).ok())
            >
                <option value="" selected=move || session.preview.get().is_none()>
                    "Base"
                </option>
                <List each=move || steps.get().into_iter().enumerate() key=key_of let((idx, (id, title)))>
                    <option
                        value=id.to_string()
                        selected={
                            let id = id.clone();
                            move || session.preview.get().as_ref() == Some(&id)
                        }
                    >
                        {format!("Step {}: {title}", idx + 1)}
                    </option>
                </List>
            </select>
        </Show>
    }
}

#[component]
fn SaveState() -> impl IntoView {
    let storage = Storage::here();
    let text = move || match storage.status.get() {
        SaveStatus::Saved => "Saved",
        SaveStatus::Saving => "Saving…",
        SaveStatus::Refused(_) => "Not saved",
        SaveStatus::Elsewhere => "Changed elsewhere",
    };
    view! {
        <span class="save-state" role="status" title="Kept in this browser as you edit">
            {move || text()}
        </span>
    }
}
