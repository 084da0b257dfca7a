//! `If-Match` (RFC 9110, section 13.1.1): the version that an update saw, in the place of `version` in its body.
//!
//! Whoever sends it believes that it guards them: an operation that does not take it refuses it.

use std::borrow::Cow;

use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::parameters::Taking;
use crate::problem::Problem;
use crate::signed::one_header;

/// What the header says in the description of an operation that takes it.
pub const SAID: &str = "The version that was seen, as an entity tag: \"2\". In the place of `version` in the body";

/// The version that the header names, if it was sent: 400 when it is not one version.
pub struct IfMatch(Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers)
    }
}

impl IfMatch {
    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(text) = one_header(headers, "if-match")? else { return Ok(Self(None)) };
        let text = text.trim();
        let tag = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        // Neither a list nor `*`, and no weak tag: each would let through what the caller has not seen.
        let digits = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_digit());
        let version = tag.parse().ok().filter(|_| digits);
        version.map(|version| Self(Some(version))).ok_or_else(|| {
            Problem::bad_request("If-Match names one version, as in \"2\": the `version` that you read last.")
        })
    }

    /// The version that the caller saw: the header's or the body's. Both may be sent when they are the same.
    pub fn or(&self, body: Option<i64>) -> Result<i64, Problem> {
        match (self.0, body) {
            (Some(header), Some(body)) if header != body => Err(Problem::invalid(
                "If-Match",
                "This is another version than that of the body. Send the one that you saw.",
            )),
            (None, None) => Err(Problem::invalid("/version", "This field is missing.")),
            (header, body) => Ok(header.or(body).unwrap_or_default()),
        }
    }

    /// The bytes that make a request what it is: its body, and the version where the header alone has it. For
    /// `Idempotency-Key`, which belongs to one request.
    pub fn with<'a>(&self, body: &'a [u8]) -> Cow<'a, [u8]> {
        match self.0 {
            Some(version) => [body, format!("\nif-match: {version}").as_bytes()].concat().into(),
            None => body.into(),
        }
    }
}

/// Whether a parameter of the description is this header.
pub fn described(parameter: &Parameter) -> bool {
    parameter.parameter_in == ParameterIn::Header && parameter.name.eq_ignore_ascii_case(IF_MATCH.as_str())
}

/// The answer to an `If-Match` that an operation does not take, for the description.
pub fn refused() -> utoipa::openapi::Response {
    super::parameters::problem("An `If-Match` that this does not take")
}

/// The answer to a request whose operation does not take the header that it has.
pub fn unknown(taking: &Taking, request: &Request) -> Option<Problem> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let unasked = !reads && request.headers().contains_key(IF_MATCH) && !taking.takes(request.method(), route);
    unasked.then(|| {
        Problem::bad_request(
            "This takes no If-Match. Leave it out, and send `version` in the body where it is asked for.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(said: &[&str]) -> Result<Option<i64>, u16> {
        let mut headers = HeaderMap::new();
        for said in said {
            headers.append(IF_MATCH, said.parse().expect("a header"));
        }
        IfMatch::read(&headers).map(|read| read.0).map_err(|problem| problem.status)
    }

    #[test]
    fn an_entity_tag_or_a_bare_number_is_a_version_and_nothing_else_is() {
        assert_eq!([read(&[]), read(&["\"2\""]), read(&["2"])], [Ok(None), Ok(Some(2)), Ok(Some(2))]);
        for wrong in
            ["", "\"\"", "\"", "*", "W/\"2\"", "\"1\", \"2\"", "\"2", "two", "-2", "+2", "2.0", "99999999999999999999"]
        {
            assert_eq!(read(&[wrong]), Err(400), "{wrong}");
        }
        assert_eq!(read(&["2", "2"]), Err(400), "twice");
    }

    #[test]
    fn header_and_body_may_say_the_same_and_one_of_them_must() {
        let place = |header, body| IfMatch(header).or(body).map_err(|problem| problem.errors[0].pointer.clone());
        assert_eq!([place(Some(2), None), place(None, Some(2)), place(Some(2), Some(2))], [Ok(2), Ok(2), Ok(2)]);
        assert_eq!(place(Some(2), Some(3)), Err("If-Match".to_owned()));
        assert_eq!(place(None, None), Err("/version".to_owned()));
    }
}
