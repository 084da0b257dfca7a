//! Both gateways against a card house that speaks as they do: money that moved and was not told, answers that make no sense, calls that
//! are late, doubled, forged and out of order. Money is believed by what is looked up alone.

mod calls;
mod settings;

use std::time::Duration;

use app::ports::gateway::{CardRefund, Checkout, Gateway, GatewayError, Opened, RefundStanding, Standing};
use domain::money::{Currency, Money};
use testkit::card_house::{CardHouse, Fate, Mood, Protocol};
use uuid::Uuid;

use super::stripe::Stripe;
use super::thawani::Thawani;
use crate::adapters::line::Trust;

const BOTH: [Protocol; 2] = [Protocol::Thawani, Protocol::Stripe];
const KEY: &str = "sk_test_key-of-the-card-house";
const THAWANI_CALLS: &str = "thawani-webhook-secret-of-the-tests";
const STRIPE_CALLS: &str = "whsec_stripe-webhook-secret-of-the-tests";
/// How long the tests wait for a house that hangs.
const SHORT: Duration = Duration::from_secs(2);

fn at(protocol: Protocol, url: &str) -> Box<dyn Gateway> {
    let trust = Trust::with(None).expect("the system's");
    match protocol {
        Protocol::Thawani => {
            Box::new(Thawani::new(url, KEY, "pk", THAWANI_CALLS, trust).expect("an address").patient(SHORT))
        }
        Protocol::Stripe => Box::new(Stripe::new(url, KEY, STRIPE_CALLS, trust).expect("an address").patient(SHORT)),
    }
}

fn house(protocol: Protocol) -> (CardHouse, Box<dyn Gateway>) {
    let calls = if protocol == Protocol::Thawani { THAWANI_CALLS } else { STRIPE_CALLS };
    let house = CardHouse::open(protocol, KEY, calls);
    let gateway = at(protocol, &house.url());
    (house, gateway)
}

const fn omr(minor: i64) -> Money {
    Money { minor, currency: Currency::Omr }
}

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8000 + n)
}

fn checkout(n: u128, amount: Money) -> Checkout {
    Checkout {
        our_id: id(n),
        amount,
        description: "Placement AG-021, second part: فاتورة & more than forty letters of it".to_owned(),
        invoice: "AG-021/2026/17".to_owned(),
        success_url: "https://amana.example/invoices/17?paid=yes&x=1".to_owned(),
        cancel_url: "https://amana.example/invoices/17".to_owned(),
        language: "ar".to_owned(),
    }
}

async fn opened(gateway: &dyn Gateway, n: u128, amount: Money) -> Opened {
    gateway.open(&checkout(n, amount)).await.expect("opened")
}

async fn paid(house: &CardHouse, gateway: &dyn Gateway, n: u128, amount: Money) -> (String, String) {
    let session = opened(gateway, n, amount).await.session;
    house.decide(&session, Fate::Paid(amount.minor));
    match gateway.look_up(&session).await {
        Ok(Standing::Paid { charge, .. }) => (session, charge),
        other => panic!("{other:?}"),
    }
}

fn refund((session, charge): &(String, String), n: u128, amount: Money) -> CardRefund {
    CardRefund {
        our_id: id(n),
        session: session.clone(),
        charge: charge.clone(),
        amount,
        credit_note: "AG-021/2026/C3".to_owned(),
    }
}

fn unknown(word: &str) -> GatewayError {
    GatewayError::unknown(word)
}

fn refused<T>(word: &str) -> Result<T, GatewayError> {
    Err(GatewayError::refused(word))
}

