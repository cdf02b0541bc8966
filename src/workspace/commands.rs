//! The command palette and the list of shortcuts, both drawn from the actions.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use crate::{
    actions::{Action, Actions},
    session::Session,
    state::RwSignal,
    ui::handler,
    ui::{CollectAny, Dialog},
};

/// All actions, found by typing.
#[component]
pub(crate) fn CommandPalette() -> impl IntoView {
    let session = Session::here();
    view! {
        <Dialog title="Commands" open=session.commands_open>
            <CommandList />
        </Dialog>
    }
}

#[component]
fn CommandList() -> impl IntoView {
    let session = Session::here();
    let actions = Actions::here();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = move || {
        let words = words.get().to_ascii_lowercase();
        let matches =
            |it: &Action| words.split_whitespace().all(|word| it.label.to_ascii_lowercase().contains(word));
        let all = actions.all().into_iter();
        all.filter(|it| it.id != "commands" && it.enabled.get() && matches(it)).collect::<Vec<_>>()
    };
    let run = move |action: Action| {
        session.commands_open.set(false);
        action.run.run(());
    };
    let on_key = move |event: KeyboardEvent| {
        let found = found();
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|it| *it = (*it + 1).min(found.len().saturating_sub(1))),
            "ArrowUp" => chosen.update(|it| *it = it.saturating_sub(1)),
            "Enter" => {
                if let Some(action) = found.get(chosen.get_untracked()) {
                    run(*action);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let input = NodeRef::<html::Input>::new();
    input.on_load(|it| {
        let _ = it.focus();
    });
    view! {
        <input
            node_ref=input
            class="input"
            type="search"
            role="combobox"
            aria-label="Find a command"
            aria-expanded="true"
            aria-controls="command-list"
            aria-activedescendant=move || format!("command-{}", chosen.get())
            placeholder="What do you want to do?"
            prop:value=move || words.get()
            on:input:target=move |event| {
                words.set(event.target().value());
                chosen.set(0);
            }
            on:keydown=handler(on_key)
        />
        <ul class="command-list" id="command-list" role="listbox" aria-label="Commands">
            {move || {
                found()
                    .into_iter()
                    .enumerate()
                    .map(|(idx, action)| {
                        view! {
                            <li
                                id=format!("command-{idx}")
                                role="option"
                                aria-selected=move || (chosen.get() == idx).to_string()
                                on:click=handler(move |_| run(action))
                                on:pointermove=handler(move |_| chosen.set(idx))
                            >
                                {action.icon.view()}
                                <span>{action.label}</span>
                                <kbd>{action.shortcut}</kbd>
                            </li>
                        }
                    })
                    .collect_any()
            }}
        </ul>
    }
}

/// The keys, by action.
#[component]
pub(crate) fn Shortcuts() -> impl IntoView {
    let session = Session::here();
    let actions = Actions::here();
    view! {
        <Dialog title="Keyboard shortcuts" open=session.shortcuts_open>
            <dl class="shortcuts">
                {actions
                    .all()
                    .into_iter()
                    .filter(|it| !it.shortcut.is_empty())
                    .map(|it| {
                        view! {
                            <div>
                                <dt>{it.label}</dt>
                                <dd>
                                    <kbd>{it.shortcut}</kbd>
                                </dd>
                            </div>
                        }
                    })
                    .collect_any()}
            </dl>
        </Dialog>
    }
}
