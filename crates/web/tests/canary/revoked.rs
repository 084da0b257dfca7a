//! What is taken back counts at the very next answer, on every node: two servers at one PostgreSQL, changed at the first and asked
//! at the second.

use app::admit::Key;
use app::imports::{Answers, Chosen, Limits, NewFile, begin, take};
use app::organisations::{self, Checked};
use app::setup;
use app::workers;
use app::{Caller, Desk};
use domain::attest::Statement;
use domain::consent::ConsentKind;
use domain::{Purpose, Role, StateToken};
use serde_json::{Value, json};
use store::Tx;

use crate::crawl::{Answer, ask};
use crate::house::TestHouse;
use crate::world::{Person, World, serve, texts};

/// A world, and the address of a second node.
async fn nodes() -> World {
    let t = TestHouse::speaking_on_postgres(texts()).await;
    let second = t.second_node(texts());
    let mut world = World::new(t).await;
    world.address = serve(&second).await;
    world
}

async fn get(world: &World, person: &Person, path: &str) -> Answer {
    ask(world, person, "GET", path, None, None).await
}

/// The membership of this caller, by the organisation's own list.
async fn membership(world: &World, of: &Caller, role: Role) -> domain::ids::MembershipId {
    let user = of.user;
    let read = |tx: &mut Tx, desk: &Desk, caller: &Caller| organisations::members(tx, desk, caller);
    let all = world.t.house.read(of, read).await.expect("the members");
    all.into_iter().find(|one| Some(one.user) == user && one.role == role).expect("theirs").id
}

