//! Meetings: the times on offer in a case, the one that stands, and its entry for a calendar.

use app::admit::Key;
use app::cases::{self, MeetingRecord, MeetingView};
use axum::extract::State;
use axum::response::Response;
use domain::CaseId;
use domain::case::Standing;
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::calendar;
use crate::cursor::{self, Listing, PageOf};
use crate::i18n::Lang;
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A time on offer that lies ahead.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedBody {
    /// What `choose_slot` names.
    slot: u8,
    /// Whose offer it is: `customer` or `agency`.
    by: &'static str,
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// How long it takes.
    minutes: u16,
    /// `video`, `telephone` or `agency_office`.
    place: &'static str,
    /// Whether it lies on the weekend or on a holiday.
    weekend: bool,
    /// Whether it was picked.
    chosen: bool,
    /// Whether the caller may pick it now.
    open: bool,
}

/// The meeting that was agreed last.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreedBody {
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// `video`, `telephone` or `agency_office`. A call is made by the agency; nobody learns anybody's number.
    place: &'static str,
    /// Where the agency's office is: for the parties, from the moment the meeting stands until it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<String>,
    /// Whether it lies on the weekend or on a holiday.
    weekend: bool,
    /// `set`, `called_off` or `held`.
    standing: &'static str,
    /// How often it changed: `SEQUENCE` of its calendar entry.
    sequence: u32,
}

/// Who needs an interpreter.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterpreterBody {
    /// `customer`, `agency` or `worker`.
    side: &'static str,
    /// For which language (ISO 639).
    language: String,
}

/// The meeting of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingBody {
    /// The case.
    case: String,
    /// The meeting that was agreed last, once one was.
    agreed: Option<AgreedBody>,
    /// The times on offer that lie ahead.
    offered: Vec<OfferedBody>,
    /// Who needs an interpreter.
    interpreter: Vec<InterpreterBody>,
    /// Whether somebody stated that one takes part.
    interpreter_arranged: bool,
    /// How often the caller's side may still move it; null where that is no question.
    moves_left: Option<u8>,
}

fn body(view: &MeetingView) -> MeetingBody {
    let way = view.record.show(&MeetingRecord::WAY).visible().cloned().flatten();
    MeetingBody {
        case: view.open.row.reference.clone(),
        agreed: view.agreed.as_ref().map(|meeting| AgreedBody {
            starts_at: meeting.slot.starts_at,
            ends_at: meeting.slot.ends_at(),
            place: meeting.slot.place.as_str(),
            way,
            weekend: view.weekend,
            standing: match meeting.standing {
                Standing::Set => "set",
                Standing::CalledOff => "called_off",
                Standing::Held => "held",
            },
            sequence: meeting.sequence,
        }),
        offered: view
            .offered
            .iter()
            .map(|one| OfferedBody {
                slot: one.slot,
                by: one.by.as_str(),
                starts_at: one.starts_at,
                minutes: one.minutes,
                place: one.place.as_str(),
                weekend: one.weekend,
                chosen: one.chosen,
                open: one.open,
            })
            .collect(),
        interpreter: view
            .interpreter
            .iter()
            .map(|(side, language)| InterpreterBody { side: side.as_str(), language: language.clone() })
            .collect(),
        interpreter_arranged: view.interpreter_arranged,
        moves_left: view.moves_left,
    }
}

/// The meeting of a case: what is on offer, and what stands.
#[utoipa::path(get, path = "/api/v1/cases/{id}/meeting", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "The meeting", body = MeetingBody), refusals::Reading))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<MeetingBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let view = site.house.read(&caller, move |tx, desk, caller| cases::meeting(tx, desk, caller, &key)).await?;
    Ok(Private(body(&view)))
}

/// The meeting as an entry for a calendar (RFC 5545), for the parties: `METHOD:PUBLISH`, and `METHOD:CANCEL` once it is called off.
/// Its `UID` stays, its `SEQUENCE` rises.
#[utoipa::path(get, path = "/api/v1/cases/{id}/meeting.ics", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "The entry", body = String, content_type = "text/calendar"), refusals::Reading))]
pub async fn calendar_entry(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let (case, view) = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let view = cases::calendar_entry(tx, desk, caller, &key)?;
            Ok((cases::case(tx, desk, caller, &key)?, view))
        })
        .await?;
    let entry = calendar::entry(Lang::En, &view, case.agency.code.as_deref().unwrap_or_default());
    entry.map(|entry| calendar::file(&case.open.row.reference, entry)).ok_or_else(Problem::not_found)
}

/// The meetings that stand, of the cases that the caller is a party to; those of the newest cases first.
#[utoipa::path(get, path = "/api/v1/meetings", tag = "cases", security(("bearer" = [])), params(PageOf),
    responses((status = 200, description = "A page", body = Listing<MeetingBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<MeetingBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "meetings");
    let after = cursors.read::<Uuid>(page.after.as_deref())?.map(CaseId);
    let (views, next) =
        site.house.read(&caller, move |tx, desk, caller| cases::upcoming(tx, desk, caller, after, limit)).await?;
    Ok(Private(Listing { items: views.iter().map(body).collect(), next: next.map(|last| cursors.write(&last.0)) }))
}
