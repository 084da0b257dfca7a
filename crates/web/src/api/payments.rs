//! Payments: noted by one person, confirmed or refused by another. For finance, and for an agency's own counter.

use app::Caller;
use app::admit::Key;
use app::invoices::PaymentView;
use app::payments::{self, Noted};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
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

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentBody {
    /// The identifier.
    id: Uuid,
    /// The case's reference.
    case: String,
    /// `cash`, `bank` or `card`.
    method: String,
    /// `in` for what came in, `out` for what went back.
    way: String,
    /// Minor units, more than 0.
    amount_minor: i64,
    /// ISO 4217.
    currency: String,
    /// `noted` and in no book yet, `confirmed` or `refused`.
    state: String,
    /// The number of its receipt, once confirmed.
    receipt: Option<String>,
    /// By whom it was noted; null for what came by a card.
    noted_by: Option<Uuid>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    noted_at: Timestamp,
    /// By whom it was confirmed or refused.
    answered_by: Option<Uuid>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    answered_at: Option<Timestamp>,
    /// Whether the reader may confirm or refuse it.
    answers: bool,
}

impl From<PaymentView> for PaymentBody {
    fn from(view: PaymentView) -> Self {
        let payment = view.payment;
        Self {
            id: payment.id,
            case: view.case,
            method: payment.method,
            way: payment.way,
            amount_minor: payment.amount_minor,
            currency: payment.currency,
            state: payment.state,
            receipt: payment.receipt,
            noted_by: payment.noted_by.map(|user| user.0),
            noted_at: payment.noted_at,
            answered_by: payment.answered_by.map(|user| user.0),
            answered_at: payment.answered_at,
            answers: view.answers,
        }
    }
}

/// All payments, newest first: for finance.
#[utoipa::path(get, path = "/api/v1/payments", tag = "money", security(("bearer" = [])), params(PageOf),
    responses((status = 200, description = "A page", body = Listing<PaymentBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<PaymentBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "payments");
    let after = cursors.read::<(Timestamp, Uuid)>(page.after.as_deref())?;
    let (found, next) =
        site.house.read(&caller, move |tx, desk, caller| payments::payments(tx, desk, caller, after, limit)).await?;
    let next = next.map(|last| cursors.write(&last));
    Ok(Private(Listing { items: found.into_iter().map(Into::into).collect(), next }))
}

/// A payment to be noted. What a case costs is not said here: the agreement has it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentAsk {
    /// The case: UUID or C-…
    case: String,
    /// `cash` or `bank`; an agency notes cash.
    method: String,
    /// `in`, or `out` for what came in and pays for nothing; an agency notes what came in.
    way: String,
    /// A whole number of minor units of the case's currency: 1000 is one rial.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    amount_minor: i64,
}

/// Notes money that came in or is to go back. It is in no book until another person confirms it.
#[utoipa::path(post, path = "/api/v1/payments", tag = "money", security(("bearer" = [])), request_body = PaymentAsk,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Noted; a second person confirms it", body = Written), refusals::Writing))]
pub async fn note(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<PaymentAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let case = Key::parse(ReferenceKind::Case, &ask.case)?;
    let once = once::read(&headers, &caller, "POST /payments", &bytes)?;
    let (house, by) = (&site.house, &caller);
    let note = |once| async move {
        let noted = Noted { case, method: ask.method, way: ask.way, amount_minor: ask.amount_minor, once };
        let work = move |tx: &mut _, desk: &_, caller: &Caller| payments::note_payment(tx, desk, caller, &noted);
        house.write(by, work).await
    };
    let id: Uuid = once::made(house, by, once, note).await?;
    Ok((StatusCode::CREATED, Private(Written::of(id))))
}

/// The second person's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentAnswer {
    /// Whether it came in, or went back, as it was noted.
    yes: bool,
}

/// Confirms or refuses what another person noted. A yes posts it in the books and gives it its receipt; a no leaves the books alone.
#[utoipa::path(post, path = "/api/v1/payments/{id}/answer", tag = "money", security(("bearer" = [])),
    request_body = PaymentAnswer, params(("id" = Uuid, Path, description = "The payment")),
    responses((status = 204, description = "Answered"), refusals::Writing))]
pub async fn answer(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<PaymentAnswer>,
) -> Result<StatusCode, Problem> {
    let work = move |tx: &mut _, desk: &_, caller: &Caller, id| payments::answer_payment(tx, desk, caller, id, ask.yes);
    site.house.write_about(&caller, &id, work).await?;
    Ok(StatusCode::NO_CONTENT)
}
