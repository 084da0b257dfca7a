//! What a table allows, as text that people review in every change of the policies.
//!
//! Per role and relation one line per answer: the actions, the classes, and where: states and purposes, as boxes. What
//! holds without any relation is printed once per role. What is not printed is denied.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use domain::{Class, ClassSet, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Ask, Cover, Dim, Effect, Table, Words};

use crate::boxes::Space;

const HEAD: &str = "\
# Who may do what. Generated from policies/*.cedar; review every change. What is not here is denied.
#   role / relation
#     actions: classes | states | purposes   (`view` includes `view_masked`; `-` is no purpose given; `a..b` is a run in the order
#       of the schema; `;` separates cases)
#     ... ! overlay: what is left of the line under that overlay, if it is less or more
#     step: names | states | purposes
# What stands under `any relation` holds for strangers and everybody else, unless a relation has a line of its own for it.
";

const NOTHING: &str = "nothing";

/// The words of (state, purpose) in the order of a cover.
const SPACE: Space = Space([1, 1, 1, Purpose::COUNT + 1, StateToken::COUNT, 1, 1]);

/// No purpose first, then every purpose.
pub(crate) fn purposes() -> impl Iterator<Item = Option<Purpose>> + Clone {
    [None].into_iter().chain(Purpose::ALL.iter().copied().map(Some))
}

/// The question of one cell. A purpose counts as stated, so that the matrix shows what stating it opens.
pub(crate) fn ask(
    role: Role,
    relation: Relation,
    purpose: Option<Purpose>,
    state: StateToken,
    overlay: Overlay,
) -> Ask {
    let ask = Ask::new(role, RelationSet::NONE.with(relation), state, overlay);
    purpose.map_or(ask, |purpose| ask.with_stated_purpose(purpose))
}

/// One answer: what (an action of a class, or a step) and where.
type Entry = (What, String);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Fields(Class, Vec<FieldAction>),
    Step(StepToken),
}

/// The matrix of a table.
pub fn matrix(table: &Table) -> String {
    let mut text = HEAD.to_owned();
    for role in Role::ALL {
        let parts: Vec<Vec<Entry>> = Relation::ALL.iter().map(|relation| entries(table, *role, *relation)).collect();
        let stranger = &parts[Relation::None.index()];
        print(&mut text, *role, "any relation", stranger);
        for (relation, part) in Relation::ALL.iter().zip(&parts) {
            let closed = stranger.iter().filter(|(what, _)| part.iter().all(|(other, _)| other != what));
            let closed = closed.map(|(what, _)| (what.clone(), NOTHING.to_owned()));
            let own = part.iter().filter(|entry| !stranger.contains(entry)).cloned();
            print(&mut text, *role, relation.as_str(), &own.chain(closed).collect::<Vec<_>>());
        }
    }
    text
}

/// Classes with the same actions in the same places share a line, and so do steps.
fn print(text: &mut String, role: Role, relation: &str, entries: &[Entry]) {
    let mut lines: Vec<(String, String, &str)> = Vec::new();
    for (what, place) in entries {
        let (kind, word) = match what {
            What::Fields(class, actions) => (join(actions), class.as_str()),
            What::Step(step) => ("step".to_owned(), step.as_str()),
        };
        match lines.iter_mut().find(|(known, _, at)| *known == kind && at == place) {
            Some((_, words, _)) => words.extend([" ", word]),
            None => lines.push((kind, word.to_owned(), place)),
        }
    }
    if !lines.is_empty() {
        let _ = write!(text, "\n{role} / {relation}\n");
    }
    for (kind, words, place) in lines {
        let _ = writeln!(text, "  {kind}: {words} | {place}");
    }
}

fn entries(table: &Table, role: Role, relation: Relation) -> Vec<Entry> {
    let opened: Vec<Vec<ClassSet>> =
        FieldAction::ALL.iter().map(|action| cells(role, relation, |ask| table.open(ask, *action))).collect();
    let mut entries = Vec::new();
    for class in Class::ALL {
        let mut by_place: BTreeMap<String, Vec<FieldAction>> = BTreeMap::new();
        for (action, opened) in FieldAction::ALL.iter().zip(&opened) {
            let bits: Vec<bool> = opened.iter().map(|open| open.has(*class)).collect();
            if let Some(place) = place(&bits) {
                by_place.entry(place).or_default().push(*action);
            }
        }
        for (place, mut actions) in by_place {
            if actions.contains(&FieldAction::View) {
                actions.retain(|action| *action != FieldAction::ViewMasked);
            }
            entries.push((What::Fields(*class, actions), place));
        }
    }
    for step in StepToken::ALL.iter().filter(|step| spoken_of(table, role, **step)) {
        let place = place(&cells(role, relation, |ask| table.may_step(ask, *step)));
        entries.extend(place.map(|place| (What::Step(*step), place)));
    }
    entries
}

