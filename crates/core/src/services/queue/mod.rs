//! Queue: Amazon SQS. Keeps messages until somebody has worked on them.
//! Pricing: <https://aws.amazon.com/sqs/pricing/> · Quotas:
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>

mod check;

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Findings, LineItems, Meta, MetricFacts, Place, Procedure,
        Site, Topic,
    },
};

const TYPE: &str = "aws_sqs_queue";

/// The longest that SQS keeps a message.
const LONGEST_DAYS: u32 = 14;

/// Keeps messages until a consumer has worked on each and deleted it. Encrypted, and without a machine
/// to look after.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Queue {
    /// Keeps the order inside a message group, and takes each message once within five minutes; costs a
    /// quarter more. *Default:* off, a standard queue.
    pub fifo: bool,
    /// Messages in a month. Left out, those of the workload that connections send here, or where the
    /// workload has none, one for each request that reaches it.
    pub messages: Option<Range<Quantity>>,
    /// How long a message stays hidden from others once a consumer has it; not deleted until then, it
    /// comes again. *Default:* 60 s.
    #[schemars(range(min = 0, max = 43200), extend("x-unit" = "s"))]
    pub visibility_seconds: u32,
    /// Days until a message that nobody worked on is dropped. *Default:* 4.
    #[schemars(range(min = 1, max = 14), extend("x-unit" = "days"))]
    pub retention_days: u32,
    /// How long a consumer's question waits for a message before it comes back empty (long polling); 0
    /// answers at once, and charges each empty answer. *Default:* 20 s.
    #[schemars(range(min = 0, max = 20), extend("x-unit" = "s"))]
    pub wait_seconds: u32,
    /// Encrypts messages with keys of SQS (SSE-SQS), without charge. *Default:* on.
    pub encryption: bool,
    /// Puts a message that fails again and again into a second queue, instead of trying it until it is
    /// dropped. *Default:* on.
    pub dead_letter_queue: bool,
    /// How often a message is handed out before it goes to the dead-letter queue. *Default:* 5.
    #[schemars(range(min = 1, max = 1000))]
    pub max_receives: u32,
}

fields!(Queue {
    fifo,
    messages,
    visibility_seconds,
    retention_days,
    wait_seconds,
    encryption,
    dead_letter_queue,
    max_receives,
});

impl Default for Queue {
    fn default() -> Self {
        Self {
            fifo: false,
            messages: None,
            visibility_seconds: 60,
            retention_days: 4,
            wait_seconds: 20,
            encryption: true,
            dead_letter_queue: true,
            max_receives: 5,
        }
    }
}

impl Kind for Queue {
    const META: Meta = Meta {
        kind: "queue",
        name: "Queue",
        vendor: "SQS",
        family: Family::Messaging,
        summary: "Keeps messages until a consumer has worked on them",
        icon: "M3 8h4.5v8H3zM9.75 8h4.5v8h-4.5zM16.5 8H21v8h-4.5z",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![("Queue", Self::default()), ("FIFO queue", Self { fifo: true, ..Self::default() })]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        let million = |it: u32| Quantity::from(it * 1_000_000);
        vec![
            ("small", Self { messages: Some(Range::exact(100_000_u32.into())), ..Self::default() }),
            (
                "busy and ordered",
                Self {
                    fifo: true,
                    messages: Some(Range { low: million(20), expected: million(40), high: million(90) }),
                    visibility_seconds: 300,
                    retention_days: 14,
                    max_receives: 3,
                    ..Self::default()
                },
            ),
            (
                "careless",
                Self { wait_seconds: 0, encryption: false, dead_letter_queue: false, ..Self::default() },
            ),
        ]
    }
}

