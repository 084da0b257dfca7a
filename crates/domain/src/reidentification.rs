//! The re-identification check: how many listed people fit what a profile would say, and the coarser form in which enough do.
//!
//! Pure: the caller brings the people who are listed. What is said of somebody is only ever left out or widened, never
//! altered, so a coarse form is as true as the record. Why it counts as it does: docs/decisions/0018.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::pack::ReidentificationRules;

/// An age as it is shown: whole years where both ends are one, else a band with both ends included. Its JSON form is a
/// number, or a text such as `20-29`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "AgeText", try_from = "AgeText")]
pub struct Age {
    from: i64,
    to: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum AgeText {
    Years(i64),
    Band(String),
}

impl From<Age> for AgeText {
    fn from(age: Age) -> Self {
        age.years().map_or_else(|| Self::Band(format!("{}-{}", age.from, age.to)), Self::Years)
    }
}

impl TryFrom<AgeText> for Age {
    type Error = &'static str;

    fn try_from(text: AgeText) -> Result<Self, Self::Error> {
        let unreadable = "an age is a number of years, or a band such as 20-29";
        match text {
            AgeText::Years(years) => Ok(Self::of(years)),
            AgeText::Band(band) => {
                let (from, to) = band.split_once('-').ok_or(unreadable)?;
                let end = |text: &str| text.parse().map_err(|_| unreadable);
                Self::band(end(from)?, end(to)?).ok_or(unreadable)
            }
        }
    }
}

impl Age {
    /// In whole years.
    pub const fn of(years: i64) -> Self {
        Self { from: years, to: years }
    }

    /// From and to, both included; none when they stand the wrong way round.
    pub const fn band(from: i64, to: i64) -> Option<Self> {
        if from <= to { Some(Self { from, to }) } else { None }
    }

    /// The youngest that is meant, in years.
    pub const fn from(self) -> i64 {
        self.from
    }

    /// The oldest that is meant, in years.
    pub const fn to(self) -> i64 {
        self.to
    }

    /// The age itself, unless a band is told.
    pub const fn years(self) -> Option<i64> {
        if self.from == self.to { Some(self.from) } else { None }
    }

    /// Whether somebody so old is meant as well.
    pub const fn includes(self, years: i64) -> bool {
        self.from <= years && years <= self.to
    }

    /// What a check may tell of it: itself, its band and its wide band. Nobody outside the last is ever counted.
    pub fn bands(self, rules: &ReidentificationRules) -> [Self; 3] {
        let narrow = self.widened(rules.age_band_years);
        [self, narrow, narrow.widened(rules.age_band_wide_years)]
    }

    /// The band of so many years in which all of this lies; itself where it is as wide already.
    fn widened(self, years: u16) -> Self {
        let years = i64::from(years.max(1));
        let from = self.from.div_euclid(years) * years;
        let wide = Self { from, to: from + years - 1 };
        if wide.includes(self.to) { wide } else { self }
    }
}

/// What a profile says of somebody, as far as it leads to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicForm {
    /// The age that is shown.
    pub age: Age,
    /// The country of origin that people are compared by: never shown in the catalogue, but languages tell of it. None
    /// where it is compared by its region only.
    pub origin: Option<String>,
    /// The languages that are shown.
    pub languages: Vec<String>,
    /// The skills that are shown.
    pub skills: Vec<String>,
}

/// Listed people of one region who are alike in all that is counted of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peers {
    /// In years; of people of several ages, one of these.
    pub age: i64,
    /// Country of origin; of people of several countries, one of these.
    pub origin: String,
    /// Their languages, as far as they are asked for.
    pub languages: Vec<String>,
    /// Their skills, as far as they are asked for.
    pub skills: Vec<String>,
    /// How many they are.
    pub people: u64,
}

/// One thing that is told less precisely, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Coarsening {
    /// The age is told as this band.
    Age {
        /// The band.
        band: String,
    },
    /// This skill is not told.
    Skill {
        /// Which.
        word: String,
    },
    /// This language is not told.
    Language {
        /// Which.
        word: String,
    },
    /// People of the whole region are counted, not only those of the country.
    Region {},
}

/// What the check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// What is to be told.
    pub form: PublicForm,
    /// What became coarser on the way, in that order; nothing when the whole truth is shared by enough.
    pub coarsened: Vec<Coarsening>,
    /// How many people fit the form, with the person themself.
    pub people: u64,
    /// Fewer than the pack asks for fit even the coarsest form.
    pub rare: bool,
}

impl Checked {
    /// Whether another check comes to the same: the same form for the same reason. How many more than enough fit is no
    /// difference.
    pub fn agrees(&self, other: &Self) -> bool {
        self.form == other.form && self.rare == other.rare
    }
}

impl PublicForm {
    /// Whether all that is said is true of these people.
    pub fn fits(&self, peers: &Peers) -> bool {
        self.age.includes(peers.age)
            && self.origin.as_ref().is_none_or(|origin| *origin == peers.origin)
            && self.languages.iter().all(|word| peers.languages.contains(word))
            && self.skills.iter().all(|word| peers.skills.contains(word))
    }
}

/// LIMIT: words of a record that can be told; the closed lists together have fewer. More are never told.
const WORDS_MAX: usize = 128;

/// A set of the record's words: languages first, then skills, one bit each.
type Words = u128;

/// A form on the way from the whole truth to the coarsest.
#[derive(Clone, Copy)]
struct Rung {
    age: Age,
    /// Only people of the same country are counted.
    country: bool,
    words: Words,
}

