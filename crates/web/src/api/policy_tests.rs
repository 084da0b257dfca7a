//! Answers of the policies that are kept as tests.

use app::AppError;
use app::explorer::{self, Broken, Kept, NOTE_MAX, NewTest, Verdict};
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::explorer::{PolicyQuestion, QuestionAsk};
use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::Listing;
use crate::explained;
use crate::i18n::Lang;
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::words::plain;

/// An answer to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestAsk {
    /// The question, about one class or one step.
    question: QuestionAsk,
    /// The answer that you saw; without it, what the set in force answers.
    expected: Option<String>,
    /// Why it is kept. Names no person.
    #[serde(default)]
    #[schema(max_length = 280)]
    note: String,
}

/// Which test was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestKept {
    /// The identifier.
    id: Uuid,
}

/// A kept test beside what is answered now.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestBody {
    /// The identifier.
    id: Uuid,
    /// The question; nothing of a test whose words are no more.
    question: Option<PolicyQuestion>,
    /// `class` or `step`.
    kind: Option<&'static str>,
    /// The class or the step.
    about: Option<&'static str>,
    /// What must be answered.
    expected: Option<&'static str>,
    /// What is answered now.
    now: Option<&'static str>,
    /// Whether these two are the same.
    holds: bool,
    /// The rule that decided when it was kept.
    rule_then: Option<String>,
    /// The rule that decides now.
    rule: Option<String>,
    /// Why it is kept.
    note: String,
    /// By whom.
    saved_by: Option<Uuid>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    saved_at: Option<Timestamp>,
    /// What does not hold, as a sentence; empty where it holds.
    sentence: String,
}

impl TestBody {
    fn kept(kept: &Kept) -> Self {
        let sentence = if kept.holds() { String::new() } else { plain(&explained::otherwise(Lang::En, kept)) };
        let test = &kept.test;
        Self {
            id: test.id,
            question: Some(PolicyQuestion::of(&test.question)),
            kind: Some(test.about.kind()),
            about: Some(test.about.as_str()),
            expected: Some(test.expected.as_str()),
            now: Some(kept.now.as_str()),
            holds: kept.holds(),
            rule_then: Some(test.rule.clone()),
            rule: Some(kept.rule.clone()),
            note: test.note.clone(),
            saved_by: Some(test.saved_by.0),
            saved_at: Some(test.saved_at),
            sentence,
        }
    }

    fn broken(broken: &Broken) -> Self {
        match broken {
            Broken::Otherwise(kept) => Self::kept(kept),
            Broken::Unreadable { id, .. } => Self {
                id: *id,
                question: None,
                kind: None,
                about: None,
                expected: None,
                now: None,
                holds: false,
                rule_then: None,
                rule: None,
                note: String::new(),
                saved_by: None,
                saved_at: None,
                sentence: plain(&explained::broken(Lang::En, broken)),
            },
        }
    }
}

/// The kept tests, newest first, each with what the set in force answers. At most 1,000.
#[utoipa::path(get, path = "/api/v1/policy/tests", tag = "policy", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = Listing<TestBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<TestBody>>, Problem> {
    let (kept, unreadable) = site.house.read(&caller, explorer::list).await?;
    let items = kept.iter().map(TestBody::kept).chain(unreadable.iter().map(TestBody::broken)).collect();
    Ok(Private(Listing { items, next: None }))
}

/// Keeps what the set in force answers. Every later set must answer the same before it comes into force.
#[utoipa::path(post, path = "/api/v1/policy/tests", tag = "policy", security(("bearer" = [])), request_body = TestAsk,
    responses((status = 201, description = "Kept", body = TestKept), refusals::Writing))]
pub async fn keep(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Body(ask): Body<TestAsk>,
) -> Result<(StatusCode, Private<TestKept>), Problem> {
    let (question, about) = ask.question.read().map_err(|problem| problem.within("/question"))?;
    let about = about.ok_or_else(|| Problem::invalid("/question", "Name one class or one step."))?;
    let expected = ask.expected.as_deref().map(Verdict::parse).transpose();
    let expected = expected.map_err(|unknown| Problem::invalid("/expected", unknown.to_string()))?;
    if ask.note.chars().count() > NOTE_MAX {
        return Err(Problem::invalid("/note", "At most 280 characters."));
    }
    let new = NewTest { question, about, expected, note: ask.note };
    let id = site.house.write(&caller, move |tx, desk, caller| explorer::keep(tx, desk, caller, &new)).await?;
    Ok((StatusCode::CREATED, Private(TestKept { id })))
}

/// Takes a kept test away. The record keeps that it was there.
#[utoipa::path(delete, path = "/api/v1/policy/tests/{id}", tag = "policy", security(("bearer" = [])),
    params(("id" = String, Path, description = "As kept")),
    responses((status = 204, description = "Taken away"), refusals::Writing))]
pub async fn remove(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
    site.house.write(&caller, move |tx, desk, caller| explorer::remove(tx, desk, caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
