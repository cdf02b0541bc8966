//! What a database is charged for.

use crate::{
    base::{Decimal, Range},
    vocab::{Category, Factor, HOURS_PER_MONTH, LineItems, Site},
};

use super::RelationalDatabase;

/// Bytes that one measurement of the operating system takes in the logs, an assumption.
const MEASUREMENT_BYTES: u32 = 6_500;

impl RelationalDatabase {
    pub(super) fn charge_instance(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (deployment, word) = self.deployment();
        out.charge(
            "instance",
            Category::Database,
            format!("Instance usage ({}, {deployment}, {})", self.engine.title(), self.class),
            format!("rds.{}.{word}.{}", self.engine.word(), self.class),
            &[Factor::exact(1, "instance"), site.hours()],
        );
        if let (Some(support), Some(class)) = (
            self.engine.extended_support(&self.version, site.book.newest_day()),
            site.book.db_class(&self.class),
        ) {
            out.imply(
                "extended-support",
                Category::Database,
                format!("Extended support ({} {})", self.engine.title(), self.version),
                support.sku,
                &[
                    Factor::exact(self.n_instances(), if self.multi_az { "instances" } else { "instance" }),
                    Factor::exact(class.vcpu, "vCPU"),
                    site.hours(),
                ],
                "The version is beyond its standard support, and AWS charges each vCPU hour for patching it",
            );
        }
    }

    pub(super) fn charge_storage(&self, out: &mut LineItems<'_>) {
        let (deployment, _) = self.deployment();
        let size = |gb: u32| Decimal::from(gb);
        let storage = Range {
            low: size(self.storage_gb),
            expected: size(self.storage_gb),
            high: size(self.storage_gb.max(self.max_storage_gb)),
        };
        out.charge(
            "storage",
            Category::Database,
            format!("Storage (General Purpose SSD gp3, {deployment})"),
            "rds.gp3_gb_month",
            &[
                Factor::exact(self.n_instances(), if self.multi_az { "copies" } else { "copy" }),
                Factor::range(storage, "GB"),
            ],
        );
        out.imply(
            "master-secret",
            Category::Security,
            "Secret of the master user",
            "secrets_manager.secret_month",
            &[Factor::exact(1, "secret")],
            "RDS makes the master password and keeps it in Secrets Manager, which charges each secret",
        );
        if let Some(backup_gb) = self.backup_gb {
            // Backups as large as the database are part of its price.
            let charged = backup_gb.map(|backup| (backup.0 - storage.low).max(Decimal::ZERO));
            out.imply(
                "backup",
                Category::Database,
                "Backup storage beyond the database's own size",
                "rds.backup_gb_month",
                &[Factor::range(charged, "GB")],
                "Backups are free up to the size of the database, and charged beyond it",
            );
        }
    }

    /// The deployment, for people and in the price book.
    const fn deployment(&self) -> (&'static str, &'static str) {
        if self.multi_az { ("Multi-AZ", "multi_az") } else { ("Single-AZ", "single_az") }
    }

    pub(super) fn charge_logs(&self, out: &mut LineItems<'_>) {
        if self.log_exports {
            let few = Range { low: Decimal::new(1, 1), expected: Decimal::ONE, high: Decimal::TEN };
            out.charge(
                "log-exports",
                Category::Operations,
                "Collect (data ingestion, database logs)",
                "cloudwatch.logs_ingest_gb",
                &[Factor::range(self.log_gb.map_or(few, |it| it.map(|it| it.0)), "GB")],
            );
        }
        let seconds = self.monitoring.seconds();
        if seconds > 0 {
            let measurements = Decimal::from(HOURS_PER_MONTH * 3_600) / Decimal::from(seconds);
            let gb = measurements * Decimal::from(MEASUREMENT_BYTES) / Decimal::from(1_000_000_000);
            out.imply(
                "enhanced-monitoring",
                Category::Operations,
                "Collect (data ingestion, enhanced monitoring)",
                "cloudwatch.logs_ingest_gb",
                &[
                    Factor::exact(self.n_instances(), if self.multi_az { "instances" } else { "instance" }),
                    Factor::exact(gb, "GB"),
                ],
                "Each measurement of the operating system is a line of a log, taken as 6.5 KB",
            );
        }
    }
}
