//! Rules of scaling: when tasks are added and removed, what that is read from, and where rules disagree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::Quantity,
    services::alarm::Comparison,
    vocab::{Access, Finding, Findings, MetricFacts, Neighbour, Severity, Site},
};

use super::FargateService;

/// Adds or removes tasks when a metric stays beyond a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScalingRule {
    /// What is watched. *Default:* cpu.
    pub metric: ScalingMetric,
    /// How it is compared. *Default:* at least.
    pub comparison: Comparison,
    /// What it is compared with: per cent of CPU and memory, else messages or requests. *Default:* 80.
    pub threshold: Quantity,
    /// How long it has to hold, minute for minute. *Default:* 5 minutes.
    #[schemars(range(min = 1, max = 60), extend("x-unit" = "min"))]
    pub minutes: u32,
    /// How many tasks come, or go when it is below 0. *Default:* 1.
    #[schemars(range(min = -100, max = 100))]
    pub adjust: i32,
    /// How long it waits after it has acted. *Default:* 120 s.
    #[schemars(range(min = 0, max = 3600), extend("x-unit" = "s"))]
    pub cooldown_seconds: u32,
    /// Of a rule that removes tasks: it holds still while any rule that adds tasks is beyond its threshold.
    /// *Default:* off.
    pub yields: bool,
}

impl Default for ScalingRule {
    fn default() -> Self {
        Self {
            metric: ScalingMetric::Cpu,
            comparison: Comparison::AtLeast,
            threshold: Quantity::from(80),
            minutes: 5,
            adjust: 1,
            cooldown_seconds: 120,
            yields: false,
        }
    }
}

/// What a rule of scaling watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScalingMetric {
    /// The CPU load of its tasks, in per cent.
    #[default]
    Cpu,
    /// The memory that its tasks take, in per cent of their own.
    Memory,
    /// Messages that wait in the queue or broker that it consumes.
    QueueDepth,
    /// Messages that wait, for each task that runs. Needs Container Insights.
    BacklogPerTask,
    /// Messages that came beyond those that were done, a minute in SQS and a second in a broker: above 0
    /// while the queue grows.
    QueueGrowth,
    /// Requests a minute that a load balancer sends to each task.
    RequestsPerTarget,
}

impl ScalingMetric {
    const fn words(self) -> &'static str {
        match self {
            Self::Cpu => "CPU load",
            Self::Memory => "memory",
            Self::QueueDepth => "messages waiting",
            Self::BacklogPerTask => "messages waiting for each task",
            Self::QueueGrowth => "growth of the queue",
            Self::RequestsPerTarget => "requests to each task",
        }
    }

    /// Whether the two measure the same thing, so that one threshold tells about the other.
    fn is_like(self, other: Self) -> bool {
        let is_depth = |it| matches!(it, Self::QueueDepth | Self::BacklogPerTask);
        self == other || (is_depth(self) && is_depth(other))
    }
}

impl ScalingRule {
    /// A rule that adds a task.
    pub(super) fn out(metric: ScalingMetric, threshold: u32, minutes: u32) -> Self {
        Self { metric, threshold: threshold.into(), minutes, ..Self::default() }
    }

    /// A rule that removes a task, and yields.
    pub(super) fn back(metric: ScalingMetric, threshold: u32, minutes: u32) -> Self {
        let comparison = Comparison::AtMost;
        Self { comparison, adjust: -1, yields: true, ..Self::out(metric, threshold, minutes) }
    }

    /// The rule in words: `CPU load ≥ 80 for 15 min: +1 task`.
    pub(super) fn words(&self) -> String {
        format!(
            "{} {} {} for {} min: {:+} {}",
            self.metric.words(),
            self.comparison.sign(),
            self.threshold.0.normalize(),
            self.minutes,
            self.adjust,
            if self.adjust.unsigned_abs() == 1 { "task" } else { "tasks" }
        )
    }

    /// Whether both can hold at once. Of different metrics nobody knows, so they can.
    fn meets(&self, other: &Self) -> bool {
        if !self.metric.is_like(other.metric) {
            return true;
        }
        let (upper, lower) = match (self.comparison.is_above(), other.comparison.is_above()) {
            (true, false) => (self, other),
            (false, true) => (other, self),
            // Both above, or both below: far enough out, both hold.
            _ => return true,
        };
        let touches = upper.comparison == Comparison::AtLeast && lower.comparison == Comparison::AtMost;
        upper.threshold.0 < lower.threshold.0 || (touches && upper.threshold.0 == lower.threshold.0)
    }
}

/// The queue or broker whose messages it works on.
pub(super) fn consumed<'a>(site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
    site.asks(Access::Consume).find(|it| metric_of(it, &["waiting"]).is_some())
}

/// The load balancer that sends it requests.
pub(super) fn balancer<'a>(site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
    let is_balancer =
        |it: &&Neighbour<'_>| it.facts.metrics.iter().any(|it| it.namespace == "AWS/ApplicationELB");
    site.asked_by(Access::Connect).find(is_balancer)
}

