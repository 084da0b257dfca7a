//! Looks through the caller's own roster: by name or reference, by state, by words, for papers that end and for gaps.
//!
//! A filter tells something of whoever it finds, so it finds only those of whom the caller may know just that.

use domain::ids::{Reference, ReferenceKind};
use domain::{Class, ClassSet, FieldAction, Relation, StateToken, WorkerId};
use envelope::NameKey;
use policy::{ObjectRef, Seen, Sight, View};
use store::Tx;
use store::tables::Limit;
use store::tables::listed::NameToken;
use store::tables::roster::{self, Filter};

use super::marks::{self, CLASSES};
use super::papers;
use super::see::{Roster, WorkerRecord, sealed_classes};
use crate::admit::{self, OpenWorker};
use crate::caller::Caller;
use crate::error::Fault;
use crate::vocabulary::text::{name_pairs, name_words, sought_words};
use crate::vocabulary::{LANGUAGES, SKILLS, Vocabulary, WORK};
use crate::{AppError, Desk, House, record};

/// LIMIT: letters of what is typed to find a name.
const TYPED_MAX: usize = 80;
/// LIMIT: words of it.
const WORDS_MAX: usize = 5;

/// What somebody looks for, as they say it; all that is said must hold, and nothing said is everybody. The names are those of
/// the query's parameters, by which faults are reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// How words of the name begin, or the agency's reference.
    pub q: Option<String>,
    /// A roster state.
    pub state: Option<String>,
    /// A language of the vocabulary.
    pub language: Option<String>,
    /// A skill of the vocabulary.
    pub skill: Option<String>,
    /// A kind of work of the vocabulary.
    pub work: Option<String>,
    /// `ending`: a paper that ends soon or has ended.
    pub papers: Option<String>,
    /// Only records that lack something.
    pub incomplete: bool,
}

/// What is looked for, checked and hashed.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    filter: Filter,
    ending: bool,
}

impl Sought {
    /// Everybody who stands in one of these states, or everybody.
    pub fn standing(states: &[StateToken]) -> Self {
        Self { filter: Filter { states: states.to_vec(), ..Filter::default() }, ending: false }
    }

    /// Reads a search. Every fault of it is named.
    pub fn read(house: &House, caller: &Caller, search: &Search) -> Result<Self, AppError> {
        let org = caller.org.ok_or(AppError::NotFound)?;
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, reason| faults.push(Fault { pointer: pointer.to_owned(), reason });
        let mut filter = Filter { incomplete: search.incomplete, ..Filter::default() };
        if let Some(typed) = said(search.q.as_ref()) {
            match Reference::parse(ReferenceKind::Worker, typed) {
                Some(reference) => filter.reference = Some(reference.to_string()),
                None => match beginnings(&house.indexes.names_in(org), typed) {
                    Ok(names) => filter.names = names,
                    Err(reason) => fault("q", reason),
                },
            }
        }
        if let Some(word) = said(search.state.as_ref()) {
            match StateToken::parse(word).ok().filter(|state| domain::worker::STATES.contains(state)) {
                Some(state) => filter.states = vec![state],
                None => fault("state", "filter_state"),
            }
        }
        let mut word = |given: Option<&String>, list: &Vocabulary, pointer, reason| {
            let given = said(given)?;
            let known = list.token(given);
            if known.is_none() {
                fault(pointer, reason);
            }
            known.map(str::to_owned)
        };
        filter.language = word(search.language.as_ref(), &LANGUAGES, "language", "filter_language");
        filter.skill = word(search.skill.as_ref(), &SKILLS, "skill", "filter_skill");
        filter.work = word(search.work.as_ref(), &WORK, "work", "filter_work");
        let ending = match said(search.papers.as_ref()) {
            None => false,
            Some("ending") => true,
            Some(_) => {
                fault("papers", "filter_papers");
                false
            }
        };
        if faults.is_empty() { Ok(Self { filter, ending }) } else { Err(AppError::Invalid(faults)) }
    }

    /// Only those of them who stand in one of these states.
    #[must_use]
    pub fn among(mut self, states: &[StateToken]) -> Option<Self> {
        let asked = std::mem::replace(&mut self.filter.states, states.to_vec());
        if !asked.is_empty() {
            self.filter.states.retain(|state| asked.contains(state));
        }
        (!self.filter.states.is_empty()).then_some(self)
    }

    /// What the caller must see of everybody whom it finds, and how well.
    fn tells(&self) -> Vec<(Class, Sight)> {
        let filter = &self.filter;
        let mut tells = Vec::new();
        if !filter.names.is_empty() {
            tells.push((Class::WorkerName, Sight::Visible));
        }
        if !filter.states.is_empty() {
            tells.push((Class::CaseState, Sight::Visible));
        }
        if filter.language.is_some() || filter.skill.is_some() || filter.work.is_some() {
            tells.push((Class::PublicProfile, Sight::Visible));
        }
        if self.ending {
            tells.extend([Class::WorkerIdentity, Class::WorkerSensitiveResult].map(|class| (class, Sight::Masked)));
        }
        if filter.incomplete {
            tells.extend(CLASSES.map(|class| (class, Sight::Masked)));
        }
        tells
    }
}

