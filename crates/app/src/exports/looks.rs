//! Who looked: every line that the reader's own list of disclosures has.

use domain::{ClassSet, WorkerId};
use serde_json::{Value, json};
use store::Tx;

use super::groups::LOOKS;
use crate::caller::Caller;
use crate::disclosures::{self, SeenOfMe};
use crate::held::Group;
use crate::{AppError, Desk, House, Limit};

/// LIMIT: lines of one export, the newest first.
const LOOKS_MAX: usize = 10_000;

/// What the log tells the caller of who looked at their data.
pub(super) async fn at_me(house: &House, caller: &Caller) -> Result<Vec<Group>, AppError> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            let limit = Limit::new(100).unwrap_or(Limit::PAGE);
            disclosures::mine(tx, desk, caller, before, limit)
        };
        let (seen, next) = house.read(caller, page).await?;
        rows.extend(seen.iter().filter(|event| event.classes != ClassSet::EMPTY).map(row));
        before = next.map(|last| last.0);
        if before.is_none() || rows.len() >= LOOKS_MAX {
            return Ok(vec![LOOKS.with(rows)]);
        }
    }
}

/// What the log would tell a worker who has no sign-in, for the officer who answers them.
pub(super) async fn at_worker(house: &House, caller: &Caller, worker: WorkerId) -> Result<Vec<Group>, AppError> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = move |tx: &mut Tx, _: &Desk, _: &Caller| {
            let limit = Limit::new(100).unwrap_or(Limit::PAGE);
            disclosures::of_worker(tx, worker, before, limit)
        };
        let (seen, next) = house.read(caller, page).await?;
        rows.extend(seen.iter().filter(|event| event.classes != ClassSet::EMPTY).map(row));
        before = next;
        if before.is_none() || rows.len() >= LOOKS_MAX {
            return Ok(vec![LOOKS.with(rows)]);
        }
    }
}

fn row(event: &SeenOfMe) -> Vec<Value> {
    let (code, name) = event.firm.as_ref().map_or((None, None), |firm| (firm.code.clone(), firm.name.clone()));
    let classes: Vec<&str> = event.classes.iter().map(domain::Class::as_str).collect();
    vec![
        json!(event.at),
        json!(event.role.as_str()),
        json!(code),
        json!(name),
        json!(event.purpose.map(domain::Purpose::as_str)),
        json!(classes),
        json!(event.allowed),
        json!(event.own),
    ]
}
