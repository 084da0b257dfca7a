//! From policies that a data-protection officer reads to the table that the server asks.
//!
//! The only crate that links Cedar: it parses, validates strictly, and lets Cedar's own evaluator say on which
//! combinations of words each policy speaks. It proves what no set may allow, and prints what a set allows.

mod boxes;
mod clause;
mod compile;
mod evaluate;
mod fault;
mod given;
mod load;
mod matrix;
mod prove;
mod sources;

pub use compile::{Figures, compile, compile_with_figures, prove};
pub use fault::{Fault, Refused};
pub use matrix::matrix;
pub use prove::{Allowed, Proof};
pub use sources::{Source, Sources};
