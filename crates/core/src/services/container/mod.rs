//! Container: one service of a host's Compose stack. Costs nothing by itself; it takes memory.
//! Compose: <https://docs.docker.com/reference/compose-file/services/>

mod build;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, fields, sort_by},
    prices::{Architecture, PriceBook},
    services::{Check, Kind, Service},
    vocab::{
        Command, Facts, Family, Finding, Findings, Health, ImageFacts, Meta, Neighbour, Place, Severity,
        Site, is_variable,
    },
};

/// A container that Docker Compose runs on the host that it stands in.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContainerService {
    /// The repository in the design's registry, when the image is your own: the pipeline builds it
    /// and tags it with the commit. Leave it empty for a public image. *Default:* app.
    #[schemars(length(max = 120))]
    pub repository: String,
    /// A public image without its tag, such as rasa/rasa. Used when no repository is named.
    #[schemars(length(max = 200))]
    pub image: String,
    /// The tag of the public image. Name a version: `latest` changes under your feet.
    #[schemars(length(max = 128))]
    pub tag: String,
    /// Processor architectures that the image exists for. Empty when nobody knows.
    /// *Default:* arm64 and x86_64.
    pub arches: Vec<Arch>,
    /// Arguments that replace the image's own command.
    #[schemars(length(max = 400))]
    pub command: Vec<String>,
    /// The most memory it may take; beyond it the kernel ends it. *Default:* 512 MiB.
    #[schemars(range(min = 16, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The heap of a Java process, given to it in JAVA_TOOL_OPTIONS. 0 when it is no Java process.
    /// *Default:* 0.
    #[schemars(range(min = 0, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub heap_mib: u32,
    /// The port that it listens on. Left out, it listens on none.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// The path that answers 2xx or 3xx once it is healthy. *Default:* /.
    #[schemars(length(max = 200))]
    pub health_path: String,
    /// What asks the health path; it has to be in the image. *Default:* wget.
    pub health_check: HealthCheck,
    /// Seconds from its start until a failing check counts. *Default:* 30 s.
    #[schemars(range(min = 0, max = 3600), extend("x-unit" = "s"))]
    pub start_seconds: u32,
    /// The path on its port where Prometheus reads its metrics, such as /actuator/prometheus. Empty where there is
    /// none. *Default:* empty.
    #[schemars(length(max = 200))]
    pub metrics_path: String,
    /// Plain environment variables. Keep passwords out: they belong into secrets.
    pub environment: BTreeMap<String, String>,
    /// Environment variables that are filled from secrets when the stack starts.
    #[schemars(length(max = 80))]
    pub secrets: Vec<String>,
    /// Runs once to its end before the services start, as a database migration does. *Default:* off.
    pub one_shot: bool,
    /// How many run at a time on the host. *Default:* 1.
    #[schemars(range(min = 1, max = 50))]
    pub replicas: u32,
}

fields!(ContainerService {
    repository,
    image,
    tag,
    arches,
    command,
    memory_mib,
    heap_mib,
    port,
    health_path,
    health_check,
    start_seconds,
    metrics_path,
    environment,
    secrets,
    one_shot,
    replicas,
});

/// A processor architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arch {
    /// 64-bit Arm, as Graviton machines (t4g, m7g) have.
    Arm64,
    /// 64-bit Intel and AMD.
    X86_64,
}

impl Arch {
    /// The architecture as prices and facts know it.
    pub(super) const fn architecture(self) -> Architecture {
        match self {
            Self::Arm64 => Architecture::Arm64,
            Self::X86_64 => Architecture::X86_64,
        }
    }
}

/// What asks a container whether it is healthy, from inside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthCheck {
    /// The wget of the image. Eclipse Temurin and Alpine images have it.
    #[default]
    Wget,
    /// The curl of the image.
    Curl,
    /// The Python of the image, for slim Python images that have neither.
    Python,
    /// No check: others wait for its start only.
    None,
}

