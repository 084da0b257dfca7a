//! What kind of file it is, where its headings stand, and what is refused before anything is read.

use crate::imports::{import, roster, sorted};
use app::imports::{FileFault, Limits, Mapping, Reason, WorkerField, read, read_mapped};
use rust_xlsxwriter::Workbook;
use std::io::Write;

const ROW: &str = "Almaz Bekele,12/03/1995,Ethiopia,EP1234567";

fn fault(bytes: &[u8]) -> FileFault {
    read(bytes, &Limits::default()).expect_err("refused")
}

/// A workbook with one sheet for each list of rows.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(*cells) {
                sheet.write(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn each_separator_is_found_with_and_without_byte_order_mark() {
    let text = roster(&[ROW]);
    for (separator, mark) in
        [(",", ""), (";", ""), ("\t", ""), (",", "\u{FEFF}"), (";", "\u{FEFF}"), (";", "\u{FEFF}sep=;\n")]
    {
        let file = format!("{mark}{}", text.replace(',', separator));
        let (sheet, outcomes) = import(file.as_bytes()).expect("readable");
        assert_eq!(sheet.header.cells.len(), 4, "{separator:?}");
        assert_eq!(sorted(&outcomes).0.len(), 1, "{separator:?} {mark:?}");
    }
}

#[test]
fn headings_are_found_under_titles_and_blank_lines() {
    let file =
        format!("\r\n\r\nList of workers, AG-021\r\n\r\nprinted 1 May\r\n{}", roster(&[ROW]).replace('\n', "\r\n"));
    let (sheet, outcomes) = import(file.as_bytes()).expect("readable");
    assert_eq!(sheet.header.line, 6);
    assert_eq!(sorted(&outcomes).0[0].0, 7, "lines are counted as an editor does");
}

#[test]
fn headings_repeated_on_each_page_are_no_workers() {
    let file = roster(&[ROW, "Name,DOB,Nationality,Passport No", ",,,"]);
    assert_eq!(import(file.as_bytes()).expect("readable").1.len(), 1);
}

#[test]
fn files_of_another_kind_are_named() {
    for (bytes, found) in [
        (b"%PDF-1.7\n1 0 obj".as_slice(), "pdf"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "png"),
        (b"\xFF\xD8\xFF\xE0JFIF", "jpeg"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old workbook", "xls"),
        (b"\x09\x08\x10\0\0\x06\x05\0 older still", "xls"),
        (b"<html><table><tr><td>Name", "html"),
        (b"\xEF\xBB\xBF\r\n<table><tr><td>Name</td>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "xml"),
        (b"ID;PWXL;N;E\nC;Y1;X1;K\"Name\"", "sylk"),
        (b"{\"name\": 1}", "json"),
        (b"\x7FELF\0\0\0\xF0\x9F", "binary"),
    ] {
        assert_eq!(fault(bytes), FileFault::OtherKind { found });
    }
    assert_eq!(fault(&zip(&[("a.txt", b"x")])), FileFault::OtherKind { found: "zip" });
    assert_eq!(fault(&zip(&[("word/document.xml", b"<x/>")])), FileFault::OtherKind { found: "docx" });
    assert_eq!(fault(&zip(&[("xl/workbook.bin", b"x")])), FileFault::OtherKind { found: "xlsb" });
    let open_document =
        zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]);
    assert_eq!(fault(&open_document), FileFault::OtherKind { found: "ods" });
}

#[test]
fn a_workbook_under_a_password_is_known_as_such() {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(fault(&bytes), FileFault::Protected);
}

#[test]
fn empty_files_and_bare_headings_are_told_apart() {
    assert_eq!(fault(b""), FileFault::Empty);
    assert_eq!(fault("\u{FEFF} \r\n \t\n".as_bytes()), FileFault::Empty);
    assert_eq!(fault(b"Name,DOB,Nationality,Passport No\n,,,\n"), FileFault::NoRows);
    assert_eq!(fault(b"Almaz,12/03/1995,Ethiopia,EP1234567\n"), FileFault::NoHeader);
    assert_eq!(fault(&workbook(&[("Empty", &[])])), FileFault::NoHeader);
    assert_eq!(fault(&workbook(&[("Bare", &[&["Name", "DOB", "Passport"]])])), FileFault::NoRows);
}

#[test]
fn limits_hold_before_anything_is_built() {
    let limits = Limits { file_bytes: 1_000, rows: 3, columns: 5, ..Limits::default() };
    let read = |bytes: &[u8]| read(bytes, &limits).map(|sheet| sheet.rows.len());
    assert_eq!(read(&[b'a'; 1_001]), Err(FileFault::TooLarge { limit: 1_000 }));
    assert_eq!(read(roster(&[ROW, ROW, ROW]).as_bytes()), Ok(3));
    assert_eq!(read(roster(&[ROW, ROW, ROW, ROW]).as_bytes()), Err(FileFault::TooManyRows { limit: 3 }));
    assert_eq!(read(roster(&[ROW; 9]).as_bytes()), Err(FileFault::TooManyRows { limit: 3 }));
    assert_eq!(read(b"Name,DOB,Passport,a,b,c\n1,2,3\n"), Err(FileFault::TooManyColumns { limit: 5 }));
    let few = Limits { cells: 9, ..Limits::default() };
    assert_eq!(app::imports::read(roster(&[ROW]).as_bytes(), &few).map(|sheet| sheet.rows.len()), Ok(1));
    assert_eq!(
        app::imports::read(roster(&[ROW, ",,,,,,,", ROW]).as_bytes(), &few),
        Err(FileFault::TooManyCells { limit: 9 })
    );
    let row: Vec<&str> = ROW.split(',').collect();
    let book = workbook(&[("A", &[&["Name", "DOB", "Nationality", "Passport No"], &row, &row])]);
    assert_eq!(app::imports::read(&book, &few), Err(FileFault::TooManyCells { limit: 9 }));
    let million = format!("Name,DOB,Passport{}\n1,2,3\n", ",x".repeat(1_000_000));
    let wide = Limits::default();
    assert_eq!(app::imports::read(million.as_bytes(), &wide), Err(FileFault::TooManyColumns { limit: wide.columns }));
}

#[test]
fn a_workbook_that_unpacks_to_far_more_is_refused_unread() {
    let zeros = vec![b' '; 8 << 20];
    let parts: Vec<(String, &[u8])> =
        (0..8).map(|part| (format!("xl/worksheets/sheet{part}.xml"), zeros.as_slice())).collect();
    let mut all: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", b"<workbook/>")];
    all.extend(parts.iter().map(|(name, bytes)| (name.as_str(), *bytes)));
    let bomb = zip(&all);
    assert!(bomb.len() < 200_000, "64 MiB packed into {}", bomb.len());
    assert_eq!(fault(&bomb), FileFault::UnpacksTooLarge { limit: Limits::default().unpacked_bytes });
}

#[test]
fn cells_at_the_far_corner_cost_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0_u16..).zip(["Name", "DOB", "Nationality", "Passport No"]) {
        sheet.write(0, column, heading).expect("a cell");
    }
    for (column, cell) in (0_u16..).zip(ROW.split(',')) {
        sheet.write(1, column, cell).expect("a cell");
    }
    sheet.write(1_048_575, 0, "Total: 1").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    assert_eq!(sorted(&import(&bytes).expect("readable").1).0.len(), 1);
}

