//! Answers that somebody kept as tests: a set of policies that answers otherwise is shown before it comes into force.

use audit::Fact;
use domain::words::UnknownWord;
use domain::{Overlay, Role, StateToken, StepToken, UserId};
use jiff::Timestamp;
use policy::{Question, Standing, Table, Why};
use store::tables::policy_tests::{self, MOST, PolicyTest};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::answer::{About, Verdict, ask};
use crate::caller::Caller;
use crate::{AppError, Desk, admit, record};

/// LIMIT: characters of a test's note.
pub const NOTE_MAX: usize = 280;

/// An answer to be kept.
#[derive(Debug, Clone)]
pub struct NewTest {
    /// The question.
    pub question: Question,
    /// What it is about.
    pub about: About,
    /// What whoever keeps it saw as the answer; `None` takes what the set in force answers.
    pub expected: Option<Verdict>,
    /// Why it is kept, at most [`NOTE_MAX`] characters; may be empty.
    pub note: String,
}

/// A kept answer.
#[derive(Debug, Clone)]
pub struct SavedTest {
    /// The identifier.
    pub id: Uuid,
    /// The question.
    pub question: Question,
    /// What it is about.
    pub about: About,
    /// What must be answered.
    pub expected: Verdict,
    /// The rule that decided when it was kept.
    pub rule: String,
    /// Why it is kept.
    pub note: String,
    /// By whom.
    pub saved_by: UserId,
    /// When.
    pub saved_at: Timestamp,
}

/// A kept answer beside what a set answers now.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The test.
    pub test: SavedTest,
    /// What is answered now.
    pub now: Verdict,
    /// The rule that decides now.
    pub rule: String,
}

impl Kept {
    /// Whether the answer is still the same.
    pub fn holds(&self) -> bool {
        self.now == self.test.expected
    }
}

/// A test that a set of policies does not hold.
#[derive(Debug, Clone)]
pub enum Broken {
    /// Another answer.
    Otherwise(Box<Kept>),
    /// The test speaks a word that there is no more.
    Unreadable {
        /// The test.
        id: Uuid,
        /// Which word, and the valid ones.
        word: UnknownWord,
    },
}

fn read(row: PolicyTest) -> Result<SavedTest, UnknownWord> {
    Ok(SavedTest {
        id: row.id,
        question: Question {
            role: Role::parse(&row.role)?,
            standing: Standing::parse(row.relations.split(' '))?,
            why: Why::parse(Some(&row.purpose))?,
            state: StateToken::parse(&row.state)?,
            overlay: Overlay::parse(&row.overlay)?,
        },
        about: About::parse(&row.kind, &row.about)?,
        expected: Verdict::parse(&row.expected)?,
        rule: row.rule,
        note: row.note,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    })
}

fn put(table: &Table, row: PolicyTest) -> Result<Kept, Broken> {
    let id = row.id;
    let test = read(row).map_err(|word| Broken::Unreadable { id, word })?;
    let told = ask(table, &test.question, test.about);
    Ok(Kept { now: told.verdict, rule: told.rule().to_owned(), test })
}

/// The kept tests that this set does not hold: none when it may come into force as far as they go. At most
/// [`MOST`] are asked. Operator scope, or a job's.
pub fn saved_tests_hold(tx: &mut Tx, table: &Table) -> Result<Vec<Broken>, AppError> {
    let asked = policy_tests::all(tx)?.into_iter().map(|row| put(table, row));
    Ok(asked
        .filter_map(|put| match put {
            Ok(kept) => (!kept.holds()).then(|| Broken::Otherwise(Box::new(kept))),
            Err(broken) => Some(broken),
        })
        .collect())
}

/// How many tests are kept.
pub fn count_kept(tx: &mut Tx) -> Result<usize, AppError> {
    Ok(usize::try_from(policy_tests::count(tx)?).unwrap_or_default())
}

/// Every kept test with what the set in force answers, newest first; apart from them those whose words are no more.
pub fn list(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<(Vec<Kept>, Vec<Broken>), AppError> {
    let table = super::in_force(tx, desk, caller)?;
    let (mut kept, mut unreadable) = (Vec::new(), Vec::new());
    for row in policy_tests::all(tx)? {
        match put(&table, row) {
            Ok(one) => kept.push(one),
            Err(broken) => unreadable.push(broken),
        }
    }
    Ok((kept, unreadable))
}

/// Keeps an answer of the set in force. Refused: an answer that the set does not give, a note that is too long, a test too many;
/// [`AppError::Conflict`] when the question is kept already.
pub fn keep(tx: &mut Tx, desk: &Desk, caller: &Caller, new: &NewTest) -> Result<Recorded<Uuid>, AppError> {
    let id = desk.id(0);
    let permit = admit::explorer(desk, caller, StepToken::KeepTest, id)?;
    let note = new.note.trim();
    if note.chars().count() > NOTE_MAX || note.chars().any(char::is_control) {
        return Err(AppError::invalid("/note", "test_note"));
    }
    let told = ask(&desk.policy, &new.question, new.about);
    if new.expected.is_some_and(|expected| expected != told.verdict) {
        return Err(AppError::invalid("/expected", "test_expected"));
    }
    // LIMIT: two at once may go over it by one; the limit is there for the time that the tests take.
    if policy_tests::count(tx)? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
        return Err(AppError::Conflict("tests_many"));
    }
    let Question { role, standing, why, state, overlay } = new.question;
    policy_tests::insert(
        tx,
        &PolicyTest {
            id,
            role: role.to_string(),
            relations: standing.words().join(" "),
            purpose: why.as_str().to_owned(),
            state: state.to_string(),
            overlay: overlay.to_string(),
            kind: new.about.kind().to_owned(),
            about: new.about.as_str().to_owned(),
            expected: told.verdict.as_str().to_owned(),
            rule: told.rule().to_owned(),
            note: note.to_owned(),
            saved_by: caller.actor_id(),
            saved_at: desk.now,
        },
    )?;
    let draft = record::allowed(desk, caller, &permit, 0)
        .fact("kept", Fact::Flag(true))
        .fact("about", Fact::Word(new.about.as_str().to_owned()))
        .fact("expected", Fact::Word(told.verdict.as_str().to_owned()));
    Ok(Recorded::with(id, draft))
}

/// Takes a test away. What it said stays in the record.
pub fn remove(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    let permit = admit::explorer(desk, caller, StepToken::KeepTest, id)?;
    let row = policy_tests::get(tx, id)?.ok_or(AppError::NotFound)?;
    if !policy_tests::remove(tx, id)? {
        return Err(AppError::NotFound);
    }
    let word = |word: &str| Fact::Word(word.to_owned());
    let draft = record::allowed(desk, caller, &permit, 0)
        .fact("kept", Fact::Flag(false))
        .fact("about", word(&row.about))
        .fact("by", word(&row.role))
        .fact("expected", word(&row.expected));
    Ok(Recorded::with((), draft))
}
