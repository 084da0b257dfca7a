//! The parts that pages are made of, each once (guide, section 5): a small type, and a template beside it.
//!
//! A part holds words that are ready to show and never decides what somebody may see; pages fill parts, parts fill no pages.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::assets;

mod badge;
mod chart;
mod field;
mod matrix;
mod next;
mod notes;
mod pager;
mod reveal;
mod sees;
mod shown;
mod step_form;
mod stepper;
mod tile;
mod timeline;
mod when;

pub use badge::{Badge, Tone};
pub use chart::{Chart, Group};
pub use field::{Choice, Field, Kind};
pub use matrix::{Change, Column, Matrix, MatrixCell, MatrixRow, Sign};
pub use next::{Next, Turn};
pub use notes::{NoteLine, Notes};
pub use pager::Pager;
pub use reveal::{Only, Reveal, RevealField};
pub use sees::{Eye, Sees, SeesRow, SeesRule};
pub use shown::Shown;
pub use step_form::{StepForm, Weight};
pub use stepper::{Stepper, opens_at, stage_name};
pub use tile::{Tile, tile};
pub use timeline::{Event, Timeline};
pub use when::When;

/// Lets a part stand in a template without being escaped a second time.
macro_rules! part {
    ($($name:ty),+) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
pub(crate) use part;

/// One icon of the sprite. Decorative: the word beside it speaks.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    name: &'static str,
    class: &'static str,
}

/// An icon as large as the line.
pub const fn icon(name: &'static str) -> Icon {
    Icon { name, class: "i" }
}

/// A smaller icon, for badges and chips.
pub const fn small(name: &'static str) -> Icon {
    Icon { name, class: "i i-sm" }
}

/// A small icon that points somewhere and so turns round in a right-to-left page.
pub const fn arrow(name: &'static str) -> Icon {
    Icon { name, class: "i i-sm i-flip" }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, class } = self;
        write!(f, r#"<svg class="{class}" aria-hidden="true"><use href="{}#{name}"/></svg>"#, assets::path("icons.svg"))
    }
}

impl HtmlSafe for Icon {}
