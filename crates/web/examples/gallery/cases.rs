//! Samples of cases, as a household, an agency and the operator see them.

use axum::http::StatusCode;
use axum::response::Response;
use domain::words::{StateToken, StepToken};
use jiff::Timestamp;
use web::portals::customer::{CaseRow, Cases};
use web::portals::{CasePage, Page, Panel, Portal, answer, state_name, turn_badge};
use web::ui::{
    Choice, Event, Eye, Field, Group, Kind, Next, Pager, Sees, SeesRow, Shown, StepForm, Stepper, Timeline, Turn,
    Weight, icon,
};

use crate::{Sample, inside, say};

pub const SAMPLES: &[Sample] = &[("my-cases", my_cases), ("my-case", my_case)];

fn at(text: &str) -> Timestamp {
    text.parse().expect("a written-down moment")
}

pub fn row(page: &Page, reference: &str, work: &str, with: String, state: StateToken, next: Option<String>) -> CaseRow {
    CaseRow {
        reference: reference.to_owned(),
        title: page.t(format!("work-{work}")),
        with,
        state: state_name(page.lang, state),
        badge: turn_badge(page.lang, state, next.is_some()),
        due: next.as_ref().map(|_| page.when(at("2026-11-22T14:00:00Z"))),
        next: next.unwrap_or_default(),
    }
}

fn my_cases(page: Page) -> Response {
    let page = inside(page, Portal::Customer, "my-cases");
    let with = |en, ar| say(&page, en, ar);
    let choose = page.t("step-choose_slot.title");
    let cases = vec![
        row(
            &page,
            "C-7K2M9QX4",
            "housekeeper_cook",
            with("AG-021 Al Waha", "AG-021 الواحة"),
            StateToken::MeetingSet,
            Some(choose),
        ),
        row(&page, "C-3HD8W5TR", "nanny", with("AG-008 Nur", "AG-008 نور"), StateToken::Held, None),
        row(&page, "C-9ZB4N6KE", "driver", with("AG-014 Sur", "AG-014 صور"), StateToken::CancelledByCustomer, None),
    ];
    let view = Cases { cases, pager: Pager { lang: page.lang, first: None, next: None }, page };
    answer(StatusCode::OK, &view, false)
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
    }
}

pub fn sees(page: &Page) -> Sees {
    use Eye::{Hidden, Masked, Visible};
    let row = |en: &str, ar: &str, eyes: &[Eye]| SeesRow { thing: say(page, en, ar), eyes: eyes.to_vec() };
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

fn my_case(page: Page) -> Response {
    let page = inside(page, Portal::Customer, "my-cases");
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
    let step_name = |number: usize| Group::ALL[number - 1].name(page.lang);
    let opens = |number: usize| page.lang.t2("opens-at", "number", number, "name", step_name(number));
    let view = CasePage {
        back: ("/customer/cases".to_owned(), page.t("menu-my-cases")),
        reference: "C-7K2M9QX4".to_owned(),
        title: page.t("work-housekeeper_cook"),
        profile: "P-7K2M9QX4".to_owned(),
        badge: turn_badge(page.lang, StateToken::MeetingSet, true),
        lede: say(
            &page,
            "With agency AG-021 Al Waha. Held for you until Sunday 22 November, 18:00.",
            "مع المكتب AG-021 الواحة. محجوز لك حتى الأحد 22 نوفمبر، 18:00.",
        ),
        paused: String::new(),
        stepper: Stepper {
            lang: page.lang,
            now: Some(Group::Meeting),
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
                    Shown::Masked { rest: "T•••••".to_owned(), opens: opens(5) },
                ),
                (say(&page, "Phone", "الهاتف"), Shown::Hidden { opens: opens(7) }),
                (say(&page, "Photo", "الصورة"), Shown::Hidden { opens: page.t("opens-not-shared") }),
            ],
            reveal: None,
        }],
        sees: sees(&page),
        timeline: timeline(&page),
        end: Some(step(&page, StepToken::Cancel, "customer", Weight::Stop, vec![])),
        page,
    };
    answer(StatusCode::OK, &view, false)
}
