//! What a stranger tries by sending the same thing many times at once: limits hold for all of them together, and what works once works
//! once. And a code of one thing at the door of another.

use futures_util::future::join_all;

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::invitations::{self, Invitee};
use app::onboarding::{self, Applying};
use app::sign_in::{self, ATTEMPTS, Address, CODES_PER_HOUR, SESSIONS_MAX, Started, WRONG_PER_DAY};
use app::{AppError, Caller, factors, undo, workers};
use domain::Role;
use totp_rs::{Builder, Secret};
use uuid::Uuid;

crate::both::on_both!(
    codes_that_fifty_ask_for_at_once_are_no_more_than_an_hour_allows,
    what_one_network_asks_for_at_once_is_no_more_than_it_may,
    of_fifty_wrong_guesses_at_once_five_are_looked_at,
    wrong_guesses_at_many_codes_at_once_are_no_more_than_a_day_allows,
    a_shared_device_lets_one_in_of_ten_who_know_the_code,
    one_recovery_code_and_one_code_of_an_app_work_once_however_many_send_it,
    one_link_undoes_once_and_one_invitation_is_accepted_once,
    no_more_sessions_than_may_be_are_opened_at_once,
    a_code_opens_only_what_it_was_sent_for,
);

const KNOWN: &str = "p3@people.example";
const HOME: &str = "p6@people.example";

fn email(text: &str) -> Address {
    Address::parse("email", text).expect("an address")
}

fn stranger() -> Caller {
    Caller::anonymous("en")
}

async fn asked(t: &TestHouse, to: &str) -> Result<Started, AppError> {
    sign_in::start(&t.house, &stranger(), email(to)).await
}

/// A code that went to this address, as a stranger who reads along has it.
async fn code(t: &TestHouse, to: &str) -> (Uuid, String) {
    let started = asked(t, to).await.expect("a code");
    t.rounds().await;
    (started.challenge, t.code(to).expect("a code"))
}

async fn finish(t: &TestHouse, challenge: Uuid, code: &str) -> Result<sign_in::Finished, AppError> {
    sign_in::finish(&t.house, &stranger(), challenge, code, "api").await
}

fn wrong(outcome: &Result<impl std::fmt::Debug, AppError>) -> bool {
    matches!(outcome, Err(AppError::Invalid(faults)) if faults.len() == 1)
}

fn too_many(outcome: &Result<impl std::fmt::Debug, AppError>) -> bool {
    matches!(outcome, Err(AppError::TooMany { .. }))
}

fn good<T>(all: &[Result<T, AppError>]) -> usize {
    all.iter().filter(|one| one.is_ok()).count()
}

async fn codes_that_fifty_ask_for_at_once_are_no_more_than_an_hour_allows(t: &TestHouse) {
    // Several times: two who count at the same moment are rare.
    for nth in 0..12 {
        let to = if nth == 0 { KNOWN.to_owned() } else { format!("nobody{nth}@people.example") };
        let all = join_all((0..50).map(|_| asked(t, &to))).await;
        assert_eq!(good(&all), usize::try_from(CODES_PER_HOUR).expect("few"), "{to}");
        assert!(all.iter().all(|one| one.is_ok() || too_many(one)), "{all:?}");
    }
}

async fn what_one_network_asks_for_at_once_is_no_more_than_it_may(t: &TestHouse) {
    let caller = stranger().from_network(Some([192, 0, 2, 7].into()));
    let applying = |nth: usize| Applying {
        name: "Dana Recruitment".into(),
        name_ar: "دانة للاستقدام".into(),
        cr_number: format!("12345{nth:02}"),
        licence_number: "MOL-2026/0042".into(),
        licence_until: "2027-06-30".parse().expect("a day"),
        contact: email(&format!("boss{nth}@dana.example")),
        accepts: true,
    };
    let apply = async |nth| onboarding::apply(&t.house, &caller, &applying(nth)).await;
    let all = join_all((0..40).map(apply)).await;
    assert_eq!(good(&all), 20, "{all:?}");
    assert!(all.iter().all(|one| one.is_ok() || too_many(one)), "{all:?}");
    let all = join_all((0..150).map(|_| sign_in::passkey::ask_first(&t.house, &caller))).await;
    assert_eq!(good(&all), 120);
}

