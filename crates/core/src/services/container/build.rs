//! What runs a container under Compose.

use crate::{
    base::sort_by,
    services::Build,
    vocab::{Container, Effort, Procedure, Site, Stage, Topic},
};

use super::{ContainerService, client_variables};

impl Build for ContainerService {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let mut environment: Vec<(String, String)> =
            self.environment.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut add = |name: &str, value: String| {
            // What somebody set by hand stands.
            if !environment.iter().any(|it| it.0 == name) {
                environment.push((name.to_owned(), value));
            }
        };
        if self.heap_mib > 0 {
            // Out of heap, a JVM limps on; ended, it is started again.
            add("JAVA_TOOL_OPTIONS", format!("-Xmx{}m -XX:+ExitOnOutOfMemoryError", self.heap_mib));
        }
        for (name, value) in client_variables(site) {
            add(name, value);
        }
        sort_by(&mut environment, Ord::cmp);
        let published = self.outsider(site).is_some();
        let ports: Vec<u16> = self.port.into_iter().collect();
        Some(Container {
            image: if self.repository.is_empty() { self.public_image() } else { String::new() },
            repository: (!self.repository.is_empty()).then(|| self.repository.clone()),
            command: self.command.clone(),
            environment,
            secrets: self.secrets.clone(),
            published: if published { ports.clone() } else { Vec::new() },
            exposed: if published { Vec::new() } else { ports },
            memory_mib: self.memory_mib,
            health: self.health(),
            stage: if self.one_shot { Stage::Job } else { Stage::Service },
            replicas: self.replicas,
            reaches: site.hosts_reached(),
            ..Container::default()
        })
    }

    fn effort(&self) -> Option<Effort> {
        // A public image is a few lines of the host's stack.
        self.repository.is_empty().then(Effort::on_top)
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        if !self.one_shot {
            return Vec::new();
        }
        vec![Procedure {
            topic: Topic::Deploy,
            title: format!("Run {} by hand", site.name),
            text: "A deployment runs it once before it starts the services, and stops when it fails. By hand, on \
                   the host:"
                .to_owned(),
            commands: vec![format!("{} run --rm {}", site.compose_command(), site.address)],
        }]
    }
}
