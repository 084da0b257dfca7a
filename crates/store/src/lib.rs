//! The only place that knows SQL: one set of queries for SQLite and PostgreSQL.
//!
//! `engine` runs closures in transactions; `tables` holds the statements, each with its wall; `walls` says which scope sees
//! and changes which rows.

mod engine;
pub mod tables;
mod walls;

pub use engine::{
    Cell, Column, Config, Constraint, Job, Log, Outside, Postgres, Recorded, Refused, Row, Scope, Sqlite, Store,
    StoreError, Tx, Value,
};
pub(crate) use engine::{Migration, Schema, places};

/// The number of the newest migration: what a copy of the database says of itself.
pub const SCHEMA_VERSION: usize = SCHEMA.migrations.len();

/// PostgreSQL's roles, which belong to the server and not to one database.
pub(crate) const ROLES: &str = include_str!("../migrations/postgres/roles.sql");

/// The schema of this program.
const SCHEMA: Schema = Schema {
    migrations: &[Migration {
        name: "0001_first",
        sqlite: include_str!("../migrations/sqlite/0001_first.sql"),
        postgres: concat!(
            include_str!("../migrations/postgres/roles.sql"),
            include_str!("../migrations/postgres/0001_first.sql")
        ),
    }],
    walls: walls::WALLS,
};

/// The predicate by which every statement of an organisation (`org`) or a person (`subject`) reads this table, with `{a}` for the
/// table's alias. `None` when it has no door there. For the tests that hold it against the rows of two tenants.
#[doc(hidden)]
pub fn read_wall(table: &str, scope: &str) -> Option<&'static str> {
    let kind = match scope {
        "org" => engine::ScopeKind::Org,
        "subject" => engine::ScopeKind::Subject,
        _ => return None,
    };
    let wall = walls::WALLS.iter().find(|wall| wall.table == table)?;
    wall.doors.iter().find(|door| door.scope == kind)?.read
}
