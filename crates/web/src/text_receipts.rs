//! What a provider of text messages may call this house to say of them: how its calls are proven, and how they are read.

use std::collections::BTreeMap;

use app::ports::{Outcome, Receipt};
use aws_lc_rs::{constant_time, digest, hmac};
use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::problem::Problem;

/// LIMIT: bytes of a call: one receipt with whatever the provider says beside it.
pub const CALL_MAX: usize = 8 * 1024;
/// LIMIT: characters of a provider's name of a message.
const NAME_MAX: usize = 128;

/// How a call shows that it comes from the provider.
enum Proof {
    /// The secret itself: its hash, so that only hashes are compared.
    Token([u8; 32]),
    /// HMAC-SHA-256 of the body under the secret, in hexadecimal or Base64.
    Signature(Box<hmac::Key>),
}

/// Where in a call what stands: JSON pointers (RFC 6901). A form is read as an object of its fields.
#[derive(Debug, Clone)]
pub struct Places {
    /// The provider's name of the message.
    pub name: String,
    /// The word for what became of it.
    pub status: String,
}

/// The calls of one provider.
pub struct TextReceipts {
    proof: Proof,
    header: HeaderName,
    places: Places,
    words: BTreeMap<String, Outcome>,
}

impl std::fmt::Debug for TextReceipts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextReceipts").field("header", &self.header).finish_non_exhaustive()
    }
}

impl TextReceipts {
    /// Calls that bring the secret itself in `header`; in `Authorization` as a bearer token.
    pub fn by_token(secret: &[u8], header: HeaderName, places: Places, words: BTreeMap<String, Outcome>) -> Self {
        Self { proof: Proof::Token(hashed(secret)), header, places, words: lower(words) }
    }

    /// Calls that are signed under the secret: HMAC-SHA-256 of the body in `header`, also behind `sha256=`.
    pub fn by_signature(secret: &[u8], header: HeaderName, places: Places, words: BTreeMap<String, Outcome>) -> Self {
        Self {
            proof: Proof::Signature(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret))),
            header,
            places,
            words: lower(words),
        }
    }

    /// Whether this body comes from whoever has the secret. Takes as long whatever is wrong with the proof.
    pub fn proven(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let mut given = headers.get_all(&self.header).iter();
        let (Some(value), None) = (given.next(), given.next()) else { return false };
        let Ok(value) = value.to_str() else { return false };
        match &self.proof {
            Proof::Token(hash) => {
                let bearer = self.header == header::AUTHORIZATION;
                let token = if bearer { after(value, "Bearer ") } else { Some(value) };
                let token = token.map(str::trim).unwrap_or_default();
                constant_time::verify_slices_are_equal(&hashed(token.as_bytes()), hash).is_ok()
            }
            Proof::Signature(key) => {
                let tag = after(value, "sha256=").unwrap_or(value).trim();
                bytes(tag).is_some_and(|tag| hmac::verify(key, body, &tag).is_ok())
            }
        }
    }

    /// What a call says; none where it says nothing of an end: that the message is on its way.
    pub fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<Receipt>, Problem> {
        let said = said(headers, body)?;
        let name = word(&said, &self.places.name)?;
        let status = word(&said, &self.places.status)?;
        let outcome = self.words.get(&status.to_lowercase());
        Ok(outcome.map(|outcome| Receipt { handed_as: name, outcome: *outcome }))
    }
}

fn lower(words: BTreeMap<String, Outcome>) -> BTreeMap<String, Outcome> {
    words.into_iter().map(|(word, outcome)| (word.to_lowercase(), outcome)).collect()
}

fn hashed(secret: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, secret).as_ref());
    hash
}

/// What stands behind a scheme's name, whose letters are large or small.
fn after<'a>(value: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = value.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// A tag of 32 bytes in hexadecimal or Base64.
fn bytes(tag: &str) -> Option<Vec<u8>> {
    if tag.len() != 64 {
        return STANDARD.decode(tag).ok();
    }
    let pair = |at| u8::from_str_radix(tag.get(at..at + 2)?, 16).ok();
    (0..64).step_by(2).map(pair).collect()
}

/// A body as JSON; a form as an object of its fields.
fn said(headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        let unread = || Problem::bad_request("The form cannot be read.");
        let query = axum::http::Uri::builder().path_and_query([b"/?", body].concat()).build().map_err(|_| unread())?;
        let fields = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&query).map_err(|_| unread())?;
        return Ok(Value::Object(fields.0.into_iter().map(|(name, value)| (name, Value::String(value))).collect()));
    }
    crate::input::parse(body)
}

