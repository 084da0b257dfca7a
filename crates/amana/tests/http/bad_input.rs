//! Input that cannot be meant: each kind is answered with the right status, a problem that names the place and says what to
//! do, in nobody's programming language, and nothing is changed by it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::client::{Answer, Call, Client};
use crate::world::{awaited, of_agency, one, people, shared};

/// Words of the language that the server is written in, and of its libraries. Nobody who calls it knows them.
const INSIDE: &[&str] = &[
    "i64",
    "u32",
    "u8",
    "usize",
    "struct",
    "serde",
    "enum",
    "variant",
    "Some(",
    "None",
    "Err(",
    "unwrap",
    "panicked",
    "sequence",
    "deserialize",
    "sqlite",
    "SQL",
    "rusqlite",
    "axum",
    "hyper",
    "multer",
    "calamine",
    "::",
    ".rs",
    "expected one of",
];

/// A case that waits for its agency, and the token of the agency's user.
struct Waiting {
    path: String,
    version: i64,
    agency: &'static str,
    home: String,
}

fn waiting() -> &'static Waiting {
    static WAITING: OnceLock<Waiting> = OnceLock::new();
    WAITING.get_or_init(|| {
        let client = &shared().client;
        let held = client.all(&one("moderator").token, "/api/v1/cases?state=held");
        let case = &held[0];
        let text = |name: &str| case[name].as_str().expect("a text").to_owned();
        let home = people("customer").into_iter().find(|home| case["customer"] == home.reference);
        Waiting {
            path: format!("/api/v1/cases/{}", text("id")),
            version: case["version"].as_i64().expect("a version"),
            agency: &of_agency("agency_user", &text("agency")).token,
            home: home.expect("their household").token.clone(),
        }
    })
}

/// A problem as it should be; gives the pointers of its faults.
pub fn problem(answer: &Answer, status: u16, what: &str) -> Vec<String> {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    let kind = answer.problem();
    let body = answer.json();
    assert!(kind.starts_with("/problems/") && kind != "/problems/internal", "{what}: {body}");
    assert!(body["title"].as_str().is_some_and(|title| title.len() > 5), "{what}: {body}");
    let faults = body["errors"].as_array().cloned().unwrap_or_default();
    let says = body["detail"].as_str().is_some_and(|detail| detail.len() > 10);
    assert!(says || !faults.is_empty(), "{what} says nothing: {body}");
    for word in INSIDE {
        assert!(!answer.text().contains(word), "{what} speaks of {word}: {body}");
    }
    for fault in &faults {
        assert!(fault["reason"].as_str().is_some_and(|reason| reason.len() > 10), "{what}: {body}");
    }
    faults.iter().map(|fault| fault["pointer"].as_str().expect("a pointer").to_owned()).collect()
}

/// The case as its agency sees it must be the same afterwards.
fn unchanged(what: impl FnOnce(&Client, &Waiting)) {
    let (client, case) = (&shared().client, waiting());
    let look = || (client.see(case.agency, &case.path), client.all(case.agency, &format!("{}/timeline", case.path)));
    let before = look();
    what(client, case);
    assert_eq!(look(), before, "something changed");
}

