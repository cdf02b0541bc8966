//! Text that tries to become code, for the tests of every printer.

use proptest::{collection, prelude::*, sample};

const PIECES: &[&str] = &[
    "${", "%{", "$${", "%%{", "}", "$", "%", "\"", "'", "\\", "\n", "\r\n", "\t", "EOF\n", "<<EOT", "`", "```", "~~~",
    "<script>", "</script>", "<b", "-->", "<!--", "&amp;", "&", "../", "..\\", "=", "=1+1", "+", "-", "- ", "---", "@",
    "#", "# ", "1. ", "2) ", "|", "*", "_", "[x](y)", "![", "https://x.y", "www.x.y", "a@b.c", ":smile:", ": ", "{{",
    "{%", "$(id)", ";", "\0", "\u{7}", "\u{1b}[31m", "\u{202e}", "\u{200b}", "\u{feff}", "\u{2028}", "ä", "e\u{301}",
    "日本", "👩‍👩‍👧", "for", "null", "true", "if", " ", "  ", "    ", "a", "Word", "0", "'a'", "!tag", "&a", "*a", "? ", ",",
];

/// Pieces of many formats' syntax in any order, and now and then any text at all.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let pieces = collection::vec(sample::select(PIECES), 0..12).prop_map(|it| it.concat());
    prop_oneof![4 => pieces, 1 => any::<String>()]
}
