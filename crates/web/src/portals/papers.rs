//! Papers in every portal: the list of them in one place, a link to one that holds for a minute, and the pages that it opens.
//!
//! A page of a paper is a picture with who looks, when and through which case drawn into it. It is never a file of a store.

use app::admit::Key;
use app::document_links::{self, Ask, OnShelf, Opened, Stands};
use app::documents::{self, Of};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::ReferenceKind;
use domain::{DocumentKind, Purpose};
use serde::Deserialize;

use super::fill::{self, OWN_DATA};
use crate::form::Sent;
use crate::page::{Page, Portal, Problem, answer};
use crate::paper_bytes::{attached, pieces, sealed_off, unseen};
use crate::preferences::own_path;
use crate::site::Site;
use crate::ui::{Choice, Icon, When, icon, part};
use crate::visit::Visit;

/// What can be done with a paper of a list.
#[derive(Debug, Clone)]
pub enum Way {
    /// A link can be asked for, for one of these purposes; as a file too, where it says so.
    Ask(Vec<Choice>, bool),
    /// A link is there.
    Live(Living),
    /// Nothing, and why.
    Shut(String),
}

/// A link that holds.
#[derive(Debug, Clone)]
pub struct Living {
    /// Where it leads.
    pub href: String,
    /// Whether it leads to a file.
    pub takes: bool,
    /// Seconds that are left.
    pub left: i64,
    /// Until when it holds.
    pub until: When,
    /// For what, as the form sends it again.
    pub purpose: &'static str,
}

/// A paper in a list.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// Its identifier.
    pub id: String,
    /// Its sign.
    pub sign: Icon,
    /// What it is.
    pub name: String,
    /// Whose, until when.
    pub detail: String,
    /// What can be done with it.
    pub way: Way,
}

impl PaperLine {
    /// Whether a link to it is there.
    const fn is_live(&self) -> bool {
        matches!(self.way, Way::Live(_))
    }
}

/// A list of papers.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/shelf.html")]
pub struct Shelf {
    /// The frame that it stands in.
    pub page: Page,
    /// The case through which they are read; empty elsewhere.
    pub case: String,
    /// The page to come back to.
    pub back: String,
    /// The papers.
    pub lines: Vec<PaperLine>,
    /// Where the reader files another; nothing where they may not.
    pub files: Option<String>,
}

part!(Shelf);

/// A link to one paper, on a page of its own.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/paper_link.html")]
struct LinkPage {
    page: Page,
    shelf: Shelf,
}

/// A paper that stands open.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/paper.html")]
struct OpenPage {
    page: Page,
    name: String,
    why: String,
    mark: String,
    overruled: bool,
    left: i64,
    until: When,
    pages: Vec<(usize, String)>,
    document: String,
    purpose: &'static str,
    case: String,
    back: String,
}

/// `/documents/...`: one for every portal.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/documents/{id}/link", post(link))
        .route("/documents/closed", get(closed))
        .route("/documents/links/{token}", get(open))
        .route("/documents/links/{token}/file", get(file))
        .route("/documents/links/{token}/pages/{nth}", get(picture))
}

/// The list of a case's papers, for its page; nothing where there are none to know of.
pub async fn of_case(
    site: &Site,
    caller: &Caller,
    page: &Page,
    portal: Portal,
    key: Key,
    reference: &str,
) -> Result<Option<Shelf>, AppError> {
    let (papers, kinds) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let papers = document_links::of_case(tx, desk, caller, &key)?;
            Ok((papers, documents::fileable(tx, desk, caller, &Of::Case(key.clone()))?))
        })
        .await?;
    let back = format!("{}/{reference}", fill::place(portal).0);
    let files = (portal == Portal::Agency && !kinds.is_empty()).then(|| format!("{back}/documents"));
    Ok(match (shelf(page, reference, back.clone(), &papers), files) {
        (Some(shelf), files) => Some(Shelf { files, ..shelf }),
        (None, Some(files)) => {
            let (page, case) = (page.clone(), reference.to_owned());
            Some(Shelf { page, case, back, lines: Vec::new(), files: Some(files) })
        }
        (None, None) => None,
    })
}