#[test]
fn a_wrong_step_is_refused_with_the_place_of_its_fault() {
    unchanged(|client, case| {
        let version = case.version;
        let step = |body: &Value| client.ask(Call::post(format!("{}/steps", case.path), body).by(case.agency));
        let sound = json!({ "step": "accept", "version": version, "attest": ["conflict_checked"] });
        let with = |name: &str, value: Value| {
            let mut body = sound.clone();
            body[name] = value;
            body
        };
        let refused: &[(Value, u16, &str)] = &[
            (with("step", json!("fly")), 422, "/step"),
            (with("step", json!(7)), 422, "/step"),
            (with("step", json!(null)), 422, "/step"),
            (json!({ "version": version }), 422, "/step"),
            (json!({ "step": "accept" }), 422, "/version"),
            (with("version", json!("1")), 422, "/version"),
            (with("version", json!(1.5)), 422, "/version"),
            (with("version", json!(u64::MAX)), 422, "/version"),
            (with("colour", json!("red")), 422, "/colour"),
            (with("a/b~c", json!(1)), 422, "/a~1b~0c"),
            (with("attest", json!("conflict_checked")), 422, "/attest"),
            (with("attest", json!(["conflict_checked", "sun_shines"])), 422, "/attest/1"),
            (with("attest", json!(["balance_settled"])), 422, "/attest/0"),
            (with("code", json!(123)), 422, "/code"),
            (with("yes", json!(true)), 422, "/yes"),
            (json!({ "step": "choose_slot", "slot": 256, "version": version }), 422, "/slot"),
            (json!({ "step": "choose_slot", "slot": -1, "version": version }), 422, "/slot"),
            (json!({ "step": "record_permit", "granted_on": "31.1.2026", "version": version }), 422, "/granted_on"),
            (json!({ "step": "record_permit", "granted_on": "2026-02-30", "version": version }), 422, "/granted_on"),
            (json!({ "step": "sign", "terms_sha256": "5E", "version": version }), 422, "/terms_sha256"),
            (
                json!({ "step": "propose_meeting", "slots": [{ "starts_at": "soon" }], "version": version }),
                422,
                "/slots/0/starts_at",
            ),
            (
                json!({ "step": "offer", "quote": { "lines": [{ "item": "bribe" }] }, "version": version }),
                422,
                "/quote/lines/0/item",
            ),
            (json!([1]), 422, ""),
            (json!("accept"), 422, ""),
            (json!(null), 422, ""),
        ];
        for (body, status, place) in refused {
            let places = problem(&step(body), *status, &body.to_string());
            assert_eq!(places.first().map(String::as_str), Some(*place), "{body}: {places:?}");
        }
        for (body, kind) in [
            (with("version", json!(version + 1)), "/problems/stale"),
            (with("version", json!(0)), "/problems/stale"),
            (with("version", json!(-5)), "/problems/stale"),
        ] {
            let answer = step(&body);
            problem(&answer, 409, &body.to_string());
            assert_eq!(answer.problem(), kind);
        }
        for (out_of_order, status) in [("file_permit", [409, 403]), ("archive", [403, 409]), ("enquire", [403, 409])] {
            let answer = step(&json!({ "step": out_of_order, "version": version }));
            assert!(status.contains(&answer.status), "{out_of_order}: {}", answer.text());
            problem(&answer, answer.status, out_of_order);
            assert!(answer.json()["rule"].is_string(), "names the rule: {}", answer.text());
        }
    });
}

