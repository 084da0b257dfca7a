//! PDF (ISO 32000): read to its end without opening anything it names, refused when it could do anything but be read, and its
//! pages drawn, so that nobody's browser has to open it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{MaybeRef, Object};
use hayro_syntax::{LoadPdfError, Pdf};

use crate::picture::{PIXELS_MAX, Picture};
use crate::{Activity, Content, PAGES_MAX, Refusal, budget};

/// How deep lists may stand in lists.
const DEPTH_MAX: usize = 64;
/// The most objects of a document of forty pages.
const OBJECTS_MAX: usize = 200_000;
/// The longest side of a drawn page, in pixels: A4 at 200 dots an inch is 2,339 high.
const DRAWN_SIDE_MAX: u32 = 2_400;

/// Looks into all that a PDF holds and says how many pages it has.
pub fn look_into(bytes: &[u8]) -> Result<usize, Refusal> {
    budget::check(bytes)?;
    let pdf = open(bytes)?;
    if pdf.len() > OBJECTS_MAX {
        return Err(Refusal::Damaged(Content::Pdf));
    }
    in_clear(bytes)?;
    for object in pdf.objects() {
        object_is_still(&object, 0)?;
    }
    match pdf.pages().len() {
        0 => Err(Refusal::Damaged(Content::Pdf)),
        pages if pages > PAGES_MAX => Err(Refusal::TooManyPages { pages, most: PAGES_MAX }),
        pages => Ok(pages),
    }
}

/// Draws one page, the first is 0, so that its longer side has so many pixels, at most 2,400.
pub(crate) fn picture(bytes: &[u8], page: usize, longer_side: u32) -> Result<Picture, Refusal> {
    budget::check(bytes)?;
    let pdf = open(bytes)?;
    let page = pdf.pages().get(page).ok_or(Refusal::Damaged(Content::Pdf))?;
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !(longer.is_finite() && longer >= 1.0 && width.min(height) >= 1.0) {
        return Err(Refusal::Damaged(Content::Pdf));
    }
    let side = u16::try_from(longer_side.clamp(1, DRAWN_SIDE_MAX)).unwrap_or(u16::MAX);
    let scale = f32::from(side) / longer;
    let sizes = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    if width.min(height) * scale < 1.0 {
        return Err(Refusal::Damaged(Content::Pdf));
    }
    // The drawing library is young: what it stumbles over is a damaged file for us.
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        hayro::render(page, &RenderCache::new(), &settings(), &RenderSettings::default(), &sizes)
    }))
    .map_err(|_| Refusal::Damaged(Content::Pdf))?;
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    // The ground is white, so nothing can be seen through.
    let pixels = drawn.data_as_u8_slice().chunks_exact(4).flat_map(|four| [four[0], four[1], four[2]]).collect();
    Picture::of(width, height, pixels).ok_or(Refusal::Damaged(Content::Pdf))
}

/// Fonts that are not in the file are those that come with the library.
fn settings() -> hayro::hayro_interpret::InterpreterSettings {
    hayro::hayro_interpret::InterpreterSettings::default()
}

fn open(bytes: &[u8]) -> Result<Pdf, Refusal> {
    let data = Arc::new(bytes.to_vec());
    match catch_unwind(AssertUnwindSafe(|| Pdf::new(data))) {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(LoadPdfError::Decryption(_))) => Err(Refusal::Locked),
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => Err(Refusal::Damaged(Content::Pdf)),
    }
}

/// Refuses an object that could do something, with all that stands in it. What it refers to is an object of its own.
fn object_is_still(object: &Object<'_>, depth: usize) -> Result<(), Refusal> {
    if depth > DEPTH_MAX {
        return Err(Refusal::Damaged(Content::Pdf));
    }
    match object {
        Object::Dict(dict) => dict_is_still(dict, depth),
        Object::Stream(stream) => dict_is_still(stream.dict(), depth),
        Object::Array(array) => array.raw_iter().try_for_each(|item| match item {
            MaybeRef::NotRef(object) => object_is_still(&object, depth + 1),
            MaybeRef::Ref(_) => Ok(()),
        }),
        _ => Ok(()),
    }
}

