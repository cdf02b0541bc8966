//! Bounds and rules by which services scale.

use crate::export::cloudformation::table::{
    Attribute::{Own, Ref, Wider},
    Mapping, block, blocks, implied, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_appautoscaling_target",
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "Scaling",
        &[
            to("resource_id", "ResourceId"),
            to("scalable_dimension", "ScalableDimension"),
            to("service_namespace", "ServiceNamespace"),
            to("min_capacity", "MinCapacity"),
            to("max_capacity", "MaxCapacity"),
        ],
        // Ref names the target as a policy wants it: resource, dimension and namespace in one.
        &[
            ("resource_id", Ref),
            ("scalable_dimension", Own("scalable_dimension")),
            ("service_namespace", Own("service_namespace")),
            (
                "arn",
                Wider(
                    "arn:${AWS::Partition}:application-autoscaling:${AWS::Region}:${AWS::AccountId}:scalable-target/*",
                    "CloudFormation doesn't tell this ARN, so the policy takes in all scalable targets of the account",
                ),
            ),
        ],
    ),
    Mapping::resource(
        "aws_appautoscaling_policy",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "ScalingRule",
        &[
            to("name", "PolicyName"),
            to("policy_type", "PolicyType"),
            to("resource_id", "ScalingTargetId"),
            implied("scalable_dimension"),
            implied("service_namespace"),
            block(
                "target_tracking_scaling_policy_configuration",
                "TargetTrackingScalingPolicyConfiguration",
                &[
                    to("target_value", "TargetValue"),
                    to("scale_in_cooldown", "ScaleInCooldown"),
                    to("scale_out_cooldown", "ScaleOutCooldown"),
                    block(
                        "predefined_metric_specification",
                        "PredefinedMetricSpecification",
                        &[to("predefined_metric_type", "PredefinedMetricType")],
                    ),
                ],
            ),
            block(
                "step_scaling_policy_configuration",
                "StepScalingPolicyConfiguration",
                &[
                    to("adjustment_type", "AdjustmentType"),
                    to("cooldown", "Cooldown"),
                    to("metric_aggregation_type", "MetricAggregationType"),
                    blocks(
                        "step_adjustment",
                        "StepAdjustments",
                        &[
                            to("metric_interval_lower_bound", "MetricIntervalLowerBound"),
                            to("metric_interval_upper_bound", "MetricIntervalUpperBound"),
                            to("scaling_adjustment", "ScalingAdjustment"),
                        ],
                    ),
                ],
            ),
        ],
        &[("arn", Ref)],
    ),
];
