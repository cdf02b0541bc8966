//! How wide a text is, without a browser.
//!
//! One table of advance widths for the sans-serif fonts that painters may come to (Inter, Helvetica,
//! Arial, Roboto, Segoe, Noto), each character at about its widest among them: a text may end a little
//! early, but does not run out of its box.

use crate::scene::item::Weight;

/// Advance widths of the characters from space to `~`, in hundredths of the font size.
#[rustfmt::skip]
const WIDTHS: [u8; 95] = [
    // space ! " # $ % & ' ( ) * + , - . /
    28, 29, 41, 60, 62, 90, 67, 23, 35, 35, 45, 62, 29, 42, 29, 34,
    // 0-9
    62, 56, 60, 62, 63, 60, 61, 57, 61, 61,
    // : ; < = > ? @
    29, 29, 62, 62, 62, 56, 102,
    // A-Z
    68, 67, 73, 74, 67, 62, 78, 74, 28, 55, 67, 57, 88, 76, 78, 66, 78, 73, 67, 63, 74, 68, 98, 67, 67, 63,
    // [ \ ] ^ _ `
    35, 34, 35, 50, 56, 34,
    // a-z
    57, 61, 56, 61, 58, 36, 61, 59, 25, 25, 55, 25, 87, 59, 60, 61, 61, 38, 54, 34, 59, 56, 80, 55, 56, 55,
    // { | } ~
    39, 33, 39, 62,
];

/// How much wider than the table a font may be.
const WIDEST: f64 = 1.05;
/// Letters outside the table: about as wide as an `n` in most alphabets.
const OTHER: u8 = 64;
/// Ideographs, kana, hangul and emoji are as wide as high.
const WIDE: u8 = 104;

/// The width of a text in canvas units.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let hundredths: u32 = text.chars().map(|it| u32::from(char_width(it))).sum();
    let heavier = if weight == Weight::Bold { 1.06 } else { 1.0 };
    f64::from(hundredths) * size * heavier * WIDEST / 100.0
}

/// A line of text of this size, cut to `room` canvas units with an ellipsis at its end.
#[must_use]
pub fn fit_text(text: &str, size: f64, weight: Weight, room: f64) -> String {
    fit(text, size, weight, room)
}

/// The text without control characters, cut to `room` canvas units with an ellipsis at its end.
pub(super) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    let text = clean(text);
    if width(&text, size, weight) <= room {
        return text;
    }
    let room = room - width("…", size, weight);
    let mut used = 0.0;
    let mut cut = String::new();
    for it in text.chars() {
        used += width(it.encode_utf8(&mut [0; 4]), size, weight);
        if used > room {
            break;
        }
        cut.push(it);
    }
    cut.truncate(cut.trim_end().len());
    if room > 0.0 {
        cut.push('…');
    }
    cut
}

/// The text on at most two lines of `room` canvas units, broken between words where it can be.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, room: f64) -> [String; 2] {
    let text = clean(text);
    if width(&text, size, weight) <= room {
        return [text, String::new()];
    }
    let mut broken_at = None;
    for (idx, it) in text.char_indices() {
        let end = match it {
            ' ' => idx,
            '-' | '.' | '/' => idx + 1,
            _ => continue,
        };
        if text.get(..end).is_none_or(|it| width(it, size, weight) > room) {
            break;
        }
        broken_at = Some(end);
    }
    let Some((first, rest)) = broken_at.and_then(|it| text.split_at_checked(it)) else {
        return [fit(&text, size, weight, room), String::new()];
    };
    [first.to_owned(), fit(rest, size, weight, room)]
}

/// One line: white space runs become one space, control characters go.
pub(super) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !it.is_control() && !is_noncharacter(it) {
            line.push(it);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Code points that XML 1.0 forbids besides the control characters, and marks that turn the direction
/// of the text after them.
fn is_noncharacter(it: char) -> bool {
    matches!(it, '\u{fffe}' | '\u{ffff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn char_width(it: char) -> u8 {
    match it {
        ' '..='~' => WIDTHS.get(it as usize - 32).copied().unwrap_or(OTHER),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '…' | '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => WIDE,
        '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f000}'..='\u{3ffff}' => WIDE,
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits_and_ends_with_an_ellipsis() {
        for text in ["connexing-production-primary-database", "数据库数据库数据库", "a b c d e f g h i j k l"]
        {
            let cut = fit(text, 13.0, Weight::Bold, 90.0);
            assert!(width(&cut, 13.0, Weight::Bold) <= 90.0, "{cut}");
            assert!(cut.ends_with('…'), "{cut}");
        }
        assert_eq!(fit("App host", 13.0, Weight::Bold, 90.0), "App host");
        assert_eq!(fit("App host", 13.0, Weight::Bold, 3.0), "");
    }

    #[test]
    fn a_long_text_breaks_between_words() {
        let lines = |text: &str| wrap(text, 18.0, Weight::Bold, 126.0);
        assert_eq!(lines("Rasa"), ["Rasa", ""]);
        assert_eq!(lines("API load balancer"), ["API load", "balancer"]);
        assert_eq!(lines("static.example.org"), ["static.", "example.org"]);
        assert_eq!(lines("Notificationsservice"), ["Notificatio…", ""]);
        for text in ["Database migration of last year", "数据库数据库数据库 数据库数据库数据库"]
        {
            assert!(lines(text).iter().all(|it| width(it, 18.0, Weight::Bold) <= 126.0), "{text}");
        }
    }

    #[test]
    fn a_text_is_one_clean_line() {
        assert_eq!(clean(" a\u{0}\n\tb\u{7f}\u{202e} \u{ffff}"), "a b");
    }
}
