//! Values that follow others once the browser has shown those.
//!
//! The total of a month has to be in sight one frame after a key was pressed. Findings, bill, outline
//! and picture of a large design take longer than that, so they follow in a task of their own.

use std::{sync::Arc, time::Duration};

use leptos::{leptos_dom::helpers::set_timeout, prelude::*};

use crate::state::{Memo, StoredValue, effect};

use web_sys::js_sys::Date;

/// How long after the frame, in milliseconds. Whoever types on is not kept waiting in between.
const PAUSE_MS: u64 = 30;
/// How long it may stay behind while somebody types on, in milliseconds.
const MOST_MS: f64 = 60.0;

/// What is owed to those who wait.
#[derive(Clone, Copy, Default)]
struct Owed {
    /// How many changes there were.
    n_changes: u32,
    /// The time of the first change that was not passed on.
    since: Option<f64>,
}

/// The value of `first`, as it was a moment ago.
pub(crate) fn later<T: Send + Sync + 'static>(first: Memo<Option<Arc<T>>>) -> RwSignal<Option<Arc<T>>> {
    let late = RwSignal::new(None);
    let owed = StoredValue::new(Owed::default());
    let pass_on = move |n_changes: u32| {
        let is_due = owed.try_update_value(|it| {
            let is_last = it.n_changes == n_changes;
            let is_overdue = it.since.is_some_and(|it| Date::now() - it >= MOST_MS);
            let is_due = it.since.is_some() && (is_last || is_overdue);
            if is_due {
                it.since = None;
            }
            is_due
        });
        if is_due == Some(true) {
            late.set(first.get_untracked());
        }
    };
    // No memo can put off what it works out, so the signal is written in a task that an effect asks for.
    effect(move || {
        first.track();
        let change = owed.try_update_value(|it| {
            it.n_changes = it.n_changes.wrapping_add(1);
            it.since.get_or_insert_with(Date::now);
            it.n_changes
        });
        let Some(change) = change else { return };
        request_animation_frame(move || {
            set_timeout(move || pass_on(change), Duration::from_millis(PAUSE_MS));
        });
    });
    late
}