#[test]
fn a_body_that_is_no_json_of_ours_is_refused_before_anything_is_done() {
    unchanged(|client, case| {
        let paths = [(format!("{}/steps", case.path), case.agency), ("/api/v1/cases".to_owned(), case.home.as_str())];
        let long = format!("{{\"step\":\"{}\"}}", "a".repeat(70_000)).into_bytes();
        let deep = ["[".repeat(30_000), "{\"a\":".repeat(10_000)].map(String::into_bytes);
        let bodies: Vec<(&str, Vec<u8>, u16)> = vec![
            ("cut", b"{\"step\":\"acc".to_vec(), 400),
            ("empty", Vec::new(), 400),
            ("two values", b"{} {}".to_vec(), 422),
            ("no text", b"{\"step\":\"\xff\xfe\",\"version\":1}".to_vec(), 400),
            ("half a character", b"{\"step\":\"\\ud800\",\"version\":1}".to_vec(), 400),
            ("a number without end", format!("{{\"version\":1e{}}}", "9".repeat(400)).into_bytes(), 400),
            ("a list too deep", deep[0].clone(), 400),
            ("too long", long, 413),
        ];
        for (path, token) in &paths {
            for (what, body, status) in &bodies {
                let call = Call::new("POST", path.clone()).by(token).body("application/json", body.clone());
                let answer = client.ask(call);
                // an unknown name or another shape may be met before the end is missed
                let exact = path.ends_with("/steps") && !matches!(*what, "a list too deep" | "two values");
                let status = if exact { *status } else { answer.status };
                assert!(matches!(status, 400 | 413 | 422), "{what}: {}", answer.text());
                problem(&answer, status, &format!("{what} at {path}"));
            }
            let deep = Call::new("POST", path.clone()).by(token).body("application/json", deep[1].clone());
            let answer = client.ask(deep);
            problem(&answer, if path.ends_with("/steps") { 400 } else { 422 }, "objects too deep");
            for kind in [
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/jsonx",
                "multipart/form-data; boundary=x",
            ] {
                let mut call = Call::new("POST", path.clone()).by(token);
                call.body = json!({ "step": "accept", "version": case.version }).to_string().into_bytes();
                if !kind.is_empty() {
                    call = call.header("content-type", kind);
                }
                problem(&client.ask(call), 415, &format!("{kind:?} at {path}"));
            }
        }
        let twice = format!("{{\"version\":{},\"step\":\"accept\",\"step\":\"decline\"}}", case.version);
        let call = Call::new("POST", paths[0].0.clone()).by(case.agency).body("application/json", twice);
        problem(&client.ask(call), 422, "a name that stands twice");
    });
}

#[test]
fn every_route_with_a_body_wants_json_and_no_unknown_field() {
    let (client, ours) = (&shared().client, crate::description::Description::ours());
    let tokens = [&of_agency("agency_admin", "AG-021").token, &people("customer")[0].token];
    for route in ours.routes() {
        let takes = &ours.operation(&route)["requestBody"]["content"];
        if !takes["application/json"].is_object() {
            continue;
        }
        let token = if route.path == "/api/v1/cases" { tokens[1] } else { tokens[0] };
        let path = route.path.replace("{id}", "01900000-0000-7000-8000-000000000001");
        let path = path.replace("{challenge}", "01900000-0000-7000-8000-000000000001");
        let call = || Call::new(&route.method, path.clone()).by(token);
        problem(&client.ask(call().body("text/csv", "a,b")), 415, &format!("{route:?}"));
        let answer = client.ask(call().json(&json!({ "colour": "red" })));
        problem(&answer, 422, &format!("{route:?}"));
        let (_, body) = crate::foreign::bodies(&route).swap_remove(0);
        let mut body: Value = serde_json::from_slice(&body).expect("JSON");
        body["colour"] = json!("red");
        let places = problem(&client.ask(call().json(&body)), 422, &format!("{route:?}"));
        // a worker has many fields that are missing first
        assert!(places.contains(&"/colour".to_owned()) || route.path == "/api/v1/workers", "{route:?}: {places:?}");
    }
}

