//! Samples of an agency's roster and records.

use app::workers::Ends;
use axum::http::StatusCode;
use axum::response::Response;
use domain::words::StepToken;
use web::page::{Page, Portal, answer};
use web::portals::agency::{Asked, Full, Lane, Lock, Roster, RosterRow, WorkerRecord};
use web::portals::{FormPage, Panel, PaperRow, Stat, Tab, Task, Today};
use web::ui::{Badge, Choice, Field, Kind, Next, Pager, Reveal, RevealField, Shown, Tone, Turn, Weight, icon, small};

use crate::cases::{at, sees, step, timeline};
use crate::operator::told;
use crate::public::cards;
use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[
    ("agency-today", today),
    ("roster", board),
    ("roster-table", table),
    ("record", record),
    ("worker-new", worker_new),
];

fn stats(page: &Page) -> Vec<Stat> {
    let stat = |key: &str, icon, value: &str| Stat { icon, label: page.t(key), value: value.to_owned() };
    vec![
        stat("stat-listed", None, "14"),
        stat("stat-held", Some(small("lock")), "3"),
        stat("stat-in-case", None, "1"),
        stat("stat-papers", Some(small("alert-triangle")), "2"),
    ]
}

fn today(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "today");
    let task = |key: &str, en, ar| Task {
        href: "/agency/cases/C-7K2M9QX4".to_owned(),
        title: page.t(key),
        detail: say(&page, en, ar),
        badge: Badge::new(Tone::Turn, "hourglass", page.t("turn-yours")),
        due: Some(page.when(at("2026-11-22T14:00:00Z"))),
    };
    let tasks = vec![
        task(
            "step-accept.title",
            "Case C-7K2M9QX4, housekeeper and cook, Al Khoudh",
            "المعاملة C-7K2M9QX4، أعمال المنزل والطبخ، الخوض",
        ),
        task("step-file_permit.title", "Case C-3HD8W5TR, nanny", "المعاملة C-3HD8W5TR، رعاية أطفال"),
    ];
    let papers = vec![PaperRow {
        href: "/agency/workers/W-4K7Q2MXA".to_owned(),
        name: Shown::clear(say(&page, "Hana D.", "هناء د.")),
        reference: "W-4K7Q2MXA".to_owned(),
        words: page.t1("paper-passport-past", "month", say(&page, "October 2026", "أكتوبر 2026")),
        past: true,
    }];
    let papers_more = Some("/agency/workers?view=table&papers=ending".to_owned());
    answer(
        StatusCode::OK,
        &Today { stopped: String::new(), stats: stats(&page), tasks, papers, papers_more, page },
        false,
    )
}

fn worker(page: &Page, name: (&str, &str), reference: &str, work: (&str, &str)) -> RosterRow {
    RosterRow {
        href: format!("/agency/workers/{reference}"),
        reference: reference.to_owned(),
        name: Shown::clear(say(page, name.0, name.1)),
        work: say(page, work.0, work.1),
        badge: Badge::new(Tone::Mute, "user-check", page.t("consent-on-file")),
        warnings: Vec::new(),
        percent: Some(100),
        missing: String::new(),
        version: 1,
        lock: None,
        actions: vec![(page.t("record-edit"), format!("/agency/workers/{reference}/edit"))],
    }
}

fn lock(page: &Page, sealed: bool) -> Lock {
    let (title, state) = if sealed {
        (page.t("hold-sealed"), "signed")
    } else {
        (page.t1("hold-held", "left", page.t1("hours", "count", 32_u32)), "meeting_set")
    };
    let state = page.t(format!("state-{state}"));
    Lock {
        sealed,
        title,
        case: page.lang.t2("hold-case", "case", "C-7K2M9QX4", "state", state),
        left: (!sealed).then_some(42),
    }
}

