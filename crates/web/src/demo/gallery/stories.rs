//! The stories: one for each part, in each of its shapes.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::case::Stage;
use domain::words::StepToken;
use jiff::SignedDuration;
use policy::Extent;

use crate::page::Page;
use crate::ui::{
    Badge, Change, Chart, Choice, Column, Event, Eye, Field, Group, Kind, Matrix, MatrixCell, MatrixRow, Next,
    NoteLine, Notes, Pager, Reveal, RevealField, Sees, SeesRow, SeesRule, Shown, Sign, StepForm, Stepper, Timeline,
    Tone, Turn, Weight, When, icon, opens_at, tile,
};

/// One part in its shapes.
#[derive(Debug)]
pub(super) struct Story {
    /// The part's name in the code.
    pub name: &'static str,
    /// Its shapes.
    pub shapes: Vec<Drawn>,
}

/// A part as it stands on a page.
#[derive(Debug)]
pub(super) struct Drawn(String);

impl std::fmt::Display for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

// Rendered by the part's own template, which has escaped it.
impl HtmlSafe for Drawn {}

fn drawn(part: impl Template) -> Drawn {
    Drawn(part.render().unwrap_or_default())
}

/// Every story, by the parts' names.
pub(super) fn stories(page: &Page) -> Vec<Story> {
    let story = |name, shapes| Story { name, shapes };
    vec![
        story("Badge", badges(page)),
        story("Shown", shown(page)),
        story("Field", fields(page)),
        story("Stepper", steppers(page)),
        story("StepForm", vec![drawn(step(page, StepToken::Enquire, Weight::Main))]),
        story("Next", turns(page)),
        story("Timeline", vec![timeline(page)]),
        story("Sees", vec![sees(page)]),
        story("Reveal", reveals(page)),
        story("Matrix", vec![matrix(page)]),
        story("Chart", vec![chart(page)]),
        story("Notes", vec![notes(page)]),
        story("When", vec![drawn(When::new(page.lang, page.now, page.now))]),
        story("Tile", vec![Drawn(["P-AAAAAAAA", "P-BBBBBBBB", "P-CCCCCCCC"].map(|of| tile(of).to_string()).concat())]),
        story(
            "Pager",
            vec![drawn(Pager { lang: page.lang, first: Some("#first".into()), next: Some("#next".into()) })],
        ),
    ]
}

fn chart(page: &Page) -> Drawn {
    let group = |(month, sums): (i16, [i64; 2])| Group {
        name: format!("2026-{month:02}"),
        short: format!("{month:02}"),
        bars: sums.map(|minor| (minor, page.lang.rial(minor))).into(),
    };
    drawn(Chart {
        lang: page.lang,
        id: "story",
        title: page.t("reports-by-month"),
        of: page.t("reports-month"),
        series: vec![page.t("reports-gross"), page.t("reports-tax")],
        groups: [(10, [1_126_000, 45_000]), (11, [563_000, 22_500]), (12, [-563_000, -22_500])].map(group).into(),
    })
}

fn badges(page: &Page) -> Vec<Drawn> {
    let badge = |tone, icon, state: &str| drawn(Badge::new(tone, icon, page.t(format!("state-{state}"))));
    vec![
        badge(Tone::Info, "clock", "held"),
        badge(Tone::Turn, "hourglass", "meeting_set"),
        badge(Tone::Ok, "circle-check", "arrived"),
        badge(Tone::Wait, "hourglass", "offered"),
        badge(Tone::Stop, "alert-triangle", "claim"),
        badge(Tone::Seal, "lock", "signed"),
        badge(Tone::Mute, "flag", "archived"),
    ]
}

fn shown(page: &Page) -> Vec<Drawn> {
    use domain::StateToken as S;
    let opens = opens_at(page.lang, S::Held, S::Permit, "customer");
    vec![
        drawn(Shown::clear("Selam")),
        drawn(Shown::Masked { rest: "S•••••".into(), opens: opens.clone() }),
        drawn(Shown::hidden(opens)),
    ]
}

