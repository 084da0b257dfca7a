//! What is printed, read back: pages, text layer, dates, and what is refused.

mod samples;
mod text;

use exchange::paper::{Paper, Party, Table};
use hayro_syntax::Pdf;
use proptest::prelude::*;

use crate::{PrintError, pdf};
use samples::{arabic, english, long};

fn printed(paper: &Paper) -> Vec<u8> {
    pdf(paper).expect("a paper within the limits is printed")
}

/// The paper with this name for whom it is for.
fn named(name: &str) -> Paper {
    let mut paper = english();
    paper.parties[1].lines[0] = name.into();
    paper
}

#[test]
fn a_paper_is_one_archivable_page_with_its_title_issuer_and_date() {
    let bytes = printed(&english());
    assert!(bytes.starts_with(b"%PDF-1."));
    let pdf = Pdf::new(bytes.clone()).expect("a PDF");
    assert_eq!(pdf.pages().len(), 1);
    let (width, height) = pdf.pages()[0].render_dimensions();
    assert!((width - 595.276).abs() < 0.01 && (height - 841.89).abs() < 0.01, "A4, not {width} by {height}");
    let about = pdf.metadata();
    assert_eq!(about.title.as_deref(), Some("Tax invoice INV-2026-00731".as_bytes()));
    assert_eq!(about.author.as_deref(), Some("Amana Platform LLC".as_bytes()));
    let date = about.creation_date.expect("a date");
    assert_eq!((date.year, date.month, date.day, date.hour), (2026, 11, 24, 0));
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"));
    assert!(raw.contains("<pdfuaid:part>1</pdfuaid:part>"));
}

#[test]
fn the_same_paper_gives_the_same_bytes_whatever_was_printed_between() {
    let first = printed(&english());
    printed(&arabic());
    assert!(first == printed(&english()), "the bytes differ");
    assert!(first != printed(&named("Somebody else")), "two papers, one file");
}

#[test]
fn everything_that_stands_on_a_paper_can_be_read_from_it() {
    let paper = english();
    let read = text::latin(&printed(&paper));
    let said = |text: &str| assert!(read.contains(text), "{text:?} is not in {read:?}");
    paper.facts.iter().chain(&paper.totals).for_each(|(label, value)| {
        said(label);
        said(value);
    });
    paper.parties.iter().flat_map(|party| &party.lines).for_each(|line| said(line));
    paper.tables[0].rows.iter().flatten().filter(|cell| cell.len() < 20).for_each(|cell| said(cell));
    for text in [&paper.banner, &paper.title, &paper.number, &paper.notes[0], &paper.seal] {
        said(text);
    }
}

#[test]
fn markup_in_a_name_prints_as_it_is_written() {
    for name in
        ["#read(\"/etc/passwd\")", "*bold* _it_", "$x^2$ \\ #sys.version", "= Head @ref <tag>", "// gone /* too */"]
    {
        let read = text::latin(&printed(&named(name)));
        assert!(read.contains(name), "{name:?} is not in {read:?}");
    }
}

#[test]
fn arabic_is_read_in_its_order_letter_by_letter() {
    let bytes = printed(&arabic());
    let told = text::pages(&bytes).concat();
    // what tells two letters, readers of PDF turn around: "ال" for "لا"
    assert_eq!(told.iter().find(|letters| letters.chars().count() != 1), None);
    let read = text::arabic(&bytes);
    for words in ["الإجمالي", "لا تدفع العاملة أي رسوم", "لا الآن ولا لاحقًا", "الاتفاق", "شركة أمانة للوساطة", "الاستبدال"]
    {
        assert!(read.contains(words), "{words} is not in {read}");
    }
}

#[test]
fn in_arabic_numbers_and_dates_lie_from_left_to_right() {
    let read = text::lying(&printed(&arabic()));
    for number in ["2026-11-24", "-10.500", "+968 9123 4567", "OM1100006789", "INV-2026-00731", "561.750"] {
        assert!(read.contains(number), "{number} is not in {read}");
    }
    assert_eq!(read.matches("2026-11-24").count(), 2, "alone, and after an Arabic word");
}

