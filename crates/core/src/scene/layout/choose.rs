//! Looking for the arrangement that makes the whole picture readable.

use crate::{
    base::sort_by,
    scene::{
        layout::{
            Arrangement, Wish,
            draft::{Draft, Plan, WINDOW_RATIO},
            group::{self, Candidate, Group},
        },
        slots::at,
        tree::Tree,
    },
};

/// The proportions tried for containers inside others.
const RATIOS: [f64; 4] = [1.6, 1.0, 2.4, 0.7];
/// How many boxes may be placed anew while looking for something better from one start.
const EFFORT: usize = 5_000;
/// In a picture with more nodes than this fewer drafts are made and improved, for each takes its time.
const LARGE: usize = 1_500;
/// From how many of the first drafts something better is looked for.
const N_STARTS: usize = 2;
/// How much worse a grown picture may be than a new one before the new one is taken.
const PATIENCE: f64 = 1.25;

/// The best for each container alone, then better ones for the whole, one container after the other.
/// Hand-placed nodes count as automatic here, so that moving one does not turn the others around.
pub(in crate::scene) fn choose(tree: &Tree, wishes: &[Wish]) -> Arrangement {
    let free = free(wishes);
    let plan = Plan::new(tree);
    let best = best(&plan, &free);
    Arrangement { styles: best.styles, kept: Vec::new() }
}

/// The arrangement that leaves what was there before as it was, wherever that may lead.
pub(in crate::scene) fn choose_around(tree: &Tree, wishes: &[Wish], earlier: Arrangement) -> Arrangement {
    let free = free(wishes);
    let plan = Plan::new(tree);
    let styles = grown(&plan, &free, &earlier).styles;
    Arrangement { styles, kept: earlier.kept }
}

/// The same as long as it is about as good as a new one.
pub(in crate::scene) fn choose_along(tree: &Tree, wishes: &[Wish], earlier: Arrangement) -> Arrangement {
    let free = free(wishes);
    let plan = Plan::new(tree);
    let new = best(&plan, &free);
    // Of a picture that is mostly another one, there is nothing worth keeping.
    if 2 * earlier.kept.iter().flatten().count() < tree.len() {
        return Arrangement { styles: new.styles, kept: Vec::new() };
    }
    let grown = grown(&plan, &free, &earlier);
    let is_good = grown.cost() <= PATIENCE * new.cost();
    if is_good {
        let styles = grown.styles;
        return Arrangement { styles, kept: earlier.kept };
    }
    Arrangement { styles: new.styles, kept: Vec::new() }
}

fn free(wishes: &[Wish]) -> Vec<Wish> {
    wishes.iter().map(|it| Wish { position: None, ..*it }).collect()
}

/// The draft that grows out of an earlier picture.
fn grown<'a>(plan: &'a Plan<'a>, wishes: &'a [Wish], earlier: &'a Arrangement) -> Draft<'a> {
    let mut draft = Draft::new(plan, wishes, &earlier.kept);
    draft.lay_all(|draft, container, group| {
        if draft.keeps(container) {
            draft.lay_in_style(container, group, at(&earlier.styles, plan.slot(container)));
        } else {
            let ratio = if container.is_some() { at(&RATIOS, 0) } else { WINDOW_RATIO };
            lay_best(draft, container, group, &group::candidates(group, &[ratio]), ratio);
        }
    });
    draft
}

fn lay_best(
    draft: &mut Draft,
    container: Option<usize>,
    group: &Group,
    candidates: &[Candidate],
    ratio: f64,
) {
    let costed = candidates.iter().map(|it| (it.cost(group, ratio), it));
    if let Some((_, best)) = costed.min_by(|a, b| a.0.total_cmp(&b.0)) {
        draft.lay(container, group, best.style, &best.corners);
    }
}

fn best<'a>(plan: &'a Plan<'a>, wishes: &'a [Wish]) -> Draft<'a> {
    let mut known = Known::new(plan);
    let mut drafts: Vec<Draft> = Vec::with_capacity(RATIOS.len());
    let (n_drafts, n_starts) = if plan.tree.len() > LARGE { (2, 1) } else { (RATIOS.len(), N_STARTS) };
    for &ratio in RATIOS.iter().take(n_drafts) {
        let mut draft = Draft::new(plan, wishes, &[]);
        draft.lay_all(|draft, container, group| {
            let ratio = if container.is_some() { ratio } else { WINDOW_RATIO };
            lay_best(draft, container, group, known.candidates(container, group), ratio);
        });
        drafts.push(draft);
    }
    // The outermost first: they matter most, should the effort not suffice for all.
    let mut containers: Vec<(usize, Option<usize>)> = (0..plan.tree.len())
        .map(|it| (plan.tree.upward(it).count(), Some(it)))
        .chain([(0, None)])
        .filter(|it| plan.children(it.1).len() > 1)
        .collect();
    sort_by(&mut containers, Ord::cmp);
    sort_by(&mut drafts, |a, b| a.cost().total_cmp(&b.cost()));
    drafts.dedup_by(|a, b| (a.cost() - b.cost()).abs() < 0.5);
    drafts.truncate(n_starts);
    let mut best: Option<Draft> = None;
    // From several starts, for each leads into a valley of its own.
    for mut draft in drafts {
        improve(plan, &mut draft, &mut known, &containers, EFFORT);
        if best.as_ref().is_none_or(|it| draft.cost() < it.cost()) {
            best = Some(draft);
        }
    }
    best.unwrap_or_else(|| Draft::new(plan, wishes, &[]))
}

/// Tries other styles, one container at a time, as long as one makes the whole better.
fn improve(
    plan: &Plan,
    draft: &mut Draft,
    known: &mut Known,
    containers: &[(usize, Option<usize>)],
    mut effort: usize,
) {
    let mut least = draft.cost();
    let mut is_better = true;
    while std::mem::take(&mut is_better) {
        for &(_, container) in containers {
            let above =
                container.into_iter().flat_map(|it| plan.tree.upward(it).skip(1).map(Some)).chain([None]);
            let price: usize = above.map(|it| plan.children(it).len()).sum();
            if effort < price {
                return;
            }
            let group = draft.group(container);
            for candidate in known.candidates(container, &group) {
                if candidate.style == at(&draft.styles, plan.slot(container)) {
                    continue;
                }
                if effort < price {
                    return;
                }
                effort -= price;
                let undo = draft.lay_upward(container, candidate.style, &candidate.corners);
                let cost = draft.cost();
                if cost < least - 0.5 {
                    least = cost;
                    is_better = true;
                } else {
                    draft.revert(undo);
                }
            }
        }
    }
}

/// The candidates of each container as long as its children have the same sizes.
struct Known<'a> {
    plan: &'a Plan<'a>,
    of: Vec<Option<(Group, Vec<Candidate>)>>,
}

impl<'a> Known<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        Self { plan, of: vec![None; plan.tree.len() + 1] }
    }

    fn candidates(&mut self, container: Option<usize>, group: &Group) -> &[Candidate] {
        let ratios = if container.is_some() { &RATIOS[..] } else { &[WINDOW_RATIO] };
        let Some(slot) = self.of.get_mut(self.plan.slot(container)) else { return &[] };
        if slot.as_ref().is_none_or(|it| it.0 != *group) {
            *slot = Some((group.clone(), group::candidates(group, ratios)));
        }
        slot.as_ref().map_or(&[], |it| it.1.as_slice())
    }
}
