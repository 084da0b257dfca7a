//! What everybody may see.

mod catalogue;
mod profile;

pub use catalogue::{Applied, Available, Card, Catalogue, Filters};
pub use profile::{Profile, Way};
