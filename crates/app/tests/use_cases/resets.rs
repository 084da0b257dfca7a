//! A second factor that was lost: two officers, a day between them, and a person who may refuse.

use crate::house::TestHouse;
use app::addresses::{self, Side};
use app::resets::{self, Standing};
use app::sign_in::{self, Address, Finished, Who};
use app::{AppError, Caller, Limit, Token, factors, undo};
use domain::Role;
use jiff::Timestamp;
use store::tables::alerts::{self, Alert};
use store::tables::connections::{self, Connection};
use store::tables::linked::{self, Linked};
use store::tables::passkeys::{self, Passkey};
use store::{Recorded, Scope, Tx};
use totp_rs::{Builder, Secret};
use uuid::Uuid;

crate::both::on_both!(
    two_officers_remove_a_lost_second_factor_after_a_day,
    its_person_is_told_at_every_address_and_refuses_by_the_link_once,
    its_person_refuses_signed_in_and_an_agreed_one_cannot_run_after_that,
    nobody_does_both_halves_and_nobody_resets_themselves,
    a_request_ends_after_a_week_and_one_stands_at_a_time,
    the_last_officer_is_let_in_again_on_the_machine,
    what_somebody_else_switched_on_is_undone_by_the_link_for_three_days,
    what_somebody_else_switched_off_comes_back_by_the_link,
    a_reset_takes_along_every_other_way_in,
    recovery_codes_go_with_a_passkey_that_was_undone,
    a_sign_in_elsewhere_is_told_by_the_other_address_and_ended_by_the_link,
    a_recovery_code_that_somebody_found_is_undone_with_all_that_followed,
    an_address_that_somebody_changed_comes_back_by_the_link_to_the_old_one,
    an_address_that_somebody_added_goes_by_the_link,
    two_codes_that_somebody_switched_off_come_back_by_the_link,
);

/// A household's member: by mail and by text message.
const HOME: &str = "p6@people.example";
const PHONE: &str = "+96892000006";

fn email(text: &str) -> Address {
    Address::parse("email", text).expect("an address")
}

/// Somebody who has set an authenticator up, in a session of theirs.
async fn with_factor(t: &TestHouse, to: &str) -> Who {
    let who = t.signs_in("email", to).await.expect("signed in");
    let begun = factors::begin(&t.house, &who, "Amana").await.expect("begun");
    let secret = Secret::try_from_base32(&begun.secret).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("a secret");
    let seconds = t.clock_now().as_second().try_into().expect("after 1970");
    factors::confirm(&t.house, &who, begun.id, &phone.generate(seconds).to_string()).await.expect("it works");
    who
}

async fn held(t: &TestHouse, who: &Who) -> bool {
    factors::held(&t.house, who).await.expect("read").since.is_some()
}

async fn ask(t: &TestHouse, officer: &Caller, to: &str) -> Result<Uuid, AppError> {
    resets::ask(&t.house, officer, &email(to), "lost").await
}

async fn answer(t: &TestHouse, officer: &Caller, id: Uuid, yes: bool) -> Result<(), AppError> {
    t.house.write(officer, move |tx, desk, caller| resets::answer(tx, desk, caller, id, yes)).await
}

async fn standing(t: &TestHouse, officer: &Caller) -> Standing {
    let list = t.house.read(officer, |tx, desk, caller| resets::list(tx, desk, caller, None, Limit::PAGE)).await;
    list.expect("a list").0[0].standing
}

async fn facts(t: &TestHouse, officer: &Caller) -> resets::Facts {
    let list = t.house.read(officer, |tx, desk, caller| resets::list(tx, desk, caller, None, Limit::PAGE)).await;
    list.expect("a list").0.remove(0).facts
}

/// The tokens of the links that went out by this message, and where to.
fn links(t: &TestHouse, template: &str) -> Vec<(String, String)> {
    let sent = t.sent.0.lock().expect("not poisoned");
    let of = |(to, text): &(String, String)| {
        text.strip_prefix(template).map(|token| (to.clone(), token.trim().to_owned())).filter(|(_, t)| !t.is_empty())
    };
    sent.iter().filter_map(of).collect()
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict, not {other:?}"),
    }
}

