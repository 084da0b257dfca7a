//! Dates as a column has them: which part comes first, which calendar, which century; and what is asked where nothing tells.

use crate::imports::{dates_of, import, import_under, sorted};
use app::imports::{Hijri, Reason, RowOutcome, WorkerField as F};
use jiff::civil::{Date, date};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A list with these birth dates.
fn born(dates: &[&str]) -> String {
    let rows: Vec<String> =
        dates.iter().enumerate().map(|(n, date)| format!("Almaz Bekele;{date};ET;EP10000{n:02}\n")).collect();
    format!("Name;DOB;Nationality;Passport No\n{}", rows.concat())
}

fn birth_dates(outcomes: &[RowOutcome]) -> Vec<Result<Date, Reason>> {
    let one = |outcome: &RowOutcome| match outcome {
        RowOutcome::Ready { worker, .. } => Ok(worker.birth_date),
        RowOutcome::Refused(faults) => Err(faults[0].reason.clone()),
    };
    outcomes.iter().map(one).collect()
}

fn read_as_is(text: &str) -> Vec<Result<Date, Reason>> {
    birth_dates(&import(text.as_bytes()).expect("readable").1)
}

#[test]
fn one_clear_date_settles_its_column() {
    let day_first = born(&["05/03/1995", "25/03/1995"]);
    assert_eq!(read_as_is(&day_first), [Ok(date(1995, 3, 5)), Ok(date(1995, 3, 25))]);
    let month_first = born(&["05/03/1995", "03/25/1995"]);
    assert_eq!(read_as_is(&month_first), [Ok(date(1995, 5, 3)), Ok(date(1995, 3, 25))]);
    assert!(dates_of(&month_first)[0].settled && dates_of(&month_first)[0].month_first);
}

#[test]
fn a_column_in_which_nothing_is_clear_is_asked_about_and_read_day_first() {
    let text = born(&["04/04/1995", "05/03/1995", "06/07/1994"]);
    let asked = &dates_of(&text)[0];
    assert_eq!((asked.field, asked.settled, asked.month_first, asked.example), (F::BirthDate, false, false, Some(3)));
    assert_eq!(asked.column.letters(), "B");
    assert_eq!(read_as_is(&text)[1], Ok(date(1995, 3, 5)));
    let answered = |day_first| birth_dates(&import_under(&text, |rules| rules.day_first = Some(day_first)));
    assert_eq!(answered(true)[1], Ok(date(1995, 3, 5)));
    assert_eq!(answered(false)[1], Ok(date(1995, 5, 3)));
    assert!(dates_of(&born(&["04/04/1995", "1995-03-05", "5 March 1995"]))[0].settled, "none of these can be misread");
}

#[test]
fn both_orders_in_one_column_are_asked_about() {
    let text = born(&["25/03/1995", "03/25/1995", "05/03/1995"]);
    let asked = &dates_of(&text)[0];
    assert_eq!((asked.settled, asked.example), (false, Some(4)));
    assert_eq!(read_as_is(&text), [Ok(date(1995, 3, 25)), Err(Reason::MonthFirst), Ok(date(1995, 3, 5))]);
    let told = birth_dates(&import_under(&text, |rules| rules.day_first = Some(false)));
    assert_eq!(told, [Err(Reason::DayFirst), Ok(date(1995, 3, 25)), Ok(date(1995, 5, 3))]);
}

#[test]
fn headings_and_other_columns_are_hints() {
    let heading = born(&["05/03/1995"]).replace("DOB", "DOB (MM/DD/YYYY)");
    assert_eq!(read_as_is(&heading), [Ok(date(1995, 5, 3))]);
    assert!(dates_of(&born(&["05/03/1995"]).replace("DOB", "Date of birth dd-mm-yyyy"))[0].settled);
    let beside = "Name;DOB;Nationality;Passport No;Passport expiry\nAlmaz Bekele;05/03/1995;ET;EP1234567;12/31/2029\n";
    assert_eq!(read_as_is(beside), [Ok(date(1995, 5, 3))]);
    assert!(dates_of(beside).iter().all(|column| column.settled && column.month_first));
}

