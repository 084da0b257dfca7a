//! The state after a step: where the facts of the old state and the input of the step become the facts of the new one.

use super::Attempt;
use crate::calendar;
use crate::case::{
    Agreement, Approval, Arranging, Arrival, Case, ClaimFacts, End, RefundRule, Reschedules, Ruling, Service, State,
    Step,
};
use crate::pack::Pack;
use crate::words::{Side, StateToken};

impl Attempt<'_> {
    /// The state after a step whose row and guards allow it. `None` for a pair that no row of the table names.
    pub fn next(&self) -> Option<State> {
        let Self { case, step, by, facts, at, pack, .. } = *self;
        let side = by.side();
        Some(match (case.state.clone(), step) {
            (_, Step::Enquire {}) => State::Enquiry {},
            (State::Enquiry {}, Step::Hold {}) => State::Held { held_at: at, firm: facts.customer_verified },
            (State::Held { held_at, .. }, Step::Hold {}) => State::Held { held_at, firm: true },
            (State::Held { .. }, Step::Accept {}) => {
                State::Accepted { arranging: Arranging::default(), moved: Reschedules::default() }
            }
            (State::Held { .. }, Step::Decline {}) => State::Declined { end: case.end_now(RefundRule::Nothing) },
            (State::Accepted { arranging, moved }, Step::ProposeMeeting { slots, interpreter, .. }) => {
                let arranging = arranging.proposed(side, slots, false, at, pack.rules().meeting.slots_max);
                State::Accepted { arranging: arranging.heard(side, interpreter.as_ref()), moved }
            }
            (State::MeetingSet { arranging, moved, .. }, Step::ProposeMeeting { slots, interpreter, .. }) => {
                let arranging = arranging.proposed(side, slots, true, at, pack.rules().meeting.slots_max);
                State::Accepted { arranging: arranging.heard(side, interpreter.as_ref()), moved: moved.and_by(side) }
            }
            (State::Accepted { arranging, moved }, Step::ChooseSlot { slot, way, interpreter }) => {
                let arranging = arranging.picked(*slot, way.as_ref());
                State::Accepted { arranging: arranging.heard(side, interpreter.as_ref()), moved }
            }
            (State::MeetingSet { arranging, moved, .. }, Step::ChooseSlot { slot, way, interpreter }) => {
                let arranging = arranging.picked(*slot, way.as_ref());
                State::Accepted { arranging: arranging.heard(side, interpreter.as_ref()), moved: moved.and_by(side) }
            }
            (State::Accepted { arranging, moved }, Step::AgreeMeeting { interpreter }) => {
                let arranging = arranging.heard(side, interpreter.as_ref());
                State::MeetingSet { slot: arranging.chosen()?.clone(), arranging: arranging.beside(), moved }
            }
            (State::MeetingSet { arranging, moved, .. }, Step::MarkMet {}) => {
                State::Met { answered: Vec::new(), agreed: false, arranging, moved }
            }
            (State::MeetingSet { arranging, moved, .. } | State::Met { arranging, moved, .. }, Step::MarkMissed {}) => {
                State::Accepted { arranging: arranging.anew(at), moved: moved.and_missed() }
            }
            (State::Met { answered, arranging, moved, .. }, Step::Answer { .. }) => {
                let answered = and(answered, side);
                match (answered.len(), facts.answers_agree) {
                    // The second answer decides, and nobody learns more than that both were yes, or not.
                    (2, Some(true)) => State::Met { answered, agreed: true, arranging, moved },
                    (2, _) => State::Declined { end: case.end_now(RefundRule::Nothing) },
                    _ => State::Met { answered, agreed: false, arranging, moved },
                }
            }
            (State::Met { .. }, Step::Offer { quote, terms }) => {
                State::Offered { agreement: Agreement::offered(quote, terms, pack), signed: Vec::new() }
            }
            (State::Offered { agreement, signed }, Step::Sign { .. }) => match and(signed, side) {
                signed if signed.len() == 3 => State::Signed { agreement },
                signed => State::Offered { agreement, signed },
            },
            (State::Signed { agreement }, Step::ConfirmDeposit { .. }) => State::DepositPaid { agreement },
            (State::DepositPaid { agreement }, Step::FilePermit {}) => State::Permit { agreement, granted_on: None },
            (State::Permit { agreement, .. }, Step::RecordPermit { granted_on }) => {
                State::Permit { agreement, granted_on: Some(*granted_on) }
            }
            (State::Permit { .. }, Step::RefusePermit {}) => {
                State::PermitRefused { end: case.end_now(RefundRule::LessGovernmentFee) }
            }
            (State::Permit { agreement, .. }, Step::RecordTravel { promised_on }) => {
                State::Travel { agreement, promised_on: *promised_on, late: false, cancellable: false }
            }
            (State::Travel { agreement, .. }, Step::RecordArrival { arrived_on }) => {
                let guarantee_until = calendar::days_after(*arrived_on, pack.rules().guarantee.days);
                let arrival = Arrival { arrived_on: *arrived_on, guarantee_until };
                State::Arrived { agreement, arrival, confirmed: Vec::new() }
            }
            (State::Arrived { agreement, arrival, confirmed }, Step::HandOver {}) => match and(confirmed, side) {
                confirmed if confirmed.len() == 2 => {
                    State::HandedOver { service: Service { agreement, arrival, handed_over_at: at } }
                }
                confirmed => State::Arrived { agreement, arrival, confirmed },
            },
            (State::HandedOver { service }, Step::StartGuarantee {}) => State::InGuarantee { service },
            (State::HandedOver { service } | State::InGuarantee { service }, Step::Claim { cause }) => {
                let claim = ClaimFacts {
                    by: side,
                    cause: *cause,
                    before: case.state.token(),
                    answered: false,
                    ruling: None,
                    employer_abuse: false,
                };
                State::Claim { service, claim }
            }
            (State::Claim { service, claim }, Step::Answer { .. }) => {
                State::Claim { service, claim: ClaimFacts { answered: true, ..claim } }
            }
            (State::Claim { service, claim }, Step::RuleClaim { ruling, employer_abuse }) => {
                match (ruling, claim.before) {
                    (Ruling::Founded, _) => {
                        let (ruling, employer_abuse) = (Some(*ruling), *employer_abuse);
                        State::Claim { service, claim: ClaimFacts { ruling, employer_abuse, ..claim } }
                    }
                    (_, StateToken::HandedOver) => State::HandedOver { service },
                    _ => State::InGuarantee { service },
                }
            }
            (State::WorkerWithdrew { end }, Step::ChooseReplacement {}) => State::Replacement { end, placed: false },
            (_, Step::ChooseReplacement {}) => {
                State::Replacement { end: case.end_now(case.refund_rule(pack)), placed: false }
            }
            (state, Step::ApproveRefund { amount_minor }) => {
                let end = match state {
                    State::RefundDue { end, .. } => end,
                    _ => case.end_now(case.refund_rule(pack)),
                };
                let (amount_minor, version) = (*amount_minor, case.version + 1);
                State::RefundDue {
                    end,
                    approval: Some(Approval { by: by.user, at, amount_minor, version }),
                    paid_at: None,
                }
            }
            (State::RefundDue { end, approval, .. }, Step::PayRefund { .. }) => {
                State::RefundDue { end, approval, paid_at: Some(at) }
            }
            (_, Step::Complete {}) => State::Completed { end: case.end_now(RefundRule::Nothing) },
            (_, Step::Archive {}) => State::Archived { end: case.end_now(case.refund_rule(pack)) },
            (_, Step::Cancel {}) if side == Side::Customer => {
                State::CancelledByCustomer { end: case.end_now(case.refund_to_canceller()) }
            }
            (_, Step::Cancel {}) => State::CancelledByAgency { end: case.end_now(case.full_refund()) },
            (_, Step::Withdraw {}) => State::WorkerWithdrew { end: case.end_now(case.full_refund()) },
            _ => return None,
        })
    }
}

