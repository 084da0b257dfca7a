//! The second factor: set up, asked for, used once, lost and taken away; and what wants a fresh proof.

use crate::house::TestHouse;
use app::factors::{self, RECOVERY_CODES};
use app::sign_in::{self, ATTEMPTS, Address, Finished, Opened, Started, WRONG_PER_DAY, Who};
use app::{AppError, Caller, Proof};
use totp_rs::{Builder, Secret, Totp};

crate::both::on_both!(
    an_authenticator_is_asked_for_once_it_was_shown_to_work,
    a_code_works_once_and_a_step_early_or_late,
    another_programs_codes_are_accepted,
    a_recovery_code_works_once_and_its_person_is_told,
    a_role_that_demands_a_second_factor_waits_for_it,
    taking_it_away_wants_a_code_and_ends_what_stood_on_it,
    guesses_at_the_second_factor_are_counted_for_the_person,
    what_wants_a_fresh_proof_refuses_an_old_one,
    nobody_sets_one_up_in_a_session_that_was_left_open,
    two_codes_go_to_both_addresses_and_neither_alone_opens_a_session,
    strangers_who_read_the_first_code_do_not_use_up_the_second,
    two_codes_are_not_for_roles_that_demand_more_nor_for_one_address,
    a_person_is_told_once_a_day_of_wrong_second_ones,
);

const AGENCY: &str = "p3@people.example";

async fn first(t: &TestHouse, to: &str) -> Finished {
    let visitor = Caller::anonymous("en");
    let started =
        sign_in::start(&t.house, &visitor, Address::parse("email", to).expect("an address")).await.expect("started");
    t.rounds().await;
    let code = t.code(to).expect("a code");
    sign_in::finish(&t.house, &visitor, started.challenge, &code, "api").await.expect("the code is right")
}

async fn who(t: &TestHouse, opened: &Opened) -> Who {
    sign_in::whoami(&t.house, opened.access.as_str(), "api").await.expect("a session")
}

async fn signed_in(t: &TestHouse, to: &str) -> Who {
    let opened = first(t, to).await.session().expect("no second factor yet");
    who(t, &opened).await
}

/// The second challenge of somebody who has an authenticator.
async fn second(t: &TestHouse, to: &str) -> Started {
    match first(t, to).await {
        Finished::Second(started) => started,
        other => panic!("a second factor is asked for: {other:?}"),
    }
}

async fn answer(t: &TestHouse, asked: &Started, code: &str) -> Result<Opened, AppError> {
    let finished = sign_in::finish(&t.house, &Caller::anonymous("en"), asked.challenge, code, "api").await?;
    Ok(finished.session().expect("nothing is asked for a third time"))
}

/// An app that read the secret as a person would type it.
fn app_of(secret: &str) -> Totp {
    Builder::new().with_secret(Secret::try_from_base32(secret).expect("base 32")).build().expect("a secret")
}

fn seconds(t: &TestHouse) -> u64 {
    t.clock_now().as_second().try_into().expect("after 1970")
}

/// Sets an authenticator up: the app, and the recovery codes.
async fn set_up(t: &TestHouse, who: &Who) -> (Totp, Vec<String>) {
    let begun = factors::begin(&t.house, who, "AG-021").await.expect("begun");
    assert!(begun.uri.starts_with("otpauth://totp/Amana:AG-021?secret="), "{}", *begun.uri);
    let phone = app_of(&begun.secret);
    let code = phone.generate(seconds(t)).to_string();
    let codes = factors::confirm(&t.house, who, begun.id, &code).await.expect("it works");
    t.pass_seconds(30);
    (phone, codes.iter().map(|code| code.as_str().to_owned()).collect())
}

fn wrong<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> bool {
    matches!(&outcome, Err(AppError::Invalid(faults)) if faults[0].pointer == "/code" && faults[0].reason == "code_wrong")
}

