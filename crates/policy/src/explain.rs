//! Why a question is answered as it is: for staff, because near misses tell what the policies are.

use std::fmt;

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken};

use crate::ask::{Ask, PurposeGiven, PurposeSource};
use crate::permit::Act;
use crate::rule::{Dim, Effect, Rule};
use crate::table::Table;

/// A policy that speaks on a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its `@id`.
    pub id: String,
    /// Its `@why`, in English.
    pub why: String,
    /// Its `@why_ar`, if it has one.
    pub why_ar: Option<String>,
}

/// One dimension that, changed alone, would open what is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Which.
    pub dim: Dim,
    /// The words that would open it.
    pub words: Vec<&'static str>,
}

/// An answer and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether it is open.
    pub open: bool,
    /// The policies that permit it: the deciding ones if it is open, the overridden ones if not.
    pub permits: Vec<Reason>,
    /// The policies that forbid it.
    pub forbids: Vec<Reason>,
    /// What would open it. Empty when it is open.
    pub near_misses: Vec<NearMiss>,
}

impl Table {
    /// Explains the answer for one class (a field's action) or for a step (`class` is then ignored).
    pub fn explain(&self, ask: &Ask, act: Act, class: Class) -> Explanation {
        let of = |effect| self.reasons(ask, act, class, effect);
        let open = self.is_open(*ask, act, class);
        let near_misses = if open { Vec::new() } else { self.near_misses(*ask, act, class) };
        Explanation { open, permits: of(Effect::Permit), forbids: of(Effect::Forbid), near_misses }
    }

    /// The policies of one effect that speak on the question, in the order of the sources: what [`Self::explain`] says without
    /// its search for what would open it.
    pub fn reasons(&self, ask: &Ask, act: Act, class: Class, effect: Effect) -> Vec<Reason> {
        self.speaking(ask, act, ClassSet::EMPTY.with(class), effect).map(reason).collect()
    }

    fn is_open(&self, ask: Ask, act: Act, class: Class) -> bool {
        match act {
            Act::Field(action) => self.open(&ask, action).has(class),
            Act::Step(step) => self.may_step(&ask, step),
        }
    }

    fn near_misses(&self, ask: Ask, act: Act, class: Class) -> Vec<NearMiss> {
        let (relations, overlay) = (ask.relations(), ask.overlay());
        let asking = |role, relations, state, overlay| {
            let other = Ask::new(role, relations, state, overlay);
            ask.purpose().map_or(other, |given| other.for_purpose(given))
        };
        let stated = |purpose| ask.for_purpose(PurposeGiven { purpose, source: PurposeSource::Stated });
        let words = |dim: Dim| -> Vec<&'static str> {
            let opens = |other: Ask| self.is_open(other, act, class);
            match dim {
                Dim::Role => {
                    opening(Role::ALL, Role::as_str, |role| opens(asking(role, relations, ask.state(), overlay)))
                }
                Dim::Relation => opening(Relation::ALL, Relation::as_str, |relation| {
                    opens(asking(ask.role(), RelationSet::NONE.with(relation), ask.state(), overlay))
                }),
                Dim::Purpose => opening(Purpose::ALL, Purpose::as_str, |purpose| opens(stated(purpose))),
                Dim::State => opening(StateToken::ALL, StateToken::as_str, |state| {
                    opens(asking(ask.role(), relations, state, overlay))
                }),
                Dim::Overlay => opening(Overlay::ALL, Overlay::as_str, |overlay| {
                    opens(asking(ask.role(), relations, ask.state(), overlay))
                }),
                Dim::Action => match act {
                    Act::Field(_) => opening(FieldAction::ALL, FieldAction::as_str, |action| {
                        self.is_open(ask, Act::Field(action), class)
                    }),
                    Act::Step(_) => Vec::new(),
                },
                Dim::Class => match act {
                    Act::Field(_) => opening(Class::ALL, Class::as_str, |class| self.is_open(ask, act, class)),
                    Act::Step(_) => Vec::new(),
                },
            }
        };
        let misses = Dim::ALL.into_iter().map(|dim| NearMiss { dim, words: words(dim) });
        misses.filter(|miss| !miss.words.is_empty()).collect()
    }
}

fn reason(rule: &Rule) -> Reason {
    Reason { id: rule.id.to_string(), why: rule.why.clone(), why_ar: rule.why_ar.clone() }
}

fn opening<W: Copy>(words: &[W], name: fn(W) -> &'static str, opens: impl Fn(W) -> bool) -> Vec<&'static str> {
    words.iter().copied().filter(|word| opens(*word)).map(name).collect()
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = match (self.open, self.permits.is_empty(), self.forbids.is_empty()) {
            (true, ..) => "ALLOW",
            (false, true, true) => "DENY: no policy permits it",
            (false, _, false) => "DENY: forbidden",
            (false, false, true) => "DENY",
        };
        writeln!(f, "{answer}")?;
        for (kind, reasons) in [("permit", &self.permits), ("forbid", &self.forbids)] {
            for Reason { id, why, .. } in reasons {
                writeln!(f, "  {kind} {id}: {why}")?;
            }
        }
        for NearMiss { dim, words } in &self.near_misses {
            writeln!(f, "  would be allowed with another {}: {}", dim.as_str(), words.join(", "))?;
        }
        Ok(())
    }
}
