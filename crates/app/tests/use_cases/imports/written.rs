//! Lists that are given back: what is written is read again as the same, and nothing in it runs.

use crate::imports::{import, sorted};
use app::imports::sample::roster_csv;
use app::imports::{Cell, Limits, Reason, WorkerDraft, WorkerField, guess, read, write};
use app::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, WORK};
use proptest::prelude::*;
use std::collections::HashMap;

const MESSAGES: [(&str, &str, &str); 2] = [
    (
        "en",
        include_str!("../../../../../locales/en/import.ftl"),
        include_str!("../../../../../locales/en/vocabulary.ftl"),
    ),
    (
        "ar",
        include_str!("../../../../../locales/ar/import.ftl"),
        include_str!("../../../../../locales/ar/vocabulary.ftl"),
    ),
];

/// The messages of one language that stand in one line.
fn messages(texts: [&str; 2]) -> HashMap<String, String> {
    let lines = texts.into_iter().flat_map(|text| text.lines().collect::<Vec<_>>());
    lines.filter_map(|line| line.split_once(" = ")).map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}

#[test]
fn a_roster_that_was_written_is_read_as_the_same_in_both_languages() {
    let (_, outcomes) = import(roster_csv(21, "AG-021", 55, crate::imports::TODAY).as_bytes()).expect("readable");
    let workers: Vec<WorkerDraft> = sorted(&outcomes).0.into_iter().map(|(_, worker)| worker.clone()).collect();
    for (language, fields, words) in MESSAGES {
        let messages = messages([fields, words]);
        let say = |key: &str| messages.get(key).unwrap_or_else(|| panic!("{language}: {key}")).clone();
        let file = write::roster(&workers, &say);
        assert!(file.starts_with(b"\xEF\xBB\xBF"), "Excel knows UTF-8 by its mark");
        let (sheet, outcomes) = import(&file).expect("readable");
        let guess = guess(&sheet.header);
        assert!(guess.unknown.is_empty() && guess.ambiguous.is_empty(), "{language}: {guess:#?}");
        let (again, refused) = sorted(&outcomes);
        assert!(refused.is_empty(), "{language}: {refused:#?}");
        assert!(again.iter().map(|(_, worker)| *worker).eq(&workers), "{language}");
    }
}

#[test]
fn every_heading_and_word_of_the_pages_is_known_when_it_is_read() {
    for (language, fields, words) in MESSAGES {
        let messages = messages([fields, words]);
        for field in WorkerField::ALL {
            let heading = &messages[&field.message_key()];
            let header = app::imports::Header { line: 1, cells: vec![heading.clone()] };
            assert_eq!(guess(&header).found.first().map(|found| found.field), Some(*field), "{language}: {heading}");
        }
        let lists = [&COUNTRIES, &LANGUAGES, &SKILLS, &WORK, &FITNESS];
        let labels = lists.iter().flat_map(|list| list.tokens().map(move |token| (list, token)));
        let lost: Vec<&String> = labels
            .map(|(list, token)| {
                (list.find(&messages[&list.message_key(token)]) == Some(token), list.message_key(token))
            })
            .filter_map(|(found, key)| (!found).then(|| &messages[&key]))
            .collect();
        assert!(lost.is_empty(), "{language}: {lost:?}");
    }
}

