//! What a household sees: its cases and one case. Phone first.

mod cases;

pub use cases::{CaseRow, Cases};
