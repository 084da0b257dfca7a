//! Who looked, when and through which case, drawn over a page again and again: part of the pixels, so that a photo of the screen
//! still says it.
//!
//! The letters are our own, five by seven points: no font has to be looked for, and nothing that somebody typed is drawn.

use image::{Rgb, RgbImage};

/// LIMIT: signs of the words; what is longer is cut.
pub const MARK_MAX: usize = 64;
/// A letter's points, with the gap behind and below it.
const WIDE: u32 = 6;
const HIGH: u32 = 7;
/// Empty rows between two lines of words, in points.
const BETWEEN: u32 = 13;
/// How much of the page shows through a letter, of 256: dark enough on white paper, light enough to read what lies under it.
const THROUGH: u32 = 176;

/// Draws the words over the whole picture, slanted, grey on light ground and light on dark.
pub(crate) fn draw(picture: &mut RgbImage, words: &str) {
    let letters: Vec<[u8; 7]> = words.chars().take(MARK_MAX).map(letter).collect();
    if letters.is_empty() {
        return;
    }
    // So large that about two and a half lines of forty signs stand side by side on any size of page.
    let point = (picture.width().min(picture.height()) / 420).max(1);
    // Three signs of room between one saying and the next.
    let across = (u32::try_from(letters.len()).unwrap_or(1) + 3) * WIDE;
    let down = HIGH + BETWEEN;
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        // A slant of one in three, without a root or a sine: down as one goes across.
        let (u, v) = ((3 * x + y) / (3 * point), (3 * y + 10 * across * point + (1 << 20) - x) / (3 * point));
        let line = v / down;
        // Each line begins elsewhere, so that no margin is free of words.
        let (column, row) = ((u + line * across / 3) % across, v % down);
        let inked = row < HIGH
            && letters
                .get((column / WIDE) as usize)
                .is_some_and(|rows| column % WIDE < 5 && rows[row as usize] >> (4 - column % WIDE) & 1 == 1);
        if inked {
            *pixel = mixed(*pixel);
        }
    }
}

/// A pixel under a letter.
fn mixed(Rgb([r, g, b]): Rgb<u8>) -> Rgb<u8> {
    let light = u32::from(r) * 3 + u32::from(g) * 6 + u32::from(b) > 10 * 110;
    let ink = if light { 70 } else { 220 };
    let mix = |colour: u8| u8::try_from((u32::from(colour) * THROUGH + ink * (256 - THROUGH)) / 256).unwrap_or(u8::MAX);
    Rgb([mix(r), mix(g), mix(b)])
}

/// The rows of a letter, the leftmost point in the highest of five bits. What has none is drawn as an empty box.
fn letter(sign: char) -> [u8; 7] {
    match sign.to_ascii_uppercase() {
        ' ' => [0; 7],
        'A' => [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'B' => [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e],
        'C' => [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e],
        'D' => [0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e],
        'E' => [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
        'F' => [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10],
        'G' => [0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f],
        'H' => [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'I' => [0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e],
        'J' => [0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c],
        'K' => [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11],
        'L' => [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f],
        'M' => [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11],
        'N' => [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11],
        'O' => [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
        'P' => [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10],
        'Q' => [0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d],
        'R' => [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11],
        'S' => [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e],
        'T' => [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
        'U' => [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
        'V' => [0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04],
        'W' => [0x11, 0x11, 0x11, 0x15, 0x15, 0x1b, 0x11],
        'X' => [0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11],
        'Y' => [0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04],
        'Z' => [0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f],
        '0' => [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
        '1' => [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
        '2' => [0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f],
        '3' => [0x0e, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0e],
        '4' => [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
        '5' => [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
        '6' => [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
        '7' => [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
        '8' => [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
        '9' => [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
        '-' => [0, 0, 0, 0x0e, 0, 0, 0],
        '_' => [0, 0, 0, 0, 0, 0, 0x1f],
        ':' => [0, 0x04, 0, 0, 0, 0x04, 0],
        '.' => [0, 0, 0, 0, 0, 0x0c, 0x0c],
        '/' => [0x01, 0x01, 0x02, 0x04, 0x08, 0x10, 0x10],
        _ => [0x1f, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1f],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "AG-021 agency_admin 3f2a91c0 2026-11-22 14:03Z C-7K2M9QX4";

    /// How many pixels differ from the ground, of 1,000.
    fn inked(picture: &RgbImage, ground: Rgb<u8>) -> usize {
        let all = (picture.width() * picture.height()) as usize;
        picture.pixels().filter(|pixel| **pixel != ground).count() * 1000 / all
    }

    #[test]
    fn the_words_stand_in_every_part_of_the_page() {
        for (width, height) in [(1600, 2200), (2200, 1600), (420, 420)] {
            let white = Rgb([255, 255, 255]);
            let mut page = RgbImage::from_pixel(width, height, white);
            draw(&mut page, WORDS);
            // whichever ninth of it is cut out
            for (x, y) in (0..3).flat_map(|x| (0..3).map(move |y| (x, y))) {
                let (w, h) = (width / 3, height / 3);
                let part = image::imageops::crop_imm(&page, x * w, y * h, w, h).to_image();
                assert!(inked(&part, white) > 50, "{width}x{height}: {x},{y}");
            }
            assert!(inked(&page, white) < 250, "what lies under it can be read");
        }
    }

    #[test]
    fn they_stand_on_dark_ground_too_and_differ_from_others() {
        let black = Rgb([0, 0, 0]);
        let mut one = RgbImage::from_pixel(900, 600, black);
        let mut other = one.clone();
        draw(&mut one, WORDS);
        draw(&mut other, &WORDS.replace("3f2a91c0", "3f2a91c1"));
        assert!(inked(&one, black) > 50);
        assert_ne!(one, other);
        let mut none = RgbImage::from_pixel(9, 6, black);
        draw(&mut none, "");
        assert_eq!(inked(&none, black), 0);
    }

    #[test]
    fn no_two_letters_look_alike() {
        let all: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_:./?".chars().collect();
        for (nth, one) in all.iter().enumerate() {
            assert!(all[nth + 1..].iter().all(|other| letter(*one) != letter(*other)), "{one}");
        }
    }
}
