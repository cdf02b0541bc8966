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

resource "aws_cloudwatch_log_group" "container_logs" {
  name              = "/${local.name}/container-logs"
  retention_in_days = 30
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
  period              = 900
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
  period              = 600
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_log_group" "deploy_logs" {
  name              = "/${local.name}/deploy-logs"
  retention_in_days = 30
}

resource "aws_cloudwatch_metric_alarm" "host_disk_watch" {
  alarm_name        = "${local.name}-host-disk"
  alarm_description = "disk_used_percent of app-host"
  namespace         = "CWAgent"
  metric_name       = "disk_used_percent"

  dimensions = {
    InstanceId = aws_instance.app_host.id
    path       = "/"
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 600
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "host_memory_watch" {
  alarm_name        = "${local.name}-host-memory"
  alarm_description = "mem_used_percent of app-host"
  namespace         = "CWAgent"
  metric_name       = "mem_used_percent"

  dimensions = {
    InstanceId = aws_instance.app_host.id
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 85
  period              = 600
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "kafka_disk_watch" {
  alarm_name        = "${local.name}-kafka-disk"
  alarm_description = "disk_used_percent of kafka-data"
  namespace         = "CWAgent"
  metric_name       = "disk_used_percent"

  dimensions = {
    InstanceId = aws_volume_attachment.kafka_data.instance_id
    path       = "/var/lib/kafka"
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 600
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "kafka_lag_watch" {
  alarm_name        = "${local.name}-kafka-lag"
  alarm_description = "ConsumerLag of kafka"
  namespace         = "Kafka"
  metric_name       = "ConsumerLag"

  dimensions = {
    Broker = "kafka"
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10000
  period              = 600
  evaluation_periods  = 3
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
