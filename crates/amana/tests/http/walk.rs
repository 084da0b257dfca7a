//! One case from the catalogue to the end of its guarantee, through the API alone, as each person in turn; and at each step as
//! everybody else, who is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::world::{Demo, awaited, of_agency, one, people, worker};

/// The people around one case, and strangers, by who they are to it.
struct Stage {
    demo: Demo,
    tokens: BTreeMap<&'static str, String>,
    /// Where the worker's letters go.
    worker_email: String,
    case: String,
}

/// Whoever is no party: the case is not there for them.
const STRANGERS: &[&str] = &["another household", "another agency", "another worker"];
const AGENCY: &[&str] = &["agency user", "agency admin"];

impl Stage {
    /// A household asks for a published profile; everybody who is no household is refused.
    fn open() -> Self {
        let demo = Demo::new();
        let admin = of_agency("agency_admin", "AG-021");
        let (worker_email, profile) = published(&demo, &admin.token);
        let stranger = people("worker").into_iter().find(|person| person.organisation != admin.organisation);
        let home = idle_household(&demo);
        let mut tokens = BTreeMap::from([
            ("household", home.clone()),
            ("agency user", of_agency("agency_user", "AG-021").token.clone()),
            ("agency admin", admin.token.clone()),
            ("worker", demo.token(&worker_email)),
            ("another household", people("customer")[20].token.clone()),
            ("another agency", of_agency("agency_admin", "AG-004").token.clone()),
            ("another worker", demo.token(&stranger.expect("a worker").email)),
            ("nobody", String::new()),
        ]);
        for role in ["moderator", "finance", "support", "welfare_officer", "dpo", "auditor", "platform_admin"] {
            tokens.insert(role, one(role).token.clone());
        }
        let body = json!({ "kind": "placement", "profile": profile });
        for (who, token) in tokens.iter().filter(|(who, _)| !who.ends_with("household")) {
            let refused = demo.client.ask(Call::post("/api/v1/cases", &body).by(token));
            assert!(matches!(refused.status, 401 | 403 | 404), "{who} opened a case: {}", refused.text());
        }
        let case = demo.client.ask(Call::post("/api/v1/cases", &body).by(&home)).expect(201);
        assert_eq!((&case["state"], &case["version"]), (&json!("enquiry"), &json!(1)));
        let case = case["id"].as_str().expect("an id").to_owned();
        Self { demo, tokens, worker_email, case }
    }

    fn see(&self, who: &str, view: &str) -> Answer {
        self.demo.client.ask(Call::get(format!("/api/v1/cases/{}{view}", self.case)).by(&self.tokens[who]))
    }

    fn now(&self) -> Value {
        self.see("moderator", "").expect(200)
    }

    fn try_step(&self, who: &str, step: &Value) -> Answer {
        let mut body = step.clone();
        body["version"] = self.now()["version"].clone();
        self.demo.client.ask(Call::post(format!("/api/v1/cases/{}/steps", self.case), &body).by(&self.tokens[who]))
    }

    /// The server wrote of no error all the way.
    fn no_error(&self) {
        assert_eq!(self.demo.said().lines().filter(|line| line.contains("ERROR")).collect::<Vec<_>>(), [""; 0]);
    }

    /// `may` are all who may take this step now, the first of them takes it; everybody else is refused, and nothing changes.
    fn step(&self, may: &[&str], step: Value, to: &str) {
        let before = self.now();
        let name = step["step"].as_str().expect("a step");
        let mut offered = BTreeSet::new();
        for (who, token) in &self.tokens {
            let seen = self.see(who, "");
            let stranger = STRANGERS.contains(who);
            assert_eq!(
                seen.status,
                if token.is_empty() {
                    401
                } else if stranger {
                    404
                } else {
                    seen.status
                },
                "{who}"
            );
            if seen.status == 200 && seen.json()["steps"].as_array().expect("steps").contains(&json!(name)) {
                offered.insert(*who);
            }
            if may.contains(who) {
                continue;
            }
            // without the words that only the right one may say, or the words alone would be what is refused
            let mut bare = step.clone();
            bare.as_object_mut().expect("a step").remove("attest");
            let refused = self.try_step(who, &bare);
            let right = match () {
                () if token.is_empty() => refused.status == 401,
                () if stranger => refused.status == 404,
                () => matches!(refused.status, 403 | 404 | 409),
            };
            assert!(right, "{who} tried {name} in {}: {} {}", before["state"], refused.status, refused.text());
            refused.problem();
        }
        assert_eq!(offered, may.iter().copied().collect(), "who is shown {name} in {}", before["state"]);
        assert_eq!(self.now(), before, "a refused {name} changed the case");
        let taken = self.try_step(may[0], &step).expect(200);
        assert_eq!(
            (taken["state"].as_str(), taken["version"].as_i64()),
            (Some(to), Some(version(&before) + 1)),
            "{name}"
        );
        let stale = Call::post(format!("/api/v1/cases/{}/steps", self.case), &{
            let mut body = step.clone();
            body["version"] = before["version"].clone();
            body
        });
        let stale = self.demo.client.ask(stale.by(&self.tokens[may[0]]));
        assert!(matches!(stale.status, 403 | 409), "{name} was taken twice: {}", stale.text());
    }

