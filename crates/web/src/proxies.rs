//! Who called, behind proxies: only what a proxy that we trust says is believed, and of it only what such proxies wrote themselves.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

/// LIMIT: addresses that are read of a chain, from its end. No installation has so many proxies.
const HOPS_MAX: usize = 32;

/// The address of a proxy, or a network of them: `10.0.0.5`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Proxies {
    address: IpAddr,
    bits: u32,
}

/// What is no address and no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address and no network of proxies: write 10.0.0.5, 10.0.0.0/8 or fd00::/8")]
pub struct NoProxies(String);

impl FromStr for Proxies {
    type Err = NoProxies;

    fn from_str(text: &str) -> Result<Self, NoProxies> {
        let wrong = || NoProxies(text.chars().take(64).collect());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let address = if bits.is_none() { address.to_canonical() } else { address };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        // A network of everybody would let everybody say who they are.
        if !(1..=most).contains(&bits) {
            return Err(wrong());
        }
        Ok(Self { address, bits })
    }
}

impl TryFrom<String> for Proxies {
    type Error = NoProxies;

    fn try_from(text: String) -> Result<Self, NoProxies> {
        text.parse()
    }
}

impl From<Proxies> for String {
    fn from(proxies: Proxies) -> Self {
        proxies.to_string()
    }
}

impl fmt::Display for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Proxies {
    /// Whether this address is one of them; an IPv4 address in the clothes of IPv6 is its IPv4.
    pub fn has(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits,
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits,
            _ => false,
        }
    }
}

/// Who called: the peer, or, where that is a proxy that we trust, the last address that no such proxy wrote. A word that is no address ends
/// the chain: what stands before it was written by nobody that we know.
pub fn caller_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Proxies]) -> IpAddr {
    let trust = |address: IpAddr| trusted.iter().any(|proxies| proxies.has(address));
    let peer = peer.to_canonical();
    if !trust(peer) {
        return peer;
    }
    let lines: Vec<&[u8]> = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes).collect();
    let words = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    let mut nearest = peer;
    for word in words.take(HOPS_MAX) {
        let Some(address) = std::str::from_utf8(word).ok().and_then(|word| hop(word.trim())) else { break };
        nearest = address;
        if !trust(address) {
            break;
        }
    }
    nearest
}

/// An address as proxies write it, some with a port.
fn hop(word: &str) -> Option<IpAddr> {
    let bare = || word.parse::<IpAddr>().ok();
    let with_port = || word.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn named(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a value"));
        }
        let trusted: Vec<Proxies> = trusted.iter().map(|text| text.parse().expect("proxies")).collect();
        caller_address(address(peer), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_who_called() {
        let chain = ["203.0.113.5, 198.51.100.4, 10.0.0.2"];
        let trusted = ["10.0.0.1", "10.0.0.2"];
        let table: &[(&str, &[&str], &[&str], &str)] = &[
            ("192.0.2.1", &chain, &trusted, "192.0.2.1"),
            ("10.0.0.1", &chain, &trusted, "198.51.100.4"),
            ("10.0.0.1", &[], &trusted, "10.0.0.1"),
            ("10.0.0.1", &chain, &[], "10.0.0.1"),
            // a network of proxies
            ("10.7.7.7", &chain, &["10.0.0.0/8"], "198.51.100.4"),
            ("11.0.0.1", &chain, &["10.0.0.0/8"], "11.0.0.1"),
            ("fd00::1", &["2001:db8::5, fd00::2"], &["fd00::/8"], "2001:db8::5"),
            // IPv4 in the clothes of IPv6, on either side
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.4"], &["10.0.0.0/8"], "198.51.100.4"),
            ("10.0.0.1", &["198.51.100.4, ::ffff:10.0.0.9"], &["10.0.0.0/8"], "198.51.100.4"),
            // several headers are one list, in their order
            ("10.0.0.1", &["203.0.113.5", "198.51.100.4", "10.0.0.2"], &trusted, "198.51.100.4"),
            ("10.0.0.1", &["10.0.0.2", "203.0.113.5"], &trusted, "203.0.113.5"),
            // with a port
            ("10.0.0.1", &["198.51.100.4:50123"], &trusted, "198.51.100.4"),
            ("10.0.0.1", &["[2001:db8::5]:443"], &trusted, "2001:db8::5"),
            // what was forged before the proxy wrote something that is no address is not believed
            ("10.0.0.1", &["203.0.113.5, unknown"], &trusted, "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.5, , 10.0.0.2"], &trusted, "10.0.0.2"),
            ("10.0.0.1", &["203.0.113.5, 10.0.0.2,"], &trusted, "10.0.0.1"),
            ("10.0.0.1", &["'; drop table session; --"], &trusted, "10.0.0.1"),
            // somebody who names only proxies is the farthest of them
            ("10.0.0.1", &["10.0.0.2, 10.0.0.1"], &trusted, "10.0.0.2"),
        ];
        for (peer, lines, trusted, expected) in table {
            assert_eq!(named(peer, lines, trusted), *expected, "{peer} {lines:?} {trusted:?}");
        }
    }

    #[test]
    fn a_chain_without_an_end_costs_no_more_than_its_last_part() {
        let long = vec!["10.0.0.2"; 5000].join(", ");
        assert_eq!(named("10.0.0.1", &[&long], &["10.0.0.0/8"]), "10.0.0.2");
        let forged = format!("203.0.113.5, {}", vec!["10.0.0.2"; HOPS_MAX].join(", "));
        assert_eq!(named("10.0.0.1", &[&forged], &["10.0.0.0/8"]), "10.0.0.2");
    }

    #[test]
    fn what_is_no_network_of_proxies_is_refused() {
        for wrong in ["", "ten", "10.0.0.0/33", "10.0.0.0/0", "::/0", "fd00::/129", "10.0.0.0/-1", "10.0.0.0/", "/8"] {
            assert!(wrong.parse::<Proxies>().is_err(), "{wrong}");
        }
        assert_eq!("10.1.2.3/8".parse::<Proxies>().expect("a network").to_string(), "10.1.2.3/8");
    }
}
