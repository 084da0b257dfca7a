//! A transaction as the closures see it: statements in, typed rows out.
//!
//! One `Tx` lives as long as its connection and serves one closure after another. Only this crate can run SQL through it.
//! After a failed statement it refuses every further one, on both databases alike: PostgreSQL would, SQLite would not.

use super::error::StoreError;
use super::postgres::PgLink;
use super::scope::Scope;
use super::sqlite::SqliteLink;
use super::statement::{Dialect, Identity, Plan, Row, Value, Wall};
use std::collections::HashMap;
use std::sync::Arc;

/// A transaction of one scope.
pub struct Tx {
    pub(super) link: Link,
    scope: Scope,
    walls: &'static [Wall],
    /// Ready statements, per scope kind and text.
    plans: [HashMap<String, Arc<Plan>>; 6],
    failed: Option<StoreError>,
    /// How many statements it has run.
    ran: u64,
}

/// The connection under a [`Tx`].
pub(super) enum Link {
    Sqlite(SqliteLink),
    Postgres(Box<PgLink>),
}

/// Statements are built from few pieces, so this is never reached but by a defect; then the cache starts anew.
const PLANS_MAX: usize = 1000;

impl Tx {
    pub(super) fn new(link: Link, walls: &'static [Wall]) -> Self {
        Self { link, scope: Scope::Public, walls, plans: Default::default(), failed: None, ran: 0 }
    }

    /// Whose transaction this is.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// All rows that `sql` returns, each read by `map`.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.query(sql, params, &mut |row| {
            found.push(map(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row that `sql` returns, if any.
    pub(crate) fn maybe<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, params, map)?.into_iter().next())
    }

    /// The row that `sql` returns; [`StoreError::Missing`] when there is none.
    pub(crate) fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.maybe(sql, params, map)?.ok_or(StoreError::Missing)
    }

    /// Runs `sql` and says how many rows it inserted, updated or deleted.
    pub(crate) fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.query(sql, params, &mut |_| Ok(()))
    }

    /// How many statements it has run since its connection was made.
    pub(super) const fn ran(&self) -> u64 {
        self.ran
    }

    /// Takes up work for `scope`.
    pub(super) fn begin(&mut self, scope: Scope) {
        self.scope = scope;
        self.failed = None;
    }

    /// The first error of this transaction, even if the closure went on after it.
    pub(super) fn failed(&self) -> Option<&StoreError> {
        self.failed.as_ref()
    }

    fn query(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        if self.failed.is_some() {
            return Err(StoreError::Poisoned);
        }
        self.ran += 1;
        self.query_unguarded(sql, params, each).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn query_unguarded(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let plan = self.plan(sql)?;
        if params.len() != plan.params {
            let (given, taken) = (params.len(), plan.params);
            return Err(StoreError::Program(format!("{given} values for {taken} placeholders in: {sql}")));
        }
        let identities =
            plan.identities.iter().map(|identity| self.identity(*identity)).collect::<Result<Vec<_>, _>>()?;
        let values: Vec<&Value> = params.iter().chain(&identities).collect();
        match &mut self.link {
            Link::Sqlite(link) => link.query(&plan, &values, each),
            Link::Postgres(link) => link.query(&plan, &values, each),
        }
    }

    fn plan(&mut self, sql: &str) -> Result<Arc<Plan>, StoreError> {
        let kind = self.scope.kind();
        let plans = &mut self.plans[kind as usize];
        if let Some(plan) = plans.get(sql) {
            return Ok(Arc::clone(plan));
        }
        let dialect = match self.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
        };
        let plan = Arc::new(Plan::make(sql, dialect, kind, self.walls)?);
        if plans.len() >= PLANS_MAX {
            plans.clear();
        }
        plans.insert(sql.to_owned(), Arc::clone(&plan));
        Ok(plan)
    }

    fn identity(&self, identity: Identity) -> Result<Value, StoreError> {
        match (identity, self.scope) {
            (Identity::Org, Scope::Org(org)) => Ok(org.into()),
            (Identity::Subject, Scope::Subject(user)) => Ok(user.into()),
            (missing, scope) => Err(StoreError::Walled(format!("{missing:?} asked for in scope {scope:?}"))),
        }
    }
}
