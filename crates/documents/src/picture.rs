//! Pictures: decoded within limits, turned the right way up, encoded anew. What a camera wrote beside the pixels is gone after that.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, RgbImage};

use crate::{Content, Refusal};

/// The most pixels of a picture: two pages at 300 dots an inch are 17 million, a phone's photo 12 to 50.
pub const PIXELS_MAX: u32 = 40_000_000;
/// The longest side, in pixels.
pub const SIDE_MAX: u32 = 16_000;
/// The longer side of a small picture, in pixels.
pub const THUMB_SIDE: u32 = 320;
/// Of 100; above it files grow and nobody sees a difference on a scan.
const QUALITY: u8 = 88;
/// What a decoder may take beside the pixels that are asked for, in bytes: four channels of each pixel, and as much again to work.
const MEMORY_MAX: u64 = 2 * 4 * PIXELS_MAX as u64;

/// A picture, decoded.
#[derive(Debug)]
pub struct Picture(RgbImage);

impl Picture {
    /// Decodes a picture of this kind.
    pub fn open(bytes: &[u8], content: Content) -> Result<Self, Refusal> {
        let damaged = |error: ImageError| match error {
            ImageError::Limits(_) => too_many(),
            _ => Refusal::Damaged(content),
        };
        let source = Cursor::new(bytes);
        match content {
            Content::Jpeg => decode(JpegDecoder::new(source).map_err(damaged)?, content),
            Content::Png => {
                let decoder = PngDecoder::with_limits(source, limits()).map_err(damaged)?;
                if decoder.is_apng().map_err(damaged)? {
                    return Err(Refusal::Moving);
                }
                decode(decoder, content)
            }
            Content::WebP => {
                let decoder = WebPDecoder::new(source).map_err(damaged)?;
                if decoder.has_animation() {
                    return Err(Refusal::Moving);
                }
                decode(decoder, content)
            }
            Content::Pdf => Err(Refusal::Damaged(content)),
        }
    }

    /// A picture of these bytes, three for each pixel, row by row.
    pub(crate) fn of(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        RgbImage::from_raw(width, height, pixels).map(Self)
    }

    /// Width and height, in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    /// Encoded as JPEG (ISO/IEC 10918-1) with nothing but its pixels.
    pub fn jpeg(&self) -> Result<Vec<u8>, Refusal> {
        jpeg(&self.0, QUALITY)
    }

    /// Draws these words over all of it.
    pub(crate) fn mark(&mut self, words: &str) {
        crate::watermark::draw(&mut self.0, words);
    }

    /// A small one, as JPEG.
    pub fn thumbnail(&self) -> Result<Vec<u8>, Refusal> {
        self.scaled(THUMB_SIDE).map_or_else(|| self.jpeg(), |small| jpeg(&small, QUALITY))
    }

    /// The same with so many pixels on its longer side, where it has more.
    #[must_use]
    pub fn within(self, longer_side: u32) -> Self {
        self.scaled(longer_side.max(1)).map_or(self, Self)
    }

    /// Nothing where it has no more pixels than that.
    fn scaled(&self, longer_side: u32) -> Option<RgbImage> {
        let (width, height) = self.size();
        let (longer, most) = (u64::from(width.max(height)), u64::from(longer_side));
        let scaled =
            |side: u32| u32::try_from((u64::from(side) * most + longer / 2) / longer).unwrap_or(u32::MAX).max(1);
        (most < longer).then(|| image::imageops::resize(&self.0, scaled(width), scaled(height), FilterType::Triangle))
    }
}

fn decode<D: ImageDecoder>(mut decoder: D, content: Content) -> Result<Picture, Refusal> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged(content));
    }
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > u64::from(PIXELS_MAX) {
        return Err(too_many());
    }
    decoder.set_limits(limits()).map_err(|_| too_many())?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged(content))?;
    image.apply_orientation(turned);
    Ok(Picture(if image.color().has_alpha() { on_white(&image) } else { image.into_rgb8() }))
}

/// What can be seen through is paper, not night.
fn on_white(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b, alpha] = image.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    match JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(image) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(too_many()),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    limits
}

