terraform {
  required_version = ">= 1.9"

  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "certificates"
  region = "us-east-1"
}

variable "region" {
  description = "Where the logs are kept."
  type        = string
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/small/app"
  retention_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_ssm_parameter" "start" {
  provider = aws.certificates
  name     = "/small/start"
  type     = "String"
  value    = templatefile("${path.module}/user_data.sh.tftpl", { log_group = aws_cloudwatch_log_group.app.name })
}