/// The first metric of these words that a component has.
pub(super) fn metric_of(neighbour: &Neighbour<'_>, words: &[&str]) -> Option<MetricFacts> {
    neighbour.facts.metrics.iter().find(|it| words.contains(&it.metric)).copied()
}

impl FargateService {
    /// What a rule over that metric lacks, with what would help.
    pub(super) fn lacks(&self, metric: ScalingMetric, site: &Site<'_>) -> Option<&'static str> {
        const QUEUE: &str = "connect it to a queue or a message broker of AWS with the access consume; a broker of \
                             your own sends CloudWatch nothing by itself";
        match metric {
            ScalingMetric::Cpu | ScalingMetric::Memory => None,
            ScalingMetric::QueueDepth => consumed(site).is_none().then_some(QUEUE),
            ScalingMetric::BacklogPerTask if consumed(site).is_none() => Some(QUEUE),
            ScalingMetric::BacklogPerTask => (!self.container_insights)
                .then_some("switch Container Insights on: without it nothing counts the tasks that run"),
            ScalingMetric::QueueGrowth => {
                let measures = |words| consumed(site).is_some_and(|it| metric_of(it, words).is_some());
                let is_measured = measures(&["sent", "publish_rate"]) && measures(&["deleted", "ack_rate"]);
                (!is_measured).then_some(QUEUE)
            }
            ScalingMetric::RequestsPerTarget => {
                balancer(site).is_none().then_some("connect a load balancer to it with the access connect")
            }
        }
    }

    pub(super) fn check_scaling(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for rule in &self.scaling {
            if let Some(hint) = self.lacks(rule.metric, site) {
                out.push(
                    Finding::new(
                        "scaling-source",
                        Severity::Error,
                        out.anchor(Some("scaling")),
                        format!("{} scales by {}, which nothing measures", site.name, rule.metric.words()),
                        "Without a metric to read, the rule is left out of what is built",
                    )
                    .hint(hint),
                );
            }
            if rule.adjust == 0 {
                out.push(
                    Finding::new(
                        "scaling-nothing",
                        Severity::Error,
                        out.anchor(Some("scaling")),
                        format!("{} has a rule that adds no task and removes none", site.name),
                        "It is left out of what is built",
                    )
                    .hint("say how many tasks come, or go with a number below 0"),
                );
            }
        }
        self.check_conflicts(site, out);
        if !self.scaling.is_empty() && self.max_tasks <= self.min_tasks {
            out.push(
                Finding::new(
                    "scaling-no-room",
                    Severity::Warning,
                    out.anchor(Some("max_tasks")),
                    format!("{} has rules of scaling, and always {} tasks", site.name, self.min_tasks),
                    "With as many tasks at most as at least, no rule can change anything",
                )
                .hint("allow more tasks at most"),
            );
        }
        let has = |is_wanted: fn(i32) -> bool| self.scaling.iter().any(|it| is_wanted(it.adjust));
        if has(|it| it > 0) && !has(|it| it < 0) && self.target_cpu == 0 {
            out.push(
                Finding::new(
                    "scaling-one-way",
                    Severity::Warning,
                    out.anchor(Some("scaling")),
                    format!("{} adds tasks and never removes any", site.name),
                    "After the first rush it costs as much as in the rush, for ever",
                )
                .hint("add a rule that removes tasks, such as when the queue is empty"),
            );
        }
    }

    fn check_conflicts(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for back in self.scaling.iter().filter(|it| it.adjust < 0 && !it.yields) {
            for forth in self.scaling.iter().filter(|it| it.adjust > 0 && it.meets(back)) {
                out.push(
                    Finding::new(
                        "scaling-conflict",
                        Severity::Warning,
                        out.anchor(Some("scaling")),
                        format!(
                            "{} can add and remove tasks at the same time: {}, and {}",
                            site.name,
                            forth.words(),
                            back.words()
                        ),
                        "Nothing says which rule comes first, so tasks are started and stopped by turns while both hold",
                    )
                    .hint("let the rule that removes tasks yield to those that add some"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_different_metrics_can_hold_at_once_and_of_one_only_where_they_overlap() {
        let busy = ScalingRule::out(ScalingMetric::Cpu, 80, 15);
        assert!(busy.meets(&ScalingRule::back(ScalingMetric::QueueDepth, 0, 5)));
        assert!(!busy.meets(&ScalingRule::back(ScalingMetric::Cpu, 40, 5)));
        assert!(busy.meets(&ScalingRule::back(ScalingMetric::Cpu, 80, 5)));
        let backlog = ScalingRule::out(ScalingMetric::BacklogPerTask, 10, 5);
        assert!(!backlog.meets(&ScalingRule::back(ScalingMetric::QueueDepth, 0, 5)));
    }

    #[test]
    fn a_rule_says_itself_in_words() {
        let rule = ScalingRule { adjust: -2, ..ScalingRule::back(ScalingMetric::QueueDepth, 0, 5) };
        assert_eq!(rule.words(), "messages waiting ≤ 0 for 5 min: -2 tasks");
    }
}
