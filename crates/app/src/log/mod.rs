//! The log for others: checkpoints that are signed over its tree, and proofs that lead to them.

mod branch;
mod close;
mod going_on;
mod look;
mod prove;
mod sign;
mod witnessed;

pub use crate::ports::Signed;
pub use branch::Branch;
pub use close::{ClosingStep, Dropped, OldEnough, Wanted, close, dropped, plan};
pub use going_on::{Before, go_on};
pub use look::{Entry, Found, Health, Shown, health, is_open_to, one, search, signed_head};
pub use prove::{Checked, Growth, Proven, Step, growth, prove, prove_archived};
pub use sign::{LogSigner, checkpoint, draw};
pub use store::tables::search::Search;
pub use witnessed::round;
