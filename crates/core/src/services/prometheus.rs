//! Prometheus: reads the metrics of containers, and raises alerts, as a container of a host.
//! Settings: <https://prometheus.io/docs/prometheus/latest/configuration/configuration/>

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Quantity, fields, to_json},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{
        Access, ConfigFile, Container, Facts, Family, Finding, Findings, Meta, Neighbour, Place, Severity,
        Site,
    },
};

/// Prometheus: reads the metrics of what it observes every half minute, keeps them, and raises alerts.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Prometheus {
    /// The version of the image prom/prometheus. *Default:* v3.5.0.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Days that metrics are kept. *Default:* 15 days.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub retention_days: u32,
    /// Alerts. *Default:* none.
    pub alerts: Vec<Alert>,
}

fields!(Prometheus { version, memory_mib, retention_days, alerts });

impl Default for Prometheus {
    fn default() -> Self {
        Self { version: "v3.5.0".to_owned(), memory_mib: 512, retention_days: 15, alerts: Vec::new() }
    }
}

impl Kind for Prometheus {
    const META: Meta = Meta {
        kind: "prometheus",
        name: "Metrics server",
        vendor: "Prometheus",
        family: Family::Operations,
        summary: "Reads the metrics of containers, and raises alerts",
        icon: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 16h8M9 13h6c0-4-2-4-2-7-2 1-2 2-2.5 3.5C10 11 9 11 9 13z",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("plain", Self::default()),
            (
                "alerts",
                Self {
                    retention_days: 30,
                    alerts: vec![Alert {
                        name: "Requests wait".to_owned(),
                        on: "broker".to_owned(),
                        metric: "queue_depth".to_owned(),
                        threshold: 1000_u32.into(),
                        ..Alert::default()
                    }],
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for Prometheus {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Read, Access::Observe],
            datasource: Some("prometheus"),
            refers: self
                .alerts
                .iter()
                .filter_map(|it| Some(("alerts", Address::new(&it.on).ok()?)))
                .collect(),
            ..software::facts(vec![PORT], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} days · {}", self.retention_days, software::counted(self.alerts.len(), "alert"))
    }
}

impl Check for Prometheus {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        software::check_disk(site, out);
        for alert in &self.alerts {
            let observed = site.asks(Access::Observe).find(|it| it.address.as_str() == alert.on);
            let words: Vec<&str> = observed.map(|it| words(it).map(|it| it.0).collect()).unwrap_or_default();
            if !words.contains(&alert.metric.as_str()) {
                let what = if observed.is_none() {
                    format!("{} is to watch {:?}, which it does not observe", site.name, alert.on)
                } else {
                    format!(
                        "{} is to watch {:?} of {}, which it does not measure",
                        site.name, alert.metric, alert.on
                    )
                };
                let finding = Finding::new(
                    "alert-metric",
                    Severity::Error,
                    out.anchor(Some("alerts")),
                    what,
                    "The alert is left out",
                );
                out.push(if words.is_empty() {
                    finding.hint("connect it to what it watches with the access observe")
                } else {
                    finding.hint(format!("it measures {}", words.join(", ")))
                });
            }
        }
        for deaf in site.asks(Access::Observe).filter(|it| it.facts.scraped.is_none()) {
            out.push(
                Finding::new(
                    "nothing-to-scrape",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} observes {}, which offers Prometheus nothing to read", site.name, deaf.name),
                    "It is left out of what is read",
                )
                .hint("name the path of its metrics, or watch it in CloudWatch"),
            );
        }
    }
}

impl Build for Prometheus {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let software = Software {
            image: "prom/prometheus",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT],
            health: &["wget", "-q", "-O", "/dev/null", "-T", "4", "http://127.0.0.1:9090/-/healthy"],
            start_seconds: 30,
            data: Some("/prometheus"),
            user: "65534:65534",
            ..Software::default()
        };
        let file = |name, target: &str, text| ConfigFile { name, target: target.to_owned(), text };
        Some(Container {
            command: vec![
                "--config.file=/etc/prometheus/prometheus.yml".to_owned(),
                "--storage.tsdb.path=/prometheus".to_owned(),
                format!("--storage.tsdb.retention.time={}d", self.retention_days),
            ],
            files: vec![
                file("prometheus.yml", "/etc/prometheus/prometheus.yml", configuration(site)),
                file("alerts.yml", "/etc/prometheus/alerts.yml", self.rules(site)),
            ],
            ..software.container(site)
        })
    }
}

