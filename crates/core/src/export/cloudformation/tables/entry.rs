//! What requests come in by: names, certificates, load balancers, CDN, firewalls.

use crate::export::cloudformation::table::{
    Attribute::{Att, List, Own, Ref, Sub},
    Form::{Both, Option, Pairs, Words},
    Mapping, Rule, block, blocks, implied, rule, tags, text, to,
};

const ACTION: &[Rule] = &[
    to("type", "Type"),
    to("target_group_arn", "TargetGroupArn"),
    block(
        "forward",
        "ForwardConfig",
        &[blocks("target_group", "TargetGroups", &[to("arn", "TargetGroupArn")])],
    ),
    block(
        "redirect",
        "RedirectConfig",
        &[
            to("port", "Port"),
            to("protocol", "Protocol"),
            to("status_code", "StatusCode"),
            to("host", "Host"),
        ],
    ),
    block(
        "fixed_response",
        "FixedResponseConfig",
        &[
            to("content_type", "ContentType"),
            to("message_body", "MessageBody"),
            to("status_code", "StatusCode"),
        ],
    ),
];

const BEHAVIOUR: &[Rule] = &[
    to("path_pattern", "PathPattern"),
    to("target_origin_id", "TargetOriginId"),
    to("viewer_protocol_policy", "ViewerProtocolPolicy"),
    to("allowed_methods", "AllowedMethods"),
    to("cached_methods", "CachedMethods"),
    to("compress", "Compress"),
    to("min_ttl", "MinTTL"),
    to("default_ttl", "DefaultTTL"),
    to("max_ttl", "MaxTTL"),
    block(
        "forwarded_values",
        "ForwardedValues",
        &[
            to("query_string", "QueryString"),
            to("headers", "Headers"),
            block("cookies", "Cookies", &[to("forward", "Forward")]),
        ],
    ),
    to("cache_policy_id", "CachePolicyId"),
    to("origin_request_policy_id", "OriginRequestPolicyId"),
    to("response_headers_policy_id", "ResponseHeadersPolicyId"),
];

const VISIBILITY: &[Rule] = &[
    to("cloudwatch_metrics_enabled", "CloudWatchMetricsEnabled"),
    to("metric_name", "MetricName"),
    to("sampled_requests_enabled", "SampledRequestsEnabled"),
];

