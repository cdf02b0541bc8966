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

#[cfg(test)]
mod tests {
    use groundplan_core::{design::apply, services::ServiceKind};

    use super::*;

    fn put(design: &mut Design, meta: &Meta, near: Option<&Pick>) -> Result<Address, String> {
        let spot = spot_for(design, meta, near)?;
        let id = design.free_address(&Address::slugify(meta.kind));
        let record = serde_json::json!({"id": id, "kind": meta.kind, "parent": spot.parent});
        apply(design, &Command::Add(serde_json::from_value(record).unwrap())).map_err(|it| it.to_string())?;
        Ok(id)
    }

    #[test]
    fn every_kind_finds_a_place_once_its_containers_are_there() {
        let mut design = Design::default();
        let mut left: Vec<&Meta> = ServiceKind::ALL.iter().map(|it| it.meta()).collect();
        for _ in 0..left.len() {
            left.retain(|it| put(&mut design, it, None).is_err());
        }
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn a_new_component_goes_into_the_selected_container_or_the_one_around() {
        let mut design = Design::default();
        let metas = || ServiceKind::ALL.iter().map(|it| it.meta());
        let outer = metas().find(|it| it.offers.is_some() && it.inside.contains(&Place::Canvas)).unwrap();
        let takes = |it: &&Meta| outer.offers.is_some_and(|offered| it.inside.contains(&offered));
        let inner = metas().find(|it| takes(it) && it.offers.is_none()).unwrap();
        put(&mut design, outer, None).unwrap();
        let second = put(&mut design, outer, None).unwrap();
        let near = Some(Pick::Component(second.clone()));
        let inside = put(&mut design, inner, near.as_ref()).unwrap();
        assert_eq!(design.component(&inside).unwrap().parent, Some(second.clone()));
        let beside = put(&mut design, inner, Some(&Pick::Component(inside))).unwrap();
        assert_eq!(design.component(&beside).unwrap().parent, Some(second));
    }
}
