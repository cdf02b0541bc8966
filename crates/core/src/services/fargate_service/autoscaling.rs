//! The infrastructure of autoscaling: the bounds, the load that it aims at, and a policy with an alarm
//! for each rule.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value},
    services::Plot,
    vocab::{Access, MetricFacts},
};

use super::{
    CLUSTER, FargateService, RUNNING,
    scaling::{ScalingMetric, ScalingRule, balancer, consumed, metric_of},
};

/// One metric as CloudWatch finds it.
struct Measured {
    namespace: &'static str,
    name: &'static str,
    statistic: &'static str,
    dimensions: Value,
    /// Whether it counts what happens, and so is not sent while nothing does.
    is_count: bool,
}

/// What a rule reads: one metric, or two and how they are put together.
struct Reading {
    parts: Vec<Measured>,
    sign: &'static str,
}

impl Reading {
    /// The reading as a term over metrics with ids of this stem: `FILL(m1a, 0) / m1b`.
    fn term(&self, stem: &str) -> String {
        let ids = self.ids(stem).zip(&self.parts);
        let terms: Vec<String> =
            ids.map(|(id, part)| if part.is_count { format!("FILL({id}, 0)") } else { id }).collect();
        terms.join(self.sign)
    }

    fn ids(&self, stem: &str) -> impl Iterator<Item = String> {
        ["a", "b"].into_iter().take(self.parts.len()).map(move |it| format!("{stem}{it}"))
    }
}

impl FargateService {
    pub(super) fn autoscaling(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let of = |attribute| Value::reference("aws_appautoscaling_target", &label, attribute);
        let mut bounds = Resource::new(Concern::Compute, "aws_appautoscaling_target", &label)
            .set(
                "resource_id",
                Value::template([
                    Value::from("service/"),
                    Value::reference("aws_ecs_cluster", CLUSTER, "name"),
                    Value::from("/"),
                    Value::reference("aws_ecs_service", &label, "name"),
                ]),
            )
            .set("scalable_dimension", "ecs:service:DesiredCount")
            .set("service_namespace", "ecs")
            .set("min_capacity", self.min_tasks)
            .set("max_capacity", self.max_tasks);
        if plot.site.asked_by(Access::Run).next().is_some() {
            bounds = bounds.ignore("min_capacity").ignore("max_capacity").comment(
                "A schedule sets the bounds every morning and evening, so Terraform leaves them alone.",
            );
        }
        graph.add(bounds);
        self.rules(plot, graph);
        if self.target_cpu == 0 {
            return;
        }
        graph.add(
            Resource::new(Concern::Compute, "aws_appautoscaling_policy", &label)
                .set("name", plot.name_with("cpu"))
                .set("policy_type", "TargetTrackingScaling")
                .set("resource_id", of("resource_id"))
                .set("scalable_dimension", of("scalable_dimension"))
                .set("service_namespace", of("service_namespace"))
                .block(
                    "target_tracking_scaling_policy_configuration",
                    [
                        ("target_value", Value::from(self.target_cpu)),
                        ("scale_in_cooldown", Value::from(300)),
                        ("scale_out_cooldown", Value::from(60)),
                        (
                            "predefined_metric_specification",
                            Value::block([(
                                "predefined_metric_type",
                                Value::from("ECSServiceAverageCPUUtilization"),
                            )]),
                        ),
                    ],
                ),
        );
    }

    /// A policy and its alarm for each rule that has something to read.
    fn rules(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let of = |attribute| Value::reference("aws_appautoscaling_target", &label, attribute);
        for (idx, rule) in self.scaling.iter().enumerate().filter(|it| it.1.adjust != 0) {
            let Some(reading) = self.reading(rule.metric, plot) else { continue };
            let label = format!("{label}_rule_{}", idx + 1);
            let name = plot.name_with(&format!("rule-{}", idx + 1));
            let betters = self.betters(rule, plot);
            // What yields is watched as one figure, 1 while it holds.
            let is_above = rule.comparison.is_above() || !betters.is_empty();
            let bound = if is_above { "metric_interval_lower_bound" } else { "metric_interval_upper_bound" };
            graph.add(
                Resource::new(Concern::Compute, "aws_appautoscaling_policy", &label)
                    .set("name", name.clone())
                    .set("policy_type", "StepScaling")
                    .set("resource_id", of("resource_id"))
                    .set("scalable_dimension", of("scalable_dimension"))
                    .set("service_namespace", of("service_namespace"))
                    .block(
                        "step_scaling_policy_configuration",
                        [
                            ("adjustment_type", Value::from("ChangeInCapacity")),
                            ("cooldown", Value::from(rule.cooldown_seconds)),
                            ("metric_aggregation_type", Value::from("Average")),
                            (
                                "step_adjustment",
                                Value::block([
                                    (bound, Value::from("0")),
                                    ("scaling_adjustment", Value::from(rule.adjust)),
                                ]),
                            ),
                        ],
                    ),
            );
            let alarm = Resource::new(Concern::Observability, "aws_cloudwatch_metric_alarm", &label)
                .set("alarm_name", name)
                .set("alarm_description", rule.words());
            // No count is a count of nothing, by which tasks may go, and none has to come.
            let is_count = reading.parts.first().is_some_and(|it| it.is_count);
            let missing =
                if is_count && rule.adjust < 0 && betters.is_empty() { "breaching" } else { "notBreaching" };
            let alarm = watch(alarm, rule, &reading, &betters)
                .set("evaluation_periods", rule.minutes)
                .set("treat_missing_data", missing)
                .set(
                    "alarm_actions",
                    Value::List(vec![Value::reference("aws_appautoscaling_policy", label, "arn")]),
                );
            graph.add(alarm);
        }
    }

