//! The public catalogue: what anybody may browse without a name.

use jiff::civil::Date;
use policy::{Seen, View};
use store::tables::catalogue as table;
use store::tables::catalogue::Tag;
pub use store::tables::catalogue::{After, Filter, Profile};
use store::tables::{Limit, organisations};
use store::{Scope, Tx};

use crate::caller::Caller;
use crate::error::Fault;
use crate::vocabulary::{self, LANGUAGES, Unsought, WORK};
use crate::{AppError, House, admit};

/// LIMIT: the most years of experience that can be asked for.
pub const YEARS_MAX: u32 = 60;

/// What a visitor looks for, as they say it; nothing said is everybody. The names are those of the query's parameters, by which
/// faults are reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// How words of the work, the skills and the languages begin, in English or Arabic; each must be found.
    pub q: Option<String>,
    /// A kind of work of the vocabulary.
    pub work: Option<String>,
    /// A language of the vocabulary.
    pub language: Option<String>,
    /// At least so many years of experience.
    pub experience_min: Option<u32>,
    /// Available on this day.
    pub available_from: Option<Date>,
}

impl Search {
    /// What it asks of the catalogue. Every fault of it is named.
    pub fn read(&self) -> Result<Filter, AppError> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, reason| faults.push(Fault { pointer: pointer.to_owned(), reason });
        let mut tagged = Vec::new();
        for (list, said, reason) in
            [(&WORK, &self.work, "filter_work"), (&LANGUAGES, &self.language, "filter_language")]
        {
            let Some(said) = said.as_deref().map(str::trim).filter(|said| !said.is_empty()) else { continue };
            match list.token(said) {
                Some(word) => tagged.push(vec![Tag { kind: list.name, word }]),
                None => fault(list.name, reason),
            }
        }
        match vocabulary::sought(self.q.as_deref().unwrap_or_default()) {
            Ok(words) => {
                let tag = |(kind, word)| Tag { kind, word };
                tagged.extend(words.into_iter().map(|word| word.into_iter().map(tag).collect()));
            }
            Err(unsought) => fault(
                "q",
                match unsought {
                    Unsought::Long => "search_long",
                    Unsought::Words => "search_words",
                    Unsought::Short => "search_short",
                    Unsought::Unknown => "search_unknown",
                },
            ),
        }
        if self.experience_min.is_some_and(|years| years > YEARS_MAX) {
            fault("experience_min", "years_max");
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        Ok(Filter { tagged, experience_min: self.experience_min, available_from: self.available_from })
    }
}

/// A page of the catalogue.
#[derive(Debug, Default)]
pub struct Page {
    /// The profiles, newest first.
    pub profiles: Vec<Seen<Profile>>,
    /// Where the next page starts.
    pub next: Option<After>,
    /// The catalogue's version that this page shows.
    pub version: i64,
}

/// Which page is wanted, and through whose eyes. Callers who see the same share it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    eyes: View,
    /// The policy set that these eyes are by.
    set: String,
    filter: Filter,
    after: Option<After>,
    limit: Limit,
}

impl Wanted {
    /// A page as this caller may see it by the policy in force.
    pub fn by(house: &House, caller: &Caller, filter: Filter, after: Option<After>, limit: Limit) -> Self {
        let desk = house.desk();
        Self { eyes: admit::public_eyes(&desk, caller), set: desk.policy.hash().to_owned(), filter, after, limit }
    }

    /// The same page through the same caller's eyes by the policies in force now.
    async fn again(mut self, house: &House, moved: &Moved) -> Result<Self, AppError> {
        house.follow(Some(&moved.0)).await?;
        let policy = house.policy.load_full();
        (self.eyes, self.set) = (policy.view(self.eyes.ask()), policy.hash().to_owned());
        Ok(self)
    }
}

/// The hash of the policy set in force, where it is another than the one that an answer was to be by.
struct Moved(String);

/// The catalogue's version, if the policies are still these. The two stand in one row.
fn version(tx: &mut Tx, set: &str) -> Result<Result<i64, Moved>, AppError> {
    let (version, head) = table::version(tx)?;
    Ok(match head {
        Some(head) if head != set => Err(Moved(head)),
        _ => Ok(version),
    })
}

