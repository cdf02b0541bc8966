//! The outline: the design as a tree, with what each part costs.

use std::collections::{BTreeMap, BTreeSet};

use groundplan_core::{
    base::{Address, Money},
    design::Design,
    estimate::Estimate,
    vocab::Meta,
};
use leptos::{ev::KeyboardEvent, prelude::*};
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use crate::{
    derived::Derived,
    session::{Pick, Session},
    state::{Memo, RwSignal},
    ui::{Icon, List, PathIcon, Show, handler, key_of},
};

/// Up to so many components, everything is unfolded at first.
const UNFOLDED_AT_MOST: usize = 200;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Row {
    id: Address,
    depth: usize,
    name: String,
    subtitle: String,
    kind: &'static str,
    /// What it and all that stands in it costs.
    cost: String,
    /// Whether something stands in it, and whether that is shown.
    unfolded: Option<bool>,
}

/// The outline.
#[component]
pub(crate) fn Outline() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    // What the user folded or unfolded, against what it is at first.
    let turned = RwSignal::new(BTreeSet::<Address>::new());
    let rows = Memo::new(move |_| {
        derived.shape.track();
        let design = derived.shown_design.get_untracked();
        let shown = derived.shown.get();
        turned.with(|turned| rows(&design, shown.as_ref().map(|it| &it.estimate), turned))
    });
    // One line is in the order of the tab key: the selected one, else the first.
    let tab_stop = Memo::new(move |_| {
        let selected = session.selection.with(|it| match it.first() {
            Some(Pick::Component(id)) => Some(id.clone()),
            _ => None,
        });
        rows.with(|rows| {
            let shown = selected.filter(|id| rows.iter().any(|it| it.id == *id));
            shown.or_else(|| rows.first().map(|it| it.id.clone()))
        })
    });
    let turn = move |id: &Address| {
        turned.update(|it| {
            if !it.remove(id) {
                it.insert(id.clone());
            }
        });
    };
    view! {
        <section class="outline" aria-labelledby="outline-title">
            <div class="pane-head">
                <h2 id="outline-title">"Outline"</h2>
                <span class="count">{move || derived.shape.with(|it| it.components.len())}</span>
            </div>
            <ul class="tree" role="tree" aria-labelledby="outline-title" aria-multiselectable="true">
                <List each=move || rows.get() key=key_of let:row>
                    <TreeItem row session tab_stop turn />
                </List>
            </ul>
            <Show when=move || rows.with(Vec::is_empty)>
                <p class="empty">"Nothing here yet. Press a component in the palette to add it."</p>
            </Show>
        </section>
    }
}

#[component]
fn TreeItem(
    row: Row,
    session: Session,
    tab_stop: Memo<Option<Address>>,
    turn: impl Fn(&Address) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let Row { id, depth, name, subtitle, kind, cost, unfolded } = row;
    let meta = meta_of(kind);
    let pick = Pick::Component(id.clone());
    let focusable = {
        let id = id.clone();
        Memo::new(move |_| tab_stop.with(|it| it.as_ref() == Some(&id)))
    };
    let selected = {
        let pick = pick.clone();
        Memo::new(move |_| session.selection.with(|it| it.contains(&pick)))
    };
    let select = {
        let pick = pick.clone();
        move |several: bool| {
            if several {
                session.selection.update(|it| {
                    if !it.remove(&pick) {
                        it.insert(pick.clone());
                    }
                });
            } else {
                session.go_to(pick.clone());
            }
        }
    };
    let on_key = {
        let select = select.clone();
        let id = id.clone();
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" => Some(1),
                "ArrowUp" => Some(-1),
                "ArrowRight" if unfolded == Some(false) => {
                    turn(&id);
                    None
                }
                "ArrowLeft" if unfolded == Some(true) => {
                    turn(&id);
                    None
                }
                "Enter" | " " => {
                    select(event.ctrl_key() || event.meta_key());
                    None
                }
                _ => return,
            };
            event.prevent_default();
            if let Some(step) = step {
                focus_beside(&event, step);
            }
        }
    };
    let folded_id = id.clone();
    view! {
        <li
            class="tree-item"
            role="treeitem"
            tabindex=move || if focusable.get() { "0" } else { "-1" }
            attr:aria-level=(depth + 1).to_string()
            aria-expanded=unfolded.map(|it| it.to_string())
            aria-selected=move || selected.get().to_string()
            class:selected=move || selected.get()
            style:padding-left=format!("{}px", 8 + depth * 14)
            on:click=move |event| select(event.ctrl_key() || event.meta_key() || event.shift_key())
            on:keydown=handler(on_key)
        >
            {match unfolded {
                Some(unfolded) => {
                    view! {
                        <span
                            class="fold"
                            aria-hidden="true"
                            on:click=move |event| {
                                event.stop_propagation();
                                turn(&folded_id);
                            }
                        >
                            {if unfolded { Icon::ChevronDown } else { Icon::ChevronRight }.view()}
                        </span>
                    }
                        .into_any()
                }
                None => view! { <span class="fold" aria-hidden="true"></span> }.into_any(),
            }}
            {meta
                .map(|meta| {
                    view! {
                        <span class=format!("tinted tint-{}", meta.family.word())>
                            <PathIcon path=meta.icon />
                        </span>
                    }
                        .into_any()
                })}
            <span class="tree-name truncate" title=subtitle>{name}</span>
            <span class="tree-cost">{cost}</span>
        </li>
    }
}

