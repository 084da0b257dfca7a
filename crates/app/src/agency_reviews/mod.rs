//! What households say of their agencies' coordination: three answers in words, and a text that a moderator reads first.
//!
//! A review speaks of what an agency did. It never speaks of a worker: there is no field for one, a text that does is refused
//! where it is written, and a moderator reads the rest. Answers are published without the case and the household.

mod wording;

use domain::{CaseId, Experience, OrgId, StepToken, TextFault, WorkerId};
use jiff::Timestamp;
use policy::Permit;
use serde_json::json;
use store::tables::agency_reviews as table;
pub use store::tables::agency_reviews::{AgencyReview, Answers, KnownAgency, Published};
use store::tables::{Limit, cases, listed, organisations};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::notices;
use crate::once::Once;
use crate::tells::reaches_somebody;
use crate::vocabulary::text::{name_words, tidy};
use crate::{AppError, Desk, House, record};

/// LIMIT: characters of the text.
pub const TEXT_MAX: usize = 1000;
/// LIMIT: letters of a word that is compared with the worker's names. Shorter ones begin too many other words.
const NAME_LETTERS_MIN: usize = 4;

/// A review as it is sent.
#[derive(Debug, Clone)]
pub struct NewReview {
    /// How well the agency coordinated.
    pub coordination: Experience,
    /// How well meeting times were found.
    pub meetings: Experience,
    /// How clear the fees were.
    pub fees: Experience,
    /// What is to be added; may be empty.
    pub text: String,
}

/// Keeps what a household says of its agency, once for a case.
pub async fn review(house: &House, caller: &Caller, key: Key, new: NewReview, once: Once) -> Result<Uuid, AppError> {
    let text = checked(&new.text)?;
    let first = key.clone();
    let (worker, agency) = house
        .read(caller, move |tx, desk, caller| {
            let (open, _) = reviewable(tx, desk, caller, &first)?;
            Ok((open.row.worker, open.row.agency))
        })
        .await?;
    if names(house, worker, agency, &text).await? {
        return Err(AppError::invalid("/text", "review_names"));
    }
    let id = house.desk().id(1);
    let keep = move |tx: &mut Tx, desk: &Desk, caller: &Caller| keep(tx, desk, caller, &key, &new, &text, id);
    house.write_once(caller, once, &id.to_string(), keep).await
}

fn reviewable(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<(OpenCase, Permit), AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let permit = open.step(desk, caller, StepToken::ReviewAgency)?;
    if open.case.is_reviewable() { Ok((open, permit)) } else { Err(AppError::Conflict("review_not_yet")) }
}

fn keep(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    new: &NewReview,
    text: &str,
    id: Uuid,
) -> Result<Recorded<Uuid>, AppError> {
    let (open, permit) = reviewable(tx, desk, caller, key)?;
    if table::of_case(tx, open.row.id)?.is_some() {
        return Err(AppError::Conflict("reviewed_already"));
    }
    let agency = organisations::get(tx, open.row.agency)?.and_then(|agency| agency.code);
    let waits = !text.is_empty();
    let row = AgencyReview {
        id,
        case: open.row.id,
        org: open.row.customer,
        agency_code: agency.ok_or(AppError::NotFound)?,
        answers: Answers {
            coordination: new.coordination.as_str().to_owned(),
            meetings: new.meetings.as_str().to_owned(),
            fees: new.fees.as_str().to_owned(),
        },
        text: waits.then(|| text.to_owned()),
        standing: if waits { "waiting" } else { "answers" }.to_owned(),
        refused_for: None,
        at: desk.now,
        checked_by: None,
        checked_at: None,
    };
    let today = desk.today();
    table::insert(tx, &row, &format!("{:04}-{:02}", today.year(), today.month()))?;
    if waits {
        let args = json!({ "case": open.row.reference });
        notices::tell_operator(tx, desk, "task-review-text", &format!("review:{id}"), &args)?;
    }
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("agency_review", id))
        .fact("text", audit::Fact::Flag(waits));
    Ok(Recorded::with(id, draft))
}

/// The text as it is kept. Refused with what is wrong: it speaks of a person who works, tells how to reach somebody, or is too long.
fn checked(text: &str) -> Result<String, AppError> {
    let text = tidy(text);
    let fault = |reason| Err(AppError::invalid("/text", reason));
    if text.chars().count() > TEXT_MAX {
        return fault("review_long");
    }
    if reaches_somebody(&text) {
        return fault("review_tells");
    }
    if wording::of_a_person(&text).is_some() {
        return fault("review_person");
    }
    Ok(text)
}

/// Whether a text has one of the names of the worker of the case. Compared by keyed hashes; no name is opened.
async fn names(house: &House, worker: WorkerId, agency: OrgId, text: &str) -> Result<bool, AppError> {
    let key = house.indexes.names_in(agency);
    let long = |word: &String| word.chars().count() >= NAME_LETTERS_MIN;
    let words: Vec<_> = name_words(text).iter().filter(|word| long(word)).map(|word| key.word(word)).collect();
    if words.is_empty() {
        return Ok(false);
    }
    let kept = house
        .store
        .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(listed::names(tx, worker)?)
        })
        .await?;
    Ok(words.iter().any(|word| kept.contains(word)))
}

