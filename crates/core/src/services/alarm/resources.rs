//! What an alarm is built of, and what to do when it goes off.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Build, Plot},
    vocab::{Access, Complexity, EDGE_REGION, Effort, Joint, Neighbour, Procedure, Site, Topic, shell_word},
};

use super::{Alarm, Statistic};

impl Build for Alarm {
    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let actions: Vec<Value> = plot
            .site
            .asks(Access::Notify)
            .filter_map(|it| plot.ends_of(it.address)?.get("topic_arn").cloned())
            .collect();
        for observed in plot.site.asks(Access::Observe) {
            let Some(metric) = self.metric_of(observed) else { continue };
            let dimensions = plot.ends_of(observed.address).and_then(|it| it.dimensions(metric.metric));
            let named = |word: &str, known: &str| {
                let own = plot.ends_of(observed.address).and_then(|it| it.get(word));
                own.cloned().unwrap_or_else(|| Value::from(known))
            };
            let words = words(plot.site, observed);
            let is_whole = words.len() == 1;
            for (idx, word) in words.iter().enumerate() {
                let name = if word.is_empty() { plot.name() } else { plot.name_with(word) };
                let label = observed.connection.label();
                let label = if is_whole { label } else { format!("{label}_{}", idx + 1) };
                let alarm = Resource::new(Concern::Observability, "aws_cloudwatch_metric_alarm", label)
                    .set("alarm_name", name)
                    .set("alarm_description", format!("{} of {}", metric.name, observed.address))
                    .set("namespace", named("metric_namespace", metric.namespace))
                    .set("metric_name", named("metric_name", metric.name));
                let dimensions =
                    dimensions.map(|it| if is_whole { it.clone() } else { it.clone().element(idx) });
                graph.add(self.threshold_of(alarm, dimensions, observed, &actions, plot));
            }
        }
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::joint(Joint::Monitoring, 24, Complexity::High))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let name = format!("{}-{}", site.project, site.address);
        let words: Vec<String> = site.asks(Access::Observe).flat_map(|it| words(site, it)).collect();
        let names: Vec<String> = match words.as_slice() {
            [] => vec![shell_word(&name)],
            words => words
                .iter()
                .map(|it| shell_word(&if it.is_empty() { name.clone() } else { format!("{name}-{it}") }))
                .collect(),
        };
        let names = names.join(" ");
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("When {} goes off", site.name),
            text: format!(
                "{} {} {} for {} minutes. See when it changed and what it measured; switch its actions off while \
                 you work on the cause, and on again afterwards.",
                self.metric,
                self.comparison.sign(),
                self.threshold.0.normalize(),
                self.minutes.saturating_mul(self.periods)
            ),
            commands: vec![
                format!("aws cloudwatch describe-alarms --alarm-names {names}"),
                format!("aws cloudwatch disable-alarm-actions --alarm-names {names}"),
                format!("aws cloudwatch enable-alarm-actions --alarm-names {names}"),
            ],
        }]
    }
}

impl Alarm {
    fn threshold_of(
        &self,
        mut alarm: Resource,
        dimensions: Option<Value>,
        observed: &Neighbour<'_>,
        actions: &[Value],
        plot: &Plot<'_>,
    ) -> Resource {
        if let Some(dimensions) = dimensions {
            alarm = alarm.set("dimensions", dimensions);
        }
        alarm = match self.statistic {
            Statistic::Average => alarm.set("statistic", "Average"),
            Statistic::Maximum => alarm.set("statistic", "Maximum"),
            Statistic::Minimum => alarm.set("statistic", "Minimum"),
            Statistic::Sum => alarm.set("statistic", "Sum"),
            Statistic::P95 => alarm.set("extended_statistic", "p95"),
            Statistic::P99 => alarm.set("extended_statistic", "p99"),
        };
        alarm = alarm
            .set("comparison_operator", self.comparison.operator())
            .set("threshold", self.threshold.0)
            .set("period", self.minutes.saturating_mul(60))
            .set("evaluation_periods", self.periods)
            .set("treat_missing_data", self.missing_data.word());
        let is_reachable = !observed.facts.is_at_edge() || plot.site.book.region().code() == EDGE_REGION;
        if is_reachable && !actions.is_empty() {
            let actions = Value::List(actions.to_vec());
            alarm = alarm.set("alarm_actions", actions.clone()).set("ok_actions", actions);
        }
        if is_reachable { alarm } else { alarm.in_region("us_east_1") }
    }
}

/// What tells the alarms over what it observes from each other, in their names: the other end where it
/// observes several, and a number for each part that is measured apart.
fn words(site: &Site<'_>, observed: &Neighbour<'_>) -> Vec<String> {
    let is_only = site.asks(Access::Observe).nth(1).is_none();
    let address = if is_only { "" } else { observed.address.as_str() };
    match observed.facts.measured_apart {
        0 | 1 => vec![address.to_owned()],
        parts if is_only => (1..=parts).map(|it| it.to_string()).collect(),
        parts => (1..=parts).map(|it| format!("{address}-{it}")).collect(),
    }
}
