//! Samples of the public pages.

use axum::http::StatusCode;
use axum::response::Response;
use web::demo::inbox::{Inbox, Mail};
use web::page::{Page, Portal, Problem, answer};
use web::portals::public::{
    Applied, Available, Card, Catalogue, Filters, Home, Licences, Membership, Organisations, Profile, SignIn,
    SignInCode, Way,
};
use web::ui::{Choice, Pager};

use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[
    ("home", home),
    ("catalogue", catalogue),
    ("catalogue-empty", catalogue_empty),
    ("profile", profile),
    ("profile-visitor", profile_visitor),
    ("sign-in", sign_in),
    ("sign-in-error", sign_in_error),
    ("sign-in-code", sign_in_code),
    ("organisations", organisations),
    ("licences", licences),
    ("inbox", inbox),
    ("not-found", not_found),
    ("conflict", conflict),
    ("busy", busy),
];

pub fn card(
    page: &Page,
    reference: &str,
    work: (&str, &str),
    age: &str,
    experience: u32,
    speaks: (&str, &str),
) -> Card {
    Card {
        reference: reference.to_owned(),
        work: say(page, work.0, work.1),
        experience,
        age: age.to_owned(),
        speaks: say(page, speaks.0, speaks.1),
        skills: String::new(),
        agency: "AG-021".to_owned(),
        available: Available::Now,
    }
}

pub fn cards(page: &Page) -> Vec<Card> {
    let with = |mut card: Card, skills: (&str, &str), agency: &str, available| {
        card.skills = say(page, skills.0, skills.1);
        agency.clone_into(&mut card.agency);
        card.available = available;
        card
    };
    let cook = card(
        page,
        "P-7K2M9QX4",
        ("Housekeeper and cook", "أعمال المنزل والطبخ"),
        "34",
        6,
        ("Arabic, English", "العربية، الإنجليزية"),
    );
    let care = card(
        page,
        "P-4QX9H2ZT",
        ("Elder care", "رعاية كبار السن"),
        "35–39",
        9,
        ("English, Swahili", "الإنجليزية، السواحلية"),
    );
    let nanny = card(page, "P-2WZ5R7KM", ("Nanny", "رعاية أطفال"), "28", 4, ("Arabic, Amharic", "العربية، الأمهرية"));
    let driver = card(page, "P-9HD3V6NB", ("Driver", "قيادة السيارة"), "41", 12, ("Arabic, Urdu", "العربية، الأردية"));
    let keeper = card(page, "P-3NT8C1WD", ("Housekeeper", "أعمال المنزل"), "27", 2, ("English", "الإنجليزية"));
    let chef = card(page, "P-6RB1J4XE", ("Cook", "طبخ"), "36", 8, ("Arabic, Hindi", "العربية، الهندية"));
    let december = jiff::civil::date(2026, 12, 1);
    vec![
        with(cook, ("Arabic food, ironing", "طبخ عربي، كيّ"), "AG-021", Available::Now),
        with(care, ("First aid, night care", "إسعافات أولية، رعاية ليلية"), "AG-008", Available::Now),
        with(nanny, ("Newborns, homework", "حديثو الولادة، واجبات مدرسية"), "AG-021", Available::Held),
        with(driver, ("GCC licence, school runs", "رخصة خليجية، توصيل مدارس"), "AG-014", Available::Now),
        with(keeper, ("Laundry, pets", "غسيل، حيوانات أليفة"), "AG-014", Available::From(december)),
        with(chef, ("Large families, baking", "عائلات كبيرة، مخبوزات"), "AG-008", Available::Now),
    ]
}

fn filters(page: &Page) -> Filters {
    let choice = |token: &str, en, ar, on| Choice::new(token, say(page, en, ar)).chosen(on);
    let least = |years: u32| Choice::new(years.to_string(), page.t1("filter-experience-least", "count", years));
    Filters {
        work: vec![
            choice("housekeeper", "Housekeeper", "أعمال المنزل", true),
            choice("cook", "Cook", "طبخ", false),
            choice("nanny", "Nanny", "رعاية أطفال", false),
            choice("elder_care", "Elder care", "رعاية كبار السن", false),
            choice("driver", "Driver", "قيادة السيارة", false),
        ],
        language: vec![
            choice("ar", "Arabic", "العربية", true),
            choice("en", "English", "الإنجليزية", false),
            choice("sw", "Swahili", "السواحلية", false),
        ],
        experience: vec![Choice::new("", page.t("filter-experience-any")).chosen(true), least(2), least(5), least(10)],
        available_from: String::new(),
        errors: Vec::new(),
    }
}

