//! HCL: values, blocks and text, laid out as `terraform fmt` lays them out.
//!
//! The only place where text enters Terraform's language. All of it goes through [`quoted`], which
//! leaves nothing that a template could run; here-documents are never written.

mod literal;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use crate::resource::Value;

pub(in crate::export) use literal::{identifier, quoted};

use literal::{key, lines, pieces, template};

use super::text;

/// The widest line of values that are kept together on one line.
const WIDTH: usize = 100;

/// A line of a block's body.
pub(super) enum Item<'a> {
    /// An argument.
    Argument(&'a str, &'a Value),
    /// An argument whose expression stands here already, such as a condition.
    Raw(&'a str, String),
    /// A nested block.
    Block(&'a str, Vec<Item<'a>>),
    /// A blank line.
    Gap,
}

/// The items of arguments and blocks.
pub(super) fn items(arguments: &[(String, Value)]) -> Vec<Item<'_>> {
    arguments
        .iter()
        .map(|(name, value)| match value {
            Value::Block(inner) => Item::Block(name, items(inner)),
            value => Item::Argument(name, value),
        })
        .collect()
}

/// A block at the top of a file: `resource "aws_vpc" "main" { … }`.
pub(super) fn block(kind: &str, labels: &[&str], items: &[Item<'_>], out: &mut String) {
    out.push_str(kind);
    for label in labels {
        let _ = write!(out, " {}", quoted(label));
    }
    if items.is_empty() {
        out.push_str(" {}\n");
        return;
    }
    out.push_str(" {\n");
    body(items, 1, out);
    out.push_str("}\n");
}

/// A comment above a block, wrapped.
pub(super) fn comment(text: &str, out: &mut String) {
    out.push_str(&text::comment(text, "# ", WIDTH - 10));
}

/// The body of a block: arguments on one line each form a column, everything longer stands apart.
fn body(items: &[Item<'_>], depth: usize, out: &mut String) {
    let mut column: Vec<(String, String)> = Vec::new();
    let mut written = false;
    for item in items {
        let (name, text) = match item {
            Item::Gap => {
                written |= flush(&mut column, depth, written, out);
                continue;
            }
            Item::Argument(name, value) => (identifier(name), expression(value, depth)),
            Item::Raw(name, text) => (identifier(name), text.clone()),
            Item::Block(name, inner) => {
                written |= flush(&mut column, depth, written, out);
                separate(written, out);
                written = true;
                indent(depth, out);
                out.push_str(&identifier(name));
                if inner.is_empty() {
                    out.push_str(" {}\n");
                } else {
                    out.push_str(" {\n");
                    body(inner, depth + 1, out);
                    indent(depth, out);
                    out.push_str("}\n");
                }
                continue;
            }
        };
        if text.contains('\n') {
            written |= flush(&mut column, depth, written, out);
            separate(written, out);
            written = true;
            indent(depth, out);
            let _ = writeln!(out, "{name} = {text}");
        } else {
            column.push((name, text));
        }
    }
    flush(&mut column, depth, written, out);
}

/// Writes a column of arguments; says whether there was one.
fn flush(column: &mut Vec<(String, String)>, depth: usize, written: bool, out: &mut String) -> bool {
    if column.is_empty() {
        return false;
    }
    separate(written, out);
    align(column, depth, out);
    column.clear();
    true
}

fn separate(written: bool, out: &mut String) {
    if written {
        out.push('\n');
    }
}

fn align(column: &[(String, String)], depth: usize, out: &mut String) {
    let width = column.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, text) in column {
        indent(depth, out);
        let _ = writeln!(out, "{name:width$} = {text}");
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// A value as an expression; its further lines, if any, are indented for this depth.
pub(super) fn expression(value: &Value, depth: usize) -> String {
    match value {
        Value::Json(inner) => format!("jsonencode({})", expression(inner, depth)),
        Value::Map(entries) | Value::Block(entries) if !entries.is_empty() => object(entries, depth),
        Value::List(values) if !values.is_empty() => list(values, depth),
        Value::Template(parts) => lines(&pieces(parts), depth),
        _ => inline(value),
    }
}

fn object(entries: &[(String, Value)], depth: usize) -> String {
    let mut out = String::from("{\n");
    let mut column = Vec::new();
    for (name, value) in entries {
        let (name, text) = (key(name), expression(value, depth + 1));
        if text.contains('\n') {
            align(&column, depth + 1, &mut out);
            column.clear();
            indent(depth + 1, &mut out);
            let _ = writeln!(out, "{name} = {text}");
        } else {
            column.push((name, text));
        }
    }
    align(&column, depth + 1, &mut out);
    indent(depth, &mut out);
    out.push('}');
    out
}

fn list(values: &[Value], depth: usize) -> String {
    let texts: Vec<String> = values.iter().map(|it| expression(it, depth + 1)).collect();
    let width: usize = texts.iter().map(|it| it.chars().count() + 2).sum();
    if width <= WIDTH - 20 && !texts.iter().any(|it| it.contains('\n')) {
        return format!("[{}]", texts.join(", "));
    }
    let mut out = String::from("[\n");
    for text in texts {
        indent(depth + 1, &mut out);
        let _ = writeln!(out, "{text},");
    }
    indent(depth, &mut out);
    out.push(']');
    out
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.normalize().to_string(),
        Value::Bool(value) => value.to_string(),
        Value::List(values) => {
            format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) | Value::Block(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) | Value::Block(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Reference(resource_type, label, attribute) => {
            format!("{resource_type}.{}{}", identifier(label), path(attribute))
        }
        Value::Data(data_type, label, attribute) => {
            format!("data.{data_type}.{}{}", identifier(label), path(attribute))
        }
        Value::Variable(name) => format!("var.{}", identifier(name)),
        Value::Local(name) => format!("local.{name}"),
        Value::Template(parts) => template(&pieces(parts)),
        Value::Json(inner) => format!("jsonencode({})", inline(inner)),
        Value::UserData(host) => format!("base64gzip(local.user_data_{})", host.label()),
        Value::Element(list, idx) => element(list, *idx),
        Value::Each => "each.value".to_owned(),
        Value::Name(name) => name.clone(),
    }
}

/// An attribute's path with what joins it to the label: `.id`, `[*].id`.
fn path(attribute: &str) -> String {
    if attribute.starts_with('[') { attribute.to_owned() } else { format!(".{attribute}") }
}

/// One element of a list value. An index behind a splat would apply to each of its elements, so it
/// takes the place of the star.
fn element(list: &Value, idx: usize) -> String {
    match list {
        Value::List(values) => match values.get(idx) {
            Some(value) => inline(value),
            None => format!("element({}, {idx})", inline(list)),
        },
        list => {
            let text = inline(list);
            match text.split_once("[*]") {
                Some((before, after)) if !after.contains("[*]") => format!("{before}[{idx}]{after}"),
                _ => format!("{text}[{idx}]"),
            }
        }
    }
}
