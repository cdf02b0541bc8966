//! What follows from the design: price, findings, plan. Worked out when somebody looks, and only as
//! far as an edit reaches.
//!
//! The price is worked out at once; what takes longer follows it a moment later. See `later`.

use std::sync::Arc;

use groundplan_core::{
    design::{Component, Design},
    estimate::{Estimate, Verdict},
    plan::{self, PlanPreview, StepPreview},
    prices::PriceBook,
    survey::Survey,
};
use leptos::prelude::*;

use crate::{
    books::Books, bundler::Bundler, editor::Editor, later::later, review::Review, session::Session,
    state::Memo,
};

/// A design with its price.
#[derive(Clone, Debug)]
pub(crate) struct Priced {
    pub(crate) survey: Survey,
    pub(crate) estimate: Estimate,
    pub(crate) verdict: Verdict,
    /// Which loaded design it came of.
    pub(crate) generation: u32,
}

/// What follows from the design.
#[derive(Clone, Copy)]
pub(crate) struct Derived {
    /// The price book of the design's region; nothing while it is on its way.
    pub(crate) book: Memo<Option<Arc<PriceBook>>>,
    /// The base with its price. While another region's prices are on their way, the ones before.
    pub(crate) base: Memo<Option<Arc<Priced>>>,
    /// The design in sight, telling only of what comes, goes, moves or is named otherwise: what follows
    /// from settings is told by `shown`.
    pub(crate) shape: Memo<Arc<Design>>,
    /// The design in sight with its price, with the frame that follows an edit. For what is quickly
    /// shown and has to be right at once; the rest reads `shown`.
    pub(crate) shown_now: Memo<Option<Arc<Priced>>>,
    /// Every step of the plan worked out.
    pub(crate) plan: Memo<Option<Arc<PlanPreview>>>,
    /// The step in preview, worked out; nothing for the base.
    pub(crate) staged: Memo<Option<Arc<StepPreview>>>,
    /// The design in sight: the base, or the step in preview.
    pub(crate) shown_design: Memo<Arc<Design>>,
    /// The design in sight with its price, a moment after an edit.
    pub(crate) shown: Memo<Option<Arc<Priced>>>,
    /// What is wrong with the design that `shown` holds, as the worker finds it.
    pub(crate) review: Review,
}

impl Derived {
    pub(crate) fn new(editor: Editor, session: Session, books: Books, bundler: Bundler) -> Self {
        // Where a component stands on the canvas changes no price, so a drag stops here.
        let substance =
            Memo::new_with_compare(move |_| editor.design(), |before, now| differs_in_substance(before, now));
        let book = by_pointer(move |_| books.get(substance.with(|it| it.settings.region)));
        let base = by_pointer(move |before: Option<&Option<Arc<Priced>>>| {
            let generation = editor.generation();
            // What another design cost says nothing of this one.
            let before = before.and_then(Option::as_ref).filter(|it| it.generation == generation);
            let Some(book) = book.get() else { return before.cloned() };
            let design = substance.get();
            let (survey, estimate) = match before {
                Some(before) => {
                    let (survey, dirty) = before.survey.update(&design, &book);
                    let estimate = before.estimate.update(&survey, &dirty);
                    (survey, estimate)
                }
                None => {
                    let survey = Survey::new(&design, &book);
                    let estimate = Estimate::new(&survey);
                    (survey, estimate)
                }
            };
            let verdict = estimate.verdict(&design.settings.budget);
            Some(Arc::new(Priced { survey, estimate, verdict, generation }))
        });
        let late = later(base);
        let settled = by_pointer(move |_| {
            let generation = editor.generation();
            // Another design is shown with its own price from the start.
            late.get().filter(|it| it.generation == generation).or_else(|| base.get())
        });
        let plan = by_pointer(move |_| {
            let settled = settled.get()?;
            Some(Arc::new(plan::preview(settled.survey.design(), settled.survey.book())))
        });
        let staged = by_pointer(move |_| {
            let id = session.preview.get()?;
            let plan = plan.get()?;
            let step = plan.steps.iter().find(|it| it.step.id == id)?;
            Some(Arc::new(step.clone()))
        });
        let shown_design = Memo::new_with_compare(
            move |_| {
                staged
                    .with(|it| it.as_ref().map(|it| Arc::new(it.stage.design.clone())))
                    .unwrap_or_else(|| editor.design())
            },
            |before, now| !Arc::ptr_eq(before, now),
        );
        let shape =
            Memo::new_with_compare(move |_| shown_design.get(), |before, now| differs_in_shape(before, now));
        let staged_price = by_pointer(move |_| {
            let step = staged.get()?;
            Some(Arc::new(Priced {
                survey: step.stage.survey.clone(),
                estimate: step.stage.estimate.clone(),
                verdict: step.stage.verdict.clone(),
                generation: editor.generation(),
            }))
        });
        let shown = by_pointer(move |_| staged_price.get().or_else(|| settled.get()));
        let shown_now = by_pointer(move |_| staged_price.get().or_else(|| base.get()));
        let review = Review::of(shown, session, bundler);
        Self { book, base, shape, shown_now, plan, staged, shown_design, shown, review }
    }
}

