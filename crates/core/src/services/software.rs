//! What programs have in common that a host runs under Compose beside the design's own: their facts, their
//! container, and the check of their version.

use std::collections::BTreeSet;

use crate::{
    base::gather,
    prices::Architecture,
    vocab::{Access, Container, Facts, Finding, Findings, Health, ImageFacts, Mount, Severity, Site},
};

/// A program in a container.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Software<'a> {
    /// The public image without its tag; empty where it is built by the pipeline.
    pub image: &'a str,
    /// The image's tag.
    pub version: &'a str,
    /// The repository in the design's registry, where there is no public image.
    pub repository: &'a str,
    /// The most memory it may take.
    pub memory_mib: u32,
    /// The ports that it listens on, the main one first.
    pub ports: &'a [u16],
    /// What tells whether it is healthy, run inside the container; nothing where the image has no tool.
    pub health: &'a [&'a str],
    /// Seconds from its start until a failing check counts.
    pub start_seconds: u32,
    /// The folder in the container that has to outlive it.
    pub data: Option<&'static str>,
    /// The user that it runs as; empty for the image's own.
    pub user: &'static str,
}

/// What such a program says of itself: what it listens on, and the memory that it may take and its heap has.
pub(super) fn facts(ports: Vec<u16>, memory_mib: u32, heap_mib: u32) -> Facts {
    Facts {
        listens: ports,
        image: Some(ImageFacts {
            arches: vec![Architecture::Arm64, Architecture::X86_64],
            memory_mib,
            heap_mib,
            one_shot: false,
        }),
        count: 1,
        ..Facts::default()
    }
}

impl Software<'_> {
    /// The container. Ports that somebody asks from outside of the stack are published, the others are
    /// open to the stack only.
    pub(super) fn container(&self, site: &Site<'_>) -> Container {
        let asked_outside = site.incoming.iter().filter(|it| it.access.opens_port() && !site.is_beside(it));
        let main = self.ports.first().copied();
        let published: BTreeSet<u16> = gather(asked_outside.filter_map(|it| it.port.or(main)));
        let exposed = self.ports.iter().copied().filter(|it| !published.contains(it)).collect();
        let health = (!self.health.is_empty()).then(|| Health {
            command: self.health.iter().map(|&it| it.to_owned()).collect(),
            start_seconds: self.start_seconds,
        });
        let is_own = !self.repository.is_empty();
        Container {
            image: if is_own { String::new() } else { format!("{}:{}", self.image, self.version) },
            repository: is_own.then(|| self.repository.to_owned()),
            published: published.into_iter().collect(),
            exposed,
            memory_mib: self.memory_mib,
            health,
            mounts: self.data.map(|it| data_mount(site, it)).into_iter().collect(),
            user: self.user.to_owned(),
            reaches: site.hosts_reached(),
            replicas: 1,
            ..Container::default()
        }
    }
}

/// A number of things in words: `1 route`, `2 routes`.
pub(super) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Where its data lies: on the volume that it stores on, else in a volume of Docker's on the root disk.
fn data_mount(site: &Site<'_>, target: &str) -> Mount {
    let disk = site.asks(Access::Store).find_map(|it| it.facts.mounts_at.as_deref());
    let source = match disk {
        Some(path) => format!("{}/{}", path.trim_end_matches('/'), site.address),
        None => format!("{}-data", site.address),
    };
    Mount { source, target: target.to_owned(), read_only: false }
}

/// Whether it runs a version that somebody chose.
pub(super) fn check_version(version: &str, site: &Site<'_>, out: &mut Findings<'_>) {
    let is_plain = version.chars().all(|it| it.is_ascii_alphanumeric() || "._-".contains(it));
    if !version.is_empty() && version != "latest" && is_plain {
        return;
    }
    out.push(
        Finding::new(
            "container-tag",
            if is_plain { Severity::Warning } else { Severity::Error },
            out.anchor(Some("version")),
            format!("{} runs the version {version:?}", site.name),
            "The next pull may bring another program, or finds none",
        )
        .hint("name the version that was tested"),
    );
}

/// Whether what it keeps has a disk of its own.
pub(super) fn check_disk(site: &Site<'_>, out: &mut Findings<'_>) {
    if site.asks(Access::Store).next().is_none() {
        out.push(
            Finding::new(
                "data-on-root-disk",
                Severity::Warning,
                out.anchor(None),
                format!("{} keeps its data on the root disk of its host", site.name),
                "A full root disk stops the host, and a new host begins without the data",
            )
            .hint("put a volume into the host, and connect to it with the access store"),
        );
    }
}
