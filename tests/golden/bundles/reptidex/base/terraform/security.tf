resource "aws_security_group" "alb" {
  name        = "${local.name}-alb-sg"
  description = "Traffic to alb"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "alb-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "alb_80_from_anywhere" {
  security_group_id = aws_security_group.alb.id
  description       = "Is sent on to TLS"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "alb_443_from_anywhere" {
  security_group_id = aws_security_group.alb.id
  description       = "Calls sites and services; Dynamic pages"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "alb_any" {
  security_group_id = aws_security_group.alb.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "db" {
  name        = "${local.name}-rds-sg"
  description = "Traffic to db"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "rds-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_animal" {
  security_group_id            = aws_security_group.db.id
  description                  = "Animal service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_animal.id
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_commerce" {
  security_group_id            = aws_security_group.db.id
  description                  = "Commerce service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_commerce.id
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_community" {
  security_group_id            = aws_security_group.db.id
  description                  = "Community service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_community.id
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_core" {
  security_group_id            = aws_security_group.db.id
  description                  = "Core service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_core.id
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_media" {
  security_group_id            = aws_security_group.db.id
  description                  = "Media service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_media.id
}

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_repti_ops" {
  security_group_id            = aws_security_group.db.id
  description                  = "Operations service to PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.repti_ops.id
}

resource "aws_vpc_security_group_egress_rule" "db_any" {
  security_group_id = aws_security_group.db.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "redis" {
  name        = "${local.name}-redis-sg"
  description = "Traffic to redis"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "redis-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_animal" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Animal service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_animal.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_commerce" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Commerce service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_commerce.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_community" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Community service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_community.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_core" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Core service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_core.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_media" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Media service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_media.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_6379_from_repti_ops" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Operations service to Redis"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.repti_ops.id
}

resource "aws_vpc_security_group_egress_rule" "redis_any" {
  security_group_id = aws_security_group.redis.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_animal" {
  name        = "${local.name}-repti-animal-sg"
  description = "Traffic to repti-animal"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-animal-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_animal_8000_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "Load balancer to Animal service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8001_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8002_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8003_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8004_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8005_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_animal_8006_from_alb" {
  security_group_id            = aws_security_group.repti_animal.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_animal_any" {
  security_group_id = aws_security_group.repti_animal.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_commerce" {
  name        = "${local.name}-repti-commerce-sg"
  description = "Traffic to repti-commerce"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-commerce-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8000_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "Load balancer to Commerce service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8001_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8002_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8003_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8004_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8005_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_commerce_8006_from_alb" {
  security_group_id            = aws_security_group.repti_commerce.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_commerce_any" {
  security_group_id = aws_security_group.repti_commerce.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_community" {
  name        = "${local.name}-repti-community-sg"
  description = "Traffic to repti-community"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-community-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_community_8000_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "Load balancer to Community service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8001_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8002_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8003_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8004_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8005_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_community_8006_from_alb" {
  security_group_id            = aws_security_group.repti_community.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_community_any" {
  security_group_id = aws_security_group.repti_community.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_core" {
  name        = "${local.name}-repti-core-sg"
  description = "Traffic to repti-core"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-core-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_core_8000_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "Load balancer to Core service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8001_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8002_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8003_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8004_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8005_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_core_8006_from_alb" {
  security_group_id            = aws_security_group.repti_core.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_core_any" {
  security_group_id = aws_security_group.repti_core.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_media" {
  name        = "${local.name}-repti-media-sg"
  description = "Traffic to repti-media"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-media-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_media_8000_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "Load balancer to Media service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8001_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8002_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8003_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8004_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8005_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_media_8006_from_alb" {
  security_group_id            = aws_security_group.repti_media.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_media_any" {
  security_group_id = aws_security_group.repti_media.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "repti_ops" {
  name        = "${local.name}-repti-ops-sg"
  description = "Traffic to repti-ops"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "repti-ops-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "repti_ops_8000_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "Load balancer to Operations service"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8001_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8002_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8002
  to_port                      = 8002
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8003_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8003
  to_port                      = 8003
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8004_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8004
  to_port                      = 8004
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8005_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8005
  to_port                      = 8005
  referenced_security_group_id = aws_security_group.alb.id
}

# Written down, and no connection of the design needs it: close it if nothing else does.
resource "aws_vpc_security_group_ingress_rule" "repti_ops_8006_from_alb" {
  security_group_id            = aws_security_group.repti_ops.id
  description                  = "written down, and no connection needs it"
  ip_protocol                  = "tcp"
  from_port                    = 8006
  to_port                      = 8006
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "repti_ops_any" {
  security_group_id = aws_security_group.repti_ops.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "web_admin" {
  name        = "${local.name}-web-admin-sg"
  description = "Traffic to web-admin"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "web-admin-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_admin_80_from_alb" {
  security_group_id            = aws_security_group.web_admin.id
  description                  = "Load balancer to Admin site"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "web_admin_any" {
  security_group_id = aws_security_group.web_admin.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "web_breeder" {
  name        = "${local.name}-web-breeder-sg"
  description = "Traffic to web-breeder"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "web-breeder-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_breeder_80_from_alb" {
  security_group_id            = aws_security_group.web_breeder.id
  description                  = "Load balancer to Breeder site"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "web_breeder_any" {
  security_group_id = aws_security_group.web_breeder.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "web_embed" {
  name        = "${local.name}-web-embed-sg"
  description = "Traffic to web-embed"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "web-embed-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_embed_80_from_alb" {
  security_group_id            = aws_security_group.web_embed.id
  description                  = "Load balancer to Embedded site"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "web_embed_any" {
  security_group_id = aws_security_group.web_embed.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "web_public" {
  name        = "${local.name}-web-public-sg"
  description = "Traffic to web-public"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "web-public-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_public_80_from_alb" {
  security_group_id            = aws_security_group.web_public.id
  description                  = "Load balancer to Public site"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "web_public_any" {
  security_group_id = aws_security_group.web_public.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