async fn an_authenticator_is_asked_for_once_it_was_shown_to_work(t: &TestHouse) {
    let person = signed_in(t, AGENCY).await;
    let begun = factors::begin(&t.house, &person, "AG-021").await.expect("begun");
    assert!(wrong(factors::confirm(&t.house, &person, begun.id, "000000").await));
    assert!(first(t, AGENCY).await.session().is_some(), "what was not shown to work locks nobody out");
    let held = factors::held(&t.house, &person).await.expect("read");
    assert_eq!((held.since, held.codes_left), (None, 0));

    let (phone, codes) = set_up(t, &person).await;
    assert_eq!(codes.len(), RECOVERY_CODES);
    let again = factors::begin(&t.house, &person, "AG-021").await;
    assert!(matches!(again, Err(AppError::Conflict("factor_there"))), "{again:?}");
    t.rounds().await;
    assert!(
        t.sent.0.lock().expect("not poisoned").iter().any(|(to, text)| to == AGENCY && text.starts_with("factor-on"))
    );

    let asked = second(t, AGENCY).await;
    let code = phone.generate(seconds(t)).to_string();
    let eastern: String =
        code.chars().map(|c| char::from_u32(0x660 + c.to_digit(10).expect("a digit")).expect("a digit")).collect();
    let opened = answer(t, &asked, &eastern).await.expect("Arabic-Indic digits are digits");
    assert!(who(t, &opened).await.signed.session.second);
    let signed = t.recorded("signed_in").await;
    assert_eq!(serde_json::to_value(&signed[0].facts).expect("facts")["by"], "authenticator");
}

async fn a_code_works_once_and_a_step_early_or_late(t: &TestHouse) {
    let (phone, _) = set_up(t, &signed_in(t, AGENCY).await).await;
    let asked = second(t, AGENCY).await;
    let code = phone.generate(seconds(t)).to_string();
    assert!(answer(t, &asked, &code).await.is_ok());
    assert!(wrong(answer(t, &second(t, AGENCY).await, &code).await), "the same step again");
    let late = phone.generate(seconds(t) - 30).to_string();
    assert!(wrong(answer(t, &second(t, AGENCY).await, &late).await), "a step before one that was answered");
    let early = phone.generate(seconds(t) + 30).to_string();
    assert!(answer(t, &second(t, AGENCY).await, &early).await.is_ok(), "a clock that is fast");
    t.pass_seconds(300);
    let late = phone.generate(seconds(t) - 30).to_string();
    assert!(answer(t, &second(t, AGENCY).await, &late).await.is_ok(), "a clock that is slow");
    let far = phone.generate(seconds(t) + 90).to_string();
    assert!(wrong(answer(t, &second(t, AGENCY).await, &far).await), "three steps off");
    let asked = second(t, AGENCY).await;
    t.pass_seconds(301);
    let code = phone.generate(seconds(t)).to_string();
    assert!(wrong(answer(t, &asked, &code).await), "after five minutes");
}

/// The code that `oathtool` makes of a secret at this time.
fn oathtool(secret: &str, seconds: u64) -> String {
    let tool = std::process::Command::new("oathtool")
        .args(["--totp", "--base32", "--now", &format!("@{seconds}"), secret])
        .output();
    let said = tool.expect("oathtool starts: install the Debian package `oathtool`");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).expect("digits").trim().to_owned()
}

async fn another_programs_codes_are_accepted(t: &TestHouse) {
    let person = signed_in(t, AGENCY).await;
    let begun = factors::begin(&t.house, &person, "AG-021").await.expect("begun");
    let secret = begun.secret.to_string();
    factors::confirm(&t.house, &person, begun.id, &oathtool(&secret, seconds(t))).await.expect("it works");
    for step in 1..5 {
        t.pass_seconds(30);
        let asked = second(t, AGENCY).await;
        let code = oathtool(&secret, seconds(t));
        assert_eq!(code.len(), 6);
        assert!(answer(t, &asked, &code).await.is_ok(), "step {step}");
        assert!(wrong(answer(t, &second(t, AGENCY).await, &code).await), "once, step {step}");
    }
}