async fn two_officers_remove_a_lost_second_factor_after_a_day(t: &TestHouse) {
    let (support, dpo) = (t.staff(Role::Support).await, t.staff(Role::Dpo).await);
    assert_eq!(conflict(ask(t, &support, HOME).await), "reset_nothing");
    let nobody = ask(t, &support, "nobody@people.example").await;
    assert!(matches!(&nobody, Err(AppError::Invalid(faults)) if faults[0].reason == "reset_nobody"), "{nobody:?}");
    let person = with_factor(t, HOME).await;
    let id = ask(t, &support, HOME).await.expect("asked");
    assert_eq!(conflict(answer(t, &dpo, id, true).await), "reset_early");
    let told = async |state: &str| {
        let facts = facts(t, &dpo).await;
        let place = |place: &resets::Place| (place.role, place.org.kind.clone());
        assert_eq!(facts.places.iter().map(place).collect::<Vec<_>>(), [(Role::Customer, "customer".to_owned())]);
        assert_eq!(facts.asked_as, [Role::Support]);
        let by = |channel: &str| (channel.to_owned(), state.to_owned());
        let told: Vec<_> = facts.told.into_iter().map(|sent| (sent.channel, sent.state)).collect();
        assert_eq!(told, [by("email"), by("sms")]);
    };
    told("waits").await;
    t.rounds().await;
    told("left").await;
    t.pass(23);
    assert_eq!(conflict(answer(t, &dpo, id, true).await), "reset_early");
    assert!(held(t, &person).await);
    t.pass(1);
    assert_eq!(standing(t, &dpo).await, Standing::Ripe);
    answer(t, &dpo, id, true).await.expect("agreed");
    t.rounds().await;
    assert!(!held(t, &person).await, "removed");
    assert_eq!(factors::held(&t.house, &person).await.expect("read").codes_left, 0, "and its recovery codes");
    assert!(sign_in::sessions(&t.house, person.user()).await.expect("read").is_empty(), "signed out everywhere");
    let done = t.recorded("factor_reset").await;
    assert!(done.len() == 1 && done[0].object.iter().any(|object| object.id == person.user().0));
    assert_eq!((t.recorded("ask_reset").await.len(), t.recorded("answer_reset").await.len()), (1, 1));
    assert!(t.signs_in("email", HOME).await.is_ok(), "a code alone lets them in, to set up another");
    assert_eq!(conflict(answer(t, &dpo, id, true).await), "reset_over");
    assert_eq!(facts(t, &dpo).await.told, [], "of what is closed nobody needs to know it");
}

async fn its_person_is_told_at_every_address_and_refuses_by_the_link_once(t: &TestHouse) {
    let (support, dpo) = (t.staff(Role::Support).await, t.staff(Role::Dpo).await);
    let person = with_factor(t, HOME).await;
    let id = ask(t, &support, HOME).await.expect("asked");
    t.rounds().await;
    let told = links(t, "reset-asked");
    assert_eq!(told.len(), 2, "by mail and by text message: {told:?}");
    assert!(told.iter().any(|(to, _)| to == HOME) && told.iter().any(|(to, _)| to.starts_with("+968")));
    let token = &told[0].1;
    assert_eq!(undo::look(&t.house, token).await.expect("it can"), "reset-asked");
    assert!(matches!(undo::undo(&t.house, "nonsense").await, Err(AppError::NotFound)));
    undo::undo(&t.house, token).await.expect("refused");
    assert!(matches!(undo::undo(&t.house, token).await, Err(AppError::NotFound)), "once");
    assert!(
        matches!(undo::look(&t.house, &told[1].1).await, Err(AppError::NotFound)),
        "the other address has the same"
    );
    assert_eq!(t.recorded("reset_refused").await.len(), 1);
    t.pass(25);
    assert_eq!(conflict(answer(t, &dpo, id, true).await), "reset_over");
    t.rounds().await;
    assert!(held(t, &person).await && standing(t, &dpo).await == Standing::Refused);
    let sent = t.sent.0.lock().expect("not poisoned");
    assert!(sent.iter().any(|(_, text)| text.starts_with("reset-refused")), "the operator is told");
}