impl HealthCheck {
    /// The command that asks, run inside the container. The address is 127.0.0.1, because `localhost`
    /// may mean ::1, where the service may not listen.
    pub(super) fn command(self, port: u16, path: &str) -> Option<Vec<String>> {
        let command: &[&str] = match self {
            // These options are common to GNU wget and to BusyBox.
            Self::Wget => &["wget", "-q", "-O", "/dev/null", "-T", "4"],
            Self::Curl => &["curl", "-fsS", "-o", "/dev/null", "-m", "4"],
            // The URL is an argument, so that no text of it is ever code.
            Self::Python => &[
                "python3",
                "-c",
                "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
            ],
            Self::None => return None,
        };
        let mut command: Vec<String> = command.iter().map(|&it| it.to_owned()).collect();
        command.push(format!("http://127.0.0.1:{port}{path}"));
        Some(command)
    }
}

impl Default for ContainerService {
    fn default() -> Self {
        Self {
            repository: "app".to_owned(),
            image: String::new(),
            tag: String::new(),
            arches: vec![Arch::Arm64, Arch::X86_64],
            command: Vec::new(),
            memory_mib: 512,
            heap_mib: 0,
            port: Some(8080),
            health_path: "/".to_owned(),
            health_check: HealthCheck::Wget,
            start_seconds: 30,
            metrics_path: String::new(),
            environment: BTreeMap::new(),
            secrets: Vec::new(),
            one_shot: false,
            replicas: 1,
        }
    }
}

impl Kind for ContainerService {
    const META: Meta = Meta {
        kind: "container",
        name: "Container",
        vendor: "Docker",
        family: Family::Container,
        summary: "A service that Docker Compose runs on a host",
        icon: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
        inside: &[Place::Host],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        let spring = |repository: &str, port, memory_mib, heap_mib| Self {
            repository: repository.to_owned(),
            memory_mib,
            heap_mib,
            port: Some(port),
            health_path: "/actuator/health".to_owned(),
            start_seconds: 90,
            ..Self::default()
        };
        vec![
            ("Spring gateway", spring("gateway", 8080, 1024, 640)),
            ("Spring service", spring("service", 8080, 1024, 640)),
            (
                "Rasa",
                Self {
                    repository: "rasa".to_owned(),
                    memory_mib: 3072,
                    port: Some(5005),
                    // Rasa is a Python program, so its image has Python, whatever else is left out.
                    health_check: HealthCheck::Python,
                    start_seconds: 180,
                    ..Self::default()
                },
            ),
            (
                "Migration job",
                Self {
                    repository: "migration".to_owned(),
                    memory_mib: 512,
                    heap_mib: 256,
                    port: None,
                    health_check: HealthCheck::None,
                    one_shot: true,
                    ..Self::default()
                },
            ),
            ("Custom", Self::default()),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        let mut presets = Self::presets().into_iter().map(|it| it.1);
        let gateway = presets.next().unwrap_or_default();
        let busy = Self {
            repository: String::new(),
            image: "ghcr.io/example/worker".to_owned(),
            tag: "2.4.1".to_owned(),
            command: vec!["--queue".to_owned(), "orders".to_owned()],
            memory_mib: 2048,
            heap_mib: 1280,
            environment: BTreeMap::from([("LOG_LEVEL".to_owned(), "info".to_owned())]),
            secrets: vec!["DATABASE_PASSWORD".to_owned()],
            replicas: 3,
            ..Self::default()
        };
        vec![("gateway", gateway), ("busy", busy)]
    }
}

impl Service for ContainerService {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: self.port.into_iter().collect(),
            image: Some(ImageFacts {
                arches: self.arches.iter().map(|it| it.architecture()).collect(),
                memory_mib: self.memory_mib,
                heap_mib: self.heap_mib,
                one_shot: self.one_shot,
            }),
            scraped: self
                .port
                .filter(|_| self.metrics_path.starts_with('/'))
                .map(|it| (it, self.metrics_path.clone())),
            count: self.replicas,
            ..Facts::default()
        }
    }

    fn subtitle(&self) -> String {
        match self.port {
            Some(port) => format!(":{port} · {} MiB", self.memory_mib),
            None => format!("{} MiB", self.memory_mib),
        }
    }
}

impl Check for ContainerService {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_image(site, out);
        self.check_variables(site, out);
        let outsider = self.outsider(site);
        if let (Some(outsider), Some(port), true) = (outsider, self.port, self.replicas > 1) {
            out.push(
                Finding::new(
                    "container-port-twice",
                    Severity::Error,
                    out.anchor(Some("replicas")),
                    format!(
                        "{} runs {} times, and {} reaches it on port {port} of the host",
                        site.name, self.replicas, outsider.name
                    ),
                    "A port of a host belongs to one container; the second fails to start",
                )
                .hint("put one gateway in front of the replicas, inside the stack")
                .fix("Run it once", vec![Command::set(site.address, "replicas", 1)]),
            );
        }
    }
}

