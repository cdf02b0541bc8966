//! The editor: the only writer of the design.
//!
//! Every change is a list of commands that are applied together or not at all. Undo, redo and
//! gestures come from the core's history.
//!
//! While an environment is in hand, the design is what comes out of it, and what is edited becomes part
//! of its list: nobody else has to know that it is one.

use std::sync::Arc;

use groundplan_core::{
    base::Address,
    design::{Change, Design, EditError, Environment, EnvironmentError, History, apply_all},
    plan,
    vocab::{Command, Target},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    books::Books,
    crash,
    state::{RwSignal, StoredValue},
};

/// The design, and every way to change it.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// The base with all its environments, as it is stored.
    file: RwSignal<Arc<Design>>,
    /// The design in hand: the file, or what comes out of the environment in hand.
    design: RwSignal<Arc<Design>>,
    environment: RwSignal<Option<Address>>,
    history: StoredValue<History>,
    can_undo: RwSignal<bool>,
    can_redo: RwSignal<bool>,
    /// How many designs were loaded so far.
    loaded: RwSignal<u32>,
    books: Books,
}

impl Editor {
    pub(crate) fn new(books: Books) -> Self {
        Self {
            file: RwSignal::default(),
            design: RwSignal::default(),
            environment: RwSignal::default(),
            history: StoredValue::new(History::default()),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            loaded: RwSignal::new(0),
            books,
        }
    }

    /// The editor of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The base with all its environments: what is stored and saved.
    pub(crate) fn file(self) -> Arc<Design> {
        self.file.get()
    }

    /// As [`Self::file`], without asking to be told of changes.
    pub(crate) fn file_untracked(self) -> Arc<Design> {
        self.file.get_untracked()
    }

    /// The environment in hand; none for the base.
    pub(crate) fn environment(self) -> Option<Address> {
        self.environment.get()
    }

    /// Takes an environment in hand, or the base.
    ///
    /// # Errors
    /// When there is no such environment, or one of its edits does not fit the base; the one in hand
    /// stays.
    pub(crate) fn choose(self, environment: Option<Address>) -> Result<(), EnvironmentError> {
        let file = self.file_untracked();
        let design = match &environment {
            Some(id) => Arc::new(file.environment(Some(id.as_str()))?),
            None => Arc::clone(&file),
        };
        self.environment.set(environment);
        self.show(file, design);
        Ok(())
    }

    /// Writes the list of environments, as one step of the history.
    pub(crate) fn set_environments(self, environments: Vec<Environment>) {
        let mut file = self.file_untracked();
        let mut settings = file.settings.as_ref().clone();
        settings.environments = environments;
        let change = Change::of_settings(&file, settings);
        change.apply(Arc::make_mut(&mut file));
        self.history.update_value(|it| it.record(change));
        self.show_file(file);
    }

    /// The design in hand.
    pub(crate) fn design(self) -> Arc<Design> {
        self.design.get()
    }

    /// As [`Self::design`], without asking to be told of changes.
    pub(crate) fn design_untracked(self) -> Arc<Design> {
        self.design.get_untracked()
    }

    /// Applies commands, all or none, as one step of the history.
    ///
    /// # Errors
    /// When one is refused; nothing was changed.
    pub(crate) fn run(self, commands: &[Command]) -> Result<Change, EditError> {
        let mut design = self.design_untracked();
        let change = apply_all(Arc::make_mut(&mut design), commands).map_err(|(_, error)| error)?;
        self.record(design, change.clone());
        Ok(change)
    }

    /// Writes one setting.
    ///
    /// # Errors
    /// When it is refused; nothing was changed.
    pub(crate) fn set(self, on: &Target, field: &str, value: Value) -> Result<(), EditError> {
        self.run(&[Command::Set { on: on.clone(), field: field.to_owned(), value }]).map(|_| ())
    }

