//! A dictionary of a PDF that has a key twice: one reader takes the first value, another the last (ISO 32000-2, 7.3.7 leaves it open).
//!
//! The parser keeps one of them and does not say so, but it gives the bytes of each dictionary, those of packed ones too.

use std::collections::HashMap;

/// Whether a key stands in this dictionary, written from `<<` to `>>`, with two values. The same value twice, as careless programs
/// write it, is the same to every reader. What stands in the dictionaries within is not looked at: each is asked about by itself.
pub fn has_double(dict: &[u8]) -> bool {
    let mut seen: HashMap<Vec<u8>, &[u8]> = HashMap::new();
    let mut differs = |key: Option<(Vec<u8>, usize)>, until: usize| {
        key.is_some_and(|(name, from)| {
            let value = dict[from..until].trim_ascii();
            seen.insert(name, value).is_some_and(|earlier| earlier != value)
        })
    };
    let (mut at, mut depth) = (2, 0_usize);
    // The key whose value is being read with the place where that begins, and whether nothing of it came yet.
    let (mut key, mut bare): (Option<(Vec<u8>, usize)>, bool) = (None, false);
    while let Some((part, length)) = dict.get(at..).and_then(part) {
        let end = at + length;
        match part {
            Part::Name if depth == 0 && !bare => {
                if differs(key.take(), at) {
                    return true;
                }
                (key, bare) = (Some((name_at(&dict[at + 1..]).0, end)), true);
            }
            Part::Close if depth == 0 => return differs(key, at),
            Part::Open => depth += 1,
            Part::Close => {
                depth -= 1;
                bare &= depth > 0;
            }
            Part::Name | Part::Other => bare &= depth > 0,
            Part::Space => {}
        }
        at = end;
    }
    differs(key, dict.len())
}

/// What a dictionary is written of.
#[derive(Clone, Copy)]
enum Part {
    Space,
    Name,
    Open,
    Close,
    Other,
}

/// The part that stands first, and its length, which is never 0.
fn part(bytes: &[u8]) -> Option<(Part, usize)> {
    let up_to = |ends: &[u8]| bytes.iter().position(|byte| ends.contains(byte)).unwrap_or(bytes.len());
    Some(match bytes {
        [] => return None,
        [b'<', b'<', ..] => (Part::Open, 2),
        [b'>', b'>', ..] => (Part::Close, 2),
        [b'[', ..] => (Part::Open, 1),
        [b']', ..] => (Part::Close, 1),
        [b'/', rest @ ..] => (Part::Name, 1 + name_at(rest).1),
        [b'(', ..] => (Part::Other, text(bytes)),
        [b'<', ..] => (Part::Other, (up_to(b">") + 1).min(bytes.len())),
        [b'%', ..] => (Part::Space, up_to(b"\r\n")),
        [byte, ..] if is_space(*byte) => (Part::Space, 1),
        _ => (Part::Other, bytes.iter().position(|byte| ends_word(*byte)).unwrap_or(bytes.len()).max(1)),
    })
}

/// How long a text in brackets is: brackets in it come in pairs, or behind a stroke.
fn text(bytes: &[u8]) -> usize {
    let (mut depth, mut behind) = (0_usize, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if behind => behind = false,
            b'\\' => behind = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

/// A name whose slash stands before these bytes, with `#4a` read as `J` (ISO 32000-2, 7.3.5), and how many bytes it is written in.
pub fn name_at(bytes: &[u8]) -> (Vec<u8>, usize) {
    let length = bytes.iter().position(|byte| ends_word(*byte)).unwrap_or(bytes.len());
    let mut name = Vec::new();
    let mut rest = &bytes[..length];
    while let [byte, more @ ..] = rest {
        rest = more;
        match (byte, more) {
            (b'#', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0);
                name.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => name.push(*byte),
        }
    }
    (name, length)
}

const fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

fn ends_word(byte: u8) -> bool {
    is_space(byte) || b"/()<>[]{}%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_two_values_is_found() {
        for double in [
            &b"<</S /Launch /S /URI>>"[..],
            b"<</S/Launch/#53/URI>>",
            b"<</A [/S (\\)>>)] /S 1 0 R /B <</C 1>> /S 2 0 R>>",
            b"<</S%/S\n/GoTo/B(x(y)/B z)/S<41>>>",
            b"<</S /Launch /S>>",
        ] {
            assert!(has_double(double), "{}", String::from_utf8_lossy(double));
        }
    }

    #[test]
    fn a_plain_dictionary_has_none() {
        for plain in [
            &b"<<>>"[..],
            b"<</Type /Type /S /S>>",
            b"<</S /URI /A <</S /GoTo>> /B [/S /S <</S 1>>] /C (/S 1 /S 2) /D <2F53> /E 7 0 R /F null>>",
            b"<</S 8 /S 8\n>>",
            b"<</AVeryLongNameOfSomeFontA 1 /AVeryLongNameOfSomeFontB 2>>",
            b"",
            b"<<",
            b"<</S",
        ] {
            assert!(!has_double(plain), "{}", String::from_utf8_lossy(plain));
        }
    }
}
