//! What all cases come to, for finance: whether papers and books say the same, the tax, what is owed, the commission.

use app::reports::{self, AGES, Commission, Owed, Period, Row, TieOut, Vat};
use app::{AppError, Caller};
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::Query;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// From which day to which.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// The first day, in Muscat: `2026-11-01`. Unless given, the first of the month eleven months before the last day.
    #[serde(default)]
    #[param(value_type = Option<String>, format = Date)]
    from: String,
    /// The last day, at most 60 months after the first; today unless given.
    #[serde(default)]
    #[param(value_type = Option<String>, format = Date)]
    until: String,
}

impl Days {
    /// Whoever may not read reports learns nothing of days either.
    fn period(&self, site: &Site, caller: &Caller) -> Result<Period, Problem> {
        let desk = site.house.desk();
        if !reports::may_read(&desk, caller) {
            return Err(AppError::NotFound.into());
        }
        Ok(Period::read(&self.from, &self.until, desk.today())?)
    }
}

/// One comparison over all cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedBody {
    /// `asked`: invoices less credit notes, against what is owed and was paid. `tax`: the tax of those, against what is owed to the
    /// state. `commission`, `commission_tax`: what agencies are asked for. `lines`: the sums on all papers, against their lines.
    what: &'static str,
    /// What the papers say, minor units.
    papers_minor: i64,
    /// What the books say, minor units.
    books_minor: i64,
    /// Papers less books.
    difference_minor: i64,
    /// Whether they say the same.
    holds: bool,
}

impl From<&Row> for ComparedBody {
    fn from(row: &Row) -> Self {
        Self {
            what: row.what,
            papers_minor: row.papers_minor,
            books_minor: row.books_minor,
            difference_minor: row.difference(),
            holds: row.holds(),
        }
    }
}

/// Something that does not fit.
#[derive(Debug, Serialize, ToSchema)]
pub struct MisfitBody {
    /// `asked`, `tax`, `commission`, `commission_tax`, `uneven`, `seal`, `lines`, `no_entry`, `no_paper`, `gap`, `currency` or `stray`.
    what: &'static str,
    /// A case's reference, an invoice's number, a series.
    name: String,
}

/// Whether papers and books say the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct TieOutBody {
    /// Whether everything fits.
    holds: bool,
    /// ISO 4217; empty where nothing was invoiced yet.
    currency: String,
    /// Cases looked at.
    cases: u64,
    /// Invoices and credit notes looked at.
    papers: u64,
    /// Entries of the books looked at.
    entries: u64,
    /// The comparisons.
    rows: Vec<ComparedBody>,
    /// What does not fit, at most 100.
    findings: Vec<MisfitBody>,
    /// How much more does not fit.
    more: u64,
}

impl From<TieOut> for TieOutBody {
    fn from(all: TieOut) -> Self {
        Self {
            holds: all.holds(),
            rows: all.rows.iter().map(Into::into).collect(),
            findings: all.found.into_iter().map(|one| MisfitBody { what: one.what, name: one.name }).collect(),
            currency: all.currency,
            cases: all.cases,
            papers: all.papers,
            entries: all.entries,
            more: all.more,
        }
    }
}

/// Compares all invoices and credit notes with the books, of all times.
#[utoipa::path(get, path = "/api/v1/reports/tie-out", tag = "money", security(("bearer" = [])),
    responses((status = 200, description = "The comparison", body = TieOutBody), refusals::Reading))]
pub async fn tie_out(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<TieOutBody>, Problem> {
    Ok(Private(site.house.read(&caller, reports::tie_out).await?.into()))
}

/// One month at one rate. Minor units.
#[derive(Debug, Serialize, ToSchema)]
pub struct VatBody {
    /// The first day of the month.
    #[schema(value_type = String, format = Date)]
    month: jiff::civil::Date,
    /// `agencies` for what they invoice to customers, `platform` for its commission.
    issuer: &'static str,
    /// The rate on services, in hundredths of a percent.
    basis_points: u16,
    /// Services invoiced, without tax.
    net_minor: i64,
    /// The tax on them.
    tax_minor: i64,
    /// Services credited, without tax.
    credited_net_minor: i64,
    /// The tax on them.
    credited_tax_minor: i64,
    /// Passed on at cost, outside the scope of the tax: invoiced less credited.
    outside_minor: i64,
    /// Tax of invoices less that of credit notes.
    owed_minor: i64,
}

impl From<Vat> for VatBody {
    fn from(row: Vat) -> Self {
        Self {
            month: row.month,
            issuer: if row.of_platform { "platform" } else { "agencies" },
            basis_points: row.basis_points,
            net_minor: row.net_minor,
            tax_minor: row.tax_minor,
            credited_net_minor: row.credited_net_minor,
            credited_tax_minor: row.credited_tax_minor,
            outside_minor: row.outside_minor,
            owed_minor: row.owed_minor(),
        }
    }
}

/// The tax of a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct VatReportBody {
    /// By month and rate, oldest month first.
    items: Vec<VatBody>,
}

