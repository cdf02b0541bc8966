resource "aws_db_subnet_group" "db" {
  name       = "${local.name}-db"
  subnet_ids = [aws_subnet.private_a.id, aws_subnet.private_b.id]
}

# Refuses connections without TLS.
resource "aws_db_parameter_group" "db" {
  name   = "${local.name}-db-postgres15"
  family = "postgres15"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes the master password and keeps it in Secrets Manager, so no state file holds
# it.
resource "aws_db_instance" "db" {
  identifier                   = "${local.name}-db"
  engine                       = "postgres"
  engine_version               = "15.7"
  instance_class               = "db.t4g.micro"
  db_name                      = "app"
  port                         = 5432
  username                     = "dbadmin"
  manage_master_user_password  = true
  allocated_storage            = 20
  max_allocated_storage        = 100
  storage_type                 = "gp3"
  storage_encrypted            = true
  multi_az                     = false
  db_subnet_group_name         = aws_db_subnet_group.db.name
  vpc_security_group_ids       = [aws_security_group.db.id]
  publicly_accessible          = false
  parameter_group_name         = aws_db_parameter_group.db.name
  backup_retention_period      = 7
  backup_window                = "03:00-04:00"
  maintenance_window           = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade   = true
  copy_tags_to_snapshot        = true
  delete_automated_backups     = false
  deletion_protection          = true
  skip_final_snapshot          = false
  final_snapshot_identifier    = "${local.name}-db-final"
  performance_insights_enabled = false

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "redis" {
  name       = "${local.name}-redis"
  subnet_ids = [aws_subnet.private_a.id, aws_subnet.private_b.id]
}

resource "aws_elasticache_replication_group" "redis" {
  replication_group_id       = "${local.name}-redis"
  description                = "Redis OSS redis"
  engine                     = "redis"
  engine_version             = "7.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  port                       = 6379
  subnet_group_name          = aws_elasticache_subnet_group.redis.name
  security_group_ids         = [aws_security_group.redis.id]
  automatic_failover_enabled = false
  multi_az_enabled           = false
  at_rest_encryption_enabled = true
  transit_encryption_enabled = false
  snapshot_retention_limit   = 0
  maintenance_window         = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade = true
}
