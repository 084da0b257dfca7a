//! The PostgreSQL server: a fixed pool of threads, each with its connection, and the sequencer of the log.

mod error;
mod intake;
mod link;
mod pending;
mod pool;
mod sequencer;
mod server;
mod session;

pub(super) use link::PgLink;
pub(super) use server::{Server, make_roles};
