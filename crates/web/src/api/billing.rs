//! What stands on an organisation's invoices beside its name: of an agency for its admin, of the platform for finance.

use app::invoices::{self, Said};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::if_match::{IfMatch, SAID};
use crate::api::private::Private;
use crate::api::refusals;
use crate::input::Body;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// What stands there. What was issued before keeps what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct BillingBody {
    /// As the tax office gave it.
    vat_number: Option<String>,
    /// Of the commercial register.
    register_number: Option<String>,
    /// Of the office.
    address: Option<String>,
    /// The same in Arabic.
    address_ar: Option<String>,
    /// Where customers pay in (ISO 13616): the platform's only.
    iban: Option<String>,
    /// Grows by one with each change; 0 before the first.
    version: i64,
}

async fn kept(site: &Site, caller: &app::Caller) -> Result<Private<BillingBody>, Problem> {
    let kept = site.house.read(caller, invoices::billing).await?;
    Ok(Private(BillingBody {
        vat_number: kept.vat_number,
        register_number: kept.register_number,
        address: kept.address,
        address_ar: kept.address_ar,
        iban: kept.iban,
        version: kept.version,
    }))
}

/// What stands on the invoices of the organisation that the caller acts for.
#[utoipa::path(get, path = "/api/v1/billing", tag = "money", security(("bearer" = [])),
    responses((status = 200, description = "What stands there", body = BillingBody), refusals::Reading))]
pub async fn get(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<BillingBody>, Problem> {
    kept(&site, &caller).await
}

/// What is to stand there. What is left out, or empty, stands there no more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillingAsk {
    /// The version that was read, unless `If-Match` names it.
    #[serde(default)]
    version: Option<i64>,
    /// Two letters of the country and at least eight letters or digits; in Oman `OM` and ten digits.
    #[serde(default)]
    #[schema(max_length = 34)]
    vat_number: String,
    /// Of the commercial register.
    #[serde(default)]
    #[schema(max_length = 34)]
    register_number: String,
    /// Of the office.
    #[serde(default)]
    #[schema(max_length = 200)]
    address: String,
    /// The same in Arabic.
    #[serde(default)]
    #[schema(max_length = 200)]
    address_ar: String,
    /// Where customers pay in (ISO 13616); kept for the platform only.
    #[serde(default)]
    #[schema(max_length = 34)]
    iban: String,
}

/// Keeps what is to stand on invoices from now on.
#[utoipa::path(put, path = "/api/v1/billing", tag = "money", security(("bearer" = [])), request_body = BillingAsk,
    params(("If-Match" = Option<String>, Header, description = SAID)),
    responses((status = 200, description = "Kept", body = BillingBody), refusals::Writing))]
pub async fn set(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    seen: IfMatch,
    Body(ask): Body<BillingAsk>,
) -> Result<Private<BillingBody>, Problem> {
    let version = seen.or(ask.version)?;
    let BillingAsk { vat_number, register_number, address, address_ar, iban, .. } = ask;
    let said = Said { vat_number, register_number, address, address_ar, iban, version };
    site.house.write(&caller, move |tx, desk, caller| invoices::set_billing(tx, desk, caller, &said)).await?;
    kept(&site, &caller).await
}
