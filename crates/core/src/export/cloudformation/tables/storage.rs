//! Buckets, volumes and registries of images.

use crate::export::cloudformation::table::{
    Attribute::{Att, Own, Ref, Sub},
    Mapping, block, blocks, implied, json, left, tags, text, to,
};

pub(super) const TABLE: &[Mapping] = &[
    Mapping::resource(
        "aws_s3_bucket",
        "AWS::S3::Bucket",
        "Bucket",
        &[to("bucket", "BucketName"), tags()],
        &[
            ("id", Ref),
            ("bucket", Ref),
            ("arn", Att("Arn")),
            ("bucket_regional_domain_name", Att("RegionalDomainName")),
        ],
    ),
    Mapping::fold(
        "aws_s3_bucket_public_access_block",
        "bucket",
        &[
            implied("bucket"),
            to("block_public_acls", "PublicAccessBlockConfiguration.BlockPublicAcls"),
            to("block_public_policy", "PublicAccessBlockConfiguration.BlockPublicPolicy"),
            to("ignore_public_acls", "PublicAccessBlockConfiguration.IgnorePublicAcls"),
            to("restrict_public_buckets", "PublicAccessBlockConfiguration.RestrictPublicBuckets"),
        ],
    ),
    Mapping::fold(
        "aws_s3_bucket_ownership_controls",
        "bucket",
        &[
            implied("bucket"),
            blocks("rule", "OwnershipControls.Rules", &[to("object_ownership", "ObjectOwnership")]),
        ],
    ),
    Mapping::fold(
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
        &[
            implied("bucket"),
            blocks(
                "rule",
                "BucketEncryption.ServerSideEncryptionConfiguration",
                &[block(
                    "apply_server_side_encryption_by_default",
                    "ServerSideEncryptionByDefault",
                    &[to("sse_algorithm", "SSEAlgorithm"), to("kms_master_key_id", "KMSMasterKeyID")],
                )],
            ),
        ],
    ),
    Mapping::fold(
        "aws_s3_bucket_versioning",
        "bucket",
        &[
            implied("bucket"),
            block("versioning_configuration", "VersioningConfiguration", &[to("status", "Status")]),
        ],
    ),
    Mapping::fold(
        "aws_s3_bucket_lifecycle_configuration",
        "bucket",
        &[
            implied("bucket"),
            blocks(
                "rule",
                "LifecycleConfiguration.Rules",
                &[
                    to("id", "Id"),
                    to("status", "Status"),
                    block("filter", "", &[to("prefix", "Prefix")]),
                    block(
                        "abort_incomplete_multipart_upload",
                        "AbortIncompleteMultipartUpload",
                        &[to("days_after_initiation", "DaysAfterInitiation")],
                    ),
                    block(
                        "noncurrent_version_expiration",
                        "NoncurrentVersionExpiration",
                        &[to("noncurrent_days", "NoncurrentDays")],
                    ),
                    blocks(
                        "transition",
                        "Transitions",
                        &[to("days", "TransitionInDays"), to("storage_class", "StorageClass")],
                    ),
                    block("expiration", "", &[to("days", "ExpirationInDays")]),
                ],
            ),
        ],
    ),
    Mapping::resource(
        "aws_s3_bucket_policy",
        "AWS::S3::BucketPolicy",
        "BucketRules",
        &[to("bucket", "Bucket"), json("policy", "PolicyDocument")],
        &[],
    ),
    Mapping::resource(
        "aws_ebs_volume",
        "AWS::EC2::Volume",
        "Volume",
        &[
            to("availability_zone", "AvailabilityZone"),
            to("size", "Size"),
            to("type", "VolumeType"),
            to("iops", "Iops"),
            to("throughput", "Throughput"),
            to("encrypted", "Encrypted"),
            tags(),
        ],
        &[
            ("id", Ref),
            ("arn", Sub("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:volume/${@}")),
        ],
    ),
    Mapping::resource(
        "aws_volume_attachment",
        "AWS::EC2::VolumeAttachment",
        "VolumeUse",
        &[
            to("device_name", "Device"),
            to("instance_id", "InstanceId"),
            to("volume_id", "VolumeId"),
            left(
                "stop_instance_before_detaching",
                "CloudFormation detaches without asking: stop the host by hand before a change moves its volume",
            ),
        ],
        &[("instance_id", Own("instance_id"))],
    ),
    Mapping::resource(
        "aws_ecr_repository",
        "AWS::ECR::Repository",
        "Images",
        &[
            to("name", "RepositoryName"),
            to("image_tag_mutability", "ImageTagMutability"),
            block(
                "image_scanning_configuration",
                "ImageScanningConfiguration",
                &[to("scan_on_push", "ScanOnPush")],
            ),
            block(
                "encryption_configuration",
                "EncryptionConfiguration",
                &[to("encryption_type", "EncryptionType"), to("kms_key", "KmsKey")],
            ),
            tags(),
        ],
        &[("name", Ref), ("arn", Att("Arn")), ("repository_url", Att("RepositoryUri"))],
    ),
    Mapping::fold(
        "aws_ecr_lifecycle_policy",
        "repository",
        &[implied("repository"), text("policy", "LifecyclePolicy.LifecyclePolicyText")],
    ),
];
