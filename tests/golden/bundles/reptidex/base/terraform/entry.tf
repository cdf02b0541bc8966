resource "aws_cloudfront_origin_access_control" "cdn" {
  name                              = "${local.name}-cdn"
  description                       = "Signs what cdn asks of its buckets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "cdn" {
  enabled         = true
  comment         = "${local.name}-cdn"
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = ["dev.reptidex.com"]

  origin {
    origin_id                = "assets"
    domain_name              = aws_s3_bucket.assets.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.cdn.id
  }

  origin {
    origin_id   = "alb"
    domain_name = "dev.reptidex.com"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "assets"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    compress               = true

    forwarded_values {
      query_string = false
      headers      = ["*"]

      cookies {
        forward = "none"
      }
    }

    min_ttl                    = 0
    default_ttl                = 3600
    max_ttl                    = 86400
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }

  ordered_cache_behavior {
    path_pattern               = "/api/*"
    target_origin_id           = "alb"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = false
    cache_policy_id            = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id   = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }

  ordered_cache_behavior {
    path_pattern           = "/assets/*"
    target_origin_id       = "assets"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    compress               = true

    forwarded_values {
      query_string = false
      headers      = []

      cookies {
        forward = "none"
      }
    }

    min_ttl                    = 0
    default_ttl                = 604800
    max_ttl                    = 604800
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.site_cert.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_lb" "alb" {
  name                       = "${local.name}-alb"
  internal                   = false
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.alb.id]
  subnets                    = [aws_subnet.public_a.id, aws_subnet.public_b.id]
  idle_timeout               = 60
  drop_invalid_header_fields = true
  enable_deletion_protection = false
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_animal" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_commerce" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_community" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_core" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_media" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_repti_ops" {
  name_prefix          = "alb-r-"
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/api/v1/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_web_admin" {
  name_prefix          = "alb-w-"
  target_type          = "ip"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_web_breeder" {
  name_prefix          = "alb-w-"
  target_type          = "ip"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_web_embed" {
  name_prefix          = "alb-w-"
  target_type          = "ip"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A name of its own for each copy, so that a replacement is there before the old one goes.
resource "aws_lb_target_group" "alb_web_public" {
  name_prefix          = "alb-w-"
  target_type          = "ip"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = aws_vpc.vpc.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "alb" {
  load_balancer_arn = aws_lb.alb.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.alb_cert.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "No target"
      status_code  = "503"
    }
  }
}

resource "aws_lb_listener" "alb_redirect" {
  load_balancer_arn = aws_lb.alb.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "alb_1" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_web_public.arn
  }

  condition {
    host_header {
      values = ["dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_2" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_web_admin.arn
  }

  condition {
    host_header {
      values = ["admin-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_3" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_web_breeder.arn
  }

  condition {
    host_header {
      values = ["breeder-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_4" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 40

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_web_embed.arn
  }

  condition {
    host_header {
      values = ["embed-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_5" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_core.arn
  }

  condition {
    host_header {
      values = ["api-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_6" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 60

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_animal.arn
  }

  condition {
    host_header {
      values = ["animal-api-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_7" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 70

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_commerce.arn
  }

  condition {
    host_header {
      values = ["commerce-api-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_8" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 80

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_media.arn
  }

  condition {
    host_header {
      values = ["media-api-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_9" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 90

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_community.arn
  }

  condition {
    host_header {
      values = ["community-api-dev.reptidex.com"]
    }
  }
}

resource "aws_lb_listener_rule" "alb_10" {
  listener_arn = aws_lb_listener.alb.arn
  priority     = 100

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.alb_repti_ops.arn
  }

  condition {
    host_header {
      values = ["ops-api-dev.reptidex.com"]
    }
  }
}
