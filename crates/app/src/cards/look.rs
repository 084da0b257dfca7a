//! Looking up: what the gateway says of an attempt is the one thing that is believed; and the job that looks again.

use audit::Fact;
use domain::StepToken;
use jiff::SignedDuration;
use serde_json::json;
use store::tables::card_checkouts::{self as table, CardCheckout};
use store::tables::{cases, payments};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::pay::{ask, is_under_way, said};
use super::{FIRST_LOOK, LOOK, gateway};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::payments::{Source, land};
use crate::ports::gateway::{GatewayError, Standing};
use crate::{AppError, Desk, House, record};

/// From then on a page is looked up this seldom.
const LAST_LOOK: SignedDuration = SignedDuration::from_hours(1);
/// After so long nobody is sent to a page any more that never had an address.
const NO_PAGE: SignedDuration = SignedDuration::from_hours(24);
/// LIMIT: so long a page is looked up; then finance looks at the gateway's own portal.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Asks the gateway how an attempt stands, and keeps what it says: money is put to its case, once. Also one that was given up is looked
/// up: a payment may come late. While the gateway is away it stays as it is.
pub async fn look_up(house: &House, id: Uuid) -> Result<CardCheckout, AppError> {
    let system = Caller::system();
    let row = read(house, id).await?;
    let Some(gateway) = gateway(house, &row.gateway).filter(|_| row.state != "paid") else { return Ok(row) };
    let Some(session) = row.session.clone() else {
        if !row.is_open() || is_under_way(house, &row) {
            return Ok(row);
        }
        return Ok(ask(house, &system, row, false).await?.0);
    };
    let standing = gateway.look_up(&session).await;
    if let Err(error) = &standing {
        tracing::warn!(checkout = %id, gateway = row.gateway, %error, "a card payment could not be looked up");
    }
    match house.write(&system, move |tx, desk, caller| looked(tx, desk, caller, &row, &standing)).await {
        // Another request heard the same and was quicker.
        Err(AppError::Stale { .. }) => read(house, id).await,
        done => done,
    }
}

async fn read(house: &House, id: Uuid) -> Result<CardCheckout, AppError> {
    house.read(&Caller::system(), move |tx, _, _| table::get(tx, id)?.ok_or(AppError::NotFound)).await
}

fn looked(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    row: &CardCheckout,
    standing: &Result<Standing, GatewayError>,
) -> Result<Recorded<CardCheckout>, AppError> {
    let now = CardCheckout { looked_at: Some(desk.real), version: row.version + 1, ..row.clone() };
    match standing {
        Ok(Standing::Paid { amount, charge, .. }) if amount.currency.code() == row.currency && amount.minor > 0 => {
            paid(tx, desk, caller, row, now, amount.minor, charge)
        }
        Ok(Standing::Paid { .. }) => unclear(tx, desk, row, now, "task-card-currency"),
        Err(GatewayError::Unknown { word }) if word == "currency_other" => {
            unclear(tx, desk, row, now, "task-card-currency")
        }
        Ok(Standing::Refunded) => {
            tell(tx, desk, row, "task-card-unclear")?;
            close(tx, desk, caller, row, now, "failed")
        }
        Ok(Standing::Failed) => close(tx, desk, caller, row, now, "failed"),
        Ok(Standing::Expired) => close(tx, desk, caller, row, now, "expired"),
        Ok(Standing::Waiting) | Err(_) => {
            table::save(tx, row.version, &now)?;
            Ok(Recorded::housekeeping(now))
        }
    }
}

/// Puts what was paid to the case, whatever was asked for: a part, all, or too much.
fn paid(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    row: &CardCheckout,
    now: CardCheckout,
    minor: i64,
    charge: &str,
) -> Result<Recorded<CardCheckout>, AppError> {
    let key = format!("card:{}:{charge}", row.gateway);
    let mut now = CardCheckout { state: "paid".to_owned(), page_url: None, ..now };
    if let Some(known) = payments::of_source(tx, &key)? {
        now.payment = Some(known.id);
        table::save(tx, row.version, &now)?;
        return Ok(Recorded::housekeeping(now));
    }
    let open = admit::case(tx, desk, caller, &Key::Id(row.case.0))?;
    // The case stands still: the money is there, and is put to it when whoever may lift the overlay has done so.
    if !desk.policy.may_step(&open.ask(caller), StepToken::ConfirmPayment) {
        return unclear(tx, desk, row, now, "task-card-waits");
    }
    let landed = land(tx, desk, caller, &open, &Source { method: "card", key }, minor, 0)?;
    let landed = landed.ok_or(AppError::Conflict("moved_at_once"))?;
    now.payment = Some(landed.payment);
    table::save(tx, row.version, &now)?;
    if minor != row.amount_minor {
        tell(tx, desk, row, "task-card-amount")?;
    }
    let draft = record::plain(desk, caller, "card_answered", 2)
        .object(audit::Object::new("case", row.case.0))
        .object(audit::Object::new("card_checkout", row.id))
        .fact("state", Fact::Word(now.state.clone()))
        .fact("as_asked", Fact::Flag(minor == row.amount_minor));
    Ok(landed.drafts.into_iter().fold(Recorded::with(now, draft), Recorded::and))
}

