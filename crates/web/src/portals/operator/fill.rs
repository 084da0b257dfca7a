//! Fills the operator's pages from what staff may see.

use app::admit::{self, Key};
use app::jobs::letters::Letters;
use app::notes::About;
use app::tells::Hint;
use app::workers::{self, Check, Counted, Line, Waiting, WorkerRecord as W};
use app::{AppError, Caller, Desk, Limit, document_checks, organisations};
use domain::attest::{Attested, Statement};
use domain::ids::ReferenceKind;
use domain::{RosterTimer, Side, StateToken, StepToken};

use super::{AskedChange, Review, ReviewRow, change_fields};
use crate::form::{Faults, Sent};
use crate::page::{Page, Portal};
use crate::portals::agency::fill::{badge, card, form};
use crate::portals::fill::{self as case_fill, words};
use crate::portals::{Panel, Stat, Tab, Task, Told, noting, papers, state_name};
use crate::site::Site;
use crate::ui::{Badge, Next, StepForm, Tone, Turn, Weight, icon};

/// How many of each kind the day's page counts.
pub const COUNTED: u32 = 99;

/// The figures of the day.
pub fn stats(page: &Page, queued: &Counted, cases: &[(StateToken, i64)], late: i64, letters: &Letters) -> Vec<Stat> {
    // LIMIT: more than the day counts are said to be more.
    let some = |many: i64| if many > COUNTED.into() { format!("{COUNTED}+") } else { many.to_string() };
    let stat = |key: &str, value: String| Stat { icon: None, label: page.t(key), value };
    let warns = |key: &str, value: i64| Stat {
        icon: (value > 0).then(|| icon("alert-triangle")),
        ..stat(key, value.to_string())
    };
    let open = cases.iter().filter(|(state, _)| case_fill::groups::is_open(*state)).map(|(_, many)| many).sum::<i64>();
    vec![
        stat("stat-reviews", some(queued.waiting)),
        Stat { value: some(queued.late), ..warns("stat-reviews-late", queued.late) },
        stat("stat-open-cases", open.to_string()),
        warns("stat-late", late),
        warns("stat-dead", letters.dead),
    ]
}

/// One profile of the queue.
pub fn review_row(page: &Page, desk: &Desk, waiting: &Waiting) -> ReviewRow {
    let reference = waiting.worker.key(&W::REFERENCE).clone();
    let work = waiting.worker.show(&W::WORK).visible();
    ReviewRow {
        href: format!("/operator/reviews/{reference}"),
        reference,
        work: work.map(|work| words::list(page, "work", work)).unwrap_or_default(),
        agency: waiting.agency.clone(),
        sent: page.when(waiting.since),
        due: waiting.due.map(|due| page.when(due)),
        badge: queue_badge(page, desk, waiting),
    }
}

/// How many profiles and papers wait to be checked.
pub struct Checks {
    /// Profiles.
    pub profiles: Counted,
    /// Papers.
    pub papers: document_checks::Counted,
}

/// The lines of the queue: profiles that wait, those that were asked for a change, and papers where no line of profiles is shown.
pub fn lines(page: &Page, counted: &Checks, here: Option<Line>) -> Vec<Tab> {
    let tab = |line: Option<Line>, word: &str, href: &str, many: i64| Tab {
        word: page.t(word),
        href: href.to_owned(),
        here: line == here,
        count: Some(many.unsigned_abs()),
    };
    let (profiles, papers) = (&counted.profiles, &counted.papers);
    vec![
        tab(Some(Line::Waiting), "reviews-waiting", "/operator/reviews", profiles.waiting),
        tab(Some(Line::Asked), "reviews-asked", "/operator/reviews?line=asked", profiles.asked),
        tab(None, "checks-tab", super::checks::PLACE, papers.waiting),
    ]
}

