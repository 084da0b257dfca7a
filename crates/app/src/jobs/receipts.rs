//! What the network says became of text messages after their provider took them: kept beside the notice for the operator's staff.
//!
//! A receipt names a message by the provider's own name of it and counts once. One of a message that nobody sent, that was told
//! before, or that is forgotten changes nothing.

use store::tables::outbox;
use store::{Job, Recorded, Scope, Tx};

use crate::notices::ARRIVAL_CODE;
use crate::ports::Outcome;
use crate::{AppError, House, notices};

/// Takes what was heard; returns how many receipts that were. A notice that did not arrive goes to the person's e-mail address instead,
/// where it was meant for no address in particular; of whoever has none it stands with what was given up. A code goes nowhere else:
/// whoever waits for one asks for another, by either way.
pub(super) async fn round(house: &House) -> Result<usize, AppError> {
    let heard = house.messenger.receipts();
    let (taken, desk) = (heard.len(), house.desk());
    if taken == 0 {
        return Ok(0);
    }
    house
        .store
        .write(Scope::System(Job::Relay), move |tx: &mut Tx| -> Result<_, AppError> {
            for receipt in &heard {
                let outcome = receipt.outcome;
                let told = outbox::receive(tx, &receipt.handed_as, outcome.as_str(), desk.real)?;
                let missed = |notice: &outbox::Notice| {
                    outcome != Outcome::Delivered && notice.channel.is_none() && notice.template != ARRIVAL_CODE
                };
                if let Some(notice) = told.filter(missed) {
                    notices::by_mail(tx, &desk, notice)?;
                }
            }
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(taken)
}
