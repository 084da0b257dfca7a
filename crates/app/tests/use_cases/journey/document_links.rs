//! Links to papers: whom each lets in, for how long, how often; and what closes it at once.

use app::admit::Key;
use app::document_links::{self as links, Ask, Link, Opened};
use app::documents::Of;
use app::workers::{self, RosterStep};
use app::{AppError, Caller};
use domain::attest::Statement;
use domain::consent::ConsentKind;
use domain::ids::SessionId;
use domain::{Class, DocumentKind, Purpose, Role, WorkerId};
use serde_json::json;
use store::tables::document_links as table;
use store::tables::records::About;
use store::{Job, Scope, Tx};
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_link_opens_once_and_its_pages_stand_open_until_its_minute_is_over,
    a_link_is_for_one_person_in_one_session_and_role,
    a_link_holds_for_a_minute_whatever_the_clock_does,
    a_record_that_moves_closes_the_link,
    a_consent_taken_back_closes_what_stands_open,
    a_household_opens_what_the_permit_needs_with_the_workers_consent_only,
    of_all_who_open_at_once_one_opens,
    a_thousand_links_asked_at_once_leave_one,
    what_is_only_looked_at_is_never_a_file,
    the_worker_reads_who_opened_what,
    what_nobody_opened_is_written_down_and_forgotten,
);

/// The same person in a session of this number.
pub(super) fn at(caller: &Caller, session: u128) -> Caller {
    caller.clone().in_session(SessionId(Uuid::from_u128(session)))
}

pub(super) fn ask(document: Uuid, purpose: Purpose) -> Ask {
    Ask { document, case: None, purpose: Some(purpose), takes: false }
}

pub(super) async fn passport(t: &TestHouse, worker: WorkerId) -> Uuid {
    let until = "2031-05-02".parse().expect("a day");
    t.filed(&t.agency, Of::Worker(Key::Id(worker.0)), DocumentKind::Passport, Some(until)).await
}

pub(super) async fn linked(t: &TestHouse, caller: &Caller, document: Uuid) -> Link {
    links::make(&t.house, caller, ask(document, Purpose::Verify)).await.expect("a link")
}

pub(super) async fn opens(t: &TestHouse, caller: &Caller, link: &Link) -> Result<Opened, AppError> {
    links::open(&t.house, caller, link.token.as_str()).await
}

pub(super) async fn page(t: &TestHouse, caller: &Caller, link: &Link, nth: usize) -> Result<usize, AppError> {
    links::page(&t.house, caller, link.token.as_str(), nth).await.map(|jpeg| jpeg.len())
}

pub(super) fn is_none<V: std::fmt::Debug>(outcome: &Result<V, AppError>) -> bool {
    matches!(outcome, Err(AppError::NotFound))
}

/// Why tries were refused, as the log has them, the newest first.
pub(super) async fn refusals(t: &TestHouse, document: Uuid) -> Vec<String> {
    let drafts = t.records(About::Object(document)).await;
    let refused = drafts.iter().filter(|draft| draft.action == "document_link_refused");
    refused
        .map(|draft| serde_json::to_value(&draft.facts["why"]).expect("a word").as_str().expect("a word").to_owned())
        .collect()
}

async fn a_link_opens_once_and_its_pages_stand_open_until_its_minute_is_over(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100001", "links1@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let link = linked(t, &admin, document).await;
    assert!(is_none(&page(t, &admin, &link, 0).await), "not before it is opened");
    let opened = opens(t, &admin, &link).await.expect("opened");
    assert_eq!((opened.kind, opened.pages, opened.left.as_secs()), (DocumentKind::Passport, 1, 60));
    assert!(opened.mark.starts_with("AG-021 agency_admin "), "{}", opened.mark);
    for _ in 0..3 {
        assert!(page(t, &admin, &link, 0).await.expect("while it is open") > 0);
    }
    assert!(is_none(&page(t, &admin, &link, 1).await), "it has one page");
    assert!(is_none(&opens(t, &admin, &link).await), "once");
    t.pass_seconds(59);
    assert!(page(t, &admin, &link, 0).await.is_ok());
    t.pass_seconds(1);
    assert!(is_none(&page(t, &admin, &link, 0).await), "its minute is over");
    assert_eq!(refusals(t, document).await, ["ended", "opened_before", "not_opened"], "pages are tries too");
    let again = linked(t, &admin, document).await;
    assert!(opens(t, &admin, &again).await.is_ok(), "whoever asks again gets another");
}

