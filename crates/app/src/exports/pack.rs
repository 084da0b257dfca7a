//! The file: one ZIP with the same rows for programs (JSON), for spreadsheets (CSV) and for reading (HTML, in both languages).
//!
//! It is put together in memory and leaves it sealed only.

use std::io::{Cursor, Write};

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::file::MOST;
use crate::AppError;
use crate::held::{Group, Held};
use crate::imports::write::guarded;

/// The name of the format in `data.json`. A change that breaks a reader takes another one.
const FORMAT: &str = "amana-my-data/1";

/// The file. `summary` writes the readable page of a language, where somebody can.
pub(super) fn pack(held: &Held, summary: &dyn Fn(&str) -> Option<String>) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let broken = |error: &dyn std::fmt::Display| AppError::Sealed(format!("an export cannot be packed: {error}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(256 * 1024)));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut add = |name: String, bytes: &[u8]| {
        zip.start_file(name, options).map_err(|error| broken(&error))?;
        zip.write_all(bytes).map_err(|error| broken(&error))
    };
    for language in ["en", "ar"] {
        if let Some(page) = summary(language) {
            add(format!("summary-{language}.html"), page.as_bytes())?;
        }
    }
    add("data.json".to_owned(), &json(held)?)?;
    for group in &held.groups {
        add(format!("csv/{}.csv", group.name), &csv(group))?;
    }
    let packed = zip.finish().map_err(|error| broken(&error))?.into_inner();
    if packed.len() > MOST {
        return Err(broken(&"it would be larger than 16 MiB"));
    }
    Ok(Zeroizing::new(packed))
}

fn json(held: &Held) -> Result<Vec<u8>, AppError> {
    let group = |group: &Group| {
        let row = |values: &Vec<Value>| -> Value {
            let named = group.columns.iter().zip(values).map(|(column, value)| (column.name.to_owned(), value.clone()));
            Value::Object(named.collect::<Map<_, _>>())
        };
        json!({
            "name": group.name,
            "purpose": group.purpose.map(domain::Purpose::as_str),
            "basis": group.basis.as_str(),
            "kept": group.kept.as_str(),
            "rows": group.rows.iter().map(row).collect::<Vec<_>>(),
        })
    };
    let whole = json!({
        "format": FORMAT,
        "about": held.about,
        "made_at": held.made_at,
        "groups": held.groups.iter().map(group).collect::<Vec<_>>(),
    });
    serde_json::to_vec_pretty(&whole).map_err(|error| AppError::Sealed(error.to_string()))
}

/// UTF-8 with a byte order mark, without which spreadsheets spoil Arabic; what they could take for a formula is guarded.
fn csv(group: &Group) -> Vec<u8> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    // Writing to memory does not fail.
    file.write_record(group.columns.iter().map(|column| column.name)).unwrap_or_default();
    for row in &group.rows {
        file.write_record(row.iter().map(|value| guarded(&said(value)))).unwrap_or_default();
    }
    file.into_inner().unwrap_or_default()
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(said).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::groups::{CASES, LOOKS};
    use super::*;

    fn held() -> Held {
        let row =
            vec![json!("C-0000000"), json!("met"), json!("=1+1"), json!("+Agency, \"one\""), Value::Null, json!("x")];
        Held { about: "household", made_at: jiff::Timestamp::UNIX_EPOCH, groups: vec![CASES.with(vec![row])] }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
        let mut text = String::new();
        zip.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn one_zip_holds_the_rows_for_programs_for_spreadsheets_and_for_reading() {
        let file = pack(&held(), &|language| Some(format!("<p>{language}</p>"))).expect("packed");
        let data: Value = serde_json::from_str(&part(&file, "data.json")).expect("JSON");
        assert_eq!((&data["format"], &data["about"]), (&json!("amana-my-data/1"), &json!("household")));
        assert_eq!(data["groups"][0]["rows"][0]["agency"], "=1+1", "programs get the value as it is");
        assert_eq!(data["groups"][0]["basis"], "contract");
        let sheet = part(&file, "csv/cases.csv");
        assert!(sheet.starts_with("\u{feff}case,state,agency,"), "{sheet}");
        assert!(sheet.contains(",'=1+1,\"'+Agency, \"\"one\"\"\",,x\r\n"), "no spreadsheet runs it: {sheet}");
        assert_eq!(
            (part(&file, "summary-en.html"), part(&file, "summary-ar.html")),
            ("<p>en</p>".into(), "<p>ar</p>".into())
        );
    }

    #[test]
    fn several_words_stand_in_one_cell() {
        let row = vec![
            json!("t"),
            json!("dpo"),
            Value::Null,
            Value::Null,
            json!("audit"),
            json!(["worker_name", "audit"]),
            json!(true),
            json!(false),
        ];
        let sheet = String::from_utf8(csv(&LOOKS.with(vec![row]))).expect("UTF-8");
        assert!(sheet.ends_with("t,dpo,,,audit,worker_name; audit,true,false\r\n"), "{sheet}");
    }
}
