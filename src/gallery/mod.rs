//! The gallery: reference designs, a blank one, a file, and what was edited lately.

mod card;

use groundplan_core::references::REFERENCES;
use leptos::{prelude::*, task::spawn_local};
use web_sys::DragEvent;

use card::ReferenceCard;

use crate::{
    actions::open_file,
    state::RwSignal,
    storage::{Entry, Storage},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Show, handler, key_of},
};

/// Where to start.
#[component]
pub(crate) fn Gallery() -> impl IntoView {
    let storage = Storage::here();
    let recent = storage.recent;
    let turn = RwSignal::new(0);
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|it| it.files()).and_then(|it| it.get(0)) {
            spawn_local(storage.open_file(file, None));
        }
    };
    view! {
        <main
            class="gallery"
            data-testid="gallery"
            on:dragover=|event| event.prevent_default()
            on:drop=handler(on_drop)
        >
            <header class="gallery-head">
                <img src="icon.svg" alt="" width="40" height="40" />
                <div>
                    <h1>"Groundplan"</h1>
                    <p>
                        "Draw a cloud stack, see what it costs against a budget while you draw, step through how it grows, and download the code that builds it."
                    </p>
                </div>
                <div class="gallery-actions">
                    <Button
                        label="New design"
                        icon=Icon::Add
                        style=ButtonStyle::Primary
                        on_press=move |_| storage.open_blank()
                    />
                    <Button label="Open a file…" icon=Icon::Open on_press=move |_| open_file(storage) />
                    <OpenInput />
                </div>
            </header>
            <Show when=move || !recent.with(Vec::is_empty)>
                <section aria-labelledby="recent-title">
                    <h2 id="recent-title" class="gallery-title">"Continue"</h2>
                    <ul class="recent">
                        <List each=move || recent.get() key=|it| key_of(&(&it.key, it.revision)) let:entry>
                            <RecentItem entry />
                        </List>
                    </ul>
                </section>
            </Show>
            <section aria-labelledby="references-title">
                <h2 id="references-title" class="gallery-title">"Start from a reference"</h2>
                <ul class="cards">
                    {REFERENCES
                        .iter()
                        .enumerate()
                        .map(|(number, reference)| view! { <ReferenceCard reference number turn /> })
                        .collect_any()}
                </ul>
            </section>
            <footer class="gallery-foot muted small">
                "Designs stay in this browser and in the files that you save. Nothing is sent anywhere."
            </footer>
        </main>
    }
}

#[component]
fn RecentItem(entry: Entry) -> impl IntoView {
    let storage = Storage::here();
    let Entry { key, name, saved_at, n_components, .. } = entry;
    let open_key = key.clone();
    let when = js_sys::Date::new(&saved_at.into()).to_locale_string("default", &js_sys::Object::new());
    view! {
        <li class="recent-item">
            <button type="button" class="recent-open" on:click=handler(move |_| storage.open_recent(&open_key))>
                {Icon::File.view()}
                <span class="truncate">{name.clone()}</span>
                <span class="muted small">
                    {format!("{n_components} components · {}", when.as_string().unwrap_or_default())}
                </span>
            </button>
            <Button
                label=format!("Remove {name} from this browser")
                icon=Icon::Trash
                style=ButtonStyle::SmallSquare
                on_press=move |_| storage.forget(key.clone())
            />
        </li>
    }
}

/// The page's own file input: for browsers without a file dialog of their own, and for automation.
#[component]
pub(crate) fn OpenInput() -> impl IntoView {
    let storage = Storage::here();
    view! {
        <input
            type="file"
            class="visually-hidden"
            data-testid="open-design"
            aria-label="Open a design file"
            tabindex="-1"
            accept=".json,application/json"
            on:change:target=move |event| {
                let input = event.target();
                if let Some(file) = input.files().and_then(|it| it.get(0)) {
                    spawn_local(storage.open_file(file, None));
                }
                input.set_value("");
            }
        />
    }
}
