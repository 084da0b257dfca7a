//! The roster record: of the worker who asks, or of one without a sign-in for the officer who answers them.

use domain::{Class, Purpose, WorkerId};
use envelope::{Place, Sealed};
use policy::Permit;
use serde_json::{Value, json};
use store::Recorded;
use store::tables::{cases as cases_table, consents, identities, organisations, roster_events};

use super::ask::OF_WORKER;
use super::groups::{CASES, CONSENTS, HISTORY, RECORD};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::held::Group;
use crate::{AppError, House, Limit, record, workers};

/// LIMIT: events of a record that are written.
const EVENTS_MAX: usize = 5_000;

/// The record of the worker who asks.
pub(super) async fn own(house: &House, caller: &Caller) -> Result<Vec<Group>, AppError> {
    let key = house.read(caller, workers::own).await?.key;
    of_key(house, caller, key).await
}

/// The record of a worker for whom an officer asks, with the cases that it stands in.
pub(super) async fn of_worker(house: &House, caller: &Caller, worker: WorkerId) -> Result<Vec<Group>, AppError> {
    let mut groups = of_key(house, caller, Key::Id(worker.0)).await?;
    let officer = caller.clone().for_purpose(Purpose::SubjectRequest);
    let rows = house
        .read(&officer, move |tx, desk, caller| {
            let mut rows = Vec::new();
            for row in cases_table::all_of_worker(tx, worker)? {
                let open = admit::open(row, caller)?;
                if open.is_seen(desk, caller) {
                    let agency = organisations::get(tx, open.row.agency)?;
                    let (code, name) = agency.map_or((None, None), |org| (org.code, org.name));
                    rows.push(case_row(&open.row, code.as_ref(), name.as_ref()));
                }
            }
            Ok(rows)
        })
        .await?;
    groups.push(CASES.with(rows));
    Ok(groups)
}

pub(super) fn case_row(row: &cases_table::CaseRow, code: Option<&String>, name: Option<&String>) -> Vec<Value> {
    vec![
        json!(row.reference),
        json!(row.state.as_str()),
        json!(code),
        json!(name),
        json!(row.opened_at),
        json!(row.moved_at),
    ]
}

async fn of_key(house: &House, caller: &Caller, key: Key) -> Result<Vec<Group>, AppError> {
    let (worker, record) = along(house, caller, key).await?;
    let (consents, events) = house
        .read(caller, move |tx, _, _| {
            let (mut events, mut before) = (Vec::new(), None);
            while events.len() < EVENTS_MAX {
                let limit = Limit::new(100).unwrap_or(Limit::PAGE);
                let mut page = roster_events::page(tx, worker, before, limit)?;
                let more = page.len() > limit.get() as usize;
                page.truncate(limit.get() as usize);
                before = page.last().map(|last| last.n);
                events.extend(page);
                if !more {
                    break;
                }
            }
            Ok((consents::of_worker(tx, worker)?, events))
        })
        .await?;
    let consents = consents.into_iter().map(|receipt| {
        vec![
            json!(receipt.kind),
            json!(receipt.text_version),
            json!(receipt.language),
            json!(receipt.method),
            json!(receipt.given_at),
            json!(receipt.withdrawn_at),
        ]
    });
    let events = events.into_iter().map(|event| {
        vec![
            json!(event.at),
            json!(event.what),
            json!(event.from.as_str()),
            json!(event.to.as_str()),
            json!(event.side),
        ]
    });
    Ok(vec![RECORD.with(vec![record]), CONSENTS.with(consents.collect()), HISTORY.with(events.collect())])
}

/// Everything of the record that the caller takes along, recorded before it is opened.
async fn along(house: &House, caller: &Caller, key: Key) -> Result<(WorkerId, Vec<Value>), AppError> {
    let caller = caller.clone().for_purpose(Purpose::SubjectRequest);
    let (open, kept, permit, record) = house
        .write(&caller, move |tx, desk, caller| {
            let (open, permit) = admit::requested(tx, desk, caller, &key, OF_WORKER)?;
            let kept = identities::get(tx, open.row.id)?.unwrap_or_default();
            let draft = record::allowed(desk, caller, &permit, 0);
            let record = draft.id;
            Ok(Recorded::with((open, kept, permit, record), draft))
        })
        .await?;
    house.linked(record).await?;
    let sealed = opened(house, open.row.id, &kept, &permit).await?;
    let value = |column: &str| json!(sealed.iter().find(|(name, _)| *name == column).map(|(_, value)| value));
    let row = &open.row;
    let facts = &row.facts;
    let record = vec![
        json!(row.reference),
        json!(open.standing.as_str()),
        json!(facts.first_name),
        value("name"),
        value("birth_date"),
        json!(facts.age),
        json!(facts.origin),
        json!(facts.languages),
        json!(facts.skills),
        json!(facts.work),
        json!(facts.experience_years),
        json!(facts.available_from),
        json!(facts.wage_minor),
        json!(facts.history),
        value("passport"),
        value("passport_until"),
        value("civil_id"),
        value("phone"),
        value("kin_name"),
        value("kin_phone"),
        value("fitness"),
        value("fitness_on"),
        json!(row.created_at),
    ];
    Ok((row.id, record))
}

/// The sealed columns, each under its class.
async fn opened(
    house: &House,
    worker: WorkerId,
    kept: &identities::Sealed,
    permit: &Permit,
) -> Result<Vec<(&'static str, String)>, AppError> {
    use Class::{
        WorkerContact as Contact, WorkerIdentity as Identity, WorkerName as Name, WorkerSensitiveResult as Examined,
    };

    let columns = [
        ("name", Name, Some(&kept.name)),
        ("birth_date", Identity, Some(&kept.birth_date)),
        ("passport", Identity, kept.passport.as_ref()),
        ("passport_until", Identity, kept.passport_until.as_ref()),
        ("civil_id", Identity, kept.civil_id.as_ref()),
        ("phone", Contact, kept.phone.as_ref()),
        ("kin_name", Contact, kept.kin_name.as_ref()),
        ("kin_phone", Contact, kept.kin_phone.as_ref()),
        ("fitness", Examined, kept.fitness.as_ref()),
        ("fitness_on", Examined, kept.fitness_on.as_ref()),
    ];
    let there = columns.into_iter().filter_map(|(column, class, bytes)| Some((column, class, bytes?)));
    let there: Vec<_> = there.filter(|(.., bytes)| !bytes.is_empty()).collect();
    // Of whoever was erased nothing is left to open, and no key to open it with.
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let key = house.key_of(worker.0).await?;
    let open = |(column, class, bytes): (&'static str, Class, &Vec<u8>)| {
        let place = Place { org: key.org(), table: "worker_identity", row: worker.0, column };
        let value = Sealed::<String>::from_bytes(bytes.clone()).open(&key, &place, class, permit);
        value.map(|value| (column, value)).map_err(|error| AppError::unopened(&place, error))
    };
    there.into_iter().map(open).collect()
}
