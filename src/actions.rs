//! Actions as values: toolbar, menus, keys and the command palette share them.

use groundplan_core::vocab::Command;
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use crate::{
    canvas::Board,
    editor::Editor,
    session::{Pane, Pick, Session},
    state::{Signal, StoredValue},
    storage::{Page, Storage},
    ui::{Icon, Toasts},
};

/// Something that the user can do.
#[derive(Clone, Copy)]
pub(crate) struct Action {
    /// A short name in the code.
    pub(crate) id: &'static str,
    /// What it does, for people.
    pub(crate) label: &'static str,
    pub(crate) icon: Icon,
    /// The keys, such as `Ctrl+Shift+Z`; empty for none. `Ctrl` is the command key on a Mac.
    pub(crate) shortcut: &'static str,
    /// Whether it can be done now.
    pub(crate) enabled: Signal<bool>,
    pub(crate) run: Callback<()>,
}

/// All actions.
#[derive(Clone, Copy)]
pub(crate) struct Actions(StoredValue<Vec<Action>>);

impl Actions {
    pub(crate) fn new(
        editor: Editor,
        session: Session,
        storage: Storage,
        toasts: Toasts,
        board: Board,
    ) -> Self {
        Self(StoredValue::new(all(editor, session, storage, toasts, board)))
    }

    /// The actions of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// All of them, in the order of the command palette.
    pub(crate) fn all(self) -> Vec<Action> {
        self.0.get_value()
    }

    /// The action with this id.
    pub(crate) fn get(self, id: &str) -> Option<Action> {
        self.0.with_value(|it| it.iter().find(|it| it.id == id).copied())
    }

    /// Runs the action whose shortcut was pressed.
    pub(crate) fn on_key(self, event: &KeyboardEvent) {
        let keys = keys_of(event);
        let typing = is_typing(event);
        let found = self.0.with_value(|it| it.iter().find(|it| same_keys(it.shortcut, &keys)).copied());
        let Some(action) = found else { return };
        // In a text field, the keys of text editing belong to the field.
        if typing && !works_while_typing(action.shortcut) {
            return;
        }
        // The browser asks the canvas itself, and only so may it use the clipboard unasked.
        if matches!(action.shortcut, "Ctrl+C" | "Ctrl+X" | "Ctrl+V") {
            return;
        }
        event.prevent_default();
        if action.enabled.get_untracked() {
            action.run.run(());
        }
    }
}

