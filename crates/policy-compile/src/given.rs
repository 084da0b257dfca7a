//! A set that was sent: its files by name, under the words of this program.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fault::{Refused, at};
use crate::sources::{INVARIANTS, SCHEMA, Source, Sources};

impl Sources {
    /// The files of a set by name, under the words of this program. The schema may come along if it is this program's.
    pub fn of(files: &BTreeMap<String, String>) -> Result<Self, Refused> {
        let mut sources = Self { invariants: None, ..Self::built_in() };
        let mut faults = Vec::new();
        for (name, text) in files {
            let source = Source { name: name.clone(), text: text.clone() };
            match name.as_str() {
                SCHEMA if source == sources.schema => {}
                SCHEMA => faults.push(at(&source, 1, "other words than this program's: leave the schema as it is")),
                INVARIANTS => sources.invariants = Some(source),
                _ if Path::new(name).extension().is_some_and(|ending| ending == "cedar") => {
                    sources.policies.push(source);
                }
                _ => faults.push(at(&source, 1, "neither a .cedar file nor the schema")),
            }
        }
        if faults.is_empty() { Ok(sources) } else { Err(Refused(faults)) }
    }
}
