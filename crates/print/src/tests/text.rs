//! Reads the text layer of a PDF, as a reader's search or screen reader would: glyphs through their Unicode map, marked text first.

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, String as Words};

/// The text of each page, glyph by glyph, as the file tells it.
pub fn pages(bytes: &[u8]) -> Vec<Vec<String>> {
    let letters = |page: Vec<Told>| page.into_iter().map(|told| told.letters).collect();
    read(bytes).into_iter().map(letters).collect()
}

/// All of it as it lies on the page: down, and from left to right. What lies over or under a line is a line of its own.
pub fn lying(bytes: &[u8]) -> String {
    let down = |mut page: Vec<Told>| {
        page.sort_by(|one, next| next.up.total_cmp(&one.up).then(one.right.total_cmp(&next.right)));
        page.into_iter().map(|told| told.letters).collect::<String>()
    };
    read(bytes).into_iter().map(down).collect()
}

/// What a glyph tells, and where it lies.
struct Told {
    letters: String,
    right: f64,
    /// In tenths of a point.
    up: f64,
}

fn read(bytes: &[u8]) -> Vec<Vec<Told>> {
    let pdf = Pdf::new(bytes.to_vec()).expect("what we print is a PDF");
    let read = |page| {
        let bounds = Rect::new(0.0, 0.0, 600.0, 850.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &InterpreterCache::new(), pdf.xref(), settings);
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        reader.found
    };
    pdf.pages().iter().map(read).collect()
}

/// All of it, as the file tells it.
pub fn latin(bytes: &[u8]) -> String {
    pages(bytes).concat().concat()
}

/// All of it, turned around, as the file tells lines of Arabic.
pub fn arabic(bytes: &[u8]) -> String {
    pages(bytes).concat().into_iter().rev().collect()
}

#[derive(Default)]
struct Reader {
    found: Vec<Told>,
    /// What a mark says for the glyphs within.
    said: Option<String>,
    /// Open marks; those that say their text themselves are true.
    marks: Vec<bool>,
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let letters = match (self.marks.contains(&true), glyph.as_unicode()) {
                (true, _) => self.said.take().unwrap_or_default(),
                (false, Some(BfString::Char(letter))) => letter.to_string(),
                (false, Some(BfString::String(letters))) => letters,
                (false, None) => "\u{FFFD}".into(),
            };
            let at = (props.transform * glyph.transform()) * Point::ORIGIN;
            self.found.push(Told { letters, right: at.x, up: (at.y * 10.0).round() });
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let said = properties.and_then(|properties| properties.get::<Words<'_>>("ActualText"));
        self.marks.push(said.is_some());
        self.said = said.map(|said| words(said.as_bytes())).or(self.said.take());
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// UTF-16 behind its mark, or Latin.
fn words(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(pairs) => {
            let units = pairs.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
        }
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
