//! YAML: prints our own small value type.
//!
//! Any text comes out as itself: plain where no reader of YAML 1.1 or 1.2 could take it for anything
//! else, in double quotes otherwise. Knows no format that is written in YAML.

use std::fmt::Write as _;

use crate::base::Decimal;

use super::text;

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yaml {
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// A list, an item each line.
    List(Vec<Yaml>),
    /// A list of texts on one line, each in quotes: the arguments of a command.
    Words(Vec<String>),
    /// A map.
    Map(Map),
    /// Lines of a script that we wrote, as a literal block. Falls back to quotes where a block could
    /// not hold the text as it is.
    Script(String),
    /// A value that others repeat by this name.
    Anchor(&'static str, Box<Yaml>),
    /// The value of an anchor again.
    Alias(&'static str),
    /// A value with a tag of its format in front: `!Ref Vpc`. The tag is ours, never a user's. Two
    /// tags can't follow each other on one line, so its value has none itself.
    Tagged(&'static str, Box<Yaml>),
    /// A number that may have a fraction.
    Number(Decimal),
}

/// A map in the order of its making.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map(Vec<Entry>);

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    comment: String,
    key: String,
    value: Yaml,
}

impl Map {
    /// An empty map.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    pub(super) fn with(self, key: impl Into<String>, value: impl Into<Yaml>) -> Self {
        self.noted("", key, value)
    }

    /// Adds an entry with a comment above it.
    pub(super) fn noted(
        mut self,
        comment: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<Yaml>,
    ) -> Self {
        self.0.push(Entry { comment: comment.into(), key: key.into(), value: value.into() });
        self
    }

    /// Adds an entry unless its value is an empty list, map or text.
    pub(super) fn with_some(self, key: impl Into<String>, value: impl Into<Yaml>) -> Self {
        let value = value.into();
        if value.is_empty() { self } else { self.with(key, value) }
    }
}

impl Yaml {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Script(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Words(items) => items.is_empty(),
            Self::Map(map) => map.0.is_empty(),
            Self::Int(_)
            | Self::Bool(_)
            | Self::Anchor(..)
            | Self::Alias(_)
            | Self::Tagged(..)
            | Self::Number(_) => false,
        }
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Yaml {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Yaml {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<Map> for Yaml {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl<T: Into<Yaml>> From<Vec<T>> for Yaml {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// Prints a document. Entries of the outermost map stand an empty line apart where one of the two
/// takes more than a line.
pub(super) fn print(map: &Map) -> String {
    let mut out = String::new();
    let mut was_tall = false;
    for (idx, entry) in map.0.iter().enumerate() {
        let mut text = String::new();
        print_entry(&mut text, entry, 0);
        let is_tall = text.lines().count() > 1;
        if idx > 0 && (is_tall || was_tall) {
            out.push('\n');
        }
        was_tall = is_tall;
        out.push_str(&text);
    }
    out
}

fn print_entry(out: &mut String, entry: &Entry, depth: usize) {
    if !entry.comment.is_empty() {
        out.push_str(&text::comment(&entry.comment, &format!("{:1$}# ", "", depth * 2), 100));
    }
    indent(out, depth);
    print_pair(out, entry, depth);
}

fn print_pair(out: &mut String, entry: &Entry, depth: usize) {
    push_scalar(out, &entry.key);
    out.push(':');
    print_value(out, &entry.value, depth);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Prints a value behind its key, down to the end of its last line.
fn print_value(out: &mut String, value: &Yaml, depth: usize) {
    match value {
        Yaml::Map(map) if !map.0.is_empty() => {
            out.push('\n');
            for (idx, entry) in map.0.iter().enumerate() {
                if idx > 0 && !entry.comment.is_empty() {
                    out.push('\n');
                }
                print_entry(out, entry, depth + 1);
            }
        }
        Yaml::List(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                indent(out, depth + 1);
                out.push('-');
                print_item(out, item, depth + 1);
            }
        }
        Yaml::Script(text) => print_script(out, text, depth),
        Yaml::Anchor(name, value) => {
            let _ = write!(out, " &{name}");
            print_value(out, value, depth);
        }
        Yaml::Tagged(tag, value) => {
            let _ = write!(out, " !{tag}");
            print_value(out, value, depth);
        }
        _ => {
            out.push(' ');
            push_inline(out, value);
            out.push('\n');
        }
    }
}

/// Prints an item of a list behind its dash. The first entry of a map stands beside the dash.
fn print_item(out: &mut String, item: &Yaml, depth: usize) {
    match item {
        Yaml::Map(map) if !map.0.is_empty() => {
            for (idx, entry) in map.0.iter().enumerate() {
                if idx == 0 {
                    out.push(' ');
                } else {
                    indent(out, depth + 1);
                }
                print_pair(out, entry, depth + 1);
            }
        }
        Yaml::List(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                indent(out, depth + 1);
                out.push('-');
                print_item(out, item, depth + 1);
            }
        }
        _ => print_value(out, item, depth),
    }
}

fn print_script(out: &mut String, text: &str, depth: usize) {
    let fits = !text.contains(|it| it != '\n' && needs_escape(it))
        && text.lines().next().is_some_and(|line| !line.starts_with([' ', '\t']) && !line.is_empty());
    if !fits {
        let _ = writeln!(out, " {}", quoted(text));
        return;
    }
    // The text ends in one line break, or in none.
    let text = text.trim_end_matches('\n');
    out.push_str(" |\n");
    for line in text.lines() {
        if line.is_empty() {
            out.push('\n');
        } else {
            indent(out, depth + 1);
            out.push_str(line);
            out.push('\n');
        }
    }
}

/// A value that needs no line of its own.
fn push_inline(out: &mut String, value: &Yaml) {
    match value {
        Yaml::Text(text) | Yaml::Script(text) => push_scalar(out, text),
        Yaml::Int(number) => {
            let _ = write!(out, "{number}");
        }
        Yaml::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Yaml::Words(words) => {
            let words: Vec<String> = words.iter().map(|it| quoted(it)).collect();
            let _ = write!(out, "[{}]", words.join(", "));
        }
        Yaml::List(_) => out.push_str("[]"),
        Yaml::Map(_) => out.push_str("{}"),
        Yaml::Anchor(_, value) => push_inline(out, value),
        Yaml::Alias(name) => {
            let _ = write!(out, "*{name}");
        }
        Yaml::Tagged(tag, value) => {
            let _ = write!(out, "!{tag} ");
            push_inline(out, value);
        }
        Yaml::Number(number) => {
            let _ = write!(out, "{}", number.normalize());
        }
    }
}

/// A text as a key or a value on one line.
fn push_scalar(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.push_str(&quoted(text));
    }
}

/// Words that some reader of YAML takes for something else than text.
const TAKEN: [&str; 12] =
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"];

/// Whether every reader of YAML takes the text, without quotes, for this text.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/' || it == '_');
    let is_word =
        |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric() || "_./@+-".contains(it));
    // Two colons within a word, as in `AWS::S3::Bucket`, are no sign of a key.
    let fits = text.split("::").all(is_word);
    starts && fits && text.len() <= 200 && !TAKEN.iter().any(|it| it.eq_ignore_ascii_case(text))
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for it in text.chars() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            it if needs_escape(it) => {
                let _ = write!(out, "\\U{:08X}", u32::from(it));
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// Whether YAML allows the character only as an escape, or a reader of the file would not see it.
fn needs_escape(it: char) -> bool {
    text::is_unprintable(it) || matches!(it, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::export::hostile::hostile;

    fn read(text: &str) -> BTreeMap<String, serde_json::Value> {
        serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn ordinary_text_stands_without_quotes_and_ambiguous_text_in_them() {
        let map = Map::new()
            .with("image", "apache/kafka")
            .with("no", "yes")
            .with("version", "3.10")
            .with("ports", vec!["8080:8080"])
            .with("command", Yaml::Words(vec!["sh".to_owned(), "-c".to_owned()]));
        let expected = "image: apache/kafka\n\"no\": \"yes\"\nversion: \"3.10\"\n\nports:\n  - \"8080:8080\"\n\n\
                        command: [\"sh\", \"-c\"]\n";
        assert_eq!(print(&map), expected);
    }

    #[test]
    fn nested_maps_lists_and_anchors_read_back() {
        let common = Yaml::Anchor("common", Box::new(Map::new().with("driver", "awslogs").into()));
        let item = Map::new().with("type", "bind").with("bind", Map::new().with("create", false));
        let map = Map::new()
            .noted("shared\nby all", "x-common", common)
            .with("a", Map::new().with("logging", Yaml::Alias("common")).with("none", Map::new()))
            .with("list", vec![Yaml::from(item), Yaml::from("text"), Yaml::Int(3)])
            .with("script", Yaml::Script("set -eu\n\nif true; then\n  echo 'a: b # c'\nfi\n".to_owned()));
        let value = read(&print(&map));
        let expected = serde_json::json!({
            "x-common": { "driver": "awslogs" },
            "a": { "logging": { "driver": "awslogs" }, "none": {} },
            "list": [{ "type": "bind", "bind": { "create": false } }, "text", 3],
            "script": "set -eu\n\nif true; then\n  echo 'a: b # c'\nfi\n",
        });
        assert_eq!(serde_json::to_value(value).ok(), Some(expected), "{}", print(&map));
    }

    /// Texts that some reader of YAML takes for something else, and texts of other formats.
    fn any_text() -> impl Strategy<Value = String> {
        const TAKEN: [&str; 15] = [
            "a: b\n- c # d",
            "\" *alias &anchor !tag | > % @ `",
            "1e3",
            "0x1F",
            "0o7",
            "2024-01-01",
            "12:30:45",
            "~",
            "<<",
            "---",
            "...",
            "No",
            "1_000",
            ".inf",
            "\u{85}\u{0}\r\n",
        ];
        prop_oneof![prop::sample::select(&TAKEN[..]).prop_map(str::to_owned), hostile(), "[ -~\n\t]{0,40}"]
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_itself(texts in prop::collection::vec(any_text(), 1..5), key in any_text()) {
            let map = Map::new()
                .noted(texts.concat(), key.clone(), texts.first().cloned().unwrap_or_default())
                .with("list", texts.clone())
                .with("words", Yaml::Words(texts.clone()))
                .with("script", Yaml::Script(texts.concat()));
            if key != "list" && key != "words" && key != "script" {
                let value = read(&print(&map));
                prop_assert_eq!(&value[&key], &serde_json::json!(texts[0]));
                prop_assert_eq!(&value["list"], &serde_json::json!(texts));
                prop_assert_eq!(&value["words"], &serde_json::json!(texts));
                let script = value["script"].as_str().unwrap_or_default();
                let whole = texts.concat();
                prop_assert_eq!(script.trim_end_matches('\n'), whole.trim_end_matches('\n'));
            }
        }
    }
}
