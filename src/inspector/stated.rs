//! What a document states of a setting, beside its field.

use groundplan_core::{
    base::Address,
    design::Measure,
    estimate::{HeldClaim, claims},
};
use leptos::prelude::*;

use crate::{
    claims::shown,
    derived::Derived,
    state::{Memo, StoredValue},
    ui::CollectAny,
};

/// What is stated of the component in hand.
#[derive(Clone, Copy)]
pub(crate) struct Stated(Memo<Vec<HeldClaim>>);

impl Stated {
    /// Of this component.
    pub(super) fn of(id: StoredValue<Address>) -> Self {
        let derived = Derived::here();
        Self(Memo::new(move |_| {
            let own = id.get_value();
            let is_own = |it: &HeldClaim| matches!(&it.claim.of, Measure::Setting { id, .. } if *id == own);
            derived.shown.with(|it| {
                let all = it.as_ref().filter(|it| !it.survey.design().settings.claims.is_empty());
                let all = all.map(|it| claims(&it.survey, &it.estimate)).unwrap_or_default();
                all.into_iter().filter(is_own).collect()
            })
        }))
    }

    /// What is stated of one of its fields, a line each.
    pub(super) fn lines(self, field: String) -> impl IntoView {
        move || {
            let all = self.0.get();
            let is_of =
                |it: &HeldClaim| matches!(&it.claim.of, Measure::Setting { field: own, .. } if *own == field);
            all.into_iter()
                .filter(is_of)
                .map(|it| {
                    let is_outside = it.difference().is_some_and(|it| !it.is_zero());
                    let stated = shown(it.claim.stated.map(|it| it.0), false);
                    let place = if it.claim.place.is_empty() { String::new() } else { format!(" · {}", it.claim.place) };
                    view! { <p class="stated small" class:outside=is_outside>{format!("Stated: {stated}{place}")}</p> }
                })
                .collect_any()
        }
    }
}
