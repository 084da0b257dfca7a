//! The refund of a case: what would come back by how it ends, and how it is reckoned.

use app::admit::Key;
use app::refunds::{self, RefundView};
use axum::extract::State;
use domain::case::{Ending, Prospect};
use domain::ids::ReferenceKind;
use domain::refund::{Figure, Line, RefundRule, Sum, Until, Working};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::Path;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// What would come back, were the case to end so.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectBody {
    /// `household` (it cancels before the arrival), `others` (the agency cancels, the worker withdraws, the arrival is late), `permit`
    /// (it is refused), `stage` (after the arrival), `later` (after the last stage) or `abuse` (by the employer).
    ending: &'static str,
    /// The last day of a stage, in days after the arrival.
    until_days: Option<u16>,
    /// The same where it is counted in months.
    until_months: Option<u16>,
    /// At least this, minor units.
    least_minor: i64,
    /// At most this, minor units.
    most_minor: i64,
}

/// One line of a working. Only what belongs to its figure is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineOfWorking {
    /// What it says: `total`, `paid`, `portion`, `refund`, …
    what: &'static str,
    /// A sum: minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    minor: Option<i64>,
    /// A day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// A number of months.
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u32>,
    /// What a part is taken of, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    of_minor: Option<i64>,
    /// How many parts, or how often.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    /// Of how many parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<u32>,
    /// The share, hundredths of a percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    share_basis_points: Option<u16>,
}

/// How a refund is reckoned.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingBody {
    /// `nothing`, `full`, `less_actual_cost`, `less_government_fee`, `by_formula` or `forfeited`.
    rule: &'static str,
    /// ISO 4217.
    currency: &'static str,
    /// What the customer paid, minor units.
    paid_minor: i64,
    /// What comes back, minor units.
    sum_minor: i64,
    /// Whether it is that or more, up to what was paid.
    at_least: bool,
    /// The steps, in their order; the last one is the sum.
    lines: Vec<LineOfWorking>,
}

/// The refund of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefundBody {
    /// The case's reference.
    case: String,
    /// Where it stands.
    state: &'static str,
    /// What would come back by how the case ends; empty before an offer and after an end.
    prospects: Vec<ProspectBody>,
    /// How it is reckoned, once a claim was brought or the case ended with money to give back.
    working: Option<WorkingBody>,
    /// The least that may be approved, where documented costs or fees may be taken off: minor units.
    least_minor: Option<i64>,
    /// What was approved, minor units.
    approved_minor: Option<i64>,
    /// What went back, minor units.
    refunded_minor: i64,
    /// Until when it is to be paid.
    #[schema(value_type = Option<String>, format = DateTime)]
    pay_until: Option<Timestamp>,
    /// When the working was last printed by somebody whose word counts.
    #[schema(value_type = Option<String>, format = DateTime)]
    printed_at: Option<Timestamp>,
}

/// What comes back to the customer of a case, and how it is reckoned: for those who see what the customer pays.
#[utoipa::path(get, path = "/api/v1/cases/{id}/refund", tag = "money", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "The rule and the working", body = RefundBody), refusals::Reading))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<RefundBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let view = site.house.read(&caller, move |tx, desk, caller| refunds::refund(tx, desk, caller, &key)).await?;
    Ok(Private(view.into()))
}

impl From<RefundView> for RefundBody {
    fn from(view: RefundView) -> Self {
        let days = view.guarantee_days;
        Self {
            case: view.case,
            state: view.state.as_str(),
            prospects: view.prospects.into_iter().map(|prospect| prospect_body(prospect, days)).collect(),
            working: view.working.map(working),
            least_minor: view.least_minor,
            approved_minor: view.approved_minor,
            refunded_minor: view.refunded_minor,
            pay_until: view.pay_until,
            printed_at: view.printed_at,
        }
    }
}

fn prospect_body(prospect: Prospect, guarantee_days: u16) -> ProspectBody {
    let (ending, until) = match prospect.ending {
        Ending::Household => ("household", None),
        Ending::Others => ("others", None),
        Ending::Permit => ("permit", None),
        Ending::Stage(stage) => ("stage", Some(stage.until)),
        Ending::Later => ("later", None),
        Ending::Abuse => ("abuse", None),
    };
    let (until_days, until_months) = match until {
        Some(Until::Guarantee) => (Some(guarantee_days), None),
        Some(Until::Days(days)) => (Some(days), None),
        Some(Until::Months(months)) => (None, Some(months)),
        None => (None, None),
    };
    let Prospect { least_minor, most_minor, .. } = prospect;
    ProspectBody { ending, until_days, until_months, least_minor, most_minor }
}

fn working(working: Working) -> WorkingBody {
    WorkingBody {
        rule: match working.rule {
            RefundRule::Nothing => "nothing",
            RefundRule::Full => "full",
            RefundRule::LessActualCost => "less_actual_cost",
            RefundRule::LessGovernmentFee => "less_government_fee",
            RefundRule::ByFormula => "by_formula",
            RefundRule::Forfeited => "forfeited",
        },
        currency: working.currency.code(),
        paid_minor: working.paid_minor,
        sum_minor: working.sum_minor(),
        at_least: matches!(working.sum, Sum::AtLeast { .. }),
        lines: working.lines.into_iter().map(line).collect(),
    }
}

fn line(line: Line) -> LineOfWorking {
    let empty = LineOfWorking {
        what: line.what.as_str(),
        minor: None,
        on: None,
        months: None,
        of_minor: None,
        times: None,
        over: None,
        share_basis_points: None,
    };
    match line.figure {
        Figure::None => empty,
        Figure::Sum { minor } => LineOfWorking { minor: Some(minor), ..empty },
        Figure::Day { on } => LineOfWorking { on: Some(on), ..empty },
        Figure::Months { months } => LineOfWorking { months: Some(months), ..empty },
        Figure::Portion { of_minor, times, over, is_minor } => LineOfWorking {
            minor: Some(is_minor),
            of_minor: Some(of_minor),
            times: Some(times),
            over: Some(over),
            ..empty
        },
        Figure::Share { of_minor, share_basis_points, times, is_minor } => LineOfWorking {
            minor: Some(is_minor),
            of_minor: Some(of_minor),
            times: Some(times),
            share_basis_points: Some(share_basis_points.into()),
            ..empty
        },
    }
}
