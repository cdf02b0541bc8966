//! The Terraform that a step changes, as a difference of lines.

use std::collections::BTreeSet;

use groundplan_core::{blueprint::blueprint, export, plan::Stage};
use similar::{ChangeTag, TextDiff};

/// A file that differs between two stages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileDiff {
    pub(crate) path: String,
    pub(crate) added: usize,
    pub(crate) removed: usize,
    /// The lines that differ, with some around them.
    pub(crate) lines: Vec<(LineKind, String)>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LineKind {
    Kept,
    Added,
    Removed,
    /// Lines that are left out.
    Gap,
}

impl LineKind {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Kept => "",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Gap => "gap",
        }
    }

    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Kept => "  ",
            Self::Added => "+ ",
            Self::Removed => "- ",
            Self::Gap => "⋯ ",
        }
    }
}

/// The Terraform files that differ between two stages.
pub(crate) fn terraform_diff(before: &Stage, after: &Stage) -> Vec<FileDiff> {
    let bundle = |it: &Stage| export::bundle(it, &blueprint(&it.survey));
    let (before, after) = (bundle(before), bundle(after));
    let is_code = |path: &&str| path.starts_with("terraform/");
    let paths: BTreeSet<&str> = before.files().chain(after.files()).map(|it| it.0).filter(is_code).collect();
    let text = |bundle: &export::Bundle, path: &str| {
        bundle.get(path).map(|it| String::from_utf8_lossy(it).into_owned()).unwrap_or_default()
    };
    let diffs = paths.into_iter().map(|path| file_diff(path, &text(&before, path), &text(&after, path)));
    diffs.filter(|it| it.added + it.removed > 0).collect()
}

fn file_diff(path: &str, before: &str, after: &str) -> FileDiff {
    let mut file = FileDiff { path: path.to_owned(), added: 0, removed: 0, lines: Vec::new() };
    if before == after {
        return file;
    }
    let diff = TextDiff::from_lines(before, after);
    for (idx, group) in diff.grouped_ops(3).iter().enumerate() {
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
        let same = file_diff("a.tf", "x\n", "x\n");
        assert_eq!((same.added, same.removed, same.lines.len()), (0, 0, 0));
        let before = (1..=20).map(|it| format!("{it}\n")).collect::<String>();
        let after = before.replace("\n10\n", "\nten\n");
        let diff = file_diff("a.tf", &before, &after);
        assert_eq!((diff.added, diff.removed), (1, 1));
        assert_eq!(diff.lines.len(), 8);
    }
}
