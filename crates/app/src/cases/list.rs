//! Cases in lists: a page of them, those that wait for one side, how many there are.

use domain::case::UNDER_WAY;
use domain::{CaseId, Side, StateToken};
use store::Tx;
use store::tables::Limit;
use store::tables::cases;

use super::see::{CaseView, view};
use crate::admit::{self, OpenCase};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// One page of the cases that the caller is a party to, newest first: in these states, or in all when none is named.
pub fn list(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    states: &[StateToken],
    after: Option<CaseId>,
    limit: Limit,
) -> Result<(Vec<CaseView>, Option<CaseId>), AppError> {
    let (cases, next) = opened(tx, desk, caller, states, after, limit)?;
    let views = cases.into_iter().map(|open| view(tx, desk, caller, open)).collect::<Result<_, _>>()?;
    Ok((views, next))
}

/// The same page, each case as it was loaded.
pub(super) fn opened(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    states: &[StateToken],
    after: Option<CaseId>,
    limit: Limit,
) -> Result<(Vec<OpenCase>, Option<CaseId>), AppError> {
    if !has_cases(caller) {
        return Ok((Vec::new(), None));
    }
    // What may not be known of leaves no gap in a page and no name in its cursor.
    let (size, mut after, mut seen) = (limit.get() as usize, after, Vec::new());
    while seen.len() <= size {
        let rows = cases::page(tx, states, after, limit)?;
        let more = rows.len() > size;
        for row in rows.into_iter().take(size) {
            after = Some(row.id);
            let open = admit::open(row, caller)?;
            if open.is_seen(desk, caller) {
                seen.push(open);
            }
        }
        if !more {
            break;
        }
    }
    let more = seen.len() > size;
    seen.truncate(size);
    let next = seen.last().filter(|_| more).map(|last| last.row.id);
    Ok((seen, next))
}

/// Whether cases are any of this caller's business: not of staff who run the machines or read the log.
fn has_cases(caller: &Caller) -> bool {
    !caller.is_operator() || admit::works_on_cases(caller.role)
}

/// LIMIT: how many cases are looked through for those that wait for somebody; the soonest due come first.
const LOOKED_THROUGH: u32 = 500;

/// The cases that wait for this side, soonest due first, at most as many as a page holds.
pub fn waiting_for(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    side: Side,
    limit: Limit,
) -> Result<Vec<CaseView>, AppError> {
    let mut views = Vec::new();
    if !has_cases(caller) {
        return Ok(views);
    }
    for row in cases::by_due(tx, UNDER_WAY, LOOKED_THROUGH)? {
        let open = admit::open(row, caller)?;
        if open.is_seen(desk, caller) && open.case.turn(desk.now, desk.pack_of(&open.case)).sides.contains(&side) {
            views.push(view(tx, desk, caller, open)?);
        }
        if views.len() >= limit.get() as usize {
            break;
        }
    }
    Ok(views)
}

/// How many cases that the caller may know of stand in each state, and how many of those under way are late.
pub fn counts(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<(Vec<(StateToken, i64)>, i64), AppError> {
    if !has_cases(caller) {
        return Ok((Vec::new(), 0));
    }
    let seen = |state, overlay| admit::is_seen(desk, caller.role, state, overlay);
    let mut counts: Vec<(StateToken, i64)> = Vec::new();
    for (state, _, many) in cases::counts(tx)?.into_iter().filter(|(state, overlay, _)| seen(*state, *overlay)) {
        match counts.last_mut() {
            Some((last, sum)) if *last == state => *sum += many,
            _ => counts.push((state, many)),
        }
    }
    let late = cases::late(tx, UNDER_WAY, desk.now)?;
    Ok((counts, late.into_iter().filter(|(state, overlay, _)| seen(*state, *overlay)).map(|(.., many)| many).sum()))
}
