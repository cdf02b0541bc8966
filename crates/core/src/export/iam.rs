//! The `iam/` folder: each role's trust and permissions as plain IAM JSON, for reviewers who read no
//! Terraform. Terraform builds the roles; nothing reads these files.
//!
//! What only AWS knows stands as a placeholder: the example account, and the component's address
//! where AWS would give an id.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Map, Value as Json, json};

use crate::{
    base::print_json,
    blueprint::{Provenance, Role},
    resource::{Resource, ResourceGraph, Value, Variable},
};

use super::{
    Bundle, Source,
    text::{markdown, markdown_code},
};

/// The account of AWS's own examples.
const ACCOUNT: &str = "123456789012";

/// How far references are followed; the graph's own are three deep at most.
const MAX_DEPTH: usize = 8;

/// The ARN of a type of resource: service, what stands before the name, and the argument that
/// holds the name; without one, AWS gives an id.
/// Formats: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>
const ARNS: &[(&str, &str, &str, Option<&str>)] = &[
    ("aws_appautoscaling_target", "application-autoscaling", "scalable-target/", None),
    ("aws_apprunner_service", "apprunner", "service/", Some("service_name")),
    ("aws_cloudfront_distribution", "cloudfront", "distribution/", None),
    ("aws_cloudwatch_log_group", "logs", "log-group:", Some("name")),
    ("aws_db_instance", "rds", "db:", Some("identifier")),
    ("aws_dynamodb_table", "dynamodb", "table/", Some("name")),
    ("aws_ecr_repository", "ecr", "repository/", Some("name")),
    ("aws_ecs_cluster", "ecs", "cluster/", Some("name")),
    ("aws_ecs_task_definition", "ecs", "task-definition/", Some("family")),
    ("aws_iam_openid_connect_provider", "iam", "oidc-provider/", Some("url")),
    ("aws_iam_role", "iam", "role/", Some("name")),
    ("aws_instance", "ec2", "instance/", None),
    ("aws_kms_key", "kms", "key/", None),
    ("aws_lambda_function", "lambda", "function:", Some("function_name")),
    ("aws_lb", "elasticloadbalancing", "loadbalancer/app/", Some("name")),
    ("aws_msk_cluster", "kafka", "cluster/", Some("cluster_name")),
    ("aws_rds_cluster", "rds", "cluster:", Some("cluster_identifier")),
    ("aws_s3_bucket", "s3", "", Some("bucket")),
    ("aws_secretsmanager_secret", "secretsmanager", "secret:", Some("name")),
    ("aws_sesv2_email_identity", "ses", "identity/", Some("email_identity")),
    ("aws_sns_topic", "sns", "", Some("name")),
    ("aws_sqs_queue", "sqs", "", Some("name")),
    ("aws_ssm_parameter", "ssm", "parameter", Some("name")),
];

/// Services whose ARNs name no region.
const GLOBAL: &[&str] = &["cloudfront", "iam", "s3"];

/// Adds the policies of every role, and a page that explains them.
pub(super) fn print(source: &Source<'_>, bundle: &mut Bundle) {
    let roles = &source.blueprint.roles;
    if roles.is_empty() {
        return;
    }
    let region = source.design().settings.region.code();
    let resolver = Resolver::new(&source.blueprint.graph, source.project(), region);
    for role in roles {
        if !role.policy.statements.is_empty() {
            bundle.add(&permissions_path(role), print_json(&permissions(role, &resolver)));
        }
        if let Some(trust) = &role.trust {
            bundle.add(&trust_path(role), print_json(&resolver.json(trust, 0)));
        }
    }
    bundle.add("iam/README.md", page(source, roles));
}

fn permissions_path(role: &Role) -> String {
    format!("iam/{}.json", role.component)
}

fn trust_path(role: &Role) -> String {
    format!("iam/{}-trust.json", role.component)
}

fn permissions(role: &Role, resolver: &Resolver<'_>) -> Json {
    let statements = role.policy.statements.iter().map(|it| {
        json!({
            "Sid": it.sid,
            "Effect": "Allow",
            "Action": it.actions,
            "Resource": it.resources.iter().map(|it| resolver.text(it, 0)).collect::<Vec<_>>(),
        })
    });
    json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
}