#[test]
fn a_long_table_goes_on_over_pages_that_repeat_its_head() {
    let pages = text::pages(&printed(&long(120)));
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let pages = pages.iter().map(|page| page.concat()).collect::<Vec<_>>();
    for (at, page) in pages.iter().enumerate() {
        assert_eq!(
            page.contains("Payment"),
            page.contains("ItemNetVATSum"),
            "page {at} has rows without a head: {page}"
        );
        assert!(page.contains(&format!("{} / {}", at + 1, pages.len())), "page {at} has no number: {page}");
    }
    (1..=120).for_each(|row| {
        let row = format!("Payment {row} received");
        assert_eq!(pages.iter().filter(|page| page.contains(&row)).count(), 1, "{row}");
    });
}

#[test]
fn a_bare_paper_and_a_full_one_are_printed() {
    let bare = Paper { language: "en".into(), title: "Receipt".into(), ..Paper::default() };
    assert!(text::latin(&printed(&bare)).contains("Receipt"));
    let mut full = long(500);
    full.notes = vec!["word ".repeat(400); 50];
    full.parties = vec![Party { label: "x".repeat(2_000), lines: vec!["ب".repeat(2_000); 9] }; 2];
    full.tables.push(Table { caption: String::new(), head: vec!["H".into(); 8], rows: Vec::new() });
    assert!(text::pages(&printed(&full)).len() > 20);
}

#[test]
fn what_is_too_much_is_refused_by_name() {
    let refused = |change: fn(&mut Paper)| {
        let mut paper = english();
        change(&mut paper);
        pdf(&paper).expect_err("this is too much")
    };
    let too_many = |what, found, most| PrintError::TooMany { what, found, most };
    assert_eq!(pdf(&long(501)), Err(too_many("rows", 501, 500)));
    assert_eq!(refused(|paper| paper.notes = vec!["é".repeat(2_001)]), too_many("characters", 2_001, 2_000));
    assert_eq!(refused(|paper| paper.notes = vec![String::new(); 101]), too_many("notes", 101, 100));
    assert!(matches!(
        refused(|paper| paper.tables[0].rows = vec![vec!["x".repeat(2_000); 4]; 30]),
        PrintError::TooMany { what: "characters", most: 200_000, .. }
    ));
    assert_eq!(refused(|paper| paper.tables[0].head = vec![String::new(); 9]), too_many("columns", 9, 8));
    assert_eq!(refused(|paper| paper.tables[0].rows[1].truncate(3)), PrintError::Ragged { found: 3, head: 4 });
    assert_eq!(
        refused(|paper| paper.tables[0] = Table { rows: vec![vec![]], ..Table::default() }),
        PrintError::Ragged { found: 0, head: 0 }
    );
    assert_eq!(refused(|paper| paper.code = "é".repeat(2_000)), PrintError::Code(4_000));
    assert_eq!(refused(|paper| paper.title = " ".into()), PrintError::Untitled);
    assert_eq!(refused(|paper| paper.issued_at = i64::MAX), PrintError::Date(i64::MAX));
    assert_eq!(refused(|paper| paper.issued_at = -1), PrintError::Date(-1));
    for language in ["", "english", "e", "ar-OM-x", "ar_OM", "ع"] {
        assert_eq!(pdf(&Paper { language: language.into(), ..english() }), Err(PrintError::Language), "{language}");
    }
    assert!(pdf(&Paper { language: "ar-Arab-OM".into(), ..arabic() }).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_printed_in_either_direction(text in "\\PC{0,60}|[\\u{0600}-\\u{06FF} 0-9\\u{2066}-\\u{2069}]{0,60}|\\p{any}{0,40}", rtl: bool) {
        let mut paper = if rtl { arabic() } else { english() };
        paper.parties[0].lines[0].clone_from(&text);
        paper.tables[0].rows[0][1].clone_from(&text);
        paper.code.clone_from(&text);
        paper.number.clone_from(&text);
        paper.seal = text;
        prop_assert!(pdf(&paper).is_ok(), "{:?}", pdf(&paper));
    }
}
