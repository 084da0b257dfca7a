//! Limits: in memory, shared, and when what is shared is gone.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn allowed(most: u32) -> Allowances {
    Allowances([Allowance { most, seconds: 600 }; 6])
}

fn hidden(network: IpAddr) -> String {
    format!("hidden {}", network.is_ipv6())
}

async fn ask(limits: &Limits, from: &str, seconds: i64) -> Result<(), AppError> {
    limits.take(&[Rule::SignIn], address(from), at(seconds), hidden).await
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back() {
    let limits = Limits::new(allowed(2), None);
    let one = "192.0.2.7";
    assert!(ask(&limits, one, 0).await.is_ok() && ask(&limits, one, 10).await.is_ok());
    let Err(AppError::TooMany { seconds }) = ask(&limits, one, 100).await else { panic!("the third is one too many") };
    assert_eq!(seconds, 500);
    assert!(ask(&limits, "192.0.2.8", 100).await.is_ok(), "nobody else");
    assert!(limits.take(&[Rule::Search], address(one), at(100), hidden).await.is_ok(), "nothing else");
    assert!(ask(&limits, one, 600).await.is_ok(), "a new window");
    assert!(ask(&limits, one, -5).await.is_ok(), "a clock that was set back keeps nobody out");
}

#[tokio::test]
async fn a_whole_ipv6_network_is_one_and_a_mapped_address_is_its_ipv4() {
    let limits = Limits::new(allowed(1), None);
    for (from, lets_in) in [
        ("2001:db8:1:2::1", true),
        ("2001:db8:1:2:ffff::9", false),
        ("2001:db8:1:3::1", true),
        ("192.0.2.9", true),
        ("::ffff:192.0.2.9", false),
    ] {
        assert_eq!(ask(&limits, from, 0).await.is_ok(), lets_in, "{from}");
    }
}

#[tokio::test]
async fn more_networks_than_are_kept_in_mind_never_grow_the_memory() {
    let limits = Limits::new(allowed(1), None);
    for n in 0..u32::try_from(COUNTS_MAX).expect("small") + 10 {
        let from = IpAddr::V4(n.into());
        limits.take(&[Rule::SignIn], from, at(0), hidden).await.expect("each for the first time");
    }
    assert!(limits.counts.lock().expect("not poisoned").len() <= COUNTS_MAX);
    for n in 0..u32::try_from(REFUSED_MAX).expect("small") + 10 {
        limits.refuse(Rule::All, IpAddr::V4(n.into()), at(1));
    }
    let told = limits.take_refused(|network| network.to_string().into_bytes());
    assert_eq!(told.len(), REFUSED_MAX + 1, "the rest together");
    assert_eq!(told.iter().map(|one| one.times).sum::<i64>(), i64::try_from(REFUSED_MAX).expect("small") + 10);
    assert!(limits.take_refused(|_| Vec::new()).is_empty(), "told once");
}

/// Counts of other nodes, as many as it is told; or nothing, as if they could not be asked.
#[derive(Debug, Default)]
struct Others {
    times: AtomicU64,
    gone: AtomicU64,
}

impl SharedCounts for Others {
    fn add<'a>(&'a self, keys: &'a [(String, Duration)]) -> Counted<'a> {
        assert!(
            keys.iter().all(|(key, _)| !key.contains("192.0.2")),
            "whoever keeps the counts is not told who it is: {keys:?}"
        );
        let times = self.times.fetch_add(1, Ordering::SeqCst) + 1;
        let gone = self.gone.load(Ordering::SeqCst) > 0;
        Box::pin(async move { (!gone).then(|| keys.iter().map(|(_, window)| (times, *window / 2)).collect()) })
    }
}

#[tokio::test]
async fn what_other_nodes_counted_counts_here_too() {
    let others = Arc::new(Others::default());
    let limits = Limits::new(allowed(10), Some(others.clone()));
    others.times.store(9, Ordering::SeqCst);
    assert!(ask(&limits, "192.0.2.7", 0).await.is_ok());
    let Err(AppError::TooMany { seconds }) = ask(&limits, "192.0.2.7", 0).await else { panic!("eleven in all") };
    assert_eq!(seconds, 300, "as long as the others' count holds");
}

#[tokio::test]
async fn a_node_that_cannot_ask_the_others_goes_on_by_its_own_count() {
    let others = Arc::new(Others::default());
    let limits = Limits::new(allowed(3), Some(others.clone()));
    assert!(ask(&limits, "192.0.2.7", 0).await.is_ok());
    others.gone.store(1, Ordering::SeqCst);
    assert!(ask(&limits, "192.0.2.7", 1).await.is_ok() && ask(&limits, "192.0.2.7", 2).await.is_ok());
    assert!(ask(&limits, "192.0.2.7", 3).await.is_err(), "never no limit: what was counted before is not forgotten");
    let asked = others.times.load(Ordering::SeqCst);
    assert!(ask(&limits, "192.0.2.7", 4).await.is_err());
    assert_eq!(others.times.load(Ordering::SeqCst), asked, "whoever is over here is asked about nowhere");
}

#[test]
fn each_request_is_counted_under_what_it_does() {
    let table = [
        ("GET", "/catalogue", true, Some(Rule::Search)),
        ("GET", "/api/v1/catalogue", false, Some(Rule::Search)),
        ("GET", "/agency/workers", true, Some(Rule::Search)),
        ("POST", "/api/v1/imports", true, Some(Rule::Uploads)),
        ("POST", "/agency/imports", true, Some(Rule::Uploads)),
        ("POST", "/api/v1/me/exports", true, Some(Rule::Exports)),
        ("GET", "/api/v1/workers/export", true, Some(Rule::Exports)),
        ("POST", "/register", false, Some(Rule::Forms)),
        ("POST", "/sign-in", false, None),
        ("POST", "/api/v1/sign-in/0199", false, None),
        ("POST", "/api/v1/tokens", false, None),
        ("POST", "/api/v1/cases", true, None),
        ("GET", "/customer/cases", true, None),
    ];
    for (method, path, signed_in, rule) in table {
        assert_eq!(Rule::of(&method.parse().expect("a method"), path, signed_in), rule, "{method} {path}");
    }
}
