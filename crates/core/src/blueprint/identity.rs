//! Roles and what they may do.

use std::collections::BTreeMap;

use crate::{
    base::Address,
    resource::{Concern, Resource, ResourceGraph, Value},
    survey::Survey,
    vocab::Facts,
};

/// Where a permission or a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// The owner of the design wrote it down, and the topology needs it.
    Stated,
    /// The topology needs it, and nothing was written down about this component.
    Derived,
    /// The topology needs it, and what was written down lacks it: added, and marked.
    Added,
    /// It was written down, and nothing in the topology needs it.
    Surplus,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Letters and digits.
    pub sid: String,
    /// IAM actions, sorted.
    pub actions: Vec<String>,
    /// ARNs, or `*`.
    pub resources: Vec<Value>,
    /// Why it is there, for a comment.
    pub why: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A policy of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The name, such as `app-host-deploy`; unique in the bundle.
    pub name: String,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// A role with all that it may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The component that acts under it.
    pub component: Address,
    /// The label of `aws_iam_role` in the graph.
    pub label: String,
    /// AWS managed policies by name, such as `AmazonSSMManagedInstanceCore`, with provenance.
    pub managed: Vec<(String, Provenance)>,
    /// Its own policy.
    pub policy: Policy,
    /// Who may assume it; filled in from the graph by the blueprint.
    pub trust: Option<Value>,
}

/// A permission that the topology needs.
struct Need {
    action: String,
    resources: Vec<Value>,
    why: String,
    verb: String,
    sid: String,
}

/// The roles of a design: what the connections need, held against what was written down.
#[must_use]
pub fn roles(survey: &Survey) -> Vec<Role> {
    let mut needs: BTreeMap<&Address, Vec<Need>> = BTreeMap::new();
    for connection in survey.design().connections.values() {
        let Some(principal) = principal(survey, &connection.from) else { continue };
        let Some(target) = survey.design().component(&connection.to) else { continue };
        let verb = camel(connection.access.word());
        let word = verb.clone() + &camel(connection.to.as_str());
        let grants = target.config.service().grants(connection.access, &connection.to);
        for (idx, grant) in grants.into_iter().enumerate() {
            let sid = if idx == 0 { word.clone() } else { format!("{word}{}", idx + 1) };
            needs.entry(principal).or_default().extend(grant.actions.iter().map(|action| Need {
                action: (*action).to_owned(),
                resources: grant.resources.clone(),
                why: grant.why.to_owned(),
                verb: verb.clone(),
                sid: sid.clone(),
            }));
        }
    }
    survey
        .all_facts()
        .filter(|(_, facts)| facts.principal.is_some())
        .map(|(address, facts)| role(address, facts, needs.remove(address).unwrap_or_default()))
        .collect()
}

/// The component under whose role a component acts: itself, or the nearest above that has one.
fn principal<'a>(survey: &'a Survey, address: &Address) -> Option<&'a Address> {
    survey.nearest(address, |it| it.principal.is_some())
}

fn role(address: &Address, facts: &Facts, mut needs: Vec<Need>) -> Role {
    let mut managed = BTreeMap::new();
    let is_stated = |action: &str| {
        facts.stated_actions.as_ref().map(|it| it.iter().any(|it| it.action.eq_ignore_ascii_case(action)))
    };
    let provenance = |action: &str| match is_stated(action) {
        Some(true) => Provenance::Stated,
        Some(false) => Provenance::Added,
        None => Provenance::Derived,
    };
    for (action, why) in &facts.needs_actions {
        if action.contains(':') {
            needs.push(Need {
                action: (*action).to_owned(),
                resources: vec![Value::from("*")],
                why: (*why).to_owned(),
                verb: "Itself".to_owned(),
                sid: "Itself".to_owned(),
            });
        } else {
            managed.insert((*action).to_owned(), provenance(action));
        }
    }
    for stated in facts.stated_actions.iter().flatten() {
        let action = &stated.action;
        if !action.contains(':') {
            managed.entry(action.clone()).or_insert(Provenance::Surplus);
        } else if !needs.iter().any(|it| it.action.eq_ignore_ascii_case(action)) {
            needs.push(Need {
                action: action.clone(),
                resources: vec![Value::from("*")],
                why: "Written down, and nothing in the design needs it".to_owned(),
                verb: "Surplus".to_owned(),
                sid: "Surplus".to_owned(),
            });
        }
    }
    let needs = needs.into_iter().map(|need| {
        let surplus = need.sid == "Surplus";
        let provenance = if surplus { Provenance::Surplus } else { provenance(&need.action) };
        (need, provenance)
    });
    let statements = by_target(by_resources(needs));
    Role {
        component: address.clone(),
        label: address.label(),
        managed: managed.into_iter().collect(),
        policy: Policy { name: address.to_string(), statements },
        trust: None,
    }
}

