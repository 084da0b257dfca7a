//! Signing in by somebody else's sign-in: tied to one browser, linked to a person once, good for the organisations that the settings
//! name and for nothing else.

use crate::house::TestHouse;
use app::erasures::{self, Whom};
use app::sign_in::{self, Address, Finished, Opened, Who};
use app::sso::{self, Ask, Attempt, Rules, Shown};
use app::{AppError, Caller, Proof, factors};
use domain::Role;
use domain::ids::MembershipId;
use jiff::{SignedDuration, Timestamp};
use store::tables::people::{self, Membership};
use store::{Recorded, Scope, Tx};
use totp_rs::{Builder, Secret};

crate::both::on_both!(
    who_linked_an_account_comes_in_by_it,
    an_account_that_nobody_linked_opens_nothing,
    an_answer_belongs_to_the_browser_that_asked_once_and_not_for_long,
    a_verified_address_of_an_allowed_domain_links_a_member,
    another_address_of_the_mailbox_links_nobody,
    a_session_by_a_provider_acts_for_its_organisations_alone,
    the_own_second_factor_is_asked_for_unless_the_settings_trust_the_providers,
    an_account_is_one_persons_and_one_each,
    what_is_taken_away_opens_nothing_and_ends_what_it_opened,
    linking_and_taking_away_want_a_fresh_proof,
    an_old_sign_in_there_is_no_fresh_proof_here,
    a_worker_does_not_come_in_by_the_agencys_provider,
    who_is_erased_has_no_account_left,
);

const AGENCY: &str = "p3@people.example";
const ISSUER: &str = "https://login.nur.example";

/// The provider of an agency.
fn rules() -> Rules {
    Rules {
        name: "nur".to_owned(),
        title: ("Nur".to_owned(), "نور".to_owned()),
        organisations: vec!["AG-021".to_owned()],
        domains: Vec::new(),
        second: false,
    }
}

fn shown(t: &TestHouse, subject: &str) -> Shown {
    Shown {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: None,
        second: false,
        at: Some(t.clock_now()),
    }
}

fn visitor() -> Caller {
    Caller::anonymous("en")
}

async fn attempt(t: &TestHouse, rules: &Rules, links: Option<&Who>) -> Attempt {
    let begun = sso::begin(&t.house, &visitor(), rules, links).await.expect("begun");
    sso::take(&t.house, rules, &begun.cookie, &begun.ask.state).await.expect("it is this browser's")
}

async fn linked(t: &TestHouse, rules: &Rules, to: &str, subject: &str) -> Who {
    let who = t.signs_in("email", to).await.expect("a code works");
    let back = attempt(t, rules, Some(&who)).await;
    sso::link(&t.house, &who, rules, &back, &shown(t, subject)).await.expect("linked");
    who
}

async fn enter(t: &TestHouse, rules: &Rules, shown: &Shown) -> Result<Finished, AppError> {
    let back = attempt(t, rules, None).await;
    sso::enter(&t.house, &visitor(), rules, back, shown).await
}

async fn who(t: &TestHouse, opened: &Opened) -> Result<Who, AppError> {
    sign_in::whoami(&t.house, opened.access.as_str(), "portal").await
}

async fn comes_in(t: &TestHouse, rules: &Rules, shown: &Shown) -> Who {
    let opened = enter(t, rules, shown).await.expect("linked").session().expect("no second factor");
    who(t, &opened).await.expect("a session")
}

fn refused<T>(outcome: Result<T, AppError>, why: &str) -> bool {
    matches!(outcome, Err(AppError::Invalid(faults)) if faults.len() == 1 && faults[0].reason == why)
}

fn told(t: &TestHouse, to: &str, template: &str) -> usize {
    let sent = t.sent.0.lock().expect("not poisoned");
    sent.iter().filter(|(address, text)| address == to && text.trim_end() == template).count()
}

