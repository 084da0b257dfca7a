//! Signing in at a shared device: an officer has seen who somebody is, and lets them in for a few minutes.

use crate::house::{TestHouse, new_worker};
use app::sign_in::{self, ATTEMPTS, KIOSK_IDLE_MINUTES, KIOSK_MINUTES, Who};
use app::{AppError, Caller, Proof, invitations, workers};
use domain::consent::{ConsentKind, ConsentMethod};
use domain::{Role, WorkerId};
use jiff::SignedDuration;

crate::both::on_both!(
    a_worker_without_an_address_signs_in_beside_an_officer_and_consents_for_herself,
    the_session_ends_by_itself_whatever_is_done_in_it,
    only_a_moderator_opens_with_a_fresh_proof_and_a_paper,
    a_code_is_guessed_at_five_times_and_works_once,
    what_wants_more_than_the_own_pages_says_so_at_a_shared_device,
);

async fn worker(t: &TestHouse, passport: &str) -> (WorkerId, String) {
    let id = workers::draft(&t.house, &t.agency, new_worker(passport)).await.expect("a draft");
    let key = app::admit::Key::Id(id.0);
    let row = t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row));
    (id, row.await.expect("read").reference)
}

async fn open(t: &TestHouse, by: &Caller, reference: &str) -> Result<String, AppError> {
    let code = sign_in::open_kiosk(&t.house, by, reference, "passport").await?;
    Ok(code.code.as_str().to_owned())
}

async fn enter(t: &TestHouse, reference: &str, code: &str) -> Result<Who, AppError> {
    let opened = sign_in::enter_kiosk(&t.house, &Caller::anonymous("en"), reference, code).await?;
    sign_in::whoami(&t.house, opened.access.as_str(), "portal").await
}

fn wrong<T: std::fmt::Debug>(outcome: &Result<T, AppError>) -> bool {
    matches!(outcome, Err(AppError::Invalid(faults)) if faults[0].pointer == "/code" && faults[0].reason == "code_wrong")
}

async fn a_worker_without_an_address_signs_in_beside_an_officer_and_consents_for_herself(t: &TestHouse) {
    let (_, reference) = worker(t, "EP7200001").await;
    let code = open(t, &t.moderator, &reference).await.expect("opened");
    let who = enter(t, &format!(" {} ", reference.to_lowercase()), &code).await.expect("let in");
    let caller = who.caller().expect("as the worker that she is");
    assert_eq!((caller.role, caller.org), (Role::Worker, t.agency.org));
    assert_ne!(caller.user, t.moderator.user, "never the officer");
    let own = t.house.read(&caller, workers::own).await.expect("her own record");
    let given =
        workers::Given { kind: ConsentKind::Listing, language: "am".into(), method: ConsentMethod::InApp, case: None };
    t.house
        .write(&caller, move |tx, desk, caller| workers::give(tx, desk, caller, &own.key, &given))
        .await
        .expect("her own word");

    let opened = t.recorded("kiosk_opened").await;
    let said = serde_json::to_value(&opened[0].facts).expect("facts");
    assert_eq!(said["seen"], "passport");
    assert_eq!(opened[0].actor, audit::Actor::User(t.moderator.user.expect("a person")));
    let signed = t.recorded("signed_in").await;
    let text = format!("{:?}", signed.last().expect("a record"));
    let officer = t.moderator.user.expect("a person").to_string();
    assert!(text.contains("kiosk") && text.contains(&officer), "the record names who attested: {text}");
    let consent = t.recorded("consent_given").await;
    assert_eq!(consent[0].actor, audit::Actor::User(who.user()), "and her consent is hers");
    // A second time she is the same person.
    let again = open(t, &t.moderator, &reference).await.expect("opened");
    assert_eq!(enter(t, &reference, &again).await.expect("let in").user(), who.user());
}

