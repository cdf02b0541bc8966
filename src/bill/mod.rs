//! The bill: every line with its formula, its source, and why it is there.

mod line;

use std::collections::BTreeSet;

use groundplan_core::{
    base::{Address, Money, Range, gather, sort_by},
    estimate::{Adjustment, Estimate},
    vocab::{Category, Command, LineItem, Target},
};
use leptos::prelude::*;

use line::Line;

use crate::{
    derived::{Derived, Priced},
    editor::Editor,
    inspector::settings_slot,
    session::{Pick, Session},
    state::{Memo, RwSignal, Signal, StoredValue},
    ui::{Button, ButtonStyle, CollectAny, Icon, List, Show, Toasts, handler, key_of},
};

/// Up to so many groups, all are unfolded at first.
const UNFOLDED_AT_MOST: usize = 40;

/// How many groups are shown before one asks for more.
const SHOWN_AT_FIRST: usize = 100;

/// How the lines are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grouping {
    Component,
    Category,
}

/// A group of lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Group {
    Component(Address),
    Category(Category),
    /// What is worked out for the account as a whole.
    Account,
}

impl Group {
    fn title(&self, priced: &Priced) -> String {
        match self {
            Self::Component(id) => {
                priced.survey.design().component(id).map(|it| it.name.clone()).unwrap_or_default()
            }
            Self::Category(category) => category.title().to_owned(),
            Self::Account => "The account as a whole".to_owned(),
        }
    }

    /// What the group costs.
    fn total(&self, estimate: &Estimate) -> Range<Money> {
        match self {
            Self::Component(id) => estimate.of(id),
            Self::Category(category) => {
                let found = estimate.by_category().into_iter().find(|it| it.0 == *category);
                found.map(|it| it.1).unwrap_or_default()
            }
            Self::Account => sum(estimate.adjustments().iter().map(|it| it.monthly)),
        }
    }

    /// What is worked out for the account as a whole and belongs here.
    fn adjustments<'a>(&'a self, estimate: &'a Estimate) -> Vec<&'a Adjustment> {
        let all = estimate.adjustments().iter();
        match self {
            Self::Component(_) => Vec::new(),
            Self::Category(category) => all.filter(|it| it.category == *category).collect(),
            Self::Account => all.collect(),
        }
    }

    /// The line items of the group.
    fn lines<'a>(&'a self, estimate: &'a Estimate) -> Vec<&'a LineItem> {
        match self {
            Self::Component(id) => estimate.lines_of(id).iter().collect(),
            Self::Category(category) => estimate.lines().filter(|it| it.category == *category).collect(),
            Self::Account => Vec::new(),
        }
    }
}

fn sum(ranges: impl Iterator<Item = Range<Money>>) -> Range<Money> {
    ranges.fold(Range::default(), |sum, it| sum.zip(it, |a, b| a + b))
}

