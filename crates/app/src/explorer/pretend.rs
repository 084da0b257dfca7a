//! A case that is only thought: it goes through the table of steps, and shows what opens and closes to whom. No row is made.

use domain::case::{OVERLAYS, TIMEOUTS, TRANSITIONS, Then, Transition, token_of};
use domain::words::{OverlayKind, TimerKind, UnknownWord};
use domain::{Class, Overlay, Role, Side, StateToken, StepToken};
use policy::{Extent, Question, Standing, Table, Why};

use super::answer::about_class;

/// LIMIT: moves of one trail. The straight way has about twenty.
const TRAIL_MAX: usize = 60;

/// The parties, each with the roles that look for it.
pub const SIDES: [(Side, &[Role]); 4] = [
    (Side::Customer, &[Role::Customer, Role::CustomerApprover]),
    (Side::Agency, &[Role::AgencyUser, Role::AgencyAdmin]),
    (Side::Worker, &[Role::Worker]),
    (Side::Operator, &[Role::Moderator, Role::WelfareOfficer, Role::Finance, Role::Support]),
];

/// One move of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Somebody takes a step that leads there.
    Step(StepToken, StateToken),
    /// A clock runs out, which leads there.
    Clock(TimerKind, StateToken),
    /// Something is laid over the case.
    Lay(OverlayKind),
    /// It is taken off.
    Lift(OverlayKind),
}

impl Pace {
    /// Its word in a trail: `accept.accepted`, `offer_due.expired`, `pause.dispute`, `lift.dispute`.
    pub fn word(self) -> String {
        match self {
            Self::Step(step, to) => format!("{step}.{to}"),
            Self::Clock(timer, to) => format!("{timer}.{to}"),
            Self::Lay(kind) => format!("pause.{kind}"),
            Self::Lift(kind) => format!("lift.{kind}"),
        }
    }

    /// Who makes it: nobody where a clock does.
    pub fn by(self, from: StateToken) -> &'static [Role] {
        match self {
            Self::Step(step, to) => {
                let leads = |row: &&Transition| row.step == step && row.from.contains(&from) && row.to.contains(&to);
                TRANSITIONS.iter().find(leads).map_or(&[], |row| row.who)
            }
            Self::Clock(..) => &[],
            Self::Lay(kind) => kind.rule().raised_by,
            Self::Lift(kind) => kind.rule().lifted_by,
        }
    }
}

/// Where the pretended case stands, and how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pretend {
    /// The moves so far.
    pub trail: Vec<Pace>,
    /// The state.
    pub state: StateToken,
    over: Vec<OverlayKind>,
}

impl Pretend {
    /// Before there is a case.
    pub const fn new() -> Self {
        Self { trail: Vec::new(), state: StateToken::None, over: Vec::new() }
    }

