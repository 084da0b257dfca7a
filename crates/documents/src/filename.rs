//! Names of files, as senders give them: kept for people to recognise, trusted by nobody.

/// The longest name that is kept, in characters.
pub const NAME_MAX: usize = 80;

/// What of a sender's name for a file may be shown and sent again: the last part of a path, in one line, without what turns the
/// direction of writing or stands for nothing. Empty when nothing is left. The end after the last dot is dropped, because what a
/// file is, its content says.
pub fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let shown = stem.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let plain: String = shown.filter(|c| !c.is_control() && !unseen(*c) && !r#"<>:"|?*;%"#.contains(*c)).collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let joined = words.join(" ");
    joined.trim_matches(['.', ' ']).chars().take(NAME_MAX).collect::<String>().trim_end().to_owned()
}

/// Marks of direction, joiners, byte order marks, tags and private characters: seen by nobody, read by programs.
const fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_what_people_recognise() {
        for (given, kept) in [
            ("passport.pdf", "passport"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\me\عقد العمل.pdf", "عقد العمل"),
            ("a\0b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x"),
            ("annual\u{202e}fdp.exe", "annualfdp"),
            ("  .. .pdf", ""),
            (".htaccess", ""),
            ("a%2f..%2fb.jpg", "a2f..2fb"),
            ("photo.tar.gz", "photo.tar"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        assert_eq!(file_name(&"é".repeat(4000)).chars().count(), NAME_MAX);
    }

    proptest! {
        #[test]
        fn whatever_is_given_is_one_short_line(given in any::<String>()) {
            let kept = file_name(&given);
            prop_assert!(kept.chars().count() <= NAME_MAX);
            prop_assert!(!kept.contains(['/', '\\', '\0', '"', '\n', '\r']));
            prop_assert!(kept.chars().all(|c| !c.is_control() && !unseen(c)));
            prop_assert_eq!(file_name(&format!("{kept}.pdf")), kept);
        }
    }
}