async fn of_fifty_wrong_guesses_at_once_five_are_looked_at(t: &TestHouse) {
    let (challenge, code) = code(t, KNOWN).await;
    let other = if code == "000000" { "111111" } else { "000000" };
    let all = join_all((0..50).map(|_| finish(t, challenge, other))).await;
    assert!(all.iter().all(wrong), "{all:?}");
    assert!(wrong(&finish(t, challenge, &code).await), "its guesses are over, for the right code too");
    assert_eq!(t.recorded("signed_in").await.len(), 0);
}

async fn wrong_guesses_at_many_codes_at_once_are_no_more_than_a_day_allows(t: &TestHouse) {
    // Each code but the newest is over: guesses are taken one code after the other, all five of each at once.
    let (mut looked_at, mut over) = (0, 0);
    for _ in 0..7 {
        let (challenge, code) = code(t, KNOWN).await;
        let other = if code == "000000" { "111111" } else { "000000" };
        let all = join_all((0..ATTEMPTS).map(|_| finish(t, challenge, other))).await;
        looked_at += all.iter().filter(|one| wrong(one)).count();
        over += all.iter().filter(|one| too_many(one)).count();
    }
    assert_eq!(looked_at, usize::try_from(WRONG_PER_DAY).expect("few"));
    assert_eq!(over, 35 - looked_at);
}

async fn a_shared_device_lets_one_in_of_ten_who_know_the_code(t: &TestHouse) {
    let id = workers::draft(&t.house, &t.agency, new_worker("EP7900011")).await.expect("a draft");
    let key = Key::Id(id.0);
    let row = t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row));
    let reference = row.await.expect("read").reference;
    let opened = sign_in::open_kiosk(&t.house, &t.moderator, &reference, "passport").await.expect("opened");
    let enter = async || sign_in::enter_kiosk(&t.house, &stranger(), &reference, opened.code.as_str()).await;
    let all = join_all((0..10).map(|_| enter())).await;
    assert_eq!(good(&all), 1, "{all:?}");
    assert!(all.iter().all(|one| one.is_ok() || wrong(one)), "{all:?}");
    assert_eq!(t.recorded("signed_in").await.len(), 1);
}

/// Somebody with an authenticator: what it says now, and a recovery code.
async fn with_factor(t: &TestHouse, to: &str) -> (String, String) {
    let who = t.signs_in("email", to).await.expect("signed in");
    let begun = factors::begin(&t.house, &who, "Amana").await.expect("begun");
    let secret = Secret::try_from_base32(&begun.secret).expect("base 32");
    let app = Builder::new().with_secret(secret).build().expect("a secret");
    let says = || app.generate(u64::try_from(t.clock_now().as_second()).expect("after 1970")).to_string();
    let codes = factors::confirm(&t.house, &who, begun.id, &says()).await.expect("it works");
    // The code of the present step was used.
    t.pass_seconds(60);
    (says(), codes[0].as_str().to_owned())
}

/// The second challenge of this many sign-ins.
async fn second(t: &TestHouse, to: &str, times: usize) -> Vec<Uuid> {
    let mut all = Vec::new();
    for _ in 0..times {
        let (challenge, code) = code(t, to).await;
        match finish(t, challenge, &code).await.expect("right") {
            sign_in::Finished::Second(started) => all.push(started.challenge),
            other => panic!("no second factor asked: {other:?}"),
        }
    }
    all
}

async fn one_recovery_code_and_one_code_of_an_app_work_once_however_many_send_it(t: &TestHouse) {
    let (app, recovery) = with_factor(t, HOME).await;
    for shown in [app, recovery] {
        let challenges = second(t, HOME, 3).await;
        let all = join_all(challenges.iter().map(|challenge| finish(t, *challenge, &shown))).await;
        assert_eq!(good(&all), 1, "{all:?}");
        let one = second(t, HOME, 1).await[0];
        assert!(wrong(&finish(t, one, &shown).await), "nor afterwards");
    }
}

