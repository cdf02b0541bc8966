//! The picture of a design: what the scene is to show of it, its price and its findings.
//!
//! This is the one place that knows both sides: services, prices and findings here, boxes and lines
//! there. It places nothing and picks no colour. Start at [`of`]; a step of the plan or any other
//! difference is drawn by [`of_change`].

use std::collections::BTreeMap;

use crate::{
    base::{Address, Money, sort_by},
    design::{Component, Connection, Design},
    estimate::Estimate,
    plan::Stage,
    scene::{Diagram, Edge, Mark, Node, Severity, Tint},
    survey::Survey,
    vocab::{self, Anchor, Family, Finding},
};

/// The longest purpose that is written on a line, in characters; longer ones are for the inspector.
const MAX_PURPOSE_CHARS: usize = 16;

/// A design, and what is known about it so far.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What stands where.
    pub design: &'a Design,
    /// What it says of itself; nothing while there are no prices.
    pub survey: Option<&'a Survey>,
    /// What it costs; nothing while there are no prices.
    pub estimate: Option<&'a Estimate>,
    /// What is wrong with it.
    pub findings: &'a [Finding],
}

impl<'a> From<&'a Stage> for View<'a> {
    fn from(stage: &'a Stage) -> Self {
        Self {
            design: &stage.design,
            survey: Some(&stage.survey),
            estimate: Some(&stage.estimate),
            findings: &[],
        }
    }
}

impl<'a> View<'a> {
    /// With what is wrong.
    #[must_use]
    pub fn with(self, findings: &'a [Finding]) -> Self {
        Self { findings, ..self }
    }
}

/// The picture of a design.
#[must_use]
pub fn of(view: &View<'_>) -> Diagram {
    let worst = worst(view.findings);
    Diagram {
        nodes: view.design.components.iter().map(|(id, it)| node(view, &worst, id, it)).collect(),
        edges: view.design.connections.iter().map(|(id, it)| edge(view, &worst, id, it)).collect(),
        before: None,
    }
}

/// The picture of the way from one design to another: all that either has, each marked with what
/// becomes of it. What stays is drawn as it is afterwards.
#[must_use]
pub fn of_change(before: &View<'_>, after: &View<'_>) -> Diagram {
    let mut diagram = of(after);
    for node in &mut diagram.nodes {
        node.mark = match (before.design.components.get(&node.id), after.design.components.get(&node.id)) {
            (None, _) => Some(Mark::Added),
            (Some(before), Some(after)) if !same_but_for_place(before, after) => Some(Mark::Changed),
            _ => None,
        };
    }
    for edge in &mut diagram.edges {
        edge.mark = match (before.design.connections.get(&edge.id), after.design.connections.get(&edge.id)) {
            (None, _) => Some(Mark::Added),
            (Some(before), Some(after)) if before != after => Some(Mark::Changed),
            _ => None,
        };
    }
    let nothing_wrong = BTreeMap::new();
    let gone = before.design.components.iter().filter(|it| !after.design.components.contains_key(it.0));
    diagram.nodes.extend(
        gone.map(|(id, it)| Node { mark: Some(Mark::Removed), ..node(before, &nothing_wrong, id, it) }),
    );
    let gone = before.design.connections.iter().filter(|it| !after.design.connections.contains_key(it.0));
    diagram.edges.extend(
        gone.map(|(id, it)| Edge { mark: Some(Mark::Removed), ..edge(before, &nothing_wrong, id, it) }),
    );
    sort_by(&mut diagram.nodes, |a, b| a.id.cmp(&b.id));
    sort_by(&mut diagram.edges, |a, b| a.id.cmp(&b.id));
    diagram.before = Some(Box::new(of(before)));
    diagram
}

/// The worst finding about each component and each connection.
type Worst<'a> = BTreeMap<&'a Address, Severity>;

fn worst(findings: &[Finding]) -> Worst<'_> {
    let mut worst = Worst::new();
    for finding in findings {
        let (Anchor::Component { id, .. } | Anchor::Connection { id }) = &finding.anchor else { continue };
        let severity = match finding.severity {
            vocab::Severity::Error => Severity::Error,
            vocab::Severity::Warning => Severity::Warning,
            vocab::Severity::Info => Severity::Info,
        };
        let known = worst.entry(id).or_insert(severity);
        *known = severity.max(*known);
    }
    worst
}

fn node(view: &View<'_>, worst: &Worst<'_>, id: &Address, component: &Component) -> Node {
    let meta = component.config.meta();
    let said = component.config.service().subtitle();
    let subtitle = if said.is_empty() { meta.title() } else { said };
    Node {
        id: id.clone(),
        parent: component.parent.clone(),
        title: component.name.clone(),
        // A container that was not named says once what it is.
        subtitle: if subtitle == component.name { String::new() } else { subtitle },
        note: view.estimate.map(|it| monthly(it, id)).unwrap_or_default(),
        icon: meta.icon,
        tint: tint(meta.family),
        is_container: meta.offers.is_some(),
        position: component.position,
        mark: None,
        severity: worst.get(id).copied(),
    }
}

