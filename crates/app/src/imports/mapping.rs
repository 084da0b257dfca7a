//! Which column holds which field: guessed from the headings, or said by a mapping that can be kept and written by hand.
//!
//! A mapping speaks of headings, so that it fits next month's file too; `Columns` is that mapping on one sheet.

use super::faults::MappingFault;
use super::field::WorkerField;
use super::header::{Column, Header};
use super::headings::{Confidence, Meaning, recognise};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Field = heading. In TOML: `full_name = "Name of the worker"`. Instead of a heading, a column's letter may be given (`"D"`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<WorkerField, String>);

/// LIMIT: a mapping has one short line for each field.
const MAPPING_BYTES_MAX: usize = 64 * 1024;

impl Mapping {
    /// Reads TOML, or JSON if it begins with a brace. Unknown fields are refused.
    pub fn parse(text: &str) -> Result<Self, MappingFault> {
        let text = text.trim_start_matches('\u{FEFF}');
        if text.len() > MAPPING_BYTES_MAX {
            return Err(MappingFault::Unreadable { problem: format!("longer than {MAPPING_BYTES_MAX} bytes") });
        }
        let read = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|e| e.to_string())
        } else {
            toml::from_str(text).map_err(|e| e.message().to_owned())
        };
        read.map(Self).map_err(|problem| MappingFault::Unreadable { problem })
    }

    /// The mapping as TOML, one line for each field.
    pub fn to_toml(&self) -> String {
        let line =
            |(field, heading): (&WorkerField, &String)| format!("{field} = {}", toml::Value::from(heading.as_str()));
        let lines: Vec<String> = self.0.iter().map(line).collect();
        lines.join("\n")
    }

    /// Finds the columns that the mapping names. Every field must have a column, no column two fields, and the required fields must be there.
    pub fn columns(&self, header: &Header) -> Result<Columns, MappingFault> {
        let mut columns = Columns::default();
        let mut taken: BTreeMap<usize, WorkerField> = BTreeMap::new();
        for (&field, heading) in &self.0 {
            let index =
                header.find(heading).ok_or_else(|| MappingFault::NoSuchColumn { field, heading: heading.clone() })?;
            if let Some(first) = taken.insert(index, field) {
                return Err(MappingFault::SharedColumn { first, second: field, heading: heading.clone() });
            }
            columns.0[field.index()] = Some(index);
        }
        match columns.missing().first() {
            Some(&field) => Err(MappingFault::MissingField { field }),
            None => Ok(columns),
        }
    }
}

/// The column of each field in one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns([Option<usize>; WorkerField::COUNT]);

impl Columns {
    /// Where the field stands, if the sheet has it.
    pub fn of(&self, field: WorkerField) -> Option<usize> {
        self.0[field.index()]
    }

    /// The required fields that have no column. First and family name together stand for the full name, a passport's
    /// machine-readable zone for number, birth date and country.
    pub fn missing(&self) -> Vec<WorkerField> {
        let in_parts = self.of(WorkerField::FirstName).is_some() && self.of(WorkerField::FamilyName).is_some();
        let in_zone = self.of(WorkerField::Mrz).is_some();
        let absent = |field: &&WorkerField| {
            self.of(**field).is_none() && !if **field == WorkerField::FullName { in_parts } else { in_zone }
        };
        WorkerField::REQUIRED.iter().filter(absent).copied().collect()
    }

    /// The same as a mapping by headings, to be kept or corrected.
    pub fn mapping(&self, header: &Header) -> Mapping {
        let named = |field: &WorkerField| {
            let index = self.of(*field)?;
            let heading = header.cells.get(index)?;
            // Two columns with one heading can only be told apart by letter.
            let name =
                if header.find(heading) == Some(index) { heading.clone() } else { header.column(index).letters() };
            Some((*field, name))
        };
        Mapping(WorkerField::ALL.iter().filter_map(named).collect())
    }
}

/// What a guess found in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guessed {
    /// The column.
    pub column: Column,
    /// What its heading says.
    pub field: WorkerField,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The outcome of guessing: what will be read, and everything a person may want to correct.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guess {
    /// The columns to read.
    pub columns: Columns,
    /// Each of them with its confidence, in sheet order.
    pub found: Vec<Guessed>,
    /// Columns that say the same as another and are not read, where neither is the surer one: to be asked about.
    pub ambiguous: Vec<Guessed>,
    /// Columns left behind on purpose: not collected about a person, or the agency's own affair.
    pub not_collected: Vec<Column>,
    /// Columns whose heading says nothing to us.
    pub unknown: Vec<Column>,
}

