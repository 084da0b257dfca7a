//! Answers that were kept as tests: the list with what the policies answer now, a form to keep one, a way to take one away.

use app::AppError;
use app::explorer::{self, About, Broken, Kept, NewTest, Verdict};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use policy::{Question, Table};
use serde::Deserialize;
use uuid::Uuid;

use super::fill::badge;
use super::{PLACE, address, said_unknown, tabs};
use crate::asking::Asking;
use crate::explained;
use crate::form::Sent;
use crate::page::{Notice, Page, Portal, answer};
use crate::portals::{FormPage, Tab, people};
use crate::site::Site;
use crate::ui::{Badge, Field, Kind, Tone, When};
use crate::visit::Visit;

const TESTS: &str = "/operator/explorer/tests";

/// A kept test as the list shows it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The question in words, and where it is asked.
    pub asked: (String, String),
    /// What it is about.
    pub thing: String,
    /// What must be answered.
    pub expected: Badge,
    /// The sentence of a test that does not hold; empty for one that does.
    pub otherwise: String,
    /// The rule that decides now.
    pub rule: String,
    /// Why it is kept.
    pub note: String,
    /// Whether the reader kept it.
    pub mine: bool,
    /// When it was kept.
    pub when: When,
    /// Where it is taken away; nothing where the reader may not.
    pub remove: Option<String>,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/explorer/kept.html")]
pub struct KeptTests {
    /// The frame; entry `explorer`.
    pub page: Page,
    /// Explorer, simulator, tests.
    pub tabs: Vec<Tab>,
    /// How many hold, and how many do not.
    pub held: (usize, usize),
    /// The tests, newest first.
    pub rows: Vec<Row>,
    /// Tests whose words are no more, each as a sentence, with where it is taken away.
    pub unreadable: Vec<(String, Option<String>)>,
}

/// What was just done: `kept` or `removed`.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /operator/explorer/tests`
pub async fn list(State(site): State<Site>, visit: Visit, Query(done): Query<Done>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let (kept, unreadable) =
        site.house.read(&caller, explorer::list).await.map_err(|error| visit.failed(&site, error))?;
    let mut page = visit.page(&site, Portal::Operator, "explorer");
    let key = match done.done.as_str() {
        "kept" => Some("explorer-was-kept"),
        "removed" => Some("explorer-was-removed"),
        _ => None,
    };
    page.notice = key.map(|key| Notice { tone: Tone::Ok, text: page.t(key) });
    let keeps = explorer::may_keep(&site.house.desk().policy, caller.role);
    let remove = |id: Uuid| keeps.then(|| format!("{TESTS}/{id}/remove"));
    let row = |kept: &Kept| Row {
        asked: (explained::question(page.lang, &kept.test.question), address(kept.test.question)),
        thing: explained::about(page.lang, kept.test.about),
        expected: badge(&page, kept.test.expected),
        otherwise: if kept.holds() { String::new() } else { explained::otherwise(page.lang, kept) },
        rule: kept.rule.clone(),
        note: kept.test.note.clone(),
        mine: caller.user == Some(kept.test.saved_by),
        when: page.when(kept.test.saved_at),
        remove: remove(kept.test.id),
    };
    let broken = |broken: &Broken| match broken {
        Broken::Otherwise(kept) => (explained::broken(page.lang, broken), remove(kept.test.id)),
        Broken::Unreadable { id, .. } => (explained::broken(page.lang, broken), remove(*id)),
    };
    let holds = kept.iter().filter(|one| one.holds()).count();
    let filled = KeptTests {
        tabs: tabs(&page, "kept"),
        held: (holds, kept.len() - holds + unreadable.len()),
        rows: kept.iter().map(row).collect(),
        unreadable: unreadable.iter().map(broken).collect(),
        page,
    };
    Ok(answer(StatusCode::OK, &filled, false))
}

