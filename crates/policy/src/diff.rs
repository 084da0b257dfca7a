//! What a change of the policies opens and closes, cell by cell, told in sentences.

use std::collections::BTreeMap;
use std::fmt;

use domain::{Class, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};

use crate::ask::Ask;
use crate::permit::Act;
use crate::rule::{Cover, Dim, Effect, Words};
use crate::table::Table;

/// The difference between two tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// What only the new table allows. Each wants a reason in the review.
    pub widens: Vec<Change>,
    /// What only the old table allows.
    pub narrows: Vec<Change>,
}

/// One act that one of two tables allows and the other does not: every combination of these states, purposes and overlays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who.
    pub role: Role,
    /// How they stand to the object.
    pub relation: Relation,
    /// A field action or a step.
    pub act: Act,
    /// The data class; none for a step.
    pub class: Option<Class>,
    /// The states.
    pub states: Vec<StateToken>,
    /// The purposes; `None` is a request that does not say.
    pub purposes: Vec<Option<Purpose>>,
    /// What lies over the object.
    pub overlays: Vec<Overlay>,
}

/// Compares two tables on every question there is.
pub fn diff(old: &Table, new: &Table) -> Diff {
    Diff { widens: only_in(new, old), narrows: only_in(old, new) }
}

/// Act and class: fields before steps, each in the order of its list.
type What = (usize, Option<Class>);

/// What the first allows and the second does not.
fn only_in(table: &Table, other: &Table) -> Vec<Change> {
    let mut changes = Vec::new();
    for role in Role::ALL {
        for relation in Relation::ALL {
            let permitted = Permitted::of(table, *role, *relation);
            if permitted.nothing() {
                continue;
            }
            // States by what, overlay and purpose; then purposes by what, overlay and states; then overlays by the rest.
            let mut states: BTreeMap<(What, usize, usize), Words> = BTreeMap::new();
            for overlay in Overlay::ALL {
                for (at, purpose) in purposes().enumerate() {
                    for state in StateToken::ALL {
                        let ask = Ask::new(*role, RelationSet::NONE.with(*relation), *state, *overlay);
                        let ask = purpose.map_or(ask, |purpose| ask.with_stated_purpose(purpose));
                        for what in permitted.only_here(ask, table, other) {
                            *states.entry((what, overlay.index(), at)).or_default() |= 1 << state.index();
                        }
                    }
                }
            }
            let mut by_purpose: BTreeMap<(What, usize, Words), Words> = BTreeMap::new();
            for ((what, overlay, purpose), states) in states {
                *by_purpose.entry((what, overlay, states)).or_default() |= 1 << purpose;
            }
            let mut by_overlay: BTreeMap<(What, Words, Words), Words> = BTreeMap::new();
            for ((what, overlay, states), purposes) in by_purpose {
                *by_overlay.entry((what, states, purposes)).or_default() |= 1 << overlay;
            }
            changes.extend(by_overlay.into_iter().map(|(((act, class), states, purposed), overlays)| Change {
                role: *role,
                relation: *relation,
                act: match FieldAction::ALL.get(act) {
                    Some(action) => Act::Field(*action),
                    None => Act::Step(StepToken::ALL[act - FieldAction::COUNT]),
                },
                class,
                states: words(StateToken::ALL.iter().copied(), states),
                purposes: words(purposes(), purposed),
                overlays: words(Overlay::ALL.iter().copied(), overlays),
            }));
        }
    }
    let views: Vec<Change> =
        changes.iter().filter(|change| change.act == Act::Field(FieldAction::View)).cloned().collect();
    // `view` includes `view_masked`: what opens or closes for both is told once.
    changes.retain(|change| {
        let masked = change.act == Act::Field(FieldAction::ViewMasked);
        let view = Change { act: Act::Field(FieldAction::View), ..change.clone() };
        !(masked && views.contains(&view))
    });
    changes
}

/// The acts that some rule permits to a role through a relation: no others need to be asked about.
struct Permitted {
    actions: Vec<FieldAction>,
    steps: Vec<StepToken>,
}

