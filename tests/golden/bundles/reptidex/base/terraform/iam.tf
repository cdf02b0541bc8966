resource "aws_iam_openid_connect_provider" "oidc_gitlab_com" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

# Only pipelines of this project and this branch or tag get in, with a token that ends
# within the hour.
resource "aws_iam_role" "deploy_role" {
  name        = "${local.name}-deploy-role"
  description = "What the pipeline of reptidex/platform may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.oidc_gitlab_com.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "gitlab.com:aud" = "https://gitlab.com"
          }
          StringLike = {
            "gitlab.com:sub" = "project_path:reptidex/platform:ref_type:branch:ref:main"
          }
        }
      },
    ]
  })

  max_session_duration = 3600
}

resource "aws_iam_role" "repti_animal" {
  name        = "${local.name}-repti-animal"
  description = "What repti-animal may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_animal_execution" {
  name        = "${local.name}-repti-animal-execution"
  description = "How ECS starts repti-animal"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_animal_execution" {
  role       = aws_iam_role.repti_animal_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_animal_execution" {
  name = "secrets"
  role = aws_iam_role.repti_animal_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "repti_commerce" {
  name        = "${local.name}-repti-commerce"
  description = "What repti-commerce may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_commerce_execution" {
  name        = "${local.name}-repti-commerce-execution"
  description = "How ECS starts repti-commerce"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_commerce_execution" {
  role       = aws_iam_role.repti_commerce_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_commerce_execution" {
  name = "secrets"
  role = aws_iam_role.repti_commerce_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "repti_community" {
  name        = "${local.name}-repti-community"
  description = "What repti-community may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_community_execution" {
  name        = "${local.name}-repti-community-execution"
  description = "How ECS starts repti-community"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_community_execution" {
  role       = aws_iam_role.repti_community_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_community_execution" {
  name = "secrets"
  role = aws_iam_role.repti_community_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "repti_core" {
  name        = "${local.name}-repti-core"
  description = "What repti-core may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_core_execution" {
  name        = "${local.name}-repti-core-execution"
  description = "How ECS starts repti-core"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_core_execution" {
  role       = aws_iam_role.repti_core_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_core_execution" {
  name = "secrets"
  role = aws_iam_role.repti_core_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "repti_media" {
  name        = "${local.name}-repti-media"
  description = "What repti-media may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_media_execution" {
  name        = "${local.name}-repti-media-execution"
  description = "How ECS starts repti-media"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_media_execution" {
  role       = aws_iam_role.repti_media_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_media_execution" {
  name = "secrets"
  role = aws_iam_role.repti_media_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "repti_ops" {
  name        = "${local.name}-repti-ops"
  description = "What repti-ops may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "repti_ops_execution" {
  name        = "${local.name}-repti-ops-execution"
  description = "How ECS starts repti-ops"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "repti_ops_execution" {
  role       = aws_iam_role.repti_ops_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# ECS fetches the secrets and hands them to the task as environment variables.
resource "aws_iam_role_policy" "repti_ops_execution" {
  name = "secrets"
  role = aws_iam_role.repti_ops_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "secretsmanager:GetSecretValue"
        Resource = [
          aws_db_instance.db.master_user_secret[0].secret_arn,
          aws_secretsmanager_secret.app_secrets.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role" "web_admin" {
  name        = "${local.name}-web-admin"
  description = "What web-admin may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "web_admin_execution" {
  name        = "${local.name}-web-admin-execution"
  description = "How ECS starts web-admin"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "web_admin_execution" {
  role       = aws_iam_role.web_admin_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "web_breeder" {
  name        = "${local.name}-web-breeder"
  description = "What web-breeder may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "web_breeder_execution" {
  name        = "${local.name}-web-breeder-execution"
  description = "How ECS starts web-breeder"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "web_breeder_execution" {
  role       = aws_iam_role.web_breeder_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "web_embed" {
  name        = "${local.name}-web-embed"
  description = "What web-embed may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "web_embed_execution" {
  name        = "${local.name}-web-embed-execution"
  description = "How ECS starts web-embed"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "web_embed_execution" {
  role       = aws_iam_role.web_embed_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role" "web_public" {
  name        = "${local.name}-web-public"
  description = "What web-public may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role" "web_public_execution" {
  name        = "${local.name}-web-public-execution"
  description = "How ECS starts web-public"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ecs-tasks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "web_public_execution" {
  role       = aws_iam_role.web_public_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "deploy_role" {
  name = "deploy-role"
  role = aws_iam_role.deploy_role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid    = "Deploy"
        Effect = "Allow"
        Action = ["ecs:DescribeServices", "ecs:UpdateService"]
        Resource = [
          aws_ecs_service.repti_animal.id,
          aws_ecs_service.repti_commerce.id,
          aws_ecs_service.repti_community.id,
          aws_ecs_service.repti_core.id,
          aws_ecs_service.repti_media.id,
          aws_ecs_service.repti_ops.id,
          aws_ecs_service.web_admin.id,
          aws_ecs_service.web_breeder.id,
          aws_ecs_service.web_embed.id,
          aws_ecs_service.web_public.id,
        ]
      },
      {
        Sid    = "Deploy2"
        Effect = "Allow"
        Action = ["ecs:RegisterTaskDefinition"]
        Resource = [
          "${aws_ecs_task_definition.repti_animal.arn_without_revision}:*",
          "${aws_ecs_task_definition.repti_commerce.arn_without_revision}:*",
          "${aws_ecs_task_definition.repti_community.arn_without_revision}:*",
          "${aws_ecs_task_definition.repti_core.arn_without_revision}:*",
          "${aws_ecs_task_definition.repti_media.arn_without_revision}:*",
          "${aws_ecs_task_definition.repti_ops.arn_without_revision}:*",
          "${aws_ecs_task_definition.web_admin.arn_without_revision}:*",
          "${aws_ecs_task_definition.web_breeder.arn_without_revision}:*",
          "${aws_ecs_task_definition.web_embed.arn_without_revision}:*",
          "${aws_ecs_task_definition.web_public.arn_without_revision}:*",
        ]
      },
      {
        Sid      = "DeployReptiAnimal3"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTaskDefinition"]
        Resource = ["*"]
      },
      {
        Sid    = "Deploy3"
        Effect = "Allow"
        Action = ["iam:PassRole"]
        Resource = [
          aws_iam_role.repti_animal.arn,
          aws_iam_role.repti_animal_execution.arn,
          aws_iam_role.repti_commerce.arn,
          aws_iam_role.repti_commerce_execution.arn,
          aws_iam_role.repti_community.arn,
          aws_iam_role.repti_community_execution.arn,
          aws_iam_role.repti_core.arn,
          aws_iam_role.repti_core_execution.arn,
          aws_iam_role.repti_media.arn,
          aws_iam_role.repti_media_execution.arn,
          aws_iam_role.repti_ops.arn,
          aws_iam_role.repti_ops_execution.arn,
          aws_iam_role.web_admin.arn,
          aws_iam_role.web_admin_execution.arn,
          aws_iam_role.web_breeder.arn,
          aws_iam_role.web_breeder_execution.arn,
          aws_iam_role.web_embed.arn,
          aws_iam_role.web_embed_execution.arn,
          aws_iam_role.web_public.arn,
          aws_iam_role.web_public_execution.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_animal" {
  name = "repti-animal"
  role = aws_iam_role.repti_animal.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_commerce" {
  name = "repti-commerce"
  role = aws_iam_role.repti_commerce.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_community" {
  name = "repti-community"
  role = aws_iam_role.repti_community.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_core" {
  name = "repti-core"
  role = aws_iam_role.repti_core.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_media" {
  name = "repti-media"
  role = aws_iam_role.repti_media.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWrite"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.assets.arn}/*", "${aws_s3_bucket.uploads.arn}/*"]
      },
      {
        Sid      = "ReadWrite2"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [aws_s3_bucket.assets.arn, aws_s3_bucket.uploads.arn]
      },
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "repti_ops" {
  name = "repti-ops"
  role = aws_iam_role.repti_ops.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadWriteDb"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_db_instance.db.master_user_secret[0].secret_arn]
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
      },
      {
        Sid      = "SendMail"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [aws_sesv2_email_identity.mail.arn]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
      {
        Sid      = "ReadAppSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.app_secrets.arn]
      },
    ]
  })
}

resource "aws_iam_role_policy" "web_admin" {
  name = "web-admin"
  role = aws_iam_role.web_admin.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role_policy" "web_breeder" {
  name = "web-breeder"
  role = aws_iam_role.web_breeder.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role_policy" "web_embed" {
  name = "web-embed"
  role = aws_iam_role.web_embed.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
    ]
  })
}

resource "aws_iam_role_policy" "web_public" {
  name = "web-public"
  role = aws_iam_role.web_public.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.logs.arn}:*"]
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
          aws_ecr_repository.registry_web_public.arn,
          aws_ecr_repository.registry_web_admin.arn,
          aws_ecr_repository.registry_web_breeder.arn,
          aws_ecr_repository.registry_web_embed.arn,
          aws_ecr_repository.registry_repti_core.arn,
          aws_ecr_repository.registry_repti_animal.arn,
          aws_ecr_repository.registry_repti_commerce.arn,
          aws_ecr_repository.registry_repti_media.arn,
          aws_ecr_repository.registry_repti_community.arn,
          aws_ecr_repository.registry_repti_ops.arn,
        ]
      },
    ]
  })
}
