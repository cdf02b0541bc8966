//! `deploy.sh` and the parameter files: how the stacks are built one behind the other.
//!
//! What a stack needs of those before it is passed on as parameters by the script, and not by exports:
//! certificates of CloudFront are built in us-east-1, where no other region's exports reach, and a value
//! that is exported can't change while another stack uses it.

use std::collections::BTreeMap;

use crate::{
    base::print_json,
    design::Design,
    vocab::{Command, Target, shell_word},
};

use super::{
    super::Source,
    layout::STACKS,
    template::{Origin, Parameter, Question, Template},
};

/// The name of the parameters of a design without environments.
const BASE: &str = "base";

/// What is deployed: the base, or one of the environments.
pub(super) struct Deployment {
    /// The name of its parameter file.
    pub(super) name: String,
    /// The stem of all names.
    pub(super) project: String,
    /// Its region's code.
    pub(super) region: String,
    /// How many of its edits no parameter can say.
    pub(super) n_further: usize,
}

/// What can be deployed: each environment of the design, else the base.
pub(super) fn deployments(design: &Design) -> Vec<Deployment> {
    let of = |name: &str, design: &Design, n_further: usize| Deployment {
        name: name.to_owned(),
        project: design.settings.project.to_string(),
        region: design.settings.region.code().to_owned(),
        n_further,
    };
    let of_environments = design.settings.environments.iter().filter_map(|it| {
        let n_further = it.commands.iter().filter(|it| !is_said(it)).count();
        Some(of(it.id.as_str(), &design.environment(Some(it.id.as_str())).ok()?, n_further))
    });
    let all: Vec<Deployment> = of_environments.collect();
    if all.is_empty() { vec![of(BASE, design, 0)] } else { all }
}

/// Whether an edit of an environment is said by its parameters, or changes nothing that is built.
fn is_said(command: &Command) -> bool {
    match command {
        Command::Set { on: Target::Design, field, .. } => field != "tags" && !field.starts_with("tags."),
        Command::Place { .. } | Command::Annotate { .. } | Command::SwitchLine { .. } => true,
        _ => false,
    }
}

/// All parameters that whoever deploys may set.
pub(super) fn parameters(templates: &[Template]) -> BTreeMap<&str, &Parameter> {
    let all = templates.iter().flat_map(|it| &it.parameters);
    all.filter(|(_, it)| it.from == Origin::File).map(|(name, it)| (name.as_str(), it)).collect()
}

/// The parameter files by name: what has no default is empty, and `deploy.sh` asks for it.
pub(super) fn parameter_files(source: &Source<'_>, templates: &[Template]) -> Vec<(String, String)> {
    let parameters = parameters(templates);
    let entry =
        |name: &str, value: &str| serde_json::json!({ "ParameterKey": name, "ParameterValue": value });
    let file = |it: Deployment| {
        let mut entries = vec![entry("ProjectName", &it.project)];
        for (name, parameter) in parameters.iter().filter(|(name, _)| **name != "ProjectName") {
            match parameter.default.as_deref() {
                // What may be empty is left to its default.
                Some("") => {}
                default => entries.push(entry(name, default.unwrap_or_default())),
            }
        }
        (it.name, print_json(&entries))
    };
    deployments(source.design()).into_iter().map(file).collect()
}

/// Tags of all stacks, which CloudFormation puts on what they hold. A key with an equals sign can't be
/// said on the command line.
fn tags(source: &Source<'_>) -> Vec<String> {
    let own = &source.design().settings.tags;
    let is_own = |key: &str| own.keys().any(|it| it.eq_ignore_ascii_case(key));
    let mut tags = Vec::new();
    if !is_own("project") {
        tags.push("\"project=$project\"".to_owned());
    }
    if !is_own("managed-by") {
        tags.push("managed-by=cloudformation".to_owned());
    }
    let said = own.iter().filter(|(key, _)| !key.contains('='));
    tags.extend(said.map(|(key, value)| shell_word(&format!("{key}={value}"))));
    tags
}

/// The script.
pub(super) fn script(source: &Source<'_>, templates: &[Template]) -> String {
    let deployments = deployments(source.design());
    let built = STACKS.iter().zip(templates).filter(|it| !it.1.resources.is_empty());
    let asking: Vec<String> =
        built.clone().filter(|it| !it.1.questions.is_empty()).map(|it| asking(it.0.name, it.1)).collect();
    let ask = if asking.is_empty() { "" } else { ASK };
    let stacks: Vec<String> =
        built.map(|it| format!("{}{}", it.0.name, if it.0.edge { ":us-east-1" } else { "" })).collect();
    let regions: Vec<String> =
        deployments.iter().map(|it| format!("    {}) echo {} ;;\n", it.name, it.region)).collect();
    let names: Vec<&str> = deployments.iter().map(|it| it.name.as_str()).collect();
    let first = deployments.first().map_or(BASE, |it| it.name.as_str());
    // Tags come last: they are the user's text, in which nothing is filled in any more.
    SCRIPT
        .replace("@first@", first)
        .replace("@names@", &names.join(", "))
        .replace("@stacks@", &stacks.join(" "))
        .replace("@ask@", ask)
        .replace("@asking@", &asking.concat())
        .replace("@regions@", &regions.concat())
        .replace("@tags@", &tags(source).join("\n  "))
}

