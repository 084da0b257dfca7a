//! What households say of their agencies' coordination. There is nothing here about a worker, and no number to give.

use app::Caller;
use app::admit::Key;
use app::agency_reviews::{self, After, AgencyReview, Answers, NewReview, Own, Waiting};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
use domain::{Experience, TextFault};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::notes::Written;
use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing, PageOf};
use crate::input::{Body, Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// What a household says of its agency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewOfAgency {
    /// How the agency coordinated: `well`, `partly` or `badly`.
    #[schema(value_type = String, pattern = "^(well|partly|badly)$")]
    coordination: Experience,
    /// How meeting times were found.
    #[schema(value_type = String, pattern = "^(well|partly|badly)$")]
    meetings: Experience,
    /// How clear the fees were before they were paid.
    #[schema(value_type = String, pattern = "^(well|partly|badly)$")]
    fees: Experience,
    /// In their own words, about the agency alone: a text that speaks of a worker is refused. A moderator reads it before anybody
    /// else does.
    #[serde(default)]
    #[schema(max_length = 1000)]
    text: String,
}

/// The three answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct SaidOfAgency {
    /// How the agency coordinated: `well`, `partly` or `badly`.
    coordination: String,
    /// How meeting times were found.
    meetings: String,
    /// How clear the fees were.
    fees: String,
}

impl From<Answers> for SaidOfAgency {
    fn from(said: Answers) -> Self {
        Self { coordination: said.coordination, meetings: said.meetings, fees: said.fees }
    }
}

/// A review as the household that wrote it, and a moderator, read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyReviewBody {
    /// The identifier.
    id: Uuid,
    /// The case.
    case: String,
    /// The agency's code.
    agency: String,
    /// The answers.
    answers: SaidOfAgency,
    /// The text.
    text: Option<String>,
    /// `answers` without a text; of a text `waiting`, `published` or `refused`.
    standing: String,
    /// Why a text was refused: `person`, `contact`, `insult` or `elsewhere`.
    refused_for: Option<String>,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl AgencyReviewBody {
    fn of(review: AgencyReview, case: String) -> Self {
        Self {
            id: review.id,
            case,
            agency: review.agency_code,
            answers: review.answers.into(),
            text: review.text,
            standing: review.standing,
            refused_for: review.refused_for,
            at: review.at,
        }
    }
}

/// Says how the agency of a case coordinated: the household, once, after a hand-over or after the end of a case that everybody signed.
#[utoipa::path(post, path = "/api/v1/cases/{id}/review", tag = "reviews", security(("bearer" = [])), request_body = ReviewOfAgency,
    params(("id" = String, Path, description = "UUID or C-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Kept", body = Written), refusals::Writing))]
pub async fn write(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(said, bytes): WithBytes<ReviewOfAgency>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let once = once::read(&headers, &caller, &format!("POST /cases/{id}/review"), &bytes)?;
    let ReviewOfAgency { coordination, meetings, fees, text } = said;
    let new = NewReview { coordination, meetings, fees, text };
    let review = |once| agency_reviews::review(&site.house, &caller, key, new, once);
    let kept = once::made(&site.house, &caller, once, review).await?;
    Ok((StatusCode::CREATED, Private(Written::of(kept))))
}

/// What the caller's household said of the agency of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/review", tag = "reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "The review", body = AgencyReviewBody), refusals::Reading))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<AgencyReviewBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let (own, case) = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let case = app::admit::case(tx, desk, caller, &key)?.row.reference;
            Ok((agency_reviews::own(tx, desk, caller, &key)?, case))
        })
        .await?;
    match own {
        Own::Said(review) => Ok(Private(AgencyReviewBody::of(*review, case))),
        Own::Open | Own::Closed => Err(Problem::not_found()),
    }
}