fn meta_of(kind: &str) -> Option<&'static Meta> {
    groundplan_core::services::ServiceKind::from_word(kind).ok().map(|it| it.meta())
}

fn focus_beside(event: &KeyboardEvent, step: i32) {
    let Some(item) = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let beside = if step > 0 { item.next_element_sibling() } else { item.previous_element_sibling() };
    if let Some(beside) = beside.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus that can't move stays where it is.
        let _ = beside.focus();
    }
}

/// The lines in sight, each under its container.
fn rows(design: &Design, estimate: Option<&Estimate>, turned: &BTreeSet<Address>) -> Vec<Row> {
    let children = design.children();
    let totals = totals(design, estimate);
    let unfolded_at_first = design.components.len() <= UNFOLDED_AT_MOST;
    let mut rows = Vec::new();
    let roots = design.components.iter().filter(|it| it.1.parent.is_none()).map(|it| (it.0, 0));
    let mut open: Vec<(&Address, usize)> = roots.collect();
    open.reverse();
    while let Some((id, depth)) = open.pop() {
        let Some(component) = design.component(id) else { continue };
        let inside = children.get(id);
        let unfolded = inside.map(|_| (unfolded_at_first || depth < 1) != turned.contains(id));
        if unfolded == Some(true) {
            open.extend(inside.into_iter().flatten().rev().map(|it| (*it, depth + 1)));
        }
        let cost = totals.get(id).copied().filter(|it| !it.to_cents().is_zero());
        rows.push(Row {
            id: id.clone(),
            depth,
            name: component.name.clone(),
            subtitle: component.config.service().subtitle(),
            kind: component.config.meta().kind,
            cost: cost.map(|it| it.to_string()).unwrap_or_default(),
            unfolded,
        });
    }
    rows
}

/// What each component costs with all that stands in it.
fn totals<'a>(design: &'a Design, estimate: Option<&Estimate>) -> BTreeMap<&'a Address, Money> {
    let mut totals = BTreeMap::new();
    let Some(estimate) = estimate else { return totals };
    for id in design.components.keys() {
        let cost = estimate.of(id).expected;
        if cost != Money::ZERO {
            *totals.entry(id).or_default() += cost;
            for (above, _) in design.above(id) {
                *totals.entry(above).or_default() += cost;
            }
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use groundplan_core::design;

    use super::*;

    #[test]
    fn what_is_folded_hides_what_stands_in_it() {
        let design = design::read(include_str!("../../public/references/c1.groundplan.json")).unwrap();
        let all = rows(&design, None, &BTreeSet::new());
        assert_eq!(all.len(), design.components.len());
        for row in &all {
            let above = design.above(&row.id).count();
            assert_eq!(row.depth, above, "{}", row.id);
        }
        let container = all.iter().find(|it| it.unfolded.is_some()).unwrap();
        let folded = rows(&design, None, &[container.id.clone()].into());
        let inside = all.iter().filter(|it| design.above(&it.id).any(|(above, _)| *above == container.id));
        assert_eq!(folded.len(), all.len() - inside.count());
    }
}
