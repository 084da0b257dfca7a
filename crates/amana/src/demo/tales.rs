//! Which cases the demo has: how far each one came, how it ended, and how many days ago it began.
//!
//! Every state of a placement and every overlay is in the list at least once; a test counts them.

use domain::StateToken as S;
use domain::calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::act::{Act, Beat, ROAD, beat};
use super::cast;

/// Cases that go the same way.
pub struct Tale {
    /// Where they stand today.
    pub ends: S,
    /// The last act on the main road.
    pub through: Act,
    /// What happens instead of the rest of it.
    pub then: &'static [Beat],
    /// One case for each: how many days ago it began.
    pub days_ago: &'static [u16],
    /// The agency, where it matters.
    pub at: Option<&'static str>,
    /// The household, where it matters: a place in [`cast::HOMES`].
    pub by: Option<usize>,
}

const fn tale(ends: S, through: Act, then: &'static [Beat], days_ago: &'static [u16]) -> Tale {
    Tale { ends, through, then, days_ago, at: None, by: None }
}

/// The household that everybody looks at first.
const MARYAM: Option<usize> = Some(0);
const LAPSED: Option<&str> = Some("AG-036");

const CLAIM: Beat = beat(80, 10, 0, Act::CustomerClaims);
const ANSWER: Beat = beat(82, 11, 0, Act::AgencyAnswers);
const FOUNDED: Beat = beat(86, 15, 0, Act::Rule(true));

