//! What the jobs run. `@name@` stands for what the pipeline fills in; nothing that a user wrote does.

pub(super) const AWS: &str = r#"set -eu
apk add --no-cache --quiet aws-cli jq
umask 077
printf '%s' "$AWS_ID_TOKEN" > /tmp/aws-token
export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/aws-token
export AWS_ROLE_SESSION_NAME="@project@-$CI_PIPELINE_ID"
: "${AWS_ROLE_ARN:?set the CI/CD variables of the Terraform output ci_variables}"
aws sts get-caller-identity --query Arn --output text
"#;

pub(super) const LOG_EVENT: &str = r#"
# Notes in the log group of deployments what happened.
log_event() {
  aws logs create-log-stream --log-group-name "$DEPLOY_LOG_GROUP" \
    --log-stream-name "$CI_PIPELINE_ID" 2> /dev/null || true
  jq -n --arg message "$1" '[{timestamp: (now * 1000 | floor), message: $message}]' > /tmp/event.json
  aws logs put-log-events --log-group-name "$DEPLOY_LOG_GROUP" \
    --log-stream-name "$CI_PIPELINE_ID" --log-events file:///tmp/event.json > /dev/null
}
"#;

pub(super) const BUILDER: &str = r#"# A runner of another architecture builds through an emulator.
docker run --privileged --rm @emulator@ --install "${PLATFORM#linux/}"
docker context create dind
docker buildx create --use dind
"#;

pub(super) const BUILD: &str = r#"docker buildx build --platform "$PLATFORM" --output type=cacheonly "$SERVICES_FOLDER/$IMAGE"
"#;

pub(super) const SKIP_KNOWN: &str = r#"known=$(aws ecr batch-get-image --repository-name "@project@/$IMAGE" \
  --image-ids "imageTag=$CI_COMMIT_SHA" --query 'length(images)' --output text)
if [ "$known" != 0 ]; then
  echo "$IMAGE:$CI_COMMIT_SHA is in the registry already"
  exit 0
fi
aws ecr get-login-password | docker login --username AWS --password-stdin "${REGISTRY%%/*}"
"#;

pub(super) const PUSH: &str = r#"docker buildx build --platform "$PLATFORM" --provenance=false --push \
  --tag "$REGISTRY/$IMAGE:$CI_COMMIT_SHA" "$SERVICES_FOLDER/$IMAGE"
"#;

pub(super) const ON_HOST: &str = r#"# on_host HOST FOLDER VERB TAG
on_host() {
  host=$1 folder=$2
  shift 2
  instance=$(aws ec2 describe-instances --query 'Reservations[].Instances[].InstanceId' --output text \
    --filters "Name=tag:Name,Values=@project@-$host" Name=instance-state-name,Values=running)
  case $instance in
    i-*[[:space:]]*) echo "$host: more than one machine has this name: $instance" >&2; return 1 ;;
    i-*) ;;
    *) echo "$host: no machine of this name runs" >&2; return 1 ;;
  esac
  files=$(find "$folder" -maxdepth 1 -type f ! -name '.*' -exec basename {} ';')
  # shellcheck disable=SC2086 # A list of file names of ours.
  archive=$(tar -C "$folder" -cz $files | base64 -w 0)
  jq -n --arg archive "$archive" --arg call "/opt/@project@/stack.sh $*" '{commands: [
    "set -eu",
    "echo \($archive) | base64 -d | tar -xz --no-same-owner -C /opt/@project@",
    "chmod 700 /opt/@project@/*.sh",
    $call
  ]}' > /tmp/parameters.json
  command=$(aws ssm send-command --instance-ids "$instance" --document-name AWS-RunShellScript \
    --comment "$CI_JOB_NAME" --parameters file:///tmp/parameters.json \
    --query Command.CommandId --output text)
  echo "$host: command $command on $instance"
  result() {
    aws ssm get-command-invocation --command-id "$command" --instance-id "$instance" \
      --query "$1" --output text
  }
  status=Pending tries=0
  while [ "$tries" -lt 360 ]; do
    sleep 5
    tries=$((tries + 1))
    # Right after sending, the answer is that there is no such command.
    status=$(result Status 2> /dev/null || echo Pending)
    case $status in Pending | InProgress | Delayed) ;; *) break ;; esac
  done
  result StandardOutputContent
  result StandardErrorContent >&2
  echo "$host: $status"@log@
  [ "$status" = Success ]
}
"#;