/// The lines that ask AWS for what one stack doesn't tell.
fn asking(stack: &str, template: &Template) -> String {
    let lines = template.questions.iter().map(|(name, it)| {
        let Question { output, words } = it;
        format!("    ask {name} {output} \"$where\" {words}\n")
    });
    format!("  if [ \"$stack\" = {stack} ]; then\n{}  fi\n", lines.collect::<String>())
}

const ASK: &str = r#"# Asks AWS for what CloudFormation doesn't tell: the parameter that wants it, the output that names the
# resource, the region, and the command.
ask() {
  local parameter=$1 output=$2 where=$3 told answer
  shift 3
  for told in "${overrides[@]}"; do
    if [ "${told%%=*}" = "$output" ]; then
      answer=$(aws "$@" "${told#*=}" --region "$where" --output text)
      overrides+=("$parameter=$answer")
    fi
  done
}

"#;

const SCRIPT: &str = r#"#!/usr/bin/env bash
# Builds the stacks one behind the other, and passes on what each tells to those behind it.
# It stops at the first error; what is built by then stays, and the next run goes on from there.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat << 'EOF'
Usage: ./deploy.sh [--environment NAME] [--region REGION] [--s3-bucket NAME] [--plan]

  --environment NAME  whose parameters: one of @names@ (default: @first@)
  --region REGION     another region than that of the design
  --s3-bucket NAME    a bucket for templates; one of more than 51,200 bytes goes no other way
  --plan              makes change sets and changes nothing; ends where a stack needs one that is not there yet
EOF
}

# The stacks in their order; those of CloudFront stand in us-east-1.
stacks=(@stacks@)

region_of() {
  case "$1" in
@regions@    *) return 1 ;;
  esac
}

environment=@first@
region=""
bucket=""
plan=no
while [ $# -gt 0 ]; do
  case "$1" in
    --environment) environment=${2:?--environment wants a name} && shift 2 ;;
    --region) region=${2:?--region wants a code} && shift 2 ;;
    --s3-bucket) bucket=${2:?--s3-bucket wants a name} && shift 2 ;;
    --plan) plan=yes && shift ;;
    --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

parameters="parameters/$environment.json"
if ! default_region=$(region_of "$environment") || [ ! -f "$parameters" ]; then
  echo "There is no environment $environment: it is one of @names@." >&2
  exit 2
fi
region=${region:-$default_region}
for tool in aws jq; do
  if ! command -v "$tool" > /dev/null; then
    echo "$tool is missing." >&2
    exit 2
  fi
done

empty=$(jq --raw-output '.[] | select(.ParameterValue == "") | .ParameterKey' "$parameters")
if [ -n "$empty" ]; then
  echo "Fill these in, in $parameters; the README says what they are for:" >&2
  echo "$empty" >&2
  exit 2
fi
settings=$(jq --raw-output '.[] | "\(.ParameterKey)=\(.ParameterValue)"' "$parameters")
project=$(jq --raw-output '.[] | select(.ParameterKey == "ProjectName") | .ParameterValue' "$parameters")
mapfile -t overrides <<< "$settings"
overrides+=("MainRegion=$region")
# Tags are plain text: nothing in single quotes is meant to be worked out.
# shellcheck disable=SC2016
tags=(
  @tags@
)

# Adds the outputs of a stack to what the stacks behind it are told.
remember() {
  local told lines
  if ! told=$(aws cloudformation describe-stacks --stack-name "$1" --region "$2" --output json); then
    if [ "$plan" = yes ]; then
      echo "$1 is not there yet, so there is no plan for what stands behind it." >&2
      exit 0
    fi
    return 1
  fi
  lines=$(jq --raw-output '.Stacks[0].Outputs // [] | .[] | "\(.OutputKey)=\(.OutputValue)"' <<< "$told")
  if [ -n "$lines" ]; then
    mapfile -t -O "${#overrides[@]}" overrides <<< "$lines"
  fi
}

@ask@for entry in "${stacks[@]}"; do
  stack=${entry%%:*}
  where=$region
  if [ "$stack" != "$entry" ]; then
    where=${entry#*:}
  fi
  name="$project-$stack"
  options=(
    --stack-name "$name"
    --region "$where"
    --template-file "templates/$stack.yaml"
    --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND
    --no-fail-on-empty-changeset
    --parameter-overrides "${overrides[@]}"
    --tags "${tags[@]}"
  )
  if [ -n "$bucket" ]; then
    options+=(--s3-bucket "$bucket" --s3-prefix "$project")
  fi
  if [ "$plan" = yes ]; then
    options+=(--no-execute-changeset)
  fi
  echo "== $name in $where"
  aws cloudformation deploy "${options[@]}"
  remember "$name" "$where"
@asking@done
"#;
