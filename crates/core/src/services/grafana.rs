//! Grafana: dashboards over metrics and logs, as a container of a host.
//! Provisioning: <https://grafana.com/docs/grafana/latest/administration/provisioning/>

use schemars::JsonSchema;
use serde_json::{Value as Json, json};

use crate::{
    base::{Address, fields, to_json},
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

/// Grafana: a dashboard for each of those it observes, out of Prometheus, Loki and CloudWatch.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Grafana {
    /// The version of the image grafana/grafana. *Default:* 12.1.0.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Reads CloudWatch too, under the role of the host. *Default:* on.
    pub cloudwatch: bool,
}

fields!(Grafana { version, memory_mib, cloudwatch });

impl Default for Grafana {
    fn default() -> Self {
        Self { version: "12.1.0".to_owned(), memory_mib: 512, cloudwatch: true }
    }
}

impl Kind for Grafana {
    const META: Meta = Meta {
        kind: "grafana",
        name: "Dashboards",
        vendor: "Grafana",
        family: Family::Operations,
        summary: "Shows metrics and logs of what it observes",
        icon: "M4 5h16v14H4zM7 15l3-4 3 2 4-6",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self::default()), ("no CloudWatch", Self { cloudwatch: false, ..Self::default() })]
    }
}

impl Service for Grafana {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Observe],
            needs_actions: if self.cloudwatch {
                ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]
                    .map(|it| (it, "Grafana reads metrics"))
                    .to_vec()
            } else {
                Vec::new()
            },
            scraped: Some((PORT, "/metrics".to_owned())),
            ..software::facts(vec![PORT], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} · {} MiB", self.version, self.memory_mib)
    }
}

impl Check for Grafana {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        let has_source = self.cloudwatch || sources(site).next().is_some();
        if !has_source {
            out.push(
                Finding::new(
                    "nothing-to-show",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} has nothing to read from", site.name),
                    "Its dashboards stay empty",
                )
                .hint("connect it to Prometheus or Loki with the access read, or let it read CloudWatch"),
            );
        }
    }
}

impl Build for Grafana {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let software = Software {
            image: "grafana/grafana",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT],
            health: &["wget", "-q", "-O", "/dev/null", "-T", "4", "http://127.0.0.1:3000/api/health"],
            start_seconds: 30,
            data: Some("/var/lib/grafana"),
            user: "472:472",
            ..Software::default()
        };
        let file = |name, target: &str, text| ConfigFile { name, target: target.to_owned(), text };
        Some(Container {
            environment: vec![("GF_USERS_ALLOW_SIGN_UP".to_owned(), "false".to_owned())],
            secrets: vec!["GF_SECURITY_ADMIN_PASSWORD".to_owned()],
            files: vec![
                file(
                    "datasources.yaml",
                    "/etc/grafana/provisioning/datasources/design.yaml",
                    self.sources(site),
                ),
                file(
                    "dashboards.yaml",
                    "/etc/grafana/provisioning/dashboards/design.yaml",
                    FOLDER.to_owned(),
                ),
                file("dashboard.json", "/etc/grafana/design/dashboard.json", self.dashboard(site)),
            ],
            ..software.container(site)
        })
    }
}

/// The port that it listens on.
const PORT: u16 = 3000;

/// Where Grafana finds the dashboards that it is given.
const FOLDER: &str = "apiVersion: 1
providers:
  - name: design
    type: file
    allowUiUpdates: false
    options:
      path: /etc/grafana/design
";

/// The source of panels on CloudWatch, as dashboards name it.
const CLOUDWATCH: &str = "cloudwatch";

/// Those it reads from: its own name in dashboards, what Grafana calls it, and where it is.
fn sources<'a>(site: &Site<'a>) -> impl Iterator<Item = (&'a Neighbour<'a>, &'static str, String)> {
    site.asks(Access::Read).filter_map(|it| {
        let port = it.port.or_else(|| it.facts.listens.first().copied())?;
        Some((it, it.facts.datasource?, format!("http://{}:{port}", site.name_of(it)?)))
    })
}

impl Grafana {
    fn sources(&self, site: &Site<'_>) -> String {
        let mut all: Vec<Json> = sources(site)
            .map(|(it, kind, url)| {
                json!({"name": it.address, "uid": it.address, "type": kind, "access": "proxy", "url": url})
            })
            .collect();
        if self.cloudwatch {
            let region = site.book.region().code();
            all.push(json!({
                "name": CLOUDWATCH,
                "uid": CLOUDWATCH,
                "type": "cloudwatch",
                "jsonData": {"authType": "default", "defaultRegion": region},
            }));
        }
        // JSON is YAML too.
        format!("{:#}\n", to_json(&json!({"apiVersion": 1, "datasources": all})))
    }

    /// A row of panels for each of those it observes: what Prometheus reads of it, and what CloudWatch has.
    fn dashboard(&self, site: &Site<'_>) -> String {
        let prometheus = sources(site).find(|it| it.1 == "prometheus").map(|it| it.0.address);
        let mut panels: Vec<Json> = Vec::new();
        for observed in site.asks(Access::Observe) {
            if let Some(prometheus) = prometheus {
                for (word, expression) in observed.facts.series {
                    let target = json!({
                        "refId": "A",
                        "expr": expression.replace('@', observed.address.as_str()),
                        "legendFormat": word,
                    });
                    panels.push(panel(
                        panels.len(),
                        observed,
                        word,
                        json!({"type": "prometheus", "uid": prometheus}),
                        target,
                    ));
                }
            }
            if self.cloudwatch {
                for metric in &observed.facts.metrics {
                    let expression = format!(
                        "SEARCH('Namespace=\"{}\" MetricName=\"{}\"', 'Average', 300)",
                        metric.namespace, metric.name
                    );
                    let target = json!({
                        "refId": "A",
                        "queryMode": "Metrics",
                        "metricQueryType": 0,
                        "metricEditorMode": 1,
                        "region": "default",
                        "expression": expression,
                    });
                    let from = json!({"type": "cloudwatch", "uid": CLOUDWATCH});
                    panels.push(panel(panels.len(), observed, metric.metric, from, target));
                }
            }
        }
        let title = format!("{}: {}", site.project, site.address);
        let dashboard = json!({
            "uid": site.address,
            "title": title,
            "schemaVersion": 39,
            "editable": false,
            "refresh": "1m",
            "time": {"from": "now-6h", "to": "now"},
            "panels": panels,
        });
        format!("{:#}\n", to_json(&dashboard))
    }
}

/// A panel with one curve or more; three stand in a row.
fn panel(number: usize, observed: &Neighbour<'_>, word: &str, source: Json, mut target: Json) -> Json {
    if let Json::Object(target) = &mut target {
        target.insert("datasource".to_owned(), source.clone());
    }
    json!({
        "id": number + 1,
        "type": "timeseries",
        "title": format!("{}: {}", observed.address, word.replace('_', " ")),
        "datasource": source,
        "gridPos": {"x": number % 3 * 8, "y": number / 3 * 7, "w": 8, "h": 7},
        "targets": [target],
    })
}