    /// The rules that a rule yields to, with what they read.
    fn betters<'a>(&'a self, rule: &ScalingRule, plot: &Plot<'_>) -> Vec<(&'a ScalingRule, Reading)> {
        let adding = self.scaling.iter().filter(|it| it.adjust > 0 && rule.yields && rule.adjust < 0);
        adding.filter_map(|it| Some((it, self.reading(it.metric, plot)?))).collect()
    }

    fn reading(&self, metric: ScalingMetric, plot: &Plot<'_>) -> Option<Reading> {
        if self.lacks(metric, plot.site).is_some() {
            return None;
        }
        let own = |namespace, name| {
            let dimensions = plot.ends_of(plot.site.address)?.dimensions("cpu")?.clone();
            Some(Measured { namespace, name, statistic: "Average", dimensions, is_count: false })
        };
        let queue = consumed(plot.site);
        let of_queue = |facts: MetricFacts, statistic| {
            let queue = queue?;
            let dimensions = plot.ends_of(queue.address)?.dimensions(facts.metric)?.clone();
            let dimensions = if queue.facts.measured_apart > 1 { dimensions.element(0) } else { dimensions };
            Some(Measured {
                namespace: facts.namespace,
                name: facts.name,
                statistic,
                dimensions,
                is_count: true,
            })
        };
        let waiting = || of_queue(metric_of(queue?, &["waiting"])?, "Average");
        let (parts, sign) = match metric {
            ScalingMetric::Cpu => (vec![own("AWS/ECS", "CPUUtilization")?], ""),
            ScalingMetric::Memory => (vec![own("AWS/ECS", "MemoryUtilization")?], ""),
            ScalingMetric::QueueDepth => (vec![waiting()?], ""),
            ScalingMetric::BacklogPerTask => (vec![waiting()?, own(RUNNING.namespace, RUNNING.name)?], " / "),
            ScalingMetric::QueueGrowth => {
                // SQS counts messages, a broker tells how many there are a second.
                let statistic =
                    |it: MetricFacts| if it.metric.ends_with("_rate") { "Average" } else { "Sum" };
                let come = metric_of(queue?, &["sent", "publish_rate"])?;
                let gone = metric_of(queue?, &["deleted", "ack_rate"])?;
                let (come, gone) = (of_queue(come, statistic(come))?, of_queue(gone, statistic(gone))?);
                (vec![come, gone], " - ")
            }
            ScalingMetric::RequestsPerTarget => {
                let group = balancer(plot.site)?.connection.label();
                let dimensions = Value::map([(
                    "TargetGroup",
                    Value::reference("aws_lb_target_group", group, "arn_suffix"),
                )]);
                let name = "RequestCountPerTarget";
                (
                    vec![Measured {
                        namespace: "AWS/ApplicationELB",
                        name,
                        statistic: "Sum",
                        dimensions,
                        is_count: true,
                    }],
                    "",
                )
            }
        };
        Some(Reading { parts, sign })
    }
}

/// What the alarm looks at: one metric, or a term over several.
fn watch(
    alarm: Resource,
    rule: &ScalingRule,
    reading: &Reading,
    betters: &[(&ScalingRule, Reading)],
) -> Resource {
    let threshold = rule.threshold.0;
    if let ([one], []) = (reading.parts.as_slice(), betters) {
        return alarm
            .set("namespace", one.namespace)
            .set("metric_name", one.name)
            .set("dimensions", one.dimensions.clone())
            .set("statistic", one.statistic)
            .set("period", 60)
            .set("comparison_operator", rule.comparison.operator())
            .set("threshold", threshold);
    }
    let mut term = reading.term("m0");
    let mut readings = vec![("m0".to_owned(), reading)];
    for (idx, (_, better)) in betters.iter().enumerate() {
        readings.push((format!("m{}", idx + 1), better));
    }
    let is_yielding = !betters.is_empty();
    if is_yielding {
        term = format!("({term}) {} {}", rule.comparison.ascii(), threshold.normalize());
        for (idx, (rule, better)) in betters.iter().enumerate() {
            let other = better.term(&format!("m{}", idx + 1));
            let (sign, threshold) = (rule.comparison.opposite().ascii(), rule.threshold.0.normalize());
            term = format!("{term} AND ({other}) {sign} {threshold}");
        }
        term = format!("IF({term}, 1, 0)");
    }
    let (operator, threshold) = if is_yielding {
        ("GreaterThanOrEqualToThreshold", 1.into())
    } else {
        (rule.comparison.operator(), threshold)
    };
    let mut alarm = alarm.set("comparison_operator", operator).set("threshold", threshold).block(
        "metric_query",
        [
            ("id", Value::from("holds")),
            ("expression", Value::from(term)),
            ("label", Value::from(rule.words())),
            ("return_data", Value::from(true)),
        ],
    );
    for (stem, reading) in &readings {
        for (id, part) in reading.ids(stem).zip(&reading.parts) {
            alarm = alarm.block(
                "metric_query",
                [
                    ("id", Value::from(id)),
                    (
                        "metric",
                        Value::block([
                            ("namespace", Value::from(part.namespace)),
                            ("metric_name", Value::from(part.name)),
                            ("dimensions", part.dimensions.clone()),
                            ("period", Value::from(60)),
                            ("stat", Value::from(part.statistic)),
                        ]),
                    ),
                ],
            );
        }
    }
    alarm
}