#[tokio::test]
async fn a_thousand_is_one_rial_in_what_is_asked_for_and_in_what_is_believed() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let page = opened(&*gateway, 1, omr(1_000)).await;
        let asked = house.asked().pop().expect("asked");
        match protocol {
            Protocol::Thawani => {
                let sent: serde_json::Value = serde_json::from_str(&asked.body).expect("JSON");
                assert_eq!(sent["products"][0]["unit_amount"], 1_000);
                assert_eq!(sent["products"][0]["quantity"], 1);
                assert_eq!(sent["products"][0]["name"].as_str().map(|name| name.chars().count()), Some(40));
                assert_eq!(sent["client_reference_id"], id(1).to_string());
                assert_eq!(page.page_url, format!("{}/pay/{}?key=pk", house.url(), page.session));
            }
            Protocol::Stripe => {
                let sent = asked.form();
                assert_eq!(sent["line_items[0][price_data][unit_amount]"], "1000");
                assert_eq!(sent["line_items[0][price_data][currency]"], "omr");
                assert_eq!(sent["client_reference_id"], id(1).to_string());
                assert_eq!(sent["success_url"], "https://amana.example/invoices/17?paid=yes&x=1");
                assert_eq!(asked.headers["idempotency-key"], id(1).to_string());
                assert_eq!(page.page_url, format!("https://checkout.stripe.example/c/pay/{}", page.session));
            }
        }
        assert!(page.expires_at.is_some(), "{protocol:?}");
        assert_eq!(gateway.look_up(&page.session).await, Ok(Standing::Waiting));
        house.decide(&page.session, Fate::Paid(1_000));
        let Ok(Standing::Paid { amount, at, charge }) = gateway.look_up(&page.session).await else {
            panic!("{protocol:?}")
        };
        assert_eq!((amount, amount.to_string().as_str()), (omr(1_000), "OMR 1.000"));
        assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2026-10-04T11:33:20Z"), "{protocol:?}");
        assert!(!charge.is_empty());
    }
}

#[tokio::test]
async fn what_a_gateway_cannot_count_is_refused_before_anything_is_sent() {
    let aed = Money { minor: 1_001, currency: Currency::Aed };
    let (house_of_rials, thawani) = house(Protocol::Thawani);
    assert_eq!(thawani.open(&checkout(1, aed)).await, refused("currency_other"));
    let (house_of_all, stripe) = house(Protocol::Stripe);
    for minor in [1, 1_001, 450_505] {
        assert_eq!(stripe.open(&checkout(1, omr(minor))).await, refused("third_decimal"), "{minor}");
    }
    for gateway in [&thawani, &stripe] {
        for minor in [0, -1_000, i64::MIN] {
            assert_eq!(gateway.open(&checkout(1, omr(minor))).await, refused("amount_none"), "{minor}");
        }
    }
    assert_eq!((house_of_rials.asked().len(), house_of_all.asked().len()), (0, 0));
    // One baisa more or less is exact where the gateway can count it, and two digits have no such rule.
    opened(&*thawani, 2, omr(450_505)).await;
    opened(&*stripe, 2, aed).await;
}

#[tokio::test]
async fn a_page_that_is_asked_for_twice_is_one_page_and_another_sum_under_its_id_is_refused() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let first = opened(&*gateway, 1, omr(450_500)).await;
        assert_eq!(opened(&*gateway, 1, omr(450_500)).await, first, "{protocol:?}");
        let other = gateway.open(&checkout(1, omr(1_000))).await;
        assert!(matches!(other, Err(GatewayError::Refused { .. })), "{protocol:?}: {other:?}");
        assert_eq!(house.pages(), [first.session]);
    }
}

#[tokio::test]
async fn a_page_stands_as_the_gateway_says_and_another_sum_is_told_as_it_was_paid() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let session = opened(&*gateway, 1, omr(450_500)).await.session;
        for (fate, standing) in [(Fate::Failed, Standing::Failed), (Fate::Expired, Standing::Expired)] {
            house.decide(&session, fate);
            assert_eq!(gateway.look_up(&session).await, Ok(standing), "{protocol:?}");
        }
        house.decide(&session, Fate::Paid(450));
        let told = gateway.look_up(&session).await;
        assert!(matches!(told, Ok(Standing::Paid { amount, .. }) if amount == omr(450)), "{protocol:?}: {told:?}");
        assert_eq!(gateway.look_up("cs_nobody").await, refused("not_found"));
        let before = house.asked().len();
        for odd in ["", "../refunds", "a?b", "a b", "a\r\nx: y", &"a".repeat(300)] {
            assert_eq!(gateway.look_up(odd).await, refused("not_found"), "{odd:?}");
        }
        assert_eq!(house.asked().len(), before, "no such name leaves the house");
    }
}