async fn who_linked_an_account_comes_in_by_it(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    t.rounds().await;
    assert_eq!(told(t, AGENCY, "identity-linked"), 1);
    let held = sso::identities(&t.house, &person).await.expect("read");
    assert_eq!((held.len(), held[0].provider.as_str(), held[0].used_at), (1, "nur", None));

    let session = comes_in(t, &rules, &shown(t, "s-1")).await;
    assert_eq!(session.user(), person.user());
    assert_eq!(session.caller().map(|caller| caller.org), Some(t.agency.org), "acts for the agency at once");
    assert!(!session.signed.session.second);
    let links = sso::begin(&t.house, &visitor(), &rules, Some(&session)).await;
    assert!(matches!(links, Err(AppError::Conflict("sso_elsewhere"))), "it opens no other way in");
    let held = sso::identities(&t.house, &person).await.expect("read");
    assert_eq!(held[0].used_at, Some(t.clock_now()));
    let signed = t.recorded("signed_in").await;
    let facts = serde_json::to_value(&signed[0].facts).expect("facts");
    assert_eq!((facts["by"].as_str(), facts["identity"].as_str()), (Some("nur"), Some(&*held[0].id.to_string())));
    assert!((t.recorded("identity_linked").await.len(), t.recorded("sso_asked").await.len()) == (1, 2));
}

async fn an_account_that_nobody_linked_opens_nothing(t: &TestHouse) {
    let rules = rules();
    linked(t, &rules, AGENCY, "s-1").await;
    assert!(refused(enter(t, &rules, &shown(t, "s-2")).await, "sso_unknown"));
    let other = Shown { issuer: "https://login.nur.example.evil.example".to_owned(), ..shown(t, "s-1") };
    assert!(refused(enter(t, &rules, &other).await, "sso_unknown"), "the same subject of another issuer");
    // The border between issuer and subject is part of the name.
    let cut = Shown { issuer: ISSUER[..ISSUER.len() - 1].to_owned(), ..shown(t, "es-1") };
    assert!(refused(enter(t, &rules, &cut).await, "sso_unknown"));
    let elsewhere = Rules { organisations: vec!["AG-999".to_owned()], ..rules.clone() };
    assert!(refused(enter(t, &elsewhere, &shown(t, "s-1")).await, "sso_not_served"), "serves others now");
    let renamed = Rules { name: "other".to_owned(), ..rules.clone() };
    assert!(refused(enter(t, &renamed, &shown(t, "s-1")).await, "sso_not_served"), "another provider of that issuer");
    assert_eq!(t.recorded("sign_in_failed").await.len(), 5);
}

async fn an_answer_belongs_to_the_browser_that_asked_once_and_not_for_long(t: &TestHouse) {
    let rules = rules();
    let begin = async || sso::begin(&t.house, &visitor(), &rules, None).await.expect("begun");
    let take = async |cookie: &str, state: &str| sso::take(&t.house, &rules, cookie, state).await;
    let (mine, other) = (begin().await, begin().await);
    assert!(mine.ask != other.ask && mine.ask.nonce != mine.ask.state && mine.ask.verifier != mine.ask.nonce);
    assert!(refused(take(&mine.cookie, &other.ask.state).await, "sso_lost"), "the answer to another browser");
    assert!(refused(take("", &mine.ask.state).await, "sso_lost"), "no cookie");
    assert!(refused(take(&mine.cookie, "").await, "sso_lost"), "no state");
    let (id, _) = mine.cookie.split_once('.').expect("two parts");
    let forged = Ask::of("a-secret-of-mine");
    assert!(refused(take(&format!("{id}.a-secret-of-mine"), &forged.state).await, "sso_lost"), "a cookie made by hand");
    let elsewhere = Rules { name: "other".to_owned(), ..rules.clone() };
    let mixed = sso::take(&t.house, &elsewhere, &mine.cookie, &mine.ask.state).await;
    assert!(refused(mixed, "sso_lost"), "an attempt at another provider");
    take(&mine.cookie, &mine.ask.state).await.expect("none of that used it up");
    assert!(refused(take(&mine.cookie, &mine.ask.state).await, "sso_lost"), "a second time");
    t.pass_seconds(601);
    assert!(refused(take(&other.cookie, &other.ask.state).await, "sso_lost"), "after ten minutes");
    // What is tied to a browser is no code: nobody signs in by guessing at it.
    let guessed = sign_in::finish(&t.house, &visitor(), id.parse().expect("an id"), "000000", "portal").await;
    assert!(refused(guessed, "code_wrong"));
}