async fn a_link_is_for_one_person_in_one_session_and_role(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP9100002", "links2@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let link = linked(t, &admin, document).await;
    let as_user = Caller { role: Role::AgencyUser, ..admin.clone() };
    for (who, stranger) in [
        ("another session", at(&t.agency_admin, 2)),
        ("no session", t.agency_admin.clone()),
        ("a colleague in a session of that name", at(&t.agency, 1)),
        ("the same person in another role", as_user),
        ("another agency", at(&t.other_agency, 1)),
        ("a household", at(&t.customer, 1)),
        ("the worker", at(&person, 1)),
        ("a moderator", at(&t.moderator, 1)),
    ] {
        let outcome = opens(t, &stranger, &link).await;
        assert!(is_none(&outcome), "{who}: {outcome:?}");
    }
    let token = link.token.as_str().to_owned();
    for at in [0, token.len() / 2, token.len() - 1] {
        let mut edited = token.clone().into_bytes();
        edited[at] = if edited[at] == b'A' { b'B' } else { b'A' };
        let edited = String::from_utf8(edited).expect("text");
        assert!(is_none(&links::open(&t.house, &admin, &edited).await), "edited at {at}");
    }
    for long in ["", "/", &"A".repeat(5_000)] {
        assert!(is_none(&links::open(&t.house, &admin, long).await));
    }
    let mut why = refusals(t, document).await;
    why.sort();
    assert_eq!(
        why,
        [
            "other_person",
            "other_person",
            "other_person",
            "other_person",
            "other_person",
            "other_role",
            "other_session",
            "other_session"
        ],
        "those too to whom their walls show no link"
    );
    assert!(opens(t, &admin, &link).await.is_ok(), "none of them used it up");
    assert!(is_none(&page(t, &at(&t.agency_admin, 2), &link, 0).await), "what stands open stands open in one session");
    assert!(matches!(
        links::make(&t.house, &t.agency_admin, ask(document, Purpose::Verify)).await,
        Err(AppError::SignedOut)
    ));
}

async fn a_link_holds_for_a_minute_whatever_the_clock_does(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100003", "links3@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let late = linked(t, &admin, document).await;
    t.pass_seconds(61);
    assert!(is_none(&opens(t, &admin, &late).await), "after a minute");
    let back = linked(t, &admin, document).await;
    t.pass_seconds(-30);
    assert!(is_none(&opens(t, &admin, &back).await), "a clock that is set back makes no minute longer");
    t.pass_seconds(29);
    assert!(is_none(&opens(t, &admin, &back).await), "what it closed stays closed");
    let near = linked(t, &admin, document).await;
    t.pass_seconds(-1);
    assert!(opens(t, &admin, &near).await.is_ok(), "a second between two nodes is no such clock");
    let forth = linked(t, &admin, document).await;
    t.pass(24 * 365);
    assert!(is_none(&opens(t, &admin, &forth).await), "a year ahead");
    let mut why = refusals(t, document).await;
    why.sort();
    assert_eq!(why, ["early", "early", "ended", "ended"]);
}

async fn a_record_that_moves_closes_the_link(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP9100004", "links4@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let open = linked(t, &admin, document).await;
    opens(t, &admin, &open).await.expect("while she is listed");
    let unused = linked(t, &admin, document).await;
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("she leaves");
    assert!(is_none(&opens(t, &admin, &unused).await));
    assert!(is_none(&page(t, &admin, &open, 0).await), "what stood open is closed too");
    assert_eq!(refusals(t, document).await, ["moved", "moved"]);
}

pub(super) async fn withdraw(t: &TestHouse, person: &Caller, worker: WorkerId, kind: ConsentKind) {
    let key = Key::Id(worker.0);
    let taken = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| workers::withdraw(tx, desk, caller, &key, kind);
    t.house.write(person, taken).await.expect("taken back");
}