#[test]
fn refused_rows_come_back_with_their_reasons_and_can_be_mended() {
    let text = "List of workers\n\nName;DOB;Nationality;Passport No;Mobile;Salary\n\
        Almaz Bekele;12/03/1995;ET;EP1234567;+251911000101;120\n\
        Sita Rai;31/02/1990;NP;07654321;90000101;-110\n\
        ;;;;;\n\
        \"Rosa; Reyes\";12/03/1990;PH;P7654321A;+639170000101;=1+1\n";
    let (sheet, outcomes) = import(text.as_bytes()).expect("readable");
    let refused: Vec<(u32, String)> =
        sorted(&outcomes).1.iter().map(|fault| (fault.line, fault.reason.key().to_owned())).collect();
    assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5, 5, 7]);
    let file = write::refused_rows(&sheet, &refused, "Reason");
    let text = String::from_utf8(file.clone()).expect("UTF-8");
    assert!(text.contains("'-110") && text.contains("'=1+1") && text.contains("'+639170000101"), "{text}");
    let (again, outcomes) = import(&file).expect("readable");
    assert_eq!(again.header.cells[0], "Reason");
    assert_eq!(again.header.cells[1..], sheet.header.cells);
    assert_eq!(again.rows[0].cells[0], Cell::Text("import-row-no-such-day\nimport-row-amount-unclear".to_owned()));
    assert_eq!(again.rows.len(), 2);
    assert_eq!(again.rows[1].cells[1..], sheet.rows[2].cells);
    // Nothing was mended: the same is wrong again.
    let still: Vec<&str> = sorted(&outcomes).1.iter().map(|fault| fault.reason.key()).collect();
    assert_eq!(still, ["import-row-no-such-day", "import-row-amount-unclear", "import-row-formula"]);
    let mended = text.replace("31/02/1990", "28/02/1990").replace("'-110", "110").replace("'=1+1", "110");
    assert_eq!(sorted(&import(mended.as_bytes()).expect("readable").1).0.len(), 2, "the reasons are left behind");
}

#[test]
fn rows_that_could_not_be_taken_apart_come_back_as_they_stood() {
    let many: Vec<String> = (0..40).map(|n| format!("Almaz Bekele,12/03/1995,ET,EP12345{n:02}")).collect();
    let mut rows: Vec<&str> = many.iter().map(String::as_str).collect();
    rows.insert(3, "\"Rosa Reyes,12/03/1995,Philippines,P7654321");
    rows.insert(5, "Bekele, Almaz,12/03/1995,ET,EP7654321");
    let (sheet, outcomes) = import(crate::imports::roster(&rows).as_bytes()).expect("readable");
    let refused: Vec<(u32, String)> = sorted(&outcomes).1.iter().map(|fault| (fault.line, "?".to_owned())).collect();
    let (again, outcomes) = import(&write::refused_rows(&sheet, &refused, "السبب")).expect("readable");
    assert_eq!(again.rows[0].cells[1], Cell::Text("\"Rosa Reyes".to_owned()));
    assert_eq!(sorted(&outcomes).1.last().expect("refused").reason, Reason::TooManyCells { found: 6, expected: 5 });
}

proptest! {
    #[test]
    fn no_cell_that_is_written_runs_and_each_is_read_as_it_was(
        cells in prop::collection::vec("[ =+@'\t\r\n-]{0,3}[a-z0-9;,\"|]{0,6}(\\PC){0,3}", 4..5),
    ) {
        for cell in &cells {
            let guarded = write::guarded(cell);
            prop_assert_eq!(write::unguarded(&guarded), cell.as_str());
            prop_assert!(!guarded.trim_start().starts_with(['=', '+', '-', '@']), "{:?}", guarded);
        }
        let mut text = csv_line(&["Name", "DOB", "Nationality", "Passport No"]);
        text.push_str(&csv_line(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
        let Ok(sheet) = read(text.as_bytes(), &Limits::default()) else { return Ok(()) };
        let refused: Vec<(u32, String)> = sheet.rows.iter().map(|row| (row.line, "wrong".to_owned())).collect();
        let again = read(&write::refused_rows(&sheet, &refused, "Reason"), &Limits::default()).expect("our own file");
        let trimmed = |cells: &[Cell]| { let mut cells = cells.to_vec(); while cells.last() == Some(&Cell::Empty) { cells.pop(); } cells };
        for (row, was) in again.rows.iter().zip(&sheet.rows) {
            prop_assert_eq!(trimmed(&row.cells[1..]), trimmed(&was.cells));
        }
    }
}

fn csv_line(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\n", quoted.join(","))
}
