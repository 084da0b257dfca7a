//! The khatam tile that stands in place of a face: an eight-point star lattice made from the SHA-256 of the public reference.
//!
//! It helps to remember a profile and says nothing about the person: no personal field goes in, it carries no rank,
//! and it changes when the reference changes.

use std::f64::consts::PI;
use std::fmt;
use std::fmt::Write;

use askama::filters::HtmlSafe;
use aws_lc_rs::digest::{SHA256, digest};

/// The tile of one public reference. Decorative.
#[derive(Debug, Clone)]
pub struct Tile {
    reference: String,
}

/// The tile of this reference.
pub fn tile(reference: impl Into<String>) -> Tile {
    // The reference becomes an id inside markup: only the characters that a reference has may pass.
    let mut reference: String = reference.into();
    reference.retain(|c| c.is_ascii_alphanumeric() || c == '-');
    Tile { reference }
}

/// An eight-point star round the middle of the cell: `radius`, how deep it is cut, how far it is turned.
fn star(middle: f64, radius: f64, cut: f64, turn: f64) -> String {
    let mut points = String::new();
    for corner in 0..16_u8 {
        let angle = (f64::from(corner) * 22.5 + turn) * PI / 180.0;
        let reach = if corner % 2 == 0 { radius } else { radius * cut };
        let (x, y) = (middle + reach * angle.cos(), middle + reach * angle.sin());
        let gap = if corner == 0 { "" } else { " " };
        write!(points, "{gap}{x:.1},{y:.1}").expect("a string takes what is written");
    }
    points
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = digest(&SHA256, self.reference.as_bytes());
        let &[hue, width, kind, depth, ..] = hash.as_ref() else { return Err(fmt::Error) };
        let size = [30.0, 36.0, 42.0][usize::from(width % 3)];
        let middle = size / 2.0;
        let cut = if depth % 2 == 1 { 0.7654 } else { 0.66 };
        let core = match kind % 4 {
            0 => format!(r#"<circle cx="{middle}" cy="{middle}" r="{:.1}"/>"#, size * 0.13),
            1 => format!(r#"<polygon points="{}"/>"#, star(middle, size * 0.22, 0.7654, 22.5)),
            2 => {
                let (from, side) = (middle - size * 0.12, size * 0.24);
                format!(
                    r#"<rect x="{from:.1}" y="{from:.1}" width="{side:.1}" height="{side:.1}" transform="rotate(45 {middle} {middle})"/>"#
                )
            }
            _ => format!(
                r#"<circle cx="{middle}" cy="{middle}" r="{:.1}" fill="none" stroke="currentColor" stroke-width="2"/>"#,
                size * 0.16
            ),
        };
        let corners = [(0.0, 0.0), (size, 0.0), (0.0, size), (size, size)]
            .map(|(x, y)| format!(r#"<circle cx="{x}" cy="{y}" r="{:.1}"/>"#, size * 0.07))
            .concat();
        let (id, hue, points) = (&self.reference, hue % 6, star(middle, middle * 0.98, cut, 0.0));
        write!(
            f,
            r#"<svg class="tile tile-{hue}" aria-hidden="true"><defs><pattern id="t-{id}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" x="-6" y="-4"><polygon points="{points}" fill="currentColor" fill-opacity=".13" stroke="currentColor" stroke-opacity=".75"/><g fill="currentColor" fill-opacity=".62" stroke-opacity=".62">{core}</g><g fill="currentColor" fill-opacity=".4">{corners}</g></pattern></defs><rect width="100%" height="100%" fill="url(#t-{id})"/></svg>"#
        )
    }
}

impl HtmlSafe for Tile {}
