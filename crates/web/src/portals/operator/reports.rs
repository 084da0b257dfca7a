//! What all cases come to, for finance: whether papers and books say the same, the tax, what is owed, the commission; each as a file too.

use app::reports::sheet::Kind;
use app::reports::{self, AGES, Ageing, Commission, Period, TieOut, Vat};
use app::{AppError, Caller, Desk};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::form::Sent;
use crate::i18n::Lang;
use crate::input::Query;
use crate::page::{Page, Portal, answer};
use crate::portals::sheets::{self, Table};
use crate::site::Site;
use crate::ui::{Badge, Chart, Group, Tone};
use crate::visit::Visit;

const PLACE: &str = "/operator/reports";
const CASES: &str = "/operator/cases";

/// A report on the page.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its word, which a download names.
    pub word: &'static str,
    /// Its title.
    pub title: String,
    /// The table.
    pub table: Table,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/reports.html")]
pub struct Reports {
    /// The frame; entry `reports`.
    pub page: Page,
    /// The days as they were asked for.
    pub from: String,
    /// The last one.
    pub until: String,
    /// What is wrong with them; empty for nothing.
    pub wrong: String,
    /// Whether papers and books say the same.
    pub verdict: Badge,
    /// How much was looked at.
    pub looked: String,
    /// What does not fit: its name, and what is wrong with it.
    pub found: Vec<(String, String)>,
    /// How much more does not fit, in words; empty for nothing.
    pub more: String,
    /// Month by month.
    pub months: Chart,
    /// What is owed, by age.
    pub ages: Chart,
    /// The reports.
    pub parts: Vec<Part>,
}

