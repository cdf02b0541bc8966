//! Engines: what differs between PostgreSQL, MySQL and MariaDB on RDS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// What an engine version costs beyond its standard support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExtendedSupport {
    /// The price of a vCPU hour.
    pub(super) sku: &'static str,
    /// Since when it is charged.
    pub(super) since: &'static str,
    /// A version in standard support.
    pub(super) current: &'static str,
}

impl Engine {
    /// The word of the API and of the price book.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
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

    pub(super) const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
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

    /// The charge for versions beyond standard support, as of October 2026. MariaDB has none.
    /// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html>
    pub(super) fn extended_support(self, version: &str) -> Option<ExtendedSupport> {
        let mut numbers = version.split('.').map(|it| it.parse::<u32>().ok());
        let (major, minor) = (numbers.next()??, numbers.next().flatten());
        let first_years = "rds.extended_support_vcpu_hour.year_1_and_2";
        let third_year = "rds.extended_support_vcpu_hour.year_3";
        let of = |sku, since, current| Some(ExtendedSupport { sku, since, current });
        match (self, major, minor) {
            (Self::Postgres, ..=11, _) => of(third_year, "April 2024", "17"),
            (Self::Postgres, 12, _) => of(first_years, "March 2025", "17"),
            (Self::Postgres, 13, _) => of(first_years, "March 2026", "17"),
            (Self::Mysql, ..=5, _) => of(third_year, "March 2024", "8.4"),
            (Self::Mysql, 8, Some(0)) => of(first_years, "August 2026", "8.4"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_majors_pay_extended_support_and_new_ones_do_not() {
        for (engine, version) in
            [(Engine::Postgres, "12.4"), (Engine::Mysql, "8.0.39"), (Engine::Mysql, "5.7")]
        {
            assert!(engine.extended_support(version).is_some(), "{version}");
        }
        for (engine, version) in [
            (Engine::Postgres, "17"),
            (Engine::Mysql, "8.4"),
            (Engine::Mariadb, "10.6"),
            (Engine::Mysql, "x"),
        ] {
            assert!(engine.extended_support(version).is_none(), "{version}");
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
