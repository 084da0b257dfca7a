//! Whatever the bytes are: an answer, soon, and no panic.

use crate::imports::import;
use app::imports::sample::roster_csv;
use app::imports::{Limits, read};
use proptest::prelude::*;

const WORKBOOK: &[u8] = include_bytes!("../../../../../samples/roster-ag-021.xlsx");

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
        let _ = import(&bytes);
    }

    #[test]
    fn any_text_under_headings_is_answered(text in "(\\PC|[,;\t\n\"]){0,400}") {
        let _ = import(format!("Name,DOB,Nationality,Passport No,Skills,Salary,Phone,Experience,Medical\n{text}").as_bytes());
    }

    #[test]
    fn any_cells_are_answered(cells in prop::collection::vec("[^,\"\n]{0,24}|[0-9./:-]{1,14}|[٠-٩]{1,8}", 12)) {
        let row = cells.join(",");
        let file = format!("Name,DOB,Nationality,Passport No,Skills,Salary,Phone,Experience,Medical,Languages,Available,History\n{row}\n");
        let _ = import(file.as_bytes());
    }

    #[test]
    fn a_damaged_roster_is_answered(at in 0..18_000_usize, with in any::<u8>(), cut in 0..18_000_usize) {
        let mut bytes = roster_csv(at as u64, "AG-003", 55, crate::imports::TODAY).into_bytes();
        bytes.truncate(cut.max(at + 1));
        if let Some(byte) = bytes.get_mut(at) { *byte = with; }
        let _ = import(&bytes);
    }

    #[test]
    fn a_damaged_workbook_is_answered(changes in prop::collection::vec((0..WORKBOOK.len(), any::<u8>()), 1..6)) {
        let mut bytes = WORKBOOK.to_vec();
        for (at, with) in changes {
            bytes[at] = with;
        }
        let _ = import(&bytes);
    }
}

/// Damage behind the compression: parts of the workbook changed and packed anew, so that the XML itself is broken.
#[test]
fn workbooks_with_broken_parts_are_answered() {
    use std::io::{Cursor, Read, Write};
    let mut seed = 1_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below.max(1)
    };
    let mut answered = 0;
    for _ in 0..150 {
        let mut whole = zip::ZipArchive::new(Cursor::new(WORKBOOK)).expect("the sample");
        let broken = random(whole.len());
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..whole.len() {
            let mut part = whole.by_index(index).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("its bytes");
            if index == broken && !bytes.is_empty() {
                match random(3) {
                    0 => bytes.truncate(random(bytes.len())),
                    1 => (0..20).for_each(|_| {
                        let at = random(bytes.len());
                        bytes[at] = b"<>\"&/0-A\xFF"[random(9)];
                    }),
                    _ => {
                        let at = random(bytes.len());
                        let copy = bytes[at..(at + 200).min(bytes.len())].to_vec();
                        bytes.extend(copy);
                    }
                }
            }
            out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            out.write_all(&bytes).expect("bytes");
        }
        let bytes = out.finish().expect("a zip").into_inner();
        answered += usize::from(read(&bytes, &Limits::default()).is_ok());
    }
    assert!(answered > 0, "some damage is harmless: the broken workbooks are really read");
}
