//! A roster's import over the wire: sent, tried, taken in by the running server's own job, listened to, undone, killed.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::bad_input::form;
use crate::client::{Answer, Call, Client};
use crate::description::Description;
use crate::foreign::bodies;
use crate::world::{Demo, awaited, of_agency, people, shared};

/// A list of so many workers, whose passports begin like this.
pub fn list(passports: &str, rows: usize) -> String {
    let mut list = "Full name,First name,Date of birth,Nationality,Languages,Work,Passport no\n".to_owned();
    for n in 0..rows {
        writeln!(list, "Abeba Tesfaye,Abeba,1990-03-14,Ethiopia,Amharic,Housekeeper,{passports}{n:06}")
            .expect("a string takes all");
    }
    list
}

pub fn send(client: &Client, token: &str, list: &str, key: &str) -> Answer {
    let body = form(&[("file", "list.csv", list.as_bytes())]);
    let call = Call::new("POST", "/api/v1/imports").by(token).body("multipart/form-data; boundary=cut", body);
    client.ask(call.header("idempotency-key", key))
}

fn one(id: &str) -> String {
    format!("/api/v1/imports/{id}")
}

fn id_of(begun: &Value) -> String {
    begun["import"]["id"].as_str().expect("an id").to_owned()
}

fn ended(client: &Client, token: &str, id: &str, state: &str) -> Value {
    awaited(state, || Some(client.see(token, &one(id))).filter(|import| import["state"] == state))
}