impl Derived {
    /// What follows from the design of this app.
    pub(crate) fn here() -> Self {
        expect_context()
    }
}

/// A memo that tells of every new value, and of no value that is the same one as before.
fn by_pointer<T: Send + Sync + 'static>(
    work: impl Fn(Option<&Option<Arc<T>>>) -> Option<Arc<T>> + Send + Sync + 'static,
) -> Memo<Option<Arc<T>>> {
    Memo::new_with_compare(work, |before, now| match (before, now) {
        (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
        (None, None) => false,
        _ => true,
    })
}

/// Whether two designs differ in more than where components stand on the canvas.
fn differs_in_substance(before: &Design, now: &Design) -> bool {
    let same_settings = Arc::ptr_eq(&before.settings, &now.settings) || before.settings == now.settings;
    !(same_settings && is_same(before, now, same_but_for_place))
}

/// Whether two designs differ in more than settings.
fn differs_in_shape(before: &Design, now: &Design) -> bool {
    !is_same(before, now, same_but_for_settings)
}

/// Whether two designs have the same connections, and components that `same` takes for the same.
fn is_same(before: &Design, now: &Design, same: fn(&Component, &Component) -> bool) -> bool {
    before.components.len() == now.components.len()
        && before.connections.len() == now.connections.len()
        && before
            .components
            .iter()
            .zip(&now.components)
            .all(|(a, b)| a.0 == b.0 && (Arc::ptr_eq(a.1, b.1) || same(a.1, b.1)))
        && before
            .connections
            .iter()
            .zip(&now.connections)
            .all(|(a, b)| a.0 == b.0 && (Arc::ptr_eq(a.1, b.1) || a.1 == b.1))
}

fn same_but_for_settings(before: &Component, now: &Component) -> bool {
    let Component { name, parent, position, note: _, off: _, config } = before;
    *name == now.name
        && *parent == now.parent
        && *position == now.position
        && config.kind() == now.config.kind()
}

fn same_but_for_place(before: &Component, now: &Component) -> bool {
    let Component { name, parent, position: _, note, off, config } = before;
    *name == now.name
        && *parent == now.parent
        && *note == now.note
        && *off == now.off
        && *config == now.config
}

#[cfg(test)]
mod tests {
    use groundplan_core::{
        base::Point,
        design::apply_all,
        services::ServiceKind,
        vocab::{Command, Place},
    };

    use super::*;

    #[test]
    fn a_drag_changes_no_substance_and_a_rename_does() {
        let mut design = Design::default();
        let kind = ServiceKind::ALL.iter().find(|it| it.meta().inside.contains(&Place::Canvas)).unwrap();
        let record = serde_json::json!({"id": "a", "kind": kind.word()});
        let add = Command::Add(serde_json::from_value(record).unwrap());
        apply_all(&mut design, [&add]).unwrap();
        let id = design.components.keys().next().unwrap().clone();
        let mut moved = design.clone();
        apply_all(&mut moved, [&Command::Place { id: id.clone(), at: Some(Point { x: 8.0, y: 8.0 }) }])
            .unwrap();
        assert!(!differs_in_substance(&design, &moved));
        apply_all(&mut moved, [&Command::Rename { id, name: "Guests".into() }]).unwrap();
        assert!(differs_in_substance(&design, &moved));
    }

    #[test]
    fn a_setting_changes_no_shape_and_a_move_does() {
        let design =
            groundplan_core::design::read(include_str!("../public/references/c1.groundplan.json")).unwrap();
        let (id, volume) = design.components.iter().find(|it| it.1.config.kind().word() == "volume").unwrap();
        let mut set = design.clone();
        let more = serde_json::json!(volume.config.to_json()["size_gb"].as_u64().unwrap() + 1);
        let on = groundplan_core::vocab::Target::Component(id.clone());
        apply_all(&mut set, [&Command::Set { on, field: "size_gb".into(), value: more }]).unwrap();
        assert!(differs_in_substance(&design, &set));
        assert!(!differs_in_shape(&design, &set));
        let mut moved = design.clone();
        let at = Some(Point { x: 4096.0, y: 8.0 });
        apply_all(&mut moved, [&Command::Place { id: id.clone(), at }]).unwrap();
        assert!(differs_in_shape(&design, &moved));
        let mut without = design.clone();
        apply_all(&mut without, [&Command::Remove(id.clone())]).unwrap();
        assert!(differs_in_shape(&design, &without));
    }
}
