//! A QR code (ISO/IEC 18004) as a path of an SVG drawing.

use qrcode::{Color, EcLevel, QrCode};

/// The dark squares as one path, and how many there are on a side, with the quiet zone of four (ISO/IEC 18004).
pub(super) fn of(text: &str) -> (String, usize) {
    const QUIET: usize = 4;
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return (String::new(), 0) };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
    (path.collect(), width + 2 * QUIET)
}
