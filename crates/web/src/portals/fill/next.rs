//! What to do now: whose turn it is, the forms of the steps that are open to the reader, what they can state.

use app::cases::CaseView;
use domain::case::{Guard, TIMEOUTS, TRANSITIONS, Then};
use domain::words::Statement;
use domain::{Side, StateToken, StepToken};
use fluent_templates::fluent_bundle::FluentValue;
use jiff::Timestamp;

use super::meeting::{asks_way, slots};
use super::{Read, place, words};
use crate::page::{Page, Portal};
use crate::portals::{Asked, States, state_name};
use crate::ui::{Choice, Next, StepForm, Turn, Weight};

/// The steps that move the case on, the main one first. Refusing a request stands beside accepting it.
pub fn main_steps(view: &CaseView, now: Timestamp) -> Vec<StepToken> {
    let case = &view.open.case;
    let is_main = |step: &&StepToken| !case.is_aside(**step, now) || **step == StepToken::Decline;
    view.steps.iter().filter(is_main).copied().collect()
}

/// A step as a heading in the words of this side.
pub fn step_title(page: &Page, step: StepToken, side: Side) -> String {
    page.lang.say(&format!("step-{step}.title"), &[("by", FluentValue::from(side.as_str()))])
}

/// The box of what to do now, and the forms of what stands open beside the way on.
pub fn next_box(read: &Read, page: &Page, portal: Portal, languages: &[String]) -> (Next, Vec<StepForm>) {
    let view = &read.view;
    let main = main_steps(view, read.desk.now);
    let form = |step: StepToken, weight| step_form(read, page, portal, step, weight, languages);
    let weigh = |step: StepToken| if step == StepToken::Decline { Weight::Stop } else { Weight::Turn };
    let aside = view.steps.iter().filter(|step| !main.contains(step));
    let end = aside
        .map(|step| match step {
            StepToken::Lift
            | StepToken::ProposeMeeting
            | StepToken::ChooseSlot
            | StepToken::MarkMissed
            | StepToken::Hold
            | StepToken::ChooseReplacement => form(*step, Weight::Plain),
            _ => form(*step, Weight::Stop),
        })
        .collect();
    let turn = view.open.case.turn(read.desk.now, read.desk.pack_of(&view.open.case));
    let paused = view.open.case.overlays.freeze();
    let due = turn.due_at.filter(|_| !paused);
    let until = if turn.sides.is_empty() { "next-until" } else { "next-by" };
    let by = due.map(|due| page.t1(until, "when", page.when(due).words())).unwrap_or_default();
    let turn = if main.is_empty() && paused {
        Turn::Theirs(page.t("wait-paused"))
    } else if main.is_empty() {
        waits(page, read.side(), view.open.row.state, &turn.sides)
    } else {
        Turn::Yours(main.iter().map(|step| form(*step, weigh(*step))).collect())
    };
    (Next { lang: page.lang, by, turn }, end)
}

fn waits(page: &Page, mine: Side, state: StateToken, sides: &[Side]) -> Turn {
    use StateToken as S;
    match state {
        S::Completed
        | S::Archived
        | S::Expired
        | S::Declined
        | S::CancelledByCustomer
        | S::CancelledByAgency
        | S::WorkerWithdrew
        | S::PermitRefused
            if sides.iter().all(|side| *side == mine) =>
        {
            Turn::Nobody(state_name(page.lang, state))
        }
        _ if sides.is_empty() => Turn::Rests(waits_for(page, mine, sides, state)),
        _ => Turn::Theirs(waits_for(page, mine, sides, state)),
    }
}

/// For whom a case waits when the reader can do nothing: somebody else, a colleague in another role, or time.
pub fn waits_for(page: &Page, mine: Side, sides: &[Side], state: StateToken) -> String {
    let others: Vec<&Side> = sides.iter().filter(|side| **side != mine).collect();
    match others.as_slice() {
        [] if sides.contains(&mine) => page.t("wait-colleague"),
        [] => page.lang.say("wait-time", &[("state", FluentValue::from(state.as_str()))]),
        [side] => page.t(format!("wait-{side}")),
        _ => {
            let names: Vec<String> = others.iter().map(|side| page.t(format!("sees-{side}"))).collect();
            page.t1("wait-several", "who", page.lang.list(&names))
        }
    }
}

