//! Ends: how a component meets its connections.

use std::{collections::BTreeMap, sync::Arc};

use super::Value;

/// How a component meets its connections, and what those inside it inherit. All of it is known from
/// the component's address alone, so no order of visiting matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// Its IAM role's label in the graph, when it acts under one.
    pub role: Option<String>,
    /// Its security group's label in the graph, when it has one.
    pub security_group: Option<String>,
    /// Its ARN.
    pub arn: Option<Value>,
    /// The name or address that others reach it by.
    pub endpoint: Option<Value>,
    /// Anything else that others need by name: `vpc_id`, `subnet_ids`, `instance_id`, …
    ///
    /// `dimensions` is the object by which CloudWatch tells its metrics from others' of the same
    /// name. Where one metric has dimensions of its own, they stand under `dimensions.<metric>`, the
    /// word being that of the metric's facts.
    ///
    /// `metric_namespace` and `metric_name` stand for those of the facts where a design names its metric
    /// itself. `watched_log_group` is the log group of a component whose facts say that it writes a log.
    pub named: BTreeMap<&'static str, Arc<Value>>,
}

impl Ends {
    /// Adds a named value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.named.insert(name, Arc::new(value));
        self
    }

    /// The dimensions of one of its metrics.
    #[must_use]
    pub fn dimensions(&self, metric: &str) -> Option<&Value> {
        let own = self.named.iter().find(|(name, _)| name.strip_prefix("dimensions.") == Some(metric));
        own.map(|(_, value)| value.as_ref()).or_else(|| self.get("dimensions"))
    }

    /// The named value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.named.get(name).map(Arc::as_ref)
    }
}
