//! Cases: what both organisations may know, who may look across the wall, private answers, the quote, what happened.

use domain::{CaseId, OrgId, Overlay, Role, StateToken, StepToken, UserId, WorkerId};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The identifier.
    pub id: CaseId,
    /// The public reference, `C-…`.
    pub reference: String,
    /// Who hires.
    pub customer: OrgId,
    /// Whose roster.
    pub agency: OrgId,
    /// The worker.
    pub worker: WorkerId,
    /// Where the case is.
    pub state: StateToken,
    /// What lies over it.
    pub overlay: Overlay,
    /// The case as the domain keeps it.
    pub body: Json,
    /// The case that this one replaces.
    pub previous: Option<CaseId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it last moved.
    pub moved_at: Timestamp,
    /// By when the next step is due.
    pub due_at: Option<Timestamp>,
    /// Grows by one with each step.
    pub version: i64,
}

const COLUMNS: &str = "c.id, c.reference, c.customer_org, c.agency_org, c.worker, c.state, c.overlay, c.body, c.previous, \
    c.opened_at, c.moved_at, c.due_at, c.version";

fn read(row: &Row<'_>) -> Result<CaseRow, StoreError> {
    Ok(CaseRow {
        id: row.get("id")?,
        reference: row.get("reference")?,
        customer: row.get("customer_org")?,
        agency: row.get("agency_org")?,
        worker: row.get("worker")?,
        state: row.get("state")?,
        overlay: row.get("overlay")?,
        body: row.get("body")?,
        previous: row.get("previous")?,
        opened_at: row.get("opened_at")?,
        moved_at: row.get("moved_at")?,
        due_at: row.get("due_at")?,
        version: row.get("version")?,
    })
}

/// Opens a case about a listed worker; a customer's scope can only open its own.
pub fn insert(tx: &mut Tx, new: &CaseRow) -> Result<(), StoreError> {
    let own = if matches!(tx.scope(), crate::Scope::Org(_)) { "and o.id = :org" } else { "" };
    let sql = format!(
        "insert into case_file (id, reference, customer_org, agency_org, worker, state, overlay, body, previous, opened_at, \
         moved_at, due_at, version) select $1, $2, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 \
         from organisation o where o.id = $3 and o.kind = 'customer' {own} and {{read:organisation o}}"
    );
    super::one(tx.run(
        &sql,
        params![
            new.id,
            &new.reference,
            new.customer,
            new.agency,
            new.worker,
            new.state,
            new.overlay,
            &new.body,
            new.previous,
            new.opened_at,
            new.moved_at,
            new.due_at,
            new.version
        ],
    )?)
}

/// The case, if this scope is a party to it.
pub fn get(tx: &mut Tx, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
    let sql = format!("select {COLUMNS} from case_file c where c.id = $1 and {{read:case_file c}}");
    tx.maybe(&sql, params![id], read)
}

/// The distinct packs that cases are pinned to, as the domain writes them.
pub fn pins(tx: &mut Tx) -> Result<Vec<Json>, StoreError> {
    let sql = "select distinct body ->> 'pack' as pin from case_file where body ->> 'pack' is not null";
    let texts: Vec<String> = tx.all(sql, params![], |row| row.get("pin"))?;
    texts
        .iter()
        .map(|text| serde_json::from_str(text).map_err(|_| StoreError::Damaged("the pack of a case".to_owned())))
        .collect()
}

/// The case with this public reference.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<CaseRow>, StoreError> {
    let sql = format!("select {COLUMNS} from case_file c where c.reference = $1 and {{read:case_file c}}");
    tx.maybe(&sql, params![reference], read)
}

/// Which states a list is about; all of them when none is named.
fn in_states(binds: &mut Binds, states: &[StateToken]) -> String {
    if states.is_empty() {
        return String::new();
    }
    let places: Vec<String> = states.iter().map(|state| binds.add(*state)).collect();
    format!("and c.state in ({})", places.join(", "))
}