/// The form of one step. Its idempotency key is drawn with the page.
pub fn step_form(
    read: &Read,
    page: &Page,
    portal: Portal,
    step: StepToken,
    weight: Weight,
    languages: &[String],
) -> StepForm {
    let case = &read.view.open.case;
    let asked = Asked {
        page,
        side: read.side(),
        pack: read.desk.pack_of(&read.view.open.case),
        today: read.desk.today(),
        statements: wanted(read, Some(step)),
        slots: slots(read, page),
        asks_way: read.side() == Side::Agency && (step == StepToken::ProposeMeeting || asks_way(&read.meeting)),
        languages: contract_languages(read, page, languages),
        claim: case.state.token() == StateToken::Claim,
    };
    let hidden = match case.state.agreement() {
        Some(agreement) if step == StepToken::Sign => {
            vec![("terms_sha256", agreement.terms.sha256.as_str().to_owned())]
        }
        _ => Vec::new(),
    };
    StepForm {
        lang: page.lang,
        step,
        by: read.side().as_str(),
        action: format!("{}/{}/steps", place(portal).0, read.view.open.row.reference),
        csrf: page.csrf.clone(),
        version: read.view.open.row.version,
        key: read.desk.id(u16::try_from(step.index()).unwrap_or_default()).to_string(),
        weight,
        hidden,
        fields: asked.questions(step),
        brief: false,
        cost: String::new(),
    }
}

/// The languages that the pack wants and those that the worker speaks.
fn contract_languages(read: &Read, page: &Page, spoken: &[String]) -> Vec<Choice> {
    let wanted = &read.desk.pack_of(&read.view.open.case).rules().terms.languages;
    let more = spoken.iter().filter(|language| !wanted.contains(language));
    wanted.iter().chain(more).map(|language| Choice::new(language, words::word(page, "language", language))).collect()
}

/// What this reader could state for a step that is open to them, or for all that the case waits for; not what was stated.
fn wanted(read: &Read, step: Option<StepToken>) -> Vec<Statement> {
    let state = read.view.open.row.state;
    let rows = TRANSITIONS.iter().filter(|row| row.from.contains(&state) && step.is_none_or(|step| row.step == step));
    let mut wanted: Vec<Statement> = rows.flat_map(|row| row.guards).filter_map(|guard| said(*guard)).collect();
    if step.is_none() {
        wanted.extend(TIMEOUTS.iter().filter(|row| row.states.contains(&state)).filter_map(|row| match row.then {
            Then::AlertUnless(statement) => Some(statement),
            _ => None,
        }));
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|statement| {
        statement.by().contains(&read.caller.role)
            && !read.stated.iter().any(|made| made.statement == *statement && read.view.open.case.counts(made))
    });
    wanted
}

/// The statement that satisfies a guard.
const fn said(guard: Guard) -> Option<Statement> {
    match guard {
        Guard::Attested(statement) => Some(statement),
        Guard::LanguageShared => Some(Statement::InterpreterArranged),
        Guard::CopyDelivered => Some(Statement::WorkerHasCopy),
        _ => None,
    }
}

/// A form for what the case waits for and no step of the reader's own asks.
pub fn states(read: &Read, page: &Page, portal: Portal, next: &Next) -> Option<States> {
    let asked: Vec<Statement> = match &next.turn {
        Turn::Yours(steps) => steps.iter().flat_map(|form| wanted(read, Some(form.step))).collect(),
        _ => Vec::new(),
    };
    let mut statements = wanted(read, None);
    statements.retain(|statement| !asked.contains(statement));
    if statements.is_empty() {
        return None;
    }
    let asked = Asked {
        page,
        side: read.side(),
        pack: read.desk.pack_of(&read.view.open.case),
        today: read.desk.today(),
        statements,
        slots: Vec::new(),
        asks_way: false,
        languages: Vec::new(),
        claim: false,
    };
    Some(States {
        lang: page.lang,
        action: format!("{}/{}/statements", place(portal).0, read.view.open.row.reference),
        csrf: page.csrf.clone(),
        field: asked.attest(),
    })
}