async fn a_verified_address_of_an_allowed_domain_links_a_member(t: &TestHouse) {
    let strict = rules();
    let rules = Rules { domains: vec!["people.example".to_owned()], ..strict.clone() };
    let with = |email: &str| Shown { email: Some(email.to_owned()), ..shown(t, "s-7") };
    assert!(refused(enter(t, &strict, &with(AGENCY)).await, "sso_unknown"), "no domain is allowed");
    assert!(
        refused(enter(t, &rules, &shown(t, "s-7")).await, "sso_unknown"),
        "an address that is not verified is none"
    );
    assert!(refused(enter(t, &rules, &with("p3@people.example.evil.example")).await, "sso_unknown"), "another domain");
    assert!(refused(enter(t, &rules, &with("nobody@people.example")).await, "sso_unknown"), "nobody's address");
    assert!(refused(enter(t, &rules, &with("p1@people.example")).await, "sso_not_served"), "no member there");
    let session = comes_in(t, &rules, &with("P3@People.Example")).await;
    assert_eq!(Some(session.user()), t.agency.user);
    t.rounds().await;
    assert_eq!(told(t, AGENCY, "identity-linked"), 1);
    // From now on it is the account that counts, whatever address it brings.
    assert_eq!(comes_in(t, &strict, &shown(t, "s-7")).await.user(), session.user());
    let second = Shown { subject: "s-8".to_owned(), ..with(AGENCY) };
    assert!(
        refused(enter(t, &rules, &second).await, "sso_unknown"),
        "an address that was given to somebody else there"
    );
}

/// One more membership of this person.
async fn member(t: &TestHouse, of: &Caller, there: &Caller, role: Role) -> MembershipId {
    let id = MembershipId(t.house.desk().id(9));
    let new = Membership { id, user: of.user.expect("a person"), org: there.org.expect("an organisation"), role };
    let now = t.clock_now();
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        people::insert_membership(tx, &new, now)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(store::Job::Housekeeping), work).await.expect("a member");
    id
}

async fn a_session_by_a_provider_acts_for_its_organisations_alone(t: &TestHouse) {
    let rules = rules();
    let elsewhere = member(t, &t.agency, &t.other_agency, Role::AgencyUser).await;
    let by_code = linked(t, &rules, AGENCY, "s-1").await;
    sign_in::choose(&t.house, &by_code, elsewhere).await.expect("by a code all of one's memberships are open");
    let session = comes_in(t, &rules, &shown(t, "s-1")).await;
    assert_eq!(session.caller().and_then(|caller| caller.org), t.agency.org, "the one that is open is no choice");
    let chosen = sign_in::choose(&t.house, &session, elsewhere).await;
    assert!(matches!(chosen, Err(AppError::Conflict("sso_elsewhere"))), "{chosen:?}");
    let links = sso::begin(&t.house, &visitor(), &rules, Some(&session)).await;
    assert!(matches!(links, Err(AppError::StepUp)), "nor does it open another way in");

    // Nor may it change what the person shows elsewhere: the proof that was given there is none for others.
    assert!(matches!(factors::begin(&t.house, &session, "AG").await, Err(AppError::StepUp)));

    let begun = factors::begin(&t.house, &by_code, "AG").await.expect("begun");
    let secret = Secret::try_from_base32(&begun.secret).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("an app");
    let code = |ahead: u64| phone.generate(u64::try_from(t.clock_now().as_second()).expect("now") + ahead).to_string();
    factors::confirm(&t.house, &by_code, begun.id, &code(0)).await.expect("it works");
    let Finished::Second(asked) = enter(t, &rules, &shown(t, "s-1")).await.expect("linked") else {
        panic!("the authenticator is asked for")
    };
    let as_program = sign_in::finish(&t.house, &visitor(), asked.challenge, &code(30), "api").await;
    assert!(refused(as_program, "code_wrong"), "a provider opens nothing for programs, which name whom they act for");
    let finished = sign_in::finish(&t.house, &visitor(), asked.challenge, &code(30), "portal").await.expect("right");
    let session = who(t, &finished.session().expect("a session")).await.expect("a session");
    assert!(session.signed.session.second);
    let lasting = app::passkeys::begin(&t.house, &session).await.map(drop);
    assert!(
        matches!(lasting, Err(AppError::Conflict("sso_elsewhere"))),
        "nor does it make a way in that is bound to nothing"
    );
    let chosen = sign_in::choose(&t.house, &session, elsewhere).await;
    assert!(matches!(chosen, Err(AppError::Conflict("sso_elsewhere"))), "{chosen:?}");
}

