//! What can be wrong with a database: its size, its growth, its backups, its age, its callers.

use crate::{
    base::{Decimal, Money},
    services::database::check_deletion,
    vocab::{Command, Finding, Findings, HOURS_PER_MONTH, Severity, Site},
};

use super::RelationalDatabase;

impl RelationalDatabase {
    pub(super) fn check_class(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.book.db_class(&self.class).is_none() {
            out.push(
                Finding::new(
                    "unknown-db-class",
                    Severity::Error,
                    out.anchor(Some("class")),
                    format!(
                        "{} names the instance class {:?}, which {} does not offer",
                        site.name,
                        self.class,
                        site.book.region()
                    ),
                    "Its price and memory are unknown, so neither the bill nor the connections can be computed",
                )
                .hint("pick one of the classes that the region offers, such as db.t4g.micro"),
            );
        }
        if !self.engine.is_version(&self.version) {
            out.push(
                Finding::new(
                    "database-version",
                    Severity::Error,
                    out.anchor(Some("version")),
                    format!(
                        "{} names the version {:?}, which is none of {}",
                        site.name,
                        self.version,
                        self.engine.title()
                    ),
                    "AWS refuses to create the database",
                )
                .hint("use a version such as 17 for PostgreSQL, 8.4 for MySQL, 11.4 for MariaDB"),
            );
        }
        for (field, text) in [("database", &self.database), ("username", &self.username)] {
            let fits = text.starts_with(|it: char| it.is_ascii_alphabetic())
                && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
                && !["admin", "postgres", "rdsadmin", "root"].contains(&text.to_ascii_lowercase().as_str());
            if !fits {
                out.push(
                    Finding::new(
                        "database-name",
                        Severity::Error,
                        out.anchor(Some(field)),
                        format!("{} has the {field} {text:?}", site.name),
                        "AWS accepts letters, digits and underscores, starting with a letter, and keeps admin, \
                         postgres, rdsadmin and root for itself",
                    )
                    .hint("use a name such as app"),
                );
            }
        }
    }

    pub(super) fn check_storage(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let doubled = self.storage_gb.saturating_mul(2);
        if self.max_storage_gb == 0 {
            out.push(
                Finding::new(
                    "database-storage-growth",
                    Severity::Warning,
                    out.anchor(Some("max_storage_gb")),
                    format!(
                        "{} stays at {} GB, because storage autoscaling is off",
                        site.name, self.storage_gb
                    ),
                    "A database whose disk is full refuses every write until somebody enlarges it",
                )
                .fix(
                    format!("Let it grow to {doubled} GB"),
                    vec![Command::set(site.address, "max_storage_gb", doubled)],
                ),
            );
        } else if u64::from(self.max_storage_gb) * 10 < u64::from(self.storage_gb) * 11 {
            out.push(
                Finding::new(
                    "database-storage-growth",
                    Severity::Error,
                    out.anchor(Some("max_storage_gb")),
                    format!(
                        "{} has {} GB and may grow to {} GB",
                        site.name, self.storage_gb, self.max_storage_gb
                    ),
                    "AWS asks for at least a tenth more than there is, and refuses the rest",
                )
                .fix(
                    format!("Let it grow to {doubled} GB"),
                    vec![Command::set(site.address, "max_storage_gb", doubled)],
                ),
            );
        }
    }

    pub(super) fn check_safety(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.backup_retention_days == 0 {
            out.push(
                Finding::new(
                    "database-backups",
                    Severity::Error,
                    out.anchor(Some("backup_retention_days")),
                    format!("{} keeps no automatic backups", site.name),
                    "Without them there is no way back to a point in time; what is deleted by mistake is gone",
                )
                .fix("Keep 7 days", vec![Command::set(site.address, "backup_retention_days", 7)]),
            );
        }
        check_deletion(self.deletion_protection, site, out);
        if site.is_public() {
            out.push(
                Finding::new(
                    "database-public-tier",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in a public tier", site.name),
                    "One wrong setting then opens it to the internet; in a private tier it takes two",
                )
                .hint("move it into a data tier without a route to the internet gateway"),
            );
        }
        if !self.multi_az {
            out.push(Finding::new(
                "database-single-az",
                Severity::Info,
                out.anchor(Some("multi_az")),
                format!("{} lives in one availability zone", site.name),
                "When the zone or the machine fails it is away for minutes to hours, and a restore loses up to five \
                 minutes; Multi-AZ costs twice as much",
            ));
        }
    }

    pub(super) fn check_age(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let Some(support) = self.engine.extended_support(&self.version, site.book.newest_day()) else {
            return;
        };
        let vcpu = site.book.db_class(&self.class).map_or(0, |it| it.vcpu);
        let hours = Decimal::from(vcpu) * Decimal::from(HOURS_PER_MONTH) * Decimal::from(self.n_instances());
        let cost = site.book.price(support.sku).map(|it| it.cost(hours)).filter(|it| *it > Money::ZERO);
        let cost = cost.map_or_else(String::new, |it| format!(", {it} a month"));
        out.push(
            Finding::new(
                "database-extended-support",
                Severity::Warning,
                out.anchor(Some("version")),
                format!(
                    "{} runs {} {}, which has been in extended support since {}{cost}",
                    site.name,
                    self.engine.title(),
                    self.version,
                    support.since
                ),
                "AWS charges each vCPU hour of a version beyond its standard support, and doubles the rate in the \
                 third year",
            )
            .hint(format!(
                "{} {} ends the charge; upgrade a copy first",
                self.engine.title(),
                self.engine.current()
            )),
        );
    }

    pub(super) fn check_connections(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let Some(most) = self.max_connections(site.book) else { return };
        let planned = self.wanted_connections(site, |it| it.count);
        let wanted = self.wanted_connections(site, |it| it.count.max(it.most));
        if wanted > most {
            let when = if planned > most { "" } else { " once all its callers have scaled out" };
            out.push(
                Finding::new(
                    "database-connections",
                    Severity::Warning,
                    out.anchor(Some("pool_size")),
                    format!(
                        "{} may be asked for {wanted} connections{when}, and {} allows about {most}",
                        site.name, self.class
                    ),
                    "Beyond the limit the database refuses connections, and whoever starts last fails",
                )
                .hint("make the callers' connection pools smaller, or let autoscaling start fewer of them")
                .hint("take a class with more memory: the limit follows from it"),
            );
        }
    }
}
