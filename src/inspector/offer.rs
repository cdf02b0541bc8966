//! Lists to choose from that grow with the design: a long one is filled when somebody turns to it.
//!
//! In a large design, options by the thousand would take longer than everything else that is shown of
//! a component, for a list that is seldom opened.

use groundplan_core::base::Address;

use crate::state::{Memo, RwSignal};

/// So many are there from the start.
const FEW: usize = 100;

/// A component, or none, and what it is called in the list.
pub(super) type Choice = (Option<Address>, String);

/// What a list offers.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    all: Memo<Vec<Choice>>,
    is_asked_for: RwSignal<bool>,
}

impl Offer {
    pub(super) fn new(all: Memo<Vec<Choice>>) -> Self {
        Self { all, is_asked_for: RwSignal::new(false) }
    }

    /// Somebody turns to the list.
    pub(super) fn ask(self) {
        self.is_asked_for.set(true);
    }

    /// What the list holds now: everything, or what it can't do without.
    pub(super) fn shown(self, is_needed: impl Fn(&Choice) -> bool) -> Vec<Choice> {
        let is_asked_for = self.is_asked_for.get();
        self.all.with(|all| {
            let is_whole = is_asked_for || all.len() <= FEW;
            all.iter().filter(|it| is_whole || is_needed(it)).cloned().collect()
        })
    }
}
