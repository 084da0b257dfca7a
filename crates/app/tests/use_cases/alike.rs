//! What nobody may learn by asking: at each way in, an address, a reference or a link that is there costs the database what one that is
//! not there costs. Counted are the statements of every closure and the rows that each table gains, never the time.

use std::collections::BTreeMap;

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::invitations::{self, Invitee};
use app::onboarding::{self, Applying};
use app::sign_in::{self, ATTEMPTS, Address, Started};
use app::{AppError, Caller, addresses, undo, workers};
use domain::Role;
use testkit::postgres::Cluster;
use uuid::Uuid;

crate::both::on_both!(
    an_unknown_address_costs_the_database_what_a_known_one_does,
    a_reference_that_nobody_opened_costs_a_shared_device_what_an_opened_one_does,
    an_agency_that_applies_by_a_known_address_costs_what_any_other_does,
    an_invitation_to_a_known_address_costs_what_any_other_does,
    an_address_that_is_somebody_elses_costs_a_change_what_a_free_one_does,
    a_link_that_was_used_costs_what_one_that_never_was_does,
);

const KNOWN: &str = "p3@people.example";
const UNKNOWN: &str = "nobody@people.example";
const ANOTHER: &str = "another@people.example";

/// What something cost: how many statements, and how many rows more in each table.
type Cost = (u64, BTreeMap<String, i64>);

/// How many rows each table has.
fn rows(t: &TestHouse) -> BTreeMap<String, i64> {
    let Some(database) = &t.database else {
        let db = rusqlite::Connection::open(t.folder.path().join("amana.db")).expect("opened");
        let mut names = db.prepare(include_str!("house/tables.sql")).expect("a query");
        let names: Vec<String> =
            names.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
        let count = |name: &String| {
            db.query_row(&format!("{}{name}", include_str!("house/rows.sqlite.sql")), [], |row| row.get(0))
                .expect("a count")
        };
        return names.into_iter().map(|name| (name.clone(), count(&name))).collect();
    };
    let said = Cluster::shared().sql(database, include_str!("house/rows.postgres.sql"));
    let mut rows = BTreeMap::new();
    for (name, count) in said.lines().filter_map(|line| line.trim().split_once(' ')) {
        // A record waits in the one until it is linked in the other; what else the log keeps comes when it comes.
        let name = match name {
            "audit_event" | "audit_pending" => "audit_event",
            kept if kept.starts_with("audit_") => continue,
            other => other,
        };
        *rows.entry(name.to_owned()).or_insert(0) += count.parse::<i64>().expect("a count");
    }
    rows
}

/// What this costs.
async fn cost(t: &TestHouse, act: impl AsyncFnOnce()) -> Cost {
    let (before, ran) = (rows(t), t.house.store.statements());
    assert!(before.len() > 20, "{before:?}");
    act().await;
    let ran = t.house.store.statements() - ran;
    let now = rows(t).into_iter().map(|(name, count)| (name.clone(), count - before[&name]));
    (ran, now.filter(|(_, more)| *more != 0).collect())
}

/// What sending costs: in rows alone, for it is done later and apart, before nobody's eyes.
async fn relayed(t: &TestHouse) -> Cost {
    (1, cost(t, async || t.rounds().await).await.1)
}

fn email(text: &str) -> Address {
    Address::parse("email", text).expect("an address")
}

fn stranger() -> Caller {
    Caller::anonymous("en")
}

/// Each costs what the first does.
fn alike(all: &[(&str, Vec<Cost>)]) {
    for (what, costs) in &all[1..] {
        assert_eq!(costs, &all[0].1, "{what}, beside {}", all[0].0);
    }
    assert!(all[0].1.iter().all(|(ran, _)| *ran > 0), "{all:?}");
}

async fn an_unknown_address_costs_the_database_what_a_known_one_does(t: &TestHouse) {
    let asked = async |to: &str| sign_in::start(&t.house, &stranger(), email(to)).await.expect("a code");
    let wrong = async |started: &Started| {
        sign_in::finish(&t.house, &stranger(), started.challenge, "no code", "api").await.expect_err("wrong")
    };
    // Once for what only the first of all costs.
    asked("p1@people.example").await;
    let mut all = Vec::new();
    for to in [KNOWN, UNKNOWN, ANOTHER] {
        let asks = cost(t, async || {
            asked(to).await;
        })
        .await;
        assert!(asks.1.contains_key("challenge") && asks.1.contains_key("outbox"), "{asks:?}");
        let relayed = relayed(t).await;
        let started = asked(to).await;
        let guesses = cost(t, async || drop(wrong(&started).await)).await;
        let joins = cost(t, async || {
            invitations::register(&t.house, &stranger(), email(to)).await.expect("a code");
        })
        .await;
        all.push((to, vec![asks, relayed, guesses, joins]));
    }
    alike(&all);
}

