//! Reading input strictly: unknown fields, wrong types and odd shapes are refused with the place and the reason.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::reasons;

/// A JSON body of at most the route's limit.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        WithBytes::from_request(request, state).await.map(|body| Self(body.0))
    }
}

/// A JSON body together with its bytes, for what keeps a hash of them.
pub struct WithBytes<T>(pub T, pub Bytes);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for WithBytes<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let mut kinds = request.headers().get_all(header::CONTENT_TYPE).iter();
        let kind = kinds.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") || kinds.next().is_some() {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/problems/media-type", "Send JSON")
                .detail("This takes a body of type application/json."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| body_problem(rejection.status()))?;
        Ok(Self(parse(&bytes)?, bytes))
    }
}

/// The names in a path. One that is no text names nothing.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// Whether a text has a character that nobody types and a database may not keep: a control character, but for the ends of
/// lines and tabs of a text of several lines.
pub fn is_unkept(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// The name of a form's field with such a text, on the answer that refuses it.
#[derive(Debug, Clone)]
pub struct Unkept(pub String);

/// 422 for such a text, at its place.
pub fn unkept(place: impl Into<String>) -> Problem {
    Problem::invalid(place, crate::words::fault("control_character"))
}

/// The pointer of the first name or text in `value` that cannot be kept.
fn unkept_in(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => is_unkept(text).then(String::new),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(n, item)| unkept_in(item).map(|rest| format!("/{n}{rest}")))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match is_unkept(name) {
            true => Some(String::new()),
            false => unkept_in(value).map(|rest| step(name) + &rest),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Parses strictly and says where it went wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // In JSON such a character is escaped, or one of the few above the plain ones: most bodies need no second look.
    if bytes.iter().any(|byte| matches!(byte, b'\\' | 0x7f | 0xc2))
        && let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes)
        && let Some(place) = unkept_in(&value)
    {
        return Err(unkept(place));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.to_string().starts_with("recursion limit") {
            Problem::bad_request("The body is nested too deeply.")
        } else if inner.is_syntax() || inner.is_eof() {
            Problem::bad_request(format!("The body is not JSON: line {}, column {}.", inner.line(), inner.column()))
        } else {
            faulty(&pointer, &inner)
        }
    })?;
    reader.end().map_err(|_| Problem::bad_request("The body goes on after its JSON value."))?;
    Ok(value)
}

/// Reads a part of a body that was parsed before, as strictly.
pub fn value<T: DeserializeOwned>(part: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(part).map_err(|error| faulty(&pointer(error.path()), error.inner()))
}

/// A query string, as strictly.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state).await.map(|query| Self(query.0)).map_err(
            |rejection| {
                let text =
                    std::error::Error::source(&rejection).map_or_else(|| rejection.to_string(), ToString::to_string);
                // "limit: what is wrong with it", or a reason that names the parameter itself
                let (name, message) = match text.split_once(": ") {
                    Some((name, rest)) if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => (name, rest),
                    _ => ("", text.as_str()),
                };
                let reason = reasons::of(message);
                let name = reason.field.unwrap_or_else(|| name.to_owned());
                Problem::new(StatusCode::BAD_REQUEST, "/problems/bad-request", "The request cannot be read")
                    .detail("A query parameter cannot be read.")
                    .error(name, reason.text)
            },
        )
    }
}

/// A value that is JSON and yet not what is expected.
fn faulty(place: &str, error: &serde_json::Error) -> Problem {
    let reason = reasons::of(&error.to_string());
    let place = match &reason.field {
        // the parser may already stand at the field
        Some(name) if !place.ends_with(&step(name)) => format!("{place}{}", step(name)),
        _ => place.to_owned(),
    };
    Problem::invalid(place, reason.text)
}

fn body_problem(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::bad_request("The body could not be read to its end.")
    }
}

/// A JSON pointer (RFC 6901) from a path of names and places.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => pointer + &step(key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// One name of a pointer, escaped.
fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ask {
        #[expect(dead_code, reason = "only its parsing is tested")]
        parts: Vec<u32>,
    }

    #[test]
    fn a_wrong_type_is_named_by_its_pointer() {
        let problem = parse::<Ask>(br#"{"parts":[1,"two"]}"#).expect_err("a text is no number");
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/parts/1"));
    }

    #[test]
    fn a_missing_and_an_unknown_field_are_named_by_their_pointers() {
        let missing = parse::<Ask>(b"{}").expect_err("parts are wanted");
        let unknown = parse::<Ask>(br#"{"parts":[],"a/b":1}"#).expect_err("unknown");
        assert_eq!((missing.errors[0].pointer.as_str(), unknown.errors[0].pointer.as_str()), ("/parts", "/a~1b"));
    }

    #[test]
    fn a_text_with_a_control_character_is_named_by_its_pointer_and_lines_and_tabs_are_kept() {
        let place = |text: &str| parse::<serde_json::Value>(text.as_bytes()).err().map(|p| p.errors[0].pointer.clone());
        let refused =
            [r#"{"a/b":["x","y\u0000"]}"#, r#"{"a":{"b":"\u001f"}}"#, "\"\u{7f}\"", "\"\u{85}\"", r#"{"\u0000":1}"#];
        assert_eq!(refused.map(place), ["/a~1b/1", "/a/b", "", "", ""].map(|place| Some(place.to_owned())));
        for kept in
            [r#""two\nlines\r\n\tand more""#, r#""\\u0000""#, "\"Zo\u{eb} \u{636}\u{200f}\"", r#""\ud83d\ude00""#]
        {
            assert_eq!(place(kept), None, "{kept}");
        }
    }

    #[test]
    fn unknown_fields_broken_json_and_deep_nesting_are_refused() {
        assert_eq!(parse::<Ask>(br#"{"parts":[],"more":1}"#).expect_err("unknown").status, 422);
        assert_eq!(parse::<Ask>(br#"{"parts":["#).expect_err("cut").status, 400);
        assert_eq!(parse::<Ask>(br#"{"parts":[]} {}"#).expect_err("trailing").status, 400);
        let deep = "[".repeat(100_000);
        assert_eq!(parse::<serde_json::Value>(deep.as_bytes()).expect_err("deep").status, 400);
    }
}
