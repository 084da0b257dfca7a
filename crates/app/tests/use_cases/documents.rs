//! Documents: filed, looked into, scanned, opened by whoever policy lets, and destroyed with whoever they are about.

use std::sync::atomic::Ordering;

use app::admit::Key;
use app::documents::{self, NewDocument, Of, Paper};
use app::workers::RosterStep;
use app::{AppError, Caller};
use domain::{DocumentKind, DocumentState, DocumentType, Purpose, WorkerId};
use jiff::civil::Date;
use store::Recorded;
use testkit::papers::pdf;
use uuid::Uuid;

use crate::house::files::{self, HARM};
use crate::house::{TestHouse, new_worker};

crate::both::on_both!(
    a_passport_waits_for_the_check_and_opens_for_whoever_policy_lets,
    what_the_scanner_finds_is_held_and_nobody_opens_it,
    while_the_scanner_is_away_everything_waits_and_then_drains,
    without_a_scanner_only_named_kinds_open_and_a_later_scanner_judges_them,
    what_is_no_document_is_refused_with_a_word_for_people,
    a_later_version_takes_the_place_of_the_earlier,
    what_lies_there_damaged_is_never_opened,
    a_place_that_is_full_away_or_lying_files_nothing,
    the_erasure_of_a_worker_destroys_the_files,
    the_catalogue_finds_what_is_missing_damaged_or_nobodys,
    new_signatures_judge_what_was_clean_before,
    a_replaced_version_is_destroyed_when_its_time_is_over,
    a_version_that_is_held_or_waits_replaces_nothing,
    the_same_request_sent_twice_files_one_document,
    a_place_that_is_away_for_long_gives_no_document_up,
    a_copy_from_a_backup_removes_nothing_that_was_filed_after_it,
);

const MARK: &str = "CANARY-IN-THE-FILE";

pub fn passport(worker: WorkerId) -> NewDocument {
    NewDocument {
        of: Of::Worker(Key::Id(worker.0)),
        kind: DocumentKind::Passport,
        expires_on: Some(Date::constant(2030, 1, 1)),
        replaces: None,
    }
}

async fn files_in(house: &app::House, caller: &Caller, new: NewDocument, file: &[u8]) -> Result<Paper, AppError> {
    let mut receiving = documents::begin(house, caller, new).await?;
    for piece in file.chunks(3_001) {
        receiving.take(piece).await?;
    }
    receiving.finish(None).await
}

pub async fn filed(t: &TestHouse, caller: &Caller, new: NewDocument, file: &[u8]) -> Result<Paper, AppError> {
    files_in(&t.house, caller, new, file).await
}

pub async fn one(t: &TestHouse, caller: &Caller, id: Uuid) -> Result<Paper, AppError> {
    t.house.read(caller, move |tx, desk, caller| documents::one(tx, desk, caller, id, None)).await
}

pub async fn state(t: &TestHouse, id: Uuid) -> DocumentState {
    one(t, &t.agency, id).await.expect("theirs").state
}

/// Opens it as a page would: with a record, for this purpose.
pub async fn opened(t: &TestHouse, caller: &Caller, id: Uuid, purpose: Purpose) -> Result<Vec<u8>, AppError> {
    let caller = caller.clone().for_purpose(purpose);
    let opened = t
        .house
        .write(&caller, move |tx, desk, caller| {
            let opened = documents::admit(tx, desk, caller, id, None)?;
            let draft = opened.whose.on_record(app::record::allowed(desk, caller, &opened.permit, 0));
            Ok(Recorded::with(opened, draft))
        })
        .await?;
    let mut opening = documents::bytes(&t.house, &opened).await?;
    let mut all = Vec::new();
    while let Some(piece) = opening.next().await? {
        all.extend_from_slice(&piece);
    }
    Ok(all)
}

pub async fn a_worker(t: &TestHouse) -> WorkerId {
    app::workers::draft(&t.house, &t.agency, new_worker("EP1234567")).await.expect("a draft")
}

