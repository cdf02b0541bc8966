//! Database server: PostgreSQL, MySQL or MariaDB as a container of a host.
//! Images: <https://hub.docker.com/_/postgres>, <https://hub.docker.com/_/mysql>, <https://hub.docker.com/_/mariadb>

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    services::{
        Build, Check, Kind, Service,
        software::{self, Software},
        sql,
    },
    vocab::{Access, ConfigFile, Container, Facts, Family, Findings, Meta, Place, Procedure, Site, Topic},
};
use schemars::JsonSchema;

/// A database in a container: nobody but you backs it up, patches it or brings it back.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseServer {
    /// The engine. *Default:* postgres.
    pub engine: sql::Engine,
    /// The version of the engine's image. *Default:* 17-alpine.
    #[schemars(length(max = 40))]
    pub version: String,
    /// The most memory it may take. *Default:* 1024 MiB.
    #[schemars(range(min = 128, max = 1_048_576), extend("x-unit" = "MiB"))]
    pub memory_mib: u32,
    /// Databases that are made with the first start. Letters, digits and underscores. *Default:* app.
    #[schemars(inner(length(max = 63)))]
    pub databases: Vec<String>,
}

fields!(DatabaseServer { engine, version, memory_mib, databases });

impl Default for DatabaseServer {
    fn default() -> Self {
        Self {
            engine: sql::Engine::Postgres,
            version: "17-alpine".to_owned(),
            memory_mib: 1024,
            databases: vec!["app".to_owned()],
        }
    }
}

impl Kind for DatabaseServer {
    const META: Meta = Meta {
        kind: "database_server",
        name: "Database server",
        vendor: "PostgreSQL, MySQL",
        family: Family::Container,
        summary: "A database in a container, run by yourself",
        icon: "M5 6.5c0-2 14-2 14 0v11c0 2-14 2-14 0zM5 6.5c0 2 14 2 14 0M5 12c0 2 14 2 14 0M8 15.5h2",
        inside: &[Place::Host],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("postgres", Self::default()),
            (
                "mysql",
                Self {
                    engine: sql::Engine::Mysql,
                    version: "8.4".to_owned(),
                    databases: vec!["orders_db".to_owned(), "users_db".to_owned()],
                    ..Self::default()
                },
            ),
            ("mariadb", Self { engine: sql::Engine::Mariadb, version: "11.4".to_owned(), ..Self::default() }),
        ]
    }
}

impl Service for DatabaseServer {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            accepts: &[
                Access::Connect,
                Access::Read,
                Access::Write,
                Access::ReadWrite,
                Access::Administer,
                Access::Observe,
            ],
            ..software::facts(vec![self.engine.port()], self.memory_mib, 0)
        }
    }

    fn subtitle(&self) -> String {
        format!("{} {} · {} MiB", self.engine.title(), self.version, self.memory_mib)
    }
}

impl Check for DatabaseServer {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        software::check_version(&self.version, site, out);
        software::check_disk(site, out);
        sql::check_names(&self.databases, site, out);
    }
}

impl Build for DatabaseServer {
    fn container(&self, site: &Site<'_>) -> Option<Container> {
        let (image, data, password, health): (_, _, _, &[&str]) = match self.engine {
            sql::Engine::Postgres => (
                "postgres",
                "/var/lib/postgresql/data",
                "POSTGRES_PASSWORD",
                &["pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"],
            ),
            sql::Engine::Mysql => (
                "mysql",
                "/var/lib/mysql",
                "MYSQL_ROOT_PASSWORD",
                // It answers once connections are taken, whoever asks.
                &["mysqladmin", "ping", "--silent", "-h", "127.0.0.1"],
            ),
            sql::Engine::Mariadb => (
                "mariadb",
                "/var/lib/mysql",
                "MARIADB_ROOT_PASSWORD",
                &["healthcheck.sh", "--connect", "--innodb_initialized"],
            ),
        };
        let software = Software {
            image,
            version: &self.version,
            memory_mib: self.memory_mib,
            ports: &[self.engine.port()],
            health,
            start_seconds: 60,
            data: Some(data),
            ..Software::default()
        };
        Some(Container {
            secrets: vec![password.to_owned()],
            files: vec![ConfigFile {
                name: "databases.sql",
                target: "/docker-entrypoint-initdb.d/databases.sql".to_owned(),
                text: sql::create_databases(self.engine, &self.databases),
            }],
            ..software.container(site)
        })
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let exec = format!("{} exec -T {}", site.compose_command(), site.address);
        let (dump, restore) = match self.engine {
            sql::Engine::Postgres => ("pg_dumpall -U postgres", "psql -q -U postgres"),
            sql::Engine::Mysql => (
                r#"sh -c 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump -u root --all-databases --single-transaction'"#,
                r#"sh -c 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql -u root'"#,
            ),
            sql::Engine::Mariadb => (
                r#"sh -c 'MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb-dump -u root --all-databases --single-transaction'"#,
                r#"sh -c 'MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb -u root'"#,
            ),
        };
        let file = format!("{}.sql.gz", site.address);
        vec![
            Procedure {
                topic: Topic::Backup,
                title: format!("Back up {}", site.name),
                text: "All databases and users into one file, while they work. Copy it off the host: a backup beside \
                       the data goes with the data."
                    .to_owned(),
                commands: vec![format!("{exec} {dump} | gzip > {file}")],
            },
            Procedure {
                topic: Topic::Restore,
                title: format!("Restore {}", site.name),
                text: "Into an empty server of the same version. Stop those who use it first.".to_owned(),
                commands: vec![format!("gunzip < {file} | {exec} {restore}")],
            },
        ]
    }
}