async fn a_recovery_code_works_once_and_its_person_is_told(t: &TestHouse) {
    let (phone, codes) = set_up(t, &signed_in(t, AGENCY).await).await;
    let mistyped = second(t, AGENCY).await;
    assert!(wrong(answer(t, &mistyped, "ABCDE-FGHJK").await), "none of theirs");
    let typed = codes[2].as_str();
    assert!(answer(t, &mistyped, typed).await.is_ok(), "and the next guess at the same challenge");
    let denied = t.recorded("sign_in_failed").await;
    assert!(denied[0].object.iter().any(|object| object.kind == "user"), "whose it is stands in the log");
    let typed = codes[3].to_lowercase().replace('-', " ");
    let opened = answer(t, &second(t, AGENCY).await, &typed).await.expect("as people type it");
    assert!(wrong(answer(t, &second(t, AGENCY).await, &codes[3]).await), "once");
    let person = who(t, &opened).await;
    assert_eq!(factors::held(&t.house, &person).await.expect("read").codes_left, 8);
    t.rounds().await;
    assert!(
        t.sent
            .0
            .lock()
            .expect("not poisoned")
            .iter()
            .any(|(to, text)| to == AGENCY && text.starts_with("recovery-used"))
    );
    assert!(wrong(factors::renew_codes(&t.house, &person, &codes[4]).await), "a sheet of codes makes no new ones");
    let code = phone.generate(seconds(t)).to_string();
    let fresh = factors::renew_codes(&t.house, &person, &code).await.expect("new ones");
    assert!(wrong(answer(t, &second(t, AGENCY).await, &codes[5]).await), "the old ones are gone");
    assert!(answer(t, &second(t, AGENCY).await, fresh[0].as_str()).await.is_ok());
}

async fn a_role_that_demands_a_second_factor_waits_for_it(t: &TestHouse) {
    let moderator = "p1@people.example";
    let person = signed_in(t, moderator).await;
    assert!(person.signed.acting.is_some() && person.caller().is_none(), "signed in, and nobody yet");
    assert!(factors::held(&t.house, &person).await.expect("read").demanded);
    set_up(t, &person).await;
    assert!(signed_in_again(t, &person).await.caller().is_some(), "shown in this session");
    let user = signed_in(t, AGENCY).await;
    assert!(
        user.caller().is_some() && !factors::held(&t.house, &user).await.expect("read").demanded,
        "an agency's user"
    );
}

async fn taking_it_away_wants_a_code_and_ends_what_stood_on_it(t: &TestHouse) {
    let moderator = "p1@people.example";
    let person = signed_in(t, moderator).await;
    let elsewhere = signed_in(t, moderator).await;
    let (phone, codes) = set_up(t, &person).await;
    let living = sign_in::sessions(&t.house, person.user()).await.expect("read");
    assert!(
        !living.iter().any(|session| session.id == elsewhere.signed.session.id),
        "who came by a code alone comes anew"
    );
    assert!(wrong(factors::remove(&t.house, &person, "000000").await));
    let code = phone.generate(seconds(t)).to_string();
    factors::remove(&t.house, &person, &code).await.expect("it is theirs");
    assert!(signed_in_again(t, &person).await.caller().is_none(), "the role waits again, in every session");
    assert!(wrong(factors::remove(&t.house, &person, &codes[0]).await), "its recovery codes are gone with it");
    set_up(t, &person).await;
    assert!(signed_in_again(t, &person).await.caller().is_some(), "replaced");
}

