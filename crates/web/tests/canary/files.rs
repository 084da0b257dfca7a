//! Everybody's own file: no canary of anybody else is in it, whatever a case has opened, and of a worker and a household every value
//! that was planted about them is.

use std::io::{Cursor, Read};

use domain::{Class, Role};
use serde_json::Value;

use crate::crawl::{Found, ask};
use crate::planted::{Canary, Owner};
use crate::world::{Person, World};

/// Whose value may be in somebody's file: their own, and of their case what they agree to.
fn is_own(world: &World, person: &Person, canary: &Canary) -> bool {
    let caller = &person.caller;
    let case = |n: usize| match caller.role {
        Role::Worker => world.workers[n].caller.user == caller.user && canary.class != Class::CustomerMoney,
        Role::Customer => world.homes[n].org == caller.org,
        _ => false,
    };
    match canary.owner {
        Owner::Worker(n) => caller.role == Role::Worker && world.workers[n].caller.user == caller.user,
        Owner::Home(n) => caller.role == Role::Customer && world.homes[n].org == caller.org,
        Owner::Case(n) => case(n),
        Owner::Address => person.email == canary.texts[0],
        Owner::Agency(_) | Owner::Nobody => false,
    }
}

/// The text of every part of a file.
fn unpacked(file: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).expect("a ZIP");
    let mut text = String::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).expect("a part");
        text.push_str(&part.name().expect("a name"));
        part.read_to_string(&mut text).expect("text");
    }
    text
}

/// Everybody who is signed in asks for their own file, takes it, and it is searched.
pub async fn everybody_takes_their_own(world: &World, found: &mut Found, stage: &str) {
    // What was asked before is made first.
    world.t.rounds().await;
    let signed_in = || world.people.iter().filter(|person| !person.token.is_empty());
    for person in signed_in() {
        let asked = ask(world, person, "POST", "/api/v1/me/exports", None, Some(&Value::Null)).await;
        assert_eq!(asked.status, 202, "{stage}: {}: {}", person.who, asked.body);
    }
    world.t.rounds().await;
    for person in signed_in() {
        let listed = ask(world, person, "GET", "/api/v1/me/exports", None, None).await;
        let listed: Value = serde_json::from_str(&listed.body).expect("JSON");
        let newest = &listed["items"][0];
        assert_eq!(newest["stage"], "ready", "{stage}: {}: {listed}", person.who);
        let path = format!("/api/v1/me/exports/{}/link", newest["id"].as_str().expect("an id"));
        let link = ask(world, person, "POST", &path, None, Some(&Value::Null)).await;
        let link: Value = serde_json::from_str(&link.body).expect("JSON");
        let path = link["path"].as_str().expect("a path");
        let answer = world.http.get(format!("http://{}{path}", world.address)).bearer_auth(&person.token).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200, "{stage}: {}", person.who);
        let headers = format!("{:?}", answer.headers());
        assert!(headers.contains("no-store") && headers.contains("filename=\\\"data.zip\\\""), "{headers}");
        let text = unpacked(&answer.bytes().await.expect("a file"));
        let place = format!("{stage}: the file of {}", person.who);
        found.search(&world.canaries, &place, &text, |_, canary| is_own(world, person, canary));
        let whole = matches!(person.caller.role, Role::Worker | Role::Customer);
        let missing: Vec<_> = world
            .canaries
            .iter()
            .filter(|canary| whole && !canary.short && is_own(world, person, canary) && is_kept_in_sight(canary))
            .filter(|canary| !canary.texts.iter().any(|text_of| text.contains(text_of.as_str())))
            .map(|canary| (canary.column, canary.owner))
            .collect();
        assert!(missing.is_empty(), "{place} lacks {missing:?}");
    }
}

/// What a case says is told in the states in which its pages tell it; what is kept of somebody themself, in all.
fn is_kept_in_sight(canary: &Canary) -> bool {
    !matches!(canary.owner, Owner::Case(_))
}
