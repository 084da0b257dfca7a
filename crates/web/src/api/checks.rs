//! Papers that moderators compare with what was typed from them: the queue, the lines of one, what was found; and how a paper stands.

use app::AppError;
use app::admit::Key;
use app::document_checks::{self as checks, Checked, Compared, Found, Standing, Task};
use app::documents;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::ReferenceKind;
use domain::{CheckReason, CheckResult};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing};
use crate::input::{Body, Path, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A paper that waits for an opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckTask {
    /// The document.
    id: Uuid,
    /// What it is.
    kind: &'static str,
    /// Whose: `worker`, `agency` or `household`.
    owner: &'static str,
    /// The worker's reference, the agency's code, or the household's reference.
    reference: String,
    /// The code of the agency that filed it; null where a household did.
    agency: Option<String>,
    /// The paper's last day, as it was typed.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<Date>,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Until when an answer is owed.
    #[schema(value_type = String, format = DateTime)]
    due: Timestamp,
    /// Whether that has passed.
    late: bool,
    /// What the first one found: `accepted`, `differs`, `unreadable` or `expired`; null before.
    first: Option<&'static str>,
    /// Whether you may say what you find: neither the first again, nor whoever filed it.
    yours: bool,
    /// For which purpose you ask for a link to it.
    purpose: &'static str,
    /// Through which case; null on the roster and for an organisation's own.
    case: Option<Uuid>,
}

impl From<Task> for CheckTask {
    fn from(task: Task) -> Self {
        Self {
            id: task.id,
            kind: task.kind.as_str(),
            owner: task.owner.as_str(),
            reference: task.reference,
            agency: task.agency,
            expires_on: task.expires_on,
            since: task.since,
            due: task.due,
            late: task.late,
            first: task.first.map(|first| first.result.as_str()),
            yours: task.yours,
            purpose: task.way.purpose.as_str(),
            case: match task.way.case {
                Some(Key::Id(case)) => Some(case),
                _ => None,
            },
        }
    }
}

/// Which page of the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichChecks {
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// The papers that wait to be compared, the oldest first; empty for staff who compare none.
#[utoipa::path(get, path = "/api/v1/checks", tag = "documents", security(("bearer" = [])), params(WhichChecks),
    responses((status = 200, description = "A page", body = Listing<CheckTask>), refusals::Reading))]
pub async fn queue(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<WhichChecks>,
) -> Result<Private<Listing<CheckTask>>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, "document-checks");
    let after = cursors.read::<Uuid>(which.after.as_deref())?;
    let (tasks, next) =
        site.house.read(&caller, move |tx, desk, caller| checks::waiting(tx, desk, caller, after, limit)).await?;
    let items = tasks.into_iter().map(CheckTask::from).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}

fn named(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

/// One paper that waits to be compared.
#[utoipa::path(get, path = "/api/v1/checks/{id}", tag = "documents", security(("bearer" = [])),
    params(("id" = String, Path, description = "The document")),
    responses((status = 200, description = "It waits", body = CheckTask), refusals::Reading))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<CheckTask>, Problem> {
    let id = named(&id)?;
    let task = site.house.read(&caller, move |tx, desk, caller| checks::one(tx, desk, caller, id)).await?;
    Ok(Private(task.into()))
}

/// The lines at the foot of a paper, as somebody copied them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckLines {
    /// Two or three lines of ICAO 9303 (TD1, TD2, TD3). They are not kept.
    #[schema(max_length = 200)]
    lines: String,
}

/// A field as the lines have it and as it was typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedField {
    /// `name`, `passport`, `civil_id`, `birth_date` or `ends`.
    field: &'static str,
    /// What the lines say.
    read: String,
    /// What was typed; empty where nothing was.
    typed: String,
    /// Whether the two are the same.
    same: bool,
}

impl From<Compared> for ComparedField {
    fn from(one: Compared) -> Self {
        Self { field: one.what, read: one.read, typed: one.typed, same: one.same }
    }
}

/// What the lines say. A check digit is `fits`, `differs` or `none`.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckReadOut {
    /// The kind of paper, as printed.
    kind: String,
    /// Who issued it.
    issuer: String,
    /// The check digit of the number.
    number: &'static str,
    /// That of the day of birth.
    born: &'static str,
    /// That of the last day.
    expires: &'static str,
    /// That of the personal number, which only a passport has.
    personal: &'static str,
    /// That over all of them.
    whole: &'static str,
    /// Each field beside what was typed.
    compared: Vec<ComparedField>,
}

const fn digit(checked: Checked) -> &'static str {
    match checked {
        Checked::Fits => "fits",
        Checked::Differs => "differs",
        Checked::None => "none",
    }
}

