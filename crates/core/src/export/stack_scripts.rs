//! The scripts that lie beside a Compose file: `stack.sh`, `fetch-secrets.sh` and `measure.sh`.
//!
//! They hold names that come from addresses, and commands of ours as quoted words; nothing that a
//! user wrote. `@project@`, `@host@` and the like in the texts below are filled in here.

use std::fmt::Write as _;

use crate::{
    blueprint::{HostStack, StackSecret, secret_variable},
    vocab::shell_word,
};

/// `stack.sh`: the one way to run a stack, at start, at a deployment, and by hand.
pub(super) fn stack_script(project: &str, stack: &HostStack) -> String {
    let jobs: Vec<&str> = stack.jobs().map(|it| it.name.as_str()).collect();
    let is_built = stack.services.iter().any(|it| it.container.repository.is_some());
    let migrates = is_built && !jobs.is_empty();
    let release = if is_built {
        "brings out the images of this commit and waits until they are healthy"
    } else {
        "brings the stack up to its files and waits until it is healthy"
    };
    let mut verbs = vec![("up", "starts what was released last"), ("release TAG", release)];
    if migrates {
        verbs.push(("migrate TAG", "runs the one-shot jobs of this commit"));
    }
    verbs.push(("compose ...", "docker compose with all that it has to know"));

    let mut usage = String::new();
    for (verb, what) in &verbs {
        let _ = writeln!(usage, "#   stack.sh {verb:<12} {what}");
    }
    let mut out = HEAD
        .replace("@usage@", usage.trim_end())
        .replace("@parameter@", &stack.parameter(project))
        .replace("@project@", project)
        .replace("@host@", stack.host.as_str());
    let fetches = !stack.secrets.is_empty();
    out.push_str(if fetches { PREPARE_SECRETS } else { PREPARE });
    out.push_str(BRING_UP);
    out.push_str(if is_built { RELEASE_IMAGES } else { RELEASE_FILES });
    if migrates {
        out.push_str(MIGRATE_HEAD);
        for job in &jobs {
            let _ = writeln!(out, "  docker compose pull --quiet {job}");
            let _ = writeln!(out, "  docker compose run --rm --no-TTY {job}");
        }
        out.push_str("  save \"$released\" \"$JOB_TAG\"\n}\n");
    }
    out.push_str("\ncase ${1:-} in\n  up) up ;;\n  release) check_tag \"${2:-}\"; release \"$2\" ;;\n");
    if migrates {
        out.push_str("  migrate) check_tag \"${2:-}\"; migrate \"$2\" ;;\n");
    }
    let verbs: Vec<&str> = verbs.iter().map(|it| it.0).collect();
    let _ = write!(
        out,
        "  compose) shift; prepare; docker compose \"$@\" ;;\n  *) echo \"usage: stack.sh {}\" >&2; exit 2 ;;\nesac\n",
        verbs.join(" | ")
    );
    out
}

/// `fetch-secrets.sh`: reads the secrets of a stack into a file that only its owner can read.
pub(super) fn fetch_secrets(stack: &HostStack) -> String {
    let mut out = FETCH.replace("@host@", stack.host.as_str());
    if stack.secrets.iter().flat_map(|it| &it.fills).any(|it| it.field.is_some()) {
        out.push_str(FIELD);
    }
    for secret in &stack.secrets {
        let _ = write!(out, "\n# {}\n{}", secret.component, fetch(secret));
    }
    out.push_str("\nmv \"$new\" \"$file\"\ntrap - EXIT\n");
    out
}

fn fetch(secret: &StackSecret) -> String {
    let mut out = format!("value=$(secret \"${}\")\n", secret.arn_variable);
    for fill in &secret.fills {
        let variable = secret_variable(&fill.variable);
        let _ = match &fill.field {
            None => writeln!(out, "keep {variable} \"$value\""),
            Some(field) => {
                writeln!(out, "part=$(field {field} <<< \"$value\")\nkeep {variable} \"$part\"")
            }
        };
    }
    out
}

/// Whether a stack has figures that the host has to send.
pub(super) fn has_gauges(stack: &HostStack) -> bool {
    stack.services.iter().any(|it| !it.container.gauges.is_empty())
}

/// `measure.sh`: sends what CloudWatch does not see by itself.
pub(super) fn measure(project: &str, stack: &HostStack) -> String {
    let mut out = MEASURE.replace("@project@", project).replace("@host@", stack.host.as_str());
    for service in &stack.services {
        for gauge in &service.container.gauges {
            let dimensions: Vec<String> =
                gauge.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let words: Vec<String> = gauge.command.iter().map(|it| shell_word(it)).collect();
            let _ = writeln!(
                out,
                "\n# shellcheck disable=SC2016 # The container's shell is to expand it.\nsend {} {} {} {} \\\n  {}",
                shell_word(gauge.namespace),
                shell_word(gauge.name),
                shell_word(&dimensions.join(",")),
                service.name,
                words.join(" ")
            );
        }
    }
    out
}

