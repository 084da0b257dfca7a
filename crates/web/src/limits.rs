//! How often one network address may knock: ask for codes, try codes, renew sessions. Beside the limits of each sign-in address,
//! which the use cases keep in the database.
//!
//! Counted in memory on purpose: a restart forgets the counts, and what must not be lost is never here.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use app::AppError;
use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// How often one network may knock in a window, all ways in together.
pub const KNOCKS: u32 = 60;
/// Real time of a window.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// Everybody in the demo is 127.0.0.1.
pub const DEMO_TIMES: u32 = 100;
/// Networks kept in mind at a time.
const NETWORKS_MAX: usize = 20_000;

/// The counts of this process.
#[derive(Debug)]
pub struct Knocks {
    most: u32,
    counts: Mutex<HashMap<IpAddr, (Timestamp, u32)>>,
}

impl Knocks {
    /// Nobody has knocked yet; `most` in a window.
    pub fn new(most: u32) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// Counts a knock, or says for how long not to come back.
    pub fn knock(&self, from: IpAddr, now: Timestamp) -> Result<(), AppError> {
        let network = network(from);
        let open = |began: Timestamp| now.duration_since(began) < WINDOW && now >= began;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= NETWORKS_MAX && !counts.contains_key(&network) {
            counts.retain(|_, (began, _)| open(*began));
            if counts.len() >= NETWORKS_MAX {
                // More networks at once than anybody serves: the limits of each sign-in address still hold.
                counts.clear();
            }
        }
        let (began, times) = counts.entry(network).or_insert((now, 0));
        if !open(*began) {
            (*began, *times) = (now, 0);
        }
        if *times >= self.most {
            let left = WINDOW.as_secs() - now.duration_since(*began).as_secs();
            return Err(AppError::TooMany { seconds: u32::try_from(left.max(1)).unwrap_or(600) });
        }
        *times += 1;
        Ok(())
    }
}

/// One household or firm: a whole /64 of IPv6, an address of IPv4.
pub fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    }
}

/// Who called: the peer, or, where that is a proxy that we trust, the last address that no such proxy wrote.
pub fn caller_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    let named: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|word| word.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .collect();
    named.into_iter().rev().find(|address| !trusted.contains(address)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
    }

    #[test]
    fn whoever_knocks_too_often_is_told_when_to_come_back() {
        let knocks = Knocks::new(2);
        let one: IpAddr = "192.0.2.7".parse().expect("an address");
        assert!(knocks.knock(one, at(0)).is_ok() && knocks.knock(one, at(10)).is_ok());
        let Err(AppError::TooMany { seconds }) = knocks.knock(one, at(100)) else {
            panic!("the third is one too many")
        };
        assert_eq!(seconds, 500);
        assert!(knocks.knock("192.0.2.8".parse().expect("an address"), at(100)).is_ok(), "nobody else");
        assert!(knocks.knock(one, at(600)).is_ok(), "a new window");
    }

    #[test]
    fn a_whole_ipv6_network_is_one_and_a_mapped_address_is_its_ipv4() {
        let knocks = Knocks::new(1);
        let knock = |text: &str| knocks.knock(text.parse().expect("an address"), at(0)).is_ok();
        assert!(knock("2001:db8:1:2::1") && !knock("2001:db8:1:2:ffff::9") && knock("2001:db8:1:3::1"));
        assert!(knock("192.0.2.9") && !knock("::ffff:192.0.2.9"));
    }

    #[test]
    fn only_a_trusted_proxy_says_who_called() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.5, 198.51.100.4, 10.0.0.2".parse().expect("a value"));
        let trusted = [address("10.0.0.1"), address("10.0.0.2")];
        assert_eq!(caller_address(address("192.0.2.1"), &headers, &trusted), address("192.0.2.1"));
        assert_eq!(caller_address(address("10.0.0.1"), &headers, &trusted), address("198.51.100.4"));
        assert_eq!(caller_address(address("10.0.0.1"), &HeaderMap::new(), &trusted), address("10.0.0.1"));
    }

    #[test]
    fn more_networks_than_are_kept_in_mind_never_grow_the_memory() {
        let knocks = Knocks::new(1);
        for n in 0..u32::try_from(NETWORKS_MAX).expect("small") + 10 {
            knocks.knock(IpAddr::V4(n.into()), at(0)).expect("each for the first time");
        }
        assert!(knocks.counts.lock().expect("not poisoned").len() <= NETWORKS_MAX);
    }
}
