//! Whoever is not signed in gets 401 everywhere but on the few public routes.

use crate::client::Call;
use crate::description::{Description, Route};
use crate::foreign::bodies;
use crate::world::{one, shared};

/// The routes that nobody needs to sign in for.
const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/api/v1/.well-known/jwks.json"),
    ("GET", "/api/v1/agencies/{code}/reviews"),
    ("GET", "/api/v1/catalogue"),
    ("GET", "/api/v1/catalogue/{reference}"),
    ("POST", "/api/v1/passkey-challenges"),
    ("POST", "/api/v1/passkey-challenges/{id}"),
    ("POST", "/api/v1/payment-events/{gateway}"),
    ("POST", "/api/v1/onboarding"),
    ("POST", "/api/v1/onboarding/{id}/code"),
    ("POST", "/api/v1/registrations"),
    ("POST", "/api/v1/sign-in"),
    ("POST", "/api/v1/sign-in/{challenge}"),
    ("POST", "/api/v1/tokens"),
    ("POST", "/api/v1/undo"),
];

fn is_public(route: &Route) -> bool {
    PUBLIC.contains(&(route.method.as_str(), route.path.as_str()))
}

#[test]
fn without_a_token_that_holds_every_route_but_the_public_ones_answers_401() {
    let (demo, ours) = (shared(), Description::ours());
    let mut walled = 0;
    for route in ours.routes() {
        let signed = ours.operation(&route)["security"].is_array();
        assert_ne!(signed, is_public(&route), "{route:?} and its description differ on who may call it");
        if !signed {
            continue;
        }
        walled += 1;
        let path = route.path.replace("{id}", "C-7K2M9QX4").replace("{kind}", "listing");
        let token = &one("moderator").token;
        for credentials in ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic bW9kOm1vZA==", &format!("Token {token}")]
        {
            for (kind, body) in bodies(&route) {
                let mut call = Call::new(&route.method, path.clone());
                if !credentials.is_empty() {
                    call = call.header("authorization", credentials);
                }
                if !kind.is_empty() {
                    call = call.body(kind, body);
                }
                let answer = demo.client.ask(call);
                assert_eq!(answer.status, 401, "{route:?} with {credentials:?}: {}", answer.text());
                assert_eq!(answer.problem(), "/problems/signed-out");
                assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
                assert_eq!(answer.header("cache-control"), Some("no-store"));
            }
        }
    }
    assert!(walled > 25, "{walled} routes");
}

#[test]
fn a_token_that_does_not_hold_is_refused_where_none_is_wanted() {
    let call = Call::get("/api/v1/catalogue").by("nonsense");
    let answer = shared().client.ask(call);
    assert_eq!((answer.status, answer.problem().as_str()), (401, "/problems/signed-out"));
}

#[test]
fn an_ended_session_is_refused_at_once() {
    let demo = shared();
    let token = demo.token(&crate::world::people("worker")[7].email);
    let sessions = demo.client.list(&token, "/api/v1/sessions");
    let this = sessions.iter().find(|session| session["this"] == true).expect("this one");
    let path = format!("/api/v1/sessions/{}", this["id"].as_str().expect("an id"));
    demo.client.ask(Call::new("DELETE", path).by(&token)).expect(204);
    assert_eq!(demo.client.ask(Call::get("/api/v1/me").by(&token)).status, 401);
}