async fn a_passport_waits_for_the_check_and_opens_for_whoever_policy_lets(t: &TestHouse) {
    let worker = a_worker(t).await;
    let file = pdf(MARK, "");
    let paper = filed(t, &t.agency, passport(worker), &file).await.expect("filed");
    assert_eq!((paper.state, paper.nth, paper.openable), (DocumentState::Waiting, 1, false));
    let early = opened(t, &t.agency_admin, paper.id, Purpose::Verify).await;
    assert!(matches!(early, Err(AppError::Conflict("document_waits"))), "{early:?}");
    t.rounds().await;
    let now = one(t, &t.agency_admin, paper.id).await.expect("theirs");
    assert_eq!((now.state, now.content, now.pages), (DocumentState::Clean, DocumentType::Pdf, 1));
    assert_eq!(opened(t, &t.agency_admin, paper.id, Purpose::Verify).await.expect("opened"), file);
    // Staff file it and may not open it; others are not told that it is there.
    let staff = opened(t, &t.agency, paper.id, Purpose::Verify).await;
    assert!(matches!(staff, Err(AppError::Denied(..))), "{staff:?}");
    for stranger in [&t.other_agency, &t.customer, &t.finance] {
        let answer = opened(t, stranger, paper.id, Purpose::Verify).await;
        assert!(matches!(answer, Err(AppError::NotFound)), "{answer:?}");
        let other = filed(t, stranger, passport(worker), &file).await;
        assert!(matches!(other, Err(AppError::NotFound)), "{:?}", other.err());
    }
    assert!(!t.objects.holds(MARK.as_bytes()), "it lies there sealed");
    assert_eq!(t.objects.names().len(), 2, "the paper and its small picture: {:?}", t.objects.names());
    let recorded = t.recorded("document_clean").await;
    assert_eq!(recorded.len(), 1);
}

async fn what_the_scanner_finds_is_held_and_nobody_opens_it(t: &TestHouse) {
    let worker = a_worker(t).await;
    let harm = pdf(std::str::from_utf8(HARM).expect("text"), "");
    let paper = filed(t, &t.agency, passport(worker), &harm).await.expect("filed");
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Held);
    let answer = opened(t, &t.agency_admin, paper.id, Purpose::Verify).await;
    assert!(matches!(answer, Err(AppError::Conflict("document_held"))), "{answer:?}");
    assert_eq!(t.recorded("document_held").await.len(), 1);
}