/// One page of the cases that this scope is a party to, newest first, with one row more when another page follows.
/// In these states only; in all when none is named.
pub fn page(
    tx: &mut Tx,
    states: &[StateToken],
    after: Option<CaseId>,
    limit: Limit,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut binds = Binds::none();
    let states = in_states(&mut binds, states);
    let keyset = after.map_or(String::new(), |after| format!("and c.id < {}", binds.add(after)));
    let sql = format!(
        "select {COLUMNS} from case_file c where {{read:case_file c}} {states} {keyset} order by c.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Those of these cases that the scope may read, in no order.
pub fn among(tx: &mut Tx, ids: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
    let Some(_) = ids.first() else { return Ok(Vec::new()) };
    let among = format!("c.id in ({})", crate::places(1, ids.len()));
    let sql = format!("select {COLUMNS} from case_file c where {among} and {{read:case_file c}}");
    tx.all(&sql, &ids.iter().map(|id| (*id).into()).collect::<Vec<_>>(), read)
}

/// Cases of one agency in these states, oldest first; with `overlaid` only those that something lies over.
pub fn of_agency(
    tx: &mut Tx,
    agency: OrgId,
    states: &[StateToken],
    overlaid: bool,
    after: Option<CaseId>,
    most: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut binds = Binds::new(agency);
    let states = in_states(&mut binds, states);
    let keyset = after.map_or(String::new(), |after| format!("and c.id > {}", binds.add(after)));
    let overlaid = if overlaid { "and c.overlay <> 'none'" } else { "" };
    let sql = format!(
        "select {COLUMNS} from case_file c where c.agency_org = $1 {states} {overlaid} {keyset} and {{read:case_file c}} \
         order by c.id limit {most}"
    );
    tx.all(&sql, &binds.values, read)
}

/// The cases of this scope that something is due in, soonest first: in these states, `most` at most.
pub fn by_due(tx: &mut Tx, states: &[StateToken], most: u32) -> Result<Vec<CaseRow>, StoreError> {
    let mut binds = Binds::none();
    let states = in_states(&mut binds, states);
    let sql = format!(
        "select {COLUMNS} from case_file c where {{read:case_file c}} {states} \
         order by case when c.due_at is null then 1 else 0 end, c.due_at, c.id limit {most}"
    );
    tx.all(&sql, &binds.values, read)
}

/// How many cases this scope has in each state and under each overlay.
pub fn counts(tx: &mut Tx) -> Result<Vec<(StateToken, Overlay, i64)>, StoreError> {
    tx.all(
        "select c.state, c.overlay, count(*) as many from case_file c where {read:case_file c} \
         group by c.state, c.overlay order by c.state, c.overlay",
        params![],
        |row| Ok((row.get("state")?, row.get("overlay")?, row.get("many")?)),
    )
}

/// How many cases of this scope, in these states, are past what was due, by state and overlay.
pub fn late(tx: &mut Tx, states: &[StateToken], now: Timestamp) -> Result<Vec<(StateToken, Overlay, i64)>, StoreError> {
    let mut binds = Binds::new(now);
    let states = in_states(&mut binds, states);
    let sql = format!(
        "select c.state, c.overlay, count(*) as many from case_file c \
         where c.due_at < $1 {states} and {{read:case_file c}} group by c.state, c.overlay"
    );
    tx.all(&sql, &binds.values, |row| Ok((row.get("state")?, row.get("overlay")?, row.get("many")?)))
}

/// The cases about a worker that stand in one of these states or stand still under an overlay, newest first.
/// LIMIT: the newest ten; of the states that engage a worker there is one case at most.
pub fn of_worker(tx: &mut Tx, worker: WorkerId, states: &[StateToken]) -> Result<Vec<CaseRow>, StoreError> {
    let mut binds = Binds::none();
    let worker = binds.add(worker);
    let such = standing_in(&mut binds, states);
    let sql = format!(
        "select {COLUMNS} from case_file c where c.worker = {worker} and {such} and {{read:case_file c}} \
         order by c.id desc limit 10"
    );
    tx.all(&sql, &binds.values, read)
}

/// In one of these states, or standing still.
pub(super) fn standing_in(binds: &mut Binds, states: &[StateToken]) -> String {
    let states: Vec<String> = states.iter().map(|state| binds.add(*state)).collect();
    let still = [Overlay::Safeguarding, Overlay::Frozen].map(|overlay| binds.add(overlay)).join(", ");
    format!("(c.state in ({}) or c.overlay in ({still}))", states.join(", "))
}

/// Whether a household has a case in one of these states.
pub fn any_of_customer(tx: &mut Tx, customer: OrgId, states: &[StateToken]) -> Result<bool, StoreError> {
    let mut binds = Binds::new(customer);
    let states = in_states(&mut binds, states);
    let sql =
        format!("select count(*) as n from case_file c where c.customer_org = $1 {states} and {{read:case_file c}}");
    Ok(tx.one(&sql, &binds.values, |row| row.get::<i64>("n"))? > 0)
}

/// Every case about a worker, of whatever age and state, oldest first.
pub fn all_of_worker(tx: &mut Tx, worker: WorkerId) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!("select {COLUMNS} from case_file c where c.worker = $1 and {{read:case_file c}} order by c.id");
    tx.all(&sql, params![worker], read)
}

/// Every case of a household, of whatever age and state, oldest first.
pub fn all_of_customer(tx: &mut Tx, customer: OrgId) -> Result<Vec<CaseRow>, StoreError> {
    let sql =
        format!("select {COLUMNS} from case_file c where c.customer_org = $1 and {{read:case_file c}} order by c.id");
    tx.all(&sql, params![customer], read)
}

/// Keeps the case after a step. [`StoreError::Stale`] when `version` is not the present one.
pub fn save(tx: &mut Tx, version: i64, case: &CaseRow) -> Result<(), StoreError> {
    super::one(tx.run(
        "update case_file set state = $3, overlay = $4, body = $5, moved_at = $6, due_at = $7, version = $8 \
         where id = $1 and version = $2 and {write:case_file}",
        params![case.id, version, case.state, case.overlay, &case.body, case.moved_at, case.due_at, case.version],
    )?)
}

/// Lets one of the parties look across the wall in this case.
pub fn open_access(tx: &mut Tx, case: CaseId, org: OrgId) -> Result<(), StoreError> {
    tx.run(
        "insert into case_access (case_id, org, worker, customer_org, agency_org) \
         select c.id, $2, c.worker, c.customer_org, c.agency_org from case_file c \
         where c.id = $1 and (c.customer_org = $2 or c.agency_org = $2) and {read:case_file c} on conflict do nothing",
        params![case, org],
    )?;
    Ok(())
}

/// Closes the view of one party.
pub fn close_access(tx: &mut Tx, case: CaseId, org: OrgId) -> Result<(), StoreError> {
    tx.run("delete from case_access where case_id = $1 and org = $2 and {write:case_access}", params![case, org])?;
    Ok(())
}

/// Keeps the private answer of one side after the meeting.
pub fn answer(
    tx: &mut Tx,
    case: CaseId,
    party: &str,
    org: Option<OrgId>,
    person: Option<UserId>,
    yes: bool,
    at: Timestamp,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into case_answer (case_id, party, org, person, yes, at) \
         select c.id, $2, $3, $4, $5, $6 from case_file c where c.id = $1 and {read:case_file c}",
        params![case, party, org, person, yes, at],
    )?)
}

