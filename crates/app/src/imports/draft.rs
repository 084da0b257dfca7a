//! Rows into workers: each row becomes a draft or a list of everything that is wrong with it. One row never stops another.

use super::dates::{self, DateColumn, Hijri};
use super::faults::{Reason, RowFault};
use super::field::WorkerField as F;
use super::mapping::Columns;
use super::read::{Cell, Row, Sheet};
use super::values::{self, DateForm, Given, Mrz};
use super::words::Words;
use crate::vocabulary::text::fold;
use crate::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, WORK, passport_signs};
use domain::pack::Pack;
use envelope::{CivilId, Passport, Phone};
use jiff::civil::Date;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// What the jurisdiction's pack says about a roster, and what whoever imports has said about this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Ages at which a worker may be placed, completed years.
    pub age_years: RangeInclusive<i16>,
    /// Monthly wages that can be meant, in minor units of the pack's currency (three decimals).
    pub wage_minor: RangeInclusive<i64>,
    /// Whether the day stands before the month in dates of numbers; told from each column where nobody says it.
    pub day_first: Option<bool>,
    /// What is done with Hijri dates.
    pub hijri: Hijri,
}

/// Proposal: the pack names the youngest age only.
const OLDEST_AGE_YEARS: i16 = 60;

/// Amounts outside of this are no monthly wage but a slip: OMR 20 to 2,000. What an agreement must grant is checked at the offer.
const PLAUSIBLE_WAGE_MINOR: RangeInclusive<i64> = 20_000..=2_000_000;

impl Rules {
    /// The rules of a pack.
    pub fn of(pack: &Pack) -> Self {
        let youngest = i16::try_from(pack.rules().roster.age_min_years).unwrap_or(i16::MAX);
        Self {
            age_years: youngest..=OLDEST_AGE_YEARS,
            wage_minor: PLAUSIBLE_WAGE_MINOR,
            day_first: None,
            hijri: Hijri::Refuse,
        }
    }
}

/// A worker as a roster describes her. Everything is checked and in one form; nothing is stored yet.
#[derive(Clone, PartialEq, Eq)]
pub struct WorkerDraft {
    /// The whole name, as in the passport.
    pub full_name: String,
    /// What she is called by.
    pub first_name: String,
    /// Birth date.
    pub birth_date: Date,
    /// Country of origin, ISO 3166-1.
    pub origin: &'static str,
    /// Languages, tokens of [`LANGUAGES`].
    pub languages: Vec<&'static str>,
    /// Skills, tokens of [`SKILLS`].
    pub skills: Vec<&'static str>,
    /// Kinds of work, tokens of [`WORK`].
    pub work: Vec<&'static str>,
    /// Completed years of experience.
    pub experience_years: Option<u8>,
    /// First day on which she can start.
    pub available_from: Option<Date>,
    /// Monthly wage asked, in minor units (baisa).
    pub wage_minor: Option<i64>,
    /// Passport number.
    pub passport_number: Passport,
    /// Last day of the passport.
    pub passport_expiry: Option<Date>,
    /// Civil number.
    pub civil_id: Option<CivilId>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Next of kin.
    pub kin_name: Option<String>,
    /// Telephone of the next of kin.
    pub kin_phone: Option<Phone>,
    /// Result of the fitness examination, a token of [`FITNESS`].
    pub fitness_result: Option<&'static str>,
    /// Day of the examination.
    pub fitness_date: Option<Date>,
    /// Work history, without names.
    pub work_history: Option<String>,
}

/// Names no person: drafts hold what is sealed later, and must not reach a log by way of `{:?}`.
impl std::fmt::Debug for WorkerDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkerDraft").field("origin", &self.origin).field("work", &self.work).finish_non_exhaustive()
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// A worker that can be taken in.
    Ready {
        /// The row's line.
        line: u32,
        /// The worker.
        worker: Box<WorkerDraft>,
    },
    /// A row that stays out, with all that is wrong, in column order of the fields.
    Refused(Vec<RowFault>),
}

