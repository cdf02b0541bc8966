//! The kinds of components: one file each, and one list.
//!
//! A kind says all there is to say about itself: what it costs, what it can carry, what can be
//! wrong with it, which resources build it, what runs it under Compose, what the runbook says.
//! Nothing outside the list below matches on a kind. To add one: write its file, add its lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use schemars::JsonSchema;
use serde_json::Value as Json;
use thiserror::Error;

use crate::{
    base::{Address, Fields, JsonError, read_fields, sort_by, write_fields},
    prices::PriceBook,
    resource::{Ends, ResourceGraph, Value},
    vocab::{
        Access, Capacity, Container, Effort, Facts, FieldError, Findings, Form, LineItems, Meta, Procedure,
        Site,
    },
};

/// What a service says when it is asked. `self` is its configuration; everything else comes with
/// the site.
pub trait Service {
    /// What it tells everybody else about itself. Depends on nothing but its own settings.
    fn facts(&self, address: &Address, book: &PriceBook) -> Facts;

    /// What is charged.
    fn line_items(&self, _site: &Site<'_>, _out: &mut LineItems<'_>) {}

    /// How much it carries, and how full it is.
    fn capacity(&self, _site: &Site<'_>) -> Vec<Capacity> {
        Vec::new()
    }

    /// What a role must be allowed to do for this access to this component.
    fn grants(&self, _access: Access, _address: &Address) -> Vec<Grant> {
        Vec::new()
    }

    /// What to say about it in one line on the canvas and in lists: `t4g.xlarge · 16 GiB`.
    fn subtitle(&self) -> String {
        String::new()
    }
}

/// What can be wrong with a service. Only the rules ask, so the page, whose worker reviews the design, carries
/// none of it.
pub trait Check {
    /// What is wrong with it, as far as it and its site can tell.
    fn check(&self, _site: &Site<'_>, _out: &mut Findings<'_>) {}
}

/// What builds and runs a service. Only the blueprint asks, so a program that prints no bundle, such as
/// the page before anybody looks at the files, carries none of it.
pub trait Build {
    /// How it meets its connections, from its address and settings alone.
    fn ends(&self, _address: &Address) -> Ends {
        Ends::default()
    }

    /// The infrastructure that builds it.
    fn resources(&self, _plot: &Plot<'_>, _graph: &mut ResourceGraph) {}

    /// What runs it under Compose on the host that it stands in.
    fn container(&self, _site: &Site<'_>) -> Option<Container> {
        None
    }

    /// How long people need to build it, where that is not what its family takes; see [`Effort::of`].
    fn effort(&self) -> Option<Effort> {
        None
    }

    /// What the runbook says about it.
    fn procedures(&self, _site: &Site<'_>) -> Vec<Procedure> {
        Vec::new()
    }
}

/// A kind: a configuration type that is a [`Service`], and can be checked and built.
pub trait Kind: Service + Check + Build + Default + Clone + PartialEq + Fields + JsonSchema {
    /// What the kind is.
    const META: Meta;

    /// Ready-made configurations for the palette, each with its name.
    fn presets() -> Vec<(&'static str, Self)> {
        Vec::new()
    }

    /// Examples, small and busy; each becomes a golden sheet.
    fn examples() -> Vec<(&'static str, Self)>;
}

/// The name of a component's security group: the one that was given, else one from its address.
fn group_name(address: &Address, given: &str) -> Option<String> {
    Some(if given.is_empty() { format!("{address}-sg") } else { given.to_owned() })
}

/// What a role is allowed to do, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// IAM actions, such as `s3:GetObject`.
    pub actions: Vec<&'static str>,
    /// ARNs, or `*` where the action knows no resources.
    pub resources: Vec<Value>,
    /// What it is for.
    pub why: &'static str,
}

/// A site with the ends of everything in the design: where resources are built.
#[derive(Clone, Copy, Debug)]
pub struct Plot<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The ends of every component.
    pub ends: &'a BTreeMap<Address, Ends>,
}

impl<'a> Plot<'a> {
    /// The ends of a component.
    #[must_use]
    pub fn ends_of(&self, address: &Address) -> Option<&'a Ends> {
        self.ends.get(address)
    }

    /// The named value of the component itself or of the nearest container above that has it, such
    /// as `vpc_id` or `subnet_ids`.
    #[must_use]
    pub fn inherited(&self, name: &str) -> Option<Value> {
        let own = self.ends.get(self.site.address).and_then(|it| it.get(name));
        own.or_else(|| self.site.above.iter().find_map(|it| self.ends.get(it.address)?.get(name))).cloned()
    }

    /// The name of its resources in AWS: the stack's name and its address.
    #[must_use]
    pub fn name(&self) -> Value {
        Value::template([Value::Local("name"), Value::from(format!("-{}", self.site.address))])
    }

    /// The name of one of several resources: the stack's name, its address, and a word of ours.
    #[must_use]
    pub fn name_with(&self, word: &str) -> Value {
        Value::template([Value::Local("name"), Value::from(format!("-{}-{word}", self.site.address))])
    }

    /// A name of at most `max` characters, or none when stack and address are too long together.
    #[must_use]
    pub fn name_within(&self, address: &Address, max: usize) -> Option<Value> {
        let n_chars = self.site.project.as_str().len() + 1 + address.as_str().len();
        (n_chars <= max).then(|| Value::template([Value::Local("name"), Value::from(format!("-{address}"))]))
    }

    /// The id of the component's own security group.
    #[must_use]
    pub fn security_group_ids(&self) -> Value {
        let label = self.ends.get(self.site.address).and_then(|it| it.security_group.clone());
        Value::List(label.map(|it| Value::reference("aws_security_group", it, "id")).into_iter().collect())
    }
}

