//! Codes: how many may be asked for and guessed at, and what answering one proves.

mod both;
#[allow(dead_code, reason = "each test file uses its part of the house")]
mod house;

use app::organisations::{self, HouseholdFacts, Identity};
use app::sign_in::{self, ATTEMPTS, Address, CODES_PER_HOUR, Started, WRONG_PER_DAY};
use app::{AppError, Caller};
use envelope::{CivilId, Phone};
use house::TestHouse;

both::on_both!(
    an_address_has_twenty_wrong_guesses_a_day_and_not_one_more,
    an_unknown_address_is_answered_like_a_known_one_when_its_guesses_are_over,
    a_right_answer_costs_no_guess,
    codes_that_others_ask_for_leave_the_one_that_is_out_in_force,
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
    let mut guessed = 0;
    loop {
        let started = asked(t, email).await.expect("a code");
        for _ in 0..ATTEMPTS {
            if guessed == WRONG_PER_DAY {
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

async fn an_unknown_address_is_answered_like_a_known_one_when_its_guesses_are_over(t: &TestHouse) {
    let mut said = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let started = used_up(t, email).await;
        said.push(format!("{:?}", answered(t, &started, "no code").await));
    }
    assert_eq!(said[0], said[1]);
    assert!(said[0].contains("TooMany"), "{}", said[0]);
}

async fn a_right_answer_costs_no_guess(t: &TestHouse) {
    for hour in 0..=WRONG_PER_DAY {
        assert!(t.signs_in("email", KNOWN).await.is_ok(), "time {hour}");
        if hour % (CODES_PER_HOUR / 2) == 0 {
            t.advance(1).await;
        }
    }
}

async fn codes_that_others_ask_for_leave_the_one_that_is_out_in_force(t: &TestHouse) {
    let mine = asked(t, KNOWN).await.expect("a code");
    t.rounds().await;
    let code = t.code(KNOWN).expect("a code");
    for _ in 1..CODES_PER_HOUR {
        asked(t, KNOWN).await.expect("a code");
    }
    assert!(matches!(asked(t, KNOWN).await, Err(AppError::TooMany { .. })));
    assert!(answered(t, &mine, &code).await.is_ok());
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