#[tokio::test]
async fn a_page_that_was_opened_and_not_told_is_found_by_asking_again() {
    for protocol in BOTH {
        // Thawani is asked whether it knows the page first.
        let lead = if protocol == Protocol::Thawani { vec![Mood::Well] } else { Vec::new() };
        for (mood, word) in [
            (Mood::Hang, "late"),
            (Mood::Break, "broke"),
            (Mood::Deaf(500), "status_500"),
            (Mood::Deaf(502), "status_502"),
            (Mood::Deaf(200), "answer_odd"),
            (Mood::Endless, "answer_odd"),
            (Mood::Says("{}".to_owned()), "answer_odd"),
            (Mood::Says("[1, 2".to_owned()), "answer_odd"),
        ] {
            let (house, gateway) = house(protocol);
            house.next(lead.iter().cloned().chain([mood.clone()]));
            assert_eq!(gateway.open(&checkout(1, omr(20_000))).await, Err(unknown(word)), "{protocol:?} {mood:?}");
            let page = opened(&*gateway, 1, omr(20_000)).await;
            assert_eq!(house.pages(), [page.session], "{protocol:?} {mood:?}: one page");
        }
    }
}

#[tokio::test]
async fn what_surely_was_not_done_is_said_so() {
    for protocol in BOTH {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let gone = at(protocol, &format!("http://{nobody}"));
        let said = gone.open(&checkout(1, omr(1_000))).await;
        assert_eq!(said, Err(GatewayError::Unreachable { word: "connect".to_owned() }), "{protocol:?}");
        let (house, gateway) = house(protocol);
        // Nobody vouches for what answers there.
        let strange = at(protocol, &house.url().replace("http://", "https://"));
        let said = strange.open(&checkout(1, omr(1_000))).await;
        assert_eq!(said, Err(GatewayError::Unreachable { word: "connect".to_owned() }), "{protocol:?}");
        assert!(house.asked().is_empty());
        let lead = if protocol == Protocol::Thawani { vec![Mood::Well] } else { Vec::new() };
        let no =
            |status, body: &str| lead.iter().cloned().chain([Mood::No(status, body.to_owned())]).collect::<Vec<_>>();
        house.next(no(429, ""));
        let said = gateway.open(&checkout(1, omr(1_000))).await;
        assert_eq!(said, Err(GatewayError::Unreachable { word: "busy".to_owned() }));
        for (status, body, word) in [
            (401, "", "key_refused"),
            (403, "{}", "key_refused"),
            (400, r#"{"error":{"type":"invalid_request_error","code":"amount_too_small"}}"#, "amount_too_small"),
            (400, r#"{"success":false,"code":4000,"description":"salma@home.example"}"#, "code_4000"),
            (422, r#"{"error":{"code":"Salma <salma@home.example>"}}"#, "status_422"),
            (400, "<html>", "status_400"),
        ] {
            house.next(no(status, body));
            assert_eq!(gateway.open(&checkout(1, omr(1_000))).await, refused(word), "{protocol:?} {status}");
        }
        // A redirection is not followed, and nobody knows what its sender did.
        house.next(lead.iter().cloned().chain([Mood::Elsewhere]));
        assert_eq!(gateway.open(&checkout(1, omr(1_000))).await, Err(unknown("status_307")));
        assert!(house.asked().iter().all(|asked| !asked.path.contains("elsewhere")));
        assert!(house.pages().is_empty());
    }
}

#[tokio::test]
async fn an_answer_about_money_that_makes_no_sense_is_not_believed() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let session = opened(&*gateway, 1, omr(1_000)).await.session;
        house.decide(&session, Fate::Paid(1_000));
        let thawani = |status: &str, currency: &str, more: &str| {
            format!(
                r#"{{"data":{{"session_id":"{session}","payment_status":"{status}","currency":"{currency}","invoice":"inv_pay0002"{more}}}}}"#
            )
        };
        let stripe = |id: &str, status: &str, currency: &str, sum: &str| {
            format!(
                r#"{{"id":"{id}","payment_status":"{status}","status":"complete","currency":"{currency}","amount_total":{sum},"payment_intent":{{"id":"pi_1"}}}}"#
            )
        };
        let odd = match protocol {
            Protocol::Thawani => vec![
                (thawani("PAID!", "OMR", ""), "answer_odd"),
                (thawani("paid", "USD", ""), "currency_other"),
                (thawani("paid", "OMR", "").replace("inv_pay0002", "inv_other"), "payment_unlisted"),
                (thawani("paid", "OMR", "").replace(&session, "checkout_9999"), "answer_odd"),
                ("{\"data\":[]}".to_owned(), "answer_odd"),
            ],
            Protocol::Stripe => vec![
                (stripe(&session, "perhaps", "omr", "1000"), "answer_odd"),
                (stripe(&session, "paid", "usd", "1000"), "currency_other"),
                (stripe(&session, "paid", "omr", "1000.5"), "answer_odd"),
                (stripe(&session, "paid", "omr", "-1000"), "answer_odd"),
                (stripe(&session, "paid", "omr", "99999999999999999999"), "answer_odd"),
                (stripe("cs_test_9999", "paid", "omr", "1000"), "answer_odd"),
            ],
        };
        for (answer, word) in odd {
            house.next([Mood::Says(answer.clone())]);
            assert_eq!(gateway.look_up(&session).await, Err(unknown(word)), "{answer}");
        }
        for (mood, word) in [(Mood::Hang, "late"), (Mood::Break, "broke"), (Mood::Deaf(503), "status_503")] {
            house.next([mood]);
            assert_eq!(gateway.look_up(&session).await, Err(unknown(word)), "{protocol:?}");
        }
        assert!(matches!(gateway.look_up(&session).await, Ok(Standing::Paid { .. })), "{protocol:?}");
    }
}

#[tokio::test]
async fn money_that_was_given_back_and_not_told_is_given_back_once() {
    for protocol in BOTH {
        let lead = if protocol == Protocol::Thawani { 2 } else { 1 };
        for mood in [Mood::Hang, Mood::Break, Mood::Deaf(502), Mood::Endless] {
            let (house, gateway) = house(protocol);
            let payment = paid(&house, &*gateway, 1, omr(450_500)).await;
            house.next(vec![Mood::Well; lead].into_iter().chain([mood.clone()]));
            let said = gateway.refund(&refund(&payment, 2, omr(450_500))).await;
            assert!(matches!(said, Err(GatewayError::Unknown { .. })), "{protocol:?} {mood:?}: {said:?}");
            for _ in 0..2 {
                let said = gateway.refund(&refund(&payment, 2, omr(450_500))).await;
                assert!(matches!(said, Ok(RefundStanding::Done { .. })), "{protocol:?} {mood:?}: {said:?}");
            }
            assert_eq!(house.given_back(), (450_500, 1), "{protocol:?} {mood:?}");
            assert_eq!(gateway.look_up(&payment.0).await, Ok(Standing::Refunded));
            // Another refund of the same money.
            assert_eq!(gateway.refund(&refund(&payment, 3, omr(450_500))).await, refused("already_refunded"));
        }
    }
}

#[tokio::test]
async fn two_refunds_at_once_give_the_money_back_once() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let payment = paid(&house, &*gateway, 1, omr(20_000)).await;
        let (one, other) = (refund(&payment, 2, omr(20_000)), refund(&payment, 3, omr(20_000)));
        let (one, other) = tokio::join!(gateway.refund(&one), gateway.refund(&other));
        let done = [&one, &other].iter().filter(|said| matches!(said, Ok(RefundStanding::Done { .. }))).count();
        assert_eq!((done, house.given_back()), (1, (20_000, 1)), "{protocol:?}: {one:?} {other:?}");
    }
}