#[test]
fn a_query_or_header_that_cannot_be_read_is_refused_and_named() {
    let client = &shared().client;
    let token = &of_agency("agency_admin", "AG-021").token;
    for list in ["/api/v1/cases", "/api/v1/workers", "/api/v1/catalogue"] {
        let refused: &[(&str, u16, &str)] = &[
            ("limit=0", 422, "limit"),
            ("limit=101", 422, "limit"),
            ("limit=-1", 400, "limit"),
            ("limit=ten", 400, "limit"),
            ("limit=", 400, "limit"),
            ("limit=99999999999", 400, "limit"),
            ("limit=1&limit=2", 400, "limit"),
            ("colour=red", 400, "colour"),
            ("after=nonsense", 422, "after"),
            ("after=", 422, "after"),
            ("after=%FF%FE", 422, "after"),
            ("after=bnVsbA", 422, "after"),
            ("after=W10", 422, "after"),
        ];
        for (query, status, place) in refused {
            let answer = client.ask(Call::get(format!("{list}?{query}")).by(token));
            assert_eq!(problem(&answer, *status, &format!("{list}?{query}")), [*place], "{list}?{query}");
        }
        let long = Call::get(format!("{list}?after={}", "a".repeat(5000))).by(token);
        assert_eq!(problem(&client.ask(long), 422, "a long cursor"), ["after"]);
    }
    assert_eq!(problem(&client.ask(Call::get("/api/v1/cases?state=roster:none").by(token)), 422, "a state"), ["state"]);
    let day = Call::get("/api/v1/catalogue?available_from=tomorrow");
    assert_eq!(problem(&client.ask(day), 400, "a day"), ["available_from"]);
    let nobody = Call::get("/api/v1/catalogue?language=zz&work=astrologer&q=astrology&experience_min=61");
    assert_eq!(problem(&client.ask(nobody), 422, "filters"), ["work", "language", "q", "experience_min"]);

    let me = |headers: &[(&str, &str)]| {
        let call = Call::get("/api/v1/cases").by(token);
        client.ask(headers.iter().fold(call, |call, (name, value)| call.header(name, *value)))
    };
    assert_eq!(problem(&me(&[("amana-purpose", "curiosity")]), 422, "a purpose"), ["Amana-Purpose"]);
    assert_eq!(problem(&me(&[("amana-purpose", "")]), 422, "no purpose"), ["Amana-Purpose"]);
    problem(&me(&[("amana-purpose", "permit"), ("amana-purpose", "permit")]), 400, "a purpose twice");
    problem(&me(&[("amana-purpose", "permit, audit")]), 422, "two purposes in one");
    problem(&me(&[("amana-organisation", "AG-021"), ("amana-organisation", "AG-021")]), 400, "twice");
    problem(&me(&[("amana-organisation", "AG-999")]), 403, "no organisation of theirs");
    problem(&me(&[("amana-organisation", "AG-004")]), 403, "another's");
    for path in ["/api/v1/nothing", "/api/v2/cases", "/api/v1/cases/", "/api/v1/cases/C-7K2M9QX4/nothing", "/api/"] {
        let answer = client.ask(Call::get(path).by(token));
        assert_eq!(answer.problem(), "/problems/not-found", "{path}");
    }
    for (method, path) in
        [("PUT", "/api/v1/me"), ("DELETE", "/api/v1/cases"), ("PATCH", "/api/v1/catalogue"), ("PUT", "/api/v1/imports")]
    {
        let answer = client.ask(Call::new(method, path).by(token));
        problem(&answer, 405, method);
        assert!(answer.header("allow").is_some(), "{method} {path}: Allow is wanted");
    }
}

#[test]
fn an_idempotency_key_does_its_work_once_and_never_for_another_body() {
    let client = &shared().client;
    let home = &people("customer")[10].token;
    let shown = client.all("", "/api/v1/catalogue");
    let profile = |n: usize| json!({ "kind": "placement", "profile": shown[n]["reference"] });
    let ask = |key: &str, body: &Value, by: &str| {
        client.ask(Call::post("/api/v1/cases", body).by(by).header("idempotency-key", key))
    };
    let count = || client.all(home, "/api/v1/cases").len();
    let before = count();
    let first = ask("key-1", &profile(3), home).expect(201);
    assert_eq!(ask("key-1", &profile(3), home).expect(201)["id"], first["id"], "answered again, done once");
    assert_eq!(count(), before + 1);
    let other = ask("key-1", &profile(4), home);
    assert_eq!(problem(&other, 422, "another body"), ["Idempotency-Key"]);
    let neighbour = ask("key-1", &profile(3), &people("customer")[11].token).expect(201);
    assert_ne!(neighbour["id"], first["id"], "a key is one person's own");
    let long = "k".repeat(129);
    for key in ["", " ", "a b", &long, "ключ"] {
        problem(&ask(key, &profile(5), home), 400, &format!("the key {key:?}"));
    }
    let twice =
        Call::post("/api/v1/cases", &profile(5)).by(home).header("idempotency-key", "a").header("idempotency-key", "b");
    problem(&client.ask(twice), 400, "two keys");
    assert_eq!(count(), before + 1);
    let hold = json!({ "step": "hold", "version": 1, "attest": [] });
    let step = |case: &Value, body: &Value| {
        let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().expect("an id"));
        client.ask(Call::post(path, body).by(home).header("idempotency-key", "key-2"))
    };
    let held = step(&first, &hold).expect(200);
    assert_eq!(step(&first, &hold).expect(200), held);
    problem(&step(&first, &json!({ "step": "cancel", "version": 2 })), 422, "another step");
    client
        .ask(
            Call::post(
                format!("/api/v1/cases/{}/steps", held["id"].as_str().expect("an id")),
                &json!({ "step": "cancel", "version": 2 }),
            )
            .by(home),
        )
        .expect(200);
}

