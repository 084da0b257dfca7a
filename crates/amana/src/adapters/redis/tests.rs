//! Shared counts against a real Redis: two nodes, a Redis that is killed, emptied, stands still, and comes back.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use app::AppError;
use jiff::Timestamp;
use testkit::outside::Certificate;
use testkit::redis::Redis;
use web::limits::{Allowance, Allowances, Limits, Rule};

use super::*;

const MOST: u32 = 10;

fn node(redis: &Redis) -> Limits {
    let shared = RedisCounts::at(&redis.address(), None, Trust::with(None).expect("the system's")).expect("an address");
    Limits::new(Allowances([Allowance { most: MOST, seconds: 600 }; 6]), Some(Arc::new(shared)))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
}

async fn ask(node: &Limits, from: &str) -> Result<(), AppError> {
    let from: IpAddr = from.parse().expect("an address");
    node.take(&[Rule::All, Rule::SignIn], from, at(0), |network| format!("hidden{}", network.to_string().len())).await
}

/// How often a network is let in until it is refused.
async fn lets_in(node: &Limits, from: &str) -> u32 {
    for n in 0..10 * MOST {
        if ask(node, from).await.is_err() {
            return n;
        }
    }
    panic!("no limit");
}

#[tokio::test]
async fn two_nodes_count_as_one() {
    let redis = Redis::start();
    let (one, other) = (node(&redis), node(&redis));
    for n in 0..MOST {
        ask(if n % 2 == 0 { &one } else { &other }, "192.0.2.7").await.expect("let in");
    }
    let Err(AppError::TooMany { seconds }) = ask(&other, "192.0.2.7").await else { panic!("over, on either node") };
    assert!((1..=600).contains(&seconds), "{seconds}");
    assert!(ask(&one, "192.0.2.7").await.is_err());
    assert!(ask(&one, "2001:db8::7").await.is_ok(), "nobody else");
    let keys = redis.tell(&["KEYS", "*"]);
    assert!(keys.contains("amana:limit:sign_in:hidden") && !keys.contains("192.0.2"), "{keys}");
    for key in keys.lines() {
        let left: i64 = redis.tell(&["PTTL", key]).parse().expect("a number");
        assert!((1..=600_000).contains(&left), "{key} is forgotten by itself: {left}");
    }
}

#[tokio::test]
async fn a_redis_that_is_killed_leaves_each_node_its_own_limit_and_is_shared_again_when_it_is_back() {
    let mut redis = Redis::start();
    let (one, other) = (node(&redis), node(&redis));
    for node in [&one, &other] {
        for _ in 0..3 {
            ask(node, "192.0.2.7").await.expect("let in");
        }
    }
    redis.kill();
    assert_eq!(
        lets_in(&one, "192.0.2.7").await,
        MOST - 3,
        "never no limit, and what was counted here is not forgotten"
    );
    assert_eq!(lets_in(&other, "198.51.100.4").await, MOST);
    redis.start_again();
    tokio::time::sleep(REST + Duration::from_millis(100)).await;
    for _ in 0..MOST {
        ask(&one, "203.0.113.5").await.expect("let in");
    }
    assert!(ask(&other, "203.0.113.5").await.is_err(), "shared again");
}

#[tokio::test]
async fn a_redis_that_is_emptied_lets_no_node_go_beyond_its_own_limit() {
    let redis = Redis::start();
    let one = node(&redis);
    let mut times = 0;
    while ask(&one, "192.0.2.7").await.is_ok() {
        times += 1;
        redis.tell(&["FLUSHALL"]);
        assert!(times <= MOST, "emptied again and again, it would never be over");
    }
    assert_eq!(times, MOST);
}

#[tokio::test]
async fn a_redis_that_stands_still_holds_nobody_up() {
    let redis = Redis::start();
    let one = node(&redis);
    ask(&one, "192.0.2.7").await.expect("let in");
    redis.stand_still();
    let began = now();
    assert_eq!(lets_in(&one, "192.0.2.7").await, MOST - 1);
    let took = began.elapsed();
    assert!(took < Duration::from_millis(500), "waited for once, then left alone: {took:?}");
    redis.go_on();
    tokio::time::sleep(REST + Duration::from_millis(100)).await;
    let other = node(&redis);
    for _ in 0..MOST {
        ask(&other, "203.0.113.5").await.expect("let in");
    }
    assert!(ask(&one, "203.0.113.5").await.is_err(), "shared again");
}