#[tokio::test]
async fn a_part_goes_back_where_the_gateway_can_and_never_more_than_was_paid() {
    let (house_of_rials, thawani) = house(Protocol::Thawani);
    let payment = paid(&house_of_rials, &*thawani, 1, omr(20_000)).await;
    assert!(!thawani.can_part_refund());
    for minor in [5_000, 20_010] {
        assert_eq!(thawani.refund(&refund(&payment, 2, omr(minor))).await, refused("not_whole"));
    }
    assert_eq!(
        thawani.refund(&refund(&("checkout_0001".into(), "pay9999".into()), 2, omr(20_000))).await,
        refused("other_payment")
    );
    assert_eq!(house_of_rials.given_back(), (0, 0));

    let (house, stripe) = house(Protocol::Stripe);
    let payment = paid(&house, &*stripe, 1, omr(20_000)).await;
    assert!(stripe.can_part_refund());
    assert_eq!(stripe.refund(&refund(&payment, 2, omr(5_005))).await, refused("third_decimal"));
    for (n, minor) in [(2, 5_000), (3, 10_000)] {
        let said = stripe.refund(&refund(&payment, n, omr(minor))).await;
        assert!(matches!(said, Ok(RefundStanding::Done { .. })), "{said:?}");
    }
    assert!(matches!(stripe.look_up(&payment.0).await, Ok(Standing::Paid { amount, .. }) if amount == omr(20_000)));
    assert_eq!(stripe.refund(&refund(&payment, 4, omr(5_010))).await, refused("amount_too_large"));
    assert_eq!(house.given_back(), (15_000, 2));
}

