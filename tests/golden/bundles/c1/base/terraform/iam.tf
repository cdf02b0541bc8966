resource "aws_iam_openid_connect_provider" "oidc_gitlab_connexing_io" {
  url            = "https://gitlab.connexing.io"
  client_id_list = ["https://gitlab.connexing.io"]
}

# Only pipelines of this project and this branch or tag get in, with a token that ends
# within the hour.
resource "aws_iam_role" "deploy_role" {
  name        = "${local.name}-deploy-role"
  description = "What the pipeline of connexing/c1 may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.oidc_gitlab_connexing_io.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "gitlab.connexing.io:aud" = "https://gitlab.connexing.io"
          }
          StringLike = {
            "gitlab.connexing.io:sub" = "project_path:connexing/c1:ref_type:branch:ref:main"
          }
        }
      },
    ]
  })

  max_session_duration = 3600
}

resource "aws_iam_role" "app_host" {
  name        = "${local.name}-app-host"
  description = "What app-host may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_instance_profile" "app_host" {
  name = "${local.name}-app-host"
  role = aws_iam_role.app_host.name
}

resource "aws_iam_role_policy_attachment" "app_host_amazon_ssm_managed_instance_core" {
  role       = aws_iam_role.app_host.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

# AddedReadWriteDb: added, the permissions as written down lack it. Reads the password
# that RDS made for the database.
# AddedRead: added, the permissions as written down lack it. Reads the secret's value at
# start.
# AddedItself: added, the permissions as written down lack it. The agent sends memory and
# disk, which EC2 itself does not measure.
resource "aws_iam_role_policy" "app_host" {
  name = "app-host"
  role = aws_iam_role.app_host.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AddedReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid    = "AddedRead"
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue"]
        Resource = [
          aws_secretsmanager_secret.api_keys.arn,
          aws_secretsmanager_secret.app_secrets.arn,
          aws_secretsmanager_secret.rasa_token.arn,
        ]
      },
      {
        Sid      = "WriteContainerLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.container_logs.arn}:*"]
      },
      {
        Sid      = "PullRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
      {
        Sid    = "PullRegistry2"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        Resource = [
          aws_ecr_repository.registry_gateway.arn,
          aws_ecr_repository.registry_accounts.arn,
          aws_ecr_repository.registry_conversations.arn,
          aws_ecr_repository.registry_notifications.arn,
          aws_ecr_repository.registry_rasa.arn,
          aws_ecr_repository.registry_migrations.arn,
        ]
      },
      {
        Sid      = "AddedItself"
        Effect   = "Allow"
        Action   = ["cloudwatch:PutMetricData", "ec2:DescribeTags", "ec2:DescribeVolumes"]
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "deploy_role" {
  name = "deploy-role"
  role = aws_iam_role.deploy_role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "DeployCdn"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation"]
        Resource = [aws_cloudfront_distribution.cdn.arn]
      },
      {
        Sid    = "DeployAppHost"
        Effect = "Allow"
        Action = ["ssm:SendCommand"]
        Resource = [
          aws_instance.app_host.arn,
          "arn:aws:ssm:${data.aws_region.current.name}:*:document/AWS-RunShellScript",
        ]
      },
      {
        Sid      = "DeployAppHost2"
        Effect   = "Allow"
        Action   = ["ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation"]
        Resource = ["*"]
      },
      {
        Sid      = "DeployAppHost3"
        Effect   = "Allow"
        Action   = ["ec2:DescribeInstances"]
        Resource = ["*"]
      },
      {
        Sid      = "WriteDeployLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.deploy_logs.arn}:*"]
      },
      {
        Sid      = "PushRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
      {
        Sid    = "PushRegistry2"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = [
          aws_ecr_repository.registry_gateway.arn,
          aws_ecr_repository.registry_accounts.arn,
          aws_ecr_repository.registry_conversations.arn,
          aws_ecr_repository.registry_notifications.arn,
          aws_ecr_repository.registry_rasa.arn,
          aws_ecr_repository.registry_migrations.arn,
        ]
      },
      {
        Sid      = "WriteWeb"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.web.arn}/site/*"]
      },
      {
        Sid      = "WriteWeb2"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [aws_s3_bucket.web.arn]
      },
    ]
  })
}
