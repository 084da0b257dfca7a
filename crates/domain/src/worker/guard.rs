//! What must hold before a roster record moves. Each guard is one question; its answer names the rule.

use jiff::Timestamp;

use super::{RosterFacts, RosterState, Worker};
use crate::attest::{self, Attested};
use crate::case::Actor;
use crate::consent::{ConsentKind, ConsentMethod, Receipt};
use crate::pack::Pack;
use crate::refusal::Unmet;
use crate::words::{RosterTimer, Statement};

/// A condition of [`super::ROSTER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterGuard {
    /// The agency may trade today.
    LicenceValid,
    /// The worker has the pack's age.
    OldEnough,
    /// The worker's consent to be listed stands, given in a language they speak.
    ConsentInOwnLanguage,
    /// That consent was given since the rest began.
    ConsentFresh,
    /// The pack's rest has passed.
    RestOver,
    /// No case has ended whose rest is still to begin.
    NoRestOwed,
    /// Whoever wrote the draft does not review it.
    NotCreator,
    /// The papers were scanned.
    ScansClean,
    /// The papers that were filed are not over.
    PapersHold,
    /// The public profile leads nobody to the person.
    NotReidentifiable,
    /// The agency declares that the worker paid nothing.
    WorkerPaidNothing,
    /// No other agency lists the person.
    NotListedElsewhere,
    /// Nothing but public fields would be published.
    PublicFieldsOnly,
    /// The agency did not confirm in time, or a paper is over.
    ConfirmationOverdue,
    /// The draft is older than the pack keeps it, or the agency undoes the import that entered it.
    PurgeDue,
    /// No legal hold.
    NoLegalHold,
    /// No live case.
    NoLiveCase,
}

/// What a guard looks at.
pub(super) struct Ask<'a> {
    pub worker: &'a Worker,
    pub by: &'a Actor,
    pub facts: &'a RosterFacts,
    pub at: Timestamp,
    pub pack: &'a Pack,
}

impl<'a> Ask<'a> {
    /// The latest statement of this kind that counts now.
    pub fn attests(&self, statement: Statement) -> Option<&'a Attested> {
        let worker = self.worker;
        attest::latest(self.facts.attested.iter().filter(|said| worker.counts(said)), statement)
    }
}

impl RosterGuard {
    /// The stable name of the rule: the key of the message that says what to do next.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::LicenceValid => "licence_valid",
            Self::OldEnough => "old_enough",
            Self::ConsentInOwnLanguage => "consent_in_own_language",
            Self::ConsentFresh => "consent_fresh",
            Self::RestOver => "rest_over",
            Self::NoRestOwed => "no_rest_owed",
            Self::NotCreator => "not_creator",
            Self::ScansClean => "scans_clean",
            Self::PapersHold => "papers_hold",
            Self::NotReidentifiable => "not_reidentifiable",
            Self::WorkerPaidNothing => "worker_paid_nothing",
            Self::NotListedElsewhere => "not_listed_elsewhere",
            Self::PublicFieldsOnly => "public_fields_only",
            Self::ConfirmationOverdue => "confirmation_overdue",
            Self::PurgeDue => "purge_due",
            Self::NoLegalHold => "no_legal_hold",
            Self::NoLiveCase => "no_live_case",
        }
    }

    /// The statement that this guard rests on, if it does.
    pub const fn statement(self) -> Option<Statement> {
        match self {
            Self::ScansClean => Some(Statement::ScansClean),
            Self::NotReidentifiable => Some(Statement::ReidentificationChecked),
            Self::WorkerPaidNothing => Some(Statement::WorkerPaidNothing),
            Self::PublicFieldsOnly => Some(Statement::PublicFieldsOnly),
            _ => None,
        }
    }

    pub(super) fn check(self, ask: &Ask<'_>) -> Result<(), Unmet> {
        let Ask { worker, by, facts, at, pack } = *ask;
        let roster = &pack.rules().roster;
        let met = match self {
            Self::LicenceValid => facts.licence_valid,
            Self::PapersHold => facts.papers_hold,
            Self::OldEnough => facts.age_years.is_some_and(|age| age >= roster.age_min_years),
            Self::ConsentInOwnLanguage => listing_consent(facts, at).is_some(),
            Self::ConsentFresh => match worker.state {
                RosterState::Resting { since } => listing_consent(facts, at).is_some_and(|receipt| receipt.at >= since),
                _ => false,
            },
            Self::RestOver => match worker.state {
                RosterState::Resting { since } => at >= pack.after(since, roster.rest),
                _ => false,
            },
            Self::NoRestOwed => !facts.rest_owed,
            Self::NotCreator => by.user != worker.created_by,
            Self::ScansClean | Self::NotReidentifiable | Self::WorkerPaidNothing | Self::PublicFieldsOnly => {
                self.statement().is_some_and(|statement| ask.attests(statement).is_some())
            }
            Self::NotListedElsewhere => !facts.listed_elsewhere,
            Self::ConfirmationOverdue => is_due(worker, RosterTimer::Reconfirm, at) || !facts.papers_hold,
            Self::PurgeDue => facts.undone || is_due(worker, RosterTimer::DraftPurge, at),
            Self::NoLegalHold => !facts.legal_hold,
            Self::NoLiveCase => !facts.held && facts.case.is_none(),
        };
        if met { Ok(()) } else { Err(self.unmet(worker, pack)) }
    }

    fn unmet(self, worker: &Worker, pack: &Pack) -> Unmet {
        let roster = &pack.rules().roster;
        match (self, &worker.state) {
            (Self::OldEnough, _) => Unmet::with(self.rule(), "years", roster.age_min_years),
            (Self::RestOver, RosterState::Resting { since }) => {
                Unmet::with(self.rule(), "from", pack.after(*since, roster.rest))
            }
            _ => Unmet::rule(self.rule()),
        }
    }
}

/// The latest standing consent to be listed that was given in a language the worker speaks. Once it was taken back, only
/// the worker's own word brings it again: no paper that an agency records.
fn listing_consent(facts: &RosterFacts, at: Timestamp) -> Option<&Receipt> {
    let taken_back = facts
        .consents
        .iter()
        .any(|receipt| receipt.kind == ConsentKind::Listing && receipt.withdrawn_at.is_some_and(|when| when <= at));
    let own_word = |receipt: &&Receipt| !taken_back || receipt.method == ConsentMethod::InApp;
    let own = |receipt: &&Receipt| facts.worker_languages.contains(&receipt.language);
    let listing = |receipt: &&Receipt| receipt.kind == ConsentKind::Listing && receipt.is_live(at);
    facts.consents.iter().filter(listing).filter(own).filter(own_word).max_by_key(|receipt| receipt.at)
}

fn is_due(worker: &Worker, kind: RosterTimer, at: Timestamp) -> bool {
    worker.clocks.get(&kind).is_some_and(|due| *due <= at)
}
