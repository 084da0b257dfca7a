//! One connection to PostgreSQL: runs ready statements, keeps them prepared.
//!
//! INVARIANT: made, used and dropped on the store's own threads only; the synchronous client panics on an async runtime's.

use super::error::explain;
use super::list::List;
use crate::engine::error::StoreError;
use crate::engine::statement::{Cells, Plan, Row, Value};
use postgres::types::{ToSql, Type};
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

    /// The same, sent by the server as one row of lists, one for each column: what a row costs on its way is paid once. The rows come in
    /// no order.
    pub fn gather(
        &mut self,
        plan: &Plan,
        values: &[&Value],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let single = self.prepared(&plan.text)?;
        let columns =
            plan.columns.get_or_init(|| single.columns().iter().map(|column| column.name().to_owned()).collect());
        let types: Vec<Type> = single.columns().iter().map(|column| column.type_().clone()).collect();
        let lists: Vec<String> = columns.iter().map(|name| format!("array_agg(q.{name})")).collect();
        let statement = self.prepared(&format!("select {} from ({}) q", lists.join(", "), plan.text))?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| *value as _).collect();
        let row = self.client.query_one(&statement, &values).map_err(|error| explain(&error))?;
        let broken = || StoreError::Program(format!("lists of rows that do not read, from: {}", plan.text));
        let mut lists = Vec::with_capacity(columns.len());
        for at in 0..columns.len() {
            let list: Option<List<'_>> = row.try_get(at).map_err(|_| broken())?;
            let Some(list) = list else { return Ok(0) };
            lists.push(list);
        }
        let mut cells = vec![None; columns.len()];
        let mut read = 0;
        while lists.first().is_some_and(List::goes_on) {
            for (cell, list) in cells.iter_mut().zip(&mut lists) {
                *cell = list.element().ok_or_else(broken)?;
            }
            each(&Row { cells: Cells::Gathered(&cells, &types), columns, text: &plan.text })?;
            read += 1;
        }
        Ok(read)
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
