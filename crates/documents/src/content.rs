//! What a file is, by its first bytes (and for two-in-one files its last), never by its name or by what the sender says.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
    /// RFC 9649.
    WebP,
    /// ISO 32000.
    Pdf,
}

/// How far into a file a web page may still begin for a browser that guesses (WHATWG MIME Sniffing reads 1,445 bytes).
const GUESSED: usize = 1445;
/// A ZIP archive ends with a directory within so many bytes (APPNOTE 4.3.16: 22 and a comment of at most 65,535).
const ZIP_END: usize = 22 + 65_535;
/// Where the header of a tape archive says that it is one (POSIX.1-2017, pax, ustar interchange format).
const TAR_MARK: usize = 257;
/// The last words of a PDF (ISO 32000-2, 7.5.5).
const END: &[u8] = b"%%EOF";

impl Content {
    /// What a file is, or why nobody reads it here.
    pub fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        if bytes.starts_with(b"%PDF-") {
            return one_file(bytes).map(|()| Self::Pdf);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        Err(refused(bytes))
    }

    /// The same by its first bytes alone, while the rest is still to come: what can be refused at once.
    pub fn by_head(head: &[u8]) -> Result<Self, Refusal> {
        match head {
            pdf if pdf.starts_with(b"%PDF-") && reads_as_page(pdf) => Err(Refusal::TwoInOne),
            pdf if pdf.starts_with(b"%PDF-") => Ok(Self::Pdf),
            other => Self::of(other),
        }
    }

    /// Its name, as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Pdf => "PDF",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// The end of a name of such a file, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Pdf => "pdf",
        }
    }
}

/// Refuses a PDF that is an archive as well, or goes on after its end: readers that begin at the back see another file.
fn one_file(bytes: &[u8]) -> Result<(), Refusal> {
    if is_archive_too(bytes) || reads_as_page(bytes) {
        return Err(Refusal::TwoInOne);
    }
    // Its last end, however far from the end of the file: what is put behind it may be long.
    let end = bytes.windows(END.len()).rposition(|window| window == END).ok_or(Refusal::Damaged(Content::Pdf))?;
    // Zeros hold no file, and programs fill up blocks with them.
    match bytes[end + END.len()..].iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        true => Ok(()),
        false => Err(Refusal::TwoInOne),
    }
}

/// Whether a program for archives would open it. Those find their mark behind other bytes as well, so an end of a PDF behind the
/// archive hides nothing. Marks of six bytes and more are looked for everywhere, in packed pictures too: in 20 MiB of noise one of
/// them stands by chance once in five million files. The four of a ZIP archive would stand there in one of two hundred, so they count
/// in the tail, and elsewhere with the two numbers behind them that are zero in every archive of one part.
fn is_archive_too(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(ZIP_END)..];
    let marked = |at: usize| {
        matches!(
            &bytes[at..],
            [b'P', b'K', 5, 6, 0, 0, 0, 0, ..]
                | [b'R', b'a', b'r', b'!', 0x1a, 7, ..]
                | [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..]
        )
    };
    tail.windows(4).any(|four| four == b"PK\x05\x06")
        || bytes.get(TAR_MARK..).is_some_and(|header| header.starts_with(b"ustar"))
        || (0..bytes.len()).any(marked)
}

/// Whether somebody who guesses would take it for a web page.
fn reads_as_page(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(GUESSED).map(u8::to_ascii_lowercase).collect();
    ["<!doctype html", "<html", "<script", "<iframe", "<body", "<svg"]
        .iter()
        .any(|mark| head.windows(mark.len()).any(|window| window == mark.as_bytes()))
}