/// The word at a place: a text or a number.
fn word(said: &Value, place: &str) -> Result<String, Problem> {
    let found = match said.pointer(place) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    found
        .filter(|text| (1..=NAME_MAX).contains(&text.chars().count()))
        .ok_or_else(|| Problem::invalid(place, crate::words::fault("receipt_place")))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
    const BODY: &[u8] = br#"{"message":{"id":"m-1"},"status":"DELIVRD"}"#;

    fn places() -> Places {
        Places { name: "/message/id".to_owned(), status: "/status".to_owned() }
    }

    fn words() -> BTreeMap<String, Outcome> {
        [("DELIVRD", Outcome::Delivered), ("7", Outcome::Failed)].map(|(word, end)| (word.to_owned(), end)).into()
    }

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        [(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))].into_iter().collect()
    }

    fn hex(tag: &[u8]) -> String {
        tag.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn only_whoever_has_the_secret_is_believed() {
        let calls = TextReceipts::by_token(SECRET, header::AUTHORIZATION, places(), words());
        let by = |value: &str| calls.proven(&headers("authorization", value), BODY);
        let secret = std::str::from_utf8(SECRET).expect("text");
        assert!(by(&format!("Bearer {secret}")) && by(&format!("bearer {secret}")));
        for wrong in
            ["", "Bearer", "Bearer ", secret, "Bearer 0123", &format!("Basic {secret}"), &format!("Bearer {secret}0")]
        {
            assert!(!by(wrong), "{wrong:?}");
        }
        assert!(!calls.proven(&HeaderMap::new(), BODY));
        let mut twice = headers("authorization", &format!("Bearer {secret}"));
        twice.append(header::AUTHORIZATION, HeaderValue::from_static("Bearer nonsense"));
        assert!(!calls.proven(&twice, BODY), "of two proofs none counts");
        let named = TextReceipts::by_token(SECRET, HeaderName::from_static("x-token"), places(), words());
        assert!(named.proven(&headers("x-token", secret), BODY));
        assert!(!named.proven(&headers("authorization", &format!("Bearer {secret}")), BODY));
    }

    #[test]
    fn a_signature_is_of_this_body_and_under_this_secret() {
        let calls = TextReceipts::by_signature(SECRET, HeaderName::from_static("x-signature"), places(), words());
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), BODY);
        let by = |value: &str, body: &[u8]| calls.proven(&headers("x-signature", value), body);
        for right in [hex(tag.as_ref()), format!("sha256={}", hex(tag.as_ref())), STANDARD.encode(tag.as_ref())] {
            assert!(by(&right, BODY), "{right}");
            assert!(!by(&right, &[BODY, b" "].concat()), "another body");
        }
        let other = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"another"), BODY);
        let cut = &hex(tag.as_ref())[..62];
        let odd = "é".repeat(32);
        for wrong in ["", "sha256=", &hex(other.as_ref()), cut, &"z".repeat(64), &odd] {
            assert!(!by(wrong, BODY), "{wrong:?}");
        }
    }

    #[test]
    fn a_call_is_read_from_json_and_from_a_form_and_says_where_it_is_not_understood() {
        let calls = TextReceipts::by_token(SECRET, header::AUTHORIZATION, places(), words());
        let json = |body: &[u8]| calls.read(&headers("content-type", "application/json"), body);
        let receipt = |name: &str, outcome| Some(Receipt { handed_as: name.to_owned(), outcome });
        assert_eq!(json(BODY).expect("read"), receipt("m-1", Outcome::Delivered));
        assert_eq!(json(br#"{"message":{"id":12},"status":7}"#).expect("read"), receipt("12", Outcome::Failed));
        assert_eq!(
            json(br#"{"message":{"id":"m-1"},"status":"delivrd"}"#).expect("read"),
            receipt("m-1", Outcome::Delivered)
        );
        assert_eq!(json(br#"{"message":{"id":"m-1"},"status":"SENT"}"#).expect("read"), None, "on its way");
        let places = Places { name: "/MessageSid".to_owned(), status: "/MessageStatus".to_owned() };
        let forms = TextReceipts::by_token(SECRET, header::AUTHORIZATION, places, words());
        let form = headers("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let read = forms.read(&form, b"MessageSid=SM%2B1&MessageStatus=delivrd&To=%2B968").expect("read");
        assert_eq!(read, receipt("SM+1", Outcome::Delivered));
        let long = format!(r#"{{"message":{{"id":"{}"}},"status":"7"}}"#, "x".repeat(NAME_MAX + 1));
        for (body, at) in [
            (r#"{"status":"DELIVRD"}"#, "/message/id"),
            (r#"{"message":{"id":""},"status":"DELIVRD"}"#, "/message/id"),
            (r#"{"message":{"id":["m"]},"status":"DELIVRD"}"#, "/message/id"),
            (long.as_str(), "/message/id"),
            (r#"{"message":{"id":"m-1"},"status":null}"#, "/status"),
        ] {
            let problem = json(body.as_bytes()).expect_err(body);
            assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, at), "{body}");
        }
        for broken in [&b"{"[..], b"\xff\xfe", b""] {
            assert_eq!(json(broken).expect_err("no JSON").status, 400);
        }
        assert_eq!(forms.read(&form, b"\xff\n").expect_err("no form").status, 400);
    }
}
