//! Capacity: how full something is, as a bar.

use groundplan_core::vocab::Capacity;
use leptos::prelude::*;

/// How full something is. `before` is the share that was taken before a step, if it was there.
#[component]
pub(crate) fn CapacityBar(capacity: Capacity, before: Option<f64>) -> impl IntoView {
    let ratio = capacity.ratio();
    let width = |it: f64| (it.clamp(0.0, 1.0) * 1000.0).round();
    let class = if ratio > 1.0 {
        "over"
    } else if ratio > 0.85 {
        "alert"
    } else {
        "under"
    };
    let percent = if ratio.is_finite() { format!("{:.0} %", ratio * 100.0) } else { "over".to_owned() };
    let figures = format!("{} of {} {}", figure(capacity.used), figure(capacity.available), capacity.unit);
    view! {
        <div class="capacity">
            <span class="capacity-what">{capacity.what.clone()}</span>
            <svg
                class=format!("meter {class}")
                viewBox="0 0 1000 12"
                preserveAspectRatio="none"
                role="img"
                aria-label=format!("{}: {percent}, {figures}", capacity.what)
            >
                <rect class="meter-ground" y="3" width="1000" height="6" rx="3" />
                <rect class="meter-fill" y="3" width=width(ratio) height="6" rx="3" />
                {before
                    .map(|it| view! { <line class="meter-alert" x1=width(it) x2=width(it) y1="0" y2="12" /> }.into_any())}
            </svg>
            <span class="capacity-figures muted small">{figures} " · " {percent}</span>
        </div>
    }
}

/// A figure with at most one decimal.
fn figure(value: f64) -> String {
    if value.fract().abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}
