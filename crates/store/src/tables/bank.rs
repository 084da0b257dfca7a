//! Files of the bank that were read, and what came in by them.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Limit, one};
use crate::{Row, StoreError, Tx, params};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankFile {
    /// The identifier.
    pub id: Uuid,
    /// Of its bytes.
    pub digest: audit::Hash,
    /// Three letters.
    pub currency: String,
    /// How many lines it had.
    pub lines: i64,
    /// Who read it.
    pub read_by: UserId,
    /// When.
    pub read_at: Timestamp,
}

/// What came in by bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLine {
    /// The identifier.
    pub id: Uuid,
    /// The file that it was first read from.
    pub file: Uuid,
    /// Its place there, from 1.
    pub nth: i64,
    /// As the bank calls it.
    pub bank_id: String,
    /// The day on which it was booked, as `2026-11-23`.
    pub booked_on: String,
    /// More than 0.
    pub amount_minor: i64,
    /// Of the payer's words those with a digit.
    pub words: String,
    /// `open`, `paid` (it is a payment of a case) or `left` (it is nobody's here).
    pub state: String,
    /// 1 when read, 2 when answered.
    pub version: i64,
}

/// Keeps a file, once for its bytes; its identifier.
pub fn add_file(tx: &mut Tx, new: &BankFile) -> Result<Uuid, StoreError> {
    tx.run(
        "insert into bank_file (id, digest, currency, lines, read_by, read_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (digest) do nothing",
        params![new.id, new.digest, &new.currency, new.lines, new.read_by.0, new.read_at],
    )?;
    tx.one("select f.id from bank_file f where f.digest = $1 and {read:bank_file f}", params![new.digest], |row| {
        row.get("id")
    })
}

/// Keeps a line. `false` where the bank told of it before, in this file or in another.
pub fn add_line(tx: &mut Tx, new: &BankLine) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into bank_line (id, file, nth, bank_id, booked_on, amount_minor, words, state, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (bank_id, booked_on, amount_minor) do nothing",
        params![
            new.id,
            new.file,
            new.nth,
            &new.bank_id,
            &new.booked_on,
            new.amount_minor,
            &new.words,
            &new.state,
            new.version
        ],
    )?;
    Ok(added == 1)
}

const COLUMNS: &str = "l.id, l.file, l.nth, l.bank_id, l.booked_on, l.amount_minor, l.words, l.state, l.version";

fn read(row: &Row<'_>) -> Result<BankLine, StoreError> {
    Ok(BankLine {
        id: row.get("id")?,
        file: row.get("file")?,
        nth: row.get("nth")?,
        bank_id: row.get("bank_id")?,
        booked_on: row.get("booked_on")?,
        amount_minor: row.get("amount_minor")?,
        words: row.get("words")?,
        state: row.get("state")?,
        version: row.get("version")?,
    })
}

/// One of them.
pub fn line(tx: &mut Tx, id: Uuid) -> Result<Option<BankLine>, StoreError> {
    let sql = format!("select {COLUMNS} from bank_line l where l.id = $1 and {{read:bank_line l}}");
    tx.maybe(&sql, params![id], read)
}

/// Those that nobody has put to a case yet, oldest first.
pub fn open(tx: &mut Tx, limit: Limit) -> Result<Vec<BankLine>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from bank_line l where l.state = 'open' and {{read:bank_line l}} order by l.booked_on, l.id limit {}",
        limit.get()
    );
    tx.all(&sql, params![], read)
}

/// Says what became of an open line.
pub fn settle(tx: &mut Tx, id: Uuid, state: &str) -> Result<(), StoreError> {
    one(tx.run(
        "update bank_line as l set state = $2, version = l.version + 1 where l.id = $1 and l.state = 'open' and {write:bank_line l}",
        params![id, state],
    )?)
}