fn edge(view: &View<'_>, worst: &Worst<'_>, id: &Address, connection: &Connection) -> Edge {
    Edge {
        id: id.clone(),
        source: connection.from.clone(),
        target: connection.to.clone(),
        label: label(view, connection),
        is_supporting: !connection.access.carries_traffic(),
        mark: None,
        severity: worst.get(id).copied(),
    }
}

/// The cost in a month: nothing for what costs nothing, and a question mark for what has no price.
fn monthly(estimate: &Estimate, id: &Address) -> String {
    let expected = estimate.of(id).expected;
    let is_partial = estimate.lines_of(id).iter().any(|it| it.monthly.is_none() && !it.off);
    match (expected.to_cents() == Money::ZERO.0, is_partial) {
        (true, true) => "?".to_owned(),
        (true, false) => String::new(),
        (false, true) => format!("{expected} + ?"),
        (false, false) => expected.to_string(),
    }
}

/// What is written on a line that traffic travels along: what it is for, and the port. The others
/// stay without words, so that the picture can be read.
fn label(view: &View<'_>, connection: &Connection) -> String {
    if !connection.access.carries_traffic() {
        return String::new();
    }
    let listens = || view.survey?.facts(&connection.to)?.listens.first().copied();
    let port = connection.port.or_else(listens).filter(|_| connection.access.opens_port());
    let purpose = Some(connection.purpose.trim()).filter(|it| it.chars().count() <= MAX_PURPOSE_CHARS);
    let words = [purpose.unwrap_or_default().to_owned(), port.map(|it| it.to_string()).unwrap_or_default()];
    words.join(" ").trim().to_owned()
}

const fn tint(family: Family) -> Tint {
    match family {
        Family::Network => Tint::Network,
        Family::Entry => Tint::Entry,
        Family::Compute => Tint::Compute,
        Family::Container => Tint::Container,
        Family::Database => Tint::Database,
        Family::Storage => Tint::Storage,
        Family::Messaging => Tint::Messaging,
        Family::Security => Tint::Security,
        Family::Operations => Tint::Operations,
        Family::External => Tint::External,
    }
}

