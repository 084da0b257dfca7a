//! `[sms.http.receipts]`: how a gateway calls us to say what became of each message.

use std::collections::BTreeMap;

use app::ports::Outcome;
use hyper::header::{AUTHORIZATION, HeaderName};
use web::text_receipts::{Places, TextReceipts};

use super::{secret, wrong};
use crate::adapters::gateway::Naming;
use crate::answer::Failure;
use crate::site::Site;
use crate::ways_out::Receipts;

/// LIMIT: a secret that strangers could try out is none.
const SECRET_MIN: usize = 32;

/// The calls that the settings expect; none where no gateway calls.
pub fn of(site: &Site) -> Result<Option<TextReceipts>, Failure> {
    let http = site.config.sms.as_ref().and_then(|sms| sms.http.as_ref());
    http.and_then(|http| http.receipts.as_ref()).map(|receipts| calls(site, receipts)).transpose()
}

fn at(key: &'static str) -> [&'static str; 4] {
    ["sms", "http", "receipts", key]
}

fn calls(site: &Site, receipts: &Receipts) -> Result<TextReceipts, Failure> {
    let key = secret(site, &at("secret_file"), receipts.secret.as_ref(), receipts.secret_file.as_deref())?;
    let Some(key) = key else {
        let why = "its secret is missing: secret_file, or AMANA__SMS__HTTP__RECEIPTS__SECRET in the environment";
        return Err(wrong(site, &at("proof"), why));
    };
    if key.len() < SECRET_MIN {
        return Err(wrong(site, &at("secret_file"), "a secret of at least 32 characters: openssl rand -hex 32"));
    }
    let header = match &receipts.header {
        Some(name) => name.parse().map_err(|_| wrong(site, &at("header"), "no header has this name"))?,
        None if receipts.proof == "token" => AUTHORIZATION,
        None => HeaderName::from_static("x-signature"),
    };
    let places = Places {
        name: pointer(site, "name", &receipts.name)?.to_owned(),
        status: pointer(site, "status", &receipts.status)?.to_owned(),
    };
    let words = words(site, receipts)?;
    match receipts.proof.as_str() {
        "token" => Ok(TextReceipts::by_token(key.as_bytes(), header, places, words)),
        "hmac-sha256" => Ok(TextReceipts::by_signature(key.as_bytes(), header, places, words)),
        _ => Err(wrong(site, &at("proof"), "token or hmac-sha256")),
    }
}

/// A place in a body, as a JSON pointer.
fn pointer<'a>(site: &Site, key: &'static str, text: &'a str) -> Result<&'a str, Failure> {
    let fits = text.len() > 1 && text.len() <= 200 && text.starts_with('/');
    fits.then_some(text).ok_or_else(|| wrong(site, &at(key), "a place in the body, as a JSON pointer: \"/message/id\""))
}

/// Each word with what it means; letter case does not tell words apart.
fn words(site: &Site, receipts: &Receipts) -> Result<BTreeMap<String, Outcome>, Failure> {
    let lists = [
        ("delivered", &receipts.delivered, Outcome::Delivered),
        ("failed", &receipts.failed, Outcome::Failed),
        ("expired", &receipts.expired, Outcome::Expired),
    ];
    let mut words = BTreeMap::new();
    for (key, list, outcome) in lists {
        for word in list {
            if words.insert(word.to_lowercase(), outcome).is_some_and(|before| before != outcome) {
                return Err(wrong(site, &at(key), &format!("{word} stands in two lists")));
            }
        }
    }
    if !words.values().any(|outcome| *outcome == Outcome::Delivered) {
        return Err(wrong(site, &at("delivered"), "the provider's word for a message that arrived is missing"));
    }
    Ok(words)
}

/// By which name the provider speaks of a message, in this body's gateway.
pub fn naming(site: &Site, receipts: &Receipts, body: &str) -> Result<Naming, Failure> {
    calls(site, receipts)?;
    match &receipts.answer_name {
        Some(place) => Ok(Naming::ByAnswer(pointer(site, "answer_name", place)?.to_owned())),
        None if body.contains("{key}") => Ok(Naming::ByKey),
        None => {
            let why = "where the answer to a message names it, or {key} in sms.http.body for the provider to repeat";
            Err(wrong(site, &at("answer_name"), why))
        }
    }
}