/// Reads the lines of a paper that waits and compares them with what was typed from it. What was typed is opened for that, on record like
/// every look.
#[utoipa::path(post, path = "/api/v1/checks/{id}/lines", tag = "documents", security(("bearer" = [])), request_body = CheckLines,
    params(("id" = String, Path, description = "The document")),
    responses((status = 200, description = "Read and compared", body = CheckReadOut), refusals::Writing))]
pub async fn read(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<CheckLines>,
) -> Result<Private<CheckReadOut>, Problem> {
    let (_, lines, compared) = checks::compare(&site.house, &caller, named(&id)?, &ask.lines).await?;
    Ok(Private(CheckReadOut {
        number: digit(lines.number_checked),
        born: digit(lines.born_checked),
        expires: digit(lines.expires_checked),
        personal: digit(lines.personal_checked),
        whole: digit(lines.whole_checked),
        kind: lines.kind,
        issuer: lines.issuer,
        compared: compared.into_iter().map(ComparedField::from).collect(),
    }))
}

/// What a moderator found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckFound {
    /// `accepted`, `differs`, `unreadable` or `expired`.
    result: String,
    /// Why it is not accepted. With `differs`: `name`, `number`, `birth_date`, `last_day`, `check_digits`, `other_paper` or `other_owner`; with
    /// `unreadable`: `blurred`, `cut_off`, `covered` or `pages_missing`; with `expired`: `day_past`.
    reason: Option<String>,
    /// The lines as they were copied, where the paper has some: their check digits are looked at, and they are not kept.
    #[serde(default)]
    #[schema(max_length = 200)]
    lines: String,
    /// Whether somebody else is to look too. Of what is not accepted somebody always does.
    #[serde(default)]
    second: bool,
}

/// How a paper stands that is compared with what was typed from it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckStanding {
    /// `waits`, `second` while a second person is to look, `settled`, or `none` where nobody compares it.
    standing: &'static str,
    /// What was found, once it is settled.
    result: Option<&'static str>,
    /// Why it was not accepted.
    reason: Option<&'static str>,
    /// When it was settled.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

impl From<Option<Standing>> for CheckStanding {
    fn from(standing: Option<Standing>) -> Self {
        let open = |standing| Self { standing, result: None, reason: None, at: None };
        match standing {
            None => open("none"),
            Some(Standing::Waits) => open("waits"),
            Some(Standing::Second) => open("second"),
            Some(Standing::Settled { result, reason, at }) => Self {
                standing: "settled",
                result: Some(result.as_str()),
                reason: reason.map(CheckReason::as_str),
                at: Some(at),
            },
        }
    }
}

/// Keeps what a moderator found. Neither whoever filed the paper nor the first one says it again.
#[utoipa::path(post, path = "/api/v1/checks/{id}", tag = "documents", security(("bearer" = [])), request_body = CheckFound,
    params(("id" = String, Path, description = "The document")),
    responses((status = 201, description = "Kept", body = CheckStanding), refusals::Writing))]
pub async fn give(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<CheckFound>,
) -> Result<(StatusCode, Private<CheckStanding>), Problem> {
    let id = named(&id)?;
    let result = CheckResult::parse(&ask.result).map_err(|unknown| Problem::invalid("/result", unknown.to_string()))?;
    let reason = ask.reason.as_deref().map(CheckReason::parse).transpose();
    let reason = reason.map_err(|unknown| Problem::invalid("/reason", unknown.to_string()))?;
    let found = Found { result, reason, lines: ask.lines, second: ask.second };
    let standing =
        site.house.write(&caller, move |tx, desk, caller| checks::give(tx, desk, caller, id, &found)).await?;
    Ok((StatusCode::CREATED, Private(Some(standing).into())))
}

/// Through which case.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CheckThrough {
    /// The case by which you come to it, where it is not your own.
    case: Option<String>,
}

/// How a document stands that a moderator compares with what was typed from it, for whoever may know of the document.
#[utoipa::path(get, path = "/api/v1/documents/{id}/check", tag = "documents", security(("bearer" = [])),
    params(("id" = String, Path, description = "The document"), CheckThrough),
    responses((status = 200, description = "How it stands", body = CheckStanding), refusals::Reading))]
pub async fn standing(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Query(through): Query<CheckThrough>,
) -> Result<Private<CheckStanding>, Problem> {
    let id = named(&id)?;
    let through = through.case.as_deref().map(|case| Key::parse(ReferenceKind::Case, case)).transpose()?;
    let found = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let paper = documents::one(tx, desk, caller, id, through.as_ref())?;
            checks::standing(tx, &paper)
        })
        .await?;
    Ok(Private(found.into()))
}