/// One node at a Redis that speaks TLS.
fn over_tls(address: &str, trust: Option<&Path>) -> (Limits, RedisCounts) {
    let redis =
        || RedisCounts::at(address, Some("secret"), Trust::with(trust).expect("certificates")).expect("an address");
    (Limits::new(Allowances([Allowance { most: MOST, seconds: 600 }; 6]), Some(Arc::new(redis()))), redis())
}

#[tokio::test]
async fn counts_are_shared_over_tls_with_a_user_and_a_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let (_redis, port) = Redis::over_tls(&certificate);
    let address = format!("rediss://amana@localhost:{port}/0");
    let (one, probe) = over_tls(&address, Some(&certificate.file));
    let (other, _) = over_tls(&address, Some(&certificate.file));
    assert_eq!(probe.probe().await, Ok(format!("localhost:{port} over TLS")));
    assert!(!probe.is_open_to_others());
    for n in 0..MOST {
        ask(if n % 2 == 0 { &one } else { &other }, "192.0.2.7").await.expect("let in");
    }
    assert!(ask(&one, "192.0.2.7").await.is_err() && ask(&other, "192.0.2.7").await.is_err(), "they count as one");
}

#[tokio::test]
async fn a_redis_that_cannot_be_believed_is_told_nothing_and_each_node_keeps_its_own_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let (redis, port) = Redis::over_tls(&certificate);
    let trusted = Some(certificate.file.as_path());
    let wrong = [
        (
            "a certificate that nobody vouches for",
            format!("rediss://amana@localhost:{port}"),
            None,
            "invalid peer certificate",
        ),
        ("another machine's", format!("rediss://amana@127.0.0.1:{port}"), trusted, "not valid for name"),
        ("clear text where TLS is spoken", format!("redis://amana@localhost:{port}"), trusted, ""),
        ("a user that it does not know", format!("rediss://eve@localhost:{port}"), trusted, "authentication failed"),
    ];
    for (what, address, trust, says) in wrong {
        let (node, probe) = over_tls(&address, trust);
        let said = probe.probe().await.expect_err(what);
        assert!(said.contains(says) && !said.contains("secret"), "{what}: {said}");
        assert_eq!(lets_in(&node, "192.0.2.7").await, MOST, "{what}: never no limit");
    }
    assert_eq!(redis.tell(&["KEYS", "*"]), "", "nothing was counted there");
}

#[tokio::test]
async fn tls_is_asked_of_a_redis_that_has_none_in_vain() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody");
        let mut first = [0; 64];
        let read = tokio::io::AsyncReadExt::read(&mut stream, &mut first).await.expect("bytes");
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"-ERR unknown command\r\n").await.expect("written");
        first[..read].to_vec()
    });
    let (node, _) = over_tls(&format!("rediss://amana@localhost:{port}"), None);
    assert_eq!(lets_in(&node, "192.0.2.7").await, MOST);
    let heard = heard.await.expect("heard");
    assert_eq!(heard[0], 22, "the beginning of TLS, and no word of the login: {heard:?}");
}

#[test]
fn what_is_no_address_is_refused_without_being_repeated() {
    let at = |address: &str, password| RedisCounts::at(address, password, Trust::with(None).expect("the system's"));
    for wrong in
        ["", "redis", "http://:secret@10.0.0.7", "redis://:secret@[::", "rediss://:secret@10.0.0.7:6379/#insecure"]
    {
        let said = at(wrong, None).expect_err("no address");
        assert!(said.contains("rediss://") && !said.contains("secret"), "{said}");
    }
    assert!(at("rediss://:secret@10.0.0.7", Some("another")).expect_err("two passwords").contains("already"));
    for (address, open) in [
        ("redis://10.0.0.7", true),
        ("rediss://10.0.0.7", false),
        ("redis://localhost", false),
        ("redis://[::1]:6379/1", false),
        ("redis+unix:///run/redis/redis.sock", false),
    ] {
        assert_eq!(at(address, None).expect("an address").is_open_to_others(), open, "{address}");
    }
}
