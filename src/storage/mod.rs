//! Persistence: autosave and recovery, opening and saving files, recent designs, other tabs.
//!
//! The only module that touches what the browser keeps. Nothing is lost in silence: what can't be
//! stored is said, and the design stays on the screen, ready to be downloaded.

mod database;
pub(crate) mod files;
mod tabs;

use std::{collections::VecDeque, sync::Arc};

use gloo::{events::EventListener, timers::callback::Timeout};
use groundplan_core::design::{self, Design};
use leptos::{prelude::*, task::spawn_local};

pub(crate) use database::Entry;
use database::StoreError;
use files::{Handle, Picked};
use tabs::{Line, News};

use crate::{
    books::fetch_text,
    editor::Editor,
    session::Session,
    state::{RwSignal, StoredValue, effect},
    ui::{ThemeChoice, Toasts},
};

/// How long the editor must be quiet before it is saved, in milliseconds.
const QUIET_MS: u32 = 400;

/// How long a design that was opened and never edited is kept, in milliseconds: a day.
const UNEDITED_MS: f64 = 86_400_000.0;

const THEME: &str = "groundplan.theme";

/// Which part of the app is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Gallery,
    Opening,
    Workspace,
}

/// Where the design in sight stands against what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SaveStatus {
    /// It is stored.
    Saved,
    /// It will be in a moment.
    Saving,
    /// It can't be stored, and why.
    Refused(String),
    /// Another tab stored something else since.
    Elsewhere,
}

/// Where a new design comes from. As a number, the revision that it is stored with first: what has
/// none yet is not the user's own, and is not kept for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A reference or a blank one, until it is edited.
    Given = 0,
    /// A file or a copy.
    Own = 1,
}

/// The design that is open, as storage knows it.
#[derive(Clone)]
struct Open {
    key: String,
    /// The revision that is stored; nothing before the first save.
    revision: Option<u32>,
    /// What is stored.
    stored: Option<Arc<Design>>,
}

/// A design on its way into the database.
#[derive(Clone)]
struct Job {
    entry: Entry,
    /// The revision that is stored, as far as this tab knows; nothing for one that is new.
    seen: Option<u32>,
    design: Arc<Design>,
}

/// What the browser keeps.
#[derive(Clone, Copy)]
pub(crate) struct Storage {
    editor: Editor,
    session: Session,
    toasts: Toasts,
    /// Which part of the app is in sight.
    pub(crate) page: RwSignal<Page>,
    /// Whether the design in sight is stored.
    pub(crate) status: RwSignal<SaveStatus>,
    /// Whether another tab has the same design open.
    pub(crate) shared: RwSignal<bool>,
    /// Stored designs, the latest first.
    pub(crate) recent: RwSignal<Vec<Entry>>,
    open: StoredValue<Option<Open>>,
    origin: StoredValue<Origin>,
    /// What waits for the save under way, at most one for each design.
    queue: StoredValue<VecDeque<Job>>,
    saving: StoredValue<bool>,
    timer: StoredValue<Option<Timeout>>,
    handle: StoredValue<Option<Handle>>,
    line: StoredValue<Line>,
}

impl Storage {
    pub(crate) fn new(editor: Editor, session: Session, toasts: Toasts) -> Self {
        let line = StoredValue::new(Line::open(|_, _| {}));
        let storage = Self {
            editor,
            session,
            toasts,
            page: RwSignal::new(Page::Gallery),
            status: RwSignal::new(SaveStatus::Saved),
            shared: RwSignal::new(false),
            recent: RwSignal::new(Vec::new()),
            open: StoredValue::new(None),
            origin: StoredValue::new(Origin::Given),
            queue: StoredValue::default(),
            saving: StoredValue::new(false),
            timer: StoredValue::new(None),
            handle: StoredValue::new(None),
            line,
        };
        line.set_value(Line::open(move |key, news| storage.hear(&key, news)));
        // The one effect with a side: whatever changes the design, it is stored.
        effect(move || {
            editor.file();
            storage.schedule();
        });
        storage.watch_page();
        storage.follow_address();
        storage.sweep();
        storage
    }

