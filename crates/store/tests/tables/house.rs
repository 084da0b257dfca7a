//! A store for one test, and short ways to use it.

use audit::{Actor, ChainKey, Draft, IngestKey, LogId};
use domain::ids::RecordId;
use domain::{OrgId, Role, UserId};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Config, Job, Log, Postgres, Recorded, Scope, Sqlite, Store, StoreError, Tx};
use tempfile::TempDir;
use testkit::postgres::{Cluster, Database};
use uuid::Uuid;
use zeroize::Zeroizing;

pub const SYSTEM: Scope = Scope::System(Job::Housekeeping);

pub struct House {
    pub store: Store,
    /// Where a PostgreSQL house keeps its rows.
    pub database: Option<Database>,
    _folder: Option<TempDir>,
}

impl House {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(&Config::Sqlite(Sqlite::new(folder.path())), log()).expect("opens");
        Self { store, database: None, _folder: Some(folder) }
    }

    pub fn postgres() -> Self {
        let database = Cluster::shared().database("amana", |template| {
            let config = Postgres { admin_url: Some(template.admin_url.clone()), ..Postgres::new(&template.url) };
            drop(Store::open(&Config::Postgres(config), log()).expect("the schema applies"));
        });
        let config = Postgres { pool: 4, ..Postgres::new(&database.url) };
        let store = Store::open(&Config::Postgres(config), log()).expect("opens");
        Self { store, database: Some(database), _folder: None }
    }

    /// Changes something in `scope`, with a record.
    pub fn write<T: Send + 'static>(
        &self,
        scope: Scope,
        change: impl Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let record = draft("change");
        self.store.write_now(scope, move |tx| Ok(Recorded::with(change(tx)?, record.clone())))
    }

    /// Changes something in `scope` that must work.
    pub fn done<T: Send + 'static>(
        &self,
        scope: Scope,
        change: impl Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.write(scope, change).expect("the change is allowed")
    }

    /// Reads in `scope`.
    pub fn read<T: Send + 'static>(
        &self,
        scope: Scope,
        read: impl Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.read_now(scope, read).expect("it reads")
    }
}

fn log() -> Log {
    Log {
        id: LogId(Uuid::from_u128(1)),
        key: ChainKey::origin(Zeroizing::new([1; 32])),
        ingest: IngestKey::new(&Zeroizing::new([2; 32])),
        writer: fresh(),
        head_file: None,
        outside: Vec::new(),
    }
}

/// Identifiers grow, as those of version 7 do.
pub fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(7, NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn draft(action: &str) -> Draft {
    Draft::new(RecordId(fresh()), at(0), Actor::User(UserId(fresh())), Role::AgencyUser, action)
}

/// So many minutes after the tests' noon.
pub fn at(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a time");
    noon + SignedDuration::from_mins(minutes)
}

pub fn org(id: OrgId) -> Scope {
    Scope::Org(id)
}