pub(super) const ON_ECS: &str = r#"# on_ecs SERVICE IMAGE
on_ecs() {
  service=@project@-$1 image=$2
  # The definition as it is, with another image.
  aws ecs describe-task-definition --task-definition "$service" --query taskDefinition --output json |
    jq --arg image "$image" '.containerDefinitions[0].image = $image
      | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities,
            .registeredAt, .registeredBy, .deregisteredAt)' > /tmp/definition.json
  definition=$(aws ecs register-task-definition --cli-input-json file:///tmp/definition.json \
    --query taskDefinition.taskDefinitionArn --output text)
  aws ecs update-service --cluster @project@ --service "$service" --task-definition "$definition" \
    --query service.status --output text
  status=Success
  aws ecs wait services-stable --cluster @project@ --services "$service" || status=Failed
  # A deployment that was taken back is stable too, with the definition before.
  running=$(aws ecs describe-services --cluster @project@ --services "$service" \
    --query 'services[0].taskDefinition' --output text)
  [ "$running" = "$definition" ] || status=Failed
  echo "$service: $status"@log@
  [ "$status" = Success ]
}
"#;

pub(super) const ON_APP_RUNNER: &str = r#"# on_app_runner ARN IMAGE
on_app_runner() {
  arn=$1 image=$2
  aws apprunner describe-service --service-arn "$arn" --query Service.SourceConfiguration --output json |
    jq --arg image "$image" '.ImageRepository.ImageIdentifier = $image' > /tmp/source.json
  aws apprunner update-service --service-arn "$arn" --source-configuration file:///tmp/source.json \
    --query OperationId --output text
  status=OPERATION_IN_PROGRESS tries=0
  while [ "$status" = OPERATION_IN_PROGRESS ] && [ "$tries" -lt 180 ]; do
    sleep 10
    tries=$((tries + 1))
    status=$(aws apprunner describe-service --service-arn "$arn" --query Service.Status --output text)
  done
  # A version that does not become healthy is taken back, and the service runs with the one before.
  running=$(aws apprunner describe-service --service-arn "$arn" \
    --query Service.SourceConfiguration.ImageRepository.ImageIdentifier --output text)
  [ "$running" = "$image" ] || status=Failed
  echo "$image: $status"@log@
  [ "$status" = RUNNING ]
}
"#;

pub(super) const ON_LAMBDA: &str = r#"# on_lambda FUNCTION IMAGE
on_lambda() {
  name=@project@-$1 image=$2
  aws lambda update-function-code --function-name "$name" --image-uri "$image" \
    --query LastUpdateStatus --output text
  status=Success
  # Calls go to the version before until the new one is ready, and go on doing so when it never is.
  aws lambda wait function-updated-v2 --function-name "$name" || status=Failed
  echo "$name: $status"@log@
  [ "$status" = Success ]
}
"#;

pub(super) const ROLLBACK: &str = r#"echo "$ROLLBACK_SHA" | grep -Eq '^[0-9a-f]{40}$' ||
  { echo "set ROLLBACK_SHA to the whole commit, 40 digits" >&2; exit 1; }
for image in $IMAGES; do
  known=$(aws ecr batch-get-image --repository-name "@project@/$image" \
    --image-ids "imageTag=$ROLLBACK_SHA" --query 'length(images)' --output text)
  if [ "$known" = 0 ]; then
    echo "$image:$ROLLBACK_SHA is not in the registry any more; build that commit again" >&2
    exit 1
  fi
done
"#;

pub(super) const SITE: &str = r#"target="s3://@bucket@${SITE_PREFIX:+/$SITE_PREFIX}"
: "${@name@:?}"
# Pages last, so that none of them names a file that is not there yet; what is gone goes at the end.
aws s3 sync "@folder@" "$target" --exclude '*.html' --cache-control max-age=86400
aws s3 sync "@folder@" "$target" --exclude '*' --include '*.html' --cache-control no-cache
aws s3 sync "@folder@" "$target" --delete
"#;

pub(super) const INVALIDATE: &str = r#"aws cloudfront create-invalidation --distribution-id "@distribution@" \
  --paths "${SITE_PREFIX:+/$SITE_PREFIX}/*" --query Invalidation.Id --output text
"#;