async fn one_link_undoes_once_and_one_invitation_is_accepted_once(t: &TestHouse) {
    let who = t.signs_in("email", HOME).await.expect("signed in");
    sign_in::set_two_codes(&t.house, &who, true).await.expect("on");
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    let link = sent.iter().find_map(|(_, text)| text.strip_prefix("two-codes-on ")).expect("a link").trim();
    let all = join_all((0..10).map(|_| undo::undo(&t.house, link))).await;
    assert_eq!(good(&all), 1, "{all:?}");
    assert_eq!(t.recorded("change_undone").await.len(), 1);

    let org = t.agency.org.expect("an agency");
    let invitee = Invitee { name: None, language: "en", address: email(HOME), role: Role::AgencyUser };
    invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), invitee, None).await.expect("invited");
    let who = t.signs_in("email", HOME).await.expect("signed in");
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    let id = waiting[0].id;
    let all = join_all((0..10).map(|_| invitations::accept(&t.house, &who, id))).await;
    assert_eq!(good(&all), 1, "{all:?}");
    let members = sign_in::memberships(&t.house, who.user()).await.expect("read").memberships;
    assert_eq!(members.iter().filter(|(one, _)| one.org == org).count(), 1);
}

async fn no_more_sessions_than_may_be_are_opened_at_once(t: &TestHouse) {
    let most = usize::try_from(SESSIONS_MAX).expect("few");
    for _ in 0..most - 1 {
        t.signs_in("email", HOME).await.expect("signed in");
        // Codes are few for an hour.
        t.advance(1).await;
    }
    // Two ways at the same moment: codes to both addresses of one person.
    let (by_mail, mail) = code(t, HOME).await;
    let started = sign_in::start(&t.house, &stranger(), Address::parse("sms", "+96892000006").expect("a number")).await;
    t.rounds().await;
    let text = t.code("+96892000006").expect("a code");
    let by_text = started.expect("a code").challenge;
    let (one, other) = tokio::join!(finish(t, by_mail, &mail), finish(t, by_text, &text));
    let opened = one.expect("right").session().expect("no second factor");
    other.expect("right").session().expect("no second factor");
    let who = sign_in::whoami(&t.house, opened.access.as_str(), "api").await.expect("a session");
    assert!(sign_in::sessions(&t.house, who.user()).await.expect("read").len() <= most);
}

async fn a_code_opens_only_what_it_was_sent_for(t: &TestHouse) {
    let (mine, my_code) = code(t, KNOWN).await;
    let (theirs, their_code) = code(t, HOME).await;
    assert!(my_code != their_code && wrong(&finish(t, theirs, &my_code).await), "a code of another address");
    assert!(wrong(&finish(t, Uuid::from_u128(4711), &my_code).await), "at a challenge that nobody made");
    assert!(wrong(&onboarding::confirm(&t.house, &stranger(), mine, &my_code).await), "as an application's");
    let at_kiosk = sign_in::enter_kiosk(&t.house, &stranger(), &mine.to_string(), &my_code).await;
    assert!(wrong(&at_kiosk), "at a shared device");
    // The code of a shared device opens no other door, and not under its name either.
    let id = workers::draft(&t.house, &t.agency, new_worker("EP7900012")).await.expect("a draft");
    let key = Key::Id(id.0);
    let row = t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row));
    let reference = row.await.expect("read").reference;
    let opened = sign_in::open_kiosk(&t.house, &t.moderator, &reference, "passport").await.expect("opened");
    assert!(wrong(&finish(t, mine, opened.code.as_str()).await), "a shared device's code at the door");
    // The first code once more, at the challenge of the second factor that it led to.
    with_factor(t, HOME).await;
    let (first, code) = code(t, HOME).await;
    let Ok(sign_in::Finished::Second(next)) = finish(t, first, &code).await else { panic!("a second factor") };
    assert!(wrong(&finish(t, next.challenge, &code).await), "the code of the first challenge at the second");
    assert!(wrong(&finish(t, first, &code).await), "nor at the first again");
    assert!(finish(t, mine, &my_code).await.is_ok(), "and it still opens its own");
}