/// How the private answers stand together: `None` until both have answered, then whether both said yes. Nobody learns
/// what one side alone answered.
pub fn answers_agree(tx: &mut Tx, case: CaseId) -> Result<Option<bool>, StoreError> {
    tx.maybe(
        "select a.agree from case_answers_agree a where a.case_id = $1 and {read:case_answers_agree a}",
        params![case],
        |row| row.get("agree"),
    )
    .map(Option::flatten)
}

/// Keeps the quote that the agency made; a new one takes the place of an old one.
pub fn save_quote(tx: &mut Tx, case: CaseId, body: &Json, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into case_quote (case_id, customer_org, agency_org, body, at) \
         select c.id, c.customer_org, c.agency_org, $2, $3 from case_file c where c.id = $1 and {read:case_file c} \
         on conflict (case_id) do update set body = excluded.body, at = excluded.at",
        params![case, body, at],
    )?)
}

/// The quote.
pub fn quote(tx: &mut Tx, case: CaseId) -> Result<Option<Json>, StoreError> {
    tx.maybe("select q.body from case_quote q where q.case_id = $1 and {read:case_quote q}", params![case], |row| {
        row.get("body")
    })
}

/// Something that happened in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The case's version after it.
    pub n: i64,
    /// The step.
    pub step: StepToken,
    /// The state before.
    pub from: StateToken,
    /// The state after.
    pub to: StateToken,
    /// Which side took it.
    pub side: String,
    /// In which role.
    pub role: Role,
    /// Who; shown to the operator only.
    pub actor: UserId,
    /// When.
    pub at: Timestamp,
}

