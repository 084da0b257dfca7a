//! Lists of an agency's own roster: looked through by name, state, words, papers and gaps, newest first.

use domain::worker::{ENGAGED, PLACED};
use domain::{OrgId, StateToken, WorkerId};

use super::listed::NameToken;
use super::workers::{COLUMNS, Worker, read};
use super::{Binds, Limit};
use crate::{StoreError, Tx};

/// Which workers of a roster; all that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The agency's reference.
    pub reference: Option<String>,
    /// Where they stand; any for none.
    pub states: Vec<StateToken>,
    /// Keyed hashes of words of the name. The first one's index leads, so the rarest should.
    pub names: Vec<NameToken>,
    /// A language, as a vocabulary word.
    pub language: Option<String>,
    /// A skill, as a vocabulary word.
    pub skill: Option<String>,
    /// A kind of work, as a vocabulary word.
    pub work: Option<String>,
    /// A paper that ends soon or has ended.
    pub ending: Option<Ending>,
    /// Something is missing of what a record should have: see [`super::identities::OnFile`].
    pub incomplete: bool,
}

/// Up to which months papers count as ending, both `2027-03`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The passport's last day lies in this month or before.
    pub passport: String,
    /// The fitness examination was in this month or before.
    pub fitness: String,
}

/// What of a record whose person wants to be forgotten, or is, needs no more care.
const OVER: &str = "w.state not in ('roster:withdrawn', 'roster:erased')";
/// A gap in what stands in clear, or on file sealed.
const GAP: &str = "(cast(w.languages as text) = '[]' or cast(w.skills as text) = '[]' or cast(w.work as text) = '[]' \
    or w.wage_minor is null or w.history is null or not exists (select 1 from worker_identity i where i.worker = w.id \
    and i.passport_sealed is not null and i.passport_until_sealed is not null and i.phone_sealed is not null \
    and i.kin_name_sealed is not null and i.kin_phone_sealed is not null and i.fitness_sealed is not null \
    and i.fitness_on_sealed is not null and {read:worker_identity i}))";

/// Where a worker stands, in SQL: the stored state, but for who is listed and held, or in a case that has gone so far.
fn standing(binds: &mut Binds) -> String {
    let mut of = |states: &[StateToken]| {
        let places: Vec<String> = states.iter().map(|state| binds.add(*state)).collect();
        format!(
            "exists (select 1 from case_file c where c.worker = w.id and c.state in ({}) and {{read:case_file c}})",
            places.join(", ")
        )
    };
    let (engaged, placed) = (of(ENGAGED), of(PLACED));
    let held = "exists (select 1 from hold h where h.worker = w.id and h.live and {read:hold h})";
    let [listed, is_engaged, is_placed, is_held] =
        [StateToken::RosterListed, StateToken::RosterEngaged, StateToken::RosterPlaced, StateToken::RosterLocked]
            .map(|state| binds.add(state));
    format!(
        "case when w.state <> {listed} then w.state when {engaged} then {is_engaged} when {placed} then {is_placed} \
         when {held} then {is_held} else w.state end"
    )
}

/// One page of an agency's roster, newest first, with one row more when another page follows.
pub fn page(
    tx: &mut Tx,
    org: OrgId,
    filter: &Filter,
    after: Option<WorkerId>,
    limit: Limit,
) -> Result<Vec<Worker>, StoreError> {
    let (sql, binds) = statement(org, filter, after, limit);
    tx.all(&sql, &binds.values, read)
}

/// The statement of a page. A name leads by the index of its words, which is in the order of the page.
pub(super) fn statement(org: OrgId, filter: &Filter, after: Option<WorkerId>, limit: Limit) -> (String, Binds) {
    let mut binds = Binds::new(org);
    let mut wanted = vec!["w.org = $1 and {read:worker w}".to_owned()];
    let mut from = "worker w";
    let mut order = "w.id";
    for (nth, token) in filter.names.iter().enumerate() {
        let token = binds.add(&token[..]);
        if nth == 0 {
            // `cross join` keeps SQLite from walking the roster first; to PostgreSQL it is a join like any other.
            from = "worker_name_token t cross join worker w";
            order = "t.worker";
            wanted.push(format!(
                "t.org = $1 and t.token_index = {token} and w.id = t.worker and {{read:worker_name_token t}}"
            ));
        } else {
            wanted.push(format!(
                "exists (select 1 from worker_name_token o where o.org = $1 and o.token_index = {token} \
                 and o.worker = w.id and {{read:worker_name_token o}})"
            ));
        }
    }
    if let Some(reference) = &filter.reference {
        wanted.push(format!("w.reference = {}", binds.add(reference)));
    }
    if !filter.states.is_empty() {
        let standing = standing(&mut binds);
        let places: Vec<String> = filter.states.iter().map(|state| binds.add(*state)).collect();
        wanted.push(format!("{standing} in ({})", places.join(", ")));
    }
    for (column, word) in [("languages", &filter.language), ("skills", &filter.skill), ("work", &filter.work)] {
        if let Some(word) = word {
            // Vocabulary words only, each kept between quotation marks.
            wanted.push(format!("cast(w.{column} as text) like {}", binds.add(format!("%\"{word}\"%"))));
        }
    }
    if let Some(Ending { passport, fitness }) = &filter.ending {
        let (passport, fitness) = (binds.add(passport), binds.add(fitness));
        wanted.push(format!(
            "{OVER} and exists (select 1 from worker_list p where p.worker = w.id \
             and (p.passport_month <= {passport} or p.fitness_month <= {fitness}) and {{read:worker_list p}})"
        ));
    }
    if filter.incomplete {
        wanted.push(format!("{OVER} and {GAP}"));
    }
    if let Some(after) = after {
        wanted.push(format!("{order} < {}", binds.add(after)));
    }
    let sql = format!(
        "select {COLUMNS} from {from} where {} order by {order} desc limit {}",
        wanted.join(" and "),
        limit.and_one()
    );
    (sql, binds)
}

/// How many workers of an agency stand in each state.
pub fn counts(tx: &mut Tx, org: OrgId) -> Result<Vec<(StateToken, i64)>, StoreError> {
    let mut binds = Binds::new(org);
    let standing = standing(&mut binds);
    let sql = format!(
        "select s.state, count(*) as many from (select {standing} as state from worker w where w.org = $1 and {{read:worker w}}) s \
         group by s.state order by s.state"
    );
    tx.all(&sql, &binds.values, |row| Ok((row.get("state")?, row.get("many")?)))
}