/// Whether the caller may review the agency of this case now, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// They may.
    Open,
    /// They have, and may take it back.
    Said(Box<AgencyReview>),
    /// It is no question of theirs, or not yet.
    Closed,
}

/// What the caller's household has said of the agency of this case, or whether it may.
pub fn own(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Own, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    if caller.org != Some(open.row.customer) {
        return Ok(Own::Closed);
    }
    if let Some(said) = table::of_case(tx, open.row.id)? {
        return Ok(Own::Said(Box::new(said)));
    }
    let may = desk.policy.may_step(&open.ask(caller), StepToken::ReviewAgency) && open.case.is_reviewable();
    Ok(if may { Own::Open } else { Own::Closed })
}

/// Takes back what was said of the agency of this case, with whatever was published of it.
pub fn take_back(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Recorded<()>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let permit = open.step(desk, caller, StepToken::TakeBackReview)?;
    let said = table::of_case(tx, open.row.id)?.ok_or(AppError::NotFound)?;
    table::remove(tx, said.id)?;
    let draft = record::allowed(desk, caller, &permit, 0).object(audit::Object::new("agency_review", said.id));
    Ok(Recorded::with((), draft))
}

/// A text that waits for a moderator.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The review.
    pub review: AgencyReview,
    /// The case's reference.
    pub case: String,
}

/// Where a page ended: when it was written, and its identifier.
pub type After = (Timestamp, Uuid);

/// One page of the texts that wait, the oldest first. Staff who publish nothing find none.
pub fn waiting(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<After>,
    limit: Limit,
) -> Result<(Vec<Waiting>, Option<After>), AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let mut found = Vec::new();
    let mut rows = table::waiting(tx, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| (last.at, last.id));
    let cases: Vec<CaseId> = rows.iter().map(|review| review.case).collect();
    let cases = cases::among(tx, &cases)?;
    for review in rows {
        let row = cases.iter().find(|row| row.id == review.case).ok_or(AppError::NotFound)?;
        let Ok(open) = admit::open(row.clone(), caller) else { continue };
        if desk.policy.may_step(&open.ask(caller), StepToken::PublishReview) {
            found.push(Waiting { case: open.row.reference, review });
        }
    }
    Ok((found, next))
}

/// A moderator's word on a text: published, or refused for a reason. The household is told why.
pub fn settle(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    refused_for: Option<TextFault>,
) -> Result<Recorded<()>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let review = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let open = admit::case(tx, desk, caller, &Key::Id(review.case.0))?;
    let permit = open.step(desk, caller, StepToken::PublishReview)?;
    if review.standing != "waiting" {
        return Err(AppError::Conflict("review_settled"));
    }
    let args = json!({ "case": open.row.reference });
    let template = match refused_for {
        None => {
            table::publish(tx, id, caller.actor_id(), desk.now)?;
            "review-published"
        }
        Some(reason) => {
            table::refuse(tx, id, reason.as_str(), caller.actor_id(), desk.now)?;
            "review-refused"
        }
    };
    notices::tell_org(tx, desk, open.row.customer, template, &format!("{template}:{id}"), &args)?;
    let mut draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("agency_review", id))
        .fact("published", audit::Fact::Flag(refused_for.is_none()));
    if let Some(reason) = refused_for {
        draft = draft.fact("reason", audit::Fact::Word(reason.as_str().to_owned()));
    }
    Ok(Recorded::with((), draft))
}

/// How often each answer was given to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// `coordination`, `meetings` or `fees`.
    pub question: &'static str,
    /// In the order of the answers.
    pub answers: [(Experience, i64); 3],
}

/// An agency as everybody may know it, with what households say of its coordination.
#[derive(Debug, Clone)]
pub struct AgencyPage {
    /// The agency.
    pub agency: KnownAgency,
    /// The three questions.
    pub counted: Vec<Counted>,
    /// How many households answered.
    pub households: i64,
    /// A page of the texts, newest first.
    pub texts: Vec<Published>,
    /// Where the next page starts.
    pub next: Option<(String, Uuid)>,
}

/// The public page of an agency, by its code.
pub fn agency(
    tx: &mut Tx,
    _: &Desk,
    _: &Caller,
    code: &str,
    after: Option<(String, Uuid)>,
    limit: Limit,
) -> Result<AgencyPage, AppError> {
    let agency = table::agency(tx, code)?.ok_or(AppError::NotFound)?;
    let counts = table::counts(tx, &agency.code)?;
    let many = |question: &str, answer: Experience| {
        counts.iter().find(|(q, a, _)| q == question && a == answer.as_str()).map_or(0, |(.., many)| *many)
    };
    let counted: Vec<Counted> = ["coordination", "meetings", "fees"]
        .into_iter()
        .map(|question| Counted {
            question,
            answers: [Experience::Well, Experience::Partly, Experience::Badly].map(|one| (one, many(question, one))),
        })
        .collect();
    let households = counted.first().map_or(0, |one| one.answers.iter().map(|(_, many)| many).sum());
    let mut texts = table::published(tx, &agency.code, after, limit)?;
    let more = texts.len() > limit.get() as usize;
    texts.truncate(limit.get() as usize);
    let next = texts.last().filter(|_| more).map(|last| (last.month.clone(), last.id));
    Ok(AgencyPage { agency, counted, households, texts, next })
}