impl ContainerService {
    fn public_image(&self) -> String {
        if self.tag.is_empty() { self.image.clone() } else { format!("{}:{}", self.image, self.tag) }
    }

    /// Somebody who connects from outside of the stack, so that the host has to publish the port.
    fn outsider<'a>(&self, site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
        self.port?;
        site.incoming.iter().find(|it| it.access.opens_port() && !site.is_beside(it))
    }

    fn health(&self) -> Option<Health> {
        let command = self.health_check.command(self.port?, &self.health_path)?;
        Some(Health { command, start_seconds: self.start_seconds })
    }

    fn check_image(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.repository.is_empty() {
            return;
        }
        let fits =
            |text: &str, more: &str| text.chars().all(|it| it.is_ascii_alphanumeric() || more.contains(it));
        if self.image.is_empty() || !fits(&self.image, "./_-:") || !fits(&self.tag, "._-") {
            out.push(
                Finding::new(
                    "container-image",
                    Severity::Error,
                    out.anchor(Some("image")),
                    format!("{} names no image that can be pulled, got {:?}", site.name, self.public_image()),
                    "Docker has nothing to run",
                )
                .hint("name a repository of your registry, or a public image such as rasa/rasa"),
            );
        } else if self.tag.is_empty() || self.tag == "latest" {
            out.push(
                Finding::new(
                    "container-tag",
                    Severity::Warning,
                    out.anchor(Some("tag")),
                    format!("{} runs {} without a version", site.name, self.image),
                    "The next pull may bring another program, and there is no version to go back to",
                )
                .hint("name the version that was tested"),
            );
        }
    }

    fn check_variables(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        check_names(&self.environment, &self.secrets, site, out);
        if let Some(name) = self.secrets.iter().find(|it| self.environment.contains_key(*it)) {
            out.push(Finding::new(
                "variable-twice",
                Severity::Warning,
                out.anchor(Some("environment")),
                format!("{} has {name} as a plain variable and as a secret", site.name),
                "The plain value stands in the bundle, and one of the two wins by chance",
            ));
        }
    }
}

/// Whether programs can read each of these variables.
pub(super) fn check_names(
    environment: &BTreeMap<String, String>,
    secrets: &[String],
    site: &Site<'_>,
    out: &mut Findings<'_>,
) {
    for (field, name) in variables(environment, secrets).filter(|it| !is_variable(it.1)) {
        out.push(
            Finding::new(
                "variable-name",
                Severity::Error,
                out.anchor(Some(field)),
                format!("{} has an environment variable {name:?}", site.name),
                "Most programs accept only letters, digits and underscores, not starting with a digit",
            )
            .hint("use a name such as LOG_LEVEL"),
        );
    }
}

/// Names of environment variables, plain and secret, each with the field that it stands in.
pub(super) fn variables<'a>(
    environment: &'a BTreeMap<String, String>,
    secrets: &'a [String],
) -> impl Iterator<Item = (&'static str, &'a str)> {
    let plain = environment.keys().map(|it| ("environment", it.as_str()));
    plain.chain(secrets.iter().map(|it| ("secrets", it.as_str())))
}

/// Environment variables that tell a component where those are that it asks: `host:port`, several
/// joined by commas, as Kafka's clients want their bootstrap servers.
fn client_variables<'a>(site: &Site<'a>) -> BTreeMap<&'static str, String> {
    let mut asked: Vec<&Neighbour<'a>> = site.outgoing.iter().filter(|it| it.access.opens_port()).collect();
    sort_by(&mut asked, |a, b| a.address.cmp(b.address));
    asked.dedup_by_key(|it| it.address);
    let mut variables: BTreeMap<&'static str, String> = BTreeMap::new();
    for neighbour in asked {
        let port = neighbour.port.or_else(|| neighbour.facts.listens.first().copied());
        let (Some(name), Some(port)) = (site.name_of(neighbour), port) else { continue };
        for &(variable, pattern) in neighbour.facts.client_variables {
            let value = variables.entry(variable).or_default();
            if !value.is_empty() {
                value.push(',');
            }
            value.push_str(&pattern.replace('@', &format!("{name}:{port}")));
        }
    }
    variables
}
