//! One row of an answer, read by column name.

use super::cell::{Cell, Column};
use super::text;
use crate::engine::error::StoreError;

/// A row. Valid only inside the mapping function that it is handed to.
pub struct Row<'a> {
    pub(in crate::engine) cells: Cells<'a>,
    pub(in crate::engine) columns: &'a [String],
    /// The statement, to name its table when a value contradicts its type.
    pub(in crate::engine) text: &'a str,
}

pub(in crate::engine) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// The value of column `name`. A value that `T` cannot hold is a [`StoreError::Contradiction`]; a column that the
    /// statement does not return is a [`StoreError::Program`].
    pub fn get<T: Column>(&self, name: &str) -> Result<T, StoreError> {
        let Some(at) = self.columns.iter().position(|column| column == name) else {
            return Err(StoreError::Program(format!("no column {name} in: {}", self.text)));
        };
        self.cell(at).and_then(T::read).ok_or_else(|| self.contradiction(name))
    }

    /// The error for a value of column `name` that read well and yet cannot be, for example an unknown state.
    pub fn contradiction(&self, name: &str) -> StoreError {
        let id = self.columns.iter().position(|column| column == "id");
        let row = id.and_then(|at| self.cell(at)).and_then(uuid::Uuid::read);
        StoreError::Contradiction {
            table: text::first_table(self.text).to_owned(),
            column: name.to_owned(),
            row: row.map_or_else(|| "?".to_owned(), |id| id.to_string()),
        }
    }

    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        match &self.cells {
            Cells::Sqlite(row) => Cell::of_sqlite(row.get_ref(at).ok()?),
            Cells::Postgres(row) => row.try_get(at).ok(),
        }
    }
}
