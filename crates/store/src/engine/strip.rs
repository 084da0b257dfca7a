//! Strips: what the whole log is searched by. For each complete tile of 256 records and each way to search, one row with a mark of four
//! bytes for each record, written in the transaction that completes the tile.
//!
//! An index would be one more page to write for nearly every record; strips are four rows for 256 of them. A search reads the strips
//! backwards, looks at the records whose marks fit, and at those behind the last complete tile.

use super::error::StoreError;
use super::tx::Tx;
use crate::params;
use audit::tiles::WIDTH;
use audit::{Tile, leaf};
use jiff::Timestamp;
use uuid::Uuid;

/// A way to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Who did it.
    Actor,
    /// The case.
    Case,
    /// What was done.
    Action,
    /// What for.
    Purpose,
}

impl Way {
    const ALL: [Self; 4] = [Self::Actor, Self::Case, Self::Action, Self::Purpose];

    /// As the table spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Case => "case",
            Self::Action => "action",
            Self::Purpose => "purpose",
        }
    }
}

/// What stands for a value: the beginning of its hash. Two values may share one, so a mark that fits is looked at.
pub(crate) type Mark = [u8; 4];

/// The mark of a value.
pub(crate) fn mark(value: &[u8]) -> Mark {
    let [a, b, c, d, ..] = leaf(value);
    [a, b, c, d]
}

/// The marks of one record, one for each way; zeros where it has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks([Mark; 4]);

impl Marks {
    pub fn of(actor: Option<Uuid>, case: Option<Uuid>, action: &str, purpose: Option<&str>) -> Self {
        let id = |id: Option<Uuid>| id.map_or([0; 4], |id| mark(id.as_bytes()));
        Self([id(actor), id(case), mark(action.as_bytes()), purpose.map_or([0; 4], |word| mark(word.as_bytes()))])
    }
}

/// Keeps the strips of the tiles of leaves that a batch completed; their records are in the table by now.
pub(super) fn keep(tx: &mut Tx, tiles: &[Tile]) -> Result<(), StoreError> {
    for tile in tiles.iter().filter(|tile| tile.level == 0) {
        let records = "select e.actor, e.case_id, e.action, e.purpose, e.at from audit_event e \
            where e.n > $1 and e.n <= $2 order by e.n";
        let index = i64::try_from(tile.index).map_err(|_| used_up())?;
        let found = tx.all(records, params![index * SIZE, (index + 1) * SIZE], |row| {
            let (action, purpose) = (row.get::<String>("action")?, row.get::<Option<String>>("purpose")?);
            let marks = Marks::of(row.get("actor")?, row.get("case_id")?, &action, purpose.as_deref());
            Ok((marks, row.get::<Timestamp>("at")?))
        })?;
        let times = || found.iter().map(|(_, at)| *at);
        let (Some(first), Some(last), WIDTH) = (times().min(), times().max(), found.len()) else {
            return Err(StoreError::Damaged("a record is missing in the tile that was completed".to_owned()));
        };
        for (nth, way) in Way::ALL.into_iter().enumerate() {
            let marks: Vec<u8> = found.iter().flat_map(|(marks, _)| marks.0[nth]).collect();
            tx.run(
                "insert into audit_strip (way, idx, first_at, last_at, marks) values ($1, $2, $3, $4, $5)",
                params![way.as_str(), index, first, last, marks],
            )?;
        }
    }
    Ok(())
}

/// Records of a tile.
pub(crate) const SIZE: i64 = 256;

/// The strips of some tiles, to be compared with their records.
pub(crate) struct Strips {
    /// Tile, way and marks: a few tiles at a time.
    kept: Vec<(i64, Way, Vec<u8>)>,
    /// Tiles that are complete.
    complete: i64,
}

impl Strips {
    /// Those of the records after `after` and up to `until`.
    pub fn read(tx: &mut Tx, after: i64, until: i64) -> Result<Self, StoreError> {
        // way by way, as the key has them
        let strips = "select s.idx, s.marks from audit_strip s \
            where s.way = $1 and s.idx >= $2 and s.idx <= $3 and {read:audit_strip s}";
        let mut kept = Vec::new();
        for way in Way::ALL {
            kept.extend(tx.all(strips, params![way.as_str(), after / SIZE, until / SIZE], |row| {
                Ok((row.get("idx")?, way, row.get("marks")?))
            })?);
        }
        let head = "select h.n from audit_head h where h.one = 1 and {read:audit_head h}";
        let records = tx.maybe(head, params![], |row| row.get::<i64>("n"))?.unwrap_or(0);
        Ok(Self { kept, complete: records / SIZE })
    }

    /// Whether a search finds record `n` by what it has: each way's strip is there, once its tile is complete, and has its mark.
    pub fn lead_to(&self, n: i64, marks: Marks) -> bool {
        let (tile, place) = ((n - 1) / SIZE, usize::try_from((n - 1) % SIZE).unwrap_or(0));
        let strip = |way| self.kept.iter().find(|kept| kept.0 == tile && kept.1 == way);
        tile >= self.complete
            || Way::ALL
                .into_iter()
                .zip(marks.0)
                .all(|(way, mark)| strip(way).and_then(|kept| kept.2.as_chunks().0.get(place)) == Some(&mark))
    }
}

fn used_up() -> StoreError {
    StoreError::Damaged("the log's numbers are used up".to_owned())
}