/// All of them.
#[rustfmt::skip]
pub const TALES: &[Tale] = &[
    tale(S::Enquiry, Act::Enquire, &[], &[1, 2, 4, 6, 9]),
    tale(S::Held, Act::Hold, &[], &[1, 1, 1, 1]),
    tale(S::Accepted, Act::Accept, &[], &[1, 1]),
    tale(S::Accepted, Act::Propose, &[], &[2, 2]),
    tale(S::MeetingSet, Act::Agree, &[], &[2, 2, 2]),
    tale(S::Met, Act::Agree, &[], &[4]),
    tale(S::Met, Act::CustomerAnswers(true), &[], &[4, 4]),
    tale(S::Met, Act::WorkerAnswers(true), &[], &[5, 5]),
    Tale { by: MARYAM, ..tale(S::Offered, Act::Offer, &[], &[6]) },
    tale(S::Offered, Act::Offer, &[], &[7, 8]),
    tale(S::Offered, Act::AgencySigns, &[], &[7, 8]),
    tale(S::Signed, Act::WorkerSigns, &[], &[8, 9, 10]),
    tale(S::DepositPaid, Act::Deposit, &[], &[9, 10, 11]),
    tale(S::Permit, Act::FilePermit, &[], &[14, 17, 20]),
    tale(S::Permit, Act::PermitGranted, &[], &[24]),
    tale(S::Travel, Act::Travel, &[], &[27, 30, 33]),
    tale(S::Arrived, Act::Arrival, &[], &[36]),
    tale(S::Arrived, Act::CustomerTakesOver, &[], &[37]),
    tale(S::HandedOver, Act::Wage, &[], &[40, 45, 49]),
    Tale { by: MARYAM, ..tale(S::InGuarantee, Act::Wage, &[], &[110]) },
    tale(S::InGuarantee, Act::Wage, &[], &[60, 75, 90, 140, 170, 200]),
    tale(S::InGuarantee, Act::Wage, &[CLAIM, ANSWER, beat(86, 15, 0, Act::Rule(false))], &[120]),
    tale(S::Claim, Act::Wage, &[CLAIM], &[81]),
    tale(S::Claim, Act::Wage, &[beat(62, 9, 0, Act::WorkerClaims), beat(63, 14, 0, Act::AgencyAnswers)], &[66]),
    tale(S::Claim, Act::Wage, &[CLAIM, ANSWER, FOUNDED], &[88]),
    tale(S::Replacement, Act::Wage, &[CLAIM, ANSWER, FOUNDED, beat(88, 12, 0, Act::Replace)], &[105]),
    tale(S::Replacement, Act::Wage, &[
        CLAIM, ANSWER, FOUNDED, beat(88, 12, 0, Act::Replace), beat(94, 10, 0, Act::EnquireAgain),
        beat(94, 10, 30, Act::Hold), beat(94, 16, 0, Act::Accept),
    ], &[95]),
    tale(S::RefundDue, Act::Wage, &[CLAIM, ANSWER, FOUNDED, beat(90, 12, 0, Act::ApproveRefund)], &[93, 96]),
    tale(S::RefundDue, Act::Wage, &[
        CLAIM, ANSWER, FOUNDED, beat(90, 12, 0, Act::ApproveRefund), beat(91, 10, 0, Act::PayRefund),
    ], &[115]),
    tale(S::RefundDue, Act::FilePermit, &[
        beat(20, 10, 0, Act::PermitRefused), beat(24, 12, 0, Act::ApproveRefund), beat(25, 10, 0, Act::PayRefund),
    ], &[60]),
    Tale { by: MARYAM, ..tale(S::Completed, Act::Wage, &[], &[290]) },
    tale(S::Completed, Act::Wage, &[], &[230, 250, 280]),
    tale(S::Archived, Act::Wage, &[], &[320, 340, 370, 400]),
    tale(S::Archived, Act::Enquire, &[], &[150, 200, 260]),
    tale(S::Expired, Act::Enquire, &[], &[20, 45, 70]),
    tale(S::Expired, Act::Hold, &[], &[5, 30, 60]),
    // Not verified: the hold is soft, and lapses after minutes.
    Tale { by: Some(cast::HOMES.len() - 1), ..tale(S::Expired, Act::Hold, &[], &[3]) },
    tale(S::Expired, Act::Accept, &[], &[9, 50]),
    tale(S::Expired, Act::Offer, &[], &[20]),
    tale(S::Declined, Act::Hold, &[beat(0, 16, 0, Act::Decline)], &[3, 33, 66]),
    tale(S::Declined, Act::Agree, &[
        beat(3, 19, 0, Act::CustomerAnswers(false)), beat(4, 10, 5, Act::WorkerAnswers(true)),
    ], &[12, 54]),
    tale(S::CancelledByCustomer, Act::Accept, &[beat(2, 10, 0, Act::CustomerCancels)], &[7, 40]),
    tale(S::CancelledByCustomer, Act::Deposit, &[beat(10, 10, 0, Act::CustomerCancels)], &[13]),
    tale(S::CancelledByAgency, Act::Offer, &[beat(6, 10, 0, Act::AgencyCancels)], &[25, 61]),
    tale(S::WorkerWithdrew, Act::WorkerAnswers(true), &[beat(5, 9, 0, Act::WorkerLeaves)], &[16, 48]),
    tale(S::WorkerWithdrew, Act::Deposit, &[beat(10, 9, 0, Act::WorkerLeaves)], &[18]),
    tale(S::PermitRefused, Act::FilePermit, &[beat(20, 10, 0, Act::PermitRefused)], &[22, 26]),
    tale(S::InGuarantee, Act::Wage, &[beat(100, 21, 0, Act::Safety)], &[102]),
    tale(S::Claim, Act::Wage, &[CLAIM, beat(81, 12, 0, Act::Dispute)], &[84]),
    tale(S::PermitRefused, Act::FilePermit, &[
        beat(20, 10, 0, Act::PermitRefused), beat(21, 15, 0, Act::LegalHold),
    ], &[50]),
    tale(S::Permit, Act::FilePermit, &[beat(12, 9, 0, Act::Outage)], &[14]),
    // Of the agency whose licence is not in force any more: the system itself says so over both.
    Tale { at: LAPSED, ..tale(S::Permit, Act::FilePermit, &[], &[18]) },
    Tale { at: LAPSED, ..tale(S::InGuarantee, Act::Wage, &[], &[80]) },
];

/// One case to come: who, where, and each act with its moment.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name among the lives.
    pub name: String,
    /// Where it will stand.
    pub ends: S,
    /// The place in [`cast::HOMES`].
    pub home: usize,
    /// The place in [`cast::AGENCIES`].
    pub agency: usize,
    /// Places on that agency's roster: the worker, and the one who may follow.
    pub workers: [usize; 2],
    /// The day of the enquiry.
    pub day: Date,
    /// Minutes by which this case differs from the others of its kind.
    pub minutes: i64,
    /// What happens, in order.
    pub beats: Vec<(Timestamp, Act)>,
}