fn same_but_for_place(before: &Component, after: &Component) -> bool {
    let Component { name, parent, position: _, note, off, config } = before;
    *name == after.name
        && *parent == after.parent
        && *note == after.note
        && *off == after.off
        && *config == after.config
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        base::Point,
        design::apply_all,
        scene::Scene,
        vocab::{Command, Target},
    };

    fn design(commands: &[serde_json::Value]) -> Design {
        let mut design = Design::default();
        let commands: Vec<Command> =
            commands.iter().map(|it| serde_json::from_value(it.clone()).unwrap()).collect();
        apply_all(&mut design, &commands).unwrap();
        design
    }

    fn small() -> Design {
        design(&[
            json!({"add": {"id": "users", "kind": "users", "name": "Guests"}}),
            json!({"add": {"id": "us", "kind": "region"}}),
            json!({"add": {"id": "files", "kind": "bucket", "parent": "us", "position": {"x": 8.0, "y": 40.0}}}),
            json!({"connect": {"id": "read", "from": "users", "to": "files", "access": "read", "purpose": "Downloads", "port": 443}}),
            json!({"connect": {"id": "watch", "from": "files", "to": "users", "access": "notify"}}),
        ])
    }

    fn view<'a>(design: &'a Design, findings: &'a [Finding]) -> View<'a> {
        View { design, survey: None, estimate: None, findings }
    }

    #[test]
    fn a_node_says_what_the_component_is() {
        let design = small();
        let diagram = of(&view(&design, &[]));
        let [files, us, users] = diagram.nodes.as_slice() else { panic!("three nodes") };
        assert_eq!(
            (files.title.as_str(), files.parent.as_ref().map(Address::as_str)),
            ("Bucket", Some("us"))
        );
        assert_eq!(files.position, Some(Point { x: 8.0, y: 40.0 }));
        assert!(us.is_container && !files.is_container);
        assert_eq!((users.title.as_str(), users.tint, users.note.as_str()), ("Guests", Tint::External, ""));
    }

    #[test]
    fn only_lines_with_traffic_have_words() {
        let design = small();
        let diagram = of(&view(&design, &[]));
        let [read, watch] = diagram.edges.as_slice() else { panic!("two edges") };
        assert_eq!((read.label.as_str(), read.is_supporting), ("Downloads 443", false));
        assert_eq!((watch.label.as_str(), watch.is_supporting), ("", true));
    }

    #[test]
    fn the_worst_finding_shows() {
        let design = small();
        let id = Address::slugify("files");
        let found = |severity| {
            let anchor = Anchor::Component { id: id.clone(), field: None };
            Finding::new("rule", severity, anchor, "what", "why")
        };
        let findings = [found(vocab::Severity::Error), found(vocab::Severity::Info)];
        let diagram = of(&view(&design, &findings));
        assert_eq!(diagram.nodes.first().unwrap().severity, Some(Severity::Error));
    }

    #[test]
    fn a_change_shows_what_was_there_before_too() {
        let before = small();
        let mut after = before.clone();
        let files = Address::slugify("files");
        let commands = [
            Command::Set {
                on: Target::Connection(Address::slugify("read")),
                field: "port".into(),
                value: 80.into(),
            },
            Command::Place { id: Address::slugify("us"), at: Some(Point { x: 96.0, y: 0.0 }) },
            Command::Disconnect(Address::slugify("watch")),
            Command::Rename { id: Address::slugify("users"), name: "Everybody".into() },
        ];
        apply_all(&mut after, &commands).unwrap();
        let diagram = of_change(&view(&before, &[]), &view(&after, &[]));
        let marks: Vec<_> = diagram.nodes.iter().map(|it| (it.id.as_str(), it.mark)).collect();
        assert_eq!(marks, [("files", None), ("us", None), ("users", Some(Mark::Changed))]);
        let marks: Vec<_> = diagram.edges.iter().map(|it| (it.id.as_str(), it.mark)).collect();
        assert_eq!(marks, [("read", Some(Mark::Changed)), ("watch", Some(Mark::Removed))]);

        apply_all(&mut after, &[Command::Remove(files.clone())]).unwrap();
        let diagram = of_change(&view(&before, &[]), &view(&after, &[]));
        let removed = diagram.nodes.iter().find(|it| it.id == files).unwrap();
        assert_eq!(
            (removed.mark, removed.parent.as_ref().map(Address::as_str)),
            (Some(Mark::Removed), Some("us"))
        );
        let back = of_change(&view(&after, &[]), &view(&before, &[]));
        assert_eq!(back.nodes.iter().find(|it| it.id == files).unwrap().mark, Some(Mark::Added));
    }

    fn c1() -> Design {
        crate::design::read(include_str!("../../../public/references/c1.groundplan.json")).unwrap()
    }

    /// What stood left of or above something in one picture does so in the other.
    fn check_order_stays(before: &Scene, after: &Scene) {
        let parent = |scene: &Scene, id: &str| {
            let parent = scene.node(id).unwrap().parent?;
            scene.node_id(&scene.nodes[parent]).cloned()
        };
        let ids: Vec<&str> =
            before.nodes.iter().filter_map(|it| before.node_id(it)).map(Address::as_str).collect();
        for &a in &ids {
            for &b in &ids {
                if after.node(a).is_none() || after.node(b).is_none() {
                    continue;
                }
                let stays = |it: &str| parent(before, it) == parent(after, it);
                if !stays(a) || !stays(b) || parent(before, a) != parent(before, b) {
                    continue;
                }
                let (was_a, was_b) = (before.node(a).unwrap().bounds, before.node(b).unwrap().bounds);
                let (is_a, is_b) = (after.node(a).unwrap().bounds, after.node(b).unwrap().bounds);
                if was_a.right() <= was_b.x {
                    assert!(is_a.x <= is_b.x, "{a} stood left of {b}");
                }
                if was_a.bottom() <= was_b.y {
                    assert!(is_a.y <= is_b.y, "{a} stood above {b}");
                }
            }
        }
    }

    #[test]
    fn a_price_that_comes_turns_nothing_around() {
        let design = c1();
        let unpriced = of(&view(&design, &[]));
        let mut priced = unpriced.clone();
        priced.nodes.iter_mut().for_each(|it| it.note = "$1,105.96".to_owned());
        let bounds = |it: &Scene| it.nodes.iter().map(|it| it.bounds).collect::<Vec<_>>();
        assert_eq!(bounds(&Scene::new(unpriced)), bounds(&Scene::new(priced)));
    }

    #[test]
    fn a_step_leaves_what_stays_where_it_was() {
        let design = c1();
        let base = Scene::new(of(&view(&design, &[])));
        let mut shown = base.clone();
        for step in &design.settings.plan.steps {
            let after = crate::plan::up_to(&design, Some(step.id.as_str())).unwrap();
            let diagram = of_change(&view(&design, &[]), &view(&after, &[]));
            let scene = Scene::new(diagram.clone());
            check_order_stays(&base, &scene);
            // From step to step, in whichever way the user comes to it.
            shown.update(diagram);
            assert!(shown == scene, "{} depends on what was shown before", step.id);
        }
        shown.update(of(&view(&design, &[])));
        assert!(shown == base, "the way back leads elsewhere");
    }

    #[test]
    fn an_addition_does_not_turn_the_picture_around() {
        let mut design = c1();
        let base = Scene::new(of(&view(&design, &[])));
        let mut opened = Scene::default();
        opened.update(of(&view(&design, &[])));
        assert!(opened == base, "what is opened looks as if it were new");
        for (parent, kind) in [("app-host", "container"), ("region", "secret"), ("public", "host")] {
            let mut scene = base.clone();
            let add = json!({"add": {"id": "new", "kind": kind, "parent": parent}});
            let remove = json!({"remove": "new"});
            apply_all(&mut design, &[serde_json::from_value(add).unwrap()]).unwrap();
            scene.update(of(&view(&design, &[])));
            check_order_stays(&base, &scene);
            apply_all(&mut design, &[serde_json::from_value(remove).unwrap()]).unwrap();
            scene.update(of(&view(&design, &[])));
            check_order_stays(&base, &scene);
        }
    }
}
