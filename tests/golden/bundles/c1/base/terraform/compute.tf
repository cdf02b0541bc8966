data "aws_ssm_parameter" "al2023_arm64" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

resource "aws_instance" "app_host" {
  ami                         = data.aws_ssm_parameter.al2023_arm64.value
  instance_type               = "t4g.xlarge"
  subnet_id                   = aws_subnet.public_a.id
  vpc_security_group_ids      = [aws_security_group.app_host.id]
  iam_instance_profile        = aws_iam_instance_profile.app_host.name
  associate_public_ip_address = true
  user_data_base64            = base64gzip(local.user_data_app_host)

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 30
    encrypted   = true
  }

  tags = {
    Name = "${local.name}-app-host"
  }

  lifecycle {
    ignore_changes = [ami, user_data_base64]
  }
}