/// The moment of a beat of a case that began that day.
pub fn moment(day: Date, minutes: i64, beat: Beat) -> Timestamp {
    let into = i64::from(beat.hour) * 60 + i64::from(beat.minute) + minutes;
    calendar::start_of(calendar::days_after(day, beat.day)) + SignedDuration::from_mins(into)
}

/// The acts of a tale, with their moments, so that everything that must have happened has by `end`.
pub fn beats(tale: &Tale, days_ago: u16, minutes: i64, end: Timestamp) -> (Date, Vec<(Timestamp, Act)>) {
    let last = ROAD.iter().rposition(|beat| beat.act == tale.through).unwrap_or(ROAD.len() - 1);
    let when = |beat: &Beat| (beat.day, beat.hour, beat.minute);
    // Whoever leaves the main road does nothing of it from then on.
    let left = |beat: &&Beat| tale.then.first().is_some_and(|first| when(beat) >= when(first));
    let all: Vec<&Beat> = ROAD[..=last].iter().filter(|beat| !left(beat)).chain(tale.then).collect();
    let mut day = calendar::days_before(calendar::muscat(end), days_ago);
    // Early in the day, today's act has not come yet: then all of it was a day before.
    if all.iter().any(|beat| beat.day == days_ago && moment(day, minutes, **beat) > end) {
        day = calendar::days_before(day, 1);
    }
    (day, all.into_iter().map(|beat| (moment(day, minutes, *beat), beat.act)).filter(|(at, _)| *at <= end).collect())
}

/// How much of the cast takes part.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Places in [`cast::AGENCIES`].
    pub agencies: &'static [usize],
    /// Cases of each tale, at most.
    pub of_each: usize,
    /// Listed workers more, spread over the agencies whose licence holds.
    pub crowd: usize,
}

impl Size {
    /// Everybody.
    pub const WHOLE: Self = Self { agencies: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], of_each: usize::MAX, crowd: 0 };
    /// One case of each tale, with the busy agency, another one, and the one whose licence lapsed.
    #[cfg(test)]
    pub const SMALL: Self = Self { agencies: &[0, 1, 3], of_each: 1, crowd: 0 };
}

/// Every case of the demo, oldest first, each with a worker of its own and a household that may still hold one.
pub fn plans(end: Timestamp, size: Size) -> Vec<Plan> {
    let mut told: Vec<(u16, usize, usize)> = Vec::new();
    for (number, tale) in TALES.iter().enumerate() {
        told.extend(tale.days_ago.iter().take(size.of_each).enumerate().map(|(nth, ago)| (*ago, number, nth)));
    }
    told.sort_by_key(|(ago, number, nth)| (std::cmp::Reverse(*ago), *number, *nth));
    let mut seats = Seats::new(calendar::muscat(end), size);
    let mut plans = Vec::with_capacity(told.len());
    for (turn, (ago, number, nth)) in told.into_iter().enumerate() {
        let tale = &TALES[number];
        let minutes = i64::try_from(turn * 7 % 41).unwrap_or(0);
        let (day, beats) = beats(tale, ago, minutes, end);
        let again = tale.then.iter().find(|beat| beat.act == Act::EnquireAgain);
        let agency = seats.agency(tale, turn, day);
        let second = if again.is_some() { seats.worker(agency) } else { 0 };
        let workers = [seats.worker(agency), second];
        let holds = std::iter::once(day).chain(again.map(|beat| calendar::days_after(day, beat.day))).collect();
        let home = seats.home(tale, turn, holds);
        let name = format!("case {number}.{nth}");
        plans.push(Plan { name, ends: tale.ends, home, agency, workers, day, minutes, beats });
    }
    plans
}

/// Who is still free.
struct Seats {
    today: Date,
    size: Size,
    /// The next free worker of each agency.
    next: Vec<usize>,
    /// On which days each household began to hold somebody.
    holds: Vec<Vec<Date>>,
}

impl Seats {
    fn new(today: Date, size: Size) -> Self {
        Self { today, size, next: vec![0; cast::AGENCIES.len()], holds: vec![Vec::new(); cast::HOMES.len()] }
    }

