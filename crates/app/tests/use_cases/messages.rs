//! Messages on their way out: one message at most where nobody answers, no codes that come too late, and what text messages may cost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::house::TestHouse;
use app::jobs::letters;
use app::jobs::relay::MESSAGE_ATTEMPTS_MAX;
use app::ports::faults::{ADDRESS_NONE, LAPSED};
use app::ports::{Handing, Heard, Message, Messenger, Outcome, Receipt, SendError, Sending};
use app::setup::{self, NewPerson};
use app::sign_in::{
    self, ATTEMPTS, Address, CODES_PER_ADDRESS, CODES_PER_HOUR, Started, WRONG_PER_ADDRESS, WRONG_PER_DAY,
};
use app::tariff::{self, Tariff};
use app::{AppError, Caller, House, Limit, invitations, organisations};
use domain::{Role, UserId};
use envelope::{CivilId, Phone};
use store::{Job, Scope, Tx};

crate::both::on_both!(
    a_message_that_nobody_answered_for_is_sent_once_and_left_to_people,
    a_code_that_could_not_be_sent_in_time_is_never_sent,
    a_provider_that_is_down_for_hours_gets_the_message_when_it_is_back,
    a_given_up_code_is_forgotten_after_a_day,
    a_country_that_is_not_listed_gets_nothing_and_the_answer_says_nothing,
    a_day_costs_no_more_than_it_may_on_all_nodes_together,
    strangers_spend_half_of_a_day_and_whoever_signs_in_has_the_rest,
    numbers_side_by_side_and_one_organisation_get_few_messages_an_hour,
    a_message_that_did_not_leave_costs_nothing,
    what_the_network_says_of_a_message_counts_once,
    a_notice_takes_the_other_address_where_text_messages_are_held_back,
    nobody_is_kept_out_of_a_network_from_which_they_signed_in,
);

/// Answers as it is told, and keeps what was handed to it.
struct Provider {
    tariff: Option<Tariff>,
    answer: Mutex<Result<(), SendError>>,
    taken: Mutex<Vec<(String, String, String)>>,
    /// What it says later, once it is asked.
    says: Mutex<Vec<Receipt>>,
    /// Whether it takes text messages alone.
    no_mail: AtomicBool,
}

impl Provider {
    fn new(tariff: Option<Tariff>) -> Arc<Self> {
        Arc::new(Self {
            tariff,
            answer: Mutex::new(Ok(())),
            taken: Mutex::default(),
            says: Mutex::default(),
            no_mail: AtomicBool::new(false),
        })
    }

    fn answers(&self, answer: Result<(), SendError>) {
        *self.answer.lock().expect("not poisoned") = answer;
    }

    fn says(&self, handed_as: &str, outcome: Outcome) {
        self.says.lock().expect("not poisoned").push(Receipt { handed_as: handed_as.to_owned(), outcome });
    }

    fn taken(&self, channel: &str) -> Vec<String> {
        let taken = self.taken.lock().expect("not poisoned");
        taken.iter().filter(|one| one.0 == channel).map(|one| one.1.clone()).collect()
    }

    fn code(&self, to: &str) -> String {
        let taken = self.taken.lock().expect("not poisoned");
        let text = taken.iter().rev().find(|one| one.1 == to).map(|one| one.2.clone()).expect("a message");
        text.strip_prefix("sign-in-code ").expect("a code").to_owned()
    }
}

impl Messenger for Provider {
    fn send(&self, message: Message) -> Sending<'_> {
        let Message { channel, to, text, .. } = message;
        if channel == "email" && self.no_mail.load(Ordering::SeqCst) {
            return Box::pin(async { Err(SendError::Never("RCPT: 550".to_owned())) });
        }
        self.taken.lock().expect("not poisoned").push((channel, to, text));
        let answer = self.answer.lock().expect("not poisoned").clone();
        Box::pin(async move { answer })
    }

    /// The first text message is `1`, and so on.
    fn hand_over(&self, message: Message) -> Handing<'_> {
        let text = message.channel == "sms";
        Box::pin(async move {
            self.send(message).await?;
            Ok(text.then(|| self.taken("sms").len().to_string()))
        })
    }

    fn heard(&self) -> Heard {
        let receipts = self.says.lock().expect("not poisoned").clone();
        Heard { up_to: receipts.len() as u64, receipts }
    }

    fn kept(&self, up_to: u64) {
        self.says.lock().expect("not poisoned").drain(..usize::try_from(up_to).expect("few"));
    }

    fn tariff(&self) -> Option<&Tariff> {
        self.tariff.as_ref()
    }
}