async fn its_person_refuses_signed_in_and_an_agreed_one_cannot_run_after_that(t: &TestHouse) {
    let (admin, dpo) = (t.staff(Role::PlatformAdmin).await, t.staff(Role::Dpo).await);
    let person = with_factor(t, HOME).await;
    ask(t, &admin, HOME).await.expect("asked");
    t.rounds().await;
    let before = links(t, "reset-asked");
    assert!(resets::about(&t.house, &person).await.expect("read").is_some());
    resets::refuse(&t.house, &person).await.expect("refused");
    assert!(resets::about(&t.house, &person).await.expect("read").is_none());
    assert!(matches!(resets::refuse(&t.house, &person).await, Err(AppError::NotFound)));
    let again = ask(t, &admin, HOME).await.expect("asked anew");
    t.rounds().await;
    t.pass(24);
    answer(t, &dpo, again, true).await.expect("agreed");
    // Agreed, and refused before the job came to it.
    let told = links(t, "reset-asked");
    let link = told.iter().find(|link| !before.contains(link)).expect("a link of its own");
    undo::undo(&t.house, &link.1).await.expect("refused in time");
    t.rounds().await;
    assert!(held(t, &person).await, "the person's word is the last");
}

async fn nobody_does_both_halves_and_nobody_resets_themselves(t: &TestHouse) {
    let (admin, dpo) = (t.staff(Role::PlatformAdmin).await, t.staff(Role::Dpo).await);
    with_factor(t, HOME).await;
    for stranger in [&t.finance, &t.agency_admin, &t.customer] {
        assert!(matches!(ask(t, stranger, HOME).await, Err(AppError::NotFound)));
    }
    let id = ask(t, &admin, HOME).await.expect("asked");
    t.pass(24);
    assert_eq!(conflict(answer(t, &admin, id, true).await), "reset_own", "the second officer is another");
    for stranger in [&t.agency_admin, &t.customer] {
        assert!(matches!(answer(t, stranger, id, true).await, Err(AppError::NotFound)));
    }
    assert!(matches!(answer(t, &t.moderator, id, true).await, Err(AppError::Denied(..))), "who may only ask");
    answer(t, &dpo, id, false).await.expect("refused");
    assert_eq!(standing(t, &admin).await, Standing::Declined);

    let moderator = "p1@people.example";
    with_factor(t, moderator).await;
    assert_eq!(conflict(ask(t, &t.moderator, moderator).await), "reset_own");
}

async fn a_request_ends_after_a_week_and_one_stands_at_a_time(t: &TestHouse) {
    let (support, dpo) = (t.staff(Role::Support).await, t.staff(Role::Dpo).await);
    with_factor(t, HOME).await;
    let id = ask(t, &support, HOME).await.expect("asked");
    assert_eq!(conflict(ask(t, &support, HOME).await), "reset_waits");
    t.pass(7 * 24);
    assert_eq!(standing(t, &dpo).await, Standing::Lapsed);
    assert_eq!(conflict(answer(t, &dpo, id, true).await), "reset_over");
    ask(t, &support, HOME).await.expect("anew");
}

