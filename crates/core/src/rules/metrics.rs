//! `metric-unsent`.
//!
//! *What it checks:* an alarm on memory or disk of a machine watches a host whose agent is on.
//! *Why it matters:* EC2 sees neither from outside. Without the agent the metric has no values, and
//! the alarm says nothing, or only that it can't tell.
//! *Example:* an alarm on the disk of a volume whose host has the agent off.
//! *Fix:* switch the agent of the host on.
//! *References:* <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html>

use crate::{
    base::Address,
    vocab::{AGENT_NAMESPACE, Access, Facts, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for connection in review.survey.design().connections.values() {
        if connection.access != Access::Observe {
            continue;
        }
        let (Some(watcher), Some(observed)) =
            (review.survey.facts(&connection.from), review.survey.facts(&connection.to))
        else {
            continue;
        };
        let Some(metric) = watcher.watches.as_deref() else { continue };
        let is_from_agent =
            observed.metrics.iter().any(|it| it.metric == metric && it.namespace == AGENT_NAMESPACE);
        if is_from_agent && !has_agent(review, &connection.to) {
            out.push(
                Finding::new(
                    "metric-unsent",
                    Severity::Error,
                    about(&connection.from, Some("metric")),
                    format!(
                        "{} watches {metric} of {}, and no agent sends it",
                        review.name(&connection.from),
                        review.name(&connection.to)
                    ),
                    "EC2 sees neither memory nor disks from outside, so the alarm has no values to compare",
                )
                .hint("switch the agent of the host on"),
            );
        }
    }
}

/// Whether the component, or a container above it, sends metrics of its own.
fn has_agent(review: &Review<'_>, id: &Address) -> bool {
    let sends = |facts: &Facts| facts.needs_actions.iter().any(|(it, _)| *it == "cloudwatch:PutMetricData");
    let above = review.survey.design().above(id).map(|(id, _)| id);
    std::iter::once(id).chain(above).any(|it| review.survey.facts(it).is_some_and(sends))
}
