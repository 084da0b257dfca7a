//! Access tokens and the lives of sessions: what is let in, what is not, what a rotation of keys changes, how long anything lasts.

// LONG: each forged or late token is tried in the same house as the good one beside it.

use crate::house::{TestHouse, URL};
use app::sign_in::{self, Address, Finished, Opened, Renewal, SESSIONS_MAX};
use app::{AppError, Caller, House};
use aws_lc_rs::{hmac, signature::Ed25519KeyPair, signature::KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use envelope::{CodeKey, SecretKey, token_hash};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::tables::{organisations, sign_in as table, token_keys};
use store::{Job, Recorded, Scope, Tx};
use zeroize::Zeroizing;

crate::both::on_both!(
    a_token_says_what_it_is_for_and_nothing_of_a_person,
    no_forged_token_is_let_in,
    a_token_that_was_found_good_is_refused_like_any_other_once_it_is_not,
    a_token_holds_five_minutes_to_the_second,
    what_somebody_signs_with_our_own_key_opens_nothing,
    a_token_of_one_door_is_refused_at_the_other,
    two_devices_that_renew_at_once_are_both_signed_out,
    a_rotation_signs_nobody_out_and_both_keys_are_accepted_for_a_time,
    a_node_whose_clock_is_behind_signs_with_the_key_that_there_is,
    a_token_is_bound_to_one_organisation,
    a_token_of_a_membership_that_has_ended_acts_for_nobody,
    a_session_that_is_bound_does_not_renew_its_way_elsewhere,
    a_session_is_over_when_nobody_uses_it_and_at_its_end_in_any_case,
    a_program_that_renews_goes_on_until_the_end_of_its_session,
    whoever_opens_one_session_too_many_ends_the_oldest,
    a_browser_gets_another_secret_and_the_old_one_is_dead,
);

/// `p1` is a moderator, `p3` an agency's user, `p6` of a household.
const AGENCY: &str = "p3@people.example";
const HOME: &str = "p6@people.example";

async fn opened(t: &TestHouse, email: &str, portal: &'static str) -> Opened {
    let visitor = Caller::anonymous("en");
    let address = Address::parse("email", email).expect("an address");
    let started = sign_in::start(&t.house, &visitor, address).await.expect("a code");
    t.rounds().await;
    let code = t.code(email).expect("a code");
    let finished = sign_in::finish(&t.house, &visitor, started.challenge, &code, portal).await.expect("signed in");
    match finished {
        Finished::Opened(opened) => opened,
        second => t.with_second(second).await,
    }
}

async fn lets_in(house: &House, token: &str) -> bool {
    match sign_in::whoami(house, token, "api").await {
        Ok(_) => true,
        Err(AppError::SignedOut) => false,
        Err(error) => panic!("neither in nor out: {error:?}"),
    }
}

/// Makes the session's row know this very token, as if it were the latest: what then keeps it out is the token alone.
async fn known(t: &TestHouse, session: &Opened, token: &str) {
    let (id, refresh) = (session.id, token_hash(session.refresh.as_str()));
    let (hash, until) = (token_hash(token), t.clock_now() + SignedDuration::from_hours(1));
    let write = move |tx: &mut Tx| -> Result<_, AppError> {
        let membership = table::by_refresh(tx, &refresh)?.expect("a session").membership;
        let new =
            table::Renewed { token: &hash, refresh: &refresh, expires_at: until, refresh_until: until, membership };
        Ok(Recorded::housekeeping(table::renew(tx, id, &refresh, new, until)?))
    };
    assert!(t.house.store.write(Scope::SignIn, write).await.expect("written"));
}

fn part(token: &str, nth: usize) -> Value {
    let text = URL_SAFE_NO_PAD.decode(token.split('.').nth(nth).expect("a part")).expect("base64url");
    serde_json::from_slice(&text).expect("JSON")
}

fn coded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

async fn a_token_says_what_it_is_for_and_nothing_of_a_person(t: &TestHouse) {
    let opened = opened(t, AGENCY, "api").await;
    let token = opened.access.as_str();
    let who = sign_in::whoami(&t.house, token, "api").await.expect("signed in");
    let (head, claims) = (part(token, 0), part(token, 1));
    let keys = sign_in::jwks(&t.house).await.expect("the keys");
    assert_eq!(head, json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": keys[0].kid }));
    let now = t.clock_now().as_second();
    let session = opened.id.0.to_string();
    assert_eq!(claims["jti"].as_str().map(str::len), Some(36));
    let org = t.agency.org.expect("an agency").0.to_string();
    let expected = json!({
        "iss": URL, "aud": format!("{URL}/api/v1"), "sub": session, "sid": session, "portal": "api", "org": org,
        "jti": claims["jti"], "iat": now, "nbf": now, "exp": now + 300,
    });
    assert_eq!(claims, expected);
    assert_eq!(opened.expires_in, 300);
    assert!(
        !token.contains(&coded(&who.user().0.to_string())) && !claims.to_string().contains(&who.user().0.to_string())
    );
}

async fn no_forged_token_is_let_in(t: &TestHouse) {
    let session = opened(t, AGENCY, "api").await;
    let token = session.access.as_str().to_owned();
    let parts: Vec<&str> = token.split('.').collect();
    let [head, claims, mark] = parts[..] else { panic!("three parts") };
    let (head_said, said) = (part(&token, 0), part(&token, 1));
    let kid = head_said["kid"].as_str().expect("a name").to_owned();
    let x = sign_in::jwks(&t.house).await.expect("the keys")[0].x.clone();
    let public = URL_SAFE_NO_PAD.decode(&x).expect("a key");
    let own = Ed25519KeyPair::generate().expect("a key");
    let signed = |head: &str, claims: &str| {
        let text = format!("{}.{}", coded(head), coded(claims));
        let mark = URL_SAFE_NO_PAD.encode(own.sign(text.as_bytes()).as_ref());
        format!("{text}.{mark}")
    };
    let hashed = |head: &str, key: &[u8]| {
        let text = format!("{}.{claims}", coded(head));
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()).as_ref()))
    };
    let with_head = |head: &str| format!("{}.{claims}.{mark}", coded(head));
    let with_claims = |change: &dyn Fn(&mut Value)| {
        let mut said = said.clone();
        change(&mut said);
        format!("{head}.{}.{mark}", coded(&said.to_string()))
    };
    let own_x = URL_SAFE_NO_PAD.encode(own.public_key().as_ref());
    let hs = format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#);
    let text = said.to_string();
    let forged = [
        ("alg none", format!("{}.{claims}.", coded(&format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{kid}"}}"#)))),
        ("alg None with the signature", with_head(&format!(r#"{{"alg":"None","typ":"at+jwt","kid":"{kid}"}}"#))),
        ("no alg", with_head(&format!(r#"{{"typ":"at+jwt","kid":"{kid}"}}"#))),
        ("HS256 with our public key", hashed(&hs, &public)),
        ("HS256 with our public key in base64url", hashed(&hs, x.as_bytes())),
        ("HS256 with nothing", hashed(&hs, b"")),
        ("ES256", with_head(&format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":"{kid}"}}"#))),
        ("another key under our name", signed(&head_said.to_string(), &text)),
        ("another name", signed(r#"{"alg":"EdDSA","typ":"at+jwt","kid":"0199"}"#, &text)),
        ("our signature under another name", with_head(r#"{"alg":"EdDSA","typ":"at+jwt","kid":"0199"}"#)),
        ("a name as a path", with_head(r#"{"alg":"EdDSA","typ":"at+jwt","kid":"../../dev/null"}"#)),
        ("a name as SQL", with_head(r#"{"alg":"EdDSA","typ":"at+jwt","kid":"' or 1=1 --"}"#)),
        ("no name", with_head(r#"{"alg":"EdDSA","typ":"at+jwt"}"#)),
        (
            "its own key",
            signed(
                &format!(
                    r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","jwk":{{"kty":"OKP","crv":"Ed25519","x":"{own_x}"}}}}"#
                ),
                &text,
            ),
        ),
        (
            "where its key is",
            signed(
                &format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","jku":"http://127.0.0.1:9/keys"}}"#),
                &text,
            ),
        ),
        (
            "where its certificate is",
            signed(&format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","x5u":"http://127.0.0.1:9/c"}}"#), &text),
        ),
        ("crit", with_head(&format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","crit":["b64"],"b64":false}}"#))),
        ("alg twice", with_head(&format!(r#"{{"alg":"EdDSA","alg":"none","typ":"at+jwt","kid":"{kid}"}}"#))),
        ("kid twice", signed(&format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","kid":"0199"}}"#), &text)),
        ("another kind of token", with_head(&format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#))),
        ("edited: another session", with_claims(&|said| said["sid"] = json!("01990000-0000-7000-8000-000000000000"))),
        (
            "edited: another organisation",
            with_claims(&|said| said["org"] = json!("01990000-0000-7000-8000-000000000000")),
        ),
        (
            "edited: a day longer",
            with_claims(&|said| said["exp"] = json!(said["exp"].as_i64().expect("a time") + 86_400)),
        ),
        ("edited: another audience", with_claims(&|said| said["aud"] = json!("https://other.example"))),
        ("cut in the middle", token[..token.len() / 2].to_owned()),
        ("cut by one", token[..token.len() - 1].to_owned()),
        ("one letter more", format!("{token}A")),
        ("without a signature", format!("{head}.{claims}")),
        ("an empty signature", format!("{head}.{claims}.")),
        ("four parts", format!("{token}.{mark}")),
        ("five parts, as if encrypted", format!("{token}.{mark}.{mark}")),
        ("padded", format!("{token}==")),
        ("the other alphabet", token.replace('-', "+").replace('_', "/") + "+"),
        ("a zero byte", format!("{token}\0")),
        ("oversized", format!("{head}.{}.{mark}", "A".repeat(1 << 20))),
        ("oversized name", with_head(&format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{}"}}"#, "0".repeat(4000)))),
        ("empty", String::new()),
        ("dots", "..".to_owned()),
        ("no token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()),
    ];
    assert!(lets_in(&t.house, &token).await, "found good before: that helps none of these");
    for (what, forged) in &forged {
        assert!(forged != &token && !lets_in(&t.house, forged).await, "{what}: {forged:.300}");
        known(t, &session, forged).await;
        assert!(!lets_in(&t.house, forged).await, "{what}, though the row knows it: {forged:.300}");
    }
    known(t, &session, &token).await;
    assert!(lets_in(&t.house, &token).await, "and the true one still is");
}

async fn a_token_holds_five_minutes_to_the_second(t: &TestHouse) {
    let token = opened(t, AGENCY, "api").await.access.as_str().to_owned();
    // A node whose clock is behind by this much, and by more.
    t.pass_seconds(-30);
    assert!(lets_in(&t.house, &token).await, "clocks lie a little apart");
    t.pass_seconds(-1);
    assert!(!lets_in(&t.house, &token).await, "not yet valid");
    t.pass_seconds(31 + 299);
    assert!(lets_in(&t.house, &token).await, "in its last second");
    t.pass_seconds(1);
    assert!(!lets_in(&t.house, &token).await, "expired");
    t.pass_seconds(1);
    assert!(!lets_in(&t.house, &token).await, "expired by a second");
}

async fn a_token_that_was_found_good_is_refused_like_any_other_once_it_is_not(t: &TestHouse) {
    let session = opened(t, AGENCY, "api").await;
    let token = session.access.as_str().to_owned();
    assert!(lets_in(&t.house, &token).await && lets_in(&t.house, &token).await, "found good, and found again");
    // Another letter anywhere, and though the row knows the edited one.
    let last = token.len() - 1;
    for at in [last, last - 1, last - 43, token.rfind('.').expect("a dot") - 1, token.find('.').expect("a dot") + 9] {
        let other = if &token[at..=at] == "A" { "Q" } else { "A" };
        let edited = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        known(t, &session, &edited).await;
        assert!(!lets_in(&t.house, &edited).await, "{at}");
    }
    known(t, &session, &token).await;
    assert!(lets_in(&t.house, &token).await);

    // In its last second, and after it.
    t.pass_seconds(299);
    assert!(lets_in(&t.house, &token).await);
    t.pass_seconds(1);
    assert!(!lets_in(&t.house, &token).await, "expired by nothing");
    t.pass_seconds(-1);
    assert!(lets_in(&t.house, &token).await, "a clock that went back");

    // Its session is over, on this node and by the word of another.
    let warm = opened(t, HOME, "api").await;
    let warm_token = warm.access.as_str();
    let who = sign_in::whoami(&t.house, warm_token, "api").await.expect("in");
    sign_in::end_session(&t.beside(), who.user(), warm.id).await.expect("ended elsewhere");
    assert!(!lets_in(&t.house, warm_token).await, "at once");

    // Its key is over: what was found good under it goes along, as soon as this node has looked.
    let (last, now, none) = (opened(t, HOME, "api").await, t.clock_now(), session.id.0);
    assert!(lets_in(&t.house, last.access.as_str()).await);
    let over = move |tx: &mut Tx| -> Result<_, AppError> {
        token_keys::retire(tx, none, now)?;
        Ok(Recorded::housekeeping(()))
    };
    t.house.store.write(Scope::System(Job::Keys), over).await.expect("retired");
    t.pass_seconds(10);
    assert!(!lets_in(&t.house, last.access.as_str()).await, "its key is over");
}

/// What an access token costs: the first time and every time after it, with the look-up of its session. Printed, never judged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: --ignored --nocapture what_an_access_token_costs"]
#[expect(clippy::disallowed_methods, reason = "a measurement, which decides nothing")]
async fn what_an_access_token_costs() {
    let t = TestHouse::new().await;
    let (mut session, other) = (opened(&t, AGENCY, "api").await, opened(&t, HOME, "api").await);
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..300 {
        let renewed = sign_in::renew(&t.house, session.refresh.as_str(), None).await.expect("renewed");
        (session.access, session.refresh) = (renewed.access, renewed.refresh);
        // What the write before it leaves cold is no part of the figure.
        for _ in 0..3 {
            assert!(lets_in(&t.house, other.access.as_str()).await);
        }
        for times in [&mut first, &mut again] {
            let began = std::time::Instant::now();
            assert!(lets_in(&t.house, session.access.as_str()).await);
            times.push(began.elapsed());
        }
    }
    for (what, times) in [("first", &mut first), ("again", &mut again)] {
        times.sort();
        let of = |hundredth: usize| times[times.len() * hundredth / 100].as_secs_f64() * 1e6;
        println!("{what}: median {:.1} us, of 100 the 10th {:.1}, the 90th {:.1}", of(50), of(10), of(90));
    }
}

/// The key that signs, as somebody would have it who stole database and key file.
async fn stolen_key(t: &TestHouse) -> Ed25519KeyPair {
    let now = t.clock_now();
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(token_keys::all(tx, now)?) };
    let rows = t.house.store.read(Scope::System(Job::Keys), read).await.expect("read");
    let codes = CodeKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
    let seed = codes.open_seed(rows[0].id, &rows[0].seed).expect("opens");
    assert!(!rows[0].seed.windows(32).any(|bytes| bytes == &seed.bytes()[..]), "sealed in the database");
    Ed25519KeyPair::from_seed_unchecked(&seed.bytes()[..]).expect("a key")
}

async fn what_somebody_signs_with_our_own_key_opens_nothing(t: &TestHouse) {
    let session = opened(t, AGENCY, "api").await;
    let token = session.access.as_str().to_owned();
    let key = stolen_key(t).await;
    let said = part(&token, 1);
    let sign = |claims: &Value| {
        let text = format!("{}.{}", token.split('.').next().expect("a head"), coded(&claims.to_string()));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()).as_ref()))
    };
    let now = t.clock_now().as_second();
    let changed = |name: &str, value: Value| {
        let mut said = said.clone();
        said[name] = value;
        said
    };
    let mut more = said.clone();
    more["role"] = json!("platform_admin");
    let mut less = said.clone();
    less.as_object_mut().expect("claims").remove("exp");
    let anew = sign(&changed("nbf", json!(now - 1)));
    assert!(!lets_in(&t.house, &anew).await, "signed by our key, and never given out");
    known(t, &session, &anew).await;
    assert!(lets_in(&t.house, &anew).await, "nothing but the row was against it");
    let wrong = [
        ("another issuer", changed("iss", json!("https://other.example"))),
        ("another audience", changed("aud", json!("https://other.example/api/v1"))),
        ("a list of audiences", changed("aud", json!([format!("{URL}/api/v1"), "https://other.example"]))),
        ("another session", changed("sid", json!("01990000-0000-7000-8000-000000000000"))),
        ("another subject", changed("sub", json!("01990000-0000-7000-8000-000000000000"))),
        ("another organisation", changed("org", json!("01990000-0000-7000-8000-000000000000"))),
        ("another door", changed("portal", json!("portal"))),
        ("expired by one second", changed("exp", json!(now - 1))),
        ("an hour long", changed("exp", json!(now + 3600))),
        ("not yet valid", changed("nbf", json!(now + 60))),
        ("a time in words", changed("exp", json!("tomorrow"))),
        ("a negative time", changed("exp", json!(-1))),
        ("a claim more", more),
        ("no end", less),
    ];
    for (what, claims) in wrong {
        let forged = sign(&claims);
        known(t, &session, &forged).await;
        assert!(!lets_in(&t.house, &forged).await, "{what}");
    }
}

async fn a_token_of_one_door_is_refused_at_the_other(t: &TestHouse) {
    let program = opened(t, AGENCY, "api").await.access;
    let cookie = opened(t, AGENCY, "portal").await;
    assert!(!cookie.access.as_str().contains('.'), "a browser's secret says nothing");
    let out = sign_in::whoami(&t.house, program.as_str(), "portal").await;
    assert!(matches!(out, Err(AppError::SignedOut)));
    assert!(!lets_in(&t.house, cookie.access.as_str()).await);
    let renewed = sign_in::renew(&t.house, cookie.refresh.as_str(), None).await;
    assert!(matches!(renewed, Err(AppError::SignedOut)), "a cookie's session is renewed by nobody");
}

async fn two_devices_that_renew_at_once_are_both_signed_out(t: &TestHouse) {
    let opened = opened(t, AGENCY, "api").await;
    let refresh = opened.refresh.as_str();
    let (one, other) = tokio::join!(sign_in::renew(&t.house, refresh, None), sign_in::renew(&t.house, refresh, None),);
    let won: Vec<Renewal> = [one, other]
        .into_iter()
        .filter_map(|done| match done {
            Ok(renewal) => Some(renewal),
            Err(AppError::SignedOut) => None,
            Err(error) => panic!("neither renewed nor out: {error:?}"),
        })
        .collect();
    assert_eq!(won.len(), 1, "the token works once");
    assert!(!lets_in(&t.house, won[0].access.as_str()).await, "and whoever was quicker keeps nothing");
    assert!(matches!(sign_in::renew(&t.house, won[0].refresh.as_str(), None).await, Err(AppError::SignedOut)));
    assert_eq!(t.recorded("refresh_token_reused").await.len(), 1);
    t.rounds().await;
    let told = t.sent.0.lock().expect("not poisoned").iter().filter(|(_, text)| text == "session-stolen ").count();
    assert_eq!(told, 1, "the person is told once");
}

async fn a_rotation_signs_nobody_out_and_both_keys_are_accepted_for_a_time(t: &TestHouse) {
    let first = opened(t, AGENCY, "api").await;
    let other_node = t.beside();
    assert!(lets_in(&other_node, first.access.as_str()).await, "each node reads the keys");
    let kid = |token: &str| part(token, 0)["kid"].as_str().expect("a name").to_owned();
    let before = kid(first.access.as_str());
    let rotated = sign_in::rotate(&t.house).await.expect("rotated");
    assert_ne!(rotated.kid, before);
    assert_eq!(sign_in::rotate(&t.house).await.expect("joined"), rotated, "while one is coming, none is made");
    let names: Vec<_> = sign_in::jwks(&t.house).await.expect("the keys").into_iter().map(|key| key.kid).collect();
    assert_eq!(names, [rotated.kid.clone(), before.clone()], "told before it signs");

    t.pass_seconds(29);
    let still = sign_in::renew(&t.house, first.refresh.as_str(), None).await.expect("renewed");
    assert_eq!(kid(still.access.as_str()), before);
    t.pass_seconds(1);
    let next = sign_in::renew(&other_node, still.refresh.as_str(), None).await.expect("renewed elsewhere");
    assert_eq!(kid(next.access.as_str()), rotated.kid, "every node has it by then");
    assert!(lets_in(&t.house, next.access.as_str()).await);

    let another = opened(t, HOME, "api").await;
    assert_eq!(kid(another.access.as_str()), rotated.kid);
    t.pass_seconds(299);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(sign_in::jwks(&t.house).await.expect("the keys").len(), 2, "the last token of the old key lives still");
    t.pass_seconds(32);
    app::jobs::tidy(&t.house).await.expect("tidied");
    let left: Vec<_> = sign_in::jwks(&t.house).await.expect("the keys").into_iter().map(|key| key.kid).collect();
    assert_eq!(left, [rotated.kid], "and then it is destroyed");
    sign_in::renew(&t.house, next.refresh.as_str(), None).await.expect("nobody was signed out");
    assert_eq!(t.recorded("token_key_made").await.len(), 2);
}

async fn a_node_whose_clock_is_behind_signs_with_the_key_that_there_is(t: &TestHouse) {
    let first = opened(t, AGENCY, "api").await;
    t.pass_seconds(-10);
    let behind = t.beside();
    let renewed = sign_in::renew(&behind, first.refresh.as_str(), None).await.expect("renewed");
    assert_eq!(part(renewed.access.as_str(), 0), part(first.access.as_str(), 0), "the same key");
    assert!(lets_in(&t.house, renewed.access.as_str()).await && lets_in(&behind, renewed.access.as_str()).await);
    assert_eq!(t.recorded("token_key_made").await.len(), 1, "and no other was made");
}

async fn a_token_is_bound_to_one_organisation(t: &TestHouse) {
    let opened = opened(t, AGENCY, "api").await;
    let (mine, not_mine) = (t.agency.org.expect("an agency"), t.other_agency.org.expect("an agency"));
    let reference = async |org: domain::OrgId| {
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(organisations::get(tx, org)?.expect("there")) };
        t.house.store.read(Scope::System(Job::Keys), read).await.expect("read").code.expect("a code")
    };
    let refused = sign_in::renew(&t.house, opened.refresh.as_str(), Some(&reference(not_mine).await)).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    let renewed = sign_in::renew(&t.house, opened.refresh.as_str(), Some(&reference(mine).await)).await;
    let renewed = renewed.expect("a refused wish uses nothing up");
    assert_eq!(part(renewed.access.as_str(), 1)["org"], json!(mine.0.to_string()));
    assert!(lets_in(&t.house, renewed.access.as_str()).await);
}

async fn a_session_is_over_when_nobody_uses_it_and_at_its_end_in_any_case(t: &TestHouse) {
    let lives = t.house.access.lifetimes;
    for (email, life) in [(AGENCY, lives.agency), (HOME, lives.household)] {
        let cookie = opened(t, email, "portal").await.access;
        let ask = async || sign_in::whoami(&t.house, cookie.as_str(), "portal").await;
        let opened_at = t.clock_now();
        let idle = life.idle.as_secs();
        t.pass_seconds(idle - 1);
        let who = ask().await.expect("in its last second");
        // Asking is not using.
        let (left, most) = sign_in::peek(&t.house, cookie.as_str()).await.expect("lives");
        assert_eq!((left.as_secs(), most.as_secs()), (1, life.whole.as_secs() - idle + 1), "{email}");
        let until = sign_in::touch(&t.house, &who).await.expect("touched");
        assert_eq!(
            until.duration_since(t.clock_now()),
            life.idle.min((opened_at + life.whole).duration_since(t.clock_now()))
        );
        // Used again and again, it is over at its end.
        while (opened_at + life.whole).duration_since(t.clock_now()) > life.idle {
            t.pass_seconds(idle - 60);
            sign_in::touch(&t.house, &ask().await.expect("in use")).await.expect("touched");
        }
        let rest = (opened_at + life.whole).duration_since(t.clock_now()).as_secs();
        t.pass_seconds(rest - 1);
        sign_in::touch(&t.house, &ask().await.expect("its last second")).await.expect("touched");
        t.pass_seconds(1);
        assert!(matches!(ask().await, Err(AppError::SignedOut)), "{email}: at its end");

        let left_alone = opened(t, email, "portal").await.access;
        t.pass_seconds(idle);
        let gone = sign_in::whoami(&t.house, left_alone.as_str(), "portal").await;
        assert!(matches!(gone, Err(AppError::SignedOut)), "{email}: nobody used it");
    }
}

async fn a_program_that_renews_goes_on_until_the_end_of_its_session(t: &TestHouse) {
    let life = t.house.access.lifetimes.agency;
    let began = t.clock_now();
    let mut refresh = opened(t, AGENCY, "api").await.refresh;
    while (began + life.whole).duration_since(t.clock_now()) > life.idle {
        t.pass_seconds(life.idle.as_secs() - 1);
        refresh = sign_in::renew(&t.house, refresh.as_str(), None).await.expect("renewed").refresh;
    }
    let rest = (began + life.whole).duration_since(t.clock_now()).as_secs();
    t.pass_seconds(rest - 100);
    let last = sign_in::renew(&t.house, refresh.as_str(), None).await.expect("renewed");
    assert_eq!(last.expires_in, 100, "no token outlives its session");
    t.pass_seconds(100);
    assert!(matches!(sign_in::renew(&t.house, last.refresh.as_str(), None).await, Err(AppError::SignedOut)));
    let idle = opened(t, AGENCY, "api").await.refresh;
    t.pass_seconds(life.idle.as_secs());
    assert!(matches!(sign_in::renew(&t.house, idle.as_str(), None).await, Err(AppError::SignedOut)), "left alone");
}

async fn whoever_opens_one_session_too_many_ends_the_oldest(t: &TestHouse) {
    let first = opened(t, HOME, "portal").await;
    let who = sign_in::whoami(&t.house, first.access.as_str(), "portal").await.expect("signed in");
    let living = async || sign_in::sessions(&t.house, who.user()).await.expect("read").len();
    for n in 1..SESSIONS_MAX {
        // ten codes an hour are all that an address gets from one network
        t.pass_seconds(400);
        sign_in::touch(&t.house, &who).await.expect("in use");
        assert_eq!(living().await, usize::try_from(n).expect("small"));
        opened(t, HOME, if n % 2 == 0 { "api" } else { "portal" }).await;
    }
    assert!(sign_in::whoami(&t.house, first.access.as_str(), "portal").await.is_ok());
    t.pass_seconds(400);
    let last = opened(t, HOME, "portal").await;
    assert_eq!(living().await, usize::try_from(SESSIONS_MAX).expect("small"));
    assert!(sign_in::whoami(&t.house, last.access.as_str(), "portal").await.is_ok());
    let oldest = sign_in::whoami(&t.house, first.access.as_str(), "portal").await;
    assert!(matches!(oldest, Err(AppError::SignedOut)));
}

async fn a_browser_gets_another_secret_and_the_old_one_is_dead(t: &TestHouse) {
    let cookie = opened(t, AGENCY, "portal").await.access;
    let who = sign_in::whoami(&t.house, cookie.as_str(), "portal").await.expect("signed in");
    let next = sign_in::anew(&t.house, &who).await.expect("another");
    let old = sign_in::whoami(&t.house, cookie.as_str(), "portal").await;
    assert!(matches!(old, Err(AppError::SignedOut)));
    let again = sign_in::whoami(&t.house, next.as_str(), "portal").await.expect("the same session");
    assert_eq!(again.signed.session.id, who.signed.session.id);
    let program = sign_in::whoami(&t.house, opened(t, AGENCY, "api").await.access.as_str(), "api").await.expect("in");
    assert!(sign_in::anew(&t.house, &program).await.is_err(), "a program's token is signed, never drawn");
}

async fn a_token_of_a_membership_that_has_ended_acts_for_nobody(t: &TestHouse) {
    let session = opened(t, AGENCY, "api").await;
    let who = sign_in::whoami(&t.house, session.access.as_str(), "api").await.expect("signed in");
    let agency = t.agency.org.expect("an agency");
    assert_eq!(who.caller().and_then(|caller| caller.org), Some(agency));
    let membership = who.signed.session.membership.expect("the only one");
    let at = t.clock_now();
    let end = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(Recorded::housekeeping(store::tables::people::end_membership(tx, membership, at)?))
    };
    assert!(t.house.store.write(Scope::System(Job::Housekeeping), end).await.expect("ended"));
    // It is bound to an organisation for which its person acts no more.
    assert!(!lets_in(&t.house, session.access.as_str()).await, "from the next request on");
    let named = sign_in::renew(&t.house, session.refresh.as_str(), Some("AG-021")).await;
    assert!(matches!(&named, Err(AppError::Invalid(faults)) if faults[0].reason == "not_a_member"), "{named:?}");
    let renewed = sign_in::renew(&t.house, session.refresh.as_str(), None).await.expect("a person still");
    let who = sign_in::whoami(&t.house, renewed.access.as_str(), "api").await.expect("signed in");
    assert!(who.caller().is_none(), "and nobody's");
}

async fn a_session_that_is_bound_does_not_renew_its_way_elsewhere(t: &TestHouse) {
    let (user, other) = (t.agency.user.expect("a person"), t.other_agency.org.expect("an agency"));
    app::setup::membership(&t.house, user, other, domain::Role::AgencyUser).await.expect("a membership");
    let session = opened(t, AGENCY, "api").await;
    let (id, own) = (session.id.0, t.agency.org.expect("an agency"));
    let bind = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(Recorded::housekeeping(store::tables::linked::bind(tx, id, &[own])?))
    };
    t.house.store.write(Scope::SignIn, bind).await.expect("bound");
    let elsewhere = sign_in::renew(&t.house, session.refresh.as_str(), Some("AG-022")).await;
    assert!(matches!(elsewhere, Err(AppError::Conflict("sso_elsewhere"))), "{elsewhere:?}");
    let renewed = sign_in::renew(&t.house, session.refresh.as_str(), Some("AG-021")).await.expect("its own");
    let again = sign_in::renew(&t.house, renewed.refresh.as_str(), Some("AG-022")).await;
    assert!(matches!(again, Err(AppError::Conflict("sso_elsewhere"))), "nor later: {again:?}");
}
