//! Entering a worker by hand, editing one, the record's page, the check.

use axum::http::{Method, StatusCode};
use domain::{Role, StateToken};

use crate::browser::Browser;
use crate::house::TestHouse;
use crate::lists::{a_case, a_listed_worker};

const FORM: &[(&str, &str)] = &[
    ("work", "cook"),
    ("experience_years", "٤"),
    ("languages", "am"),
    ("languages", "ar"),
    ("first_name", "Hana"),
    ("origin", "ET"),
    ("wage", "120.500"),
    ("history", "Two years in Salalah"),
    ("name", "Hana Alemu"),
    ("birth_date", "1995-03-04"),
    ("passport", "EP7654321"),
    ("phone", "+251911000009"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn an_agency_enters_a_worker_by_hand_and_faults_stand_beside_their_fields() {
    let t = TestHouse::new().await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let form = agency.get("/agency/workers/new").await;
    assert_eq!(form.status, StatusCode::OK);
    let csrf = form.hidden("csrf");
    let empty = agency.post("/agency/workers/new", &[("csrf", &csrf), ("first_name", "Hana")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["work", "languages", "origin", "experience_years", "name", "birth_date", "passport"] {
        assert!(empty.says(&format!("id=\"{field}-error\"")), "{field} says what is missing");
    }
    assert!(empty.says("value=\"Hana\""), "what was typed is still there");
    let entered = agency.post("/agency/workers/new", &with(FORM, &[("csrf", &csrf)])).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
    let record = agency.get(&entered.location).await;
    assert!(record.says("Hana Alemu") && record.says("4 years") && record.says("Record created"));
    let twice = agency.post("/agency/workers/new", &with(FORM, &[("csrf", &csrf)])).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.says("id=\"passport-error\"") && twice.says("This passport is on your roster already"));
    assert!(!twice.says("value=\"EP7654321\"") || twice.says("EP7654321"), "the form can be sent again");
    let unsigned = agency.post("/agency/workers/new", FORM).await;
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN, "a form without our token enters nobody");
}

#[tokio::test]
async fn an_edit_of_a_listed_worker_takes_the_profile_off_the_list_until_it_is_checked_again() {
    let t = TestHouse::new().await;
    let profile = a_listed_worker(&t).await;
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let found = agency.get("/agency/workers?view=table&q=sel").await;
    let link = found.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let address = format!("/agency/workers/W-{link}");
    let record = agency.get(&address).await;
    assert!(record.says(&format!("{address}/edit")) && record.says("Profile listed") && record.says("By the operator"));
    t.advance(1).await;
    let form = agency.get(&format!("{address}/edit")).await;
    let (csrf, version) = (form.hidden("csrf"), form.hidden("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("work", "housekeeper"),
        ("experience_years", "7"),
        ("skills", "cooking"),
        ("languages", "am"),
        ("languages", "ar"),
        ("first_name", "Selam"),
        ("origin", "ET"),
        ("wage", "120.000"),
        ("available_from", "2026-01-04"),
    ];
    let changed = agency.post(&format!("{address}/edit"), &fields).await;
    assert_eq!((changed.status, changed.location.as_str()), (StatusCode::SEE_OTHER, address.as_str()));
    assert_eq!(Browser::visitor(&t).get(&format!("/catalogue/{profile}")).await.status, StatusCode::NOT_FOUND);
    let record = agency.get(&address).await;
    assert!(record.says("Facts edited") && record.says("Consent given"));
    let stale = agency.post(&format!("{address}/edit"), &with(&fields, &[("history", "More")])).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "the version has moved");
    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let check = moderator.get(&format!("/operator/reviews/W-{link}")).await;
    assert!(check.says("Check this profile") && check.says("The scans of the papers are in order"), "checked anew");
    assert!(check.says("fit even the coarsest profile"), "one of a kind in this catalogue");
    let other = Browser::signed_in(&t, "p5@people.example").await;
    assert_eq!(other.get(&format!("{address}/edit")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_edited_while_a_household_holds_the_worker() {
    let t = TestHouse::new().await;
    let reference = a_case(&t).await;
    let key = app::admit::Key::parse(domain::ids::ReferenceKind::Case, &reference).expect("a key");
    let taken = app::cases::Taken {
        case: key.clone(),
        version: 1,
        step: domain::case::Step::Hold {},
        states: Vec::new(),
        arrival_code: false,
        once: None,
    };
    app::cases::move_on(&t.house, &t.customer, taken, None).await.expect("held");
    let worker = t
        .house
        .read(&t.agency, move |tx, desk, caller| Ok(app::admit::case(tx, desk, caller, &key)?.row.worker))
        .await
        .expect("the worker");
    let agency = Browser::signed_in(&t, "p3@people.example").await;
    let record = agency.get(&format!("/agency/workers/{worker}")).await;
    assert!(record.says("Editing is off") && !record.says("/edit\""));
    for address in ["/agency/workers", "/agency/workers?view=table", &format!("/agency/workers/{worker}")] {
        let page = agency.get(address).await;
        assert!(page.says("Held until"), "{address} says until when: {}", page.text);
        assert!(page.says(&format!("href=\"/agency/cases/{reference}\"")), "{address} leads to the case");
    }
    assert!(!Browser::signed_in(&t, "p5@people.example").await.get("/agency/workers").await.says(&reference));
    let form = agency.get(&format!("/agency/workers/{worker}/edit")).await;
    assert_eq!(form.status, StatusCode::CONFLICT);
    assert!(form.says("Editing is off while the worker is held"));
}

#[tokio::test]
async fn a_program_edits_by_version_and_is_told_every_fault() {
    let t = TestHouse::new().await;
    a_listed_worker(&t).await;
    let worker = t
        .house
        .read(&t.agency, |tx, desk, caller| {
            let listed = app::workers::Sought::standing(&[StateToken::RosterListed]);
            app::workers::find(tx, desk, caller, &listed, None, app::Limit::PAGE)
        })
        .await
        .expect("a roster");
    let id = worker.workers[0].key(&app::workers::WorkerRecord::ID).to_string();
    let version = *worker.workers[0].key(&app::workers::WorkerRecord::VERSION);
    let agency = Browser::program(&t, "p3@people.example").await;
    let path = format!("/api/v1/workers/{id}");
    let json = [("content-type", "application/json")];
    let patch = async |body: String| agency.send(Method::PATCH, &path, body, &json).await;
    let wrong =
        patch(format!(r#"{{"version":{version},"languages":["xx"],"phone":"abc","experience_years":99}}"#)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for pointer in ["/languages", "/phone", "/experience_years"] {
        assert!(wrong.says(pointer), "{pointer} is named: {}", wrong.text);
    }
    assert_eq!(patch(format!(r#"{{"version":{version},"rating":5}}"#)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(patch(format!(r#"{{"version":{version}}}"#)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let moved = patch(format!(r#"{{"version":{version},"available_from":"2026-03-01"}}"#)).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text);
    assert!(moved.says("roster:listed"), "availability needs no check");
    assert!(Browser::visitor(&t).get("/catalogue").await.says("From 1 March"), "and shows at once");
    assert_eq!(patch(format!(r#"{{"version":{version},"experience_years":9}}"#)).await.status, StatusCode::CONFLICT);
    let checked = patch(format!(r#"{{"version":{},"experience_years":9}}"#, version + 1)).await;
    assert!(checked.says("roster:consented"), "{}", checked.text);
    let stranger = Browser::program(&t, "p5@people.example").await;
    let foreign = stranger.send(Method::PATCH, &path, r#"{"version":1}"#.to_owned(), &json).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(t.agency.role, Role::AgencyUser);
}

/// The agency edits the one worker on its roster; answers the record's address.
pub async fn edit(agency: &Browser, years: &str) -> String {
    let found = agency.get("/agency/workers?view=table&q=sel").await;
    let link = found.text.split("/agency/workers/W-").nth(1).and_then(|rest| rest.split('"').next()).expect("a row");
    let address = format!("/agency/workers/W-{link}");
    let form = agency.get(&format!("{address}/edit")).await;
    let (csrf, version) = (form.hidden("csrf"), form.hidden("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("work", "housekeeper"),
        ("experience_years", years),
        ("skills", "cooking"),
        ("languages", "am"),
        ("first_name", "Selam"),
        ("origin", "ET"),
        ("wage", "120.000"),
        ("available_from", "2026-01-04"),
    ];
    let changed = agency.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    address
}
