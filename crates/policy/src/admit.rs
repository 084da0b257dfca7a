//! The three ways to ask: admit a step, admit fields, see a record.

use std::sync::Arc;

use domain::{Class, ClassSet, FieldAction, Purpose, StateToken, StepToken};

use crate::ask::Ask;
use crate::permit::{Act, Denial, ObjectRef, Permit};
use crate::rule::Effect;
use crate::seen::{Seen, View};
use crate::table::Table;

impl Table {
    /// May the caller take this step on this object?
    pub fn admit_step(&self, ask: &Ask, step: StepToken, object: ObjectRef) -> Result<Permit, Denial> {
        let act = Act::Step(step);
        if self.may_step(ask, step) {
            Ok(self.permit(*ask, act, object, ClassSet::EMPTY))
        } else {
            Err(self.denial(*ask, act, object, ClassSet::EMPTY))
        }
    }

    /// May the caller do this with all of these classes? All or nothing: one closed class denies the whole.
    ///
    /// `reveal`, `export` and `share` also want a purpose that the caller has stated.
    pub fn admit_fields(
        &self,
        ask: &Ask,
        action: FieldAction,
        object: ObjectRef,
        wanted: ClassSet,
    ) -> Result<Permit, Denial> {
        let act = Act::Field(action);
        let must_be_stated = matches!(action, FieldAction::Reveal | FieldAction::Export | FieldAction::Share);
        if must_be_stated && !ask.purpose_is_stated() {
            let rules = vec![Denial::PURPOSE.into()];
            let set = Arc::clone(&self.set.hash);
            return Err(Denial { ask: *ask, act, object, refused: wanted, rules, set });
        }
        let refused = wanted.without(self.open(ask, action));
        if refused == ClassSet::EMPTY && wanted != ClassSet::EMPTY {
            Ok(self.permit(*ask, act, object, wanted))
        } else {
            Err(self.denial(*ask, act, object, refused))
        }
    }

    /// The denial of classes that are open to this question, for a caller who asks for a part of them that its purpose does
    /// not need. Like a denial of [`Self::admit_fields`], so that nobody can tell the two apart.
    pub fn refuse_fields(&self, ask: &Ask, action: FieldAction, object: ObjectRef, wanted: ClassSet) -> Denial {
        self.denial(*ask, Act::Field(action), object, wanted)
    }

    /// The record as this caller may see it. Never fails: what is closed is masked or hidden.
    pub fn see<T>(&self, ask: &Ask, record: T) -> Seen<T> {
        self.view(ask).of(record)
    }

    /// The eyes of this caller on every record that shares the words of the question: for lists, looked up once.
    pub fn view(&self, ask: &Ask) -> View {
        let ask = ask.with_working_purpose();
        let mut opens = [None; Class::COUNT];
        for state in later_states(ask.state()) {
            let then = ask.in_state(state);
            for class in self.open(&then, FieldAction::View).union(self.open(&then, FieldAction::Reveal)).iter() {
                opens[class.index()].get_or_insert(state);
            }
        }
        let on_request = |purpose: &Purpose| self.open(&ask.with_stated_purpose(*purpose), FieldAction::Reveal);
        View {
            on_request: Purpose::ALL.iter().map(on_request).fold(ClassSet::EMPTY, ClassSet::union),
            visible: self.open(&ask, FieldAction::View),
            masked: self.open(&ask, FieldAction::ViewMasked),
            revealable: self.open(&ask, FieldAction::Reveal),
            opens,
            ask,
        }
    }

    /// The rule that hides a field of this class, which may be a part of `also` as well, from these eyes: a forbidding policy's
    /// id, else [`Denial::DEFAULT`].
    pub fn closed_by(&self, view: &View, class: Class, also: Option<Class>) -> &str {
        let classes = also.into_iter().fold(ClassSet::EMPTY.with(class), ClassSet::with);
        let mut rules = self.speaking(view.ask(), Act::Field(FieldAction::View), classes, Effect::Forbid);
        rules.next().map_or(Denial::DEFAULT, |rule| &*rule.id)
    }

    /// The ids of the policies that decide this question: those that permit when it is open, those that forbid when not.
    /// Empty when no policy permits and none forbids.
    pub fn rules_for(&self, ask: &Ask, act: Act, classes: ClassSet) -> Vec<&str> {
        let of = |effect| self.speaking(ask, act, classes, effect).map(|rule| &*rule.id).collect::<Vec<_>>();
        let forbidding = of(Effect::Forbid);
        if forbidding.is_empty() { of(Effect::Permit) } else { forbidding }
    }

    fn permit(&self, ask: Ask, act: Act, object: ObjectRef, classes: ClassSet) -> Permit {
        let policies = self.speaking(&ask, act, classes, Effect::Permit).map(|rule| Arc::clone(&rule.id)).collect();
        Permit { ask, act, object, classes, policies, set: Arc::clone(&self.set.hash) }
    }

    fn denial(&self, ask: Ask, act: Act, object: ObjectRef, refused: ClassSet) -> Denial {
        let rules = self.speaking(&ask, act, refused, Effect::Forbid).map(|rule| Arc::clone(&rule.id)).collect();
        Denial { ask, act, object, refused, rules, set: Arc::clone(&self.set.hash) }
    }
}

/// The states that a case, a roster record, a job or a slot can still reach on its straight way, nearest first.
pub(crate) fn later_states(now: StateToken) -> impl Iterator<Item = StateToken> {
    let ways = [
        StateToken::Enquiry..=StateToken::Archived,
        StateToken::RosterDraft..=StateToken::RosterPlaced,
        StateToken::JobRequested..=StateToken::JobArchived,
        StateToken::SlotOpen..=StateToken::SlotSubmitted,
    ];
    let way = ways
        .into_iter()
        .find(|way| way.contains(&now) || (now == StateToken::None && way.contains(&StateToken::Enquiry)));
    StateToken::ALL
        .iter()
        .copied()
        .filter(move |state| *state > now && way.as_ref().is_some_and(|way| way.contains(state)))
}