/// The next few papers as tasks of the day.
pub fn paper_tasks(page: &Page, tasks: &[document_checks::Task]) -> Vec<Task> {
    let task = |one: &document_checks::Task| {
        let row = super::checks::row(page, one);
        Task {
            href: row.href,
            title: page.t("check-task"),
            detail: page.lang.list(&[row.kind, row.reference]),
            badge: row.badge,
            due: Some(row.due),
        }
    };
    tasks.iter().map(task).collect()
}

/// How one of the queue stands; late before all else.
fn queue_badge(page: &Page, desk: &Desk, waiting: &Waiting) -> Badge {
    match waiting.due {
        None => Badge::new(Tone::Wait, "message-circle", page.t("review-asked")),
        Some(due) if due < desk.now => Badge::new(Tone::Stop, "clock", page.t("review-late")),
        Some(_) if waiting.changed.is_some() => Badge::new(Tone::Info, "refresh", page.t("review-again")),
        Some(_) if waiting.state == StateToken::RosterConsented => {
            Badge::new(Tone::Info, "eye-check", page.t("review-new"))
        }
        Some(_) => badge(page, waiting.state),
    }
}

/// The queue's next few as tasks of the day.
pub fn review_tasks(page: &Page, desk: &Desk, waiting: &[Waiting]) -> Vec<Task> {
    let task = |one: &Waiting| {
        let row = review_row(page, desk, one);
        let step = if one.state == StateToken::RosterReviewed { "step-list.title" } else { "step-review.title" };
        Task {
            href: row.href,
            title: page.lang.say(step, &[("by", "operator".into())]),
            detail: page.lang.list(&[row.reference, row.agency, row.work]),
            badge: row.badge,
            due: row.due,
        }
    };
    waiting.iter().map(task).collect()
}

/// What was typed into the request for a change, and what is wrong with it.
pub type Typed<'a> = Option<(&'a Sent, Faults)>;

