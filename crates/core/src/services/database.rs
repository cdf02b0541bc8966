//! What databases have in common.

use crate::{
    resource::{ResourceGraph, Value},
    vocab::{Command, Finding, Findings, Severity, Site},
};

use super::Plot;

/// Whether somebody can delete it with one call.
pub(super) fn check_deletion(is_protected: bool, site: &Site<'_>, out: &mut Findings<'_>) {
    if !is_protected {
        out.push(
            Finding::new(
                "database-deletion",
                Severity::Warning,
                out.anchor(Some("deletion_protection")),
                format!("{} can be deleted with one call", site.name),
                "Its automatic backups end with it",
            )
            .fix("Protect it", vec![Command::set(site.address, "deletion_protection", true)]),
        );
    }
}

/// Tells where it is, and which secret RDS keeps its master password in.
pub(super) fn tell_ends(
    resource_type: &'static str,
    endpoint: &'static str,
    plot: &Plot<'_>,
    graph: &mut ResourceGraph,
) {
    let label = plot.site.label();
    let of = |attribute| Value::reference(resource_type, &label, attribute);
    let name = plot.site.name;
    graph.tell(format!("{label}_endpoint"), format!("The address of {name}"), of(endpoint));
    graph.tell(
        format!("{label}_secret_arn"),
        format!("The secret with user and password of {name}"),
        of("master_user_secret[0].secret_arn"),
    );
}
