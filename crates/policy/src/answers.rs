//! What the policies answer to a [`Question`], class by class and step by step, with the rules that say so and with what would
//! open what is closed. Pure: the page, the interface, the command and the saved tests all read these answers.

use domain::{Class, FieldAction, Purpose, Role, StateToken, StepToken};

use crate::admit::later_states;
use crate::ask::Ask;
use crate::permit::Act;
use crate::question::{Question, stated};
use crate::rule::{Effect, Rule};
use crate::table::Table;

/// How much of a class somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of it.
    Visible,
    /// Its mask, and all of it by a disclosure for the purpose of the question, one record at a time, on record.
    OnRequest,
    /// Its mask.
    Masked,
    /// Nothing of it is sent.
    Hidden,
}

impl Extent {
    /// All of them, the widest first.
    pub const ALL: [Self; 4] = [Self::Visible, Self::OnRequest, Self::Masked, Self::Hidden];

    /// The one spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::OnRequest => "on_request",
            Self::Masked => "masked",
            Self::Hidden => "hidden",
        }
    }
}

/// The answer about one class, or about one field of it.
#[derive(Debug, Clone)]
pub struct ClassAnswer<'t> {
    /// The class.
    pub class: Class,
    /// How much of it is seen.
    pub extent: Extent,
    /// The rules that decide: those that open it as far as it is open, or those that forbid it. None when no rule permits it and
    /// none forbids it.
    pub rules: Vec<&'t Rule>,
    /// The nearest later state in which more of it opens, for the same purpose or for what people usually do there.
    pub next: Option<StateToken>,
    /// The other purposes for which it opens now.
    pub purposes: Vec<Purpose>,
}

/// The answer about one step.
#[derive(Debug, Clone)]
pub struct StepAnswer<'t> {
    /// The step.
    pub step: StepToken,
    /// Whether it may be taken, as far as policy goes.
    pub allowed: bool,
    /// The rules that decide.
    pub rules: Vec<&'t Rule>,
    /// The states in which this role may take it.
    pub states: Vec<StateToken>,
    /// The roles that may take it in this state.
    pub roles: Vec<Role>,
}

impl Table {
    /// How much of a class is seen; of a field that is a part of `also` as well, the better of the two.
    pub fn about_class(&self, question: &Question, class: Class, also: Option<Class>) -> ClassAnswer<'_> {
        let ask = question.ask(Some(class));
        let (extent, rules) = self.decided(ask, [Some(class), also]);
        let more = |other: Ask| rank(self.extent(other, [Some(class), also])) < rank(extent);
        let mut later = later_states(question.state).filter(|_| extent != Extent::Visible);
        let next = later.find(|state| more(question.in_state(*state).ask(Some(class))));
        let others = Purpose::ALL.iter().copied().filter(|purpose| {
            extent != Extent::Visible && question.purpose() != Some(*purpose) && more(ask.with_stated_purpose(*purpose))
        });
        ClassAnswer { class, extent, rules, next, purposes: others.collect() }
    }

    /// Whether a step may be taken.
    pub fn about_step(&self, question: &Question, step: StepToken) -> StepAnswer<'_> {
        let ask = question.ask(None);
        let act = Act::Step(step);
        let allowed = self.may_step(&ask, step);
        let effect = if allowed { Effect::Permit } else { Effect::Forbid };
        let may = |question: Question| self.may_step(&question.ask(None), step);
        StepAnswer {
            step,
            allowed,
            rules: self.speaking(&ask, act, domain::ClassSet::EMPTY, effect).collect(),
            states: StateToken::ALL.iter().copied().filter(|state| may(question.in_state(*state))).collect(),
            roles: Role::ALL.iter().copied().filter(|role| may(question.by(*role))).collect(),
        }
    }

    /// The policy with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules().iter().find(|rule| &*rule.id == id)
    }

    fn extent(&self, ask: Ask, classes: [Option<Class>; 2]) -> Extent {
        let opens = |ask: Ask, action| {
            let open = self.open(&ask, action);
            classes.iter().flatten().any(|class| open.has(*class))
        };
        if opens(ask, FieldAction::View) {
            Extent::Visible
        } else if opens(stated(ask), FieldAction::Reveal) && ask.purpose().is_some() {
            Extent::OnRequest
        } else if opens(ask, FieldAction::ViewMasked) {
            Extent::Masked
        } else {
            Extent::Hidden
        }
    }

    fn decided(&self, ask: Ask, classes: [Option<Class>; 2]) -> (Extent, Vec<&Rule>) {
        let extent = self.extent(ask, classes);
        let set = classes.into_iter().flatten().fold(domain::ClassSet::EMPTY, domain::ClassSet::with);
        let of = |ask: Ask, action, effect| self.speaking(&ask, Act::Field(action), set, effect).collect::<Vec<_>>();
        let rules = match extent {
            Extent::Visible => of(ask, FieldAction::View, Effect::Permit),
            Extent::OnRequest => of(stated(ask), FieldAction::Reveal, Effect::Permit),
            Extent::Masked => of(ask, FieldAction::ViewMasked, Effect::Permit),
            Extent::Hidden => of(ask, FieldAction::ViewMasked, Effect::Forbid),
        };
        (extent, rules)
    }
}

const fn rank(extent: Extent) -> u8 {
    match extent {
        Extent::Visible => 0,
        // a disclosure shows as much, once it is asked for
        Extent::OnRequest => 1,
        Extent::Masked => 2,
        Extent::Hidden => 3,
    }
}
