//! The log for others: checkpoints that are signed over its tree, and proofs that lead to them.

mod branch;
mod going_on;
mod look;
mod prove;
mod sign;
mod witnessed;

pub use crate::ports::Signed;
pub use branch::Branch;
pub use going_on::{Before, go_on};
pub use look::{Entry, Health, Shown, health, is_open_to, one, search, signed_head};
pub use prove::{Checked, Growth, Proven, Step, growth, prove};
pub use sign::{LogSigner, checkpoint, draw};
pub use store::tables::records::Search;
pub use witnessed::round;
