//! A store for one test, with a sample table beside the real schema.

use crate::engine::schema::Schema;
use crate::engine::scope::ScopeKind;
use crate::engine::statement::{Door, Wall};
use crate::engine::{Config, Job, Log, Migration, Postgres, Recorded, Refused, Scope, Sqlite, Store, StoreError, Tx};
use crate::params;
use audit::{Actor, ChainKey, Draft, Head, IngestKey, LogId, Report, Verifier};
use domain::ids::{OrgId, RecordId};
use domain::{Role, UserId};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;
use testkit::postgres::{Cluster, Database};
use uuid::Uuid;
use zeroize::Zeroizing;

pub const SYSTEM: Scope = Scope::System(Job::Housekeeping);
pub const NUR: Scope = Scope::Org(OrgId(Uuid::from_u128(0xA)));
pub const SAFA: Scope = Scope::Org(OrgId(Uuid::from_u128(0xB)));

/// Parcels of organisations: enough to try every kind of constraint and wall.
pub const SAMPLE: Schema = Schema {
    migrations: &[
        crate::SCHEMA.migrations[0],
        Migration {
            name: "9999_sample",
            sqlite: "create table parcel (id blob primary key, org blob not null, label text not null, \
                weight integer not null, version integer not null, \
                constraint parcel_has_weight check (weight > 0), unique (org, label)) strict; \
                create unique index parcel_one_heavy on parcel (org) where weight > 1000; \
                create table leaflet (parcel blob not null references parcel (id)) strict;",
            postgres: "create table parcel (id uuid primary key, org uuid not null, label text not null, \
                weight bigint not null, version bigint not null, \
                constraint parcel_has_weight check (weight > 0), unique (org, label)); \
                create unique index parcel_one_heavy on parcel (org) where weight > 1000; \
                create table leaflet (parcel uuid not null references parcel (id)); \
                alter table parcel enable row level security; alter table parcel force row level security; \
                grant select, insert, update, delete on parcel, leaflet to amana_org, amana_system; \
                create policy org_own on parcel to amana_org using (org = app_org()) with check (org = app_org()); \
                create policy system_all on parcel to amana_system using (true) with check (true);",
        },
    ],
    walls: &[
        Wall { table: "parcel", doors: &[Door::rows(ScopeKind::Org, "{a}.org = :org"), Door::open(ScopeKind::System)] },
        Wall { table: "leaflet", doors: &[Door::open(ScopeKind::Org), Door::open(ScopeKind::System)] },
        Wall { table: "audit_event", doors: &[Door::open(ScopeKind::System)] },
        Wall { table: "audit_closed", doors: &[Door::open(ScopeKind::System)] },
        Wall { table: "denial_window", doors: &[Door::open(ScopeKind::System)] },
        Wall { table: "audit_head", doors: &[Door::open(ScopeKind::System)] },
        Wall { table: "audit_tile", doors: &[Door::open(ScopeKind::System)] },
        Wall { table: "audit_strip", doors: &[Door::open(ScopeKind::System)] },
    ],
};

/// An error of a use case, as the application's would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Store(StoreError),
    Denied(Box<Draft>),
    Refused,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Refused for Fault {
    fn denial(&self) -> Option<Draft> {
        match self {
            Self::Denied(draft) => Some(Draft::clone(draft)),
            _ => None,
        }
    }
}

pub struct House {
    pub store: Store,
    pub config: Config,
    pub database: Option<Database>,
    folder: TempDir,
}

impl House {
    pub fn sqlite() -> Self {
        Self::sqlite_with(|_| {})
    }

    pub fn sqlite_with(change: impl FnOnce(&mut Sqlite)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Sqlite::new(folder.path().join("data"));
        change(&mut config);
        Self::open(Config::Sqlite(config), None, folder)
    }

    pub fn postgres() -> Self {
        Self::postgres_with(|_| {})
    }

    pub fn postgres_with(change: impl FnOnce(&mut Postgres)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = Cluster::shared().database("sample", |template| {
            let config = Postgres { admin_url: Some(template.admin_url.clone()), ..Postgres::new(&template.url) };
            drop(Store::open_schema(&Config::Postgres(config), log(None), SAMPLE).expect("the schema applies"));
        });
        let mut config = Postgres::new(&database.url);
        change(&mut config);
        Self::open(Config::Postgres(config), Some(database), folder)
    }

    fn open(config: Config, database: Option<Database>, folder: TempDir) -> Self {
        let store = open(&config, &head_file(folder.path())).expect("the store opens");
        Self { store, config, database, folder }
    }

    pub fn head_file(&self) -> PathBuf {
        head_file(self.folder.path())
    }

    /// Stops the store and opens it anew.
    pub fn reopen(self) -> Result<Self, StoreError> {
        self.closed().opened()
    }

    /// Stops the store.
    pub fn closed(self) -> Closed {
        let Self { store, config, database, folder } = self;
        drop(store);
        Closed { config, database, folder }
    }

