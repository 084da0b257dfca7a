//! Where a provider of text messages says what became of each (`[sms.http.receipts]`).

use app::jobs::receipts;
use app::ports::Receipt;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;

use crate::problem::Problem;
use crate::site::Site;

/// Says what became of a text message, as the provider of text messages: a body of JSON or a form of at most 8 KiB, read and proven as
/// the settings say (`[sms.http.receipts]`). One of a message that nobody sent, or that was told before, is answered alike and changes
/// nothing.
#[utoipa::path(post, path = "/api/v1/text-receipts", tag = "operator", security(("bearer" = [])), responses(
    (status = 204, description = "Kept, or of no message of ours"),
    (status = 400, description = "Neither JSON nor a form", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not proven, or no provider is set up to call", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The place of the message's name or of its state holds none", body = Problem,
        content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now: say it again", body = Problem, content_type = "application/problem+json"),
))]
pub async fn take(State(site): State<Site>, Call(receipt): Call) -> Result<StatusCode, Problem> {
    if let Some(receipt) = receipt {
        receipts::called(&site.house, receipt).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A proven call, and what it says. Whoever has no secret learns nothing of the settings, nor whether there are any.
pub struct Call(Option<Receipt>);

impl FromRequest<Site> for Call {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, site).await;
        let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
        let calls = site.settings.text_receipts.as_ref().filter(|calls| calls.proven(&headers, &body));
        calls.ok_or_else(Problem::signed_out)?.read(&headers, &body).map(Self)
    }
}
