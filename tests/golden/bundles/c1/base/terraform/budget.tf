resource "aws_budgets_budget" "budget_alert" {
  name         = "${local.name}-budget-alert"
  budget_type  = "COST"
  limit_amount = "200"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 180
    threshold_type             = "ABSOLUTE_VALUE"
    notification_type          = "FORECASTED"
    subscriber_email_addresses = ["ops@connexing.io"]
    subscriber_sns_topic_arns  = [aws_sns_topic.alarms.arn]
  }
}