/// Reads every row of a sheet. `today` is the day in the jurisdiction, for ages and expiry.
///
/// Of two rows with one passport or civil number the first that can be taken in is, and the second says where that one stands.
pub fn draft_rows(sheet: &Sheet, columns: &Columns, today: Date, rules: &Rules) -> Vec<RowOutcome> {
    let mut seen: HashMap<(F, String), u32> = HashMap::new();
    let dates = dates::date_columns(sheet, columns, rules);
    let words = Words::default();
    let rows = sheet.rows.iter();
    rows.map(|row| Reading::of(sheet, columns, (&dates, &words), row).outcome(today, rules, &mut seen)).collect()
}

/// One row while it is read. Faults gather; what could not be read is `None`.
struct Reading<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    /// How the dates of each column are written.
    dates: &'a [DateColumn],
    words: &'a Words,
    row: &'a Row,
    /// What stands in the cell of each field, in the order of [`F::ALL`]; taken out when it is read.
    cells: Vec<Result<Option<Given>, Reason>>,
    faults: Vec<RowFault>,
}

impl<'a> Reading<'a> {
    fn of(sheet: &'a Sheet, columns: &'a Columns, known: (&'a [DateColumn], &'a Words), row: &'a Row) -> Self {
        let cell = |field: &F| match columns.of(*field).and_then(|index| row.cells.get(index)) {
            Some(cell) => match Given::of(cell) {
                // Years of experience know a "none" of their own: it means a newcomer, not an empty cell.
                Ok(None) if *field == F::ExperienceYears => Ok(said_none(cell)),
                given => given,
            },
            None => Ok(None),
        };
        let (dates, words) = known;
        Self { sheet, columns, dates, words, row, cells: F::ALL.iter().map(cell).collect(), faults: Vec::new() }
    }

    fn outcome(mut self, today: Date, rules: &Rules, seen: &mut HashMap<(F, String), u32>) -> RowOutcome {
        if let Some(reason) = self.row.fault.clone().or_else(|| self.names_nobody().then_some(Reason::NoPerson)) {
            return RowOutcome::Refused(vec![RowFault { line: self.row.line, column: None, field: None, reason }]);
        }
        let worker = self.worker(today, rules);
        if let Some(worker) = &worker {
            self.check_seen(worker, seen);
            self.check_together(worker, today, rules);
        }
        match worker {
            Some(worker) if self.faults.is_empty() => {
                seen.insert((F::PassportNumber, worker.passport_number.as_str().to_owned()), self.row.line);
                if let Some(number) = &worker.civil_id {
                    seen.insert((F::CivilId, number.as_str().to_owned()), self.row.line);
                }
                RowOutcome::Ready { line: self.row.line, worker: Box::new(worker) }
            }
            _ => RowOutcome::Refused(self.faults),
        }
    }

