//! Checking papers: a moderator compares what a paper shows with what was typed from it, and says what they found. A second one says it
//! too where the first asks for that, or does not accept it.
//!
//! Nothing opens here that does not open by a link: whoever checks asks for one like everybody, and it is on record.

mod compare;
mod give;
mod late;
mod queue;

pub use documents::{Checked, ReadOut};

pub use compare::{Compared, Typed, compare, typed};
pub use give::{Found, give};
pub(crate) use late::round;
pub use queue::{Counted, Standing, Task, Way, counted, of, one, standing, waiting};
pub use store::tables::document_checks::Opinion;