    /// An agency with a worker who is listed that day: the busy one every other time, the others in turn.
    fn agency(&self, tale: &Tale, turn: usize, day: Date) -> usize {
        let named = tale.at.and_then(|code| cast::AGENCIES.iter().position(|agency| agency.code == code));
        let usual: Vec<usize> =
            self.size.agencies.iter().copied().filter(|agency| cast::AGENCIES[*agency].lapsed.is_none()).collect();
        let busy = turn.is_multiple_of(2).then_some(usual[0]);
        let around = usual.iter().cycle().skip(1 + turn / 2).take(usual.len()).copied();
        let mut asked = named.into_iter().chain(busy).chain(around);
        asked.find(|agency| self.is_listed(*agency, day)).unwrap_or(usual[0])
    }

    fn is_listed(&self, agency: usize, day: Date) -> bool {
        let mut first = 0;
        for wave in cast::AGENCIES[agency].waves.iter().filter(|wave| !wave.is_recent()) {
            first += wave.workers;
            // Two may be wanted, and one passed over.
            if self.next[agency] + 2 < first {
                return day
                    > calendar::days_after(calendar::days_before(self.today, wave.days_ago), cast::LISTED_AFTER);
            }
        }
        false
    }

    fn worker(&mut self, agency: usize) -> usize {
        let place = self.next[agency];
        self.next[agency] += if cast::is_silent(place + 1) { 2 } else { 1 };
        place
    }

    /// A household that holds at most one other worker around these days.
    fn home(&mut self, tale: &Tale, turn: usize, days: Vec<Date>) -> usize {
        const HOLD_DAYS: i32 = 9;
        let known = cast::HOMES.len() - cast::UNVERIFIED;
        let near = |a: &Date, b: &Date| a.since(*b).map_or(i32::MAX, |span| span.get_days().abs()) < HOLD_DAYS;
        let free =
            |home: &usize| self.holds[*home].iter().filter(|held| days.iter().any(|day| near(day, held))).count() < 2;
        let home = tale.by.or_else(|| (0..known).map(|n| 1 + (turn * 11 + n) % (known - 1)).find(free)).unwrap_or(1);
        self.holds[home].extend(days);
        home
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::StateToken;

    use super::*;

    fn ends() -> impl Iterator<Item = Timestamp> {
        let midnight: Timestamp = "2026-11-20T20:00:00Z".parse().expect("a time");
        (0..7 * 24).map(move |hour| midnight + SignedDuration::from_hours(hour) + SignedDuration::from_mins(7))
    }

    #[test]
    fn every_state_of_a_placement_has_a_tale() {
        let told: HashSet<S> = TALES.iter().map(|tale| tale.ends).collect();
        let placement = StateToken::ALL.iter().filter(|state| {
            let word = state.as_str();
            **state != S::None && !word.contains(':')
        });
        for state in placement {
            assert!(told.contains(state), "no case ends as {state}");
        }
    }

    #[test]
    fn whatever_the_time_of_day_each_tale_comes_as_far_as_it_is_told() {
        for end in ends() {
            for tale in TALES {
                for ago in tale.days_ago {
                    let (day, beats) = beats(tale, *ago, 40, end);
                    let acts: Vec<Act> = beats.iter().map(|(_, act)| *act).collect();
                    let through = tale.then.last().map_or(tale.through, |last| last.act);
                    assert!(through == Act::Wage || acts.last() == Some(&through), "{end}: {acts:?}");
                    assert!(beats.is_sorted_by_key(|(at, _)| *at) && beats.iter().all(|(at, _)| *at <= end));
                    assert!(day >= calendar::days_before(calendar::muscat(end), 420));
                }
            }
        }
    }

    #[test]
    fn nobody_is_in_two_cases_and_nobody_holds_three() {
        for size in [Size::WHOLE, Size::SMALL] {
            for end in ends().step_by(5) {
                let plans = plans(end, size);
                let mut workers = HashSet::new();
                for plan in &plans {
                    assert!(workers.insert((plan.agency, plan.workers[0])), "{}", plan.name);
                    let listed = cast::AGENCIES[plan.agency].waves.iter().filter(|wave| !wave.is_recent());
                    assert!(plan.workers[0] < listed.map(|wave| wave.workers).sum(), "{}: nobody is left", plan.name);
                    let same = plans.iter().filter(|other| {
                        let apart = other.day.since(plan.day).map_or(i32::MAX, |span| span.get_days().abs());
                        other.home == plan.home && apart < 9
                    });
                    assert!(same.count() <= 2, "{}", plan.name);
                }
            }
        }
    }
}
