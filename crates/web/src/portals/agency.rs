//! What an agency's staff sees: its roster, one worker's record, the import of a list. Its cases and its day are shared pages.

pub mod counter;
pub mod fill;
mod import;
mod import_fill;
mod import_list;
pub mod import_routes;
mod many;
mod record;
mod roster;
mod roster_routes;
mod roster_search;
pub mod routes;
pub mod sign_in;
mod statement;
mod worker_form;
pub mod worker_routes;

pub use import::{Column, FirstRow, ImportMap, ImportResult, ImportRow, upload};
pub use import_list::{ImportLine, ImportList, ImportProgress};
pub use many::{Many, ManyRow};
pub use record::{Asked, Full, WorkerRecord};
pub use roster::{LANES, Lane, Lock, Roster, RosterRow};
