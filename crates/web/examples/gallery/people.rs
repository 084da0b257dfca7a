//! Samples of the public pages.

use axum::http::StatusCode;
use axum::response::Response;
use web::portals::public::{Applied, Available, Card, Catalogue, Filters, Profile, Way};
use web::portals::{Page, Portal, answer};
use web::ui::{Choice, Pager};

use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[
    ("catalogue", catalogue),
    ("catalogue-empty", catalogue_empty),
    ("profile", profile),
    ("profile-visitor", profile_visitor),
];

pub fn cards(page: &Page) -> Vec<Card> {
    let card = |reference: &str,
                work: &str,
                age: &str,
                experience,
                speaks: &[&str],
                skills: String,
                agency: &str,
                available| Card {
        reference: reference.to_owned(),
        work: page.t(format!("work-{work}")),
        experience,
        age: age.to_owned(),
        speaks: page.lang.list(&speaks.iter().map(|code| page.t(format!("speaks-{code}"))).collect::<Vec<_>>()),
        skills,
        agency: agency.to_owned(),
        available,
    };
    let december = jiff::civil::date(2026, 12, 1);
    vec![
        card(
            "P-7K2M9QX4",
            "housekeeper_cook",
            "34",
            6,
            &["ar", "en"],
            say(page, "Arabic food, ironing", "طبخ عربي، كيّ"),
            "AG-021",
            Available::Now,
        ),
        card(
            "P-4QX9H2ZT",
            "elder_care",
            "35–39",
            9,
            &["en", "sw"],
            say(page, "First aid, night care", "إسعافات أولية، رعاية ليلية"),
            "AG-008",
            Available::Now,
        ),
        card(
            "P-2WZ5R7KM",
            "nanny",
            "28",
            4,
            &["ar", "am"],
            say(page, "Newborns, homework", "حديثو الولادة، واجبات مدرسية"),
            "AG-021",
            Available::Held,
        ),
        card(
            "P-9HD3V6NB",
            "driver",
            "41",
            12,
            &["ar", "ur"],
            say(page, "GCC licence, school runs", "رخصة خليجية، توصيل مدارس"),
            "AG-014",
            Available::Now,
        ),
        card(
            "P-3NT8C1WD",
            "housekeeper",
            "27",
            2,
            &["en"],
            say(page, "Laundry, pets", "غسيل، حيوانات أليفة"),
            "AG-014",
            Available::From(december),
        ),
        card(
            "P-6RB1J4XE",
            "cook",
            "36",
            8,
            &["ar", "hi"],
            say(page, "Large families, baking", "عائلات كبيرة، مخبوزات"),
            "AG-008",
            Available::Now,
        ),
    ]
}

fn filters(page: &Page) -> Filters {
    let work = |token: &str, on| Choice::new(token, page.t(format!("work-{token}"))).chosen(on);
    let language = |code: &str, on| Choice::new(code, page.t(format!("speaks-{code}"))).chosen(on);
    let least = |years: u32| Choice::new(years.to_string(), page.t1("filter-experience-least", "count", years));
    Filters {
        work: vec![
            work("housekeeper", true),
            work("cook", true),
            work("nanny", false),
            work("elder_care", false),
            work("driver", false),
        ],
        language: vec![language("ar", true), language("en", false), language("sw", false), language("am", false)],
        experience: vec![Choice::new("", page.t("filter-experience-any")).chosen(true), least(2), least(5), least(10)],
        available_from: String::new(),
    }
}

fn catalogue_with(page: Page, full: bool) -> Response {
    let page = inside(page, Portal::Public, "catalogue");
    let applied = |word: &str| Applied { word: page.t(word), without: "/catalogue".to_owned() };
    let view = Catalogue {
        filters: filters(&page),
        applied: vec![applied("work-housekeeper"), applied("work-cook"), applied("speaks-ar")],
        count: Some(if full { 86 } else { 0 }),
        cards: if full { cards(&page) } else { Vec::new() },
        pager: Pager { lang: page.lang, first: None, next: full.then(|| "/catalogue?after=P-6RB1J4XE".to_owned()) },
        page,
    };
    answer(StatusCode::OK, &view, true)
}

fn catalogue(page: Page) -> Response {
    catalogue_with(page, true)
}

fn catalogue_empty(page: Page) -> Response {
    catalogue_with(page, false)
}

fn profile_with(page: Page, way: Way) -> Response {
    let card = cards(&page).remove(0);
    let view = Profile {
        licence_checked: page.date(jiff::civil::date(2026, 11, 3)),
        reply_days: 2,
        guarantee_days: 180,
        card,
        way,
        page,
    };
    answer(StatusCode::OK, &view, true)
}

fn profile(page: Page) -> Response {
    profile_with(
        inside(page, Portal::Customer, "catalogue"),
        Way::Ask { key: "sample".to_owned(), error: String::new() },
    )
}

fn profile_visitor(page: Page) -> Response {
    profile_with(inside(page, Portal::Public, "catalogue"), Way::SignIn)
}
