//! The engine under the tables: one face for SQLite and PostgreSQL.
//!
//! It runs closures in transactions of one scope, puts the walls into their statements, and commits nothing without its
//! record. It knows no table but those of the log.

mod config;
#[cfg(test)]
mod contract;
mod denials;
mod entry;
mod error;
mod gate;
mod head;
mod log;
mod migrate;
mod points;
mod postgres;
mod recorded;
mod schema;
mod scope;
mod sqlite;
mod statement;
mod store;
pub(crate) mod strip;
pub(crate) mod tree;
mod tx;
mod work;

pub use config::{Config, Log, Outside, Postgres, Sqlite};
pub use entry::Moved;
pub(crate) use entry::{Entry, FoundBy};
pub use error::{Constraint, Refused, StoreError};
pub(crate) use migrate::Migration;
pub use recorded::Recorded;
pub(crate) use schema::Schema;
pub(crate) use scope::ScopeKind;
pub use scope::{Job, Scope};
pub use statement::{Cell, Column, Parsed, Row, Value};
pub(crate) use statement::{Door, Wall, places};
pub use store::Store;
pub use tx::Tx;