/// Why a configuration can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The kind is not in the list.
    #[error("there is no kind {0:?}; kinds that look like it are {alike}", alike = alike(.0))]
    UnknownKind(String),
    /// A value is out of range, of the wrong type, or not one of the words.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The typed reader refused: a name or a shape that the form can't tell.
    #[error(transparent)]
    Shape(#[from] JsonError),
}

/// The kinds whose words share most pairs of letters with this one.
fn alike(word: &str) -> String {
    let pairs = |it: &str| -> BTreeSet<(char, char)> { it.chars().zip(it.chars().skip(1)).collect() };
    let wanted = pairs(word);
    let mut kinds: Vec<&'static str> = ServiceKind::ALL.iter().map(|it| it.word()).collect();
    sort_by(&mut kinds, |a, b| {
        let shared = |it: &str| pairs(it).intersection(&wanted).count();
        shared(b).cmp(&shared(a)).then(a.len().cmp(&b.len()))
    });
    kinds.truncate(3);
    kinds.join(", ")
}

fn schema_of<T: JsonSchema>() -> Json {
    schemars::SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}

macro_rules! services {
    ($($module:ident => $kind:ident),* $(,)?) => {
        $(pub use $module::$kind;)*

        /// The tag of a kind.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ServiceKind {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind),*
        }

        impl ServiceKind {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// What the kind is.
            #[must_use]
            pub fn meta(self) -> &'static Meta {
                match self {
                    $(Self::$kind => {
                        static META: Meta = <$kind as Kind>::META;
                        &META
                    })*
                }
            }

            /// The kind's settings as a form; made once.
            #[must_use]
            pub fn form(self) -> &'static Form {
                let form: &'static OnceLock<Form> = match self {
                    $(Self::$kind => {
                        static FORM: OnceLock<Form> = OnceLock::new();
                        &FORM
                    })*
                };
                form.get_or_init(|| Form::published(&self.definition()))
            }

            /// The JSON Schema of the kind's settings.
            #[must_use]
            pub fn schema(self) -> Json {
                match self {
                    $(Self::$kind => schema_of::<$kind>(),)*
                }
            }

            /// The default settings.
            #[must_use]
            pub fn default_config(self) -> ServiceConfig {
                match self {
                    $(Self::$kind => ServiceConfig::$kind($kind::default()),)*
                }
            }

            /// Ready-made settings for the palette.
            #[must_use]
            pub fn presets(self) -> Vec<(&'static str, ServiceConfig)> {
                match self {
                    $(Self::$kind => {
                        <$kind as Kind>::presets().into_iter().map(|(name, it)| (name, ServiceConfig::$kind(it))).collect()
                    })*
                }
            }

            /// Examples for golden sheets.
            #[must_use]
            pub fn examples(self) -> Vec<(&'static str, ServiceConfig)> {
                match self {
                    $(Self::$kind => {
                        <$kind as Kind>::examples().into_iter().map(|(name, it)| (name, ServiceConfig::$kind(it))).collect()
                    })*
                }
            }
        }

        /// The settings of a component, with its kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum ServiceConfig {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind)),*
        }

        impl ServiceConfig {
            /// The kind.
            #[must_use]
            pub fn kind(&self) -> ServiceKind {
                match self {
                    $(Self::$kind(_) => ServiceKind::$kind,)*
                }
            }

            /// What can be asked.
            #[must_use]
            pub fn service(&self) -> &dyn Service {
                match self {
                    $(Self::$kind(it) => it,)*
                }
            }

            /// What finds faults with it.
            #[must_use]
            pub fn checks(&self) -> &dyn Check {
                match self {
                    $(Self::$kind(it) => it,)*
                }
            }

            /// What builds and runs it.
            #[must_use]
            pub fn build(&self) -> &dyn Build {
                match self {
                    $(Self::$kind(it) => it,)*
                }
            }

            fn fields(&mut self) -> &mut dyn Fields {
                match self {
                    $(Self::$kind(it) => it,)*
                }
            }
        }
    };
}

