//! The budget bar: what a month costs, against alert and limit. Always in sight.

use groundplan_core::{
    base::Money,
    estimate::{BudgetStatus, Verdict},
};
use leptos::prelude::*;

use crate::{
    derived::Derived,
    session::{Pane, Session},
    state::Memo,
    ui::handler,
};

/// The width of the bar in its own units.
const WIDTH: f64 = 1000.0;

/// What a month costs, against alert and limit.
#[component]
pub(crate) fn BudgetBar() -> impl IntoView {
    let derived = Derived::here();
    let session = Session::here();
    let verdict = Memo::new(move |_| derived.shown_now.with(|it| it.as_ref().map(|it| it.verdict.clone())));
    let base = Memo::new(move |_| derived.base.with(|it| it.as_ref().map(|it| it.verdict.total.expected)));
    let total = move || verdict.get().map(|it| it.total.expected);
    let status = move || verdict.get().map_or(BudgetStatus::None, |it| it.status);
    let compared = move || {
        let base = session.preview.get().and(base.get())?;
        Some(format!("base {base}"))
    };
    view! {
        <section class="budget" aria-label="Budget">
            <button
                type="button"
                class="budget-total"
                title="Show the bill"
                on:click=handler(move |_| session.pane.set(Some(Pane::Bill)))
            >
                <span
                    class="total"
                    data-testid="total-monthly"
                    data-value=move || total().map(|it| format!("{:.2}", it.to_cents()))
                >
                    {move || total().map_or_else(|| "…".to_owned(), |it| it.to_string())}
                </span>
                <span class="muted small">" / month"</span>
                <span class="budget-base muted small">{move || compared()}</span>
            </button>
            <div class="budget-line">
                {move || verdict.get().map(|it| view! { <Meter verdict=it /> }.into_any())}
                <div class="budget-foot">
                    <span
                        class=move || format!("chip {}", status().word())
                        data-testid="budget-status"
                        data-value=move || status().word()
                    >
                        {move || status().title()}
                    </span>
                    <span class="headroom small muted">
                        {move || verdict.get().map(|it| headroom(&it))}
                        <span class="headroom-of">{move || verdict.get().map(|it| limit(&it))}</span>
                    </span>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Meter(verdict: Verdict) -> impl IntoView {
    let Verdict { total, limit, alert, status, .. } = verdict;
    let most = limit.or(alert).map_or(Money::ZERO, |it| it * 115.into()).to_f64() / 100.0;
    let scale = most.max(total.high.to_f64() * 1.05).max(1.0);
    let x = move |it: Money| (it.to_f64().max(0.0) / scale * WIDTH).round();
    let mark = move |it: Option<Money>, class: &'static str, name: &'static str| {
        it.map(|it| {
            view! {
                <line class=class x1=x(it) x2=x(it) y1="0" y2="12">
                    <title>{format!("{name} {it}")}</title>
                </line>
            }
            .into_any()
        })
    };
    let label = format!(
        "{} a month, from {} to {}{}{}",
        total.expected,
        total.low,
        total.high,
        alert.map(|it| format!(", alert at {it}")).unwrap_or_default(),
        limit.map(|it| format!(", limit {it}")).unwrap_or_default(),
    );
    view! {
        <svg
            class=format!("meter {}", status.word())
            viewBox="0 0 1000 12"
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <rect class="meter-ground" y="3" width="1000" height="6" rx="3" />
            <rect class="meter-high" y="3" width=x(total.high) height="6" rx="3" />
            <rect class="meter-fill" y="3" width=x(total.expected) height="6" rx="3" />
            {mark(alert, "meter-alert", "Alert")}
            {mark(limit, "meter-limit", "Limit")}
        </svg>
    }
}

fn headroom(verdict: &Verdict) -> String {
    let Some(headroom) = verdict.headroom else { return String::new() };
    if headroom < Money::ZERO { format!("{} over", -headroom) } else { format!("{headroom} left") }
}

/// What the headroom is measured against, where there is room to say so.
fn limit(verdict: &Verdict) -> String {
    match (verdict.headroom, verdict.limit) {
        (Some(headroom), Some(limit)) if headroom < Money::ZERO => format!(" {limit}"),
        (Some(_), Some(limit)) => format!(" of {limit}"),
        _ => String::new(),
    }
}
