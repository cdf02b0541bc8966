//! What the runbook says about a database: snapshots, a point in time, a larger class.

use crate::vocab::{Procedure, Site, Topic, shell_word};

use super::{RelationalDatabase, engine::Client};

impl RelationalDatabase {
    pub(super) fn backup(&self, site: &Site<'_>) -> Procedure {
        let id = identifier(site);
        Procedure {
            topic: Topic::Backup,
            title: format!("Take a snapshot of {}", site.name),
            text: format!(
                "AWS backs it up every day by itself and keeps {} days. Take a snapshot by hand before anything \
                     risky, a migration or an upgrade; it stays until somebody deletes it.",
                self.backup_retention_days
            ),
            commands: vec![
                format!("SNAPSHOT=\"{id}-$(date -u +%Y%m%d-%H%M)\""),
                format!(
                    "aws rds create-db-snapshot --db-instance-identifier {id} --db-snapshot-identifier \"$SNAPSHOT\""
                ),
                "aws rds wait db-snapshot-available --db-snapshot-identifier \"$SNAPSHOT\"".to_owned(),
            ],
        }
    }

    pub(super) fn dump(&self, site: &Site<'_>) -> Procedure {
        let (password, file) = (self.password(site), self.engine.dump_file());
        Procedure {
            topic: Topic::Backup,
            title: format!("Take the data of {} out as a file", site.name),
            text: "A snapshot stays in AWS; a file can go anywhere, and one table can be taken from it. Run it on a \
                   machine that reaches the database, with a client of the same version."
                .to_owned(),
            commands: vec![password, format!("{} > {file}", self.engine.dump(&self.client(site)))],
        }
    }

    pub(super) fn load(&self, site: &Site<'_>) -> Procedure {
        let (password, file) = (self.password(site), self.engine.dump_file());
        Procedure {
            topic: Topic::Restore,
            title: format!("Load a file into {}", site.name),
            text: "It writes over what is there under the same names: load into a restored copy first, and look."
                .to_owned(),
            commands: vec![password, format!("{} < {file}", self.engine.load(&self.client(site)))],
        }
    }

    /// The command that puts the master user's password where the client looks for it.
    fn password(&self, site: &Site<'_>) -> String {
        format!(
            "export {}=\"$(aws secretsmanager get-secret-value --secret-id \"$(terraform -chdir=terraform output -raw {}_secret_arn)\" --query SecretString --output text | jq -r .password)\"",
            self.engine.password_variable(),
            site.label()
        )
    }

    /// Who connects to what, as arguments of the client.
    fn client(&self, site: &Site<'_>) -> Client {
        Client {
            host: format!("\"$(terraform -chdir=terraform output -raw {}_endpoint)\"", site.label()),
            user: shell_word(&self.username),
            database: shell_word(&self.database),
        }
    }

    pub(super) fn restore(&self, site: &Site<'_>) -> Procedure {
        let id = identifier(site);
        let class = shell_word(&self.class);
        Procedure {
            topic: Topic::Restore,
            title: format!("Bring {} back to a point in time", site.name),
            text: format!(
                "Set WHEN to a time in UTC such as 2026-01-31T12:00:00Z, at most {} days back and at least five \
                     minutes ago. RDS restores into a new database beside the old one. Compare the two, then let \
                     them change names and tell Terraform which one is the database now. Allow half an hour; whoever \
                     is connected has to connect again.",
                self.backup_retention_days
            ),
            commands: vec![
                format!(
                    "SECURITY_GROUPS=\"$(aws rds describe-db-instances --db-instance-identifier {id} --query 'DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId' --output text)\""
                ),
                format!(
                    "PARAMETERS=\"$(aws rds describe-db-instances --db-instance-identifier {id} --query 'DBInstances[0].DBParameterGroups[0].DBParameterGroupName' --output text)\""
                ),
                format!(
                    "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier {id} --target-db-instance-identifier {id}-restored --restore-time \"$WHEN\" --db-instance-class {class} --db-subnet-group-name {id} --vpc-security-group-ids $SECURITY_GROUPS --db-parameter-group-name \"$PARAMETERS\" --no-publicly-accessible {} --deletion-protection",
                    if self.multi_az { "--multi-az" } else { "--no-multi-az" }
                ),
                format!("aws rds wait db-instance-available --db-instance-identifier {id}-restored"),
                format!(
                    "aws rds modify-db-instance --db-instance-identifier {id} --new-db-instance-identifier {id}-old --apply-immediately"
                ),
                format!("aws rds wait db-instance-available --db-instance-identifier {id}-old"),
                format!(
                    "aws rds modify-db-instance --db-instance-identifier {id}-restored --new-db-instance-identifier {id} --manage-master-user-password --apply-immediately"
                ),
                format!("terraform -chdir=terraform state rm aws_db_instance.{}", site.label()),
                format!("terraform -chdir=terraform import aws_db_instance.{} {id}", site.label()),
                "terraform -chdir=terraform apply".to_owned(),
            ],
        }
    }

    pub(super) fn enlarge(&self, site: &Site<'_>) -> Procedure {
        let id = identifier(site);
        Procedure {
            topic: Topic::Scale,
            title: format!("Give {} a larger class", site.name),
            text: format!(
                "Change its class in the design, export, and look at the plan: it must change {id} and replace \
                     nothing. Terraform leaves the change to the next maintenance window; the second command brings \
                     it at once and costs some minutes without a database{}.",
                if self.multi_az { ", with Multi-AZ about one" } else { "" }
            ),
            commands: vec![
                "terraform -chdir=terraform apply".to_owned(),
                format!(
                    "aws rds modify-db-instance --db-instance-identifier {id} --db-instance-class \"$CLASS\" --apply-immediately"
                ),
            ],
        }
    }
}

/// The identifier in AWS.
fn identifier(site: &Site<'_>) -> String {
    format!("{}-{}", site.project, site.address)
}
