//! Brings a database's schema up to date: one list, each migration in both dialects, each in a transaction of its own.
//!
//! What was applied is kept with its checksum; a database that is newer than the program, or whose migrations were other
//! ones, is refused. Migrations only ever follow: one that was released is never changed.

use super::error::StoreError;
use rusqlite::{Connection, ErrorCode};

/// One migration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// A migration that was applied: its name and checksum.
type Applied = (String, Vec<u8>);

const TABLE_SQLITE: &str = "create table if not exists schema_version \
    (n integer primary key, name text not null, checksum blob not null) strict";
const TABLE_POSTGRES: &str = "create table if not exists schema_version \
    (n bigint primary key, name text not null, checksum bytea not null)";
const READ: &str = "select name, checksum from schema_version order by n";

/// Held for the length of a migration, so that two nodes that start at once do not both migrate.
const ADVISORY_LOCK: i64 = 0x616d_616e_615f_6d67;

/// Migrates the embedded database. The folder's lock keeps others out.
pub(super) fn sqlite(connection: &mut Connection, list: &[Migration]) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| {
        let full = matches!(error.sqlite_error_code(), Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure));
        let advice = if full { "; make room on its disk, and see that its folder may be written" } else { "" };
        StoreError::Unopened(format!("schema: {error}{advice}"))
    };
    connection.execute_batch(TABLE_SQLITE).map_err(failed)?;
    let applied = applied_sqlite(connection).map_err(failed)?;
    for (n, migration) in to_do(list, &applied, |migration| migration.sqlite)? {
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(migration.sqlite).map_err(failed)?;
        let row = (n, migration.name, checksum(migration.sqlite));
        transaction
            .execute("insert into schema_version (n, name, checksum) values (?1, ?2, ?3)", row)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// Whether an embedded database has exactly the migrations of this program.
pub(super) fn check_sqlite(connection: &Connection, list: &[Migration]) -> Result<(), StoreError> {
    let applied = applied_sqlite(connection).map_err(|error| StoreError::Unopened(format!("schema: {error}")))?;
    complete(&to_do(list, &applied, |migration| migration.sqlite)?)
}

fn applied_sqlite(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    connection.prepare(READ)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Migrates a PostgreSQL database, as its owner.
pub(super) fn postgres(client: &mut ::postgres::Client, list: &[Migration]) -> Result<(), StoreError> {
    let failed = |error: ::postgres::Error| StoreError::Unopened(format!("schema: {}", explain(&error)));
    client.execute("select pg_advisory_lock($1)", &[&ADVISORY_LOCK]).map_err(failed)?;
    client.batch_execute(TABLE_POSTGRES).map_err(failed)?;
    for (n, migration) in to_do(list, &applied(client).map_err(failed)?, |migration| migration.postgres)? {
        let mut transaction = client.transaction().map_err(failed)?;
        transaction.batch_execute(migration.postgres).map_err(failed)?;
        let sum = checksum(migration.postgres).to_vec();
        transaction
            .execute("insert into schema_version (n, name, checksum) values ($1, $2, $3)", &[&n, &migration.name, &sum])
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    client.batch_execute("grant select on schema_version to amana_login").map_err(failed)?;
    client.execute("select pg_advisory_unlock($1)", &[&ADVISORY_LOCK]).map(drop).map_err(failed)
}

/// Whether a PostgreSQL database has exactly the migrations of this program; asked by the server's own login.
pub(super) fn check_postgres(client: &mut ::postgres::Client, list: &[Migration]) -> Result<(), StoreError> {
    let failed = |error: ::postgres::Error| StoreError::Unopened(format!("schema: {}", explain(&error)));
    let applied = applied(client).map_err(failed)?;
    complete(&to_do(list, &applied, |migration| migration.postgres)?)
}

fn complete(to_do: &[(i64, Migration)]) -> Result<(), StoreError> {
    match to_do.first() {
        None => Ok(()),
        Some((_, next)) => Err(StoreError::Unopened(format!("the schema lacks {}: migrate it first", next.name))),
    }
}

fn applied(client: &mut ::postgres::Client) -> Result<Vec<Applied>, ::postgres::Error> {
    Ok(client.query(READ, &[])?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// The migrations not yet applied, with their numbers; an error when what was applied is not the beginning of the list.
fn to_do(
    list: &[Migration],
    applied: &[Applied],
    text: impl Fn(&Migration) -> &'static str,
) -> Result<Vec<(i64, Migration)>, StoreError> {
    if applied.len() > list.len() {
        return Err(StoreError::Unopened("the database is newer than this program".into()));
    }
    for (migration, (name, sum)) in list.iter().zip(applied) {
        if migration.name != name || checksum(text(migration)) != sum[..] {
            return Err(StoreError::Unopened(format!("migration {name} is not the one that this program knows")));
        }
    }
    Ok((1..).zip(list.iter().copied()).skip(applied.len()).collect())
}

/// A hash to notice changes by; nothing secret hangs on it.
fn checksum(text: &str) -> audit::Hash {
    audit::leaf(text.as_bytes())
}

fn explain(error: &::postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}
