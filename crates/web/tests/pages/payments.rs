//! Payments, the bank's files and what stands on invoices, on the pages of finance and of an agency: what is typed wrong is said beside
//! its field, in the reader's language, and nothing typed is lost.

use axum::http::{Method, StatusCode};

use crate::browser::{Browser, Seen};
use crate::house::TestHouse;

const MODERATOR: &str = "p1@people.example";
const FINANCE: &str = "p2@people.example";
const AGENCY_ADMIN: &str = "p4@people.example";

async fn send_file(browser: &Browser, text: &str) -> Seen {
    let csrf = browser.get("/operator/bank").await.hidden("csrf");
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"a.csv\"\r\n\r\n{text}\r\n--x--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    browser.send(Method::POST, "/operator/bank", body, &headers).await
}

#[tokio::test]
async fn a_sum_that_can_be_read_in_two_ways_is_asked_again_and_nothing_typed_is_lost() {
    let t = TestHouse::new().await;
    let browser = Browser::signed_in(&t, FINANCE).await;
    let page = browser.get("/operator/payments/new?case=C-7K2M9QX4").await;
    assert!(page.status == StatusCode::OK && page.says("C-7K2M9QX4"), "{}", page.text);
    let (csrf, key) = (page.hidden("csrf"), page.hidden("key"));
    let note = async |amount: &str| {
        let fields = [
            ("csrf", csrf.as_str()),
            ("key", key.as_str()),
            ("case", "C-7K2M9QX4"),
            ("way", "in"),
            ("method", "cash"),
            ("amount_minor", amount),
        ];
        browser.post("/operator/payments/new", &fields).await
    };
    for (typed, words) in [
        ("0,500", "can be read in two ways"),
        ("-5", "Leave out plus, minus"),
        ("1.0001", "more decimals"),
        ("5 AED", "another currency"),
        ("NaN", "digits and a point"),
        ("", "Type the sum"),
        // What can be read goes on to the case, which nobody has.
        ("١٬٢٥٠٫٥٠٠", "No case that you may see"),
    ] {
        let seen = note(typed).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(seen.says(words) && seen.says(typed), "{typed}: {}", seen.text);
    }
    assert!(t.recorded("note_payment").await.is_empty());
}

#[tokio::test]
async fn the_faults_of_a_banks_file_are_told_with_their_lines_in_both_languages() {
    let t = TestHouse::new().await;
    let wrong = "Date,Description,Amount\n2026-01-05,x,1.0001\n2026-01-06,half\n";
    let token = Browser::token(&t, FINANCE, "portal").await;
    let english = send_file(&Browser::of(&t.house, &token), wrong).await;
    assert_eq!(english.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", english.text);
    assert!(english.says("Line 2: ") && english.says("Line 3: "), "{}", english.text);
    let arabic = send_file(&Browser::of(&t.house, &token).in_arabic(), wrong).await;
    assert!(arabic.says("السطر 2: ") && arabic.says("السطر 3: "), "{}", arabic.text);
    let open = "Date,Description,Amount\n2026-01-05,Transfer 4711,12.000\n";
    let browser = Browser::of(&t.house, &token);
    let read = send_file(&browser, open).await;
    assert!(read.status == StatusCode::OK && read.says("one waits for you") && read.says("4711"), "{}", read.text);
    let again = send_file(&browser, open).await;
    assert!(again.says("one was known"), "{}", again.text);
}

#[tokio::test]
async fn an_agency_says_what_stands_on_its_invoices_and_only_finance_has_the_iban() {
    let t = TestHouse::new().await;
    let (agency, finance) = (Browser::signed_in(&t, AGENCY_ADMIN).await, Browser::signed_in(&t, FINANCE).await);
    let page = agency.get("/agency/billing").await;
    assert!(page.status == StatusCode::OK && !page.text.contains("name=\"iban\""), "{}", page.text);
    assert!(finance.get("/operator/billing").await.text.contains("name=\"iban\""));
    let keep = async |number: &str, version: &str| {
        let csrf = agency.get("/agency/billing").await.hidden("csrf");
        let fields =
            [("csrf", csrf.as_str()), ("version", version), ("vat_number", number), ("address", "Ruwi, Muscat")];
        agency.post("/agency/billing", &fields).await
    };
    let wrong = keep("OM12", "0").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.says("OM12") && wrong.says("Ruwi, Muscat"));
    assert_eq!(keep("OM1100012345", "0").await.status, StatusCode::SEE_OTHER);
    assert!(agency.get("/agency/billing").await.says("OM1100012345"));
    assert_eq!(keep("OM1100012346", "0").await.status, StatusCode::CONFLICT, "somebody said something meanwhile");
}

#[tokio::test]
async fn whoever_is_not_of_finance_finds_no_payments_and_no_bank() {
    let t = TestHouse::new().await;
    let browser = Browser::signed_in(&t, MODERATOR).await;
    for place in ["/operator/payments", "/operator/payments/new", "/operator/bank", "/operator/billing"] {
        assert_eq!(browser.get(place).await.status, StatusCode::NOT_FOUND, "{place}");
    }
    let today = browser.get("/operator").await;
    for place in ["/operator/payments", "/operator/bank", "/operator/billing"] {
        assert!(!today.text.contains(&format!("href=\"{place}\"")), "{place} is in the menu");
    }
}