    /// A step of the system: nobody takes it by hand.
    fn only_the_clock(&self, step: &Value) {
        let before = self.now();
        for (who, token) in &self.tokens {
            let refused = self.try_step(who, step);
            let none = if token.is_empty() { 401 } else { 404 };
            assert!(refused.status == none || matches!(refused.status, 403 | 409), "{who} took {step}");
        }
        assert_eq!(self.now(), before);
    }

    /// A statement by the one whose word counts; a stranger's is not found, a party's is refused.
    fn state(&self, who: &str, wrong: &str, words: &[&str]) {
        let path = format!("/api/v1/cases/{}/statements", self.case);
        let say = |who: &str| {
            self.demo.client.ask(Call::post(path.clone(), &json!({ "attest": words })).by(&self.tokens[who]))
        };
        assert!(matches!(say(wrong).status, 403 | 422), "{wrong} stated {words:?}");
        for stranger in STRANGERS {
            assert_eq!(say(stranger).status, 404, "{stranger} stated {words:?}");
        }
        say(who).expect(204);
    }
}

fn version(case: &Value) -> i64 {
    case["version"].as_i64().expect("a version")
}

/// A household that holds nobody.
fn idle_household(demo: &Demo) -> String {
    let idle = people("customer").into_iter().take(38).find(|home| {
        let over = ["completed", "archived", "expired", "declined", "enquiry", "in_guarantee", "cancelled_by_customer"];
        demo.client
            .all(&home.token, "/api/v1/cases")
            .iter()
            .all(|case| over.iter().any(|state| case["state"] == *state))
    });
    idle.expect("an idle household").token.clone()
}

/// A worker of this agency whom the catalogue shows, free: the address of their sign-in, and the profile.
fn published(demo: &Demo, admin: &str) -> (String, String) {
    const SHOWN: &[&str] = &["age", "experience_years", "skills", "languages", "work", "available_from"];
    let alike = |one: &Value, other: &Value| SHOWN.iter().all(|name| one[*name]["value"] == other[*name]["value"]);
    let mut roster = demo.client.all(admin, "/api/v1/workers?state=roster:listed");
    for worker in &mut roster {
        // The catalogue shows no more of somebody than the check lets be told.
        let path = format!("/api/v1/workers/{}/reidentification", worker["reference"].as_str().expect("a text"));
        let told = demo.client.ask(Call::get(path).by(admin)).expect(200);
        for name in ["age", "languages", "skills"] {
            worker["fields"][name]["value"] = told[name].clone();
        }
    }
    let shown = demo.client.all("", "/api/v1/catalogue");
    let free = shown.iter().filter(|profile| {
        profile["fields"]["agency"]["value"] == "AG-021" && profile["fields"]["held"]["value"] == false
    });
    let mut both = free.filter_map(|profile| {
        let mut same = roster.iter().filter(|worker| alike(&worker["fields"], &profile["fields"]));
        let (first, second) = (same.next()?, same.next());
        let twins = shown.iter().filter(|other| alike(&other["fields"], &profile["fields"])).count();
        (second.is_none() && twins == 1).then(|| (first["reference"].clone(), profile["reference"].clone()))
    });
    let (reference, profile) = both.next().expect("a profile that only one worker fits");
    (worker(reference.as_str().expect("a text")).email.clone(), profile.as_str().expect("a text").to_owned())
}

