//! Resources, variables, outputs, data sources.

use std::collections::BTreeMap;

use crate::base::Address;

use super::Value;

/// What a resource is about; each concern is one file of the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// VPC, subnets, routes.
    Network,
    /// Security groups and their rules, firewalls.
    Security,
    /// Zones, records, certificates.
    Dns,
    /// Load balancers and CDN.
    Entry,
    /// Hosts, clusters, services.
    Compute,
    /// Databases.
    Database,
    /// Buckets, volumes, registries.
    Storage,
    /// Queues and topics.
    Messaging,
    /// Roles and policies.
    Identity,
    /// Secrets and parameters.
    Secrets,
    /// Logs, metrics, alarms.
    Observability,
    /// Budgets.
    Cost,
}

impl Concern {
    /// All of them, in the order of the bundle's README.
    pub const ALL: [Self; 12] = [
        Self::Network,
        Self::Security,
        Self::Dns,
        Self::Entry,
        Self::Compute,
        Self::Database,
        Self::Storage,
        Self::Messaging,
        Self::Identity,
        Self::Secrets,
        Self::Observability,
        Self::Cost,
    ];

    /// The stem of the file's name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Security => "security",
            Self::Dns => "dns",
            Self::Entry => "entry",
            Self::Compute => "compute",
            Self::Database => "database",
            Self::Storage => "storage",
            Self::Messaging => "messaging",
            Self::Identity => "iam",
            Self::Secrets => "secrets",
            Self::Observability => "observability",
            Self::Cost => "budget",
        }
    }
}

/// One resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Terraform's type, such as `aws_s3_bucket`.
    pub resource_type: &'static str,
    /// The label: a contract that comes from addresses, never from names.
    pub label: String,
    /// The component that it belongs to.
    pub component: Option<Address>,
    /// The file that it is printed in.
    pub concern: Concern,
    /// Arguments and blocks, in the order of the page in Terraform's manual.
    pub arguments: Vec<(String, Value)>,
    /// Why it is there, above it; one or more sentences.
    pub comment: String,
    /// Whether destroying it would lose data.
    pub keep: bool,
    /// Arguments that something else changes after the first apply.
    pub ignore_changes: Vec<&'static str>,
    /// Resources that must exist first, where no reference says so: type and label.
    pub depends_on: Vec<(&'static str, String)>,
    /// How many copies; the label then stands for a list.
    pub for_count: Option<Value>,
    /// Made once for each text of this list, or for each entry of the map that a [`Value::Name`]
    /// names; see [`Value::Each`]. The label then stands for a map.
    pub for_each: Option<Value>,
    /// Whether a replacement is built before the old one goes, since others hold on to it.
    pub create_first: bool,
    /// The aliased provider for another region, such as `us_east_1`.
    pub provider: Option<&'static str>,
}

impl Resource {
    /// A resource without arguments.
    #[must_use]
    pub fn new(concern: Concern, resource_type: &'static str, label: impl Into<String>) -> Self {
        Self {
            resource_type,
            label: label.into(),
            component: None,
            concern,
            arguments: Vec::new(),
            comment: String::new(),
            keep: false,
            ignore_changes: Vec::new(),
            depends_on: Vec::new(),
            for_count: None,
            for_each: None,
            create_first: false,
            provider: None,
        }
    }

    /// Sets an argument.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a nested block.
    #[must_use]
    pub fn block<K: Into<String>>(
        mut self,
        name: &str,
        entries: impl IntoIterator<Item = (K, Value)>,
    ) -> Self {
        self.arguments.push((name.to_owned(), Value::block(entries)));
        self
    }

