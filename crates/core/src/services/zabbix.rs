//! Zabbix: watches hosts from the inside, as a container of a host.
//! Image and its variables: <https://hub.docker.com/r/zabbix/zabbix-server-pgsql>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{Access, Container, Facts, Family, Finding, Findings, Meta, Neighbour, Place, Severity, Site},
};

/// Zabbix: agents on hosts report to its server, which keeps the figures in a database and raises alarms.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Zabbix {
    /// The version of the image of the server. *Default:* alpine-7.0-latest.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Agents report by themselves, and need not be asked. *Default:* on.
    pub active_agents: bool,
}

fields!(Zabbix { version, memory_mib, active_agents });

impl Default for Zabbix {
    fn default() -> Self {
        Self { version: "alpine-7.0-latest".to_owned(), memory_mib: 512, active_agents: true }
    }
}

impl Kind for Zabbix {
    const META: Meta = Meta {
        kind: "zabbix",
        name: "Host monitor",
        vendor: "Zabbix",
        family: Family::Operations,
        summary: "Watches hosts from the inside",
        icon: "M4 6h16v9H4zM9 19h6M12 15v4M7 11h3l1.5-2.5 2 4 1-1.5H17",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self::default()), ("asking", Self { active_agents: false, ..Self::default() })]
    }
}

impl Service for Zabbix {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Send, Access::Observe],
            ..software::facts(vec![PORT], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} · {} MiB", self.version, self.memory_mib)
    }
}

impl Check for Zabbix {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        if database(site).is_none() {
            out.push(
                Finding::new(
                    "zabbix-database",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} has no database", site.name),
                    "It keeps its settings and all figures there, and does not start without",
                )
                .hint("connect it to a PostgreSQL or MySQL database"),
            );
        }
    }
}

impl Build for Zabbix {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let database = database(site);
        let port = database.and_then(|it| it.port.or_else(|| it.facts.listens.first().copied()));
        let is_postgres = port.is_none_or(|it| it == 5432);
        let software = Software {
            image: if is_postgres { "zabbix/zabbix-server-pgsql" } else { "zabbix/zabbix-server-mysql" },
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT],
            // It listens for agents once its database is ready.
            health: &["nc", "-z", "127.0.0.1", "10051"],
            start_seconds: 120,
            ..Software::default()
        };
        let pollers = if self.active_agents { "1" } else { "5" };
        let mut environment = vec![("ZBX_STARTPOLLERS".to_owned(), pollers.to_owned())];
        if let Some(name) = database.and_then(|it| site.name_of(it)) {
            environment.push(("DB_SERVER_HOST".to_owned(), name.to_string()));
        }
        if let Some(port) = port {
            environment.push(("DB_SERVER_PORT".to_owned(), port.to_string()));
        }
        let secrets = if is_postgres {
            ["POSTGRES_PASSWORD", "POSTGRES_USER"]
        } else {
            ["MYSQL_PASSWORD", "MYSQL_USER"]
        };
        Some(Container {
            environment,
            secrets: secrets.map(str::to_owned).to_vec(),
            ..software.container(site)
        })
    }
}

/// The port that agents report to.
const PORT: u16 = 10051;

/// The database that keeps its settings and figures.
fn database<'a>(site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
    let is_database = |it: &&Neighbour<'_>| it.facts.listens.iter().any(|it| matches!(it, 5432 | 3306));
    site.outgoing.iter().filter(|it| it.access.opens_port()).find(is_database)
}
