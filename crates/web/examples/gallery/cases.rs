//! Samples of cases, as a household, an agency and the operator see them.

use axum::http::StatusCode;
use axum::response::Response;
use domain::case::Stage;
use domain::digest::Digest;
use domain::pack::Pack;
use domain::words::{Side, StateToken, Statement, StepToken};
use jiff::Timestamp;
use web::page::{Page, Portal, answer};
use web::portals::{
    Asked, CaseList, CasePage, CaseRow, Disclosed, Disclosure, Disclosures, Panel, Quote, QuoteLine, Tab, turn_badge,
};
use web::ui::{
    Choice, Event, Eye, Field, Kind, Next, Pager, Sees, SeesRow, Shown, StepForm, Stepper, Timeline, Turn, Weight,
    icon, opens_at,
};

use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[
    ("my-cases", my_cases),
    ("my-case", my_case),
    ("my-offer", my_offer),
    ("my-disclosures", my_disclosures),
    ("disclosed", disclosed),
    ("steps", steps),
    ("agency-cases", agency_cases),
    ("agency-case", agency_case),
    ("operator-cases", operator_cases),
    ("operator-case", operator_case),
];

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a written-down moment")
}

fn rows(page: &Page, prefix: &str, next: &str) -> Vec<CaseRow> {
    let row = |reference: &str, state, next: Option<String>| {
        CaseRow::new(
            page,
            format!("{prefix}/{reference}"),
            reference.to_owned(),
            state,
            next,
            Some(at("2026-11-22T14:00:00Z")),
        )
    };
    let with = |en, ar| say(page, en, ar);
    vec![
        row("C-7K2M9QX4", StateToken::MeetingSet, Some(page.t(next)))
            .about(with("Housekeeper and cook", "أعمال المنزل والطبخ"), with("AG-021 Al Waha", "AG-021 الواحة")),
        row("C-3HD8W5TR", StateToken::Held, None).about(with("Nanny", "رعاية أطفال"), with("AG-008 Nur", "AG-008 نور")),
        row("C-9ZB4N6KE", StateToken::CancelledByCustomer, None)
            .about(with("Driver", "قيادة السيارة"), with("AG-014 Sur", "AG-014 صور")),
    ]
}

