//! The PostgreSQL server: a fixed pool of threads, each with its connection, and the sequencer of the log.

mod error;
mod link;

pub(super) use link::PgLink;
