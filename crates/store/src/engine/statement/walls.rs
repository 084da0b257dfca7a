//! Walls between tenants: for each table and scope, which rows may be read and which written.
//!
//! A statement marks where a table's wall goes, `{read:worker w}` or `{write:worker}`, and the engine puts the predicate of
//! the present scope there: on SQLite the only wall, on PostgreSQL beside forced row security.
//! INVARIANT: a statement that names a walled table without its marker, or any table not listed here, is refused.

use super::plan::Dialect;
use super::text::{Reference, Touch};
use crate::engine::error::StoreError;
use crate::engine::scope::ScopeKind;

/// The rows of one table that one scope may read and write: predicates in SQL, `{a}` stands for the table's alias,
/// `:org` and `:subject` for the scope's identity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Door {
    pub scope: ScopeKind,
    pub read: Option<&'static str>,
    pub write: Option<&'static str>,
}

/// One table, and the door that each scope has. A scope without a door cannot name the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wall {
    pub table: &'static str,
    pub doors: &'static [Door],
}

const ALL_ROWS: &str = "true";

impl Door {
    /// All rows, to read and write.
    pub const fn open(scope: ScopeKind) -> Self {
        Self { scope, read: Some(ALL_ROWS), write: Some(ALL_ROWS) }
    }

    /// All rows, only to read.
    pub const fn window(scope: ScopeKind) -> Self {
        Self { scope, read: Some(ALL_ROWS), write: None }
    }

    /// All rows, only to add to.
    pub const fn letterbox(scope: ScopeKind) -> Self {
        Self { scope, read: None, write: Some(ALL_ROWS) }
    }

    /// The rows of one predicate, to read and write.
    pub const fn rows(scope: ScopeKind, predicate: &'static str) -> Self {
        Self { scope, read: Some(predicate), write: Some(predicate) }
    }

    /// The row of a key that the asker must bring, out of a table whose rows they may not list: `{ask:behind $1}` stands where
    /// the table would. On PostgreSQL it calls the function of the wall's name, which has the rights to look; SQLite has no
    /// such functions, so there it is this text, with `{key}` for the key.
    pub const fn hatch(scope: ScopeKind, behind: &'static str) -> Self {
        Self { scope, read: Some(behind), write: None }
    }

    /// The rows of one predicate, only to read.
    pub const fn glimpse(scope: ScopeKind, predicate: &'static str) -> Self {
        Self { scope, read: Some(predicate), write: None }
    }
}

impl Wall {
    fn needs_marker(&self) -> bool {
        let partial = |predicate: Option<&str>| predicate.is_some_and(|predicate| predicate != ALL_ROWS);
        self.doors.iter().any(|door| partial(door.read) || partial(door.write))
    }
}

/// What waits for PostgreSQL's sequencer: anyone who writes must leave a record, and only the sequencer takes it.
const PENDING: &[Wall] = &[
    Wall {
        table: "audit_pending",
        doors: &[
            Door::letterbox(ScopeKind::Org),
            Door::letterbox(ScopeKind::Subject),
            Door::letterbox(ScopeKind::Operator),
            Door::letterbox(ScopeKind::SignIn),
            Door::open(ScopeKind::System),
        ],
    },
    Wall { table: "audit_intake", doors: &[Door::open(ScopeKind::System)] },
];

/// `{read:worker w}` taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    table: &'a str,
    /// The alias; of a hatch the key.
    alias: &'a str,
    writes: bool,
    asks: bool,
}

impl<'a> Marker<'a> {
    pub fn parse(marker: &'a str) -> Result<Self, StoreError> {
        let wrong = || StoreError::Program(format!("no marker: {{{marker}}}"));
        let (verb, rest) = marker.split_once(':').ok_or_else(wrong)?;
        let (table, alias) = rest.split_once(' ').unwrap_or((rest, rest));
        match verb {
            "read" => Ok(Self { table, alias, writes: false, asks: false }),
            "write" => Ok(Self { table, alias, writes: true, asks: false }),
            "ask" if alias.starts_with('$') => Ok(Self { table, alias, writes: false, asks: true }),
            _ => Err(wrong()),
        }
    }

    /// What goes in the marker's place: a wall's predicate, or what stands behind a hatch.
    pub fn text(&self, dialect: Dialect, walls: &[Wall], scope: ScopeKind) -> Result<String, StoreError> {
        if self.asks {
            let behind = predicate(walls, self.table, scope, Touch::Read)?;
            return Ok(match dialect {
                Dialect::Sqlite => behind.replace("{key}", self.alias),
                Dialect::Postgres => format!("{}({})", self.table, self.alias),
            });
        }
        let touch = if self.writes { Touch::Change } else { Touch::Read };
        let predicate = predicate(walls, self.table, scope, touch)?;
        Ok(format!("({})", predicate.replace("{a}", self.alias)))
    }
}

/// Refuses a reference that its table's wall does not allow in this scope, or whose marker is missing.
pub(super) fn check(
    reference: &Reference<'_>,
    markers: &[Marker<'_>],
    binds_identity: bool,
    walls: &[Wall],
    scope: ScopeKind,
) -> Result<(), StoreError> {
    let Reference { table, alias, touch } = *reference;
    let predicate = predicate(walls, table, scope, touch)?;
    let marked = |writes: &[bool]| {
        markers.iter().any(|m| !m.asks && m.table == table && m.alias == alias && writes.contains(&m.writes))
    };
    let held = match touch {
        Touch::Read => marked(&[false, true]),
        Touch::Change => marked(&[true]),
        // a new row has no alias to test: it belongs to the scope by naming its identity among the values, or by being made
        // from rows that stand behind their own wall (`insert ... select ... from case_file c where {read:case_file c}`)
        Touch::Insert => predicate == ALL_ROWS || binds_identity || !markers.is_empty(),
    };
    // the system's own statements (log, timers, relay) see all rows; the same text in any other scope is refused
    let whole = scope == ScopeKind::System && predicate == ALL_ROWS;
    if held || whole || !find(walls, table)?.needs_marker() {
        return Ok(());
    }
    Err(StoreError::Program(format!("{table} {alias} is named without its wall")))
}

fn find<'a>(walls: &'a [Wall], table: &str) -> Result<&'a Wall, StoreError> {
    let unlisted = || StoreError::Program(format!("{table} is not in the list of walls"));
    PENDING.iter().chain(walls).find(|wall| wall.table == table).ok_or_else(unlisted)
}

fn predicate(walls: &[Wall], table: &str, scope: ScopeKind, touch: Touch) -> Result<&'static str, StoreError> {
    let door = find(walls, table)?.doors.iter().find(|door| door.scope == scope);
    let predicate = match touch {
        Touch::Read => door.and_then(|door| door.read),
        Touch::Insert | Touch::Change => door.and_then(|door| door.write),
    };
    predicate.ok_or_else(|| StoreError::Walled(format!("{touch:?} of {table} in scope {scope:?}")))
}