fn tariff(day_max: i64) -> Tariff {
    Tariff { destinations: [("968".to_owned(), 10)].into(), day_max, prefix_hour_max: 3, org_hour_max: 2 }
}

async fn rounds(house: &House) {
    while app::jobs::round(house).await.expect("a round") > 0 {}
}

const EMAIL: &str = "p3@people.example";
/// The household's own, which it signs in with.
const NUMBER: &str = "+96892000006";

async fn asked(house: &House, channel: &str, to: &str) -> Started {
    let address = Address::parse(channel, to).expect("an address");
    sign_in::start(house, &Caller::anonymous("en"), address).await.expect("asked")
}

async fn faults(t: &TestHouse) -> Vec<(String, String)> {
    let look = |tx: &mut Tx, desk: &_, caller: &_| letters::letters(tx, desk, caller, None, Limit::PAGE);
    let found = t.house.read(&t.moderator, look).await.expect("a look");
    found.letters.into_iter().map(|letter| (letter.what, letter.fault)).collect()
}

fn fault(what: &str, why: &str) -> (String, String) {
    (what.to_owned(), why.to_owned())
}

async fn a_message_that_nobody_answered_for_is_sent_once_and_left_to_people(t: &TestHouse) {
    let provider = Provider::new(None);
    let house = t.beside_sending(provider.clone());
    provider.answers(Err(SendError::Unknown("no_answer".to_owned())));
    let started = asked(&house, "email", EMAIL).await;
    for _ in 0..4 {
        rounds(&house).await;
        t.pass(1);
    }
    assert_eq!(provider.taken("email"), [EMAIL], "one at most");
    assert_eq!(faults(t).await, [fault("sign-in-code", "no_answer")]);
    provider.answers(Ok(()));
    let again = asked(&house, "email", EMAIL).await;
    rounds(&house).await;
    let code = provider.code(EMAIL);
    let answer =
        async |challenge, code: &str| sign_in::finish(&house, &Caller::anonymous("en"), challenge, code, "api").await;
    assert!(answer(started.challenge, &code).await.is_err(), "the new code ended the old one");
    assert!(answer(again.challenge, &code).await.is_ok(), "and whoever asks again gets in");
}

async fn a_code_that_could_not_be_sent_in_time_is_never_sent(t: &TestHouse) {
    let provider = Provider::new(None);
    let house = t.beside_sending(provider.clone());
    provider.answers(Err(SendError::Later("connect".to_owned())));
    asked(&house, "email", EMAIL).await;
    rounds(&house).await;
    t.pass_seconds(60);
    rounds(&house).await;
    assert_eq!(provider.taken("email").len(), 2, "tried again while it holds");
    provider.answers(Ok(()));
    t.pass_seconds(240);
    rounds(&house).await;
    assert_eq!(provider.taken("email").len(), 2, "and no more");
    assert_eq!(faults(t).await, [fault("sign-in-code", LAPSED)]);
}

