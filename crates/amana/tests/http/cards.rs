//! Gateways' calls at the running server: who is believed, what is answered, and that what is believed changes nothing by itself.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use testkit::card_house::{CardHouse, Protocol};

use crate::client::Call;
use crate::world::Demo;

const KEY: &str = "sk_test_0123456789abcdef";
const CALLS: &str = "whsec_0123456789abcdef";
const PLACE: &str = "/api/v1/payment-events/stripe";

/// A demo where invoices are paid at this card house.
fn demo(house: &CardHouse) -> Demo {
    let mut demo = Demo::stopped();
    let folder = demo.place.path("demo");
    let secret = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("private");
        path.display().to_string()
    };
    let (key, calls) = (secret("key", KEY), secret("calls", CALLS));
    let url = house.url();
    let settings = format!(
        "[payments.stripe]\nurl = \"{url}\"\nsandbox = true\nkey_file = \"{key}\"\nwebhook_secret_file = \"{calls}\"\n"
    );
    fs::write(folder.join("amana.toml"), settings).expect("settings");
    demo.start();
    demo
}

#[expect(clippy::disallowed_methods, reason = "the server that is called takes the machine's clock")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("seconds")
}

#[test]
fn a_gateways_call_is_believed_by_its_signature_and_changes_nothing_by_itself() {
    let house = CardHouse::open(Protocol::Stripe, KEY, CALLS);
    let demo = demo(&house);
    let port = demo.place.public;
    let paid = json!({
        "id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": now(), "livemode": false,
        "data": { "object": {
            "id": "cs_test_1", "object": "checkout.session", "client_reference_id": "01900000-0000-7000-8000-000000000001",
            "amount_total": 999_999_990, "currency": "omr", "payment_status": "paid", "status": "complete",
        } },
    });
    let call = house.signed(paid.to_string().into_bytes(), now());
    assert_eq!(call.make(port, PLACE), 200);
    assert_eq!(call.make(port, PLACE), 200, "a replay is answered alike");
    assert_eq!(house.signed(paid.to_string().into_bytes(), now() - 3_600).make(port, PLACE), 400, "late");
    let stranger = CardHouse::open(Protocol::Stripe, KEY, "whsec_of_somebody_else");
    assert_eq!(stranger.signed(paid.to_string().into_bytes(), now()).make(port, PLACE), 400, "forged");
    assert_eq!(house.signed(vec![b' '; 65 * 1024], now()).make(port, PLACE), 413);
    assert_eq!(call.make(port, "/api/v1/payment-events/thawani"), 404, "no such gateway is set");
    let unsigned = demo.client.ask(Call::post(PLACE, &paid));
    assert_eq!((unsigned.status, unsigned.problem().as_str()), (400, "/problems/bad-request"));
    assert!(house.asked().is_empty(), "a page that is none of ours is not looked up");
    demo.verify();
    // The demo's own card page is not there where a gateway is set.
    let page = demo.client.ask(Call::get("/demo/card/01900000-0000-7000-8000-000000000001"));
    assert_eq!(page.status, 404);
}