    /// Reads all fields, so that all faults are told at once.
    fn worker(&mut self, today: Date, rules: &Rules) -> Option<WorkerDraft> {
        let (full_name, first_name) = self.names();
        let words = self.words;
        let zone = self.given(F::Mrz, |given| values::mrz(given, today));
        let zone = zone.as_ref();
        let form = |dates: &[DateColumn], field| dates::form_of(dates, field, today);
        let born = form(self.dates, F::BirthDate);
        let birth_date = self.as_in(F::BirthDate, |given| values::date(given, &born), zone.map(|zone| zone.birth_date));
        // A country that is not in the list is none of them: it cannot be taken, but differs from any that was typed.
        let country = zone.map(|zone| COUNTRIES.find(&zone.nationality).unwrap_or_default());
        let country = country.filter(|country| !country.is_empty() || self.filled(F::Origin));
        let origin = self.as_in(F::Origin, |given| words.one(given, &COUNTRIES), country);
        let number = zone.map(|zone: &Mrz| zone.number.clone());
        let passport_number = self.as_in(F::PassportNumber, values::passport, number);
        let languages = self.given(F::Languages, |given| words.of(given, &LANGUAGES)).unwrap_or_default();
        let skills = self.given(F::Skills, |given| words.of(given, &SKILLS)).unwrap_or_default();
        let work = self.given(F::Work, |given| words.of(given, &WORK)).unwrap_or_default();
        let experience_years = self.given(F::ExperienceYears, values::years);
        let from = form(self.dates, F::AvailableFrom);
        let available_from = self.given(F::AvailableFrom, |given| start(given, today, &from));
        let wage_minor = self.given(F::Wage, |given| values::wage_minor(given, &rules.wage_minor));
        let until = form(self.dates, F::PassportExpiry);
        let own = self.given(F::PassportExpiry, |given| values::date(given, &until));
        let passport_expiry = self.compared(F::PassportExpiry, own, zone.map(|zone| zone.expiry));
        let civil_id = self.given(F::CivilId, values::civil_id);
        let phone = self.given(F::Phone, |given| values::phone(given, origin));
        let kin_name = self.given(F::KinName, values::name);
        let kin_phone = self.given(F::KinPhone, |given| values::phone(given, origin));
        let fitness_result = self.given(F::FitnessResult, |given| words.one(given, &FITNESS));
        let examined = form(self.dates, F::FitnessDate);
        let fitness_date = self.given(F::FitnessDate, |given| values::date(given, &examined));
        let work_history = self.given(F::WorkHistory, values::note);
        Some(WorkerDraft {
            full_name: full_name?,
            first_name: first_name?,
            birth_date: birth_date?,
            origin: origin?,
            languages,
            skills,
            work,
            experience_years,
            available_from,
            wage_minor,
            passport_number: passport_number?,
            passport_expiry,
            civil_id,
            phone,
            kin_name,
            kin_phone,
            fitness_result,
            fitness_date,
            work_history,
        })
    }

