//! A log whose old bodies are dropped: with a server and without, killed anywhere, and shown as what it is. And a verification that was
//! killed goes on.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use audit::{Checkpoint, Proof, leaf};
use rusqlite::Connection;
use serde_json::Value;

use crate::client::Call;
use crate::world::{Demo, awaited, one};

/// Thirteen years, in seconds: what the demo wrote is old enough then.
const LATER: &str = "410000000\n";

/// A demo in whose world thirteen years have passed.
fn old() -> Demo {
    let demo = Demo::stopped();
    fs::write(demo.place.path("demo/demo-clock"), LATER).expect("written");
    demo
}

fn close<'a>(officer: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = ["audit", "close", "--before", "2027-06-30", "--officer", officer, "--data", "demo", "--json"];
    [&args, more].concat()
}

/// What the tests ask of the database, and what whoever owns its file can do: a name, SQL, and what is said of it.
const SQL: &str = include_str!("closed.sql");

/// The lines with this name: SQL, and what is told.
fn sql(name: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let named = SQL.lines().filter_map(move |line| line.split_once("| ").filter(|(is, _)| *is == name));
    named.map(|(_, sql)| sql.split_once(" -- ").unwrap_or((sql, "")))
}

fn open(demo: &Demo) -> Connection {
    Connection::open(demo.place.path("demo/db/amana.db")).expect("opened")
}

/// Brings everything into the one file.
fn settle(demo: &Demo) {
    open(demo).execute_batch(sql("settle").next().expect("a line").0).expect("in one file");
}

fn count(demo: &Demo, name: &'static str) -> u64 {
    let db = open(demo);
    let counted = db.query_row(sql(name).next().expect("a line").0, [], |row| row.get::<_, i64>(0));
    counted.expect("counted").unsigned_abs()
}

/// What the database has: bodies, records without one, records of closings.
fn counts(demo: &Demo) -> (u64, u64, u64) {
    (count(demo, "bodies"), count(demo, "dropped"), count(demo, "closings"))
}

