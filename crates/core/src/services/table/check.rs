//! What can be wrong with a table: its keys, and what is left of it after a mistake.

use std::collections::BTreeSet;

use crate::vocab::{Command, Finding, Findings, Severity, Site};

use super::Table;

impl Table {
    pub(super) fn check_keys(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.partition_key.is_empty() || self.partition_key == self.sort_key {
            out.push(
                Finding::new(
                    "table-key",
                    Severity::Error,
                    out.anchor(Some("partition_key")),
                    if self.partition_key.is_empty() {
                        format!("{} has no partition key", site.name)
                    } else {
                        format!("{} is sorted by {:?}, its partition key", site.name, self.sort_key)
                    },
                    "AWS refuses the table, and what is chosen here can't be changed later",
                )
                .hint("take the attribute that most questions begin with, such as a session's id"),
            );
        }
        let types = self.key_types();
        let mut names = BTreeSet::new();
        for index in &self.indexes {
            let fits = (3..=255).contains(&index.name.len())
                && index.name.chars().all(|it| it.is_ascii_alphanumeric() || "_.-".contains(it));
            let wrong = if !fits {
                Some(format!("the name {:?}", index.name))
            } else if !names.insert(index.name.as_str()) {
                Some(format!("the name {:?} twice", index.name))
            } else if index.partition_key.is_empty() {
                Some(format!("no partition key in {:?}", index.name))
            } else if types.get(index.partition_key.as_str()) != Some(&index.partition_key_type) {
                Some(format!("two types for {:?}", index.partition_key))
            } else {
                None
            };
            if let Some(wrong) = wrong {
                out.push(
                    Finding::new(
                        "table-index",
                        Severity::Error,
                        out.anchor(Some("indexes")),
                        format!("{} has an index with {wrong}", site.name),
                        "AWS refuses the table",
                    )
                    .hint(
                        "give each index a name of its own of 3 or more letters, digits, dots, hyphens and \
                         underscores, and each attribute one type",
                    ),
                );
            }
        }
        if self.sort_key.is_empty() && self.indexes.is_empty() {
            out.push(
                Finding::new(
                    "table-single-key",
                    Severity::Info,
                    out.anchor(Some("indexes")),
                    format!("{} can be asked by {:?} only", site.name, self.partition_key),
                    "Any other question reads the whole table and pays for each item in it; a key can't be changed \
                     later, an index can be added",
                )
                .hint("add an index on what else items are looked for by, such as the session that a message is in"),
            );
        }
    }

    pub(super) fn check_safety(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.point_in_time_recovery {
            out.push(
                Finding::new(
                    "table-recovery",
                    Severity::Warning,
                    out.anchor(Some("point_in_time_recovery")),
                    format!("{} can't be brought back to a point in time", site.name),
                    "DynamoDB makes no backups by itself; what is deleted or overwritten by mistake is gone",
                )
                .fix("Switch recovery on", vec![Command::set(site.address, "point_in_time_recovery", true)]),
            );
        }
        if !self.deletion_protection {
            out.push(
                Finding::new(
                    "table-deletion",
                    Severity::Warning,
                    out.anchor(Some("deletion_protection")),
                    format!("{} can be deleted with one call", site.name),
                    "With the table go its indexes, and without point-in-time recovery all that it held",
                )
                .fix("Protect it", vec![Command::set(site.address, "deletion_protection", true)]),
            );
        }
    }
}
