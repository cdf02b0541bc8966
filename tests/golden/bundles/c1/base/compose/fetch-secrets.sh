#!/usr/bin/env bash
# Writes the secrets of the stack on app-host as shell variables into a file that only its owner can
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

field() {
  jq -r --arg field "$1" '.[$field] // error("the secret has no field \($field)")'
}

# api-keys
value=$(secret "$API_KEYS_SECRET_ARN")
keep SECRET_PROVIDER_API_KEY "$value"

# app-secrets
value=$(secret "$APP_SECRETS_SECRET_ARN")
part=$(field SPRING_DATASOURCE_USERNAME <<< "$value")
keep SECRET_SPRING_DATASOURCE_USERNAME "$part"
part=$(field SPRING_DATASOURCE_PASSWORD <<< "$value")
keep SECRET_SPRING_DATASOURCE_PASSWORD "$part"

# db
value=$(secret "$DB_SECRET_ARN")
part=$(field username <<< "$value")
keep SECRET_DB_USERNAME "$part"
part=$(field password <<< "$value")
keep SECRET_DB_PASSWORD "$part"

# rasa-token
value=$(secret "$RASA_TOKEN_SECRET_ARN")
keep SECRET_RASA_TOKEN "$value"

mv "$new" "$file"
trap - EXIT
