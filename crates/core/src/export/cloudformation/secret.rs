//! Passwords that are drawn at the first deployment. Terraform draws one and writes it into a secret;
//! CloudFormation lets the secret draw it, and whoever needs it looks it up there.

use crate::resource::Value;

use super::{
    expression::{Expression, Piece},
    layout::argument,
    printer::{Printer, UNKNOWN},
    property::{Properties, Property},
    shape::{entries, unwrapped},
    table::Rule,
};

/// What Terraform draws a password by.
pub(super) const DRAWN: &str = "aws_secretsmanager_random_password";

/// What holds one.
const VERSION: &str = "aws_secretsmanager_secret_version";

impl Printer<'_> {
    /// A secret's content with a password in it: what stands beside the password, what it is called, and
    /// how it is drawn.
    pub(super) fn draw(
        &mut self,
        value: &Value,
        to: &str,
        rules: &'static [Rule],
        properties: &mut Properties,
    ) {
        let Some(content) = entries(unwrapped(value)) else { return self.lack("secret_string", UNKNOWN) };
        let drawn = content.iter().find_map(|(name, it)| Some((name, label_of(it)?)));
        let data = drawn.and_then(|(_, label)| self.graph.data.get(&(DRAWN, label.to_owned())));
        let (Some((key, _)), Some(data)) = (drawn, data) else {
            return self.lack("secret_string", UNKNOWN);
        };
        let rest = content.iter().filter(|it| it.0 != *key).cloned().collect();
        let template = self.text(&Value::Map(rest)).into_yaml();
        let mut object = Properties::default();
        object.put("SecretStringTemplate", Property::Done(template));
        object.put("GenerateStringKey", Property::Done(key.clone().into()));
        self.apply(rules, &data.arguments, "", &mut object, &mut Vec::new());
        properties.put(to, Property::Object(object));
    }

    /// A password that was drawn, as CloudFormation looks it up in its secret.
    pub(super) fn drawn(&mut self, label: &str) -> Expression {
        let graph = self.graph;
        let found = graph.resources.iter().filter(|it| it.resource_type == VERSION).find_map(|version| {
            let content = entries(unwrapped(argument(version, "secret_string")?))?;
            let (key, _) = content.iter().find(|it| label_of(&it.1) == Some(label))?;
            Some((key, argument(version, "secret_id")?))
        });
        let Some((key, secret)) = found else { return self.unknown(&format!("data.{DRAWN}.{label}")) };
        let mut pieces = vec![Piece::Plain("{{resolve:secretsmanager:".to_owned())];
        pieces.extend(self.expression(secret).into_pieces());
        pieces.push(Piece::Plain(format!(":SecretString:{key}}}}}")));
        Expression::Sub(pieces)
    }
}

/// The label of the password that a value is.
fn label_of(value: &Value) -> Option<&str> {
    if let Value::Data(DRAWN, label, "random_password") = value { Some(label) } else { None }
}
