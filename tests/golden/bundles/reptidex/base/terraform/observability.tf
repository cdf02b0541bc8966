resource "aws_cloudwatch_metric_alarm" "alb_5xx_watch" {
  alarm_name        = "${local.name}-alb-5xx"
  alarm_description = "HTTPCode_Target_5XX_Count of alb"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.alb.arn_suffix
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "alb_latency_watch" {
  alarm_name        = "${local.name}-alb-latency"
  alarm_description = "TargetResponseTime of alb"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "TargetResponseTime"

  dimensions = {
    LoadBalancer = aws_lb.alb.arn_suffix
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "db_connections_watch" {
  alarm_name        = "${local.name}-db-connections"
  alarm_description = "DatabaseConnections of db"
  namespace         = "AWS/RDS"
  metric_name       = "DatabaseConnections"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "db_cpu_watch" {
  alarm_name        = "${local.name}-db-cpu"
  alarm_description = "CPUUtilization of db"
  namespace         = "AWS/RDS"
  metric_name       = "CPUUtilization"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "db_read_watch" {
  alarm_name        = "${local.name}-db-read"
  alarm_description = "ReadLatency of db"
  namespace         = "AWS/RDS"
  metric_name       = "ReadLatency"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.1
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "db_storage_watch" {
  alarm_name        = "${local.name}-db-storage"
  alarm_description = "FreeStorageSpace of db"
  namespace         = "AWS/RDS"
  metric_name       = "FreeStorageSpace"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.db.identifier
  }

  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = 4
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = "/${local.name}/logs"
  retention_in_days = 30
}

resource "aws_cloudwatch_metric_alarm" "redis_cpu_watch" {
  alarm_name        = "${local.name}-redis-cpu"
  alarm_description = "EngineCPUUtilization of redis"
  namespace         = "AWS/ElastiCache"
  metric_name       = "EngineCPUUtilization"

  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.redis.replication_group_id}-001"
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "redis_memory_watch" {
  alarm_name        = "${local.name}-redis-memory"
  alarm_description = "DatabaseMemoryUsagePercentage of redis"
  namespace         = "AWS/ElastiCache"
  metric_name       = "DatabaseMemoryUsagePercentage"

  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.redis.replication_group_id}-001"
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 85
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudtrail" "trail" {
  name                          = "${local.name}-trail"
  s3_bucket_name                = aws_s3_bucket.trail.id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  depends_on = [aws_s3_bucket_policy.trail]
}