async fn a_provider_that_is_down_for_hours_gets_the_message_when_it_is_back(t: &TestHouse) {
    let provider = Provider::new(None);
    let house = t.beside_sending(provider.clone());
    provider.answers(Err(SendError::Later("connect: refused".to_owned())));
    let invitee = invitations::Invitee {
        name: None,
        language: "en",
        address: Address::parse("email", "new@people.example").expect("an address"),
        role: Role::AgencyUser,
    };
    let org = t.agency_admin.org.expect("an agency");
    let key = app::admit::Key::Id(org.0);
    invitations::invite(&house, &t.agency_admin, key, invitee, None).await.expect("invited");
    for _ in 0..9 {
        rounds(&house).await;
        t.pass_seconds(20 * 60);
    }
    let tries = provider.taken("email").len();
    assert!(tries > 3 && tries < usize::try_from(MESSAGE_ATTEMPTS_MAX).expect("small"), "{tries} times in three hours");
    assert!(faults(t).await.is_empty());
    provider.answers(Ok(()));
    t.pass(1);
    rounds(&house).await;
    assert_eq!(provider.taken("email").len(), tries + 1);
    rounds(&house).await;
    t.pass(1);
    rounds(&house).await;
    assert_eq!(provider.taken("email").len(), tries + 1, "and once only");
}

async fn a_given_up_code_is_forgotten_after_a_day(t: &TestHouse) {
    let provider = Provider::new(None);
    let house = t.beside_sending(provider.clone());
    provider.answers(Err(SendError::Never("RCPT: 550".to_owned())));
    asked(&house, "email", EMAIL).await;
    rounds(&house).await;
    assert_eq!(faults(t).await.len(), 1);
    t.pass(25);
    app::jobs::tidy(&house).await.expect("tidied");
    assert!(faults(t).await.is_empty(), "with the address and the code");
}

async fn a_country_that_is_not_listed_gets_nothing_and_the_answer_says_nothing(t: &TestHouse) {
    let provider = Provider::new(Some(tariff(1_000)));
    let house = t.beside_sending(provider.clone());
    // Known at home, known in a country that is not listed, unknown in both.
    let visitor = Caller::anonymous("en");
    for number in ["+971501234567", "+96892777001", NUMBER] {
        let address = Address::parse("sms", number).expect("a number");
        invitations::register(&house, &visitor, address).await.expect("the same answer");
    }
    asked(&house, "sms", "+971501234567").await;
    rounds(&house).await;
    let taken = provider.taken("sms");
    assert!(!taken.is_empty() && taken.iter().all(|to| to.starts_with("+968")), "{taken:?}");
    assert!(faults(t).await.contains(&fault("sign-in-code", tariff::COUNTRY)), "{:?}", faults(t).await);
}

/// Asks for a code at a number that its person has proven, from a network of its own, and lets it leave.
async fn signs(house: &House, nth: u8, number: &str) {
    let caller = Caller::anonymous("en").from_network(Some([203, 0, 113, nth].into()));
    let address = Address::parse("sms", number).expect("a number");
    sign_in::start(house, &caller, address).await.expect("asked");
    rounds(house).await;
}

async fn a_day_costs_no_more_than_it_may_on_all_nodes_together(t: &TestHouse) {
    let (one, two) = (Provider::new(Some(tariff(45))), Provider::new(Some(tariff(45))));
    let first = t.beside_sending(one.clone());
    for nth in 0..2 {
        signs(&first, nth, NUMBER).await;
    }
    // A second node, or the first one started anew.
    let second = t.beside_sending(two.clone());
    for nth in 2..8 {
        signs(&second, nth, NUMBER).await;
    }
    assert_eq!((one.taken("sms").len(), two.taken("sms").len()), (2, 2), "four at 10 are in 45");
    let held = faults(t).await;
    assert_eq!(held.iter().filter(|held| **held == fault("sign-in-code", "sms_cost")).count(), 4, "{held:?}");
    let told = two.taken("email");
    assert!(told.iter().any(|to| to == "p1@people.example"), "the operator's staff is told: {told:?}");
    let once = told.len();
    signs(&second, 9, NUMBER).await;
    assert_eq!(two.taken("email").len(), once, "once a day");
    t.pass(24);
    signs(&second, 10, NUMBER).await;
    assert_eq!(two.taken("sms").len(), 3, "the next day");
}

