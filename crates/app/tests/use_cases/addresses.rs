//! Another sign-in address: both sides asked, the wait where one is lost, and nobody told whose address is whose.

use crate::house::TestHouse;
use app::addresses::{self, Change, Side, WAIT_DAYS};
use app::sign_in::{self, Address, Who};
use app::{AppError, Caller};
use store::tables::people;
use store::{Scope, Tx};

crate::both::on_both!(
    an_address_is_changed_once_both_sides_have_answered,
    a_second_channel_comes_beside_the_first_and_signs_in,
    somebody_elses_address_is_answered_alike_and_gets_no_code,
    a_lost_address_is_replaced_after_days_of_notice,
    the_way_back_from_a_lost_address_is_at_another_one,
    whoever_reads_the_old_address_stops_it,
    a_new_change_ends_the_one_before,
    a_code_of_a_change_signs_nobody_in_and_one_side_does_not_answer_for_the_other,
    a_change_wants_a_fresh_proof_and_its_own_person,
);

const OLD: &str = "p3@people.example";
const NEW: &str = "new.p3@people.example";

async fn asked(t: &TestHouse, who: &Who, channel: &str, to: &str) -> Result<Change, AppError> {
    let address = Address::parse(channel, to).expect("an address");
    let change = addresses::ask(&t.house, &Caller::anonymous("en"), who, &address).await?;
    t.rounds().await;
    Ok(change)
}

/// The newest text of this template that went to this address.
fn got(t: &TestHouse, to: &str, template: &str) -> Option<String> {
    let sent = t.sent.0.lock().expect("not poisoned");
    let mut texts = sent.iter().filter(|(address, _)| address == to).map(|(_, text)| text);
    texts.find_map(|text| text.strip_prefix(template)).map(|code| code.trim().to_owned())
}

async fn agree(t: &TestHouse, who: &Who, change: &Change, side: Side, code: &str) -> Result<Option<Change>, AppError> {
    addresses::agree(&t.house, who, change.id, side, code).await
}

fn wrong<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> bool {
    matches!(&outcome, Err(AppError::Invalid(faults)) if faults[0].reason == "code_wrong")
}

async fn an_address_is_changed_once_both_sides_have_answered(t: &TestHouse) {
    let elsewhere = t.token("email", OLD).await.expect("signed in");
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let yours = asked(t, &who, "email", "P3@people.example").await;
    assert!(matches!(&yours, Err(AppError::Invalid(faults)) if faults[0].reason == "address_yours"), "{yours:?}");
    let change = asked(t, &who, "email", NEW).await.expect("asked");
    let (new, old) =
        (got(t, NEW, "address-code-new").expect("a code"), got(t, OLD, "address-code-present").expect("a code"));
    // A code to the old address that was asked for before, and is not answered yet.
    let before = Address::parse("email", OLD).expect("an address");
    let before = sign_in::start(&t.house, &Caller::anonymous("en"), before).await.expect("started");
    t.rounds().await;
    let before_code = t.code(OLD).expect("a code");

    let half = agree(t, &who, &change, Side::New, &new).await.expect("the code is right").expect("half");
    assert!(half.new_shown && !half.agreed);
    assert!(wrong(agree(t, &who, &change, Side::New, &new).await), "it works once");
    assert!(t.signs_in("email", NEW).await.is_err(), "not before the old one said yes");
    assert!(agree(t, &who, &change, Side::Present, &old).await.expect("the code is right").is_none(), "it is made");

    t.rounds().await;
    assert!(got(t, OLD, "address-replaced").is_some() && got(t, NEW, "address-changed").is_some(), "both are told");
    let late = sign_in::finish(&t.house, &Caller::anonymous("en"), before.challenge, &before_code, "api").await;
    assert!(wrong(late.map(drop)), "what was sent to the old address signs nobody in");
    assert!(t.signs_in("email", OLD).await.is_err(), "the old address is nobody's");
    assert_eq!(t.signs_in("email", NEW).await.expect("signed in").user(), who.user());
    let other = sign_in::whoami(&t.house, &elsewhere, "api").await;
    assert!(matches!(other, Err(AppError::SignedOut)), "their other sessions are over");
    let recorded = t.recorded("address_changed").await;
    let text = format!("{:?}", recorded[0]);
    assert!(!text.contains("people.example") && text.contains("email"), "{text}");
}

