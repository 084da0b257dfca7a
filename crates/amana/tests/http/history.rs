//! What happened, held against what may happen: who was held when, which messages went out, which rows came in.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::client::{Call, Client};
use crate::imports::{list, send};
use crate::world::{Demo, awaited};

/// Statements by their names: SQL stands in files of its own.
pub fn query(name: &str) -> &'static str {
    let queries = include_str!("queries.sql").lines().filter_map(|line| line.split_once(": "));
    queries.into_iter().find(|(known, _)| *known == name).expect("a statement of that name").1
}

/// When a worker was held for certain: from the answer to the hold until the request to give them back. Moments are counted: whoever
/// asks is in one process, and only what came before what matters.
#[derive(Debug)]
struct Held {
    case: String,
    from: u64,
    until: Option<u64>,
}

/// All holds that clients know of, by profile.
#[derive(Default)]
pub struct Holds {
    moments: AtomicU64,
    known: Mutex<BTreeMap<String, Vec<Held>>>,
}

impl Holds {
    /// The server has said that this case holds the profile.
    pub fn held(&self, profile: &str, case: &str) {
        let from = self.moments.fetch_add(1, Ordering::SeqCst);
        let mut known = self.known.lock().expect("not poisoned");
        let of_profile = known.entry(profile.to_owned()).or_default();
        if of_profile.iter().all(|held| held.case != case || held.until.is_some()) {
            of_profile.push(Held { case: case.to_owned(), from, until: None });
        }
    }

    /// The server is about to be asked to end it: from now on it may have ended.
    pub fn given_back(&self, case: &str) {
        let until = self.moments.fetch_add(1, Ordering::SeqCst);
        let mut known = self.known.lock().expect("not poisoned");
        let open = known.values_mut().flatten().find(|held| held.case == case && held.until.is_none());
        if let Some(held) = open {
            held.until = Some(until);
        }
    }

    pub fn count(&self) -> usize {
        self.known.lock().expect("not poisoned").values().map(Vec::len).sum()
    }

    /// No two cases held one profile at the same moment.
    pub fn judge(&self) {
        for (profile, holds) in &mut *self.known.lock().expect("not poisoned") {
            holds.sort_by_key(|held| held.from);
            for two in holds.windows(2) {
                let ended = two[0].until.is_some_and(|until| until < two[1].from);
                assert!(ended, "{profile} was held twice at once: {two:?}");
            }
        }
    }
}

/// Each message that the outbox calls done is in the inbox, and none is there twice.
pub fn sent_once(demo: &Demo) {
    let db = Connection::open_with_flags(demo.place.path("demo/db/amana.db"), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let db = db.expect("opened");
    let keys = |sql: &str| {
        let mut rows = db.prepare(sql).expect("a statement");
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        rows.collect::<Result<Vec<_>, _>>().expect("read")
    };
    awaited("all that is due is sent", || keys(query("due")).is_empty().then_some(()));
    let done = keys(query("sent"));
    let text = std::fs::read_to_string(demo.place.path("demo/inbox.jsonl")).expect("the inbox");
    once_each(&done, &text);
}

/// Holds what is called done against the letters that there are, one a line.
fn once_each(done: &[String], inbox: &str) {
    let mut letters: HashMap<String, u32> = HashMap::new();
    for line in inbox.lines() {
        let letter: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("half a letter: {error}: {line}"));
        *letters.entry(letter["key"].as_str().expect("a key").to_owned()).or_default() += 1;
    }
    let twice: Vec<_> = letters.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "sent twice: {twice:?}");
    let lost: HashSet<_> = done.iter().filter(|key| !letters.contains_key(*key)).collect();
    assert!(lost.is_empty(), "called done and never sent: {lost:?}");
}

#[test]
#[should_panic(expected = "was held twice at once")]
fn two_cases_that_hold_one_profile_at_once_are_found() {
    let holds = Holds::default();
    holds.held("P-1", "first");
    holds.held("P-2", "other");
    holds.held("P-1", "second");
    holds.given_back("first");
    holds.judge();
}

#[test]
fn holds_that_follow_each_other_are_no_fault() {
    let holds = Holds::default();
    holds.held("P-1", "first");
    holds.given_back("first");
    holds.held("P-1", "second");
    holds.judge();
}

