//! Secret: AWS Secrets Manager. Holds what must never stand in a file: passwords, API keys.
//! Pricing: <https://aws.amazon.com/secrets-manager/pricing/>

use schemars::JsonSchema;

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Complexity, Effort, Factor, Facts, Family, Finding, Findings, Joint, LineItems,
        Meta, Place, Procedure, Severity, Site, Topic, is_variable,
    },
};

/// A secret: its value is written once by hand, and never stands in a design or a bundle.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Secret {
    /// Environment variables that it fills for those who read it. One variable gets the whole value;
    /// several get the fields of their names out of a JSON object. *Default:* API_KEY.
    #[schemars(length(max = 80))]
    pub variables: Vec<String>,
    /// Days in which a deleted secret can be brought back; its name stays taken meanwhile. 0 deletes at
    /// once, else 7 to 30. *Default:* 30.
    #[schemars(range(min = 0, max = 30), extend("x-unit" = "days"))]
    pub recovery_days: u32,
}

fields!(Secret { variables, recovery_days });

impl Default for Secret {
    fn default() -> Self {
        Self { variables: vec!["API_KEY".to_owned()], recovery_days: 30 }
    }
}

impl Kind for Secret {
    const META: Meta = Meta {
        kind: "secret",
        name: "Secret",
        vendor: "Secrets Manager",
        family: Family::Security,
        summary: "A password or API key that is handed out at start and stands in no file",
        icon: "M11.5 9.5a4 4 0 1 0 0 5H14l1.5-1.5L17 14.5l2-2L21 12l-2-2.5zM7.5 12h.01",
        inside: &[Place::Region],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let names = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect();
        vec![
            ("small", Self::default()),
            (
                "several fields",
                Self {
                    variables: names(&["SMTP_USERNAME", "SMTP_PASSWORD", "WEBHOOK_KEY"]),
                    recovery_days: 7,
                },
            ),
        ]
    }
}

impl Service for Secret {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            fills: self.variables.clone(),
            asked_through: &["secretsmanager"],
            accepts: &[Access::Read, Access::Write],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        // Read once whenever a stack starts: calls stay far below the first cent.
        out.charge(
            "secret",
            Category::Security,
            "Secrets",
            "secrets_manager.secret_month",
            &[Factor::exact(1, "secret")],
        );
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let (actions, why) = match access {
            Access::Read => (vec!["secretsmanager:GetSecretValue"], "Reads the secret's value at start"),
            Access::Write => (vec!["secretsmanager:PutSecretValue"], "Writes a new value of the secret"),
            _ => return Vec::new(),
        };
        let arn = Value::reference("aws_secretsmanager_secret", address.label(), "arn");
        vec![Grant { actions, resources: vec![arn], why }]
    }

    fn subtitle(&self) -> String {
        match self.variables.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            several => format!("{} variables", several.len()),
        }
    }
}

impl Check for Secret {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for name in self.variables.iter().filter(|it| !is_variable(it)) {
            out.push(
                Finding::new(
                    "variable-name",
                    Severity::Error,
                    out.anchor(Some("variables")),
                    format!("{} fills an environment variable {name:?}", site.name),
                    "Shells and Compose accept only letters, digits and underscores, not starting with a digit",
                )
                .hint("use a name such as API_KEY"),
            );
        }
        if self.variables.is_empty() {
            out.push(
                Finding::new(
                    "secret-fills-nothing",
                    Severity::Warning,
                    out.anchor(Some("variables")),
                    format!("{} fills no environment variable", site.name),
                    "Whoever reads it does not get to know its value",
                )
                .hint("name the variables that the containers expect"),
            );
        }
        if (1..7).contains(&self.recovery_days) {
            out.push(
                Finding::new(
                    "secret-recovery",
                    Severity::Error,
                    out.anchor(Some("recovery_days")),
                    format!("{} can be brought back for {} days", site.name, self.recovery_days),
                    "AWS accepts 7 to 30 days, or 0 for none",
                )
                .hint("set 7, or 0 in an environment that is thrown away"),
            );
        }
        if site.asked_by(Access::Read).next().is_none() {
            out.push(
                Finding::new(
                    "secret-unread",
                    Severity::Info,
                    out.anchor(None),
                    format!("nothing reads {}", site.name),
                    "It is charged by the month, read or not",
                )
                .hint("connect the host or service that needs it with the access read"),
            );
        }
    }
}

impl Build for Secret {
    fn ends(&self, address: &Address) -> Ends {
        let arn = Value::reference("aws_secretsmanager_secret", address.label(), "arn");
        Ends { arn: Some(arn.clone()), ..Ends::default() }.with("secret_arn", arn)
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Secrets, "aws_secretsmanager_secret", &label)
                .set(
                    "name",
                    Value::template([Value::Local("name"), Value::from(format!("/{}", plot.site.address))]),
                )
                .set("description", format!("What {} fills: {}", plot.site.name, self.variables.join(", ")))
                .set("recovery_window_in_days", self.recovery_days)
                .comment(
                    "Only the place of the secret. Its value is written by hand, so no state file holds it.",
                )
                .keep(),
        );
        graph.tell(
            format!("{label}_secret_arn"),
            format!("The secret {}", plot.site.name),
            Value::reference("aws_secretsmanager_secret", label, "arn"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::joint(Joint::Secrets, 1, Complexity::Low))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let text = if self.variables.len() == 1 {
            "Write the bare value into the file secret.txt with an editor, so that it stands in no shell history. \
             Services get the new value when they start again."
        } else {
            "Write a JSON object with one field for each variable into the file secret.txt with an editor, so that \
             it stands in no shell history. Services get the new values when they start again."
        };
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Write or change the value of {}", site.name),
            text: format!("It fills {}. {text}", self.variables.join(", ")),
            commands: vec![
                "umask 077 && ${EDITOR:-vi} secret.txt".to_owned(),
                format!(
                    "aws secretsmanager put-secret-value --secret-id {}/{} --secret-string file://secret.txt",
                    site.project, site.address
                ),
                "rm secret.txt".to_owned(),
            ],
        }]
    }
}
