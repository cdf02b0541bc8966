//! Reading and writing lists by number without ever panicking.
//!
//! Layout and routing speak of nodes by number. A number is always right by construction; should it
//! ever not be, the default value stands in and the picture is a little wrong instead of the program.

/// The item with this number, or the default value.
pub(super) fn at<T: Copy + Default>(items: &[T], idx: usize) -> T {
    items.get(idx).copied().unwrap_or_default()
}

/// Changes the item with this number, if there is one.
pub(super) fn change<T>(items: &mut [T], idx: usize, change: impl FnOnce(&mut T)) {
    if let Some(it) = items.get_mut(idx) {
        change(it);
    }
}

/// Replaces the item with this number, if there is one.
pub(super) fn set<T>(items: &mut [T], idx: usize, value: T) {
    if let Some(it) = items.get_mut(idx) {
        *it = value;
    }
}
