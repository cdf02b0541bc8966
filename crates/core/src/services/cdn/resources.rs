//! The distribution, and what lets it read buckets.

use crate::{
    resource::{Concern, Resource, ResourceGraph, Value},
    services::{Plot, bucket},
    vocab::{Access, Neighbour},
};

use super::{
    ALL_VIEWER_EXCEPT_HOST_HEADER, CACHING_DISABLED, CACHING_OPTIMIZED, Caching, Cdn, SECURITY_HEADERS,
    origins,
};

/// The seconds of a day, for which CloudFront keeps what does not say itself how long.
const DAY_SECONDS: u32 = 86_400;

impl Cdn {
    pub(super) fn distribution(&self, plot: &Plot<'_>) -> Resource {
        let label = plot.site.label();
        let mut distribution = Resource::new(Concern::Entry, "aws_cloudfront_distribution", &label)
            .set("enabled", true)
            .set("comment", plot.name())
            .set("is_ipv6_enabled", true)
            .set("http_version", "http2and3")
            .set("price_class", self.price_class.name());
        let certificate = plot
            .site
            .asked_by(Access::Secure)
            .find_map(|it| plot.ends_of(it.address)?.get("certificate_arn").cloned());
        // Without a certificate of its own, AWS refuses any host name but its own.
        if certificate.is_some() && !self.hostnames.is_empty() {
            distribution = distribution.set("aliases", Value::list(&self.hostnames));
        }
        if !self.default_root_object.is_empty() {
            distribution = distribution.set("default_root_object", &self.default_root_object);
        }
        if let Some(web_acl) = plot
            .site
            .asked_by(Access::Protect)
            .find_map(|it| plot.ends_of(it.address)?.get("web_acl_arn").cloned())
        {
            distribution = distribution.set("web_acl_id", web_acl);
        }
        for origin in origins(plot.site) {
            distribution = distribution.block("origin", origin_block(plot, origin));
        }
        if let Some(main) = self.main_origin(plot.site) {
            distribution = distribution
                .block("default_cache_behavior", self.behaviour(main, self.caching, self.ttl_seconds, None));
        }
        for route in &self.routes {
            if let Some(origin) = origins(plot.site).find(|it| Some(it.address) == route.target().as_ref()) {
                distribution = distribution.block(
                    "ordered_cache_behavior",
                    self.behaviour(origin, route.caching, route.ttl_seconds, Some(&route.path)),
                );
            }
        }
        if self.single_page_app && !self.default_root_object.is_empty() {
            // A bucket that must not be listed answers 403 for a file that is not there.
            for code in [403, 404] {
                distribution = distribution.block(
                    "custom_error_response",
                    [
                        ("error_code", Value::from(code)),
                        ("response_code", Value::from(200)),
                        ("response_page_path", Value::from(format!("/{}", self.default_root_object))),
                        ("error_caching_min_ttl", Value::from(10)),
                    ],
                );
            }
        }
        let viewer_certificate = match certificate {
            Some(arn) => Value::block([
                ("acm_certificate_arn", arn),
                ("ssl_support_method", Value::from("sni-only")),
                ("minimum_protocol_version", Value::from("TLSv1.2_2021")),
            ]),
            None => Value::block([("cloudfront_default_certificate", Value::from(true))]),
        };
        distribution
            .block(
                "restrictions",
                [("geo_restriction", Value::block([("restriction_type", Value::from("none"))]))],
            )
            .set("viewer_certificate", viewer_certificate)
    }

