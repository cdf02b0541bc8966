//! Certificate: AWS Certificate Manager. Proves to browsers that a host name is the design's own.
//! Pricing: free for public certificates, <https://aws.amazon.com/certificate-manager/pricing/> ·
//! Validation: <https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, fields, is_certificate_name, is_in_zone},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, CertificateFacts, EDGE_REGION, Facts, Family, Finding, Findings, Meta, Neighbour, Place,
        Procedure, Severity, Site, Topic,
    },
};

/// The names that a public certificate takes unless AWS is asked for more.
const MAX_NAMES: usize = 10;

/// Proves to browsers that host names are the design's own. Public certificates are free and renew
/// themselves as long as their validation records stay.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    /// Names that it covers. A wildcard such as *.example.com stands for exactly one part: it covers
    /// api.example.com, and neither example.com nor v1.api.example.com. *Default:* example.com.
    #[schemars(inner(length(max = 253)))]
    pub names: Vec<String>,
    /// Where it is issued. A CDN takes certificates from us-east-1 only; a load balancer from its own
    /// region. *Default:* the design's region.
    pub region: CertificateRegion,
    /// The kind of key. *Default:* RSA 2048, which every client knows.
    pub key: Key,
}

fields!(Certificate { names, region, key });

/// Where a certificate is issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CertificateRegion {
    /// The design's region: for load balancers.
    #[default]
    #[serde(rename = "application")]
    Application,
    /// N. Virginia: for CDNs.
    #[serde(rename = "us-east-1")]
    UsEast1,
}

/// The kind of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// RSA with 2048 bits: every client knows it.
    #[default]
    Rsa2048,
    /// Elliptic curve P-256: smaller and faster, for clients of the last ten years.
    EcP256,
}

impl Key {
    const fn algorithm(self) -> &'static str {
        match self {
            Self::Rsa2048 => "RSA_2048",
            Self::EcP256 => "EC_prime256v1",
        }
    }
}

impl Default for Certificate {
    fn default() -> Self {
        Self {
            names: vec!["example.com".to_owned()],
            region: CertificateRegion::Application,
            key: Key::Rsa2048,
        }
    }
}

impl Kind for Certificate {
    const META: Meta = Meta {
        kind: "certificate",
        name: "Certificate",
        vendor: "ACM",
        family: Family::Entry,
        summary: "Proves to browsers that a host name is the design's own",
        icon: "M4 4h16v11h-5M4 4v11h5M8 8h8M12 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10.5 18.5 10 22l2-1 2 1-.5-3.5",
        inside: &[Place::Canvas, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("for a load balancer", Self { names: vec!["api.example.com".to_owned()], ..Self::default() }),
            (
                "for a CDN",
                Self {
                    names: vec!["example.com".to_owned(), "*.example.com".to_owned()],
                    region: CertificateRegion::UsEast1,
                    key: Key::EcP256,
                },
            ),
        ]
    }
}

impl Service for Certificate {
    fn facts(&self, _address: &Address, book: &PriceBook) -> Facts {
        let region = match self.region {
            CertificateRegion::Application => book.region().code(),
            CertificateRegion::UsEast1 => EDGE_REGION,
        };
        Facts {
            certificate: Some(CertificateFacts { names: self.names.clone(), region: region.to_owned() }),
            accepts: &[Access::Resolve],
            count: 1,
            ..Facts::default()
        }
    }

    fn subtitle(&self) -> String {
        let more = self.names.len().saturating_sub(1);
        match self.names.first() {
            Some(name) if more > 0 => format!("{name} +{more}"),
            Some(name) => name.clone(),
            None => String::new(),
        }
    }
}

impl Check for Certificate {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for name in self.names.iter().filter(|it| !is_certificate_name(it)) {
            out.push(
                Finding::new(
                    "certificate-name",
                    Severity::Error,
                    out.anchor(Some("names")),
                    format!("{} lists {name:?}, which is no host name", site.name),
                    "AWS issues certificates for full host names, and for a single leading wildcard",
                )
                .hint("write a name such as api.example.com or *.example.com"),
            );
        }
        if self.names.is_empty() || self.names.len() > MAX_NAMES {
            out.push(Finding::new(
                "certificate-name",
                Severity::Error,
                out.anchor(Some("names")),
                format!("{} lists {} names; a certificate has 1 to {MAX_NAMES}", site.name, self.names.len()),
                "AWS refuses the request unless its quota was raised",
            ));
        }
        let zones: Vec<_> = site.asked_by(Access::Resolve).collect();
        for name in &self.names {
            let has_zone = zones.iter().any(|it| validates(it, name));
            if !has_zone && is_certificate_name(name) {
                out.push(
                    Finding::new(
                        "certificate-unvalidated",
                        Severity::Warning,
                        out.anchor(Some("names")),
                        format!("no connected zone can prove {name} for {}", site.name),
                        "AWS issues the certificate once a record in the domain's zone proves it; until then the \
                         apply waits, and fails after 75 minutes",
                    )
                    .hint("connect the zone of the domain to it with the access \"resolve\"")
                    .hint("or set the record by hand while the apply waits"),
                );
            }
        }
    }
}

