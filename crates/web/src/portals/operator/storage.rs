//! What is kept how: for each kind of document where it lies, how it is sealed and checked, how long it is kept, and who may ask for it
//! when; "try it" asks the policy that is in force. Nobody's data is on this page.

use std::collections::BTreeMap;

use app::document_links::LINK_SECONDS;
use app::{documents, explorer};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::{DOCUMENT_RULES, DocumentRule, DocumentState, Expiry, Overlay, Purpose, Role, StateToken};
use policy::{Extent, Question, Standing, Table, Why};
use serde::Deserialize;

use crate::asking::Asking;
use crate::explained;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Tone};
use crate::visit::Visit;

/// Where files of the kind stand, under which epoch, and how many.
type Kept = (DocumentState, i64, i64);

const PLACE: &str = "/operator/storage";

/// What is looked at: a kind of document, and a question about it.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    /// `kind-owner`.
    #[serde(default)]
    document: String,
    role: Option<String>,
    purpose: Option<String>,
    state: Option<String>,
}

/// Who may open such a document when.
#[derive(Debug, Clone)]
pub struct Opens {
    /// The role, in words.
    pub role: String,
    /// In which states, in words.
    pub states: String,
    /// For which purposes, in words.
    pub purposes: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/storage.html")]
pub struct Storage {
    page: Page,
    /// Document, role, purpose, state.
    fields: Vec<Field>,
    unknown: Vec<String>,
    name: String,
    /// What holds for the kind: label and words.
    facts: Vec<(String, String)>,
    /// The answer of the policy in force to the question.
    verdict: Badge,
    said: String,
    rule: String,
    why: String,
    opens: Vec<Opens>,
    set: String,
}

/// `/operator/storage`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(show))
}

async fn show(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let table = site.house.read(&caller, explorer::in_force).await.map_err(|error| visit.failed(&site, error))?;
    let asked = Asking {
        role: which.role.clone(),
        purpose: which.purpose.clone(),
        state: which.state.clone(),
        ..Asking::default()
    };
    let (mut question, unknown) = asked.read();
    if which.state.is_none() {
        question.state = StateToken::Permit;
    }
    let rule = DOCUMENT_RULES.iter().find(|rule| word(rule) == which.document).unwrap_or(&DOCUMENT_RULES[0]);
    let kept = documents::kept(&site.house, &caller, rule).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "storage");
    let status = if unknown.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let unknown = unknown.iter().map(|(_, word)| word.to_string()).collect();
    Ok(answer(status, &storage(&site, page, &table, rule, (question, unknown), &kept), false))
}

fn word(rule: &DocumentRule) -> String {
    format!("{}-{}", rule.kind, rule.owner)
}

fn name(page: &Page, rule: &DocumentRule) -> String {
    let (kind, owner) = (page.t(format!("document-kind-{}", rule.kind)), page.t(format!("paper-of-{}", rule.owner)));
    format!("{kind} · {owner}")
}

fn storage(
    site: &Site,
    page: Page,
    table: &Table,
    rule: &DocumentRule,
    (question, unknown): (Question, Vec<String>),
    kept: &[Kept],
) -> Storage {
    let answered = explorer::about_class(table, &question, rule.class);
    let open = matches!(answered.extent, Extent::Visible | Extent::OnRequest);
    let verdict = match open {
        true => Badge::new(Tone::Ok, "eye", page.t("storage-opens")),
        false => Badge::new(Tone::Stop, "eye-off", page.t("storage-shut")),
    };
    let (decides, why) = explained::decided(page.lang, &answered.rules);
    Storage {
        fields: fields(&page, rule, question),
        unknown,
        name: name(&page, rule),
        facts: facts(site, &page, rule, kept),
        verdict,
        said: [
            page.t(format!("role-{}", question.role)),
            explained::why(page.lang, &question),
            explained::state(page.lang, question.state),
        ]
        .join(" · "),
        rule: decides,
        why,
        opens: Role::ALL.iter().filter_map(|role| opens(&page, table, rule, *role)).collect(),
        set: table.hash().chars().take(16).collect(),
        page,
    }
}

