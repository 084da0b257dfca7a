//! Reading an agency's roster: bytes in, workers or reasons out. Reading is pure: no database, no clock, no network.
//!
//! `read` tells what the file is and finds the headings; `guess` or a [`Mapping`] says which column holds which field;
//! `draft_rows` makes a worker of each row, or says with line and column why not. What is already on the agency's roster
//! is not known here.
//!
//! The use cases around it keep the file sealed between their steps: `begin` reads and keeps it, `preview` says what each row
//! would do, `take` leaves a job that takes the rows in, `undo` one that erases them again.

mod answers;
mod begin;
mod dates;
mod draft;
mod export;
mod faults;
mod field;
mod file;
mod header;
mod headings;
mod mapping;
mod preview;
mod read;
mod refused;
pub mod sample;
mod see;
mod take;
mod trouble;
mod undo;
pub mod values;
mod words;
pub mod write;

pub use answers::{Answers, DateOrder, Look};
pub use begin::{FILES_MAX, NewFile, begin};
pub use dates::{DATE_FIELDS, DateColumn, Hijri, date_columns};
pub use draft::{RowOutcome, Rules, WorkerDraft, draft_rows};
pub use export::{export, export_purposes};
pub use faults::{Arg, Args, FileFault, MappingFault, Reason, RowFault, SUGGESTIONS_MAX};
pub use field::WorkerField;
pub use file::destroy_outlived;
pub use header::{Column, Header};
pub use headings::Confidence;
pub use mapping::{Columns, Guess, Guessed, Mapping, guess};
pub use preview::{Preview, look, preview};
pub use read::{Cell, Encoding, Limits, Row, Sheet, Wish, read, read_as, read_mapped};
pub use refused::{faults, refused_file};
pub use see::{Import, Stage, list, status, workers_of};
pub use take::{Chosen, UNDER_WAY_MAX, carry_on, take};
pub(crate) use take::{SLICE, TAKE};
pub use trouble::ImportError;
pub(crate) use undo::UNDO;
pub use undo::{Undone, carry_undo, undo};
