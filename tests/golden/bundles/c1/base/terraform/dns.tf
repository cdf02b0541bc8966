# A new zone gets other name servers, which the registrar then has to be told.
resource "aws_route53_zone" "dns" {
  name    = "connexing.io"
  comment = "dns zone of connexing-c1"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route53_record" "dns_alb" {
  for_each = toset(["api.c1.connexing.io"])

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
  for_each = toset(["c1.connexing.io"])

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
  for_each = toset(["c1.connexing.io"])

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

  domain_name       = "*.connexing.io"
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

resource "aws_acm_certificate" "api_cert" {
  domain_name       = "*.connexing.io"
  validation_method = "DNS"
  key_algorithm     = "RSA_2048"

  lifecycle {
    create_before_destroy = true
  }
}

# A wildcard and the name below it share one record.
resource "aws_route53_record" "api_cert_validation" {
  for_each = { for option in aws_acm_certificate.api_cert.domain_validation_options : trimprefix(option.domain_name, "*.") => option... }

  zone_id         = aws_route53_zone.dns.zone_id
  name            = each.value[0].resource_record_name
  type            = each.value[0].resource_record_type
  ttl             = 300
  records         = [each.value[0].resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "api_cert" {
  certificate_arn         = aws_acm_certificate.api_cert.arn
  validation_record_fqdns = [for record in aws_route53_record.api_cert_validation : record.fqdn]
}
