//! Organisations and their members.

use app::Caller;
use app::admit::Key;
use app::organisations::{self, Checked, Entered, Found, Row};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::OrgId;
use domain::ids::{MembershipId, ReferenceKind};
use domain::office::first_role;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::if_match::{IfMatch, SAID};
use crate::api::invitations::{Person, invitee};
use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing, PageOf};
use crate::input::{self, Path, Query};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Organisation {
    /// The public reference.
    reference: String,
    /// `operator`, `agency` or `customer`.
    kind: String,
    /// The code of an agency.
    code: Option<String>,
    /// The trade name in Latin script; customers have none here.
    name: Option<String>,
    /// The trade name in Arabic script.
    name_ar: Option<String>,
    /// Whether the licence is verified and in force; agencies only.
    licence: Option<String>,
    /// Its last day, as it was checked; null where that is hidden from the caller.
    #[schema(value_type = Option<String>, format = Date)]
    licence_until: Option<Date>,
    /// Grows by one with each change.
    version: i64,
    /// Of a household: the version of what it says of itself, which a check of its identity names.
    record_version: Option<i64>,
}

impl Organisation {
    fn of(org: Row, record_version: Option<i64>) -> Self {
        Self {
            reference: org.reference,
            kind: org.kind,
            code: org.code,
            name: org.name,
            name_ar: org.name_ar,
            licence: org.licence,
            licence_until: org.licence_until,
            version: org.version,
            record_version,
        }
    }
}

/// The caller's own organisation; for the operator, every one.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", security(("bearer" = [])), params(PageOf),
    responses(
    (status = 200, description = "Organisations, as they came", body = Listing<Organisation>),
    refusals::Reading,
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<Organisation>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "organisations");
    let after = cursors.read::<Uuid>(page.after.as_deref())?.map(OrgId);
    let ((found, next), versions) = site
        .house
        .read(&caller, move |tx, desk, caller| {
            Ok((organisations::page(tx, desk, caller, after, limit)?, organisations::record_versions(tx)?))
        })
        .await?;
    let items = found
        .into_iter()
        .map(|org| {
            let version = versions.get(&org.id).copied();
            Organisation::of(org, version)
        })
        .collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last.0)) }))
}

/// A member of the caller's organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// The membership.
    id: Uuid,
    /// The person's pseudonym.
    user: Uuid,
    /// The role.
    role: &'static str,
}

/// The members of the caller's own organisation.
#[utoipa::path(get, path = "/api/v1/memberships", tag = "organisations", security(("bearer" = [])), responses(
    (status = 200, description = "Members", body = Listing<Member>),
    refusals::Reading,
))]
pub async fn members(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<Member>>, Problem> {
    if caller.role == domain::Role::Worker {
        return Err(Problem::not_found());
    }
    let found = site.house.read(&caller, app::organisations::members).await?;
    let items = found.into_iter().map(|m| Member { id: m.id.0, user: m.user.0, role: m.role.as_str() }).collect();
    Ok(Private(Listing { items, next: None }))
}

/// An organisation to be entered by the operator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
pub enum NewOrganisation {
    /// An agency whose licence was looked at.
    Agency {
        /// `AG-` and three to six digits.
        #[schema(pattern = "^AG-[0-9]{3,6}$")]
        code: String,
        /// The trade name in Latin script.
        #[schema(min_length = 1, max_length = 120)]
        name: String,
        /// The trade name in Arabic script.
        #[schema(min_length = 1, max_length = 120)]
        name_ar: String,
        /// The last day of the licence.
        #[schema(value_type = String, format = Date)]
        licence_until: Date,
        /// Who runs it: invited at once.
        first: Person,
    },
    /// A household or company; it gives its own facts after its first member has said yes.
    Customer {
        /// Who acts for it: invited at once.
        first: Person,
    },
}

/// Enters an agency or a household, and invites its first member.
#[utoipa::path(post, path = "/api/v1/organisations", tag = "organisations", security(("bearer" = [])), request_body = NewOrganisation,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "Entered", body = Organisation),
    refusals::Writing,
))]
pub async fn enter(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    input::WithBytes(new, bytes): input::WithBytes<NewOrganisation>,
) -> Result<(StatusCode, Private<Organisation>), Problem> {
    let once = once::read(&headers, &caller, "POST /organisations", &bytes)?;
    let enter = async |once| {
        let (found, kind, first) = match new {
            NewOrganisation::Agency { code, name, name_ar, licence_until, first } => {
                (Found::Agency { code, name, name_ar, licence_until }, "agency", first)
            }
            NewOrganisation::Customer { first } => (Found::Customer, "customer", first),
        };
        let first = invitee(first, first_role(kind), "/first")?;
        let ask = Entered { found, first: Some(first), once };
        Ok::<String, Problem>(organisations::enter(&site.house, &caller, ask).await?.to_string())
    };
    let id = once::made(&site.house, &caller, once, enter).await?;
    let key = Key::parse(ReferenceKind::Organisation, &id)?;
    Ok((StatusCode::CREATED, Private(load(&site, &caller, key).await?)))
}

