//! What the app holds: signals, memos and plain values of any type, and what follows from them.
//!
//! Leptos makes its own anew for each type, and so for each type the page takes longer to load. These
//! keep a value of any type in a box, so that the program is there once for all of them.

use std::{any::Any, marker::PhantomData, rc::Rc};

use leptos::prelude::{
    Effect, LocalStorage, Memo as LeptosMemo, Read as _, ReadUntracked as _, ReadValue as _,
    RwSignal as LeptosSignal, Set as _, StoredValue as LeptosValue, Track as _, Write as _, WriteValue as _,
    untrack,
};

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

/// A value that tells of its changes.
pub(crate) struct RwSignal<T>(LeptosSignal<Held>, PhantomData<fn() -> T>);

/// A value that follows from others: worked out once for each change, and told of only when it differs.
pub(crate) struct Memo<T>(LeptosMemo<Held>, PhantomData<fn() -> T>);

/// A value that follows from others, and is worked out whenever somebody reads it.
pub(crate) struct Signal<T: 'static>(StoredValue<Rc<dyn Fn() -> T>>);

/// A value that tells nobody.
pub(crate) struct StoredValue<T>(LeptosValue<Box<dyn Any>, LocalStorage>, PhantomData<fn() -> T>);

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(LeptosSignal::new(Box::new(value)), PhantomData)
    }

    /// Puts another value in its place.
    pub(crate) fn set(self, value: T) {
        self.0.set(Box::new(value));
    }

    /// Changes the value where it is. Nothing happens to one that is no longer there.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        if let Some(mut held) = self.0.try_write() {
            change(of_type_mut(&mut **held));
        }
    }
}

impl<T: Send + Sync + Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

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
        Self::boxed(Box::new(work), differs)
    }

    fn boxed(work: Box<Work<T>>, differs: fn(&T, &T) -> bool) -> Self {
        let memo = held_memo(Box::new(move |before| {
            let before = before.map(|it| of_type(&**it));
            let now = work(before);
            let differs = before.is_none_or(|it| differs(it, &now));
            (Box::new(now), differs)
        }));
        Self(memo, PhantomData)
    }
}

/// What a memo makes of the value before.
type Work<T> = dyn Fn(Option<&T>) -> T + Send + Sync;

/// What a memo makes of what was held before, and whether it differs from that.
type HeldWork = dyn Fn(Option<&Held>) -> (Held, bool) + Send + Sync;

fn held_memo(work: Box<HeldWork>) -> LeptosMemo<Held> {
    LeptosMemo::new_owning(move |before| work(before.as_ref()))
}

/// How signals and memos are read.
macro_rules! reads {
    ($name:ident) => {
        impl<T: Send + Sync + 'static> $name<T> {
            /// Reads the value.
            pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
                read(of_type(&**self.0.read()))
            }

            /// Reads the value, without asking to be told of changes.
            pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
                read(of_type(&**self.0.read_untracked()))
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
    };
}

reads!(RwSignal);
reads!(Memo);

impl<T> Signal<T> {
    pub(crate) fn derive(work: impl Fn() -> T + 'static) -> Self {
        Self(StoredValue::new(Rc::new(work)))
    }

    /// The value.
    pub(crate) fn get(self) -> T {
        let work = self.0.get_value();
        work()
    }

    /// The value, without asking to be told of changes.
    pub(crate) fn get_untracked(self) -> T {
        untrack(|| self.get())
    }

    /// Reads the value.
    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.get())
    }
}

impl<T: Default> Default for Signal<T> {
    fn default() -> Self {
        Self::derive(T::default)
    }
}

impl From<&'static str> for Signal<String> {
    fn from(text: &'static str) -> Self {
        Self::derive(|| text.to_owned())
    }
}

impl From<String> for Signal<String> {
    fn from(text: String) -> Self {
        Self::derive(move || text.clone())
    }
}

impl<T: 'static> StoredValue<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(LeptosValue::new_local(Box::new(value)), PhantomData)
    }

    /// Puts another value in its place.
    pub(crate) fn set_value(self, value: T) {
        self.update_value(|it| *it = value);
    }

    /// Changes the value where it is. Nothing happens to one that is no longer there.
    pub(crate) fn update_value(self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// Changes the value where it is; nothing when it is no longer there.
    pub(crate) fn try_update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut held = self.0.try_write_value()?;
        Some(change(of_type_mut(&mut **held)))
    }

    /// Reads the value.
    pub(crate) fn with_value<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of_type(&**self.0.read_value()))
    }

    /// Reads the value; nothing when it is no longer there.
    pub(crate) fn try_with_value<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        let held = self.0.try_read_value()?;
        Some(read(of_type(&**held)))
    }

    /// A copy of the value.
    pub(crate) fn get_value(self) -> T
    where
        T: Clone,
    {
        self.with_value(T::clone)
    }
}

impl<T: Default + 'static> Default for StoredValue<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// What is held for this type is of this type.
fn of_type<T: 'static>(held: &dyn Any) -> &T {
    held.downcast_ref().expect(WRONG_TYPE)
}

fn of_type_mut<T: 'static>(held: &mut dyn Any) -> &mut T {
    held.downcast_mut().expect(WRONG_TYPE)
}

const WRONG_TYPE: &str = "a value of the type it is held for";

macro_rules! copies {
    ($($name:ident),*) => {$(
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}
    )*};
}

copies!(RwSignal, Memo, Signal, StoredValue);

/// Acts once, and again after each change of what it read.
pub(crate) fn effect(act: impl Fn() + 'static) {
    boxed_effect(Box::new(act));
}

fn boxed_effect(act: Box<dyn Fn()>) {
    Effect::new(move || act());
}
