# Only the place of the secret. Its value is written by hand, so no state file holds it.
resource "aws_secretsmanager_secret" "app_secrets" {
  name                    = "${local.name}/app-secrets"
  description             = "What Application secrets fills: JWT_SECRET_KEY"
  recovery_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}