fn dict_is_still(dict: &Dict<'_>, depth: usize) -> Result<(), Refusal> {
    pixels_within(dict)?;
    for (key, value) in dict.entries() {
        if let Some(activity) = key_acts(key.as_ref()) {
            return Err(Refusal::Active(activity));
        }
        let MaybeRef::NotRef(value) = value else { continue };
        if let (b"S" | b"Subtype" | b"FT", Object::Name(name)) = (key.as_ref(), &value)
            && let Some(activity) = name_acts(name.as_ref())
        {
            return Err(Refusal::Active(activity));
        }
        object_is_still(&value, depth + 1)?;
    }
    Ok(())
}

/// A picture in a PDF has the same limit as one by itself.
fn pixels_within(dict: &Dict<'_>) -> Result<(), Refusal> {
    let side = |key: &str| dict.get::<i32>(key).and_then(|side| u64::try_from(side).ok());
    match (side("Width"), side("Height")) {
        (Some(width), Some(height)) if width.saturating_mul(height) > u64::from(PIXELS_MAX) => {
            Err(Refusal::TooManyPixels { most: PIXELS_MAX / 1_000_000 })
        }
        _ => Ok(()),
    }
}

/// Keys that hold what acts, wherever they stand (ISO 32000-2, 7.11.4, 12.6, 12.7, 13).
fn key_acts(key: &[u8]) -> Option<Activity> {
    Some(match key {
        b"JS" | b"JavaScript" => Activity::Script,
        b"AA" => Activity::ByItself,
        b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"RF" | b"Collection" => Activity::Files,
        b"RichMediaContent" | b"RichMediaSettings" | b"3DD" | b"Renditions" => Activity::Media,
        b"XFA" => Activity::Form,
        _ => return None,
    })
}

/// Names of actions and annotations that act. Going to a page of the same file, and a link that a person presses, may stay: pages
/// are shown as pictures.
fn name_acts(name: &[u8]) -> Option<Activity> {
    Some(match name {
        b"JavaScript" => Activity::Script,
        b"Launch" => Activity::Launch,
        b"GoToE" | b"FileAttachment" | b"EmbeddedFile" => Activity::Files,
        b"GoToR" | b"SubmitForm" | b"ImportData" => Activity::Send,
        b"Movie" | b"Sound" | b"Rendition" | b"RichMedia" | b"RichMediaExecute" | b"3D" | b"GoTo3DView" | b"Screen" => {
            Activity::Media
        }
        b"ResetForm" | b"SetOCGState" | b"Trans" => Activity::ByItself,
        _ => return None,
    })
}

/// What stands in clear in the file, named by its lists or not: a reader that mends damaged files may find an older object.
fn in_clear(bytes: &[u8]) -> Result<(), Refusal> {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'/') {
        at += found + 1;
        let name = name_at(&bytes[at..]);
        if let Some(activity) = acts_in_clear(&name) {
            return Err(Refusal::Active(activity));
        }
    }
    Ok(())
}

/// Names that stand for nothing harmless; the short ones, and those that a page's text may well hold, are left to the objects.
fn acts_in_clear(name: &[u8]) -> Option<Activity> {
    match name {
        b"JavaScript" => Some(Activity::Script),
        b"EmbeddedFile" | b"EmbeddedFiles" => Some(Activity::Files),
        b"Launch" => Some(Activity::Launch),
        b"SubmitForm" | b"ImportData" => Some(Activity::Send),
        b"RichMedia" => Some(Activity::Media),
        b"XFA" => Some(Activity::Form),
        _ => None,
    }
}

/// A name without its slash, with `#4a` read as `J` (ISO 32000-2, 7.3.5); at most as long as the longest that is looked for.
fn name_at(bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut rest = bytes;
    while let [byte, more @ ..] = rest {
        if name.len() > 16 || byte.is_ascii_whitespace() || b"\0/()<>[]{}%".contains(byte) {
            break;
        }
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
    name
}
