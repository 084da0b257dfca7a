//! Whose an address is: of whoever gave just this one, and of whomever the code was sent to; a mailbox only counts.

use app::addresses;
use app::admit::Key;
use app::invitations::{self, Invitee};
use app::setup::{self, NewPerson};
use app::sign_in::{self, ATTEMPTS, Address, CODES_PER_HOUR, Started, WRONG_PER_DAY};
use app::{AppError, Caller};
use domain::{Role, UserId};
use store::tables::{guesses, people};
use store::{Job, Recorded, Scope, Tx};

use crate::house::TestHouse;

crate::both::on_both!(
    two_addresses_of_one_mailbox_may_be_two_people,
    an_invitation_is_for_just_the_address_that_was_invited,
    a_mailbox_counts_whatever_address_of_it_is_asked_for,
    what_was_counted_for_somebody_goes_with_them,
    an_address_that_moved_between_code_and_answer_lets_nobody_in,
    the_code_of_an_invitation_makes_nobody_but_whom_it_invited,
);

const KNOWN: &str = "p3@people.example";
const BESIDE: &str = "p3+x@people.example";

async fn asked(t: &TestHouse, email: &str) -> Result<Started, AppError> {
    let address = Address::parse("email", email).expect("an address");
    let started = sign_in::start(&t.house, &Caller::anonymous("en"), address).await?;
    t.rounds().await;
    Ok(started)
}

async fn answered(t: &TestHouse, started: &Started, code: &str) -> Result<UserId, AppError> {
    let visitor = Caller::anonymous("en");
    let opened = sign_in::finish(&t.house, &visitor, started.challenge, code, "api").await?.session().expect("in");
    Ok(sign_in::whoami(&t.house, opened.access.as_str(), "api").await?.user())
}

fn is_wrong<T: std::fmt::Debug>(outcome: &Result<T, AppError>) -> bool {
    matches!(outcome, Err(AppError::Invalid(faults)) if faults[0].reason == "code_wrong")
}

/// The agency invites somebody to this address.
async fn invites(t: &TestHouse, email: &str) -> uuid::Uuid {
    let address = Address::parse("email", email).expect("an address");
    let guest = Invitee { name: None, language: "en", address, role: Role::AgencyUser };
    let org = t.agency.org.expect("an agency");
    invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), guest, None).await.expect("invited")
}

async fn two_addresses_of_one_mailbox_may_be_two_people(t: &TestHouse) {
    let nobody = asked(t, BESIDE).await.expect("answered alike");
    assert_eq!((t.code(KNOWN), t.code(BESIDE)), (None, None), "nobody has it");
    assert!(is_wrong(&answered(t, &nobody, "000000").await));

    invites(t, BESIDE).await;
    let (theirs, ours) = (asked(t, BESIDE).await.expect("a code"), asked(t, KNOWN).await.expect("a code"));
    let (to_them, to_us) = (t.code(BESIDE).expect("a code"), t.code(KNOWN).expect("a code"));
    assert!(is_wrong(&answered(t, &ours, &to_them).await), "one's code is no other's");
    let them = answered(t, &theirs, &to_them).await.expect("in");
    let us = answered(t, &ours, &to_us).await.expect("asking for the one ends not the other's code");
    assert_ne!(them, us);
    let again = asked(t, "P3+X@People.Example").await.expect("a code");
    assert_eq!(answered(t, &again, &t.code(BESIDE).expect("a code")).await.expect("in"), them, "case says nothing");

    // Of one's own mailbox another address is another address.
    let who = t.signs_in("email", KNOWN).await.expect("in");
    let change = async |to: &str| {
        let address = Address::parse("email", to).expect("an address");
        addresses::ask(&t.house, &Caller::anonymous("en"), &who, &address).await
    };
    let yours = change("P3@people.example").await;
    assert!(matches!(&yours, Err(AppError::Invalid(faults)) if faults[0].reason == "address_yours"), "{yours:?}");
    change("p3+new@people.example").await.expect("asked");
    t.rounds().await;
    let code_for = |to: &str| {
        let sent = t.sent.0.lock().expect("not poisoned");
        sent.iter().any(|(address, text)| address == to && text.starts_with("address-code-new"))
    };
    assert!(code_for("p3+new@people.example"));
    change(BESIDE).await.expect("asked");
    t.rounds().await;
    assert!(!code_for(BESIDE), "that one is somebody else's");
}

async fn an_invitation_is_for_just_the_address_that_was_invited(t: &TestHouse) {
    invites(t, "p5+nur@people.example").await;
    let who = t.signs_in("email", "p5@people.example").await.expect("in");
    assert!(invitations::waiting(&t.house, &who).await.expect("read").is_empty(), "it is not theirs to accept");
    let guest = t.signs_in("email", "p5+nur@people.example").await.expect("in");
    let waiting = invitations::waiting(&t.house, &guest).await.expect("read");
    assert_eq!(waiting.len(), 1);
    let stolen = invitations::accept(&t.house, &who, waiting[0].id).await;
    assert!(matches!(stolen, Err(AppError::NotFound)), "{stolen:?}");
    invitations::accept(&t.house, &guest, waiting[0].id).await.expect("accepted");
    // Both are told apart also where they are invited to the same.
    invites(t, "p5@people.example").await;
}