/// What comes back for bytes that no client library would send.
fn raw(bytes: &[u8], hang_up: bool) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", shared().client.port())).expect("connects");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).expect("set");
    // the server may answer and hang up before all is sent
    drop(stream.write_all(bytes));
    if hang_up {
        drop(stream.shutdown(Shutdown::Write));
    }
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn what_is_hardly_http_is_refused_and_harms_nobody() {
    let (client, token) = (&shared().client, &people("customer")[0].token);
    let status = |bytes: Vec<u8>| raw(&bytes, false).split(' ').nth(1).map(str::to_owned).unwrap_or_default();
    let head = format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n");
    assert_eq!(status(format!("{head}\r\n").into_bytes()), "200");
    assert_eq!(status(format!("{head}x-long: {}\r\n\r\n", "a".repeat(600_000)).into_bytes()), "431");
    let many: String = (0..400).map(|n| format!("x-{n}: 1\r\n")).collect();
    assert_eq!(status(format!("{head}{many}\r\n").into_bytes()), "431");
    assert_eq!(status(b"NONSENSE\r\n\r\n".to_vec()), "400");
    assert_eq!(status([head.as_bytes(), b"x-\x00: 1\r\n\r\n"].concat()), "400");
    let purpose = [head.replace("/me", "/cases").as_bytes(), b"amana-purpose: \xff\xfe\r\n\r\n"].concat();
    let answer = raw(&purpose, false);
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("application/problem+json"), "{answer}");
    let twice =
        "POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_ne!(status(twice.as_bytes().to_vec()), "202");
    let cut =
        "POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{";
    assert!(!raw(cut.as_bytes(), true).contains(" 202 "));
    client.see(token, "/api/v1/me");
}

#[test]
fn a_client_that_never_ends_its_request_is_cut_off() {
    let mut slow = TcpStream::connect(("127.0.0.1", shared().client.port())).expect("connects");
    slow.set_read_timeout(Some(std::time::Duration::from_secs(40))).expect("set");
    slow.write_all(b"GET /api/v1/catalogue HTTP/1.1\r\nhost: x\r\nx-slow: ").expect("sent");
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).expect("the server hangs up");
    assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
}

/// A form with these parts: name, file name, bytes.
pub fn form(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    body
}

