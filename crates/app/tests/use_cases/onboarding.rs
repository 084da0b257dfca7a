//! Agencies that apply: confirmed, looked at by two, founded, live once nothing is missing, or refused and forgotten.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::onboarding::{self, Applying, Refusal, Seen};
use app::organisations::{self, Checked};
use app::sign_in::{self, Address};
use app::{AppError, Caller, factors, invitations, workers};
use domain::Role;
use totp_rs::{Builder, Secret};
use uuid::Uuid;

crate::both::on_both!(
    an_agency_applies_and_goes_live_once_two_people_and_its_list_agree,
    what_does_not_fit_is_said_all_at_once_and_an_unconfirmed_one_is_seen_by_nobody,
    one_person_is_not_two_and_others_may_not_at_all,
    a_refused_application_says_why_and_is_forgotten,
    its_code_signs_nobody_in_and_guesses_are_counted,
    who_applies_waits_once_for_each_mailbox,
    a_number_of_the_register_is_one_agencys_and_keeps_nobody_else_waiting,
    one_network_does_not_fill_the_list,
);

const CONTACT: &str = "boss@dana.example";

fn applying() -> Applying {
    Applying {
        name: "Dana Recruitment".into(),
        name_ar: "دانة للاستقدام".into(),
        cr_number: "1234567".into(),
        licence_number: "MOL-2026/0042".into(),
        licence_until: "2027-06-30".parse().expect("a day"),
        contact: Address::parse("email", CONTACT).expect("an address"),
        accepts: true,
    }
}

async fn applied(t: &TestHouse) -> Uuid {
    let started = onboarding::apply(&t.house, &Caller::anonymous("en"), &applying()).await.expect("asked");
    t.rounds().await;
    started.challenge
}

fn code(t: &TestHouse) -> String {
    let sent = t.sent.0.lock().expect("not poisoned");
    let mut texts = sent.iter().filter(|(to, _)| to == CONTACT).map(|(_, text)| text);
    texts.find_map(|text| text.strip_prefix("application-code ")).expect("a code").to_owned()
}

async fn confirmed(t: &TestHouse) -> Uuid {
    let id = applied(t).await;
    onboarding::confirm(&t.house, &Caller::anonymous("en"), id, &code(t)).await.expect("the code is right");
    id
}

async fn seen(t: &TestHouse, id: Uuid) -> Seen {
    let all = onboarding::list(&t.house, &t.moderator).await.expect("read");
    all.into_iter().find(|seen| seen.application.id == id).expect("on the list")
}

async fn check(t: &TestHouse, by: &Caller, id: Uuid, version: i64) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| onboarding::check(tx, desk, caller, id, version)).await
}

fn missing(seen: &Seen) -> Vec<&'static str> {
    seen.items.iter().filter(|item| !item.done).map(|item| item.word).collect()
}