fn all(editor: Editor, session: Session, storage: Storage, toasts: Toasts, board: Board) -> Vec<Action> {
    let in_workspace = Signal::derive(move || storage.page.get() == Page::Workspace);
    let editable = Signal::derive(move || in_workspace.get() && session.preview.get().is_none());
    let always = Signal::derive(|| true);
    let act = |id, label, icon, shortcut, enabled, run: Callback<()>| Action {
        id,
        label,
        icon,
        shortcut,
        enabled,
        run,
    };
    let pane = |id, label, icon, shortcut, pane: Pane| {
        act(id, label, icon, shortcut, in_workspace, Callback::new(move |()| session.toggle_pane(pane)))
    };
    let has_components =
        move || session.selection.with(|it| it.iter().any(|it| matches!(it, Pick::Component(_))));
    let on_components = Signal::derive(move || editable.get() && has_components());
    let to_board = |act: fn(Board)| Callback::new(move |()| act(board));
    vec![
        act(
            "undo",
            "Undo",
            Icon::Undo,
            "Ctrl+Z",
            Signal::derive(move || editable.get() && editor.can_undo()),
            Callback::new(move |()| editor.undo()),
        ),
        act(
            "redo",
            "Redo",
            Icon::Redo,
            "Ctrl+Shift+Z",
            Signal::derive(move || editable.get() && editor.can_redo()),
            Callback::new(move |()| editor.redo()),
        ),
        act(
            "save",
            "Save the design file",
            Icon::Save,
            "Ctrl+S",
            in_workspace,
            Callback::new(move |()| storage.save_file()),
        ),
        act(
            "save-as",
            "Save the design file as…",
            Icon::Save,
            "Ctrl+Shift+S",
            in_workspace,
            Callback::new(move |()| storage.save_file_as()),
        ),
        act(
            "open",
            "Open a design file…",
            Icon::Open,
            "Ctrl+O",
            always,
            Callback::new(move |()| open_file(storage)),
        ),
        act(
            "gallery",
            "Back to the gallery",
            Icon::ArrowLeft,
            "",
            in_workspace,
            Callback::new(move |()| storage.close()),
        ),
        act(
            "delete",
            "Delete the selection",
            Icon::Trash,
            "Delete",
            Signal::derive(move || editable.get() && session.selection.with(|it| !it.is_empty())),
            Callback::new(move |()| delete(editor, session, toasts)),
        ),
        act(
            "copy",
            "Copy the selected components",
            Icon::Copy,
            "Ctrl+C",
            Signal::derive(move || in_workspace.get() && has_components()),
            to_board(Board::copy),
        ),
        act("cut", "Cut the selected components", Icon::Cut, "Ctrl+X", on_components, to_board(Board::cut)),
        act("paste", "Paste", Icon::Paste, "Ctrl+V", editable, to_board(Board::paste)),
        act(
            "duplicate",
            "Duplicate the selected components",
            Icon::Copy,
            "Ctrl+D",
            on_components,
            to_board(Board::duplicate),
        ),
        act(
            "select-all",
            "Select everything",
            Icon::Select,
            "Ctrl+A",
            in_workspace,
            to_board(Board::select_all),
        ),
        act(
            "connect",
            "Connect the selected component to…",
            Icon::Connect,
            "C",
            Signal::derive(move || editable.get() && matches!(session.only(), Some(Pick::Component(_)))),
            to_board(Board::begin_connection),
        ),
        act(
            "arrange",
            "Arrange: give the selection, or everything, back to the automatic layout",
            Icon::Arrange,
            "",
            editable,
            to_board(Board::arrange),
        ),
        act("fit", "Show everything", Icon::Fit, "F", in_workspace, to_board(Board::fit)),
        act("zoom-in", "Zoom in", Icon::Add, "+", in_workspace, to_board(|it| it.zoom_step(true))),
        act("zoom-out", "Zoom out", Icon::Minus, "-", in_workspace, to_board(|it| it.zoom_step(false))),
        act("zoom-100", "Zoom to 100 %", Icon::Search, "1", in_workspace, to_board(|it| it.zoom_to(1.0))),
        act(
            "hand",
            "Select, or move the picture by dragging",
            Icon::Hand,
            "H",
            in_workspace,
            to_board(Board::toggle_hand),
        ),
        act(
            "base",
            "Go back to the base",
            Icon::ArrowLeft,
            "",
            Signal::derive(move || session.preview.get().is_some()),
            Callback::new(move |()| session.preview.set(None)),
        ),
        act(
            "select-nothing",
            "Show the design's settings",
            Icon::Settings,
            "",
            in_workspace,
            Callback::new(move |()| session.select_nothing()),
        ),
        pane("bill", "Bill", Icon::Bill, "Alt+1", Pane::Bill),
        pane("findings", "Findings", Icon::Alert, "Alt+2", Pane::Findings),
        pane("plan", "Plan", Icon::Plan, "Alt+3", Pane::Plan),
        pane("workload", "Workload", Icon::Workload, "Alt+4", Pane::Workload),
        pane("charts", "Charts", Icon::Chart, "Alt+5", Pane::Charts),
        pane("environments", "Environments", Icon::Copy, "Alt+6", Pane::Environments),
        pane("claims", "Claims", Icon::Check, "Alt+8", Pane::Claims),
        pane("export", "Files", Icon::Export, "Alt+7", Pane::Export),
        pane("work", "Work", Icon::Work, "Alt+9", Pane::Work),
        act(
            "dock",
            "Show or hide the drawer",
            Icon::PanelBottom,
            "Ctrl+J",
            in_workspace,
            Callback::new(move |()| {
                session.pane.update(|it| *it = if it.is_some() { None } else { Some(Pane::Bill) });
            }),
        ),
        act(
            "left",
            "Show or hide palette and outline",
            Icon::PanelLeft,
            "Ctrl+B",
            in_workspace,
            Callback::new(move |()| session.left_open.update(|it| *it = !*it)),
        ),
        act(
            "right",
            "Show or hide the inspector",
            Icon::PanelRight,
            "Ctrl+I",
            in_workspace,
            Callback::new(move |()| session.right_open.update(|it| *it = !*it)),
        ),
        act(
            "theme",
            "Light, dark, or as the system",
            Icon::Moon,
            "",
            always,
            Callback::new(move |()| {
                let next = session.theme_choice.get_untracked().next();
                session.theme_choice.set(next);
                next.show();
                Storage::keep_theme(next);
            }),
        ),
        act(
            "commands",
            "All commands…",
            Icon::Command,
            "Ctrl+K",
            always,
            Callback::new(move |()| session.commands_open.update(|it| *it = !*it)),
        ),
        act(
            "shortcuts",
            "Keyboard shortcuts",
            Icon::Keyboard,
            "?",
            always,
            Callback::new(move |()| session.shortcuts_open.set(true)),
        ),
    ]
}

