//! `certificate-coverage`, `certificate-region`, `certificate-missing`.
//!
//! *What it checks:* every host name that browsers reach over TLS is covered by a certificate that
//! is attached, and the certificate comes from a region that its user accepts.
//! *Why it matters:* a wildcard stands for exactly one label, so `*.example.com` does not cover
//! `api.shop.example.com`; the handshake fails in every browser.
//! *Fix:* a certificate for the name itself, or a name that the wildcard covers.
//! *References:* RFC 6125, section 6.4.3.

use serde_json::json;

use crate::{
    base::Address,
    vocab::{Access, Command, Facts, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for (id, facts) in review.survey.all_facts().filter(|(_, it)| it.needs_certificate) {
        let certificates: Vec<(&Address, &Facts)> = review
            .survey
            .design()
            .connections
            .values()
            .filter(|it| it.to == *id && it.access == Access::Secure)
            .filter_map(|it| Some((&it.from, review.survey.facts(&it.from)?)))
            .filter(|(_, facts)| facts.certificate.is_some())
            .collect();
        if certificates.is_empty() {
            if let Some(name) = facts.hostnames.first() {
                out.push(
                    Finding::new(
                        "certificate-missing",
                        Severity::Error,
                        about(id, Some("hostnames")),
                        format!("{} answers for {name} over TLS and has no certificate", review.name(id)),
                        "Browsers refuse a TLS connection without a certificate for the name",
                    )
                    .hint("add a certificate and connect it with the access \"secure\""),
                );
            }
            continue;
        }
        for name in &facts.hostnames {
            coverage(review, id, name, &certificates, out);
        }
        for (certificate_id, certificate_facts) in &certificates {
            let (Some(wanted), Some(certificate)) =
                (facts.certificate_region, certificate_facts.certificate.as_ref())
            else {
                continue;
            };
            if certificate.region != wanted {
                out.push(
                    Finding::new(
                        "certificate-region",
                        Severity::Error,
                        about(certificate_id, Some("region")),
                        format!(
                            "{} is issued in {} and secures {}, which takes certificates from {wanted} only",
                            review.name(certificate_id),
                            certificate.region,
                            review.name(id)
                        ),
                        "CloudFront reads certificates from us-east-1, whatever the region of the rest",
                    )
                    .hint(format!("issue it in {wanted}")),
                );
            }
        }
    }
}

fn coverage(
    review: &Review<'_>,
    id: &Address,
    name: &str,
    certificates: &[(&Address, &Facts)],
    out: &mut Vec<Finding>,
) {
    let names: Vec<&str> = certificates
        .iter()
        .filter_map(|(_, it)| it.certificate.as_ref())
        .flat_map(|it| &it.names)
        .map(String::as_str)
        .collect();
    if names.iter().any(|it| covers(it, name)) {
        return;
    }
    let Some((certificate_id, _)) = certificates.first() else { return };
    let mut finding = Finding::new(
        "certificate-coverage",
        Severity::Error,
        about(id, Some("hostnames")),
        format!(
            "{} answers for {name}, which its certificate for {} does not cover",
            review.name(id),
            names.join(", ")
        ),
        "A wildcard stands for exactly one label, so browsers refuse the connection",
    )
    .hint(format!("add {name} to {}, a name of its own for this tenant", review.name(certificate_id)));
    if let Some(flat) = flattened(name, &names) {
        finding = finding.hint(format!("or answer for {flat}, which the wildcard covers"));
    }
    let mut wanted: Vec<&str> = names.clone();
    wanted.push(name);
    let fix = Command::set(certificate_id, "names", json!(wanted));
    out.push(finding.fix(format!("Add {name} to the certificate"), vec![fix]));
}

/// Whether a certificate's name covers a host name: the same, or a wildcard for its first label.
fn covers(certificate: &str, name: &str) -> bool {
    if certificate.eq_ignore_ascii_case(name) {
        return true;
    }
    match (certificate.strip_prefix("*."), name.split_once('.')) {
        (Some(domain), Some((label, rest))) => !label.is_empty() && domain.eq_ignore_ascii_case(rest),
        _ => false,
    }
}

/// `api.c1.example.com` as a name that `*.example.com` covers: `api-c1.example.com`.
fn flattened(name: &str, certificates: &[&str]) -> Option<String> {
    certificates.iter().find_map(|it| {
        let domain = it.strip_prefix("*.")?;
        let stem = name.strip_suffix(domain)?.strip_suffix('.')?;
        Some(format!("{}.{domain}", stem.replace('.', "-")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_covers_exactly_one_label() {
        assert!(covers("*.example.com", "c1.example.com"));
        assert!(covers("api.c1.example.com", "API.c1.example.com"));
        assert!(!covers("*.example.com", "api.c1.example.com"));
        assert!(!covers("*.example.com", "example.com"));
    }

    #[test]
    fn the_other_way_out_is_a_name_that_the_wildcard_covers() {
        let names = ["*.example.com"];
        assert_eq!(flattened("api.c1.example.com", &names).as_deref(), Some("api-c1.example.com"));
        assert_eq!(flattened("api.c1.example.org", &names), None);
    }
}