    /// Says why it is there.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = comment.into();
        self
    }

    /// Protects it from being destroyed.
    #[must_use]
    pub fn keep(mut self) -> Self {
        self.keep = true;
        self
    }

    /// Builds a replacement before the old one goes.
    #[must_use]
    pub fn create_first(mut self) -> Self {
        self.create_first = true;
        self
    }

    /// Makes one copy for each of these; see [`for_each`](Self::for_each).
    #[must_use]
    pub fn for_each(mut self, items: Value) -> Self {
        self.for_each = Some(items);
        self
    }

    /// Leaves an argument to whoever changes it after the first apply.
    #[must_use]
    pub fn ignore(mut self, argument: &'static str) -> Self {
        self.ignore_changes.push(argument);
        self
    }

    /// Makes another resource exist first.
    #[must_use]
    pub fn after(mut self, resource_type: &'static str, label: impl Into<String>) -> Self {
        self.depends_on.push((resource_type, label.into()));
        self
    }

    /// Builds it with the aliased provider of another region.
    #[must_use]
    pub fn in_region(mut self, provider: &'static str) -> Self {
        self.provider = Some(provider);
        self
    }

    /// An attribute of this resource.
    #[must_use]
    pub fn attribute(&self, attribute: &'static str) -> Value {
        Value::Reference(self.resource_type, self.label.clone(), attribute)
    }
}

/// A data source: something that exists already and is looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// Terraform's type, such as `aws_availability_zones`.
    pub data_type: &'static str,
    /// The label.
    pub label: String,
    /// The file that it is printed in.
    pub concern: Concern,
    /// Arguments and blocks.
    pub arguments: Vec<(String, Value)>,
}

/// The type of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A list of texts.
    Texts,
}

/// A variable of the bundle: what the engineer has to, or may, fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The type.
    pub variable_type: VariableType,
    /// What it is for.
    pub description: String,
    /// The value when nobody sets it; `None` asks for one.
    pub default: Option<Value>,
    /// The value in `terraform.tfvars.example`.
    pub example: Value,
    /// Whether it must not be shown.
    pub sensitive: bool,
    /// A condition over the variable's own name in Terraform's language, and the message when it
    /// fails. Ours, never a user's.
    pub validation: Option<(String, String)>,
}

/// An output of the bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The value.
    pub value: Value,
}

/// The resource graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceGraph {
    /// Resources, parents first.
    pub resources: Vec<Resource>,
    /// Data sources by type and label; asking twice gives one.
    pub data: BTreeMap<(&'static str, String), Data>,
    /// Variables by name; asking twice gives one.
    pub variables: BTreeMap<String, Variable>,
    /// Outputs by name.
    pub outputs: BTreeMap<String, Output>,
    /// Aliased providers: alias and region.
    pub providers: BTreeMap<&'static str, &'static str>,
    /// Files that resources read, such as user data: path in the infrastructure folder, and text.
    pub files: BTreeMap<String, String>,
    component: Option<Address>,
}

impl ResourceGraph {
    /// Says whose resources come now.
    pub fn speak_for(&mut self, component: Option<&Address>) {
        self.component = component.cloned();
    }

    /// Adds a resource.
    pub fn add(&mut self, mut resource: Resource) {
        resource.component = self.component.clone();
        if let Some(alias) = resource.provider {
            self.providers.insert(alias, "us-east-1");
        }
        self.resources.push(resource);
    }

    /// Looks something up that exists already.
    pub fn look_up<K: Into<String>>(
        &mut self,
        concern: Concern,
        data_type: &'static str,
        label: &str,
        arguments: impl IntoIterator<Item = (K, Value)>,
    ) {
        let arguments = arguments.into_iter().map(|(name, value)| (name.into(), value)).collect();
        self.data.entry((data_type, label.to_owned())).or_insert(Data {
            data_type,
            label: label.to_owned(),
            concern,
            arguments,
        });
    }

    /// Adds a variable and gives the value that stands for it.
    pub fn ask(&mut self, variable: Variable) -> Value {
        let value = Value::Variable(variable.name.clone());
        self.variables.entry(variable.name.clone()).or_insert(variable);
        value
    }

    /// Adds an output.
    pub fn tell(&mut self, name: impl Into<String>, description: impl Into<String>, value: Value) {
        let name = name.into();
        self.outputs.insert(name.clone(), Output { name, description: description.into(), value });
    }

    /// The resource of this type and label.
    pub fn find_mut(&mut self, resource_type: &str, label: &str) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|it| it.resource_type == resource_type && it.label == label)
    }
}
