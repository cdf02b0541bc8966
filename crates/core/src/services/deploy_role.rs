//! Deploy role: an IAM role that a GitLab pipeline assumes over OpenID Connect, without a stored key.
//! <https://docs.gitlab.com/ci/cloud_services/aws/>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Facts, Family, Finding, Findings, Meta, Place, Procedure, Severity, Site, StatedAction,
        Topic, policy_pattern, policy_text,
    },
};

/// A role that a GitLab pipeline assumes with a short-lived token: no key is stored anywhere.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeployRole {
    /// The host name of GitLab, which signs the tokens. *Default:* gitlab.com.
    #[schemars(length(max = 200))]
    pub issuer: String,
    /// AWS reaches the issuer from the internet, and somebody has checked it. *Default:* off.
    pub issuer_checked: bool,
    /// The project whose pipelines may assume the role. *Default:* group/project.
    #[schemars(length(max = 200))]
    pub project: String,
    /// Whether branches or tags may. *Default:* branch.
    pub ref_type: RefType,
    /// The branch or tag; * stands for any part of a name. *Default:* main.
    #[schemars(length(max = 200))]
    pub git_ref: String,
    /// Permissions as they were agreed on: IAM actions or names of managed policies. Left out, they
    /// follow from the connections.
    pub stated_permissions: Option<Vec<String>>,
}

fields!(DeployRole { issuer, issuer_checked, project, ref_type, git_ref, stated_permissions });

/// What a pipeline runs for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefType {
    /// A branch.
    #[default]
    Branch,
    /// A tag.
    Tag,
}

impl RefType {
    const fn word(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Tag => "tag",
        }
    }
}

impl Default for DeployRole {
    fn default() -> Self {
        Self {
            issuer: "gitlab.com".to_owned(),
            issuer_checked: false,
            project: "group/project".to_owned(),
            ref_type: RefType::Branch,
            git_ref: "main".to_owned(),
            stated_permissions: None,
        }
    }
}

