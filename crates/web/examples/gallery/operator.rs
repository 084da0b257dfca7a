//! Samples of the operator's pages.

use axum::http::StatusCode;
use axum::response::Response;
use domain::reidentification::{Age, Checked, Coarsening, PublicForm};
use domain::words::StepToken;
use web::page::{Page, Portal, answer};
use web::portals::operator::{Dead, Jobs, Review, ReviewRow, Reviews, change_fields};
use web::portals::{Stat, Task, Today, Told};
use web::ui::{Badge, Field, Kind, Next, Pager, Tone, Turn, Weight};

use crate::cases::{at, step, timeline};
use crate::public::cards;
use crate::roster::sealed_panel;
use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[("operator-today", today), ("reviews", reviews), ("review", review), ("jobs", jobs)];

fn stat(page: &Page, key: &str, value: &str) -> Stat {
    Stat { icon: None, label: page.t(key), value: value.to_owned() }
}

fn today(page: Page) -> Response {
    let page = inside(page, Portal::Operator, "today");
    let stats = vec![
        stat(&page, "stat-reviews", "7"),
        stat(&page, "stat-open-cases", "38"),
        stat(&page, "stat-late", "1"),
        stat(&page, "stat-dead", "0"),
    ];
    let tasks = vec![Task {
        href: "/operator/reviews/W-4K7Q2MXA".to_owned(),
        title: page.t("step-review.title"),
        detail: say(&page, "W-4K7Q2MXA, AG-021", "W-4K7Q2MXA، AG-021"),
        badge: Badge::new(Tone::Wait, "clock", page.t("review-late")),
        due: Some(page.when(at("2026-11-20T12:00:00Z"))),
    }];
    answer(
        StatusCode::OK,
        &Today { stopped: String::new(), stats, tasks, papers: Vec::new(), papers_more: None, page },
        false,
    )
}

fn reviews(page: Page) -> Response {
    let page = inside(page, Portal::Operator, "reviews");
    let row = |reference: &str, agency: &str, badge| ReviewRow {
        href: format!("/operator/reviews/{reference}"),
        reference: reference.to_owned(),
        work: say(&page, "Nanny", "رعاية أطفال"),
        agency: agency.to_owned(),
        sent: page.when(at("2026-11-19T08:00:00Z")),
        due: Some(page.when(at("2026-11-23T12:00:00Z"))),
        badge,
    };
    let rows = vec![
        row("W-4K7Q2MXA", "AG-021", Badge::new(Tone::Wait, "clock", page.t("review-late"))),
        row("W-8M2X5TRC", "AG-008", Badge::new(Tone::Info, "eye-check", page.t("review-new"))),
        row("W-2C9TKQ7D", "AG-014", Badge::new(Tone::Info, "refresh", page.t("review-again"))),
    ];
    answer(
        StatusCode::OK,
        &Reviews {
            since: page.t("reviews-sent"),
            tabs: Vec::new(),
            rows,
            pager: Pager { lang: page.lang, first: None, next: None },
            page,
        },
        false,
    )
}

/// A profile that is told in a coarser form.
pub fn told(page: &Page, reader: &str) -> Told {
    let form = PublicForm {
        age: Age::band(20, 29).unwrap_or_default(),
        origin: Some("ER".to_owned()),
        languages: vec!["ar".to_owned()],
        skills: vec!["child_care".to_owned()],
    };
    let coarsened = vec![
        Coarsening::Age { band: "20-29".to_owned() },
        Coarsening::Skill { word: "swimming".to_owned() },
        Coarsening::Language { word: "ti".to_owned() },
    ];
    Told::of(page, &Checked { form, coarsened, people: 4, rare: false }, 3, reader)
}

fn review(page: Page) -> Response {
    let page = inside(page, Portal::Operator, "reviews");
    let reason = Field::new("reason", page.t("input-reason"), Kind::Area);
    let view = Review {
        notes: None,
        told: Some(told(&page, "operator")),
        change: None,
        asks: change_fields(&page),
        asking: false,
        version: 3,
        reference: "W-4K7Q2MXA".to_owned(),
        badge: Badge::new(Tone::Wait, "clock", page.t("review-late")),
        card: Some(cards(&page).remove(2)),
        flags: vec![page.t1("review-flag-place", "word", say(&page, "Sohar", "صحار"))],
        listed_elsewhere: false,
        sealed: sealed_panel(&page, page.t("review-sealed"), "/operator/reviews/W-4K7Q2MXA/disclosures"),
        next: Next {
            lang: page.lang,
            by: page.t1("next-by", "when", page.when(at("2026-11-23T12:00:00Z")).words()),
            turn: Turn::Yours(vec![
                step(&page, StepToken::Review, "operator", Weight::Turn, vec![]),
                step(&page, StepToken::Unlist, "operator", Weight::Stop, vec![reason]),
            ]),
        },
        timeline: timeline(&page),
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn jobs(page: Page) -> Response {
    let page = inside(page, Portal::Operator, "jobs");
    let stats = vec![stat(&page, "stat-queued", "3"), stat(&page, "stat-sent", "214"), stat(&page, "stat-dead", "1")];
    let dead = vec![Dead {
        id: "sample".to_owned(),
        what: say(&page, "E-mail: it is your turn", "بريد: حان دورك"),
        tries: 12,
        fault: "550 mailbox unavailable".to_owned(),
        when: page.when(at("2026-11-20T12:00:00Z")),
    }];
    answer(
        StatusCode::OK,
        &Jobs {
            stats,
            dead,
            acts: true,
            ways: Vec::new(),
            pager: Pager { lang: page.lang, first: None, next: None },
            page,
        },
        false,
    )
}