/// One page, as a visitor may see it. Needs no record: all of it is public.
pub async fn page(
    house: &House,
    caller: &Caller,
    filter: Filter,
    after: Option<After>,
    limit: Limit,
) -> Result<Page, AppError> {
    wanted(house, Wanted::by(house, caller, filter, after, limit)).await
}

/// The page that is wanted.
pub async fn wanted(house: &House, wanted: Wanted) -> Result<Page, AppError> {
    Ok(unless(house, wanted, None).await?.unwrap_or_default())
}

/// One page, unless the catalogue has still this version.
pub async fn page_since(house: &House, wanted: Wanted, version: i64) -> Result<Option<Page>, AppError> {
    unless(house, wanted, Some(version)).await
}

async fn unless(house: &House, mut wanted: Wanted, known: Option<i64>) -> Result<Option<Page>, AppError> {
    loop {
        let asked = wanted.clone();
        let changed = move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(match version(tx, &asked.set)? {
                Err(moved) => Err(moved),
                Ok(version) if known == Some(version) => Ok(None),
                Ok(version) => Ok(Some(read(tx, &asked, version)?)),
            })
        };
        match house.store.read(Scope::Public, changed).await? {
            Ok(page) => return Ok(page),
            Err(moved) => wanted = wanted.again(house, &moved).await?,
        }
    }
}

fn read(tx: &mut Tx, wanted: &Wanted, version: i64) -> Result<Page, AppError> {
    let Wanted { eyes, filter, after, limit, .. } = wanted;
    let mut profiles = table::page(tx, filter, after.as_ref(), *limit)?;
    let more = profiles.len() > limit.get() as usize;
    profiles.truncate(limit.get() as usize);
    let next = profiles
        .last()
        .filter(|_| more)
        .map(|last| After { listed_at: last.listed_at, reference: last.reference.clone() });
    Ok(Page { profiles: profiles.into_iter().map(|profile| eyes.of(profile)).collect(), next, version })
}

/// How many profiles are published now.
pub async fn count(house: &House) -> Result<u64, AppError> {
    let read = |tx: &mut Tx| -> Result<_, AppError> { Ok(u64::try_from(table::count(tx)?).unwrap_or(0)) };
    house.store.read(Scope::Public, read).await
}

/// The languages that published profiles speak: what is worth asking for.
pub async fn spoken(house: &House) -> Result<Vec<String>, AppError> {
    let read = |tx: &mut Tx| -> Result<_, AppError> {
        let all: Vec<&str> = LANGUAGES.tokens().collect();
        Ok(table::spoken(tx, &all)?)
    };
    house.store.read(Scope::Public, read).await
}

/// A profile and the agency behind it, by its trade name.
#[derive(Debug)]
pub struct Shown {
    /// The profile.
    pub profile: Seen<Profile>,
    /// The agency's name in Latin script.
    pub agency: Option<String>,
    /// The agency's name in Arabic script.
    pub agency_ar: Option<String>,
    /// Whether the operator has verified the licence.
    pub licence_valid: bool,
    /// When it was last checked.
    pub licence_checked_at: Option<jiff::Timestamp>,
}

/// One profile by its public reference.
pub async fn profile(house: &House, caller: &Caller, reference: &str) -> Result<Shown, AppError> {
    loop {
        let (desk, caller, reference) = (house.desk(), caller.clone(), reference.to_owned());
        let shown = move |tx: &mut Tx| -> Result<_, AppError> {
            if let Err(moved) = version(tx, desk.policy.hash())? {
                return Ok(Err(moved));
            }
            let profile = table::get(tx, &reference)?.ok_or(AppError::NotFound)?;
            let agency = organisations::public_agency(tx, &profile.agency_code)?;
            Ok(Ok(Shown {
                agency: agency.as_ref().and_then(|agency| agency.name.clone()),
                agency_ar: agency.as_ref().and_then(|agency| agency.name_ar.clone()),
                licence_valid: agency.as_ref().is_some_and(|agency| agency.licence_valid),
                licence_checked_at: agency.and_then(|agency| agency.licence_checked_at),
                profile: admit::public_eyes(&desk, &caller).of(profile),
            }))
        };
        match house.store.read(Scope::Public, shown).await? {
            Ok(shown) => return Ok(shown),
            Err(Moved(head)) => house.follow(Some(&head)).await?,
        }
    }
}