fn fields(page: &Page) -> Vec<Drawn> {
    let work = || {
        let word = |word: &str| Choice::new(word, page.t(format!("work-{word}")));
        vec![word("cook").with(page.t("state-held")).chosen(true), word("nanny"), word("driver")]
    };
    let label = |key: &str| page.t(key);
    [
        Field::new("g-line", label("household-name"), Kind::Line("text")).value("سلمى البلوشي Salma"),
        Field::new("g-hint", label("sign-in-address"), Kind::Line("tel")).hint(label("people-address-hint")),
        Field::new("g-error", label("household-civil_id"), Kind::Line("text"))
            .value("12")
            .error(label("fault-civil_id_wrong")),
        Field::new("g-code", label("sign-in-code"), Kind::Code),
        Field::new("g-number", label("field-experience_years"), Kind::Number(0, 60)).value("4"),
        Field::new("g-area", label("notes-new"), Kind::Area).optional(),
        Field::new("g-cards", label("household-duties"), Kind::Cards(work())),
        Field::new("g-select", label("household-duties"), Kind::Select(work())),
        Field::new("g-checks", label("household-duties"), Kind::Checks(work())),
        Field::new("g-tick", label("household-notice"), Kind::Tick),
        Field::new("g-file", label("import-file"), Kind::File(".csv,.xlsx")),
    ]
    .map(drawn)
    .into()
}

