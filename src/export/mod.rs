//! The files: everything that an engineer downloads, to look at first.

use std::{collections::BTreeMap, sync::Arc};

use gloo::timers::callback::Timeout;
use groundplan_bundler::FileText;
use groundplan_core::base::Address;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    bundler::Bundler,
    derived::Derived,
    session::Session,
    state::{Memo, RwSignal, StoredValue, effect},
    storage::{Storage, files::reason},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Toasts, handler, key_of},
};

/// The most characters of a file that are shown; the download has all of them.
const MAX_SHOWN: usize = 200_000;

/// How long an edit has to be past before the files are packed anew, in milliseconds.
const REST_MS: u32 = 150;

/// Downloads the bundle of the design in sight: the base, or the step in preview.
pub(crate) fn download_bundle(storage: Storage, toasts: Toasts) {
    let (derived, bundler) = (Derived::here(), Bundler::here());
    let design = derived.shown_design.get_untracked();
    let step = Session::here().preview.get_untracked();
    let name = file_name(&design.settings.project, step.as_ref());
    spawn_local(async move {
        match bundler.zip(&design).await {
            Ok(bytes) => storage.download(&name, &bytes, "application/zip"),
            Err(why) => toasts.complain(format!("{name} can't be packed: {why}")),
        }
    });
}

fn file_name(project: &Address, step: Option<&Address>) -> String {
    match step {
        Some(step) => format!("{project}-{step}.zip"),
        None => format!("{project}.zip"),
    }
}

/// The tree of files, and what stands in one.
#[component]
pub(crate) fn Export() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let storage = Storage::here();
    let toasts = Toasts::here();
    let bundler = Bundler::here();
    let packed = RwSignal::new(Packed::Ok(Arc::default()));
    let timer = StoredValue::new(None);
    let n_asked = StoredValue::new(0_u32);
    // Packed once the prices are there, and again with every price that changes.
    effect(move || {
        let is_priced = derived.shown.with(Option::is_some);
        let design = derived.shown_design.get();
        n_asked.update_value(|it| *it += 1);
        let number = n_asked.get_value();
        let pack = async move {
            let found = if is_priced { bundler.files(&design).await } else { Ok(Vec::new()) };
            // The pane may have been closed in the meantime, or something else been asked for.
            if n_asked.try_with_value(|it| *it == number) == Some(true) {
                packed.set(found.map(Arc::new));
            }
        };
        timer.set_value(Some(Timeout::new(REST_MS, move || spawn_local(pack))));
    });
    let files = Memo::new(move |_| packed.with(|it| it.as_ref().map(Arc::clone).unwrap_or_default()));
    let failure = move || packed.with(|it| it.as_ref().err().cloned());
    let paths = Memo::new(move |_| {
        files.with(|it| it.iter().map(|it| (it.path.clone(), it.text.len())).collect::<Vec<_>>())
    });
    let chosen = RwSignal::new(String::new());
    let path = Memo::new(move |_| {
        let chosen = chosen.get();
        paths.with(|it| {
            let named = it.iter().find(|it| it.0 == chosen);
            named
                .or_else(|| it.iter().find(|it| it.0.ends_with("README.md")))
                .or(it.first())
                .map(|it| it.0.clone())
        })
    });
    let text = move || {
        let path = path.get()?;
        files.with(|it| {
            let file = it.iter().find(|it| it.path == path)?;
            Some(file.text.chars().take(MAX_SHOWN).collect::<String>())
        })
    };
    let stage = move || match session.preview.get() {
        Some(step) => format!("with the plan up to {step}"),
        None => "of the base".to_owned(),
    };
    let summary = move || match (failure(), paths.with(Vec::len)) {
        (Some(why), _) => why,
        (None, 0) => "Packing…".to_owned(),
        (None, n_files) => format!("{n_files} files {}", stage()),
    };
    view! {
        <div class="files">
            <div class="file-tree">
                <p class="small muted" role="status">{move || summary()}</p>
                <Button
                    label="Download as zip"
                    icon=Icon::Download
                    style=ButtonStyle::Small
                    on_press=move |_| download_bundle(storage, toasts)
                />
                <List each=move || folders(&paths.get()) key=key_of let((folder, files))>
                    <h3 class="folder">{Icon::Folder.view()} {folder}</h3>
                    <ul>
                        {files
                            .into_iter()
                            .map(|(file, size)| view! { <FileItem file size path chosen /> })
                            .collect_any()}
                    </ul>
                </List>
            </div>
            <figure class="file-text">
                <figcaption>
                    <code>{move || path.get()}</code>
                    <Button
                        label="Copy"
                        icon=Icon::Copy
                        style=ButtonStyle::SmallSquare
                        on_press=move |_| copy(text().unwrap_or_default(), toasts)
                    />
                </figcaption>
                <pre tabindex="0">{move || text()}</pre>
            </figure>
        </div>
    }
}

#[component]
fn FileItem(
    file: String,
    size: usize,
    path: Memo<Option<String>>,
    chosen: RwSignal<String>,
) -> impl IntoView {
    let name = file.rsplit('/').next().unwrap_or_default().to_owned();
    let this = file.clone();
    let current = move || (path.get().as_ref() == Some(&this)).then_some("true");
    view! {
        <li>
            <button type="button" class="file" aria-current=move || current() on:click=handler(move |_| chosen.set(file.clone()))>
                {Icon::File.view()}
                <span class="truncate">{name}</span>
                <span class="muted small number">{in_bytes(size)}</span>
            </button>
        </li>
    }
}

/// The files, or why there are none.
type Packed = Result<Arc<Vec<FileText>>, String>;

type Files = Vec<(String, usize)>;

/// The files by folder, those of no folder first.
fn folders(paths: &Files) -> Vec<(String, Files)> {
    let mut folders: BTreeMap<String, Files> = BTreeMap::new();
    for file in paths {
        let folder = file.0.rsplit_once('/').map(|it| it.0).unwrap_or_default();
        folders.entry(folder.to_owned()).or_default().push(file.clone());
    }
    let name = |folder: String| if folder.is_empty() { "Bundle".to_owned() } else { folder };
    folders.into_iter().map(|(folder, files)| (name(folder), files)).collect()
}

fn copy(text: String, toasts: Toasts) {
    let copied = window().navigator().clipboard().write_text(&text);
    spawn_local(async move {
        match JsFuture::from(copied).await {
            Ok(_) => toasts.say("Copied"),
            Err(why) => toasts.complain(reason(&why)),
        }
    });
}

fn in_bytes(size: usize) -> String {
    if size < 1000 { format!("{size} B") } else { format!("{:.1} KB", size as f64 / 1000.0) }
}