#[test]
fn a_case_runs_from_the_catalogue_to_the_end_of_its_guarantee_and_each_wrong_person_is_refused_at_each_step() {
    let stage = Stage::open();
    stage.step(&["household"], json!({ "step": "hold" }), "held");
    stage.step(AGENCY, json!({ "step": "accept", "attest": ["conflict_checked", "interpreter_arranged"] }), "accepted");
    let now = stage.demo.client.ask(Call::post("/demo/clock", &json!({ "advance": "PT1M" }))).expect(200);
    let now: jiff::Timestamp = now["now"].as_str().expect("a time").parse().expect("a time");
    let meeting = now + jiff::SignedDuration::from_hours(24);
    let slots = json!({ "step": "propose_meeting", "weekend": true, "slots": [{ "starts_at": meeting, "minutes": 30, "place": "video" }] });
    stage.step(&["agency user", "agency admin", "household"], slots, "accepted");
    stage.step(&["household"], json!({ "step": "choose_slot", "slot": 0 }), "accepted");
    stage.step(&["worker"], json!({ "step": "agree_meeting" }), "meeting_set");
    stage.demo.advance("PT25H");
    assert_eq!(stage.now()["state"], "met", "the clock itself says that the meeting took place");

    stage.step(&["household", "worker"], json!({ "step": "answer", "yes": true }), "met");
    stage.step(&["worker"], json!({ "step": "answer", "yes": true }), "met");
    assert_eq!(stage.see("worker", "/terms").status, 404, "nothing is offered yet");
    let offer = json!({
        "step": "offer",
        "quote": { "lines": [
            { "item": "service_fee", "payer": "customer", "amount_minor": 900_000 },
            { "item": "vat", "payer": "customer", "amount_minor": 45_000 },
            { "item": "government_fee", "payer": "customer", "amount_minor": 141_000 },
            { "item": "travel", "payer": "agency", "amount_minor": 120_000 },
            { "item": "insurance", "payer": "customer", "amount_minor": 40_000 },
        ] },
        "terms": {
            "sha256": "5e".repeat(32), "languages": ["ar", "am", "en", "hi", "id", "si", "sw", "tl", "bn", "ne", "ta"],
            "wage_minor": 120_000, "hours_per_day": 8, "rest_days_per_week": 1,
        },
    });
    stage.step(AGENCY, offer, "offered");
    let terms = stage.see("worker", "/terms").expect(200);
    assert_eq!((&terms["sha256"], &terms["wage_minor"]), (&json!("5e".repeat(32)), &json!(120_000)));
    for who in ["household", "agency admin"] {
        assert_eq!(stage.see(who, "/terms").expect(200), terms, "{who} signs what the worker signs");
    }
    let sign = json!({ "step": "sign", "terms_sha256": terms["sha256"] });
    let mut witnessed = sign.clone();
    witnessed["attest"] = json!(["worker_has_copy"]);
    stage.step(&["household", "agency admin", "worker"], sign.clone(), "offered");
    stage.step(&["agency admin", "worker"], witnessed, "offered");
    stage.step(&["worker"], sign, "signed");

    let deposit = (900_000 + 45_000 + 141_000 + 40_000) / 2;
    let short = stage.try_step("finance", &json!({ "step": "confirm_deposit", "amount_minor": deposit - 1 }));
    assert_eq!((short.status, short.problem().as_str()), (409, "/problems/refused"), "exact to the baisa");
    stage.step(&["finance"], json!({ "step": "confirm_deposit", "amount_minor": deposit }), "deposit_paid");
    let papers = json!(["papers_complete", "customer_eligible"]);
    stage.step(AGENCY, json!({ "step": "file_permit", "attest": papers }), "permit");
    let today = domain::calendar::muscat(meeting + jiff::SignedDuration::from_hours(1));
    stage.step(AGENCY, json!({ "step": "record_permit", "granted_on": today }), "permit");
    let promised = domain::calendar::days_after(today, 10);
    let travel = json!({ "step": "record_travel", "promised_on": promised, "attest": ["permit_scans_clean"] });
    stage.step(AGENCY, travel, "travel");

    let code = stage.see("worker", "").expect(200)["arrival_code"].as_str().expect("the code").to_owned();
    for who in ["household", "agency user", "agency admin", "moderator"] {
        assert_eq!(stage.see(who, "").expect(200).get("arrival_code"), None, "{who} reads the worker's code");
    }
    let letters = awaited("the worker's letter with the code", || {
        let path = format!("/demo/inbox.json?to={}", stage.worker_email);
        let letters = stage.demo.client.ask(Call::get(path)).text();
        letters.contains(&code).then_some(letters)
    });
    assert_eq!(letters.matches(&code).count(), 1, "once");
    stage.demo.advance("P10D");
    let arrive = |code: &str| {
        let said = ["arrival_proven", "medical_booked"];
        json!({ "step": "record_arrival", "arrived_on": promised, "code": code, "attest": said })
    };
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let guessed = stage.try_step("agency user", &arrive(wrong));
    assert_eq!((guessed.status, guessed.json()["rule"].as_str()), (409, Some("arrival_code")));
    stage.step(AGENCY, arrive(&code), "arrived");

    stage.state("finance", "agency user", &["balance_settled"]);
    stage.state("agency user", "household", &["contract_registered", "custody_entered", "insured"]);
    stage.step(&["household", "worker"], json!({ "step": "hand_over" }), "arrived");
    stage.step(&["worker"], json!({ "step": "hand_over" }), "handed_over");
    stage.state("welfare_officer", "agency admin", &["welfare_checked"]);
    stage.only_the_clock(&json!({ "step": "start_guarantee" }));
    stage.demo.advance("P16D");
    assert_eq!(stage.now()["state"], "in_guarantee");
    stage.only_the_clock(&json!({ "step": "complete" }));
    stage.demo.advance("P190D");
    assert_eq!(stage.now()["state"], "completed");
    let steps: Vec<_> =
        stage.demo.client.all(&stage.tokens["household"], &format!("/api/v1/cases/{}/timeline", stage.case));
    assert_eq!((&steps[0]["step"], &steps[steps.len() - 1]["step"]), (&json!("complete"), &json!("enquire")));
    stage.demo.verify();
    stage.no_error();
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server said: {}", self.demo.said());
        }
    }
}