/// Whether any rule speaks of the role taking the step: most steps are nobody's but one role's.
fn spoken_of(table: &Table, role: Role, step: StepToken) -> bool {
    let permits = table.rules().iter().filter(|rule| rule.effect == Effect::Permit);
    let mut covers = permits.flat_map(|rule| &rule.steps);
    covers.any(|cover| cover.has(Dim::Role, role.index()) && cover.has(Dim::Action, step.index()))
}

/// The answers for every overlay, purpose and state, the last fastest.
fn cells<A>(role: Role, relation: Relation, answer: impl Fn(&Ask) -> A) -> Vec<A> {
    let mut cells = Vec::with_capacity(Overlay::COUNT * (Purpose::COUNT + 1) * StateToken::COUNT);
    for overlay in Overlay::ALL {
        for purpose in purposes() {
            let asks = StateToken::ALL.iter().map(|state| ask(role, relation, purpose, *state, *overlay));
            cells.extend(asks.map(|ask| answer(&ask)));
        }
    }
    cells
}

/// Where the answer is yes, as text; under an overlay, if that differs. `None` if it is yes nowhere.
fn place(cells: &[bool]) -> Option<String> {
    let mut by_overlay =
        cells.chunks(cells.len() / Overlay::COUNT).map(|bits| text(&SPACE.boxes(&[Dim::Purpose, Dim::State], bits)));
    let plain = by_overlay.next()?;
    let mut under: BTreeMap<String, Vec<Overlay>> = BTreeMap::new();
    for (overlay, left) in Overlay::ALL[1..].iter().zip(by_overlay) {
        if left != plain {
            under.entry(left).or_default().push(*overlay);
        }
    }
    let mut place = plain;
    for (left, overlays) in under {
        let _ = write!(place, " ! {}: {left}", join(&overlays));
    }
    (place != NOTHING).then_some(place)
}

fn text(covers: &[Cover]) -> String {
    let purposes: Vec<&str> = purposes().map(|purpose| purpose.map_or("-", Purpose::as_str)).collect();
    let stated = SPACE.whole().words(Dim::Purpose) - 1;
    let words = |cover: &Cover| {
        let purposes = match cover.words(Dim::Purpose) {
            words if words == stated => "any stated".to_owned(),
            words => names(&purposes, words).join(" "),
        };
        format!("{} | {purposes}", runs(&names(StateToken::ALL, cover.words(Dim::State))))
    };
    if covers.is_empty() { NOTHING.to_owned() } else { covers.iter().map(words).collect::<Vec<_>>().join("; ") }
}

/// The words of a set; `any`, or `any but` a few.
fn names<W: Display>(all: &[W], set: Words) -> Vec<String> {
    let pick = |wanted: bool| {
        let chosen = all.iter().enumerate().filter(move |(place, _)| (set >> place & 1 == 1) == wanted);
        chosen.map(|(_, word)| word.to_string())
    };
    match (pick(true).count(), pick(false).count()) {
        (_, 0) => vec!["any".to_owned()],
        (named, missing) if missing * 3 < named => ["any but".to_owned()].into_iter().chain(pick(false)).collect(),
        _ => pick(true).collect(),
    }
}

/// Three and more neighbouring states as a run: `enquiry..accepted`.
fn runs(states: &[String]) -> String {
    let place = |word: &str| StateToken::ALL.iter().position(|state| state.as_str() == word);
    let follows = |a: &String, b: &String| place(a).is_some_and(|at| place(b) == Some(at + 1));
    let run = |run: &[String]| match run {
        [first, _, .., last] => format!("{first}..{last}"),
        few => few.join(" "),
    };
    states.chunk_by(follows).map(run).collect::<Vec<_>>().join(" ")
}

fn join<W: Display>(words: &[W]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
