//! Schedule: Amazon EventBridge Scheduler. Starts and stops what need not run all week.
//! Pricing: <https://aws.amazon.com/eventbridge/pricing/> · Expressions:
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

mod build;
mod check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, fields},
    prices::PriceBook,
    services::{Check, Kind, Service},
    vocab::{Access, Category, Factor, Facts, Family, Findings, LineItems, Meta, Place, Site},
};

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// Starts what it runs in the morning and stops it in the evening, so that nights and weekends cost
/// nothing. What it runs is charged for those hours only.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// The days on which it starts what it runs. *Default:* weekdays.
    pub days: Days,
    /// The time of day at which it starts. *Default:* 07:00.
    #[schemars(length(max = 5))]
    pub start: String,
    /// The time of the same day at which it stops. *Default:* 19:00.
    #[schemars(length(max = 5))]
    pub stop: String,
    /// The time zone of both, such as Europe/Berlin. *Default:* UTC.
    #[schemars(length(max = 50))]
    pub timezone: String,
}

fields!(Schedule { days, start, stop, timezone });

/// Days of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Monday to Friday.
    #[default]
    Weekdays,
    /// Monday to Saturday.
    Workdays,
    /// Every day.
    All,
}

impl Days {
    const fn count(self) -> u32 {
        match self {
            Self::Weekdays => 5,
            Self::Workdays => 6,
            Self::All => 7,
        }
    }

    /// As expressions have them.
    const fn words(self) -> &'static str {
        match self {
            Self::Weekdays => "MON-FRI",
            Self::Workdays => "MON-SAT",
            Self::All => "*",
        }
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            days: Days::Weekdays,
            start: "07:00".to_owned(),
            stop: "19:00".to_owned(),
            timezone: "UTC".to_owned(),
        }
    }
}

impl Kind for Schedule {
    const META: Meta = Meta {
        kind: "schedule",
        name: "Schedule",
        vendor: "EventBridge Scheduler",
        family: Family::Operations,
        summary: "Starts in the morning and stops in the evening what need not run all week",
        icon: "M4 6h16v14H4zM4 10h16M8 4v4M16 4v4M12 13v3l2 1",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("office hours", Self::default()),
            (
                "long days",
                Self {
                    days: Days::Workdays,
                    start: "06:30".to_owned(),
                    stop: "22:00".to_owned(),
                    timezone: "Europe/Berlin".to_owned(),
                },
            ),
        ]
    }
}

impl Service for Schedule {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            principal: Some("scheduler.amazonaws.com"),
            hours_per_week: self
                .minutes_per_day()
                .map(|it| Decimal::from(it) * Decimal::from(self.days.count()) / Decimal::from(60)),
            accepts: &[Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let targets = site.asks(Access::Run).filter(|it| it.facts.can_stop).count();
        let a_month = Decimal::from(self.days.count() * 2 * 52) / Decimal::from(12);
        out.charge_per(
            "invocations",
            Category::Operations,
            "Scheduler invocations",
            "eventbridge.scheduler_per_1m",
            &[
                Factor::exact(Decimal::from(targets), if targets == 1 { "target" } else { "targets" }),
                Factor::exact(a_month, "starts and stops"),
            ],
            1_000_000,
            None,
        );
    }

    fn subtitle(&self) -> String {
        format!("{} to {} · {}", self.start, self.stop, self.timezone)
    }
}

impl Check for Schedule {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_times(site, out);
        self.check_targets(site, out);
    }
}

impl Schedule {
    /// The minutes from start to stop, where both are times and the stop comes later.
    fn minutes_per_day(&self) -> Option<u32> {
        minute_of(&self.stop)?.checked_sub(minute_of(&self.start)?).filter(|it| *it > 0)
    }
}

/// The minute of the day of a time such as 07:30.
fn minute_of(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let number = |it: &str| {
        it.parse::<u32>().ok().filter(|_| it.len() == 2 && it.starts_with(|it: char| it.is_ascii_digit()))
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    Some(hours * 60 + minutes).filter(|it| minutes < 60 && *it < DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_of_one_day_are_times() {
        assert_eq!(minute_of("07:30"), Some(450));
        for wrong in ["7:30", "24:00", "12:60", "noon", "", "12:+1"] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
        assert_eq!(Schedule::default().minutes_per_day(), Some(720));
        let backwards = Schedule { stop: "06:00".to_owned(), ..Schedule::default() };
        assert_eq!(backwards.minutes_per_day(), None);
    }
}