/// What holds for the kind, from the same list that uploads and links go by.
fn facts(site: &Site, page: &Page, rule: &DocumentRule, kept: &[Kept]) -> Vec<(String, String)> {
    let documents = &site.house.documents;
    let types: Vec<&str> = rule.types.iter().map(|kind| kind.as_str()).collect();
    let scan = match (&documents.scanner, documents.unscanned.contains(&rule.kind)) {
        (Some(_), _) => "storage-scanned",
        (None, true) => "storage-unscanned",
        (None, false) => "storage-waits",
    };
    let ends = match rule.expiry {
        Expiry::Never => "storage-ends-never",
        Expiry::May => "storage-ends-may",
        Expiry::Must => "storage-ends-must",
    };
    // Added up by one of the two: the rows come by state and epoch.
    let by = |of: &dyn Fn(&Kept) -> String| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in kept {
            *sums.entry(of(row)).or_default() += row.2;
        }
        let said: Vec<_> = sums
            .iter()
            .map(|(what, number)| page.lang.t2("storage-number", "what", what.as_str(), "count", *number))
            .collect();
        if said.is_empty() { page.t("storage-none") } else { page.lang.list(&said) }
    };
    let fact = |label: &str, words: String| (page.t(format!("storage-{label}")), words);
    vec![
        fact("bucket", documents.objects.name().to_owned()),
        fact("class", format!("{} ({})", page.t(format!("class-{}", rule.class)), rule.class)),
        fact("key", page.t("storage-key-own")),
        fact("epochs", by(&|(_, epoch, _)| page.t1("storage-epoch", "epoch", *epoch))),
        fact("now", by(&|(state, ..)| page.t(format!("document-state-{state}")))),
        fact("types", types.join(", ")),
        fact(
            "size",
            page.lang.t2("storage-size-most", "megabytes", rule.bytes_max / (1024 * 1024), "pages", rule.pages_max),
        ),
        fact("ends", page.t(ends)),
        fact("kept", page.t1("storage-kept-months", "count", i64::from(rule.kept_months))),
        fact("scan", page.t(scan)),
        fact("link", page.t1("storage-link-seconds", "count", LINK_SECONDS)),
        fact("file", page.t(if rule.view_only { "storage-looked-at" } else { "storage-as-file" })),
    ]
}

fn fields(page: &Page, rule: &DocumentRule, question: Question) -> Vec<Field> {
    let choice = |value: &str, label: String, now: &str| Choice::new(value, label).chosen(value == now);
    let here = word(rule);
    let documents = DOCUMENT_RULES.iter().map(|one| choice(&word(one), name(page, one), &here)).collect();
    let roles = Role::ALL.iter().map(|one| choice(one.as_str(), page.t(format!("role-{one}")), question.role.as_str()));
    let why = question.why.as_str();
    let mut purposes = vec![choice(Why::WORKING, page.t("purpose-working"), why)];
    purposes.extend(Purpose::ALL.iter().map(|one| choice(one.as_str(), page.t(format!("purpose-{one}")), why)));
    let state = question.state.as_str();
    let states = StateToken::ALL.iter().map(|one| choice(one.as_str(), explained::state(page.lang, *one), state));
    vec![
        Field::new("document", page.t("storage-document"), Kind::Select(documents)),
        Field::new("role", page.t("explorer-role"), Kind::Select(roles.collect())),
        Field::new("purpose", page.t("explorer-purpose"), Kind::Select(purposes)),
        Field::new("state", page.t("explorer-state"), Kind::Select(states.collect())),
    ]
}

/// When this role opens such a document, as people of it usually stand to it; nothing where it never does.
fn opens(page: &Page, table: &Table, rule: &DocumentRule, role: Role) -> Option<Opens> {
    let opens = |state: StateToken, purpose: Purpose| {
        let question =
            Question { role, standing: Standing::Usual, why: Why::Stated(purpose), state, overlay: Overlay::None };
        table.open(&question.ask(Some(rule.class)), rule.opened_by()).has(rule.class)
    };
    let ordinary = || Purpose::ALL.iter().copied().filter(|purpose| *purpose != Purpose::BreakGlass);
    let states: Vec<StateToken> =
        StateToken::ALL.iter().copied().filter(|state| ordinary().any(|purpose| opens(*state, purpose))).collect();
    let purposes: Vec<String> = ordinary()
        .filter(|purpose| states.iter().any(|state| opens(*state, *purpose)))
        .map(|purpose| page.t(format!("purpose-{purpose}")))
        .collect();
    let any_purpose = purposes.len() == ordinary().count();
    (!states.is_empty()).then(|| Opens {
        role: page.t(format!("role-{role}")),
        states: match states.len() == StateToken::ALL.len() {
            true => page.t("storage-any-state"),
            false => {
                page.lang.list(&states.iter().map(|state| explained::state(page.lang, *state)).collect::<Vec<_>>())
            }
        },
        purposes: if any_purpose { page.t("storage-any-purpose") } else { page.lang.list(&purposes) },
    })
}
