//! Text messages cost money, and strangers can cause them: where they may go, what they may cost in a day, and how many may go to
//! numbers that nobody has proven to be theirs. Counted in the database; whoever asks for a code is answered the same, whatever
//! comes of it.

use domain::OrgId;
use jiff::Timestamp;
use serde_json::json;
use store::tables::message_counts::{self as counts, Count};
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
pub use crate::ports::Tariff;
use crate::{AppError, House, notices, record, sign_in};

/// To unproven numbers goes half of what a day may cost: whoever pumps keeps nobody out who signs in.
const UNPROVEN_SHARE: i64 = 2;

/// The reason of a letter whose number begins with no digits of the tariff.
pub const COUNTRY: &str = "sms_country";
/// Every reason for which the tariff holds a message back: words that pages have (`fault-...`).
pub const REASONS: &[&str] = &[COUNTRY, "sms_cost", "sms_cost_unproven", "sms_prefix", "sms_org"];

/// A message that is to leave.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// The number, as `+96892123456`.
    pub to: &'a str,
    /// How many parts it has.
    pub parts: i64,
    /// Whether its person has signed in with this number.
    pub proven: bool,
    /// Who caused it.
    pub org: Option<OrgId>,
}

impl Tariff {
    /// What a message counts towards; none: it may not go there.
    fn counts(&self, text: &Text<'_>, now: Timestamp) -> Option<Vec<Count>> {
        let cost = self.cost(text.to)?.saturating_mul(text.parts);
        let (day, hour) = (sign_in::day(now), now.as_second().div_euclid(3600));
        let one =
            |what, about: &str, period, amount, most| Count { what, about: about.to_owned(), period, amount, most };
        let mut all = vec![one("cost", "", day, cost, self.day_max)];
        if !text.proven {
            all.push(one("cost_unproven", "", day, cost, self.day_max / UNPROVEN_SHARE));
            let prefix = &text.to[..text.to.len().saturating_sub(3)];
            all.push(one("prefix", prefix, hour, 1, self.prefix_hour_max));
            if let Some(org) = text.org {
                all.push(one("org", &org.0.to_string(), hour, 1, self.org_hour_max));
            }
        }
        Some(all)
    }
}

/// What was counted for a message; given back when it does not leave.
#[derive(Debug, Clone, Default)]
pub struct Counted(Vec<Count>);

const RELAY: Scope = Scope::System(Job::Relay);

/// Counts a message before it leaves. The error is the word of the limit that holds it: [`COUNTRY`], `sms_cost`, `sms_cost_unproven`,
/// `sms_prefix`, `sms_org`. The first time in a day that one is reached it is recorded, and the operator told.
pub async fn count(house: &House, text: &Text<'_>) -> Result<Result<Counted, &'static str>, AppError> {
    let Some(tariff) = house.messenger.tariff() else { return Ok(Ok(Counted::default())) };
    let desk = house.desk();
    let Some(all) = tariff.counts(text, desk.real) else { return Ok(Err(COUNTRY)) };
    let taken = all.clone();
    let full = house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(full) = counts::take(tx, &all)? else { return Ok(Recorded::housekeeping(None)) };
            let reason = reason(full.what);
            let about = format!("{}{}", full.what, full.about);
            let told = Count { what: "told", about, period: sign_in::day(desk.real), amount: 1, most: 1 };
            if counts::take(tx, std::slice::from_ref(&told))?.is_some() {
                return Ok(Recorded::housekeeping(Some(reason)));
            }
            let template = if full.what == "cost" { "task-sms-cost" } else { "task-sms-many" };
            let key = format!("{template}:{}:{}", told.about, told.period);
            notices::tell_operator(tx, &desk, template, &key, &json!({}))?;
            let draft = record::plain(&desk, &Caller::system(), "sms_limit_reached", 0)
                .fact("limit", audit::Fact::Word(reason.to_owned()));
            Ok(Recorded::with(Some(reason), draft))
        })
        .await?;
    Ok(full.map_or(Ok(Counted(taken)), Err))
}

fn reason(what: &str) -> &'static str {
    match what {
        "cost" => "sms_cost",
        "cost_unproven" => "sms_cost_unproven",
        "prefix" => "sms_prefix",
        _ => "sms_org",
    }
}

/// The message did not leave: what was counted for it is given back.
pub async fn give_back(house: &House, Counted(all): Counted) -> Result<(), AppError> {
    if all.is_empty() {
        return Ok(());
    }
    house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            counts::give_back(tx, &all)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// What the text messages of the day that `now` is in have cost, in thousandths of the currency.
pub fn cost_of_day(tx: &mut Tx, now: Timestamp) -> Result<i64, store::StoreError> {
    counts::amount(tx, "cost", "", sign_in::day(now))
}

/// Forgets what was counted two days ago.
pub(crate) fn forget(tx: &mut Tx, now: Timestamp) -> Result<(), AppError> {
    let day = sign_in::day(now) - 1;
    for what in ["cost", "cost_unproven", "told"] {
        counts::forget(tx, what, day)?;
    }
    for what in ["prefix", "org"] {
        counts::forget(tx, what, day * 24)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_that_fits_says_what_a_message_costs() {
        let destinations = [("968".to_owned(), 10), ("96879".to_owned(), 40)].into();
        let tariff = Tariff { destinations, day_max: 1, prefix_hour_max: 1, org_hour_max: 1 };
        let costs = ["+96892123456", "+96879123456", "+97150123456", "96892123456"].map(|to| tariff.cost(to));
        assert_eq!(costs, [Some(10), Some(40), None, None]);
    }
}
