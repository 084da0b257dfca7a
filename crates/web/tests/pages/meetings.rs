//! A meeting's entry for a calendar, as each party takes it from page and interface, and as nobody else does.

use axum::http::Method;
use domain::consent::{ConsentKind, ConsentMethod};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::a_case;

const CUSTOMER: &str = "p6@people.example";
const AGENCY: &str = "p3@people.example";
const WORKER: &str = "selam@people.example";
const STRANGERS: [&str; 2] = ["p5@people.example", "p7@people.example"];
const WAY: &str = "Second floor, the glass door";

async fn step(t: &TestHouse, email: &str, case: &str, mut step: Value) {
    let program = Browser::program(t, email).await;
    let seen = program.send(Method::GET, &format!("/api/v1/cases/{case}"), String::new(), &[]).await;
    let now: Value = serde_json::from_str(&seen.text).expect("the case");
    step["version"] = now["version"].clone();
    let json = [("content-type", "application/json")];
    let taken = program.send(Method::POST, &format!("/api/v1/cases/{case}/steps"), step.to_string(), &json).await;
    assert!(taken.status.is_success(), "{step}: {}", taken.text);
}

/// A case with a meeting at the agency's office, which all three agreed to.
pub async fn agreed(t: &TestHouse) -> String {
    let case = a_case(t).await;
    let consent = json!({ "kind": ConsentKind::Meet, "language": "am", "method": ConsentMethod::InApp });
    let worker = Browser::program(t, WORKER).await;
    let own: Value = serde_json::from_str(&worker.send(Method::GET, "/api/v1/workers", String::new(), &[]).await.text)
        .expect("their own record");
    let id = own["items"][0]["id"].as_str().expect("an id");
    let json = [("content-type", "application/json")];
    let given = worker.send(Method::POST, &format!("/api/v1/workers/{id}/consents"), consent.to_string(), &json).await;
    assert!(given.status.is_success(), "{}", given.text);
    let starts = t.clock_now() + SignedDuration::from_hours(48);
    let slot = json!({ "starts_at": starts, "minutes": 45, "place": "agency_office", "way": WAY });
    step(t, CUSTOMER, &case, json!({ "step": "hold" })).await;
    step(t, AGENCY, &case, json!({ "step": "accept", "attest": ["conflict_checked"] })).await;
    step(t, AGENCY, &case, json!({ "step": "propose_meeting", "slots": [slot], "weekend": true })).await;
    step(t, CUSTOMER, &case, json!({ "step": "choose_slot", "slot": 0 })).await;
    step(t, WORKER, &case, json!({ "step": "agree_meeting", "interpreter": "am" })).await;
    case
}

/// The unfolded lines of an entry.
fn lines(entry: &str) -> Vec<String> {
    assert!(entry.ends_with("\r\n") && entry.split("\r\n").all(|line| line.len() <= 75), "{entry}");
    entry.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn has(entry: &str, line: &str) -> bool {
    lines(entry).iter().any(|one| one == line)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_party_takes_the_meeting_into_a_calendar_and_out_of_it_again_and_nobody_else_learns_of_it() {
    let t = TestHouse::new().await;
    let case = agreed(&t).await;
    let path = format!("/api/v1/cases/{case}/meeting.ics");
    let mut uid = String::new();
    for (email, portal) in [(CUSTOMER, "customer"), (AGENCY, "agency"), (WORKER, "worker")] {
        let by_program = Browser::program(&t, email).await.send(Method::GET, &path, String::new(), &[]).await;
        let by_page = Browser::signed_in(&t, email).await.get(&format!("/{portal}/cases/{case}/meeting.ics")).await;
        assert_eq!(by_program.text, by_page.text, "{portal}");
        let entry = by_page.text;
        for line in
            ["METHOD:PUBLISH", "SEQUENCE:0", "STATUS:CONFIRMED", "DTSTART:20260106T060000Z", "DTEND:20260106T064500Z"]
        {
            assert!(has(&entry, line), "{line} in {entry}");
        }
        assert!(has(&entry, &format!("LOCATION:{}", WAY.replace(',', "\\,"))), "{entry}");
        for nobody in ["Selam", "Tesfaye", "Salim", "Habsi", "people.example", "+968"] {
            assert!(!entry.contains(nobody), "{nobody} in {entry}");
        }
        uid = lines(&entry).into_iter().find(|line| line.starts_with("UID:")).expect("a name");
    }
    for email in STRANGERS {
        let stranger = Browser::program(&t, email).await;
        let foreign = stranger.send(Method::GET, &path, String::new(), &[]).await;
        let unused = stranger.send(Method::GET, "/api/v1/cases/C-0000001/meeting.ics", String::new(), &[]).await;
        assert_eq!((foreign.status, &foreign.text), (unused.status, &unused.text), "{email}");
        assert_eq!(foreign.status, 404);
    }
    step(&t, AGENCY, &case, json!({ "step": "cancel" })).await;
    let off = Browser::program(&t, CUSTOMER).await.send(Method::GET, &path, String::new(), &[]).await.text;
    for line in ["METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED", uid.as_str()] {
        assert!(has(&off, line), "{line} in {off}");
    }
    assert!(
        !off.contains("LOCATION") && !off.contains("glass"),
        "where it would have been is nobody's business any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_card_of_a_meeting_says_how_one_meets_without_anybodys_number() {
    let t = TestHouse::new().await;
    let case = agreed(&t).await;
    let page = Browser::signed_in(&t, CUSTOMER).await.get(&format!("/customer/cases/{case}")).await;
    for words in [WAY, "never at home", "Muscat time", "data-own", "needs an interpreter", "Add to my calendar"] {
        assert!(page.text.contains(words), "{words}");
    }
    let staff = Browser::signed_in(&t, "p1@people.example").await.get(&format!("/operator/cases/{case}")).await;
    assert!(staff.text.contains("Muscat time") && !staff.text.contains(WAY) && !staff.text.contains("meeting.ics"));
}