const HEAD: &str = r#"#!/usr/bin/env bash
# Runs the stack on @host@. The unit @project@.service calls it at start, the pipeline at a deployment.
#
@usage@
set -euo pipefail
umask 077
cd "$(dirname "$(readlink -f "$0")")"

run=/run/@project@
install -d -m 700 "$run"

# One at a time: a restart must not meet a deployment.
lock() {
  exec 9> "$run/lock"
  flock 9
}

# Takes lines NAME=value as they are; nothing in them is run.
take() {
  local name value
  while IFS='=' read -r name value; do
    if [[ $name =~ ^[A-Z][A-Z0-9_]*$ ]]; then export "$name=$value"; fi
  done < "$1"
}

check_tag() {
  [[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || { echo "not a tag: $1" >&2; exit 2; }
}

# What the infrastructure knows, and what was released last. The last answer of Parameter Store
# serves while it gives none.
know() {
  local known
  if [[ -e release.env ]]; then take release.env; fi
  take host.env
  known=$(mktemp infrastructure.env.XXXXXX)
  if aws ssm get-parameter --region "$AWS_REGION" --name @parameter@ \
    --query Parameter.Value --output text > "$known"; then
    mv "$known" infrastructure.env
  else
    rm -f "$known"
  fi
  take infrastructure.env
}
"#;

const PREPARE: &str = r#"
prepare() {
  know
}
"#;

const PREPARE_SECRETS: &str = r#"
prepare() {
  know
  ./fetch-secrets.sh "$run/secrets"
  # shellcheck source=/dev/null
  source "$run/secrets"
}
"#;

const BRING_UP: &str = r#"
bring_up() {
  if ! docker compose up --detach --remove-orphans --wait --wait-timeout 900; then
    docker compose ps --all
    docker compose logs --no-color --tail 40 || true
    return 1
  fi
}
"#;

const RELEASE_IMAGES: &str = r#"
log_in() {
  aws ecr get-login-password --region "$AWS_REGION" |
    docker login --username AWS --password-stdin "${REGISTRY%%/*}"
}

# save IMAGE_TAG JOB_TAG
save() {
  printf 'IMAGE_TAG=%s\nJOB_TAG=%s\n' "$1" "$2" > release.env.new
  mv release.env.new release.env
}

up() {
  lock
  if ! grep -qs '^IMAGE_TAG=.' release.env; then
    echo "nothing was released yet: the first deployment starts the stack"
    return 0
  fi
  prepare
  log_in
  bring_up
}

# JOB_TAG stays where the last migration left it: a release of an older commit then runs no older
# job against a database that is ahead of it.
release() {
  lock
  prepare
  export IMAGE_TAG=$1 JOB_TAG=${JOB_TAG:-$1}
  log_in
  docker compose pull --quiet
  # From here on a restart brings up this version too.
  save "$IMAGE_TAG" "$JOB_TAG"
  bring_up
  docker image prune --all --force --filter until=168h > /dev/null
}
"#;

const RELEASE_FILES: &str = r#"
up() {
  lock
  prepare
  bring_up
}

release() {
  lock
  prepare
  echo "release $1"
  docker compose pull --quiet
  bring_up
}
"#;

const MIGRATE_HEAD: &str = r#"
migrate() {
  lock
  prepare
  local released=${IMAGE_TAG:-}
  # Compose wants every variable of the file, also of services that do not run here.
  export JOB_TAG=$1 IMAGE_TAG=${IMAGE_TAG:-$1}
  log_in
"#;

const FETCH: &str = r#"#!/usr/bin/env bash
# Writes the secrets of the stack on @host@ as shell variables into a file that only its owner can
# read. stack.sh calls it at every start, so a secret that was changed arrives with a restart.
# Usage: fetch-secrets.sh FILE, with the variables of the stack in the environment.
set -euo pipefail
umask 077

file=${1:?usage: fetch-secrets.sh FILE}
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT

secret() {
  aws secretsmanager get-secret-value --region "$AWS_REGION" --secret-id "$1" \
    --query SecretString --output text
}

# Quoted, so that whatever a secret holds stays a value.
keep() {
  printf 'export %s=%q\n' "$1" "$2" >> "$new"
}
"#;

const FIELD: &str = r#"
field() {
  jq -r --arg field "$1" '.[$field] // error("the secret has no field \($field)")'
}
"#;

const MEASURE: &str = r#"#!/usr/bin/env bash
# Sends to CloudWatch what it does not see by itself. The timer @project@-measure.timer on @host@ calls
# it every minute.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
region=$(sed -n 's/^AWS_REGION=//p' host.env)

# send NAMESPACE METRIC DIMENSIONS SERVICE COMMAND...
send() {
  local namespace=$1 metric=$2 dimensions=$3 service=$4 container value
  shift 4
  container=$(docker ps --quiet --filter label=com.docker.compose.project=@project@ \
    --filter "label=com.docker.compose.service=$service" | head -n 1)
  if [[ -z $container ]]; then
    echo "$service does not run" >&2
    return 0
  fi
  value=$(docker exec "$container" "$@")
  aws cloudwatch put-metric-data --region "$region" --namespace "$namespace" \
    --metric-name "$metric" --dimensions "$dimensions" --value "$value"
}
"#;
