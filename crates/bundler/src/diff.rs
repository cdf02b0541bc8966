//! What differs between the files of two bundles, as lines.

use std::collections::BTreeSet;

use groundplan_core::export::Bundle;
use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// How many unchanged lines stand around those that differ.
const AROUND: usize = 3;

/// A file that differs between two bundles.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDiff {
    /// Where it lies in the bundle.
    pub path: String,
    /// How many lines are new.
    pub added: usize,
    /// How many lines are gone.
    pub removed: usize,
    /// The lines that differ, with some around them.
    pub lines: Vec<(LineKind, String)>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// It stays.
    Kept,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Lines that are left out.
    Gap,
}

/// The Terraform files that differ between two bundles.
pub(crate) fn terraform(before: &Bundle, after: &Bundle) -> Vec<FileDiff> {
    let is_code = |path: &&str| path.starts_with("terraform/");
    let paths: BTreeSet<&str> = before.files().chain(after.files()).map(|it| it.0).filter(is_code).collect();
    let text = |bundle: &Bundle, path: &str| {
        bundle.get(path).map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default()
    };
    let diffs = paths.into_iter().map(|path| of_file(path, &text(before, path), &text(after, path)));
    diffs.filter(|it| it.added + it.removed > 0).collect()
}

fn of_file(path: &str, before: &str, after: &str) -> FileDiff {
    let mut file = FileDiff { path: path.to_owned(), added: 0, removed: 0, lines: Vec::new() };
    if before == after {
        return file;
    }
    let diff = TextDiff::from_lines(before, after);
    for (idx, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if idx > 0 {
            file.lines.push((LineKind::Gap, String::new()));
        }
        for change in group.iter().flat_map(|it| diff.iter_changes(it)) {
            let kind = match change.tag() {
                ChangeTag::Equal => LineKind::Kept,
                ChangeTag::Insert => LineKind::Added,
                ChangeTag::Delete => LineKind::Removed,
            };
            file.added += usize::from(kind == LineKind::Added);
            file.removed += usize::from(kind == LineKind::Removed);
            file.lines.push((kind, change.value().trim_end().to_owned()));
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let same = of_file("a.tf", "x\n", "x\n");
        assert_eq!((same.added, same.removed, same.lines.len()), (0, 0, 0));
        let before = (1..=20).map(|it| format!("{it}\n")).collect::<String>();
        let after = before.replace("\n10\n", "\nten\n");
        let diff = of_file("a.tf", &before, &after);
        assert_eq!((diff.added, diff.removed), (1, 1));
        assert_eq!(diff.lines.len(), 8);
    }
}