/// What each role is for, and where its permissions come from.
fn page(source: &Source<'_>, roles: &[Role]) -> String {
    let mut out = String::from("# Roles\n\n");
    let _ = writeln!(
        out,
        "What each role may do, as IAM reads it. Terraform builds the roles from the same list; these files are for \
         review. {} stands for your account, and a component's id for an id that AWS gives.\n",
        markdown_code(ACCOUNT)
    );
    for role in roles {
        let name = source.design().component(&role.component).map_or("", |it| &it.name);
        let _ = writeln!(out, "## {} ({})\n", markdown(name), markdown_code(role.component.as_str()));
        if role.trust.is_some() {
            let _ = writeln!(out, "Who may become it: {}.\n", markdown_code(&trust_path(role)));
        }
        for (policy, provenance) in &role.managed {
            let _ = writeln!(
                out,
                "- AWS managed policy {}: {}",
                markdown_code(policy),
                provenance_words(*provenance)
            );
        }
        if role.policy.statements.is_empty() {
            out.push('\n');
            continue;
        }
        if !role.managed.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "What it may do: {}.\n", markdown_code(&permissions_path(role)));
        out.push_str("| Statement | Actions | Why | Where from |\n| --- | --- | --- | --- |\n");
        for it in &role.policy.statements {
            let actions: Vec<String> = it.actions.iter().map(|it| markdown_code(it)).collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                markdown_code(&it.sid),
                actions.join(", "),
                markdown(&it.why),
                provenance_words(it.provenance)
            );
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

const fn provenance_words(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Stated => "as written down",
        Provenance::Derived => "follows from the connections",
        Provenance::Added => "**added**: needed, and missing in what was written down",
        Provenance::Surplus => "as written down; nothing needs it",
    }
}

/// Turns values of the graph into text, as far as they are known before anything is built.
struct Resolver<'a> {
    resources: BTreeMap<(&'a str, &'a str), &'a Resource>,
    variables: &'a BTreeMap<String, Variable>,
    project: &'a str,
    region: &'a str,
}

impl<'a> Resolver<'a> {
    fn new(graph: &'a ResourceGraph, project: &'a str, region: &'a str) -> Self {
        let resources =
            graph.resources.iter().map(|it| ((it.resource_type, it.label.as_str()), it)).collect();
        Self { resources, variables: &graph.variables, project, region }
    }

