//! Service registry: Netflix Eureka out of Spring Cloud, as a container of a host. Nobody publishes an image of
//! it that is kept up, so it is built like the design's own services.
//! Settings: <https://docs.spring.io/spring-cloud-netflix/reference/spring-cloud-netflix.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{
        Access, Container, Facts, Family, Finding, Findings, Meta, Place, Procedure, Severity, Site, Topic,
    },
};

/// Eureka: services register at it by name, and find each other there.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceRegistry {
    /// The repository of its image in the design's registry. *Default:* discovery.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// The port that it listens on. *Default:* 8761.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 64, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The Java heap. *Default:* 288 MiB.
    #[schemars(range(min = 64, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub heap_mib: u32,
    /// Keeps registrations while many services stop renewing them at once, as a cut network looks like that. With
    /// few services it keeps dead ones. *Default:* off.
    pub self_preservation: bool,
}

fields!(ServiceRegistry { repository, port, memory_mib, heap_mib, self_preservation });

impl Default for ServiceRegistry {
    fn default() -> Self {
        Self {
            repository: "discovery".to_owned(),
            port: 8761,
            memory_mib: 512,
            heap_mib: 288,
            self_preservation: false,
        }
    }
}

impl Kind for ServiceRegistry {
    const META: Meta = Meta {
        kind: "service_registry",
        name: "Service registry",
        vendor: "Eureka",
        family: Family::Container,
        summary: "Services register at it by name, and find each other there",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM8 10h8M8 13h8M8 16h5",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("plain", Self::default()), ("guarded", Self { self_preservation: true, ..Self::default() })]
    }
}

impl Service for ServiceRegistry {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Observe],
            client_variables: &[("EUREKA_CLIENT_SERVICEURL_DEFAULTZONE", "http://@/eureka/")],
            ..software::facts(vec![self.port], self.memory_mib, self.heap_mib)
        }
    }

    fn subtitle(&self) -> String {
        format!(":{} · {} MiB", self.port, self.memory_mib)
    }
}

impl Check for ServiceRegistry {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.incoming.iter().any(|it| it.access.carries_traffic() && it.facts.starts_traffic) {
            out.push(Finding::new(
                "registry-public",
                Severity::Error,
                out.anchor(None),
                format!("{} can be reached by users", site.name),
                "It names every service and its address, and lets anybody register in their place",
            ));
        }
    }
}

impl Build for ServiceRegistry {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let address = format!("http://127.0.0.1:{}/actuator/health", self.port);
        let software = Software {
            repository: &self.repository,
            memory_mib: self.memory_mib,
            ports: &[self.port],
            health: &["wget", "-q", "-O", "/dev/null", "-T", "4", &address],
            start_seconds: 90,
            ..Software::default()
        };
        let environment = [
            ("EUREKA_CLIENT_FETCHREGISTRY", "false".to_owned()),
            ("EUREKA_CLIENT_REGISTERWITHEUREKA", "false".to_owned()),
            ("EUREKA_SERVER_ENABLESELFPRESERVATION", self.self_preservation.to_string()),
            ("JAVA_TOOL_OPTIONS", format!("-Xmx{}m -XX:+ExitOnOutOfMemoryError", self.heap_mib)),
            ("SERVER_PORT", self.port.to_string()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Some(Container { environment, ..software.container(site) })
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See who is registered at {}", site.name),
            text: "Whoever is missing gets no requests: those who ask for it answer 503. A service registers within \
                   half a minute of its start; look at its logs when it does not."
                .to_owned(),
            commands: vec![format!(
                "{} exec -T {} wget -q -O - http://127.0.0.1:{}/eureka/apps",
                site.compose_command(),
                site.address,
                self.port
            )],
        }]
    }
}