    /// Takes the steps of the plan up to and with this one, for good, as one step of the history.
    ///
    /// # Errors
    /// When a precondition does not hold or an edit is refused; nothing was changed.
    pub(crate) fn take_steps(self, last: &Address) -> Result<(), plan::PlanError> {
        let mut design = self.design_untracked();
        let steps: Vec<Address> = design.settings.plan.steps.iter().map(|it| it.id.clone()).collect();
        let n_taken = steps.iter().position(|it| it == last).map_or(steps.len(), |it| it + 1);
        let mut change = Change::default();
        for step in steps.iter().take(n_taken) {
            change.then(plan::take(Arc::make_mut(&mut design), step)?);
        }
        self.record(design, change);
        Ok(())
    }

    /// Starts a gesture: what follows is one step of the history, up to `commit` or `abort`.
    pub(crate) fn begin(self) {
        self.history.update_value(History::begin);
    }

    /// Ends a gesture and keeps what it did.
    pub(crate) fn commit(self) {
        self.history.update_value(History::commit);
        self.tell();
    }

    /// Ends a gesture and takes back what it did.
    pub(crate) fn abort(self) {
        self.travel(History::abort);
    }

    /// Takes back the last step.
    pub(crate) fn undo(self) {
        self.travel(History::undo);
    }

    /// Does the last step that was taken back again.
    pub(crate) fn redo(self) {
        self.travel(History::redo);
    }

    /// Tells one loaded design from the next.
    pub(crate) fn generation(self) -> u32 {
        self.loaded.get()
    }

    /// Whether there is something to undo.
    pub(crate) fn can_undo(self) -> bool {
        self.can_undo.get()
    }

    /// Whether there is something to redo.
    pub(crate) fn can_redo(self) -> bool {
        self.can_redo.get()
    }

    /// Replaces the design; its history starts here.
    pub(crate) fn load(self, design: Design) {
        self.history.set_value(History::default());
        self.loaded.update(|it| *it = it.wrapping_add(1));
        self.environment.set(None);
        self.show_file(Arc::new(design));
    }

    fn record(self, design: Arc<Design>, change: Change) {
        if change.is_empty() {
            return;
        }
        let Some(environment) = self.environment.get_untracked() else {
            self.history.update_value(|it| it.record(change));
            self.show(Arc::clone(&design), design);
            return;
        };
        let mut file = self.file_untracked();
        // One that is in hand is in the file, so nothing is lost here.
        let Ok(change) = file.set_environment(environment.as_str(), &design) else { return };
        change.apply(Arc::make_mut(&mut file));
        self.history.update_value(|it| it.record(change));
        self.show(file, design);
    }

    fn travel(self, go: fn(&mut History, &mut Design) -> Option<Change>) {
        let mut file = self.file_untracked();
        let change = self.history.try_update_value(|it| go(it, Arc::make_mut(&mut file))).flatten();
        match change {
            Some(_) => self.show_file(file),
            None => self.tell(),
        }
    }

    /// Shows what comes out of a file. An environment that is gone, or does not fit the base any more, is
    /// put down.
    fn show_file(self, file: Arc<Design>) {
        let environment = self.environment.get_untracked();
        let design = environment.as_ref().and_then(|it| file.environment(Some(it.as_str())).ok());
        if environment.is_some() && design.is_none() {
            self.environment.set(None);
        }
        let design = design.map_or_else(|| Arc::clone(&file), Arc::new);
        self.show(file, design);
    }

    fn show(self, file: Arc<Design>, design: Arc<Design>) {
        crash::remember(&file);
        self.books.need(design.settings.region);
        // The environments stand beside each other with their prices.
        file.settings.environments.iter().filter_map(Environment::region).for_each(|it| self.books.need(it));
        self.file.set(file);
        self.design.set(design);
        self.tell();
    }

    fn tell(self) {
        let (can_undo, can_redo) = self.history.with_value(|it| (it.can_undo(), it.can_redo()));
        // Whoever looks at these is drawn again only when they change.
        if self.can_undo.get_untracked() != can_undo {
            self.can_undo.set(can_undo);
        }
        if self.can_redo.get_untracked() != can_redo {
            self.can_redo.set(can_redo);
        }
    }
}