    fn behaviour(
        &self,
        origin: &Neighbour<'_>,
        caching: Caching,
        ttl_seconds: Option<u32>,
        path: Option<&str>,
    ) -> Vec<(&'static str, Value)> {
        let methods: &[&str] = match origin.access {
            Access::Read => &["GET", "HEAD", "OPTIONS"],
            _ => &["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        };
        let mut block = Vec::new();
        if let Some(path) = path {
            block.push(("path_pattern", Value::from(path)));
        }
        block.extend([
            ("target_origin_id", Value::from(origin.address.as_str())),
            ("viewer_protocol_policy", Value::from("redirect-to-https")),
            ("allowed_methods", Value::list(methods.iter().copied())),
            ("cached_methods", Value::list(["GET", "HEAD"])),
            ("compress", Value::from(caching == Caching::Optimized)),
        ]);
        // The policies that AWS looks after know one time only; any other is said in place.
        let has_time_of_its_own = caching == Caching::Optimized && ttl_seconds.is_some();
        if has_time_of_its_own || (self.all_headers && path.is_none()) {
            let ttl = if caching == Caching::Disabled { 0 } else { ttl_seconds.unwrap_or(DAY_SECONDS) };
            let headers: &[&str] = if self.all_headers && path.is_none() { &["*"] } else { &[] };
            let is_dynamic = origin.access != Access::Read;
            let cookies = if is_dynamic && path.is_none() { "all" } else { "none" };
            block.push((
                "forwarded_values",
                Value::block([
                    ("query_string", Value::from(is_dynamic)),
                    ("headers", Value::list(headers.iter().copied())),
                    ("cookies", Value::block([("forward", Value::from(cookies))])),
                ]),
            ));
            block.extend([
                ("min_ttl", Value::from(0)),
                ("default_ttl", Value::from(ttl)),
                ("max_ttl", Value::from(ttl.max(DAY_SECONDS))),
            ]);
            if self.security_headers {
                block.push(("response_headers_policy_id", Value::from(SECURITY_HEADERS)));
            }
            return block;
        }
        block.push((
            "cache_policy_id",
            Value::from(match caching {
                Caching::Optimized => CACHING_OPTIMIZED,
                Caching::Disabled => CACHING_DISABLED,
            }),
        ));
        if caching == Caching::Disabled && origin.access != Access::Read {
            block.push(("origin_request_policy_id", Value::from(ALL_VIEWER_EXCEPT_HOST_HEADER)));
        }
        if self.security_headers {
            block.push(("response_headers_policy_id", Value::from(SECURITY_HEADERS)));
        }
        block
    }
}

fn origin_block(plot: &Plot<'_>, origin: &Neighbour<'_>) -> Vec<(&'static str, Value)> {
    let ends = plot.ends_of(origin.address);
    let endpoint = ends.and_then(|it| it.endpoint.clone());
    let mut block = vec![("origin_id", Value::from(origin.address.as_str()))];
    if origin.access == Access::Read {
        block.extend(endpoint.map(|it| ("domain_name", it)));
        block.extend(ends.and_then(|it| it.get("origin_path")).map(|it| ("origin_path", it.clone())));
        block.push((
            "origin_access_control_id",
            Value::reference("aws_cloudfront_origin_access_control", plot.site.label(), "id"),
        ));
        return block;
    }
    // By its own host name, for which it has a certificate; by the vendor's name TLS would fail.
    let hostname = origin.facts.hostnames.first().map(Value::from);
    block.extend(hostname.or(endpoint).map(|it| ("domain_name", it)));
    block.push((
        "custom_origin_config",
        Value::block([
            ("http_port", Value::from(80)),
            ("https_port", Value::from(443)),
            ("origin_protocol_policy", Value::from("https-only")),
            ("origin_ssl_protocols", Value::list(["TLSv1.2"])),
        ]),
    ));
    block
}

/// Lets this distribution, and no other, read the bucket.
pub(super) fn let_read(plot: &Plot<'_>, bucket: &Neighbour<'_>, graph: &mut ResourceGraph) {
    let Some(ends) = plot.ends_of(bucket.address) else { return };
    let (Some(arn), Some(id)) = (&ends.arn, ends.get("bucket")) else { return };
    let statement = Value::map([
        ("Effect", Value::from("Allow")),
        ("Principal", Value::map([("Service", Value::from("cloudfront.amazonaws.com"))])),
        ("Action", Value::from("s3:GetObject")),
        ("Resource", Value::template([arn.clone(), Value::from("/*")])),
        (
            "Condition",
            Value::map([(
                "StringEquals",
                Value::map([(
                    "AWS:SourceArn",
                    Value::reference("aws_cloudfront_distribution", plot.site.label(), "arn"),
                )]),
            )]),
        ),
    ]);
    bucket::add_statement(&bucket.address.label(), id.clone(), statement, graph);
}