/// The tax report of a period, by month and rate.
#[utoipa::path(get, path = "/api/v1/reports/vat", tag = "money", security(("bearer" = [])), params(Days),
    responses((status = 200, description = "The report", body = VatReportBody), refusals::Reading))]
pub async fn vat(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(days): Query<Days>,
) -> Result<Private<VatReportBody>, Problem> {
    let period = days.period(&site, &caller)?;
    let rows = site.house.read(&caller, move |tx, desk, caller| reports::vat_report(tx, desk, caller, period)).await?;
    Ok(Private(VatReportBody { items: rows.into_iter().map(Into::into).collect() }))
}

/// What is owed at one age.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgeBody {
    /// `not_due`, `late_7`, `late_30` or `late_more`.
    age: &'static str,
    /// Minor units.
    left_minor: i64,
    /// How many invoices.
    invoices: u64,
}

/// An invoice of which something is owed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwedBody {
    /// The case's reference; null where you may not know of the case as it stands now.
    case: Option<String>,
    /// The invoice's number.
    number: String,
    /// Until when it is to be paid.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Days since then; 0 for what is not due yet.
    late_days: i64,
    /// Which age.
    age: &'static str,
    /// What is left, minor units.
    left_minor: i64,
}

impl From<Owed> for OwedBody {
    fn from(owed: Owed) -> Self {
        Self {
            age: AGES[owed.age],
            case: owed.case,
            number: owed.number,
            due_at: owed.due_at,
            late_days: owed.late_days,
            left_minor: owed.left_minor,
        }
    }
}

/// What is owed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgeingBody {
    /// By age.
    ages: Vec<AgeBody>,
    /// The invoices, the latest first, at most 1000.
    items: Vec<OwedBody>,
    /// How many more there are.
    more: u64,
}

/// What customers owe now, by how late it is.
#[utoipa::path(get, path = "/api/v1/reports/ageing", tag = "money", security(("bearer" = [])),
    responses((status = 200, description = "What is owed", body = AgeingBody), refusals::Reading))]
pub async fn ageing(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<AgeingBody>, Problem> {
    let found = site.house.read(&caller, reports::ageing).await?;
    let age = |(age, (left_minor, invoices)): (&'static str, (i64, u64))| AgeBody { age, left_minor, invoices };
    Ok(Private(AgeingBody {
        ages: AGES.into_iter().zip(found.sums).map(age).collect(),
        items: found.owed.into_iter().map(Into::into).collect(),
        more: found.more,
    }))
}

/// The commission of one agency. Minor units.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommissionBody {
    /// The agency's code.
    agency: String,
    /// Accrued, without tax.
    accrued_minor: i64,
    /// Taken back, without tax.
    reversed_minor: i64,
    /// Invoiced, without tax.
    invoiced_minor: i64,
    /// The tax on what was invoiced.
    tax_minor: i64,
}

impl From<Commission> for CommissionBody {
    fn from(row: Commission) -> Self {
        Self {
            agency: row.code,
            accrued_minor: row.accrued_minor,
            reversed_minor: row.reversed_minor,
            invoiced_minor: row.invoiced_minor,
            tax_minor: row.tax_minor,
        }
    }
}

/// The commission of a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommissionsBody {
    /// By agency.
    items: Vec<CommissionBody>,
}

/// The platform's commission of a period, by agency.
#[utoipa::path(get, path = "/api/v1/reports/commission", tag = "money", security(("bearer" = [])), params(Days),
    responses((status = 200, description = "The commission", body = CommissionsBody), refusals::Reading))]
pub async fn commission(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(days): Query<Days>,
) -> Result<Private<CommissionsBody>, Problem> {
    let period = days.period(&site, &caller)?;
    let rows = site.house.read(&caller, move |tx, desk, caller| reports::commission(tx, desk, caller, period)).await?;
    Ok(Private(CommissionsBody { items: rows.into_iter().map(Into::into).collect() }))
}