async fn the_last_officer_is_let_in_again_on_the_machine(t: &TestHouse) {
    let moderator = "p1@people.example";
    let person = with_factor(t, moderator).await;
    resets::at_the_machine(&t.house, &t.moderator, &email(moderator)).await.expect("removed");
    assert!(!held(t, &person).await);
    let again = conflict(resets::at_the_machine(&t.house, &t.moderator, &email(moderator)).await);
    assert_eq!(again, "reset_nothing");
    let done = t.recorded("factor_reset").await;
    assert_eq!(serde_json::to_value(&done[0].facts).expect("facts")["by"], "command");
    t.rounds().await;
    let told = {
        let sent = t.sent.0.lock().expect("not poisoned");
        sent.iter().any(|(to, text)| to == "p2@people.example" && text.starts_with("reset-by-command"))
    };
    assert!(told, "all staff");
    let code_alone = sign_in::start(&t.house, &Caller::anonymous("en"), email(moderator)).await.expect("started");
    t.rounds().await;
    let code = t.code(moderator).expect("a code");
    let entered = sign_in::finish(&t.house, &Caller::anonymous("en"), code_alone.challenge, &code, "api").await;
    assert!(matches!(entered, Ok(Finished::Opened(_))), "{entered:?}");
}

async fn what_somebody_else_switched_on_is_undone_by_the_link_for_three_days(t: &TestHouse) {
    let thief = with_factor(t, HOME).await;
    t.rounds().await;
    let told = links(t, "factor-on");
    assert!(told.len() == 1 && told[0].0 == PHONE, "by the address that opened no session: {told:?}");
    undo::undo(&t.house, &told[0].1).await.expect("undone");
    assert!(!held(t, &thief).await);
    assert!(sign_in::sessions(&t.house, thief.user()).await.expect("read").is_empty(), "the thief's session is over");
    assert!(t.signs_in("email", HOME).await.is_ok());
    let undone = t.recorded("change_undone").await;
    assert_eq!(serde_json::to_value(&undone[0].facts).expect("facts")["change"], "factor-on");

    with_factor(t, HOME).await;
    t.rounds().await;
    let link = links(t, "factor-on").into_iter().find(|link| !told.contains(link)).expect("a link of its own");
    t.pass(72);
    assert!(matches!(undo::undo(&t.house, &link.1).await, Err(AppError::NotFound)), "after three days");
}

async fn what_somebody_else_switched_off_comes_back_by_the_link(t: &TestHouse) {
    let person = t.signs_in("email", HOME).await.expect("signed in");
    let begun = factors::begin(&t.house, &person, "Amana").await.expect("begun");
    let secret = Secret::try_from_base32(&begun.secret).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("a secret");
    let code = || phone.generate(t.clock_now().as_second().try_into().expect("after 1970")).to_string();
    let codes = factors::confirm(&t.house, &person, begun.id, &code()).await.expect("it works");
    factors::remove(&t.house, &person, codes[0].as_str()).await.expect("by a code that was found");
    with_factor(t, HOME).await;
    t.rounds().await;
    undo::undo(&t.house, &links(t, "factor-off")[0].1).await.expect("undone");
    let started = sign_in::start(&t.house, &Caller::anonymous("en"), email(HOME)).await.expect("started");
    t.rounds().await;
    let first = t.code(HOME).expect("a code");
    let visitor = Caller::anonymous("en");
    let asked = match sign_in::finish(&t.house, &visitor, started.challenge, &first, "api").await {
        Ok(Finished::Second(asked)) => asked,
        other => panic!("the app that was there before is asked for: {other:?}"),
    };
    t.pass_seconds(60);
    let entered = sign_in::finish(&t.house, &visitor, asked.challenge, &code(), "api").await;
    assert!(matches!(entered, Ok(Finished::Opened(_))), "and none that came after it: {entered:?}");
}

/// What somebody holds beside their code, and what waits.
async fn ways_in(t: &TestHouse, who: &Who) -> (usize, usize, usize, i64, bool) {
    let (user, now) = (who.user(), t.clock_now());
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let change = store::tables::address_changes::of(tx, user, now)?.is_some();
        let (linked, passkeys) = (linked::of(tx, user)?.len(), passkeys::of(tx, user)?.len());
        let connected = connections::made_by(tx, user, Timestamp::UNIX_EPOCH)?.len();
        Ok((linked, passkeys, connected, store::tables::factors::codes_left(tx, user)?, change))
    };
    t.house.store.read(Scope::SignIn, read).await.expect("read")
}

