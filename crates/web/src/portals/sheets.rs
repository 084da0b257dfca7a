//! Tables of money as pages show them and files carry them: one and the same, in the reader's words.

use app::reports::sheet::{Cell, Kind, Sheet};
use app::reports::{AGES, Ageing, Commission, Period, Statement, TieOut, Vat, total};
use app::{AppError, Desk};
use axum::response::Response;
use domain::calendar::muscat;

use crate::i18n::Lang;
use crate::page::Page;
use crate::upload;

/// A cell as a page shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// In words.
    pub words: String,
    /// Whether it is a number, which stands at the end of its column.
    pub number: bool,
    /// Where it leads.
    pub href: Option<String>,
}

/// A table as a page shows it.
#[derive(Debug, Clone)]
pub struct Table {
    /// The headings, and whether numbers stand under them.
    pub head: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<Shown>>,
}

impl Table {
    /// The same table on a page; the first cell of a row leads to `cases`, where it names one.
    pub fn of(page: &Page, sheet: &Sheet, cases: Option<&str>) -> Self {
        let number = |cell: &Cell| matches!(cell, Cell::Sum(_) | Cell::Number(_));
        let shown = |(at, cell): (usize, &Cell)| Shown {
            words: match cell {
                Cell::Text(text) => text.clone(),
                Cell::Sum(minor) => page.lang.rial(*minor),
                Cell::Number(number) => number.to_string(),
                Cell::Day(day) => day.map(|day| page.date(day)).unwrap_or_default(),
            },
            number: number(cell),
            href: match (at, cell, cases) {
                (0, Cell::Text(text), Some(cases)) if text.starts_with("C-") => Some(format!("{cases}/{text}")),
                _ => None,
            },
        };
        let first = sheet.rows.first();
        let heading = |(at, text): (usize, &String)| {
            (text.clone(), first.and_then(|row| row.get(at)).is_some_and(number)) //
        };
        Self {
            head: sheet.head.iter().enumerate().map(heading).collect(),
            rows: sheet.rows.iter().map(|row| row.iter().enumerate().map(shown).collect()).collect(),
        }
    }
}

/// A sheet without rows, with what stands above it in a file.
fn sheet(lang: Lang, desk: &Desk, title: &str, head: &[&str], period: Option<Period>) -> Sheet {
    let mut above = Vec::new();
    if desk.demo {
        above.push(lang.t("demo-nothing-real"));
    }
    if let Some(Period { from, until }) = period {
        above.push(lang.t2("reports-of", "from", from.to_string(), "until", until.to_string()));
    }
    Sheet {
        title: lang.t(title),
        above,
        head: head.iter().map(|key| lang.t(key)).collect(),
        rows: Vec::new(),
        right_to_left: lang == Lang::Ar,
    }
}

/// Whether papers and books say the same; what does not fit stands under it, by its name.
pub fn tie_out(lang: Lang, desk: &Desk, all: &TieOut) -> Sheet {
    let head = ["reports-what", "reports-papers", "reports-books", "reports-difference", "reports-verdict"];
    let mut sheet = sheet(lang, desk, "reports-tie-out", &head, None);
    for row in &all.rows {
        let verdict = lang.t(if row.holds() { "reports-holds" } else { "reports-differs" });
        sheet.rows.push(vec![
            lang.t(&format!("reports-row-{}", row.what)).into(),
            Cell::Sum(row.papers_minor),
            Cell::Sum(row.books_minor),
            Cell::Sum(row.difference()),
            verdict.into(),
        ]);
    }
    sheet
}

/// What does not fit, in words.
pub fn found(lang: Lang, all: &TieOut) -> Vec<(String, String)> {
    all.found.iter().map(|one| (one.name.clone(), lang.t(&format!("reports-found-{}", one.what)))).collect()
}