async fn strangers_spend_half_of_a_day_and_whoever_signs_in_has_the_rest(t: &TestHouse) {
    let mut wide = tariff(100);
    wide.prefix_hour_max = 100;
    let provider = Provider::new(Some(wide));
    let house = t.beside_sending(provider.clone());
    // Registering is open to everybody: this is where others' numbers are had written to.
    for nth in 0..10_u8 {
        let caller = Caller::anonymous("en").from_network(Some([203, 0, 113, nth].into()));
        let address = Address::parse("sms", &format!("+9689277{nth:02}00")).expect("a number");
        invitations::register(&house, &caller, address).await.expect("asked");
        rounds(&house).await;
    }
    assert_eq!(provider.taken("sms").len(), 5, "half of what a day may cost");
    assert!(faults(t).await.contains(&fault("sign-in-code", "sms_cost_unproven")), "{:?}", faults(t).await);
    for nth in 0..5 {
        signs(&house, nth, NUMBER).await;
    }
    assert_eq!(provider.taken("sms").iter().filter(|to| *to == NUMBER).count(), 5, "the other half is theirs");
}

async fn numbers_side_by_side_and_one_organisation_get_few_messages_an_hour(t: &TestHouse) {
    let provider = Provider::new(Some(tariff(10_000)));
    let house = t.beside_sending(provider.clone());
    for nth in 0..6_u8 {
        let caller = Caller::anonymous("en").from_network(Some([203, 0, 113, nth].into()));
        let address = Address::parse("sms", &format!("+9689277710{nth}")).expect("a number");
        invitations::register(&house, &caller, address).await.expect("asked");
        rounds(&house).await;
    }
    assert_eq!(provider.taken("sms").len(), 3, "of a thousand numbers");
    let home = &t.customer;
    let prove = async |nth: u8| {
        let phone = Phone::parse(&format!("+96895{nth}00000")).expect("a number");
        let identity = organisations::Identity {
            name: "Omar Al Saadi".into(),
            civil_id: CivilId::parse("87654321").expect("a number"),
            address: "Way 12, Al Hail".into(),
            phone: phone.clone(),
        };
        let facts = organisations::HouseholdFacts {
            identity: Some(identity),
            area: "Al Hail, Seeb".into(),
            household: "Two adults, one child".into(),
            duties: "Child care".into(),
        };
        let version = t.house.read(home, organisations::own_household).await.expect("its own").version;
        organisations::fill(&house, home, version, facts).await.expect("kept");
        organisations::ask_phone_code(&house, home, &phone).await.expect("asked");
        rounds(&house).await;
    };
    for nth in 0..4 {
        prove(nth).await;
    }
    assert_eq!(provider.taken("sms").len(), 5, "two for one household, whatever the numbers");
    assert_eq!(faults(t).await.iter().filter(|held| held.1 == "sms_org").count(), 2);
    t.pass(1);
    prove(5).await;
    assert_eq!(provider.taken("sms").len(), 6, "an hour later");
}

async fn a_message_that_did_not_leave_costs_nothing(t: &TestHouse) {
    let provider = Provider::new(Some(tariff(100)));
    let house = t.beside_sending(provider.clone());
    let cost = async || {
        let now = t.clock_now();
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(tariff::cost_of_day(tx, now)?) };
        house.store.read(Scope::System(Job::Housekeeping), read).await.expect("a look")
    };
    for (nth, answer, costs) in [
        (0, SendError::Later("throttled".to_owned()), 0),
        (1, SendError::Never("no such number".to_owned()), 0),
        (2, SendError::Unknown("no_answer".to_owned()), 10),
    ] {
        provider.answers(Err(answer.clone()));
        signs(&house, nth, NUMBER).await;
        assert_eq!(cost().await, costs, "{answer:?}");
    }
}