async fn a_consent_taken_back_closes_what_stands_open(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP9100005", "links5@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    t.give(&person, worker, ConsentKind::Papers).await;
    let open = linked(t, &admin, document).await;
    opens(t, &admin, &open).await.expect("with her consent");
    let unused = linked(t, &admin, document).await;
    withdraw(t, &person, worker, ConsentKind::Papers).await;
    assert!(is_none(&opens(t, &admin, &unused).await), "like a link that never was");
    assert!(is_none(&page(t, &admin, &open, 0).await));
    assert_eq!(refusals(t, document).await, ["withheld", "withheld"]);
    let more = links::make(&t.house, &admin, ask(document, Purpose::Verify)).await;
    assert!(matches!(more, Err(AppError::Denied(..))));
    let own = links::make(&t.house, &at(&person, 7), ask(document, Purpose::SubjectRequest)).await.expect("her own");
    assert!(opens(t, &at(&person, 7), &own).await.is_ok(), "it is hers");
}

async fn a_household_opens_what_the_permit_needs_with_the_workers_consent_only(t: &TestHouse) {
    let (case, _) = t.deposited().await;
    let worker = t.row(case).await.worker;
    let person = t.person_of(worker).await;
    let until = Some("2028-05-02".parse().expect("a day"));
    let permit = t.filed(&t.agency, Of::Worker(Key::Id(worker.0)), DocumentKind::LabourPermit, until).await;
    let passport = passport(t, worker).await;
    let home = at(&t.customer, 3);
    let through = |document| Ask { case: Some(Key::Id(case.0)), ..ask(document, Purpose::Permit) };
    let early = links::make(&t.house, &home, through(permit)).await;
    assert!(matches!(early, Err(AppError::Denied(..) | AppError::NotFound)), "{early:?}");
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    t.try_step(&t.agency, case, json!({"step":"file_permit"}), papers.to_vec(), None).await.expect("filed");
    let unasked = links::make(&t.house, &home, through(permit)).await;
    assert!(matches!(unasked, Err(AppError::Denied(..))), "she was not asked: {unasked:?}");
    t.give(&person, worker, ConsentKind::Papers).await;
    let link = links::make(&t.house, &home, through(permit)).await.expect("now they may");
    let shelf = t
        .house
        .read(&home, move |tx, desk, caller| links::of_case(tx, desk, caller, &Key::Id(case.0)))
        .await
        .expect("a list");
    let stands = |kind| shelf.iter().find(|paper| paper.kind == kind).map(|paper| paper.stands.clone());
    assert_eq!(stands(DocumentKind::LabourPermit), Some(links::Stands::Opens(vec![Purpose::Permit])));
    assert_eq!(stands(DocumentKind::Passport), None, "of what they may not even see masked they do not know");
    let other = links::make(&t.house, &home, through(passport)).await;
    assert!(matches!(other, Err(AppError::NotFound | AppError::Denied(..))), "{other:?}");
    let elsewhere = links::make(&t.house, &at(&t.other_customer, 4), through(permit)).await;
    assert!(is_none(&elsewhere), "{elsewhere:?}");
    let opened = opens(t, &home, &link).await.expect("opened");
    assert_eq!(opened.case, Some(t.row(case).await.reference));
    let unused = links::make(&t.house, &home, through(permit)).await.expect("another");
    let today = domain::calendar::muscat(t.clock_now());
    t.try_step(&t.agency, case, json!({"step":"record_permit","granted_on":today}), vec![], None)
        .await
        .expect("granted");
    let promised = domain::calendar::days_after(today, 10);
    let travel = json!({"step":"record_travel","promised_on":promised});
    t.try_step(&t.agency, case, travel, vec![Statement::PermitScansClean], None).await.expect("on her way");
    let after = opens(t, &home, &unused).await;
    assert!(is_none(&after), "the case moved: {after:?}");
    let still = page(t, &home, &link, 0).await;
    assert!(is_none(&still), "{still:?}");
    assert_eq!(refusals(t, permit).await.len(), 2);
}

async fn of_all_who_open_at_once_one_opens(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100006", "links6@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let link = std::sync::Arc::new(linked(t, &admin, document).await);
    let tries = (0..32).map(|_| {
        let (house, admin, link) = (t.house.clone(), admin.clone(), link.clone());
        tokio::spawn(async move { links::open(&house, &admin, link.token.as_str()).await.is_ok() })
    });
    let mut opened = 0;
    for one in tries.collect::<Vec<_>>() {
        opened += usize::from(one.await.expect("no panic"));
    }
    assert_eq!(opened, 1);
    let looks = t.records(About::Subject(worker.0)).await;
    assert_eq!(looks.iter().filter(|draft| draft.action == "reveal").count(), 1, "one opening is on record");
}

