//! Samples of an agency's imports.

use axum::http::StatusCode;
use axum::response::Response;
use web::page::{Page, Portal, answer};
use web::portals::agency::{Column, FirstRow, ImportMap, ImportResult, ImportRow, upload};
use web::ui::Choice;

use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[("import", import), ("import-map", import_map), ("import-try", import_try)];

fn import(page: Page) -> Response {
    answer(StatusCode::OK, &upload(inside(page, Portal::Agency, "import"), ""), false)
}

fn import_map(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "import");
    let choices = |chosen: &str| {
        let choice = |value: &str, word: String| Choice::new(value, word).chosen(value == chosen);
        vec![
            choice("", page.t("import-leave-out")),
            choice("full_name", say(&page, "Full name", "الاسم الكامل")),
            choice("birth_date", say(&page, "Birth date", "تاريخ الميلاد")),
            choice("phone", say(&page, "Phone", "الهاتف")),
        ]
    };
    let column = |index: usize, heading: &str, samples: &str, chosen: &str| Column {
        name: format!("column-{index}"),
        heading: heading.to_owned(),
        samples: samples.to_owned(),
        choices: choices(chosen),
        error: String::new(),
    };
    let columns = vec![
        column(0, "الاسم", "S•••• T•••, H••• D•••", "full_name"),
        column(1, "DOB", "••/••/1992, ••/••/1988", "birth_date"),
        column(2, "Mobile no.", "•••••567, •••••120", "phone"),
        column(3, "Remarks", "…", ""),
    ];
    answer(
        StatusCode::OK,
        &ImportMap {
            id: "sample".to_owned(),
            version: 1,
            file: "workers-2026.xlsx".to_owned(),
            rows: 48,
            sheet: "2026".to_owned(),
            sheets: vec!["2025".to_owned()],
            questions: Vec::new(),
            columns,
            page,
        },
        false,
    )
}

fn import_try(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "import");
    let row = |line, column: &str, en, ar| ImportRow { line, column: column.to_owned(), reason: say(&page, en, ar) };
    let rows = vec![
        row(
            7,
            "DOB",
            "The day and the month stand the wrong way round. Write 30/04/1992.",
            "اليوم والشهر معكوسان. اكتب 30/04/1992.",
        ),
        row(
            19,
            "Mobile no.",
            "The spreadsheet has shortened this number; its last digits are lost.",
            "اختصر الجدول هذا الرقم ففُقدت آخر أرقامه.",
        ),
        row(33, "", "The same passport as in line 12.", "الجواز نفسه في السطر 12."),
    ];
    let view = ImportResult {
        id: "sample".to_owned(),
        file: "workers-2026.xlsx".to_owned(),
        dry_run: true,
        accepted: 43,
        known: 2,
        refused: 5,
        version: 2,
        note: String::new(),
        goes_on: false,
        undoable: false,
        has_file: false,
        first: vec![FirstRow {
            line: 2,
            name: "S.".to_owned(),
            passport: "•••417".to_owned(),
            work: page.t("work-housekeeper"),
            languages: page.t("language-am"),
        }],
        rows,
        page,
    };
    answer(StatusCode::OK, &view, false)
}
