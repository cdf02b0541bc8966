# A new zone gets other name servers, which the registrar then has to be told.
resource "aws_route53_zone" "dns" {
  name    = "reptidex.com"
  comment = "dns zone of reptidex"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route53_record" "dns_alb" {
  for_each = toset([
    "admin-dev.reptidex.com",
    "breeder-dev.reptidex.com",
    "embed-dev.reptidex.com",
    "api-dev.reptidex.com",
    "animal-api-dev.reptidex.com",
    "commerce-api-dev.reptidex.com",
    "media-api-dev.reptidex.com",
    "community-api-dev.reptidex.com",
    "ops-api-dev.reptidex.com",
  ])

  zone_id = aws_route53_zone.dns.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = aws_lb.alb.dns_name
    zone_id                = aws_lb.alb.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "dns_cdn" {
  for_each = toset(["dev.reptidex.com"])

  zone_id = aws_route53_zone.dns.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.cdn.domain_name
    zone_id                = aws_cloudfront_distribution.cdn.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "dns_cdn_ipv6" {
  for_each = toset(["dev.reptidex.com"])

  zone_id = aws_route53_zone.dns.zone_id
  name    = each.value
  type    = "AAAA"

  alias {
    name                   = aws_cloudfront_distribution.cdn.domain_name
    zone_id                = aws_cloudfront_distribution.cdn.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_acm_certificate" "site_cert" {
  provider = aws.us_east_1

  domain_name       = "*.reptidex.com"
  validation_method = "DNS"
  key_algorithm     = "RSA_2048"

  lifecycle {
    create_before_destroy = true
  }
}

# A wildcard and the name below it share one record.
resource "aws_route53_record" "site_cert_validation" {
  for_each = { for option in aws_acm_certificate.site_cert.domain_validation_options : trimprefix(option.domain_name, "*.") => option... }

  zone_id         = aws_route53_zone.dns.zone_id
  name            = each.value[0].resource_record_name
  type            = each.value[0].resource_record_type
  ttl             = 300
  records         = [each.value[0].resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "site_cert" {
  provider = aws.us_east_1

  certificate_arn         = aws_acm_certificate.site_cert.arn
  validation_record_fqdns = [for record in aws_route53_record.site_cert_validation : record.fqdn]
}

resource "aws_acm_certificate" "alb_cert" {
  domain_name       = "*.reptidex.com"
  validation_method = "DNS"
  key_algorithm     = "RSA_2048"

  lifecycle {
    create_before_destroy = true
  }
}

# A wildcard and the name below it share one record.
resource "aws_route53_record" "alb_cert_validation" {
  for_each = { for option in aws_acm_certificate.alb_cert.domain_validation_options : trimprefix(option.domain_name, "*.") => option... }

  zone_id         = aws_route53_zone.dns.zone_id
  name            = each.value[0].resource_record_name
  type            = each.value[0].resource_record_type
  ttl             = 300
  records         = [each.value[0].resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "alb_cert" {
  certificate_arn         = aws_acm_certificate.alb_cert.arn
  validation_record_fqdns = [for record in aws_route53_record.alb_cert_validation : record.fqdn]
}

resource "aws_route53_record" "mail_dkim_1" {
  zone_id = aws_route53_zone.dns.zone_id
  name    = "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[0]}._domainkey.reptidex.com"
  type    = "CNAME"
  ttl     = 600

  records = [
    "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[0]}.dkim.amazonses.com",
  ]
}

resource "aws_route53_record" "mail_dkim_2" {
  zone_id = aws_route53_zone.dns.zone_id
  name    = "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[1]}._domainkey.reptidex.com"
  type    = "CNAME"
  ttl     = 600

  records = [
    "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[1]}.dkim.amazonses.com",
  ]
}

resource "aws_route53_record" "mail_dkim_3" {
  zone_id = aws_route53_zone.dns.zone_id
  name    = "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[2]}._domainkey.reptidex.com"
  type    = "CNAME"
  ttl     = 600

  records = [
    "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[2]}.dkim.amazonses.com",
  ]
}

# Private names of tasks, and of hosts that tasks ask.
resource "aws_service_discovery_private_dns_namespace" "main" {
  name = "${local.name}.internal"
  vpc  = aws_vpc.vpc.id
}

resource "aws_service_discovery_service" "repti_animal" {
  name = "repti-animal"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "repti_commerce" {
  name = "repti-commerce"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "repti_community" {
  name = "repti-community"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "repti_core" {
  name = "repti-core"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "repti_media" {
  name = "repti-media"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "repti_ops" {
  name = "repti-ops"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "web_admin" {
  name = "web-admin"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "web_breeder" {
  name = "web-breeder"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "web_embed" {
  name = "web-embed"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "web_public" {
  name = "web-public"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}
