//! Workbooks as agencies keep them: several sheets, headings in two rows, formulas, numbers in place of texts.

use crate::imports::{import, sorted};
use app::imports::{FileFault, Limits, Reason, Sheet, Wish, WorkerField as F, guess, read, read_as};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};

const HEAD: [&str; 4] = ["Name", "DOB", "Nationality", "Passport No"];

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write(at, column, *cell).expect("a cell");
    }
}

/// Packs a workbook anew with one part changed.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut whole = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..whole.len() {
        let mut part = whole.by_index(index).expect("a part");
        let this = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        out.start_file(this.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
        let text = if this == name { change(text) } else { text };
        out.write_all(text.as_bytes()).expect("bytes");
    }
    out.finish().expect("a zip").into_inner()
}

fn headings(sheet: &Sheet) -> Vec<(F, String)> {
    guess(&sheet.header).found.into_iter().map(|found| (found.field, found.column.heading)).collect()
}

/// Two sheets of workers, and one that is hidden.
fn several() -> Vec<u8> {
    let mut book = Workbook::new();
    let names = ["Ethiopia", "Kenya 2026", "Old"];
    for (sheet, (name, worker)) in names.iter().zip(["Almaz Bekele", "Faith Mwangi", "Rosa Reyes"]).enumerate() {
        let sheet_on = book.add_worksheet().set_name(*name).expect("a name");
        row(sheet_on, 0, &HEAD);
        row(sheet_on, 1, &[worker, "12/03/1995", "Kenya", "AK1234567"]);
        if sheet == 2 {
            row(sheet_on, 0, &["Name", "DOB", "Nationality", "Passport No", "Mobile", "Skills"]);
            sheet_on.set_hidden(true);
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn one_of_several_sheets_may_be_asked_for() {
    let bytes = several();
    let sheet = read(&bytes, &Limits::default()).expect("readable");
    assert_eq!((sheet.name.as_deref(), &sheet.passed_over[..]), (Some("Ethiopia"), &["Kenya 2026".to_owned()][..]));
    let asked = |name| read_as(&bytes, &Limits::default(), &Wish { sheet: Some(name), mapping: None });
    for (name, line) in [("Kenya 2026", "Faith Mwangi"), (" kenya 2026", "Faith Mwangi"), ("Old", "Rosa Reyes")] {
        let sheet = asked(name).expect("readable");
        assert_eq!(sheet.rows[0].cells[0], app::imports::Cell::Text(line.to_owned()));
    }
    assert_eq!(
        asked("Nepal"),
        Err(FileFault::NoSuchSheet {
            name: "Nepal".to_owned(),
            sheets: vec!["Ethiopia".to_owned(), "Kenya 2026".to_owned()]
        })
    );
}

#[test]
fn groups_over_their_parts_are_read_together() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.merge_range(0, 0, 0, 8, "LIST OF DOMESTIC WORKERS - PASSPORT COPIES ATTACHED", &bold).expect("a title");
    for (column, heading) in [(0, "S/NO"), (1, "Full name"), (2, "Nationality"), (3, "D.O.B")] {
        sheet.merge_range(2, column, 3, column, heading, &bold).expect("a heading");
    }
    sheet.merge_range(2, 4, 2, 6, "Passport", &bold).expect("a group");
    sheet.merge_range(2, 7, 2, 8, "Emergency contact", &bold).expect("a group");
    row(sheet, 3, &["", "", "", "", "No.", "Issue date", "Expiry", "Name", "Mobile"]);
    row(
        sheet,
        4,
        &[
            "1",
            "Almaz Bekele",
            "ET",
            "12/03/1995",
            "EP1234567",
            "1/1/2020",
            "1/1/2030",
            "Dawit Bekele",
            "+251911000101",
        ],
    );
    let bytes = book.save_to_buffer().expect("a workbook");
    let (sheet, outcomes) = import(&bytes).expect("readable");
    let found = headings(&sheet);
    let of = |field: F| found.iter().find(|(found, _)| *found == field).map(|(_, heading)| heading.as_str());
    assert_eq!(of(F::PassportNumber), Some("Passport No."));
    assert_eq!(of(F::PassportExpiry), Some("Passport Expiry"));
    assert_eq!(of(F::FullName), Some("Full name"));
    let (ready, refused) = sorted(&outcomes);
    assert!(refused.is_empty(), "{refused:#?}");
    let worker = ready[0].1;
    assert_eq!((ready[0].0, worker.passport_number.as_str()), (5, "EP1234567"));
    assert_eq!((worker.passport_expiry, worker.kin_name.as_deref()), (Some(date(2030, 1, 1)), Some("Dawit Bekele")));
    assert_eq!(worker.kin_phone.as_ref().map(envelope::Phone::as_str), Some("+251911000101"));
}

#[test]
fn headings_in_two_languages_one_over_the_other_are_one() {
    let text = "Name,Nationality,DOB,Passport No,Mobile\nالاسم,الجنسية,تاريخ الميلاد,رقم الجواز,رقم النقال\n\
        Almaz Bekele,ET,12/03/1995,EP1234567,+251911000101\n\
        Name,Nationality,DOB,Passport No,Mobile\nالاسم,الجنسية,تاريخ الميلاد,رقم الجواز,رقم النقال\n\
        Sita Rai,NP,12/03/1995,07654321,90000101\n";
    let (sheet, outcomes) = import(text.as_bytes()).expect("readable");
    assert_eq!(sheet.header.line, 2);
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((ready.len(), refused.len()), (2, 0), "printed pages repeat both rows: {refused:#?}");
}

#[test]
fn a_single_row_of_headings_never_swallows_a_worker() {
    for first in ["Almaz Bekele,,Ethiopia,applied", "Almaz Bekele,Ethiopian,housemaid,fit", "KENYA,,,", "Passport,,,"] {
        let text = format!("Name,Nationality,Position,Medical,DOB,Passport No,\n{first},12/03/1995,EP1234567,\n");
        let (sheet, _) = import(text.as_bytes()).expect("readable");
        assert_eq!((sheet.header.line, sheet.rows.len()), (1, 1), "{first}");
    }
}

#[test]
fn dates_count_from_the_workbooks_own_first_day() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &HEAD);
    row(sheet, 1, &["Almaz Bekele", "", "ET", "EP1234567"]);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(1, 1, ExcelDateTime::from_ymd(1995, 3, 12).expect("a day"), &day).expect("a cell");
    let since_1900 = book.save_to_buffer().expect("a workbook");
    // Old Macintosh workbooks: 1,462 days fewer for the same day.
    let since_1904 =
        with_part(&since_1900, "xl/workbook.xml", |text| text.replacen("<workbookPr", "<workbookPr date1904=\"1\"", 1));
    let since_1904 =
        with_part(&since_1904, "xl/worksheets/sheet1.xml", |text| text.replace("<v>34770</v>", "<v>33308</v>"));
    for bytes in [since_1900, since_1904] {
        assert_eq!(sorted(&import(&bytes).expect("readable").1).0[0].1.birth_date, date(1995, 3, 12));
    }
}