async fn living(t: &TestHouse, session: u128) -> usize {
    let (session, now) = (SessionId(Uuid::from_u128(session)), t.clock_now());
    let read = move |tx: &mut Tx| -> Result<usize, AppError> { Ok(table::living(tx, session, now)?) };
    t.house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a count")
}

async fn a_thousand_links_asked_at_once_leave_one(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100007", "links7@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let (house, admin) = (t.house.clone(), admin.clone());
        asked.spawn(async move { links::make(&house, &admin, ask(document, Purpose::Verify)).await });
    }
    let (mut made, mut busy) = (Vec::new(), 0);
    while let Some(one) = asked.join_next().await {
        match one.expect("no panic") {
            Ok(link) => made.push(link),
            Err(AppError::Store(_)) => busy += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(made.len() + busy, 1_000);
    assert!(!made.is_empty());
    assert_eq!(living(t, 1).await, 1, "each takes the place of the one before");
    let mut opened = 0;
    for link in &made {
        opened += usize::from(opens(t, &admin, link).await.is_ok());
    }
    assert_eq!(opened, 1);
}

async fn what_is_only_looked_at_is_never_a_file(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100008", "links8@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    let taken = links::make(&t.house, &admin, Ask { takes: true, ..ask(document, Purpose::Verify) }).await;
    assert!(matches!(taken, Err(AppError::Conflict("document_view_only"))), "{taken:?}");
    let link = linked(t, &admin, document).await;
    assert!(
        links::file(&t.house, &admin, link.token.as_str())
            .await
            .is_err_and(|error| matches!(error, AppError::NotFound))
    );
    let until = Some("2028-05-02".parse().expect("a day"));
    let licence = t.filed(&t.agency_admin, Of::Agency(None), DocumentKind::MunicipalLicence, until).await;
    let file =
        links::make(&t.house, &admin, Ask { takes: true, ..ask(licence, Purpose::Verify) }).await.expect("a file");
    assert!(is_none(&opens(t, &admin, &file).await), "a link to a file opens no pages");
    let (opened, _, mut bytes) = links::file(&t.house, &admin, file.token.as_str()).await.expect("taken");
    assert_eq!(opened.kind, DocumentKind::MunicipalLicence);
    assert!(bytes.next().await.expect("sound").is_some());
    assert!(links::file(&t.house, &admin, file.token.as_str()).await.is_err(), "once");
}

async fn the_worker_reads_who_opened_what(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP9100009", "links9@people.example").await;
    let document = passport(t, worker).await;
    let moderator = at(&t.moderator, 5);
    let link = linked(t, &moderator, document).await;
    assert!(
        super::looks::told(t, &person).await.iter().all(|seen| seen.role != Role::Moderator),
        "a link is no look yet"
    );
    opens(t, &moderator, &link).await.expect("a reviewer");
    t.linked().await;
    let seen = super::looks::told(t, &person).await;
    let look = seen.iter().find(|seen| seen.role == Role::Moderator).expect("she reads of it");
    assert_eq!((look.purpose, look.classes.has(Class::WorkerIdentity)), (Some(Purpose::Verify), true));
    let told = super::looks::told(t, &t.agency).await;
    assert!(told.iter().any(|seen| seen.role == Role::Moderator), "and so does her agency");
}

async fn what_nobody_opened_is_written_down_and_forgotten(t: &TestHouse) {
    let (worker, ..) = t.listed("EP9100010", "links10@people.example").await;
    let (document, admin) = (passport(t, worker).await, at(&t.agency_admin, 1));
    linked(t, &admin, document).await;
    let opened = linked(t, &at(&t.agency_admin, 2), document).await;
    opens(t, &at(&t.agency_admin, 2), &opened).await.expect("opened");
    t.pass_seconds(15 * 60);
    links::expire(&t.house).await.expect("tidied");
    let expired = async || {
        let drafts = t.records(About::Object(document)).await;
        drafts.iter().filter(|draft| draft.action == "document_link_expired").count()
    };
    assert_eq!(expired().await, 1);
    assert!(is_none(&opens(t, &at(&t.agency_admin, 2), &opened).await), "what was opened is known for a day");
    t.pass(25);
    links::expire(&t.house).await.expect("tidied");
    links::expire(&t.house).await.expect("tidied");
    assert_eq!(expired().await, 1, "each once");
}
