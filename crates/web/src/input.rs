//! Reading input strictly: unknown fields, wrong types and odd shapes are refused with the place and the reason.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A JSON body of at most the route's limit.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/problems/media-type", "Send JSON")
                .detail("This takes a body of type application/json."));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| body_problem(rejection.status()))?;
        parse(&bytes).map(Self)
    }
}

/// Parses strictly and says where it went wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_syntax() || inner.is_eof() {
            Problem::bad_request(format!("The body is not JSON: line {}, column {}.", inner.line(), inner.column()))
        } else {
            Problem::invalid(pointer, plain(&inner))
        }
    })?;
    reader.end().map_err(|_| Problem::bad_request("The body goes on after its JSON value."))?;
    Ok(value)
}

/// Reads a part of a body that was parsed before, as strictly.
pub fn value<T: DeserializeOwned>(part: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(part)
        .map_err(|error| Problem::invalid(pointer(error.path()), plain(error.inner())))
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
                Problem::new(StatusCode::BAD_REQUEST, "/problems/bad-request", "The request cannot be read")
                    .detail("A query parameter cannot be read.")
                    .error("?", text)
            },
        )
    }
}

fn body_problem(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "The body is too large")
            .detail("Bodies are limited to 64 KiB, files to 10 MiB.")
    } else {
        Problem::bad_request("The body could not be read to its end.")
    }
}

/// A JSON pointer (RFC 6901) from a path of names and places.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// The reason without the parser's line and column, which the pointer says better.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
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
    fn unknown_fields_broken_json_and_deep_nesting_are_refused() {
        assert_eq!(parse::<Ask>(br#"{"parts":[],"more":1}"#).expect_err("unknown").status, 422);
        assert_eq!(parse::<Ask>(br#"{"parts":["#).expect_err("cut").status, 400);
        assert_eq!(parse::<Ask>(br#"{"parts":[]} {}"#).expect_err("trailing").status, 400);
        let deep = "[".repeat(100_000);
        assert_eq!(parse::<serde_json::Value>(deep.as_bytes()).expect_err("deep").status, 400);
    }
}
