resource "aws_security_group" "alb" {
  name        = "${local.name}-alb-sg"
  description = "Traffic to alb"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "alb-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "alb_443_from_anywhere" {
  security_group_id = aws_security_group.alb.id
  description       = "Calls the API over TLS"
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

resource "aws_security_group" "app_host" {
  name        = "${local.name}-app-ec2-sg"
  description = "Traffic to app-host"
  vpc_id      = aws_vpc.vpc.id

  tags = {
    Name = "app-ec2-sg"
  }
}

resource "aws_vpc_security_group_ingress_rule" "app_host_22_from_office_cidrs" {
  for_each = toset(var.office_cidrs)

  security_group_id = aws_security_group.app_host.id
  description       = "SSH from allow-listed addresses"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "app_host_8080_from_alb" {
  security_group_id            = aws_security_group.app_host.id
  description                  = "Forwards to the API gateway"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.alb.id
}

resource "aws_vpc_security_group_egress_rule" "app_host_any" {
  security_group_id = aws_security_group.app_host.id
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

resource "aws_vpc_security_group_ingress_rule" "db_5432_from_app_host" {
  security_group_id            = aws_security_group.db.id
  description                  = "Migrates the schema before the services start; Reads and writes PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.app_host.id
}

resource "aws_vpc_security_group_egress_rule" "db_any" {
  security_group_id = aws_security_group.db.id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