/// Which days.
#[derive(Debug, Deserialize)]
struct Days {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// `/operator/reports`
pub fn routes() -> Router<Site> {
    Router::new().route("/operator/reports", get(show).post(take))
}

/// All of them, read at one moment.
struct All {
    tie_out: TieOut,
    vat: Vec<Vat>,
    ageing: Ageing,
    commission: Vec<Commission>,
}

async fn read(site: &Site, caller: &Caller, period: Period) -> Result<All, AppError> {
    let work = move |tx: &mut _, desk: &Desk, caller: &Caller| {
        Ok(All {
            tie_out: reports::tie_out(tx, desk, caller)?,
            vat: reports::vat_report(tx, desk, caller, period)?,
            ageing: reports::ageing(tx, desk, caller)?,
            commission: reports::commission(tx, desk, caller, period)?,
        })
    };
    site.house.read(caller, work).await
}

async fn show(State(site): State<Site>, visit: Visit, Query(days): Query<Days>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let desk = site.house.desk();
    if !reports::may_read(&desk, &caller) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    let page = visit.page(&site, Portal::Operator, "reports");
    let asked = Period::read(&days.from, &days.until, desk.today());
    let wrong = if asked.is_err() { page.t("fault-report_period") } else { String::new() };
    let status = if asked.is_err() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let period = asked.or_else(|_| Period::read("", "", desk.today())).map_err(|error| visit.failed(&site, error))?;
    let all = read(&site, &caller, period).await.map_err(|error| visit.failed(&site, error))?;
    Ok(answer(status, &fill(page, &desk, &all, period, wrong), false))
}

fn fill(page: Page, desk: &Desk, all: &All, period: Period, wrong: String) -> Reports {
    let (lang, tie_out) = (page.lang, &all.tie_out);
    let verdict = match tie_out.holds() {
        true => Badge::new(Tone::Ok, "circle-check", page.t("reports-ties-out")),
        false => Badge::new(Tone::Stop, "alert-triangle", page.t("reports-ties-not")),
    };
    let counts = [("cases", tie_out.cases), ("papers", tie_out.papers), ("entries", tie_out.entries)];
    let looked = counts.map(|(what, count)| page.t1(&format!("reports-count-{what}"), "count", count));
    let sheets = [
        ("tie_out", sheets::tie_out(lang, desk, tie_out)),
        ("vat", sheets::vat(lang, desk, &all.vat, period)),
        ("ageing", sheets::ageing(lang, desk, &all.ageing)),
        ("commission", sheets::commission(lang, desk, &all.commission, period)),
    ];
    let part = |(word, sheet): (&'static str, app::reports::sheet::Sheet)| Part {
        word,
        table: Table::of(&page, &sheet, Some(CASES)),
        title: sheet.title,
    };
    Reports {
        from: period.from.to_string(),
        until: period.until.to_string(),
        wrong,
        verdict,
        looked: lang.list(&looked),
        found: sheets::found(lang, tie_out),
        more: match tie_out.more {
            0 => String::new(),
            more => page.t1("reports-more", "count", more),
        },
        months: months(&page, &all.vat),
        ages: ages(&page, &all.ageing),
        parts: sheets.map(part).into(),
        page,
    }
}

/// What was invoiced to customers with tax, the tax in it, and the commission, month by month; each less what was credited.
fn months(page: &Page, rows: &[Vat]) -> Chart {
    let lang = page.lang;
    let mut groups = Vec::new();
    for month in rows.chunk_by(|one, next| one.month == next.month) {
        let sum = |of_platform: bool, of: fn(&Vat) -> i64| {
            let theirs = month.iter().filter(|row| row.of_platform == of_platform);
            theirs.fold(0_i64, |sum, row| sum.saturating_add(of(row)))
        };
        let sums = [
            sum(false, Vat::gross_minor),
            sum(false, Vat::owed_minor),
            sum(true, |row| row.net_minor.saturating_sub(row.credited_net_minor)),
        ];
        let Some(first) = month.first() else { continue };
        groups.push(Group {
            name: lang.month(first.month),
            short: format!("{:02}/{:02}", first.month.month(), first.month.year() % 100),
            bars: sums.into_iter().map(|minor| (minor, lang.rial(minor))).collect(),
        });
    }
    Chart {
        lang,
        id: "months",
        title: page.t("reports-by-month"),
        of: page.t("reports-month"),
        series: ["reports-gross", "reports-tax", "reports-commission"].map(|key| page.t(key)).into(),
        groups,
    }
}

/// What is owed, by age.
fn ages(page: &Page, all: &Ageing) -> Chart {
    let lang = page.lang;
    let group = |(age, (minor, count)): (&str, (i64, u64))| Group {
        name: format!("{} ({count})", page.t(format!("reports-age-{age}"))),
        short: match age {
            "not_due" => "0",
            "late_7" => "1–7",
            "late_30" => "8–30",
            _ => "31+",
        }
        .to_owned(),
        bars: vec![(minor, lang.rial(minor))],
    };
    Chart {
        lang,
        id: "ages",
        title: page.t1("reports-by-age", "sum", lang.rial(all.total_minor())),
        of: page.t("reports-age"),
        series: vec![page.t("reports-left")],
        groups: AGES.into_iter().zip(all.sums).map(group).collect(),
    }
}

/// The names of the files, by the report's word.
const FILES: [(&str, [&str; 2]); 4] = [
    ("tie_out", ["tie-out.csv", "tie-out.xlsx"]),
    ("vat", ["vat.csv", "vat.xlsx"]),
    ("ageing", ["ageing.csv", "ageing.xlsx"]),
    ("commission", ["commission.csv", "commission.xlsx"]),
];

/// A report as a file, on record before it is made.
async fn take(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let failed = |error| visit.failed_on(&site, PLACE.to_owned(), error);
    file(&site, &caller, visit.lang, &sent).await.map_err(failed)
}

async fn file(site: &Site, caller: &Caller, lang: Lang, sent: &Sent) -> Result<Response, AppError> {
    let desk = site.house.desk();
    let kind = Kind::parse(sent.get("kind")).ok_or(AppError::NotFound)?;
    let (report, names) = FILES.into_iter().find(|(word, _)| *word == sent.get("report")).ok_or(AppError::NotFound)?;
    let period = Period::read(sent.get("from"), sent.get("until"), desk.today())?;
    site.house.write(caller, move |tx, desk, caller| reports::take(tx, desk, caller, report)).await?;
    let sheet = match report {
        "tie_out" => sheets::tie_out(lang, &desk, &site.house.read(caller, reports::tie_out).await?),
        "ageing" => sheets::ageing(lang, &desk, &site.house.read(caller, reports::ageing).await?),
        "vat" => {
            let read = move |tx: &mut _, desk: &Desk, caller: &Caller| reports::vat_report(tx, desk, caller, period);
            sheets::vat(lang, &desk, &site.house.read(caller, read).await?, period)
        }
        _ => {
            let read = move |tx: &mut _, desk: &Desk, caller: &Caller| reports::commission(tx, desk, caller, period);
            sheets::commission(lang, &desk, &site.house.read(caller, read).await?, period)
        }
    };
    sheets::download(&sheet, kind, names)
}