async fn while_the_scanner_is_away_everything_waits_and_then_drains(t: &TestHouse) {
    let worker = a_worker(t).await;
    t.scanner.away.store(true, Ordering::SeqCst);
    let mut papers = Vec::new();
    for _ in 0..3 {
        papers.push(filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed").id);
    }
    t.rounds().await;
    t.pass(24);
    t.rounds().await;
    for id in &papers {
        assert_eq!(state(t, *id).await, DocumentState::Waiting, "no word is no clean");
    }
    t.scanner.away.store(false, Ordering::SeqCst);
    t.pass(1);
    t.rounds().await;
    for id in &papers {
        assert_eq!(state(t, *id).await, DocumentState::Clean);
    }
}

async fn without_a_scanner_only_named_kinds_open_and_a_later_scanner_judges_them(t: &TestHouse) {
    let worker = a_worker(t).await;
    let alone = t.beside_with_documents(files::documents(&t.objects, None, &[DocumentKind::PoliceCertificate]));
    let waits = files_in(&alone, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed").id;
    let certificate = NewDocument { kind: DocumentKind::PoliceCertificate, expires_on: None, ..passport(worker) };
    let opens = files_in(&alone, &t.agency, certificate, &pdf(MARK, "")).await.expect("filed").id;
    while app::jobs::round(&alone).await.expect("a round") > 0 {}
    assert_eq!(state(t, waits).await, DocumentState::Waiting);
    assert_eq!(state(t, opens).await, DocumentState::Clean);
    t.pass(1);
    t.rounds().await;
    assert_eq!(state(t, waits).await, DocumentState::Clean, "the backlog drains when there is one");
}

async fn what_is_no_document_is_refused_with_a_word_for_people(t: &TestHouse) {
    let worker = a_worker(t).await;
    let reason = |answer: Result<Paper, AppError>| match answer {
        Err(AppError::Invalid(faults)) => faults[0].reason,
        other => panic!("{:?}", other.map(|paper| paper.state)),
    };
    for (file, why) in [
        (&b""[..], "document_empty"),
        (b"PK\x03\x04 an archive", "document_container"),
        (b"<svg onload='x()'/>", "document_drawing"),
        (b"MZ a program", "document_program"),
        (b"words", "document_unknown"),
    ] {
        assert_eq!(reason(filed(t, &t.agency, passport(worker), file).await), why);
    }
    let long = vec![b'%'; 21 * 1024 * 1024];
    let long = [&b"%PDF-1.7\n"[..], &long].concat();
    assert_eq!(reason(filed(t, &t.agency, passport(worker), &long).await), "document_too_long");
    let photo = NewDocument { kind: DocumentKind::Photo, expires_on: None, ..passport(worker) };
    assert_eq!(reason(filed(t, &t.agency, photo, &pdf("", "")).await), "document_type");
    let endless = NewDocument { expires_on: None, ..passport(worker) };
    assert_eq!(reason(filed(t, &t.agency, endless, &pdf("", "")).await), "document_end_missing");
    assert_eq!(t.objects.names(), Vec::<String>::new(), "nothing of it is kept");
    // What only shows when it is looked into.
    let script = pdf("", "/OpenAction <</S /JavaScript /JS (app.alert(1))>>");
    let paper = filed(t, &t.agency, passport(worker), &script).await.expect("filed");
    t.rounds().await;
    let now = one(t, &t.agency, paper.id).await.expect("theirs");
    assert_eq!(now.state, DocumentState::Refused);
    assert!(now.reason.as_deref().is_some_and(|reason| reason.starts_with("document_active_")), "{:?}", now.reason);
    assert_eq!(t.objects.names(), Vec::<String>::new(), "what was refused is destroyed");
}

async fn a_later_version_takes_the_place_of_the_earlier(t: &TestHouse) {
    let worker = a_worker(t).await;
    let first = filed(t, &t.agency, passport(worker), &pdf("one", "")).await.expect("filed");
    let later = NewDocument { replaces: Some(first.paper), ..passport(worker) };
    let second = filed(t, &t.agency, later.clone(), &pdf("two", "")).await.expect("filed");
    assert_eq!((second.paper, second.nth), (first.paper, 2));
    let list = |earlier| {
        t.house.read(&t.agency, move |tx, desk, caller| {
            documents::list(tx, desk, caller, &Of::Worker(Key::Id(worker.0)), earlier)
        })
    };
    assert_eq!(list(false).await.expect("theirs").len(), 2, "while the later one waits the first one stands");
    assert!(list(false).await.expect("theirs").iter().all(|paper| !paper.replaced));
    t.rounds().await;
    let last: Vec<_> = list(false).await.expect("theirs").into_iter().map(|paper| paper.id).collect();
    assert_eq!(last, [second.id], "once it is clean it has taken the place");
    assert_eq!(list(true).await.expect("theirs").len(), 2);
    // Another kind, or another worker's, is no version of it.
    let other = NewDocument { kind: DocumentKind::LabourPermit, ..later };
    let answer = filed(t, &t.agency, other, &pdf("three", "")).await;
    assert!(matches!(answer, Err(AppError::Invalid(_))), "{:?}", answer.err());
}

async fn what_lies_there_damaged_is_never_opened(t: &TestHouse) {
    let worker = a_worker(t).await;
    let paper = filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    t.rounds().await;
    for object in t.objects.names() {
        t.objects.change(&object, |bytes| *bytes.last_mut().expect("a byte") ^= 1);
    }
    let answer = opened(t, &t.agency_admin, paper.id, Purpose::Verify).await;
    assert!(matches!(answer, Err(AppError::Sealed(_))), "{answer:?}");
    // One that is damaged before it was looked into has to be filed anew.
    let other = filed(t, &t.agency, passport(worker), &pdf("other", "")).await.expect("filed");
    let fresh = t.objects.names().into_iter().next_back();
    for object in t.objects.names() {
        t.objects.change(&object, |bytes| *bytes.last_mut().expect("a byte") ^= 2);
    }
    assert!(fresh.is_some());
    t.rounds().await;
    let now = one(t, &t.agency, other.id).await.expect("theirs");
    assert_eq!((now.state, now.reason.as_deref()), (DocumentState::Refused, Some("document_lost")));
}

async fn a_place_that_is_full_away_or_lying_files_nothing(t: &TestHouse) {
    let worker = a_worker(t).await;
    for switch in [&t.objects.full, &t.objects.away, &*t.objects.lying] {
        switch.store(true, Ordering::SeqCst);
        let answer = filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await;
        let passes = matches!(answer, Err(AppError::FilesAway(_) | AppError::Store(store::StoreError::Full)));
        assert!(passes, "{:?}", answer.err());
        switch.store(false, Ordering::SeqCst);
    }
    assert_eq!(t.objects.names(), Vec::<String>::new());
    filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("the next one is filed");
}

async fn the_erasure_of_a_worker_destroys_the_files(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP7654321", "selam@people.example").await;
    let paper = filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    t.rounds().await;
    assert_eq!(t.objects.names().len(), 2);
    let dpo = t.staff(domain::Role::Dpo).await;
    t.roster_step(&person, worker, RosterStep::WithdrawProfile {}, vec![]).await.expect("withdrawn");
    t.roster_step(&dpo, worker, RosterStep::Erase {}, vec![]).await.expect("erased");
    t.rounds().await;
    assert_eq!(t.objects.names(), Vec::<String>::new(), "the files are gone, not only their keys");
    assert!(matches!(one(t, &t.agency, paper.id).await, Err(AppError::NotFound)));
}

async fn the_catalogue_finds_what_is_missing_damaged_or_nobodys(t: &TestHouse) {
    let worker = a_worker(t).await;
    for _ in 0..3 {
        filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    }
    t.rounds().await;
    let sound = documents::verify(&t.house).await.expect("gone through");
    assert_eq!((sound.checked, sound.sound, sound.findings.len()), (6, 6, 0), "{:?}", sound.findings);
    let names = t.objects.names();
    t.objects.lose(&names[0]);
    t.objects.change(&names[1], |bytes| bytes[200] ^= 1);
    let copy = names[3].clone();
    t.objects.change(&names[2], |bytes| *bytes = b"something else".to_vec());
    t.objects.leave("ff/00000000000000000000000000000a", jiff::Timestamp::UNIX_EPOCH);
    t.objects.leave("ff/00000000000000000000000000000b", t.clock_now());
    let made = documents::verify(&t.house).await.expect("gone through");
    let of = |what: &str| made.findings.iter().filter(|finding| finding.what == what).count();
    assert_eq!((of("missing"), of("damaged"), of("orphaned")), (1, 2, 1), "{:?}", made.findings);
    assert_eq!((made.checked, made.sound), (6, 3));
    let left = t.objects.names();
    assert!(left.contains(&copy) && left.contains(&"ff/00000000000000000000000000000b".to_owned()), "{left:?}");
    assert!(!left.contains(&"ff/00000000000000000000000000000a".to_owned()), "nobody's, and old enough");
    assert_eq!(t.recorded("documents_catalogued").await.len(), 2);
    // By itself once a week, and the sweep once a day.
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.pass(8 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(t.recorded("documents_catalogued").await.len(), 3);
}

async fn new_signatures_judge_what_was_clean_before(t: &TestHouse) {
    let worker = a_worker(t).await;
    let paper = filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Clean);
    *t.scanner.finds.lock().expect("not poisoned") = MARK.as_bytes().to_vec();
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Clean, "the same signatures are not asked twice");
    "words 2".clone_into(&mut t.scanner.signatures.lock().expect("not poisoned"));
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Held);
    let answer = opened(t, &t.agency_admin, paper.id, Purpose::Verify).await;
    assert!(matches!(answer, Err(AppError::Conflict("document_held"))), "{answer:?}");
}