/// A question and what it is about, as the address of the form names them.
#[derive(Deserialize)]
pub struct Whether {
    #[serde(flatten)]
    asking: Asking,
    class: Option<String>,
    step: Option<String>,
}

/// `GET /operator/explorer/tests/new`
pub async fn new(State(site): State<Site>, visit: Visit, Query(ask): Query<Whether>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let table = site.house.read(&caller, explorer::in_force).await.map_err(|error| visit.failed(&site, error))?;
    if !explorer::may_keep(&table, caller.role) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    let (question, mut unknown) = ask.asking.read();
    let about = match (&ask.class, &ask.step) {
        (Some(word), None) => About::parse("class", word),
        (None, Some(word)) => About::parse("step", word),
        _ => return Err(visit.failed(&site, AppError::NotFound)),
    };
    let about = about.map_err(|word| unknown.push(("about", word))).ok();
    let page = visit.page(&site, Portal::Operator, "explorer");
    let (Some(about), true) = (about, unknown.is_empty()) else {
        let lines = said_unknown(&page, &unknown).join(" ");
        let problem =
            crate::page::Problem { page, status: StatusCode::UNPROCESSABLE_ENTITY, detail: lines, again: None };
        return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &problem, false));
    };
    Ok(answer(StatusCode::OK, &form(page, &table, question, about), false))
}

fn form(page: Page, table: &Table, question: Question, about: About) -> FormPage {
    let told = explorer::ask(table, &question, about);
    let asking = Asking::of(&question);
    let part = |part: Option<String>| part.unwrap_or_default();
    FormPage {
        back: (address(question), page.t("explorer-title")),
        title: page.t("explorer-keep"),
        lede: explained::answer(page.lang, &question, about, &told),
        action: TESTS.to_owned(),
        file: false,
        hidden: vec![
            ("role", part(asking.role)),
            ("relation", part(asking.relation)),
            ("purpose", part(asking.purpose)),
            ("state", part(asking.state)),
            ("overlay", part(asking.overlay)),
            ("kind", about.kind().to_owned()),
            ("about", about.as_str().to_owned()),
            ("expected", told.verdict.as_str().to_owned()),
        ],
        groups: vec![(
            String::new(),
            vec![Field {
                optional: true,
                ..Field::new("note", page.t("explorer-note"), Kind::Line("text")).hint(page.t("explorer-note.hint"))
            }],
        )],
        submit: page.t("explorer-keep"),
        more: None,
        beside: None,
        page,
    }
}

/// `POST /operator/explorer/tests`
pub async fn keep(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let part = |name: &str| Some(sent.get(name).to_owned());
    let asking = Asking {
        role: part("role"),
        relation: part("relation"),
        purpose: part("purpose"),
        state: part("state"),
        overlay: part("overlay"),
    };
    let (question, unknown) = asking.read();
    let about = About::parse(sent.get("kind"), sent.get("about"));
    let expected = Verdict::parse(sent.get("expected"));
    let (Ok(about), Ok(expected), true) = (about, expected, unknown.is_empty()) else {
        return Err(visit.failed_on(&site, PLACE.to_owned(), AppError::invalid("", "test_words")));
    };
    let new = NewTest { question, about, expected: Some(expected), note: sent.get("note").to_owned() };
    let kept = site.house.write(&caller, move |tx, desk, caller| explorer::keep(tx, desk, caller, &new)).await;
    match kept {
        Err(AppError::Invalid(faults)) if faults.iter().any(|fault| fault.pointer == "/note") => {
            let page = visit.page(&site, Portal::Operator, "explorer");
            Ok(people::refused(form(page, &site.house.desk().policy, question, about), &sent, &faults))
        }
        done => visit.led(&site, &address(question), done, &format!("{TESTS}?done=kept")),
    }
}

/// `POST /operator/explorer/tests/{id}/remove`
pub async fn remove(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let removed = site.house.write_about(&caller, &id, explorer::remove).await;
    visit.led(&site, TESTS, removed, &format!("{TESTS}?done=removed"))
}
