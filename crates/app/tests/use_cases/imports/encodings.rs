//! Lists in the encodings that spreadsheet programs write, told apart by their bytes.

use crate::imports::{import, roster, sorted};
use app::imports::{Encoding, FileFault, Limits, Reason, RowOutcome, read};
use encoding_rs::{WINDOWS_1252, WINDOWS_1256};

const ARABIC: &str = "الاسم الكامل;الجنسية;تاريخ الميلاد;رقم الجواز;اللغات;ملاحظات\r\n\
    ألماز بيكيلي;إثيوبية;١٢/٠٣/١٩٩٥;EP1234567;العربية، الإنجليزية;\r\n\
    سيتا راي;نيبالية;25/07/1990;07654321;نيبالي;طبّاخة ماهرة\r\n";

fn fault(bytes: &[u8]) -> FileFault {
    read(bytes, &Limits::default()).expect_err("refused")
}

/// The list must be read as this encoding, and give both workers with their Arabic names.
fn reads_as(bytes: &[u8], encoding: Encoding) {
    let (sheet, outcomes) = import(bytes).expect("readable");
    assert_eq!(sheet.encoding, Some(encoding));
    let (ready, refused) = sorted(&outcomes);
    assert!(refused.is_empty(), "{encoding:?}: {refused:#?}");
    let names: Vec<&str> = ready.iter().map(|(_, worker)| worker.full_name.as_str()).collect();
    assert_eq!(names, ["ألماز بيكيلي", "سيتا راي"], "{encoding:?}");
}

/// Windows-1256 has no Arabic-Indic digits.
fn windows_1256(text: &str) -> Vec<u8> {
    let digits = text.replace("١٢/٠٣/١٩٩٥", "12/03/1995");
    let (bytes, _, unmappable) = WINDOWS_1256.encode(&digits);
    assert!(!unmappable, "the code page has all of it");
    bytes.into_owned()
}

fn utf16(text: &str, mark: bool, big_endian: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn one_list_reads_alike_in_every_encoding() {
    reads_as(ARABIC.as_bytes(), Encoding::Utf8);
    reads_as(format!("\u{FEFF}{ARABIC}").as_bytes(), Encoding::Utf8);
    reads_as(&windows_1256(ARABIC), Encoding::Windows1256);
    let tabs = ARABIC.replace(';', "\t");
    reads_as(&utf16(&tabs, true, false), Encoding::Utf16);
    reads_as(&utf16(&tabs, true, true), Encoding::Utf16);
    reads_as(&utf16(&tabs, false, false), Encoding::Utf16);
    reads_as(&utf16(&tabs, false, true), Encoding::Utf16);
}

#[test]
fn a_few_arabic_names_under_english_headings_are_enough() {
    let bytes = windows_1256("Name,DOB,Nationality,Passport No\nألماز بيكيلي,12/03/1995,ET,EP1234567\n");
    assert_eq!(sorted(&import(&bytes).expect("readable").1).0[0].1.full_name, "ألماز بيكيلي");
}

#[test]
fn western_accents_are_not_taken_for_arabic() {
    let text =
        roster(&["José Peña,12/03/1995,Philippines,P1234567A", "Ma. Niña Dueñas,1/5/1990,Philippines,P1234567B"]);
    let (bytes, _, _) = WINDOWS_1252.encode(&text);
    assert_eq!(fault(&bytes), FileFault::Encoding { line: 2 });
    assert_eq!(fault(b"Name,DOB,Nationality,Passport\n\xFA\xFA\xFA\xF8\xF8,1,2,3\n"), FileFault::Encoding { line: 2 });
}

#[test]
fn a_file_put_together_from_two_encodings_names_its_line() {
    let mut bytes = "الاسم;تاريخ الميلاد;الجنسية;رقم الجواز\nألماز بيكيلي;12/03/1995;ET;EP1234567\n".as_bytes().to_vec();
    bytes.extend(windows_1256("سيتا راي;25/07/1990;NP;07654321\n"));
    assert_eq!(fault(&bytes), FileFault::MixedEncodings { line: 3 });
    let mut marked = b"\xEF\xBB\xBFName,DOB,Nationality,Passport No\n".to_vec();
    marked.extend(windows_1256("ألماز,12/03/1995,ET,EP1234567\n"));
    assert_eq!(fault(&marked), FileFault::Encoding { line: 2 });
}

#[test]
fn text_in_utf_16_that_is_cut_names_its_line() {
    let mut bytes =
        utf16("Name\tDOB\tNationality\tPassport No\nAlmaz Bekele\t12/03/1995\tET\tEP1234567\n", true, false);
    bytes.pop();
    assert_eq!(fault(&bytes), FileFault::Encoding { line: 2 });
}

#[test]
fn each_separator_is_told_by_the_headings() {
    let text = "Name,DOB,Nationality,Passport No,Skills\nAlmaz Bekele,12/03/1995,ET,EP1234567,cooking\n";
    for separator in [",", ";", "\t", "|"] {
        let (_, outcomes) = import(text.replace(',', separator).as_bytes()).expect("readable");
        assert_eq!(sorted(&outcomes).0[0].1.skills, ["cooking"], "{separator:?}");
    }
    let semicolons = "Name;DOB;Nationality;Passport No;Salary, OMR\nAlmaz Bekele;12/03/1995;ET;EP1234567;120,500\n";
    assert_eq!(sorted(&import(semicolons.as_bytes()).expect("readable").1).0[0].1.wage_minor, Some(120_500));
}

#[test]
fn the_note_for_excel_settles_the_separator() {
    for first in ["sep=;", "SEP=;", "\"sep=;\"", "sep=;;;;"] {
        let text = format!(
            "{first}\r\nName, as in passport;DOB;Nationality;Passport No\r\nAlmaz Bekele;12/03/1995;ET;EP1234567\r\n"
        );
        let (sheet, outcomes) = import(text.as_bytes()).expect(first);
        assert_eq!((sheet.header.line, sorted(&outcomes).0.len()), (2, 1), "{first}");
    }
}

#[test]
fn line_breaks_and_separators_inside_quotation_marks_belong_to_the_cell() {
    let text = "Name,\"DOB\n(dd/mm/yyyy)\",Nationality,Passport No,Work history,Skills\r\n\
        \"Bekele, Almaz\",12/03/1995,ET,EP1234567,\"Riyadh 2 years,\nMuscat \"\"3\"\" years\",\"cooking\nironing\"\r\n\
        Sita Rai,1/2/1990,NP,07654321,,\r\n";
    let (_, outcomes) = import(text.as_bytes()).expect("readable");
    let (ready, _) = sorted(&outcomes);
    assert_eq!(ready[0].1.work_history.as_deref(), Some("Riyadh 2 years,\nMuscat \"3\" years"));
    assert_eq!((ready[0].1.full_name.as_str(), &ready[0].1.skills[..]), ("Bekele, Almaz", &["cooking", "ironing"][..]));
    assert_eq!(ready.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 6], "lines as an editor counts them");
}

#[test]
fn a_nul_in_a_cell_costs_that_row_only() {
    let (_, outcomes) =
        import(roster(&["Alm\0az Bekele,12/03/1995,ET,EP1234567", "Sita Rai,1/2/1990,NP,07654321"]).as_bytes())
            .expect("readable");
    assert_eq!(sorted(&outcomes).1[0].reason, Reason::ControlCharacter);
    assert!(matches!(outcomes[1], RowOutcome::Ready { .. }));
}