    fn json(&self, value: &Value, depth: usize) -> Json {
        match value {
            Value::Bool(value) => Json::Bool(*value),
            Value::List(values) => values.iter().map(|it| self.json(it, depth)).collect(),
            Value::Map(entries) | Value::Block(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(name, it)| (name.clone(), self.json(it, depth)))
                    .collect::<Map<String, Json>>(),
            ),
            value => Json::String(self.text(value, depth)),
        }
    }

    fn text(&self, value: &Value, depth: usize) -> String {
        if depth > MAX_DEPTH {
            return "unknown".to_owned();
        }
        let depth = depth + 1;
        match value {
            Value::Text(text) | Value::Name(text) => text.clone(),
            Value::Number(number) => number.normalize().to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Local("name") => self.project.to_owned(),
            Value::Local(name) => (*name).to_owned(),
            Value::Variable(name) if name == "region" => self.region.to_owned(),
            Value::Variable(name) => match self.variables.get(name) {
                Some(variable) => self.text(variable.default.as_ref().unwrap_or(&variable.example), depth),
                None => name.clone(),
            },
            Value::Data(data_type, label, attribute) => match (*data_type, *attribute) {
                ("aws_caller_identity", _) => ACCOUNT.to_owned(),
                ("aws_region", _) => self.region.to_owned(),
                ("aws_partition", _) => "aws".to_owned(),
                _ => label.clone(),
            },
            Value::Template(parts) => parts.iter().map(|it| self.text(it, depth)).collect(),
            Value::Reference(resource_type, label, attribute) => {
                self.attribute(resource_type, label, attribute, depth)
            }
            Value::Element(list, idx) => match list.as_ref() {
                Value::List(values) => values.get(*idx).map_or_else(String::new, |it| self.text(it, depth)),
                list => self.text(list, depth),
            },
            Value::Json(inner) => self.json(inner, depth).to_string(),
            Value::List(_) | Value::Map(_) | Value::Block(_) => self.json(value, depth).to_string(),
            Value::UserData(host) => host.to_string(),
            Value::Each => "each".to_owned(),
        }
    }

    fn attribute(&self, resource_type: &str, label: &str, attribute: &str, depth: usize) -> String {
        let resource = self.resources.get(&(resource_type, label));
        let argument = |name: &str| {
            let (_, value) = resource?.arguments.iter().find(|(it, _)| it == name)?;
            Some(self.text(value, depth))
        };
        // An address is a label with hyphens, which is how people know the component.
        let id = label.replace('_', "-");
        if attribute.ends_with("secret_arn") {
            // RDS names the secret of a master user itself, after its own id of the database.
            let what = if resource_type == "aws_rds_cluster" { "cluster" } else { "db" };
            return format!("arn:aws:secretsmanager:{}:{ACCOUNT}:secret:rds!{what}-*", self.region);
        }
        if resource_type == "aws_ecs_service" && attribute == "id" {
            // ECS gives a service its ARN as id, with the name of its cluster in it.
            let [cluster, name] = ["cluster", "name"].map(|it| argument(it).unwrap_or_else(|| id.clone()));
            return format!("arn:aws:ecs:{}:{ACCOUNT}:service/{cluster}/{name}", self.region);
        }
        let known = ARNS.iter().find(|(it, ..)| *it == resource_type);
        let is_arn = attribute.starts_with("arn");
        let Some((_, service, before, name)) = known.filter(|_| is_arn || attribute == "id") else {
            return argument(attribute).unwrap_or(id);
        };
        let name = name.and_then(argument).unwrap_or(id);
        let name = name.strip_prefix("https://").unwrap_or(&name);
        if attribute == "id" {
            return name.to_owned();
        }
        let region = if GLOBAL.contains(service) { "" } else { self.region };
        let account = if *service == "s3" { "" } else { ACCOUNT };
        // Nobody knows the id that Application Auto Scaling gives.
        let name = if *service == "application-autoscaling" { "*" } else { name };
        let end = match *service {
            // Secrets Manager ends each ARN in a hyphen and six characters of its own.
            "secretsmanager" => "-??????",
            // App Runner and MSK end each ARN in an id of their own.
            "apprunner" | "kafka" => "/*",
            _ => "",
        };
        format!("arn:aws:{service}:{region}:{account}:{before}{name}{end}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Concern;

    fn check_text(value: &Value, want: &str) {
        let mut graph = ResourceGraph::default();
        graph.add(Resource::new(Concern::Storage, "aws_s3_bucket", "web_files").set(
            "bucket",
            Value::template([
                Value::Local("name"),
                Value::from("-web-"),
                Value::Data("aws_caller_identity", "current".to_owned(), "account_id"),
            ]),
        ));
        graph.add(Resource::new(Concern::Secrets, "aws_secretsmanager_secret", "key").set("name", "c1/key"));
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_openid_connect_provider", "oidc")
                .set("url", "https://gitlab.example.com"),
        );
        let resolver = Resolver::new(&graph, "c1", "eu-west-1");
        assert_eq!(resolver.text(value, 0), want);
    }

    #[test]
    fn arns_are_known_before_anything_is_built() {
        let arn = |resource_type, label: &str| Value::reference(resource_type, label, "arn");
        check_text(
            &Value::template([arn("aws_s3_bucket", "web_files"), Value::from("/*")]),
            "arn:aws:s3:::c1-web-123456789012/*",
        );
        check_text(
            &arn("aws_secretsmanager_secret", "key"),
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:c1/key-??????",
        );
        check_text(
            &arn("aws_iam_openid_connect_provider", "oidc"),
            "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com",
        );
        check_text(&arn("aws_instance", "app_host"), "arn:aws:ec2:eu-west-1:123456789012:instance/app-host");
        check_text(&Value::reference("aws_s3_bucket", "web_files", "id"), "c1-web-123456789012");
        check_text(&Value::reference("aws_thing", "gone", "colour"), "gone");
    }
}
