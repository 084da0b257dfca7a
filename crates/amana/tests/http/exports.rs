//! What is held about somebody, over the wire: asked, built by the running server's own job, taken once by each link; and what
//! strangers, wrong links and SIGKILL make of it.

use serde_json::{Value, json};

use crate::client::{Answer, Call, Client};
use crate::description::Description;
use crate::foreign::bodies;
use crate::world::{Demo, awaited, of_agency, one, people, shared};

const EXPORTS: &str = "/api/v1/me/exports";

fn of(id: &str) -> String {
    format!("{EXPORTS}/{id}")
}

fn ask(client: &Client, token: &str, key: &str) -> Answer {
    client.ask(Call::new("POST", EXPORTS).by(token).header("idempotency-key", key))
}

fn id_of(export: &Value) -> String {
    export["id"].as_str().expect("an id").to_owned()
}

pub fn made(client: &Client, token: &str, key: &str) -> String {
    let id = id_of(&ask(client, token, key).expect(202));
    awaited("the file", || (client.see(token, &of(&id))["stage"] == "ready").then_some(()));
    id
}

pub fn link(client: &Client, token: &str, id: &str) -> String {
    let link = client.ask(Call::new("POST", format!("{}/link", of(id))).by(token)).expect(201);
    link["path"].as_str().expect("a path").to_owned()
}

#[test]
fn a_file_is_asked_once_taken_once_by_each_link_and_destroyed() {
    let client = &shared().client;
    let token = &people("customer")[8].token;
    let id = made(client, token, "export-1");
    assert_eq!(id_of(&ask(client, token, "export-1").expect(202)), id, "the same request is the same export");
    let path = link(client, token, &id);
    assert_eq!(client.ask(Call::new("HEAD", path.clone()).by(token)).status, 404, "the head alone uses nothing up");
    let file = client.ask(Call::get(path.clone()).by(token));
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/zip")));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"data.zip\""));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert!(file.text().starts_with("PK"));
    let again = client.ask(Call::get(path).by(token));
    assert_eq!((again.status, again.problem().as_str()), (404, "/problems/not-found"));
    let export = client.see(token, &of(&id));
    assert_eq!((export["taken"].as_array().map(Vec::len), export["left"].as_u64()), (Some(1), Some(9)));
    client.ask(Call::new("DELETE", of(&id)).by(token)).expect(204);
    assert_eq!(client.see(token, &of(&id))["stage"], "revoked");
    let gone = client.ask(Call::new("POST", format!("{}/link", of(&id))).by(token));
    assert_eq!((gone.status, gone.json()["rule"].as_str()), (409, Some("export_not_ready")));
}

#[test]
fn exports_and_links_of_others_answer_like_none() {
    let client = &shared().client;
    let token = &people("customer")[9].token;
    let id = made(client, token, "export-2");
    let path = link(client, token, &id);
    let last = path.rsplit('/').next().expect("a token").to_owned();
    let before = client.see(token, &of(&id));
    let callers = [
        &people("customer")[3].token,
        &of_agency("agency_admin", "AG-004").token,
        &shared().token(&people("worker")[10].email),
        &one("moderator").token,
    ];
    let mut asked = 0;
    for route in
        Description::ours().routes().into_iter().filter(|route| route.path.starts_with("/api/v1/me/exports/{id}"))
    {
        for (by, (content, body)) in
            callers.iter().flat_map(|by| bodies(&route).into_iter().map(move |body| (by, body)))
        {
            let ask = |id: &str, link: &str| {
                let call = Call::new(&route.method, route.path.replace("{id}", id).replace("{token}", link)).by(by);
                client.ask(if content.is_empty() { call } else { call.body(content, body.clone()) })
            };
            let nothing = ask("01900000-0000-7000-8000-000000000001", "nonsense");
            assert_eq!(nothing.status, 404, "{route:?}: {}", nothing.text());
            for name in [id.as_str(), "nothing", "%FF"] {
                assert_eq!(ask(name, &last), nothing, "{route:?}: {name}");
                asked += 1;
            }
        }
    }
    assert!(asked >= 48, "{asked}");
    assert_eq!(client.see(token, &of(&id)), before);
    let own = |link: &str| client.ask(Call::get(format!("{}/files/{link}", of(&id))).by(token));
    let nothing = own("nonsense");
    assert_eq!(own(&last).status, 200, "the stranger's try used nothing up");
    assert_eq!(own(&last), nothing, "a used link is like one that never was");
}

#[test]
fn an_officer_asks_about_a_draft_with_a_reason_and_nobody_else_does() {
    let client = &shared().client;
    let admin = &of_agency("agency_admin", "AG-021").token;
    let drafts = client.all(admin, "/api/v1/workers?state=roster:draft");
    let drafts: Vec<&str> = drafts.iter().filter_map(|draft| draft["reference"].as_str()).collect();
    let ask = |token: &str, draft: &str, reason: &str| {
        let body = json!({ "reason": reason });
        client.ask(Call::post(format!("/api/v1/workers/{draft}/exports"), &body).by(token))
    };
    let reason = "They asked at the office, and get it there on paper.";
    assert_eq!(ask(admin, drafts[0], reason).status, 403);
    assert_eq!(ask(&one("moderator").token, drafts[0], reason).status, 404, "no other staff knows of a draft");
    let dpo = &one("dpo").token;
    let wrong = ask(dpo, drafts[0], " ").expect(422);
    assert_eq!(wrong["errors"][0]["pointer"], "/reason");
    // Whoever signs in asks there; the others are answered.
    let answered = |draft: &&str| {
        let answer = ask(dpo, draft, reason);
        assert!(answer.status == 202 || answer.json()["rule"] == "export_signs_in", "{}", answer.text());
        (answer.status == 202).then(|| ((*draft).to_owned(), id_of(&answer.json())))
    };
    let (draft, id) = drafts.iter().find_map(answered).expect("a draft of somebody without a sign-in");
    let ready = awaited("the file", || Some(client.see(dpo, &of(&id))).filter(|export| export["stage"] == "ready"));
    assert_eq!((ready["worker"].as_str(), ready["reason"].as_str()), (Some(draft.as_str()), Some(reason)));
    let file = client.ask(Call::get(link(client, dpo, &id)).by(dpo));
    assert_eq!(file.status, 200);
    assert_eq!(client.ask(Call::get(format!("/api/v1/workers/{draft}")).by(dpo)).status, 404, "and sees no more of it");
}

#[test]
fn an_export_that_is_killed_is_made_when_the_server_comes_back() {
    let mut demo = Demo::new();
    let token = &people("customer")[5].token;
    for round in 0..3 {
        let key = format!("killed-{round}");
        let id = id_of(&ask(&demo.client, token, &key).expect(202));
        demo.kill();
        demo.start();
        awaited("the file", || (demo.client.see(token, &of(&id))["stage"] == "ready").then_some(()));
        let file = demo.client.ask(Call::get(link(&demo.client, token, &id)).by(token));
        assert!(file.status == 200 && file.text().starts_with("PK"));
    }
    let listed = demo.client.list(token, EXPORTS);
    assert_eq!(listed.len(), 3, "each was asked once");
    demo.verify();
}