fn said(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The keyed hashes of what is typed, the longest word first: it is the rarest.
fn beginnings(key: &NameKey, typed: &str) -> Result<Vec<NameToken>, &'static str> {
    if typed.chars().count() > TYPED_MAX {
        return Err("name_long");
    }
    let mut words = sought_words(typed);
    if words.len() > WORDS_MAX {
        return Err("name_words");
    }
    if words.is_empty() {
        return Err("name_short");
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    Ok(words.iter().map(|word| key.word(word)).collect())
}

/// Everything that a name is found by: each of its words, how they begin, from two letters on, and two of them written together.
pub(super) fn tokens(key: &NameKey, name: &str) -> Vec<NameToken> {
    let mut tokens: Vec<NameToken> = Vec::new();
    for word in name_words(name) {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
        tokens.extend(ends.map(|end| key.word(&word[..end])));
    }
    // Written together, as a whole: beginnings of pairs would double what a name takes.
    tokens.extend(name_pairs(name).iter().map(|pair| key.word(pair)));
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// One page of the caller's own roster, newest first.
pub fn find(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    sought: &Sought,
    after: Option<WorkerId>,
    limit: Limit,
) -> Result<Roster, AppError> {
    let org = caller.org.filter(|_| !caller.is_operator()).ok_or(AppError::NotFound)?;
    let tells = sought.tells();
    let mut filter = sought.filter.clone();
    if !filter.names.is_empty() || sought.ending || filter.incomplete {
        may(desk, caller, org, &tells)?;
    }
    filter.ending = sought.ending.then(|| papers::ending(desk.pack(), desk.today()));
    let shows = |view: &View| {
        tells.iter().all(|(class, least)| match view.sight(*class) {
            Sight::Visible => true,
            Sight::Masked => *least == Sight::Masked,
            Sight::Hidden => false,
        })
    };
    let size = limit.get() as usize;
    let mut page: Vec<(OpenWorker, View)> = Vec::with_capacity(size + 1);
    let mut from = after;
    // Who must not be told of leaves no gap in the page.
    loop {
        let rows = roster::page(tx, org, &filter, from, limit)?;
        let more = rows.len() > size;
        from = rows.last().map(|last| last.id);
        for open in admit::standings(tx, desk, rows, caller)? {
            let view = desk.policy.view(&open.ask(caller));
            if page.len() <= size && shows(&view) {
                page.push((open, view));
            }
        }
        if !more || page.len() > size {
            break;
        }
    }
    let more = page.len() > size;
    page.truncate(size);
    let next = page.last().filter(|_| more).map(|(last, _)| last.row.id);
    let own = page.iter().all(|(open, _)| open.relations.has(Relation::OwnOrg));
    let marks = if own { marks::all(tx, desk, &page)? } else { Vec::new() };
    let seen = |(open, view): (OpenWorker, View)| {
        view.unopened(sealed_classes()).of(WorkerRecord::of(&open.row, open.standing))
    };
    Ok(Roster { workers: page.into_iter().map(seen).collect(), marks, next })
}

impl Roster {
    /// The few whose papers end first, and whether there are others.
    #[must_use]
    pub fn ending_first(mut self, few: usize) -> (Self, bool) {
        let more = self.next.is_some() || self.workers.len() > few;
        self.marks.sort_by_key(|marks| marks.papers.first().map(|paper| paper.month));
        self.marks.truncate(few);
        let place = |seen: &Seen<WorkerRecord>| {
            self.marks.iter().position(|marks| marks.worker.0 == *seen.key(&WorkerRecord::ID))
        };
        self.workers.retain(|seen| place(seen).is_some());
        self.workers.sort_by_key(place);
        (self, more)
    }
}

/// Whether somebody in the caller's role may ask this of their own organisation's workers at all.
fn may(desk: &Desk, caller: &Caller, org: domain::OrgId, tells: &[(Class, Sight)]) -> Result<(), AppError> {
    let ask = admit::own_draft(caller).with_working_purpose();
    for (class, least) in tells {
        let action = if *least == Sight::Visible { FieldAction::View } else { FieldAction::ViewMasked };
        let object = ObjectRef { kind: "organisation", id: org.0, version: 0 };
        desk.policy
            .admit_fields(&ask, action, object, ClassSet::EMPTY.with(*class))
            .map(drop)
            .map_err(|denial| record::denied(desk, caller, denial))?;
    }
    Ok(())
}