#[test]
fn formulas_give_the_value_that_was_kept_with_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &HEAD);
    row(sheet, 1, &["", "12/03/1995", "ET", "EP1234567"]);
    row(sheet, 2, &["Sita Rai", "", "NP", "07654321"]);
    sheet.write_formula(1, 0, Formula::new("=A9&\" \"&B9").set_result("Almaz Bekele")).expect("a formula");
    sheet.write_formula(2, 1, Formula::new("=DATE(1990,2,1)").set_result("#REF!")).expect("a formula");
    let bytes = book.save_to_buffer().expect("a workbook");
    let (ready, refused) = (import(&bytes).expect("readable").1, ());
    let (ready, told) = (sorted(&ready).0.len(), (sorted(&ready).1[0].reason.clone(), refused).0);
    assert_eq!((ready, told), (1, Reason::CellError));
    // Programs that write workbooks without opening them leave the values out.
    let bare = with_part(&bytes, "xl/worksheets/sheet1.xml", |text| {
        let start = text.find("<f>DATE").expect("the formula");
        let value = start + text[start..].find("<v>").expect("its value");
        let end = value + text[value..].find("</v>").expect("its end") + 4;
        format!("{}{}", &text[..value], &text[end..])
    });
    assert_eq!(sorted(&import(&bare).expect("readable").1).1[0].reason, Reason::Uncalculated);
}