#[cfg(test)]
mod tests {
    use app::ports::Messenger;

    use crate::channels::tests::{channels, gateway, json, refused, secret, sms};

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn settings(port: u16, more: &str) -> String {
        format!(
            "[messages]\nspool = \"spool\"\n[sms]\nfrom = \"AMANA\"\ndestinations = {{ 968 = 12 }}\nday_max = 1000\n\
             [sms.http]\nurl = \"http://127.0.0.1:{port}/send\"\n\
             body = '{{\"to\":\"{{to}}\",\"text\":\"{{text}}\",\"id\":\"{{key}}\"}}'\n\
             [sms.http.receipts]\n{more}"
        )
    }

    #[tokio::test]
    async fn a_message_has_the_name_that_the_gateway_gave_it_or_the_key_that_it_was_sent_under() {
        let answer = |body: &str| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            &*Box::leak(head.into_boxed_str())
        };
        for (more, body, name) in [
            ("", r#"{"id":"m-1"}"#, Some("code:+96892123456")),
            ("answer_name = \"/messages/0/id\"\n", r#"{"messages":[{"id":"m-1"}]}"#, Some("m-1")),
            ("answer_name = \"/id\"\n", r#"{"id":4711}"#, Some("4711")),
            ("answer_name = \"/id\"\n", r#"{"id":""}"#, None),
            ("answer_name = \"/id\"\n", "taken", None),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            secret(folder.path(), "calls.secret", SECRET);
            let (port, asked) = gateway(vec![answer(body)]);
            let more = format!("secret_file = \"calls.secret\"\n{more}");
            let handed = channels(folder.path(), &settings(port, &more)).hand_over(sms("+96892123456", "x")).await;
            assert_eq!(handed, Ok(name.map(str::to_owned)), "{more}: the message is gone all the same");
            let asked = asked.join().expect("asked");
            assert_eq!(json(asked[0].split_once("\r\n\r\n").expect("a body").1)["id"], "code:+96892123456");
        }
    }

    #[test]
    fn settings_by_which_nobody_could_be_believed_or_understood_are_refused_with_their_line() {
        let folder = tempfile::tempdir().expect("a folder");
        secret(folder.path(), "calls.secret", SECRET);
        secret(folder.path(), "short.secret", "hunter2");
        let at = |name: &str| format!("secret_file = \"{}\"\n", folder.path().join(name).display());
        let (good, short) = (at("calls.secret"), at("short.secret"));
        for (more, begins, says) in [
            ("proof = \"token\"\n".to_owned(), "amana.toml:11: sms.http.receipts.proof: ", "secret is missing"),
            (
                "secret = \"hunter2\"\n".to_owned(),
                "amana.toml:11: sms.http.receipts.secret is a secret",
                "AMANA__SMS__HTTP__RECEIPTS__SECRET",
            ),
            (short, "amana.toml:11: sms.http.receipts.secret_file: ", "32 characters"),
            (format!("{good}proof = \"basic\"\n"), "amana.toml:12: sms.http.receipts.proof: ", "hmac-sha256"),
            (format!("{good}header = \"a b\"\n"), "amana.toml:12: sms.http.receipts.header: ", "no header"),
            (format!("{good}name = \"id\"\n"), "amana.toml:12: sms.http.receipts.name: ", "JSON pointer"),
            (format!("{good}status = \"/\"\n"), "amana.toml:12: sms.http.receipts.status: ", "JSON pointer"),
            (format!("{good}answer_name = \"\"\n"), "amana.toml:12: sms.http.receipts.answer_name: ", "JSON pointer"),
            (format!("{good}delivered = []\n"), "amana.toml:12: sms.http.receipts.delivered: ", "arrived"),
            (format!("{good}expired = [\"Delivered\"]\n"), "amana.toml:12: sms.http.receipts.expired: ", "two lists"),
        ] {
            let error = refused(&settings(1, &more));
            assert!(error.starts_with(begins) && error.contains(says), "{more}\n-> {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        let nameless = settings(1, &good).replace("{key}", "x");
        assert!(
            refused(&nameless).contains("sms.http.receipts.answer_name: where the answer"),
            "{}",
            refused(&nameless)
        );
    }
}