fn lanes(page: &Page) -> Vec<Lane> {
    let nanny = ("Nanny", "رعاية أطفال");
    let keeper = ("Housekeeper", "أعمال المنزل");
    let hana = RosterRow {
        badge: Badge::new(Tone::Stop, "user-x", page.t("consent-missing")),
        warnings: vec![(say(page, "The worker has not agreed to be listed", "لا توجد موافقة على النشر"), true)],
        ..worker(page, ("Hana D.", "هناء د."), "W-4K7Q", nanny)
    };
    let grace = RosterRow {
        percent: Some(80),
        missing: page.lang.list(&[page.t("field-phone"), page.t("field-fitness")]),
        ..worker(page, ("Grace N.", "غريس ن."), "W-8M2X", keeper)
    };
    let mary = RosterRow {
        badge: Badge::new(Tone::Info, "clock", say(page, "Sent 19 November", "أُرسل 19 نوفمبر")),
        ..worker(page, ("Mary A.", "ماري أ."), "W-2C9T", keeper)
    };
    let sana = RosterRow {
        warnings: vec![(page.t1("paper-passport-soon", "month", say(page, "March 2027", "مارس 2027")), false)],
        ..worker(page, ("Sana B.", "سناء ب."), "P-8JQ2R4KD", keeper)
    };
    let selam = RosterRow {
        lock: Some(lock(page, false)),
        badge: Badge::new(Tone::Info, "calendar", page.t("wait-customer")),
        ..worker(page, ("Selam T.", "سلام ت."), "P-7K2M9QX4", keeper)
    };
    let esther = RosterRow {
        lock: Some(lock(page, true)),
        badge: Badge::new(Tone::Ok, "circle-check", page.t("state-deposit_paid")),
        ..worker(page, ("Esther O.", "إستير أ."), "P-2WZ5R7KM", nanny)
    };
    let lane = |id, sign, count: u32, workers, more| Lane {
        id,
        icon: icon(sign),
        title: page.t(format!("lane-{id}")),
        note: page.t(format!("lane-{id}.note")),
        count: count.to_string(),
        workers,
        more,
    };
    vec![
        lane("finish", "adjustments-horizontal", 3, vec![hana, grace], None),
        lane("review", "eye-check", 2, vec![mary], None),
        lane(
            "listed",
            "world",
            14,
            vec![sana, worker(page, ("Ruth W.", "روث و."), "P-3NT8C1WD", keeper)],
            Some("/agency/workers?view=table&stage=listed".to_owned()),
        ),
        lane("case", "lock", 4, vec![selam, esther], None),
    ]
}