#[test]
fn numbers_as_texts_and_texts_as_numbers_are_one() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Name", "DOB", "Nationality", "Passport No", "Mobile", "Civil ID", "Exp", "Salary"]);
    row(sheet, 1, &["Sita Rai", "", "NP", "", "96890000101.0", "", "3.0", "OMR 110"]);
    sheet
        .write(1, 1, 34_770)
        .expect("a cell")
        .write(1, 3, 17_654_321)
        .expect("a cell")
        .write(1, 5, 12_345_678.0)
        .expect("a cell");
    row(sheet, 2, &["Faith Mwangi", "34770", "KE", "AK1234567", "", "", "", ""]);
    sheet
        .write(2, 4, 712_000_101)
        .expect("a cell")
        .write(2, 6, 4.5)
        .expect("a cell")
        .write(2, 7, 120.1)
        .expect("a cell");
    let (_, outcomes) = import(&book.save_to_buffer().expect("a workbook")).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert!(refused.is_empty(), "{refused:#?}");
    let (sita, faith) = (ready[0].1, ready[1].1);
    assert_eq!((sita.birth_date, faith.birth_date), (date(1995, 3, 12), date(1995, 3, 12)));
    assert_eq!((sita.passport_number.as_str(), sita.experience_years), ("17654321", Some(3)));
    assert_eq!(sita.phone.as_ref().map(envelope::Phone::as_str), Some("+96890000101"));
    assert_eq!(
        faith.phone.as_ref().map(envelope::Phone::as_str),
        Some("+254712000101"),
        "the zero went with the format"
    );
    assert_eq!((faith.experience_years, faith.wage_minor), (Some(4), Some(120_100)));
}

#[test]
fn hidden_rows_are_read_and_totals_are_not() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Name", "DOB", "Nationality", "Passport No", "Salary", "Exp"]);
    row(sheet, 1, &["Almaz Bekele", "12/03/1995", "ET", "EP1234567", "120", "4"]);
    row(sheet, 2, &["Sita Rai", "12/03/1990", "NP", "07654321", "110", "3"]);
    sheet.set_row_hidden(2).expect("a row");
    row(sheet, 3, &["Grand total", "", "", "", "230", "7"]);
    let (_, outcomes) = import(&book.save_to_buffer().expect("a workbook")).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(ready.len(), 2, "a filter hides rows, and the list is the whole list");
    assert_eq!(refused.iter().map(|fault| &fault.reason).collect::<Vec<_>>(), [&Reason::NoPerson]);
}

#[test]
fn entities_in_a_workbook_are_never_expanded() {
    let mut book = Workbook::new();
    row(book.add_worksheet(), 0, &HEAD);
    let bytes = book.save_to_buffer().expect("a workbook");
    let laughs: String =
        (1..30).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    let bomb = with_part(&bytes, "xl/sharedStrings.xml", |text| {
        let body = text.split_once("?>").map_or(text.as_str(), |(_, body)| body).replace(">Name<", ">&a29;<");
        format!("<?xml version=\"1.0\"?><!DOCTYPE sst [<!ENTITY a0 \"ha\">{laughs}]>{body}")
    });
    assert_eq!(read(&bomb, &Limits::default()), Err(FileFault::Damaged));
}

#[test]
fn a_cell_of_ten_megabytes_costs_its_row_only() {
    let long = "x".repeat(10 << 20);
    let text = format!(
        "{}\nSita Rai,12/03/1990,NP,07654321,\n{long},12/03/1995,ET,EP1234567,\n",
        "Name,DOB,Nationality,Passport No,"
    );
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((ready.len(), &refused[0].reason), (1, &Reason::TooLong { limit: 8_000 }));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &HEAD);
    row(sheet, 1, &["Sita Rai", "12/03/1990", "NP", "07654321"]);
    row(sheet, 2, &["HERE", "12/03/1995", "ET", "EP1234567"]);
    let bytes = book.save_to_buffer().expect("a workbook");
    // Of text that packs less well than one letter: a bomb would be refused as a whole.
    let noise: String = (0_u32..1_500_000)
        .map(|n| char::from(b'a' + u8::try_from(n.wrapping_mul(2_654_435_761) >> 28).unwrap_or(0)))
        .collect();
    let big =
        with_part(&bytes, "xl/sharedStrings.xml", |text| text.replace(">HERE<", &format!(">{}<", noise.repeat(7))));
    let (_, outcomes) = import(&big).expect("readable");
    assert_eq!(sorted(&outcomes).1[0].reason, Reason::TooLong { limit: 8_000 });
}
