//! People in organisations, as pages: another role, another address, an agency that applies, a worker at a shared device.

use app::sign_in;
use axum::http::StatusCode;

use crate::browser::{Browser, Seen};
use crate::house::{TestHouse, new_worker};

/// The newest code of this template that went to this address.
async fn code(t: &TestHouse, to: &str, template: &str) -> String {
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned");
    let mut texts = sent.iter().filter(|(address, _)| address == to).map(|(_, text)| text);
    texts.find_map(|text| text.strip_prefix(template)).expect("a code").trim().to_owned()
}

/// The cookies that an answer sets.
fn cookies(seen: &Seen) -> String {
    let set = seen.headers.iter().filter(|(name, _)| name == "set-cookie");
    set.filter_map(|(_, value)| value.split(';').next()).collect::<Vec<_>>().join("; ")
}

/// The path that a form of this page is sent to, by what it ends with.
fn action(page: &Seen, end: &str) -> String {
    let forms = page.text.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    forms.into_iter().find(|path| path.ends_with(end)).unwrap_or_else(|| panic!("no form to {end}")).to_owned()
}

#[tokio::test]
async fn an_admin_gives_a_member_another_role_and_nobody_their_own() {
    let t = TestHouse::new().await;
    let admin = Browser::signed_in(&t, "p4@people.example").await;
    let page = admin.get("/agency/people").await;
    let links = page.text.matches("/role\"").count();
    assert_eq!(links, 1, "one other member, and no link for oneself");
    let link = page
        .text
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.ends_with("/role"));
    let link = link.expect("a link").to_owned();
    let form = admin.get(&link).await;
    let csrf = form.hidden("csrf");
    let none = admin.post(&link, &[("csrf", &csrf)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = admin.post(&link, &[("csrf", &csrf), ("role", "agency_admin")]).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/agency/people"), "{}", done.text);
    let foreign = admin.post(&link, &[("role", "agency_user")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a form without our token changes nothing");
    // Whoever leaves acts for nobody here any more.
    let page = admin.get("/agency/people").await;
    assert!(page.says("Leave this organisation"));
}

#[tokio::test]
async fn an_address_is_changed_on_its_page() {
    let t = TestHouse::new().await;
    let person = Browser::signed_in(&t, "p3@people.example").await;
    let page = person.get("/me/addresses").await;
    assert!(page.says("E-mail address") && !page.says("p3@people.example"), "no address stands on it");
    let csrf = page.hidden("csrf");
    let unclear = person.post("/me/addresses", &[("csrf", &csrf), ("address", "nothing")]).await;
    assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = person.post("/me/addresses", &[("csrf", &csrf), ("address", "next@people.example")]).await;
    assert_eq!((asked.status, asked.location.as_str()), (StatusCode::SEE_OTHER, "/me/addresses"), "{}", asked.text);
    let page = person.get("/me/addresses").await;
    let codes = action(&page, "/codes");
    let wrong = person.post(&codes, &[("csrf", &csrf), ("new", "000000")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.says("This code is not right"));
    let eastern = |code: &str| -> String {
        code.chars().map(|c| char::from_u32(0x660 + c.to_digit(10).expect("a digit")).expect("a digit")).collect()
    };
    let new = eastern(&code(&t, "next@people.example", "address-code-new").await);
    assert_eq!(person.post(&codes, &[("csrf", &csrf), ("new", &new)]).await.status, StatusCode::SEE_OTHER);
    assert!(person.get("/me/addresses").await.says("The new address has answered"));
    let present = code(&t, "p3@people.example", "address-code-present").await;
    assert_eq!(person.post(&codes, &[("csrf", &csrf), ("present", &present)]).await.status, StatusCode::SEE_OTHER);
    assert!(!person.get("/me/addresses").await.says("/codes"), "nothing is under way");
    assert!(t.signs_in("email", "next@people.example").await.is_ok());
}

#[tokio::test]
async fn an_agency_applies_and_one_person_does_not_agree_with_themselves() {
    let t = TestHouse::new().await;
    let page = Browser::visitor(&t).get("/join").await;
    let visitor = Browser::visitor(&t).with_cookie(&cookies(&page));
    let csrf = page.hidden("csrf");
    let mut fields = vec![
        ("csrf", csrf.as_str()),
        ("name", "Dana"),
        ("name_ar", "دانة"),
        ("cr_number", "١٢٣٤٥٦٧"),
        ("licence_number", "12"),
        ("licence_until", "2027-06-30"),
        ("address", "boss@dana.example"),
    ];
    let refused = visitor.post("/join", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("four digits at least") && refused.says("Accept them to apply") && refused.says("Dana"));
    fields[4].1 = "4242";
    fields.push(("accept_terms", "yes"));
    let asked = visitor.post("/join", &fields).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let confirm = asked
        .text
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|path| path.starts_with("/join/"));
    let confirm = confirm.expect("where the code goes").to_owned();
    let wrong = visitor.post(&confirm, &[("csrf", &csrf), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = code(&t, "boss@dana.example", "application-code").await;
    let done = visitor.post(&confirm, &[("csrf", &csrf), ("code", &code)]).await;
    assert!(done.status == StatusCode::OK && done.says("Your application waits"), "{}", done.text);

    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let page = moderator.get("/operator/applications").await;
    assert!(page.says("1234567") && page.says("waits for the first look") && !page.says("boss@dana.example"));
    let steps = action(&page, "/steps");
    let csrf = page.hidden("csrf");
    let version = page.hidden("version");
    let step = [("csrf", csrf.as_str()), ("version", version.as_str()), ("step", "check")];
    assert_eq!(moderator.post(&steps, &step).await.status, StatusCode::SEE_OTHER);
    let page = moderator.get("/operator/applications").await;
    assert!(page.says("You looked at the papers. Somebody else agrees."));
    let version = page.hidden("version");
    let step = [("csrf", csrf.as_str()), ("version", version.as_str()), ("step", "approve"), ("code", "AG-077")];
    let alone = moderator.post(&steps, &step).await;
    assert!(alone.status == StatusCode::CONFLICT && alone.says("Somebody else has to agree"), "{}", alone.text);
    let finance = Browser::signed_in(&t, "p2@people.example").await;
    assert_eq!(finance.get("/operator/applications").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_worker_at_a_shared_device_sees_how_to_end_it() {
    let t = TestHouse::new().await;
    let worker = app::workers::draft(&t.house, &t.agency, new_worker("EP7300001")).await.expect("a draft");
    let key = app::admit::Key::Id(worker.0);
    let read = t.house.read(&t.agency, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row));
    let reference = read.await.expect("read").reference;

    let moderator = Browser::signed_in(&t, "p1@people.example").await;
    let page = moderator.get("/operator/kiosk").await;
    let csrf = page.hidden("csrf");
    let unknown =
        moderator.post("/operator/kiosk", &[("csrf", &csrf), ("reference", "W-0000000"), ("seen", "passport")]).await;
    assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.says("Read it again"));
    let opened =
        moderator.post("/operator/kiosk", &[("csrf", &csrf), ("reference", &reference), ("seen", "passport")]).await;
    assert!(opened.status == StatusCode::OK && opened.says(&reference), "{}", opened.text);
    assert_eq!(moderator.get("/worker").await.status, StatusCode::NOT_FOUND, "the officer sees nothing of hers");
    let agency = Browser::signed_in(&t, "p4@people.example").await;
    assert_eq!(agency.get("/operator/kiosk").await.status, StatusCode::NOT_FOUND);

    let code = sign_in::open_kiosk(&t.house, &t.moderator, &reference, "passport").await.expect("opened");
    let page = Browser::visitor(&t).get("/kiosk").await;
    let device = Browser::visitor(&t).with_cookie(&cookies(&page));
    let csrf = page.hidden("csrf");
    let wrong = device.post("/kiosk", &[("csrf", &csrf), ("reference", &reference), ("code", "no")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("csrf", csrf.as_str()), ("reference", reference.as_str()), ("code", code.code.as_str())];
    let entered = device.post("/kiosk", &right).await;
    assert_eq!((entered.status, entered.location.as_str()), (StatusCode::SEE_OTHER, "/worker"), "{}", entered.text);
    let device = Browser::visitor(&t).with_cookie(&cookies(&entered));
    let home = device.get("/worker").await;
    assert!(home.status == StatusCode::OK && home.says("I am done: sign out"), "{}", home.text);
    t.pass_seconds(4 * 60);
    let over = device.get("/worker").await;
    assert_eq!((over.status, over.location.as_str()), (StatusCode::SEE_OTHER, "/kiosk"), "three minutes are over");
}