/// Names the kinds that people do send, so that they learn what to send instead.
fn refused(bytes: &[u8]) -> Refusal {
    let is = |mark: &[u8]| bytes.starts_with(mark);
    let brand = bytes.get(4..12).filter(|brand| brand.starts_with(b"ftyp")).map(|brand| &brand[4..]);
    if let Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" | b"avif" | b"avis") = brand {
        return Refusal::PhoneFormat;
    }
    if is(b"GIF8") || is(b"BM") || is(b"II*\0") || is(b"MM\0*") {
        return Refusal::OldPicture;
    }
    let archives: [&[u8]; 8] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"Rar!",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xfd7zXZ",
        b"{\\rtf",
    ];
    if archives.iter().any(|mark| is(mark)) {
        return Refusal::Container;
    }
    if is(b"MZ") || is(b"\x7fELF") || is(b"#!") || is(b"\xca\xfe\xba\xbe") {
        return Refusal::Program;
    }
    let head: Vec<u8> = bytes.iter().take(GUESSED).map(u8::to_ascii_lowercase).collect();
    if head.windows(4).any(|four| four == b"<svg") {
        return Refusal::Drawing;
    }
    if reads_as_page(bytes) { Refusal::Program } else { Refusal::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_by_its_first_bytes() {
        assert_eq!(Content::of(b"\xff\xd8\xff\xe0 and so on"), Ok(Content::Jpeg));
        assert_eq!(Content::of(b"\x89PNG\r\n\x1a\n and so on"), Ok(Content::Png));
        assert_eq!(Content::of(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(Content::WebP));
        assert_eq!(Content::of(b"%PDF-1.7\n%%EOF\r\n"), Ok(Content::Pdf));
    }

    #[test]
    fn what_people_send_by_mistake_is_named() {
        for (bytes, why) in [
            (&b""[..], Refusal::Empty),
            (b"<?xml version=\"1.0\"?><svg onload='x()'/>", Refusal::Drawing),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Refusal::PhoneFormat),
            (b"\0\0\0\x18ftypavif\0\0\0\0", Refusal::PhoneFormat),
            (b"GIF89a", Refusal::OldPicture),
            (b"PK\x03\x04[Content_Types].xml", Refusal::Container),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal::Container),
            (b"MZ\x90\0", Refusal::Program),
            (b"\x7fELF\x02", Refusal::Program),
            (b"<!DOCTYPE html><title>x</title>", Refusal::Program),
            (b"passport of somebody", Refusal::Unknown),
            (b"\xff\xd8", Refusal::Unknown),
        ] {
            assert_eq!(Content::of(bytes), Err(why), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_pdf_that_is_something_else_as_well_is_refused() {
        for more in [&b"PK\x03\x04 and PK\x05\x06 its directory"[..], b"<script>x()</script>", b"GIF89a"] {
            let mut bytes = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".to_vec();
            bytes.extend_from_slice(more);
            assert_eq!(Content::of(&bytes), Err(Refusal::TwoInOne));
        }
        assert_eq!(Content::of(b"%PDF-1.4\n%<html><script>x()</script>\n%%EOF"), Err(Refusal::TwoInOne));
        // a comment of an archive can hold the end of a PDF
        assert_eq!(Content::of(b"%PDF-1.4 PK\x05\x06\0\0\0\0 %%EOF"), Err(Refusal::TwoInOne));
    }

    #[test]
    fn what_stands_far_behind_the_end_of_a_pdf_is_found() {
        let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
        let long = vec![b'x'; 200_000];
        assert_eq!(Content::of(&[pdf, &long[..]].concat()), Err(Refusal::TwoInOne));
        assert_eq!(Content::of(&[pdf, &vec![0; 200_000][..]].concat()), Ok(Content::Pdf), "a block filled up");
        // an archive between two ends, far from the last
        for mark in [&b"Rar!\x1a\x07\x01\0"[..], b"7z\xbc\xaf\x27\x1c\0\x04", b"PK\x05\x06\0\0\0\0\x01\0\x01\0"] {
            assert_eq!(Content::of(&[pdf, mark, &long, b"\n%%EOF\n"].concat()), Err(Refusal::TwoInOne), "{mark:?}");
        }
        let mut tape = [&pdf[..pdf.len() - 6], &long, b"\n%%EOF\n"].concat();
        assert_eq!(Content::of(&tape), Ok(Content::Pdf));
        tape[257..262].copy_from_slice(b"ustar");
        assert_eq!(Content::of(&tape), Err(Refusal::TwoInOne));
    }

    #[test]
    fn a_pdf_without_an_end_is_damaged_but_its_head_is_taken() {
        let cut = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";
        assert_eq!(Content::of(cut), Err(Refusal::Damaged(Content::Pdf)));
        assert_eq!(Content::by_head(cut), Ok(Content::Pdf));
    }
}