impl Kind for DeployRole {
    const META: Meta = Meta {
        kind: "deploy_role",
        name: "Deploy role",
        vendor: "IAM, GitLab",
        family: Family::Security,
        summary: "What a pipeline may do in AWS, without a stored key",
        icon: "M12 3c3 2 4 5 4 8v5H8v-5c0-3 1-6 4-8zM8 12l-3 4h3M16 12l3 4h-3M10 20h4M12 9h.01",
        inside: &[Place::Region, Place::Canvas],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("gitlab.com", Self::default()),
            (
                "own GitLab, tags",
                Self {
                    issuer: "gitlab.example.com".to_owned(),
                    project: "shop/platform".to_owned(),
                    ref_type: RefType::Tag,
                    git_ref: "release-*".to_owned(),
                    stated_permissions: Some(vec![
                        "ecr:GetAuthorizationToken".to_owned(),
                        "ecr:PutImage".to_owned(),
                    ]),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for DeployRole {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            // Nobody but the token's bearer assumes it: no AWS service does.
            principal: Some(""),
            stated_actions: StatedAction::all(self.stated_permissions.as_ref()),
            accepts: &[Access::Assume],
            count: 1,
            ..Facts::default()
        }
    }

    fn subtitle(&self) -> String {
        format!("{} · {}", self.project, self.git_ref)
    }
}

impl Check for DeployRole {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let host = self.host();
        let is_host =
            host.contains('.') && host.chars().all(|it| it.is_ascii_alphanumeric() || ".-:/_".contains(it));
        if !is_host {
            out.push(
                Finding::new(
                    "oidc-issuer",
                    Severity::Error,
                    out.anchor(Some("issuer")),
                    format!("{} trusts the issuer {:?}, which is no host name", site.name, self.issuer),
                    "AWS asks the issuer for the keys that its tokens are signed with",
                )
                .hint("use the host name of your GitLab, such as gitlab.example.com"),
            );
        } else if host != "gitlab.com" && !self.issuer_checked {
            out.push(
                Finding::new(
                    "oidc-issuer-reachable",
                    Severity::Warning,
                    out.anchor(Some("issuer")),
                    format!("{} trusts tokens of {host}, which AWS has to reach over the internet", site.name),
                    format!("AWS reads https://{host}/.well-known/openid-configuration and the keys named there; behind a firewall, or with a private certificate, every deployment is refused"),
                )
                .hint("open that path and the keys' path to the internet, over a public certificate")
                .hint("switch issuer_checked on once it was tried"),
            );
        }
        if self.project.is_empty() || self.project.contains('*') || !self.project.contains('/') {
            out.push(
                Finding::new(
                    "oidc-project",
                    Severity::Error,
                    out.anchor(Some("project")),
                    format!("{} trusts the project {:?}", site.name, self.project),
                    "Every project that the pattern fits could deploy, others' projects among them",
                )
                .hint("name one project with its group, such as shop/platform"),
            );
        }
        if self.git_ref.is_empty() || self.git_ref == "*" {
            out.push(
                Finding::new(
                    "oidc-any-ref",
                    Severity::Warning,
                    out.anchor(Some("git_ref")),
                    format!("{} lets every {} of {} deploy", site.name, self.ref_type.word(), self.project),
                    "Whoever may push anything to the project may then change production, without a review",
                )
                .hint("name the protected branch that is deployed from, such as main"),
            );
        }
        if site.asked_by(Access::Assume).next().is_none() {
            out.push(
                Finding::new(
                    "deploy-role-unused",
                    Severity::Info,
                    out.anchor(None),
                    format!("nothing assumes {}", site.name),
                    "Without a pipeline behind it, no pipeline is exported",
                )
                .hint("connect your GitLab, an external system, to it with the access assume"),
            );
        }
    }
}

impl Build for DeployRole {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        Ends {
            role: Some(label.clone()),
            arn: Some(Value::reference("aws_iam_role", label, "arn")),
            ..Ends::default()
        }
        .with("audience", Value::from(self.audience()))
        .with("ref_type", Value::from(self.ref_type.word()))
        .with("git_ref", Value::from(&self.git_ref))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let host = self.host();
        // An account has one provider for each issuer, however many roles trust it.
        let provider = Address::slugify(&format!("oidc {host}")).label();
        if graph.find_mut("aws_iam_openid_connect_provider", &provider).is_none() {
            graph.add(
                Resource::new(Concern::Identity, "aws_iam_openid_connect_provider", &provider)
                    .set("url", format!("https://{host}"))
                    .set("client_id_list", Value::list([self.audience()])),
            );
        }
        let (project, git_ref) = (policy_text(&self.project), policy_pattern(&self.git_ref));
        let subject = format!("project_path:{project}:ref_type:{}:ref:{git_ref}", self.ref_type.word());
        let on_subject = Value::map([(format!("{host}:sub"), Value::from(&subject))]);
        let on_audience = Value::map([(format!("{host}:aud"), Value::from(policy_text(&self.audience())))]);
        let trust = Value::map([
            ("Version", Value::from("2012-10-17")),
            (
                "Statement",
                Value::List(vec![Value::map([
                    ("Effect", Value::from("Allow")),
                    (
                        "Principal",
                        Value::map([(
                            "Federated",
                            Value::reference("aws_iam_openid_connect_provider", provider, "arn"),
                        )]),
                    ),
                    ("Action", Value::from("sts:AssumeRoleWithWebIdentity")),
                    // StringLike reads * as any text and everything else as it stands.
                    ("Condition", Value::map([("StringEquals", on_audience), ("StringLike", on_subject)])),
                ])]),
            ),
        ]);
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", Value::template([Value::Local("name"), Value::from(format!("-{}", plot.site.address))]))
                .set("description", format!("What the pipeline of {} may do", self.project))
                .set("assume_role_policy", Value::json(trust))
                .set("max_session_duration", 3_600)
                .comment("Only pipelines of this project and this branch or tag get in, with a token that ends within the hour."),
        );
        graph.tell(
            format!("{label}_role_arn"),
            format!("The role of {}: the variable AWS_ROLE_ARN of the pipeline", plot.site.name),
            Value::reference("aws_iam_role", label, "arn"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let host = self.host();
        vec![Procedure {
            topic: Topic::Deploy,
            title: format!("Let the pipeline of {} deploy", self.project),
            text: format!(
                "Once, after the first apply: put the role's ARN into the CI/CD variable AWS_ROLE_ARN of the project. \
                 The first command has to answer from anywhere on the internet, because AWS asks {host} for its keys."
            ),
            commands: vec![
                format!(
                    "curl -fsS {}",
                    crate::vocab::shell_word(&format!("https://{host}/.well-known/openid-configuration"))
                ),
                format!("terraform -chdir=terraform output -raw {}_role_arn", site.label()),
            ],
        }]
    }
}

impl DeployRole {
    /// The issuer without a scheme and without a slash behind it, as conditions name it.
    fn host(&self) -> &str {
        let text = self.issuer.trim();
        text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/')
    }

    /// Whom the token is made for; the pipeline asks for it under the same name.
    fn audience(&self) -> String {
        format!("https://{}", self.host())
    }
}