    /// Follows a trail: words of moves with commas between them. The first move that the case cannot make is named, with those
    /// that it can.
    pub fn follow(trail: &str) -> Result<Self, UnknownWord> {
        let mut case = Self::new();
        for word in trail.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let ahead = case.ahead();
            let pace = ahead.iter().copied().find(|pace| pace.word() == word);
            let Some(pace) = pace.filter(|_| case.trail.len() < TRAIL_MAX) else {
                return Err(UnknownWord {
                    list: "move of this case",
                    word: word.chars().take(64).collect(),
                    valid: ahead.iter().map(|pace| pace.word()).collect::<Vec<_>>().join(", "),
                });
            };
            case.go(pace);
        }
        Ok(case)
    }

    fn go(&mut self, pace: Pace) {
        match pace {
            Pace::Step(_, to) | Pace::Clock(_, to) => self.state = to,
            Pace::Lay(kind) => self.over.push(kind),
            Pace::Lift(kind) => self.over.retain(|over| *over != kind),
        }
        self.trail.push(pace);
    }

    /// The trail as [`Self::follow`] reads it.
    pub fn words(&self) -> String {
        self.trail.iter().map(|pace| pace.word()).collect::<Vec<_>>().join(",")
    }

    /// The case before its last move; `None` before the first.
    pub fn before(&self) -> Option<Self> {
        let (_, earlier) = self.trail.split_last()?;
        let mut case = Self::new();
        for pace in earlier {
            case.go(*pace);
        }
        Some(case)
    }

    /// What lies over it, as policies see it: the gravest wins, and a legal hold is no token.
    pub fn overlay(&self) -> Overlay {
        token_of(|kind| self.over.contains(&kind))
    }

    /// What lies over it.
    pub fn over(&self) -> &[OverlayKind] {
        &self.over
    }

    /// The moves that it can make, as far as the tables go: the proofs that a step asks for are taken as brought.
    pub fn ahead(&self) -> Vec<Pace> {
        let mut ahead = Vec::new();
        let frozen = self.over.iter().any(|kind| kind.rule().freezes);
        if !frozen {
            for row in TRANSITIONS.iter().filter(|row| row.from.contains(&self.state)) {
                ahead.extend(row.to.iter().map(|to| Pace::Step(row.step, *to)));
            }
            for row in TIMEOUTS.iter().filter(|row| row.states.contains(&self.state)) {
                if let Then::Go(to) = row.then {
                    ahead.push(Pace::Clock(row.timer, to));
                }
            }
        }
        if !matches!(self.state, StateToken::None | StateToken::Archived) {
            let lies = |kind: OverlayKind| self.over.contains(&kind);
            let pace = |kind| if lies(kind) { Pace::Lift(kind) } else { Pace::Lay(kind) };
            ahead.extend(OVERLAYS.iter().map(|rule| pace(rule.kind)));
        }
        let mut once: Vec<Pace> = Vec::new();
        for pace in ahead {
            if !once.contains(&pace) {
                once.push(pace);
            }
        }
        once
    }
}

impl Default for Pretend {
    fn default() -> Self {
        Self::new()
    }
}

/// How much of a class each of [`SIDES`] sees of the case as it stands: whoever sees most of each, for what people usually do
/// there. Parties see protection as any other standstill.
pub fn seen_by(table: &Table, case: &Pretend, class: Class) -> [Extent; 4] {
    SIDES.map(|(_, roles)| {
        let extent = |role: &Role| {
            let overlay = crate::admit::seen_overlay(*role, case.overlay());
            let question =
                Question { role: *role, standing: Standing::Usual, why: Why::Working, state: case.state, overlay };
            about_class(table, &question, class).extent
        };
        let widest = |a: Extent, b: Extent| if place(a) <= place(b) { a } else { b };
        roles.iter().map(extent).fold(Extent::Hidden, widest)
    })
}

fn place(extent: Extent) -> usize {
    Extent::ALL.iter().position(|known| *known == extent).unwrap_or(Extent::ALL.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_placement_can_be_reached_by_some_trail() {
        let mut known = vec![Pretend::new()];
        let mut at = 0;
        while let Some(case) = known.get(at).cloned() {
            let moves = case.ahead().into_iter().filter(|pace| matches!(pace, Pace::Step(..) | Pace::Clock(..)));
            for pace in moves {
                let mut next = case.clone();
                next.go(pace);
                if known.iter().all(|known| known.state != next.state) {
                    known.push(next);
                }
            }
            at += 1;
        }
        for state in super::super::case_states() {
            let way = known.iter().find(|case| case.state == state).unwrap_or_else(|| panic!("{state} is reached"));
            assert_eq!(Pretend::follow(&way.words()).expect("a way").state, state);
        }
    }

    #[test]
    fn a_move_that_is_none_is_answered_with_those_that_are() {
        let unknown = Pretend::follow("enquire.enquiry,sign.signed").expect_err("nothing is offered yet");
        assert!(unknown.word == "sign.signed" && unknown.valid.contains("hold.held"), "{unknown}");
    }

    #[test]
    fn under_a_dispute_nothing_moves_until_it_is_lifted() {
        let case = Pretend::follow("enquire.enquiry,pause.dispute").expect("a way");
        assert_eq!(case.overlay(), Overlay::Frozen);
        assert!(case.ahead().iter().all(|pace| matches!(pace, Pace::Lay(_) | Pace::Lift(_))));
        let lifted = Pretend::follow("enquire.enquiry,pause.dispute,lift.dispute").expect("a way");
        assert_eq!(
            (lifted.overlay(), lifted.before().map(|case| case.overlay())),
            (Overlay::None, Some(Overlay::Frozen))
        );
    }
}