async fn end(world: &World, by: &Caller, id: domain::ids::MembershipId) {
    let end = move |tx: &mut Tx, desk: &Desk, caller: &Caller| organisations::end_membership(tx, desk, caller, id);
    world.t.house.write(by, end).await.expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_member_hears_and_sees_nothing_more_on_the_other_node() {
    let world = nodes().await;
    let person = world.person("agency user");
    let text =
        "Full name;Nationality;Date of birth;Passport No;Languages\nAsha Mrema;Tanzania;04/05/1990;TA1111111;Swahili\n";
    let new =
        NewFile { name: "list.csv".into(), bytes: text.into(), answers: Answers::default(), limits: Limits::default() };
    let (import, _) = begin(&world.t.house, &person.caller, new, None).await.map_err(|_| "a file").expect("a file");
    let import = take(&world.t.house, &person.caller, import.id, import.version, Chosen::All, None)
        .await
        .map_err(|_| "taken")
        .expect("taken");
    let path = format!("/api/v1/imports/{}/events", import.id);
    let listening = world.http.get(format!("http://{}{path}", world.address)).bearer_auth(&person.token);
    let mut stream = listening.send().await.expect("a stream");
    let first = stream.chunk().await.expect("bytes").expect("an event");
    assert!(String::from_utf8_lossy(&first).contains("progress"), "no job is at it: it tells where it stands");
    let watched = ["/api/v1/workers", "/api/v1/cases", "/agency/workers", "/agency/cases"];
    for path in watched {
        assert_eq!(get(&world, person, path).await.status, 200, "{path}");
    }
    end(&world, &world.t.agency_admin, membership(&world, &person.caller, Role::AgencyUser).await).await;
    for path in watched {
        let answer = get(&world, person, path).await;
        assert_ne!(answer.status, 200, "{path}");
        let told =
            world.canaries.iter().find(|canary| canary.texts.iter().any(|text| answer.whole.contains(text.as_str())));
        assert!(told.is_none(), "{path} tells {told:?}");
    }
    let rest = async {
        let mut text = String::new();
        while let Ok(Some(bytes)) = stream.chunk().await {
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
        text
    };
    let rest = tokio::time::timeout(std::time::Duration::from_secs(20), rest).await;
    let rest = rest.expect("a stream that nobody may hear ends");
    assert!(!rest.contains("progress"), "and tells nothing more: {rest}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_role_counts_at_the_next_request_on_the_other_node() {
    let world = nodes().await;
    let person = world.person("agency admin");
    let org = person.caller.org.expect("an agency");
    let second = setup::person(
        &world.t.house,
        org,
        Role::AgencyAdmin,
        setup::NewPerson {
            name: "Second".into(),
            language: "en",
            addresses: vec![crate::world::mail("second@people.example")],
        },
    );
    let second = Caller::member(second.await.expect("a person"), org, Role::AgencyAdmin, "en");
    let path = format!("/api/v1/workers/{}/disclosures", world.workers[0].id.0);
    let body = json!({ "fields": ["passport"], "purpose": "verify" });
    let open = || ask(&world, person, "POST", &path, None, Some(&body));
    assert_eq!(open().await.status, 201, "an admin opens a passport");
    end(&world, &second, membership(&world, &person.caller, Role::AgencyAdmin).await).await;
    setup::membership(&world.t.house, person.caller.user.expect("a person"), org, Role::AgencyUser)
        .await
        .expect("a user now");
    let answer = open().await;
    assert!(answer.status >= 400 && !answer.body.contains("ZQ73"), "{}: {}", answer.status, answer.body);
    let me = get(&world, person, "/api/v1/me").await;
    assert!(!me.body.contains("agency_admin"), "{}", me.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_consent_and_a_lapsed_licence_empty_the_catalogue_of_the_other_node() {
    let world = nodes().await;
    let visitor = world.person("anonymous");
    let (first, second) = (world.profile(0).await.expect("a profile"), world.profile(1).await.expect("a profile"));
    // Read twice, so that whatever a node keeps of it is kept.
    let shown = async |reference: &str| {
        let mut all = Vec::new();
        for path in ["/api/v1/catalogue", "/catalogue"] {
            get(&world, visitor, path).await;
            all.push(get(&world, visitor, path).await.body.contains(reference));
        }
        for path in [format!("/catalogue/{reference}"), format!("/api/v1/catalogue/{reference}")] {
            get(&world, visitor, &path).await;
            all.push(get(&world, visitor, &path).await.status == 200);
        }
        all
    };
    assert_eq!(shown(first.as_str()).await, [true; 4]);
    assert_eq!(shown(second.as_str()).await, [true; 4]);
    let key = Key::Id(world.workers[0].id.0);
    let withdraw = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        workers::withdraw(tx, desk, caller, &key, ConsentKind::Listing)
    };
    world.t.house.write(&world.workers[0].caller, withdraw).await.expect("withdrawn");
    assert_eq!(shown(first.as_str()).await, [false; 4], "a consent that was taken back");
    let key = Key::Id(world.agencies[1].0);
    let lapse = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        let version = app::admit::organisation(tx, &key)?.version;
        organisations::check(tx, desk, caller, &key, version, Checked::LicenceLapsed)
    };
    world.t.house.write(&world.t.moderator, lapse).await.expect("lapsed");
    assert_eq!(shown(second.as_str()).await, [false; 4], "a licence that is not in force");
    let enquire = json!({ "kind": "placement", "profile": second.to_string() });
    let asked = ask(&world, world.person("customer"), "POST", "/api/v1/cases", None, Some(&enquire)).await;
    assert!(asked.status >= 400, "{}", asked.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moved_state_closes_what_was_open_on_the_other_node() {
    let mut world = nodes().await;
    let profile = world.profile(0).await.expect("a profile");
    let home = world.homes[0].clone();
    let case = world.t.enquire(&home, &profile).await.expect("an enquiry");
    world.cases.push(case);
    let t = &world.t;
    t.step(&home, &[], case, json!({"step":"hold"}), &[], StateToken::Held).await;
    t.step(&t.agency, &[], case, json!({"step":"accept"}), &[Statement::ConflictChecked], StateToken::Accepted).await;
    let customer = world.person("customer");
    let wage =
        world.canaries.iter().find(|canary| canary.column == "worker.wage_minor").expect("planted").texts[0].clone();
    let paths =
        [format!("/api/v1/cases/{}/worker", case.0), format!("/customer/cases/{}", t.row(case).await.reference)];
    let before = get(&world, customer, &paths[0]).await;
    assert!(before.body.contains(&wage), "who assesses sees what is asked: {}", before.body);
    assert_eq!(get(&world, customer, &paths[1]).await.status, 200);
    t.step(&home, &[], case, json!({"step":"cancel"}), &[], StateToken::CancelledByCustomer).await;
    for path in paths {
        let after = get(&world, customer, &path).await;
        assert!(!after.body.contains(&wage), "{path}: {}", after.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purpose_that_is_none_or_does_not_fit_is_refused_and_the_refusal_recorded() {
    let t = TestHouse::speaking(texts()).await;
    let world = World::new(t).await;
    let person = world.person("agency admin");
    let path = format!("/api/v1/workers/{}/disclosures", world.workers[0].id.0);
    let unknown =
        ask(&world, person, "POST", &path, None, Some(&json!({ "fields": ["passport"], "purpose": "curiosity" })))
            .await;
    assert_eq!(unknown.status, 422, "{}", unknown.body);
    for purpose in Purpose::ALL {
        assert!(unknown.body.contains(purpose.as_str()), "the answer lists {purpose}: {}", unknown.body);
    }
    let twice = world
        .http
        .get(format!("http://{}/api/v1/workers", world.address))
        .bearer_auth(&person.token)
        .header("amana-purpose", "verify")
        .header("amana-purpose", "permit");
    assert_eq!(twice.send().await.expect("an answer").status(), 400);
    let word = world
        .http
        .get(format!("http://{}/api/v1/workers", world.address))
        .bearer_auth(&person.token)
        .header("amana-purpose", "curiosity");
    let word: Value = word.send().await.expect("an answer").json().await.expect("a problem");
    assert!(word.to_string().contains("subject_request"), "the list of purposes: {word}");
    let officer = world.person("moderator");
    let before = denials(&world).await;
    let body = json!({ "fields": ["passport"], "purpose": "billing" });
    let unfit = ask(&world, officer, "POST", &path, None, Some(&body)).await;
    assert_eq!(unfit.status, 403, "{}", unfit.body);
    assert_eq!(denials(&world).await, before + 1, "a refusal by policy is on record");
}

/// How many refused reveals are on record.
async fn denials(world: &World) -> usize {
    let reveals = world.t.recorded("reveal").await;
    reveals.iter().filter(|draft| draft.decision == audit::Decision::Deny).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_opens_while_the_case_moves_on_opens_in_the_state_before_or_not_at_all_on_sqlite() {
    opened_and_moved_at_once(TestHouse::speaking(texts()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_opens_while_the_case_moves_on_opens_in_the_state_before_or_not_at_all_on_postgres() {
    opened_and_moved_at_once(TestHouse::speaking_on_postgres(texts()).await).await;
}

async fn opened_and_moved_at_once(t: TestHouse) {
    let mut world = World::new(t).await;
    let mut opened = 0;
    for n in [0usize, 2] {
        let profile = world.profile(n).await.expect("a profile");
        let home = world.homes[n / 2].clone();
        let case = world.t.enquire(&home, &profile).await.expect("an enquiry");
        world.cases.push(case);
        let t = &world.t;
        t.step(&home, &[], case, json!({"step":"hold"}), &[], StateToken::Held).await;
        t.step(&t.agency, &[], case, json!({"step":"accept"}), &[Statement::ConflictChecked], StateToken::Accepted)
            .await;
        let row = t.row(case).await;
        let name = || vec!["customer_name".to_owned()];
        let through = || workers::Through::Case(Key::Id(case.0));
        let look = app::disclosures::open(&t.house, &t.moderator, through(), name(), Purpose::Assess);
        let cancel = t.try_step(&home, case, json!({"step":"cancel"}), vec![], None);
        let (looked, cancelled) = tokio::join!(look, cancel);
        cancelled.expect("cancelled");
        opened += usize::from(looked.is_ok());
        let about = t.records(store::tables::records::About::Object(row.customer.0)).await;
        for draft in about.iter().filter(|draft| draft.action == "reveal" && draft.decision == audit::Decision::Allow) {
            assert_eq!(draft.state, StateToken::Accepted, "decided in the state that it stood in");
        }
        let late = app::disclosures::open(&t.house, &t.moderator, through(), name(), Purpose::Assess).await;
        assert!(late.is_err(), "after it nothing opens");
    }
    assert!(opened <= 2);
}
