//! Codes: how many may be asked for and guessed at, and what answering one proves.

use crate::house::TestHouse;
use app::organisations::{self, HouseholdFacts, Identity};
use app::sign_in::{
    self, ATTEMPTS, Address, CODES_PER_ADDRESS, CODES_PER_HOUR, Started, WRONG_PER_ADDRESS, WRONG_PER_DAY,
};
use app::{AppError, Caller};
use envelope::{CivilId, Phone};
use jiff::SignedDuration;
use store::tables::{outbox, sign_in as table};
use store::{Job, Recorded, Scope, Tx};

crate::both::on_both!(
    an_address_has_twenty_wrong_guesses_a_day_and_not_one_more,
    whoever_guesses_wrongly_elsewhere_keeps_nobody_out,
    an_address_has_sixty_wrong_guesses_a_day_over_all_networks,
    an_unknown_address_is_answered_like_a_known_one_when_its_guesses_are_over,
    a_right_answer_costs_no_guess,
    a_right_code_that_fifty_send_at_once_opens_one_session,
    whoever_asks_too_often_elsewhere_keeps_nobody_out,
    one_address_is_sent_so_many_codes_in_an_hour_and_no_more,
    a_new_code_ends_the_older_ones_of_its_address,
    sessions_and_letters_are_forgotten_when_they_say_nothing_any_more,
    a_number_counts_once_a_code_sent_to_it_was_answered,
    a_number_that_one_signs_in_with_needs_no_other_proof,
);

const KNOWN: &str = "p3@people.example";
const UNKNOWN: &str = "nobody@people.example";

async fn asked(t: &TestHouse, email: &str) -> Result<Started, AppError> {
    let address = Address::parse("email", email).expect("an address");
    sign_in::start(&t.house, &Caller::anonymous("en"), address).await
}

async fn answered(t: &TestHouse, started: &Started, code: &str) -> Result<(), AppError> {
    sign_in::finish(&t.house, &Caller::anonymous("en"), started.challenge, code, "api").await.map(drop)
}

/// Guesses wrongly until the address has no guess left; answers the newest code that is out.
async fn used_up(t: &TestHouse, email: &str) -> Started {
    used_up_from(t, None, email, WRONG_PER_DAY).await
}

/// The same for this many guesses, at codes that this network asks for.
async fn used_up_from(t: &TestHouse, network: Option<&str>, email: &str, most: i64) -> Started {
    let mut guessed = 0;
    loop {
        let started = match network {
            Some(network) => asked_from(t, network, email).await,
            None => asked(t, email).await,
        };
        let started = started.expect("a code");
        for _ in 0..ATTEMPTS {
            if guessed == most {
                return started;
            }
            let wrong = answered(t, &started, "no code").await;
            assert!(matches!(wrong, Err(AppError::Invalid(_))), "guess {guessed}: {wrong:?}");
            guessed += 1;
        }
    }
}

async fn an_address_has_twenty_wrong_guesses_a_day_and_not_one_more(t: &TestHouse) {
    let started = used_up(t, KNOWN).await;
    t.rounds().await;
    let code = t.code(KNOWN).expect("a code");
    let over = answered(t, &started, &code).await;
    assert!(matches!(over, Err(AppError::TooMany { seconds: 1..=86_400 })), "not even the right one: {over:?}");
    assert!(t.signs_in("email", "p1@people.example").await.is_ok(), "nobody else is held up");
    t.advance(24).await;
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(t.signs_in("email", KNOWN).await.is_ok(), "the next day");
}

async fn whoever_guesses_wrongly_elsewhere_keeps_nobody_out(t: &TestHouse) {
    for email in [KNOWN, UNKNOWN] {
        let theirs = used_up_from(t, Some("192.0.2.7"), email, WRONG_PER_DAY).await;
        let over = answered(t, &theirs, "no code").await;
        assert!(matches!(over, Err(AppError::TooMany { .. })), "{over:?}");
        t.rounds().await;
        let mine = asked_from(t, "198.51.100.9", email).await.expect("a code");
        let wrong = answered(t, &mine, "no code").await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))), "a guess that is looked at: {wrong:?}");
        t.rounds().await;
        if let Some(code) = t.code(email) {
            assert!(answered(t, &mine, &code).await.is_ok(), "the right one");
        }
    }
}

async fn an_address_has_sixty_wrong_guesses_a_day_over_all_networks(t: &TestHouse) {
    for email in [KNOWN, UNKNOWN] {
        for network in 0..WRONG_PER_ADDRESS / WRONG_PER_DAY {
            used_up_from(t, Some(&format!("192.0.2.{network}")), email, WRONG_PER_DAY).await;
        }
        let mine = asked_from(t, "198.51.100.9", email).await.expect("a code");
        let over = answered(t, &mine, "no code").await;
        assert!(matches!(over, Err(AppError::TooMany { seconds: 1..=86_400 })), "{over:?}");
    }
    assert!(t.signs_in("email", "p1@people.example").await.is_ok(), "nobody else is held up");
}