#[test]
fn the_sheet_with_the_roster_is_read_and_the_others_are_named() {
    let head: &[&str] = &["Name", "DOB", "Nationality", "Passport No"];
    let row: Vec<&str> = ROW.split(',').collect();
    let book = workbook(&[
        ("Cover", &[&["Agency AG-021"], &["Phone", "24000000"]]),
        ("2025", &[&["Name", "DOB"], &["Sita Rai", "1/2/1990"]]),
        ("2026", &[head, &row]),
    ]);
    let (sheet, outcomes) = import(&book).expect("readable");
    assert_eq!(sheet.name.as_deref(), Some("2026"));
    assert_eq!(sheet.passed_over, ["2025"]);
    assert_eq!(sorted(&outcomes).0.len(), 1);
}

#[test]
fn a_workbook_cut_anywhere_is_damaged() {
    let row: Vec<&str> = ROW.split(',').collect();
    let whole = workbook(&[("A", &[&["Name", "DOB", "Nationality", "Passport No"], &row])]);
    for length in (4..whole.len()).step_by(97) {
        assert_eq!(fault(&whole[..length]), FileFault::Damaged, "cut at {length} of {}", whole.len());
    }
}

#[test]
fn an_open_quotation_mark_costs_one_row() {
    let many: Vec<String> = (0..60).map(|n| format!("Almaz Bekele,12/03/1995,Ethiopia,EP12345{n:02}")).collect();
    let mut rows: Vec<&str> = many.iter().map(String::as_str).collect();
    rows.insert(10, "\"Rosa Reyes,12/03/1995,Philippines,P7654321");
    let (_, outcomes) = import(roster(&rows).as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!((ready.len(), refused.len()), (60, 1));
    assert_eq!((refused[0].line, &refused[0].reason), (12, &Reason::OpenQuote));
    assert_eq!(ready[10].0, 13);
}

/// The sound rows, what opens a quotation mark among them, what stands three lines below, and the lines refused for it.
type Tried<'a> = (&'a [String], &'a str, Option<&'a str>, &'a [u32]);

#[test]
fn a_stray_quotation_mark_costs_its_own_row_wherever_it_stands_and_whatever_closes_it() {
    let sound: Vec<String> = (0..20).map(|n| format!("Almaz Bekele,12/03/1995,Ethiopia,EP12345{n:02}")).collect();
    let quoted: Vec<String> = (0..20).map(|n| format!("\"Almaz Bekele\",12/03/1995,Ethiopia,EP12345{n:02}")).collect();
    let opened = "\"Rosa Reyes,12/03/1995,Philippines,P7654321";
    let last = "Rosa Reyes,12/03/1995,Philippines,\"P7654321";
    let closed = "Rosa Reyes\",12/03/1995,Philippines,P7654322";
    let later = "Rosa Reyes,12/03/1995,Philippines,P7654322\"";
    let tried: [Tried<'_>; 8] = [
        (&sound, opened, None, &[3]),
        (&sound, last, None, &[3]),
        (&quoted, opened, None, &[3]),
        (&quoted, last, None, &[3]),
        (&sound, opened, Some(opened), &[3, 6]),
        (&sound, last, Some(opened), &[3, 6]),
        (&sound, opened, Some(closed), &[3]),
        (&sound, last, Some(later), &[3]),
    ];
    for (others, opens, below, lines) in tried {
        for line_end in ["\n", "\r\n", "\r"] {
            let mut rows: Vec<&str> = others.iter().map(String::as_str).collect();
            rows.insert(1, opens);
            if let Some(below) = below {
                rows.insert(4, below);
            }
            let (_, outcomes) = import(roster(&rows).replace('\n', line_end).as_bytes()).expect("readable");
            let (ready, refused) = sorted(&outcomes);
            let told = refused.iter().filter(|fault| fault.reason == Reason::OpenQuote);
            assert_eq!(told.map(|fault| fault.line).collect::<Vec<_>>(), lines, "{opens} {below:?} {line_end:?}");
            assert_eq!(outcomes.len(), rows.len(), "no row is in no count: {opens} {below:?}");
            let ends = ready.iter().map(|(line, _)| *line).max();
            assert!(ready.len() >= 20 && ends == u32::try_from(rows.len() + 1).ok(), "{ends:?} of {}", rows.len());
        }
    }
}

#[test]
fn a_quotation_mark_that_is_open_in_the_last_row_is_named_there() {
    let text = "Name,DOB,Nationality,Passport No\nAlmaz Bekele,12/03/1995,Ethiopia,EP1234567\n\"Rosa Reyes,12/03/1995,\
        Philippines,P7654321";
    for text in [text.to_owned(), format!("{text}\n\n")] {
        let (_, outcomes) = import(text.as_bytes()).expect("readable");
        let (ready, refused) = sorted(&outcomes);
        assert_eq!((ready.len(), refused.len()), (1, 1));
        assert_eq!((refused[0].line, &refused[0].reason), (3, &Reason::OpenQuote));
    }
}

#[test]
fn a_history_of_several_lines_with_commas_is_one_cell() {
    let text = "Name,DOB,Nationality,Passport No,Work history,Availability\n\
        Almaz Bekele,12/03/1995,Ethiopia,EP1234567,\"Cooked, cleaned, cared for two children, a cat, and a garden\n\
        Riyadh, 2015 to 2018, \"\"best of all\"\"\nDoha, 2019, 2020, 2021, 2022, 2023\" ,now\n\
        Hana Tesfaye,13/03/1995,Ethiopia,EP1234568,,now\n";
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, refused) = sorted(&outcomes);
    assert_eq!(ready.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5], "{refused:?}");
    let history = ready[0].1.work_history.as_deref().expect("a history");
    assert!(history.contains("\"best of all\""), "{history}");
}

#[test]
fn a_file_of_open_quotation_marks_is_given_up() {
    let line = "\"Rosa Reyes,12/03/1995,\"Philippines,P7654321";
    let text = roster(&vec![line; 5_000]).replace(",\"", ",");
    let text = text.replace("Rosa", "Rosa\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
    assert!(matches!(fault(text.as_bytes()), FileFault::OpenQuotes { .. } | FileFault::TooManyRows { .. }));
}

#[test]
fn a_mapping_finds_headings_that_nobody_else_would() {
    let file = "Liste\nQui,Quand,Ou,Papier\nAlmaz Bekele,12/03/1995,Ethiopia,EP1234567\n";
    assert_eq!(fault(file.as_bytes()), FileFault::NoHeader);
    let mapping =
        Mapping::parse("full_name = \"qui\"\nbirth_date = \"Quand\"\norigin = \"Ou\"\npassport_number = \"Papier\"")
            .expect("sound");
    let sheet = read_mapped(file.as_bytes(), &Limits::default(), &mapping).expect("readable");
    assert_eq!((sheet.header.line, sheet.rows.len()), (2, 1));
    assert_eq!(mapping.columns(&sheet.header).expect("found").of(WorkerField::Origin), Some(2));
}