fn words(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

#[test]
fn a_log_is_closed_beside_a_server_and_everything_says_so() {
    let dpo = &one("dpo").email;
    let young = Demo::stopped();
    let refused = young.place.run(&close(dpo, &[]));
    assert_eq!(refused.status, 3, "{}", refused.out);
    assert!(refused.err.contains("records are kept for 12 years"), "{}", refused.err);
    let mut demo = old();
    let stranger = demo.place.run(&close(&one("auditor").email, &[]));
    assert!(stranger.status == 2 && stranger.err.contains("is no data-protection officer"), "{}", stranger.err);
    let unread = demo.place.run(&["audit", "close", "--before", "soon", "--officer", dpo, "--data", "demo"]);
    assert!(unread.status == 2 && unread.err.contains("write a record's number, or a day"), "{}", unread.err);
    assert_eq!(counts(&demo).1, 0);

    demo.start();
    let done = demo.place.done(&close(dpo, &[])).json();
    let dropped = done["dropped"].as_u64().expect("a count");
    let dropped_in_all = dropped.to_string();
    assert!(dropped > 500, "{done}");
    let again = demo.place.done(&close(dpo, &[])).json();
    assert_eq!(again["dropped"], 0);
    let verified = demo.place.done(&["audit", "verify", "--data", "demo", "--json"]).json();
    assert_eq!((&verified["holds"], &verified["dropped"]), (&true.into(), &dropped.into()));

    // The archive, and one record of it.
    let file = words(&done, "archive");
    let check = || demo.place.run(&["audit", "verify", "--archive", &file, "--data", "demo", "--json"]);
    let checked = check();
    assert_eq!(checked.status, 0, "{}", checked.err);
    assert_eq!((&checked.json()["bodies"], &checked.json()["dropped"]), (&dropped.into(), &dropped.into()));
    let named = checked.json()["closings"].as_array().map(Vec::len);
    assert_eq!(named.and_then(|named| u64::try_from(named).ok()), done["closings"].as_u64());
    let kept = fs::read_to_string(&file).or_else(|_| fs::read_to_string(demo.place.path(&file))).expect("an archive");
    let (n, rest) = kept.lines().nth(1).expect("a body").split_once(' ').expect("a number");
    let bytes = rest.split_once(' ').expect("a link").1;
    let bare = demo.place.run(&["audit", "prove", n, "--out", "proof", "--data", "demo"]);
    let sha256 = words(&done, "sha256");
    assert!(
        bare.status == 2 && bare.err.contains("was dropped under record") && bare.err.contains(&sha256),
        "{}",
        bare.err
    );
    demo.place.done(&["audit", "prove", n, "--archive", &file, "--out", "proof", "--data", "demo"]);
    let read = |name: &str| fs::read(demo.place.path("proof").join(name)).expect("written");
    assert_eq!(read("event.json"), bytes.as_bytes());
    let vkey = demo.place.done(&["audit", "checkpoint", "--vkey", "--data", "demo", "--json"]).json();
    let key = words(&vkey, "vkey").parse().expect("a key");
    let signed = Checkpoint::open(&String::from_utf8(read("checkpoint.txt")).expect("text"), &key).expect("signed");
    let proof = Proof::parse(&read("proof.json")).expect("a proof");
    assert_eq!(proof.shows(&read("event.json"), &signed).expect("it holds").to_string(), n);

    // Programs and pages.
    let auditor = demo.token(&one("auditor").email);
    let ask = |path: String| demo.client.ask(Call::get(path).by(&auditor).header("amana-purpose", "audit"));
    let gone = ask(format!("/api/v1/audit/events/{n}/proof")).expect(410);
    let detail = words(&gone, "detail");
    let hex = audit::hash::to_hex(&leaf(bytes.as_bytes()));
    assert!(detail.contains("was dropped under record") && detail.contains(&hex), "{detail}");
    let listed = ask("/api/v1/audit/events?action=log_closed".to_owned()).expect(200);
    assert_eq!(words(&listed["items"][0]["facts"], "archive"), sha256);
    let under = listed["items"][0]["n"].as_u64().expect("a number");
    ask(format!("/api/v1/audit/events/{under}/proof")).expect(200);
    ask("/api/v1/audit/events/99999999/proof".to_owned()).expect(404);

    let as_auditor = Call::new("POST", "/demo/persona");
    let form = format!("person={}", one("auditor").email.replace('@', "%40"));
    let signed_in = demo.client.ask(as_auditor.body("application/x-www-form-urlencoded", form));
    let cookie =
        signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
    for (lang, told) in [("en", "was dropped"), ("ar", "أُتلف نص القيد")] {
        let page =
            |path: String| demo.client.ask(Call::get(path).header("cookie", format!("{cookie}; language={lang}")));
        let dropped = page(format!("/operator/audit/{n}"));
        let text = dropped.text();
        assert_eq!(dropped.status, 410, "{text}");
        assert!([told, &hex, &sha256].iter().all(|part| text.contains(part)), "{text}");
        let listed = page("/operator/audit".to_owned()).text();
        assert!(listed.contains(&dropped_in_all), "{listed}");
    }

    // A body of the archive that somebody changed.
    let path = [demo.place.path(&file), file.clone().into()].into_iter().find(|path| path.exists()).expect("there");
    fs::write(&path, kept.replacen("\"action\":\"", "\"action\":\"x", 1)).expect("written");
    assert_eq!(check().status, 1, "its last line says other bytes");
}

#[test]
fn a_closing_that_is_killed_anywhere_is_finished_by_the_next_and_the_log_holds_all_the_while() {
    let dpo = &one("dpo").email;
    let demo = old();
    let (bodies, none, _) = counts(&demo);
    assert_eq!(none, 0);
    let mut cut = 0;
    for nth in 0..40_u64 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amana"));
        command.args(close(dpo, &[])).current_dir(demo.place.path("")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut closing = command.spawn().expect("starts");
        sleep(Duration::from_millis(nth * 8));
        drop(closing.kill());
        let ended = closing.wait().expect("ended");
        cut += u64::from(!ended.success());
        let (kept, dropped, closings) = counts(&demo);
        assert_eq!(kept + dropped, bodies, "killed after {} ms", nth * 8);
        assert_eq!(dropped > 0, closings > 0);
        if ended.success() || nth % 5 == 0 {
            demo.verify();
        }
        if ended.success() {
            break;
        }
    }
    assert!(cut >= 3, "killed {cut} times");
    let done = demo.place.run(&close(dpo, &[]));
    assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    let again = demo.place.done(&close(dpo, &[])).json();
    assert_eq!(again["dropped"], 0, "nothing is left to drop");
    demo.verify();
    let archive = fs::read_dir(demo.place.path("demo/archives")).expect("there").next().expect("one").expect("read");
    let file = archive.path().display().to_string();
    let checked = demo.place.done(&["audit", "verify", "--archive", &file, "--data", "demo", "--json"]).json();
    assert_eq!((&checked["dropped"], &checked["bodies"]), (&counts(&demo).1.into(), &counts(&demo).1.into()));
}

#[test]
fn whatever_is_taken_away_beside_a_closing_is_found() {
    let demo = old();
    demo.place.done(&close(&one("dpo").email, &["--no-archive"]));
    demo.verify();
    assert!(!demo.place.path("demo/archives").exists());
    let found = |trick: &str, told: &str| {
        open(&demo).execute_batch(trick).expect("changed");
        settle(&demo);
        let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && heard.contains(told), "{trick}: {heard}");
    };
    settle(&demo);
    let file = demo.place.path("demo/db/amana.db");
    let kept = fs::read(&file).expect("read");
    for (trick, told) in sql("trick") {
        found(trick, told);
        fs::write(&file, &kept).expect("put back");
        demo.verify();
    }
    assert_eq!(sql("trick").count(), 4);
    // A body goes as if a closing had dropped it: its leaf and link are right, and the closing did not name it.
    let n = count(&demo, "one");
    let bytes = open(&demo)
        .query_row(sql("its bytes").next().expect("a line").0, [n.cast_signed()], |row| row.get::<_, Vec<u8>>(0));
    let leaf = audit::hash::to_hex(&leaf(&bytes.expect("bytes")));
    let (trick, told) = sql("beside").next().expect("a line");
    found(&trick.replace("{leaf}", &leaf).replace("{n}", &n.to_string()), told);
    for (refused, _) in sql("guarded") {
        open(&demo).execute_batch(refused).expect_err(refused);
    }
}

