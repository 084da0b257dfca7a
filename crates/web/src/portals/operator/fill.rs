//! Fills the operator's pages from what staff may see.

use app::admit::{self, Key};
use app::jobs::letters::Letters;
use app::workers::{self, Hint, QUEUES, Waiting, WorkerRecord as W};
use app::{AppError, Caller, Desk, Limit, organisations};
use domain::attest::{Attested, Statement};
use domain::ids::ReferenceKind;
use domain::{Role, Side, StateToken, StepToken};

use super::{Review, ReviewRow};
use crate::page::Page;
use crate::portals::agency::fill::{badge, card, form};
use crate::portals::fill::{self as case_fill, words};
use crate::portals::{Panel, Stat, state_name};
use crate::site::Site;
use crate::ui::{Badge, Choice, Next, StepForm, Tone, Turn, Weight, icon};

/// The figures of the day.
pub fn stats(
    page: &Page,
    queued: &[(StateToken, usize, bool)],
    cases: &[(StateToken, i64)],
    late: i64,
    letters: &Letters,
) -> Vec<Stat> {
    let some = |count: usize, more: bool| if more { format!("{count}+") } else { count.to_string() };
    let stat = |key: &str, value: String| Stat { icon: None, label: page.t(key), value };
    let warns = |key: &str, value: i64| Stat {
        icon: (value > 0).then(|| icon("alert-triangle")),
        ..stat(key, value.to_string())
    };
    let reviews: usize = queued.iter().map(|(_, count, _)| count).sum();
    let open = cases.iter().filter(|(state, _)| case_fill::groups::is_open(*state)).map(|(_, many)| many).sum::<i64>();
    vec![
        stat("stat-reviews", some(reviews, queued.iter().any(|(.., more)| *more))),
        stat("stat-open-cases", open.to_string()),
        warns("stat-late", late),
        warns("stat-dead", letters.dead),
    ]
}

/// One profile of the queue.
pub fn review_row(page: &Page, desk: &Desk, waiting: &Waiting) -> ReviewRow {
    let reference = waiting.worker.key(&W::REFERENCE).clone();
    let late = waiting.due.is_some_and(|due| due < desk.now);
    let work = waiting.worker.show(&W::WORK).visible();
    ReviewRow {
        href: format!("/operator/reviews/{reference}"),
        reference,
        work: work.map(|work| words::list(page, "work", work)).unwrap_or_default(),
        agency: waiting.agency.clone(),
        sent: page.when(waiting.since.unwrap_or(desk.now)),
        due: page.when(waiting.due.unwrap_or(desk.now)),
        badge: match waiting.state {
            _ if waiting.asked => Badge::new(Tone::Wait, "message-circle", page.t("review-asked")),
            _ if late => Badge::new(Tone::Stop, "clock", page.t("review-late")),
            StateToken::RosterConsented => Badge::new(Tone::Info, "eye-check", page.t("review-new")),
            state => badge(page, state),
        },
    }
}

/// The page of one check. Statements are ticked with the step that rests on them.
pub async fn review(
    site: &Site,
    caller: &Caller,
    page: Page,
    reference: &str,
    before: Option<i64>,
) -> Result<Review, AppError> {
    let key = Key::parse(ReferenceKind::Worker, reference)?;
    let again = key.clone();
    let (steps, standing, version, agency, stated, (events, older), hints, elsewhere, asked) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, caller, &again)?;
            let agencies = organisations::list(tx, desk, caller)?;
            let agency = agencies.into_iter().find(|org| org.id == open.row.org).and_then(|org| org.code);
            let steps = workers::open_steps(desk, caller, &open);
            let stated = workers::stated(tx, desk, caller, &again)?;
            let events = workers::history(tx, desk, caller, &again, before, Limit::PAGE)?;
            let hints = workers::hints(tx, desk, caller, &again)?;
            let elsewhere = workers::listed_elsewhere(tx, desk, caller, &again)?;
            let agency = agency.unwrap_or_default();
            let asked = workers::change_asked(tx, &open)?;
            Ok((steps, open.standing, open.row.version, agency, stated, events, hints, elsewhere, asked))
        })
        .await?;
    let seen = workers::get(&site.house, caller, key).await?;
    let desk = site.house.desk();
    let address = format!("/operator/reviews/{reference}");
    let forms: Vec<StepForm> = steps
        .iter()
        .map(|step| {
            let weight = if *step == StepToken::Unlist { Weight::Stop } else { Weight::Turn };
            form(&page, &desk, *step, "operator", &address, version, weight, statements(*step, &stated))
        })
        .collect();
    let forms_are_none = forms.is_empty();
    let turn = match standing {
        _ if !forms.is_empty() => Turn::Yours(forms),
        StateToken::RosterDraft | StateToken::RosterResting => Turn::Theirs(page.t("wait-worker")),
        StateToken::RosterConsented | StateToken::RosterReviewed => Turn::Theirs(page.t("wait-operator")),
        state => Turn::Rests(state_name(page.lang, state)),
    };
    Ok(Review {
        reference: reference.to_owned(),
        badge: badge(&page, standing),
        card: card(&page, &seen, agency),
        flags: hints.iter().map(|hint| hint_words(&page, hint)).collect(),
        listed_elsewhere: elsewhere,
        asked: asked.map(|asked| page.t(format!("statement-{asked}"))).unwrap_or_default(),
        changes: if asked.is_none() && !forms_are_none && caller.role == Role::Moderator && QUEUES.contains(&standing) {
            let choice = |said: &Statement| Choice::new(said.as_str(), page.t(format!("statement-{said}")));
            Statement::CHANGES.iter().map(choice).collect()
        } else {
            Vec::new()
        },
        sealed: Panel {
            title: page.t("review-sealed"),
            facts: case_fill::worker_facts(&page, &seen),
            reveal: case_fill::reveal_of(&desk, &page, seen.view().ask(), &format!("{address}/disclosures")),
        },
        next: Next { lang: page.lang, by: String::new(), turn },
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
        Hint::Rare => page.t("review-flag-rare"),
    }
}

/// What the reviewer has still to state for a step.
fn statements(step: StepToken, stated: &[Attested]) -> Vec<Statement> {
    let wanted: &[Statement] = match step {
        StepToken::Review => &[Statement::ScansClean, Statement::ReidentificationChecked],
        StepToken::List => &[Statement::PublicFieldsOnly],
        _ => &[],
    };
    let open = |wanted: &&Statement| !stated.iter().any(|made| made.statement == **wanted);
    wanted.iter().filter(open).copied().collect()
}