async fn an_agency_applies_and_goes_live_once_two_people_and_its_list_agree(t: &TestHouse) {
    let id = confirmed(t).await;
    t.rounds().await;
    let told = t.sent.0.lock().expect("not poisoned").iter().any(|(_, text)| text.starts_with("task-application"));
    assert!(told, "the operator is told");
    let second = t.staff(Role::PlatformAdmin).await;
    assert!(matches!(check(t, &t.moderator, id, 1).await, Err(AppError::Stale { .. })), "it moved on since");
    let early = onboarding::approve(&t.house, &second, id, 2, "AG-077").await;
    assert!(matches!(early, Err(AppError::Conflict("application_not_now"))), "{early:?}");
    check(t, &t.moderator, id, 2).await.expect("looked at");
    let org = onboarding::approve(&t.house, &second, id, 3, "AG-077").await.expect("the second person agrees");
    let now = seen(t, id).await;
    assert_eq!(missing(&now), ["admin_joined", "second_factor"]);
    assert!(now.application.contact.is_none(), "the contact went into the invitation");
    let papers = now.items.iter().find(|item| item.word == "papers_checked").expect("a line");
    assert_eq!((papers.by, papers.at.is_some()), (t.moderator.user, true));

    let refused = onboarding::go_live(&t.house, &t.moderator, id, 4).await;
    assert!(matches!(refused, Err(AppError::Conflict("agency_incomplete"))), "{refused:?}");
    let around = t
        .house
        .write(&t.moderator, move |tx, desk, caller| {
            let day = "2027-06-30".parse().expect("a day");
            organisations::check(tx, desk, caller, &Key::Id(org.0), 1, Checked::LicenceUntil(day))
        })
        .await;
    assert!(matches!(around, Err(AppError::Conflict("agency_not_live"))), "no way round the list: {around:?}");

    // Whoever applied signs in at the address that was confirmed, and says yes.
    t.rounds().await;
    let who = t.signs_in("email", CONTACT).await.expect("invited");
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    assert_eq!((waiting.len(), waiting[0].role), (1, Role::AgencyAdmin));
    invitations::accept(&t.house, &who, waiting[0].id).await.expect("accepted");
    let admin = Caller::member(who.user(), org, Role::AgencyAdmin, "en");
    let draft = workers::draft(&t.house, &admin, new_worker("EP7100001")).await;
    assert!(matches!(draft, Err(AppError::Refused(_))), "not before it is live: {draft:?}");
    assert_eq!(missing(&seen(t, id).await), ["second_factor"]);
    let begun = factors::begin(&t.house, &who, "AG-077").await.expect("begun");
    let phone = Builder::new().with_secret(Secret::try_from_base32(&begun.secret).expect("base 32"));
    let seconds = t.clock_now().as_second().try_into().expect("after 1970");
    let shown = phone.build().expect("a secret").generate(seconds).to_string();
    factors::confirm(&t.house, &who, begun.id, &shown).await.expect("it works");
    let complete = seen(t, id).await;
    assert!(complete.is_complete(), "{:?}", missing(&complete));

    onboarding::go_live(&t.house, &t.moderator, id, 4).await.expect("live");
    assert_eq!(seen(t, id).await.application.state, "live");
    workers::draft(&t.house, &admin, new_worker("EP7100001")).await.expect("it trades");
    t.rounds().await;
    let told = t
        .sent
        .0
        .lock()
        .expect("not poisoned")
        .iter()
        .any(|(to, text)| to == CONTACT && text.starts_with("agency-live"));
    assert!(told);
    // The day passes as any licence's.
    t.pass(24 * 365 * 2);
    t.advance(1).await;
    let over = workers::draft(&t.house, &admin, new_worker("EP7100002")).await;
    assert!(matches!(over, Err(AppError::Refused(_))), "{over:?}");
}

async fn what_does_not_fit_is_said_all_at_once_and_an_unconfirmed_one_is_seen_by_nobody(t: &TestHouse) {
    let bad = Applying {
        name: " ".into(),
        name_ar: "x".repeat(121),
        cr_number: "12".into(),
        licence_number: "1234 <script>".into(),
        licence_until: "2020-01-01".parse().expect("a day"),
        accepts: false,
        ..applying()
    };
    let Err(AppError::Invalid(faults)) = onboarding::apply(&t.house, &Caller::anonymous("en"), &bad).await else {
        panic!("refused");
    };
    let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/name_ar", "/cr_number", "/licence_number", "/licence_until", "/accept_terms"]);
    let id = applied(t).await;
    assert!(onboarding::list(&t.house, &t.moderator).await.expect("read").is_empty());
    assert!(matches!(check(t, &t.moderator, id, 1).await, Err(AppError::NotFound)));
    t.pass(25);
    let late = onboarding::confirm(&t.house, &Caller::anonymous("en"), id, &code(t)).await;
    assert!(matches!(late, Err(AppError::Invalid(_))), "{late:?}");
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(t.signs_in("email", CONTACT).await.is_err(), "an application makes nobody a person");
}