/// Groups with anything to show, the dearest first and the account last.
fn groups(estimate: &Estimate, grouping: Grouping) -> Vec<Group> {
    let mut groups: Vec<(Money, Group)> = match grouping {
        Grouping::Component => {
            let mut ids: Vec<&Address> = estimate.lines().map(|it| &it.component).collect();
            ids.dedup();
            ids.into_iter().map(|it| (estimate.of(it).expected, Group::Component(it.clone()))).collect()
        }
        Grouping::Category => {
            let found: BTreeSet<Category> = gather(estimate.lines().map(|it| it.category));
            let group = |it| Group::Category(it);
            found.into_iter().map(group).map(|it| (it.total(estimate).expected, it)).collect()
        }
    };
    sort_by(&mut groups, |a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut groups: Vec<Group> = groups.into_iter().map(|it| it.1).collect();
    if grouping == Grouping::Component && !estimate.adjustments().is_empty() {
        groups.push(Group::Account);
    }
    groups
}

/// The bill.
#[component]
pub(crate) fn Bill() -> impl IntoView {
    let derived = Derived::here();
    let grouping = RwSignal::new(Grouping::Component);
    let all_shown = RwSignal::new(false);
    let groups = Memo::new(move |_| {
        derived
            .shown
            .with(|it| it.as_ref().map(|it| groups(&it.estimate, grouping.get())).unwrap_or_default())
    });
    let n_groups = Memo::new(move |_| groups.with(Vec::len));
    let n_missing = Memo::new(move |_| {
        derived.shown.with(|it| it.as_ref().map_or(0, |it| it.estimate.missing().count()))
    });
    let total = Memo::new(move |_| derived.shown.with(|it| it.as_ref().map(|it| it.estimate.total())));
    let shown = move || {
        let mut groups = groups.get();
        if !all_shown.get() {
            groups.truncate(SHOWN_AT_FIRST);
        }
        groups
    };
    let segment = move |label: &'static str, value: Grouping| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (grouping.get() == value).to_string()
                on:click=handler(move |_| grouping.set(value))
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="bill">
            <div class="pane-tools">
                <div class="segments" role="group" aria-label="Group the lines by">
                    {segment("By component", Grouping::Component)}
                    {segment("By category", Grouping::Category)}
                </div>
                <FreeTiers />
                <Show when=move || { n_missing.get() > 0 }>
                    <span class="chip warn">
                        {Icon::Alert.view()}
                        {move || format!("{} without a price, not counted", n_missing.get())}
                    </span>
                </Show>
                <span class="spacer"></span>
                <span class="muted small">
                    {move || derived.book.get().map(|it| format!("On demand, 730 h a month, prices of {}", it.as_of().replace("..", " to ")))}
                </span>
            </div>
            <table class="bill-table">
                <thead>
                    <tr>
                        <th scope="col">"Line"</th>
                        <th scope="col">"How it comes about"</th>
                        <th scope="col" class="bill-source">"Source"</th>
                        <th scope="col" class="number">"Low"</th>
                        <th scope="col" class="number">"Expected"</th>
                        <th scope="col" class="number">"High"</th>
                    </tr>
                </thead>
                <List each=shown key=key_of let:group>
                    <GroupRows group unfolded=n_groups.get_untracked() <= UNFOLDED_AT_MOST />
                </List>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">"A month in all"</th>
                        {move || {
                            let total = total.get().unwrap_or_default();
                            [total.low, total.expected, total.high]
                                .map(|it| view! { <td class="number">{it.to_string()}</td> })
                                .collect_any()
                        }}
                    </tr>
                </tfoot>
            </table>
            <Show when=move || { !all_shown.get() && n_groups.get() > SHOWN_AT_FIRST }>
                <p class="bill-more">
                    <Button
                        label=Signal::derive(move || format!("Show all {}", n_groups.get()))
                        style=ButtonStyle::Small
                        on_press=move |_| all_shown.set(true)
                    />
                </p>
            </Show>
        </div>
    }
}

/// Whether the account's free allowances are taken off.
#[component]
fn FreeTiers() -> impl IntoView {
    let editor = Editor::here();
    let slot = settings_slot("free_tiers");
    let toasts = Toasts::here();
    view! {
        <label class="switch" title="They are per account: switch them off when the account has other tenants">
            <input
                type="checkbox"
                prop:checked=move || slot.value.with(|it| it.as_bool() == Some(true))
                on:change:target=move |event| {
                    let on = event.target().checked();
                    if let Err(why) = editor.set(&Target::Design, "free_tiers", on.into()) {
                        toasts.complain(why.to_string());
                    }
                }
            />
            <span>"Free allowances"</span>
        </label>
    }
}

