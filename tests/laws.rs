//! Laws over random commands: what must hold for every design and every edit.

use std::{collections::BTreeSet, sync::Arc};

use groundplan_core::{
    base::{Address, Decimal, Point},
    design::{Change, Design, History, Task, apply, diff, read, write},
    estimate::Estimate,
    generate::generate,
    prices::PriceBook,
    services::ServiceKind,
    survey::Survey,
    vocab::{Access, Command, ComponentRecord, ConnectionRecord, Effort, FieldType, Part, Target},
    work::WorkPlan,
};
use serde_json::{Value, json};

/// Edits made of a seed: most fit, some are refused.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.below(of.len())) }
    }

    fn component(&mut self, design: &Design) -> Address {
        let ids: Vec<_> = design.components.keys().collect();
        self.pick(&ids).map_or_else(|| Address::slugify("nobody"), |it| (*it).clone())
    }

    fn connection(&mut self, design: &Design) -> Address {
        let ids: Vec<_> = design.connections.keys().collect();
        self.pick(&ids).map_or_else(|| Address::slugify("nobody"), |it| (*it).clone())
    }

    fn command(&mut self, design: &Design) -> Command {
        let id = self.component(design);
        match self.below(11) {
            0 | 1 => {
                let kind = ServiceKind::ALL[self.below(ServiceKind::ALL.len())];
                Command::Add(ComponentRecord {
                    id: Address::slugify(&format!("new-{}", self.below(40))),
                    kind: kind.word().to_owned(),
                    name: String::new(),
                    parent: Some(id).filter(|_| self.below(4) > 0),
                    position: None,
                    note: String::new(),
                    off: Vec::new(),
                    config: json!({}),
                })
            }
            2 => Command::Remove(id),
            3 => Command::Move { id, into: Some(self.component(design)).filter(|_| self.below(5) > 0) },
            4 => Command::Place {
                id,
                at: Some(Point { x: self.below(500) as f64, y: self.below(500) as f64 })
                    .filter(|_| self.below(3) > 0),
            },
            5 => Command::Rename { id, name: format!("Name {}", self.below(9)) },
            6 => self.set(design, id),
            7 => Command::Connect(ConnectionRecord {
                id: Address::slugify(&format!("edge-{}", self.below(60))),
                from: id,
                to: self.component(design),
                access: Access::ALL[self.below(Access::ALL.len())],
                port: None,
                purpose: String::new(),
                share: None,
            }),
            8 => Command::Disconnect(self.connection(design)),
            9 => Command::SwitchLine { id, line: "root-volume".to_owned(), on: self.below(2) == 0 },
            _ => Command::Set {
                on: Target::Design,
                field: ["budget.limit", "free_tiers", "workload.requests.expected"][self.below(3)].to_owned(),
                value: [json!(250), json!(true), json!(1_000_000)][self.below(3)].clone(),
            },
        }
    }

    fn set(&mut self, design: &Design, id: Address) -> Command {
        let fields =
            design.component(&id).map(|it| it.config.kind().form().fields.clone()).unwrap_or_default();
        let (field, value) = match self.pick(&fields) {
            Some(field) => (field.name.clone(), self.value(&field.field_type)),
            None => ("nothing".to_owned(), Value::Null),
        };
        Command::Set { on: Target::Component(id), field, value }
    }

    fn value(&mut self, field_type: &FieldType) -> Value {
        match field_type {
            FieldType::Switch => json!(self.below(2) == 0),
            FieldType::Number { .. } => json!(self.below(20_000)),
            FieldType::Choice(words) => self.pick(words).map_or(Value::Null, |it| json!(it.0)),
            FieldType::Text { .. } => json!(["t4g.small", "", "${evil}", "c1.example.com"][self.below(4)]),
            _ => Value::Null,
        }
    }
}

fn book() -> Arc<PriceBook> {
    Arc::new(PriceBook::from_json(include_str!("../public/prices/us-east-1.json")).unwrap())
}