#[test]
fn a_list_is_sent_once_taken_once_told_as_it_goes_and_undone() {
    let client = &shared().client;
    let token = &of_agency("agency_admin", "AG-033").token;
    let before = client.all(token, "/api/v1/workers").len();
    let text = format!("{}Nobody Here,Nobody,1990-03-14,Atlantis,Amharic,Housekeeper,EY999999\n", list("EY", 30));
    let begun = send(client, token, &text, "import-1").expect(201);
    let again = send(client, token, &text, "import-1").expect(201);
    assert_eq!(begun, again, "the same request is the same import");
    let id = id_of(&begun);
    assert_eq!(send(client, token, &list("EX", 3), "import-1").status, 422, "a key of another list");
    let take = Call::post(format!("{}/take", one(&id)), &json!({ "version": 1 })).by(token);
    client.ask(take).expect(202);
    let events = client.ask(Call::get(format!("{}/events", one(&id))).by(token));
    assert_eq!((events.status, events.header("content-type")), (200, Some("text/event-stream")));
    let told = events.text();
    assert!(told.contains("event: end") && told.contains("\"accepted\":30"), "{told}");
    let done = ended(client, token, &id, "done");
    assert_eq!(
        (done["accepted"].as_u64(), done["refused"].as_u64(), done["dealt"].as_u64()),
        (Some(30), Some(1), Some(31))
    );
    let refused = client.ask(Call::get(format!("{}/refused", one(&id))).by(token));
    assert_eq!((refused.status, refused.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(refused.text().contains("Atlantis") && refused.text().lines().count() == 2, "{}", refused.text());
    assert_eq!(client.all(token, "/api/v1/workers").len(), before + 30);

    let undo = |version: &Value| {
        client.ask(Call::post(format!("{}/undo", one(&id)), &json!({ "version": version })).by(token))
    };
    assert_eq!(undo(&json!(1)).problem(), "/problems/stale");
    undo(&done["version"]).expect(202);
    let undone = ended(client, token, &id, "undone");
    assert_eq!((undone["accepted"].as_u64(), undone["kept_until"].is_null()), (Some(0), true));
    let gone = client.ask(Call::get(format!("{}/refused", one(&id))).by(token));
    assert_eq!(gone.status, 409, "{}", gone.text());
}

#[test]
fn lines_are_left_out_and_the_version_may_stand_in_a_header() {
    let client = &shared().client;
    let token = &of_agency("agency_admin", "AG-033").token;
    let begun = send(client, token, &list("EV", 6), "import-5").expect(201);
    let id = id_of(&begun);
    let take = |body: &Value, seen: &str| {
        client.ask(Call::post(format!("{}/take", one(&id)), body).by(token).header("if-match", seen))
    };
    let both = take(&json!({ "lines": [2], "without": [3] }), "\"1\"");
    assert_eq!(both.expect(422)["errors"][0]["pointer"], "/without");
    assert_eq!(take(&json!({ "without": [3] }), "\"7\"").problem(), "/problems/stale");
    assert_eq!(take(&json!({ "version": 2 }), "\"1\"").expect(422)["errors"][0]["pointer"], "If-Match");
    let missing = client.ask(Call::post(format!("{}/take", one(&id)), &json!({})).by(token));
    assert_eq!(missing.expect(422)["errors"][0]["pointer"], "/version");
    take(&json!({ "without": [3, 7] }), "\"1\"").expect(202);
    let done = ended(client, token, &id, "done");
    assert_eq!((done["accepted"].as_u64(), done["chosen"].as_u64()), (Some(4), Some(4)), "{done}");
}

#[test]
fn a_roster_is_exported_for_a_purpose_and_reads_in_again() {
    let client = &shared().client;
    let admin = of_agency("agency_admin", "AG-004");
    let export = |token: &str, purpose: &str| {
        let call = Call::get("/api/v1/workers/export").by(token);
        client.ask(if purpose.is_empty() { call } else { call.header("amana-purpose", purpose) })
    };
    assert_eq!(export(&admin.token, "").status, 403, "no purpose");
    assert_eq!(
        export(&of_agency("agency_user", "AG-004").token, "verify").status,
        403,
        "papers are the admin's to open"
    );
    assert_eq!(export(&people("customer")[3].token, "verify").status, 404);
    let roster = export(&admin.token, "verify");
    assert_eq!(roster.status, 200, "{}", roster.text());
    let rows = client.all(&admin.token, "/api/v1/workers").len();
    let text = roster.text();
    assert!(text.contains("Passport") && text.lines().count() > rows / 2, "{} of {rows}", text.lines().count());
    let begun = send(client, &admin.token, &text, "import-4").expect(201);
    assert_eq!(begun["questions"], json!([]), "our own list leaves nothing to ask");
    let id = id_of(&begun);
    let preview = client.ask(Call::post(format!("{}/preview", one(&id)), &json!({})).by(&admin.token)).expect(200);
    assert_eq!(preview["accepted"].as_u64(), Some(0), "everybody is known: {preview}");
    assert!(preview["known"].as_u64().is_some_and(|known| known > 20), "{preview}");
}

#[test]
fn imports_of_others_answer_like_none() {
    let client = &shared().client;
    let admin = &of_agency("agency_admin", "AG-033").token;
    let id = id_of(&send(client, admin, &list("EW", 2), "import-2").expect(201));
    let before = client.see(admin, &one(&id));
    let callers = [
        &of_agency("agency_admin", "AG-004").token,
        &people("customer")[3].token,
        &shared().token(&people("worker")[11].email),
        &crate::world::one("moderator").token,
    ];
    let mut asked = 0;
    for route in Description::ours().routes().into_iter().filter(|route| route.path.starts_with("/api/v1/imports/{id}"))
    {
        for (token, (content, body)) in
            callers.iter().flat_map(|by| bodies(&route).into_iter().map(move |body| (by, body)))
        {
            let ask = |id: &str| {
                let call = Call::new(&route.method, route.path.replace("{id}", id)).by(token);
                client.ask(if content.is_empty() { call } else { call.body(content, body.clone()) })
            };
            let nothing = ask("01900000-0000-7000-8000-000000000001");
            assert_eq!(nothing.status, 404, "{route:?}: {}", nothing.text());
            for name in [id.as_str(), "nothing", "%FF"] {
                assert_eq!(ask(name), nothing, "{route:?}: {name}");
                asked += 1;
            }
        }
    }
    assert!(asked > 60, "{asked}");
    assert_eq!(client.see(admin, &one(&id)), before);
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_stood_and_nothing_is_there_twice() {
    const ROWS: usize = 3000;
    let mut demo = Demo::new();
    let token = &of_agency("agency_admin", "AG-033").token;
    let before = demo.client.all(token, "/api/v1/workers").len();
    let id = id_of(&send(&demo.client, token, &list("EV", ROWS), "import-3").expect(201));
    let take = Call::post(format!("{}/take", one(&id)), &json!({ "version": 1 })).by(token);
    demo.client.ask(take).expect(202);
    let mut kills = 0;
    let mut stood = 0;
    loop {
        let dealt = awaited("it moves", || {
            let import = demo.client.see(token, &one(&id));
            let dealt = import["dealt"].as_u64().expect("a count");
            (dealt > stood || import["state"] == "done").then_some(dealt)
        });
        if dealt >= ROWS as u64 {
            break;
        }
        demo.kill();
        kills += 1;
        demo.start();
        stood = demo.client.see(token, &one(&id))["dealt"].as_u64().expect("a count");
        assert!(stood >= dealt, "what was told is kept: {stood} of {dealt}");
    }
    let done = ended(&demo.client, token, &id, "done");
    assert!(kills > 0, "it was over before the first blow");
    println!("{kills} kills");
    assert_eq!((done["accepted"].as_u64(), done["known"].as_u64()), (Some(ROWS as u64), Some(0)), "{done}");
    assert_eq!(demo.client.all(token, "/api/v1/workers").len(), before + ROWS);
    demo.verify();
}
