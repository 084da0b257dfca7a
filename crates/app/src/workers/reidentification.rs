//! The re-identification check of a record: what may be told of its worker, and whether a moderator looked at just that.

use aws_lc_rs::digest;
use domain::attest::Statement;
use domain::reidentification::{self, Age, Checked, PublicForm};
use domain::{Class, Role, StateToken, StepToken};
use policy::Sight;
use store::Tx;
use store::tables::workers::Facts;
use store::tables::{quasi_identifiers, review_queue};

use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::vocabulary::region_of;
use crate::{AppError, Desk};

/// The check as a moderator looks at it.
#[derive(Debug, Clone)]
pub struct Check {
    /// What it says now.
    pub checked: Checked,
    /// Its name: sent with the step, so that the step is refused when the check has come out differently meanwhile.
    pub name: String,
    /// A moderator has confirmed exactly this of the record as it stands.
    pub confirmed: bool,
}

/// The check of a record, for whoever lists people and sees the profile that is checked: it says what would be told, and what
/// would not.
pub fn reidentification(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Check, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    let sees = desk.policy.view(&open.ask(caller)).sight(Class::PublicProfile) == Sight::Visible;
    if caller.role != Role::Moderator || !sees {
        return Err(AppError::NotFound);
    }
    let checked = check(tx, desk, &open)?;
    let before = review_queue::public_form(tx, open.row.id)?;
    // What was confirmed stands from the review on, until an edit sends the record back to it.
    let stands = !matches!(open.standing, StateToken::RosterDraft | StateToken::RosterConsented);
    let confirmed = stands && before.is_some_and(|before| before.agrees(&checked));
    Ok(Check { name: name(&checked), confirmed, checked })
}

/// What a confirmed check lets be told of a worker: for their agency, themself and the operator.
pub fn public_form(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Option<Checked>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    if !matches!(open.record.state.token(), StateToken::RosterReviewed | StateToken::RosterListed) {
        return Ok(None);
    }
    Ok(review_queue::public_form(tx, open.row.id)?)
}

/// Counts the record among the listed people as it stands. In the operator's scope only: no agency sees another's people.
fn check(tx: &mut Tx, desk: &Desk, open: &OpenWorker) -> Result<Checked, AppError> {
    let rules = &desk.pack().rules().reidentification;
    let truth = whole(&open.row.facts);
    let region = region_of(&open.row.facts.origin);
    let peers = quasi_identifiers::peers(tx, &truth, &region, truth.age.bands(rules), open.row.id)?;
    Ok(reidentification::check(&truth, &peers, rules))
}

/// Everything that the record could tell.
fn whole(facts: &Facts) -> PublicForm {
    PublicForm {
        age: Age::of(facts.age),
        origin: Some(facts.origin.clone()),
        languages: facts.languages.clone(),
        skills: facts.skills.clone(),
    }
}

/// A short name of what a check lets be told. How many more than enough people fit makes no difference.
fn name(checked: &Checked) -> String {
    let told = serde_json::to_vec(&(&checked.form, checked.rare)).expect("a form serialises");
    digest::digest(&digest::SHA256, &told).as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a moderator says with a step: statements, and the check that they looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub states: &'a [Statement],
    pub check: Option<&'a str>,
}

/// Does the check anew for a moderator who reviews or lists, and keeps what may be told. Refused as stale when it comes out
/// otherwise than what they looked at, or than what was confirmed and is not confirmed anew.
pub(super) fn confirm(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenWorker,
    step: StepToken,
    said: Said<'_>,
) -> Result<Option<Checked>, AppError> {
    let wanted = caller.role == Role::Moderator && matches!(step, StepToken::Review | StepToken::List);
    if !wanted {
        return if said.check.is_some() { Err(AppError::invalid("/check", "no_check_here")) } else { Ok(None) };
    }
    let checked = check(tx, desk, open)?;
    let looked_at_another = said.check.is_some_and(|check| check != name(&checked));
    let before = review_queue::public_form(tx, open.row.id)?;
    let confirmed_another = step == StepToken::List
        && !said.states.contains(&Statement::ReidentificationChecked)
        && !before.is_some_and(|before| before.agrees(&checked));
    if looked_at_another || confirmed_another {
        return Err(AppError::Conflict("check_stale"));
    }
    review_queue::set_public_form(tx, open.row.id, &checked)?;
    Ok(Some(checked))
}

/// What is told of a worker who is published now: what was confirmed; of somebody whose check is not there, the least.
pub(super) fn told(tx: &mut Tx, desk: &Desk, open: &OpenWorker) -> Result<PublicForm, AppError> {
    let confirmed = review_queue::public_form(tx, open.row.id)?;
    let rules = &desk.pack().rules().reidentification;
    Ok(confirmed.unwrap_or_else(|| reidentification::check(&whole(&open.row.facts), &[], rules)).form)
}

/// The check in a record: that it was done and how it came out, without a value of the person's.
pub(super) fn facts(draft: audit::Draft, checked: Option<&Checked>, least: u16) -> audit::Draft {
    let Some(checked) = checked else { return draft };
    let how = match checked {
        Checked { rare: true, .. } => "rare",
        Checked { coarsened, .. } if coarsened.is_empty() => "whole",
        _ => "coarser",
    };
    let left_out = i64::try_from(checked.coarsened.len()).unwrap_or(i64::MAX);
    draft
        .fact("reidentification", audit::Fact::Word(how.to_owned()))
        .fact("coarsened", audit::Fact::Number(left_out))
        .fact("people_min", audit::Fact::Number(i64::from(least)))
}