/// An account elsewhere, a passkey and a calendar, as if the person, or a thief, had added them now.
async fn adds(t: &TestHouse, who: &Who, nth: u8) -> Uuid {
    let (user, at, id) = (who.user(), t.clock_now(), Uuid::from_u128(u128::from(nth)));
    let write = move |tx: &mut Tx| -> Result<_, AppError> {
        let provider = format!("p{nth}");
        linked::insert(tx, &Linked { id, user, provider, subject: vec![nth; 32], linked_at: at, used_at: None })?;
        let key = Passkey {
            id,
            user,
            name: "a device".to_owned(),
            credential: vec![nth; 16],
            public_key: vec![nth; 16],
            signs: 0,
            created_at: at,
            used_at: None,
        };
        assert!(passkeys::insert(tx, &key)?);
        let calendar = Connection {
            id,
            user,
            org: None,
            kind: "calendar".to_owned(),
            service: "none".to_owned(),
            account: vec![nth; 16],
            grant: vec![nth; 16],
            expires_at: at,
            version: 1,
            doubts: 0,
            failures: 0,
            connected_at: at,
            used_at: None,
        };
        assert!(connections::insert(tx, &calendar, None)?);
        Ok(Recorded::housekeeping(id))
    };
    t.house.store.write(Scope::SignIn, write).await.expect("added")
}

/// Asks for another address in this session.
async fn asks(t: &TestHouse, who: &Who, channel: &str, to: &str) -> addresses::Change {
    let to = Address::parse(channel, to).expect("an address");
    let change = addresses::ask(&t.house, &Caller::anonymous("en"), who, &to).await.expect("asked");
    t.rounds().await;
    change
}

/// The newest text of this template that went there.
fn got(t: &TestHouse, to: &str, template: &str) -> String {
    let told = links(t, template);
    told.into_iter().find(|(address, _)| address == to).expect("a message").1
}

async fn a_reset_takes_along_every_other_way_in(t: &TestHouse) {
    let (support, dpo) = (t.staff(Role::Support).await, t.staff(Role::Dpo).await);
    let person = with_factor(t, HOME).await;
    adds(t, &person, 1).await;
    let id = ask(t, &support, HOME).await.expect("asked");
    t.pass(24);
    // What was asked for a day before is over by itself; this is not.
    let (mut again, at) = (person.clone(), t.clock_now());
    again.signed.session.proven_at = at;
    asks(t, &again, "email", "thief@people.example").await;
    assert_eq!(ways_in(t, &person).await, (1, 1, 1, 10, true));
    answer(t, &dpo, id, true).await.expect("agreed");
    t.rounds().await;
    assert_eq!(ways_in(t, &person).await, (0, 0, 0, 0, false));
}

async fn recovery_codes_go_with_a_passkey_that_was_undone(t: &TestHouse) {
    let person = t.signs_in("email", HOME).await.expect("signed in");
    let key = adds(t, &person, 1).await;
    // As registering leaves it: the codes that came along, and the link.
    let (user, at) = (person.user(), t.clock_now());
    let write = move |tx: &mut Tx| -> Result<_, AppError> {
        store::tables::factors::replace_codes(tx, user, &[[7; 32], [8; 32]], at)?;
        let alert = Alert {
            user,
            kind: "passkey-on".to_owned(),
            object: key,
            kept: None,
            created_at: at,
            expires_at: at + jiff::SignedDuration::from_hours(72),
        };
        alerts::insert(tx, &envelope::token_hash("a link"), &alert)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::SignIn, write).await.expect("written");
    undo::undo(&t.house, "a link").await.expect("undone");
    assert_eq!(ways_in(t, &person).await, (1, 0, 1, 0, false), "the account elsewhere has a message of its own");
}