/// Peers by what the record's words are to them.
struct Row {
    age: i64,
    compatriots: bool,
    knows: Words,
    people: u64,
}

/// The record and its peers, as numbers: a check looks at every form over all of them.
struct Table<'a> {
    told: &'a PublicForm,
    rows: Vec<Row>,
}

impl<'a> Table<'a> {
    fn of(told: &'a PublicForm, peers: &[Peers]) -> Self {
        let knows = |peer: &Peers| {
            let languages = told.languages.iter().map(|word| peer.languages.contains(word));
            let skills = told.skills.iter().map(|word| peer.skills.contains(word));
            let known = languages.chain(skills).take(WORDS_MAX).enumerate().filter(|(_, known)| *known);
            known.fold(0, |words: Words, (at, _)| words | 1 << at)
        };
        let row = |peer: &Peers| Row {
            age: peer.age,
            compatriots: told.origin.as_ref().is_none_or(|origin| *origin == peer.origin),
            knows: knows(peer),
            people: peer.people,
        };
        Self { told, rows: peers.iter().map(row).collect() }
    }

    fn words(&self) -> usize {
        (self.told.languages.len() + self.told.skills.len()).min(WORDS_MAX)
    }

    /// How many fit a form, with the person themself.
    fn people(&self, rung: &Rung) -> u64 {
        let fits = |row: &&Row| {
            rung.age.includes(row.age) && (row.compatriots || !rung.country) && row.knows & rung.words == rung.words
        };
        1 + self.rows.iter().filter(fits).map(|row| row.people).sum::<u64>()
    }

    /// The words that may be left out, those that the fewest people of about the same age share in front. One language stays,
    /// the commonest: without any nobody could tell whether they can speak with each other.
    fn rarest_first(&self, age: Age) -> Vec<usize> {
        let share = |at: usize| self.people(&Rung { age, country: false, words: 1 << at });
        let is_skill = |at: usize| at >= self.told.languages.len();
        let mut words: Vec<(u64, bool, usize)> = (0..self.words()).map(|at| (share(at), !is_skill(at), at)).collect();
        // Of words shared alike a skill goes first, then as they stand in the record.
        words.sort_unstable();
        if let Some(commonest) = words.iter().rposition(|(_, is_language, _)| *is_language) {
            words.remove(commonest);
        }
        words.into_iter().map(|(.., at)| at).collect()
    }

    fn form(&self, rung: &Rung) -> PublicForm {
        let told = |words: &[String], first: usize| {
            let is_told = |at: usize| first + at < WORDS_MAX && rung.words >> (first + at) & 1 == 1;
            words.iter().enumerate().filter(|(at, _)| is_told(*at)).map(|(_, word)| word.clone()).collect()
        };
        PublicForm {
            age: rung.age,
            origin: self.told.origin.clone().filter(|_| rung.country),
            languages: told(&self.told.languages, 0),
            skills: told(&self.told.skills, self.told.languages.len()),
        }
    }
}

/// Looks for the least coarse form, in a fixed order, that enough people fit: the age as a band, then as a wider one; then the
/// rarest skill or language left out, one after the other, but for the commonest language; then the region in place of the
/// country, with the words told again as far as they may be.
///
/// `peers` are the listed people of the same region without the person themself; of what they know only the words that are to
/// be told matter. A form that came out of here comes out again.
pub fn check(told: &PublicForm, peers: &[Peers], rules: &ReidentificationRules) -> Checked {
    let table = Table::of(told, peers);
    let bands = told.age.bands(rules);
    let [_, _, wide] = bands;
    let rarest = table.rarest_first(wide);
    let all = (0..table.words()).fold(0, |words: Words, at| words | 1 << at);
    let whole = |age, country| Rung { age, country, words: all };
    let shorter = |rung: Rung| {
        rarest.iter().scan(rung, |rung, at| {
            rung.words &= !(1 << at);
            Some(*rung)
        })
    };
    let country = told.origin.is_some();
    let mut rungs: Vec<Rung> = bands.into_iter().map(|age| whole(age, country)).collect();
    rungs.extend(shorter(whole(wide, country)));
    if country {
        rungs.push(whole(wide, false));
        rungs.extend(shorter(whole(wide, false)));
    }
    let enough = u64::from(rules.people_min);
    let found = rungs.iter().map(|rung| (rung, table.people(rung))).find(|(_, people)| *people >= enough);
    let coarsest = rungs.last().copied().unwrap_or_else(|| whole(wide, false));
    let (rung, people) = found.map_or_else(|| (coarsest, table.people(&coarsest)), |(rung, people)| (*rung, people));
    let form = table.form(&rung);
    Checked { coarsened: coarsened(told, &form), form, people, rare: people < enough }
}

/// What stands in the first form and not in the second.
fn coarsened(told: &PublicForm, form: &PublicForm) -> Vec<Coarsening> {
    let missing = |all: &[String], kept: &[String]| -> BTreeSet<String> {
        all.iter().filter(|word| !kept.contains(word)).cloned().collect()
    };
    let mut found = Vec::new();
    if told.age != form.age {
        found.push(Coarsening::Age { band: format!("{}-{}", form.age.from, form.age.to) });
    }
    found.extend(missing(&told.skills, &form.skills).into_iter().map(|word| Coarsening::Skill { word }));
    found.extend(missing(&told.languages, &form.languages).into_iter().map(|word| Coarsening::Language { word }));
    if told.origin.is_some() && form.origin.is_none() {
        found.push(Coarsening::Region {});
    }
    found
}

#[cfg(test)]
mod tests;