#[component]
fn GroupRows(group: Group, unfolded: bool) -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let unfolded = RwSignal::new(unfolded);
    let group = StoredValue::new(group);
    let title = Memo::new(move |_| {
        derived
            .shown
            .with(|it| it.as_ref().map(|it| group.with_value(|group| group.title(it))).unwrap_or_default())
    });
    let total = Memo::new(move |_| {
        derived.shown.with(|it| {
            it.as_ref().map(|it| group.with_value(|group| group.total(&it.estimate))).unwrap_or_default()
        })
    });
    let lines = Memo::new(move |_| {
        derived.shown.with(|it| {
            it.as_ref().map(|it| group.with_value(|group| Line::all(group, it))).unwrap_or_default()
        })
    });
    let go = group.with_value(|it| match it {
        Group::Component(id) => Some(Pick::Component(id.clone())),
        _ => None,
    });
    let selected = {
        let go = go.clone();
        move || go.as_ref().is_some_and(|it| session.selection.with(|all| all.contains(it)))
    };
    view! {
        <tbody class:selected=move || selected()>
            <tr class="bill-group">
                <th scope="rowgroup" colspan="3">
                    <button
                        type="button"
                        class="fold-button"
                        aria-expanded=move || unfolded.get().to_string()
                        aria-label=move || format!("Lines of {}", title.get())
                        on:click=handler(move |_| unfolded.update(|it| *it = !*it))
                    >
                        {move || if unfolded.get() { Icon::ChevronDown } else { Icon::ChevronRight }.view()}
                    </button>
                    {match go {
                        Some(pick) => {
                            view! {
                                <button type="button" class="link" on:click=handler(move |_| session.go_to(pick.clone()))>
                                    {move || title.get()}
                                </button>
                            }
                                .into_any()
                        }
                        None => view! { <span>{move || title.get()}</span> }.into_any(),
                    }}
                </th>
                {move || {
                    let total = total.get();
                    [total.low, total.expected, total.high]
                        .map(|it| view! { <td class="number">{it.to_string()}</td> })
                        .collect_any()
                }}
            </tr>
            <Show when=move || unfolded.get()>
                <List each=move || lines.get() key=key_of let:line>
                    <LineRow line />
                </List>
            </Show>
        </tbody>
    }
}

#[component]
fn LineRow(line: Line) -> impl IntoView {
    let editor = Editor::here();
    let session = Session::here();
    let toasts = Toasts::here();
    let switch = line.switch.clone().map(|(id, key)| {
        let label = format!("Count {}", line.name);
        view! {
            <input
                type="checkbox"
                aria-label=label
                title="Implied by the design: switch it off where it does not apply"
                disabled=move || session.preview.get().is_some()
                prop:checked=!line.off
                on:change:target=move |event| {
                    let command = Command::SwitchLine {
                        id: id.clone(),
                        line: key.clone(),
                        on: event.target().checked(),
                    };
                    if let Err(why) = editor.run(&[command]) {
                        toasts.complain(why.to_string());
                    }
                }
            />
        }
        .into_any()
    });
    view! {
        <tr class="bill-line" class:off=line.off>
            <td>
                <div class="bill-name">
                    {switch}
                    <div>
                        <span>{line.name}</span>
                        {line.of.map(|it| view! { <span class="muted">" · "{it}</span> }.into_any())}
                        {line.why.map(|it| view! { <p class="muted small">{it}</p> }.into_any())}
                    </div>
                </div>
            </td>
            <td class="bill-formula">{line.formula}</td>
            <td class="bill-source muted small" title=line.source_full>{line.source}</td>
            {match line.figures {
                Some(figures) => {
                    figures
                        .map(|it| view! { <td class="number">{it}</td> })
                        .collect_any()
                }
                None => {
                    view! {
                        <td class="number" colspan="3">
                            <span class="chip warn">"no price in this region"</span>
                        </td>
                    }
                        .into_any()
                }
            }}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use groundplan_core::{design, prices::PriceBook, survey::Survey};

    use super::*;

    #[test]
    fn the_groups_of_a_bill_sum_to_its_total() {
        let design = design::read(include_str!("../../public/references/c1.groundplan.json")).unwrap();
        let book = PriceBook::from_json(include_str!("../../public/prices/us-east-1.json")).unwrap();
        let estimate = Estimate::new(&Survey::new(&design, &Arc::new(book)));
        let by_component = groups(&estimate, Grouping::Component);
        assert_eq!(sum(by_component.iter().map(|it| it.total(&estimate))), estimate.total());
        let by_category = groups(&estimate, Grouping::Category);
        assert_eq!(sum(by_category.iter().map(|it| it.total(&estimate))), estimate.total());
        let n_lines: usize = by_component.iter().map(|it| it.lines(&estimate).len()).sum();
        assert_eq!(n_lines, estimate.lines().count());
    }
}