    /// The storage of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Opens a reference design as a new one of the user's own.
    pub(crate) fn open_reference(self, id: &'static str) {
        self.page.set(Page::Opening);
        spawn_local(async move {
            let text = fetch_text(&format!("references/{id}.groundplan.json")).await;
            match text.and_then(|it| design::read(&it).map_err(|it| it.to_string())) {
                Ok(design) => self.adopt(design, Origin::Given),
                Err(why) => self.give_up(format!("{id} can't be opened: {why}")),
            }
        });
    }

    /// Starts with an empty design.
    pub(crate) fn open_blank(self) {
        self.adopt(Design::default(), Origin::Given);
    }

    /// Asks for a file and opens it; `otherwise` is called where the browser can't ask by itself.
    pub(crate) fn ask_to_open(self, otherwise: impl Fn() + 'static) {
        spawn_local(async move {
            match files::pick_to_open().await {
                Ok(Picked::File((file, handle))) => self.open_file(file, Some(handle)).await,
                Ok(Picked::Nothing) => {}
                Ok(Picked::Unsupported) => otherwise(),
                Err(why) => self.toasts.complain(why),
            }
        });
    }

    /// Opens a file.
    pub(crate) async fn open_file(self, file: web_sys::File, handle: Option<Handle>) {
        let text = files::read(&file).await;
        match text.and_then(|it| design::read(&it).map_err(|it| it.to_string())) {
            Ok(design) => {
                self.adopt(design, Origin::Own);
                self.handle.set_value(handle);
            }
            Err(why) => self.toasts.complain(format!("{} can't be opened: {why}", file.name())),
        }
    }

    /// Opens a stored design.
    pub(crate) fn open_recent(self, key: &str) {
        set_address(key);
    }

    fn open_stored(self, key: String) {
        self.page.set(Page::Opening);
        spawn_local(async move {
            match database::load(&key).await {
                Ok(Some((entry, text))) => match design::read(&text) {
                    Ok(design) => self.show(design, key, Some(entry.revision)),
                    Err(why) => self.give_up(format!("{} can't be opened: {why}", entry.name)),
                },
                Ok(None) => self.give_up("this design is not stored in this browser".to_owned()),
                Err(why) => self.give_up(format!("the browser's storage can't be read: {why}")),
            }
        });
    }

    /// Forgets a stored design.
    pub(crate) fn forget(self, key: String) {
        spawn_local(async move {
            if let Err(why) = database::remove(&key).await {
                self.toasts.complain(format!("it can't be removed: {why}"));
            }
            self.list().await;
        });
    }

    /// Goes back to the gallery.
    pub(crate) fn close(self) {
        self.store_now();
        self.leave();
        set_address("");
    }

    /// Saves the design as a file: in place if it was opened so, else as a download.
    pub(crate) fn save_file(self) {
        let design = self.editor.file_untracked();
        match self.handle.get_value() {
            Some(handle) => spawn_local(async move {
                match files::write_in_place(&handle, &design::write(&design)).await {
                    Ok(()) => self.toasts.say("Saved to the file"),
                    Err(why) => self.toasts.complain(format!("the file can't be written: {why}")),
                }
            }),
            None => self.download_design(),
        }
    }

    /// Asks where to save, and saves there from then on; a download where the browser can't ask.
    pub(crate) fn save_file_as(self) {
        spawn_local(async move {
            let name = files::design_file_name(&self.editor.file_untracked());
            match files::pick_to_save(&name).await {
                Ok(Picked::File(handle)) => {
                    self.handle.set_value(Some(handle));
                    self.save_file();
                }
                Ok(Picked::Nothing) => {}
                Ok(Picked::Unsupported) => self.download_design(),
                Err(why) => self.toasts.complain(why),
            }
        });
    }

    /// Downloads the design as a file.
    pub(crate) fn download_design(self) {
        let design = self.editor.file_untracked();
        self.download(
            &files::design_file_name(&design),
            design::write(&design).as_bytes(),
            "application/json",
        );
    }

    /// Downloads bytes as a file.
    pub(crate) fn download(self, name: &str, bytes: &[u8], media_type: &str) {
        if let Err(why) = files::download(name, bytes, media_type) {
            self.toasts.complain(format!("{name} can't be downloaded: {}", files::reason(&why)));
        }
    }

    /// Shows what another tab stored; what this one did since is left behind.
    pub(crate) fn take_theirs(self) {
        if let Some(open) = self.open.get_value() {
            self.open_stored(open.key);
        }
    }

