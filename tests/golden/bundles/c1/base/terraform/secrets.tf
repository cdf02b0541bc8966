# Only the place of the secret. Its value is written by hand, so no state file holds it.
resource "aws_secretsmanager_secret" "api_keys" {
  name                    = "${local.name}/api-keys"
  description             = "What API keys fills: PROVIDER_API_KEY"
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# Only the place of the secret. Its value is written by hand, so no state file holds it.
resource "aws_secretsmanager_secret" "app_secrets" {
  name                    = "${local.name}/app-secrets"
  description             = "What Database user fills: SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD"
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# Only the place of the secret. Its value is written by hand, so no state file holds it.
resource "aws_secretsmanager_secret" "rasa_token" {
  name                    = "${local.name}/rasa-token"
  description             = "What Rasa token fills: RASA_TOKEN"
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

# What the infrastructure knows and the stack needs. The host reads it whenever the stack
# starts.
resource "aws_ssm_parameter" "app_host" {
  name        = "/${local.name}/app-host/environment"
  description = "Environment of the Compose stack on app-host"
  type        = "String"

  value = join("\n", [
    "API_KEYS_SECRET_ARN=${aws_secretsmanager_secret.api_keys.arn}",
    "APP_SECRETS_SECRET_ARN=${aws_secretsmanager_secret.app_secrets.arn}",
    "AWS_REGION=${var.region}",
    "DB_HOST=${aws_db_instance.db.address}",
    "DB_NAME=app",
    "DB_PORT=5432",
    "DB_SECRET_ARN=${aws_db_instance.db.master_user_secret[0].secret_arn}",
    "LOG_GROUP=${aws_cloudwatch_log_group.container_logs.name}",
    "RASA_TOKEN_SECRET_ARN=${aws_secretsmanager_secret.rasa_token.arn}",
    "REGISTRY=${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}",
    "",
  ])
}
