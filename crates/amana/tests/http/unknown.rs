//! An address that somebody has and one that nobody has are answered alike at every way in: status, headers, body, to the byte and to
//! the length, but for the names that are drawn anew each time.

use serde_json::{Value, json};

use crate::client::{Answer, Call};
use crate::world::{Demo, one};

/// The answer without what is drawn anew: letters and digits of names become one letter, so that their lengths stay.
fn likeness(answer: &Answer, drawn: &[&str]) -> (u16, Vec<(String, usize)>, String) {
    let lengths = answer.headers.iter().map(|(name, value)| (name.clone(), value.len())).collect();
    let mut body = answer.text();
    for name in drawn {
        body = body.replace(name, &"x".repeat(name.len()));
    }
    (answer.status, lengths, body)
}

fn challenge(answer: &Answer) -> String {
    answer.expect(202)["challenge"].as_str().expect("a challenge").to_owned()
}

#[test]
fn the_api_answers_an_address_that_nobody_has_like_one_that_somebody_has() {
    let demo = Demo::new();
    let known = &one("customer").email;
    // As long as the known one.
    let unknown =
        format!("{}{}", "z".repeat(known.find('@').expect("an address")), &known[known.find('@').expect("an @")..]);
    assert_eq!(known.len(), unknown.len());
    let invited = unknown.replacen('z', "y", 1);
    for path in ["/api/v1/sign-in", "/api/v1/registrations"] {
        let mut seen = Vec::new();
        for address in [known, &unknown, &invited] {
            let ask: Value = json!({ "channel": "email", "address": address });
            let asked = demo.client.ask(Call::post(path, &ask));
            let name = challenge(&asked);
            let mut all = vec![likeness(&asked, &[&name])];
            for code in ["000000", "no code", ""] {
                let wrong = demo.client.ask(Call::post(format!("/api/v1/sign-in/{name}"), &json!({ "code": code })));
                all.push(likeness(&wrong, &[&name]));
            }
            seen.push(all);
        }
        assert_eq!(seen[0], seen[1], "{path}");
        assert_eq!(seen[0], seen[2], "{path}");
    }
}

/// The page of a code, as a browser without script asks for it.
fn asked_by_page(demo: &Demo, place: &str, address: &str) -> Answer {
    let first = demo.client.ask(Call::get(place));
    let page = first.text();
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a form");
    let csrf = rest.split('"').next().expect("a value");
    let cookies: Vec<&str> = first
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .filter_map(|(_, value)| value.split(';').next())
        .collect();
    let body = format!("csrf={csrf}&to=&address={}", address.replace('@', "%40"));
    let call =
        Call::new("POST", place).header("cookie", cookies.join("; ")).body("application/x-www-form-urlencoded", body);
    demo.client.ask(call)
}

#[test]
fn the_page_answers_an_address_that_nobody_has_like_one_that_somebody_has() {
    let demo = Demo::new();
    let known = &one("customer").email;
    let (name, host) = known.split_once('@').expect("an address");
    let unknown = format!("{}@{host}", "z".repeat(name.len()));
    let seen = [known, &unknown].map(|address| {
        let answer = asked_by_page(&demo, "/sign-in", address);
        let text = answer.text();
        assert!(answer.status == 200 && text.contains("name=\"code\"") && text.contains(address.as_str()), "{text}");
        let (_, rest) = text.split_once("action=\"/sign-in/").expect("where the code goes");
        let challenge = rest.split('"').next().expect("a name").to_owned();
        let csrf =
            text.split_once("name=\"csrf\" value=\"").expect("a form").1.split('"').next().expect("a value").to_owned();
        let (status, headers, body) = likeness(&answer, &[&challenge, &csrf, address]);
        // The demo's own bar names its people. Until when the code holds is told to the microsecond, without noughts at its end.
        let page = body.split_once("</aside>").map_or(body.as_str(), |(_, page)| page);
        (status, headers, page.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<String>())
    });
    assert_eq!(seen[0].0, seen[1].0);
    assert_eq!(seen[0].1, seen[1].1);
    assert!(seen[0].2.len() > 1_000 && seen[0].2 == seen[1].2, "{}\n{}", seen[0].2, seen[1].2);
}
