//! Forgetting: what was erased can be opened by nobody, and what must be kept is not erased.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::cases::{self, Enquiry, Taken};
use app::erasures::{self, Whom};
use app::sign_in::Address;
use app::workers::{self, Given, RosterStep, Through};
use app::{AppError, Caller, Limit, invitations, setup};
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::{Reference, ReferenceKind};
use domain::{Purpose, Role, StateToken, WorkerId};
use store::tables::{customers, identities, keys, people};
use store::{Job, Scope, Tx};

crate::both::on_both!(
    a_draft_that_nobody_consented_to_is_destroyed_after_its_time,
    whoever_withdrew_is_forgotten_with_their_way_in,
    a_legal_hold_keeps_what_would_be_erased,
    a_household_is_forgotten_with_everybody_who_acts_for_it_alone,
    an_open_case_and_a_legal_hold_keep_a_household,
    a_person_with_an_account_is_forgotten_unless_others_hang_on_them,
);

const KEYS: Scope = Scope::System(Job::Keys);

/// Whether the key of this subject and the sealed side of this worker are still there.
async fn left(t: &TestHouse, worker: WorkerId) -> (bool, bool) {
    t.house
        .store
        .read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok((keys::of_subject(tx, worker.0)?.is_some(), identities::get(tx, worker)?.is_some()))
        })
        .await
        .expect("read")
}

async fn a_draft_that_nobody_consented_to_is_destroyed_after_its_time(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP8000001")).await.expect("a draft");
    let kept = workers::draft(&t.house, &t.agency, new_worker("EP8000002")).await.expect("a draft");
    let person = t.sign_in_of(kept, "kept@people.example").await;
    consent(t, &person, kept).await;
    let key = || Key::Id(worker.0);
    let reveal = async || {
        workers::disclose(&t.house, &t.agency_admin, Through::Roster(key()), vec!["passport".into()], Purpose::Verify)
            .await
    };
    assert_eq!(reveal().await.expect("the agency's admin").values.len(), 1);
    t.advance(24 * 29).await;
    assert_eq!(left(t, worker).await, (true, true), "not before its time");
    t.advance(24 * 2).await;
    assert_eq!(left(t, worker).await, (false, false), "no key, no ciphertext, no keyed hash");
    assert_eq!(left(t, kept).await, (true, true), "nobody else's");
    assert!(reveal().await.is_err(), "nothing can be opened");
    let seen = workers::get(&t.house, &t.agency, key()).await.expect("the row stays, without a person");
    let state = seen.show(&workers::WorkerRecord::STATE).visible().cloned();
    assert_eq!(state.as_deref(), Some(StateToken::RosterErased.as_str()));
    assert_eq!(seen.show(&workers::WorkerRecord::NAME).visible().cloned().flatten(), None);
    workers::draft(&t.house, &t.agency, new_worker("EP8000001")).await.expect("the number may be entered again");
    // The job may run twice.
    app::jobs::erasure::destroy_keys(&t.house, worker.0).await.expect("nothing left to do");
    app::jobs::erasure::destroy_keys(&t.house, kept.0).await.expect("nobody is forgotten by a job alone");
    assert_eq!(left(t, kept).await, (true, true));
}

async fn consent(t: &TestHouse, person: &Caller, worker: WorkerId) {
    let given = Given { kind: ConsentKind::Listing, language: "am".into(), method: ConsentMethod::InApp, case: None };
    let key = Key::Id(worker.0);
    t.house
        .write(person, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given))
        .await
        .expect("a consent");
    step(t, person, worker, RosterStep::Consent {}).await.expect("consented");
}

async fn step(t: &TestHouse, caller: &Caller, worker: WorkerId, step: RosterStep) -> Result<WorkerId, AppError> {
    let key = Key::Id(worker.0);
    t.house
        .write(caller, move |tx, desk, caller| {
            let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
            workers::take(tx, desk, caller, &key, version, step, &[])
        })
        .await
}

/// The data-protection officer.
async fn dpo(t: &TestHouse) -> Caller {
    let org = t.moderator.org.expect("the operator");
    let address = Address::parse("email", "dpo@operator.example").expect("an address");
    let new = setup::NewPerson { name: "Talal Al Busaidi".into(), language: "en", addresses: vec![address] };
    let user = setup::person(&t.house, org, Role::Dpo, new).await.expect("a person");
    Caller::member(user, org, Role::Dpo, "en")
}

