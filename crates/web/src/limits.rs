//! How often one network may ask: in all, at the ways in, at public forms, for lists, uploads and exports. Beside the limits of each
//! sign-in address, which the use cases keep in the database.
//!
//! Counted in memory on purpose: a restart forgets the counts, and what must not be lost is never here. Several nodes share their counts
//! besides; a node that cannot ask for them goes on by its own, so that there is never no limit.

use std::collections::HashMap;
use std::fmt::Debug;
use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::AppError;
use app::limits::Refused;
use axum::http::Method;
use jiff::{SignedDuration, Timestamp};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Every request but those for what pages load.
    All,
    /// Asking for codes, trying codes, renewing sessions: all ways in together.
    SignIn,
    /// Forms of people who are not signed in.
    Forms,
    /// The catalogue, and lists that are searched.
    Search,
    /// Files that are brought.
    Uploads,
    /// Files that are taken.
    Exports,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::All, Self::SignIn, Self::Forms, Self::Search, Self::Uploads, Self::Exports];

    /// The word in settings, counts and texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::SignIn => "sign_in",
            Self::Forms => "forms",
            Self::Search => "search",
            Self::Uploads => "uploads",
            Self::Exports => "exports",
        }
    }

    /// What a request is counted under besides [`Self::All`]; the ways in count for themselves ([`crate::knock`]).
    pub fn of(method: &Method, path: &str, signed_in: bool) -> Option<Self> {
        let within = |word: &str| path.split('/').any(|part| part == word);
        match *method {
            Method::POST if within("imports") || within("documents") => Some(Self::Uploads),
            _ if within("exports") || within("export") => Some(Self::Exports),
            // A gateway's calls are signed; those that are not believed count for themselves.
            Method::POST if within("payment-events") => None,
            Method::POST if !signed_in && !within("sign-in") && !within("tokens") => Some(Self::Forms),
            Method::GET | Method::HEAD if within("catalogue") || path.ends_with("/workers") => Some(Self::Search),
            _ => None,
        }
    }
}

/// So often in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How often.
    pub most: u32,
    /// In how many seconds of real time.
    pub seconds: u32,
}

impl Allowance {
    const fn window(self) -> SignedDuration {
        SignedDuration::from_secs(self.seconds as i64)
    }
}

/// What each rule allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowances(pub [Allowance; 6]);

impl Default for Allowances {
    fn default() -> Self {
        Self(Rule::ALL.map(|rule| match rule {
            Rule::All => Allowance { most: 6_000, seconds: 60 },
            Rule::SignIn | Rule::Forms => Allowance { most: 60, seconds: 600 },
            Rule::Search => Allowance { most: 600, seconds: 60 },
            Rule::Uploads | Rule::Exports => Allowance { most: 120, seconds: 600 },
        }))
    }
}

impl Allowances {
    /// What this rule allows.
    pub const fn of(&self, rule: Rule) -> Allowance {
        self.0[rule as usize]
    }

    /// Wide enough for a demo, in which everybody is 127.0.0.1, and for whoever measures how fast it is.
    #[must_use]
    pub fn of_demo(self) -> Self {
        Self(Rule::ALL.map(|rule| {
            let Allowance { most, seconds } = self.of(rule);
            let times = if matches!(rule, Rule::All | Rule::Search) { 10_000 } else { 100 };
            Allowance { most: most.saturating_mul(times), seconds }
        }))
    }
}

/// What was counted under some keys, and for how long each count still holds; `None` where the others cannot be asked now.
pub type Counted<'a> = Pin<Box<dyn Future<Output = Option<Vec<(u64, Duration)>>> + Send + 'a>>;

/// Counts that several nodes share. Whoever keeps them is never waited for long, and may forget them.
pub trait SharedCounts: Debug + Send + Sync {
    /// Adds one under each key; a key is forgotten when so much time has passed since it was first counted.
    fn add<'a>(&'a self, keys: &'a [(String, Duration)]) -> Counted<'a>;
}

/// LIMIT: counts kept in mind at a time.
const COUNTS_MAX: usize = 40_000;
/// LIMIT: networks that are told apart between two times of writing down who was refused.
const REFUSED_MAX: usize = 500;

/// The counts of this process, and those that it shares.
#[derive(Debug, Default)]
pub struct Limits {
    allowed: Allowances,
    counts: Mutex<HashMap<(Rule, IpAddr), (Timestamp, u32)>>,
    shared: Option<Arc<dyn SharedCounts>>,
    refused: Mutex<Refusals>,
}