async fn what_the_network_says_of_a_message_counts_once(t: &TestHouse) {
    let provider = Provider::new(Some(tariff(10_000)));
    let house = t.beside_sending(provider.clone());
    let texts = async || {
        let look = |tx: &mut Tx, desk: &_, caller: &_| letters::letters(tx, desk, caller, None, Limit::PAGE);
        let texts = t.house.read(&t.moderator, look).await.expect("a look").texts;
        let missed: Vec<_> = texts.letters.into_iter().map(|one| format!("{} {}", one.template, one.receipt)).collect();
        (texts.delivered, texts.missed, texts.unsaid, missed)
    };
    let notice = async |user: UserId| {
        let desk = house.desk();
        let leave = move |tx: &mut Tx| -> Result<_, AppError> {
            app::notices::message(tx, &desk, user, "session-stolen", "test", &serde_json::json!({}))?;
            Ok(store::Recorded::housekeeping(()))
        };
        house.store.write(Scope::System(Job::Relay), leave).await.expect("left");
        rounds(&house).await;
    };
    // A code, and a notice to somebody whose mailbox takes nothing for the moment.
    signs(&house, 0, NUMBER).await;
    provider.no_mail.store(true, Ordering::SeqCst);
    notice(t.customer.user.expect("a person")).await;
    provider.no_mail.store(false, Ordering::SeqCst);
    assert_eq!((provider.taken("sms").len(), provider.taken("email").len()), (2, 0));
    assert_eq!(texts().await, (0, 0, 2, vec![]));

    for forged in ["", "3", "0", "1 ", "1\0", "'; drop table outbox; --"] {
        provider.says(forged, Outcome::Delivered);
    }
    rounds(&house).await;
    assert_eq!(texts().await, (0, 0, 2, vec![]), "of messages that nobody sent");
    assert!(
        provider.says.lock().expect("not poisoned").is_empty(),
        "and whoever brought them hears that they are done with"
    );

    provider.says("1", Outcome::Delivered);
    provider.says("2", Outcome::Expired);
    rounds(&house).await;
    assert_eq!(texts().await, (1, 1, 0, vec!["session-stolen expired".to_owned()]));
    assert_eq!(provider.taken("email"), ["p6@people.example"], "it goes by the other way");
    t.pass_seconds(1);

    for (again, outcome) in [("1", Outcome::Failed), ("2", Outcome::Delivered), ("2", Outcome::Failed)] {
        provider.says(again, outcome);
    }
    rounds(&house).await;
    assert_eq!(texts().await.0, 1, "what was told once stays");
    assert_eq!((provider.taken("sms").len(), provider.taken("email").len()), (2, 1), "and sends nothing more");

    // The same by a provider's own call.
    let called = async |name: &str, outcome| {
        app::jobs::receipts::called(&house, Receipt { handed_as: name.to_owned(), outcome }).await.expect("kept");
    };
    called("2", Outcome::Delivered).await;
    called("never-sent", Outcome::Failed).await;
    rounds(&house).await;
    assert_eq!(texts().await, (1, 1, 0, vec!["session-stolen expired".to_owned()]), "told before, or of no message");

    // A code that failed is not sent elsewhere by itself: whoever waits for it asks for another.
    signs(&house, 1, NUMBER).await;
    called("3", Outcome::Failed).await;
    rounds(&house).await;
    assert_eq!(texts().await.3, ["sign-in-code failed", "session-stolen expired"]);
    assert_eq!(provider.taken("email").len(), 1);
    assert!(faults(t).await.is_empty());

    // Somebody with a telephone alone: it stands with what was given up.
    let addresses = vec![Address::parse("sms", "+96892000099").expect("a number")];
    let new = NewPerson { name: "Maryam".into(), language: "en", addresses };
    notice(setup::person(&house, t.customer.org.expect("a household"), Role::Customer, new).await.expect("a person"))
        .await;
    provider.says("4", Outcome::Failed);
    rounds(&house).await;
    assert_eq!(faults(t).await, [fault("session-stolen", ADDRESS_NONE)]);

    t.pass(25);
    assert_eq!(texts().await, (0, 0, 0, vec![]), "a day is shown");
    t.pass(24 * 31);
    app::jobs::tidy(&house).await.expect("tidied");
    provider.says("3", Outcome::Delivered);
    rounds(&house).await;
    assert_eq!(texts().await, (0, 0, 0, vec![]), "of a message that is forgotten");
}

