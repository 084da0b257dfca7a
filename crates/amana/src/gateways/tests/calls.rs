//! What gateways call: whose signature is good, and that nothing comes of a call but a question.

use std::collections::BTreeSet;

use app::ports::gateway::{CALL_MAX, EventKind, Notified, Standing, Unbelievable};
use jiff::Timestamp;
use testkit::card_house::{Call, Fate, Protocol};

use super::{BOTH, Gateway, at, house, id, omr, opened};

/// When calls are made.
const NOW: i64 = 1_790_000_000;
/// Signed by hand with OpenSSL: `(cat BODY; printf -- '-1790000000') | openssl dgst -sha256 -hmac SECRET`.
const THAWANI: (&str, &str) = (
    r#"{"data":{"session_id":"checkout_vector","client_reference_id":"01890a5d-ac96-774b-bcce-b302099a8057","total_amount":1000,"currency":"OMR","payment_status":"paid"},"event_type":"checkout.completed"}"#,
    "a1d15bdf7af078abcfea37b5e5c2e667342f43a7204483c98a34b4be2e0622a3",
);
/// The same, of `1790000000.` and the body.
const STRIPE: (&str, &str) = (
    r#"{"id":"evt_vector","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_test_vector","object":"checkout.session","client_reference_id":"01890a5d-ac96-774b-bcce-b302099a8057","amount_total":1000,"currency":"omr","payment_status":"paid"}}}"#,
    "f60d53a0c40eff9c9e003d70c53b4c58d152088079395681df9d278e039d6b73",
);

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a moment")
}

fn read(gateway: &dyn Gateway, call: &Call, now: i64) -> Result<Notified, Unbelievable> {
    gateway.read(&|name| call.header(name), &call.body, moment(now))
}

fn known(protocol: Protocol) -> Call {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let (body, headers) = match protocol {
        Protocol::Thawani => {
            (THAWANI.0, vec![header("thawani-timestamp", "1790000000"), header("thawani-signature", THAWANI.1)])
        }
        Protocol::Stripe => (STRIPE.0, vec![header("stripe-signature", &format!("t=1790000000,v1={}", STRIPE.1))]),
    };
    Call { headers, body: body.as_bytes().to_vec() }
}

fn nowhere(protocol: Protocol) -> Box<dyn Gateway> {
    at(protocol, "http://127.0.0.1:9")
}

/// A Stripe call with this in its header.
fn stripe(header: &str) -> Result<Notified, Unbelievable> {
    let call = Call { headers: vec![("stripe-signature".to_owned(), header.to_owned())], ..known(Protocol::Stripe) };
    read(&*nowhere(Protocol::Stripe), &call, NOW)
}

#[test]
fn a_call_signed_by_hand_is_read() {
    for (protocol, session) in [(Protocol::Thawani, "checkout_vector"), (Protocol::Stripe, "cs_test_vector")] {
        let notified = read(&*nowhere(protocol), &known(protocol), NOW + 60).expect("believed");
        assert_eq!(notified.session.as_deref(), Some(session));
        assert_eq!(notified.our_id, Some(id(0x57)));
        assert_eq!((notified.kind, notified.amount), (EventKind::Paid, Some(omr(1_000))));
        assert!(!notified.event.is_empty());
    }
}

#[test]
fn a_call_with_any_bit_turned_is_not_believed() {
    for protocol in BOTH {
        let (gateway, good) = (nowhere(protocol), known(protocol));
        for bit in 0..good.body.len() * 8 {
            let mut call = good.clone();
            call.body[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read(&*gateway, &call, NOW), Err(Unbelievable::Forged), "{protocol:?} bit {bit}");
        }
        for (nth, (_, value)) in good.headers.iter().enumerate() {
            for at in 0..value.len() {
                let mut call = good.clone();
                let other = if value.as_bytes()[at] == b'1' { "2" } else { "1" };
                call.headers[nth].1.replace_range(at..=at, other);
                assert!(read(&*gateway, &call, NOW).is_err(), "{protocol:?} {:?}", call.headers);
            }
        }
        for cut in 0..good.body.len() {
            let call = Call { body: good.body[..cut].to_vec(), ..good.clone() };
            assert_eq!(read(&*gateway, &call, NOW), Err(Unbelievable::Forged));
        }
    }
}