const fn too_many() -> Refusal {
    Refusal::TooManyPixels { most: PIXELS_MAX / 1_000_000 }
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, Rgb, Rgba, RgbaImage};

    use super::*;
    use crate::accept;

    /// Wider than high, red on its left.
    fn scene() -> RgbImage {
        RgbImage::from_fn(60, 40, |x, _| if x < 30 { Rgb([200, 10, 10]) } else { Rgb([10, 10, 200]) })
    }

    /// An Exif block (CIPA DC-008) that says which way is up, who took the picture and where.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
        tiff.extend([0, 3]);
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0x01, 0x3b, 0, 2, 0, 0, 0, 12, 0, 0, 0, 50]);
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 62]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend(b"Salma Author\0");
        tiff.resize(62, 0);
        tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
        tiff
    }

    fn camera_jpeg(orientation: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
        encoder.set_exif_metadata(exif(orientation)).expect("an Exif block");
        encoder.encode_image(&scene()).expect("encoded");
        bytes.extend(b"PK\x03\x04 and something behind the end <script>");
        bytes
    }

    fn has(bytes: &[u8], mark: &[u8]) -> bool {
        bytes.windows(mark.len()).any(|window| window == mark)
    }

    #[test]
    fn what_a_camera_wrote_is_gone_and_up_is_up() {
        let sent = camera_jpeg(6);
        assert!(has(&sent, b"Salma Author") && has(&sent, b"Exif") && has(&sent, b"<script>"));
        let kept = accept(&sent).expect("a photo");
        for bytes in [&kept.bytes, &kept.thumbnail] {
            for mark in [&b"Salma"[..], b"Exif", b"GPS", b"<script>", b"PK\x03\x04"] {
                assert!(!has(bytes, mark), "{}", String::from_utf8_lossy(mark));
            }
        }
        let seen = image::load_from_memory(&kept.bytes).expect("readable").into_rgb8();
        assert_eq!(seen.dimensions(), (40, 60), "it lay on its side");
        // what was left is above
        let [r, _, b] = seen.get_pixel(20, 5).0;
        assert!(r > 150 && b < 80, "{r} {b}");
        assert_eq!((kept.content, kept.pages), (Content::Jpeg, 1));
    }

    #[test]
    fn each_of_the_eight_ways_is_turned() {
        for orientation in 1..=8 {
            let kept = accept(&camera_jpeg(orientation)).expect("a photo");
            let seen = image::load_from_memory(&kept.bytes).expect("readable");
            let on_its_side = orientation >= 5;
            assert_eq!(seen.width() < seen.height(), on_its_side, "orientation {orientation}");
        }
    }

    #[test]
    fn glass_is_paper() {
        let mut image = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
        image.put_pixel(0, 0, Rgba([0, 0, 0, 255]));
        let mut bytes = Vec::new();
        image::codecs::png::PngEncoder::new(&mut bytes)
            .write_image(&image, 8, 8, image::ExtendedColorType::Rgba8)
            .expect("encoded");
        let picture = Picture::open(&bytes, Content::Png).expect("a drawing");
        assert_eq!(picture.0.get_pixel(5, 5).0, [255, 255, 255]);
        assert_eq!(picture.0.get_pixel(0, 0).0, [0, 0, 0]);
    }

    #[test]
    fn a_flood_is_refused_by_its_head() {
        // a head that says 65,500 by 65,500 and nothing behind it
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(65_500_u32.to_be_bytes());
        png.extend(65_500_u32.to_be_bytes());
        png.extend([8, 2, 0, 0, 0]);
        let crc = png[12..].iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        });
        png.extend((!crc).to_be_bytes());
        png.extend(b"\0\0\0\x01IDAT\0\0\0\0\0");
        assert_eq!(Picture::open(&png, Content::Png).err(), Some(too_many()));

        let mut jpeg = camera_jpeg(1);
        let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
        assert_eq!(Picture::open(&jpeg, Content::Jpeg).err(), Some(too_many()));
    }

    #[test]
    fn half_a_picture_and_noise_are_damaged() {
        let whole = camera_jpeg(1);
        assert_eq!(
            Picture::open(&whole[..whole.len() / 4], Content::Jpeg).err(),
            Some(Refusal::Damaged(Content::Jpeg))
        );
        assert_eq!(accept(b"\x89PNG\r\n\x1a\nnoise").err(), Some(Refusal::Damaged(Content::Png)));
        assert_eq!(accept(b"RIFF\x10\0\0\0WEBPnoise and more").err(), Some(Refusal::Damaged(Content::WebP)));
    }

    #[test]
    fn a_picture_is_drawn_as_its_one_page() {
        let page = crate::view(&camera_jpeg(1), 0, 30, "").expect("drawn");
        assert_eq!((page.width, page.height), (30, 20));
        assert_eq!(crate::view(&camera_jpeg(1), 0, 4_000, "").expect("drawn").width, 60, "nothing is made up");
        assert_eq!(crate::view(&camera_jpeg(1), 1, 30, ""), Err(Refusal::Damaged(Content::Jpeg)));
    }

    #[test]
    fn a_small_one_keeps_its_shape() {
        let wide = Picture(RgbImage::from_pixel(1600, 400, Rgb([9, 9, 9])));
        let small = image::load_from_memory(&wide.thumbnail().expect("small")).expect("readable");
        assert_eq!((small.width(), small.height()), (320, 80));
        let line = Picture(RgbImage::from_pixel(1600, 1, Rgb([9, 9, 9])));
        assert_eq!(image::load_from_memory(&line.thumbnail().expect("small")).expect("readable").height(), 1);
    }
}