async fn the_own_second_factor_is_asked_for_unless_the_settings_trust_the_providers(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    let mfa = Shown { second: true, ..shown(t, "s-1") };
    assert!(!comes_in(t, &rules, &mfa).await.signed.session.second, "it says so, and is not believed");
    let trusted = Rules { second: true, ..rules.clone() };
    assert!(comes_in(t, &trusted, &mfa).await.signed.session.second);
    assert!(!comes_in(t, &trusted, &shown(t, "s-1")).await.signed.session.second, "it says nothing of one");

    let begun = factors::begin(&t.house, &person, "AG").await.expect("begun");
    let phone =
        Builder::new().with_secret(Secret::try_from_base32(&begun.secret).expect("base 32")).build().expect("an app");
    let code = phone.generate(u64::try_from(t.clock_now().as_second()).expect("now")).to_string();
    factors::confirm(&t.house, &person, begun.id, &code).await.expect("it works");
    let asked = |finished: Result<Finished, AppError>| matches!(finished, Ok(Finished::Second(_)));
    assert!(asked(enter(t, &rules, &mfa).await), "one's own counts");
    assert!(asked(enter(t, &trusted, &shown(t, "s-1")).await));
    assert!(comes_in(t, &trusted, &mfa).await.signed.session.second, "theirs stands in for it");
}

async fn an_account_is_one_persons_and_one_each(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    let taken = |outcome: Result<(), AppError>| matches!(outcome, Err(AppError::Conflict("identity_taken")));
    let back = attempt(t, &rules, Some(&person)).await;
    assert!(taken(sso::link(&t.house, &person, &rules, &back, &shown(t, "s-2")).await), "another one there");
    let other = t.signs_in("email", "p4@people.example").await.expect("a code works");
    let back = attempt(t, &rules, Some(&other)).await;
    assert!(taken(sso::link(&t.house, &other, &rules, &back, &shown(t, "s-1")).await), "somebody's already");
    // Whoever is signed in when the answer comes back is the one who asked.
    let back = attempt(t, &rules, Some(&person)).await;
    assert!(refused(sso::link(&t.house, &other, &rules, &back, &shown(t, "s-3")).await, "sso_lost"));
    let back = attempt(t, &rules, None).await;
    assert!(refused(sso::link(&t.house, &other, &rules, &back, &shown(t, "s-3")).await, "sso_lost"));
    let back = attempt(t, &rules, Some(&person)).await;
    let entered = sso::enter(&t.house, &visitor(), &rules, back, &shown(t, "s-1")).await;
    assert!(refused(entered, "sso_lost"), "an attempt to link signs nobody in");
    let nobody = t.signs_in("email", "p5@people.example").await.expect("a code works");
    let back = attempt(t, &rules, Some(&nobody)).await;
    let linked = sso::link(&t.house, &nobody, &rules, &back, &shown(t, "s-9")).await;
    assert!(matches!(linked, Err(AppError::Conflict("sso_not_served"))), "{linked:?}");
}