impl Permitted {
    fn of(table: &Table, role: Role, relation: Relation) -> Self {
        let permits = || table.rules().iter().filter(|rule| rule.effect == Effect::Permit);
        let acts = |covers: &mut dyn Iterator<Item = &Cover>| {
            covers
                .filter(|cover| cover.has(Dim::Role, role.index()) && cover.has(Dim::Relation, relation.index()))
                .fold(0, |acts, cover| acts | cover.words(Dim::Action))
        };
        Self {
            actions: words(FieldAction::ALL.iter().copied(), acts(&mut permits().flat_map(|rule| &rule.fields))),
            steps: words(StepToken::ALL.iter().copied(), acts(&mut permits().flat_map(|rule| &rule.steps))),
        }
    }

    const fn nothing(&self) -> bool {
        self.actions.is_empty() && self.steps.is_empty()
    }

    fn only_here(&self, ask: Ask, table: &Table, other: &Table) -> Vec<What> {
        let mut found = Vec::new();
        for action in &self.actions {
            let classes = table.open(&ask, *action).without(other.open(&ask, *action));
            found.extend(classes.iter().map(|class| (action.index(), Some(class))));
        }
        let steps = self.steps.iter().filter(|step| table.may_step(&ask, **step) && !other.may_step(&ask, **step));
        found.extend(steps.map(|step| (FieldAction::COUNT + step.index(), None)));
        found
    }
}

/// No purpose first, then every purpose.
fn purposes() -> impl Iterator<Item = Option<Purpose>> {
    [None].into_iter().chain(Purpose::ALL.iter().copied().map(Some))
}

fn words<W>(all: impl Iterator<Item = W>, set: Words) -> Vec<W> {
    all.enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, word)| word).collect()
}

impl Change {
    /// Whether it holds in every state.
    pub fn in_any_state(&self) -> bool {
        self.states.len() == StateToken::COUNT
    }

    /// Whether it holds for every purpose, and without one.
    pub fn for_any_purpose(&self) -> bool {
        self.purposes.len() == Purpose::COUNT + 1
    }

    /// Whether it holds for every purpose, once one is stated.
    pub fn for_any_stated_purpose(&self) -> bool {
        self.purposes.len() == Purpose::COUNT && self.purposes.iter().all(Option::is_some)
    }

    /// Whether it holds whatever lies over the object.
    pub fn under_any_overlay(&self) -> bool {
        self.overlays.len() == Overlay::COUNT
    }
}

/// `customer as party may reveal worker_name in offered, signed for contract`; what lies over the object is named where it
/// matters.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.relation {
            Relation::None => write!(f, "{} without a relation", self.role)?,
            relation => write!(f, "{} as {relation}", self.role)?,
        }
        match self.class {
            Some(class) => write!(f, " may {} {class}", self.act.as_str())?,
            None => write!(f, " may take the step {}", self.act.as_str())?,
        }
        let list = |words: Vec<&str>| words.join(", ");
        if self.in_any_state() {
            f.write_str(" in any state")?;
        } else {
            write!(f, " in {}", list(self.states.iter().map(|state| state.as_str()).collect()))?;
        }
        if self.for_any_purpose() {
            f.write_str(" for any purpose or none")?;
        } else if self.for_any_stated_purpose() {
            f.write_str(" for any stated purpose")?;
        } else {
            let purposes = self.purposes.iter().map(|purpose| purpose.map_or("no purpose", Purpose::as_str));
            write!(f, " for {}", list(purposes.collect()))?;
        }
        if self.under_any_overlay() {
            f.write_str(" under any overlay")
        } else if self.overlays == [Overlay::None] {
            Ok(())
        } else {
            write!(f, " under {}", list(self.overlays.iter().map(|overlay| overlay.as_str()).collect()))
        }
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.widens.is_empty() && self.narrows.is_empty() {
            return writeln!(f, "no change of access");
        }
        self.widens.iter().try_for_each(|change| writeln!(f, "WIDENS  {change}"))?;
        self.narrows.iter().try_for_each(|change| writeln!(f, "narrows {change}"))
    }
}