async fn whoever_withdrew_is_forgotten_with_their_way_in(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP8000003")).await.expect("a draft");
    let address = Address::parse("sms", "+96892555020").expect("a number");
    invitations::invite_worker(&t.house, &t.agency, Key::Id(worker.0), "en", address, None).await.expect("invited");
    let who = t.signs_in("sms", "+96892555020").await.expect("signed in");
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    invitations::accept(&t.house, &who, waiting[0].id).await.expect("accepted");
    let she = Caller::member(who.user(), t.agency.org.expect("an agency"), Role::Worker, "en");
    step(t, &she, worker, RosterStep::WithdrawProfile {}).await.expect("withdrawn");
    let dpo = dpo(t).await;
    step(t, &dpo, worker, RosterStep::Erase {}).await.expect("erased");
    t.rounds().await;
    assert_eq!(left(t, worker).await, (false, false));
    let user = who.user();
    let own =
        t.house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, user.0)?) }).await;
    assert_eq!(own.expect("read"), None, "the person's own key too");
    let started = app::sign_in::start(
        &t.house,
        &Caller::anonymous("en"),
        Address::parse("sms", "+96892555020").expect("a number"),
    )
    .await;
    started.expect("the same answer as ever");
    let before = t.sent.0.lock().expect("not poisoned").len();
    t.rounds().await;
    assert_eq!(t.sent.0.lock().expect("not poisoned").len(), before, "no code goes to a number that is forgotten");
}

async fn a_legal_hold_keeps_what_would_be_erased(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP8000004")).await.expect("a draft");
    let person = t.sign_in_of(worker, "held@people.example").await;
    consent(t, &person, worker).await;
    let profile = listed(t, worker).await;
    let ask = Enquiry { profile, replaces: None, once: None };
    let case = t
        .house
        .write(&t.customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask))
        .await
        .expect("an enquiry");
    let dpo = dpo(t).await;
    let overlay = async |word: &str| {
        let taken = serde_json::json!({"step": word, "overlay": "legal_hold"});
        let key = Key::Id(case.0);
        let found = key.clone();
        let version = t
            .house
            .read(&dpo, move |tx, desk, caller| Ok(app::admit::case(tx, desk, caller, &found)?.row.version))
            .await?;
        let step = serde_json::from_value(taken).expect("a step");
        let taken = Taken { case: key, version, step, states: Vec::new(), arrival_code: false, once: None };
        cases::move_on(&t.house, &dpo, taken, None).await
    };
    overlay("pause").await.expect("held by law");
    t.advance(24 * 15).await;
    step(t, &person, worker, RosterStep::WithdrawProfile {}).await.expect("withdrawn");
    t.rounds().await;
    let refused = step(t, &dpo, worker, RosterStep::Erase {}).await;
    assert!(matches!(&refused, Err(AppError::Refused(refusal)) if refusal.rule == "no_legal_hold"), "{refused:?}");
    assert_eq!(left(t, worker).await, (true, true));
    overlay("lift").await.expect("lifted");
    step(t, &dpo, worker, RosterStep::Erase {}).await.expect("erased");
    t.rounds().await;
    assert_eq!(left(t, worker).await, (false, false));
}

/// Whether the key of a subject is still there.
async fn has_key(t: &TestHouse, subject: uuid::Uuid) -> bool {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, subject)?.is_some()) };
    t.house.store.read(KEYS, read).await.expect("read")
}

async fn a_household_is_forgotten_with_everybody_who_acts_for_it_alone(t: &TestHouse) {
    let dpo = dpo(t).await;
    let home = t.household_member(3).await;
    let (org, user) = (home.org.expect("a household"), home.user.expect("a person"));
    let whom = Whom::Household(Key::Id(org.0));
    for other in [&t.moderator, &t.agency_admin, &t.customer, &home] {
        let refused = erasures::erase(&t.house, other, &whom, "own_wish").await;
        assert!(matches!(refused, Err(AppError::Denied(..) | AppError::NotFound)), "{refused:?}");
    }
    let unsaid = erasures::erase(&t.house, &dpo, &whom, "because").await;
    assert!(matches!(unsaid, Err(AppError::Invalid(_))), "{unsaid:?}");
    let agency = Whom::Household(Key::Id(t.agency.org.expect("an agency").0));
    assert!(matches!(erasures::erase(&t.house, &dpo, &agency, "ended").await, Err(AppError::NotFound)));
    assert!(has_key(t, org.0).await && has_key(t, user.0).await);
    assert_eq!(erasures::erase(&t.house, &dpo, &whom, "own_wish").await.expect("decided"), org.0);
    t.rounds().await;
    assert!(!has_key(t, org.0).await && !has_key(t, user.0).await);
    let kept = t.house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(customers::get(tx, org)?) });
    let kept = kept.await.expect("read").expect("the row stays, for its cases");
    assert_eq!(customers::Customer { version: 0, ..kept }, customers::Customer::default(), "and says nothing");
    let again = erasures::erase(&t.house, &dpo, &whom, "own_wish").await;
    assert!(matches!(again, Err(AppError::Conflict("erased_already"))), "{again:?}");
    let before = t.sent.0.lock().expect("not poisoned").len();
    let address = Address::parse("email", "home103@people.example").expect("an address");
    app::sign_in::start(&t.house, &Caller::anonymous("en"), address).await.expect("the same answer as ever");
    t.rounds().await;
    assert_eq!(t.sent.0.lock().expect("not poisoned").len(), before, "no code goes to who is forgotten");
    assert!(has_key(t, t.customer.org.expect("a household").0).await, "nobody else's");
    let decided = t.recorded("erase").await;
    assert_eq!(decided.iter().filter(|draft| draft.decision == audit::Decision::Allow).count(), 1);
    assert_eq!(t.recorded("keys_destroyed").await.len(), 1);
}