async fn guesses_at_the_second_factor_are_counted_for_the_person(t: &TestHouse) {
    let (phone, _) = set_up(t, &signed_in(t, AGENCY).await).await;
    for _ in 0..4 {
        let asked = second(t, AGENCY).await;
        for _ in 0..5 {
            assert!(wrong(answer(t, &asked, "000000").await));
        }
        let code = phone.generate(seconds(t)).to_string();
        assert!(wrong(answer(t, &asked, &code).await), "five guesses at one challenge");
    }
    let code = phone.generate(seconds(t)).to_string();
    let over = answer(t, &second(t, AGENCY).await, &code).await;
    assert!(matches!(over, Err(AppError::TooMany { .. })), "twenty in a day: {over:?}");
    assert!(first(t, "p1@people.example").await.session().is_some(), "nobody else is held up");
}

async fn what_wants_a_fresh_proof_refuses_an_old_one(t: &TestHouse) {
    let person = signed_in(t, AGENCY).await;
    let (phone, _) = set_up(t, &person).await;
    let asked = second(t, AGENCY).await;
    let opened = answer(t, &asked, &phone.generate(seconds(t)).to_string()).await.expect("in");
    let session = who(t, &opened).await;
    t.pass_seconds(301);
    let old = session.caller().expect("acts");
    let refused = app::exports::ask(&t.house, &old, None).await;
    assert!(matches!(refused, Err(AppError::StepUp)), "{refused:?}");
    assert!(wrong(sign_in::confirm(&t.house, &session, "000000").await));
    sign_in::confirm(&t.house, &session, &phone.generate(seconds(t)).to_string()).await.expect("shown again");
    let same = sign_in::confirm(&t.house, &session, &phone.generate(seconds(t)).to_string()).await;
    assert!(wrong(same), "the same code is no proof twice");
    let renewed = sign_in::renew(&t.house, opened.refresh.as_str(), None).await.expect("renewed");
    let fresh = sign_in::whoami(&t.house, renewed.access.as_str(), "api").await.expect("a session");
    let fresh = fresh.caller().expect("acts");
    assert!(matches!(fresh.proof, Proof::Session { second: true, .. }));
    app::exports::ask(&t.house, &fresh, None).await.expect("asked");
}

async fn nobody_sets_one_up_in_a_session_that_was_left_open(t: &TestHouse) {
    let person = signed_in(t, AGENCY).await;
    t.pass_seconds(301);
    let late = factors::begin(&t.house, &person, "AG-021").await;
    assert!(matches!(late, Err(AppError::StepUp)), "{late:?}");
}

/// The same session as it stands now.
async fn signed_in_again(t: &TestHouse, person: &Who) -> Who {
    let (id, user) = (person.signed.session.id, person.user());
    let sessions = sign_in::sessions(&t.house, user).await.expect("read");
    let session = sessions.into_iter().find(|session| session.id == id).expect("it lives");
    let mut signed = person.signed.clone();
    signed.session = session;
    Who { signed, lenient: person.lenient }
}

/// A household's member: by mail and by text message.
const HOME: &str = "p6@people.example";
const PHONE: &str = "+96892000006";

/// The newest text of this template that went to this address.
fn got(t: &TestHouse, to: &str, template: &str) -> Option<String> {
    let sent = t.sent.0.lock().expect("not poisoned");
    let mut texts = sent.iter().filter(|(address, _)| address == to).map(|(_, text)| text);
    texts.find_map(|text| text.strip_prefix(template)).map(|code| code.trim().to_owned())
}

/// What a right first code comes to that went by this channel.
async fn by(t: &TestHouse, channel: &str, to: &str) -> Finished {
    by_from(t, &Caller::anonymous("en"), channel, to).await
}

async fn by_from(t: &TestHouse, visitor: &Caller, channel: &str, to: &str) -> Finished {
    let address = Address::parse(channel, to).expect("an address");
    let started = sign_in::start(&t.house, visitor, address).await.expect("started");
    t.rounds().await;
    let code = t.code(to).expect("a code");
    let finished = sign_in::finish(&t.house, visitor, started.challenge, &code, "api").await.expect("right");
    t.rounds().await;
    finished
}