    /// The tables and views that the database really has, asked past the walls.
    pub fn tables(&self) -> Vec<String> {
        match (&self.config, &self.database) {
            (Config::Sqlite(config), _) => {
                let connection = rusqlite::Connection::open(config.folder.join("amana.db")).expect("the file opens");
                let sql = "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%'";
                let mut statement = connection.prepare(sql).expect("a statement");
                let names = statement.query_map([], |row| row.get(0)).expect("it runs");
                names.collect::<Result<_, _>>().expect("names")
            }
            (Config::Postgres(_), Some(database)) => {
                let sql = "select relname from pg_class where relkind in ('r', 'v') and relnamespace = 'public'::regnamespace";
                Cluster::shared().sql(database, sql).lines().map(str::to_owned).collect()
            }
            (Config::Postgres(_), None) => unreachable!("a PostgreSQL house has a database"),
        }
    }

    pub fn count(&self) -> i64 {
        self.store.read_now(SYSTEM, count).expect("counts")
    }

    /// Adds a parcel for the scope's organisation, with its record.
    pub fn add(&self, scope: Scope, label: &str, weight: i64) -> Result<Uuid, Fault> {
        let (label, id, record) = (label.to_owned(), fresh(), draft("pack"));
        self.store.write_now(scope, move |tx| {
            add(tx, id, &label, weight)?;
            Ok(Recorded::with(id, record.clone()))
        })
    }

    /// How many records of this action stand in the log, once all that waits has reached it.
    pub fn records(&self, action: &str) -> usize {
        self.settle();
        let bodies: Vec<Vec<u8>> = self
            .store
            .read_now(SYSTEM, |tx| tx.all("select body from audit_event order by n", params![], |row| row.get("body")))
            .expect("the log reads");
        let wanted = format!("\"action\":\"{action}\"");
        bodies.iter().filter(|body| String::from_utf8_lossy(body).contains(&wanted)).count()
    }

    /// Checks the whole log against its stored head.
    pub fn verify(&self) -> Report {
        self.settle();
        let (rows, head) = self
            .store
            .read_now(SYSTEM, |tx| -> Result<_, StoreError> {
                let rows = tx.all("select n, body, mac from audit_event order by n", params![], |row| {
                    Ok((row.get::<i64>("n")?.unsigned_abs(), row.get::<Vec<u8>>("body")?, row.get::<[u8; 32]>("mac")?))
                })?;
                let head = tx.maybe("select n, mac from audit_head where one = 1", params![], |row| {
                    Ok(Head { n: row.get::<i64>("n")?.unsigned_abs(), mac: row.get("mac")? })
                })?;
                Ok((rows, head))
            })
            .expect("the log reads");
        let log = log(None);
        let mut verifier = Verifier::new(log.key, log.id, head);
        for (n, body, mac) in &rows {
            verifier.push(*n, body, mac);
        }
        verifier.finish()
    }

    /// Waits until the sequencer has moved everything.
    pub fn settle(&self) {
        let waits = |tx: &mut Tx| -> Result<i64, StoreError> {
            tx.one("select count(*) as n from audit_pending where not set_aside", params![], |row| row.get("n"))
        };
        if self.database.is_some() {
            let moved = (0..200).any(|_| {
                sleep(Duration::from_millis(25));
                self.store.read_now(SYSTEM, waits).expect("the table reads") == 0
            });
            assert!(moved, "the sequencer does not move what waits");
        }
    }
}

/// A house whose store is not running.
pub struct Closed {
    pub config: Config,
    database: Option<Database>,
    folder: TempDir,
}

impl Closed {
    pub fn opened(self) -> Result<House, StoreError> {
        let Self { config, database, folder } = self;
        let store = open(&config, &head_file(folder.path()))?;
        Ok(House { store, config, database, folder })
    }
}

pub fn open(config: &Config, head_file: &Path) -> Result<Store, StoreError> {
    Store::open_schema(config, log(Some(head_file)), SAMPLE)
}

fn head_file(folder: &Path) -> PathBuf {
    folder.join("head")
}

pub fn log(head_file: Option<&Path>) -> Log {
    Log {
        id: LogId(Uuid::from_u128(0x106)),
        key: ChainKey::origin(Zeroizing::new([7; 32])),
        ingest: IngestKey::new(&Zeroizing::new([8; 32])),
        writer: fresh(),
        head_file: head_file.map(Path::to_owned),
        outside: Vec::new(),
    }
}

/// An identifier that no other test process and no other call gave out.
pub fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(u64::from(std::process::id()), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn draft(action: &str) -> Draft {
    let at = Timestamp::from_second(1_790_000_000).expect("a time");
    Draft::new(RecordId(fresh()), at, Actor::User(UserId(Uuid::from_u128(0xC))), Role::AgencyUser, action)
        .org(OrgId(Uuid::from_u128(0xA)))
}

pub fn add(tx: &mut Tx, id: Uuid, label: &str, weight: i64) -> Result<(), StoreError> {
    tx.run(
        "insert into parcel (id, org, label, weight, version) values ($1, :org, $2, $3, 1)",
        params![id, label, weight],
    )
    .map(drop)
}

pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select count(*) as n from parcel p where {read:parcel p}", params![], |row| row.get("n"))
}
