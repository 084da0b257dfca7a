//! The refusals that many operations share, described once: each is a problem (RFC 9457).

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::PROBLEM;

/// Of an operation that changes something for a signed-in member.
pub struct Writing;
/// Of an operation that shows something to a signed-in member.
pub struct Reading;
/// Of a way in: nobody needs to be signed in, and a network may knock so often.
pub struct Knocking;
/// Of an operation that sends or answers a code for somebody who is signed in: [`Writing`], and too often.
pub struct Proving;

const SHOWN: &[(u16, &str)] = &[
    (400, "Not readable"),
    (401, "Not signed in"),
    (403, "Not for this role"),
    (404, "Nothing of yours has this name"),
    (409, "Not now, or not twice; or say for whom you act"),
    (422, "Wrong input"),
    (503, "Not now"),
];
const WRITTEN: &[(u16, &str)] = &[(413, "Too large"), (415, "Not JSON"), (507, "No room left")];
const OFTEN: &[(u16, &str)] = &[(429, "Too often")];
const KNOCKED: &[(u16, &str)] =
    &[(400, "Not readable"), (413, "Too large"), (415, "Not JSON"), (422, "Wrong input"), (503, "Not now")];

type Described = BTreeMap<String, RefOr<Response>>;

fn described(lists: &[&[(u16, &str)]]) -> Described {
    let problem = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = |words: &str| ResponseBuilder::new().description(words).content(PROBLEM, problem()).build();
    lists.iter().copied().flatten().map(|(status, words)| (status.to_string(), response(words).into())).collect()
}

impl IntoResponses for Writing {
    fn responses() -> Described {
        described(&[SHOWN, WRITTEN])
    }
}

impl IntoResponses for Reading {
    fn responses() -> Described {
        described(&[SHOWN])
    }
}

impl IntoResponses for Knocking {
    fn responses() -> Described {
        described(&[KNOCKED, OFTEN])
    }
}

impl IntoResponses for Proving {
    fn responses() -> Described {
        described(&[SHOWN, WRITTEN, OFTEN])
    }
}
