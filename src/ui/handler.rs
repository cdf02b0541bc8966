//! Handlers of events.

/// A handler in one type for each type of event, so that there is one program for all of them.
pub(crate) fn handler<E>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}