#[test]
fn a_verification_that_was_killed_goes_on_and_a_foreign_stale_or_changed_state_is_refused() {
    let demo = Demo::stopped();
    let records = demo.verify();
    let state = demo.place.path("state");
    let args = ["audit", "verify", "--state", "state", "--data", "demo", "--json"];
    let kept = awaited("a verification that was cut off", || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amana"));
        command.args(args).current_dir(demo.place.path("")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = command.spawn().expect("starts");
        while running.try_wait().expect("asked").is_none() && !state.exists() {
            std::hint::spin_loop();
        }
        drop(running.kill());
        drop(running.wait());
        fs::read(&state).ok()
    });
    let ended = demo.place.done(&args).json();
    let resumed = ended["resumed"].as_u64().expect("where it went on");
    assert!(resumed >= 256 && resumed.is_multiple_of(256) && resumed < records, "{ended}");
    assert_eq!((&ended["rows"], &ended["verified"]), (&records.into(), &records.into()), "both runs together");
    assert!(!state.exists(), "it is complete");
    let whole = demo.place.done(&["audit", "verify", "--data", "demo", "--json"]).json();
    for same in ["last", "tree", "rows", "findings", "cases", "entries"] {
        assert_eq!(ended[same], whole[same], "{same}");
    }

    let refused = |told: &str| {
        let said = demo.place.run(&args);
        assert!(said.status == 3 && said.err.contains(told) && said.err.contains("remove it"), "{told}: {}", said.err);
        assert!(state.exists(), "it is left as it was");
    };
    let mut changed = kept.clone();
    let digit = changed.iter().position(u8::is_ascii_digit).expect("a digit");
    changed[digit] ^= 1;
    for bytes in [&changed[..], &kept[..kept.len() / 2], b"", b"\n"] {
        fs::write(&state, bytes).expect("written");
        refused("was changed, or was not kept by a verification with this key");
    }
    // Another link under its number, another tree, and a log that ends before it.
    fs::write(&state, &kept).expect("written");
    let file = demo.place.path("demo/db/amana.db");
    settle(&demo);
    let sound = fs::read(&file).expect("read");
    for (trick, told) in sql("state") {
        open(&demo).execute_batch(&trick.replace("{n}", &resumed.to_string())).expect("changed");
        settle(&demo);
        refused(told);
        fs::write(&file, &sound).expect("put back");
    }
    // What the first run read of the cases and their books, the second one still knows.
    let of_cases = |line: &&str| line.contains("case_file") || line.contains("ledger_");
    let changes = include_str!("edited.sql").lines().filter(of_cases);
    let changes: Vec<_> = changes.filter_map(|line| line.split_once(" -- ")).collect();
    assert!(changes.len() >= 9, "{changes:?}");
    for (change, told) in changes {
        open(&demo).execute_batch(change).expect("changed");
        let said = demo.place.run(&args);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && told.split(" | ").all(|told| heard.contains(told)), "{change}: {heard}");
        settle(&demo);
        fs::write(&file, &sound).expect("put back");
        fs::write(&state, &kept).expect("written");
    }
    assert_eq!(demo.place.done(&args).json()["resumed"], resumed, "the log is what it was");
}
