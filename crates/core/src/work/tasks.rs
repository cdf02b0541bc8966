//! Tasks: pieces gathered into what people do in one go, with what is written down about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{Address, Decimal, Quantity, gather},
    design::{Design, Task},
    vocab::{Complexity, Joint, Part},
};

use super::{
    Doubt, Origin, WorkTask,
    pieces::Piece,
    schedule::{Link, Node, Schedule},
};

/// A task before it has a place in time.
pub(super) struct Draft {
    pub(super) id: Address,
    pub(super) title: String,
    pub(super) hours: Decimal,
    pub(super) is_blocking: bool,
    pub(super) is_off: bool,
    complexity: Complexity,
    covers: Vec<Address>,
    note: String,
    origin: Origin,
    /// The tasks that its components ask for.
    needs: Vec<usize>,
    /// The tasks that it is to wait for as somebody wrote it down.
    written: Option<Vec<usize>>,
}

impl Draft {
    /// The task as the schedule sees it. One that is left out takes no time, and still keeps those that
    /// wait for it behind those it waits for.
    pub(super) fn node(&self) -> Node {
        let link = |is_written| move |&to: &usize| Link { to, is_written };
        Node {
            hours: if self.is_off { Decimal::ZERO } else { self.hours },
            is_blocking: self.is_blocking && !self.is_off,
            after: match &self.written {
                Some(written) => written.iter().map(link(true)).collect(),
                None => self.needs.iter().map(link(false)).collect(),
            },
        }
    }

    /// The task as the plan holds it.
    pub(super) fn task(&self, after: Vec<Address>) -> WorkTask {
        WorkTask {
            id: self.id.clone(),
            title: self.title.clone(),
            hours: Quantity(self.hours),
            complexity: self.complexity,
            after,
            is_blocking: self.is_blocking,
            covers: self.covers.clone(),
            note: self.note.clone(),
            origin: self.origin,
        }
    }
}

