//! Text and names as HCL takes them: literals, templates, keys, identifiers.

use std::fmt::Write as _;

use crate::{export::text::is_unprintable, resource::Value};

use super::{indent, inline};

/// A piece of a template.
#[derive(Clone)]
pub(super) enum Piece {
    Plain(String),
    Value(String),
}

/// The parts of a template, those of templates inside it included, plain text joined.
pub(super) fn pieces(parts: &[Value]) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for part in parts {
        let new = match part {
            Value::Text(text) => vec![Piece::Plain(text.clone())],
            Value::Number(_) | Value::Bool(_) => vec![Piece::Plain(inline(part))],
            Value::Template(parts) => pieces(parts),
            value => vec![Piece::Value(inline(value))],
        };
        for piece in new {
            match (all.last_mut(), piece) {
                (_, Piece::Plain(text)) if text.is_empty() => {}
                (Some(Piece::Plain(before)), Piece::Plain(text)) => before.push_str(&text),
                (_, piece) => all.push(piece),
            }
        }
    }
    all
}

/// A template, a line of text for each line of code when it has several.
pub(super) fn lines(pieces: &[Piece], depth: usize) -> String {
    let mut lines = vec![Vec::new()];
    for piece in pieces {
        match piece {
            Piece::Plain(text) => {
                for (idx, part) in text.split('\n').enumerate() {
                    if idx > 0 {
                        lines.push(Vec::new());
                    }
                    if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                        line.push(Piece::Plain(part.to_owned()));
                    }
                }
            }
            value => lines.last_mut().into_iter().for_each(|it| it.push(value.clone())),
        }
    }
    if lines.len() < 3 {
        return template(pieces);
    }
    let mut out = String::from("join(\"\\n\", [\n");
    for line in lines {
        indent(depth + 1, &mut out);
        let _ = writeln!(out, "{},", template(&line));
    }
    indent(depth, &mut out);
    out.push_str("])");
    out
}

/// Text with values in it. A lone value needs no template around it, and `fmt` would take it off.
pub(super) fn template(pieces: &[Piece]) -> String {
    if let [Piece::Value(lone)] = pieces {
        return lone.clone();
    }
    let mut out = String::from("\"");
    for (idx, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Plain(text) if idx + 1 < pieces.len() => out.push_str(&escaped_before_value(text)),
            Piece::Plain(text) => out.push_str(&escaped(text)),
            Piece::Value(value) => {
                let _ = write!(out, "${{{value}}}");
            }
        }
    }
    out.push('"');
    out
}

/// Text as a quoted literal: nothing in it is a template, an escape or the end.
pub(in crate::export) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut rest = text;
    while let Some(it) = rest.chars().next() {
        let length = match it {
            '$' | '%' => rest.find(|next| !is_sign(next)).unwrap_or(rest.len()),
            it => it.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `$${` stands for `${`.
            '$' | '%' if after.starts_with('{') && length == 1 => out.extend([it, it]),
            '$' | '%' if after.starts_with('{') => out.push_str(&apart(piece)),
            it if is_unprintable(it) => unicode(it, &mut out),
            _ => out.push_str(piece),
        }
        rest = after;
    }
    out
}

/// Text in front of a `${…}` of ours: a dollar at its end would turn that into text.
fn escaped_before_value(text: &str) -> String {
    let start = text.trim_end_matches(is_sign);
    let signs = text.get(start.len()..).unwrap_or_default();
    if signs.ends_with('$') { escaped(start) + &apart(signs) } else { escaped(text) }
}

/// Whether it starts a template when a brace follows.
const fn is_sign(it: char) -> bool {
    matches!(it, '$' | '%')
}

/// Dollars or per cent signs as a value of their own, so that they join nothing behind them.
fn apart(signs: &str) -> String {
    format!("${{\"{signs}\"}}")
}

fn unicode(it: char, out: &mut String) {
    let code = u32::from(it);
    let _ = if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
}

/// A key of an object: plain where it can be, else quoted, in ASCII so that columns stay columns.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) && !matches!(name, "for" | "if" | "in" | "null" | "true" | "false") {
        return name.to_owned();
    }
    let mut out = String::new();
    for it in quoted(name).chars() {
        if it.is_ascii() { out.push(it) } else { unicode(it, &mut out) }
    }
    out
}

/// A name as an identifier. Labels come from addresses and are identifiers already; anything else
/// loses what can't stand in one.
pub(in crate::export) fn identifier(name: &str) -> String {
    if is_identifier(name) {
        return name.to_owned();
    }
    let plain: String = name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
    if plain.starts_with(|it: char| it.is_ascii_alphabetic()) { plain } else { format!("_{plain}") }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '-')
}
