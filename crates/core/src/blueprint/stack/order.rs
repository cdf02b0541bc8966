//! Who starts before whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    survey::Survey,
    vocab::{Site, Stage},
};

use super::StackService;

/// Who starts after whom, as pairs (later, first), without a cycle. Jobs come before those who use
/// the same data, or before all others where they use none; then come those who get asked. An order
/// that would close a circle is left out, jobs' last.
pub(super) fn orders(survey: &Survey, services: &[StackService]) -> BTreeSet<(Address, Address)> {
    let here: BTreeSet<&Address> = services.iter().map(|it| &it.component).collect();
    let asked: BTreeMap<&Address, BTreeSet<Address>> =
        services.iter().map(|it| (&it.component, asked_by(survey, &it.component))).collect();
    let none = BTreeSet::new();
    let asked_of = |it: &Address| asked.get(it).unwrap_or(&none);
    let mut orders = BTreeSet::new();
    let (jobs, others): (Vec<_>, Vec<_>) = services.iter().partition(|it| it.container.stage == Stage::Job);
    for job in &jobs {
        let needs = asked_of(&job.component);
        for first in needs.iter().filter(|it| here.contains(it)) {
            add(&mut orders, &job.component, first);
        }
        let outside: BTreeSet<&Address> = needs.iter().filter(|it| !here.contains(it)).collect();
        let shares = |it: &&&StackService| asked_of(&it.component).iter().any(|it| outside.contains(it));
        let mut later: Vec<&&StackService> = others.iter().filter(shares).collect();
        if later.is_empty() {
            later = others.iter().filter(|it| !needs.contains(&it.component)).collect();
        }
        for service in later {
            add(&mut orders, &service.component, &job.component);
        }
    }
    for service in &others {
        for first in asked_of(&service.component).iter().filter(|it| here.contains(it)) {
            add(&mut orders, &service.component, first);
        }
    }
    orders
}

fn asked_by(survey: &Survey, address: &Address) -> BTreeSet<Address> {
    let asked = |site: &Site<'_>| {
        site.outgoing.iter().filter(|it| it.access.opens_port()).map(|it| it.address.clone()).collect()
    };
    survey.visit(address, |_, site| asked(site)).unwrap_or_default()
}

/// Adds an order unless it would close a circle.
fn add(orders: &mut BTreeSet<(Address, Address)>, later: &Address, first: &Address) {
    let mut seen = BTreeSet::from([first.clone()]);
    let mut open = vec![first.clone()];
    while let Some(it) = open.pop() {
        if it == *later {
            return;
        }
        for (_, before) in orders.iter().filter(|(after, _)| *after == it) {
            if seen.insert(before.clone()) {
                open.push(before.clone());
            }
        }
    }
    orders.insert((later.clone(), first.clone()));
}

/// The services so that each comes behind those it depends on, else in address order.
pub(super) fn in_start_order(mut waiting: Vec<StackService>) -> Vec<StackService> {
    let mut ordered: Vec<StackService> = Vec::with_capacity(waiting.len());
    let mut started = BTreeSet::new();
    while !waiting.is_empty() {
        let is_ready = |it: &StackService| it.depends_on.iter().all(|it| started.contains(&it.service));
        let next = waiting.remove(waiting.iter().position(is_ready).unwrap_or_default());
        started.insert(next.name.clone());
        ordered.push(next);
    }
    ordered
}