async fn an_open_case_and_a_legal_hold_keep_a_household(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP8000006")).await.expect("a draft");
    let person = t.sign_in_of(worker, "open@people.example").await;
    consent(t, &person, worker).await;
    let ask = Enquiry { profile: listed(t, worker).await, replaces: None, once: None };
    let asked = t.house.write(&t.customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await;
    let case = asked.expect("an enquiry");
    let dpo = dpo(t).await;
    let home = t.customer.org.expect("a household");
    let whom = Whom::Household(Key::Id(home.0));
    let refused = erasures::erase(&t.house, &dpo, &whom, "own_wish").await;
    assert!(matches!(refused, Err(AppError::Conflict("erase_open_case"))), "{refused:?}");
    let key = Key::Id(case.0);
    let found = key.clone();
    let read = t.house.read(&dpo, move |tx, desk, caller| Ok(app::admit::case(tx, desk, caller, &found)?.row.version));
    let step = serde_json::from_value(serde_json::json!({"step": "pause", "overlay": "legal_hold"})).expect("a step");
    let version = read.await.expect("read");
    let held = Taken { case: key, version, step, states: Vec::new(), arrival_code: false, once: None };
    cases::move_on(&t.house, &dpo, held, None).await.expect("held by law");
    t.advance(24 * 15).await;
    let refused = erasures::erase(&t.house, &dpo, &whom, "own_wish").await;
    assert!(matches!(refused, Err(AppError::Conflict("erase_legal_hold"))), "{refused:?}");
    assert!(has_key(t, home.0).await);
}

async fn a_person_with_an_account_is_forgotten_unless_others_hang_on_them(t: &TestHouse) {
    let dpo = dpo(t).await;
    let whom = |email: &str| Whom::Person(Address::parse("email", email).expect("an address"));
    let erase = async |email: &str| erasures::erase(&t.house, &dpo, &whom(email), "ended").await;
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP8000007")).await.expect("a draft");
    t.sign_in_of(worker, "rostered@people.example").await;
    for (email, word) in [
        ("rostered@people.example", "erase_roster"),
        ("p4@people.example", "last_admin"),
        ("p6@people.example", "erase_household"),
    ] {
        let refused = erase(email).await;
        assert!(matches!(&refused, Err(AppError::Conflict(found)) if *found == word), "{email}: {refused:?}");
    }
    assert!(matches!(erase("nobody@people.example").await, Err(AppError::NotFound)));
    let user = t.agency.user.expect("a person");
    t.signs_in("email", "p3@people.example").await.expect("signed in");
    assert_eq!(erase("p3@people.example").await.expect("decided"), user.0);
    t.rounds().await;
    assert!(!has_key(t, user.0).await);
    assert!(t.signs_in("email", "p3@people.example").await.is_err(), "nobody signs in there any more");
    let left = t.house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
        Ok((people::memberships(tx, user)?, people::get(tx, user)?.expect("the log names the row").name_sealed))
    });
    assert_eq!(left.await.expect("read"), (Vec::new(), None));
}

async fn listed(t: &TestHouse, worker: WorkerId) -> Reference {
    use domain::attest::Statement;
    let key = Key::Id(worker.0);
    let taking = async |caller: &Caller, step: RosterStep, states: Vec<Statement>| {
        let key = key.clone();
        t.house
            .write(caller, move |tx, desk, caller| {
                let version = app::admit::worker(tx, desk, caller, &key)?.row.version;
                workers::take(tx, desk, caller, &key, version, step, &states)
            })
            .await
            .expect("taken");
    };
    let said = key.clone();
    t.house
        .write(&t.agency, move |tx, desk, caller| {
            workers::attest(tx, desk, caller, &said, &[Statement::WorkerPaidNothing])
        })
        .await
        .expect("attested");
    let seen = vec![Statement::ScansClean, Statement::ReidentificationChecked];
    taking(&t.moderator, RosterStep::Review {}, seen).await;
    taking(&t.moderator, RosterStep::List {}, vec![Statement::PublicFieldsOnly]).await;
    let filter = store::tables::catalogue::Filter::default();
    let page =
        app::catalogue::page(&t.house, &Caller::anonymous("en"), filter, None, Limit::PAGE).await.expect("a page");
    let reference = page.profiles[0].key(&app::catalogue::Profile::REFERENCE).clone();
    Reference::parse(ReferenceKind::Profile, &reference).expect("a reference")
}