    /// Full name and first name; either may have to be made of what the sheet has.
    fn names(&mut self) -> (Option<String>, Option<String>) {
        let first = self.given(F::FirstName, values::name);
        let middle = self.given(F::MiddleName, values::name);
        let family = self.given(F::FamilyName, values::name);
        let full = match (&first, &family) {
            (Some(first), Some(family)) if !self.filled(F::FullName) => {
                let parts = [Some(first), middle.as_ref(), Some(family)];
                Some(parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "))
            }
            _ => self.needed(F::FullName, values::name),
        };
        let called = first.or_else(|| full.as_ref()?.split_whitespace().next().map(str::to_owned));
        (full, called)
    }

    /// Rules that look at more than one field, or at the day.
    fn check_together(&mut self, worker: &WorkerDraft, today: Date, rules: &Rules) {
        let age = values::age_years(worker.birth_date, today);
        let (min, max) = (*rules.age_years.start(), *rules.age_years.end());
        if worker.birth_date > today {
            self.fault(F::BirthDate, Reason::InFuture);
        } else if age < min {
            self.fault(F::BirthDate, Reason::TooYoung { age: age.into(), min: min.into() });
        } else if age > max {
            self.fault(F::BirthDate, Reason::TooOld { age: age.into(), max: max.into() });
        } else if let Some(years) = worker.experience_years.filter(|years| i16::from(*years) > age - YOUNGEST_AT_WORK) {
            self.fault(F::ExperienceYears, Reason::ExperienceTooLong { years: years.into(), age: age.into() });
        }
        if worker.passport_expiry.is_some_and(|last_day| last_day < today) {
            self.fault(F::PassportExpiry, Reason::Expired);
        }
        let repeated = self.faults.iter().any(|fault| fault.field == Some(F::PassportNumber));
        if let Some((min, max)) = passport_signs(worker.origin)
            && !repeated
            && !(min..=max).contains(&worker.passport_number.as_str().len())
        {
            self.fault(F::PassportNumber, Reason::PassportLength { min, max });
        }
        if worker.fitness_date.is_some_and(|day| day > today) {
            self.fault(F::FitnessDate, Reason::InFuture);
        }
    }

    fn check_seen(&mut self, worker: &WorkerDraft, seen: &HashMap<(F, String), u32>) {
        let passport = seen.get(&(F::PassportNumber, worker.passport_number.as_str().to_owned())).copied();
        let civil_id =
            worker.civil_id.as_ref().and_then(|number| seen.get(&(F::CivilId, number.as_str().to_owned())).copied());
        for (field, line) in [(F::PassportNumber, passport), (F::CivilId, civil_id)] {
            if let Some(line) = line {
                self.fault(field, Reason::DuplicateOf { line });
            }
        }
    }

    fn names_nobody(&self) -> bool {
        let who = [F::FullName, F::FirstName, F::FamilyName, F::PassportNumber, F::BirthDate, F::Mrz];
        let filled = who.iter().filter(|field| self.filled(**field)).count();
        // "Total: 58" may stand in the column of names, beside a sum.
        let in_all = F::ALL.iter().filter(|field| self.filled(**field)).count();
        filled == 0 || (filled == 1 && self.filled(F::FullName) && (in_all <= 2 || self.is_total()))
    }

    /// Whether a word for a sum stands where the name would.
    fn is_total(&self) -> bool {
        let Ok(Some(given)) = &self.cells[F::FullName.index()] else { return false };
        let folded = fold(&given.text());
        ["total", "grand", "sum", "subtotal", "مجموع", "اجمالي", "جمله", "عدد"]
            .iter()
            .any(|word| folded.split(' ').next() == Some(word))
    }

    fn filled(&self, field: F) -> bool {
        self.cells[field.index()] != Ok(None)
    }

    /// The value of a field that may be empty.
    fn given<T>(&mut self, field: F, read: impl FnOnce(&Given) -> Result<T, Reason>) -> Option<T> {
        let cell = std::mem::replace(&mut self.cells[field.index()], Ok(None));
        match cell.and_then(|given| given.as_ref().map(read).transpose()) {
            Ok(value) => value,
            Err(reason) => {
                self.fault(field, reason);
                None
            }
        }
    }

    /// The value of a field that may not be empty.
    fn needed<T>(&mut self, field: F, read: impl FnOnce(&Given) -> Result<T, Reason>) -> Option<T> {
        if !self.filled(field) {
            self.fault(field, Reason::Missing);
            return None;
        }
        self.given(field, read)
    }

    /// The value of a field that may not be empty, unless the machine-readable zone has it.
    fn as_in<T: PartialEq>(
        &mut self,
        field: F,
        read: impl FnOnce(&Given) -> Result<T, Reason>,
        zone: Option<T>,
    ) -> Option<T> {
        if zone.is_some() && !self.filled(field) {
            return zone;
        }
        let own = self.needed(field, read);
        self.compared(field, own, zone)
    }

    /// The column's value, which must not differ from the zone's; the zone's where the column has none.
    fn compared<T: PartialEq>(&mut self, field: F, own: Option<T>, zone: Option<T>) -> Option<T> {
        if own.is_some() && zone.is_some() && own != zone {
            self.fault(field, Reason::MrzDiffers { field });
        }
        own.or(zone)
    }

    fn fault(&mut self, field: F, reason: Reason) {
        let column = self.columns.of(field).map(|index| self.sheet.header.column(index));
        self.faults.push(RowFault { line: self.row.line, column, field: Some(field), reason });
    }
}

/// Nobody's years before this age are counted as experience.
const YOUNGEST_AT_WORK: i16 = 15;

/// A word for "nothing", which a dash or an empty cell is not.
fn said_none(cell: &Cell) -> Option<Given> {
    match cell {
        Cell::Text(text) if text.chars().any(char::is_alphabetic) => Some(Given::Text("none".to_owned())),
        _ => None,
    }
}

/// A day, or a word for "now".
fn start(given: &Given, today: Date, form: &DateForm) -> Result<Date, Reason> {
    const NOW: &[&str] = &[
        "now",
        "immediately",
        "immediate",
        "available",
        "ready",
        "yes",
        "فورا",
        "الان",
        "حالا",
        "متاحه",
        "جاهزه",
        "نعم",
    ];
    if NOW.contains(&fold(&given.text()).as_str()) { Ok(today) } else { values::date(given, form) }
}