#[test]
fn a_call_without_a_signature_with_two_or_with_nonsense_is_not_believed() {
    for protocol in BOTH {
        let (gateway, good) = (nowhere(protocol), known(protocol));
        for nth in 0..good.headers.len() {
            let (mut bare, mut twice) = (good.clone(), good.clone());
            bare.headers.remove(nth);
            twice.headers.push(good.headers[nth].clone());
            assert_eq!(read(&*gateway, &bare, NOW), Err(Unbelievable::Unsigned));
            assert_eq!(read(&*gateway, &twice, NOW), Err(Unbelievable::Unsigned));
            for odd in ["", "=", ",,,", "t=,v1=", "t=1790000000", "v1=00", "-1", "ب", &"v1=0,".repeat(10_000)] {
                let mut call = good.clone();
                odd.clone_into(&mut call.headers[nth].1);
                assert!(read(&*gateway, &call, NOW).is_err(), "{odd:.40}");
            }
        }
        let long = Call { body: vec![b' '; CALL_MAX + 1], ..good };
        assert_eq!(read(&*gateway, &long, NOW), Err(Unbelievable::TooLong));
    }
}

#[test]
fn while_a_secret_is_changed_either_signature_will_do() {
    let (good, other) = (STRIPE.1, "0".repeat(64));
    assert!(stripe(&format!("t=1790000000,v1={other},v1={good}")).is_ok());
    assert!(stripe(&format!("t=1790000000, v0={other}, v1={good}")).is_ok());
    assert_eq!(stripe(&format!("t=1790000000,v1={other},v1={other}")), Err(Unbelievable::Forged));
    assert_eq!(stripe(&format!("t=1790000000,v0={good}")), Err(Unbelievable::Unsigned), "another scheme");
    assert_eq!(stripe(&format!("t=1790000000,t=1790000000,v1={good}")), Err(Unbelievable::Unsigned));
    let many = format!("t=1790000000{},v1={good}", format!(",v1={other}").repeat(8));
    assert_eq!(stripe(&many), Err(Unbelievable::Unsigned));
}

#[test]
fn a_call_that_is_late_or_ahead_is_not_believed_however_well_it_is_signed() {
    for protocol in BOTH {
        let (gateway, call) = (nowhere(protocol), known(protocol));
        for (now, good) in
            [(NOW - 301, false), (NOW - 300, true), (NOW + 300, true), (NOW + 301, false), (NOW + 86_400, false)]
        {
            let said = read(&*gateway, &call, now);
            assert_eq!(said.is_ok(), good, "{protocol:?} {now}");
            assert!(good || said == Err(Unbelievable::Late));
        }
    }
}

#[test]
fn a_signed_body_that_makes_no_sense_is_odd_and_what_is_not_waited_for_is_told_apart() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        for body in ["", "{", "[]", "null", "{}", r#"{"type":7,"event_type":7,"id":"evt_1"}"#, "\u{0}"] {
            let call = house.signed(body.as_bytes().to_vec(), NOW);
            assert_eq!(read(&*gateway, &call, NOW), Err(Unbelievable::Odd), "{protocol:?} {body}");
        }
        let other = r#"{"id":"evt_1","type":"invoice.finalized","event_type":"invoice.created","data":{"object":{"id":"in_1"}}}"#;
        let notified = read(&*gateway, &house.signed(other.as_bytes().to_vec(), NOW), NOW).expect("signed");
        assert_eq!((notified.kind, notified.session, notified.amount), (EventKind::Other, None, None));
    }
}