async fn a_notice_takes_the_other_address_where_text_messages_are_held_back(t: &TestHouse) {
    let provider = Provider::new(Some(tariff(5)));
    let house = t.beside_sending(provider.clone());
    let user = t.customer.user.expect("a person");
    let desk = house.desk();
    let leave = move |tx: &mut Tx| -> Result<_, AppError> {
        app::notices::message(tx, &desk, user, "session-stolen", "test", &serde_json::json!({}))?;
        Ok(store::Recorded::housekeeping(()))
    };
    house.store.write(Scope::System(Job::Relay), leave).await.expect("left");
    rounds(&house).await;
    assert!(provider.taken("sms").is_empty());
    assert!(provider.taken("email").contains(&"p6@people.example".to_owned()), "{:?}", provider.taken("email"));
}

async fn asked_from(t: &TestHouse, network: &str, email: &str) -> Result<Started, AppError> {
    let caller = Caller::anonymous("en").from_network(Some(network.parse().expect("an address")));
    sign_in::start(&t.house, &caller, Address::parse("email", email).expect("an address")).await
}

async fn guessed(t: &TestHouse, started: &Started, code: &str) -> Result<(), AppError> {
    sign_in::finish(&t.house, &Caller::anonymous("en"), started.challenge, code, "api").await.map(drop)
}

async fn nobody_is_kept_out_of_a_network_from_which_they_signed_in(t: &TestHouse) {
    let home = "198.51.100.9";
    let started = asked_from(t, home, EMAIL).await.expect("a code");
    t.rounds().await;
    guessed(t, &started, &t.code(EMAIL).expect("a code")).await.expect("signed in");
    t.pass(2);
    // Strangers use up all codes of the hour, and all wrong guesses of the day.
    for n in 0..CODES_PER_ADDRESS {
        asked_from(t, &format!("192.0.2.{}", n / CODES_PER_HOUR), EMAIL).await.expect("a code");
    }
    assert!(matches!(asked_from(t, "192.0.2.200", EMAIL).await, Err(AppError::TooMany { .. })), "the hour is used up");
    asked_from(t, home, EMAIL).await.expect("a code at home");
    t.pass(2);
    for network in 0..WRONG_PER_ADDRESS / WRONG_PER_DAY {
        for _ in 0..WRONG_PER_DAY / ATTEMPTS {
            let started = asked_from(t, &format!("203.0.113.{network}"), EMAIL).await.expect("a code");
            for _ in 0..ATTEMPTS {
                assert!(matches!(guessed(t, &started, "no code").await, Err(AppError::Invalid(_))));
            }
        }
    }
    let elsewhere = asked_from(t, "192.0.2.200", EMAIL).await.expect("a code");
    assert!(matches!(guessed(t, &elsewhere, "no code").await, Err(AppError::TooMany { .. })), "the day is used up");
    // Theirs leave first, or which of them came last would be chance.
    t.rounds().await;
    let mine = asked_from(t, home, EMAIL).await.expect("a code at home");
    t.rounds().await;
    guessed(t, &mine, &t.code(EMAIL).expect("a code")).await.expect("and the way in");
}

/// Ten thousand guesses at a hundred addresses from a hundred networks: no more are looked at than the limits say, nobody gets in,
/// and known addresses are answered like unknown ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_guesses_find_nothing() {
    let t = TestHouse::new().await;
    let mut answers = std::collections::BTreeMap::new();
    for address in 0..100 {
        // The first few are known, the others are nobody's.
        let email = format!("p{address}@people.example");
        let mut looked = 0;
        let mut open: Option<Started> = None;
        for guess in 0..100 {
            if guess % 5 == 0 {
                let network = format!("203.0.113.{}", (address * 7 + guess / 5) % 100);
                open = asked_from(&t, &network, &email).await.ok();
            }
            let Some(started) = &open else { continue };
            match guessed(&t, started, &format!("{:06}", 900_000 + guess)).await {
                Err(AppError::Invalid(_)) => looked += 1,
                Err(AppError::TooMany { .. }) => {}
                other => panic!("{email}: {other:?}"),
            }
        }
        *answers.entry(looked).or_insert(0) += 1;
    }
    assert_eq!(answers, [(usize::try_from(WRONG_PER_ADDRESS).expect("small"), 100)].into(), "alike for all of them");
}
