//! Samples of a worker's pages.

use axum::http::StatusCode;
use axum::response::Response;
use domain::words::StepToken;
use web::page::{Page, Portal, answer};
use web::portals::Panel;
use web::portals::worker::{Consent, Consents, OwnProfile, Request, RequestRow, Requests};
use web::ui::{Badge, Choice, Eye, Next, Sees, SeesRow, Shown, StepForm, Tone, Turn, Weight, icon};

use crate::cases::{at, disclosures, step};
use crate::operator::told;
use crate::public::cards;
use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[
    ("requests", requests),
    ("request", request),
    ("own-profile", own_profile),
    ("consents", consents),
    ("who-looked", who_looked),
];

fn yours(page: &Page) -> Badge {
    Badge::new(Tone::Turn, "hourglass", page.t("turn-yours"))
}

fn requests(page: Page) -> Response {
    let page = inside(page, Portal::Worker, "my-requests");
    let requests = vec![
        RequestRow {
            href: "/worker/cases/C-7K2M9QX4".to_owned(),
            title: page.t1("request-wants-meeting", "area", say(&page, "Al Khoudh", "الخوض")),
            detail: say(&page, "Sunday 22 November, 10:30, by video", "الأحد 22 نوفمبر، 10:30، بالفيديو"),
            badge: yours(&page),
            due: Some(page.when(at("2026-11-22T05:00:00Z"))),
        },
        RequestRow {
            href: "/worker/cases/C-3HD8W5TR".to_owned(),
            title: page.t1("request-household-in", "area", say(&page, "Nizwa", "نزوى")),
            detail: page.t("state-declined"),
            badge: Badge::new(Tone::Mute, "flag", page.t("tab-over")),
            due: None,
        },
    ];
    answer(
        StatusCode::OK,
        &Requests { requests, pager: web::ui::Pager { lang: page.lang, first: None, next: None }, page },
        false,
    )
}

fn request(page: Page) -> Response {
    use Eye::{Hidden, Masked, Visible};
    let page = inside(page, Portal::Worker, "my-requests");
    let fact = |sign, key: &str, en, ar| (icon(sign), page.t(key), say(&page, en, ar));
    let row = |en: &str, ar: &str, eyes: &[Eye]| SeesRow {
        thing: say(&page, en, ar),
        eyes: eyes.to_vec(),
        rules: Vec::new(),
    };
    let view = Request {
        title: page.t1("request-wants-meeting", "area", say(&page, "Al Khoudh", "الخوض")),
        badge: yours(&page),
        paused: String::new(),
        facts: vec![
            fact("home", "request-household", "2 adults, 3 children", "بالغان و3 أطفال"),
            fact("checklist", "request-duties", "Cooking, cleaning", "طبخ، تنظيف"),
            fact("receipt", "request-wage", "OMR 130.000 a month", "130.000 ر.ع. شهريًا"),
            fact(
                "clock",
                "request-hours",
                "At most 10 hours a day, 1 day of rest each week",
                "10 ساعات يوميًا على الأكثر، ويوم راحة كل أسبوع",
            ),
        ],
        reveal: None,
        next: Next {
            lang: page.lang,
            by: page.t1("next-by", "when", page.when(at("2026-11-22T05:00:00Z")).words()),
            turn: Turn::Yours(vec![
                step(&page, StepToken::AgreeMeeting, "worker", Weight::Turn, vec![]),
                StepForm { brief: true, ..step(&page, StepToken::Withdraw, "worker", Weight::Plain, vec![]) },
            ]),
        },
        stop: Vec::new(),
        states: None,
        sees: Sees {
            lang: page.lang,
            parties: vec![page.t("sees-you"), page.t("sees-customer"), page.t("sees-agency")],
            rows: vec![
                row("My first name", "اسمي الأول", &[Visible, Hidden, Visible]),
                row("My phone", "هاتفي", &[Visible, Hidden, Masked]),
                row("My passport", "جوازي", &[Visible, Hidden, Masked]),
            ],
            log: Some("/worker/disclosures".to_owned()),
        },
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn own_profile(page: Page) -> Response {
    let page = inside(page, Portal::Worker, "my-profile");
    let fact = |en, ar, value: &str| (say(&page, en, ar), Shown::clear(value));
    let view = OwnProfile {
        badge: Badge::new(Tone::Ok, "world", page.t("state-roster-listed")),
        card: Some(cards(&page).remove(0)),
        told: Some(told(&page, "worker")),
        own: Panel {
            title: page.t("own-profile-own"),
            facts: vec![
                fact("Name", "الاسم", &say(&page, "Selam Tesfaye", "سلام تسفاي")),
                fact("Phone", "الهاتف", "+251 91 123 4567"),
                fact("Passport number", "رقم الجواز", "EP0412412"),
            ],
            reveal: None,
        },
        withdraw: Some(step(&page, StepToken::WithdrawProfile, "worker", Weight::Stop, vec![])),
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn consents(page: Page) -> Response {
    let page = inside(page, Portal::Worker, "my-consents");
    let consent = |kind: &str, given: bool, case: &str| Consent {
        kind: kind.to_owned(),
        given: given.then(|| page.when(at("2026-11-12T07:00:00Z"))),
        again: false,
        case: case.to_owned(),
        key: "sample".to_owned(),
    };
    let consents = vec![
        consent("listing", true, ""),
        consent("first_name", true, "C-7K2M9QX4"),
        consent("photo", false, ""),
        consent("papers", false, ""),
    ];
    let languages = vec![Choice::new("am", say(&page, "Amharic", "الأمهرية"))];
    let view = Consents { text_version: "2026-1".to_owned(), languages, rest: None, consents, page };
    answer(StatusCode::OK, &view, false)
}

fn who_looked(page: Page) -> Response {
    disclosures(inside(page, Portal::Worker, "who-looked"))
}