async fn a_second_channel_comes_beside_the_first_and_signs_in(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let change = asked(t, &who, "sms", "+968 9555 0101").await.expect("asked");
    assert_eq!((change.channel.as_str(), change.present.as_str()), ("sms", "email"));
    let (new, old) = (got(t, "+96895550101", "address-code-new"), got(t, OLD, "address-code-present"));
    agree(t, &who, &change, Side::Present, &old.expect("a code")).await.expect("right");
    assert!(agree(t, &who, &change, Side::New, &new.expect("a code")).await.expect("right").is_none());
    for (channel, to) in [("sms", "+96895550101"), ("email", OLD)] {
        assert_eq!(t.signs_in(channel, to).await.expect("signed in").user(), who.user(), "{channel}");
    }
    let mine = addresses::mine(&t.house, &who).await.expect("read");
    assert_eq!(mine.channels.iter().map(|(channel, _)| channel.as_str()).collect::<Vec<_>>(), ["email", "sms"]);
    assert_eq!(mine.change, None);
}

async fn somebody_elses_address_is_answered_alike_and_gets_no_code(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let free = asked(t, &who, "email", NEW).await.expect("asked");
    let taken = asked(t, &who, "email", "p1@people.example").await.expect("asked");
    assert_eq!(got(t, "p1@people.example", "address-code-new"), None);
    let shape = |change: &Change| Change { id: free.id, ..change.clone() };
    assert_eq!(shape(&taken), shape(&free), "the answers differ in nothing but the name");
    assert!(wrong(agree(t, &who, &taken, Side::New, "000000").await));
}