async fn the_session_ends_by_itself_whatever_is_done_in_it(t: &TestHouse) {
    let (_, reference) = worker(t, "EP7200002").await;
    let code = open(t, &t.moderator, &reference).await.expect("opened");
    let opened = sign_in::enter_kiosk(&t.house, &Caller::anonymous("en"), &reference, &code).await.expect("let in");
    let alive = async || sign_in::whoami(&t.house, opened.access.as_str(), "portal").await;
    for _ in 0..KIOSK_MINUTES / 2 {
        let who = alive().await.expect("still open");
        sign_in::kiosk_goes_on(&t.house, &who).await.expect("goes on");
        t.pass_seconds(119);
    }
    let who = alive().await.expect("seconds before its end");
    sign_in::kiosk_goes_on(&t.house, &who).await.expect("goes on");
    t.pass_seconds(10);
    assert!(matches!(alive().await, Err(AppError::SignedOut)), "ten minutes are the end");
    assert!(sign_in::renew(&t.house, opened.refresh.as_str(), None).await.is_err(), "and nothing renews it");

    let code = open(t, &t.moderator, &reference).await.expect("opened");
    let opened = sign_in::enter_kiosk(&t.house, &Caller::anonymous("en"), &reference, &code).await.expect("let in");
    t.pass_seconds(KIOSK_IDLE_MINUTES * 60);
    let left = sign_in::whoami(&t.house, opened.access.as_str(), "portal").await;
    assert!(matches!(left, Err(AppError::SignedOut)), "somebody walked away");
    // Any other session is as long as it was.
    let ordinary = t.signs_in("email", "p3@people.example").await.expect("signed in");
    sign_in::kiosk_goes_on(&t.house, &ordinary).await.expect("nothing");
    let after = t.house.store.read(store::Scope::SignIn, {
        let (user, now) = (ordinary.user(), t.clock_now());
        move |tx: &mut store::Tx| -> Result<_, AppError> { Ok(store::tables::sign_in::sessions(tx, user, now)?) }
    });
    let kept = after.await.expect("read");
    assert_eq!(kept[0].expires_at, ordinary.signed.session.expires_at);
}

async fn only_a_moderator_opens_with_a_fresh_proof_and_a_paper(t: &TestHouse) {
    let (_, reference) = worker(t, "EP7200003").await;
    for other in [&t.agency_admin, &t.agency, &t.customer, &t.finance] {
        let refused = open(t, other, &reference).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{}: {refused:?}", other.role);
    }
    let nobody = open(t, &t.moderator, "W-0000000").await;
    assert!(matches!(nobody, Err(AppError::NotFound)), "{nobody:?}");
    let unseen = sign_in::open_kiosk(&t.house, &t.moderator, &reference, "smile").await;
    assert!(matches!(&unseen, Err(AppError::Invalid(faults)) if faults[0].reason == "kiosk_seen"), "{unseen:?}");
    let stale = Proof::Session { at: t.clock_now() - SignedDuration::from_mins(6), second: true };
    let stale = open(t, &t.moderator.clone().by(stale), &reference).await;
    assert!(matches!(stale, Err(AppError::StepUp)), "{stale:?}");
}

async fn a_code_is_guessed_at_five_times_and_works_once(t: &TestHouse) {
    let (_, reference) = worker(t, "EP7200004").await;
    let (_, other) = worker(t, "EP7200005").await;
    let code = open(t, &t.moderator, &reference).await.expect("opened");
    assert!(wrong(&enter(t, &other, &code).await), "another's reference, which nobody opened");
    enter(t, &reference, &code).await.expect("let in");
    assert!(wrong(&enter(t, &reference, &code).await), "once");
    let code = open(t, &t.moderator, &reference).await.expect("opened");
    for _ in 0..ATTEMPTS {
        assert!(wrong(&enter(t, &reference, "no code").await));
    }
    assert!(wrong(&enter(t, &reference, &code).await), "five guesses are over");
    let older = open(t, &t.moderator, &reference).await.expect("opened");
    let newer = open(t, &t.moderator, &reference).await.expect("opened");
    assert!(older == newer || wrong(&enter(t, &reference, &older).await), "a new code ends the old one");
    let late = open(t, &t.moderator, &reference).await.expect("opened");
    t.pass_seconds(5 * 60);
    assert!(wrong(&enter(t, &reference, &late).await), "five minutes are over");
}

async fn what_wants_more_than_the_own_pages_says_so_at_a_shared_device(t: &TestHouse) {
    let (id, reference) = worker(t, "EP7200006").await;
    t.sign_in_of(id, "selam@people.example").await;
    let code = open(t, &t.moderator, &reference).await.expect("opened");
    let who = enter(t, &reference, &code).await.expect("let in");
    let invitee = invitations::Invitee {
        name: None,
        language: "en",
        address: sign_in::Address::parse("email", "selam@people.example").expect("an address"),
        role: Role::Customer,
    };
    let key = app::admit::Key::Id(t.customer.org.expect("a household").0);
    invitations::invite(&t.house, &t.customer, key, invitee, None).await.expect("invited");
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    let said = invitations::accept(&t.house, &who, waiting[0].id).await;
    assert!(matches!(said, Err(AppError::Conflict("shared_device"))), "{said:?}");
    assert_eq!(invitations::waiting(&t.house, &who).await.expect("read").len(), 1, "it waits on");
}
