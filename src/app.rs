//! The app as a whole: provides the state, and shows gallery or workspace.

use leptos::{ev, mount::mount_to_body, prelude::*};

use crate::{
    actions::Actions,
    books::Books,
    bundler::Bundler,
    canvas::Board,
    derived::Derived,
    editor::Editor,
    gallery::Gallery,
    inspector::HelpLines,
    session::Session,
    storage::{Page, Storage},
    ui::{ToastList, Toasts},
    workspace::{CommandPalette, Shortcuts, Workspace},
};

/// Mounts the app, and takes the loading screen away.
pub(crate) fn mount() {
    mount_to_body(App);
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}

#[component]
fn App() -> impl IntoView {
    let theme = Storage::theme_choice();
    theme.show();
    let toasts = Toasts::new();
    let books = Books::new();
    let editor = Editor::new(books);
    let session = Session::new(theme);
    provide_context(toasts);
    provide_context(books);
    provide_context(HelpLines::new());
    let bundler = Bundler::new(books);
    provide_context(bundler);
    provide_context(editor);
    provide_context(session);
    let derived = Derived::new(editor, session, books, bundler);
    provide_context(derived);
    let board = Board::new(editor, session, derived, toasts);
    provide_context(board);
    let storage = Storage::new(editor, session, toasts);
    provide_context(storage);
    let actions = Actions::new(editor, session, storage, toasts, board);
    provide_context(actions);

    let keys = window_event_listener(ev::keydown, move |event| actions.on_key(&event));
    on_cleanup(move || keys.remove());

    view! {
        {move || match storage.page.get() {
            Page::Gallery => view! { <Gallery /> }.into_any(),
            Page::Opening => view! { <p class="opening" role="status">"Opening…"</p> }.into_any(),
            Page::Workspace => view! { <Workspace /> }.into_any(),
        }}
        <CommandPalette />
        <Shortcuts />
        <ToastList />
    }
}