const FIREWALL_ACTION: &[Rule] = &[
    block("allow", "Allow", &[]),
    block("block", "Block", &[]),
    block("count", "Count", &[]),
    block("none", "None", &[]),
];

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_route53_zone",
        "AWS::Route53::HostedZone",
        "Zone",
        &[
            to("name", "Name"),
            to("comment", "HostedZoneConfig.Comment"),
            rule("tags", "HostedZoneTags", Pairs("Key", "Value")),
        ],
        &[
            ("zone_id", Ref),
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:route53:::hostedzone/${@}")),
            ("name_servers", List("NameServers")),
        ],
    ),
    Mapping::resource(
        "aws_route53_record",
        "AWS::Route53::RecordSet",
        "Record",
        &[
            to("zone_id", "HostedZoneId"),
            to("name", "Name"),
            to("type", "Type"),
            text("ttl", "TTL"),
            to("records", "ResourceRecords"),
            block(
                "alias",
                "AliasTarget",
                &[
                    to("name", "DNSName"),
                    to("zone_id", "HostedZoneId"),
                    to("evaluate_target_health", "EvaluateTargetHealth"),
                ],
            ),
            implied("allow_overwrite"),
        ],
        &[],
    ),
    Mapping::resource(
        "aws_acm_certificate",
        "AWS::CertificateManager::Certificate",
        "Certificate",
        &[
            to("domain_name", "DomainName"),
            to("subject_alternative_names", "SubjectAlternativeNames"),
            to("validation_method", "ValidationMethod"),
            to("key_algorithm", "KeyAlgorithm"),
            tags(),
        ],
        &[("arn", Ref)],
    ),
    // CloudFormation waits for the certificate by itself.
    Mapping::fold(
        "aws_acm_certificate_validation",
        "certificate_arn",
        &[implied("certificate_arn"), implied("validation_record_fqdns")],
    )
    .with(&[("certificate_arn", Own("certificate_arn"))]),
    Mapping::resource(
        "aws_lb",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "Balancer",
        &[
            to("name", "Name"),
            implied("name_prefix"),
            rule("internal", "Scheme", Words(&[("true", "internal"), ("false", "internet-facing")])),
            to("load_balancer_type", "Type"),
            to("security_groups", "SecurityGroups"),
            to("subnets", "Subnets"),
            rule("idle_timeout", "LoadBalancerAttributes", Option("idle_timeout.timeout_seconds")),
            rule(
                "drop_invalid_header_fields",
                "LoadBalancerAttributes",
                Option("routing.http.drop_invalid_header_fields.enabled"),
            ),
            rule(
                "enable_deletion_protection",
                "LoadBalancerAttributes",
                Option("deletion_protection.enabled"),
            ),
            tags(),
        ],
        &[
            ("arn", Ref),
            ("id", Ref),
            ("arn_suffix", Att("LoadBalancerFullName")),
            ("dns_name", Att("DNSName")),
            ("zone_id", Att("CanonicalHostedZoneID")),
        ],
    ),
    Mapping::resource(
        "aws_lb_target_group",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "TargetGroup",
        &[
            to("name", "Name"),
            implied("name_prefix"),
            to("target_type", "TargetType"),
            to("port", "Port"),
            to("protocol", "Protocol"),
            to("vpc_id", "VpcId"),
            rule(
                "deregistration_delay",
                "TargetGroupAttributes",
                Option("deregistration_delay.timeout_seconds"),
            ),
            block(
                "health_check",
                "",
                &[
                    to("path", "HealthCheckPath"),
                    to("matcher", "Matcher.HttpCode"),
                    to("interval", "HealthCheckIntervalSeconds"),
                    to("timeout", "HealthCheckTimeoutSeconds"),
                    to("healthy_threshold", "HealthyThresholdCount"),
                    to("unhealthy_threshold", "UnhealthyThresholdCount"),
                ],
            ),
            tags(),
        ],
        &[("arn", Ref), ("arn_suffix", Att("TargetGroupFullName"))],
    ),
    Mapping::fold(
        "aws_lb_target_group_attachment",
        "target_group_arn",
        &[blocks("", "Targets", &[implied("target_group_arn"), to("target_id", "Id"), to("port", "Port")])],
    ),
    Mapping::resource(
        "aws_lb_listener",
        "AWS::ElasticLoadBalancingV2::Listener",
        "Listener",
        &[
            to("load_balancer_arn", "LoadBalancerArn"),
            to("port", "Port"),
            to("protocol", "Protocol"),
            to("ssl_policy", "SslPolicy"),
            to("certificate_arn", "Certificates[0].CertificateArn"),
            blocks("default_action", "DefaultActions", ACTION),
        ],
        &[("arn", Ref)],
    ),
    Mapping::resource(
        "aws_lb_listener_certificate",
        "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        "ListenerCertificates",
        &[to("listener_arn", "ListenerArn"), to("certificate_arn", "Certificates[0].CertificateArn")],
        &[],
    ),
    Mapping::resource(
        "aws_lb_listener_rule",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "ListenerRule",
        &[
            to("listener_arn", "ListenerArn"),
            to("priority", "Priority"),
            blocks("action", "Actions", ACTION),
            blocks(
                "condition",
                "Conditions",
                &[
                    block("host_header", "HostHeaderConfig", &[to("values", "Values")]),
                    block("path_pattern", "PathPatternConfig", &[to("values", "Values")]),
                ],
            ),
        ],
        &[],
    ),
    Mapping::resource(
        "aws_cloudfront_origin_access_control",
        "AWS::CloudFront::OriginAccessControl",
        "OriginAccess",
        &[
            to("name", "OriginAccessControlConfig.Name"),
            to("description", "OriginAccessControlConfig.Description"),
            to(
                "origin_access_control_origin_type",
                "OriginAccessControlConfig.OriginAccessControlOriginType",
            ),
            to("signing_behavior", "OriginAccessControlConfig.SigningBehavior"),
            to("signing_protocol", "OriginAccessControlConfig.SigningProtocol"),
        ],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_cloudfront_distribution",
        "AWS::CloudFront::Distribution",
        "Distribution",
        &[
            to("enabled", "DistributionConfig.Enabled"),
            to("comment", "DistributionConfig.Comment"),
            to("is_ipv6_enabled", "DistributionConfig.IPV6Enabled"),
            to("http_version", "DistributionConfig.HttpVersion"),
            to("price_class", "DistributionConfig.PriceClass"),
            to("aliases", "DistributionConfig.Aliases"),
            to("default_root_object", "DistributionConfig.DefaultRootObject"),
            to("web_acl_id", "DistributionConfig.WebACLId"),
            blocks(
                "origin",
                "DistributionConfig.Origins",
                &[
                    to("origin_id", "Id"),
                    to("domain_name", "DomainName"),
                    to("origin_path", "OriginPath"),
                    rule(
                        "origin_access_control_id",
                        "",
                        Both("OriginAccessControlId", "S3OriginConfig.OriginAccessIdentity"),
                    ),
                    block(
                        "custom_origin_config",
                        "CustomOriginConfig",
                        &[
                            to("http_port", "HTTPPort"),
                            to("https_port", "HTTPSPort"),
                            to("origin_protocol_policy", "OriginProtocolPolicy"),
                            to("origin_ssl_protocols", "OriginSSLProtocols"),
                        ],
                    ),
                ],
            ),
            block("default_cache_behavior", "DistributionConfig.DefaultCacheBehavior", BEHAVIOUR),
            blocks("ordered_cache_behavior", "DistributionConfig.CacheBehaviors", BEHAVIOUR),
            blocks(
                "custom_error_response",
                "DistributionConfig.CustomErrorResponses",
                &[
                    to("error_code", "ErrorCode"),
                    to("response_code", "ResponseCode"),
                    to("response_page_path", "ResponsePagePath"),
                    to("error_caching_min_ttl", "ErrorCachingMinTTL"),
                ],
            ),
            block(
                "restrictions",
                "DistributionConfig.Restrictions",
                &[block(
                    "geo_restriction",
                    "GeoRestriction",
                    &[to("restriction_type", "RestrictionType"), to("locations", "Locations")],
                )],
            ),
            block(
                "viewer_certificate",
                "DistributionConfig.ViewerCertificate",
                &[
                    to("acm_certificate_arn", "AcmCertificateArn"),
                    to("ssl_support_method", "SslSupportMethod"),
                    to("minimum_protocol_version", "MinimumProtocolVersion"),
                    to("cloudfront_default_certificate", "CloudFrontDefaultCertificate"),
                ],
            ),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${@}")),
            ("domain_name", Att("DomainName")),
            // The one zone of all distributions:
            // <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-route53-aliastarget.html>
            ("hosted_zone_id", Sub("Z2FDTNDATAQYW2")),
        ],
    ),
    Mapping::resource(
        "aws_wafv2_web_acl",
        "AWS::WAFv2::WebACL",
        "WebAcl",
        &[
            to("name", "Name"),
            to("scope", "Scope"),
            block("default_action", "DefaultAction", FIREWALL_ACTION),
            blocks(
                "rule",
                "Rules",
                &[
                    to("name", "Name"),
                    to("priority", "Priority"),
                    block("action", "Action", FIREWALL_ACTION),
                    block("override_action", "OverrideAction", FIREWALL_ACTION),
                    block(
                        "statement",
                        "Statement",
                        &[
                            block(
                                "managed_rule_group_statement",
                                "ManagedRuleGroupStatement",
                                &[to("name", "Name"), to("vendor_name", "VendorName")],
                            ),
                            block(
                                "rate_based_statement",
                                "RateBasedStatement",
                                &[to("limit", "Limit"), to("aggregate_key_type", "AggregateKeyType")],
                            ),
                        ],
                    ),
                    block("visibility_config", "VisibilityConfig", VISIBILITY),
                ],
            ),
            block("visibility_config", "VisibilityConfig", VISIBILITY),
        ],
        &[("arn", Att("Arn")), ("id", Att("Id"))],
    ),
    Mapping::resource(
        "aws_wafv2_web_acl_association",
        "AWS::WAFv2::WebACLAssociation",
        "WebAclAssociation",
        &[to("resource_arn", "ResourceArn"), to("web_acl_arn", "WebACLArn")],
        &[],
    ),
];
