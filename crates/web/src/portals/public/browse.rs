//! Browsing without a name: the first page, the catalogue, a profile, the licences.

use app::catalogue::{self as use_case, Profile as Published, Search};
use app::error::Fault;
use app::vocabulary::{LANGUAGES, Vocabulary, WORK};
use app::{AppError, Caller, Limit};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Term;
use domain::ids::{Reference, ReferenceKind};
use domain::{Role, TimerKind};
use policy::Seen;
use serde::Deserialize;

use super::{Applied, Available, Card, Catalogue, Filters, Home, Licences, Profile, Way};
use crate::address::address;
use crate::api::catalogue::{cursors, read_after, write_after};
use crate::i18n::muscat;
use crate::page::{Page, answer};
use crate::portals::{age, fill::words};
use crate::site::Site;
use crate::ui::{Choice, Pager};
use crate::visit::Visit;

/// `GET /`
pub async fn home(State(site): State<Site>, visit: Visit) -> Response {
    match use_case::count(&site.house).await {
        Ok(count) => {
            answer(StatusCode::OK, &Home { page: visit.page(&site, visit.portal(), ""), count }, visit.who.is_none())
        }
        Err(error) => visit.failed(&site, error),
    }
}

/// `GET /licences`
pub async fn licences(State(site): State<Site>, visit: Visit) -> Response {
    let page = visit.page(&site, visit.portal(), "");
    answer(StatusCode::OK, &Licences { page, packages: crate::assets::licences() }, visit.who.is_none())
}

/// What a visitor looks for, as the address says it: kept as it was typed, so that a fault can be shown beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Look {
    q: String,
    work: String,
    language: String,
    experience_min: String,
    available_from: String,
    after: Option<String>,
}

