//! Paying by card: an attempt is kept before the gateway is asked for a page, and closed by what the gateway says when it is asked.
//!
//! INVARIANT: money is believed by [`Gateway::look_up`] alone, each charge once. What is not known is looked up again, never guessed.
//! A page without an address was shown to nobody, so nothing can have been paid there.

mod look;
mod pay;

use std::sync::Arc;

use jiff::SignedDuration;
use store::Tx;
use store::tables::card_checkouts as table;
pub use store::tables::card_checkouts::CardCheckout;
use uuid::Uuid;

use crate::caller::Caller;
use crate::invoices::invoice;
use crate::ports::gateway::{EventKind, Gateway, Headers, Notified, Unbelievable};
use crate::{AppError, Desk, House};

pub(crate) use look::carry_on;
pub use look::look_up;
pub use pay::pay;

/// The job that asks a gateway how a page stands.
pub const LOOK: &str = "look-card";
/// A page is looked up this soon after it was opened, then ever more seldom.
const FIRST_LOOK: SignedDuration = SignedDuration::from_mins(1);

/// The names of the gateways by which invoices can be paid, the first one first.
pub fn ways(house: &House) -> Vec<&'static str> {
    house.gateways.iter().map(|gateway| gateway.name()).collect()
}

fn gateway(house: &House, name: &str) -> Option<Arc<dyn Gateway>> {
    house.gateways.iter().find(|gateway| gateway.name() == name).cloned()
}

/// Reads a gateway's call that came in now. `NotFound` where no such gateway is set.
pub fn read_call(
    house: &House,
    name: &str,
    headers: Headers<'_>,
    body: &[u8],
) -> Result<Result<Notified, Unbelievable>, AppError> {
    let gateway = gateway(house, name).ok_or(AppError::NotFound)?;
    Ok(gateway.read(headers, body, house.real()))
}

/// Takes a believable call as what it is: a reason to look up an attempt of ours. One of nothing of ours changes nothing.
pub async fn heard(house: &House, name: &str, call: Notified) -> Result<(), AppError> {
    if call.kind == EventKind::Other {
        return Ok(());
    }
    let name = name.to_owned();
    let find = move |tx: &mut Tx, _: &Desk, _: &Caller| -> Result<_, AppError> {
        let by_id = call.our_id.map(|id| table::get(tx, id)).transpose()?.flatten();
        let found = match (by_id, &call.session) {
            (Some(row), _) => Some(row),
            (None, Some(session)) => table::of_session(tx, &name, session)?,
            (None, None) => None,
        };
        Ok(found.filter(|row| row.gateway == name))
    };
    match house.read(&Caller::system(), find).await? {
        Some(row) => look_up(house, row.id).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Whoever paid, or not, comes back from the page: how the newest attempt of the invoice stands, looked up now.
pub async fn back(house: &House, caller: &Caller, id: Uuid) -> Result<CardCheckout, AppError> {
    let newest = move |tx: &mut Tx, desk: &Desk, caller: &Caller| -> Result<_, AppError> {
        invoice(tx, desk, caller, id)?;
        table::newest(tx, id)?.ok_or(AppError::NotFound)
    };
    let row = house.read(caller, newest).await?;
    match look_up(house, row.id).await {
        Ok(row) => Ok(row),
        Err(error) if error.passes() => Ok(row),
        Err(error) => Err(error),
    }
}
