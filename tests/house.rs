//! The house: what is absent from the code, held by reading it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use groundplan_core::services::ServiceKind;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Rust files below a folder, with their text up to the first test module.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
                found.push((path.strip_prefix(root()).unwrap().display().to_string(), code));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// A module imports only from those above it in `lib.rs`.
#[test]
fn the_core_is_layered() {
    let lib = fs::read_to_string(root().join("crates/core/src/lib.rs")).unwrap();
    let order: Vec<&str> =
        lib.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let rank: BTreeMap<&str, usize> = order.iter().enumerate().map(|(rank, it)| (*it, rank)).collect();
    let mut wrong = Vec::new();
    for (path, code) in sources("crates/core/src") {
        let inner = path.trim_start_matches("crates/core/src/");
        let module = inner.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let Some(own) = rank.get(module) else { continue };
        let flat: String = code.lines().filter(|it| !is_comment(it)).collect::<Vec<_>>().join(" ");
        for import in flat.split("use crate::").skip(1) {
            let statement = import.split(';').next().unwrap_or_default();
            let mut depth = 0;
            let mut names = String::new();
            for it in statement.chars() {
                match it {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth <= 1 {
                    names.push(it);
                }
            }
            for name in
                names.split(['{', '}', ',']).map(|it| it.trim().split("::").next().unwrap_or_default())
            {
                if rank.get(name).is_some_and(|it| it > own) {
                    wrong.push(format!("{path} imports {name}, which stands below it in lib.rs"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_never_panics_by_its_own_words() {
    let mut wrong = Vec::new();
    for (path, code) in sources("crates/core/src") {
        if path.ends_with("samples.rs")
            || path.ends_with("hostile.rs")
            || path.ends_with("tests.rs")
            || path.ends_with("laws.rs")
        {
            continue;
        }
        for (number, line) in code.lines().enumerate().filter(|(_, it)| !is_comment(it)) {
            for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("] {
                if line.contains(word) {
                    wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Only the macro matches on a kind, and the app knows no kind by name.
#[test]
fn no_kind_is_known_outside_its_file() {
    let mut wrong = Vec::new();
    let variants: Vec<String> = ServiceKind::ALL.iter().map(|it| format!("ServiceKind::{it:?}")).collect();
    let configs: Vec<String> = ServiceKind::ALL.iter().map(|it| format!("ServiceConfig::{it:?}")).collect();
    for (path, code) in sources("crates/core/src").into_iter().chain(sources("src")) {
        for (number, line) in code.lines().enumerate().filter(|(_, it)| !is_comment(it)) {
            let named = variants.iter().chain(&configs).any(|it| {
                line.find(it.as_str()).is_some_and(|at| {
                    !line[at + it.len()..]
                        .starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
                })
            });
            let quoted = path.starts_with("src/")
                && ServiceKind::ALL
                    .iter()
                    .any(|it| it.word().contains('_') && line.contains(&format!("\"{}\"", it.word())));
            if named || quoted {
                wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_owns() {
    for folder in ["crates/core/src", "crates/cli/src", "crates/xtask/src", "src"] {
        for (path, code) in sources(folder) {
            assert!(code.starts_with("//!"), "{path} does not begin with what it owns (//!)");
        }
    }
}
