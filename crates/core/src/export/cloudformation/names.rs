//! Logical ids: letters and digits only, no two alike, and none that a rename changes.
//!
//! A label is written with capitals where it has underscores. What that would make ambiguous is escaped
//! by an `X`, so that the label can be read back; a word that ends no other word says what the resource is.

/// A label as the beginning of a logical id: `app_host_2` gives `AppHostX2`.
pub(super) fn camel(label: &str) -> String {
    let mut out = String::with_capacity(label.len() + 4);
    // The first letter stands as behind an underscore.
    let mut after_underscore = true;
    for it in label.chars() {
        if after_underscore {
            match it {
                'x' => out.push_str("Xx"),
                'a'..='z' => out.push(it.to_ascii_uppercase()),
                '0'..='9' => out.extend(['X', it]),
                '_' => out.push_str("Xz"),
                other => {
                    out.push_str("Xz");
                    out.push_str(&code(other));
                }
            }
            after_underscore = it == '_';
        } else if it == '_' {
            after_underscore = true;
        } else if it.is_ascii_lowercase() || it.is_ascii_digit() {
            out.push(it);
        } else {
            out.push_str(&code(it));
        }
    }
    if after_underscore {
        out.push_str("Xz");
    }
    out
}

/// A character that no label of an address holds, by its number.
fn code(it: char) -> String {
    format!("Xy{:x}y", u32::from(it))
}

/// The logical id of a resource with this label, whose type's word this is.
pub(super) fn logical_id(label: &str, word: &str) -> String {
    format!("{}{word}", camel(label))
}

/// The name under which a stack gives an attribute to the stacks behind it. No logical id of a resource
/// has an `X` in front of a capital.
pub(super) fn passed(logical_id: &str, attribute: &str) -> String {
    let words = attribute.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let name: String = words.map(capital).collect();
    format!("{logical_id}X{name}")
}

/// The parameter of a variable of the bundle.
pub(super) fn input(variable: &str) -> String {
    format!("{}Input", camel(variable))
}

/// A word with a capital in front.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_stay_readable() {
        assert_eq!(camel("app_host"), "AppHost");
        assert_eq!(camel("kafka_host_2"), "KafkaHostX2");
        assert_eq!(camel("xray"), "Xxray");
        assert_eq!(passed("AlbBalancer", "zone_id"), "AlbBalancerXZoneId");
        assert_eq!(
            passed("DbDatabase", "master_user_secret[0].secret_arn"),
            "DbDatabaseXMasterUserSecret0SecretArn"
        );
    }

    proptest! {
        #[test]
        fn no_two_labels_give_the_same_id(labels in prop::collection::btree_set("[ax_12]{1,6}|[a-z0-9_é.]{1,8}", 2..60)) {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for label in labels {
                let id = camel(&label);
                prop_assert!(id.chars().all(|it| it.is_ascii_alphanumeric()), "{}", id);
                if let Some(other) = seen.insert(id.clone(), label.clone()) {
                    prop_assert!(false, "{} and {} are both {}", other, label, id);
                }
            }
        }
    }
}
