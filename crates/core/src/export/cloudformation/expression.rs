//! Expressions of CloudFormation's: references, attributes, and text with both in it.

use crate::export::yaml::{Map, Yaml};

/// A value that CloudFormation works out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// What `Ref` or `GetAtt` gives: `Vpc`, `Vpc.Arn`, `AWS::Region`.
    Hole(String),
    /// Text with others in it.
    Sub(Vec<Piece>),
    /// Anything else.
    Other(Yaml),
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Plain text.
    Plain(String),
    /// What `Ref` or `GetAtt` gives.
    Hole(String),
    /// Anything else.
    Other(Yaml),
}

impl Expression {
    /// Text in which `${…}` are holes, and `@` stands for a logical id. Ours, never a user's.
    pub(super) fn pattern(pattern: &str, logical_id: &str) -> Self {
        let mut pieces = Vec::new();
        for (idx, part) in pattern.split("${").enumerate() {
            match part.split_once('}').filter(|_| idx > 0) {
                Some((hole, rest)) => {
                    pieces.push(Piece::Hole(hole.replace('@', logical_id)));
                    pieces.push(Piece::Plain(rest.to_owned()));
                }
                None => pieces.push(Piece::Plain(part.to_owned())),
            }
        }
        Self::Sub(pieces)
    }

    /// As pieces of a longer text.
    pub(super) fn into_pieces(self) -> Vec<Piece> {
        match self {
            Self::Hole(hole) => vec![Piece::Hole(hole)],
            Self::Sub(pieces) => pieces,
            Self::Other(Yaml::Text(text)) => vec![Piece::Plain(text)],
            Self::Other(other) => vec![Piece::Other(other)],
        }
    }

    /// As it is printed.
    pub(super) fn into_yaml(self) -> Yaml {
        match self {
            Self::Hole(hole) => of_hole(hole),
            Self::Sub(pieces) => of_pieces(pieces),
            Self::Other(other) => other,
        }
    }
}

fn of_hole(hole: String) -> Yaml {
    // A pseudo parameter has colons, and an attribute a dot.
    let tag = if hole.contains('.') { "GetAtt" } else { "Ref" };
    Yaml::Tagged(tag, Box::new(Yaml::Text(hole)))
}

/// Text with holes: plain text where there are none, a lone hole without text around it.
fn of_pieces(pieces: Vec<Piece>) -> Yaml {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (_, Piece::Plain(text)) if text.is_empty() => {}
            (Some(Piece::Plain(before)), Piece::Plain(text)) => before.push_str(&text),
            (_, piece) => joined.push(piece),
        }
    }
    if joined.len() < 2 {
        return match joined.pop() {
            None => Yaml::Text(String::new()),
            Some(Piece::Plain(text)) => Yaml::Text(text),
            Some(Piece::Hole(hole)) => of_hole(hole),
            Some(Piece::Other(other)) => other,
        };
    }
    let (mut text, mut values, mut n_values) = (String::new(), Map::new(), 0);
    let mut value = |values: &mut Map, it: Yaml| {
        n_values += 1;
        let name = format!("Value{n_values}");
        *values = std::mem::take(values).with(name.clone(), it);
        format!("${{{name}}}")
    };
    for (idx, piece) in joined.iter().enumerate() {
        match piece {
            // A dollar sign at the end would join the brace of a hole behind it.
            Piece::Plain(plain) if escapes(plain) && !(plain.ends_with('$') && idx + 1 < joined.len()) => {
                text.push_str(&plain.replace("${", "${!"));
            }
            Piece::Plain(plain) => text.push_str(&value(&mut values, Yaml::Text(plain.clone()))),
            Piece::Hole(hole) => {
                text.push_str("${");
                text.push_str(hole);
                text.push('}');
            }
            Piece::Other(other) => text.push_str(&value(&mut values, other.clone())),
        }
    }
    // A block ends in one line break.
    let text =
        if text.ends_with('\n') && !text.ends_with("\n\n") { Yaml::Script(text) } else { Yaml::Text(text) };
    if n_values == 0 {
        return Yaml::Tagged("Sub", Box::new(text));
    }
    Yaml::Tagged("Sub", Box::new(Yaml::List(vec![text, values.into()])))
}

/// Whether `${!` in front of each opening brace gives the text back: each has an end, and something
/// in it. Other text stands as a value beside, which is never looked into.
fn escapes(text: &str) -> bool {
    text.split("${")
        .skip(1)
        .all(|it| it.split_once('}').is_some_and(|(inner, _)| !inner.is_empty() && !inner.contains("${")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::export::{hostile::hostile, yaml};

    fn printed(pieces: Vec<Piece>) -> String {
        yaml::print(&Map::new().with("value", of_pieces(pieces)))
    }

    fn plain(text: &str) -> Piece {
        Piece::Plain(text.to_owned())
    }

    #[test]
    fn text_becomes_a_template_only_where_something_is_filled_in() {
        let hole = || Piece::Hole("Vpc.Arn".to_owned());
        assert_eq!(printed(vec![plain("a ${b}")]), "value: \"a ${b}\"\n");
        assert_eq!(printed(vec![hole()]), "value: !GetAtt Vpc.Arn\n");
        assert_eq!(printed(vec![plain("a/"), hole()]), "value: !Sub \"a/${Vpc.Arn}\"\n");
        assert_eq!(printed(vec![plain("${b}/"), hole()]), "value: !Sub \"${!b}/${Vpc.Arn}\"\n");
    }

    #[test]
    fn what_no_escape_gives_back_stands_as_a_value_beside() {
        let hole = || Piece::Hole("Vpc".to_owned());
        for text in ["${", "${}", "a$", "${a${b}"] {
            let out = printed(vec![plain(text), hole()]);
            assert!(out.contains("${Value1}${Vpc}") && out.contains(&format!("Value1: \"{text}\"")), "{out}");
        }
    }

    /// What CloudFormation makes of a template: `${!x}` is `${x}`, and the rest is filled in.
    fn filled(sub: &str, values: &serde_json::Value) -> String {
        let (mut out, mut rest) = (String::new(), sub);
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').unwrap();
            out.push_str(before);
            match name.strip_prefix('!') {
                Some(text) => out.push_str(&format!("${{{text}}}")),
                None if name == "Vpc" => out.push_str("<vpc>"),
                None => out.push_str(values[name].as_str().unwrap()),
            }
            rest = after;
        }
        out + rest
    }

    proptest! {
        #[test]
        fn any_text_comes_out_as_itself(first in "[${}!a]{0,8}", second in hostile(), third in "[${}!a]{0,8}") {
            let hole = || Piece::Hole("Vpc".to_owned());
            let pieces = vec![plain(&first), hole(), plain(&second), hole(), plain(&third)];
            let Yaml::Tagged("Sub", value) = of_pieces(pieces) else { panic!("no template") };
            let (text, values) = match *value {
                Yaml::Text(text) | Yaml::Script(text) => (text, serde_json::Value::Null),
                Yaml::List(mut items) => {
                    let values = yaml::print(&Map::new().with("values", items.pop().unwrap()));
                    let values: serde_json::Value = serde_saphyr::from_str(&values).unwrap();
                    let (Yaml::Text(text) | Yaml::Script(text)) = items.remove(0) else { panic!("no text") };
                    (text, values["values"].clone())
                }
                other => panic!("{other:?}"),
            };
            prop_assert_eq!(filled(&text, &values), format!("{first}<vpc>{second}<vpc>{third}"));
        }
    }
}
