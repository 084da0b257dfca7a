//! What a database of this house consists of: handed in, so that the engine knows no table but the log's.

use super::migrate::Migration;
use super::statement::Wall;

/// The migrations, oldest first, and the wall of every table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    pub migrations: &'static [Migration],
    pub walls: &'static [Wall],
}
