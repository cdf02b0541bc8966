//! Cache server: Redis as a container of a host.
//! Settings: <https://redis.io/docs/latest/operate/oss_and_stack/management/config/> · Image:
//! <https://hub.docker.com/_/redis>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
    },
    vocab::{
        Access, ConfigFile, Container, Facts, Family, Finding, Findings, Meta, Place, Procedure, Severity,
        Site, Topic,
    },
};

/// Redis in a container: keeps values in memory under a key, and on disk where it is told to.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CacheServer {
    /// The version of the image redis. *Default:* 8.2-alpine.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 256 MiB.
    #[schemars(range(min = 16, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// The part of the memory that values may fill. What a fork for a save needs comes on top. *Default:* 192 MiB.
    #[schemars(range(min = 8, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub max_mib: u32,
    /// What happens when it is full. *Default:* refuse.
    pub when_full: WhenFull,
    /// Writes each change to disk, so that a restart loses a second at most. *Default:* on.
    pub durable: bool,
    /// Asks for the password in REDIS_PASSWORD. *Default:* on.
    pub password: bool,
}

fields!(CacheServer { version, memory_mib, max_mib, when_full, durable, password });

/// What a full cache does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// Refuses new values: nothing is forgotten, such as sessions and locks.
    #[default]
    Refuse,
    /// Forgets what was used least of late: right for copies.
    Forget,
}

impl Default for CacheServer {
    fn default() -> Self {
        Self {
            version: "8.2-alpine".to_owned(),
            memory_mib: 256,
            max_mib: 192,
            when_full: WhenFull::Refuse,
            durable: true,
            password: true,
        }
    }
}

impl Kind for CacheServer {
    const META: Meta = Meta {
        kind: "cache_server",
        name: "Cache server",
        vendor: "Redis",
        family: Family::Container,
        summary: "Keeps values in memory, run by yourself",
        icon: "M5 7c0-1.7 14-1.7 14 0v10c0 1.7-14 1.7-14 0zM5 7c0 1.7 14 1.7 14 0M9 12.5h6",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("sessions", Self::default()),
            (
                "copies",
                Self { when_full: WhenFull::Forget, durable: false, password: false, ..Self::default() },
            ),
        ]
    }
}

impl Service for CacheServer {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[Access::Connect, Access::Read, Access::Write, Access::ReadWrite, Access::Observe],
            ..software::facts(vec![PORT], self.memory_mib, self.max_mib)
        }
    }

    fn subtitle(&self) -> String {
        format!("Redis {} · {} MiB", self.version, self.max_mib)
    }
}

impl Check for CacheServer {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        if self.durable {
            software::check_disk(site, out);
        }
        if !self.password {
            out.push(Finding::new(
                "cache-password",
                Severity::Warning,
                out.anchor(Some("password")),
                format!("{} asks for no password", site.name),
                "Whoever gets into one container of the host reads and writes every session",
            ));
        }
    }
}

impl Build for CacheServer {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let (ping, password, secrets) = if self.password {
            (
                "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli ping | grep -q PONG",
                " --requirepass \"$REDIS_PASSWORD\"",
                vec!["REDIS_PASSWORD".to_owned()],
            )
        } else {
            ("redis-cli ping | grep -q PONG", "", Vec::new())
        };
        let software = Software {
            image: "redis",
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[PORT],
            health: &["sh", "-c", ping],
            start_seconds: 10,
            data: self.durable.then_some("/data"),
            // The image's own user: a shell starts the server, so its entry point does not change to it.
            user: "999:1000",
            ..Software::default()
        };
        let start = format!("exec redis-server /etc/redis.conf{password}");
        Some(Container {
            command: ["sh", "-c", &start].map(str::to_owned).to_vec(),
            secrets,
            files: vec![ConfigFile {
                name: "redis.conf",
                target: "/etc/redis.conf".to_owned(),
                text: self.configuration(),
            }],
            ..software.container(site)
        })
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let cli = if self.password { "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli" } else { "redis-cli" };
        let run = |command: &str| {
            format!("{} exec -T {} sh -c '{cli} {command}'", site.compose_command(), site.address)
        };
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Look into {}", site.name),
            text: "Memory, clients, and whether it answers. Services that can't reach it can't keep anybody signed \
                   in: check the password first, then the memory."
                .to_owned(),
            commands: vec![run("ping"), run("info memory"), run("info clients")],
        }]
    }
}

/// The port that it listens on.
const PORT: u16 = 6379;

impl CacheServer {
    fn configuration(&self) -> String {
        let policy = match self.when_full {
            WhenFull::Refuse => "noeviction",
            WhenFull::Forget => "allkeys-lru",
        };
        let durable = if self.durable {
            "# Each second's changes are on disk before the next.\nappendonly yes\nappendfsync everysec\ndir /data\n"
        } else {
            "# What it holds stands elsewhere too, so nothing is written to disk.\nappendonly no\nsave \"\"\n"
        };
        format!(
            "# The password comes from the environment.\nbind * -::*\nport {PORT}\nprotected-mode no\nmaxmemory {}mb\n\
             maxmemory-policy {policy}\n{durable}",
            self.max_mib
        )
    }
}
