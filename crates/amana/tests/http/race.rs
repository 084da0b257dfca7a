//! 512 callers want the same worker at the same moment. One gets the hold; the others a reason.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread::scope;

use serde_json::json;

use crate::client::{Answer, Call, Client};
use crate::world::{Demo, people};

pub const CALLERS: usize = 512;

/// Lets 512 callers hold at once, each in the case of its household. Returns what they were told.
pub fn race(client: &Client, homes: &[String], profile: &str) -> Vec<Answer> {
    let cases = open_cases(client, homes, profile);
    let ready = Barrier::new(CALLERS);
    scope(|threads| {
        let held = cases.iter().cycle().take(CALLERS).map(|(home, case)| {
            let ready = &ready;
            threads.spawn(move || {
                let hold = Call::post(format!("/api/v1/cases/{case}/steps"), &json!({ "step": "hold", "version": 1 }));
                ready.wait();
                client.ask(hold.by(home))
            })
        });
        let held: Vec<_> = held.collect();
        held.into_iter().map(|one| one.join().expect("an answer")).collect()
    })
}

/// A case for each household: it asks about a profile once, and its members hold in the same case.
fn open_cases<'a>(client: &Client, homes: &'a [String], profile: &str) -> Vec<(&'a String, String)> {
    let body = json!({ "kind": "placement", "profile": profile });
    let open = |home: &'a String| {
        let answer = client.ask(Call::post("/api/v1/cases", &body).by(home));
        let asks_already = answer.status == 409;
        (!asks_already).then(|| (home, answer.expect(201)["id"].as_str().expect("an id").to_owned()))
    };
    let cases: Vec<_> = homes.iter().filter_map(open).collect();
    assert!(cases.len() > 10, "{} households race", cases.len());
    cases
}

/// One winner, everybody else a conflict with a reason, and one live hold.
pub fn judge(client: &Client, answers: &[Answer], agency: &str, homes: &[String], profile: &str) {
    let mut told: BTreeMap<(u16, String), usize> = BTreeMap::new();
    for answer in answers {
        let rule = if answer.status == 200 { String::new() } else { answer.problem() };
        *told.entry((answer.status, rule)).or_default() += 1;
    }
    let won = told.get(&(200, String::new())).copied();
    assert_eq!(won, Some(1), "{told:?}");
    assert!(told.keys().all(|(status, _)| matches!(status, 200 | 409)), "{told:?}");
    let held = client.all(agency, "/api/v1/cases?state=held");
    assert_eq!(
        held.iter().filter(|case| case["profile"] == *profile).count(),
        1,
        "one live hold, as the agency sees it"
    );
    let own = homes.iter().flat_map(|home| client.all(home, "/api/v1/cases?state=held"));
    assert_eq!(own.filter(|case| case["profile"] == *profile).count(), 1, "one live hold, as the households see it");
    assert_eq!(client.see("", &format!("/api/v1/catalogue/{profile}"))["fields"]["held"]["value"], true);
}

#[test]
fn of_512_callers_who_hold_one_worker_at_once_exactly_one_wins() {
    let demo = Demo::new();
    let shown = demo.client.all("", "/api/v1/catalogue");
    let free = shown.iter().find(|profile| {
        profile["fields"]["agency"]["value"] == "AG-021" && profile["fields"]["held"]["value"] == false
    });
    let profile = free.expect("somebody free")["reference"].as_str().expect("a text");
    let homes: Vec<String> = people("customer").into_iter().map(|home| home.token.clone()).collect();
    let answers = race(&demo.client, &homes, profile);
    assert_eq!(answers.len(), CALLERS);
    let agency = &crate::world::of_agency("agency_admin", "AG-021").token;
    judge(&demo.client, &answers, agency, &homes, profile);
    demo.verify();
}