#[test]
fn a_message_that_was_sent_twice_or_never_or_half_is_found() {
    let caught = |inbox: &'static str| {
        let judged = std::panic::catch_unwind(|| once_each(&["a".to_owned(), "b".to_owned()], inbox));
        judged.err().map(|why| why.downcast_ref::<String>().expect("a message").clone()).unwrap_or_default()
    };
    assert_eq!(caught("{\"key\":\"b\"}\n{\"key\":\"a\"}\n{\"key\":\"c\"}\n"), "");
    assert!(caught("{\"key\":\"a\"}\n{\"key\":\"b\"}\n{\"key\":\"a\"}\n").contains("sent twice"));
    assert!(caught("{\"key\":\"a\"}\n").contains("never sent"));
    assert!(caught("{\"key\":\"a\"}\n{\"ke{\"key\":\"b\"}\n").contains("half a letter"));
}

/// Lists of workers that are taken in while the server is killed, one after another.
pub struct Lists {
    /// Of the agency that brings them.
    pub token: String,
    before: u64,
    sent: u64,
    /// The one under way, and how far it was when it was looked at last.
    current: Option<(String, u64)>,
    /// How often a kill fell into the middle of one.
    pub cut: u32,
}

/// Rows of each list: some chunks, so that a kill falls between them.
const ROWS: u64 = 600;

/// So many are sent at the most: an agency may have a hundred in a week.
const LISTS: u64 = 90;

impl Lists {
    pub fn of(client: &Client, token: &str) -> Self {
        let before = client.all(token, "/api/v1/workers").len() as u64;
        Self { token: token.to_owned(), before, sent: 0, current: None, cut: 0 }
    }

    /// Rows that were sent in all.
    pub fn rows(&self) -> u64 {
        self.sent * ROWS
    }

    /// Whether the kill fell into the middle of one: looked at as soon as the server is back.
    pub fn look(&mut self, client: &Client) {
        if let Some((id, _)) = &self.current {
            let import = client.see(&self.token, &format!("/api/v1/imports/{id}"));
            self.cut += u32::from(import["state"] != "done");
        }
    }

    /// What is dealt with stays so; when all is, the next list is sent.
    pub fn go_on(&mut self, client: &Client) {
        if let Some((id, dealt)) = &mut self.current {
            let import = client.see(&self.token, &format!("/api/v1/imports/{id}"));
            let now = import["dealt"].as_u64().expect("a number");
            assert!(now >= *dealt, "rows that were dealt with are dealt with no more: {dealt}, {import}");
            *dealt = now;
            if import["state"] == "done" {
                whole(&import);
                self.current = None;
            }
        }
        if self.current.is_none() && self.sent < LISTS {
            let letters = [self.sent / 26 % 26, self.sent % 26]
                .map(|nth| char::from(b'A' + u8::try_from(nth).expect("below 26")));
            let rows = list(&letters.iter().collect::<String>(), usize::try_from(ROWS).expect("few"));
            let begun = send(client, &self.token, &rows, &format!("list-{}", self.sent)).expect(201);
            let id = begun["import"]["id"].as_str().expect("an id").to_owned();
            client
                .ask(Call::post(format!("/api/v1/imports/{id}/take"), &json!({ "version": 1 })).by(&self.token))
                .expect(202);
            self.sent += 1;
            self.current = Some((id, 0));
        }
    }

    /// Waits for the last one: every row is there once.
    pub fn end(&mut self, client: &Client) {
        if let Some((id, _)) = self.current.take() {
            let path = format!("/api/v1/imports/{id}");
            whole(&awaited("taken in", || {
                Some(client.see(&self.token, &path)).filter(|import| import["state"] == "done")
            }));
        }
        let there = client.all(&self.token, "/api/v1/workers").len() as u64;
        assert_eq!(there, self.before + self.rows(), "rows are missing, or there twice");
    }
}

fn whole(import: &Value) {
    let (accepted, known) = (import["accepted"].as_u64(), import["known"].as_u64());
    assert_eq!((accepted, known), (Some(ROWS), Some(0)), "{import}");
}