/// The tasks of a design in the order of its containers, own ones last; and what is odd about those that
/// are written down.
pub(super) fn drafts(design: &Design, pieces: &[Piece<'_>]) -> (Vec<Draft>, Vec<Doubt>) {
    let written = &design.settings.work;
    let mut doubts = Vec::new();
    let groups = Groups::new(design, pieces);
    let mut drafts = Vec::new();
    let entries: BTreeMap<&Address, &Task> = gather(written.iter().map(|it| (&it.id, it)));
    let own = written.iter().map(|it| &it.id).filter(|it| !groups.derived.contains(it));
    for id in groups.derived.iter().chain(own) {
        let entry = entries.get(id).copied();
        let members = groups.members.get(id).map(Vec::as_slice).unwrap_or_default();
        match entry {
            Some(entry) if members.is_empty() && entry.title.is_empty() => {
                doubts.push(Doubt::NoTaskToChange(entry.id.clone()));
            }
            None if members.is_empty() => {}
            _ => drafts.push(draft(id, entry, members, pieces, groups.joints.get(id).copied())),
        }
    }
    let places: BTreeMap<Address, usize> =
        gather(drafts.iter().enumerate().map(|(idx, it)| (it.id.clone(), idx)));
    let task_of: Vec<Option<usize>> = groups.ids.iter().map(|it| places.get(it.as_ref()?).copied()).collect();
    let piece_of: BTreeMap<&Address, usize> =
        gather(pieces.iter().enumerate().map(|(idx, it)| (it.address, idx)));
    for (idx, draft) in drafts.iter_mut().enumerate() {
        let members = groups.members.get(&draft.id).map(Vec::as_slice).unwrap_or_default();
        draft.needs = needs(idx, members, pieces, &task_of);
        let Some(entry) = entries.get(&draft.id) else { continue };
        for component in entry.covers.iter().filter(|it| !piece_of.contains_key(it)) {
            doubts.push(Doubt::NoSuchComponent { task: entry.id.clone(), component: component.clone() });
        }
        let Some(after) = &entry.after else { continue };
        let mut found = BTreeSet::new();
        for id in after {
            let of_component = || task_of.get(*piece_of.get(id)?).copied().flatten();
            match places.get(id).copied().or_else(of_component) {
                Some(to) if to != idx => {
                    found.insert(to);
                }
                Some(_) => {}
                None => doubts.push(Doubt::NoSuchTask { task: entry.id.clone(), after: id.clone() }),
            }
        }
        draft.written = Some(found.into_iter().collect());
    }
    (drafts, doubts)
}

/// Which task each piece belongs to.
struct Groups {
    /// The task of each piece, by its id.
    ids: Vec<Option<Address>>,
    /// The pieces of each task, containers first.
    members: BTreeMap<Address, Vec<usize>>,
    /// Tasks that are worked out of the design.
    derived: Vec<Address>,
    /// Those that several components share, by their ids.
    joints: BTreeMap<Address, Joint>,
}

impl Groups {
    fn new(design: &Design, pieces: &[Piece<'_>]) -> Self {
        let written = &design.settings.work;
        let covered: BTreeMap<&Address, &Address> =
            gather(written.iter().flat_map(|task| task.covers.iter().map(|it| (it, &task.id))));
        let mut groups =
            Self { ids: Vec::new(), members: BTreeMap::new(), derived: Vec::new(), joints: BTreeMap::new() };
        let mut late = Vec::new();
        for (idx, piece) in pieces.iter().enumerate() {
            let above = piece.container.and_then(|it| groups.ids.get(it)?.clone());
            let derived = match piece.effort.part {
                Part::Nothing => None,
                Part::Task => Some(piece.address.clone()),
                Part::Container => Some(above.unwrap_or_else(|| piece.address.clone())),
                Part::Joint(joint) => {
                    let id = design.free_address(&Address::slugify(joint.word()));
                    groups.joints.insert(id.clone(), joint);
                    Some(id)
                }
            };
            // What shares a task comes behind what has one of its own.
            if let Some(id) = derived.as_ref().filter(|it| !groups.members.contains_key(*it)) {
                let list = if piece.joint().is_some() { &mut late } else { &mut groups.derived };
                if !list.contains(id) {
                    list.push(id.clone());
                }
            }
            let id = covered.get(piece.address).map(|it| (*it).clone()).or(derived);
            if let Some(id) = &id {
                groups.members.entry(id.clone()).or_default().push(idx);
            }
            groups.ids.push(id);
        }
        groups.derived.append(&mut late);
        groups
    }
}

fn draft(
    id: &Address,
    entry: Option<&Task>,
    members: &[usize],
    pieces: &[Piece<'_>],
    joint: Option<Joint>,
) -> Draft {
    let pieces = || members.iter().filter_map(|it| pieces.get(*it));
    let lead = pieces().find(|it| it.address == id);
    let is_derived = lead.is_some() || joint.is_some();
    let title = || match (joint, lead) {
        (Some(joint), _) => joint.title().to_owned(),
        (None, Some(lead)) => lead.name.to_owned(),
        (None, None) => pieces().map(|it| it.name).collect::<Vec<_>>().join(", "),
    };
    let blank = Task::new(id.clone());
    let said = entry.unwrap_or(&blank);
    let complexity = || pieces().map(|it| it.effort.complexity).max().unwrap_or_default();
    let blocks = |it: &Piece<'_>| it.joint().is_none_or(Joint::is_blocking);
    Draft {
        id: id.clone(),
        title: if said.title.is_empty() { title() } else { said.title.clone() },
        hours: said.hours.map_or_else(|| hours(pieces()), |it| it.0),
        complexity: said.complexity.unwrap_or_else(complexity),
        is_blocking: said.blocking.unwrap_or_else(|| members.is_empty() || pieces().any(blocks)),
        is_off: said.off,
        covers: pieces().map(|it| it.address.clone()).collect(),
        note: said.note.clone(),
        origin: match entry {
            Some(_) if is_derived => Origin::Edited,
            Some(_) => Origin::Own,
            None => Origin::Derived,
        },
        needs: Vec::new(),
        written: None,
    }
}

/// What the pieces of a task take together. Those that share a task take as long as the longest of them.
fn hours<'a>(pieces: impl Iterator<Item = &'a Piece<'a>>) -> Decimal {
    let mut sum = Decimal::ZERO;
    let mut joints: BTreeMap<Joint, Decimal> = BTreeMap::new();
    for piece in pieces {
        match piece.joint() {
            Some(joint) => {
                let longest = joints.entry(joint).or_default();
                *longest = piece.effort.hours.max(*longest);
            }
            None => sum = sum.saturating_add(piece.effort.hours),
        }
    }
    joints.values().fold(sum, |sum, it| sum.saturating_add(*it))
}

/// The tasks that have to be done before those of these pieces can be.
fn needs(own: usize, members: &[usize], pieces: &[Piece<'_>], task_of: &[Option<usize>]) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let task = |piece: usize| task_of.get(piece).copied().flatten().filter(|it| *it != own);
    for piece in members.iter().filter_map(|it| pieces.get(*it)) {
        let mut above = piece.container;
        while let Some(idx) = above {
            // What is further up is waited for by what is nearer.
            if let Some(task) = task(idx) {
                found.insert(task);
                break;
            }
            above = pieces.get(idx).and_then(|it| it.container);
        }
        let waits_for = |it: &&usize| {
            let asked = pieces.get(**it).and_then(Piece::joint);
            asked.is_none_or(Joint::is_blocking)
        };
        found.extend(piece.needs.iter().filter(waits_for).filter_map(|it| task(*it)));
    }
    found.into_iter().collect()
}

/// The tasks that one waits for, those that are left out replaced by what they wait for.
pub(super) fn shown_after(drafts: &[Draft], schedule: &Schedule, task: usize) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = schedule.after(task).collect();
    while let Some(idx) = open.pop() {
        if !seen.insert(idx) {
            continue;
        }
        if drafts.get(idx).is_some_and(|it| it.is_off) {
            open.extend(schedule.after(idx));
        } else {
            found.insert((schedule.position(idx), idx));
        }
    }
    found.into_iter().map(|it| it.1).collect()
}

/// What written lists of dependencies leave out although the components ask for it, and no other
/// dependency sees to it.
pub(super) fn unlisted(drafts: &[Draft], schedule: &Schedule) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for (idx, draft) in drafts.iter().enumerate().filter(|(_, it)| it.written.is_some() && !it.is_off) {
        let before = schedule.all_before(idx);
        let is_missing = |it: &&usize| !before.contains(it) && drafts.get(**it).is_some_and(|it| !it.is_off);
        let missing = draft.needs.iter().filter(is_missing).filter_map(|it| drafts.get(*it));
        let needs: Vec<Address> = missing.map(|it| it.id.clone()).collect();
        if !needs.is_empty() {
            doubts.push(Doubt::Unlisted { task: draft.id.clone(), needs });
        }
    }
    doubts
}