async fn load(site: &Site, caller: &Caller, key: Key) -> Result<Organisation, Problem> {
    let (org, version) = site
        .house
        .read(caller, move |tx, _, _| {
            let org = app::admit::organisation(tx, &key)?;
            let version = organisations::record_versions(tx)?.get(&org.id).copied();
            Ok((org, version))
        })
        .await?;
    Ok(Organisation::of(org, version))
}

/// What the operator looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "check", rename_all = "snake_case")]
pub enum NewCheck {
    /// An agency's licence.
    Licence {
        /// Its last day; null when it is not in force.
        #[schema(value_type = Option<String>, format = Date)]
        until: Option<Date>,
        /// The organisation's version that was looked at, unless `If-Match` names it.
        version: Option<i64>,
    },
    /// A household's identity card, held against what it gave.
    Identity {
        /// The `record_version` of the household that was looked at, unless `If-Match` names it.
        version: Option<i64>,
    },
}

/// Writes down that a licence or an identity was looked at.
#[utoipa::path(post, path = "/api/v1/organisations/{id}/checks", tag = "organisations", security(("bearer" = [])), request_body = NewCheck,
    params(("id" = String, Path, description = "Its identifier or public reference"),
        ("If-Match" = Option<String>, Header, description = SAID)),
    responses(
    (status = 200, description = "Written down", body = Organisation),
    refusals::Writing,
))]
pub async fn check(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    seen: IfMatch,
    input::Body(new): input::Body<NewCheck>,
) -> Result<Private<Organisation>, Problem> {
    let key = Key::parse(ReferenceKind::Organisation, &id)?;
    let (checked, version) = match new {
        NewCheck::Licence { until: Some(until), version } => (Checked::LicenceUntil(until), version),
        NewCheck::Licence { until: None, version } => (Checked::LicenceLapsed, version),
        NewCheck::Identity { version } => (Checked::Identity, version),
    };
    let version = seen.or(version)?;
    let again = key.clone();
    site.house
        .write(&caller, move |tx, desk, caller| organisations::check(tx, desk, caller, &again, version, checked))
        .await?;
    Ok(Private(load(&site, &caller, key).await?))
}

/// Ends somebody's membership of the caller's own organisation; it counts from their next request on.
#[utoipa::path(delete, path = "/api/v1/memberships/{id}", tag = "organisations", security(("bearer" = [])),
    params(("id" = String, Path, description = "The membership")),
    responses(
    (status = 204, description = "Ended"),
    refusals::Writing,
))]
pub async fn end_membership(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    id: Result<Path<String>, Problem>,
) -> Result<StatusCode, Problem> {
    // A malformed name is answered like an unused one, whatever that answer is for this caller.
    let id = id.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let id = MembershipId(id);
    site.house.write(&caller, move |tx, desk, caller| organisations::end_membership(tx, desk, caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another role for a member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// One that the caller may invite to.
    role: String,
}

/// Gives a member of the caller's organisation another role; their sessions have it from their next request on, and they are told.
/// Nobody changes their own, somebody goes on running the organisation, and duties that one person must not hold together
/// are a conflict that names its rule.
#[utoipa::path(patch, path = "/api/v1/memberships/{id}", tag = "organisations", security(("bearer" = [])), request_body = NewRole,
    params(("id" = String, Path, description = "The membership")),
    responses(
    (status = 204, description = "Changed"),
    refusals::Writing,
))]
pub async fn change_role(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    id: Result<Path<String>, Problem>,
    input::Body(new): input::Body<NewRole>,
) -> Result<StatusCode, Problem> {
    let role = domain::Role::parse(&new.role).map_err(|unknown| Problem::invalid("/role", unknown.to_string()))?;
    let id = id.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let id = MembershipId(id);
    site.house.write(&caller, move |tx, desk, caller| organisations::change_role(tx, desk, caller, id, role)).await?;
    Ok(StatusCode::NO_CONTENT)
}
