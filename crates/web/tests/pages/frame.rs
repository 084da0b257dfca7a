//! The frame: for whom one acts, choosing another, switches that keep the page.

use app::Caller;
use app::setup;
use axum::http::StatusCode;
use domain::Role;

use crate::browser::Browser;
use crate::house::TestHouse;

#[tokio::test]
async fn staff_reads_in_the_frame_for_which_organisation_they_act() {
    let t = TestHouse::new().await;
    let browser = Browser::signed_in(&t, "p3@people.example").await;
    let page = browser.get("/agency/cases").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("AG-021 Agency AG-021"), "the frame names the agency");
    assert!(!page.says("/organisations"), "nothing to choose for a member of one");
}

#[tokio::test]
async fn a_member_of_two_chooses_and_can_choose_again() {
    let t = TestHouse::new().await;
    let Caller { user: Some(user), .. } = t.agency else { panic!("a person") };
    let other = t.other_agency.org.expect("an agency");
    setup::membership(&t.house, user, other, Role::AgencyUser).await.expect("a membership");
    let browser = Browser::signed_in(&t, "p3@people.example").await;
    let asked = browser.get("/agency").await;
    assert_eq!((asked.status, asked.location.as_str()), (StatusCode::SEE_OTHER, "/organisations?to=/agency"));
    let choice = browser.get("/organisations").await;
    assert!(choice.says("Agency AG-021") && choice.says("Agency AG-022"));
    let (before, _) = choice.text.split_once("Agency AG-022").expect("the other agency");
    let (_, membership) = before.rsplit_once("value=\"").expect("its choice");
    let membership = membership.split('"').next().expect("a closed attribute");
    let csrf = choice.hidden("csrf");
    let chosen = browser.post("/organisations", &[("csrf", &csrf), ("membership", membership)]).await;
    assert_eq!((chosen.status, chosen.location.as_str()), (StatusCode::SEE_OTHER, "/agency"));
    let page = browser.get("/agency").await;
    assert!(page.says("AG-022 Agency AG-022"), "the frame names the one that was chosen");
    assert!(page.says("href=\"/organisations\""), "and leads to the choice");
    let again = Browser::signed_in(&t, "p3@people.example").await;
    let choice = again.get("/organisations?to=/agency/workers").await;
    let (_, first) = choice.text.split_once("type=\"radio\"").expect("a choice");
    let first = first.split('>').next().expect("a tag");
    assert!(first.contains(membership) && first.contains("checked"), "the last choice stands first: {first}");
    assert!(choice.says(r#"name="to" value="/agency/workers""#));
    let csrf = choice.hidden("csrf");
    let form = [("csrf", csrf.as_str()), ("membership", membership), ("to", "/agency/workers")];
    assert_eq!(again.post("/organisations", &form).await.location, "/agency/workers", "on to what was asked for");
    // With each choice the session has another secret, and its forms another token.
    let csrf = again.get("/organisations").await.hidden("csrf");
    let elsewhere = [("csrf", csrf.as_str()), form[1], ("to", "/operator/people")];
    assert_eq!(again.post("/organisations", &elsewhere).await.location, "/agency", "never into another portal");
    let refused = browser.post("/organisations", &[("membership", membership)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a form without our token chooses nothing");
}

#[tokio::test]
async fn the_frame_names_the_organisation_in_the_script_of_the_reader() {
    let t = TestHouse::new().await;
    let page = Browser::signed_in(&t, "p3@people.example").await.in_arabic().get("/agency/cases").await;
    assert!(page.says("AG-021 مكتب") && page.says("dir=\"rtl\""));
}

#[tokio::test]
async fn language_and_colours_keep_the_page_and_its_query() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    let page = visitor.get("/catalogue?work=cook").await;
    assert!(page.says("/language/ar?to=/catalogue%3Fwork%3Dcook"), "the switch carries the page");
    let switched = visitor.get("/language/ar?to=/catalogue%3Fwork%3Dcook").await;
    assert_eq!(switched.location, "/catalogue?work=cook");
    let away = visitor.get("/theme/dark?to=//elsewhere.example").await;
    assert_eq!(away.location, "/", "never to another host");
}

#[tokio::test]
async fn whoever_is_not_signed_in_comes_back_to_the_page_they_wanted() {
    let t = TestHouse::new().await;
    let visitor = Browser::visitor(&t);
    assert_eq!(visitor.get("/agency/cases").await.location, "/sign-in?to=/agency/cases");
    let referer = [("referer", "http://127.0.0.1/agency/cases/C-1")];
    let form = visitor.send(axum::http::Method::POST, "/agency/cases/C-1/steps", String::new(), &referer).await;
    assert_eq!(form.location, "/sign-in?to=/agency/cases/C-1", "a form leads back to its page");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_are_told_to_come_over_tls_only_where_tls_is_spoken() {
    let house = TestHouse::new().await;
    for secure_cookies in [true, false] {
        let settings = web::site::Settings { secure_cookies, ..web::site::Settings::default() };
        let site = web::site::Site::new(house.house.clone(), settings.into(), None);
        for path in ["/catalogue", "/api/v1/catalogue", "/api/v1/me", "/nothing-here"] {
            let ask = axum::http::Request::get(path).header("host", "amana.example");
            let ask = ask.body(axum::body::Body::empty()).expect("a request");
            let answer = tower::ServiceExt::oneshot(web::router::router(site.clone()), ask).await.expect("an answer");
            let said = answer.headers().get("strict-transport-security").map(|value| value.to_str().expect("text"));
            assert_eq!(said, secure_cookies.then_some("max-age=31536000; includeSubDomains"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_packed_for_whoever_asks_for_them_and_never_when_another_site_made_the_browser_ask() {
    let house = TestHouse::new().await;
    let site = web::site::Site::new(house.house.clone(), web::site::Settings::default().into(), None);
    let packed = async |path: &str, from: Option<&str>| {
        let ask = axum::http::Request::get(path).header("accept-encoding", "gzip");
        let ask = from.into_iter().fold(ask, |ask, from| ask.header("sec-fetch-site", from));
        let ask = ask.body(axum::body::Body::empty()).expect("a request");
        let answer = tower::ServiceExt::oneshot(web::router::router(site.clone()), ask).await.expect("an answer");
        answer.headers().get("content-encoding").is_some_and(|coding| coding == "gzip")
    };
    assert!(packed("/catalogue", Some("none")).await && packed("/catalogue", Some("same-origin")).await);
    for from in [Some("cross-site"), Some("same-site"), None] {
        assert!(!packed("/catalogue", from).await, "{from:?}");
    }
    assert!(!packed("/api/v1/catalogue", Some("none")).await, "pages alone");
}
