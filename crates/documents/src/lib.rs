//! What may come in as a document: told by its content, looked into before anything opens it, pictures made anew.
//!
//! Pure: bytes in, bytes or a reason out. It never reads or writes a file, never asks the network, and keeps nothing. What it
//! works on comes from strangers: the binary runs it in a process of its own with little memory and time.

mod budget;
mod content;
mod doubles;
mod filename;
mod mrz;
mod pdf;
mod picture;
mod refusal;
mod view;
mod watermark;

pub use content::Content;
pub use filename::{NAME_MAX, file_name};
pub use mrz::{Checked, MRZ_MAX, ReadOut, read_out};
pub use picture::{PIXELS_MAX, Picture, SIDE_MAX, THUMB_SIDE};
pub use refusal::{Activity, Refusal};
pub use view::{Page, view};
pub use watermark::MARK_MAX;

/// The longest document, in bytes: a scan of twenty pages.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// The most pages of a PDF.
pub const PAGES_MAX: usize = 40;

/// A document that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What it is, whatever its name says.
    pub content: Content,
    /// The bytes to keep: of a picture those made anew, of a PDF its own.
    pub bytes: Vec<u8>,
    /// Its pages; one for a picture.
    pub pages: usize,
    /// A small picture of the first page, as JPEG.
    pub thumbnail: Vec<u8>,
}

/// Looks into a document and makes of it what may be kept, or says why not.
///
/// A picture is decoded, turned the right way up and encoded anew, so that nothing but its pixels stays: no place where it was
/// taken, no author, no second file behind it. A PDF stays as it is, because people sign what they send, and is refused when it
/// could do anything but be read.
pub fn accept(bytes: &[u8]) -> Result<Accepted, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooLong { most: BYTES_MAX });
    }
    match Content::of(bytes)? {
        Content::Pdf => {
            let pages = pdf::look_into(bytes)?;
            let thumbnail = pdf::picture(bytes, 0, THUMB_SIDE)?.jpeg()?;
            Ok(Accepted { content: Content::Pdf, bytes: bytes.to_vec(), pages, thumbnail })
        }
        content => {
            let picture = Picture::open(bytes, content)?;
            let thumbnail = picture.thumbnail()?;
            Ok(Accepted { content: Content::Jpeg, bytes: picture.jpeg()?, pages: 1, thumbnail })
        }
    }
}