fn home(page: Page) -> Response {
    answer(StatusCode::OK, &Home { page: inside(page, Portal::Public, ""), count: 86 }, true)
}

fn sign_in_with(page: Page, error: &str) -> Response {
    let page = inside(page, Portal::Public, "sign-in");
    let view = SignIn {
        address: String::new(),
        error: page.lang.maybe(error).unwrap_or_default(),
        to: "/catalogue".to_owned(),
        page,
    };
    answer(if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view, false)
}

fn sign_in(page: Page) -> Response {
    sign_in_with(page, "")
}

fn sign_in_error(page: Page) -> Response {
    sign_in_with(page, "sign-in-address-unclear")
}

fn sign_in_code(page: Page) -> Response {
    let page = inside(page, Portal::Public, "sign-in");
    let view = SignInCode {
        challenge: "sample".to_owned(),
        address: "+968 9123 4567".to_owned(),
        until: page.when(page.now),
        error: String::new(),
        to: "/catalogue".to_owned(),
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn organisations(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "");
    let one = |reference: &str, en, ar, role: &str, current| Membership {
        id: reference.to_owned(),
        organisation: reference.to_owned(),
        name: say(&page, en, ar),
        role: page.t(format!("role-{role}")),
        current,
    };
    let memberships = vec![
        one("AG-021", "Al Waha", "الواحة", "agency_admin", true),
        one("H-2Q7R5KXA", "Al Harthi household", "أسرة الحارثي", "customer", false),
    ];
    answer(StatusCode::OK, &Organisations { memberships, invitations: Vec::new(), page }, false)
}

fn licences(page: Page) -> Response {
    let page = inside(page, Portal::Public, "");
    answer(StatusCode::OK, &Licences { page, packages: web::assets::licences() }, true)
}

fn inbox(page: Page) -> Response {
    let page = inside(page, Portal::Public, "");
    let mail = |to: &str, sms, subject: &str, text: String| Mail {
        to: to.to_owned(),
        sms,
        subject: subject.to_owned(),
        text,
        when: page.when(page.now),
    };
    let mails = vec![
        mail(
            "+96891234567",
            true,
            "",
            say(
                &page,
                "Amana: your code is 417 203. It works for 5 minutes.",
                "أمانة: رمزك هو 417 203، صالح لمدة 5 دقائق.",
            ),
        ),
        mail(
            "salim@household.example",
            false,
            &say(&page, "It is your turn", "حان دورك"),
            say(&page, "Choose a time to meet in case C-7K2M9QX4.", "اختر موعد المقابلة في المعاملة C-7K2M9QX4."),
        ),
    ];
    answer(
        StatusCode::OK,
        &Inbox { to: String::new(), mails, pager: Pager { lang: page.lang, first: None, next: None }, page },
        false,
    )
}

fn problem(page: Page, portal: Portal, status: StatusCode) -> Response {
    answer(status, &Problem { page: inside(page, portal, ""), status, detail: String::new() }, false)
}

fn not_found(page: Page) -> Response {
    problem(page, Portal::Public, StatusCode::NOT_FOUND)
}

fn conflict(page: Page) -> Response {
    problem(page, Portal::Agency, StatusCode::CONFLICT)
}

fn busy(page: Page) -> Response {
    problem(page, Portal::Worker, StatusCode::SERVICE_UNAVAILABLE)
}

fn catalogue_with(page: Page, full: bool) -> Response {
    let page = inside(page, Portal::Public, "catalogue");
    let applied = |en, ar| Applied { word: say(&page, en, ar), without: "/catalogue".to_owned() };
    let view = Catalogue {
        sought: String::new(),
        asked: Vec::new(),
        filters: filters(&page),
        applied: vec![applied("Housekeeper", "أعمال المنزل"), applied("Cook", "طبخ"), applied("Arabic", "العربية")],
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