async fn two_codes_go_to_both_addresses_and_neither_alone_opens_a_session(t: &TestHouse) {
    let person = signed_in(t, HOME).await;
    let elsewhere = by(t, "sms", PHONE).await.session().expect("one is enough until then");
    assert!(sign_in::two_codes(&t.house, &person).await.expect("read").possible);
    sign_in::set_two_codes(&t.house, &person, true).await.expect("switched on");
    let again = sign_in::set_two_codes(&t.house, &person, true).await;
    assert!(matches!(again, Err(AppError::Conflict("two_codes_there"))), "{again:?}");
    let other = sign_in::whoami(&t.house, elsewhere.access.as_str(), "api").await;
    assert!(matches!(other, Err(AppError::SignedOut)), "who came by one code comes anew");
    t.rounds().await;
    assert!(!got(t, PHONE, "two-codes-on").expect("told").is_empty(), "with a link, by the other address");
    assert_eq!((got(t, HOME, "two-codes-on"), got(t, HOME, "told-elsewhere")), (None, Some(String::new())));

    for (channel, to, then, other) in [("sms", PHONE, "email", HOME), ("email", HOME, "sms", PHONE)] {
        let Finished::Other(asked, by) = by(t, channel, to).await else { panic!("another code after {channel}") };
        assert_eq!(by, then, "never the same address twice");
        assert_eq!(got(t, to, "second-code"), if channel == "sms" { None } else { got(t, HOME, "second-code") });
        let first = t.code(to).expect("the first code");
        let second = got(t, other, "second-code").expect("a code");
        assert!(first == second || wrong(answer(t, &asked, &first).await), "the first one again");
        let opened = answer(t, &asked, &second).await.expect("right");
        let session = who(t, &opened).await.signed.session;
        assert_eq!(
            (session.second, session.first.as_deref()),
            (false, Some(channel)),
            "no second factor that a role demands"
        );
        assert!(wrong(answer(t, &asked, &second).await), "once");
    }
    let signed = t.recorded("signed_in").await;
    assert_eq!(serde_json::to_value(&signed[0].facts).expect("facts")["by"], "two_codes");

    // An authenticator is asked for in its place.
    let Finished::Other(asked, _) = by(t, "sms", PHONE).await else { panic!("another code") };
    let opened = answer(t, &asked, &got(t, HOME, "second-code").expect("a code")).await.expect("right");
    let person = who(t, &opened).await;
    set_up(t, &person).await;
    assert!(matches!(by(t, "sms", PHONE).await, Finished::Second(_)));
    t.pass_seconds(301);
    let late = sign_in::set_two_codes(&t.house, &person, false).await;
    assert!(matches!(late, Err(AppError::StepUp)), "{late:?}");
}

async fn strangers_who_read_the_first_code_do_not_use_up_the_second(t: &TestHouse) {
    let person = signed_in(t, HOME).await;
    sign_in::set_two_codes(&t.house, &person, true).await.expect("switched on");
    let asked_from = async |network: &str| {
        let visitor = Caller::anonymous("en").from_network(Some(network.parse().expect("an address")));
        let Finished::Other(asked, _) = by_from(t, &visitor, "sms", PHONE).await else { panic!("another code") };
        asked
    };
    let second = || got(t, HOME, "second-code").expect("a code");
    let own = "192.0.2.7";
    let asked = asked_from(own).await;
    answer(t, &asked, &second()).await.expect("right");
    for stranger in ["198.51.100.1", "198.51.100.2", "198.51.100.3"] {
        for _ in 0..WRONG_PER_DAY / ATTEMPTS {
            let asked = asked_from(stranger).await;
            for _ in 0..ATTEMPTS {
                assert!(wrong(answer(t, &asked, "no code").await));
            }
        }
    }
    let asked = asked_from("198.51.100.4").await;
    let over = answer(t, &asked, &second()).await;
    assert!(matches!(over, Err(AppError::TooMany { .. })), "sixty in a day: {over:?}");
    let asked = asked_from(own).await;
    answer(t, &asked, &second()).await.expect("where they signed in before");
}