impl Look {
    /// The search, or the faults of what is no number and no day.
    fn search(&self) -> Result<Search, AppError> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, reason| faults.push(Fault { pointer: pointer.to_owned(), reason });
        let experience_min = given(&self.experience_min).and_then(|years| {
            let years = years.parse().ok();
            if years.is_none() {
                fault("experience_min", "years_max");
            }
            years
        });
        let available_from = given(&self.available_from).and_then(|day| {
            let day = day.parse().ok();
            if day.is_none() {
                fault("available_from", "day_form");
            }
            day
        });
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        Ok(Search {
            q: given(&self.q),
            work: given(&self.work),
            language: given(&self.language),
            experience_min,
            available_from,
        })
    }

    /// Names and values of the filters that are on, without what is typed.
    fn on(&self) -> Vec<(&'static str, &str)> {
        [
            ("work", &self.work),
            ("language", &self.language),
            ("experience_min", &self.experience_min),
            ("available_from", &self.available_from),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.trim()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// The catalogue's address with all of it but one.
    fn address(&self, without: &str, after: Option<&str>) -> String {
        let typed = Some(("q", self.q.trim())).filter(|(_, typed)| !typed.is_empty());
        let said = typed.into_iter().chain(self.on()).chain(after.map(|after| ("after", after)));
        address("/catalogue", said.filter(|(name, _)| *name != without))
    }

    fn applied(&self, page: &Page) -> Vec<Applied> {
        let word = |name: &str, value: &str| match name {
            "experience_min" => page.t1("filter-experience-least", "count", value.parse::<u32>().unwrap_or(0)),
            "available_from" => {
                let day = value.parse().map(|day| page.date(day)).unwrap_or_default();
                page.t1("filter-from-day", "day", day)
            }
            kind => words::word(page, kind, value),
        };
        let on = self.on();
        on.iter().map(|(name, value)| Applied { word: word(name, value), without: self.address(name, None) }).collect()
    }

    /// Only languages that somebody speaks can be asked for, and the one that is.
    fn filters(&self, page: &Page, spoken: &[String], faults: &[Fault]) -> Filters {
        let any = |chosen: &str| Choice::new("", page.t("filter-experience-any")).chosen(chosen.is_empty());
        let tokens = |list: &Vocabulary, kind: &str, chosen: &str| {
            let choice =
                |token: &'static str| Choice::new(token, words::word(page, kind, token)).chosen(chosen == token);
            let mut choices: Vec<Choice> = list.tokens().map(choice).collect();
            choices.sort_by(|one, other| one.label.cmp(&other.label));
            choices.insert(0, any(chosen));
            choices
        };
        let years = |years: u32| {
            Choice::new(years.to_string(), page.t1("filter-experience-least", "count", years))
                .chosen(self.experience_min == years.to_string())
        };
        let mut language = tokens(&LANGUAGES, "language", &self.language);
        language.retain(|one| one.value.is_empty() || one.chosen || spoken.contains(&one.value));
        let error = |fault: &Fault| (fault.pointer.clone(), page.t(format!("fault-{}", fault.reason)));
        Filters {
            work: tokens(&WORK, "work", &self.work),
            language,
            experience: vec![any(&self.experience_min), years(2), years(5), years(10)],
            available_from: self.available_from.clone(),
            errors: faults.iter().map(error).collect(),
        }
    }
}

/// `GET /catalogue`: the same page whole or, for the filters' script, taken apart in the browser.
pub async fn catalogue(State(site): State<Site>, visit: Visit, Query(look): Query<Look>) -> Response {
    match shown(&site, &visit, &look).await {
        Ok((status, view)) => answer(status, &view, visit.who.is_none()),
        Err(error) => visit.failed(&site, error),
    }
}

async fn shown(site: &Site, visit: &Visit, look: &Look) -> Result<(StatusCode, Catalogue), AppError> {
    let searched = look.search();
    let cursors = cursors(site, searched.as_ref().unwrap_or(&Search::default()));
    let after = read_after(&cursors, look.after.as_deref())?;
    let (found, faults) = match searched.and_then(|search| search.read()) {
        Ok(filter) => (use_case::page(&site.house, &reader(visit), filter, after, Limit::PAGE).await?, Vec::new()),
        // Nothing is looked for before the question is a sound one; it is shown again.
        Err(AppError::Invalid(faults)) => (use_case::Page::default(), faults),
        Err(error) => return Err(error),
    };
    let spoken = use_case::spoken(&site.house).await?;
    let page = visit.page(site, visit.portal(), "catalogue");
    let view = Catalogue {
        sought: look.q.trim().to_owned(),
        asked: look.on().into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
        filters: look.filters(&page, &spoken, &faults),
        applied: if faults.is_empty() { look.applied(&page) } else { Vec::new() },
        count: None,
        cards: found.profiles.iter().map(|profile| card(&page, profile)).collect(),
        pager: Pager {
            lang: page.lang,
            first: look.after.is_some().then(|| look.address("", None)),
            next: found.next.map(|after| look.address("", Some(&write_after(&cursors, after)))),
        },
        page,
    };
    Ok((if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, view))
}

/// Whoever reads: a member or a visitor.
pub fn reader(visit: &Visit) -> Caller {
    visit.caller.clone().unwrap_or_else(|| Caller::anonymous(visit.lang.code()))
}

/// A published profile as a card.
pub fn card(page: &Page, seen: &Seen<Published>) -> Card {
    let list = |kind, tokens: Option<&Vec<String>>| tokens.map(|t| words::list(page, kind, t)).unwrap_or_default();
    let today = muscat(page.now).date();
    let available = match seen.show(&Published::AVAILABLE_FROM).visible() {
        _ if is_held(seen) => Available::Held,
        Some(day) if *day > today => Available::From(*day),
        _ => Available::Now,
    };
    let years = seen.show(&Published::EXPERIENCE_YEARS).visible().copied().unwrap_or(0);
    Card {
        reference: seen.key(&Published::REFERENCE).clone(),
        work: list("work", seen.show(&Published::WORK).visible()),
        experience: u32::try_from(years).unwrap_or(0),
        age: seen.show(&Published::AGE).visible().map(age).unwrap_or_default(),
        speaks: list("language", seen.show(&Published::LANGUAGES).visible()),
        skills: list("skill", seen.show(&Published::SKILLS).visible()),
        agency: seen.show(&Published::AGENCY_CODE).visible().cloned().unwrap_or_default(),
        available,
    }
}

fn is_held(seen: &Seen<Published>) -> bool {
    seen.show(&Published::HELD).visible().copied().unwrap_or(false)
}

/// `GET /catalogue/{reference}`
pub async fn profile(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Response {
    match profile_page(&site, &visit, &reference, String::new()).await {
        Ok(view) => answer(StatusCode::OK, &view, visit.who.is_none()),
        Err(error) => visit.failed(&site, error),
    }
}

/// The page of a profile; `error` is what was wrong with the privacy tick of an enquiry.
pub async fn profile_page(site: &Site, visit: &Visit, reference: &str, error: String) -> Result<Profile, AppError> {
    let reference = Reference::parse(ReferenceKind::Profile, reference).ok_or(AppError::NotFound)?;
    let caller = reader(visit);
    let shown = use_case::profile(&site.house, &caller, reference.as_str()).await?;
    let desk = site.house.desk();
    let way = match caller.role {
        Role::Anonymous => Way::SignIn,
        Role::Customer => {
            let open = site
                .house
                .read(&caller, move |tx, desk, caller| app::cases::about(tx, desk, caller, reference.as_str()))
                .await?;
            match open {
                Some(case) => Way::Open { case },
                None if is_held(&shown.profile) => Way::Wait,
                None => Way::Ask { key: desk.id(0).to_string(), error },
            }
        }
        _ => Way::None,
    };
    let page = visit.page(site, visit.portal(), "catalogue");
    let checked = shown.licence_checked_at.filter(|_| shown.licence_valid);
    let reply_days = match desk.pack().clock(TimerKind::AgencyAnswer) {
        Some(Term::Days(days) | Term::WorkingDays(days)) => days,
        Some(Term::Hours(hours)) => hours.div_ceil(24),
        Some(Term::Minutes(_)) | None => 1,
    };
    Ok(Profile {
        card: card(&page, &shown.profile),
        licence_checked: checked.map(|at| page.date(muscat(at).date())).unwrap_or_default(),
        reply_days: reply_days.into(),
        guarantee_days: desk.pack().rules().guarantee.days.into(),
        way,
        page,
    })
}
