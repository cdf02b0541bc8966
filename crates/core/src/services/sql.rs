//! Database engines, and the SQL that makes databases.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocab::{Finding, Findings, Severity, Site};

/// A database engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// PostgreSQL.
    #[default]
    Postgres,
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
}

impl Engine {
    /// The port that it listens on.
    pub(super) const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
        }
    }

    /// The name for people.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
        }
    }
}

/// Whether every engine takes the name without surprises: the longest that PostgreSQL keeps whole is 63 bytes.
fn is_name(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// Whether each database can be made, and is made once.
pub(super) fn check_names(names: &[String], site: &Site<'_>, out: &mut Findings<'_>) {
    for (idx, name) in names.iter().enumerate() {
        let is_twice = names.iter().take(idx).any(|it| it == name);
        if is_name(name) && !is_twice {
            continue;
        }
        out.push(
            Finding::new(
                "database-name",
                Severity::Error,
                out.anchor(Some("databases")),
                format!(
                    "{} is to make the database {name:?}{}",
                    site.name,
                    if is_twice { " twice" } else { "" }
                ),
                "It is left out of what is made",
            )
            .hint("use letters, digits and underscores, and begin with a letter"),
        );
    }
}

/// Makes each database that is not there yet. For PostgreSQL it is a script for psql.
pub(super) fn create_databases(engine: Engine, names: &[String]) -> String {
    let mut out = String::from("-- Makes the databases that are not there yet; it can be run again.\n");
    let mut made: Vec<&String> = Vec::new();
    for name in names.iter().filter(|it| is_name(it)) {
        if made.contains(&name) {
            continue;
        }
        made.push(name);
        let _ = match engine {
            Engine::Postgres => writeln!(
                out,
                "SELECT 'CREATE DATABASE \"{name}\"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}')\\gexec"
            ),
            Engine::Mysql | Engine::Mariadb => {
                writeln!(out, "CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4;")
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_reach_the_script() {
        let names = ["orders_db", "orders_db", "a\"; DROP DATABASE x; --", "", "1st"].map(str::to_owned);
        for engine in [Engine::Postgres, Engine::Mysql, Engine::Mariadb] {
            let script = create_databases(engine, &names);
            assert_eq!(script.lines().count(), 2, "{script}");
            assert!(script.contains("orders_db") && !script.contains("DROP"));
        }
    }
}