/// The list of a worker's papers, for the page of their record.
pub async fn of_worker(
    site: &Site,
    caller: &Caller,
    page: &Page,
    key: Key,
    back: String,
) -> Result<Option<Shelf>, AppError> {
    let papers =
        site.house.read(caller, move |tx, desk, caller| document_links::of_worker(tx, desk, caller, &key)).await?;
    Ok(shelf(page, "", back, &papers))
}

/// The list of these papers; nothing where there are none.
pub fn shelf(page: &Page, case: &str, back: String, papers: &[OnShelf]) -> Option<Shelf> {
    let lines: Vec<_> = papers.iter().map(|paper| line(page, paper)).collect();
    (!lines.is_empty()).then(|| Shelf { page: page.clone(), case: case.to_owned(), back, lines, files: None })
}

fn line(page: &Page, paper: &OnShelf) -> PaperLine {
    let ends = paper.expires_on.map(|day| page.t1("paper-ends", "day", page.date(day)));
    let overruled = paper.overruled.then(|| page.t("paper-overruled-short"));
    let whose = page.t(format!("paper-of-{}{}", paper.owner, if paper.own { "-own" } else { "" }));
    PaperLine {
        id: paper.id.to_string(),
        sign: sign(paper.kind),
        name: page.t(format!("document-kind-{}", paper.kind)),
        detail: [Some(whose), ends, overruled].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        way: match &paper.stands {
            Stands::Opens(purposes) => Way::Ask(choices(page, paper, purposes), !paper.view_only),
            Stands::Sealed => Way::Shut(page.t("paper-sealed")),
            Stands::Waiting => Way::Shut(page.t("paper-waiting")),
            Stands::Held => Way::Shut(page.t("paper-held")),
        },
    }
}

/// Why they may say that they look. One's own needs no reason; it is on record all the same.
fn choices(page: &Page, paper: &OnShelf, purposes: &[Purpose]) -> Vec<Choice> {
    if paper.own && purposes.contains(&OWN_DATA) && page.portal != Portal::Agency {
        return vec![Choice::new(OWN_DATA.as_str(), page.t("purpose-own"))];
    }
    let choice = |purpose: &Purpose| Choice::new(purpose.as_str(), page.t(format!("purpose-{purpose}")));
    fill::fitting(paper.state, purposes).iter().map(choice).collect()
}

fn sign(kind: DocumentKind) -> Icon {
    use DocumentKind as K;
    icon(match kind {
        K::Passport | K::CivilId | K::LabourPermit => "id",
        K::CommercialRegistration | K::MunicipalLicence => "file-certificate",
        K::Receipt => "receipt",
        K::Contract => "writing-sign",
        K::Photo => "user",
        K::MedicalResult | K::PoliceCertificate => "file-text",
    })
}

/// Makes a link and shows it.
async fn link(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let portal = visit.portal();
    let caller = visit.sender(&site, portal, &sent)?;
    let back = own_path(sent.get("back")).to_owned();
    let takes = sent.get("takes") == "yes";
    let made = async {
        let purpose =
            Purpose::parse(sent.get("purpose")).map_err(|_| AppError::invalid("/purpose", "purpose_wanted"))?;
        let document = id.parse().map_err(|_| AppError::NotFound)?;
        let case = match sent.get("case") {
            "" => None,
            case => Some(Key::parse(ReferenceKind::Case, case)?),
        };
        let ask = Ask { document, case, purpose: Some(purpose), takes };
        Ok((purpose, document_links::make(&site.house, &caller, ask).await?))
    };
    let (purpose, link) = match made.await {
        Ok(made) => made,
        Err(error) => return Err(visit.failed_on(&site, back, error)),
    };
    let mut page = visit.page(&site, portal, "");
    page.path.clone_from(&back);
    let token = link.token.as_str();
    let living = Living {
        href: format!("/documents/links/{token}{}", if takes { "/file" } else { "" }),
        takes,
        left: document_links::LINK_SECONDS,
        until: page.when(link.until),
        purpose: purpose.as_str(),
    };
    let line = PaperLine {
        id,
        sign: sign(link.kind),
        name: page.t(format!("document-kind-{}", link.kind)),
        detail: page.t(format!("purpose-{purpose}")),
        way: Way::Live(living),
    };
    let shelf = Shelf { page: page.clone(), case: sent.get("case").to_owned(), back, lines: vec![line], files: None };
    Ok(unseen(answer(StatusCode::CREATED, &LinkPage { page, shelf }, false)))
}