impl Service for Queue {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/SQS", name, custom: false };
        let mut metrics = vec![
            metric("waiting", "ApproximateNumberOfMessagesVisible"),
            metric("oldest_age", "ApproximateAgeOfOldestMessage"),
            metric("sent", "NumberOfMessagesSent"),
            metric("deleted", "NumberOfMessagesDeleted"),
        ];
        if self.dead_letter_queue {
            metrics.push(metric("dead_letters", "ApproximateNumberOfMessagesVisible"));
        }
        Facts {
            metrics,
            asked_through: &["sqs"],
            accepts: &[Access::Send, Access::Consume, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let (word, sku) =
            if self.fifo { ("FIFO", "sqs.fifo_per_1m") } else { ("Standard", "sqs.standard_per_1m") };
        out.charge_per(
            "requests",
            Category::Messaging,
            format!("Requests ({word})"),
            sku,
            &[
                Factor::range(self.messages(site), "messages"),
                Factor::exact(requests_for(site.workload.message_kb), "requests to send, receive and delete"),
            ],
            1_000_000,
            None,
        );
        let consumers = site.asked_by(Access::Consume).map(|it| it.facts.count.max(1));
        let n_consumers = consumers.fold(0, u32::saturating_add);
        if n_consumers > 0 {
            let all: Decimal = n_consumers.into();
            let asking = Range { low: Decimal::ZERO, expected: all, high: all };
            let an_hour = Decimal::from(3_600) / Decimal::from(self.wait_seconds.max(1));
            out.charge_per(
                "polling",
                Category::Messaging,
                format!("Requests ({word}, empty answers)"),
                sku,
                &[
                    Factor::range(asking, if n_consumers == 1 { "consumer" } else { "consumers" }),
                    Factor::exact(an_hour, "questions an hour"),
                    Factor::hours(),
                ],
                1_000_000,
                Some(
                    "Consumers ask again and again while the queue is empty, and each question is a request",
                ),
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        let on_queue = |actions: Vec<&'static str>, why| {
            vec![Grant { actions, resources: vec![Value::reference(TYPE, address.label(), "arn")], why }]
        };
        // Clients that know the queue by name only look its address up first.
        match access {
            Access::Send => on_queue(
                vec!["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
                "Sends messages",
            ),
            Access::Consume => on_queue(
                vec![
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage",
                    "sqs:ChangeMessageVisibility",
                    "sqs:GetQueueUrl",
                    "sqs:GetQueueAttributes",
                ],
                "Receives messages, and deletes them once they are done",
            ),
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        let word = if self.fifo { "FIFO" } else { "standard" };
        if self.dead_letter_queue {
            format!("{word} · {} tries", self.max_receives)
        } else {
            format!("{word} · no dead-letter queue")
        }
    }
}

impl Check for Queue {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_settings(site, out);
        self.check_ends(site, out);
        self.check_visibility(site, out);
    }
}

impl Build for Queue {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of = |attribute| Value::reference(TYPE, &label, attribute);
        let ends = Ends { arn: Some(of("arn")), ..Ends::default() }
            .with("queue_url", of("url"))
            .with("queue_arn", of("arn"))
            .with("dimensions", Value::map([("QueueName", of("name"))]));
        if !self.dead_letter_queue {
            return ends;
        }
        let name = Value::reference(TYPE, dead_letters(&label), "name");
        ends.with("dimensions.dead_letters", Value::map([("QueueName", name)]))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let dead = dead_letters(&label);
        let mut queue = self
            .queue(&label, plot.name())
            .set("visibility_timeout_seconds", self.visibility_seconds)
            .set("message_retention_seconds", self.retention_days.saturating_mul(86_400))
            .set("receive_wait_time_seconds", self.wait_seconds)
            .set("sqs_managed_sse_enabled", self.encryption);
        if self.dead_letter_queue {
            queue = queue.set(
                "redrive_policy",
                Value::json(Value::map([
                    ("deadLetterTargetArn", Value::reference(TYPE, &dead, "arn")),
                    ("maxReceiveCount", Value::from(self.max_receives)),
                ])),
            );
        }
        graph.add(queue);
        if self.dead_letter_queue {
            graph.add(
                self.queue(&dead, plot.name_with("dead-letters"))
                    .set("message_retention_seconds", LONGEST_DAYS * 86_400)
                    .set("sqs_managed_sse_enabled", self.encryption)
                    .comment(format!(
                        "What failed {} times waits here for somebody to look, as long as SQS keeps anything.",
                        self.max_receives
                    )),
            );
            graph.add(
                Resource::new(Concern::Messaging, "aws_sqs_queue_redrive_allow_policy", &dead)
                    .set("queue_url", Value::reference(TYPE, &dead, "id"))
                    .set(
                        "redrive_allow_policy",
                        Value::json(Value::map([
                            ("redrivePermission", Value::from("byQueue")),
                            ("sourceQueueArns", Value::List(vec![Value::reference(TYPE, &label, "arn")])),
                        ])),
                    ),
            );
        }
        let name = plot.site.name;
        graph.tell(
            format!("{label}_queue_url"),
            format!("The address of {name}"),
            Value::reference(TYPE, &label, "url"),
        );
        if self.dead_letter_queue {
            let of = |attribute| Value::reference(TYPE, &dead, attribute);
            graph.tell(format!("{dead}_url"), format!("Where {name} puts what failed"), of("url"));
            graph.tell(format!("{dead}_arn"), format!("The dead-letter queue of {name}"), of("arn"));
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        if !self.dead_letter_queue {
            return Vec::new();
        }
        let output = |name: &str| {
            format!("\"$(terraform -chdir=terraform output -raw {}_{name})\"", dead_letters(&site.label()))
        };
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Work through the dead letters of {}", site.name),
            text: format!(
                "A message that was handed out {} times without being deleted waits in the dead-letter queue for \
                 {LONGEST_DAYS} days. Count them, look at some, mend the cause in the consumer, and only then send \
                 them back; the last command shows how far that is.",
                self.max_receives
            ),
            commands: vec![
                format!(
                    "aws sqs get-queue-attributes --queue-url {} --attribute-names ApproximateNumberOfMessages",
                    output("url")
                ),
                format!(
                    "aws sqs receive-message --queue-url {} --max-number-of-messages 10 --visibility-timeout 5 --message-system-attribute-names All",
                    output("url")
                ),
                format!("aws sqs start-message-move-task --source-arn {}", output("arn")),
                format!("aws sqs list-message-move-tasks --source-arn {}", output("arn")),
            ],
        }]
    }
}

impl Queue {
    fn messages(&self, site: &Site<'_>) -> Range<Decimal> {
        match self.messages {
            Some(messages) => messages.map(|it| it.0),
            None if site.usage.messages.high > Decimal::ZERO => site.usage.messages,
            None => site.usage.requests,
        }
    }

    /// A queue of that name; SQS wants the ending `.fifo` on one that keeps the order.
    fn queue(&self, label: &str, name: Value) -> Resource {
        let queue = Resource::new(Concern::Messaging, TYPE, label);
        if self.fifo {
            queue
                .set("name", Value::template([name, Value::from(".fifo")]))
                .set("fifo_queue", true)
                .set("content_based_deduplication", true)
        } else {
            queue.set("name", name)
        }
    }
}

/// The label of a queue's dead-letter queue.
fn dead_letters(label: &str) -> String {
    format!("{label}_dead_letters")
}

/// Requests for one message of that size: SQS counts each 64 KB that is sent or received.
fn requests_for(message_kb: Decimal) -> Decimal {
    let chunks = (message_kb / Decimal::from(64)).ceil().max(Decimal::ONE);
    chunks * Decimal::TWO + Decimal::ONE
}
