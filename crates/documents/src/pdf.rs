//! PDF (ISO 32000): read to its end without opening anything it names, refused when it could do anything but be read, and its
//! pages drawn, so that nobody's browser has to open it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::stream::Stream;
use hayro_syntax::object::{MaybeRef, Name, Object};
use hayro_syntax::{LoadPdfError, Pdf};

use crate::doubles::{has_double, name_at};
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
        Object::Stream(stream) => {
            packed_in_clear(stream)?;
            dict_is_still(stream.dict(), depth)
        }
        // A name that is an object of its own can be what an action refers to.
        Object::Name(name) if depth == 0 => still_name(name),
        Object::Array(array) => array.raw_iter().try_for_each(|item| match item {
            MaybeRef::NotRef(object) => object_is_still(&object, depth + 1),
            MaybeRef::Ref(_) => Ok(()),
        }),
        _ => Ok(()),
    }
}

fn dict_is_still(dict: &Dict<'_>, depth: usize) -> Result<(), Refusal> {
    pixels_within(dict)?;
    if let Some(activity) = dict.keys().find_map(|key| key_acts(&key)) {
        return Err(Refusal::Active(activity));
    }
    // Looked up, for a name may stand elsewhere.
    for key in ["S", "Subtype", "FT"] {
        dict.get::<Name<'_>>(key).map_or(Ok(()), |name| still_name(&name))?;
    }
    if dict.contains_key("OpenAction") {
        opens_still(dict)?;
    }
    if has_double(dict.data()) {
        return Err(Refusal::TwoInOne);
    }
    for (_, value) in dict.entries() {
        if let MaybeRef::NotRef(value) = value {
            object_is_still(&value, depth + 1)?;
        }
    }
    Ok(())
}

fn still_name(name: &[u8]) -> Result<(), Refusal> {
    name_acts(name).map_or(Ok(()), |activity| Err(Refusal::Active(activity)))
}

/// What happens when the paper is opened: nothing, or a page of its own comes up (ISO 32000-2, 7.7.2). A link may stay where a
/// person presses it, but here it would be followed by itself.
fn opens_still(catalogue: &Dict<'_>) -> Result<(), Refusal> {
    match catalogue.get::<Object<'_>>("OpenAction") {
        Some(Object::Array(_)) => Ok(()),
        Some(Object::Dict(action)) => {
            let does = action.get::<Name<'_>>("S");
            does.as_deref().map_or(Ok(()), still_name)?;
            match does.as_deref() == Some(b"GoTo") && !action.contains_key("Next") {
                true => Ok(()),
                false => Err(Refusal::Active(Activity::ByItself)),
            }
        }
        _ => Err(Refusal::Active(Activity::ByItself)),
    }
}

/// Objects packed into a stream are text like those in clear, and not all of them need to be named by the file's lists. Whether it
/// says that it is such a stream does not matter: the two numbers that a reader needs tell it (ISO 32000-2, 7.5.7).
fn packed_in_clear(stream: &Stream<'_>) -> Result<(), Refusal> {
    if !(stream.dict().contains_key("N") && stream.dict().contains_key("First")) {
        return Ok(());
    }
    in_clear(&stream.decoded_data().map_err(|_| Refusal::Damaged(Content::Pdf))?)
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
        let (name, _) = name_at(&bytes[at..]);
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
        b"EmbeddedFile" | b"EmbeddedFiles" | b"GoToE" => Some(Activity::Files),
        b"Launch" => Some(Activity::Launch),
        b"SubmitForm" | b"ImportData" | b"GoToR" => Some(Activity::Send),
        b"RichMedia" | b"RichMediaExecute" => Some(Activity::Media),
        b"ResetForm" => Some(Activity::ByItself),
        b"XFA" => Some(Activity::Form),
        _ => None,
    }
}
