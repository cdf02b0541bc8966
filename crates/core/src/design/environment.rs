//! Environments: one topology built several times, such as dev and prod.
//!
//! An environment is a list of commands over the design, the base; so what they share is said once, and
//! what differs is what the list says.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    base::Address,
    prices::Region,
    vocab::{Command, Target},
};

use super::{Change, Design, EditError, apply_all, diff};

/// One of the stacks that are built from a design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// The id on the command line and in hooks.
    pub id: Address,
    /// What it is for, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 120))]
    pub title: String,
    /// The edits that lead from the base to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
}

impl Environment {
    /// A new environment of a design. Its resources have names of their own, so that both can stand in
    /// one account.
    #[must_use]
    pub fn of(design: &Design, id: Address) -> Self {
        let project = Address::slugify(&format!("{}-{id}", design.settings.project));
        let name =
            Command::Set { on: Target::Design, field: "project".to_owned(), value: project.as_str().into() };
        Self { id, title: String::new(), commands: vec![name] }
    }

    /// The region that it is built in, where that is another than the base's.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.commands.iter().rev().find_map(|it| match it {
            Command::Set { on: Target::Design, field, value } if field == "region" => {
                Region::new(value.as_str()?).ok()
            }
            _ => None,
        })
    }

    /// What it is called: its title, else its id.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() { self.id.as_str() } else { &self.title }
    }
}

/// Why a design has no such environment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnvironmentError {
    /// It is not in the list.
    #[error("there is no environment {wanted:?}; the design has {there}")]
    Missing {
        /// The id that was asked for.
        wanted: String,
        /// The ids there are, or `none`.
        there: String,
    },
    /// One of its edits is refused.
    #[error("environment {environment}, edit {number}: {error}")]
    Edit {
        /// Which environment.
        environment: Address,
        /// Which of its edits, from 1.
        number: usize,
        /// Why.
        error: EditError,
    },
}

impl Design {
    /// The design of an environment, which stands for itself: it has no environments of its own. For
    /// none, the design as it is.
    ///
    /// # Errors
    /// When there is no such environment, or one of its edits is refused.
    pub fn environment(&self, wanted: Option<&str>) -> Result<Self, EnvironmentError> {
        let Some(wanted) = wanted else { return Ok(self.clone()) };
        let environment = self.find_environment(wanted)?;
        let mut design = self.without_environments();
        Arc::make_mut(&mut design.settings).claims.retain(|it| it.is_about(&environment.id));
        apply_all(&mut design, &environment.commands).map_err(|(idx, error)| EnvironmentError::Edit {
            environment: environment.id.clone(),
            number: idx + 1,
            error,
        })?;
        Ok(design)
    }

    /// The base alone.
    #[must_use]
    pub fn without_environments(&self) -> Self {
        let mut settings = self.settings.as_ref().clone();
        settings.environments.clear();
        Self { settings: Arc::new(settings), ..self.clone() }
    }

    /// The change that makes an environment of this design come out as `wanted`: its list becomes the
    /// difference from the base.
    ///
    /// # Errors
    /// When there is no such environment.
    pub fn set_environment(&self, id: &str, wanted: &Self) -> Result<Change, EnvironmentError> {
        let id = self.find_environment(id)?.id.clone();
        let mut settings = self.settings.as_ref().clone();
        // Claims stand in the design itself, each with the environment that it is about.
        let (seen, rest): (Vec<_>, Vec<_>) = settings.claims.iter().cloned().partition(|it| it.is_about(&id));
        if seen != wanted.settings.claims {
            settings.claims = [wanted.settings.claims.clone(), rest].concat();
        }
        let mut wanted = wanted.without_environments();
        Arc::make_mut(&mut wanted.settings).claims.clone_from(&self.settings.claims);
        let commands = diff(&self.without_environments(), &wanted);
        for it in settings.environments.iter_mut().filter(|it| it.id == id) {
            it.commands.clone_from(&commands);
        }
        Ok(Change::of_settings(self, settings))
    }

