//! Browsing without a name: the first page, the catalogue, a profile, the licences.

use app::catalogue::{self as use_case, Filter, Profile as Published};
use app::vocabulary::{LANGUAGES, Vocabulary, WORK};
use app::{AppError, Caller, Limit};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::calendar::Term;
use domain::ids::{Reference, ReferenceKind};
use domain::{Role, TimerKind};
use jiff::civil::Date;
use policy::Seen;

use super::{Applied, Available, Card, Catalogue, Filters, Home, Licences, Profile, Way};
use crate::api::catalogue::{read_after, write_after};
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

/// What a visitor looks for, as the address says it. What no filter knows is left aside.
#[derive(Default)]
struct Search {
    work: Option<&'static str>,
    language: Option<&'static str>,
    experience: Option<u32>,
    from: Option<Date>,
    after: Option<String>,
}

impl Search {
    fn of(query: &[(String, String)]) -> Self {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        let token = |list: &Vocabulary, name| list.tokens().find(|token| *token == value(name));
        Self {
            work: token(&WORK, "work"),
            language: token(&LANGUAGES, "language"),
            experience: value("experience_min").parse().ok().filter(|years| *years <= 60),
            from: value("available_from").parse().ok(),
            after: Some(value("after").to_owned()).filter(|after| !after.is_empty()),
        }
    }

    /// Names and values of the filters that are on.
    fn on(&self) -> Vec<(&'static str, String)> {
        let mut on = Vec::new();
        on.extend(self.work.map(|work| ("work", work.to_owned())));
        on.extend(self.language.map(|language| ("language", language.to_owned())));
        on.extend(self.experience.map(|years| ("experience_min", years.to_string())));
        on.extend(self.from.map(|day| ("available_from", day.to_string())));
        on
    }

    /// The catalogue's address with all filters but one.
    fn address(&self, without: &str, after: Option<&str>) -> String {
        let mut parts: Vec<String> =
            self.on().into_iter().filter(|(name, _)| *name != without).map(|(n, v)| format!("{n}={v}")).collect();
        parts.extend(after.map(|after| format!("after={after}")));
        if parts.is_empty() { "/catalogue".to_owned() } else { format!("/catalogue?{}", parts.join("&")) }
    }

    fn applied(&self, page: &Page) -> Vec<Applied> {
        let word = |name: &str, value: &str| match name {
            "experience_min" => page.t1("filter-experience-least", "count", self.experience.unwrap_or(0)),
            "available_from" => {
                page.t1("filter-from-day", "day", self.from.map(|day| page.date(day)).unwrap_or_default())
            }
            kind => words::word(page, kind, value),
        };
        let on = self.on();
        on.iter().map(|(name, value)| Applied { word: word(name, value), without: self.address(name, None) }).collect()
    }

    /// Only languages that somebody speaks can be asked for, and the one that is.
    fn filters(&self, page: &Page, spoken: &[String]) -> Filters {
        let any = |nothing_chosen| Choice::new("", page.t("filter-experience-any")).chosen(nothing_chosen);
        let tokens = |list: &Vocabulary, kind: &str, chosen: Option<&str>| {
            let choice =
                |token: &'static str| Choice::new(token, words::word(page, kind, token)).chosen(chosen == Some(token));
            let mut choices: Vec<Choice> = list.tokens().map(choice).collect();
            choices.sort_by(|one, other| one.label.cmp(&other.label));
            choices.insert(0, any(chosen.is_none()));
            choices
        };
        let years = |years: u32| {
            Choice::new(years.to_string(), page.t1("filter-experience-least", "count", years))
                .chosen(self.experience == Some(years))
        };
        let mut language = tokens(&LANGUAGES, "language", self.language);
        language.retain(|one| one.value.is_empty() || one.chosen || spoken.contains(&one.value));
        Filters {
            work: tokens(&WORK, "work", self.work),
            language,
            experience: vec![any(self.experience.is_none()), years(2), years(5), years(10)],
            available_from: self.from.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// `GET /catalogue`: the same page whole or, for the filters' script, taken apart in the browser.
pub async fn catalogue(State(site): State<Site>, visit: Visit, Query(query): Query<Vec<(String, String)>>) -> Response {
    let search = Search::of(&query);
    let Ok(after) = read_after(search.after.as_deref()) else { return visit.failed(&site, AppError::NotFound) };
    let filter = Filter {
        work: search.work.map(str::to_owned),
        language: search.language.map(str::to_owned),
        experience_min: search.experience,
        available_from: search.from,
    };
    let found = match use_case::page(&site.house, &reader(&visit), filter, after, Limit::PAGE).await {
        Ok(found) => found,
        Err(error) => return visit.failed(&site, error),
    };
    let spoken = match use_case::spoken(&site.house).await {
        Ok(spoken) => spoken,
        Err(error) => return visit.failed(&site, error),
    };
    let page = visit.page(&site, visit.portal(), "catalogue");
    let view = Catalogue {
        filters: search.filters(&page, &spoken),
        applied: search.applied(&page),
        count: None,
        cards: found.profiles.iter().map(|profile| card(&page, profile)).collect(),
        pager: Pager {
            lang: page.lang,
            first: search.after.is_some().then(|| search.address("", None)),
            next: found.next.map(|after| search.address("", Some(&write_after(after)))),
        },
        page,
    };
    answer(StatusCode::OK, &view, visit.who.is_none())
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
