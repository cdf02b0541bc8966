//! The start script of a host as text with references in it.
//!
//! It is the script of the Terraform folder, whose template has three signs: `${name}` and `${region}`,
//! the loop over the stack's files, and a doubled dollar sign before a brace of the shell's own.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use crate::resource::Value;

/// The comment that speaks of Terraform.
const NOTE: &str = "# Terraform fills this in";

/// The most bytes that EC2 takes: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html>
pub(super) const MOST_BYTES: usize = 16 * 1024;

/// The parts of a start script whose stack has these files, each with its name and content.
pub(super) fn parts(template: &str, files: &[(&str, &[u8])]) -> Vec<Value> {
    let mut text = String::new();
    let mut is_in_loop = false;
    for line in template.lines().filter(|it| !it.starts_with(NOTE)) {
        if line.starts_with("%{ for ") {
            is_in_loop = true;
        } else if line.starts_with("%{ endfor ") {
            is_in_loop = false;
        } else if is_in_loop {
            for (name, content) in files {
                text.push_str(&line.replace("${content}", &base64(&gzip(content))).replace("${file}", name));
                text.push('\n');
            }
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    with_references(&text)
}

/// How many bytes a script has, its references filled in with names of ordinary length.
pub(super) fn n_bytes(parts: &[Value]) -> usize {
    const OF_REFERENCE: usize = 30;
    parts.iter().map(|it| if let Value::Text(text) = it { text.len() } else { OF_REFERENCE }).sum()
}

fn with_references(text: &str) -> Vec<Value> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(before) = before.strip_suffix('$') {
            plain.push_str(before);
            plain.push_str("${");
            rest = after;
            continue;
        }
        plain.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        parts.push(Value::Text(std::mem::take(&mut plain)));
        parts.push(if name == "region" { Value::variable("region") } else { Value::Local("name") });
        rest = after;
    }
    plain.push_str(rest);
    parts.push(Value::Text(plain));
    parts
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(content);
    debug_assert!(written.is_ok(), "writing to memory can't fail");
    encoder.finish().unwrap_or_default()
}

/// Bytes in base64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three =
            (0..3).fold(0_u32, |bits, idx| (bits << 8) | u32::from(chunk.get(idx).copied().unwrap_or(0)));
        for place in 0..4 {
            let sign = SIGNS.get(((three >> (18 - 6 * place)) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if place > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (text, expected) in vectors {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn references_of_the_template_become_references_and_those_of_the_shell_stay() {
        let template = "#!/bin/bash\n# Terraform fills this in: name.\nx=\"/opt/${name}\" $${aws:x} ${region}\n\
                        %{ for file, content in files ~}\nput ${content} \"$stack/${file}\"\n%{ endfor ~}\nend\n";
        let parts = parts(template, &[("a.sh", b"")]);
        let file = format!("put {} \"$stack/a.sh\"", base64(&gzip(b"")));
        let expected = vec![
            Value::from("#!/bin/bash\nx=\"/opt/"),
            Value::Local("name"),
            Value::from("\" ${aws:x} "),
            Value::variable("region"),
            Value::from(format!("\n{file}\nend\n")),
        ];
        assert_eq!(parts, expected);
    }
}
