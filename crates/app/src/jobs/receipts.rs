//! What the network says became of text messages after their provider took them: kept beside the notice for the operator's staff.
//!
//! A receipt names a message by the provider's own name of it and counts once. One of a message that nobody sent, that was told
//! before, or that is forgotten changes nothing. Whoever brought it hears that it is kept only once it is: a process that is killed
//! before is told again.

use store::tables::outbox;
use store::{Job, Recorded, Scope, Tx};

use crate::notices::ARRIVAL_CODE;
use crate::ports::{Outcome, RECEIPT_SETTLES, Receipt};
use crate::{AppError, House, notices};

/// Takes what was heard by the relay's own way; returns how many receipts that were.
pub(super) async fn round(house: &House) -> Result<usize, AppError> {
    let heard = house.messenger.heard();
    let taken = heard.receipts.len();
    if taken > 0 {
        keep(house, heard.receipts).await?;
        house.messenger.kept(heard.up_to);
    }
    Ok(taken)
}

/// Takes one that a provider brings by a call of its own. Whatever became of it, it is kept when this is done.
pub async fn called(house: &House, receipt: Receipt) -> Result<(), AppError> {
    if !keep(house, vec![receipt.clone()]).await? {
        // Told before, of no message of ours, or quicker than the note that its message left.
        tokio::time::sleep(RECEIPT_SETTLES).await;
        keep(house, vec![receipt]).await?;
    }
    Ok(())
}

/// Keeps receipts; whether each was the first of its message. A notice that did not arrive goes to the person's e-mail address
/// instead, where it was meant for no address in particular; of whoever has none it stands with what was given up. A code goes nowhere
/// else: whoever waits for one asks for another, by either way.
async fn keep(house: &House, receipts: Vec<Receipt>) -> Result<bool, AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Relay), move |tx: &mut Tx| -> Result<_, AppError> {
            let mut first = true;
            for receipt in &receipts {
                // Nothing that a database cannot write names a message of ours; one such must not hold up all others.
                if receipt.handed_as.chars().any(char::is_control) {
                    continue;
                }
                let outcome = receipt.outcome;
                let told = outbox::receive(tx, &receipt.handed_as, outcome.as_str(), desk.real)?;
                first &= told.is_some();
                let missed = |notice: &outbox::Notice| {
                    outcome != Outcome::Delivered && notice.channel.is_none() && notice.template != ARRIVAL_CODE
                };
                if let Some(notice) = told.filter(missed) {
                    notices::by_mail(tx, &desk, notice)?;
                }
            }
            Ok(Recorded::housekeeping(first))
        })
        .await
}
