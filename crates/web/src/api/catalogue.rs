//! The public catalogue.

use app::catalogue::{After, Profile, Wanted};
use app::{AppError, catalogue};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::ids::{Reference, ReferenceKind};
use jiff::Timestamp;
use jiff::civil::Date;
use policy::Seen;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::fields::{FieldView, Fields, put};
use crate::cursor::{self, Cursors, Listing};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::signed::AnyCaller;
use crate::site::Site;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// How words of the work, the skills and the languages begin, in English or Arabic, for example `cook arab`; each must be
    /// found.
    #[param(max_length = 80)]
    q: Option<String>,
    /// A kind of work, for example `cook`.
    #[param(max_length = 40)]
    work: Option<String>,
    /// A language, for example `ar`.
    #[param(max_length = 40)]
    language: Option<String>,
    /// At least so many years of experience.
    #[param(maximum = 60)]
    experience_min: Option<u32>,
    /// Available on this day.
    #[param(value_type = Option<String>, format = Date)]
    available_from: Option<Date>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// A masked profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// The public reference.
    reference: String,
    /// The public fields by name.
    #[schema(value_type = std::collections::BTreeMap<String, FieldView>)]
    fields: Fields,
}

/// Where a page of the catalogue ended.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    at: i64,
    reference: String,
}

/// The cursors of the catalogue as it is narrowed; everybody's, so that a page that is kept serves every reader.
pub fn cursors(site: &Site, search: &catalogue::Search) -> Cursors {
    cursor::of_all(site, &format!("catalogue {search:?}"))
}

/// Reads where a page of the catalogue ended.
pub fn read_after(cursors: &Cursors, text: Option<&str>) -> Result<Option<After>, AppError> {
    let Some(place) = cursors.read::<Place>(text)? else { return Ok(None) };
    let listed_at = Timestamp::from_microsecond(place.at).map_err(|_| AppError::invalid("after", "cursor_unknown"))?;
    Ok(Some(After { listed_at, reference: place.reference }))
}

/// Writes where a page of the catalogue ended.
pub fn write_after(cursors: &Cursors, after: After) -> String {
    cursors.write(&Place { at: after.listed_at.as_microsecond(), reference: after.reference })
}

/// Masked profiles, newest first.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "catalogue", params(Search), responses(
    (status = 200, description = "A page", body = Listing<ProfileView>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "The token sent does not hold", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "A filter, a cursor or a limit that is none", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    AnyCaller(caller): AnyCaller,
    Query(search): Query<Search>,
) -> Result<Response, Problem> {
    let limit = cursor::limit(search.limit)?;
    let Search { q, work, language, experience_min, available_from, after, .. } = search;
    let search = catalogue::Search { q, work, language, experience_min, available_from };
    let cursors = cursors(&site, &search);
    let after = read_after(&cursors, after.as_deref())?;
    let filter = search.read()?;
    let wanted = Wanted::by(&site.house, &caller, filter, after, limit);
    let page = match site.pages.find(&wanted) {
        Some((version, kept)) => match catalogue::page_since(&site.house, wanted.clone(), version).await? {
            None => return Ok(json(kept)),
            Some(page) => page,
        },
        None => catalogue::wanted(&site.house, wanted.clone()).await?,
    };
    let listing = Listing {
        items: page.profiles.iter().map(view).collect(),
        next: page.next.map(|after| write_after(&cursors, after)),
    };
    let written = Bytes::from(serde_json::to_vec(&listing).expect("a listing serialises"));
    site.pages.keep(wanted, page.version, written.clone());
    Ok(json(written))
}

fn json(written: Bytes) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], written).into_response()
}

/// One masked profile with its agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileDetail {
    /// The public reference.
    reference: String,
    /// The public fields by name.
    #[schema(value_type = std::collections::BTreeMap<String, FieldView>)]
    fields: Fields,
    /// The agency's trade name.
    agency: Option<String>,
    /// Whether the operator has verified the agency's licence.
    licence_verified: bool,
}

/// One masked profile.
#[utoipa::path(get, path = "/api/v1/catalogue/{reference}", tag = "catalogue",
    params(("reference" = String, Path, description = "P-…")),
    responses(
    (status = 200, description = "The profile", body = ProfileDetail),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "The token sent does not hold", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such profile", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn profile(
    State(site): State<Site>,
    AnyCaller(caller): AnyCaller,
    Path(reference): Path<String>,
) -> Result<Json<ProfileDetail>, Problem> {
    let reference = Reference::parse(ReferenceKind::Profile, &reference).ok_or_else(Problem::not_found)?;
    let shown = catalogue::profile(&site.house, &caller, reference.as_str()).await?;
    let ProfileView { reference, fields } = view(&shown.profile);
    Ok(Json(ProfileDetail { reference, fields, agency: shown.agency, licence_verified: shown.licence_valid }))
}

fn view(profile: &Seen<Profile>) -> ProfileView {
    let mut fields = Fields::new();
    put(&mut fields, "agency", profile.show(&Profile::AGENCY_CODE));
    put(&mut fields, "work", profile.show(&Profile::WORK));
    put(&mut fields, "age", profile.show(&Profile::AGE));
    put(&mut fields, "experience_years", profile.show(&Profile::EXPERIENCE_YEARS));
    put(&mut fields, "skills", profile.show(&Profile::SKILLS));
    put(&mut fields, "languages", profile.show(&Profile::LANGUAGES));
    put(&mut fields, "available_from", profile.show(&Profile::AVAILABLE_FROM));
    put(&mut fields, "held", profile.show(&Profile::HELD));
    ProfileView { reference: profile.key(&Profile::REFERENCE).clone(), fields }
}
