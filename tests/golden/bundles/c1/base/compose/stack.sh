#!/usr/bin/env bash
# Runs the stack on app-host. The unit connexing-c1.service calls it at start, the pipeline at a deployment.
#
#   stack.sh up           starts what was released last
#   stack.sh release TAG  brings out the images of this commit and waits until they are healthy
#   stack.sh migrate TAG  runs the one-shot jobs of this commit
#   stack.sh compose ...  docker compose with all that it has to know
set -euo pipefail
umask 077
cd "$(dirname "$(readlink -f "$0")")"

run=/run/connexing-c1
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
  if aws ssm get-parameter --region "$AWS_REGION" --name /connexing-c1/app-host/environment \
    --query Parameter.Value --output text > "$known"; then
    mv "$known" infrastructure.env
  else
    rm -f "$known"
  fi
  take infrastructure.env
}

prepare() {
  know
  ./fetch-secrets.sh "$run/secrets"
  # shellcheck source=/dev/null
  source "$run/secrets"
}

bring_up() {
  if ! docker compose up --detach --remove-orphans --wait --wait-timeout 900; then
    docker compose ps --all
    docker compose logs --no-color --tail 40 || true
    return 1
  fi
}

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

migrate() {
  lock
  prepare
  local released=${IMAGE_TAG:-}
  # Compose wants every variable of the file, also of services that do not run here.
  export JOB_TAG=$1 IMAGE_TAG=${IMAGE_TAG:-$1}
  log_in
  docker compose pull --quiet migrations
  docker compose run --rm --no-TTY migrations
  save "$released" "$JOB_TAG"
}

case ${1:-} in
  up) up ;;
  release) check_tag "${2:-}"; release "$2" ;;
  migrate) check_tag "${2:-}"; migrate "$2" ;;
  compose) shift; prepare; docker compose "$@" ;;
  *) echo "usage: stack.sh up | release TAG | migrate TAG | compose ..." >&2; exit 2 ;;
esac