    fn find_environment(&self, wanted: &str) -> Result<&Environment, EnvironmentError> {
        let all = &self.settings.environments;
        all.iter().find(|it| it.id.as_str() == wanted).ok_or_else(|| {
            let there: Vec<&str> = all.iter().map(|it| it.id.as_str()).collect();
            EnvironmentError::Missing {
                wanted: wanted.chars().take(60).collect(),
                there: if there.is_empty() { "none".to_owned() } else { there.join(", ") },
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(field: &str, value: serde_json::Value) -> Command {
        Command::Set { on: Target::Design, field: field.to_owned(), value }
    }

    fn design() -> Design {
        let mut design = Design::default();
        let environment = |id: &str, limit: u32| {
            let commands = [set("project", json!(format!("shop-{id}"))), set("budget.limit", json!(limit))];
            json!({ "id": id, "title": id.to_uppercase(), "commands": commands })
        };
        let all = json!([environment("dev", 160), environment("prod", 800)]);
        apply_all(&mut design, &[set("environments", all)]).unwrap();
        design
    }

    #[test]
    fn an_environment_is_the_base_with_its_edits_and_stands_for_itself() {
        let design = design();
        assert_eq!(design.environment(None), Ok(design.clone()));
        let prod = design.environment(Some("prod")).unwrap();
        assert_eq!(prod.settings.project.as_str(), "shop-prod");
        assert!(prod.settings.environments.is_empty());
        let error = design.environment(Some("test")).unwrap_err();
        assert_eq!(error.to_string(), "there is no environment \"test\"; the design has dev, prod");
    }

    #[test]
    fn what_is_edited_in_an_environment_is_what_comes_out_of_it() {
        let mut design = design();
        let before = design.clone();
        let mut prod = design.environment(Some("prod")).unwrap();
        apply_all(&mut prod, &[set("free_tiers", json!(false))]).unwrap();
        let change = design.set_environment("prod", &prod).unwrap();
        change.apply(&mut design);
        assert_eq!(design.environment(Some("prod")), Ok(prod));
        assert_eq!(design.environment(Some("dev")), before.environment(Some("dev")));
        change.inverse().apply(&mut design);
        assert_eq!(design, before);
    }

    #[test]
    fn a_claim_is_seen_where_it_is_about_and_edited_in_the_design() {
        let mut design = design();
        let claim = |id: &str, of: Option<&str>| {
            let stated = json!({ "low": 1, "expected": 1, "high": 1 });
            json!({ "id": id, "title": id, "stated": stated, "of": "monthly_total", "environment": of })
        };
        let all = json!([claim("a", Some("dev")), claim("b", Some("prod")), claim("c", None)]);
        apply_all(&mut design, &[set("claims", all)]).unwrap();
        let ids = |it: &Design| it.settings.claims.iter().map(|it| it.id.to_string()).collect::<String>();
        let mut prod = design.environment(Some("prod")).unwrap();
        assert_eq!(ids(&prod), "bc");
        let before = design.clone();
        design.set_environment("prod", &prod).unwrap().apply(&mut design);
        assert_eq!(design.settings.claims, before.settings.claims);
        apply_all(&mut prod, &[set("claims", json!([claim("c", None)]))]).unwrap();
        design.set_environment("prod", &prod).unwrap().apply(&mut design);
        assert_eq!(ids(&design), "ca");
        assert_eq!(design.environment(Some("prod")), Ok(prod));
    }

    #[test]
    fn taking_the_environments_out_is_an_edit() {
        let design = design();
        let base = design.without_environments();
        let mut edited = design.clone();
        apply_all(&mut edited, &diff(&design, &base)).unwrap();
        assert_eq!(edited, base);
    }

    #[test]
    fn an_edit_that_does_not_fit_the_base_is_named() {
        let mut design = design();
        let gone = json!([{ "id": "dev", "commands": [{ "remove": "cache" }] }]);
        apply_all(&mut design, &[set("environments", gone)]).unwrap();
        let error = design.environment(Some("dev")).unwrap_err();
        assert_eq!(error.to_string(), "environment dev, edit 1: there is no component \"cache\"");
    }
}