/// Signs in by a code in a browser that keeps this; none: by a program.
async fn comes(t: &TestHouse, channel: &str, to: &str, browser: Option<&str>) -> Who {
    let visitor = Caller::anonymous("en");
    let started = sign_in::start(&t.house, &visitor, Address::parse(channel, to).expect("an address")).await;
    t.rounds().await;
    let (code, portal) = (t.code(to).expect("a code"), if browser.is_some() { "portal" } else { "api" });
    let caller = browser.map_or(visitor.clone(), |kept| visitor.in_browser(Token::new(kept.to_owned())));
    let finished = sign_in::finish(&t.house, &caller, started.expect("started").challenge, &code, portal).await;
    t.rounds().await;
    let opened = finished.expect("right").session().expect("no second factor");
    sign_in::whoami(&t.house, opened.access.as_str(), portal).await.expect("a session")
}

async fn a_sign_in_elsewhere_is_told_by_the_other_address_and_ended_by_the_link(t: &TestHouse) {
    let told = || links(t, "new-device").len();
    let own = comes(t, "email", HOME, Some("mine")).await;
    assert_eq!(told(), 0, "the very first is told to nobody");
    comes(t, "email", HOME, Some("mine")).await;
    assert_eq!(told(), 0, "the same browser");
    let thief = comes(t, "sms", PHONE, Some("the thief's")).await;
    let links_now = links(t, "new-device");
    assert!(
        links_now.len() == 1 && links_now[0].0 == HOME,
        "by the address that the thief does not read: {links_now:?}"
    );
    let beside = t
        .sent
        .0
        .lock()
        .expect("not poisoned")
        .iter()
        .any(|(to, text)| to == PHONE && text.starts_with("told-elsewhere"));
    assert!(beside, "the other one hears that there was something");
    comes(t, "sms", PHONE, Some("the thief's")).await;
    assert_eq!(told(), 1, "known by then");
    // Another person in the same browser is another person.
    let other = comes(t, "email", "p7@people.example", Some("mine")).await;
    assert_eq!(told(), 1, "their own first sign-in");
    t.pass_seconds(60);
    adds(t, &thief, 1).await;
    adds(t, &other, 2).await;
    undo::undo(&t.house, &links_now[0].1).await.expect("undone");
    for gone in [&own, &thief] {
        assert!(sign_in::sessions(&t.house, gone.user()).await.expect("read").is_empty());
    }
    assert_eq!(ways_in(t, &own).await, (0, 0, 0, 0, false), "what was added since then");
    assert_eq!(ways_in(t, &other).await, (1, 1, 1, 0, false), "of nobody else");
    comes(t, "email", HOME, None).await;
    assert_eq!(told(), 2, "a program is no browser that is known");
    comes(t, "sms", PHONE, Some("the thief's")).await;
    assert_eq!(told(), 3, "nor is the thief's any more");
}

async fn a_recovery_code_that_somebody_found_is_undone_with_all_that_followed(t: &TestHouse) {
    let person = t.signs_in("email", HOME).await.expect("signed in");
    let begun = factors::begin(&t.house, &person, "Amana").await.expect("begun");
    let secret = Secret::try_from_base32(&begun.secret).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("a secret");
    let seconds = t.clock_now().as_second().try_into().expect("after 1970");
    let codes = factors::confirm(&t.house, &person, begun.id, &phone.generate(seconds).to_string()).await.expect("on");
    t.pass_seconds(60);
    let visitor = Caller::anonymous("en");
    let started = sign_in::start(&t.house, &visitor, Address::parse("sms", PHONE).expect("a number")).await;
    t.rounds().await;
    let code = t.code(PHONE).expect("a code");
    let asked = sign_in::finish(&t.house, &visitor, started.expect("started").challenge, &code, "api").await;
    let Ok(Finished::Second(asked)) = asked else { panic!("the app is asked for") };
    let used = sign_in::finish(&t.house, &visitor, asked.challenge, codes[0].as_str(), "api").await.expect("right");
    let thief = sign_in::whoami(&t.house, used.session().expect("in").access.as_str(), "api").await.expect("in");
    assert_eq!(thief.first(), Some("sms"), "by which address they came is not forgotten over the second factor");
    t.rounds().await;
    let told = links(t, "recovery-used");
    assert!(told.len() == 1 && told[0].0 == HOME, "by the address that the thief does not read: {told:?}");
    adds(t, &thief, 1).await;
    undo::undo(&t.house, &told[0].1).await.expect("undone");
    assert_eq!(ways_in(t, &person).await, (0, 0, 0, 0, false), "the sheet works no more");
    assert!(held(t, &person).await, "the app that was there before stays");
    assert!(sign_in::sessions(&t.house, person.user()).await.expect("read").is_empty());
}