/// Asks for a file; where the browser can't, presses the page's own file input.
pub(crate) fn open_file(storage: Storage) {
    storage.ask_to_open(|| {
        let input = document().query_selector("[data-testid=open-design]").ok().flatten();
        if let Some(input) = input.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            input.click();
        }
    });
}

/// Removes what is selected.
pub(crate) fn delete(editor: Editor, session: Session, toasts: Toasts) {
    let design = editor.design_untracked();
    let picks = session.selection.get_untracked();
    let chosen = |id| picks.contains(&Pick::Component(id));
    let mut commands = Vec::new();
    for pick in &picks {
        match pick {
            // What stands in something that goes, goes with it.
            Pick::Component(id) if !design.above(id).any(|(above, _)| chosen(above.clone())) => {
                commands.push(Command::Remove(id.clone()));
            }
            Pick::Component(_) => {}
            Pick::Connection(id) => commands.insert(0, Command::Disconnect(id.clone())),
        }
    }
    match editor.run(&commands) {
        Ok(_) => session.select_nothing(),
        Err(why) => toasts.complain(why.to_string()),
    }
}

fn keys_of(event: &KeyboardEvent) -> String {
    let mut keys = String::new();
    for (down, name) in [(event.ctrl_key() || event.meta_key(), "Ctrl+"), (event.alt_key(), "Alt+")] {
        if down {
            keys.push_str(name);
        }
    }
    let key = event.key();
    // Shift is part of the sign in `?`, and a key of its own beside letters.
    if event.shift_key() && (key.chars().count() > 1 || key.chars().all(|it| it.is_ascii_alphabetic())) {
        keys.push_str("Shift+");
    }
    // With Alt, a Mac writes other signs, so digits are read from the key itself.
    let digit = event.code().strip_prefix("Digit").filter(|_| event.alt_key()).map(str::to_owned);
    keys.push_str(
        &digit.unwrap_or_else(|| if key.chars().count() == 1 { key.to_ascii_uppercase() } else { key }),
    );
    keys
}

fn same_keys(shortcut: &str, pressed: &str) -> bool {
    !shortcut.is_empty()
        && (shortcut == pressed
            || matches!((shortcut, pressed), ("Ctrl+Shift+Z", "Ctrl+Y") | ("Delete", "Backspace")))
}

fn works_while_typing(shortcut: &str) -> bool {
    shortcut.starts_with("Alt+")
        || (shortcut.starts_with("Ctrl+")
            && !matches!(
                shortcut,
                "Ctrl+A"
                    | "Ctrl+B"
                    | "Ctrl+C"
                    | "Ctrl+D"
                    | "Ctrl+I"
                    | "Ctrl+V"
                    | "Ctrl+X"
                    | "Ctrl+Z"
                    | "Ctrl+Shift+Z"
            ))
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    let text_input = "input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select";
    target.matches(text_input).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_has_its_usual_second_keys() {
        assert!(same_keys("Ctrl+Z", "Ctrl+Z"));
        assert!(same_keys("Ctrl+Shift+Z", "Ctrl+Y"));
        assert!(same_keys("Delete", "Backspace"));
        assert!(!same_keys("", ""));
        assert!(!same_keys("Ctrl+Z", "Z"));
    }

    #[test]
    fn text_fields_keep_their_own_undo() {
        assert!(!works_while_typing("Ctrl+Z"));
        assert!(!works_while_typing("Delete"));
        assert!(works_while_typing("Ctrl+S"));
    }
}