/// The port that it listens on.
const PORT: u16 = 9090;

/// A condition that somebody has to know of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alert {
    /// What it is called, for those it wakes.
    #[schemars(length(max = 80))]
    pub name: String,
    /// The id of what it watches.
    #[schemars(length(max = 40))]
    pub on: String,
    /// The metric: a word that what it watches offers, such as queue_depth, or up.
    #[schemars(length(max = 40))]
    pub metric: String,
    /// Fires below the threshold, and not above. *Default:* off.
    pub below: bool,
    /// What it is compared with, in the metric's own unit.
    pub threshold: Quantity,
    /// How long it has to hold. *Default:* 5 minutes.
    #[schemars(range(min = 0, max = 1440), extend("x-unit" = "min"))]
    pub minutes: u32,
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            name: String::new(),
            on: String::new(),
            metric: "up".to_owned(),
            below: false,
            threshold: 0_u32.into(),
            minutes: 5,
        }
    }
}

/// What a component measures: words, each with its expression, `@` for the name of its job. Whatever can be
/// read is up or not.
fn words<'a>(observed: &Neighbour<'a>) -> impl Iterator<Item = (&'static str, &'static str)> + use<'a> {
    let up = observed.facts.scraped.as_ref().map(|_| ("up", "up{job=\"@\"}"));
    up.into_iter().chain(observed.facts.series.iter().copied())
}

/// What it reads, a job for each component. Names are addresses, so nothing has to be escaped.
fn configuration(site: &Site<'_>) -> String {
    let mut out = String::from(
        "global:\n  scrape_interval: 30s\n  evaluation_interval: 30s\n\nrule_files:\n  - alerts.yml\n\nscrape_configs:\n  \
         - job_name: prometheus\n    static_configs:\n      - targets: [\"127.0.0.1:9090\"]\n",
    );
    for observed in site.asks(Access::Observe) {
        let (Some((port, path)), Some(name)) = (&observed.facts.scraped, site.name_of(observed)) else {
            continue;
        };
        let _ = write!(
            out,
            "  - job_name: {}\n    metrics_path: {}\n    static_configs:\n      - targets: [\"{name}:{port}\"]\n",
            observed.address,
            quoted(path)
        );
    }
    out
}

impl Prometheus {
    fn rules(&self, site: &Site<'_>) -> String {
        let mut out = String::from("groups:\n  - name: design\n    rules:");
        let start = out.len();
        for alert in &self.alerts {
            let Some(observed) = site.asks(Access::Observe).find(|it| it.address.as_str() == alert.on) else {
                continue;
            };
            let Some((_, expression)) = words(observed).find(|it| it.0 == alert.metric) else { continue };
            let sign = if alert.below { "<" } else { ">" };
            let expression = expression.replace('@', observed.address.as_str());
            let condition = format!("{expression} {sign} {}", alert.threshold.0.normalize());
            let summary =
                format!("{} of {} is {sign} {}", alert.metric, alert.on, alert.threshold.0.normalize());
            let _ = write!(
                out,
                "\n      - alert: {}\n        expr: {}\n        for: {}m\n        annotations:\n          summary: {}",
                quoted(&alert.name),
                quoted(&condition),
                alert.minutes,
                quoted(&summary)
            );
        }
        if out.len() == start {
            out.push_str(" []");
        }
        out.push('\n');
        out
    }
}

/// A text as YAML takes it in quotes: as JSON does. Prometheus fills in what stands in double braces, so a
/// user's braces are kept apart.
fn quoted(text: &str) -> String {
    to_json(&text.replace("{{", "{ {")).to_string()
}
