//! What can be wrong with a schedule: its times, and what it runs.

use crate::{
    base::{Decimal, round},
    vocab::{Access, Finding, Findings, Severity, Site},
};

use super::Schedule;

/// Hours of a week.
const WEEK: u32 = 168;

impl Schedule {
    pub(super) fn check_times(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.minutes_per_day().is_none() {
            out.push(
                Finding::new(
                    "schedule-times",
                    Severity::Error,
                    out.anchor(Some("start")),
                    format!("{} starts at {:?} and stops at {:?}", site.name, self.start, self.stop),
                    "Both are times of one day such as 07:00, the stop after the start; else nothing is built",
                )
                .hint("write 07:00 and 19:00"),
            );
        }
        let fits = self.timezone == "UTC"
            || self.timezone.contains('/')
                && self.timezone.chars().all(|it| it.is_ascii_alphanumeric() || "/_+-".contains(it));
        if !fits {
            out.push(
                Finding::new(
                    "schedule-timezone",
                    Severity::Error,
                    out.anchor(Some("timezone")),
                    format!("{} names the time zone {:?}", site.name, self.timezone),
                    "AWS takes UTC and names of the time zone database",
                )
                .hint("write a name such as Europe/Berlin"),
            );
        }
    }

    pub(super) fn check_targets(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asks(Access::Run).next().is_none() {
            out.push(
                Finding::new(
                    "schedule-runs-nothing",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} runs nothing", site.name),
                    "Without a connection it starts and stops nothing",
                )
                .hint("connect it to a Fargate service, a host or a database with the access \"run\""),
            );
        }
        for target in site.asks(Access::Run).filter(|it| !it.facts.can_stop) {
            out.push(
                Finding::new(
                    "schedule-cannot-stop",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} is to start and stop {}, which can't be stopped", site.name, target.name),
                    "It is left out of what is built, and costs as much as before",
                )
                .hint("Fargate services, hosts and relational databases can be stopped"),
            );
        }
        if let Some(hours) = site.facts.hours_per_week.filter(|_| site.asks(Access::Run).next().is_some()) {
            let share = hours * Decimal::ONE_HUNDRED / Decimal::from(WEEK);
            out.push(Finding::new(
                "schedule-hours",
                Severity::Info,
                out.anchor(None),
                format!(
                    "{} lets run for {} of {WEEK} hours a week, {} %",
                    site.name,
                    round(hours, 1).normalize(),
                    round(share, 0).normalize()
                ),
                "Tasks and instances are charged for these hours only; disks, addresses and load balancers all week. \
                 Whoever comes outside of them finds nobody",
            ));
        }
    }
}
