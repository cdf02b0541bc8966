#!/usr/bin/env bash
# Builds the stacks one behind the other, and passes on what each tells to those behind it.
# It stops at the first error; what is built by then stays, and the next run goes on from there.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat << 'EOF'
Usage: ./deploy.sh [--environment NAME] [--region REGION] [--s3-bucket NAME] [--plan]

  --environment NAME  whose parameters: one of base (default: base)
  --region REGION     another region than that of the design
  --s3-bucket NAME    a bucket for templates; one of more than 51,200 bytes goes no other way
  --plan              makes change sets and changes nothing; ends where a stack needs one that is not there yet
EOF
}

# The stacks in their order; those of CloudFront stand in us-east-1.
stacks=(vpc security dns edge:us-east-1 storage messaging database entry compute monitoring)

region_of() {
  case "$1" in
    base) echo us-east-1 ;;
    *) return 1 ;;
  esac
}

environment=base
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
  echo "There is no environment $environment: it is one of base." >&2
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
  "project=$project"
  managed-by=cloudformation
  environment=production
  tenant=c1
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

for entry in "${stacks[@]}"; do
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
done
