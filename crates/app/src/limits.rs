//! Who was refused for asking too often: written down by each node, and shown to the operator. Networks are named by a keyed hash:
//! that two lines speak of the same one can be seen, and who it is cannot.

use std::net::IpAddr;

use audit::Fact;
use jiff::{SignedDuration, Timestamp};
use store::tables::limits as table;
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// How long it is kept.
pub const KEPT_DAYS: i64 = 30;
/// LIMIT: lines of a list.
const SHOWN_MAX: u32 = 100;
/// Bytes of a network's hash that are kept and shown: enough to tell networks apart, too few to count through all there are.
const NAME_BYTES: usize = 4;

/// What one network was refused under one rule since the last time that it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The rule's word.
    pub rule: String,
    /// The network as [`hidden`] names it; empty: all those that were too many to be told apart.
    pub network: Vec<u8>,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Timestamp,
}

/// How a network is named in the database.
pub fn hidden(house: &House, network: IpAddr) -> Vec<u8> {
    house.indexes.network(&network.to_string())[..NAME_BYTES].to_vec()
}

/// How a network is named to those who keep shared counts: two of them are never taken for one.
pub fn hidden_word(house: &House, network: IpAddr) -> String {
    word(&house.indexes.network(&network.to_string())[..16])
}

fn word(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes down who was refused, with one record for all of them.
pub async fn note(house: &House, refused: Vec<Refused>) -> Result<(), AppError> {
    if refused.is_empty() {
        return Ok(());
    }
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let mut times = 0;
            for one in &refused {
                times += one.times;
                let (rule, network) = (one.rule.clone(), one.network.clone());
                let hour = hour_of(one.last_at);
                table::add(tx, &table::Refusals { hour, rule, network, times: one.times, last_at: one.last_at })?;
            }
            let draft = record::plain(&desk, &Caller::system(), "requests_refused", 0)
                .fact("times", Fact::Number(times))
                .fact("lines", Fact::Number(i64::try_from(refused.len()).unwrap_or(i64::MAX)));
            Ok(Recorded::with((), draft))
        })
        .await
}

fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(3600) * 3600).unwrap_or(at)
}

/// What the operator's staff sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Each rule that refused somebody in the last 24 hours.
    pub rules: Vec<RuleSeen>,
    /// The networks that were refused most in an hour of the last 24, at most 100.
    pub networks: Vec<NetworkSeen>,
}

/// What a rule refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSeen {
    /// Its word.
    pub rule: String,
    /// How often.
    pub times: i64,
    /// How many networks.
    pub networks: i64,
    /// When last, in real time.
    pub last_at: Timestamp,
}

/// What a network was refused in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkSeen {
    /// Its name: eight hexadecimal digits; empty for all those that were too many to be told apart.
    pub network: String,
    /// The rule's word.
    pub rule: String,
    /// How often.
    pub times: i64,
    /// When last, in real time.
    pub last_at: Timestamp,
}

/// Who was refused in the last 24 hours: for the operator's staff.
pub fn seen(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Seen, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let day = hour_of(ago(desk.real, 24));
    let rules = table::by_rule(tx, day)?;
    let networks = table::since(tx, day, SHOWN_MAX)?;
    let rules = rules.into_iter().map(|(rule, times, networks, last_at)| RuleSeen { rule, times, networks, last_at });
    let networks = networks.into_iter().map(|one| NetworkSeen {
        network: word(&one.network),
        rule: one.rule,
        times: one.times,
        last_at: one.last_at,
    });
    Ok(Seen { rules: rules.collect(), networks: networks.collect() })
}

/// Forgets what is past its time.
pub(crate) fn forget(tx: &mut Tx, real: Timestamp) -> Result<(), AppError> {
    table::forget(tx, ago(real, 24 * KEPT_DAYS))?;
    Ok(())
}

fn ago(real: Timestamp, hours: i64) -> Timestamp {
    real.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN)
}