    /// Keeps what this tab shows, as a design of its own.
    pub(crate) fn keep_as_copy(self) {
        let design = self.editor.file_untracked();
        let mut copy = design.as_ref().clone();
        Arc::make_mut(&mut copy.settings).name = format!("{} (copy)", design.settings.name);
        self.adopt(copy, Origin::Own);
    }

    /// Stores the design as it stands, or tries again to store what was refused. What is stored is
    /// settled here: right after, another design may be in its place.
    pub(crate) fn store_now(self) {
        self.timer.set_value(None);
        let Some(job) = self.job() else { return };
        self.queue.update_value(|it| {
            it.retain(|it| it.entry.key != job.entry.key);
            it.push_back(job);
        });
        if !self.saving.get_value() {
            self.saving.set_value(true);
            spawn_local(self.store());
        }
    }

    /// The theme that was chosen the last time.
    pub(crate) fn theme_choice() -> ThemeChoice {
        let word = small_storage().and_then(|it| it.get_item(THEME).ok().flatten());
        word.map(|it| ThemeChoice::of_word(&it)).unwrap_or_default()
    }

    /// Keeps the theme for the next time; where nothing is kept, it holds until the page is closed.
    pub(crate) fn keep_theme(choice: ThemeChoice) {
        if let Some(storage) = small_storage() {
            let _ = storage.set_item(THEME, choice.word());
        }
    }

    /// Takes a design in as a new one.
    fn adopt(self, design: Design, origin: Origin) {
        let key = new_key();
        self.show(design, key.clone(), None);
        self.origin.set_value(origin);
        set_address(&key);
        self.store_now();
    }

    fn show(self, design: Design, key: String, revision: Option<u32>) {
        self.leave();
        self.editor.load(design);
        self.session.reset();
        let stored = revision.map(|_| self.editor.file_untracked());
        self.line.with_value(|it| it.tell(&key, News::Opened));
        self.open.set_value(Some(Open { key, revision, stored }));
        self.status.set(SaveStatus::Saved);
        set_title(&self.editor.file_untracked().settings.name);
        self.page.set(Page::Workspace);
    }

    fn leave(self) {
        self.timer.set_value(None);
        if let Some(open) = self.open.get_value() {
            self.line.with_value(|it| it.tell(&open.key, News::Closed));
        }
        self.open.set_value(None);
        self.handle.set_value(None);
        self.shared.set(false);
        document().set_title("Groundplan");
        self.page.set(Page::Gallery);
        spawn_local(self.list());
    }

    fn give_up(self, why: String) {
        self.toasts.complain(why);
        self.leave();
        set_address("");
    }

    fn schedule(self) {
        let Some(open) = self.open.get_value() else { return };
        let status = self.status.get_untracked();
        if open.stored.as_ref().is_none_or(|it| !Arc::ptr_eq(it, &self.editor.file_untracked())) {
            if status == SaveStatus::Saved {
                self.status.set(SaveStatus::Saving);
            }
            self.timer.set_value(Some(Timeout::new(QUIET_MS, move || self.store_now())));
        } else if status == SaveStatus::Saving && !self.saving.get_value() {
            self.status.set(SaveStatus::Saved);
        }
    }

    /// What there is to store; nothing when all of it is, or when another tab has to be heard first.
    fn job(self) -> Option<Job> {
        let open = self.open.get_value()?;
        let design = self.editor.file_untracked();
        if open.stored.as_ref().is_some_and(|it| Arc::ptr_eq(it, &design))
            || self.status.get_untracked() == SaveStatus::Elsewhere
        {
            return None;
        }
        set_title(&design.settings.name);
        let entry = Entry {
            key: open.key,
            name: design.settings.name.clone(),
            revision: open.revision.map_or(self.origin.get_value() as u32, |it| it.saturating_add(1)),
            saved_at: js_sys::Date::now(),
            n_components: design.components.len(),
        };
        Some(Job { entry, seen: open.revision, design })
    }

