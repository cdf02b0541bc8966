//! Roles, policies and secrets.

use crate::export::cloudformation::table::{
    Attribute::{Att, Ref, Sub},
    Form::{Add, Drawn},
    Mapping, implied, json, left, rule, tags, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_iam_role",
        "AWS::IAM::Role",
        "Role",
        &[
            to("name", "RoleName"),
            to("description", "Description"),
            json("assume_role_policy", "AssumeRolePolicyDocument"),
            to("max_session_duration", "MaxSessionDuration"),
            tags(),
        ],
        &[("arn", Att("Arn")), ("name", Ref), ("id", Ref)],
    ),
    Mapping::fold(
        "aws_iam_role_policy_attachment",
        "role",
        &[implied("role"), rule("policy_arn", "ManagedPolicyArns", Add)],
    ),
    Mapping::resource(
        "aws_iam_role_policy",
        "AWS::IAM::Policy",
        "Policy",
        &[to("name", "PolicyName"), json("policy", "PolicyDocument"), rule("role", "Roles", Add)],
        &[],
    ),
    Mapping::resource(
        "aws_iam_instance_profile",
        "AWS::IAM::InstanceProfile",
        "InstanceProfile",
        &[to("name", "InstanceProfileName"), rule("role", "Roles", Add)],
        &[("name", Ref), ("arn", Att("Arn"))],
    ),
    Mapping::resource(
        "aws_iam_openid_connect_provider",
        "AWS::IAM::OIDCProvider",
        "OidcProvider",
        &[to("url", "Url"), to("client_id_list", "ClientIdList"), tags()],
        &[("arn", Ref)],
    ),
    Mapping::resource(
        "aws_secretsmanager_secret",
        "AWS::SecretsManager::Secret",
        "Secret",
        &[
            to("name", "Name"),
            to("description", "Description"),
            left(
                "recovery_window_in_days",
                "CloudFormation keeps the secret when its stack goes; deleted by hand, it can be brought back for 30 days \
                 unless the command says otherwise",
            ),
            tags(),
        ],
        &[("arn", Ref), ("id", Ref)],
    ),
    // CloudFormation draws a password in the secret itself.
    Mapping::fold(
        "aws_secretsmanager_secret_version",
        "secret_id",
        &[
            implied("secret_id"),
            rule(
                "secret_string",
                "GenerateSecretString",
                Drawn(&[
                    to("password_length", "PasswordLength"),
                    to("exclude_punctuation", "ExcludePunctuation"),
                ]),
            ),
        ],
    ),
    Mapping::resource(
        "aws_ssm_parameter",
        "AWS::SSM::Parameter",
        "StoredParameter",
        &[to("name", "Name"), to("description", "Description"), to("type", "Type"), to("value", "Value")],
        &[
            ("name", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${@}")),
        ],
    ),
];
