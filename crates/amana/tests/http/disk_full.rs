//! No room left: writes are refused with 503 or 507 and leave nothing behind, reads go on, and all works again by itself.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::history::query;
use crate::imports::{list, send};
use crate::world::{Demo, awaited, codes, of_agency, one, people};

struct Drill {
    demo: Demo,
    profiles: Vec<Value>,
    /// How many pairs of a household and a profile were asked for: each asks about each once.
    asked: AtomicUsize,
}

impl Drill {
    fn of(demo: Demo) -> Self {
        let profiles = demo.client.all("", "/api/v1/catalogue").iter().map(|one| one["reference"].clone()).collect();
        Self { demo, profiles, asked: AtomicUsize::new(0) }
    }

    fn enquire(&self) -> Answer {
        let homes = people("customer");
        loop {
            let n = self.asked.fetch_add(1, Ordering::Relaxed);
            let (home, profile) = (homes[n % 38], &self.profiles[n / 38]);
            let ask = Call::post("/api/v1/cases", &json!({ "kind": "placement", "profile": profile }));
            let answer = self.demo.client.ask(ask.by(&home.token));
            // The demo's households ask about some already.
            if answer.status != 409 {
                return answer;
            }
        }
    }

    fn cases(&self) -> usize {
        self.demo.client.all(&one("moderator").token, "/api/v1/cases").len()
    }

    /// Writes until the room is used up; how many were kept on the way.
    fn until_full(&self) -> usize {
        let kept = (0..5000).take_while(|_| self.enquire().status == 201).count();
        assert!(kept < 5000, "it never became full");
        kept
    }

    /// Twenty writes more: refused, but for what fits into room that the database finds in its own files. How many were kept.
    fn refused(&self) -> usize {
        let answers: Vec<Answer> = (0..20).map(|_| self.enquire()).collect();
        let (kept, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert!(refused.len() > 10, "{} were kept", kept.len());
        for answer in refused {
            assert!(matches!(answer.status, 503 | 507), "{} {}", answer.status, answer.text());
            assert!(matches!(answer.problem().as_str(), "/problems/full" | "/problems/unavailable"));
            assert!(answer.header("retry-after").is_some_and(|wait| wait.parse::<u32>().is_ok_and(|wait| wait > 0)));
        }
        kept.len()
    }

    fn reads_go_on(&self, cases: usize) {
        assert_eq!(self.cases(), cases, "a refused enquiry left a case behind");
        self.demo.client.see(&people("customer")[0].token, "/api/v1/me");
        self.demo.client.see("", "/api/v1/catalogue");
    }

    /// Room again: the next writes are done, without a new start.
    fn recovers(&self, cases: usize) {
        awaited("writes work again", || (self.enquire().status == 201).then_some(()));
        assert_eq!(self.cases(), cases + 1);
        for _ in 0..5 {
            self.enquire().expect(201);
        }
        self.demo.verify();
    }
}

fn run(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).status().expect("starts").success()
}

#[test]
fn a_file_that_may_not_grow_refuses_writes_until_it_may() {
    let drill = Drill::of(Demo::new());
    let before = drill.cases();
    let process = drill.demo.id().to_string();
    let log = fs::metadata(drill.demo.place.path("demo/db/amana.db-wal")).expect("the write-ahead log").len();
    // the soft limit alone, which may be lifted again
    let may = |bytes: &str| {
        assert!(run("prlimit", &["--pid", &process, &format!("--fsize={bytes}:unlimited")]), "util-linux is wanted");
    };
    may(&(log + 200_000).to_string());
    let kept = drill.until_full() + drill.refused();
    drill.reads_go_on(before + kept);
    let home = &people("customer")[9].token;
    let ask =
        || drill.demo.client.ask(Call::new("POST", "/api/v1/me/exports").by(home).header("idempotency-key", "full"));
    assert!(matches!(ask().status, 503 | 507), "there is no room for a file");
    assert_eq!(drill.demo.client.see(home, "/api/v1/me/exports")["items"], json!([]), "and nothing of it is left");
    may("unlimited");
    drill.recovers(before + kept);
    let export = format!("/api/v1/me/exports/{}", ask().expect(202)["id"].as_str().expect("an id"));
    awaited("the file", || (drill.demo.client.see(home, &export)["stage"] == "ready").then_some(()));
}

