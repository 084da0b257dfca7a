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

    /// The widest band that a check may tell instead of it: nobody outside of it is ever counted.
    #[must_use]
    pub fn widest(self, rules: &ReidentificationRules) -> Self {
        self.widened(rules.age_band_years).widened(rules.age_band_wide_years)
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

/// Listed people of one region who are alike in all that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peers {
    /// In years.
    pub age: i64,
    /// Country of origin.
    pub origin: String,
    /// All their languages.
    pub languages: Vec<String>,
    /// All their skills.
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

/// A word that may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word<'a> {
    Skill(&'a str),
    Language(&'a str),
}

impl PublicForm {
    /// Whether all that is said is true of these people.
    pub fn fits(&self, peers: &Peers) -> bool {
        self.age.includes(peers.age)
            && self.origin.as_ref().is_none_or(|origin| *origin == peers.origin)
            && self.languages.iter().all(|word| peers.languages.contains(word))
            && self.skills.iter().all(|word| peers.skills.contains(word))
    }

    fn without(&self, left_out: &[Word<'_>]) -> Self {
        let told = |words: &[String], is: fn(&str) -> Word<'_>| {
            words.iter().filter(|word| !left_out.contains(&is(word))).cloned().collect()
        };
        Self {
            languages: told(&self.languages, |word| Word::Language(word)),
            skills: told(&self.skills, |word| Word::Skill(word)),
            ..self.clone()
        }
    }
}

/// Looks for the least coarse form, in a fixed order, that enough people fit: the age as a band, then as a wider one; then the
/// rarest skill or language left out, one after the other, but for the commonest language; then the region in place of the
/// country, with the words told again as far as they may be.
///
/// `peers` are the listed people of the same region without the person themself. A form that came out of here comes out again.
pub fn check(told: &PublicForm, peers: &[Peers], rules: &ReidentificationRules) -> Checked {
    let narrow = told.age.widened(rules.age_band_years);
    let wide = told.age.widest(rules);
    let rarest = rarest_first(told, peers, wide);
    let mut forms: Vec<PublicForm> =
        [told.age, narrow, wide].map(|age| PublicForm { age, ..told.clone() }).into_iter().collect();
    let widest = PublicForm { age: wide, ..told.clone() };
    let shorter = |form: &PublicForm| {
        let forms: Vec<_> = (1..=rarest.len()).map(|many| form.without(&rarest[..many])).collect();
        forms
    };
    forms.extend(shorter(&widest));
    if told.origin.is_some() {
        let anywhere = PublicForm { origin: None, ..widest };
        forms.push(anywhere.clone());
        forms.extend(shorter(&anywhere));
    }
    let counted =
        |form: &PublicForm| 1 + peers.iter().filter(|peer| form.fits(peer)).map(|peer| peer.people).sum::<u64>();
    let enough = u64::from(rules.people_min);
    let found = forms.iter().map(|form| (form, counted(form))).find(|(_, people)| *people >= enough);
    let coarsest = forms.last().unwrap_or(told);
    let (form, people) = found.unwrap_or_else(|| (coarsest, counted(coarsest)));
    Checked { form: form.clone(), coarsened: coarsened(told, form), people, rare: people < enough }
}

/// The words that may be left out, those that the fewest people of about the same age share in front. One language stays, the
/// commonest: without any nobody could tell whether they can speak with each other.
fn rarest_first<'a>(told: &'a PublicForm, peers: &[Peers], age: Age) -> Vec<Word<'a>> {
    let near: Vec<&Peers> = peers.iter().filter(|peer| age.includes(peer.age)).collect();
    let share = |word: &Word<'_>| -> u64 {
        let has = |peer: &Peers| match word {
            Word::Skill(word) => peer.skills.iter().any(|has| has == word),
            Word::Language(word) => peer.languages.iter().any(|has| has == word),
        };
        near.iter().filter(|peer| has(peer)).map(|peer| peer.people).sum()
    };
    let skills = told.skills.iter().map(|word| Word::Skill(word));
    let languages = told.languages.iter().map(|word| Word::Language(word));
    let mut words: Vec<(u64, Word<'a>)> = skills.chain(languages).map(|word| (share(&word), word)).collect();
    // A stable order: of words shared alike a skill goes first, then as they stand in the record.
    words.sort_by_key(|(share, _)| *share);
    let is_language = |(_, word): &(u64, Word<'_>)| matches!(word, Word::Language(_));
    if let Some(commonest) = words.iter().rposition(is_language) {
        words.remove(commonest);
    }
    words.into_iter().map(|(_, word)| word).collect()
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