/// Needs of the same resources for the same purpose become one statement; each with its verb.
fn by_resources(needs: impl Iterator<Item = (Need, Provenance)>) -> Vec<(Statement, String)> {
    let mut statements: Vec<(Statement, String)> = Vec::new();
    for (need, provenance) in needs {
        let mark = if provenance == Provenance::Added { "Added" } else { "" };
        let sid = format!("{mark}{}", need.sid);
        let same = |it: &&mut (Statement, String)| {
            it.0.provenance == provenance
                && it.0.resources == need.resources
                && (it.0.why == need.why || it.0.sid == sid)
        };
        if let Some((statement, _)) = statements.iter_mut().find(same) {
            if let Err(at) = statement.actions.binary_search(&need.action) {
                statement.actions.insert(at, need.action);
            }
            continue;
        }
        let actions = vec![need.action];
        let statement = Statement { sid, actions, resources: need.resources, why: need.why, provenance };
        statements.push((statement, format!("{mark}{}", need.verb)));
    }
    statements
}

/// Statements that allow the same for the same purpose on several targets become one; ids are made
/// unique.
fn by_target(statements: Vec<(Statement, String)>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for (statement, verb) in statements {
        let same = |it: &&mut Statement| {
            it.provenance == statement.provenance
                && it.actions == statement.actions
                && it.why == statement.why
        };
        if let Some(first) = merged.iter_mut().find(same) {
            first.sid = verb;
            first.resources.extend(statement.resources);
        } else {
            merged.push(statement);
        }
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for statement in &mut merged {
        let number = taken.entry(statement.sid.clone()).or_default();
        *number += 1;
        if *number > 1 {
            statement.sid = format!("{}{number}", statement.sid);
        }
    }
    merged
}

/// `web-bucket` as a part of a statement id: `WebBucket`.
fn camel(text: &str) -> String {
    text.split(['-', '_'])
        .flat_map(|part| {
            let mut chars = part.chars();
            chars.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

/// Puts policies and attachments into the graph.
pub(super) fn build(roles: &[Role], graph: &mut ResourceGraph) {
    for role in roles {
        graph.speak_for(Some(&role.component));
        let name = Value::reference("aws_iam_role", &role.label, "name");
        for (policy, provenance) in &role.managed {
            let mut resource = Resource::new(
                Concern::Identity,
                "aws_iam_role_policy_attachment",
                format!("{}_{}", role.label, snake(policy)),
            )
            .set("role", name.clone())
            .set("policy_arn", format!("arn:aws:iam::aws:policy/{policy}"));
            if *provenance == Provenance::Added {
                resource = resource
                    .comment("Added: the topology needs it, and the permissions as written down lack it.");
            }
            graph.add(resource);
        }
        if !role.policy.statements.is_empty() {
            graph.add(
                Resource::new(Concern::Identity, "aws_iam_role_policy", &role.label)
                    .set("name", role.policy.name.as_str())
                    .set("role", name)
                    .set("policy", Value::json(document(&role.policy)))
                    .comment(comment(&role.policy)),
            );
        }
    }
    graph.speak_for(None);
}

/// A policy as IAM's JSON wants it.
#[must_use]
pub(super) fn document(policy: &Policy) -> Value {
    let statements = policy.statements.iter().map(|it| {
        Value::map([
            ("Sid", it.sid.as_str().into()),
            ("Effect", "Allow".into()),
            ("Action", Value::list(it.actions.iter().map(String::as_str))),
            ("Resource", Value::List(it.resources.clone())),
        ])
    });
    Value::map([("Version", "2012-10-17".into()), ("Statement", Value::List(statements.collect()))])
}

fn comment(policy: &Policy) -> String {
    let notes = policy.statements.iter().filter_map(|it| match it.provenance {
        Provenance::Added => {
            Some(format!("{}: added, the permissions as written down lack it. {}.", it.sid, it.why))
        }
        Provenance::Surplus => Some(format!("{}: {}.", it.sid, it.why.to_lowercase())),
        Provenance::Stated | Provenance::Derived => None,
    });
    notes.collect::<Vec<_>>().join("\n")
}

/// `AmazonSSMManagedInstanceCore` as a label: `amazon_ssm_managed_instance_core`.
fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut out = String::new();
    for (idx, it) in chars.iter().enumerate() {
        let next_lower = chars.get(idx + 1).is_some_and(char::is_ascii_lowercase);
        let previous_lower = idx > 0 && chars.get(idx - 1).is_some_and(|it| !it.is_ascii_uppercase());
        if it.is_ascii_uppercase() && idx > 0 && (next_lower || previous_lower) {
            out.push('_');
        }
        out.push(it.to_ascii_lowercase());
    }
    out
}
