//! People, organisations and evidence for this crate's own tests.

use crate::digest::Digest;
use crate::pack::Pack;

/// The Omani pack as shipped.
pub fn pack() -> Pack {
    Pack::parse(include_str!("../../../packs/om.toml"), Digest::from([7; 32])).expect("the shipped pack is sound")
}
