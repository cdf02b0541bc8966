//! Networks, what leads out of them, and security groups.

use crate::export::cloudformation::table::{
    Attribute::{Absent, Att, Ref, Sub},
    Form::{Add, Beside, Blocks, Words},
    Mapping, block, implied, json, left, rule, tags, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_vpc",
        "AWS::EC2::VPC",
        "Network",
        &[
            to("cidr_block", "CidrBlock"),
            to("enable_dns_support", "EnableDnsSupport"),
            to("enable_dns_hostnames", "EnableDnsHostnames"),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${@}")),
            ("default_security_group_id", Att("DefaultSecurityGroup")),
        ],
    ),
    Mapping::absent(
        "aws_default_security_group",
        "CloudFormation can't take over the default security group of a network; nothing here uses it. To close \
         it, remove its rules by hand once",
    ),
    Mapping::resource(
        "aws_internet_gateway",
        "AWS::EC2::InternetGateway",
        "InternetGateway",
        &[
            rule(
                "vpc_id",
                "VpcId",
                Beside("AWS::EC2::VPCGatewayAttachment", "InternetAttachment", "InternetGatewayId"),
            ),
            tags(),
        ],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_subnet",
        "AWS::EC2::Subnet",
        "Subnet",
        &[
            to("vpc_id", "VpcId"),
            to("cidr_block", "CidrBlock"),
            to("availability_zone", "AvailabilityZone"),
            to("map_public_ip_on_launch", "MapPublicIpOnLaunch"),
            tags(),
        ],
        &[("id", Ref), ("availability_zone", Att("AvailabilityZone"))],
    ),
    Mapping::resource(
        "aws_route_table",
        "AWS::EC2::RouteTable",
        "RouteTable",
        &[to("vpc_id", "VpcId"), tags()],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_route",
        "AWS::EC2::Route",
        "Route",
        &[
            to("route_table_id", "RouteTableId"),
            to("destination_cidr_block", "DestinationCidrBlock"),
            to("gateway_id", "GatewayId"),
            to("nat_gateway_id", "NatGatewayId"),
        ],
        &[],
    ),
    Mapping::resource(
        "aws_route_table_association",
        "AWS::EC2::SubnetRouteTableAssociation",
        "RouteTableAssociation",
        &[to("subnet_id", "SubnetId"), to("route_table_id", "RouteTableId")],
        &[],
    ),
    Mapping::resource(
        "aws_eip",
        "AWS::EC2::EIP",
        "ElasticIp",
        &[to("domain", "Domain"), tags()],
        &[("id", Att("AllocationId")), ("public_ip", Att("PublicIp"))],
    ),
    Mapping::resource(
        "aws_nat_gateway",
        "AWS::EC2::NatGateway",
        "NatGateway",
        &[to("allocation_id", "AllocationId"), to("subnet_id", "SubnetId"), tags()],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_vpc_endpoint",
        "AWS::EC2::VPCEndpoint",
        "Endpoint",
        &[
            to("vpc_id", "VpcId"),
            to("service_name", "ServiceName"),
            to("vpc_endpoint_type", "VpcEndpointType"),
            to("route_table_ids", "RouteTableIds"),
            to("subnet_ids", "SubnetIds"),
            to("security_group_ids", "SecurityGroupIds"),
            to("private_dns_enabled", "PrivateDnsEnabled"),
            json("policy", "PolicyDocument"),
            block(
                "dns_options",
                "DnsOptions",
                &[rule(
                    "private_dns_only_for_inbound_resolver_endpoint",
                    "PrivateDnsOnlyForInboundResolverEndpoint",
                    Words(&[("true", "OnlyInboundResolver"), ("false", "AllResolvers")]),
                )],
            ),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-endpoint/${@}")),
        ],
    ),
    Mapping::resource(
        "aws_customer_gateway",
        "AWS::EC2::CustomerGateway",
        "CustomerGateway",
        &[to("bgp_asn", "BgpAsn"), to("ip_address", "IpAddress"), to("type", "Type"), tags()],
        &[("id", Ref)],
    ),
    Mapping::resource(
        "aws_vpn_gateway",
        "AWS::EC2::VPNGateway",
        "VpnGateway",
        &[
            rule(
                "vpc_id",
                "VpcId",
                Beside("AWS::EC2::VPCGatewayAttachment", "VpnAttachment", "VpnGatewayId"),
            ),
            tags(),
        ],
        &[("id", Ref)],
    )
    .always(&[("Type", "ipsec.1")]),
    Mapping::resource(
        "aws_vpn_connection",
        "AWS::EC2::VPNConnection",
        "VpnConnection",
        &[
            to("customer_gateway_id", "CustomerGatewayId"),
            to("vpn_gateway_id", "VpnGatewayId"),
            to("type", "Type"),
            to("static_routes_only", "StaticRoutesOnly"),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpn-connection/${@}")),
        ],
    ),
    Mapping::resource(
        "aws_vpn_connection_route",
        "AWS::EC2::VPNConnectionRoute",
        "VpnDestination",
        &[to("destination_cidr_block", "DestinationCidrBlock"), to("vpn_connection_id", "VpnConnectionId")],
        &[],
    ),
    Mapping::resource(
        "aws_vpn_gateway_route_propagation",
        "AWS::EC2::VPNGatewayRoutePropagation",
        "RoutePropagation",
        &[to("vpn_gateway_id", "VpnGatewayId"), rule("route_table_id", "RouteTableIds", Add)],
        &[],
    ),
    Mapping::resource(
        "aws_security_group",
        "AWS::EC2::SecurityGroup",
        "SecurityGroup",
        &[to("name", "GroupName"), to("description", "GroupDescription"), to("vpc_id", "VpcId"), tags()],
        &[("id", Att("GroupId"))],
    ),
    Mapping::resource(
        "aws_vpc_security_group_ingress_rule",
        "AWS::EC2::SecurityGroupIngress",
        "Ingress",
        &[
            to("security_group_id", "GroupId"),
            to("description", "Description"),
            to("ip_protocol", "IpProtocol"),
            to("from_port", "FromPort"),
            to("to_port", "ToPort"),
            to("cidr_ipv4", "CidrIp"),
            to("cidr_ipv6", "CidrIpv6"),
            to("referenced_security_group_id", "SourceSecurityGroupId"),
            to("prefix_list_id", "SourcePrefixListId"),
            left("tags", "CloudFormation gives a rule of a security group no tags"),
        ],
        &[],
    ),
    // In the group itself: a group without a rule of its own would get the default one as well.
    Mapping::fold(
        "aws_vpc_security_group_egress_rule",
        "security_group_id",
        &[rule(
            "",
            "SecurityGroupEgress",
            Blocks(&[
                implied("security_group_id"),
                to("description", "Description"),
                to("ip_protocol", "IpProtocol"),
                to("from_port", "FromPort"),
                to("to_port", "ToPort"),
                to("cidr_ipv4", "CidrIp"),
                to("cidr_ipv6", "CidrIpv6"),
                to("referenced_security_group_id", "DestinationSecurityGroupId"),
                to("prefix_list_id", "DestinationPrefixListId"),
                left("tags", "CloudFormation gives a rule of a security group no tags"),
            ]),
        )],
    ),
    Mapping::resource(
        "aws_flow_log",
        "AWS::EC2::FlowLog",
        "FlowLog",
        &[
            to("vpc_id", "ResourceId"),
            to("traffic_type", "TrafficType"),
            to("log_destination", "LogDestination"),
            to("iam_role_arn", "DeliverLogsPermissionArn"),
            tags(),
        ],
        &[],
    )
    .always(&[("ResourceType", "VPC"), ("LogDestinationType", "cloud-watch-logs")]),
    Mapping::resource(
        "aws_route53_resolver_endpoint",
        "AWS::Route53Resolver::ResolverEndpoint",
        "Resolver",
        &[
            to("name", "Name"),
            to("direction", "Direction"),
            to("security_group_ids", "SecurityGroupIds"),
            rule("ip_address", "IpAddresses", Blocks(&[to("subnet_id", "SubnetId"), to("ip", "Ip")])),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Att("Arn")),
            (
                "ip_address[*].ip",
                Absent(
                    "CloudFormation doesn't tell the addresses: aws route53resolver \
                     list-resolver-endpoint-ip-addresses does",
                ),
            ),
        ],
    ),
];
