//! What a text message can say: plain text without marks that telephones show as boxes, in parts that are paid for one by one.

/// The basic letters of GSM 03.38, each one unit.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that take two.
const GSM_LONG: &str = "^{}\\[~]|€\u{c}";

/// How many parts a text takes: of 160 units of GSM 7 bit, or of 70 of UCS-2 where it has other letters; 153 and 67 where there is
/// more than one part. At least one.
pub fn parts(text: &str) -> i64 {
    let (units, single, each) = match gsm_units(text) {
        Some(units) => (units, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    let parts = if units <= single { 1 } else { units.div_ceil(each) };
    i64::try_from(parts).unwrap_or(i64::MAX)
}

/// Whether a text has only letters of GSM 7 bit.
pub fn is_gsm(text: &str) -> bool {
    gsm_units(text).is_some()
}

/// The units that a text takes in GSM 7 bit; none: it has letters that are not in it.
fn gsm_units(text: &str) -> Option<usize> {
    text.chars().map(|c| if GSM.contains(c) { Some(1) } else { GSM_LONG.contains(c).then_some(2) }).sum()
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
        assert_eq!([of("€", 80), of("€", 81)], [1, 2], "two units each");
        assert_eq!([of("ب", 70), of("ب", 71), of("ب", 135)], [1, 2, 3]);
    }

    #[test]
    fn marks_of_direction_and_letters_beyond_ucs2_do_not_leave() {
        assert_eq!(
            plain("\u{2068}481516\u{2069}\u{200f} رمز\r\n@a.example #481516 😀"),
            "481516 رمز\n@a.example #481516 ?"
        );
    }
}
