//! HCL: values, blocks and text, laid out as `terraform fmt` lays them out.
//!
//! The only place where text enters Terraform's language. All of it goes through [`quoted`], which
//! leaves nothing that a template could run; here-documents are never written.

use std::fmt::Write as _;

use crate::resource::Value;

use super::text::{self, is_unprintable};

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

/// A piece of a template.
#[derive(Clone)]
enum Piece {
    Plain(String),
    Value(String),
}

/// The parts of a template, those of templates inside it included, plain text joined.
fn pieces(parts: &[Value]) -> Vec<Piece> {
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
fn lines(pieces: &[Piece], depth: usize) -> String {
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
fn template(pieces: &[Piece]) -> String {
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
pub(super) fn quoted(text: &str) -> String {
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
fn key(name: &str) -> String {
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
pub(super) fn identifier(name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use ::hcl::eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType};
    use proptest::{collection, prelude::*};

    use super::*;
    use crate::export::hostile::hostile;

    /// What Terraform makes of an expression in which `local.x` is `X`.
    fn evaluated(expression: &str) -> ::hcl::Value {
        let body = ::hcl::parse(&format!("value = {expression}\n")).unwrap();
        let mut context = Context::new();
        context.declare_var("local", ::hcl::value!({ "x" = "X" }));
        let join = FuncDef::builder().param(ParamType::String).param(ParamType::array_of(ParamType::String));
        context.declare_func("join", join.build(join_lines));
        let attributes: Vec<_> = body.attributes().collect();
        assert_eq!((attributes.len(), body.blocks().count()), (1, 0));
        attributes[0].expr().evaluate(&context).unwrap()
    }

    fn join_lines(args: FuncArgs) -> Result<::hcl::Value, String> {
        let lines = args[1].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
        Ok(lines.collect::<Vec<_>>().join(args[0].as_str().unwrap()).into())
    }

    proptest! {
        #[test]
        fn hostile_text_stays_text(text in hostile()) {
            let shown = quoted(&text);
            prop_assert!(!shown.contains(is_unprintable), "{}", shown);
            prop_assert_eq!(evaluated(&shown), ::hcl::Value::from(text));
        }

        #[test]
        fn hostile_text_around_a_value_stays_text(before in hostile(), after in hostile()) {
            let value = Value::template([Value::from(&before), Value::Local("x"), Value::from(&after)]);
            prop_assert_eq!(evaluated(&expression(&value, 0)), ::hcl::Value::from(format!("{before}X{after}")));
        }

        #[test]
        fn objects_and_lists_hold_hostile_text(texts in collection::vec((hostile(), hostile()), 0..5)) {
            let entries: std::collections::BTreeMap<String, String> = texts.into_iter().collect();
            let map = Value::map(entries.iter().map(|(key, text)| (key.as_str(), Value::from(text))));
            let want: ::hcl::Map<String, ::hcl::Value> =
                entries.iter().map(|(key, text)| (key.clone(), ::hcl::Value::from(text.as_str()))).collect();
            for text in [expression(&map, 1), inline(&map)] {
                prop_assert_eq!(evaluated(&text), ::hcl::Value::Object(want.clone()));
            }
            let list = Value::list(entries.values());
            let want: Vec<&str> = entries.values().map(String::as_str).collect();
            prop_assert_eq!(evaluated(&expression(&list, 1)), ::hcl::Value::from(want));
        }

        #[test]
        fn hostile_comments_hold_no_code(text in hostile()) {
            let mut out = String::new();
            comment(&text, &mut out);
            prop_assert_eq!(::hcl::parse(&out).unwrap().iter().count(), 0);
        }
    }

    fn check_body(arguments: &[(&str, Value)], want: &str) {
        let arguments: Vec<(String, Value)> =
            arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut out = String::new();
        block("b", &[], &items(&arguments), &mut out);
        assert_eq!(out, want);
    }

    #[test]
    fn arguments_form_columns_and_blocks_stand_apart() {
        check_body(
            &[
                ("name", Value::template([Value::Local("name"), Value::from("-x")])),
                ("subnet_id", Value::Element(Box::new(Value::reference("aws_subnet", "a", "[*].id")), 1)),
                ("policy", Value::json(Value::map([("aws:Sid", Value::from(1)), ("A", Value::from(true))]))),
                ("filter", Value::block::<&str>([])),
                ("rule", Value::block([("b", Value::List(Vec::new())), ("long", Value::Map(Vec::new()))])),
                ("last", Value::Name("aws_vpc.main".to_owned())),
            ],
            r#"b {
  name      = "${local.name}-x"
  subnet_id = aws_subnet.a[1].id

  policy = jsonencode({
    "aws:Sid" = 1
    A         = true
  })

  filter {}

  rule {
    b    = []
    long = {}
  }

  last = aws_vpc.main
}
"#,
        );
    }

    #[test]
    fn long_lists_and_lists_of_objects_take_a_line_for_each() {
        let long = Value::list(["a".repeat(50), "b".repeat(50)]);
        let objects = Value::List(vec![Value::map([("a", Value::from(1))])]);
        check_body(
            &[("long", long), ("objects", objects)],
            &format!(
                "b {{\n  long = [\n    {:?},\n    {:?},\n  ]\n\n  objects = [\n    {{\n      a = 1\n    }},\n  ]\n}}\n",
                "a".repeat(50),
                "b".repeat(50)
            ),
        );
    }

    #[test]
    fn elements_are_taken_before_the_splat_ends() {
        let element = |list, idx| inline(&Value::Element(Box::new(list), idx));
        assert_eq!(element(Value::list(["a", "b"]), 1), "\"b\"");
        assert_eq!(element(Value::list(["a"]), 1), "element([\"a\"], 1)");
        assert_eq!(element(Value::variable("zones"), 2), "var.zones[2]");
        assert_eq!(
            element(Value::Data("aws_availability_zones", "available".to_owned(), "names"), 0),
            "data.aws_availability_zones.available.names[0]"
        );
    }

    #[test]
    fn a_template_of_several_lines_takes_a_line_for_each() {
        let line = |name: &str| Value::template([Value::from(name), Value::Local("x"), Value::from("\n")]);
        let value = Value::template([line("a="), line("b=$")]);
        assert_eq!(
            expression(&value, 0),
            "join(\"\\n\", [\n  \"a=${local.x}\",\n  \"b=${\"$\"}${local.x}\",\n  \"\",\n])"
        );
        assert_eq!(inline(&value), "\"a=${local.x}\\nb=${\"$\"}${local.x}\\n\"");
    }

    #[test]
    fn a_lone_value_needs_no_template() {
        assert_eq!(inline(&Value::template([Value::from(""), Value::Local("x")])), "local.x");
        assert_eq!(inline(&Value::template([Value::from("$"), Value::Local("x")])), r#""${"$"}${local.x}""#);
    }
}