fn roster(page: Page, as_table: bool) -> Response {
    let page = inside(page, Portal::Agency, "workers");
    let lanes = lanes(&page);
    let tab = |word: String, count| Tab {
        word,
        href: "/agency/workers?view=table&show=x".to_owned(),
        here: false,
        count: Some(count),
    };
    let view = Roster {
        stopped: page.t("licence-not-in-force"),
        stats: stats(&page),
        search: String::new(),
        search_error: String::new(),
        filters: vec![
            Field::new(
                "language",
                page.t("filter-language"),
                Kind::Select(vec![Choice::new("", page.t("roster-any"))]),
            )
            .optional(),
        ],
        applied: vec![(page.t("stat-papers"), "/agency/workers".to_owned())],
        stage: String::new(),
        many: vec![("list", page.t("many-list"), page.t("many-list.what"))],
        key: "sample".to_owned(),
        views: ("/agency/workers".to_owned(), "/agency/workers?view=table".to_owned()),
        tabs: vec![tab(page.t("stat-papers"), 2), tab(page.t("consent-missing"), 1)],
        rows: if as_table { lanes.iter().flat_map(|lane| lane.workers.clone()).collect() } else { Vec::new() },
        lanes: if as_table { Vec::new() } else { lanes },
        table: as_table,
        pager: Pager { lang: page.lang, first: None, next: as_table.then(|| "/agency/workers?after=x".to_owned()) },
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn board(page: Page) -> Response {
    roster(page, false)
}

fn table(page: Page) -> Response {
    roster(page, true)
}

pub fn sealed_panel(page: &Page, title: String, action: &str) -> Panel {
    let fact = |en, ar, shown| (say(page, en, ar), shown);
    let masked = |rest: &str| Shown::Masked { rest: rest.to_owned(), opens: String::new() };
    let purpose = |token: &str| Choice::new(token, page.t(format!("purpose-{token}")));
    let field = |name: &str, en, ar| RevealField { name: name.to_owned(), label: say(page, en, ar) };
    Panel {
        title,
        facts: vec![
            fact("Passport number", "رقم الجواز", masked("•••••412")),
            fact("Birth date", "تاريخ الميلاد", masked("••••")),
            fact("Phone", "الهاتف", masked("•••••567")),
            fact("Medical result", "نتيجة الفحص الطبي", Shown::clear(say(page, "Fit, 3 November", "لائق، 3 نوفمبر"))),
        ],
        reveal: Some(Reveal {
            own: false,
            lang: page.lang,
            id: "reveal".to_owned(),
            action: action.to_owned(),
            csrf: page.csrf.clone(),
            fields: vec![field("passport_number", "Passport number", "رقم الجواز"), field("phone", "Phone", "الهاتف")],
            purposes: vec![purpose("permit"), purpose("arrival"), purpose("verify")],
            readers: say(page, "the worker, and the operator's auditor", "صاحب الملف، ومدقق المشغّل"),
        }),
    }
}

fn record(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "workers");
    let fact = |en, ar, value: String| (say(&page, en, ar), Shown::clear(value));
    let view = WorkerRecord {
        notes: None,
        reference: "W-4K7Q2MXA".to_owned(),
        name: Shown::clear(say(&page, "Hana D.", "هناء د.")),
        badge: Badge::new(Tone::Stop, "user-x", page.t("consent-missing")),
        lock: None,
        states: None,
        asked: Some(Asked {
            reason: page.t("change-text"),
            message: say(&page, "The skills name a town. Leave it out.", "تذكر المهارات اسم بلدة. احذفه."),
            edits: 1,
            answer: "/agency/workers/W-4K7Q2MXA/answers".to_owned(),
            version: 3,
        }),
        edit: Some("/agency/workers/W-4K7Q2MXA/edit".to_owned()),
        sign_in: Some("/agency/workers/W-4K7Q2MXA/sign-in".to_owned()),
        next: Next {
            lang: page.lang,
            by: String::new(),
            turn: Turn::Yours(vec![step(&page, StepToken::Consent, "agency", Weight::Turn, vec![])]),
        },
        panels: vec![
            Panel {
                title: page.t("record-public"),
                facts: vec![
                    fact("Work", "العمل", say(&page, "Nanny", "رعاية أطفال")),
                    fact("Experience", "الخبرة", page.t1("years", "count", 4_u32)),
                    fact("Languages", "اللغات", say(&page, "Arabic, Amharic", "العربية، الأمهرية")),
                ],
                reveal: None,
            },
            sealed_panel(&page, page.t("record-sealed"), "/agency/workers/W-4K7Q2MXA/disclosures"),
        ],
        full: Some(Full {
            lang: page.lang,
            percent: 80,
            missing: vec![page.t("field-phone"), page.t("field-fitness")],
            papers: vec![(page.t1("paper-passport-soon", "month", say(&page, "March 2027", "مارس 2027")), Ends::Soon)],
        }),
        public: Some(cards(&page).remove(2)),
        told: Some(told(&page, "agency")),
        sees: sees(&page),
        timeline: timeline(&page),
        ends: vec![step(&page, StepToken::WithdrawProfile, "agency", Weight::Stop, vec![])],
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn worker_new(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "workers");
    let line = |name: &str, en, ar| Field::new(name, say(&page, en, ar), Kind::Line("text"));
    let wrong = say(&page, "Write the birth date, for example 1992-04-30.", "اكتب تاريخ الميلاد، مثل 1992-04-30.");
    let work = vec![
        Choice::new("nanny", say(&page, "Nanny", "رعاية أطفال")).chosen(true),
        Choice::new("cook", say(&page, "Cook", "طبخ")),
    ];
    let view = FormPage {
        back: ("/agency/workers".to_owned(), page.t("menu-workers")),
        title: page.t("worker-new"),
        lede: page.t("worker-form-lede"),
        action: "/agency/workers".to_owned(),
        file: false,
        hidden: vec![("key", "sample".to_owned())],
        groups: vec![
            (
                page.t("record-public"),
                vec![
                    Field::new("work", say(&page, "Work", "العمل"), Kind::Checks(work)),
                    Field::new("experience_years", page.t("experience"), Kind::Number(0, 60)).value("4"),
                ],
            ),
            (
                page.t("record-sealed"),
                vec![
                    line("full_name", "Full name, as in the passport", "الاسم الكامل كما في الجواز"),
                    Field::new("birth_date", say(&page, "Birth date", "تاريخ الميلاد"), Kind::Line("date")).error(wrong),
                    line("passport_number", "Passport number", "رقم الجواز"),
                ],
            ),
        ],
        submit: page.t("step-draft"),
        beside: None,
        page,
        more: None,
    };
    answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false)
}
