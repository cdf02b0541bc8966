//! Views that are made one by one.

use leptos::prelude::*;

/// Gathers views. One program for views of all types, where Leptos' own `CollectView` makes one for each.
pub(crate) trait CollectAny {
    /// All of them as one view.
    fn collect_any(self) -> AnyView;
}

impl<I: IntoIterator<Item = V>, V: IntoView + 'static> CollectAny for I {
    fn collect_any(self) -> AnyView {
        self.into_iter().map(IntoAny::into_any).collect::<Vec<AnyView>>().into_any()
    }
}
