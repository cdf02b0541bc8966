//! Names of the domain name system.

/// Whether a text is a full domain name such as `api.example.com`: letters, digits and inner
/// hyphens, at least two parts.
#[must_use]
pub fn is_domain(text: &str) -> bool {
    let is_part = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_part)
}

/// Whether a text is a name that a certificate can be for: a domain name, or `*.` before one.
#[must_use]
pub fn is_certificate_name(text: &str) -> bool {
    is_domain(text.strip_prefix("*.").unwrap_or(text))
}

/// Whether a zone of this domain answers for the name.
#[must_use]
pub fn is_in_zone(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    name == domain || name.strip_suffix(&domain).is_some_and(|it| it.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_answers_for_whole_parts() {
        assert!(is_in_zone("api.c1.example.com", "example.com"));
        assert!(is_in_zone("example.com", "example.com"));
        assert!(!is_in_zone("badexample.com", "example.com"));
    }

    #[test]
    fn only_names_are_domains() {
        for good in ["example.com", "a-1.b.co", "xn--bcher-kva.example"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "localhost", "-a.com", "a..com", "a.com.", "*.a.com", "a b.com", "${x}.com"] {
            assert!(!is_domain(bad), "{bad}");
        }
        assert!(is_certificate_name("*.a.com") && !is_certificate_name("*.*.a.com"));
    }
}