async fn what_is_taken_away_opens_nothing_and_ends_what_it_opened(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    let opened = enter(t, &rules, &shown(t, "s-1")).await.expect("linked").session().expect("a session");
    let stranger = t.signs_in("email", "p4@people.example").await.expect("a code works");
    let id = sso::identities(&t.house, &person).await.expect("read")[0].id;
    assert!(matches!(sso::unlink(&t.house, &stranger, id).await, Err(AppError::NotFound)), "nobody else's");
    sso::unlink(&t.house, &person, id).await.expect("gone");
    assert!(matches!(who(t, &opened).await, Err(AppError::SignedOut)));
    assert!(refused(enter(t, &rules, &shown(t, "s-1")).await, "sso_unknown"));
    assert!(matches!(sso::unlink(&t.house, &person, id).await, Err(AppError::NotFound)));
    assert_eq!(sso::identities(&t.house, &person).await.expect("read"), []);
    t.rounds().await;
    assert_eq!(told(t, AGENCY, "identity-unlinked"), 1);
    let done = t.recorded("identity_unlinked").await;
    assert_eq!(serde_json::to_value(&done[0].facts).expect("facts")["sessions_ended"], 1);
}

async fn linking_and_taking_away_want_a_fresh_proof(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    let id = sso::identities(&t.house, &person).await.expect("read")[0].id;
    t.pass_seconds(301);
    assert!(matches!(sso::begin(&t.house, &visitor(), &rules, Some(&person)).await, Err(AppError::StepUp)));
    assert!(matches!(sso::unlink(&t.house, &person, id).await, Err(AppError::StepUp)));
}

async fn an_old_sign_in_there_is_no_fresh_proof_here(t: &TestHouse) {
    let rules = rules();
    linked(t, &rules, AGENCY, "s-1").await;
    let at = |at: Option<Timestamp>| Shown { at, ..shown(t, "s-1") };
    let now = t.clock_now();
    for (told, fresh) in [
        (Some(now), true),
        (Some(now + SignedDuration::from_mins(1)), true),
        (Some(now + SignedDuration::from_hours(1)), false),
        (Some(now - SignedDuration::from_mins(6)), false),
        (None, false),
    ] {
        let session = comes_in(t, &rules, &at(told)).await;
        assert_eq!(t.house.proven_lately(session.proof()).is_ok(), fresh, "{told:?}");
    }
}

async fn a_worker_does_not_come_in_by_the_agencys_provider(t: &TestHouse) {
    let rules = Rules { domains: vec!["people.example".to_owned()], ..rules() };
    let record =
        app::workers::draft(&t.house, &t.agency, crate::house::new_worker("EP8000007")).await.expect("a draft");
    t.sign_in_of(record, "rostered@people.example").await;
    let worker = t.signs_in("email", "rostered@people.example").await.expect("a code works");
    let back = attempt(t, &rules, Some(&worker)).await;
    let linked = sso::link(&t.house, &worker, &rules, &back, &shown(t, "s-1")).await;
    assert!(matches!(linked, Err(AppError::Conflict("sso_not_served"))), "{linked:?}");
    let with = Shown { email: Some("rostered@people.example".to_owned()), ..shown(t, "s-1") };
    assert!(refused(enter(t, &rules, &with).await, "sso_not_served"));
}

async fn who_is_erased_has_no_account_left(t: &TestHouse) {
    let rules = rules();
    let person = linked(t, &rules, AGENCY, "s-1").await;
    comes_in(t, &rules, &shown(t, "s-1")).await;
    let user = person.user();
    let dpo = t.staff(Role::Dpo).await.by(Proof::House);
    let whom = Whom::Person(Address::parse("email", AGENCY).expect("an address"));
    erasures::erase(&t.house, &dpo, &whom, "ended").await.expect("decided");
    t.rounds().await;
    assert!(refused(enter(t, &rules, &shown(t, "s-1")).await, "sso_unknown"));
    let left = t
        .house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(store::tables::linked::of(tx, user)?) })
        .await
        .expect("read");
    assert_eq!(left, []);
}

async fn another_address_of_the_mailbox_links_nobody(t: &TestHouse) {
    let rules = Rules { domains: vec!["people.example".to_owned()], ..rules() };
    let verified = |address: &str, subject: &str| Shown { email: Some(address.to_owned()), ..shown(t, subject) };
    // What stands behind a + is another mailbox at some servers: the provider says whose this address is, not whose that one is.
    assert!(refused(enter(t, &rules, &verified("p3+x@people.example", "s-7")).await, "sso_unknown"));
    comes_in(t, &rules, &verified("P3@people.example", "s-8")).await;
}