async fn an_address_that_somebody_changed_comes_back_by_the_link_to_the_old_one(t: &TestHouse) {
    const FIRST: &str = "thief@people.example";
    const THEN: &str = "thief2@people.example";
    let thief = t.signs_in("sms", PHONE).await.expect("signed in");
    for (from, to) in [(HOME, FIRST), (FIRST, THEN)] {
        let change = asks(t, &thief, "email", to).await;
        for (side, code) in
            [(Side::New, got(t, to, "address-code-new")), (Side::Present, got(t, from, "address-code-present"))]
        {
            addresses::agree(&t.house, &thief, change.id, side, &code).await.expect("right");
        }
        t.rounds().await;
        t.pass_seconds(60);
    }
    adds(t, &thief, 1).await;
    assert!(t.signs_in("email", HOME).await.is_err(), "the old one is nobody's");
    let (own, of_thief) = (got(t, HOME, "address-replaced"), got(t, FIRST, "address-replaced"));
    assert_eq!(links(t, "address-replaced").len(), 2, "to the old address, and to nobody else");
    undo::undo(&t.house, &own).await.expect("undone");
    let back = t.signs_in("email", HOME).await.expect("it is back");
    assert_eq!(back.user(), thief.user());
    assert!(t.signs_in("email", THEN).await.is_err());
    assert_eq!(ways_in(t, &back).await, (0, 0, 0, 0, false), "with all that came after it");
    assert!(matches!(undo::undo(&t.house, &of_thief).await, Err(AppError::NotFound)), "the thief brings nothing back");
}

async fn an_address_that_somebody_added_goes_by_the_link(t: &TestHouse) {
    const OWN: &str = "p3@people.example";
    let thief = t.signs_in("email", OWN).await.expect("signed in");
    let change = asks(t, &thief, "sms", "+96895550101").await;
    for (side, code) in
        [(Side::New, got(t, "+96895550101", "address-code-new")), (Side::Present, got(t, OWN, "address-code-present"))]
    {
        addresses::agree(&t.house, &thief, change.id, side, &code).await.expect("right");
    }
    t.rounds().await;
    undo::undo(&t.house, &got(t, OWN, "address-replaced")).await.expect("undone");
    assert!(t.signs_in("sms", "+96895550101").await.is_err(), "it is nobody's");
    assert!(t.signs_in("email", OWN).await.is_ok());
}

async fn two_codes_that_somebody_switched_off_come_back_by_the_link(t: &TestHouse) {
    let person = t.signs_in("email", HOME).await.expect("signed in");
    let on = async || sign_in::two_codes(&t.house, &person).await.expect("read").since.is_some();
    sign_in::set_two_codes(&t.house, &person, true).await.expect("on");
    t.rounds().await;
    let switched_on = got(t, PHONE, "two-codes-on");
    sign_in::set_two_codes(&t.house, &person, false).await.expect("off");
    t.rounds().await;
    undo::undo(&t.house, &got(t, PHONE, "two-codes-off")).await.expect("undone");
    assert!(on().await);
    undo::undo(&t.house, &switched_on).await.expect("undone");
    assert!(!on().await);
    assert_eq!(t.recorded("change_undone").await.len(), 2);
}
