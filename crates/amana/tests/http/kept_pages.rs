//! A page of the catalogue that is kept is never older than the catalogue.

use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::world::{Demo, one, people};

fn field(page: &Value, profile: &str, name: &str) -> Value {
    let items = page["items"].as_array().expect("items");
    let found = items.iter().find(|item| item["reference"] == *profile).expect("on the page");
    found["fields"][name]["value"].clone()
}

#[test]
fn a_page_that_was_asked_for_before_shows_at_once_what_has_changed() {
    let demo = Demo::new();
    let page = |token: &str| demo.client.ask(Call::get("/api/v1/catalogue?limit=100").by(token));
    let before = page("");
    assert_eq!(before.status, 200);
    let said = |answer: &Answer| answer.text();
    assert_eq!(said(&page("")), said(&before), "the same page to the same eyes");
    let homes = people("customer");
    assert_eq!(said(&page(&homes[0].token)), said(&before), "all of it is public, whoever asks");
    assert_eq!(said(&page(&one("auditor").token)), said(&before));

    // The first household that may hold one of the free ones does.
    let held = before.json()["items"].as_array().expect("items").iter().find_map(|item| {
        let profile = item["reference"].as_str()?;
        (item["fields"]["held"]["value"] == false).then_some(())?;
        homes.iter().find_map(|home| {
            let ask = json!({ "kind": "placement", "profile": profile });
            let case = demo.client.ask(Call::post("/api/v1/cases", &ask).by(&home.token));
            (case.status == 201).then_some(())?;
            let steps = format!("/api/v1/cases/{}/steps", case.json()["id"].as_str()?);
            let hold = json!({ "step": "hold", "version": 1 });
            let taken = demo.client.ask(Call::post(steps, &hold).by(&home.token));
            (taken.status == 200).then(|| profile.to_owned())
        })
    });
    let held = held.expect("somebody may hold");
    assert_eq!(field(&page("").json(), &held, "held"), true, "the next answer knows");
    assert_eq!(field(&page(&homes[0].token).json(), &held, "held"), true);
}
