output "alarms_topic_arn" {
  description = "The SNS topic of Alarm topic"
  value       = aws_sns_topic.alarms.arn
}

output "alb_dns_name" {
  description = "The name of API load balancer in AWS, which its host names point to"
  value       = aws_lb.alb.dns_name
}

output "api_keys_secret_arn" {
  description = "The secret API keys"
  value       = aws_secretsmanager_secret.api_keys.arn
}

output "app_host_instance_id" {
  description = "The EC2 instance of App host"
  value       = aws_instance.app_host.id
}

output "app_secrets_secret_arn" {
  description = "The secret Database user"
  value       = aws_secretsmanager_secret.app_secrets.arn
}

output "cdn_distribution_id" {
  description = "The CloudFront distribution of Site CDN"
  value       = aws_cloudfront_distribution.cdn.id
}

output "cdn_domain_name" {
  description = "The name of Site CDN in AWS, which its host names point to"
  value       = aws_cloudfront_distribution.cdn.domain_name
}

output "ci_variables" {
  description = "The CI/CD variables of the pipeline, to be set in GitLab"

  value = {
    AWS_REGION           = var.region
    AWS_ROLE_ARN         = aws_iam_role.deploy_role.arn
    REGISTRY             = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}"
    DEPLOY_LOG_GROUP     = aws_cloudwatch_log_group.deploy_logs.name
    SITE_BUCKET          = aws_s3_bucket.web.id
    SITE_DISTRIBUTION_ID = aws_cloudfront_distribution.cdn.id
  }
}

output "container_logs_log_group" {
  description = "The name of Container logs in CloudWatch"
  value       = aws_cloudwatch_log_group.container_logs.name
}

output "db_endpoint" {
  description = "The address of PostgreSQL"
  value       = aws_db_instance.db.address
}

output "db_secret_arn" {
  description = "The secret with user and password of PostgreSQL"
  value       = aws_db_instance.db.master_user_secret[0].secret_arn
}

output "deploy_logs_log_group" {
  description = "The name of Deploy log in CloudWatch"
  value       = aws_cloudwatch_log_group.deploy_logs.name
}

output "deploy_role_role_arn" {
  description = "The role of GitLab deploy role: the variable AWS_ROLE_ARN of the pipeline"
  value       = aws_iam_role.deploy_role.arn
}

output "dns_name_servers" {
  description = "The name servers of connexing.io, for the registrar"
  value       = aws_route53_zone.dns.name_servers
}

output "kafka_data_volume_id" {
  description = "The EBS volume of Kafka data"
  value       = aws_ebs_volume.kafka_data.id
}

output "rasa_token_secret_arn" {
  description = "The secret Rasa token"
  value       = aws_secretsmanager_secret.rasa_token.arn
}

output "route_api_target_group_arn" {
  description = "The target group by which API load balancer reaches API gateway"
  value       = aws_lb_target_group.route_api.arn
}

output "web_bucket" {
  description = "The bucket of Web bucket"
  value       = aws_s3_bucket.web.id
}
