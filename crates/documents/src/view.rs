//! A page as it is shown: a picture, whatever the document is, with words drawn across it.

use crate::picture::Picture;
use crate::{Content, Refusal, pdf};

/// A page, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// As JPEG.
    pub jpeg: Vec<u8>,
    /// How wide, in pixels.
    pub width: u32,
    /// How high, in pixels.
    pub height: u32,
}

/// Draws one page of what was accepted, the first is 0, so that its longer side has at most so many pixels, with these words across it.
///
/// # Errors
/// A page that is not there, or that cannot be drawn.
pub fn view(bytes: &[u8], page: usize, longer_side: u32, words: &str) -> Result<Page, Refusal> {
    let mut picture = match Content::by_head(bytes)? {
        Content::Pdf => pdf::picture(bytes, page, longer_side)?,
        content if page == 0 => Picture::open(bytes, content)?.within(longer_side),
        content => return Err(Refusal::Damaged(content)),
    };
    picture.mark(words);
    let (width, height) = picture.size();
    Ok(Page { jpeg: picture.jpeg()?, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_shown_smaller_and_marked_and_has_one_page() {
        let mut grey = Picture::of(300, 200, vec![200; 300 * 200 * 3]).expect("a picture");
        let kept = grey.jpeg().expect("encoded");
        let plain = view(&kept, 0, 150, "").expect("a page");
        let marked = view(&kept, 0, 150, "AG-021").expect("a page");
        assert_eq!((plain.width, plain.height), (150, 100));
        assert_ne!(plain.jpeg, marked.jpeg);
        assert_eq!(view(&kept, 1, 150, "AG-021"), Err(Refusal::Damaged(Content::Jpeg)));
        grey.mark("AG-021");
        assert_ne!(grey.jpeg().expect("encoded"), kept, "as large as it is");
    }
}