#[test]
fn years_of_two_digits_are_read_where_only_one_century_can_be_meant() {
    assert_eq!(
        read_as_is(&born(&["12/03/95", "12-Mar-95", "1.5.01", "12/03/10"])),
        [
            Ok(date(1995, 3, 12)),
            Ok(date(1995, 3, 12)),
            Ok(date(2001, 5, 1)),
            Err(Reason::TooYoung { age: 16, min: 21 }),
        ]
    );
    assert_eq!(read_as_is(&born(&["95/03/12", "01/05/30"])), [Ok(date(1995, 3, 12)), Ok(date(2001, 5, 30))]);
    assert_eq!(
        read_as_is(&born(&["95/03/12", "30/05/95"])),
        vec![Err(Reason::TwoDigitYear); 2],
        "one of them is wrong"
    );
    let paper = "Name;DOB;Nationality;Passport No;Expiry\nAlmaz Bekele;1/1/95;ET;EP1234567;12/03/31\nSita Rai;1/1/95;NP;07654321;12/03/95\n";
    let outcomes = import(paper.as_bytes()).expect("readable").1;
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((ready[0].1.passport_expiry, &refused[0].reason), (Some(date(2031, 3, 12)), &Reason::TwoDigitYear));
}

#[test]
fn hijri_dates_are_converted_only_when_asked_for() {
    let text = born(&["1 رمضان 1415", "15/08/1412", "1410-01-01هـ", "12/03/1995", "1415"]);
    let asked = &dates_of(&text)[0];
    assert_eq!((asked.hijri, asked.settled), (3, false), "the one civil date could be misread");
    let refused = read_as_is(&text);
    assert_eq!(refused.iter().filter(|date| **date == Err(Reason::HijriDate)).count(), 4);
    let converted = birth_dates(&import_under(&text, |rules| rules.hijri = Hijri::Convert));
    assert_eq!(converted[0], Ok(date(1995, 2, 1)));
    assert_eq!(converted[3], Ok(date(1995, 3, 12)));
    assert!(converted[1].is_ok() && converted[2].is_ok(), "{converted:?}");
    let years: Vec<i16> = converted[1..3].iter().flatten().map(|date| date.year()).collect();
    assert_eq!(years, [1992, 1989]);
}

#[test]
fn date_cells_that_the_spreadsheet_turned_around_are_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0_u16..).zip(["Name", "DOB", "Nationality", "Passport No"]) {
        sheet.write(0, column, heading).expect("a cell");
    }
    // 05/03, 06/07 and 01/12 became days in May, June and January; what could be no month stayed text.
    let day = Format::new().set_num_format("mm/dd/yyyy");
    for row in 1_u32..=6 {
        sheet.write(row, 0, "Almaz Bekele").expect("a cell").write(row, 2, "ET").expect("a cell");
        sheet.write(row, 3, format!("EP100000{row}")).expect("a cell");
    }
    for (row, month, of) in [(1, 5, 3), (2, 6, 7), (3, 1, 12)] {
        sheet
            .write_with_format(row, 1, ExcelDateTime::from_ymd(1995, month, of).expect("a day"), &day)
            .expect("a cell");
    }
    for (row, text) in [(4, "25/03/1995"), (5, "14/07/1993"), (6, "31/12/1990")] {
        sheet.write(row, 1, text).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = birth_dates(&import(&bytes).expect("readable").1);
    assert_eq!(read[..3], vec![Err(Reason::DateSwapped); 3]);
    assert_eq!(read[3..], [Ok(date(1995, 3, 25)), Ok(date(1993, 7, 14)), Ok(date(1990, 12, 31))]);
}