#[tokio::test]
async fn a_refund_that_the_bank_does_not_take_is_told_from_one_that_is_on_its_way() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        let payment = paid(&house, &*gateway, 1, omr(20_000)).await;
        house.refunds_are("pending");
        let said = gateway.refund(&refund(&payment, 2, omr(20_000))).await;
        assert!(matches!(said, Ok(RefundStanding::Pending { .. })), "{protocol:?}: {said:?}");
        house.refunds_are("succeeded");
        let said = gateway.refund(&refund(&payment, 2, omr(20_000))).await;
        assert!(matches!(said, Ok(RefundStanding::Done { .. })), "{protocol:?}: {said:?}");
        let other = paid(&house, &*gateway, 5, omr(20_000)).await;
        house.refunds_are("failed");
        let said = gateway.refund(&refund(&other, 6, omr(20_000))).await;
        assert!(matches!(said, Ok(RefundStanding::Failed { .. })), "{protocol:?}: {said:?}");
        assert_eq!(house.given_back(), (20_000, 1));
    }
}

#[tokio::test]
async fn keys_go_to_the_gateway_alone_and_never_into_words() {
    for protocol in BOTH {
        let (house, gateway) = house(protocol);
        opened(&*gateway, 1, omr(1_000)).await;
        let asked = house.asked().pop().expect("asked");
        match protocol {
            Protocol::Thawani => assert_eq!(asked.headers["thawani-api-key"], KEY),
            Protocol::Stripe => {
                assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
                assert_eq!(asked.headers["stripe-version"], "2024-06-20");
            }
        }
        let said = format!("{gateway:?} {gateway:#?}");
        assert!(!said.contains(KEY) && !said.contains("secret-of-the-tests"), "{said}");
    }
}

#[test]
fn payments_leave_the_machine_over_tls_only() {
    for (url, good) in [
        ("https://checkout.thawani.om", true),
        ("https://checkout.thawani.om/", true),
        ("http://127.0.0.1:9", true),
        ("http://checkout.thawani.om", false),
        ("http://127.0.0.1.example", false),
        ("ftp://checkout.thawani.om", false),
        ("https://key@checkout.thawani.om", false),
        ("https://checkout.thawani.om/api", false),
        ("checkout.thawani.om", false),
        ("", false),
    ] {
        let trust = || Trust::with(None).expect("the system's");
        assert_eq!(Thawani::new(url, KEY, "pk", THAWANI_CALLS, trust()).is_ok(), good, "{url}");
        assert_eq!(Stripe::new(url, KEY, STRIPE_CALLS, trust()).is_ok(), good, "{url}");
    }
}
