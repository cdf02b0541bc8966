//! Config server: Spring Cloud Config, as a container of a host. It is built like the design's own services.
//! Settings: <https://docs.spring.io/spring-cloud-config/reference/server.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{
        Access, Container, Facts, Family, Finding, Findings, Meta, Mount, Place, Procedure, Severity, Site,
        Topic, shell_word,
    },
};

/// Spring Cloud Config: services read their settings from it when they start.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigServer {
    /// The repository of its image in the design's registry. *Default:* config.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// The port that it listens on. *Default:* 8888.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// The most memory it may take. *Default:* 512 MiB.
    #[schemars(range(min = 64, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The Java heap. *Default:* 288 MiB.
    #[schemars(range(min = 64, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub heap_mib: u32,
    /// The Git repository that holds the settings. Empty to read them from a folder of the host. *Default:* empty.
    #[schemars(length(max = 300))]
    pub git_uri: String,
    /// The branch or tag that is read. *Default:* main.
    #[schemars(length(max = 120))]
    pub label: String,
    /// The folder of the host with the settings, where there is no Git repository. *Default:* /srv/config.
    #[schemars(length(max = 200))]
    pub folder: String,
}

fields!(ConfigServer { repository, port, memory_mib, heap_mib, git_uri, label, folder });

impl Default for ConfigServer {
    fn default() -> Self {
        Self {
            repository: "config".to_owned(),
            port: 8888,
            memory_mib: 512,
            heap_mib: 288,
            git_uri: String::new(),
            label: "main".to_owned(),
            folder: "/srv/config".to_owned(),
        }
    }
}

impl Kind for ConfigServer {
    const META: Meta = Meta {
        kind: "config_server",
        name: "Config server",
        vendor: "Spring Cloud Config",
        family: Family::Container,
        summary: "Services read their settings from it when they start",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM8 10h3M14 10h2M8 14h1M12 14h4",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let git =
            Self { git_uri: "https://gitlab.example.com/ops/settings.git".to_owned(), ..Self::default() };
        vec![("folder", Self::default()), ("git", git)]
    }
}

impl Service for ConfigServer {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Observe],
            client_variables: &[("SPRING_CLOUD_CONFIG_URI", "http://@")],
            ..software::facts(vec![self.port], self.memory_mib, self.heap_mib)
        }
    }

    fn subtitle(&self) -> String {
        format!(":{} · {}", self.port, if self.git_uri.is_empty() { "folder" } else { "git" })
    }
}

impl Check for ConfigServer {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.incoming.iter().any(|it| it.access.carries_traffic() && it.facts.starts_traffic) {
            out.push(Finding::new(
                "registry-public",
                Severity::Error,
                out.anchor(None),
                format!("{} can be reached by users", site.name),
                "It hands out the settings of every service, passwords included",
            ));
        }
        let has_scheme = ["https://", "ssh://", "git@"].iter().any(|it| self.git_uri.starts_with(it));
        if !self.git_uri.is_empty() && !has_scheme {
            out.push(
                Finding::new(
                    "config-source",
                    Severity::Error,
                    out.anchor(Some("git_uri")),
                    format!("{} reads its settings from {:?}", site.name, self.git_uri),
                    "Without settings it does not start, and nobody behind it does",
                )
                .hint("write an https or ssh address, or leave it empty to read a folder"),
            );
        }
    }
}

impl Build for ConfigServer {
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
        let mut container = software.container(site);
        let mut environment = vec![
            ("JAVA_TOOL_OPTIONS", format!("-Xmx{}m -XX:+ExitOnOutOfMemoryError", self.heap_mib)),
            ("SERVER_PORT", self.port.to_string()),
        ];
        if self.git_uri.is_empty() {
            environment.push(("SPRING_PROFILES_ACTIVE", "native".to_owned()));
            environment
                .push(("SPRING_CLOUD_CONFIG_SERVER_NATIVE_SEARCHLOCATIONS", format!("file:{MOUNTED_AT}")));
            container.mounts.push(Mount {
                source: self.folder.clone(),
                target: MOUNTED_AT.to_owned(),
                read_only: true,
            });
        } else {
            environment.push(("SPRING_PROFILES_ACTIVE", "git".to_owned()));
            environment.push(("SPRING_CLOUD_CONFIG_SERVER_GIT_URI", self.git_uri.clone()));
            environment.push(("SPRING_CLOUD_CONFIG_SERVER_GIT_DEFAULTLABEL", self.label.clone()));
        }
        container.environment =
            environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Some(container)
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let mut procedures = vec![Procedure {
            topic: Topic::Operate,
            title: format!("See what {} hands out", site.name),
            text: "Whoever can't reach it does not start. Put the name of a service and its profile in place of \
                   application and default."
                .to_owned(),
            commands: vec![format!(
                "{} exec -T {} wget -q -O - http://127.0.0.1:{}/application/default",
                site.compose_command(),
                site.address,
                self.port
            )],
        }];
        if self.git_uri.is_empty() {
            procedures.push(Procedure {
                topic: Topic::Deploy,
                title: format!("Bring settings to {}", site.name),
                text: "The folder has to be there before the stack starts.".to_owned(),
                commands: vec![format!("sudo install -d {}", shell_word(&self.folder))],
            });
        }
        procedures
    }
}

/// Where the folder with the settings lies in the container.
const MOUNTED_AT: &str = "/config-repo";
