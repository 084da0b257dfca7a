//! Where a gateway of card payments says that something happened to a page of its own (`[payments]`).

use app::cards as card;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;

use crate::input::Path;
use crate::knock;
use crate::limits::Rule;
use crate::problem::Problem;
use crate::site::Site;

/// Says that something happened to a card payment, as the gateway: its own body of at most 64 KiB, signed in its own way with the secret of
/// the settings. It is a hint alone: the payment is looked up at the gateway, and no sum of the body is believed. One that was sent before,
/// or that is of nothing here, is answered alike and changes nothing.
#[utoipa::path(post, path = "/api/v1/payment-events/{gateway}", tag = "money",
    params(("gateway" = String, Path, description = "The gateway's name: `thawani`, `stripe`")), responses(
    (status = 200, description = "Heard; or of no payment here"),
    (status = 400, description = "Not signed by the gateway, too late, or not understood", body = Problem,
        content_type = "application/problem+json"),
    (status = 404, description = "No such gateway is set up", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often from this network, of calls that are not believed", body = Problem,
        content_type = "application/problem+json"),
    (status = 503, description = "Not now: say it again", body = Problem, content_type = "application/problem+json"),
))]
pub async fn take(
    State(site): State<Site>,
    Path(gateway): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let headers = request.headers().clone();
    let from = knock::caller(request.extensions(), &headers, &site);
    let body = Bytes::from_request(request, &site).await;
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let once = |name: &str| {
        let mut values = headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
    };
    let call = card::read_call(&site.house, &gateway, &|name| once(name), &body)?;
    match call {
        Ok(call) => {
            card::heard(&site.house, &gateway, call).await?;
            Ok(StatusCode::OK)
        }
        Err(why) => {
            tracing::warn!(gateway, %why, "a call of a gateway is not believed");
            // Whoever tries signatures is held up like whoever tries codes, and what is refused is on record.
            if let Some(from) = from {
                knock::counted(&site, &[Rule::Forms], from).await?;
            }
            Err(Problem::bad_request("The call is not signed by this gateway, came too late, or cannot be read."))
        }
    }
}