async fn a_lost_address_is_replaced_after_days_of_notice(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let change = asked(t, &who, "email", NEW).await.expect("asked");
    let early = addresses::wait(&t.house, &who, change.id).await;
    assert!(matches!(early, Err(AppError::Conflict("address_not_shown"))), "{early:?}");
    agree(t, &who, &change, Side::New, &got(t, NEW, "address-code-new").expect("a code")).await.expect("right");
    let waits = addresses::wait(&t.house, &who, change.id).await.expect("it waits");
    assert!(waits.due_at.is_some());
    t.rounds().await;
    assert!(got(t, OLD, "address-waits").is_some(), "whoever reads the old one is told");
    let twice = addresses::wait(&t.house, &who, change.id).await;
    assert!(matches!(twice, Err(AppError::Conflict("address_not_shown"))), "{twice:?}");
    t.pass(24 * WAIT_DAYS - 1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(t.signs_in("email", OLD).await.is_ok(), "an hour early");
    let token = t.token("email", OLD).await.expect("signed in");
    t.pass(1);
    app::jobs::tidy(&t.house).await.expect("tidied");
    app::jobs::tidy(&t.house).await.expect("once is enough");
    assert_eq!(t.signs_in("email", NEW).await.expect("signed in").user(), who.user());
    assert!(t.signs_in("email", OLD).await.is_err());
    assert!(sign_in::whoami(&t.house, &token, "api").await.is_err(), "no session outlives it");
    t.rounds().await;
    for told in [OLD, NEW] {
        assert!(got(t, told, "address-changed").is_some(), "{told}");
    }
    assert_eq!(got(t, OLD, "address-replaced"), None, "whoever has the lost address by now brings it not back");
    assert_eq!(t.recorded("address_changed").await.len(), 1);
}

/// Leaves a change to be made without the address that is there, and makes it; its new side has answered by then.
async fn made_after_days(t: &TestHouse, who: &Who, channel: &str, to: &str) {
    let change = asked(t, who, channel, to).await.expect("asked");
    let code = got(t, to, "address-code-new").expect("a code");
    agree(t, who, &change, Side::New, &code).await.expect("right");
    addresses::wait(&t.house, who, change.id).await.expect("it waits");
    t.pass(24 * WAIT_DAYS);
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
}

async fn the_way_back_from_a_lost_address_is_at_another_one(t: &TestHouse) {
    const PHONE: &str = "+96895550101";
    // Beside the number that is lost an address is added: the number takes nothing away again.
    let who = t.signs_in("email", OLD).await.expect("signed in");
    made_after_days(t, &who, "sms", PHONE).await;
    assert!(got(t, OLD, "address-changed").is_some(), "told");
    assert_eq!((got(t, OLD, "address-replaced"), got(t, PHONE, "address-replaced")), (None, None));
    // Of two, the one that is left brings it back.
    let who = t.signs_in("sms", PHONE).await.expect("signed in");
    made_after_days(t, &who, "email", NEW).await;
    assert_eq!(t.signs_in("email", NEW).await.expect("signed in").user(), who.user());
    assert_eq!((got(t, OLD, "address-replaced"), got(t, NEW, "address-replaced")), (None, None));
    let link = got(t, PHONE, "address-replaced").expect("at the number that is left");
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    app::undo::undo(&t.house, &token).await.expect("undone");
    assert_eq!(t.signs_in("email", OLD).await.expect("signed in").user(), who.user());
    assert!(t.signs_in("email", NEW).await.is_err(), "it is nobody's");
}

async fn whoever_reads_the_old_address_stops_it(t: &TestHouse) {
    let thief = t.signs_in("email", OLD).await.expect("signed in");
    let change = asked(t, &thief, "email", NEW).await.expect("asked");
    agree(t, &thief, &change, Side::New, &got(t, NEW, "address-code-new").expect("a code")).await.expect("right");
    addresses::wait(&t.house, &thief, change.id).await.expect("it waits");
    t.pass(24);
    let person = t.signs_in("email", OLD).await.expect("signed in");
    addresses::stop(&t.house, &person, change.id).await.expect("stopped");
    t.pass(24 * WAIT_DAYS);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(t.signs_in("email", NEW).await.is_err());
    assert_eq!(t.signs_in("email", OLD).await.expect("signed in").user(), person.user());
    assert_eq!(t.recorded("address_change_stopped").await.len(), 1);
}

async fn a_new_change_ends_the_one_before(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let first = asked(t, &who, "email", NEW).await.expect("asked");
    let code = got(t, NEW, "address-code-new").expect("a code");
    let second = asked(t, &who, "email", "other.p3@people.example").await.expect("asked");
    assert!(matches!(agree(t, &who, &first, Side::New, &code).await, Err(AppError::NotFound)));
    assert_eq!(addresses::mine(&t.house, &who).await.expect("read").change.map(|change| change.id), Some(second.id));
    t.pass(2);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(addresses::mine(&t.house, &who).await.expect("read").change.is_none(), "it ends by itself");
}

async fn a_code_of_a_change_signs_nobody_in_and_one_side_does_not_answer_for_the_other(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let change = asked(t, &who, "email", NEW).await.expect("asked");
    let (new, old) =
        (got(t, NEW, "address-code-new").expect("a code"), got(t, OLD, "address-code-present").expect("a code"));
    let (user, now) = (who.user(), t.clock_now());
    let kept = t
        .house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(store::tables::address_changes::of(tx, user, now)?.expect("a change"))
        })
        .await
        .expect("read");
    for (challenge, code) in [(kept.new_challenge, &new), (kept.present_challenge, &old)] {
        let entered = sign_in::finish(&t.house, &Caller::anonymous("en"), challenge, code, "api").await;
        assert!(wrong(entered.map(drop)));
    }
    assert!(wrong(agree(t, &who, &change, Side::New, &old).await));
    assert!(wrong(agree(t, &who, &change, Side::Present, &new).await));
    for _ in 0..sign_in::ATTEMPTS {
        let _ = agree(t, &who, &change, Side::New, "000000").await;
    }
    assert!(wrong(agree(t, &who, &change, Side::New, &new).await), "the guesses at one code are counted");
}

async fn a_change_wants_a_fresh_proof_and_its_own_person(t: &TestHouse) {
    let who = t.signs_in("email", OLD).await.expect("signed in");
    let other = t.signs_in("email", "p4@people.example").await.expect("signed in");
    let change = asked(t, &who, "email", NEW).await.expect("asked");
    let code = got(t, NEW, "address-code-new").expect("a code");
    assert!(matches!(agree(t, &other, &change, Side::New, &code).await, Err(AppError::NotFound)));
    assert!(matches!(addresses::stop(&t.house, &other, change.id).await, Err(AppError::NotFound)));
    t.pass_seconds(6 * 60);
    assert!(matches!(asked(t, &who, "email", NEW).await, Err(AppError::StepUp)));
    assert!(matches!(addresses::wait(&t.house, &who, change.id).await, Err(AppError::StepUp)));
    let user = who.user();
    let mine = move |tx: &mut Tx| -> Result<_, AppError> { Ok(people::addresses(tx, user)?.len()) };
    assert_eq!(t.house.store.read(Scope::SignIn, mine).await.expect("read"), 1);
}
