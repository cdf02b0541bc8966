//! HCL read back by a parser of it.

use ::hcl::eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType};
use proptest::{collection, prelude::*};

use super::*;
use crate::export::{hostile::hostile, text::is_unprintable};

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
