//! Where a new component goes.

use groundplan_core::{
    base::{Address, Point},
    design::Design,
    vocab::{Command, ComponentRecord, Meta, Place},
};

use crate::{
    editor::Editor,
    session::{Pick, Session},
};

use super::Offer;

/// A place for a new component.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    /// The container; nothing for the open canvas.
    pub(crate) parent: Option<Address>,
    /// The position in it; nothing where the automatic layout decides.
    pub(crate) at: Option<Point>,
}

/// The best place for a kind: in what is selected, else in what is around that, else on the open
/// canvas, else in the first container that takes it.
///
/// # Errors
/// When the design has no container that takes it; says which it needs.
pub(crate) fn spot_for(design: &Design, meta: &Meta, near: Option<&Pick>) -> Result<Spot, String> {
    let takes = |id: &Address| {
        design
            .component(id)
            .and_then(|it| it.config.meta().offers)
            .is_some_and(|it| meta.inside.contains(&it))
    };
    let selected = match near {
        Some(Pick::Component(id)) => Some(id),
        _ => None,
    };
    let around =
        selected.into_iter().flat_map(|id| std::iter::once(id).chain(design.above(id).map(|it| it.0)));
    let inside = |id: &Address| Ok(Spot { parent: Some(id.clone()), at: None });
    if let Some(id) = around.into_iter().find(|it| takes(it)) {
        return inside(id);
    }
    if meta.inside.contains(&Place::Canvas) {
        return Ok(Spot::default());
    }
    match design.components.keys().find(|it| takes(it)) {
        Some(id) => inside(id),
        None => Err(format!("{} stands in {}; add one first", meta.name, meta.places())),
    }
}

/// Adds a component and selects it.
///
/// # Errors
/// When the place does not take it.
pub(crate) fn add(editor: Editor, session: Session, offer: &Offer, spot: &Spot) -> Result<(), String> {
    let design = editor.design_untracked();
    let id = design.free_address(&Address::slugify(offer.name()));
    let record = ComponentRecord {
        id: id.clone(),
        kind: offer.meta.kind.to_owned(),
        name: offer.name().to_owned(),
        parent: spot.parent.clone(),
        position: spot.at,
        note: String::new(),
        off: Vec::new(),
        config: offer.config.to_sparse_json(),
    };
    editor.run(&[Command::Add(record)]).map_err(|it| it.to_string())?;
    session.go_to(Pick::Component(id));
    Ok(())
}