async fn one_person_is_not_two_and_others_may_not_at_all(t: &TestHouse) {
    let id = confirmed(t).await;
    for other in [&t.finance, &t.agency_admin, &t.customer] {
        let refused = check(t, other, id, 2).await;
        assert!(matches!(refused, Err(AppError::Denied(..) | AppError::NotFound)), "{}: {refused:?}", other.role);
    }
    assert!(onboarding::list(&t.house, &t.agency_admin).await.is_err());
    check(t, &t.moderator, id, 2).await.expect("looked at");
    let alone = onboarding::approve(&t.house, &t.moderator, id, 3, "AG-077").await;
    assert!(matches!(alone, Err(AppError::Conflict("second_person"))), "{alone:?}");
    // The same person in another role of theirs is the same person.
    let disguised = Caller { role: Role::PlatformAdmin, ..t.moderator.clone() };
    let alone = onboarding::approve(&t.house, &disguised, id, 3, "AG-077").await;
    assert!(matches!(alone, Err(AppError::Conflict("second_person"))), "{alone:?}");
    let second = t.staff(Role::PlatformAdmin).await;
    let taken = onboarding::approve(&t.house, &second, id, 3, "AG-021").await;
    assert!(matches!(taken, Err(AppError::Conflict("code_taken"))), "{taken:?}");
    assert_eq!(seen(t, id).await.application.state, "checked", "nothing of that stays");
    let third = t.staff(Role::Moderator).await;
    let (one, two) = tokio::join!(
        onboarding::approve(&t.house, &second, id, 3, "AG-077"),
        onboarding::approve(&t.house, &third, id, 3, "AG-078")
    );
    assert!(one.is_ok() != two.is_ok(), "founded once: {one:?} {two:?}");
}

async fn a_refused_application_says_why_and_is_forgotten(t: &TestHouse) {
    let id = confirmed(t).await;
    t.house
        .write(&t.moderator, move |tx, desk, caller| onboarding::refuse(tx, desk, caller, id, 2, Refusal::Licence))
        .await
        .expect("refused");
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    assert!(sent.iter().any(|(to, text)| to == CONTACT && text.starts_with("application-refused-licence")), "{sent:?}");
    let again = onboarding::approve(&t.house, &t.staff(Role::PlatformAdmin).await, id, 3, "AG-077").await;
    assert!(matches!(again, Err(AppError::Conflict("application_not_now"))), "{again:?}");
    t.pass(24 * 61);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(onboarding::list(&t.house, &t.moderator).await.expect("read").is_empty());
}

async fn its_code_signs_nobody_in_and_guesses_are_counted(t: &TestHouse) {
    let id = applied(t).await;
    let visitor = Caller::anonymous("en");
    let entered = sign_in::finish(&t.house, &visitor, id, &code(t), "api").await;
    assert!(matches!(entered, Err(AppError::Invalid(_))));
    for _ in 0..sign_in::ATTEMPTS {
        assert!(onboarding::confirm(&t.house, &visitor, id, "000000").await.is_err());
    }
    let over = onboarding::confirm(&t.house, &visitor, id, &code(t)).await;
    assert!(matches!(over, Err(AppError::Invalid(_))), "{over:?}");
    let nobody = onboarding::confirm(&t.house, &visitor, Uuid::nil(), "000000").await;
    assert!(matches!(nobody, Err(AppError::Invalid(_))), "as for one that is there: {nobody:?}");
}

/// Applies from this address with this number, and answers the code.
async fn applies(t: &TestHouse, to: &str, number: &str, from: Option<std::net::IpAddr>) -> Result<Uuid, AppError> {
    let contact = Address::parse("email", to).expect("an address");
    let ask = Applying { contact, cr_number: number.into(), ..applying() };
    let caller = Caller::anonymous("en").from_network(from);
    let id = onboarding::apply(&t.house, &caller, &ask).await?.challenge;
    t.rounds().await;
    let code = {
        let sent = t.sent.0.lock().expect("not poisoned");
        let mut texts = sent.iter().filter(|(address, _)| address == to).map(|(_, text)| text);
        texts.find_map(|text| text.strip_prefix("application-code ")).expect("a code").to_owned()
    };
    onboarding::confirm(&t.house, &caller, id, &code).await.map(|()| id)
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict, not {other:?}"),
    }
}

async fn who_applies_waits_once_for_each_mailbox(t: &TestHouse) {
    let id = applies(t, CONTACT, "12-34567", None).await.expect("it waits");
    for again in [CONTACT, "boss+second@dana.example"] {
        assert_eq!(conflict(applies(t, again, "7654321", None).await), "application_waits", "{again}: one mailbox");
    }
    assert_eq!(onboarding::list(&t.house, &t.moderator).await.expect("read").len(), 1);
    t.house
        .write(&t.moderator, move |tx, desk, caller| onboarding::refuse(tx, desk, caller, id, 2, Refusal::Papers))
        .await
        .expect("refused");
    applies(t, CONTACT, "1234567", None).await.expect("after an answer they may apply anew");
}