/// Adds to what happened.
pub fn happened(tx: &mut Tx, case: CaseId, event: &Happened) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into case_event (case_id, n, customer_org, agency_org, worker, step, from_state, to_state, side, role, actor, at) \
         select c.id, $2, c.customer_org, c.agency_org, c.worker, $3, $4, $5, $6, $7, $8, $9 \
         from case_file c where c.id = $1 and {read:case_file c}",
        params![case, event.n, event.step, event.from, event.to, &event.side, event.role, event.actor, event.at],
    )?)
}

/// What happened in a case, newest first.
pub fn timeline(tx: &mut Tx, case: CaseId, before: Option<i64>, limit: Limit) -> Result<Vec<Happened>, StoreError> {
    let mut binds = Binds::new(case);
    let keyset = before.map_or(String::new(), |before| format!("and e.n < {}", binds.add(before)));
    let sql = format!(
        "select e.n, e.step, e.from_state, e.to_state, e.side, e.role, e.actor, e.at from case_event e \
         where e.case_id = $1 {keyset} and {{read:case_event e}} order by e.n desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, |row| {
        Ok(Happened {
            n: row.get("n")?,
            step: row.get("step")?,
            from: row.get("from_state")?,
            to: row.get("to_state")?,
            side: row.get("side")?,
            role: row.get("role")?,
            actor: row.get("actor")?,
            at: row.get("at")?,
        })
    })
}

/// When a case first came to each of its states.
pub fn reached(tx: &mut Tx, case: CaseId) -> Result<Vec<(StateToken, Timestamp)>, StoreError> {
    tx.all(
        "select e.to_state, min(e.at) as at from case_event e where e.case_id = $1 and {read:case_event e} \
         group by e.to_state order by min(e.at)",
        params![case],
        |row| Ok((row.get("to_state")?, row.get("at")?)),
    )
}

/// How many wrong arrival codes this agency has typed in this case since then.
pub fn arrival_tries(tx: &mut Tx, case: CaseId, since: Timestamp) -> Result<i64, StoreError> {
    let sql = "select a.arrival_tries from case_agency a where a.case_id = $1 and a.arrival_tried_at >= $2 \
               and {read:case_agency a}";
    Ok(tx.maybe(sql, params![case, since], |row| row.get("arrival_tries"))?.unwrap_or(0))
}

/// Counts one wrong arrival code; those before `since` are forgotten.
pub fn count_arrival_try(tx: &mut Tx, case: CaseId, now: Timestamp, since: Timestamp) -> Result<(), StoreError> {
    let tries = arrival_tries(tx, case, since)? + 1;
    tx.run(
        "insert into case_agency (case_id, org, arrival_tries, arrival_tried_at, version) values ($1, :org, $2, $3, 1) \
         on conflict (case_id) do update set arrival_tries = $2, arrival_tried_at = $3, version = case_agency.version + 1",
        params![case, tries, now],
    )?;
    Ok(())
}

/// Where the cases stand that replace this one.
pub fn following(tx: &mut Tx, case: CaseId) -> Result<Vec<StateToken>, StoreError> {
    tx.all("select c.state from case_file c where c.previous = $1 and {read:case_file c}", params![case], |row| {
        row.get("state")
    })
}