/// The tax report, with the sums of each side under it.
pub fn vat(lang: Lang, desk: &Desk, rows: &[Vat], period: Period) -> Sheet {
    let head = [
        "reports-month",
        "reports-issuer",
        "reports-rate",
        "reports-net",
        "reports-tax",
        "reports-credited-net",
        "reports-credited-tax",
        "reports-outside",
        "reports-owed-tax",
    ];
    let mut sheet = sheet(lang, desk, "reports-vat", &head, Some(period));
    let row = |name: String, rate: String, row: &Vat| -> Vec<Cell> {
        let issuer = lang.t(if row.of_platform { "reports-platform" } else { "reports-agencies" });
        vec![
            name.into(),
            issuer.into(),
            rate.into(),
            Cell::Sum(row.net_minor),
            Cell::Sum(row.tax_minor),
            Cell::Sum(row.credited_net_minor),
            Cell::Sum(row.credited_tax_minor),
            Cell::Sum(row.outside_minor),
            Cell::Sum(row.owed_minor()),
        ]
    };
    sheet.rows.extend(rows.iter().map(|one| row(lang.month(one.month), rate(one.basis_points), one)));
    for side in [false, true] {
        if let Some(sum) = total(rows.iter().filter(|one| one.of_platform == side)) {
            sheet.rows.push(row(lang.t("reports-total"), String::new(), &sum));
        }
    }
    sheet
}

fn rate(basis_points: u16) -> String {
    match basis_points % 100 {
        0 => format!("{}%", basis_points / 100),
        part => format!("{}.{part:02}%", basis_points / 100),
    }
}

/// What is owed, invoice by invoice.
pub fn ageing(lang: Lang, desk: &Desk, all: &Ageing) -> Sheet {
    let head = ["case", "reports-number", "reports-due", "reports-late-days", "reports-age", "reports-left"];
    let mut sheet = sheet(lang, desk, "reports-ageing", &head, None);
    for owed in &all.owed {
        sheet.rows.push(vec![
            owed.case.clone().unwrap_or_default().into(),
            owed.number.clone().into(),
            Cell::Day(owed.due_at.map(muscat)),
            Cell::Number(owed.late_days),
            lang.t(&format!("reports-age-{}", AGES[owed.age])).into(),
            Cell::Sum(owed.left_minor),
        ]);
    }
    sheet
}

/// The commission by agency.
pub fn commission(lang: Lang, desk: &Desk, rows: &[Commission], period: Period) -> Sheet {
    let head = [
        "reports-agency",
        "reports-agency-name",
        "reports-accrued",
        "reports-reversed",
        "reports-invoiced",
        "reports-tax",
    ];
    let mut sheet = sheet(lang, desk, "reports-commission", &head, Some(period));
    for row in rows {
        let name = if lang == Lang::Ar { &row.name.1 } else { &row.name.0 };
        sheet.rows.push(vec![
            row.code.clone().into(),
            name.clone().into(),
            Cell::Sum(row.accrued_minor),
            Cell::Sum(row.reversed_minor),
            Cell::Sum(row.invoiced_minor),
            Cell::Sum(row.tax_minor),
        ]);
    }
    sheet
}

/// What an agency is to be paid out, case by case, with the sum under it.
pub fn statement(lang: Lang, desk: &Desk, all: &Statement) -> Sheet {
    let head =
        ["case", "statement-earned", "statement-fees", "statement-tax", "statement-commission", "statement-payout"];
    let mut sheet = sheet(lang, desk, "menu-statement", &head, None);
    if all.shares.is_empty() {
        return sheet;
    }
    let total = app::reports::Share { case: lang.t("reports-total"), ..all.total() };
    for share in all.shares.iter().chain([&total]) {
        sheet.rows.push(vec![
            share.case.clone().into(),
            Cell::Sum(share.earned_minor),
            Cell::Sum(share.fees_minor),
            Cell::Sum(share.tax_minor),
            Cell::Sum(share.commission_minor),
            Cell::Sum(share.payout_minor()),
        ]);
    }
    sheet
}

/// The sheet as a download. `names` are those of the two kinds of file.
pub fn download(sheet: &Sheet, kind: Kind, [csv, xlsx]: [&'static str; 2]) -> Result<Response, AppError> {
    let bytes = sheet.write(kind)?;
    Ok(match kind {
        Kind::Csv => upload::csv(bytes, csv),
        Kind::Xlsx => upload::workbook(bytes, xlsx),
    })
}