/// What the operator is warned of: for each application, who else names its number.
async fn warned(t: &TestHouse) -> Vec<(Uuid, Vec<(Uuid, String)>)> {
    let found = onboarding::list(&t.house, &t.moderator).await.expect("read");
    let rivals = |seen: onboarding::Seen| seen.rivals.into_iter().map(|one| (one.id, one.state)).collect();
    found.into_iter().map(|seen| (seen.application.id, rivals(seen))).collect()
}

async fn a_number_of_the_register_is_one_agencys_and_keeps_nobody_else_waiting(t: &TestHouse) {
    let squatter = applies(t, "squatter@else.example", "12-34567", None).await.expect("it waits");
    assert_eq!(warned(t).await, [(squatter, vec![])]);
    t.pass_seconds(1);
    let id = applies(t, CONTACT, "00-12/34567", None).await.expect("and so does whoever has the number");
    t.pass_seconds(1);
    let other = applies(t, "other@dana.example", "7654321", None).await.expect("another number");
    let waits = |id| (id, "waiting".to_owned());
    assert_eq!(warned(t).await, [(squatter, vec![waits(id)]), (id, vec![waits(squatter)]), (other, vec![])]);
    // Both are looked at; the first that two people agree to has the number.
    for one in [squatter, id] {
        let look = t.house.write(&t.moderator, move |tx, desk, caller| onboarding::check(tx, desk, caller, one, 2));
        look.await.expect("looked at");
    }
    let second = t.staff(Role::PlatformAdmin).await;
    onboarding::approve(&t.house, &second, id, 3, "AG-077").await.expect("founded");
    let late = onboarding::approve(&t.house, &second, squatter, 3, "AG-078").await;
    assert_eq!(conflict(late), "application_register");
    assert_eq!(warned(t).await[0], (squatter, vec![(id, "founded".to_owned())]), "the officer sees which has it");
    t.pass_seconds(1);
    let late = applies(t, "late@else.example", "1234567", None).await.expect("anybody may ask");
    assert_eq!(warned(t).await.last().map(|(id, rivals)| (*id, rivals.len())), Some((late, 2)));
    // What is refused or past its time holds no number.
    t.house
        .write(&t.moderator, move |tx, desk, caller| onboarding::refuse(tx, desk, caller, squatter, 3, Refusal::Double))
        .await
        .expect("refused");
    assert_eq!(warned(t).await.iter().find(|(id, _)| *id == late).map(|(_, rivals)| rivals.len()), Some(1));
    t.pass(24 * 61);
    assert_eq!(warned(t).await, [(id, vec![])], "before anything is tidied");
}

async fn one_network_does_not_fill_the_list(t: &TestHouse) {
    let (here, there) = (Some([192, 0, 2, 7].into()), Some([198, 51, 100, 7].into()));
    for n in 0..onboarding::NETWORK_WAITING {
        applies(t, &format!("boss{n}@dana.example"), &format!("20000{n}"), here).await.expect("it waits");
    }
    let many = applies(t, "boss@more.example", "300001", here).await;
    assert_eq!(conflict(many), "applications_many");
    applies(t, "boss@more.example", "300001", there).await.expect("others apply");
    t.pass(1);
    // Those that nobody confirms are counted as well.
    let ask = |n: i64| {
        let contact = Address::parse("email", &format!("n{n}@dana.example")).expect("an address");
        Applying { contact, ..applying() }
    };
    for n in 1..onboarding::NETWORK_A_DAY {
        onboarding::apply(&t.house, &Caller::anonymous("en").from_network(there), &ask(n)).await.expect("asked");
    }
    let caller = Caller::anonymous("en").from_network(there);
    let many = onboarding::apply(&t.house, &caller, &ask(99)).await;
    assert!(matches!(many, Err(AppError::TooMany { .. })), "{many:?}");
}
