//! Loki: keeps logs and finds in them, as a container of a host.
//! Settings: <https://grafana.com/docs/loki/latest/configure/>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{Access, ConfigFile, Container, Facts, Family, Findings, Meta, Place, Site},
};

/// Loki: keeps the logs that are sent to it, by labels, and finds in them.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Loki {
    /// The version of the image grafana/loki. *Default:* 3.5.0.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Days that logs are kept. *Default:* 30 days.
    #[schemars(range(min = 1, max = 3650), extend("x-unit" = "days"))]
    pub retention_days: u32,
}

fields!(Loki { version, memory_mib, retention_days });

impl Default for Loki {
    fn default() -> Self {
        Self { version: "3.5.0".to_owned(), memory_mib: 512, retention_days: 30 }
    }
}

impl Kind for Loki {
    const META: Meta = Meta {
        kind: "loki",
        name: "Log store",
        vendor: "Loki",
        family: Family::Operations,
        summary: "Keeps logs, and finds in them",
        icon: "M6 4v13l4 3V7zM12 9h6M12 13h6M12 17h6",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("plain", Self::default()),
            ("short", Self { retention_days: 7, memory_mib: 1024, ..Self::default() }),
        ]
    }
}

impl Service for Loki {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Read, Access::Write, Access::Send, Access::Observe],
            datasource: Some("loki"),
            scraped: Some((PORT, "/metrics".to_owned())),
            ..software::facts(vec![PORT], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} days · {} MiB", self.retention_days, self.memory_mib)
    }
}

impl Check for Loki {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        software::check_disk(site, out);
    }
}

impl Build for Loki {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let software = Software {
            image: "grafana/loki",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT],
            // Its image has no shell and no tool that could ask.
            health: &[],
            data: Some("/loki"),
            user: "10001:10001",
            ..Software::default()
        };
        Some(Container {
            command: vec!["-config.file=/etc/loki/design.yaml".to_owned()],
            files: vec![ConfigFile {
                name: "loki.yaml",
                target: "/etc/loki/design.yaml".to_owned(),
                text: CONFIGURATION.replace("@hours@", &self.retention_days.saturating_mul(24).to_string()),
            }],
            ..software.container(site)
        })
    }
}

/// The port that it listens on.
const PORT: u16 = 3100;

/// One process, its data on its disk; what is older than the retention is deleted.
const CONFIGURATION: &str = "auth_enabled: false

server:
  http_listen_port: 3100

common:
  path_prefix: /loki
  replication_factor: 1
  ring:
    kvstore:
      store: inmemory
  storage:
    filesystem:
      chunks_directory: /loki/chunks
      rules_directory: /loki/rules

schema_config:
  configs:
    - from: \"2024-01-01\"
      store: tsdb
      object_store: filesystem
      schema: v13
      index:
        prefix: index_
        period: 24h

compactor:
  working_directory: /loki/compactor
  retention_enabled: true
  delete_request_store: filesystem

limits_config:
  retention_period: @hours@h
";
