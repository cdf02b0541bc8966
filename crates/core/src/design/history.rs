//! Undo and redo.

use super::{Change, Design};

/// The most steps that can be undone.
const MAX_ENTRIES: usize = 500;

/// What was done and undone. A gesture, such as a drag, folds many changes into one entry; one that
/// ends where it began leaves none.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Change>,
    future: Vec<Change>,
    gesture: Option<Change>,
}

impl History {
    /// Notes a change that was applied.
    pub fn record(&mut self, change: Change) {
        if change.is_empty() {
            return;
        }
        if let Some(gesture) = &mut self.gesture {
            gesture.then(change);
            return;
        }
        self.future.clear();
        self.past.push(change);
        if self.past.len() > MAX_ENTRIES {
            self.past.remove(0);
        }
    }

    /// Starts a gesture; one that is open already goes on.
    pub fn begin(&mut self) {
        self.gesture.get_or_insert_default();
    }

    /// Ends a gesture and keeps what it did, as one entry.
    pub fn commit(&mut self) {
        if let Some(gesture) = self.gesture.take() {
            self.record(gesture);
        }
    }

    /// Ends a gesture and takes back what it did. Gives the change that was applied for that.
    pub fn abort(&mut self, design: &mut Design) -> Option<Change> {
        let back = self.gesture.take()?.inverse();
        back.apply(design);
        Some(back)
    }

    /// Takes the last entry back. Gives the change that was applied for that.
    pub fn undo(&mut self, design: &mut Design) -> Option<Change> {
        self.commit();
        let entry = self.past.pop()?;
        let back = entry.inverse();
        back.apply(design);
        self.future.push(entry);
        Some(back)
    }

    /// Does the last undone entry again. Gives the change that was applied for that.
    pub fn redo(&mut self, design: &mut Design) -> Option<Change> {
        self.commit();
        let entry = self.future.pop()?;
        entry.apply(design);
        self.past.push(entry.clone());
        Some(entry)
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty() || self.gesture.as_ref().is_some_and(|it| !it.is_empty())
    }

    /// Whether there is something to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
