//! Inert text: what a user wrote, so that Markdown, CSV and comments show it and nothing runs.

use std::borrow::Cow;

use crate::base::Money;

/// Text as Markdown that shows it as it stands: no link, no markup, no HTML, one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    for (idx, it) in line.char_indices() {
        let (before, after) =
            (line.get(..idx).unwrap_or_default(), line.get(idx + it.len_utf8()..).unwrap_or_default());
        let escape = match it {
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '<' | '>' => true,
            '#' | '|' | '~' | '!' | '&' | '$' | '@' | '^' | '%' => true,
            // At the start of a line these would make a list, a rule or a heading.
            '-' | '+' | '=' => before.is_empty(),
            '.' | ')' => {
                // `1.` starts a list, and a bare `www.` becomes a link.
                (!before.is_empty() && before.bytes().all(|it| it.is_ascii_digit()))
                    || before
                        .len()
                        .checked_sub(3)
                        .and_then(|start| before.get(start..))
                        .is_some_and(|it| it.eq_ignore_ascii_case("www"))
            }
            // A bare `https://` becomes a link, `:word:` a picture.
            ':' => !after.is_empty() && !after.starts_with(' '),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(it);
    }
    out
}

/// An amount in Markdown, whose dollar sign starts no formula of mathematics.
#[must_use]
pub fn markdown_money(money: Money) -> String {
    markdown(&money.to_string())
}

/// Text as a Markdown code span, fit for a table's cell too.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let line = one_line(text).replace('|', "\\|");
    if line.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&line, '`') + 1);
    // A space on each side is taken off again, and keeps the fence apart from backticks.
    let pad = if line.starts_with(['`', ' ']) || line.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Lines as a fenced code block of Markdown, with a line break at the end.
#[must_use]
pub fn markdown_fence(language: &str, text: &str) -> String {
    // What can't be seen goes first: backticks on both sides of it make a longer run.
    let text = seen(text, &['\n', '\t']);
    let fence = "`".repeat((longest_run(&text, '`') + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// Text as a cell of a CSV file (RFC 4180). What a spreadsheet would run as a formula gets an
/// apostrophe in front. For text only: a number is printed as it stands.
#[must_use]
pub fn csv(text: &str) -> String {
    let text = seen(text, &['\n', '\r', '\t']);
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula { format!("'{text}") } else { text.into_owned() };
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Text on one line: what breaks a line becomes a space, what can't be seen goes.
#[must_use]
pub fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let text: String = text
        .chars()
        .map(|it| if it.is_whitespace() { ' ' } else { it })
        .filter(|it| !is_unprintable(*it))
        .collect();
    text.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Most texts are on one line as they stand.
fn is_one_line(text: &str) -> bool {
    let mut last = b' ';
    let fits = text
        .bytes()
        .all(|it| (b' '..=b'~').contains(&it) && (std::mem::replace(&mut last, it), it) != (b' ', b' '));
    fits && (last != b' ' || text.is_empty())
}

/// Text without what can't be seen, but for these.
fn seen<'a>(text: &'a str, but_for: &[char]) -> Cow<'a, str> {
    let goes = |it: char| is_unprintable(it) && !but_for.contains(&it);
    if text.contains(goes) { Cow::Owned(text.replace(goes, "")) } else { Cow::Borrowed(text) }
}

/// Text as lines of a comment, each after this prefix and at most `width` characters wide where the
/// words allow it. Blank lines keep their place.
#[must_use]
pub fn comment(text: &str, prefix: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in one_line(paragraph).split(' ') {
            if !line.is_empty() && prefix.len() + line.chars().count() + 1 + word.chars().count() > width {
                out.push_str(&format!("{prefix}{line}\n"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(format!("{prefix}{line}").trim_end());
        out.push('\n');
    }
    out
}

/// Control characters, and those that change the direction of text or take no room: they make a line
/// look like something else than it is.
#[must_use]
pub fn is_unprintable(it: char) -> bool {
    // Most text is ASCII, where nothing else has to be asked.
    it.is_control()
        || !it.is_ascii()
            && matches!(it,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|it| it != of).map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;
    use crate::export::hostile::hostile;

    /// What GitHub and GitLab know beyond CommonMark. Quotes and dashes stay as they are typed.
    fn options() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION
    }

    /// What a reader sees of a paragraph; panics on any markup.
    fn shown(markdown: &str) -> String {
        let mut seen = String::new();
        for event in Parser::new_ext(markdown, options()) {
            match event {
                Event::Text(text) | Event::Code(text) => seen.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => panic!("{markdown:?} became {other:?}"),
            }
        }
        seen
    }

    proptest! {
        #[test]
        fn markdown_shows_hostile_text_as_it_stands(text in hostile()) {
            prop_assert_eq!(shown(&markdown(&text)), one_line(&text));
            prop_assert_eq!(shown(&format!("A {} b", markdown(&text))), format!("A {} b", one_line(&text)));
        }

        #[test]
        fn code_spans_hold_hostile_text(text in hostile()) {
            let line = one_line(&text).replace('|', "\\|");
            prop_assert_eq!(shown(&markdown_code(&text)), line);
        }

        #[test]
        fn fences_hold_hostile_text(text in hostile()) {
            let markdown = markdown_fence("sh", &text);
            let events: Vec<_> = Parser::new_ext(&markdown, options()).collect();
            let is_code = matches!(events.first(), Some(Event::Start(Tag::CodeBlock(_))))
                && matches!(events.last(), Some(Event::End(TagEnd::CodeBlock)))
                && events.iter().filter(|it| matches!(it, Event::Start(_))).count() == 1;
            prop_assert!(is_code, "{:?}", events);
        }

        #[test]
        fn csv_cells_come_back_and_start_no_formula(text in hostile(), other in hostile()) {
            let row = format!("{},1.50,{}\n", csv(&text), csv(&other));
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(records.len(), 1);
            prop_assert_eq!(records[0].len(), 3);
            for (cell, text) in [(&records[0][0], &text), (&records[0][2], &other)] {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
                let kept: String =
                    text.chars().filter(|it| matches!(it, '\n' | '\r' | '\t') || !is_unprintable(*it)).collect();
                prop_assert_eq!(cell.strip_prefix('\'').filter(|_| !kept.starts_with('\'')).unwrap_or(cell), &kept);
            }
        }

        #[test]
        fn comments_stay_comments(text in hostile()) {
            for line in comment(&text, "# ", 40).lines() {
                prop_assert!(line.starts_with('#') && !line.contains(is_unprintable));
            }
        }
    }

    #[test]
    fn backticks_around_what_is_left_out_end_no_fence() {
        assert_eq!(markdown_fence("sh", "```\0`"), "`````sh\n````\n`````\n");
    }

    #[test]
    fn comments_wrap_at_words() {
        assert_eq!(comment("one two three four", "# ", 10), "# one two\n# three\n# four\n");
        assert_eq!(comment("one\n\ntwo", "# ", 80), "# one\n#\n# two\n");
        assert_eq!(comment("", "# ", 80), "");
    }
}
