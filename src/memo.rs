//! Memos of any type, in one program for all of them: Leptos' own would be there once for each type,
//! and the page would take that much longer to load.

use std::{any::Any, marker::PhantomData};

use leptos::prelude::{Memo as LeptosMemo, Read, ReadUntracked, Track};

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

/// A value that follows from others: worked out once for each change, and told of only when it differs.
pub(crate) struct Memo<T>(LeptosMemo<Held>, PhantomData<fn() -> T>);

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Send + Sync + 'static> Memo<T> {
    /// A memo that tells of values that are not equal to the one before.
    pub(crate) fn new(work: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        Self::new_with_compare(work, |before, now| before != now)
    }

    /// A memo that tells of values that differ from the one before by `differs`.
    pub(crate) fn new_with_compare(
        work: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
        differs: fn(&T, &T) -> bool,
    ) -> Self {
        let memo = erased(Box::new(move |before| {
            let before = before.and_then(|it| it.downcast_ref());
            let now = work(before);
            let differs = before.is_none_or(|it| differs(it, &now));
            (Box::new(now), differs)
        }));
        Self(memo, PhantomData)
    }

    /// Reads the value.
    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of_type(&self.0.read()))
    }

    /// Reads the value, without asking to be told of changes.
    pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of_type(&self.0.read_untracked()))
    }

    /// A copy of the value.
    pub(crate) fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value, without asking to be told of changes.
    pub(crate) fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Asks to be told of changes.
    pub(crate) fn track(self) {
        self.0.track();
    }
}

type Work = dyn Fn(Option<&Held>) -> (Held, bool) + Send + Sync;

fn erased(work: Box<Work>) -> LeptosMemo<Held> {
    LeptosMemo::new_owning(move |before| work(before.as_ref()))
}

/// What a memo of this type holds is of this type.
fn of_type<T: 'static>(held: &Held) -> &T {
    held.downcast_ref().expect("a value of the memo's type")
}
