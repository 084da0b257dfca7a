//! One connection to PostgreSQL: runs ready statements, keeps them prepared.
//!
//! INVARIANT: made, used and dropped on the store's own threads only; the synchronous client panics on an async runtime's.

use super::error::explain;
use crate::engine::error::StoreError;
use crate::engine::statement::{Cells, Plan, Row, Value};
use postgres::types::ToSql;
use postgres::{Client, Statement};
use std::collections::HashMap;

pub(in crate::engine) struct PgLink {
    pub(super) client: Client,
    prepared: HashMap<String, Statement>,
}

/// Texts are few (see `Tx`); past this many the server's memory is worth more than the round trip.
const PREPARED_MAX: usize = 500;

impl PgLink {
    pub fn new(client: Client) -> Self {
        Self { client, prepared: HashMap::new() }
    }

    /// Runs fixed text without rows.
    pub fn order(&mut self, text: &str) -> Result<(), StoreError> {
        self.client.batch_execute(text).map_err(|error| explain(&error))
    }

    pub fn query(
        &mut self,
        plan: &Plan,
        values: &[&Value],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let statement = self.prepared(&plan.text)?;
        let columns =
            plan.columns.get_or_init(|| statement.columns().iter().map(|column| column.name().to_owned()).collect());
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| *value as _).collect();
        if columns.is_empty() {
            return self.client.execute(&statement, &values).map_err(|error| explain(&error));
        }
        let rows = self.client.query(&statement, &values).map_err(|error| explain(&error))?;
        for row in &rows {
            each(&Row { cells: Cells::Postgres(row), columns, text: &plan.text })?;
        }
        Ok(rows.len() as u64)
    }

    fn prepared(&mut self, text: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text).map_err(|error| explain(&error))?;
        if self.prepared.len() >= PREPARED_MAX {
            self.prepared.clear();
        }
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }
}
