# All Fargate services share it; a cluster without machines costs nothing.
resource "aws_ecs_cluster" "main" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "repti_animal" {
  family                   = "${local.name}-repti-animal"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_animal_execution.arn
  task_role_arn            = aws_iam_role.repti_animal.arn

  container_definitions = jsonencode([
    {
      name      = "repti-animal"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-animal:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-animal"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_animal" {
  name                               = "${local.name}-repti-animal"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_animal.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_animal.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_animal.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_animal.arn
    container_name   = "repti-animal"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "repti_commerce" {
  family                   = "${local.name}-repti-commerce"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_commerce_execution.arn
  task_role_arn            = aws_iam_role.repti_commerce.arn

  container_definitions = jsonencode([
    {
      name      = "repti-commerce"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-commerce:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-commerce"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_commerce" {
  name                               = "${local.name}-repti-commerce"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_commerce.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_commerce.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_commerce.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_commerce.arn
    container_name   = "repti-commerce"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "repti_community" {
  family                   = "${local.name}-repti-community"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_community_execution.arn
  task_role_arn            = aws_iam_role.repti_community.arn

  container_definitions = jsonencode([
    {
      name      = "repti-community"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-community:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-community"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_community" {
  name                               = "${local.name}-repti-community"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_community.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_community.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_community.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_community.arn
    container_name   = "repti-community"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "repti_core" {
  family                   = "${local.name}-repti-core"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_core_execution.arn
  task_role_arn            = aws_iam_role.repti_core.arn

  container_definitions = jsonencode([
    {
      name      = "repti-core"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-core:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-core"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_core" {
  name                               = "${local.name}-repti-core"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_core.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_core.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_core.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_core.arn
    container_name   = "repti-core"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "repti_media" {
  family                   = "${local.name}-repti-media"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_media_execution.arn
  task_role_arn            = aws_iam_role.repti_media.arn

  container_definitions = jsonencode([
    {
      name      = "repti-media"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-media:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "ASSETS_HOST"
          value = aws_s3_bucket.assets.bucket_regional_domain_name
        },
        {
          name  = "ASSETS_PORT"
          value = "443"
        },
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
        {
          name  = "UPLOADS_HOST"
          value = aws_s3_bucket.uploads.bucket_regional_domain_name
        },
        {
          name  = "UPLOADS_PORT"
          value = "443"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-media"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_media" {
  name                               = "${local.name}-repti-media"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_media.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_media.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_media.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_media.arn
    container_name   = "repti-media"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "repti_ops" {
  family                   = "${local.name}-repti-ops"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.repti_ops_execution.arn
  task_role_arn            = aws_iam_role.repti_ops.arn

  container_definitions = jsonencode([
    {
      name      = "repti-ops"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/repti-ops:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]
      environment = [
        {
          name  = "DB_HOST"
          value = aws_db_instance.db.address
        },
        {
          name  = "DB_NAME"
          value = "app"
        },
        {
          name  = "DB_PORT"
          value = "5432"
        },
        {
          name  = "REDIS_HOST"
          value = aws_elasticache_replication_group.redis.primary_endpoint_address
        },
        {
          name  = "REDIS_PORT"
          value = "6379"
        },
      ]
      secrets = [
        {
          name      = "DB_PASSWORD"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:password::"
        },
        {
          name      = "DB_USERNAME"
          valueFrom = "${aws_db_instance.db.master_user_secret[0].secret_arn}:username::"
        },
        {
          name      = "JWT_SECRET_KEY"
          valueFrom = aws_secretsmanager_secret.app_secrets.arn
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "repti-ops"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "python3",
          "-c",
          "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)",
          "http://127.0.0.1:8000/api/v1/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "repti_ops" {
  name                               = "${local.name}-repti-ops"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.repti_ops.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.repti_ops.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.repti_ops.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_repti_ops.arn
    container_name   = "repti-ops"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "web_admin" {
  family                   = "${local.name}-web-admin"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.web_admin_execution.arn
  task_role_arn            = aws_iam_role.web_admin.arn

  container_definitions = jsonencode([
    {
      name      = "web-admin"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/web-admin:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 80
          hostPort      = 80
          protocol      = "tcp"
        },
      ]
      environment = []
      secrets     = []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "web-admin"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "wget",
          "-q",
          "-O",
          "/dev/null",
          "-T",
          "4",
          "http://127.0.0.1:80/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "web_admin" {
  name                               = "${local.name}-web-admin"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web_admin.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.web_admin.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.web_admin.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_web_admin.arn
    container_name   = "web-admin"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "web_breeder" {
  family                   = "${local.name}-web-breeder"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.web_breeder_execution.arn
  task_role_arn            = aws_iam_role.web_breeder.arn

  container_definitions = jsonencode([
    {
      name      = "web-breeder"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/web-breeder:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 80
          hostPort      = 80
          protocol      = "tcp"
        },
      ]
      environment = []
      secrets     = []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "web-breeder"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "wget",
          "-q",
          "-O",
          "/dev/null",
          "-T",
          "4",
          "http://127.0.0.1:80/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "web_breeder" {
  name                               = "${local.name}-web-breeder"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web_breeder.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.web_breeder.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.web_breeder.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_web_breeder.arn
    container_name   = "web-breeder"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "web_embed" {
  family                   = "${local.name}-web-embed"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.web_embed_execution.arn
  task_role_arn            = aws_iam_role.web_embed.arn

  container_definitions = jsonencode([
    {
      name      = "web-embed"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/web-embed:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 80
          hostPort      = 80
          protocol      = "tcp"
        },
      ]
      environment = []
      secrets     = []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "web-embed"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "wget",
          "-q",
          "-O",
          "/dev/null",
          "-T",
          "4",
          "http://127.0.0.1:80/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "web_embed" {
  name                               = "${local.name}-web-embed"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web_embed.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.web_embed.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.web_embed.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_web_embed.arn
    container_name   = "web-embed"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_ecs_task_definition" "web_public" {
  family                   = "${local.name}-web-public"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.web_public_execution.arn
  task_role_arn            = aws_iam_role.web_public.arn

  container_definitions = jsonencode([
    {
      name      = "web-public"
      image     = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com/${local.name}/web-public:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 80
          hostPort      = 80
          protocol      = "tcp"
        },
      ]
      environment = []
      secrets     = []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.logs.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "web-public"
        }
      }
      healthCheck = {
        command = [
          "CMD",
          "wget",
          "-q",
          "-O",
          "/dev/null",
          "-T",
          "4",
          "http://127.0.0.1:80/health",
        ]
        interval    = 15
        timeout     = 5
        retries     = 3
        startPeriod = 90
      }
    },
  ])

  runtime_platform {
    cpu_architecture        = "ARM64"
    operating_system_family = "LINUX"
  }
}

# Autoscaling sets the number of tasks and deployments set the version, so Terraform
# leaves both alone.
resource "aws_ecs_service" "web_public" {
  name                               = "${local.name}-web-public"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.web_public.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    security_groups  = [aws_security_group.web_public.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.web_public.arn
  }

  health_check_grace_period_seconds = 90

  load_balancer {
    target_group_arn = aws_lb_target_group.alb_web_public.arn
    container_name   = "web-public"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.alb]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}
