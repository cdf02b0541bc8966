//! `guardrail`.
//!
//! *What it checks:* what the owner of the design forbade or capped. A guardrail belongs to a stage:
//! the base has all of them, and a step of the plan lifts those that it names.
//! *Why it matters:* it is the design's own rule.

use crate::{
    design::{Guardrail, Limit},
    vocab::{Anchor, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let design = review.survey.design();
    for guardrail in &design.settings.guardrails {
        match &guardrail.limit {
            Limit::Forbid(kinds) => {
                for (id, component) in &design.components {
                    if kinds.iter().any(|it| it == component.config.kind().word()) {
                        out.push(broken(guardrail, about(id, None), format!("{} is one", component.name)));
                    }
                }
            }
            Limit::AtMost { kind, count } => {
                let of_kind: Vec<_> =
                    design.components.iter().filter(|(_, it)| it.config.kind().word() == kind).collect();
                if let Some((id, _)) = of_kind.get(*count as usize) {
                    out.push(broken(guardrail, about(id, None), format!("there are {}", of_kind.len())));
                }
            }
            Limit::Require { kind, field, values } => {
                for (id, component) in &design.components {
                    if component.config.kind().word() != kind {
                        continue;
                    }
                    let json = component.config.to_json();
                    let value = json.pointer(&format!("/{}", field.replace('.', "/")));
                    let Some(value) = value else { continue };
                    if !values.contains(value) {
                        let message =
                            format!("{} of {} is {}", field.replace('_', " "), component.name, plain(value));
                        out.push(broken(guardrail, about(id, Some(field)), message));
                    }
                }
            }
        }
    }
}

fn broken(guardrail: &Guardrail, anchor: Anchor, message: String) -> Finding {
    Finding::new(
        "guardrail",
        Severity::Error,
        anchor,
        format!("{}: {message}", guardrail.title),
        "The design sets this rule for the stage it is in",
    )
    .hint("take the change back, or take the step of the plan that lifts the rule")
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
