output "alarms_topic_arn" {
  description = "The SNS topic of Alarm topic"
  value       = aws_sns_topic.alarms.arn
}

output "alb_dns_name" {
  description = "The name of Load balancer in AWS, which its host names point to"
  value       = aws_lb.alb.dns_name
}

output "alb_repti_animal_target_group_arn" {
  description = "The target group by which Load balancer reaches Animal service"
  value       = aws_lb_target_group.alb_repti_animal.arn
}

output "alb_repti_commerce_target_group_arn" {
  description = "The target group by which Load balancer reaches Commerce service"
  value       = aws_lb_target_group.alb_repti_commerce.arn
}

output "alb_repti_community_target_group_arn" {
  description = "The target group by which Load balancer reaches Community service"
  value       = aws_lb_target_group.alb_repti_community.arn
}

output "alb_repti_core_target_group_arn" {
  description = "The target group by which Load balancer reaches Core service"
  value       = aws_lb_target_group.alb_repti_core.arn
}

output "alb_repti_media_target_group_arn" {
  description = "The target group by which Load balancer reaches Media service"
  value       = aws_lb_target_group.alb_repti_media.arn
}

output "alb_repti_ops_target_group_arn" {
  description = "The target group by which Load balancer reaches Operations service"
  value       = aws_lb_target_group.alb_repti_ops.arn
}

output "alb_web_admin_target_group_arn" {
  description = "The target group by which Load balancer reaches Admin site"
  value       = aws_lb_target_group.alb_web_admin.arn
}

output "alb_web_breeder_target_group_arn" {
  description = "The target group by which Load balancer reaches Breeder site"
  value       = aws_lb_target_group.alb_web_breeder.arn
}

output "alb_web_embed_target_group_arn" {
  description = "The target group by which Load balancer reaches Embedded site"
  value       = aws_lb_target_group.alb_web_embed.arn
}

output "alb_web_public_target_group_arn" {
  description = "The target group by which Load balancer reaches Public site"
  value       = aws_lb_target_group.alb_web_public.arn
}

output "app_secrets_secret_arn" {
  description = "The secret Application secrets"
  value       = aws_secretsmanager_secret.app_secrets.arn
}

output "assets_bucket" {
  description = "The bucket of Assets"
  value       = aws_s3_bucket.assets.id
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
    AWS_REGION   = var.region
    AWS_ROLE_ARN = aws_iam_role.deploy_role.arn
    REGISTRY     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}"
  }
}

output "db_endpoint" {
  description = "The address of PostgreSQL"
  value       = aws_db_instance.db.address
}

output "db_secret_arn" {
  description = "The secret with user and password of PostgreSQL"
  value       = aws_db_instance.db.master_user_secret[0].secret_arn
}

output "deploy_role_role_arn" {
  description = "The role of Deploy role: the variable AWS_ROLE_ARN of the pipeline"
  value       = aws_iam_role.deploy_role.arn
}

output "dns_name_servers" {
  description = "The name servers of reptidex.com, for the registrar"
  value       = aws_route53_zone.dns.name_servers
}

output "logs_log_group" {
  description = "The name of Service logs in CloudWatch"
  value       = aws_cloudwatch_log_group.logs.name
}

output "nat_public_ips" {
  description = "The addresses that others see when private tiers call them through NAT gateways"
  value       = [aws_eip.nat_a.public_ip, aws_eip.nat_b.public_ip]
}

output "redis_endpoint" {
  description = "The address of Redis"
  value       = aws_elasticache_replication_group.redis.primary_endpoint_address
}

output "trail_trail_bucket" {
  description = "The bucket of Audit trail"
  value       = aws_s3_bucket.trail.id
}

output "uploads_bucket" {
  description = "The bucket of Uploads"
  value       = aws_s3_bucket.uploads.id
}