/// The events of a page that is paid, that fails, and that runs out.
fn events(protocol: Protocol) -> [(&'static str, EventKind); 3] {
    match protocol {
        Protocol::Thawani => [
            ("checkout.completed", EventKind::Paid),
            ("checkout.cancelled", EventKind::Failed),
            ("checkout.expired", EventKind::Expired),
        ],
        Protocol::Stripe => [
            ("checkout.session.completed", EventKind::Paid),
            ("checkout.session.async_payment_failed", EventKind::Failed),
            ("checkout.session.expired", EventKind::Expired),
        ],
    }
}

/// What somebody who records payments does with a call: nothing that is not looked up.
async fn told(gateway: &dyn Gateway, call: &Call, seen: &mut BTreeSet<String>) -> Option<Standing> {
    let notified = read(gateway, call, NOW).ok()?;
    seen.insert(notified.event);
    gateway.look_up(&notified.session?).await.ok()
}

#[tokio::test]
async fn calls_doubled_out_of_order_and_about_another_sum_change_nothing_that_is_believed() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let session = opened(&*gateway, 1, omr(20_000)).await.session;
        let [paid, failed, expired] = events(protocol).map(|(event, _)| event);
        // Said to be paid, and nobody has.
        house.decide(&session, Fate::Paid(20_000));
        let early = house.call(&session, paid, NOW);
        house.decide(&session, Fate::Open);
        let mut seen = BTreeSet::new();
        assert_eq!(told(&*gateway, &early, &mut seen).await, Some(Standing::Waiting), "{protocol:?}");
        // Paid: the same call twice, then one that says it ran out and one that says it failed, all as the gateway made them before.
        let old: Vec<Call> = [(failed, Fate::Failed), (expired, Fate::Expired)]
            .into_iter()
            .map(|(event, fate)| {
                house.decide(&session, fate);
                house.call(&session, event, NOW)
            })
            .collect();
        house.decide(&session, Fate::Paid(20_000));
        for call in [&early, &early].into_iter().chain(&old) {
            let standing = told(&*gateway, call, &mut seen).await;
            assert!(matches!(standing, Some(Standing::Paid { amount, .. }) if amount == omr(20_000)), "{standing:?}");
        }
        assert_eq!(seen.len(), 3, "{protocol:?}: a call that is sent again has the same id: {seen:?}");
        // A call speaks of another sum than was paid: what was paid is believed.
        house.decide(&session, Fate::Paid(20));
        let wrong = house.call(&session, paid, NOW);
        house.decide(&session, Fate::Paid(20_000));
        assert_eq!(read(&*gateway, &wrong, NOW).expect("signed").amount, Some(omr(20)));
        let standing = told(&*gateway, &wrong, &mut seen).await;
        assert!(matches!(standing, Some(Standing::Paid { amount, .. }) if amount == omr(20_000)), "{standing:?}");
    }
}

#[tokio::test]
async fn a_call_says_what_it_is_about() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let session = opened(&*gateway, 1, omr(20_000)).await.session;
        house.decide(&session, Fate::Paid(20_000));
        for (event, kind) in events(protocol) {
            let notified = read(&*gateway, &house.call(&session, event, NOW), NOW).expect("signed");
            assert_eq!((notified.kind, notified.our_id), (kind, Some(id(1))), "{event}");
            assert_eq!((notified.session.as_deref(), notified.amount), (Some(session.as_str()), Some(omr(20_000))));
        }
    }
}

#[test]
fn a_sum_that_is_none_of_ours_is_none() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        for (from, to) in
            [("1000", "-1000"), ("1000", "0"), ("1000", "10.5"), ("1000", "\"1000\""), ("OMR", "USD"), ("omr", "usd")]
        {
            let body = String::from_utf8(known(protocol).body).expect("text");
            let (body, changed) = (body.replace(from, to), body.contains(from));
            let notified = read(&*gateway, &house.signed(body.into_bytes(), NOW), NOW).expect("signed");
            assert_eq!(notified.amount.is_none(), changed, "{protocol:?} {to}");
        }
    }
}

#[test]
fn one_gateways_call_is_not_anothers() {
    let [thawani, stripe] = BOTH.map(nowhere);
    assert_eq!(read(&*stripe, &known(Protocol::Thawani), NOW), Err(Unbelievable::Unsigned));
    assert_eq!(read(&*thawani, &known(Protocol::Stripe), NOW), Err(Unbelievable::Unsigned));
}