/// Keeps that it was looked up, and has finance look too: said once of each.
fn unclear(
    tx: &mut Tx,
    desk: &Desk,
    row: &CardCheckout,
    now: CardCheckout,
    template: &str,
) -> Result<Recorded<CardCheckout>, AppError> {
    tell(tx, desk, row, template)?;
    let state = if row.is_open() { "unknown".to_owned() } else { row.state.clone() };
    let now = CardCheckout { state, ..now };
    table::save(tx, row.version, &now)?;
    Ok(Recorded::housekeeping(now))
}

fn tell(tx: &mut Tx, desk: &Desk, row: &CardCheckout, template: &str) -> Result<(), AppError> {
    let case = cases::get(tx, row.case)?.map(|case| case.reference).unwrap_or_default();
    notices::tell_operator(tx, desk, template, &format!("{template}:{}", row.id), &json!({ "case": case }))
}

fn close(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    row: &CardCheckout,
    now: CardCheckout,
    state: &str,
) -> Result<Recorded<CardCheckout>, AppError> {
    if !row.is_open() {
        table::save(tx, row.version, &now)?;
        return Ok(Recorded::housekeeping(now));
    }
    let now = CardCheckout { state: state.to_owned(), page_url: None, ..now };
    table::save(tx, row.version, &now)?;
    let draft = said(desk, caller, "card_answered", &now).fact("state", Fact::Word(now.state.clone()));
    Ok(Recorded::with(now, draft))
}

/// The job: looks it up, and again ever more seldom until it is closed. It may run twice.
pub(crate) async fn carry_on(house: &House, id: Uuid) -> Result<Done, AppError> {
    let before = read(house, id).await?;
    if !before.is_open() {
        return Ok(Done::Done);
    }
    let age = house.real().duration_since(before.opened_at);
    // Money that is there and cannot be booked yet is never given up.
    let over = match (&before.session, before.state.as_str()) {
        (None, _) => NO_PAGE,
        (Some(_), "unknown") => SignedDuration::MAX,
        (Some(_), _) => GIVE_UP,
    };
    if age > over {
        return given_up(house, before).await;
    }
    let row = look_up(house, id).await?;
    if !row.is_open() {
        return Ok(Done::Done);
    }
    // Nobody could be asked: this same job comes back.
    if row.version == before.version {
        return Ok(Done::Waits);
    }
    let wait = (age / 2).clamp(FIRST_LOOK, LAST_LOOK);
    let leave = move |tx: &mut Tx, desk: &Desk, _: &Caller| -> Result<_, AppError> {
        let at = desk.real.saturating_add(wait).unwrap_or(desk.real);
        notices::long_job_at(tx, desk, LOOK, (row.id, row.version), at)?;
        Ok(Recorded::housekeeping(Done::Done))
    };
    house.write(&Caller::system(), leave).await
}

/// Nobody was sent to a page without an address: it is over. Of any other finance is told; a late call still has it looked up.
async fn given_up(house: &House, row: CardCheckout) -> Result<Done, AppError> {
    let work = move |tx: &mut Tx, desk: &Desk, caller: &Caller| -> Result<_, AppError> {
        if row.session.is_some() {
            tell(tx, desk, &row, "task-card-unclear")?;
        }
        let now = CardCheckout { version: row.version + 1, ..row.clone() };
        Ok(close(tx, desk, caller, &row, now, "expired")?.map(|_| Done::Done))
    };
    house.write(&Caller::system(), work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_looked_up_ever_more_seldom() {
        let after = |minutes| (SignedDuration::from_mins(minutes) / 2).clamp(FIRST_LOOK, LAST_LOOK).as_mins();
        assert_eq!([after(1), after(10), after(600)], [1, 5, 60]);
    }
}
