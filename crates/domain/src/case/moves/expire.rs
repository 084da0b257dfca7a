//! When a clock runs out: what the table says, or a task for the operator where that cannot be done.

use jiff::SignedDuration;

use super::{Attempt, schedule};
use crate::calendar;
use crate::case::rules::{Then, timeout_of};
use crate::case::{Effect, Moved, Notice, RefundRule, Refusal, State, Step, Task};
use crate::words::{Side, StateToken, Statement, StepToken, TimerKind};

/// How long a clock waits before it asks again when its step was refused.
const ASK_AGAIN: SignedDuration = SignedDuration::from_hours(24);

impl Attempt<'_> {
    /// Acts on a clock that ran out.
    pub fn expire(&self, timer: TimerKind) -> Result<Moved, Refusal> {
        if self.by.side() != Side::System {
            return Err(self.refuse("not_yours"));
        }
        let then = timeout_of(self.from, timer).ok_or_else(|| self.refuse("out_of_order"))?;
        if !self.case.clocks.is_due(timer, self.at) {
            return Err(self.refuse("not_due"));
        }
        Ok(match then {
            // Only statutory clocks run under a freeze, and they move nothing then.
            Then::Go(_) | Then::Take(_) if self.case.overlays.freeze() => self.note(timer, alert(Task::Overdue(timer))),
            Then::Go(to) => self.run_out(timer, to)?,
            Then::Take(step) => self.take_due(timer, step)?,
            Then::Remind(sides) => {
                let notice = Notice::Reminder(timer);
                self.note(timer, sides.iter().map(|side| Effect::Notify { whom: *side, notice }).collect())
            }
            Then::AlertUnless(statement) if self.said_in_time(statement, timer) => self.note(timer, Vec::new()),
            Then::Alert | Then::AlertUnless(_) => self.note(timer, alert(Task::Overdue(timer))),
        })
    }

    /// The case ends, or becomes a refund.
    fn run_out(&self, timer: TimerKind, to: StateToken) -> Result<Moved, Refusal> {
        let case = self.case;
        let end = |refund: RefundRule| case.end_now(refund);
        let state = match (to, &case.state) {
            (StateToken::Expired, _) => State::Expired { end: end(RefundRule::Nothing) },
            (StateToken::Declined, _) => State::Declined { end: end(RefundRule::Nothing) },
            (StateToken::CancelledByCustomer, _) => State::CancelledByCustomer { end: end(RefundRule::Nothing) },
            (StateToken::RefundDue, State::Replacement { end, .. }) if self.facts.replacement_placed => {
                State::Replacement { end: end.clone(), placed: true }
            }
            (StateToken::RefundDue, State::Replacement { end, .. }) => {
                State::RefundDue { end: end.clone(), approval: None, paid_at: None }
            }
            _ => return Err(self.refuse("out_of_order")),
        };
        let mut clocks = case.clocks.clone();
        clocks.clear(timer);
        let mut moved = self.arrive(state, clocks, Vec::new());
        if timer == TimerKind::AgencyAnswer {
            moved.effects.extend(alert(Task::Overdue(timer)));
        }
        Ok(moved)
    }

    /// The system takes a step; a refusal becomes a task, and the clock asks again.
    fn take_due(&self, timer: TimerKind, step: StepToken) -> Result<Moved, Refusal> {
        let step = match step {
            StepToken::MarkMet => Step::MarkMet {},
            StepToken::StartGuarantee => Step::StartGuarantee {},
            StepToken::Complete => Step::Complete {},
            StepToken::Archive => Step::Archive {},
            _ => return Err(self.refuse("out_of_order")),
        };
        if let Ok(mut moved) = (Attempt { step: &step, ..*self }).take() {
            moved.event.timer = Some(timer);
            return Ok(moved);
        }
        let mut clocks = self.case.clocks.clone();
        clocks.set(timer, self.at + ASK_AGAIN);
        let mut moved = self.arrive(self.case.state.clone(), clocks, Vec::new());
        moved.effects.extend(alert(Task::Stuck(timer)));
        Ok(moved)
    }

    /// The case stays where it is; the clock is gone, or starts its next month.
    fn note(&self, timer: TimerKind, effects: Vec<Effect>) -> Moved {
        let mut clocks = self.case.clocks.clone();
        clocks.clear(timer);
        if let (TimerKind::WageReceipt, Some(next)) =
            (timer, schedule::due(&self.case.state, timer, self.at, self.pack))
        {
            clocks.set(timer, next);
        }
        let mut state = self.case.state.clone();
        if let State::Travel { late, cancellable, .. } = &mut state {
            *late |= timer == TimerKind::ArrivalLate;
            *cancellable |= timer == TimerKind::ArrivalCancellable;
        }
        let mut moved = self.arrive(state, clocks, Vec::new());
        moved.effects.extend(effects);
        moved
    }

    /// A monthly receipt counts for its own month only.
    fn said_in_time(&self, statement: Statement, timer: TimerKind) -> bool {
        let Some(said) = self.attests(statement) else { return false };
        let month_ago = calendar::start_of(calendar::months_after(calendar::muscat(self.at), -1));
        timer != TimerKind::WageReceipt || said.at > month_ago
    }
}

fn alert(task: Task) -> Vec<Effect> {
    vec![Effect::Alert { task }]
}
