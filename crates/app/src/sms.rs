//! What a text message can say: plain text without marks that telephones show as boxes, in parts that are paid for one by one.

/// The basic letters of GSM 03.38 in the order of their codes; at 27 stands the escape, which is no letter.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that are written after an escape.
const GSM_LONG: [(char, u8); 10] = [
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
    ('\u{c}', 0x0a),
];
const ESCAPE: u8 = 0x1b;

/// The letters that a message is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// GSM 7 bit, here one byte a letter: 160 a message, 153 in each of several parts.
    Gsm,
    /// UCS-2, two bytes a letter: 70 a message, 67 in each of several parts.
    Ucs2,
}

/// How many parts a text takes. At least one.
pub fn parts(text: &str) -> i64 {
    i64::try_from(written(text).1.len()).unwrap_or(i64::MAX)
}

/// The text as it travels: in which letters, and part by part. No letter is cut in two.
pub fn written(text: &str) -> (Letters, Vec<Vec<u8>>) {
    let gsm: Option<Vec<Vec<u8>>> = text.chars().map(gsm).collect();
    let (letters, written, single, each) = match gsm {
        Some(written) => (Letters::Gsm, written, 160, 153),
        None => (Letters::Ucs2, text.chars().map(ucs2).collect(), 140, 134),
    };
    let most = if written.iter().map(Vec::len).sum::<usize>() <= single { single } else { each };
    let mut parts = vec![Vec::new()];
    for letter in written {
        if parts.last().is_some_and(|part: &Vec<u8>| part.len() + letter.len() > most) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(letter);
        }
    }
    (letters, parts)
}

fn gsm(c: char) -> Option<Vec<u8>> {
    if let Some((_, code)) = GSM_LONG.iter().find(|(letter, _)| *letter == c) {
        return Some(vec![ESCAPE, *code]);
    }
    let code = GSM.chars().position(|letter| letter == c)?;
    u8::try_from(code).ok().filter(|code| *code != ESCAPE).map(|code| vec![code])
}

fn ucs2(c: char) -> Vec<u8> {
    let mut units = [0; 2];
    c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

/// The text without marks of direction and other letters that nobody sees, and without what UCS-2 cannot write.
pub fn plain(text: &str) -> String {
    let invisible = |c: char| {
        matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            || (c.is_control() && c != '\n')
    };
    let kept = text.chars().filter(|c| !invisible(*c));
    kept.map(|c| if u32::from(c) > 0xffff { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_they_are_paid_for() {
        let of = |letter: &str, times: usize| parts(&letter.repeat(times));
        assert_eq!([of("a", 0), of("a", 160), of("a", 161), of("a", 306), of("a", 307)], [1, 1, 2, 2, 3]);
        assert_eq!(
            [of("€", 80), of("€", 81), of("€", 152), of("€", 153)],
            [1, 2, 2, 3],
            "two each, and never cut in two"
        );
        assert_eq!([of("ب", 70), of("ب", 71), of("ب", 134), of("ب", 135)], [1, 2, 2, 3]);
    }

    #[test]
    fn letters_have_the_codes_of_the_standard() {
        let bytes = |text: &str| written(text).1.concat();
        assert_eq!(bytes("@\n É aZ09ß"), [0, 10, 32, 31, 32, 97, 90, 48, 57, 30]);
        assert_eq!(bytes("à¿¡§€[~"), [127, 96, 64, 95, 27, 0x65, 27, 0x3c, 27, 0x3d]);
        assert_eq!(written("ب").1, [[6, 0x28]]);
        assert_eq!(written("\u{1b}").0, Letters::Ucs2, "an escape is no letter");
    }

    #[test]
    fn marks_of_direction_and_letters_beyond_ucs2_do_not_leave() {
        assert_eq!(
            plain("\u{2068}481516\u{2069}\u{200f} رمز\r\n@a.example #481516 😀"),
            "481516 رمز\n@a.example #481516 ?"
        );
    }
}