fn edits(seed: u64, n_edits: usize, mut each: impl FnMut(&Design, &Design, &Change)) {
    let mut random = Random(seed * 2 + 1);
    let mut design = generate(60, seed);
    for _ in 0..n_edits {
        let before = design.clone();
        let command = random.command(&design);
        match apply(&mut design, &command) {
            Ok(change) => each(&before, &design, &change),
            Err(error) => {
                assert_eq!(design, before, "{command:?} was refused ({error}) and changed something");
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn the_inverse_of_a_change_takes_it_back() {
    for seed in 0..20 {
        edits(seed, 200, |before, after, change| {
            let mut design = after.clone();
            change.inverse().apply(&mut design);
            assert_eq!(&design, before);
            change.apply(&mut design);
            assert_eq!(&design, after);
        });
    }
}

#[test]
fn undo_and_redo_restore_each_state() {
    for seed in 0..10 {
        let mut random = Random(seed * 2 + 1);
        let mut design = generate(40, seed);
        let mut history = History::default();
        let mut states = vec![design.clone()];
        for _ in 0..100 {
            let command = random.command(&design);
            if let Ok(change) = apply(&mut design, &command) {
                if !change.is_empty() {
                    states.push(design.clone());
                }
                history.record(change);
            }
        }
        for state in states.iter().rev().skip(1) {
            assert!(history.undo(&mut design).is_some());
            assert_eq!(&design, state);
        }
        assert!(history.undo(&mut design).is_none());
        for state in states.iter().skip(1) {
            assert!(history.redo(&mut design).is_some());
            assert_eq!(&design, state);
        }
        assert!(history.redo(&mut design).is_none());
    }
}

#[test]
fn a_gesture_is_one_entry_and_none_when_it_ends_where_it_began() {
    let mut design = generate(20, 1);
    let start = design.clone();
    let id = design.components.keys().next().unwrap().clone();
    let mut history = History::default();
    let drag = |design: &mut Design, history: &mut History, x: f64| {
        let command = Command::Place { id: id.clone(), at: Some(Point { x, y: 0.0 }) };
        history.record(apply(design, &command).unwrap());
    };
    history.begin();
    (1..50).for_each(|x| drag(&mut design, &mut history, f64::from(x)));
    history.commit();
    assert!(history.undo(&mut design).is_some());
    assert_eq!(design, start);
    assert!(!history.can_undo());

    drag(&mut design, &mut history, 5.0);
    let placed = design.clone();
    history.begin();
    drag(&mut design, &mut history, 9.0);
    drag(&mut design, &mut history, 5.0);
    history.commit();
    assert_eq!(design, placed);
    assert!(history.undo(&mut design).is_some());
    assert_eq!(design, start);

    history.begin();
    drag(&mut design, &mut history, 7.0);
    assert!(history.abort(&mut design).is_some());
    assert_eq!(design, start);
}

#[test]
fn a_file_holds_the_whole_design() {
    for seed in 0..10 {
        edits(seed, 80, |_, after, _| {
            let text = write(after);
            assert_eq!(read(&text).as_ref(), Ok(after));
            assert_eq!(write(&read(&text).unwrap()), text);
        });
    }
}

#[test]
fn a_diff_leads_from_one_design_to_the_other() {
    for seed in 0..20 {
        let mut design = generate(60, seed);
        let start = design.clone();
        let mut random = Random(seed * 2 + 1);
        for _ in 0..40 {
            let command = random.command(&design);
            let _ = apply(&mut design, &command);
        }
        for (from, to) in [(&start, &design), (&design, &start)] {
            let mut replayed = from.clone();
            for command in diff(from, to) {
                if let Err(error) = apply(&mut replayed, &command) {
                    panic!("seed {seed}: {command:?}: {error}");
                }
            }
            assert_eq!(&replayed, to, "seed {seed}");
        }
        assert!(diff(&design, &design).is_empty());
    }
}

#[test]
fn pricing_after_an_edit_equals_pricing_anew() {
    let book = book();
    for seed in 0..10 {
        let mut survey = Survey::new(&generate(60, seed), &book);
        let mut estimate = Estimate::new(&survey);
        edits(seed, 120, |_, after, _| {
            let (next, dirty) = survey.update(after, &book);
            estimate = estimate.update(&next, &dirty);
            survey = next;
            assert_eq!(estimate, Estimate::new(&Survey::new(after, &book)));
        });
    }
}

#[test]
fn rubbish_is_refused_with_one_message() {
    let deep = "[".repeat(100_000);
    let twice = r#"{"format":"groundplan/1","format":"groundplan/1"}"#;
    let bad = [
        ("", "line 1, column 0"),
        ("{", "line 1"),
        ("nonsense", "line 1"),
        ("[]", "no Groundplan design"),
        ("{}", "no Groundplan design"),
        (r#"{"format":"groundplan/2"}"#, "newer"),
        (r#"{"format":7}"#, "no Groundplan design"),
        (twice, "stands twice"),
        (deep.as_str(), "recursion"),
        (r#"{"format":"groundplan/1","colour":1}"#, "colour"),
        (r#"{"format":"groundplan/1","settings":{"region":"moon-1"}}"#, "moon-1"),
        (r#"{"format":"groundplan/1","settings":{"budget":{"limit":-5}}}"#, "settings.budget.limit"),
        (r#"{"format":"groundplan/1","components":[{"id":"A","kind":"users"}]}"#, "components[0].id"),
        (r#"{"format":"groundplan/1","components":[{"id":"a","kind":"nothing"}]}"#, "components[0]"),
        (
            r#"{"format":"groundplan/1","components":[{"id":"a","kind":"users"},{"id":"a","kind":"users"}]}"#,
            "components[1]",
        ),
        (r#"{"format":"groundplan/1","components":[{"id":"a","kind":"users","parent":"b"}]}"#, "\"b\""),
        (r#"{"format":"groundplan/1","components":[{"id":"a","kind":"users","config":{"x":1}}]}"#, "x"),
        (
            r#"{"format":"groundplan/1","components":[{"id":"a","kind":"users","config":{"cidrs":[7]}}]}"#,
            "cidrs[0]",
        ),
        (r#"{"format":"groundplan/1","connections":[{"id":"a","from":"b","to":"c"}]}"#, "\"b\""),
    ];
    for (text, expected) in bad {
        let message = read(text).unwrap_err().to_string();
        assert!(message.contains(expected), "{:.60} gave {message}", text);
        assert!(message.lines().count() == 1 && message.len() < 600, "{message}");
    }
    let huge = "x".repeat(groundplan_core::design::MAX_BYTES + 1);
    assert!(read(&huge).unwrap_err().to_string().contains("bytes"));
}

#[test]
fn every_component_that_is_built_is_in_one_task_and_leaving_one_out_never_lengthens_the_plan() {
    let book = book();
    for seed in 0..12 {
        let mut design = generate(60, seed);
        let survey = Survey::new(&design, &book);
        let plan = WorkPlan::of(&survey);
        let mut covered = BTreeSet::new();
        for planned in &plan.tasks {
            assert!(!planned.task.title.is_empty());
            for it in &planned.task.covers {
                assert!(covered.insert(it.clone()), "{it} is in two tasks");
            }
        }
        for (id, component) in &design.components {
            let config = &component.config;
            let effort = config.build().effort().unwrap_or_else(|| Effort::of(config.meta().family));
            assert_eq!(effort.part != Part::Nothing, covered.contains(id), "{id}");
        }
        let sum: Decimal = plan.tasks.iter().map(|it| it.task.hours.0).sum();
        assert_eq!(plan.hours().0, sum);
        for task in plan.tasks.iter().step_by(7) {
            let off = Task { off: true, ..Task::new(task.task.id.clone()) };
            Arc::make_mut(&mut design.settings).work = vec![off];
            let fewer = WorkPlan::of(&Survey::new(&design, &book));
            assert_eq!(fewer.tasks.len() + 1, plan.tasks.len());
            assert!(fewer.length_hours <= plan.length_hours && fewer.all_hours <= plan.all_hours);
        }
    }
}