async fn two_codes_are_not_for_roles_that_demand_more_nor_for_one_address(t: &TestHouse) {
    let only = signed_in(t, AGENCY).await;
    let one = sign_in::set_two_codes(&t.house, &only, true).await;
    assert!(matches!(one, Err(AppError::Conflict("two_codes_address"))), "{one:?}");
    assert!(!sign_in::two_codes(&t.house, &only).await.expect("read").possible);
    // A member of a household who runs an agency too, and after they switched it on.
    let person = signed_in(t, HOME).await;
    sign_in::set_two_codes(&t.house, &person, true).await.expect("switched on");
    let agency = t.agency.org.expect("an agency");
    app::setup::membership(&t.house, person.user(), agency, domain::Role::AgencyAdmin).await.expect("a membership");
    let Finished::Other(asked, _) = by(t, "email", HOME).await else { panic!("asked for all the same") };
    let opened = answer(t, &asked, &got(t, PHONE, "second-code").expect("a code")).await.expect("right");
    assert!(who(t, &opened).await.lacks_second(domain::Role::AgencyAdmin), "and it is no second factor");
    let person = who(t, &opened).await;
    sign_in::set_two_codes(&t.house, &person, false).await.expect("it can be switched off");
    let on = sign_in::set_two_codes(&t.house, &person, true).await;
    assert!(matches!(on, Err(AppError::Conflict("two_codes_role"))), "{on:?}");
    assert_eq!((t.recorded("two_codes_on").await.len(), t.recorded("two_codes_off").await.len()), (1, 1));
}

async fn a_person_is_told_once_a_day_of_wrong_second_ones(t: &TestHouse) {
    let told = || {
        let sent = t.sent.0.lock().expect("not poisoned");
        sent.iter().filter(|(_, text)| text.starts_with("second-wrong")).map(|(to, _)| to.clone()).collect::<Vec<_>>()
    };
    set_up(t, &signed_in(t, HOME).await).await;
    let asked = second(t, HOME).await;
    for _ in 0..4 {
        assert!(wrong(answer(t, &asked, "000000").await));
    }
    t.rounds().await;
    assert_eq!(told(), Vec::<String>::new(), "four");
    for _ in 0..2 {
        let asked = second(t, HOME).await;
        for _ in 0..3 {
            assert!(wrong(answer(t, &asked, "000000").await));
        }
    }
    t.rounds().await;
    let mut to = told();
    to.sort();
    assert_eq!(to, [PHONE, HOME], "at every address, once");
    t.pass(24);
    let person = signed_in_by_recovery(t).await;
    for _ in 0..5 {
        assert!(wrong(sign_in::confirm(&t.house, &person, "000000").await));
    }
    t.rounds().await;
    assert_eq!(told().len(), 4, "and on another day, in a session too");
}

/// A session of the person at [`HOME`], whatever it was opened by.
async fn signed_in_by_recovery(t: &TestHouse) -> Who {
    let Finished::Second(asked) = by(t, "sms", PHONE).await else { panic!("the app is asked for") };
    let shown = {
        let (challenge, at) = (asked.challenge, t.clock_now());
        move |tx: &mut store::Tx| -> Result<_, AppError> {
            let user = store::tables::sign_in::challenge(tx, challenge)?.and_then(|found| found.user).expect("whose");
            store::tables::factors::remove(tx, user)?;
            assert!(store::tables::sign_in::use_up(tx, challenge, at)?);
            Ok(store::Recorded::housekeeping(()))
        }
    };
    t.house.store.write(store::Scope::SignIn, shown).await.expect("without the app");
    signed_in(t, HOME).await
}
