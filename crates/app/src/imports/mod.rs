//! Reading an agency's roster: bytes in, workers or reasons out. Reading is pure: no database, no clock, no network.
//!
//! `read` tells what the file is and finds the headings; `guess` or a [`Mapping`] says which column holds which field;
//! `draft_rows` makes a worker of each row, or says with line and column why not. What is already on the agency's roster
//! is not known here: `commit`, the use case that takes them in, finds those by keyed hash.

mod commit;
mod dates;
mod draft;
mod faults;
mod field;
mod header;
mod headings;
mod mapping;
mod read;
pub mod sample;
pub mod values;
mod words;
pub mod write;

pub use commit::{Imported, Roster, commit, commit_once, repeat};
pub use dates::{DATE_FIELDS, DateColumn, Hijri, date_columns};
pub use draft::{RowOutcome, Rules, WorkerDraft, draft_rows};
pub use faults::{Arg, Args, FileFault, MappingFault, Reason, RowFault, SUGGESTIONS_MAX};
pub use field::WorkerField;
pub use header::{Column, Header};
pub use headings::Confidence;
pub use mapping::{Columns, Guess, Guessed, Mapping, guess};
pub use read::{Cell, Encoding, Limits, Row, Sheet, Wish, read, read_as, read_mapped};
