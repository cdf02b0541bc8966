//! Notification topic: Amazon SNS. Passes alarms on to people.
//! Pricing: <https://aws.amazon.com/sns/pricing/>

use schemars::JsonSchema;

use crate::{
    base::{Address, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure,
        Severity, Site, Topic,
    },
};

/// Passes alarms on to people: to the mailbox of each external system that it notifies.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationTopic {
    /// Messages that it passes on in a month. *Default:* 0, 20 and 200.
    pub messages: Range<Quantity>,
}

fields!(NotificationTopic { messages });

impl Default for NotificationTopic {
    fn default() -> Self {
        Self { messages: Range { low: 0_u32.into(), expected: 20_u32.into(), high: 200_u32.into() } }
    }
}

impl Kind for NotificationTopic {
    const META: Meta = Meta {
        kind: "notification_topic",
        name: "Notification topic",
        vendor: "SNS",
        family: Family::Operations,
        summary: "Passes alarms on to people",
        icon: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 19a2 2 0 0 0 4 0M12 3v2",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![("quiet", Self::default()), ("busy", Self { messages: Range::exact(5_000_000_u32.into()) })]
    }
}

impl Service for NotificationTopic {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            asked_through: &["sns"],
            accepts: &[Access::Notify, Access::Send],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let messages = Factor::range(self.messages.map(|it| it.0), "messages");
        out.charge_per(
            "publish",
            Category::Operations,
            "API requests",
            "sns.publish_per_1m",
            &[messages],
            1_000_000,
            None,
        );
        let n_mailboxes = u32::try_from(site.asks(Access::Notify).filter(|it| it.facts.mailbox).count())
            .unwrap_or(u32::MAX);
        if n_mailboxes > 0 {
            out.charge_per(
                "email",
                Category::Operations,
                "E-mail notifications",
                "sns.email_per_100k",
                &[
                    Factor::exact(n_mailboxes, if n_mailboxes == 1 { "mailbox" } else { "mailboxes" }),
                    messages,
                ],
                100_000,
                Some("Each mailbox gets each message, and each delivery is charged"),
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Send | Access::Notify => vec![Grant {
                actions: vec!["sns:Publish"],
                resources: vec![Value::reference("aws_sns_topic", address.label(), "arn")],
                why: "Sends notifications",
            }],
            _ => Vec::new(),
        }
    }
}

impl Check for NotificationTopic {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asks(Access::Notify).next().is_none() {
            out.push(
                Finding::new(
                    "topic-without-reader",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nobody reads what {} passes on", site.name),
                    "An alarm that reaches nobody is found out after the outage",
                )
                .hint("connect it to an external system with an e-mail address, with the access \"notify\""),
            );
        }
    }
}

impl Build for NotificationTopic {
    fn ends(&self, address: &Address) -> Ends {
        let arn = Value::reference("aws_sns_topic", address.label(), "arn");
        Ends { arn: Some(arn.clone()), ..Ends::default() }.with("topic_arn", arn)
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let arn = Value::reference("aws_sns_topic", &label, "arn");
        graph.add(
            Resource::new(Concern::Messaging, "aws_sns_topic", &label)
                .comment(
                    "Not encrypted with the managed key of SNS, as its policy keeps CloudWatch and Budgets out; \
                     messages hold no data of users.",
                )
                .set("name", plot.name()),
        );
        graph.add(
            Resource::new(Concern::Messaging, "aws_sns_topic_policy", &label).set("arn", arn.clone()).set(
                "policy",
                Value::json(Value::map([
                    ("Version", Value::from("2012-10-17")),
                    (
                        "Statement",
                        Value::List(vec![
                            publisher("CloudWatch", "cloudwatch.amazonaws.com", &arn),
                            publisher("Budgets", "budgets.amazonaws.com", &arn),
                        ]),
                    ),
                ])),
            ),
        );
        for reader in plot.site.asks(Access::Notify) {
            let told = |name| plot.ends_of(reader.address).and_then(|it| it.get(name));
            let by_mail = told("email").map(|it| ("email", it));
            let Some((protocol, endpoint)) = by_mail.or_else(|| Some(("https", told("webhook")?))) else {
                continue;
            };
            graph.add(
                Resource::new(Concern::Messaging, "aws_sns_topic_subscription", reader.connection.label())
                    .set("topic_arn", arn.clone())
                    .set("protocol", protocol)
                    .set("endpoint", endpoint.clone()),
            );
        }
        graph.tell(format!("{label}_topic_arn"), format!("The SNS topic of {}", plot.site.name), arn);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let topic = format!("\"$(terraform -chdir=terraform output -raw {}_topic_arn)\"", site.label());
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See that {} reaches somebody", site.name),
            text: "After the first apply each mailbox gets a letter with a link to confirm; until then it gets nothing \
                   else. The second command sends a test."
                .to_owned(),
            commands: vec![
                format!("aws sns list-subscriptions-by-topic --topic-arn {topic}"),
                format!("aws sns publish --topic-arn {topic} --subject Test --message 'A test, nothing to do.'"),
            ],
        }]
    }
}

/// Lets a service of AWS publish, on behalf of this account only.
fn publisher(sid: &str, service: &str, topic: &Value) -> Value {
    Value::map([
        ("Sid", Value::from(sid)),
        ("Effect", Value::from("Allow")),
        ("Principal", Value::map([("Service", Value::from(service))])),
        ("Action", Value::from("sns:Publish")),
        ("Resource", topic.clone()),
        (
            "Condition",
            Value::map([(
                "StringEquals",
                Value::map([(
                    "aws:SourceAccount",
                    Value::Data("aws_caller_identity", "current".to_owned(), "account_id"),
                )]),
            )]),
        ),
    ])
}
