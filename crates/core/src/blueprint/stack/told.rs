//! What a stack has to be told: its registry, its log group, where those are that it asks outside, and
//! its secrets.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::Address,
    resource::{Ends, Value},
    survey::Survey,
    vocab::{Access, Neighbour, Site, Stage, is_variable},
};

use super::{
    Fill, LOG_GROUP, REGISTRY, StackSecret, StackService, StackVariable, StackVolume, secret_variable,
};

/// Variables by name; the first to say what one means wins.
#[derive(Default)]
pub(super) struct Variables(pub(super) BTreeMap<String, StackVariable>);

impl Variables {
    pub(super) fn add(&mut self, name: &str, what: &str, example: &str, value: Option<Value>) {
        self.0.entry(name.to_owned()).or_insert_with(|| StackVariable {
            name: name.to_owned(),
            what: what.to_owned(),
            example: example.to_owned(),
            value,
        });
    }
}

pub(super) fn log_group(
    host: &Site<'_>,
    ends: &BTreeMap<Address, Ends>,
    variables: &mut Variables,
) -> Option<Address> {
    let (group, name) =
        host.asks(Access::Write).find_map(|it| Some((it, ends.get(it.address)?.get("log_group_name")?)))?;
    let what = format!("The log group of the containers: {}", group.address);
    variables.add(LOG_GROUP, &what, &format!("/{}/{}", host.project, group.address), Some(name.clone()));
    Some(group.address.clone())
}

pub(super) fn registry(host: &Site<'_>, ends: &BTreeMap<Address, Ends>, variables: &mut Variables) {
    let pulled = host.asks(Access::Pull).find_map(|it| ends.get(it.address)?.get("registry_url"));
    let example =
        format!("123456789012.dkr.ecr.{}.amazonaws.com/{}", host.book.region().code(), host.project);
    variables.add(REGISTRY, "The registry, with the prefix of all repositories", &example, pulled.cloned());
}

/// Where those are that a container asks outside of the stacks, and as whom it asks: for a target with
/// the address `orders-db` the variables `ORDERS_DB_HOST`, `ORDERS_DB_PORT`, `ORDERS_DB_NAME`, or
/// `ORDERS_DB_URL` where clients take an address as a whole, and
/// `ORDERS_DB_USERNAME` and `ORDERS_DB_PASSWORD` of its master user, where the target keeps them in a
/// secret and the container is a job or has no secrets of its own.
pub(super) fn endpoints(
    site: &Site<'_>,
    ends: &BTreeMap<Address, Ends>,
    variables: &mut Variables,
    service: &mut StackService,
) {
    let is_outside = |it: &&Neighbour<'_>| it.access.opens_port() && it.host.is_none();
    let mut told_to = BTreeMap::new();
    let mut managed = BTreeSet::new();
    for target in site.outgoing.iter().filter(is_outside) {
        let Some(found) = ends.get(target.address) else { continue };
        let url = found.get("url");
        if found.endpoint.is_none() && url.is_none() {
            continue;
        }
        let stem = target.address.label().to_uppercase();
        let port = target.port.or_else(|| target.facts.listens.first().copied());
        let told = [
            ("HOST", "The host name", format!("{}.example.internal", target.address), found.endpoint.clone()),
            ("PORT", "The port", port.unwrap_or_default().to_string(), port.map(|it| it.to_string().into())),
            ("NAME", "The name of the database", "app".to_owned(), found.get("database_name").cloned()),
            (
                "URL",
                "The address",
                format!("{}.example.internal:{}", target.address, port.unwrap_or_default()),
                url.cloned(),
            ),
        ];
        for (suffix, what, example, value) in told.into_iter().filter(|it| it.3.is_some()) {
            let name = format!("{stem}_{suffix}");
            variables.add(&name, &format!("{what} of {}", target.address), &example, value);
            told_to.insert(name.clone(), name);
        }
        let known_as = target.facts.client_variables.iter().filter(|_| url.is_some());
        told_to.extend(known_as.map(|it| (it.0.to_owned(), format!("{stem}_URL"))));
        if found.get("secret_arn").is_none() {
            continue;
        }
        // A service with secrets of its own signs in with those, unless it names the master's.
        let container = &service.container;
        let takes_all = container.secrets.is_empty() || container.stage == Stage::Job;
        for name in [format!("{stem}_USERNAME"), format!("{stem}_PASSWORD")] {
            if takes_all || container.secrets.contains(&name) {
                managed.insert(target.address.clone());
                told_to.insert(name.clone(), secret_variable(&name));
            }
        }
    }
    service.variables = told_to.into_iter().collect();
    service.managed = managed.into_iter().collect();
}

pub(super) fn volumes(survey: &Survey, host: &Site<'_>, ends: &BTreeMap<Address, Ends>) -> Vec<StackVolume> {
    let volume = |address: &Address| {
        let path = survey.facts(address)?.mounts_at.clone()?;
        let Some(Value::Text(device)) = ends.get(address)?.get("device_name") else { return None };
        Some(StackVolume { component: address.clone(), device: device.clone(), path })
    };
    host.children.iter().filter_map(|it| volume(it.address)).collect()
}

/// What the host reads, and the passwords of the databases that its containers ask.
pub(super) fn secrets(
    host: &Site<'_>,
    services: &[StackService],
    ends: &BTreeMap<Address, Ends>,
    variables: &mut Variables,
) -> Vec<StackSecret> {
    let mut secrets = BTreeMap::new();
    for secret in host.asks(Access::Read) {
        let names = || secret.facts.fills.iter().filter(|it| is_variable(it));
        let is_whole = secret.facts.fills.len() == 1;
        let fills: Vec<Fill> =
            names().map(|it| Fill { variable: it.clone(), field: (!is_whole).then(|| it.clone()) }).collect();
        if !fills.is_empty() {
            secrets.insert(secret.address.clone(), fills);
        }
    }
    for address in services.iter().flat_map(|it| &it.managed) {
        let stem = address.label().to_uppercase();
        let fill = |suffix: &str, field: &str| Fill {
            variable: format!("{stem}_{suffix}"),
            field: Some(field.to_owned()),
        };
        secrets.insert(address.clone(), vec![fill("USERNAME", "username"), fill("PASSWORD", "password")]);
    }
    let mut found = Vec::new();
    for (component, fills) in secrets {
        let Some(arn) = ends.get(&component).and_then(|it| it.get("secret_arn")) else { continue };
        let arn_variable = format!("{}_SECRET_ARN", component.label().to_uppercase());
        let region = host.book.region().code();
        let example =
            format!("arn:aws:secretsmanager:{region}:123456789012:secret:{}-{component}", host.project);
        variables.add(
            &arn_variable,
            &format!("Where the secret of {component} lies"),
            &example,
            Some(arn.clone()),
        );
        found.push(StackSecret { component, arn_variable, fills });
    }
    found
}
