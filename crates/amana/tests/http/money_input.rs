//! Sums that cannot be meant, and prices that nobody asked for: refused with their place, and nothing is noted.

use serde_json::{Value, json};

use crate::bad_input::problem;
use crate::client::Call;
use crate::world::{of_agency, one, shared};

#[test]
fn a_payment_of_no_sum_or_with_a_price_is_refused_with_the_place_of_its_fault() {
    let client = &shared().client;
    let finance = &one("finance").token;
    let found = ["signed", "deposit_paid", "permit", "arrived", "in_guarantee"]
        .iter()
        .flat_map(|state| client.all(&one("moderator").token, &format!("/api/v1/cases?state={state}")))
        .next()
        .expect("a case with money");
    let before = client.see(finance, "/api/v1/payments");
    let sound = json!({ "case": found["reference"], "method": "cash", "way": "in", "amount_minor": 1000 });
    let with = |name: &str, value: Value| {
        let mut body = sound.clone();
        body[name] = value;
        body
    };
    let refused: &[(Value, &str)] = &[
        (with("amount_minor", json!(0)), "/amount_minor"),
        (with("amount_minor", json!(-1)), "/amount_minor"),
        (with("amount_minor", json!(1_000_000_000_000_000_i64)), "/amount_minor"),
        (with("amount_minor", json!(u64::MAX)), "/amount_minor"),
        (with("amount_minor", json!(563.5)), "/amount_minor"),
        (with("amount_minor", json!("563000")), "/amount_minor"),
        (with("amount_minor", json!("٥٦٣٠٠٠")), "/amount_minor"),
        (with("amount_minor", json!("NaN")), "/amount_minor"),
        (with("amount_minor", json!(null)), "/amount_minor"),
        (with("method", json!("card")), "/method"),
        (with("way", json!("back")), "/way"),
        (with("price_minor", json!(1)), "/price_minor"),
        (with("currency", json!("AED")), "/currency"),
        (with("vat_minor", json!(1)), "/vat_minor"),
    ];
    for (body, place) in refused {
        let answer = client.ask(Call::post("/api/v1/payments", body).by(finance));
        assert_eq!(problem(&answer, 422, &body.to_string()), [*place], "{body}");
    }
    assert_eq!(client.see(finance, "/api/v1/payments"), before, "nothing was noted");
}

#[test]
fn a_banks_file_that_is_wrong_is_refused_with_every_line_that_is_and_others_find_no_bank() {
    let client = &shared().client;
    let finance = &one("finance").token;
    let before = client.see(finance, "/api/v1/bank-lines");
    let send = |text: &str, by: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{text}\r\n--x--\r\n"
        );
        client.ask(Call::new("POST", "/api/v1/bank-files").by(by).body("multipart/form-data; boundary=x", body))
    };
    let wrong = "Date,Description,Amount\n2026-01-05,x,1.0001\n2026-01-06,half\n31.31.2026,x,1.000\n";
    let places = problem(&send(wrong, finance), 422, "three wrong lines");
    assert_eq!(places, ["/file", "/file", "/file"]);
    assert_eq!(problem(&send("", finance), 422, "an empty file"), ["/file"]);
    assert_eq!(problem(&send("<Document><BkToCstmrStmt>", finance), 422, "half a file"), ["/file"]);
    for by in [&one("moderator").token, &of_agency("agency_admin", "AG-021").token] {
        problem(&send(wrong, by), 404, "no bank of theirs");
        problem(&client.ask(Call::get("/api/v1/bank-lines").by(by)), 404, "no bank of theirs");
    }
    assert_eq!(client.see(finance, "/api/v1/bank-lines"), before);
}