impl Case {
    /// What goes back to the customer from here, were the case to end with a refund.
    pub fn refund_rule(&self, pack: &Pack) -> RefundRule {
        match &self.state {
            State::Claim { claim, .. } if claim.employer_abuse && pack.rules().refund.forfeit_on_employer_abuse => {
                RefundRule::Forfeited
            }
            State::HandedOver { .. } | State::InGuarantee { .. } | State::Claim { .. } => RefundRule::ByFormula,
            state => state.end().map_or_else(|| self.full_refund(), |end| end.refund),
        }
    }

    /// The end of this case, seen from its present state.
    pub(in crate::case) fn end_now(&self, refund: RefundRule) -> End {
        End {
            from: self.state.token(),
            since: self.since,
            agreement: self.state.agreement().cloned(),
            arrival: self.state.arrival(),
            refund,
        }
    }

    const fn full_refund(&self) -> RefundRule {
        if self.account.paid_minor > 0 { RefundRule::Full } else { RefundRule::Nothing }
    }

    const fn refund_to_canceller(&self) -> RefundRule {
        match &self.state {
            State::Travel { cancellable: true, .. } => self.full_refund(),
            _ if self.account.paid_minor > 0 => RefundRule::LessActualCost,
            _ => RefundRule::Nothing,
        }
    }
}

fn and(mut sides: Vec<Side>, side: Side) -> Vec<Side> {
    sides.push(side);
    sides
}
