//! User text in IAM policies, where `*`, `?` and `${…}` mean something.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

/// A text as a policy of version 2012-10-17 reads it literally, in ARNs and in conditions.
#[must_use]
pub fn policy_text(text: &str) -> String {
    escape(text, &['*', '?', '$'])
}

/// A pattern in which `*` stands for any text, and everything else for itself.
#[must_use]
pub fn policy_pattern(text: &str) -> String {
    escape(text, &['?', '$'])
}

fn escape(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        if special.contains(&it) {
            out.extend(['$', '{', it, '}']);
        } else {
            out.push(it);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How AWS reads a value: each variable replaced, wildcards marked. None for a variable that is
    /// not one of the three escapes.
    fn read(text: &str) -> Option<(String, usize)> {
        let (mut literal, mut n_wildcards, mut rest) = (String::new(), 0, text);
        while let Some(it) = rest.chars().next() {
            if let Some(variable) = rest.strip_prefix("${") {
                let (name, behind) = variable.split_once('}')?;
                literal.push_str(["*", "?", "$"].into_iter().find(|it| *it == name)?);
                rest = behind;
                continue;
            }
            n_wildcards += usize::from(it == '*' || it == '?');
            literal.push(it);
            rest = rest.get(it.len_utf8()..)?;
        }
        Some((literal, n_wildcards))
    }

    #[test]
    fn variables_and_wildcards_become_text() {
        assert_eq!(policy_text("${aws:username}/*?"), "${$}{aws:username}/${*}${?}");
        assert_eq!(policy_pattern("release/*-${x}"), "release/*-${$}{x}");
        assert_eq!(policy_text("group/project-1.x"), "group/project-1.x");
    }

    proptest! {
        #[test]
        fn a_text_is_read_as_it_was_written(text in r"[a-z*?${}:/\PC]{0,24}") {
            prop_assert_eq!(read(&policy_text(&text)), Some((text.clone(), 0)));
            let stars = text.matches('*').count();
            prop_assert_eq!(read(&policy_pattern(&text)), Some((text, stars)));
        }
    }
}