// What kinds share.
mod database;
mod software;
mod sql;
mod endpoint;
mod entry;
mod flow_log;
mod routes;
mod task;
mod traffic;

// The kinds, each once more in the list below.
mod users;
mod external;
mod dns_zone;
mod certificate;
mod cdn;
mod load_balancer;
mod web_firewall;
mod region;
mod network;
mod subnet_tier;
mod nat_gateway;
mod interface_endpoint;
mod resolver_endpoint;
mod vpn_connection;
mod host;
mod volume;
mod container;
mod kafka_broker;
mod kafka_cluster;
mod message_broker;
mod fargate_service;
mod app_runner_service;
mod relational_database;
mod aurora_database;
mod bucket;
mod registry;
mod secret;
mod deploy_role;
mod log_group;
mod audit_trail;
mod metric_filter;
mod dashboard;
mod alarm;
mod notification_topic;
mod budget_alert;
mod queue;
mod email_sender;
mod schedule;
mod table;
mod function;
mod cache;
mod reverse_proxy;
mod service_registry;
mod config_server;
mod tracing;
mod database_server;
mod cache_server;
mod rabbitmq_broker;
mod prometheus;
mod loki;
mod grafana;
mod zabbix;
mod cloudflare;
mod on_call;
mod custom;

services! {
    users => Users,
    external => External,
    dns_zone => DnsZone,
    certificate => Certificate,
    cdn => Cdn,
    load_balancer => LoadBalancer,
    web_firewall => WebFirewall,
    region => Region,
    network => Network,
    subnet_tier => SubnetTier,
    nat_gateway => NatGateway,
    interface_endpoint => InterfaceEndpoint,
    resolver_endpoint => ResolverEndpoint,
    vpn_connection => VpnConnection,
    host => Host,
    volume => Volume,
    container => ContainerService,
    kafka_broker => KafkaBroker,
    kafka_cluster => KafkaCluster,
    message_broker => MessageBroker,
    fargate_service => FargateService,
    app_runner_service => AppRunnerService,
    relational_database => RelationalDatabase,
    aurora_database => AuroraDatabase,
    bucket => Bucket,
    registry => Registry,
    secret => Secret,
    deploy_role => DeployRole,
    log_group => LogGroup,
    audit_trail => AuditTrail,
    metric_filter => MetricFilter,
    dashboard => Dashboard,
    alarm => Alarm,
    notification_topic => NotificationTopic,
    budget_alert => BudgetAlert,
    queue => Queue,
    email_sender => EmailSender,
    schedule => Schedule,
    table => Table,
    function => Function,
    cache => Cache,
    reverse_proxy => ReverseProxy,
    service_registry => ServiceRegistry,
    config_server => ConfigServer,
    tracing => Tracing,
    database_server => DatabaseServer,
    cache_server => CacheServer,
    rabbitmq_broker => RabbitmqBroker,
    prometheus => Prometheus,
    loki => Loki,
    grafana => Grafana,
    zabbix => Zabbix,
    cloudflare => Cloudflare,
    on_call => OnCall,
    custom => Custom,
}

impl ServiceKind {
    /// The kind of this word.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_word(word: &str) -> Result<Self, ConfigError> {
        Self::ALL
            .iter()
            .copied()
            .find(|it| it.meta().kind == word)
            .ok_or_else(|| ConfigError::UnknownKind(word.chars().take(60).collect()))
    }

    /// Reads settings; what is left out has its default.
    ///
    /// # Errors
    /// When a field is unknown, of the wrong type, or out of range.
    pub fn read(self, config: &Json) -> Result<ServiceConfig, ConfigError> {
        self.form().check(config)?;
        let mut read = self.default_config();
        read_fields(read.fields(), config)?;
        Ok(read)
    }

    /// The name of the settings in the published schema.
    #[must_use]
    pub fn definition(self) -> String {
        format!("{}_config", self.word())
    }

    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.meta().kind
    }
}

impl ServiceConfig {
    /// What the kind is.
    #[must_use]
    pub fn meta(&self) -> &'static Meta {
        self.kind().meta()
    }

    /// Whether it has a setting of this name.
    #[must_use]
    pub fn has_field(&self, name: &str) -> bool {
        self.kind().form().fields.iter().any(|it| it.name == name)
    }

    /// All settings as JSON, defaults included.
    #[must_use]
    pub fn to_json(&self) -> Json {
        write_fields(self.clone().fields())
    }

    /// The settings that differ from the default, as files hold them: short, and still right when a
    /// default changes its place.
    #[must_use]
    pub fn to_sparse_json(&self) -> Json {
        let Json::Object(mut settings) = self.to_json() else { return Json::Null };
        if let Json::Object(defaults) = self.kind().default_config().to_json() {
            settings.retain(|name, value| defaults.get(name) != Some(value));
        }
        Json::Object(settings)
    }
}