async fn a_reference_that_nobody_opened_costs_a_shared_device_what_an_opened_one_does(t: &TestHouse) {
    let mut references = Vec::new();
    for passport in ["EP7900001", "EP7900002"] {
        let id = workers::draft(&t.house, &t.agency, new_worker(passport)).await.expect("a draft");
        let key = Key::Id(id.0);
        let row = t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row));
        references.push(row.await.expect("read").reference);
    }
    let (opened, closed) = (references[0].as_str(), references[1].as_str());
    sign_in::open_kiosk(&t.house, &t.moderator, opened, "passport").await.expect("opened");
    let mut all = Vec::new();
    for (what, reference) in
        [("opened", opened), ("never opened", closed), ("of nobody", "W-0000000"), ("no reference", "nonsense")]
    {
        let mut costs = Vec::new();
        // Past the last guess too.
        for guess in 0..=ATTEMPTS {
            let enter = async || {
                let said = sign_in::enter_kiosk(&t.house, &stranger(), reference, "no code").await.map(drop);
                let same = matches!(&said, Err(AppError::Invalid(faults)) if faults.len() == 1 && faults[0].pointer == "/code" && faults[0].reason == "code_wrong");
                assert!(same, "{what}, guess {guess}: {said:?}");
            };
            costs.push(cost(t, enter).await);
        }
        all.push((what, costs));
    }
    alike(&all);
}

fn applying(to: &str, number: usize) -> Applying {
    Applying {
        name: "Dana Recruitment".into(),
        name_ar: "دانة للاستقدام".into(),
        cr_number: format!("123456{number}"),
        licence_number: "MOL-2026/0042".into(),
        licence_until: "2027-06-30".parse().expect("a day"),
        contact: email(to),
        accepts: true,
    }
}

async fn an_agency_that_applies_by_a_known_address_costs_what_any_other_does(t: &TestHouse) {
    let apply = async |to: &str, number| onboarding::apply(&t.house, &stranger(), &applying(to, number)).await;
    apply("first@dana.example", 9).await.expect("asked");
    t.rounds().await;
    let mut all = Vec::new();
    for (number, to) in [KNOWN, UNKNOWN, ANOTHER].into_iter().enumerate() {
        let mut id = Uuid::nil();
        let asks = cost(t, async || id = apply(to, number).await.expect("asked").challenge).await;
        let relayed = relayed(t).await;
        let guesses = cost(t, async || {
            let said = onboarding::confirm(&t.house, &stranger(), id, "no code").await;
            assert!(matches!(&said, Err(AppError::Invalid(faults)) if faults[0].reason == "code_wrong"), "{said:?}");
        })
        .await;
        all.push((to, vec![asks, relayed, guesses]));
    }
    alike(&all);
}

async fn an_invitation_to_a_known_address_costs_what_any_other_does(t: &TestHouse) {
    let org = t.agency.org.expect("an agency");
    let invite = async |to: &str| {
        let invitee = Invitee { name: None, language: "en", address: email(to), role: Role::AgencyUser };
        invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), invitee, None).await.expect("invited");
    };
    invite("first@people.example").await;
    t.rounds().await;
    let mut all = Vec::new();
    // One who has a sign-in elsewhere, one of the same agency, and two whom nobody knows.
    for to in [KNOWN, "p6@people.example", UNKNOWN, ANOTHER] {
        let asks = cost(t, async || invite(to).await).await;
        let relayed = relayed(t).await;
        all.push((to, vec![asks, relayed]));
    }
    alike(&all);
}

async fn an_address_that_is_somebody_elses_costs_a_change_what_a_free_one_does(t: &TestHouse) {
    const TAKEN: &str = "p6@people.example";
    let who = t.signs_in("email", KNOWN).await.expect("signed in");
    let mut all = Vec::new();
    // The first for what only the first of all costs.
    for to in ["first@home.example", UNKNOWN, TAKEN, ANOTHER] {
        let mut id = Uuid::nil();
        let asks = cost(t, async || {
            id = addresses::ask(&t.house, &stranger(), &who, &email(to)).await.expect("asked").id;
        })
        .await;
        let relayed = relayed(t).await;
        let guess = async || {
            let said = addresses::agree(&t.house, &who, id, addresses::Side::New, "no code").await;
            assert!(matches!(&said, Err(AppError::Invalid(faults)) if faults[0].reason == "code_wrong"), "{said:?}");
        };
        // The first guess of a day makes the rows that count it.
        guess().await;
        let guesses = cost(t, guess).await;
        let sent = t.sent.0.lock().expect("not poisoned").clone();
        let told = sent.iter().filter(|(at, text)| at == to && text.starts_with("address-code-new")).count();
        assert_eq!(told, usize::from(to != TAKEN), "{to}: nothing goes to somebody else's address");
        all.push((to, vec![asks, relayed, guesses]));
    }
    alike(&all[1..]);
}

async fn a_link_that_was_used_costs_what_one_that_never_was_does(t: &TestHouse) {
    let used = used_link(t).await;
    let mut all = Vec::new();
    let never = "x".repeat(used.len());
    for (what, token) in [("used", used.as_str()), ("never made", never.as_str()), ("no link", "")] {
        let looks =
            cost(t, async || assert!(matches!(undo::look(&t.house, token).await, Err(AppError::NotFound)))).await;
        let undoes =
            cost(t, async || assert!(matches!(undo::undo(&t.house, token).await, Err(AppError::NotFound)))).await;
        all.push((what, vec![looks, undoes]));
    }
    alike(&all);
}

/// The link of a message, used up.
async fn used_link(t: &TestHouse) -> String {
    let who = t.signs_in("email", "p6@people.example").await.expect("signed in");
    sign_in::set_two_codes(&t.house, &who, true).await.expect("on");
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    let link = sent.iter().find_map(|(_, text)| text.strip_prefix("two-codes-on ")).expect("a link").trim().to_owned();
    undo::undo(&t.house, &link).await.expect("undone");
    link
}
