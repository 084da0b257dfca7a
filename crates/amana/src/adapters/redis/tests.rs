//! Shared counts against a real Redis: two nodes, a Redis that is killed, emptied, stands still, and comes back.

use std::net::IpAddr;
use std::sync::Arc;

use app::AppError;
use jiff::Timestamp;
use testkit::redis::Redis;
use web::limits::{Allowance, Allowances, Limits, Rule};

use super::*;

const MOST: u32 = 10;

fn node(redis: &Redis) -> Limits {
    let shared = RedisCounts::at(&redis.address()).expect("an address");
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

#[test]
fn what_is_no_address_is_refused_without_being_repeated() {
    for wrong in ["", "redis", "http://:secret@10.0.0.7", "redis://:secret@[::"] {
        let said = RedisCounts::at(wrong).expect_err("no address").to_string();
        assert!(said.contains("limits.redis") && !said.contains("secret"), "{said}");
    }
}
