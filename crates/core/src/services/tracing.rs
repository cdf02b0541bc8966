//! Tracing: Zipkin, as a container of a host. Shows the way of a request through the services.
//! Settings: <https://github.com/openzipkin/zipkin/tree/master/zipkin-server>

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

/// Zipkin: shows the way of a request through the services, and where its time went. Connected to a MySQL
/// database it keeps the traces there, else in memory.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tracing {
    /// The version of the image openzipkin/zipkin. *Default:* 3.5.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The port that it listens on. *Default:* 9411.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The Java heap. *Default:* 320 MiB.
    #[schemars(range(min = 64, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub heap_mib: u32,
}

fields!(Tracing { version, port, memory_mib, heap_mib });

impl Default for Tracing {
    fn default() -> Self {
        Self { version: "3.5".to_owned(), port: 9411, memory_mib: 512, heap_mib: 320 }
    }
}

impl Kind for Tracing {
    const META: Meta = Meta {
        kind: "tracing",
        name: "Tracing",
        vendor: "Zipkin",
        family: Family::Container,
        summary: "Shows the way of a request through the services",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM8 9h5M10 12h6M9 15h3",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("plain", Self::default()),
            ("large", Self { memory_mib: 2048, heap_mib: 1536, ..Self::default() }),
        ]
    }
}

impl Service for Tracing {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Send, Access::Observe],
            client_variables: &[("MANAGEMENT_ZIPKIN_TRACING_ENDPOINT", "http://@/api/v2/spans")],
            ..software::facts(vec![self.port], self.memory_mib, self.heap_mib)
        }
    }

    fn subtitle(&self) -> String {
        format!(":{} · {} MiB", self.port, self.memory_mib)
    }
}

impl Check for Tracing {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        if database(site).is_some_and(|it| it.host.is_none()) {
            out.push(
                Finding::new(
                    "traces-in-database",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} has a managed database for its traces", site.name),
                    "Traces are of use for days, and the database is paid by the hour",
                )
                .hint("keep them in memory, or in a database that is there anyway"),
            );
        }
    }
}

impl Build for Tracing {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let software = Software {
            image: "openzipkin/zipkin",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[self.port],
            health: &["docker-healthcheck"],
            start_seconds: 30,
            ..Software::default()
        };
        let mut environment = vec![
            ("JAVA_OPTS", format!("-Xmx{}m -XX:+ExitOnOutOfMemoryError", self.heap_mib)),
            ("QUERY_PORT", self.port.to_string()),
        ];
        let mut container = software.container(site);
        if let Some(database) = database(site) {
            environment.push(("STORAGE_TYPE", "mysql".to_owned()));
            let port = database.port.or_else(|| database.facts.listens.first().copied()).unwrap_or(3306);
            environment.push(("MYSQL_TCP_PORT", port.to_string()));
            environment.push(("MYSQL_DB", "zipkin".to_owned()));
            if let Some(name) = site.name_of(database) {
                environment.push(("MYSQL_HOST", name.to_string()));
                container.secrets = vec!["MYSQL_PASS".to_owned(), "MYSQL_USER".to_owned()];
            } else {
                // The stack tells where a managed database is, by names that Zipkin itself looks up.
                let told = |word: &str| format!("${{{}_{word}}}", database.address.label().to_uppercase());
                environment.push(("MYSQL_HOST", told("HOST")));
                environment.push(("MYSQL_USER", told("USERNAME")));
                environment.push(("MYSQL_PASS", told("PASSWORD")));
            }
        }
        container.environment =
            environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Some(container)
    }
}

/// The database that keeps the traces.
fn database<'a>(site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
    site.outgoing.iter().find(|it| it.meta.family == Family::Database && it.access.opens_port())
}
