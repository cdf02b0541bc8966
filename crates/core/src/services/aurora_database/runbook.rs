//! What the runbook says about an Aurora database: snapshots, a point in time, the move from RDS.

use crate::vocab::{Procedure, Site, Topic, shell_word};

use super::AuroraDatabase;

impl AuroraDatabase {
    pub(super) fn runbook(&self, site: &Site<'_>) -> Vec<Procedure> {
        let id = format!("{}-{}", site.project, site.address);
        let label = site.label();
        let scaling =
            format!("MinCapacity={},MaxCapacity={}", self.min_acu.0.normalize(), self.max_acu.0.normalize());
        vec![
            Procedure {
                topic: Topic::Backup,
                title: format!("Take a snapshot of {}", site.name),
                text: format!(
                    "Aurora backs up all the time and keeps {} days. Take a snapshot by hand before anything risky; it \
                     stays until somebody deletes it.",
                    self.backup_retention_days
                ),
                commands: vec![
                    format!("SNAPSHOT=\"{id}-$(date -u +%Y%m%d-%H%M)\""),
                    format!("aws rds create-db-cluster-snapshot --db-cluster-identifier {id} --db-cluster-snapshot-identifier \"$SNAPSHOT\""),
                    "aws rds wait db-cluster-snapshot-available --db-cluster-snapshot-identifier \"$SNAPSHOT\"".to_owned(),
                ],
            },
            Procedure {
                topic: Topic::Restore,
                title: format!("Bring {} back to a point in time", site.name),
                text: format!(
                    "Set WHEN to a time in UTC such as 2026-01-31T12:00:00Z, at most {} days back. Aurora restores into \
                     a new cluster beside the old one; copy what is missing with pg_dump, or point the services to \
                     the new cluster and tell Terraform with state rm and import.",
                    self.backup_retention_days
                ),
                commands: vec![
                    format!("SECURITY_GROUPS=\"$(aws rds describe-db-clusters --db-cluster-identifier {id} --query 'DBClusters[0].VpcSecurityGroups[].VpcSecurityGroupId' --output text)\""),
                    format!("aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier {id} --db-cluster-identifier {id}-restored --restore-to-time \"$WHEN\" --db-subnet-group-name {id} --vpc-security-group-ids $SECURITY_GROUPS --serverless-v2-scaling-configuration {scaling} --deletion-protection"),
                    format!("aws rds create-db-instance --db-instance-identifier {id}-restored-1 --db-cluster-identifier {id}-restored --engine aurora-postgresql --db-instance-class db.serverless"),
                    format!("aws rds wait db-instance-available --db-instance-identifier {id}-restored-1"),
                ],
            },
            Procedure {
                topic: Topic::Scale,
                title: format!("Move an RDS database to {}", site.name),
                text: format!(
                    "Aurora starts from a snapshot of the RDS database. Both must run the same major version, here \
                     PostgreSQL {}. Stop whatever writes first: what is written after the snapshot stays behind. Set \
                     OLD to the identifier of the RDS database. Keep the old database until the new one is proven.",
                    self.version
                ),
                commands: vec![
                    format!("aws rds create-db-snapshot --db-instance-identifier \"$OLD\" --db-snapshot-identifier {id}-start"),
                    format!("aws rds wait db-snapshot-available --db-snapshot-identifier {id}-start"),
                    format!("SNAPSHOT=\"$(aws rds describe-db-snapshots --db-snapshot-identifier {id}-start --query 'DBSnapshots[0].DBSnapshotArn' --output text)\""),
                    format!("terraform -chdir=terraform apply -target {} -var \"{label}_snapshot=$SNAPSHOT\"", shell_word(&format!("aws_rds_cluster_instance.{label}_1"))),
                    "terraform -chdir=terraform apply".to_owned(),
                ],
            },
        ]
    }
}