/// Takes it back, with whatever was published of it.
#[utoipa::path(delete, path = "/api/v1/cases/{id}/review", tag = "reviews", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 204, description = "Taken back"), refusals::Writing))]
pub async fn take_back(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    site.house.write(&caller, move |tx, desk, caller| agency_reviews::take_back(tx, desk, caller, &key)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The texts that wait for a moderator, the oldest first; empty for staff who publish nothing.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "reviews", security(("bearer" = [])), params(PageOf),
    responses((status = 200, description = "A page", body = Listing<AgencyReviewBody>), refusals::Reading))]
pub async fn waiting(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<AgencyReviewBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "reviews");
    let after = cursors.read::<After>(page.after.as_deref())?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| agency_reviews::waiting(tx, desk, caller, after, limit))
        .await?;
    let items = found.into_iter().map(|Waiting { review, case }| AgencyReviewBody::of(review, case)).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}

/// A moderator's word on a text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextVerdict {
    /// Why the text is refused: `person`, `contact`, `insult` or `elsewhere`. Published when none is given.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(person|contact|insult|elsewhere)$")]
    refused_for: Option<TextFault>,
}

/// Publishes a text, or refuses it for a reason.
#[utoipa::path(post, path = "/api/v1/reviews/{id}", tag = "reviews", security(("bearer" = [])), request_body = TextVerdict,
    params(("id" = Uuid, Path, description = "The review")),
    responses((status = 204, description = "Settled"), refusals::Writing))]
pub async fn settle(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<TextVerdict>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house
        .write(&caller, move |tx, desk, caller| agency_reviews::settle(tx, desk, caller, id, ask.refused_for))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How often each answer was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsBody {
    /// `coordination`, `meetings` or `fees`.
    question: &'static str,
    /// How many households said `well`.
    well: i64,
    /// How many said `partly`.
    partly: i64,
    /// How many said `badly`.
    badly: i64,
}

/// A published text.
#[derive(Debug, Serialize, ToSchema)]
pub struct SaidBody {
    /// The month: `2026-11`.
    month: String,
    /// The answers beside it.
    answers: SaidOfAgency,
    /// The text.
    text: String,
}

/// What households say of an agency's coordination.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyBody {
    /// The agency's code.
    code: String,
    /// Its trade name.
    name: Option<String>,
    /// The same in Arabic script.
    name_ar: Option<String>,
    /// Whether its licence is verified.
    licensed: bool,
    /// How many households answered.
    households: i64,
    /// The questions.
    counts: Vec<CountsBody>,
    /// A page of texts, newest first.
    items: Vec<SaidBody>,
    /// The cursor of the next page.
    next: Option<String>,
}

/// What households say of an agency's coordination: for everybody.
#[utoipa::path(get, path = "/api/v1/agencies/{code}/reviews", tag = "reviews",
    params(("code" = String, Path, description = "AG-…"), PageOf),
    responses((status = 200, description = "The agency", body = AgencyBody), refusals::Knocking,
        (status = 404, description = "No such agency", body = Problem, content_type = "application/problem+json")))]
pub async fn of_agency(
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(page): Query<PageOf>,
) -> Result<axum::Json<AgencyBody>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of_all(&site, &format!("agencies/{code}/reviews"));
    let after = cursors.read::<(String, Uuid)>(page.after.as_deref())?;
    let read =
        move |tx: &mut _, desk: &_, caller: &_| agency_reviews::agency(tx, desk, caller, &code, after.clone(), limit);
    let found = site.house.read(&Caller::anonymous("en"), read).await?;
    let counts = found.counted.iter().map(|one| {
        let [(_, well), (_, partly), (_, badly)] = one.answers;
        CountsBody { question: one.question, well, partly, badly }
    });
    Ok(axum::Json(AgencyBody {
        counts: counts.collect(),
        code: found.agency.code,
        name: found.agency.name,
        name_ar: found.agency.name_ar,
        licensed: found.agency.licensed,
        households: found.households,
        items: found
            .texts
            .into_iter()
            .map(|one| SaidBody { month: one.month, answers: one.answers.into(), text: one.text })
            .collect(),
        next: found.next.map(|last| cursors.write(&last)),
    }))
}
