//! What builds and runs a function.

use crate::{
    base::Address,
    resource::{Concern, Ends, Resource, ResourceGraph, Value, Variable, VariableType},
    services::{Build, Plot, container::Arch, host::assumed_by, task},
    vocab::{Access, Procedure, Site, Topic},
};

use super::{Function, FunctionUrl, TYPE};

impl Build for Function {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        let endpoint = (self.url != FunctionUrl::Off).then(|| {
            Value::template([
                Value::reference("aws_lambda_function_url", &label, "url_id"),
                Value::from(".lambda-url."),
                Value::Data("aws_region", "current".to_owned(), "name"),
                Value::from(".on.aws"),
            ])
        });
        Ends {
            role: Some(label.clone()),
            security_group: Some(label.clone()),
            arn: Some(of("arn")),
            endpoint,
            ..Ends::default()
        }
        .with("function_name", of("function_name"))
        .with("dimensions", Value::map([("FunctionName", of("function_name"))]))
        .with("repository", Value::from(&self.repository))
        .with("rollout", Value::from("lambda"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        self.role(plot, graph);
        let function = self.function(plot, graph);
        graph.add(function);
        if self.url != FunctionUrl::Off {
            self.address(plot, graph);
        }
        for queue in plot.site.asks(Access::Consume) {
            let Some(arn) = plot.ends_of(queue.address).and_then(|it| it.get("queue_arn")) else { continue };
            graph.add(
                Resource::new(Concern::Compute, "aws_lambda_event_source_mapping", queue.connection.label())
                    .set("event_source_arn", arn.clone())
                    .set("function_name", Value::reference(TYPE, &label, "arn"))
                    .set("function_response_types", Value::list(["ReportBatchItemFailures"]))
                    // AWS refuses it while the role may not read the queue.
                    .after("aws_iam_role_policy", &label)
                    .comment(
                        "Lambda takes the messages and calls the function with up to ten; those that it names as \
                         failed come again, the others are deleted.",
                    ),
            );
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let name = format!("{}-{}", site.project, site.address);
        let mut procedures = vec![Procedure {
            topic: Topic::Operate,
            title: format!("Call {} by hand", site.name),
            text: "With a test event of yours in event.json. The answer lands in answer.json, the end of the log on the \
                   screen."
                .to_owned(),
            commands: vec![
                format!(
                    "aws lambda invoke --function-name {name} --cli-binary-format raw-in-base64-out --payload file://event.json --log-type Tail --query LogResult --output text answer.json | base64 --decode"
                ),
                "cat answer.json".to_owned(),
            ],
        }];
        if self.url == FunctionUrl::Public {
            procedures.push(Procedure {
                topic: Topic::Deploy,
                title: format!("Let the internet call {}", site.name),
                text: "Once, after the first apply. Since October 2025 AWS asks a public function URL for two \
                       permissions: Terraform's provider of this bundle gives the first by itself, and does not know \
                       the second yet. Until then each call is answered with 403."
                    .to_owned(),
                commands: vec![format!(
                    "aws lambda add-permission --function-name {name} --statement-id FunctionURLInvokeAllowPublicAccess --action lambda:InvokeFunction --principal '*' --invoked-via-function-url"
                )],
            });
        }
        procedures
    }
}

impl Function {
    /// The role that its code acts under. What that may do follows from the connections; the managed policy
    /// lets Lambda write the log, and in a VPC make network interfaces.
    fn role(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role", &label)
                .set("name", plot.name())
                .set("description", format!("What {} may do", plot.site.address))
                .set("assume_role_policy", Value::json(assumed_by("lambda.amazonaws.com"))),
        );
        let policy = match plot.inherited("subnet_ids") {
            Some(_) => "AWSLambdaVPCAccessExecutionRole",
            None => "AWSLambdaBasicExecutionRole",
        };
        graph.add(
            Resource::new(Concern::Identity, "aws_iam_role_policy_attachment", execution(&label))
                .set("role", Value::reference("aws_iam_role", &label, "name"))
                .set("policy_arn", format!("arn:aws:iam::aws:policy/service-role/{policy}")),
        );
    }

    fn function(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) -> Resource {
        let label = plot.site.label();
        let arch = match self.arch {
            Arch::Arm64 => "arm64",
            Arch::X86_64 => "x86_64",
        };
        let mut function = Resource::new(Concern::Compute, TYPE, &label)
            .set("function_name", plot.name())
            .set("role", Value::reference("aws_iam_role", &label, "arn"));
        function = if self.repository.is_empty() {
            let package = graph.ask(Variable {
                name: format!("{label}_package"),
                variable_type: VariableType::Text,
                description: format!("The zip file with the code of {}.", plot.site.address),
                default: None,
                example: Value::from(format!("{}.zip", plot.site.address)),
                sensitive: false,
                validation: None,
            });
            function
                .set("runtime", &self.runtime)
                .set("handler", &self.handler)
                .set("filename", package)
                .set("source_code_hash", Value::Name(format!("filebase64sha256(var.{label}_package)")))
        } else {
            function
                .set("package_type", "Image")
                .set("image_uri", task::image(&self.repository, "", graph))
                .ignore("image_uri")
                .comment("Deployments set the image, so Terraform leaves it alone after the first apply.")
        };
        function = function
            .set("architectures", Value::list([arch]))
            .set("memory_size", self.memory_mb)
            .set("timeout", self.timeout_seconds);
        let environment = self.variables(plot);
        if !environment.is_empty() {
            function = function.block("environment", [("variables", Value::map(environment))]);
        }
        if let Some(subnet_ids) = plot.inherited("subnet_ids") {
            function = function.block(
                "vpc_config",
                [("subnet_ids", subnet_ids), ("security_group_ids", plot.security_group_ids())],
            );
        }
        function
            .block(
                "logging_config",
                [("log_format", Value::from("Text")), ("log_group", self.log_group(plot, graph))],
            )
            // Without the policy it can make no network interface, and AWS refuses it.
            .after("aws_iam_role_policy_attachment", execution(&label))
    }

    /// The log group that it writes to: one of the design, or its own.
    fn log_group(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) -> Value {
        let connected = plot
            .site
            .asks(Access::Write)
            .find_map(|it| plot.ends_of(it.address)?.get("log_group_name").cloned());
        connected.unwrap_or_else(|| {
            let label = plot.site.label();
            let mut group = Resource::new(Concern::Observability, "aws_cloudwatch_log_group", &label)
                .set("name", Value::template([Value::from("/aws/lambda/"), plot.name()]));
            if let Some(days) = self.log_days.days() {
                group = group.set("retention_in_days", days);
            }
            graph.add(group);
            Value::reference("aws_cloudwatch_log_group", label, "name")
        })
    }

    /// Environment variables: those of all tasks, and where the secrets lie, which it fetches by itself.
    fn variables(&self, plot: &Plot<'_>) -> Vec<(String, Value)> {
        let mut variables = task::environment(&self.environment, plot);
        for target in plot.site.outgoing {
            let Some(arn) = plot.ends_of(target.address).and_then(|it| it.get("secret_arn")) else {
                continue;
            };
            let name = format!("{}_SECRET_ARN", target.address.label().to_ascii_uppercase());
            if !variables.iter().any(|it| it.0 == name) {
                variables.push((name, arn.clone()));
            }
        }
        variables
    }

    fn address(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let authorization = match self.url {
            FunctionUrl::Off | FunctionUrl::AwsIam => "AWS_IAM",
            FunctionUrl::Public => "NONE",
        };
        let mut url = Resource::new(Concern::Compute, "aws_lambda_function_url", &label)
            .set("function_name", Value::reference(TYPE, &label, "function_name"))
            .set("authorization_type", authorization);
        if self.url == FunctionUrl::Public {
            url = url.comment(
                "Anybody may call it, once the runbook's command for that was run: the code has to see who calls.",
            );
        }
        graph.add(url);
        graph.tell(
            format!("{label}_url"),
            format!("The address of {}", plot.site.name),
            Value::reference("aws_lambda_function_url", label, "function_url"),
        );
    }
}

/// The label of what lets Lambda itself run the function.
fn execution(label: &str) -> String {
    format!("{label}_execution")
}