/// A browser that only fetches ahead, or asks for the head alone, would use a link up and show nothing.
fn is_ahead(method: &Method, headers: &HeaderMap) -> bool {
    let ahead = |name: &str| {
        headers.get(name).is_some_and(|value| value.to_str().is_ok_and(|value| value.contains("prefetch")))
    };
    method == Method::HEAD || ahead("sec-purpose") || ahead("purpose")
}

/// Opens a link: the paper's pages, for as long as it holds. Then the page leaves by itself, with a script or without.
async fn open(
    State(site): State<Site>,
    visit: Visit,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
    Query(from): Query<Came>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, visit.portal())?;
    let opened = async {
        if is_ahead(&method, &headers) {
            return Err(AppError::NotFound);
        }
        document_links::open(&site.house, &caller, &token).await
    };
    let opened = opened.await.map_err(|error| gone(&site, &visit, error))?;
    let page = visit.page(&site, visit.portal(), "");
    Ok(shown(page, &token, opened, own_path(&from.back).to_owned()))
}

/// Where somebody came from.
#[derive(Debug, Default, Deserialize)]
struct Came {
    #[serde(default)]
    back: String,
}

fn shown(mut page: Page, token: &str, opened: Opened, back: String) -> Response {
    let left = opened.left.as_secs().max(0);
    page.path.clone_from(&back);
    let view = OpenPage {
        name: page.t(format!("document-kind-{}", opened.kind)),
        why: page.t(format!("purpose-{}", opened.purpose)),
        mark: opened.mark,
        overruled: opened.overruled,
        left,
        until: page.when(opened.until),
        pages: (1..=opened.pages).map(|nth| (nth, format!("/documents/links/{token}/pages/{nth}"))).collect(),
        document: opened.document.to_string(),
        purpose: opened.purpose.as_str(),
        case: opened.case.unwrap_or_default(),
        back,
        page,
    };
    let mut response = unseen(answer(StatusCode::OK, &view, false));
    let away = crate::address::address("/documents/closed", [("back", view.back.as_str())].into_iter());
    if let Ok(away) = HeaderValue::try_from(format!("{left}; url={away}")) {
        response.headers_mut().insert(header::REFRESH, away);
    }
    response
}

/// Where an open paper leads when its minute is over.
async fn closed(State(site): State<Site>, visit: Visit, Query(from): Query<Came>) -> Result<Response, Response> {
    visit.member(&site, visit.portal())?;
    Err(closed_page(&site, &visit, StatusCode::OK, own_path(&from.back)))
}

/// A link that leads nowhere, for whatever reason, says where a fresh one is to be had.
fn gone(site: &Site, visit: &Visit, error: AppError) -> Response {
    match error {
        AppError::NotFound => closed_page(site, visit, StatusCode::NOT_FOUND, "/"),
        error => visit.failed(site, error),
    }
}

fn closed_page(site: &Site, visit: &Visit, status: StatusCode, back: &str) -> Response {
    let mut page = visit.page(site, visit.portal(), "");
    back.clone_into(&mut page.path);
    let detail = page.t("paper-link-gone");
    unseen(answer(status, &Problem { page, status, detail, again: None }, false))
}

/// One page of what stands open, the first is 1.
async fn picture(
    State(site): State<Site>,
    visit: Visit,
    Path((token, nth)): Path<(String, String)>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, visit.portal())?;
    let drawn = async {
        let nth: usize = nth.parse().map_err(|_| AppError::NotFound)?;
        let nth = nth.checked_sub(1).ok_or(AppError::NotFound)?;
        document_links::page(&site.house, &caller, &token, nth).await
    };
    match drawn.await {
        Ok(jpeg) => Ok(sealed_off(jpeg.to_vec().into(), "image/jpeg", "inline; filename=\"page.jpg\"")),
        Err(error) => Err(unseen(gone(&site, &visit, error))),
    }
}

/// A paper as a file, where its kind lets that.
async fn file(
    State(site): State<Site>,
    visit: Visit,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, visit.portal())?;
    let taken = async {
        if is_ahead(&method, &headers) {
            return Err(AppError::NotFound);
        }
        document_links::file(&site.house, &caller, &token).await
    };
    let (opened, kind, bytes) = taken.await.map_err(|error| gone(&site, &visit, error))?;
    Ok(attached(opened.kind, kind, pieces(bytes)))
}