/// The page of one check. Statements are ticked with the step that rests on them.
pub async fn review(
    site: &Site,
    caller: &Caller,
    page: Page,
    reference: &str,
    before: Option<i64>,
    typed: Typed<'_>,
) -> Result<Review, AppError> {
    let key = Key::parse(ReferenceKind::Worker, reference)?;
    let again = key.clone();
    let (steps, open, agency, stated, (events, older), hints, elsewhere, change, check, listed_as) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, desk, caller, &again)?;
            let agencies = organisations::list(tx, desk, caller)?;
            let agency = agencies.into_iter().find(|org| org.id == open.row.org).and_then(|org| org.code);
            let steps = workers::open_steps(desk, caller, &open);
            let stated = workers::stated(tx, desk, caller, &again)?;
            let events = workers::history(tx, desk, caller, &again, before, Limit::PAGE)?;
            let hints = workers::hints(tx, desk, caller, &again)?;
            let elsewhere = workers::listed_elsewhere(tx, desk, caller, &again)?;
            let change = workers::change(tx, desk, caller, &open)?;
            let check = match workers::reidentification(tx, desk, caller, &again) {
                Ok(check) => Some(check),
                Err(AppError::NotFound) => None,
                Err(error) => return Err(error),
            };
            // Of whoever is listed the public sees what was confirmed, not what would come out now.
            let listed_as = match (&check, open.record.state.token()) {
                (Some(_), StateToken::RosterListed) => workers::public_form(tx, desk, caller, &again)?,
                _ => None,
            };
            Ok((steps, open, agency.unwrap_or_default(), stated, events, hints, elsewhere, change, check, listed_as))
        })
        .await?;
    let (standing, version) = (open.standing, open.row.version);
    let seen = workers::get(&site.house, caller, key).await?;
    let desk = site.house.desk();
    let address = format!("/operator/reviews/{reference}");
    let forms: Vec<StepForm> = steps
        .iter()
        .map(|step| {
            let weight = if *step == StepToken::Unlist { Weight::Stop } else { Weight::Turn };
            let wanted = statements(*step, &stated, check.as_ref());
            let mut form = form(&page, &desk, *step, "operator", &address, version, weight, wanted);
            if let Some(check) = check.as_ref().filter(|_| matches!(step, StepToken::Review | StepToken::List)) {
                form.hidden.push(("check", check.name.clone()));
            }
            form
        })
        .collect();
    let decides = steps.iter().any(|step| matches!(step, StepToken::Review | StepToken::List));
    let asks = decides && open.record.in_review() && open.record.asked_since.is_none();
    let due = open.record.waits_since().map(|since| desk.pack().roster_due(RosterTimer::ReviewDue, since));
    let turn = match standing {
        _ if !forms.is_empty() => Turn::Yours(forms),
        StateToken::RosterDraft | StateToken::RosterResting => Turn::Theirs(page.t("wait-worker")),
        StateToken::RosterConsented | StateToken::RosterReviewed => Turn::Theirs(page.t("wait-operator")),
        state => Turn::Rests(state_name(page.lang, state)),
    };
    let mut fields = if asks { change_fields(&page) } else { Vec::new() };
    if let Some((sent, faults)) = &typed {
        for field in &mut fields {
            sent.refill(field, faults, |reason| page.t(format!("fault-{reason}")));
        }
    }
    let least = desk.pack().rules().reidentification.people_min;
    let now = check.as_ref().map(|check| &check.checked);
    let about = About::Worker(Key::Id(open.row.id.0));
    let notes = noting::panel(site, caller, &page, Portal::Operator, about, &address, seen.view().ask()).await?;
    let documents = papers::of_worker(site, caller, &page, Key::Id(open.row.id.0), address.clone()).await?;
    Ok(Review {
        documents,
        notes,
        reference: reference.to_owned(),
        badge: badge(&page, standing),
        card: card(&page, &seen, agency, listed_as.as_ref().or(now).map(|checked| &checked.form)),
        told: now.map(|checked| Told::of(&page, checked, least, "operator")),
        flags: hints.iter().map(|hint| hint_words(&page, hint)).collect(),
        listed_elsewhere: elsewhere,
        change: change.map(|change| AskedChange::of(&page, &change, &seen)),
        asks: fields,
        asking: typed.is_some(),
        version,
        sealed: Panel {
            title: page.t("review-sealed"),
            facts: case_fill::worker_facts(&page, Some(&desk.policy), &seen),
            reveal: case_fill::reveal_of(&desk, &page, seen.view().ask(), &format!("{address}/disclosures")),
        },
        next: Next {
            lang: page.lang,
            by: due.map(|due| page.t1("next-by", "when", page.when(due).words())).unwrap_or_default(),
            turn,
        },
        timeline: case_fill::roster_timeline(&page, Side::Operator, &events, &address, older, before.is_some()),
        page,
    })
}

/// A hint as a sentence.
fn hint_words(page: &Page, hint: &Hint) -> String {
    match hint {
        Hint::Place(word) => page.t1("review-flag-place", "word", word.as_str()),
        Hint::Name(word) => page.t1("review-flag-name", "word", word.as_str()),
        Hint::Number(word) => page.t1("review-flag-number", "word", word.as_str()),
    }
}

/// What the reviewer has still to state for a step. A check that came out otherwise than it was confirmed is confirmed anew.
fn statements(step: StepToken, stated: &[Attested], check: Option<&Check>) -> Vec<Statement> {
    let looked = Statement::ReidentificationChecked;
    let wanted: &[Statement] = match step {
        StepToken::Review => &[Statement::ScansClean, looked],
        StepToken::List if check.is_some_and(|check| check.confirmed) => &[Statement::PublicFieldsOnly],
        StepToken::List => &[looked, Statement::PublicFieldsOnly],
        _ => &[],
    };
    let open = |wanted: &&Statement| **wanted == looked || !stated.iter().any(|made| made.statement == **wanted);
    wanted.iter().filter(open).copied().collect()
}