async fn an_unknown_address_is_answered_like_a_known_one_when_its_guesses_are_over(t: &TestHouse) {
    let mut said = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let started = used_up(t, email).await;
        said.push(format!("{:?}", answered(t, &started, "no code").await));
    }
    assert_eq!(said[0], said[1]);
    assert!(said[0].contains("TooMany"), "{}", said[0]);
}

/// How long asking for a code takes, for addresses that somebody has and that nobody has, by turns. Printed, never judged.
#[expect(clippy::disallowed_methods, reason = "a measurement, which decides nothing")]
async fn measured(t: &TestHouse, database: &str) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for nth in 0..600_u32 {
        // Neither always comes first.
        for known_now in [nth % 2 == 0, nth % 2 == 1] {
            let name = if known_now { "home" } else { "gone" };
            let email = format!("{name}{}@people.example", 100 + nth % 50);
            let times = if known_now { &mut known } else { &mut unknown };
            let caller = Caller::anonymous("en").from_network(Some(
                [198, 51, u8::try_from(nth / 250).expect("small"), u8::try_from(nth % 250).expect("small")].into(),
            ));
            let address = Address::parse("email", &email).expect("an address");
            let began = std::time::Instant::now();
            sign_in::start(&t.house, &caller, address).await.expect("a code");
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    for (what, times) in [("known", &mut known), ("unknown", &mut unknown)] {
        times.sort_by(f64::total_cmp);
        let of = |hundredth: usize| times[times.len() * hundredth / 100];
        println!("{database} {what}: of 100 the 10th {:.0} us, the 50th {:.0}, the 90th {:.0}", of(10), of(50), of(90));
    }
    let below = known.iter().map(|one| unknown.partition_point(|other| other < one)).sum::<usize>();
    let of_thousand = below * 1_000 / (known.len() * unknown.len());
    println!("{database}: a known one takes longer than an unknown one in {of_thousand} of 1,000 pairs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: --ignored --nocapture how_long_asking_takes"]
async fn how_long_asking_takes_for_known_and_unknown_addresses() {
    for (name, t) in [("SQLite", TestHouse::new().await), ("PostgreSQL", TestHouse::postgres().await)] {
        for nth in 0..50 {
            t.household_member(nth).await;
        }
        measured(&t, name).await;
    }
}

async fn a_right_answer_costs_no_guess(t: &TestHouse) {
    for hour in 0..=WRONG_PER_DAY {
        assert!(t.signs_in("email", KNOWN).await.is_ok(), "time {hour}");
        if hour % (CODES_PER_HOUR / 2) == 0 {
            t.advance(1).await;
        }
    }
}

/// Asks as somebody whom the edge saw come from this network.
async fn asked_from(t: &TestHouse, network: &str, email: &str) -> Result<Started, AppError> {
    let caller = Caller::anonymous("en").from_network(Some(network.parse().expect("an address")));
    sign_in::start(&t.house, &caller, Address::parse("email", email).expect("an address")).await
}

async fn whoever_asks_too_often_elsewhere_keeps_nobody_out(t: &TestHouse) {
    for email in [KNOWN, UNKNOWN] {
        for _ in 0..CODES_PER_HOUR {
            asked_from(t, "192.0.2.7", email).await.expect("a code");
        }
        let over = asked_from(t, "192.0.2.7", email).await;
        assert!(matches!(over, Err(AppError::TooMany { .. })), "{over:?}");
        t.rounds().await;
        let mine = asked_from(t, "198.51.100.9", email).await.expect("a code for whoever did not ask before");
        t.rounds().await;
        if let Some(code) = t.code(email) {
            assert!(answered(t, &mine, &code).await.is_ok());
        }
    }
}

async fn a_right_code_that_fifty_send_at_once_opens_one_session(t: &TestHouse) {
    let started = asked(t, KNOWN).await.expect("a code");
    t.rounds().await;
    let code = t.code(KNOWN).expect("a code");
    let all = futures_util::future::join_all((0..50).map(|_| answered(t, &started, &code))).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    let signed = t.recorded("signed_in").await;
    assert_eq!(signed.len(), 1, "and one record");
}

async fn one_address_is_sent_so_many_codes_in_an_hour_and_no_more(t: &TestHouse) {
    for n in 0..CODES_PER_ADDRESS {
        asked_from(t, &format!("192.0.2.{n}"), KNOWN).await.expect("a code");
    }
    assert!(matches!(asked_from(t, "198.51.100.9", KNOWN).await, Err(AppError::TooMany { .. })));
    t.advance(2).await;
    assert!(asked_from(t, "198.51.100.9", KNOWN).await.is_ok(), "an hour later");
}

async fn a_new_code_ends_the_older_ones_of_its_address(t: &TestHouse) {
    let older = asked(t, KNOWN).await.expect("a code");
    let elsewhere = asked(t, "p1@people.example").await.expect("a code");
    t.rounds().await;
    let (code, theirs) = (t.code(KNOWN).expect("a code"), t.code("p1@people.example").expect("a code"));
    let newer = asked(t, KNOWN).await.expect("a code");
    t.rounds().await;
    assert!(matches!(answered(t, &older, &code).await, Err(AppError::Invalid(_))), "the older one is over");
    assert!(answered(t, &newer, &t.code(KNOWN).expect("a code")).await.is_ok());
    assert!(answered(t, &elsewhere, &theirs).await.is_ok(), "another address keeps its own");
}

async fn sessions_and_letters_are_forgotten_when_they_say_nothing_any_more(t: &TestHouse) {
    let system = Scope::System(Job::Housekeeping);
    let started = asked(t, KNOWN).await.expect("a code");
    t.rounds().await;
    let code = t.code(KNOWN).expect("a code");
    let visitor = Caller::anonymous("en");
    let opened = sign_in::finish(&t.house, &visitor, started.challenge, &code, "api").await.expect("signed in");
    let opened = opened.session().expect("a session");
    let refresh = envelope::token_hash(opened.refresh.as_str());
    let session = async || {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::by_refresh(tx, &refresh)?.is_some()) };
        t.house.store.read(system, read).await.expect("a read")
    };
    // What was done so long ago and is still there; asking takes it away.
    let letters = async |days: i64| {
        let before = t.clock_now() - SignedDuration::from_hours(24 * days);
        let look =
            move |tx: &mut Tx| -> Result<_, AppError> { Ok(Recorded::housekeeping(outbox::forget(tx, before, 100)?)) };
        t.house.store.write(system, look).await.expect("a look")
    };
    t.pass(1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(session().await, "it can be renewed still");
    t.pass(1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(!session().await, "and now it cannot");
    t.pass(24 * 29);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(letters(28).await > 0, "a letter is kept for a month");

    asked(t, KNOWN).await.expect("a code");
    t.rounds().await;
    t.pass(24 * 31);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(letters(30).await, 0, "and no longer");
}

const NUMBER: &str = "+96892555010";

fn facts(phone: &str) -> HouseholdFacts {
    let identity = Identity {
        name: "Omar Al Saadi".into(),
        civil_id: CivilId::parse("87654321").expect("a number"),
        address: "Way 12, Al Hail".into(),
        phone: Phone::parse(phone).expect("a number"),
    };
    HouseholdFacts {
        identity: Some(identity),
        area: "Al Hail, Seeb".into(),
        household: "Two adults, one child".into(),
        duties: "Child care".into(),
    }
}

async fn proven(t: &TestHouse, caller: &Caller) -> bool {
    let kept = t.house.read(caller, organisations::own_household).await.expect("its own");
    kept.phone_proved_at.is_some()
}

async fn fills(t: &TestHouse, phone: &str) {
    let version = t.house.read(&t.customer, organisations::own_household).await.expect("its own").version;
    organisations::fill(&t.house, &t.customer, version, facts(phone)).await.expect("kept");
}

async fn a_number_counts_once_a_code_sent_to_it_was_answered(t: &TestHouse) {
    let home = &t.customer;
    let number = Phone::parse(NUMBER).expect("a number");
    let another = Phone::parse("+96892555011").expect("a number");
    fills(t, NUMBER).await;
    assert!(!proven(t, home).await, "a number that is written down proves nothing");
    let foreign = organisations::ask_phone_code(&t.house, home, &another).await;
    assert!(matches!(foreign, Err(AppError::Invalid(_))), "only to the household's own: {foreign:?}");

    let started = organisations::ask_phone_code(&t.house, home, &number).await.expect("a code");
    t.rounds().await;
    let code = {
        let sent = t.sent.0.lock().expect("not poisoned");
        let (to, text) = sent.front().expect("a message");
        assert_eq!(to, NUMBER, "to this very number");
        text.strip_prefix("phone-code ").expect("a code").to_owned()
    };
    let proof = async |caller: &Caller, phone: &Phone, code: &str| {
        organisations::prove_phone(&t.house, caller, started.challenge, phone, code).await
    };
    assert!(answered(t, &started, &code).await.is_err(), "it signs nobody in");
    assert!(matches!(proof(home, &number, "no code").await, Err(AppError::Invalid(_))));
    let stranger = proof(&t.other_customer, &number, &code).await;
    assert!(matches!(stranger, Err(AppError::Invalid(_))), "{stranger:?}");
    assert!(proof(&t.agency, &number, &code).await.is_err(), "who has no household proves nothing");
    proof(home, &number, &code).await.expect("proven");
    assert!(proven(t, home).await);
    assert!(matches!(proof(home, &number, &code).await, Err(AppError::Invalid(_))), "once");

    fills(t, NUMBER).await;
    assert!(proven(t, home).await, "the same number stays proven");
    fills(t, "+96892555011").await;
    assert!(!proven(t, home).await, "another one is not");
}

async fn a_number_that_one_signs_in_with_needs_no_other_proof(t: &TestHouse) {
    fills(t, "+96892000007").await;
    assert!(!proven(t, &t.customer).await, "somebody else signs in with it");
    fills(t, "+96892000006").await;
    assert!(proven(t, &t.customer).await);
}
