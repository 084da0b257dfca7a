//! From policies that a data-protection officer reads to the table that the server asks.
//!
//! The only crate that links Cedar: it parses, validates strictly, and lets Cedar's own evaluator say on which
//! combinations of words each policy speaks. It also prints what a set allows and what a change of it widens.

mod boxes;
mod clause;
mod compile;
mod diff;
mod evaluate;
mod fault;
mod load;
mod matrix;
mod sources;

pub use compile::{Figures, compile, compile_with_figures};
pub use diff::{Diff, diff};
pub use fault::{Fault, Refused};
pub use matrix::matrix;
pub use sources::{Source, Sources};
