//! Goldens: one text file each, rewritten with `UPDATE=1` and read before it is committed.

#![allow(missing_docs, reason = "a helper of the tests")]

use std::{env, fs, path::PathBuf};

/// Holds a text against the golden of this name.
pub(crate) fn check(name: &str, actual: &str) -> Result<(), String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, actual).unwrap();
        return Ok(());
    }
    let differs = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    Err(format!(
        "tests/golden/{name}, line {}:\n  golden: {}\n  now:    {}\nread the change, then run with UPDATE=1",
        line + 1,
        expected.lines().nth(line).unwrap_or("(nothing)"),
        actual.lines().nth(line).unwrap_or("(nothing)")
    ))
}
