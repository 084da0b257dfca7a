//! Requests that nobody types: refused once, in the reader's words, and never a page of somebody else's program.

use app::Caller;
use app::setup;
use axum::http::{Method, StatusCode};
use domain::Role;

use crate::browser::Browser;
use crate::house::TestHouse;

#[tokio::test]
async fn a_link_with_a_control_character_is_a_page_of_ours_and_never_a_500() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    for path in ["/language/ar?to=/%01", "/theme/dark?to=/%00", "/theme/dark?to=/x%7f", "/catalogue?work=%00"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(page.says("a control character. Take it out"), "{path}: {}", page.text);
    }
    for path in ["/catalogue/P-%00", "/agency/cases/%1f", "/no%7Fwhere"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(visitor.get("/language/ar?to=/%0aset").await.location, "/", "a line's end leads to the first page");
}

#[tokio::test]
async fn a_page_that_cannot_be_read_says_so_in_the_readers_language() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t).in_arabic();
    for path in ["/language/ar?to=/a&to=/b", "/sign-in?to=/a&to=/b"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(page.says("dir=\"rtl\"") && page.says("لم نستطع قراءة هذا الطلب"), "{path}: {}", page.text);
        assert!(!page.says("deserialize"), "{path}");
    }
    let unread = visitor.send(Method::POST, "/catalogue", String::new(), &[]).await;
    assert_eq!(unread.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(unread.says("dir=\"rtl\""), "{}", unread.text);
}

#[tokio::test]
async fn a_form_with_a_control_character_changes_nothing_and_says_why() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    let page = visitor.post("/sign-in", &[("address", "salma\u{0}@waha.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("a control character. Take it out"), "{}", page.text);
}

#[tokio::test]
async fn the_readable_form_of_the_description_may_load_our_own_files_only() {
    let t = TestHouse::new().await;
    let answer = Browser::visitor(&t).get("/api/docs/").await;
    assert_eq!(answer.status, StatusCode::OK);
    // Style attributes are all that it may bring with it.
    let rest = answer.policy.replace("style-src-attr 'unsafe-inline';", "");
    assert!(rest.contains("default-src 'none'") && !rest.contains("unsafe"), "{}", answer.policy);
}

#[tokio::test]
async fn a_program_is_told_the_parameter_or_the_place_in_the_body() {
    let t = TestHouse::new().await;
    let program = Browser::program(&t, "p3@people.example").await;
    for name in ["work", "language"] {
        let answer = program.get(&format!("/api/v1/catalogue?{name}=%00")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says(&format!("\"pointer\":\"{name}\"")), "{}", answer.text);
    }
    let json = [("content-type", "application/json")];
    let body = r#"{"channel":"email","address":"a\u0000b@homes.example"}"#.to_owned();
    let answer = program.send(Method::POST, "/api/v1/sign-in", body, &json).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("\"pointer\":\"/address\""), "{}", answer.text);
    let answer = program.get("/api/v1/cases/C-%00").await;
    assert_eq!(answer.text, program.get("/api/v1/cases/C-7K2M9QX4").await.text, "as an unused name");
}

#[tokio::test]
async fn a_second_role_in_one_organisation_is_chosen_by_its_membership() {
    let t = TestHouse::new().await;
    let Caller { user: Some(user), org: Some(org), .. } = t.agency else { panic!("a member") };
    let second = if t.agency.role == Role::AgencyAdmin { Role::AgencyUser } else { Role::AgencyAdmin };
    setup::membership(&t.house, user, org, second).await.expect("a second role");
    let program = Browser::program(&t, "p3@people.example").await;
    let me: serde_json::Value = serde_json::from_str(&program.get("/api/v1/me").await.text).expect("JSON");
    let memberships = me["memberships"].as_array().expect("a list").clone();
    assert_eq!(memberships.len(), 2);
    let look = async |whom: &str| {
        program.send(Method::GET, "/api/v1/cases", String::new(), &[("amana-organisation", whom)]).await
    };
    let both = look("AG-021").await;
    assert_eq!(both.status, StatusCode::CONFLICT, "{}", both.text);
    assert!(both.says("by the id of the membership"), "{}", both.text);
    for membership in &memberships {
        assert_eq!(look(membership["id"].as_str().expect("an id")).await.status, StatusCode::OK);
    }
    assert_eq!(look("01900000-0000-7000-8000-000000000001").await.status, StatusCode::FORBIDDEN, "nobody else's");
    let browser = Browser::signed_in(&t, "p3@people.example").await;
    let choice = browser.get("/organisations").await;
    let csrf = choice.hidden("csrf");
    let wanted = memberships.iter().find(|one| one["role"] == second.as_str()).expect("the second");
    let id = wanted["id"].as_str().expect("an id");
    let chosen = browser.post("/organisations", &[("csrf", &csrf), ("membership", id)]).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text);
    let chosen: serde_json::Value =
        serde_json::from_str(&Browser::program(&t, "p3@people.example").await.get("/api/v1/me").await.text)
            .expect("JSON");
    assert_eq!(chosen["memberships"].as_array().map(Vec::len), Some(2));
    let page = browser.get("/organisations").await;
    let (_, mine) = page.text.split_once(&format!("value=\"{id}\"")).expect("the choice");
    assert!(mine.split('>').next().is_some_and(|tag| tag.contains("checked")), "the second role is acted for");
}

#[tokio::test]
async fn organisations_come_in_pages_and_a_parameter_that_nothing_reads_is_refused() {
    let t = TestHouse::new().await;
    let program = Browser::program(&t, "p1@people.example").await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = program.get(&format!("/api/v1/organisations?limit=2{after}")).await;
        let page: serde_json::Value = serde_json::from_str(&page.text).expect("JSON");
        let items = page["items"].as_array().expect("items");
        assert!((1..=2).contains(&items.len()), "{page}");
        seen.extend(items.iter().map(|one| one["reference"].as_str().expect("a reference").to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 5, "each once: {seen:?}");
    assert_eq!(seen.len(), 5);
    for path in
        ["/api/v1/memberships?limit=2", "/api/v1/invitations?after=x", "/api/v1/me?verbose=1", "/api/v1/sessions?limit"]
    {
        let refused = program.get(path).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.text);
        assert!(refused.says("takes no parameters"), "{path}");
    }
    for path in ["/api/v1/memberships", "/api/v1/cases?limit=2", "/api/v1/openapi.json"] {
        assert_eq!(program.get(path).await.status, StatusCode::OK, "{path}");
    }
}
