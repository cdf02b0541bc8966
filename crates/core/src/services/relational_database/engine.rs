//! Engines: what differs between PostgreSQL, MySQL and MariaDB on RDS.

pub(super) use crate::services::sql::Engine;

/// What an engine version costs beyond its standard support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExtendedSupport {
    /// The price of a vCPU hour.
    pub(super) sku: &'static str,
    /// The day since which it is charged.
    pub(super) since: &'static str,
}

/// Who connects to what: words of a shell command.
pub(super) struct Client {
    /// The host.
    pub(super) host: String,
    /// The user.
    pub(super) user: String,
    /// The database.
    pub(super) database: String,
}

impl Engine {
    /// The environment variable that the engine's own client reads the password from.
    pub(super) const fn password_variable(self) -> &'static str {
        match self {
            Self::Postgres => "PGPASSWORD",
            Self::Mysql | Self::Mariadb => "MYSQL_PWD",
        }
    }

    /// The file that data is taken out to.
    pub(super) const fn dump_file(self) -> &'static str {
        match self {
            Self::Postgres => "backup.dump",
            Self::Mysql | Self::Mariadb => "backup.sql",
        }
    }

    /// The command that writes all data, over TLS.
    pub(super) fn dump(self, Client { host, user, database }: &Client) -> String {
        match self {
            Self::Postgres => {
                format!(
                    "PGSSLMODE=require pg_dump --format=custom --no-owner --host={host} --username={user} {database}"
                )
            }
            Self::Mysql => format!(
                "mysqldump --ssl-mode=REQUIRED --single-transaction --routines --triggers --events --set-gtid-purged=OFF --host={host} --user={user} {database}"
            ),
            Self::Mariadb => format!(
                "mariadb-dump --ssl --single-transaction --routines --triggers --events --host={host} --user={user} {database}"
            ),
        }
    }

    /// The command that reads it again.
    pub(super) fn load(self, Client { host, user, database }: &Client) -> String {
        match self {
            Self::Postgres => format!(
                "PGSSLMODE=require pg_restore --clean --if-exists --no-owner --host={host} --username={user} --dbname={database}"
            ),
            Self::Mysql => format!("mysql --ssl-mode=REQUIRED --host={host} --user={user} {database}"),
            Self::Mariadb => format!("mariadb --ssl --host={host} --user={user} {database}"),
        }
    }

    /// The word of the API and of the price book.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
        }
    }

    /// The parameter that refuses connections without TLS, and its value.
    pub(super) const fn force_tls(self) -> (&'static str, &'static str) {
        match self {
            Self::Postgres => ("rds.force_ssl", "1"),
            Self::Mysql | Self::Mariadb => ("require_secure_transport", "1"),
        }
    }

    /// The family of parameter groups: PostgreSQL counts by major version, the others by two numbers.
    pub(super) fn family(self, version: &str) -> String {
        let numbers = if self == Self::Postgres { 1 } else { 2 };
        let series: Vec<&str> = version.split('.').take(numbers).collect();
        format!("{}{}", self.word(), series.join("."))
    }

    /// Whether a text is a version of this engine, such as 17, 17.2 or 8.4.
    pub(super) fn is_version(self, version: &str) -> bool {
        let numbers: Vec<&str> = version.split('.').collect();
        let least = if self == Self::Postgres { 1 } else { 2 };
        (least..=3).contains(&numbers.len())
            && numbers
                .iter()
                .all(|it| !it.is_empty() && it.len() <= 3 && it.bytes().all(|it| it.is_ascii_digit()))
    }

    /// How many bytes of memory RDS reckons for each connection when it sets `max_connections`.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html>
    pub(super) const fn bytes_per_connection(self) -> u64 {
        match self {
            Self::Postgres => 9_531_392,
            Self::Mysql | Self::Mariadb => 12_582_880,
        }
    }

    /// The logs that it sends to CloudWatch, the one with the errors first.
    pub(super) const fn logs(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql", "upgrade"],
            Self::Mysql | Self::Mariadb => &["error", "slowquery"],
        }
    }

    /// Parameters without which it writes no log of slow statements, or writes it into a table.
    pub(super) const fn log_parameters(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Postgres => &[("log_min_duration_statement", "1000")],
            Self::Mysql | Self::Mariadb => {
                &[("slow_query_log", "1"), ("long_query_time", "1"), ("log_output", "FILE")]
            }
        }
    }

    /// A version in standard support, to move to.
    pub(super) const fn current(self) -> &'static str {
        match self {
            Self::Postgres => "17",
            Self::Mysql => "8.4",
            Self::Mariadb => "11.4",
        }
    }

    /// What is charged for a version beyond its standard support on a day such as 2026-10-06. MariaDB has
    /// no such charge.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html>
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html>
    pub(super) fn extended_support(self, version: &str, day: &str) -> Option<ExtendedSupport> {
        let mut numbers = version.split('.').map(|it| it.parse::<u32>().ok());
        let (major, minor) = (numbers.next()??, numbers.next().flatten());
        let (since, third_year) = match (self, major, minor) {
            (Self::Postgres, ..=11, _) => ("2024-04-01", "2026-04-01"),
            (Self::Postgres, 12, _) => ("2025-03-01", "2027-03-01"),
            (Self::Postgres, 13, _) => ("2026-03-01", "2028-03-01"),
            (Self::Mysql, ..=5, _) => ("2024-03-01", "2026-03-01"),
            (Self::Mysql, 8, Some(0)) => ("2026-08-01", "2028-08-01"),
            (Self::Mysql, 8, Some(4)) => ("2029-08-01", "2031-08-01"),
            _ => return None,
        };
        // Days in this form stand in the order of their text.
        let sku = if day >= third_year {
            "rds.extended_support_vcpu_hour.year_3"
        } else {
            "rds.extended_support_vcpu_hour.year_1_and_2"
        };
        (day >= since).then_some(ExtendedSupport { sku, since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_ends_on_the_day_of_the_table() {
        let sku = |engine: Engine, version, day| engine.extended_support(version, day).map(|it| it.sku);
        let (first, third) = (
            Some("rds.extended_support_vcpu_hour.year_1_and_2"),
            Some("rds.extended_support_vcpu_hour.year_3"),
        );
        assert_eq!(sku(Engine::Mysql, "8.0.39", "2026-07-31"), None);
        assert_eq!(sku(Engine::Mysql, "8.0.39", "2026-08-01"), first);
        assert_eq!(sku(Engine::Mysql, "8.0", "2028-08-01"), third);
        assert_eq!(sku(Engine::Mysql, "5.7", "2026-10-06"), third);
        assert_eq!(sku(Engine::Postgres, "12.4", "2026-10-06"), first);
        for (engine, version) in [
            (Engine::Postgres, "17"),
            (Engine::Mysql, "8.4"),
            (Engine::Mariadb, "10.6"),
            (Engine::Mysql, "x"),
        ] {
            assert_eq!(sku(engine, version, "2026-10-06"), None, "{version}");
        }
    }

    #[test]
    fn families_and_versions_follow_the_engine() {
        assert_eq!(Engine::Postgres.family("17.2"), "postgres17");
        assert_eq!(Engine::Mysql.family("8.4.3"), "mysql8.4");
        assert!(Engine::Postgres.is_version("17") && Engine::Mariadb.is_version("11.4"));
        assert!(!Engine::Mysql.is_version("8") && !Engine::Postgres.is_version("17; drop"));
    }
}
