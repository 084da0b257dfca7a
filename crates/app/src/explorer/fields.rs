//! The declared fields of every record, class by class, with what of an invented value would be seen.

use domain::{Class, FieldAction};
use policy::{Declared, Extent, Question, Sample, Table};
use store::tables::catalogue::Profile;

use crate::cases::{CustomerRecord, needs};
use crate::workers::WorkerRecord;

/// Whose field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Record {
    /// The published profile.
    Profile,
    /// The worker's record.
    Worker,
    /// The household's.
    Household,
}

impl Record {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Worker => "worker",
            Self::Household => "household",
        }
    }
}

/// Every record that is declared with [`policy::fields!`].
const RECORDS: [(Record, &[Declared]); 3] = [
    (Record::Profile, Profile::DECLARED),
    (Record::Worker, WorkerRecord::DECLARED),
    (Record::Household, CustomerRecord::DECLARED),
];

/// A field as a question answers it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Whose.
    pub record: Record,
    /// Its name in interfaces and records.
    pub name: &'static str,
    /// What it speaks of.
    pub class: Class,
    /// A class that it is a part of as well.
    pub also: Option<Class>,
    /// How much of it is seen.
    pub extent: Extent,
    /// The id of the rule that decides; `default.deny` where none speaks.
    pub rule: String,
    /// An invented value.
    pub sample: Sample,
}

impl Asked {
    /// What would be seen of the invented value; nothing of a hidden field.
    pub fn shown(&self) -> Option<&str> {
        match self.extent {
            Extent::Visible => Some(&self.sample.value),
            Extent::OnRequest | Extent::Masked => Some(&self.sample.masked),
            Extent::Hidden => None,
        }
    }
}

/// The declared fields of this class.
pub fn of_class(class: Class) -> impl Iterator<Item = (Record, &'static Declared)> {
    let all = RECORDS.into_iter().flat_map(|(record, fields)| fields.iter().map(move |field| (record, field)));
    all.filter(move |(_, field)| field.class == class)
}

/// The declared fields of this class, each with its answer. What is the same in the catalogue and on the roster stands once.
pub fn asked(table: &Table, question: &Question, class: Class) -> Vec<Asked> {
    let mut found: Vec<Asked> = Vec::new();
    for (record, field) in of_class(class) {
        if found.iter().any(|known| known.name == field.name && known.record == Record::Profile) {
            continue;
        }
        let mut answer = table.about_class(question, class, field.also);
        if record == Record::Household
            && class == Class::CustomerIdentity
            && !needs(question.role, question.state, field.name)
        {
            answer.extent = closed(answer.extent);
        }
        let mut sample = (field.sample)();
        // Where it opens on request and no rule shows its mask, pages show dots.
        let masked = table.open(&question.ask(Some(class)), FieldAction::ViewMasked);
        if !masked.has(class) && !field.also.is_some_and(|also| masked.has(also)) {
            policy::mask::DOTS.clone_into(&mut sample.masked);
        }
        found.push(Asked {
            record,
            name: field.name,
            class,
            also: field.also,
            extent: answer.extent,
            rule: answer.rules.first().map_or(policy::Denial::DEFAULT, |rule| &rule.id).to_owned(),
            sample,
        });
    }
    found
}

/// Whether a class that policy opens stays closed because no field of it is needed by this role in this state.
pub(super) fn is_closed(question: Question, class: Class) -> bool {
    let needed = |(_, field): (_, &Declared)| needs(question.role, question.state, field.name);
    class == Class::CustomerIdentity && !of_class(class).any(needed)
}

/// What is left of a class whose disclosure gives nothing.
pub(super) const fn closed(extent: Extent) -> Extent {
    match extent {
        Extent::OnRequest => Extent::Masked,
        extent => extent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_field_has_an_invented_value() {
        for (record, fields) in RECORDS {
            for field in fields {
                let Sample { value, masked } = (field.sample)();
                assert!(!value.is_empty(), "{}.{} has no sample", record.as_str(), field.name);
                assert_ne!(value, masked, "the mask of {}.{} hides nothing", record.as_str(), field.name);
            }
        }
    }
}
