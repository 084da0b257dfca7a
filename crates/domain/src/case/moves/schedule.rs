//! Which clocks run in a state, and until when. The table says where a clock runs, the pack how long, this file from when.

use jiff::Timestamp;

use crate::calendar;
use crate::case::rules::{TIMEOUTS, Then};
use crate::case::{Case, Clocks, State};
use crate::pack::Pack;
use crate::words::{StateToken, TimerKind};

/// The clocks after a move. Those of a state that was left are gone; a clock that ran on both sides of the move is untouched,
/// so that nobody gains time by repeating a step, and a reminder that was sent is not sent again.
pub(in crate::case) fn after_move(
    clocks: Clocks,
    from: StateToken,
    before: &State,
    after: &State,
    at: Timestamp,
    pack: &Pack,
) -> Clocks {
    let stayed = from == after.token();
    let mut clocks = if stayed { clocks } else { Clocks::default() };
    for kind in kinds_in(after.token()) {
        let ran = stayed && due(before, kind, at, pack).is_some();
        match due(after, kind, at, pack) {
            Some(due) if !ran => clocks.set(kind, due),
            Some(_) => {}
            None => clocks.clear(kind),
        }
    }
    clocks
}

/// A statutory clock that ran out under a freeze could move nothing: it asks again now.
pub(in crate::case) fn set_missed(case: &mut Case, at: Timestamp, pack: &Pack) {
    let state = case.state.token();
    for row in TIMEOUTS.iter().filter(|row| row.states.contains(&state) && matches!(row.then, Then::Take(_))) {
        if let (true, None, Some(due)) =
            (row.timer.is_statutory(), case.clocks.get(row.timer), due(&case.state, row.timer, at, pack))
        {
            case.clocks.set(row.timer, due);
        }
    }
}

/// Reminders go by the meeting's own time, however long the case stood still.
pub(in crate::case) fn set_reminders(case: &mut Case, at: Timestamp, pack: &Pack) {
    for kind in [TimerKind::MeetingDayBefore, TimerKind::MeetingHourBefore] {
        if case.clocks.get(kind).is_some() {
            match due(&case.state, kind, at, pack) {
                Some(due) => case.clocks.set(kind, due),
                None => case.clocks.clear(kind),
            }
        }
    }
}

fn before(at: Timestamp, hours: i64) -> Option<Timestamp> {
    at.checked_sub(jiff::SignedDuration::from_hours(hours)).ok()
}

fn kinds_in(state: StateToken) -> impl Iterator<Item = TimerKind> {
    TIMEOUTS.iter().filter(move |row| row.states.contains(&state)).map(|row| row.timer)
}

/// When this clock is due, if the state calls for it and it starts now.
pub(in crate::case) fn due(state: &State, kind: TimerKind, now: Timestamp, pack: &Pack) -> Option<Timestamp> {
    use TimerKind as T;
    let after = |from: Timestamp| pack.due(kind, from);
    match (kind, state) {
        (T::SoftHoldLapses, State::Held { firm: false, held_at })
        | (T::FirmHoldLapses, State::Held { firm: true, held_at })
        | (T::AgencyAnswer, State::Held { held_at, .. }) => after(*held_at),
        (T::MeetingEnds, State::MeetingSet { slot, .. }) => Some(slot.ends_at()),
        // Whoever agrees on short notice needs no reminder of what they just said.
        (T::MeetingDayBefore, State::MeetingSet { slot, .. }) => before(slot.starts_at, 24).filter(|due| *due > now),
        (T::MeetingHourBefore, State::MeetingSet { slot, .. }) => before(slot.starts_at, 1).filter(|due| *due > now),
        (T::ArrivalLate, State::Travel { promised_on, late: false, .. })
        | (T::ArrivalCancellable, State::Travel { promised_on, cancellable: false, .. })
        | (T::ArrivalOverdue, State::Travel { promised_on, .. }) => after(calendar::start_of(*promised_on)),
        // Not again when it ran out before a claim.
        (T::ResidencyDue, state) => after(calendar::start_of(state.arrival()?.arrived_on)).filter(|due| *due > now),
        (T::WelfareCheck, State::HandedOver { service }) => after(service.handed_over_at).filter(|due| *due > now),
        (T::ProbationEnds, State::HandedOver { service }) => after(service.handed_over_at),
        (
            T::WageReceipt,
            State::HandedOver { service } | State::InGuarantee { service } | State::Claim { service, .. },
        ) => next_wage_receipt(service.handed_over_at, now, pack),
        (T::GuaranteeEnds, State::InGuarantee { service } | State::Claim { service, .. }) => {
            Some(calendar::start_of(calendar::days_after(service.arrival.guarantee_until, 1)))
        }
        (T::AnswersReminder | T::AnswersDue, State::Met { agreed: true, .. })
        | (T::OfferDue, State::Met { agreed: false, .. })
        | (T::PermitDecision, State::Permit { granted_on: Some(_), .. })
        | (T::ReplacementOpen, State::Replacement { placed: true, .. })
        | (T::RefundPay, State::RefundDue { paid_at: Some(_), .. })
        | (T::ArchiveDue, State::Replacement { placed: false, .. } | State::RefundDue { paid_at: None, .. })
        | (
            T::SoftHoldLapses
            | T::FirmHoldLapses
            | T::ArrivalLate
            | T::ArrivalCancellable
            | T::MeetingDayBefore
            | T::MeetingHourBefore,
            _,
        ) => None,
        (T::ClaimAnswer, State::Claim { claim, .. }) if claim.answered || claim.ruling.is_some() => None,
        (T::ClaimRuling, State::Claim { claim, .. }) if claim.ruling.is_some() => None,
        // The rest run from the moment of entering the state, or of the step within it that calls for them.
        _ => after(now),
    }
}

/// The next day by which a month's wage has to be receipted: some days after each month of service.
fn next_wage_receipt(handed_over_at: Timestamp, now: Timestamp, pack: &Pack) -> Option<Timestamp> {
    let first_day = calendar::muscat(handed_over_at);
    // LIMIT: no placement lasts a hundred years.
    (1..1_200)
        .map(|month| calendar::start_of(calendar::months_after(first_day, month)))
        .filter_map(|month_end| pack.due(TimerKind::WageReceipt, month_end))
        .find(|due| *due > now)
}