/// How often whom and when last, since it was last told; without a network: all those that were too many.
type Refusals = HashMap<(Rule, Option<IpAddr>), (u32, Timestamp)>;

impl Limits {
    /// Nobody has asked yet.
    pub fn new(allowed: Allowances, shared: Option<Arc<dyn SharedCounts>>) -> Self {
        Self { allowed, shared, ..Self::default() }
    }

    /// What is allowed.
    pub const fn allowances(&self) -> &Allowances {
        &self.allowed
    }

    /// Counts a request of `from` under these rules, or says for how long not to come back. `hidden` names a network to those who keep the
    /// shared counts, who are not told who it is.
    pub async fn take(
        &self,
        rules: &[Rule],
        from: IpAddr,
        now: Timestamp,
        hidden: impl FnOnce(IpAddr) -> String,
    ) -> Result<(), AppError> {
        let network = network(from);
        let here = rules.iter().find_map(|rule| Some((*rule, self.counted_here(*rule, network, now).err()?)));
        let over = match (here, &self.shared) {
            (None, Some(shared)) => self.counted_elsewhere(&**shared, rules, &hidden(network)).await,
            (here, _) => here,
        };
        let Some((rule, seconds)) = over else { return Ok(()) };
        self.refuse(rule, network, now);
        Err(AppError::TooMany { seconds })
    }

    /// Counts here; an error is the number of seconds that are left.
    fn counted_here(&self, rule: Rule, network: IpAddr, now: Timestamp) -> Result<(), u32> {
        let allowance = self.allowed.of(rule);
        let open = |began: Timestamp, window: SignedDuration| now.duration_since(began) < window && now >= began;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTS_MAX && !counts.contains_key(&(rule, network)) {
            counts.retain(|(rule, _), (began, _)| open(*began, self.allowed.of(*rule).window()));
            if counts.len() >= COUNTS_MAX {
                // More networks at once than anybody serves: the limits of each sign-in address still hold.
                counts.clear();
            }
        }
        let (began, times) = counts.entry((rule, network)).or_insert((now, 0));
        if !open(*began, allowance.window()) {
            (*began, *times) = (now, 0);
        }
        if *times >= allowance.most {
            let left = i64::from(allowance.seconds) - now.duration_since(*began).as_secs();
            return Err(u32::try_from(left.max(1)).unwrap_or(allowance.seconds));
        }
        *times += 1;
        Ok(())
    }

    /// Counts with the other nodes. Where they cannot be asked, what was counted here has decided.
    async fn counted_elsewhere(&self, shared: &dyn SharedCounts, rules: &[Rule], hidden: &str) -> Option<(Rule, u32)> {
        let key = |rule: &Rule| {
            let window = Duration::from_secs(self.allowed.of(*rule).seconds.into());
            (format!("amana:limit:{}:{hidden}", rule.as_str()), window)
        };
        let keys: Vec<_> = rules.iter().map(key).collect();
        let counts = shared.add(&keys).await?;
        let over = rules.iter().zip(counts).find(|(rule, (times, _))| *times > self.allowed.of(**rule).most.into());
        over.map(|(rule, (_, left))| (*rule, u32::try_from(left.as_secs().max(1)).unwrap_or(u32::MAX)))
    }

    fn refuse(&self, rule: Rule, network: IpAddr, now: Timestamp) {
        metrics::counter!("amana_refused_total", "rule" => rule.as_str()).increment(1);
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let known = refused.len() < REFUSED_MAX || refused.contains_key(&(rule, Some(network)));
        let (times, last) = refused.entry((rule, known.then_some(network))).or_insert((0, now));
        (*times, *last) = (times.saturating_add(1), now);
    }

    /// Takes who was refused since the last time, to be written down for the operator.
    pub fn take_refused(&self, hidden: impl Fn(IpAddr) -> Vec<u8>) -> Vec<Refused> {
        let taken = std::mem::take(&mut *self.refused.lock().unwrap_or_else(PoisonError::into_inner));
        let told = taken.into_iter().map(|((rule, network), (times, last_at))| Refused {
            rule: rule.as_str().to_owned(),
            network: network.map(&hidden).unwrap_or_default(),
            times: times.into(),
            last_at,
        });
        told.collect()
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

#[cfg(test)]
mod tests;