#[test]
fn a_file_that_is_no_list_is_refused_and_one_bad_row_in_a_thousand_stops_no_other() {
    let client = &shared().client;
    let token = &of_agency("agency_admin", "AG-033").token;
    let import = |parts: &[(&str, &str, &[u8])]| {
        client
            .ask(Call::new("POST", "/api/v1/imports").by(token).body("multipart/form-data; boundary=cut", form(parts)))
    };
    let roster = || client.all(token, "/api/v1/workers").len();
    let before = roster();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");
    let book = std::fs::read_dir(samples).expect("read").map(|entry| entry.expect("an entry").path());
    let book = book.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "xlsx")).expect("a workbook");
    let book = std::fs::read(book).expect("read");
    let cut = &book[..book.len() / 2];
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let files: &[(&str, &[u8], u16)] = &[
        ("cut.xlsx", cut, 422),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 422),
        ("paper.pdf", b"%PDF-1.7\n1 0 obj", 422),
        ("empty.csv", b"", 422),
        ("binary.csv", b"name\x00\x01\x02\xff\xfe", 422),
        ("program", b"\x7fELF\x02\x01\x01", 422),
        ("large.csv", &large, 413),
    ];
    for (name, bytes, status) in files {
        problem(&import(&[("file", name, bytes)]), *status, name);
    }
    let sample = std::fs::read(format!("{samples}/roster-ag-021.csv")).expect("read");
    problem(&import(&[("hijri", "", b"true")]), 422, "no file");
    assert_eq!(problem(&import(&[("file", "a.csv", &sample), ("hijri", "", b"maybe")]), 422, "a word"), ["/hijri"]);
    assert_eq!(problem(&import(&[("file", "a.csv", &sample), ("dates", "", b"maybe")]), 422, "a word"), ["/dates"]);
    assert_eq!(problem(&import(&[("file", "a.csv", &sample), ("colour", "", b"red")]), 422, "a part"), ["/colour"]);
    assert_eq!(problem(&import(&[("file", "a.csv", &sample), ("mapping", "", b"{")]), 422, "a mapping"), ["/mapping"]);
    for kind in ["multipart/form-data", "application/json", "text/csv"] {
        let call = Call::new("POST", "/api/v1/imports").by(token).body(kind, form(&[("file", "a.csv", &sample)]));
        let answer = client.ask(call);
        problem(&answer, answer.status, kind);
        assert!(matches!(answer.status, 400 | 415), "{kind}: {}", answer.text());
    }
    let open = form(&[("file", "a.csv", &sample)]);
    let call = Call::new("POST", "/api/v1/imports")
        .by(token)
        .body("multipart/form-data; boundary=cut", &open[..open.len() / 2]);
    problem(&client.ask(call), 400, "a form without its end");
    assert_eq!(roster(), before, "a refused file changed the roster");

    let mut list = "Full name,First name,Date of birth,Nationality,Languages,Work,Passport no\n".to_owned();
    for n in 0..1000 {
        let birth = if n == 617 { "31/02/1990" } else { "1990-03-14" };
        writeln!(list, "Abeba Tesfaye,Abeba,{birth},Ethiopia,Amharic,Housekeeper,EQ{n:07}")
            .expect("a string takes all");
    }
    let begun = import(&[("file", "list.csv", list.as_bytes())]).expect(201);
    let id = begun["import"]["id"].as_str().expect("an id").to_owned();
    let preview = client.ask(Call::post(format!("/api/v1/imports/{id}/preview"), &json!({})).by(token)).expect(200);
    assert_eq!((preview["accepted"].as_u64(), preview["refused"].as_u64()), (Some(999), Some(1)), "{preview}");
    let fault = &preview["faults"][0];
    assert_eq!((fault["line"].as_u64(), fault["column"].as_str()), (Some(619), Some("C")), "{fault}");
    assert_eq!(roster(), before, "a preview changed the roster");
    let take = json!({ "version": preview["import"]["version"] });
    client.ask(Call::post(format!("/api/v1/imports/{id}/take"), &take).by(token)).expect(202);
    let done = awaited("the import ends", || {
        let import = client.see(token, &format!("/api/v1/imports/{id}"));
        (import["state"] == "done").then_some(import)
    });
    assert_eq!((done["accepted"].as_u64(), done["refused"].as_u64()), (Some(999), Some(1)), "{done}");
    assert_eq!(roster(), before + 999);
}