async fn a_mailbox_counts_whatever_address_of_it_is_asked_for(t: &TestHouse) {
    for known in [true, false] {
        let name = if known { "p4" } else { "nobody" };
        for n in 0..CODES_PER_HOUR {
            asked(t, &format!("{name}+{n}@people.example")).await.expect("a code");
        }
        for more in [format!("{name}@people.example"), format!("{name}+more@people.example")] {
            let over = asked(t, &more).await;
            assert!(matches!(over, Err(AppError::TooMany { .. })), "{more}: {over:?}");
        }
    }
    // So do guesses.
    for n in 0..WRONG_PER_DAY / ATTEMPTS {
        let started = asked(t, &format!("p3+{n}@people.example")).await.expect("a code");
        for _ in 0..ATTEMPTS {
            assert!(is_wrong(&answered(t, &started, "000000").await));
        }
    }
    let started = asked(t, KNOWN).await.expect("a code");
    let over = answered(t, &started, &t.code(KNOWN).expect("a code")).await;
    assert!(matches!(over, Err(AppError::TooMany { .. })), "{over:?}");
}

async fn what_was_counted_for_somebody_goes_with_them(t: &TestHouse) {
    invites(t, BESIDE).await;
    let person = t.signs_in("email", BESIDE).await.expect("in").user();
    let started = asked(t, BESIDE).await.expect("a code");
    assert!(is_wrong(&answered(t, &started, "000000").await));
    let mailbox = Address::parse("email", KNOWN).expect("an address").mailbox(&t.house.indexes);
    let day = t.clock_now().as_second().div_euclid(86_400);
    let counted = async || {
        let mailbox = mailbox.clone();
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(guesses::wrong(tx, "email", &mailbox, day)?) };
        t.house.store.read(Scope::SignIn, read).await.expect("read")
    };
    assert_eq!(counted().await, 1);
    let forget = move |tx: &mut Tx| -> Result<_, AppError> {
        store::tables::erasure::person(tx, person, "2026-01-05T06:00:00Z".parse().expect("a time"))?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(Job::Keys), forget).await.expect("forgotten");
    assert_eq!(counted().await, 0);
}

/// The address of this person becomes somebody else's, as if nobody had ended the codes that were out.
async fn moves(t: &TestHouse, from: UserId) -> UserId {
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        people::remove_address(tx, from, "email")?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::SignIn, work).await.expect("gone");
    let addresses = vec![Address::parse("email", KNOWN).expect("an address")];
    let new = NewPerson { name: "Zahra".to_owned(), language: "ar", addresses };
    setup::person(&t.house, t.agency.org.expect("an agency"), Role::AgencyUser, new).await.expect("somebody else")
}

async fn an_address_that_moved_between_code_and_answer_lets_nobody_in(t: &TestHouse) {
    let before = t.agency.user.expect("a person");
    let started = asked(t, KNOWN).await.expect("a code");
    let code = t.code(KNOWN).expect("a code");
    let after = moves(t, before).await;
    let late = answered(t, &started, &code).await;
    assert!(is_wrong(&late), "as a wrong one: {late:?}");
    for person in [before, after] {
        assert!(sign_in::sessions(&t.house, person).await.expect("read").is_empty());
    }
    let failed = t.recorded("sign_in_failed").await;
    assert_eq!(failed.len(), 1);
    // Whoever has it now is let in by a code of their own.
    let anew = asked(t, KNOWN).await.expect("a code");
    assert_eq!(answered(t, &anew, &t.code(KNOWN).expect("a code")).await.expect("in"), after);
}

async fn the_code_of_an_invitation_makes_nobody_but_whom_it_invited(t: &TestHouse) {
    const GUEST: &str = "guest@people.example";
    let first = invites(t, GUEST).await;
    let started = asked(t, GUEST).await.expect("a code");
    let code = t.code(GUEST).expect("a code");
    // Taken back, and the same address invited again, as somebody else.
    t.house
        .write(&t.agency_admin, move |tx, desk, caller| invitations::withdraw(tx, desk, caller, first))
        .await
        .expect("withdrawn");
    invites(t, GUEST).await;
    let late = answered(t, &started, &code).await;
    assert!(is_wrong(&late), "{late:?}");
    // Or the address became that of somebody who is here already.
    let started = asked(t, GUEST).await.expect("a code");
    let code = t.code(GUEST).expect("a code");
    let (user, address) = (t.agency.user.expect("a person"), Address::parse("email", GUEST).expect("an address"));
    let (index, mailbox) = (address.index(&t.house.indexes), address.mailbox(&t.house.indexes));
    let take = move |tx: &mut Tx| -> Result<_, AppError> {
        let own = people::addresses(tx, user)?.into_iter().find(|one| one.channel == "email").expect("an address");
        let (index, mailbox) = (index.clone(), mailbox.clone());
        let at = "2026-01-04T06:00:00Z".parse().expect("a time");
        people::replace_address(tx, user, &people::Address { index, mailbox, ..own }, at)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::SignIn, take).await.expect("taken");
    let late = answered(t, &started, &code).await;
    assert!(is_wrong(&late), "{late:?}");
    assert!(sign_in::sessions(&t.house, user).await.expect("read").is_empty());
}
