//! A second factor that was lost: two officers, a day between them, and a person who may refuse.

use crate::house::TestHouse;
use app::resets::{self, Standing};
use app::sign_in::{self, Address, Finished, Who};
use app::{AppError, Caller, Limit, factors, undo};
use domain::Role;
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
);

/// A household's member: by mail and by text message.
const HOME: &str = "p6@people.example";

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
    assert_eq!(told.len(), 2, "by mail and by text message");
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
