//! What builds a schedule, and what the runbook says about it.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Build, Plot, host::assumed_by},
    vocab::{Access, Neighbour, Procedure, Site, Topic, shell_word},
};

use super::{Schedule, minute_of};

/// The longest name that EventBridge Scheduler takes.
const LONGEST_NAME: usize = 64;

impl Build for Schedule {
    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", plot.name())
                .set("description", format!("What {} may start and stop", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("scheduler.amazonaws.com"))),
        );
        if self.minutes_per_day().is_none() {
            return;
        }
        for target in targets(plot.site) {
            for (word, time, call) in
                [("start", &self.start, "start_call"), ("stop", &self.stop, "stop_call")]
            {
                let Some(Value::Map(call)) = plot.ends_of(target.address).and_then(|it| it.get(call)) else {
                    continue;
                };
                let mut block = call.clone();
                block.push(("role_arn".to_owned(), Value::reference("aws_iam_role", &label, "arn")));
                graph.add(
                    Resource::new(
                        Concern::Compute,
                        "aws_scheduler_schedule",
                        format!("{}_{word}", target.connection.label()),
                    )
                    .set("name", self.name_of(target, word, plot))
                    .set("description", format!("{word} {}", target.address))
                    .set("schedule_expression", self.expression(time))
                    .set("schedule_expression_timezone", &self.timezone)
                    .block("flexible_time_window", [("mode", "OFF".into())])
                    .block("target", block),
                );
            }
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let names: Vec<String> = targets(site)
            .map(|it| shell_word(&format!("{}-{}-{}", site.project, site.address, it.address)))
            .collect();
        if names.is_empty() {
            return Vec::new();
        }
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Work outside the hours of {}", site.name),
            text: format!(
                "It starts at {} and stops at {}, {}. To start something for one evening, use the commands of its own \
                 chapter; it is stopped again at the next stop. These show when each runs next.",
                self.start, self.stop, self.timezone
            ),
            commands: names
                .iter()
                .map(|it| format!("aws scheduler get-schedule --name {}", shell_word(it)))
                .collect(),
        }]
    }
}

impl Schedule {
    /// The name as a value: of the stack, unless that makes it too long.
    fn name_of(&self, target: &Neighbour<'_>, word: &str, plot: &Plot<'_>) -> Value {
        let name = name(plot.site, target, word);
        let own = format!("{}-{word}", target.address);
        if name.ends_with(&format!("{}-{own}", plot.site.address)) {
            plot.name_with(&own)
        } else {
            name.into()
        }
    }

    /// The expression for a time of its days.
    fn expression(&self, time: &str) -> String {
        let minute = minute_of(time).unwrap_or_default();
        format!("cron({} {} ? * {} *)", minute % 60, minute / 60, self.days.words())
    }
}

/// What the schedule of one target is called in AWS: whose it is, or as much of the connection as fits.
fn name(site: &Site<'_>, target: &Neighbour<'_>, word: &str) -> String {
    let whole = format!("{}-{}-{}-{word}", site.project, site.address, target.address);
    if whole.len() <= LONGEST_NAME {
        return whole;
    }
    let connection: String =
        target.connection.as_str().chars().take(LONGEST_NAME.saturating_sub(word.len() + 1)).collect();
    format!("{connection}-{word}")
}

/// What it starts and stops.
fn targets<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a Neighbour<'a>> {
    site.asks(Access::Run).filter(|it| it.facts.can_stop)
}
