//! Another organisation's token on every path of the description: what is there answers byte for byte like what is not.

// LONG: one list of every route, which only counts as long as it is whole.

use std::collections::BTreeMap;

use domain::ids::{Reference, ReferenceKind};
use serde_json::{Value, json};

use crate::client::{Answer, Call, Client};
use crate::description::{Description, Route};
use crate::world::{Demo, of_agency, one, people, shared, worker};

/// Routes whose paths name nothing: they answer about the caller, or about everybody.
const NAMELESS: &[(&str, &str)] = &[
    ("DELETE", "/api/v1/sessions"),
    ("GET", "/api/v1/catalogue"),
    ("GET", "/api/v1/audit/checkpoint"),
    ("GET", "/api/v1/audit/events"),
    ("GET", "/api/v1/break-glass"),
    ("GET", "/api/v1/cases"),
    ("DELETE", "/api/v1/me/factor-reset"),
    ("GET", "/api/v1/factor-resets"),
    ("POST", "/api/v1/factor-resets"),
    ("POST", "/api/v1/undo"),
    ("GET", "/api/v1/.well-known/jwks.json"),
    ("GET", "/api/v1/me/passkeys"),
    ("POST", "/api/v1/me/passkeys"),
    ("POST", "/api/v1/me/passkeys/challenges"),
    ("POST", "/api/v1/me/confirm/challenges"),
    ("POST", "/api/v1/me/confirm/passkey"),
    ("POST", "/api/v1/passkey-challenges"),
    ("GET", "/api/v1/checks"),
    ("GET", "/api/v1/documents"),
    ("GET", "/api/v1/document-overrides"),
    ("GET", "/api/v1/held-documents"),
    ("POST", "/api/v1/documents"),
    ("GET", "/api/v1/household"),
    ("GET", "/api/v1/imports"),
    ("GET", "/api/v1/invitations"),
    ("GET", "/api/v1/invoices"),
    ("GET", "/api/v1/limits"),
    ("GET", "/api/v1/ledger"),
    ("GET", "/api/v1/billing"),
    ("PUT", "/api/v1/billing"),
    ("GET", "/api/v1/payments"),
    ("POST", "/api/v1/payments"),
    ("POST", "/api/v1/bank-files"),
    ("GET", "/api/v1/bank-lines"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/me/addresses"),
    ("GET", "/api/v1/me/authenticator"),
    ("GET", "/api/v1/me/two-codes"),
    ("PUT", "/api/v1/me/two-codes"),
    ("DELETE", "/api/v1/me/two-codes"),
    ("GET", "/api/v1/me/connections"),
    ("GET", "/api/v1/me/disclosures"),
    ("GET", "/api/v1/me/exports"),
    ("GET", "/api/v1/me/identities"),
    ("GET", "/api/v1/me/invitations"),
    ("GET", "/api/v1/meetings"),
    ("GET", "/api/v1/memberships"),
    ("GET", "/api/v1/onboarding"),
    ("GET", "/api/v1/organisations"),
    ("GET", "/api/v1/policies"),
    ("GET", "/api/v1/policy/matrix"),
    ("GET", "/api/v1/policy/tests"),
    ("GET", "/api/v1/reports/ageing"),
    ("GET", "/api/v1/reports/commission"),
    ("GET", "/api/v1/reports/tie-out"),
    ("GET", "/api/v1/reports/vat"),
    ("GET", "/api/v1/review-queue"),
    ("GET", "/api/v1/reviews"),
    ("GET", "/api/v1/sessions"),
    ("GET", "/api/v1/workers"),
    ("GET", "/api/v1/workers/export"),
    ("POST", "/api/v1/cases"),
    ("POST", "/api/v1/household"),
    ("POST", "/api/v1/household/phone"),
    ("POST", "/api/v1/imports"),
    ("POST", "/api/v1/invitations"),
    ("POST", "/api/v1/kiosk"),
    ("POST", "/api/v1/me/addresses"),
    ("POST", "/api/v1/me/authenticator"),
    ("POST", "/api/v1/me/authenticator/remove"),
    ("POST", "/api/v1/me/confirm"),
    ("POST", "/api/v1/me/exports"),
    ("POST", "/api/v1/me/recovery-codes"),
    ("POST", "/api/v1/onboarding"),
    ("POST", "/api/v1/organisations"),
    ("POST", "/api/v1/policies"),
    ("POST", "/api/v1/policy/explain"),
    ("POST", "/api/v1/policy/tests"),
    ("POST", "/api/v1/registrations"),
    ("POST", "/api/v1/sign-in"),
    ("POST", "/api/v1/text-receipts"),
    ("POST", "/api/v1/tokens"),
    ("POST", "/api/v1/workers"),
    ("POST", "/api/v1/workers/steps"),
    ("PUT", "/api/v1/household"),
];

/// Routes that name something else than a case or a worker: tried in tests of their own below.
const OTHERS: &[(&str, &str)] = &[
    ("DELETE", "/api/v1/invitations/{id}"),
    ("DELETE", "/api/v1/me/addresses/{id}"),
    ("DELETE", "/api/v1/me/connections/{id}"),
    ("DELETE", "/api/v1/me/exports/{id}"),
    ("DELETE", "/api/v1/me/identities/{id}"),
    ("DELETE", "/api/v1/memberships/{id}"),
    ("DELETE", "/api/v1/notes/{id}"),
    ("DELETE", "/api/v1/policy/tests/{id}"),
    ("DELETE", "/api/v1/sessions/{id}"),
    ("GET", "/api/v1/agencies/{code}/reviews"),
    ("GET", "/api/v1/audit/events/{n}/proof"),
    ("GET", "/api/v1/catalogue/{reference}"),
    ("GET", "/api/v1/checks/{id}"),
    ("POST", "/api/v1/checks/{id}"),
    ("POST", "/api/v1/checks/{id}/lines"),
    ("GET", "/api/v1/documents/{id}"),
    ("GET", "/api/v1/documents/{id}/check"),
    ("GET", "/api/v1/imports/{id}"),
    ("GET", "/api/v1/imports/{id}/events"),
    ("GET", "/api/v1/imports/{id}/refused"),
    ("GET", "/api/v1/invoices/{id}"),
    ("GET", "/api/v1/invoices/{id}/pdf"),
    ("GET", "/api/v1/invoices/{id}/ubl"),
    ("GET", "/api/v1/me/exports/{id}"),
    ("GET", "/api/v1/me/exports/{id}/files/{token}"),
    ("GET", "/api/v1/document-links/{token}"),
    ("GET", "/api/v1/document-links/{token}/file"),
    ("GET", "/api/v1/document-links/{token}/pages/{page}"),
    ("POST", "/api/v1/documents/{id}/links"),
    ("POST", "/api/v1/documents/{id}/overrides"),
    ("POST", "/api/v1/document-overrides/{id}/answer"),
    ("DELETE", "/api/v1/document-overrides/{id}"),
    ("POST", "/api/v1/payments/{id}/answer"),
    ("POST", "/api/v1/bank-lines/{id}/case"),
    ("POST", "/api/v1/bank-lines/{id}/leave"),
    ("GET", "/api/v1/policies/{number}"),
    ("PATCH", "/api/v1/memberships/{id}"),
    ("POST", "/api/v1/break-glass/{id}/answer"),
    ("POST", "/api/v1/break-glass/{id}/review"),
    ("DELETE", "/api/v1/me/passkeys/{id}"),
    ("POST", "/api/v1/factor-resets/{id}/answer"),
    ("POST", "/api/v1/passkey-challenges/{id}"),
    ("POST", "/api/v1/payment-events/{gateway}"),
    ("POST", "/api/v1/household/phone/{challenge}"),
    ("POST", "/api/v1/imports/{id}/preview"),
    ("POST", "/api/v1/imports/{id}/take"),
    ("POST", "/api/v1/imports/{id}/undo"),
    ("POST", "/api/v1/me/addresses/{id}/codes"),
    ("POST", "/api/v1/me/addresses/{id}/wait"),
    ("POST", "/api/v1/me/authenticator/{id}/confirm"),
    ("POST", "/api/v1/me/exports/{id}/link"),
    ("POST", "/api/v1/me/invitations/{id}/answers"),
    ("POST", "/api/v1/onboarding/{id}/code"),
    ("POST", "/api/v1/onboarding/{id}/steps"),
    ("POST", "/api/v1/organisations/{id}/checks"),
    ("POST", "/api/v1/policies/{number}/approvals"),
    ("POST", "/api/v1/reviews/{id}"),
    ("POST", "/api/v1/sign-in/{challenge}"),
];

/// Bodies that a route reads without complaint, with their content type; one without a body for routes that take none.
/// A new route that takes a body is red until it stands here.
pub fn bodies(route: &Route) -> Vec<(&'static str, Vec<u8>)> {
    let steps = |steps: Vec<Value>| steps.into_iter().map(|step| ("application/json", step.to_string().into_bytes()));
    let takes_body = Description::ours().operation(route)["requestBody"].is_object();
    if !takes_body {
        return vec![("", Vec::new())];
    }
    let json = match route.path.as_str() {
        "/api/v1/cases/{id}/steps" => case_steps(),
        "/api/v1/workers/{id}/steps" => ["consent", "review", "list", "unlist", "withdraw_profile"]
            .into_iter()
            .flat_map(|step| [1, 3, 5].map(|version| json!({ "step": step, "version": version })))
            .collect(),
        "/api/v1/workers/steps" => ["submit", "invite", "list", "unlist"]
            .into_iter()
            .map(|step| json!({ "step": step, "workers": [{ "id": "W-0000000", "version": 1 }] }))
            .collect(),
        "/api/v1/cases/{id}/statements" => vec![
            json!({ "attest": ["conflict_checked"] }),
            json!({ "attest": ["balance_settled"] }),
            json!({ "attest": ["wage_received"] }),
        ],
        "/api/v1/workers/{id}/changes" => vec![json!({ "version": 1, "reason": "text", "message": "Shorter." })],
        "/api/v1/cases/{id}/notes" | "/api/v1/workers/{id}/notes" => vec![json!({ "text": "Ring them on Sunday." })],
        "/api/v1/checks/{id}" => {
            vec![json!({ "result": "accepted" }), json!({ "result": "differs", "reason": "name" })]
        }
        "/api/v1/checks/{id}/lines" => vec![json!({ "lines": "P<UTO" })],
        "/api/v1/documents/{id}/links" => {
            vec![json!({ "purpose": "verify" }), json!({ "purpose": "permit", "file": true })]
        }
        "/api/v1/documents/{id}/overrides" => vec![json!({ "days": 3, "reason": "A false alarm." })],
        "/api/v1/workers/{id}/exports" => vec![json!({ "reason": "They asked by telephone." })],
        "/api/v1/cases/{id}/break-glass" => vec![json!({ "reason": "danger" })],
        "/api/v1/cases/{id}/review" => vec![json!({ "coordination": "well", "meetings": "well", "fees": "partly" })],
        "/api/v1/reviews/{id}" => vec![json!({}), json!({ "refused_for": "person" })],
        "/api/v1/break-glass/{id}/answer"
        | "/api/v1/factor-resets/{id}/answer"
        | "/api/v1/payments/{id}/answer"
        | "/api/v1/document-overrides/{id}/answer" => {
            vec![json!({ "yes": true }), json!({ "yes": false })]
        }
        "/api/v1/break-glass/{id}/review" => vec![json!({ "verdict": "justified" })],
        "/api/v1/workers/{id}/statements" => vec![json!({ "attest": ["worker_paid_nothing"] })],
        "/api/v1/cases/{id}/disclosures" | "/api/v1/workers/{id}/disclosures" => vec![
            json!({ "fields": ["name", "passport"], "purpose": "permit" }),
            json!({ "fields": ["phone"], "purpose": "welfare" }),
            json!({ "fields": ["fitness"], "purpose": "break_glass" }),
        ],
        "/api/v1/workers/{id}/consents" => vec![
            json!({ "kind": "listing", "language": "en", "method": "in_app" }),
            json!({ "kind": "meet", "language": "en", "method": "paper" }),
        ],
        "/api/v1/cases" => vec![json!({ "kind": "placement", "profile": "P-0000000" })],
        "/api/v1/workers" | "/api/v1/imports/{id}/preview" => vec![json!({})],
        "/api/v1/workers/{id}" => vec![json!({ "version": 1, "experience_years": 9, "phone": "+96892123456" })],
        "/api/v1/payments" => {
            vec![json!({ "case": "C-0000000", "method": "cash", "way": "in", "amount_minor": 1 })]
        }
        "/api/v1/bank-lines/{id}/case" => vec![json!({ "case": "C-0000000" })],
        "/api/v1/billing" => vec![json!({ "version": 0, "vat_number": "OM1100012345" })],
        "/api/v1/imports" | "/api/v1/documents" | "/api/v1/bank-files" => {
            return vec![("multipart/form-data; boundary=x", b"--x--\r\n".to_vec())];
        }
        "/api/v1/imports/{id}/take" => vec![json!({ "version": 1 }), json!({ "version": 3, "lines": [2] })],
        "/api/v1/imports/{id}/undo" | "/api/v1/workers/{id}/changes/answer" => {
            vec![json!({ "version": 1 }), json!({ "version": 3 })]
        }
        "/api/v1/household" => {
            vec![
                json!({ "version": 1, "area": "Barka", "household": "Two adults", "duties": "Cooking", "accept_notice": true }),
            ]
        }
        "/api/v1/household/phone" => vec![json!({ "phone": "+96892123456" })],
        "/api/v1/household/phone/{challenge}" => vec![json!({ "phone": "+96892123456", "code": "000000" })],
        "/api/v1/workers/{id}/invitations" => vec![guest()],
        "/api/v1/invitations" => vec![json!({ "role": "agency_user", "person": guest() })],
        "/api/v1/me/invitations/{id}/answers" => vec![json!({ "accept": true }), json!({ "accept": false })],
        "/api/v1/organisations" => vec![json!({ "kind": "customer", "first": guest() })],
        "/api/v1/organisations/{id}/checks" => {
            vec![
                json!({ "check": "identity", "version": 1 }),
                json!({ "check": "licence", "until": "2099-01-01", "version": 1 }),
            ]
        }
        "/api/v1/kiosk" => vec![json!({ "reference": "W-0000000", "seen": "passport" })],
        "/api/v1/onboarding" => {
            vec![json!({ "name": "New", "name_ar": "جديد", "cr_number": "1234567", "licence_number": "12345",
            "licence_until": "2099-01-01", "channel": "email", "address": "new@agency.example", "accept_terms": true })]
        }
        "/api/v1/onboarding/{id}/steps" => vec![
            json!({ "step": "check", "version": 2 }),
            json!({ "step": "approve", "version": 3, "code": "AG-999" }),
            json!({ "step": "refuse", "version": 2, "reason": "papers" }),
            json!({ "step": "go_live", "version": 4 }),
        ],
        "/api/v1/memberships/{id}" => vec![json!({ "role": "agency_user" }), json!({ "role": "support" })],
        "/api/v1/factor-resets" => {
            vec![json!({ "channel": "email", "address": "nobody@homes.example", "reason": "lost" })]
        }
        "/api/v1/passkey-challenges/{id}" => vec![json!({ "answer": {} })],
        "/api/v1/me/confirm/passkey" => vec![json!({ "id": "01900000-0000-7000-8000-000000000001", "answer": {} })],
        "/api/v1/me/passkeys" => {
            vec![json!({ "id": "01900000-0000-7000-8000-000000000001", "name": "Phone", "answer": {} })]
        }
        "/api/v1/undo" => vec![json!({ "token": "nonsense" })],
        "/api/v1/policies" => vec![json!({ "files": { "x.cedar": "" } })],
        "/api/v1/policies/{number}/approvals" => vec![json!({ "version": 1 })],
        "/api/v1/policy/explain" => vec![policy_question()],
        "/api/v1/policy/tests" => vec![json!({ "question": policy_question(), "note": "Kept by a test." })],
        "/api/v1/sign-in/{challenge}"
        | "/api/v1/onboarding/{id}/code"
        | "/api/v1/me/confirm"
        | "/api/v1/me/recovery-codes"
        | "/api/v1/me/authenticator/remove"
        | "/api/v1/me/authenticator/{id}/confirm" => vec![json!({ "code": "000000" })],
        "/api/v1/me/addresses/{id}/codes" => vec![json!({ "side": "new", "code": "000000" })],
        "/api/v1/sign-in" | "/api/v1/registrations" | "/api/v1/me/addresses" => {
            vec![json!({ "channel": "email", "address": "nobody@homes.example" })]
        }
        "/api/v1/tokens" => vec![json!({ "refresh_token": "nonsense" })],
        other => panic!("{other} takes a body, and no test knows one: add it here"),
    };
    steps(json).collect()
}

fn policy_question() -> Value {
    json!({ "role": "customer", "state": "held", "class": "worker_name" })
}

fn guest() -> Value {
    json!({ "channel": "email", "address": "thuraya.new@ag-021.example" })
}

fn case_steps() -> Vec<Value> {
    let plain = [
        "hold",
        "accept",
        "decline",
        "agree_meeting",
        "mark_met",
        "mark_missed",
        "file_permit",
        "refuse_permit",
        "hand_over",
        "start_guarantee",
        "choose_replacement",
        "complete",
        "archive",
        "cancel",
        "withdraw",
    ];
    let mut steps: Vec<Value> = plain.iter().map(|step| json!({ "step": step })).collect();
    steps.extend([
        json!({ "step": "choose_slot", "slot": 0, "interpreter": "am" }),
        json!({ "step": "answer", "yes": true }),
        json!({ "step": "sign", "terms_sha256": "a".repeat(64) }),
        json!({ "step": "confirm_deposit", "amount_minor": 1 }),
        json!({ "step": "record_permit", "granted_on": "2026-01-04" }),
        json!({ "step": "record_arrival", "arrived_on": "2026-01-04", "code": "123456" }),
        json!({ "step": "claim", "cause": "not_as_offered" }),
        json!({ "step": "approve_refund", "amount_minor": 1 }),
        json!({ "step": "pause", "overlay": "safeguarding" }),
        json!({ "step": "lift", "overlay": "dispute" }),
    ]);
    for (n, step) in steps.iter_mut().enumerate() {
        step["version"] = json!(n % 9 + 1);
    }
    steps
}

/// Something that exists and is none of the callers' business.
struct Target {
    kind: ReferenceKind,
    id: String,
    reference: String,
    /// Who may see it, and which paths show whether it changed.
    watched: Vec<(String, String)>,
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

/// A case of the busy agency in each state that there is, and a worker of its roster in each.
fn targets(client: &Client) -> Vec<Target> {
    let (admin, moderator) = (of_agency("agency_admin", "AG-021"), one("moderator"));
    let mut targets: BTreeMap<String, Target> = BTreeMap::new();
    let home = people("customer")[3];
    for case in client.all(&moderator.token, "/api/v1/cases") {
        if case["agency"] != "AG-021" || case["customer"] == home.reference {
            continue;
        }
        let id = text(&case, "id");
        let watched = ["", "/timeline", "/visibility"].map(|view| {
            let by = if view.is_empty() { &moderator.token } else { &admin.token };
            (by.clone(), format!("/api/v1/cases/{id}{view}"))
        });
        let target =
            Target { kind: ReferenceKind::Case, reference: text(&case, "reference"), id, watched: watched.to_vec() };
        targets.entry(text(&case, "state")).or_insert(target);
    }
    assert!(targets.len() > 10, "states: {:?}", targets.keys());
    for person in client.all(&admin.token, "/api/v1/workers") {
        let id = text(&person, "id");
        let reference = text(&person, "reference");
        let watched =
            ["", "/consents", "/history"].map(|view| (admin.token.clone(), format!("/api/v1/workers/{id}{view}")));
        let target = Target { kind: ReferenceKind::Worker, reference, id, watched: watched.to_vec() };
        targets.entry(format!("worker {}", person["fields"]["state"]["value"])).or_insert(target);
    }
    targets.into_values().collect()
}

/// Names of nothing, in every form that a name can have.
fn unused(kind: ReferenceKind) -> Vec<String> {
    let other = if kind == ReferenceKind::Case { ReferenceKind::Worker } else { ReferenceKind::Case };
    vec![
        "01900000-0000-7000-8000-000000000001".to_owned(),
        Reference::from_random(kind, 0x5_1234_5678).to_string(),
        Reference::from_random(other, 0x5_1234_5678).to_string(),
        "C-0000001".to_owned(),
        "nothing".to_owned(),
        "%00".to_owned(),
        "%FF".to_owned(),
        "..%2F..".to_owned(),
        "x".repeat(2000),
    ]
}

fn snapshot(client: &Client, targets: &[Target]) -> Vec<Answer> {
    let watched = targets.iter().flat_map(|target| &target.watched);
    watched.map(|(token, path)| client.ask(Call::get(path.clone()).by(token))).collect()
}

#[test]
fn every_path_answers_about_a_foreign_object_byte_for_byte_as_about_none() {
    // Its own: whoever reads the roster beside it stands in the list of who looked.
    let demo = Demo::new();
    let client = &demo.client;
    let targets = targets(client);
    let subject = targets.iter().find(|target| target.kind == ReferenceKind::Worker).expect("a worker");
    let subject = demo.token(&worker(&subject.reference).email);
    let stranger = people("worker").into_iter().find(|person| person.organisation == "Nur Al Bait Recruitment");
    let callers = [
        ("another agency's admin", of_agency("agency_admin", "AG-004").token.clone()),
        ("another agency's user", of_agency("agency_user", "AG-007").token.clone()),
        ("another household", people("customer")[3].token.clone()),
        ("another worker", demo.token(&stranger.expect("a worker").email)),
    ];
    let before = snapshot(client, &targets);
    let looked = client.see(&subject, "/api/v1/me/disclosures");
    let mut asked = 0;
    for route in Description::ours().routes() {
        if !route.path.contains('{') {
            assert!(
                NAMELESS.contains(&(&route.method, &route.path)),
                "{route:?} is new: say here whom it answers about"
            );
            continue;
        }
        let kind = match route.path.split('/').nth(3) {
            Some("cases") => ReferenceKind::Case,
            Some("workers") => ReferenceKind::Worker,
            _ => {
                assert!(OTHERS.contains(&(&route.method, &route.path)), "{route:?}: what does its id name?");
                continue;
            }
        };
        let kinds: &[&str] = if route.path.contains("{kind}") { &["listing", "photo", "no-such"] } else { &[""] };
        for ((who, token), (content, body), word) in callers
            .iter()
            .flat_map(|c| bodies(&route).into_iter().flat_map(move |b| kinds.iter().map(move |k| (c, b.clone(), k))))
        {
            let ask = |id: &str, purpose: &str| {
                let path = route.path.replace("{id}", id).replace("{kind}", word);
                let mut call = Call::new(&route.method, path).by(token);
                if !purpose.is_empty() {
                    call = call.header("amana-purpose", purpose);
                }
                if !content.is_empty() {
                    call = call.body(content, body.clone()).header("idempotency-key", "foreign-1");
                }
                client.ask(call)
            };
            let nothing = ask(&unused(kind)[0], "");
            assert_eq!(nothing.status, 404, "{route:?} by {who}: {}", nothing.text());
            assert_eq!(nothing.problem(), "/problems/not-found");
            for name in unused(kind).iter().skip(1) {
                assert_eq!(ask(name, ""), nothing, "{route:?} by {who}: {name}");
            }
            for (n, target) in targets.iter().filter(|target| target.kind == kind).enumerate() {
                let purpose = ["", "permit", "welfare", "audit", "break_glass"][n % 5];
                // Two different purposes are refused whatever is named.
                let nothing = ask(&unused(kind)[0], purpose);
                let two = route.path.ends_with("/disclosures") && nothing.status == 422;
                assert!(two || nothing.status == 404, "{route:?} by {who}: {}", nothing.text());
                for id in [&target.id, &target.reference] {
                    let there = ask(id, purpose);
                    asked += 1;
                    assert_eq!(there, nothing, "{route:?} by {who}: {id} is there");
                }
            }
        }
    }
    assert!(asked > 1000, "{asked}");
    assert_eq!(client.see(&subject, "/api/v1/me/disclosures"), looked, "the worker reads of attempts that saw nothing");
    for (before, after) in before.iter().zip(snapshot(client, &targets)) {
        assert_eq!(before, &after, "something changed");
    }
}

#[test]
fn a_body_that_names_a_foreign_case_is_answered_as_one_that_names_none() {
    let client = &shared().client;
    let home = people("customer")[3];
    let cases = client.all(&one("moderator").token, "/api/v1/cases");
    let foreign = cases.iter().find(|case| case["customer"] != home.reference).expect("a case of somebody else");
    let profile = text(&client.see("", "/api/v1/catalogue")["items"][0], "reference");
    let ask = |profile: &str, replaces: &str| {
        let body = json!({ "kind": "placement", "profile": profile, "replaces": replaces });
        client.ask(Call::post("/api/v1/cases", &body).by(&home.token))
    };
    let nothing = ask(&profile, "01900000-0000-7000-8000-000000000001");
    assert_eq!(nothing.status, 404);
    for name in [text(foreign, "id"), text(foreign, "reference"), "nothing".to_owned()] {
        assert_eq!(ask(&profile, &name), nothing, "{name}");
    }
}

#[test]
fn sessions_and_codes_of_others_answer_like_none() {
    let demo = shared();
    let client = &demo.client;
    let (one, other) = (&people("customer")[4].token, people("customer")[5]);
    let theirs = client.list(&other.token, "/api/v1/sessions");
    let end = |id: &str| client.ask(Call::new("DELETE", format!("/api/v1/sessions/{id}")).by(one));
    let nothing = end("01900000-0000-7000-8000-000000000001");
    assert_eq!(nothing.status, 404);
    for id in [&text(&theirs[0], "id"), "nothing", "%FF"] {
        assert_eq!(end(id), nothing, "{id}");
    }
    assert_eq!(client.list(&other.token, "/api/v1/sessions"), theirs);

    let begun = text(&client.ask(Call::new("POST", "/api/v1/me/authenticator").by(&other.token)).expect(201), "id");
    let confirm = |id: &str| {
        let path = format!("/api/v1/me/authenticator/{id}/confirm");
        client.ask(Call::post(path, &json!({ "code": "000000" })).by(one))
    };
    let nothing = confirm("01900000-0000-7000-8000-000000000001");
    assert_eq!(nothing.status, 404);
    for id in [&begun, "nothing", "%FF"] {
        assert_eq!(confirm(id), nothing, "{id}");
    }

    // Nobody here has linked one: that another's is answered so too is tried where one is linked.
    let unlink = |id: &str| client.ask(Call::new("DELETE", format!("/api/v1/me/identities/{id}")).by(one));
    let nothing = unlink("01900000-0000-7000-8000-000000000001");
    assert_eq!((nothing.status, unlink("nothing"), unlink("%FF")), (404, nothing.clone(), nothing.clone()));

    // Nor connected a service: another's is tried where there are some.
    let end = |id: &str| client.ask(Call::new("DELETE", format!("/api/v1/me/connections/{id}")).by(one));
    let nothing = end("01900000-0000-7000-8000-000000000001");
    assert_eq!((nothing.status, end("nothing"), end("%FF")), (404, nothing.clone(), nothing.clone()));

    let ask = json!({ "channel": "email", "address": other.email });
    let open = text(&client.ask(Call::post("/api/v1/sign-in", &ask)).expect(202), "challenge");
    let guess =
        |challenge: &str| client.ask(Call::post(format!("/api/v1/sign-in/{challenge}"), &json!({ "code": "000000" })));
    let nothing = guess("01900000-0000-7000-8000-000000000001");
    assert_eq!((nothing.status, nothing.problem().as_str()), (422, "/problems/invalid"));
    for challenge in [&open, "nothing", "%FF"] {
        assert_eq!(guess(challenge), nothing, "{challenge}");
    }
}

#[test]
fn the_proof_of_somebody_elses_number_is_answered_like_one_that_nobody_asked_for() {
    let client = &shared().client;
    let (one, other) = (&people("customer")[6].token, &people("customer")[7].token);
    let proof = |token: &str| client.see(token, "/api/v1/household");
    let (ours, theirs) = (proof(one), proof(other));
    // Only the household itself can have a code sent, and only to the number that is kept of it.
    let numbers = (0..400).map(|n| format!("+9685910{n:04}"));
    let asked = |phone: String| {
        let answer = client.ask(Call::post("/api/v1/household/phone", &json!({ "phone": phone })).by(other));
        (answer.status == 202).then(|| (phone, text(&answer.json(), "challenge")))
    };
    let (phone, open) = numbers.into_iter().find_map(asked).expect("their number");
    let answer = |challenge: &str| {
        let body = json!({ "phone": phone, "code": "000000" });
        client.ask(Call::post(format!("/api/v1/household/phone/{challenge}"), &body).by(one))
    };
    let nothing = answer("01900000-0000-7000-8000-000000000001");
    assert_eq!((nothing.status, nothing.problem().as_str()), (422, "/problems/invalid"));
    for challenge in [&open, "nothing", "%FF"] {
        assert_eq!(answer(challenge), nothing, "{challenge}");
    }
    assert_eq!((proof(one), proof(other)), (ours, theirs), "and nothing is proven by it");
}

#[test]
fn invitations_memberships_and_organisations_of_others_answer_like_none() {
    let client = &shared().client;
    let admin = &of_agency("agency_admin", "AG-021").token;
    let new = json!({ "role": "agency_user", "person": guest() });
    let invitation = text(&client.ask(Call::post("/api/v1/invitations", &new).by(admin)).expect(201), "id");
    let membership = text(&client.list(admin, "/api/v1/memberships")[0], "id");
    let organisations = client.all(&one("moderator").token, "/api/v1/organisations");
    let theirs = organisations.iter().find(|org| org["code"] == "AG-021").expect("the agency");
    let before = (client.see(admin, "/api/v1/invitations"), client.see(admin, "/api/v1/memberships"));
    let callers = [
        &of_agency("agency_admin", "AG-004").token,
        &people("customer")[3].token,
        &shared().token(&people("worker")[9].email),
    ];
    let others =
        Description::ours().routes().into_iter().filter(|route| OTHERS.contains(&(&route.method, &route.path)));
    for route in others {
        let there = match route.path.split('/').nth(3) {
            Some("invitations" | "me") if route.path.contains("/invitations/") => vec![invitation.clone()],
            Some("memberships") => vec![membership.clone()],
            Some("organisations") => vec![text(theirs, "reference")],
            _ => continue,
        };
        for (token, (content, body)) in
            callers.iter().flat_map(|by| bodies(&route).into_iter().map(move |body| (by, body)))
        {
            let ask = |id: &str| {
                let call = Call::new(&route.method, route.path.replace("{id}", id)).by(token);
                client.ask(if content.is_empty() { call } else { call.body(content, body.clone()) })
            };
            let nothing = ask("01900000-0000-7000-8000-000000000001");
            assert!(matches!(nothing.status, 403 | 404), "{route:?}: {}", nothing.text());
            let unused = Reference::from_random(ReferenceKind::Organisation, 0x5_1234_5678).to_string();
            for id in there.iter().chain([&unused, &"nothing".to_owned(), &"%FF".to_owned()]) {
                assert_eq!(ask(id), nothing, "{route:?}: {id}");
            }
        }
    }
    assert_eq!((client.see(admin, "/api/v1/invitations"), client.see(admin, "/api/v1/memberships")), before);
    client.ask(Call::new("DELETE", format!("/api/v1/invitations/{invitation}")).by(admin)).expect(204);
}

#[test]
fn lists_hold_ones_own_alone_whatever_the_cursor() {
    use base64::Engine as _;
    let client = &shared().client;
    let admin = of_agency("agency_admin", "AG-004");
    let foreign = client.all(&of_agency("agency_admin", "AG-021").token, "/api/v1/workers");
    let own = client.all(&admin.token, "/api/v1/workers");
    let names = |list: &[Value]| list.iter().map(|one| text(one, "id")).collect::<Vec<_>>();
    assert!(own.len() > 20 && names(&foreign).iter().all(|id| !names(&own).contains(id)));
    for id in [text(&foreign[0], "id"), text(&foreign[40], "id")] {
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("\"{id}\""));
        let made_up = Call::get(format!("/api/v1/workers?limit=100&after={cursor}")).by(&admin.token);
        client.ask(made_up).expect(422);
    }
    // A cursor is its reader's alone: another agency's is none here.
    let other = of_agency("agency_admin", "AG-021");
    let theirs = client.see(&other.token, "/api/v1/workers?limit=5");
    let after = |token: &str| Call::get(format!("/api/v1/workers?limit=5&after={}", text(&theirs, "next"))).by(token);
    client.ask(after(&admin.token)).expect(422);
    client.ask(after(&other.token)).expect(200);
    for case in client.all(&admin.token, "/api/v1/cases") {
        assert_eq!(case["agency"], "AG-004");
    }
    let home = people("customer")[3];
    assert!(client.all(&home.token, "/api/v1/cases").iter().all(|case| case["customer"] == home.reference));
    assert_eq!(client.all(&home.token, "/api/v1/organisations").len(), 1);
}