#[test]
fn a_letter_that_fits_half_is_sent_whole_when_there_is_room_and_swallows_no_other() {
    let demo = Demo::new();
    let inbox = demo.place.path("demo/inbox.jsonl");
    let process = demo.id().to_string();
    let may = |bytes: &str| {
        assert!(run("prlimit", &["--pid", &process, &format!("--fsize={bytes}:unlimited")]), "util-linux is wanted");
    };
    let [first, second] = [0, 1].map(|nth| people("worker")[nth].email.as_str());
    let ask = |email: &str| {
        let ask = json!({ "channel": "email", "address": email });
        demo.client.ask(Call::post("/api/v1/sign-in", &ask)).expect(202);
    };
    // The database's own log may not grow beyond this either: it is emptied first, by whoever opens the file beside it.
    let length = fs::metadata(&inbox).expect("the inbox").len();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    db.execute_batch(query("settle")).expect("emptied");
    let log = || fs::metadata(demo.place.path("demo/db/amana.db-wal")).expect("the log").len();
    assert!(log() + 200_000 < length, "{} {length}", log());
    may(&(length + 7).to_string());
    ask(first);
    awaited("a first try", || {
        db.query_row(query("half-sent"), [], |row| row.get::<_, i64>(0)).is_ok_and(|tried| tried == 1).then_some(())
    });
    may("unlimited");
    ask(second);
    for email in [first, second] {
        awaited("the code", || (codes(&demo.client, email).len() == 1).then_some(()));
    }
    for line in fs::read_to_string(&inbox).expect("the inbox").lines() {
        let whole: Result<Value, _> = serde_json::from_str(line);
        assert!(whole.is_ok(), "half a letter: {line}");
    }
}

#[test]
fn an_import_that_the_disk_stops_half_way_goes_on_when_there_is_room_and_enters_nobody_twice() {
    const ROWS: u64 = 6000;
    let drill = Drill::of(Demo::new());
    let client = &drill.demo.client;
    let token = &of_agency("agency_admin", "AG-033").token;
    let roster = || client.all(token, "/api/v1/workers").len() as u64;
    let before = roster();
    let begun = send(client, token, &list("DF", 6000), "full").expect(201);
    let place = format!("/api/v1/imports/{}", begun["import"]["id"].as_str().expect("an id"));
    let process = drill.demo.id().to_string();
    let log = fs::metadata(drill.demo.place.path("demo/db/amana.db-wal")).expect("the write-ahead log").len();
    let may = |bytes: &str| {
        assert!(run("prlimit", &["--pid", &process, &format!("--fsize={bytes}:unlimited")]), "util-linux is wanted");
    };
    // Room for some of its chunks and not for all of them.
    may(&(log + 1_500_000).to_string());
    client.ask(Call::post(format!("{place}/take"), &json!({ "version": 1 })).by(token)).expect(202);
    awaited("the first chunk", || (client.see(token, &place)["dealt"] != 0).then_some(()));
    drill.until_full();
    let stopped = client.see(token, &place);
    let dealt = stopped["dealt"].as_u64().expect("a number");
    // The roster itself opens names, which leaves a record: it waits for room like every write.
    assert!(stopped["state"] == "running" && dealt > 0 && dealt < ROWS && dealt.is_multiple_of(200), "{stopped}");
    may("unlimited");
    // A job whose failure could not be written either is looked at again when its lease is over, after a minute.
    let done = awaited("done", || {
        sleep(Duration::from_millis(100));
        Some(client.see(token, &place)).filter(|import| import["state"] == "done")
    });
    assert_eq!((done["accepted"].as_u64(), done["known"].as_u64()), (Some(ROWS), Some(0)), "{done}");
    assert_eq!(roster(), before + ROWS);
    drill.demo.verify();
}

/// A small file system of its own; taken off when dropped.
struct Small(String);

impl Drop for Small {
    fn drop(&mut self) {
        // lazily: the server may still stand in it
        run("umount", &["-l", &self.0]);
    }
}

#[test]
fn a_full_disk_refuses_writes_until_there_is_room() {
    let mut demo = Demo::stopped();
    let (folder, kept) = (demo.place.path("demo"), demo.place.path("kept"));
    fs::rename(&folder, &kept).expect("moved");
    fs::create_dir(&folder).expect("made");
    let place = folder.to_str().expect("a path").to_owned();
    // Only root may bring its own file system; without that right the limit of the test above stands for it.
    if !run("mount", &["-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", &place]) {
        assert_ne!(Command::new("id").arg("-u").output().expect("id").stdout, b"0\n", "root could not mount");
        return;
    }
    let _small = Small(place.clone());
    assert!(run("cp", &["-a", &format!("{}/.", kept.display()), &place]));
    demo.start();
    let drill = Drill::of(demo);
    let before = drill.cases();
    let ballast = folder.join("ballast");
    let room =
        String::from_utf8(Command::new("df").args(["--output=avail", "-B1", &place]).output().expect("df").stdout);
    let room: u64 = room.expect("text").lines().nth(1).expect("a line").trim().parse().expect("a number");
    fs::write(&ballast, vec![0; usize::try_from(room.saturating_sub(300_000)).expect("small")]).expect("room is taken");
    let mut kept = drill.until_full();
    // the last crumbs
    let mut crumbs = fs::File::options().append(true).open(&ballast).expect("the ballast");
    while crumbs.write_all(&[0; 512]).is_ok() {}
    drop(crumbs);
    kept += drill.refused();
    drill.reads_go_on(before + kept);
    fs::remove_file(&ballast).expect("room is given back");
    drill.recovers(before + kept);
    drop(drill);
}
