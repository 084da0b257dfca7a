//! Bytes into text: which encoding a list is in, told by its bytes.
//!
//! UTF-8 wins wherever it is valid: text of another encoding is UTF-8 by accident almost never. UTF-16 is what Excel calls
//! "Unicode text". Windows-1256 is what Arabic Windows writes as "CSV"; it is taken only where its letters make Arabic words.

use super::{Encoding, FileFault};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1256};
use std::borrow::Cow;

/// Bytes at the beginning that tell a binary file.
const LOOKED_AT: usize = 1024;

/// The text of a file without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), FileFault> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = std::str::from_utf8(rest).map_err(|error| not_utf8(rest, error.valid_up_to()))?;
        return Ok((Cow::Borrowed(text), Encoding::Utf8));
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, UTF_16LE),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, UTF_16BE),
        _ => {}
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return utf16(bytes, encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(_) if bytes.iter().take(LOOKED_AT).any(|&b| b == 0) => Err(FileFault::OtherKind { found: "binary" }),
        Err(error) => windows_1256(bytes, error.valid_up_to()),
    }
}

fn utf16<'a>(bytes: &'a [u8], encoding: &'static encoding_rs::Encoding) -> Result<(Cow<'a, str>, Encoding), FileFault> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((text, Encoding::Utf16)),
        // Cut within a letter, or not text at all.
        None => {
            let text = encoding.decode_without_bom_handling(bytes).0;
            Err(FileFault::Encoding { line: line_of(text.split('\u{FFFD}').next().unwrap_or_default().as_bytes()) })
        }
    }
}

/// UTF-16 whose byte order mark was lost: separators and digits have a zero byte beside them, always on the same side.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let first = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |from: usize| first.iter().skip(from).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match first.len() {
        0..=15 => None,
        length if odd > length / 8 && even == 0 => Some(UTF_16LE),
        length if even > length / 8 && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Text that is no UTF-8 from the byte `at` on.
fn windows_1256(bytes: &[u8], at: usize) -> Result<(Cow<'_, str>, Encoding), FileFault> {
    // Lists pasted together from two programs: one reading would spoil the other's names.
    if bytes.split(|&b| b == b'\n').any(|line| std::str::from_utf8(line).is_ok_and(|text| text.contains(arabic))) {
        return Err(FileFault::MixedEncodings { line: line_of(&bytes[..at]) });
    }
    if !makes_arabic_words(bytes) {
        return Err(not_utf8(bytes, at));
    }
    let (text, _) = WINDOWS_1256.decode_without_bom_handling(bytes);
    Ok((text, Encoding::Windows1256))
}

fn arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}')
}

/// Whether the bytes beyond ASCII, read as Windows-1256, are mostly Arabic letters that stand together in words.
///
/// In Western encodings the same bytes are single letters with accents between plain ones: "Peña", "José".
fn makes_arabic_words(bytes: &[u8]) -> bool {
    let (mut beyond, mut in_words) = (0_usize, 0_usize);
    let mut before = b' ';
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        let [first, .., last] = run else {
            // One byte alone.
            beyond += usize::from(!run[0].is_ascii());
            before = run[0];
            continue;
        };
        if !first.is_ascii() {
            beyond += run.len();
            let letters = WINDOWS_1256.decode_without_bom_handling(run).0.chars().filter(|c| arabic(*c)).count();
            if letters >= 2 && !before.is_ascii_alphabetic() {
                in_words += run.len();
            }
        }
        before = *last;
    }
    in_words * 10 >= beyond * 8
}

fn not_utf8(bytes: &[u8], at: usize) -> FileFault {
    FileFault::Encoding { line: line_of(&bytes[..at]) }
}

/// The line that follows these bytes, from 1.
fn line_of(before: &[u8]) -> u32 {
    u32::try_from(before.split(|&b| b == b'\n').count()).unwrap_or(u32::MAX)
}