impl Build for Certificate {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        Ends { arn: Some(Value::reference("aws_acm_certificate", &label, "arn")), ..Ends::default() }
            // The validated one, so that nobody is given a certificate that is not issued yet.
            .with(
                "certificate_arn",
                Value::reference("aws_acm_certificate_validation", label, "certificate_arn"),
            )
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut certificate = Resource::new(Concern::Dns, "aws_acm_certificate", &label);
        if let Some((first, others)) = self.names.split_first() {
            certificate = certificate.set("domain_name", first);
            if !others.is_empty() {
                certificate = certificate.set("subject_alternative_names", Value::list(others));
            }
        }
        certificate = certificate
            .set("validation_method", "DNS")
            .set("key_algorithm", self.key.algorithm())
            .create_first();
        let mut validation = Resource::new(Concern::Dns, "aws_acm_certificate_validation", &label)
            .set("certificate_arn", certificate.attribute("arn"));
        if self.region == CertificateRegion::UsEast1 {
            certificate = certificate.in_region("us_east_1");
            validation = validation.in_region("us_east_1");
        }
        graph.add(certificate);
        if let Some(zone_id) = self.zone_id(plot) {
            let records = format!("{label}_validation");
            graph.add(validation_records(&label, &records, zone_id));
            validation = validation.set(
                "validation_record_fqdns",
                Value::Name(format!("[for record in aws_route53_record.{records} : record.fqdn]")),
            );
        }
        graph.add(validation);
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let region = match self.region {
            CertificateRegion::Application => "",
            CertificateRegion::UsEast1 => " --region us-east-1",
        };
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See whether {} is issued", site.name),
            text: "It renews itself as long as the validation records stay in the zone. A certificate that waits for \
                   its validation usually means that the registrar does not name the zone's servers yet."
                .to_owned(),
            commands: vec![format!(
                "aws acm list-certificates{region} --query 'CertificateSummaryList[].[DomainName,Status,NotAfter]' --output table"
            )],
        }]
    }
}

impl Certificate {
    /// The zone that holds the validation records: the one that answers for most of the names.
    fn zone_id(&self, plot: &Plot<'_>) -> Option<Value> {
        let n_names = |zone: &Neighbour<'_>| self.names.iter().filter(|it| validates(zone, it)).count();
        let zone =
            plot.site.asked_by(Access::Resolve).filter(|it| n_names(it) > 0).max_by_key(|it| n_names(it))?;
        plot.ends_of(zone.address)?.get("zone_id").cloned()
    }
}

fn validates(zone: &Neighbour<'_>, name: &str) -> bool {
    let name = name.strip_prefix("*.").unwrap_or(name);
    zone.facts.zone.as_ref().is_some_and(|it| is_in_zone(name, it))
}

/// A wildcard and the name below it are proved by one and the same record, so names are grouped by
/// what stands behind the wildcard.
fn validation_records(certificate: &str, label: &str, zone_id: Value) -> Resource {
    let of_option = |attribute: &str| Value::Name(format!("each.value[0].{attribute}"));
    Resource::new(Concern::Dns, "aws_route53_record", label)
        .comment("A wildcard and the name below it share one record.")
        .for_each(Value::Name(format!(
            "{{ for option in aws_acm_certificate.{certificate}.domain_validation_options : \
             trimprefix(option.domain_name, \"*.\") => option... }}"
        )))
        .set("zone_id", zone_id)
        .set("name", of_option("resource_record_name"))
        .set("type", of_option("resource_record_type"))
        .set("ttl", 300)
        .set("records", Value::List(vec![of_option("resource_record_value")]))
        .set("allow_overwrite", true)
}
