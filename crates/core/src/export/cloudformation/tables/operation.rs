//! Logs, trails, alarms, schedules and budgets.

use crate::export::cloudformation::table::{
    Attribute::{Att, Ref, Sub},
    Form::{Each, Pairs},
    Mapping, block, blocks, rule, tags, text, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_cloudwatch_log_group",
        "AWS::Logs::LogGroup",
        "Logs",
        &[to("name", "LogGroupName"), to("retention_in_days", "RetentionInDays"), tags()],
        // CloudFormation's own ARN ends in `:*`, which policies then add once more.
        &[
            ("name", Ref),
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${@}")),
        ],
    ),
    Mapping::resource(
        "aws_cloudwatch_metric_alarm",
        "AWS::CloudWatch::Alarm",
        "Alarm",
        &[
            to("alarm_name", "AlarmName"),
            to("alarm_description", "AlarmDescription"),
            to("namespace", "Namespace"),
            to("metric_name", "MetricName"),
            rule("dimensions", "Dimensions", Pairs("Name", "Value")),
            to("statistic", "Statistic"),
            to("extended_statistic", "ExtendedStatistic"),
            to("comparison_operator", "ComparisonOperator"),
            to("threshold", "Threshold"),
            to("period", "Period"),
            to("evaluation_periods", "EvaluationPeriods"),
            to("datapoints_to_alarm", "DatapointsToAlarm"),
            to("treat_missing_data", "TreatMissingData"),
            to("alarm_actions", "AlarmActions"),
            to("ok_actions", "OKActions"),
            blocks(
                "metric_query",
                "Metrics",
                &[
                    to("id", "Id"),
                    to("expression", "Expression"),
                    to("label", "Label"),
                    to("return_data", "ReturnData"),
                    to("period", "Period"),
                    block(
                        "metric",
                        "MetricStat",
                        &[
                            to("namespace", "Metric.Namespace"),
                            to("metric_name", "Metric.MetricName"),
                            rule("dimensions", "Metric.Dimensions", Pairs("Name", "Value")),
                            to("period", "Period"),
                            to("stat", "Stat"),
                            to("unit", "Unit"),
                        ],
                    ),
                ],
            ),
            tags(),
        ],
        &[("arn", Att("Arn"))],
    ),
    Mapping::resource(
        "aws_cloudwatch_log_metric_filter",
        "AWS::Logs::MetricFilter",
        "MetricFilter",
        &[
            to("name", "FilterName"),
            to("log_group_name", "LogGroupName"),
            to("pattern", "FilterPattern"),
            blocks(
                "metric_transformation",
                "MetricTransformations",
                &[
                    to("name", "MetricName"),
                    to("namespace", "MetricNamespace"),
                    to("value", "MetricValue"),
                    to("default_value", "DefaultValue"),
                ],
            ),
        ],
        &[],
    ),
    Mapping::resource(
        "aws_cloudwatch_dashboard",
        "AWS::CloudWatch::Dashboard",
        "Dashboard",
        &[to("dashboard_name", "DashboardName"), text("dashboard_body", "DashboardBody")],
        &[],
    ),
    Mapping::resource(
        "aws_cloudtrail",
        "AWS::CloudTrail::Trail",
        "Trail",
        &[
            to("name", "TrailName"),
            to("s3_bucket_name", "S3BucketName"),
            to("is_multi_region_trail", "IsMultiRegionTrail"),
            to("include_global_service_events", "IncludeGlobalServiceEvents"),
            to("enable_log_file_validation", "EnableLogFileValidation"),
        ],
        &[("arn", Att("Arn"))],
    )
    .always(&[("IsLogging", "true")]),
    Mapping::resource(
        "aws_scheduler_schedule",
        "AWS::Scheduler::Schedule",
        "Schedule",
        &[
            to("name", "Name"),
            to("description", "Description"),
            to("schedule_expression", "ScheduleExpression"),
            to("schedule_expression_timezone", "ScheduleExpressionTimezone"),
            block("flexible_time_window", "FlexibleTimeWindow", &[to("mode", "Mode")]),
            block("target", "Target", &[to("arn", "Arn"), to("role_arn", "RoleArn"), text("input", "Input")]),
        ],
        &[("arn", Att("Arn"))],
    ),
    Mapping::resource(
        "aws_budgets_budget",
        "AWS::Budgets::Budget",
        "Budget",
        &[
            to("name", "Budget.BudgetName"),
            to("budget_type", "Budget.BudgetType"),
            to("limit_amount", "Budget.BudgetLimit.Amount"),
            to("limit_unit", "Budget.BudgetLimit.Unit"),
            to("time_unit", "Budget.TimeUnit"),
            blocks(
                "notification",
                "NotificationsWithSubscribers",
                &[
                    to("comparison_operator", "Notification.ComparisonOperator"),
                    to("notification_type", "Notification.NotificationType"),
                    to("threshold", "Notification.Threshold"),
                    to("threshold_type", "Notification.ThresholdType"),
                    rule(
                        "subscriber_email_addresses",
                        "Subscribers",
                        Each("SubscriptionType", "EMAIL", "Address"),
                    ),
                    rule(
                        "subscriber_sns_topic_arns",
                        "Subscribers",
                        Each("SubscriptionType", "SNS", "Address"),
                    ),
                ],
            ),
        ],
        &[],
    ),
];
