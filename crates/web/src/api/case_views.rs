//! One case looked at: its people as the caller may see them, what happened, who sees what, what it costs.

use app::AppError;
use app::admit::Key;
use app::cases;
use app::sight::Cell;
use axum::extract::State;
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use policy::{Denial, Sight};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::fields::{FieldView, Fields, tell};
use crate::api::private::Private;
use crate::cursor::Listing;
use crate::cursor::{self, PageOf};
use crate::i18n::Lang;
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A person's fields, as the caller may see them in this case now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonBody {
    /// The fields by name.
    #[schema(value_type = std::collections::BTreeMap<String, FieldView>)]
    fields: Fields,
}

/// The worker of a case, as far as the caller may see them now.
#[utoipa::path(get, path = "/api/v1/cases/{id}/worker", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "Fields", body = PersonBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn worker(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<PersonBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let seen = cases::worker(&site.house, &caller, key).await?;
    let table = site.house.policy.load();
    let fields = seen.map(|seen| super::workers::fields(&seen, Some(&table))).unwrap_or_default();
    Ok(Private(PersonBody { fields }))
}

/// The customer of a case, as far as the caller may see them now.
#[utoipa::path(get, path = "/api/v1/cases/{id}/customer", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "Fields", body = PersonBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn customer(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<PersonBody>, Problem> {
    use app::cases::CustomerRecord as C;
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let mut fields = Fields::new();
    if let Some(seen) = cases::customer(&site.house, &caller, key).await? {
        let table = site.house.policy.load();
        tell(&mut fields, Some(&table), &seen, &C::AREA);
        tell(&mut fields, Some(&table), &seen, &C::HOUSEHOLD);
        tell(&mut fields, Some(&table), &seen, &C::DUTIES);
        tell(&mut fields, Some(&table), &seen, &C::FIRST_NAME);
        tell(&mut fields, Some(&table), &seen, &C::NAME);
        tell(&mut fields, Some(&table), &seen, &C::CIVIL_ID);
        tell(&mut fields, Some(&table), &seen, &C::ADDRESS);
        tell(&mut fields, Some(&table), &seen, &C::PHONE);
    }
    Ok(Private(PersonBody { fields }))
}

/// What happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventBody {
    /// The case's version after it.
    version: i64,
    /// The step.
    step: &'static str,
    /// The state before.
    from: &'static str,
    /// The state after.
    to: &'static str,
    /// Which side took it: `customer`, `agency`, `worker`, `operator` or `system`.
    by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What happened in a case, newest first.
#[utoipa::path(get, path = "/api/v1/cases/{id}/timeline", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…"), PageOf), responses(
    (status = 200, description = "A page", body = Listing<EventBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor or limit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn timeline(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<EventBody>>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("cases/{id}/timeline"));
    let before = cursors.read::<i64>(page.after.as_deref())?;
    let (events, next) = site
        .house
        .read(&caller, move |tx, desk, caller| cases::timeline(tx, desk, caller, &key, before, limit))
        .await?;
    let items = events
        .into_iter()
        .map(|event| EventBody {
            version: event.n,
            step: event.step.as_str(),
            from: event.from.as_str(),
            to: event.to.as_str(),
            by: event.side,
            at: event.at,
        })
        .collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}

/// Who sees one class of data now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeesBody {
    /// The class.
    class: &'static str,
    /// `visible`, `masked`, `on_request` (opened for a stated purpose) or `hidden`.
    customer: &'static str,
    /// The same for the agency.
    agency: &'static str,
    /// The same for the operator's staff whose work cases are.
    operator: &'static str,
    /// Which rules say so.
    rules: RulesBody,
}

/// The rules behind one row: those that open the class to a side, or close it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesBody {
    /// For the customer.
    customer: Vec<RuleBody>,
    /// For the agency.
    agency: Vec<RuleBody>,
    /// For the operator.
    operator: Vec<RuleBody>,
}

/// A rule of the policies.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleBody {
    /// Its id; `default.deny` where no policy speaks.
    id: String,
    /// Why it is so, in a sentence.
    why: String,
}

/// Who sees what in this case now.
#[utoipa::path(get, path = "/api/v1/cases/{id}/visibility", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "One row a class. The reader's own side is the reader; of another it is whoever there sees most", body = Listing<SeesBody>),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn visibility(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<Listing<SeesBody>>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let rows = site.house.read(&caller, move |tx, desk, caller| cases::visibility(tx, desk, caller, &key)).await?;
    let items = rows
        .into_iter()
        .map(|row| SeesBody {
            class: row.class.as_str(),
            customer: looks(&row.customer),
            agency: looks(&row.agency),
            operator: looks(&row.operator),
            rules: RulesBody {
                customer: rules(row.customer),
                agency: rules(row.agency),
                operator: rules(row.operator),
            },
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

const fn looks(cell: &Cell) -> &'static str {
    match (cell.sight, cell.on_request) {
        (Sight::Visible, _) => "visible",
        (_, true) => "on_request",
        (Sight::Masked, false) => "masked",
        (Sight::Hidden, false) => "hidden",
    }
}

fn rules(cell: Cell) -> Vec<RuleBody> {
    if cell.rules.is_empty() {
        return vec![RuleBody { id: Denial::DEFAULT.to_owned(), why: Lang::En.t("sees-default") }];
    }
    cell.rules.into_iter().map(|rule| RuleBody { id: rule.id, why: rule.why }).collect()
}

/// The quote of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/quote", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "Itemised by payer, minor units", body = Object),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No quote for you", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn quote(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<Value>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let quote = site.house.read(&caller, move |tx, desk, caller| cases::quote(tx, desk, caller, &key)).await?;
    quote.map(Private).ok_or_else(|| Problem::from(AppError::NotFound))
}

/// What the worker is granted. A signature names `sha256`, so that what is signed is what was offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermsBody {
    /// Of the document that is signed, 64 hexadecimal digits.
    sha256: String,
    /// The languages that it is written in.
    languages: Vec<String>,
    /// Monthly wage, minor units.
    wage_minor: i64,
    /// Working hours a day at most.
    hours_per_day: u8,
    /// Full days of rest a week.
    rest_days_per_week: u8,
}

/// The terms that are offered, for those who sign them.
#[utoipa::path(get, path = "/api/v1/cases/{id}/terms", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "The terms", body = TermsBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Nothing offered, or not to you", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn terms(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<TermsBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let terms = site.house.read(&caller, move |tx, desk, caller| cases::terms(tx, desk, caller, &key)).await?;
    let terms = terms.ok_or_else(Problem::not_found)?;
    Ok(Private(TermsBody {
        sha256: terms.sha256.as_str().to_owned(),
        languages: terms.languages,
        wage_minor: terms.wage_minor,
        hours_per_day: terms.hours_per_day,
        rest_days_per_week: terms.rest_days_per_week,
    }))
}