fn list(page: Page, prefix: &str, next: &str) -> Response {
    let tab = |key: &str, here, count| Tab { word: page.t(key), href: format!("{prefix}?show={key}"), here, count };
    let view = CaseList {
        search: String::new(),
        tabs: vec![tab("tab-waiting", true, Some(2)), tab("tab-open", false, None), tab("tab-over", false, None)],
        cases: rows(&page, prefix, next),
        pager: Pager { lang: page.lang, first: Some(prefix.to_owned()), next: Some(format!("{prefix}?after=x")) },
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn my_cases(page: Page) -> Response {
    list(inside(page, Portal::Customer, "my-cases"), "/customer/cases", "step-choose_slot.title")
}

fn agency_cases(page: Page) -> Response {
    list(inside(page, Portal::Agency, "cases"), "/agency/cases", "step-accept.title")
}

fn operator_cases(page: Page) -> Response {
    list(inside(page, Portal::Operator, "cases"), "/operator/cases", "step-rule_claim.title")
}

pub fn disclosures(page: Page) -> Response {
    let row = |en: (&str, &str), ar: (&str, &str), purpose: &str, emergency| Disclosure {
        who: say(&page, en.0, ar.0),
        what: say(&page, en.1, ar.1),
        why: page.t(format!("purpose-{purpose}")),
        when: page.when(at("2026-11-20T14:40:00Z")),
        emergency,
    };
    let rows = vec![
        row(("Operator, moderator", "Passport number"), ("المشغّل، مراجع", "رقم الجواز"), "verify", false),
        row(("AG-021 Al Waha, agency owner", "Phone"), ("AG-021 الواحة، صاحب المكتب", "الهاتف"), "permit", false),
        row(("Operator, welfare officer", "Phone"), ("المشغّل، مسؤول الرعاية", "الهاتف"), "break_glass", true),
    ];
    answer(
        StatusCode::OK,
        &Disclosures { rows, pager: Pager { lang: page.lang, first: None, next: None }, page },
        false,
    )
}

fn my_disclosures(page: Page) -> Response {
    disclosures(inside(page, Portal::Customer, "who-looked"))
}

fn disclosed(page: Page) -> Response {
    let page = inside(page, Portal::Agency, "workers");
    let view = Disclosed {
        values: vec![(say(&page, "Phone", "الهاتف"), "+968 9123 4567".to_owned())],
        why: page.t("purpose-permit"),
        back: "/agency/workers/W-118".to_owned(),
        page,
    };
    answer(StatusCode::OK, &view, false)
}

fn my_offer(page: Page) -> Response {
    let mut view = case(inside(page, Portal::Customer, "my-cases"));
    let page = &view.page;
    let tick = Field::new("signed", page.t("input-signed"), Kind::Tick);
    let line = |en, ar, baisa| QuoteLine {
        what: say(page, en, ar),
        payer: page.t("sees-customer"),
        sum: page.lang.rial(baisa),
    };
    let turn = Turn::Yours(vec![step(page, StepToken::Sign, "customer", Weight::Turn, vec![tick])]);
    let quote = Quote {
        lines: vec![
            line("Service fee", "رسوم الخدمة", 480_000),
            line("Government fees, at cost", "الرسوم الحكومية كما هي", 101_000),
            line("Travel", "السفر", 120_000),
            line("Insurance", "التأمين", 36_500),
        ],
        tax: (page.lang.rial(24_000), "5".to_owned()),
        total: page.lang.rial(761_500),
        deposit: page.lang.rial(380_750),
        terms: vec![
            (page.t("terms-wage"), page.lang.rial(130_000)),
            (
                page.t("terms-hours"),
                say(
                    page,
                    "At most 10 hours a day, 1 day of rest each week",
                    "10 ساعات يوميًا على الأكثر، ويوم راحة كل أسبوع",
                ),
            ),
        ],
    };
    view.next.turn = turn;
    view.quote = Some(quote);
    view.stepper.now = Stage::Agreement;
    view.badge = turn_badge(view.page.lang, StateToken::Offered, true);
    answer(StatusCode::OK, &view, false)
}

fn agency_case(page: Page) -> Response {
    let mut view = case(inside(page, Portal::Agency, "cases"));
    let page = &view.page;
    let reason = Field::new("reason", page.t("input-reason"), Kind::Area).optional();
    let turn = Turn::Yours(vec![
        step(page, StepToken::Accept, "agency", Weight::Turn, vec![]),
        step(page, StepToken::Decline, "agency", Weight::Stop, vec![reason]),
    ]);
    let shown = |en, ar, shown| (say(page, en, ar), shown);
    let panel = Panel {
        title: page.t("panel-customer"),
        facts: vec![
            shown("Area", "المنطقة", Shown::clear(say(page, "Al Khoudh", "الخوض"))),
            shown("Household", "الأسرة", Shown::clear(say(page, "2 adults, 3 children", "بالغان و3 أطفال"))),
            shown(
                "Name",
                "الاسم",
                Shown::Hidden { opens: opens_at(page.lang, StateToken::Held, StateToken::DepositPaid, "customer") },
            ),
        ],
        reveal: None,
    };
    view.next.turn = turn;
    view.panels = vec![panel];
    view.stepper.now = Stage::Held;
    view.back = ("/agency/cases".to_owned(), view.page.t("menu-cases"));
    answer(StatusCode::OK, &view, false)
}

fn operator_case(page: Page) -> Response {
    let mut view = case(inside(page, Portal::Operator, "cases"));
    let page = &view.page;
    view.next.turn = Turn::Theirs(page.t("wait-customer"));
    view.paused = page.t("overlay-frozen");
    view.stepper.yours = false;
    view.badge = turn_badge(page.lang, StateToken::MeetingSet, false);
    view.back = ("/operator/cases".to_owned(), page.t("menu-cases"));
    view.end = vec![step(
        page,
        StepToken::Pause,
        "operator",
        Weight::Stop,
        vec![Field::new("reason", page.t("input-reason"), Kind::Area)],
    )];
    answer(StatusCode::OK, &view, false)
}

/// Every step that asks something, below each other, as the agency would see it.
fn steps(page: Page) -> Response {
    use StepToken as S;
    let mut view = case(inside(page, Portal::Agency, "cases"));
    let page = &view.page;
    let pack = Pack::parse(include_str!("../../../../packs/om.toml"), Digest::from([7; 32]))
        .expect("the shipped pack is sound");
    let asked = Asked {
        page,
        side: Side::Agency,
        pack: &pack,
        statements: vec![Statement::PapersComplete, Statement::CustomerEligible],
        slots: Vec::new(),
        languages: vec![
            Choice::new("ar", say(page, "Arabic", "العربية")),
            Choice::new("am", say(page, "Amharic", "الأمهرية")),
        ],
        claim: false,
    };
    let asking = [
        S::Offer,
        S::ProposeMeeting,
        S::Answer,
        S::ConfirmDeposit,
        S::FilePermit,
        S::RecordArrival,
        S::Claim,
        S::RuleClaim,
        S::Pause,
    ];
    let forms = asking.map(|token| step(page, token, "agency", Weight::Turn, asked.questions(token)));
    view.next.turn = Turn::Yours(forms.into());
    answer(StatusCode::OK, &view, false)
}

fn my_case(page: Page) -> Response {
    answer(StatusCode::OK, &case(inside(page, Portal::Customer, "my-cases")), false)
}

pub fn step(page: &Page, step: StepToken, by: &'static str, weight: Weight, fields: Vec<Field>) -> StepForm {
    StepForm {
        lang: page.lang,
        step,
        by,
        action: "/customer/cases/C-7K2M9QX4/steps".to_owned(),
        csrf: "sample".to_owned(),
        version: 7,
        key: "sample".to_owned(),
        weight,
        fields,
        brief: false,
        hidden: Vec::new(),
        cost: String::new(),
    }
}

pub fn timeline(page: &Page) -> Timeline {
    let event = |icon_name, yours, en: (&str, &str), ar: (&str, &str), moment: &str| Event {
        icon: icon(icon_name),
        yours,
        what: say(page, en.0, ar.0),
        detail: say(page, en.1, ar.1),
        when: page.when(at(moment)),
    };
    Timeline {
        lang: page.lang,
        events: vec![
            event(
                "calendar",
                true,
                ("Three meeting times offered", "By the agency. The worker agreed to all three."),
                ("عُرضت ثلاثة مواعيد", "من المكتب، ووافق صاحب الملف على الثلاثة."),
                "2026-11-21T05:12:00Z",
            ),
            event(
                "eye",
                false,
                ("First name opened to you", "The worker gave consent for this case only."),
                ("ظهر لك الاسم الأول", "بموافقة صاحب الملف لهذه المعاملة فقط."),
                "2026-11-20T14:40:00Z",
            ),
            event(
                "lock",
                false,
                ("Profile held for you", "No other household can ask until Sunday, 18:00."),
                ("حُجز الملف لك", "لا تستطيع أسرة أخرى طلبه حتى الأحد، 18:00."),
                "2026-11-13T07:05:00Z",
            ),
            event(
                "circle-check",
                false,
                ("Your identity was checked", "By the operator. The agency sees only that it was checked."),
                ("تم التحقق من هويتك", "من المشغّل. لا يرى المكتب إلا أنه تم التحقق."),
                "2026-11-12T12:20:00Z",
            ),
        ],
        older: None,
        newest: None,
    }
}

pub fn sees(page: &Page) -> Sees {
    use Eye::{Hidden, Masked, Visible};
    let row =
        |en: &str, ar: &str, eyes: &[Eye]| SeesRow { thing: say(page, en, ar), eyes: eyes.to_vec(), rules: Vec::new() };
    Sees {
        lang: page.lang,
        parties: vec![page.t("sees-you"), page.t("sees-agency"), page.t("sees-operator")],
        rows: vec![
            row("Worker's first name", "الاسم الأول", &[Visible, Visible, Visible]),
            row("Worker's passport", "جواز السفر", &[Hidden, Visible, Masked]),
            row("Your phone number", "رقم هاتفك", &[Visible, Hidden, Visible]),
            row("Your ID card", "بطاقتك الشخصية", &[Visible, Hidden, Visible]),
            row("Your area", "منطقتك", &[Visible, Visible, Visible]),
        ],
        log: Some("/customer/disclosures".to_owned()),
    }
}

fn case(page: Page) -> CasePage {
    let slot =
        |value: &str, moment: &str, en, ar| Choice::new(value, page.when(at(moment)).words()).with(say(&page, en, ar));
    let slots = vec![
        slot("1", "2026-11-21T13:00:00Z", "Today, by video", "اليوم، بالفيديو"),
        slot("2", "2026-11-22T06:30:00Z", "Tomorrow, by video", "غدًا، بالفيديو"),
        slot("3", "2026-11-22T12:00:00Z", "Tomorrow, at the agency", "غدًا، في المكتب"),
    ];
    let choose = step(
        &page,
        StepToken::ChooseSlot,
        "customer",
        Weight::Turn,
        vec![Field::new("slot", page.t("input-slot"), Kind::Cards(slots))],
    );
    let opens = |state| opens_at(page.lang, StateToken::Held, state, "customer");
    CasePage {
        notes: None,
        emergency: None,
        back: ("/customer/cases".to_owned(), page.t("menu-my-cases")),
        reference: "C-7K2M9QX4".to_owned(),
        title: say(&page, "Housekeeper and cook", "أعمال المنزل والطبخ"),
        profile: "P-7K2M9QX4".to_owned(),
        badge: turn_badge(page.lang, StateToken::MeetingSet, true),
        lede: say(
            &page,
            "With agency AG-021 Al Waha. Held for you until Sunday 22 November, 18:00.",
            "مع المكتب AG-021 الواحة. محجوز لك حتى الأحد 22 نوفمبر، 18:00.",
        ),
        paused: String::new(),
        stepper: Stepper {
            by: "customer",
            lang: page.lang,
            now: Stage::Meeting,
            yours: true,
            days: ["2026-11-12", "2026-11-13"].iter().map(|day| page.date(day.parse().expect("a day"))).collect(),
        },
        next: Next {
            lang: page.lang,
            by: page.t1("next-by", "when", page.when(at("2026-11-22T14:00:00Z")).words()),
            turn: Turn::Yours(vec![choose]),
        },
        quote: None,
        panels: vec![Panel {
            title: page.t("panel-worker"),
            facts: vec![
                (say(&page, "First name", "الاسم الأول"), Shown::clear(say(&page, "Selam", "سلام"))),
                (
                    say(&page, "Family name", "اسم العائلة"),
                    Shown::Masked { rest: "T•••••".to_owned(), opens: opens(StateToken::DepositPaid) },
                ),
                (say(&page, "Phone", "الهاتف"), Shown::Hidden { opens: opens(StateToken::Travel) }),
                (say(&page, "Photo", "الصورة"), Shown::Hidden { opens: page.t("opens-not-shared") }),
            ],
            reveal: None,
        }],
        sees: sees(&page),
        timeline: timeline(&page),
        states: None,
        end: vec![step(&page, StepToken::Cancel, "customer", Weight::Stop, vec![])],
        page,
    }
}
