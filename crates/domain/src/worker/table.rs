//! The roster's transition table: docs/domain.md section 2, row by row.

use super::RosterGuard as G;
use crate::words::Role::{self, AgencyAdmin, AgencyUser, Dpo, Moderator, System, Worker};
use crate::words::StateToken::{
    self, RosterConsented, RosterDraft, RosterEngaged, RosterErased, RosterListed, RosterLocked, RosterPlaced,
    RosterResting, RosterReviewed, RosterWithdrawn,
};
use crate::words::StepToken::{self, Consent, Draft, Erase, List, Release, Rest, Review, Unlist, WithdrawProfile};

/// One row: from one of these, by one of these, if all of these hold, to there.
#[derive(Debug, Clone, Copy)]
pub struct RosterRow {
    /// Where the record stands, as derived.
    pub from: &'static [StateToken],
    /// The step.
    pub step: StepToken,
    /// Who may take it.
    pub who: &'static [Role],
    /// What must hold.
    pub guards: &'static [G],
    /// Where it leads.
    pub to: StateToken,
}

const fn row(
    from: &'static [StateToken],
    step: StepToken,
    who: &'static [Role],
    guards: &'static [G],
    to: StateToken,
) -> RosterRow {
    RosterRow { from, step, who, guards, to }
}

const AGU: &[Role] = &[AgencyUser, AgencyAdmin];
const WRK: &[Role] = &[Worker];
const OPS: &[Role] = &[Moderator];
const SYS: &[Role] = &[System];
/// Everywhere but withdrawn and erased.
const LIVE: &[StateToken] = &[
    RosterDraft,
    RosterConsented,
    RosterReviewed,
    RosterListed,
    RosterLocked,
    RosterEngaged,
    RosterPlaced,
    RosterResting,
];

/// The whole machine.
#[rustfmt::skip]
pub const ROSTER: &[RosterRow] = &[
    row(&[StateToken::None], Draft, AGU, &[G::LicenceValid], RosterDraft),
    row(&[RosterDraft], Consent, WRK, &[G::OldEnough, G::ConsentInOwnLanguage], RosterConsented),
    row(&[RosterResting], Consent, WRK,
        &[G::RestOver, G::OldEnough, G::ConsentInOwnLanguage, G::ConsentFresh], RosterConsented),
    row(&[RosterConsented], Review, OPS,
        &[G::NotCreator, G::ScansClean, G::NotReidentifiable, G::WorkerPaidNothing, G::NotListedElsewhere], RosterReviewed),
    row(&[RosterReviewed], List, OPS,
        &[G::LicenceValid, G::PapersHold, G::ConsentInOwnLanguage, G::PublicFieldsOnly, G::NotListedElsewhere], RosterListed),
    row(&[RosterListed], List, AGU, &[G::LicenceValid, G::PapersHold, G::NoRestOwed, G::ConsentInOwnLanguage], RosterListed),
    row(&[RosterListed], Unlist, &[AgencyUser, AgencyAdmin, Moderator, Worker], &[], RosterReviewed),
    row(&[RosterListed], Unlist, SYS, &[G::ConfirmationOverdue], RosterListed),
    row(&[RosterLocked], Release, SYS, &[], RosterListed),
    // The case is over when the rest begins, so its worker may already count as listed again.
    row(&[RosterListed, RosterLocked, RosterEngaged, RosterPlaced], Rest, SYS, &[], RosterResting),
    row(LIVE, WithdrawProfile, WRK, &[], RosterWithdrawn),
    row(&[RosterWithdrawn], Erase, &[Dpo], &[G::NoLegalHold, G::NoLiveCase], RosterErased),
    row(&[RosterDraft], Erase, SYS, &[G::PurgeDue, G::NoLegalHold], RosterErased),
];
