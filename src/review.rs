//! What is wrong with the design in sight, from the worker that reviews it.
//!
//! A review follows the edits: while one is under way the next waits, and whatever was edited meanwhile
//! is reviewed at once. Until an answer comes, what was found last stays in sight; of a design that was
//! opened anew nothing does.

use std::sync::Arc;

use groundplan_core::vocab::{Finding, Severity};
use leptos::task::spawn_local;

use crate::{
    bundler::Bundler,
    derived::Priced,
    session::Session,
    state::{Memo, RwSignal, StoredValue, effect},
};

/// The last review.
#[derive(Clone, Copy)]
pub(crate) struct Review {
    /// What was found; empty while the first review of a design is under way.
    pub(crate) findings: RwSignal<Arc<Vec<Finding>>>,
    pub(crate) state: RwSignal<State>,
    shown: Memo<Option<Arc<Priced>>>,
    bundler: Bundler,
    ahead: StoredValue<Ahead>,
}

/// How far the review is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// What is in sight was not reviewed yet, at no earlier edit either.
    Waiting,
    /// What was found is of what is in sight, or of the edit before.
    Done,
    /// It can't be reviewed, and why.
    Failed(String),
}

/// What is under way.
#[derive(Clone, Default)]
struct Ahead {
    is_running: bool,
    /// Whether the design changed since the worker was asked.
    is_outdated: bool,
    /// What is in sight: which loaded design, and which step of its plan.
    subject: Option<(u32, Option<String>)>,
}

impl Review {
    /// Reviews what is in sight, now and after each change.
    pub(crate) fn of(shown: Memo<Option<Arc<Priced>>>, session: Session, bundler: Bundler) -> Self {
        let review = Self {
            findings: RwSignal::default(),
            state: RwSignal::new(State::Waiting),
            shown,
            bundler,
            ahead: StoredValue::default(),
        };
        effect(move || {
            let Some(generation) = shown.with(|it| it.as_ref().map(|it| it.generation)) else { return };
            let subject = (generation, session.preview.get_untracked().map(|it| it.to_string()));
            review.turn_to(subject);
            review.start();
        });
        review
    }

    /// How many errors and warnings there are.
    pub(crate) fn counts(self) -> (usize, usize) {
        let count =
            |severity| self.findings.with(|it| it.iter().filter(|it| it.severity == severity).count());
        (count(Severity::Error), count(Severity::Warning))
    }

    /// Reviews what is in sight, unless that is under way; then it is reviewed once more.
    pub(crate) fn start(self) {
        let was_running = self.ahead.try_update_value(|it| {
            it.is_outdated = true;
            std::mem::replace(&mut it.is_running, true)
        });
        if was_running == Some(false) {
            spawn_local(self.catch_up());
        }
    }

    /// What was found before says nothing of another step, and of another design it does not even name
    /// what is in sight.
    fn turn_to(self, subject: (u32, Option<String>)) {
        let before = self.ahead.try_update_value(|it| it.subject.replace(subject.clone())).flatten();
        if before.as_ref() == Some(&subject) {
            return;
        }
        self.state.set(State::Waiting);
        if before.is_none_or(|it| it.0 != subject.0) {
            self.findings.set(Arc::default());
        }
    }

    /// Asks until the answer is that of what is in sight.
    async fn catch_up(self) {
        loop {
            self.ahead.update_value(|it| it.is_outdated = false);
            let subject = self.ahead.with_value(|it| it.subject.clone());
            if let Some(priced) = self.shown.get_untracked() {
                let found = self.bundler.findings(priced.survey.design()).await;
                if self.ahead.with_value(|it| it.subject == subject) {
                    self.tell(found);
                }
            }
            let is_done = self.ahead.try_update_value(|it| {
                it.is_running = it.is_outdated;
                !it.is_outdated
            });
            if is_done != Some(false) {
                return;
            }
        }
    }

    fn tell(self, found: Result<Vec<Finding>, String>) {
        match found {
            Ok(findings) => {
                if self.findings.with_untracked(|it| **it != findings) {
                    self.findings.set(Arc::new(findings));
                }
                self.state.set(State::Done);
            }
            Err(why) => self.state.set(State::Failed(why)),
        }
    }
}
