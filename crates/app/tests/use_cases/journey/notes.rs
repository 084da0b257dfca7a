//! Internal notes: each side its own, nowhere traceable for the others, forgotten with the person.

use app::admit::Key;
use app::notes::{self, About, NOTES_MAX, TEXT_MAX};
use app::{AppError, Caller, disclosures};
use domain::{CaseId, WorkerId};
use store::tables::Limit;
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    each_side_reads_its_own_notes_and_nobody_anothers,
    a_note_changes_nothing_that_others_see,
    a_note_is_taken_away_by_its_writer_or_the_agencys_admin,
    what_cannot_be_kept_is_said,
);

async fn add(t: &TestHouse, by: &Caller, about: About, text: &str) -> Result<Uuid, AppError> {
    t.pass_seconds(1);
    notes::add(&t.house, by, about, text, None).await
}

async fn texts(t: &TestHouse, by: &Caller, about: About) -> Vec<String> {
    notes::list(&t.house, by, about).await.expect("notes").into_iter().map(|note| note.text).collect()
}

fn of(case: CaseId) -> About {
    About::Case(Key::Id(case.0))
}

fn on(worker: WorkerId) -> About {
    About::Worker(Key::Id(worker.0))
}

async fn each_side_reads_its_own_notes_and_nobody_anothers(t: &TestHouse) {
    let (worker, person, profile) = t.listed("EP7100001", "notes@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    add(t, &t.agency, of(case), "They asked for a cook first.").await.expect("kept");
    add(t, &t.agency_admin, of(case), "Ring them on Sunday.").await.expect("kept");
    add(t, &t.moderator, of(case), "Second complaint this year.").await.expect("kept");
    add(t, &t.agency, on(worker), "Prefers Salalah.").await.expect("kept");
    let moderator = t.moderator.clone().for_purpose(domain::Purpose::Verify);
    add(t, &moderator, on(worker), "Papers looked odd.").await.expect("kept");
    assert_eq!(texts(t, &t.agency, of(case)).await, ["Ring them on Sunday.", "They asked for a cook first."]);
    assert_eq!(texts(t, &t.moderator, of(case)).await, ["Second complaint this year."]);
    assert_eq!(texts(t, &t.agency_admin, on(worker)).await, ["Prefers Salalah."]);
    assert_eq!(texts(t, &moderator, on(worker)).await, ["Papers looked odd."]);
    for other in [&t.customer, &person, &t.finance] {
        let read = notes::list(&t.house, other, of(case)).await;
        assert!(matches!(read, Err(AppError::Denied(..) | AppError::NotFound)), "{}: {read:?}", other.role);
        let written = add(t, other, of(case), "Mine").await;
        assert!(matches!(written, Err(AppError::Denied(..) | AppError::NotFound)), "{}", other.role);
    }
    for stranger in [&t.other_agency, &t.other_customer] {
        assert!(matches!(notes::list(&t.house, stranger, of(case)).await, Err(AppError::NotFound)));
        assert!(matches!(notes::list(&t.house, stranger, on(worker)).await, Err(AppError::NotFound)));
    }
}

async fn a_note_changes_nothing_that_others_see(t: &TestHouse) {
    let (_, person, profile) = t.listed("EP7100002", "quiet@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("a case");
    let log = async |caller: &Caller| {
        t.linked().await;
        let read = |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            disclosures::mine(tx, desk, caller, None, Limit::PAGE).map(|(events, _)| events.len())
        };
        t.house.read(caller, read).await.expect("their log")
    };
    t.rounds().await;
    let before =
        (t.row(case).await.version, log(&person).await, log(&t.customer).await, t.sent.0.lock().expect("sent").len());
    add(t, &t.agency, of(case), "Only ours.").await.expect("kept");
    add(t, &t.moderator, of(case), "Only theirs.").await.expect("kept");
    t.rounds().await;
    let after =
        (t.row(case).await.version, log(&person).await, log(&t.customer).await, t.sent.0.lock().expect("sent").len());
    assert_eq!(before, after, "no version, no record of theirs, no message");
}

async fn a_note_is_taken_away_by_its_writer_or_the_agencys_admin(t: &TestHouse) {
    let (worker, person, _) = t.listed("EP7100003", "away@people.example").await;
    let id = add(t, &t.agency_admin, on(worker), "The admin's").await.expect("kept");
    let remove = async |by: &Caller, id: Uuid| {
        t.house.write(by, move |tx, desk, caller| notes::remove(tx, desk, caller, id)).await.map(drop)
    };
    assert!(matches!(remove(&t.agency, id).await, Err(AppError::Conflict("note_of_another"))));
    for stranger in [&t.other_agency, &t.customer, &t.moderator, &person] {
        assert!(matches!(remove(stranger, id).await, Err(AppError::NotFound)), "{}", stranger.role);
    }
    remove(&t.agency_admin, id).await.expect("gone");
    assert!(matches!(remove(&t.agency_admin, id).await, Err(AppError::NotFound)));
    let own = add(t, &t.agency, on(worker), "Mine").await.expect("kept");
    remove(&t.agency, own).await.expect("gone");
    assert!(texts(t, &t.agency, on(worker)).await.is_empty());
}

async fn what_cannot_be_kept_is_said(t: &TestHouse) {
    let (worker, _, _) = t.listed("EP7100004", "many@people.example").await;
    for (text, reason) in
        [("  ", "note_length"), (&*"a".repeat(TEXT_MAX + 1), "note_length"), ("a\u{7}", "control_character")]
    {
        match add(t, &t.agency, on(worker), text).await {
            Err(AppError::Invalid(faults)) => {
                assert_eq!((faults[0].pointer.as_str(), faults[0].reason), ("/text", reason));
            }
            other => panic!("{other:?}"),
        }
    }
    for n in 0..NOTES_MAX {
        add(t, &t.agency, on(worker), &format!("note {n}")).await.expect("kept");
    }
    assert!(matches!(add(t, &t.agency, on(worker), "one more").await, Err(AppError::Conflict("notes_many"))));
}