async fn a_replaced_version_is_destroyed_when_its_time_is_over(t: &TestHouse) {
    let worker = a_worker(t).await;
    let first = filed(t, &t.agency, passport(worker), &pdf("one", "")).await.expect("filed");
    let later = NewDocument { replaces: Some(first.paper), ..passport(worker) };
    let second = filed(t, &t.agency, later, &pdf("two", "")).await.expect("filed");
    t.rounds().await;
    assert_eq!(t.objects.names().len(), 4);
    t.pass(80 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(t.objects.names().len(), 4, "three months are not over");
    t.pass(14 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(t.objects.names().len(), 2);
    assert!(matches!(one(t, &t.agency, first.id).await, Err(AppError::NotFound)));
    assert_eq!(state(t, second.id).await, DocumentState::Clean);
    assert_eq!(t.recorded("document_destroyed").await.len(), 1);
}

async fn a_version_that_is_held_or_waits_replaces_nothing(t: &TestHouse) {
    let worker = a_worker(t).await;
    let first = filed(t, &t.agency, passport(worker), &pdf("one", "")).await.expect("filed");
    t.rounds().await;
    let later = NewDocument { replaces: Some(first.paper), ..passport(worker) };
    let harm = pdf(std::str::from_utf8(HARM).expect("text"), "");
    let held = filed(t, &t.agency, later.clone(), &harm).await.expect("filed");
    t.rounds().await;
    t.scanner.away.store(true, Ordering::SeqCst);
    let waits = filed(t, &t.agency, later.clone(), &pdf("three", "")).await.expect("filed");
    t.rounds().await;
    t.pass(20 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    let stands = one(t, &t.agency, first.id).await.expect("theirs");
    assert_eq!((stands.state, stands.replaced), (DocumentState::Clean, false), "the one that is clean is kept");
    assert_eq!(state(t, held.id).await, DocumentState::Held);
    assert_eq!(state(t, waits.id).await, DocumentState::Waiting);
    opened(t, &t.agency_admin, first.id, Purpose::Verify).await.expect("and opens");
    let fourth = filed(t, &t.agency, later, &pdf("four", "")).await.expect("filed while another waits");
    assert_eq!((fourth.paper, fourth.nth), (first.paper, 4));
    t.scanner.away.store(false, Ordering::SeqCst);
    // Two that become clean in the same moment meet in the rows before them: one of the two comes again.
    for _ in 0..3 {
        t.pass(1);
        t.rounds().await;
    }
    let last = one(t, &t.agency, fourth.id).await.expect("theirs");
    for id in [first.id, held.id, waits.id] {
        let version = one(t, &t.agency, id).await.expect("theirs");
        assert!(version.replaced, "{version:?} {last:?}");
    }
    assert_eq!((last.state, last.replaced), (DocumentState::Clean, false));
}

async fn the_same_request_sent_twice_files_one_document(t: &TestHouse) {
    let worker = a_worker(t).await;
    let user = t.agency.user.expect("somebody").0;
    let org = t.agency.org.expect("an agency").0;
    let key = app::once::Key { user, org, route: "POST /documents".to_owned(), key: "one".to_owned() };
    let send = async || {
        let mut receiving = documents::begin(&t.house, &t.agency, passport(worker)).await.expect("begun");
        receiving.take(&pdf(MARK, "")).await.expect("taken");
        let hash = receiving.hash();
        receiving.finish(Some((key.clone(), hash))).await
    };
    send().await.expect("filed");
    let again = send().await;
    assert!(matches!(again, Err(AppError::Conflict("same_key_at_once"))), "{:?}", again.err());
    assert_eq!(t.objects.names().len(), 1, "what was sent again is not kept");
}

async fn a_place_that_is_away_for_long_gives_no_document_up(t: &TestHouse) {
    let worker = a_worker(t).await;
    let paper = filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    t.objects.away.store(true, Ordering::SeqCst);
    for _ in 0..14 {
        t.rounds().await;
        t.pass(2);
    }
    assert_eq!(state(t, paper.id).await, DocumentState::Waiting);
    t.objects.away.store(false, Ordering::SeqCst);
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Clean);
}

async fn a_copy_from_a_backup_removes_nothing_that_was_filed_after_it(t: &TestHouse) {
    let (old, new) = ("00/000000000000000000000000000001", "00/000000000000000000000000000002");
    let later = jiff::SignedDuration::from_hours(3);
    t.objects.leave(old, jiff::Timestamp::UNIX_EPOCH);
    t.objects.leave(new, t.clock_now() + later);
    documents::verify(&t.house).await.expect("verified");
    assert_eq!(t.objects.names(), [old, new], "where no document is known, nothing is removed");
    let worker = a_worker(t).await;
    filed(t, &t.agency, passport(worker), &pdf(MARK, "")).await.expect("filed");
    t.rounds().await;
    t.pass(24);
    documents::verify(&t.house).await.expect("verified");
    let names = t.objects.names();
    assert!(!names.iter().any(|name| name == old) && names.iter().any(|name| name == new), "{names:?}");
}