    /// Stores what is in the queue, one after the other.
    async fn store(self) {
        while let Some(job) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
            let result = database::save(&job.entry, job.seen, &design::write(&job.design)).await;
            if result.is_ok() {
                self.queue.update_value(|it| {
                    for next in it.iter_mut().filter(|it| it.entry.key == job.entry.key) {
                        next.seen = Some(job.entry.revision);
                        next.entry.revision = job.entry.revision.saturating_add(1);
                    }
                });
            }
            self.saving.set_value(self.queue.with_value(|it| !it.is_empty()));
            self.settle(job, result);
        }
    }

    /// Tells how a save went.
    fn settle(self, job: Job, result: Result<(), StoreError>) {
        let Job { entry, design, .. } = job;
        // The user may have gone on to another design in the meantime.
        let is_open = self.open.with_value(|it| it.as_ref().is_some_and(|it| it.key == entry.key));
        match result {
            Ok(()) => {
                self.line.with_value(|it| it.tell(&entry.key, News::Saved(entry.revision)));
                if is_open {
                    let revision = Some(entry.revision);
                    self.open.set_value(Some(Open { key: entry.key, revision, stored: Some(design) }));
                    self.status.set(SaveStatus::Saved);
                    self.schedule();
                } else {
                    spawn_local(self.list());
                }
            }
            Err(StoreError::Elsewhere) if is_open => self.status.set(SaveStatus::Elsewhere),
            Err(StoreError::Refused(why)) if is_open => self.status.set(SaveStatus::Refused(why)),
            Err(why) => self.toasts.complain(format!("{} was not stored: {why}", entry.name)),
        }
    }

    fn hear(self, key: &str, news: News) {
        let Some(open) = self.open.get_value().filter(|it| it.key == key) else { return };
        match news {
            News::Opened => {
                self.shared.set(true);
                self.line.with_value(|it| it.tell(key, News::Here));
            }
            News::Here => self.shared.set(true),
            News::Closed => self.shared.set(false),
            News::Saved(revision) if Some(revision) != open.revision => {
                self.status.set(SaveStatus::Elsewhere)
            }
            News::Saved(_) => {}
        }
    }

    /// Stores at once when the page is hidden or left: there may be no later.
    fn watch_page(self) {
        let hidden = EventListener::new(&document(), "visibilitychange", move |_| {
            if document().visibility_state() == web_sys::VisibilityState::Hidden {
                self.store_now();
            }
        });
        let left = EventListener::new(&window(), "pagehide", move |_| {
            self.store_now();
            if let Some(open) = self.open.get_value() {
                self.line.with_value(|it| it.tell(&open.key, News::Closed));
            }
        });
        hidden.forget();
        left.forget();
    }

    /// Opens what the address bar names, now and when the user goes back and forth.
    fn follow_address(self) {
        let follow = move || {
            let key = address();
            let here = self.open.get_value().map(|it| it.key).unwrap_or_default();
            if key == here {
                return;
            }
            self.store_now();
            if key.is_empty() { self.leave() } else { self.open_stored(key) }
        };
        EventListener::new(&window(), "hashchange", move |_| follow()).forget();
        if address().is_empty() {
            spawn_local(self.list());
        } else {
            follow();
        }
    }

    async fn list(self) {
        match database::list().await {
            Ok(entries) => self.recent.set(entries.into_iter().filter(|it| it.revision > 0).collect()),
            // Said once something has to be stored; a gallery without recent designs still works.
            Err(_) => self.recent.set(Vec::new()),
        }
    }

    /// Takes out designs that were opened, never edited and left.
    fn sweep(self) {
        spawn_local(async move {
            let Ok(entries) = database::list().await else { return };
            let old = js_sys::Date::now() - UNEDITED_MS;
            for entry in entries.into_iter().filter(|it| it.revision == 0 && it.saved_at < old) {
                // What stays is swept the next time.
                let _ = database::remove(&entry.key).await;
            }
        });
    }
}

/// What the browser keeps for small things; nothing where it refuses.
fn small_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A key that no other design has: the time and some chance.
fn new_key() -> String {
    let time = js_sys::Date::now() as u64;
    let chance = (js_sys::Math::random() * 1e9) as u32;
    format!("{time:x}{chance:x}")
}

/// Names the tab after the design.
fn set_title(name: &str) {
    document().set_title(&format!("{name} · Groundplan"));
}

fn address() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

fn set_address(key: &str) {
    if address() != key {
        // Where the browser refuses, the design is still open, only the back button does not know it.
        let _ = window().location().set_hash(key);
    }
}