/// Guesses the columns from the headings. Where two headings name one field the surer one is taken, then the first.
pub fn guess(header: &Header) -> Guess {
    let mut guess = Guess::default();
    let mut candidates: Vec<Guessed> = Vec::new();
    for (index, heading) in header.cells.iter().enumerate() {
        let column = header.column(index);
        match recognise(heading) {
            Meaning::Field(field, confidence) => candidates.push(Guessed { column, field, confidence }),
            Meaning::NotCollected => guess.not_collected.push(column),
            Meaning::Unknown if heading.trim().is_empty() => {}
            Meaning::Unknown => guess.unknown.push(column),
        }
    }
    for candidate in &candidates {
        let rivals = candidates.iter().filter(|other| other.field == candidate.field);
        let surest = rivals.max_by(|a, b| a.confidence.cmp(&b.confidence).then(b.column.index.cmp(&a.column.index)));
        match surest {
            Some(best) if best == candidate => {
                guess.columns.0[candidate.field.index()] = Some(candidate.column.index);
                guess.found.push(candidate.clone());
            }
            Some(best) if best.confidence == candidate.confidence => guess.ambiguous.push(candidate.clone()),
            _ => guess.unknown.push(candidate.column.clone()),
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(cells: &[&str]) -> Header {
        Header { line: 1, cells: cells.iter().map(|&cell| cell.to_owned()).collect() }
    }

    #[test]
    fn a_guess_sorts_every_column_into_one_bin() {
        let header =
            header(&["No.", "Name", "الجنسية", "DOB", "Passport No", "Mobile", "WhatsApp", "Religion", "Locker", ""]);
        let guess = guess(&header);
        let found: Vec<WorkerField> = guess.found.iter().map(|g| g.field).collect();
        assert_eq!(
            found,
            [
                WorkerField::FullName,
                WorkerField::Origin,
                WorkerField::BirthDate,
                WorkerField::PassportNumber,
                WorkerField::Phone
            ]
        );
        assert_eq!(guess.ambiguous.iter().map(|g| g.column.letters()).collect::<Vec<_>>(), ["G"]);
        assert_eq!(guess.not_collected.iter().map(Column::letters).collect::<Vec<_>>(), ["A", "H"]);
        assert_eq!(guess.unknown.iter().map(|c| c.heading.as_str()).collect::<Vec<_>>(), ["Locker"]);
        assert!(guess.columns.missing().is_empty());
    }

    #[test]
    fn the_surer_heading_wins_wherever_it_stands() {
        let guess = guess(&header(&["Agency's name of worker in file", "Name", "DOB", "Country", "Passport"]));
        assert_eq!(guess.columns.of(WorkerField::FullName), Some(1));
        assert!(guess.ambiguous.is_empty());
    }

    #[test]
    fn a_guess_kept_as_toml_gives_the_same_columns_again() {
        let header = header(&["Name", "DOB", "Country", "Passport No", "Skills", "Skills", "Medical \"fit\""]);
        let columns = guess(&header).columns;
        let kept = columns.mapping(&header).to_toml();
        let read = Mapping::parse(&kept).expect("what was written is read");
        assert_eq!(read.columns(&header).expect("the same sheet"), columns);
    }

    #[test]
    fn a_mapping_is_toml_or_json_and_may_name_letters() {
        let header = header(&["A1", "Geb.", "Land", "Pass"]);
        for text in [
            "full_name = \"a1\"\nbirth_date = \"Geb.\"\norigin = \"C\"\npassport_number = \"PASS\"\n",
            "{\"full_name\":\"A\",\"birth_date\":\"B\",\"origin\":\"C\",\"passport_number\":\"D\"}",
        ] {
            let columns = Mapping::parse(text).expect(text).columns(&header).expect(text);
            assert_eq!(columns.of(WorkerField::PassportNumber), Some(3));
        }
    }

    #[test]
    fn a_mapping_that_cannot_be_used_says_why() {
        let header = header(&["Name", "DOB", "Country", "Passport"]);
        let fault = |text: &str| match Mapping::parse(text) {
            Ok(mapping) => mapping.columns(&header).expect_err(text),
            Err(fault) => fault,
        };
        assert!(matches!(fault("religion = \"X\""), MappingFault::Unreadable { .. }));
        assert!(matches!(fault("[["), MappingFault::Unreadable { .. }));
        assert!(matches!(fault(&"#".repeat(70_000)), MappingFault::Unreadable { .. }));
        assert_eq!(
            fault("wage = \"Lohn\""),
            MappingFault::NoSuchColumn { field: WorkerField::Wage, heading: "Lohn".to_owned() }
        );
        assert!(matches!(fault("full_name = \"Name\"\nfirst_name = \"Name\""), MappingFault::SharedColumn { .. }));
        assert_eq!(fault("full_name = \"Name\""), MappingFault::MissingField { field: WorkerField::BirthDate });
    }
}