fn steppers(page: &Page) -> Vec<Drawn> {
    let days = || vec!["4 Jan".to_owned(), "5 Jan".to_owned(), "8 Jan".to_owned()];
    let stepper = |now, yours, days| drawn(Stepper { lang: page.lang, by: "customer", now, yours, days });
    let steppers = [
        stepper(Stage::Meeting, true, days()),
        stepper(Stage::Meeting, false, days()),
        stepper(Stage::Closed, false, Vec::new()),
    ];
    // A page has one stepper, and one part of this name.
    let label = format!(r#"aria-label="{}""#, page.t("progress"));
    let apart = |(at, Drawn(html)): (usize, Drawn)| Drawn(html.replace(&label, &format!(r#"aria-label="{at}""#)));
    steppers.into_iter().enumerate().map(apart).collect()
}

fn step(page: &Page, step: StepToken, weight: Weight) -> StepForm {
    StepForm {
        lang: page.lang,
        step,
        by: "customer",
        action: "#".into(),
        csrf: String::new(),
        version: 1,
        key: String::new(),
        weight,
        hidden: Vec::new(),
        fields: Vec::new(),
        brief: weight == Weight::Stop,
        cost: String::new(),
    }
}

fn turns(page: &Page) -> Vec<Drawn> {
    let next = |by: &str, turn| drawn(Next { lang: page.lang, by: by.to_owned(), turn });
    let yours = vec![step(page, StepToken::Hold, Weight::Turn), step(page, StepToken::Cancel, Weight::Stop)];
    let turns = [
        next("18:00", Turn::Yours(yours)),
        next("", Turn::Theirs(page.t("role-agency_user"))),
        next("", Turn::Nobody(page.t("state-archived"))),
        next("", Turn::Rests(page.t("overlay-frozen"))),
    ];
    // A page has one such box, and one heading of this name.
    let apart = |(at, Drawn(html)): (usize, Drawn)| Drawn(html.replace(r#""next""#, &format!(r#""next-{at}""#)));
    turns.into_iter().enumerate().map(apart).collect()
}

fn timeline(page: &Page) -> Drawn {
    let at = |hours| page.when(page.now - SignedDuration::from_hours(hours));
    let event = |sign, yours, what: &str, who: &str, hours| Event {
        icon: icon(sign),
        yours,
        what: page.t(what),
        detail: page.t(who),
        when: at(hours),
    };
    drawn(Timeline {
        lang: page.lang,
        events: vec![
            event("hourglass", true, "step-choose_slot", "sees-you", 1),
            event("calendar", false, "step-propose_meeting", "role-agency_user", 5),
            event("check", false, "step-accept", "role-agency_user", 30),
        ],
        older: Some("#older".into()),
        newest: None,
    })
}

fn sees(page: &Page) -> Drawn {
    let rule = |role: &str, eye| SeesRule {
        party: page.t(format!("role-{role}")),
        eye,
        id: "placement.first_name".into(),
        why: page.t("overlay-none"),
        english: false,
    };
    let row = |class: &str, eyes: [Eye; 3], rules| SeesRow {
        thing: page.t(format!("class-{class}")),
        eyes: eyes.into(),
        rules,
    };
    let first = vec![rule("customer", Eye::Masked)];
    drawn(Sees {
        lang: page.lang,
        parties: ["customer", "agency_user", "worker"].map(|role| page.t(format!("role-{role}"))).into(),
        rows: vec![
            row("worker_first_name", [Eye::Masked, Eye::Visible, Eye::Visible], first),
            row("worker_identity", [Eye::Hidden, Eye::Visible, Eye::Visible], Vec::new()),
        ],
        log: Some("#log".into()),
    })
}

fn reveals(page: &Page) -> Vec<Drawn> {
    let reveal = |id: &str, own| {
        drawn(Reveal {
            lang: page.lang,
            id: id.to_owned(),
            action: "#".into(),
            csrf: String::new(),
            fields: ["passport", "phone"]
                .map(|field| RevealField { name: field.into(), label: page.t(format!("field-{field}")) })
                .into(),
            purposes: ["verify", "permit"]
                .map(|purpose| Choice::new(purpose, page.t(format!("purpose-{purpose}"))))
                .into(),
            only: None,
            readers: page.t("role-worker"),
            own,
        })
    };
    vec![reveal("g-reveal", false), reveal("g-reveal-own", true)]
}

fn matrix(page: &Page) -> Drawn {
    let cell = |extent, change| MatrixCell { sign: Sign::Seen(extent), change };
    let row = |class: &str, cells: [MatrixCell; 2]| MatrixRow {
        thing: page.t(format!("class-{class}")),
        cells: cells.into(),
    };
    drawn(Matrix {
        lang: page.lang,
        id: "g-matrix",
        title: page.t("explorer-title"),
        note: page.t("state-held"),
        corner: page.t("sees-thing"),
        columns: vec![
            Column { name: page.t("role-customer"), on: true },
            Column { name: page.t("role-agency_user"), on: false },
        ],
        rows: vec![
            row("public_profile", [cell(Extent::Visible, None), cell(Extent::Visible, None)]),
            row("worker_first_name", [cell(Extent::Masked, Some(Change::Opened)), cell(Extent::Visible, None)]),
            row("worker_identity", [cell(Extent::Hidden, None), cell(Extent::OnRequest, Some(Change::Closed))]),
        ],
        signs: Matrix::SEEN.into(),
    })
}

fn notes(page: &Page) -> Drawn {
    let line = |by: &str, text: &str, removable| NoteLine {
        id: String::new(),
        by: page.t(by),
        when: page.when(page.now),
        text: text.into(),
        removable,
    };
    drawn(Notes {
        lang: page.lang,
        action: "#".into(),
        remove: "#",
        csrf: String::new(),
        key: String::new(),
        most: 2_000,
        lines: vec![
            line("sees-you", "Ring them on Sunday, before noon.", true),
            line("role-agency_admin", "يفضلون الحديث بالعربية.", false),
        ],
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_part_has_a_story_and_every_story_words_of_its_own() {
        let sources = [
            include_str!("../../ui/badge.rs"),
            include_str!("../../ui/chart.rs"),
            include_str!("../../ui/field.rs"),
            include_str!("../../ui/matrix.rs"),
            include_str!("../../ui/next.rs"),
            include_str!("../../ui/notes.rs"),
            include_str!("../../ui/pager.rs"),
            include_str!("../../ui/reveal.rs"),
            include_str!("../../ui/sees.rs"),
            include_str!("../../ui/shown.rs"),
            include_str!("../../ui/step_form.rs"),
            include_str!("../../ui/stepper.rs"),
            include_str!("../../ui/timeline.rs"),
            include_str!("../../ui/when.rs"),
        ];
        let modules = include_str!("../../ui.rs").lines().filter(|line| line.starts_with("mod ")).count();
        assert_eq!(modules, sources.len() + 1, "a file of parts that this test does not read; a tile is no template");
        let parts = sources.iter().flat_map(|source| source.lines()).filter_map(|line| {
            let names = line.strip_prefix("part!(")?.strip_suffix(");")?;
            Some(names.split(", "))
        });
        for lang in [Lang::En, Lang::Ar] {
            let told = stories(&Page::visitor(lang, Timestamp::UNIX_EPOCH, "/_gallery"));
            for part in parts.clone().flatten() {
                assert!(told.iter().any(|story| story.name == part), "{part} has no story");
            }
            for story in &told {
                assert!(
                    !story.shapes.is_empty() && story.shapes.iter().all(|shape| !shape.0.trim().is_empty()),
                    "{}",
                    story.name
                );
            }
        }
    }
}
