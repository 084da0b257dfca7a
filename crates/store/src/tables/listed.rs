//! What lists inside an agency need of its workers' sealed records: keyed hashes by which a name is found, and the months in
//! which papers end. Found by, never read back: the name and the days are sealed.

use domain::WorkerId;

use crate::{StoreError, Tx, Value, params};

/// A keyed hash of how a word of a name begins.
pub type NameToken = [u8; 8];

/// Months as `2027-03`; none is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Papers {
    /// The month of the passport's last day.
    pub passport: Option<String>,
    /// The month of the fitness examination.
    pub fitness: Option<String>,
}

/// Keeps what lists need of a new worker of the scope's own organisation. Found by the name only after [`find_by`].
pub fn insert(tx: &mut Tx, worker: WorkerId, names: &[NameToken], papers: &Papers) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into worker_list (worker, org, name_tokens, passport_month, fitness_month) select w.id, w.org, $2, $3, $4 \
         from worker w where w.id = $1 and w.org = :org and {read:worker w}",
        params![worker, names.concat(), papers.passport.clone(), papers.fitness.clone()],
    )?)
}

/// Rows of one statement of [`find_by`]: few texts to prepare, and each touches few pages of the index.
const ROWS: usize = 64;

/// Makes workers of the scope's own organisation, whose rows were just written, found by these hashes: all of a transaction at
/// once and in the order of the index, for each statement first puts aside every page that it touches.
pub fn find_by(tx: &mut Tx, named: &[(WorkerId, &[NameToken])]) -> Result<(), StoreError> {
    let mut rows: Vec<(NameToken, WorkerId)> =
        named.iter().flat_map(|(worker, names)| names.iter().map(|name| (*name, *worker))).collect();
    rows.sort_unstable();
    for some in rows.chunks(ROWS) {
        let places: Vec<String> =
            (0..some.len()).map(|nth| format!("(:org, ${}, ${})", 2 * nth + 1, 2 * nth + 2)).collect();
        let sql = format!("insert into worker_name_token (org, token_index, worker) values {}", places.join(", "));
        let values: Vec<Value> =
            some.iter().flat_map(|(name, worker)| [Value::from(&name[..]), Value::from(*worker)]).collect();
        tx.run(&sql, &values)?;
    }
    Ok(())
}

/// The hashes by which a worker's name is found; none of somebody whom nothing is kept of any more.
pub fn names(tx: &mut Tx, worker: WorkerId) -> Result<Vec<NameToken>, StoreError> {
    let kept = tx.maybe(
        "select l.name_tokens from worker_list l where l.worker = $1 and {read:worker_list l}",
        params![worker],
        |row| row.get::<Vec<u8>>("name_tokens"),
    )?;
    let kept = kept.unwrap_or_default();
    Ok(kept.chunks_exact(size_of::<NameToken>()).filter_map(|token| token.try_into().ok()).collect())
}

/// Takes the hashes of a name away.
fn remove(tx: &mut Tx, worker: WorkerId) -> Result<(), StoreError> {
    let kept = tx.maybe(
        "select l.org, l.name_tokens from worker_list l where l.worker = $1 and {read:worker_list l}",
        params![worker],
        |row| Ok((row.get::<domain::OrgId>("org")?, row.get::<Vec<u8>>("name_tokens")?)),
    )?;
    let Some((org, tokens)) = kept else { return Ok(()) };
    for token in tokens.chunks_exact(size_of::<NameToken>()) {
        tx.run(
            "delete from worker_name_token where org = $1 and token_index = $2 and worker = $3 and {write:worker_name_token}",
            params![org, token, worker],
        )?;
    }
    Ok(())
}

/// Puts the hashes of a changed name in the place of the old ones.
pub fn rename(tx: &mut Tx, worker: WorkerId, names: &[NameToken]) -> Result<(), StoreError> {
    remove(tx, worker)?;
    super::one(tx.run(
        "update worker_list set name_tokens = $2 where worker = $1 and {write:worker_list}",
        params![worker, names.concat()],
    )?)?;
    find_by(tx, &[(worker, names)])
}

/// Keeps the months of new papers. One that is not given stays as it was.
pub fn set_papers(tx: &mut Tx, worker: WorkerId, papers: &Papers) -> Result<(), StoreError> {
    if *papers == Papers::default() {
        return Ok(());
    }
    super::one(tx.run(
        "update worker_list set passport_month = coalesce($2, passport_month), fitness_month = coalesce($3, fitness_month) \
         where worker = $1 and {write:worker_list}",
        params![worker, papers.passport.clone(), papers.fitness.clone()],
    )?)
}

/// The months of a page of the scope's own workers; of whom nothing is known there is none.
pub fn papers(tx: &mut Tx, workers: &[WorkerId]) -> Result<Vec<(WorkerId, Papers)>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select l.worker, l.passport_month, l.fitness_month from worker_list l where l.worker in ({}) \
         and {{read:worker_list l}}",
        crate::places(1, workers.len())
    );
    let values: Vec<Value> = workers.iter().map(|worker| (*worker).into()).collect();
    tx.all(&sql, &values, |row| {
        let papers = Papers { passport: row.get("passport_month")?, fitness: row.get("fitness_month")? };
        Ok((row.get("worker")?, papers))
    })
}

/// Forgets all of it.
pub(super) fn forget(tx: &mut Tx, worker: WorkerId) -> Result<(), StoreError> {
    remove(tx, worker)?;
    tx.run("delete from worker_list where worker = $1 and {write:worker_list}", params![worker]).map(drop)
}
