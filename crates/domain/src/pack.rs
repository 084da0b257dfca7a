//! Jurisdiction packs: the clocks, ages, shares and limits of one country, versioned, so that none of them lives in code.
//!
//! A case keeps the pack that was in force at its offer: see [`PackPin`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Term};
use crate::digest::Digest;
use crate::money::{BasisPoints, Currency};
use crate::words::{RosterTimer, TimerKind};

mod log;
mod reidentification;
mod vat;

pub use log::LogRules;
pub use reidentification::ReidentificationRules;
pub use vat::{VatRate, VatRules};

pub use crate::refund::RefundRules;

/// One country's rules. Every key of the file is required and no other is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    pin: PackPin,
    calendar: Calendar,
    clocks: BTreeMap<TimerKind, Term>,
    rules: Rules,
}

/// Which pack, which version, which bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackPin {
    /// For example `om`.
    pub id: String,
    /// For example `2026-1`.
    pub version: String,
    /// Of the file's bytes.
    pub sha256: Digest,
}

impl std::fmt::Display for PackPin {
    /// `om-2026-1`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.id, self.version)
    }
}

/// The figures of a pack that are not clocks of a case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The roster record.
    pub roster: RosterRules,
    /// The re-identification check.
    pub reidentification: ReidentificationRules,
    /// Holds.
    pub hold: HoldRules,
    /// Meetings.
    pub meeting: MeetingRules,
    /// What an agreement must grant the worker at least.
    pub terms: TermsRules,
    /// Value added tax.
    pub vat: VatRules,
    /// Deposit and reserve.
    pub money: MoneyRules,
    /// The guarantee.
    pub guarantee: GuaranteeRules,
    /// Refunds.
    pub refund: RefundRules,
    /// Steps that need two people.
    pub two_people: TwoPeopleRules,
    /// The log.
    pub log: LogRules,
}

/// `[roster]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterRules {
    /// Nobody younger is listed.
    pub age_min_years: u16,
    /// A draft without consent is erased after this.
    pub draft_purge: Term,
    /// The operator's review is due after this.
    pub review_due: Term,
    /// A listing is hidden unless confirmed within this.
    pub reconfirm: Term,
    /// How long a worker rests before consenting anew.
    pub rest: Term,
    /// A paper that ends within so many days is pointed out to the agency.
    pub papers_soon_days: u16,
    /// For so many months a fitness examination counts.
    pub fitness_months: u8,
    /// A withdrawn worker is erased within this. Statutory: no overlay stops it.
    pub erase_due: Term,
}

/// `[hold]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldRules {
    /// How many workers one customer may hold at once.
    pub per_customer_max: u8,
    /// A customer whose hold lapsed waits this long before holding the same worker again.
    pub again_after: Term,
}

/// `[meeting]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingRules {
    /// How often each side may move an agreed meeting.
    pub reschedules_max: u8,
    /// How many times each side may have on offer.
    pub slots_max: u8,
    /// How often a meeting may not take place before nobody can arrange it anew.
    pub missed_max: u8,
}

/// `[terms]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsRules {
    /// Monthly wage, minor units.
    pub wage_min_minor: i64,
    /// Working hours a day.
    pub hours_per_day_max: u8,
    /// Full days of rest a week.
    pub rest_days_per_week_min: u8,
    /// Languages that every agreement is written in, beside the worker's own.
    pub languages: Vec<String>,
}

/// `[money]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyRules {
    /// All sums of a case are in this.
    pub currency: Currency,
    /// Share of the total that is paid at signature and held.
    pub deposit_basis_points: BasisPoints,
    /// Share of the total that stays held until the guarantee ends.
    pub reserve_basis_points: BasisPoints,
    /// Share of the service fee that the agency owes the platform once all have signed.
    pub commission_basis_points: BasisPoints,
    /// The agency pays the platform's invoice within this.
    pub commission_due: Term,
}

/// `[guarantee]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuaranteeRules {
    /// Counted from the day of arrival.
    pub days: u16,
}

/// `[two_people]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoPeopleRules {
    /// A first approval is forgotten after this.
    pub approval_lasts: Term,
}

/// Why a pack was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct PackError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    version: String,
    calendar: toml::Spanned<Days>,
    clocks: toml::Spanned<BTreeMap<TimerKind, Term>>,
    roster: RosterRules,
    reidentification: toml::Spanned<ReidentificationRules>,
    hold: HoldRules,
    meeting: MeetingRules,
    terms: TermsRules,
    vat: toml::Spanned<VatRules>,
    money: MoneyRules,
    guarantee: GuaranteeRules,
    refund: toml::Spanned<RefundRules>,
    two_people: TwoPeopleRules,
    log: toml::Spanned<LogRules>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    weekend: Vec<Day>,
    holidays: Vec<Date>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        Weekday::Monday.wrapping_add(day as i32)
    }
}

impl Pack {
    /// Reads a pack. `sha256` is of exactly these bytes; the caller computes it.
    pub fn parse(text: &str, sha256: Digest) -> Result<Self, PackError> {
        let file: File = toml::from_str(text)
            .map_err(|e| error(text, e.span().map_or(0, |span| span.start), e.message().to_owned()))?;
        let days = file.calendar.get_ref();
        let weekend = days.weekend.iter().copied().map(Weekday::from).collect();
        let calendar = Calendar::new(weekend, days.holidays.clone())
            .ok_or_else(|| error(text, file.calendar.span().start, "no working day is left".to_owned()))?;
        if let Some(wrong) = file.reidentification.get_ref().wrong() {
            return Err(error(text, file.reidentification.span().start, wrong.to_owned()));
        }
        if let Some(wrong) = file.vat.get_ref().wrong() {
            return Err(error(text, file.vat.span().start, wrong.to_owned()));
        }
        if let Some(wrong) = file.log.get_ref().wrong() {
            return Err(error(text, file.log.span().start, wrong.to_owned()));
        }
        if let Some(wrong) = file.refund.get_ref().wrong(file.guarantee.days) {
            return Err(error(text, file.refund.span().start, wrong.to_owned()));
        }
        let clocks_at = file.clocks.span().start;
        let clocks = file.clocks.into_inner();
        for kind in TimerKind::ALL.iter().filter(|kind| kind.is_in_pack()) {
            if !clocks.contains_key(kind) {
                return Err(error(text, clocks_at, format!("the clock {kind} is missing")));
            }
        }
        if let Some(kind) = clocks.keys().find(|kind| !kind.is_in_pack()) {
            return Err(error(text, clocks_at, format!("the clock {kind} follows from the case, not from a pack")));
        }
        Ok(Self {
            pin: PackPin { id: file.id, version: file.version, sha256 },
            calendar,
            clocks,
            rules: Rules {
                roster: file.roster,
                reidentification: file.reidentification.into_inner(),
                hold: file.hold,
                meeting: file.meeting,
                terms: file.terms,
                vat: file.vat.into_inner(),
                money: file.money,
                guarantee: file.guarantee,
                refund: file.refund.into_inner(),
                two_people: file.two_people,
                log: file.log.into_inner(),
            },
        })
    }

    /// What a case keeps of the pack.
    pub const fn pin(&self) -> &PackPin {
        &self.pin
    }

    /// The figures.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether people owe answers on this date: it is neither a weekend nor a holiday.
    pub fn is_working(&self, date: Date) -> bool {
        self.calendar.is_working(date)
    }

    /// The moment when a term that starts now is over, by this country's calendar.
    pub fn after(&self, at: Timestamp, term: Term) -> Timestamp {
        self.calendar.after(at, term)
    }

    /// How long this clock runs.
    pub fn clock(&self, kind: TimerKind) -> Option<Term> {
        self.clocks.get(&kind).copied()
    }

    /// When this clock of a case is due if it starts now. `None` for a clock that follows from the case itself.
    pub fn due(&self, kind: TimerKind, from: Timestamp) -> Option<Timestamp> {
        self.clocks.get(&kind).map(|term| self.after(from, *term))
    }

    /// The earliest start from which this clock of a roster record is not overdue now: whatever started before it is late.
    pub fn roster_overdue_before(&self, kind: RosterTimer, now: Timestamp) -> Timestamp {
        // Due times grow with their starts, so the border is found by halving. LIMIT: terms of up to a year.
        let mut late = now.as_microsecond() - 366 * 24 * 3600 * 1_000_000;
        let mut in_time = now.as_microsecond();
        let at = |micros: i64| Timestamp::from_microsecond(micros).unwrap_or(now);
        while in_time - late > 1 {
            let middle = late + (in_time - late) / 2;
            if self.roster_due(kind, at(middle)) < now { late = middle } else { in_time = middle }
        }
        at(in_time)
    }

    /// When this clock of a roster record is due if it starts now.
    pub fn roster_due(&self, kind: RosterTimer, from: Timestamp) -> Timestamp {
        let roster = &self.rules.roster;
        let term = match kind {
            RosterTimer::DraftPurge => roster.draft_purge,
            RosterTimer::ReviewDue => roster.review_due,
            RosterTimer::Reconfirm => roster.reconfirm,
            RosterTimer::EraseDue => roster.erase_due,
        };
        self.after(from, term)
    }
}

/// The packs that an installation knows: the one in force, and the earlier versions that running cases are pinned to.
#[derive(Debug, Clone, PartialEq)]
pub struct Packs {
    in_force: Pack,
    earlier: Vec<Pack>,
}

impl Packs {
    /// New cases take `in_force`.
    pub const fn new(in_force: Pack, earlier: Vec<Pack>) -> Self {
        Self { in_force, earlier }
    }

    /// What new offers are made under.
    pub const fn in_force(&self) -> &Pack {
        &self.in_force
    }

    /// The pack with exactly these bytes; none where this installation does not have it.
    pub fn pinned(&self, pin: &PackPin) -> Option<&Pack> {
        std::iter::once(&self.in_force).chain(&self.earlier).find(|pack| pack.pin() == pin)
    }

    /// What a case with this pin lives by: before its offer the pack in force. A pin that nobody knows gets it as well, and
    /// every step then answers `pinned_pack`: the case never moves by rules that are not its own.
    pub fn of(&self, pin: Option<&PackPin>) -> &Pack {
        pin.and_then(|pin| self.pinned(pin)).unwrap_or(&self.in_force)
    }
}

impl TimerKind {
    /// Whether a pack states how long this clock runs. The others follow from the case: a meeting ends when its slot
    /// does, a guarantee on the date set at arrival.
    pub const fn is_in_pack(self) -> bool {
        !matches!(self, Self::MeetingEnds | Self::GuaranteeEnds | Self::MeetingDayBefore | Self::MeetingHourBefore)
    }
}

fn error(text: &str, offset: usize, message: String) -> PackError {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    PackError { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    const OM: &str = include_str!("../../../packs/om.toml");

    fn refused(from: &str, to: &str) -> PackError {
        assert!(OM.contains(from), "the sample changed: {from}");
        Pack::parse(&OM.replacen(from, to, 1), Digest::from([0; 32])).expect_err("a damaged pack")
    }

    #[test]
    fn the_omani_pack_is_pinned_by_name_version_and_bytes() {
        let pack = sample::pack();
        assert_eq!(pack.pin().to_string(), "om-2026-1");
        assert_eq!(pack.rules().guarantee.days, 180);
        let noon: Timestamp = "2026-11-01T08:00:00Z".parse().expect("a time");
        assert_eq!(pack.due(TimerKind::SoftHoldLapses, noon), Some("2026-11-01T08:15:00Z".parse().expect("a time")));
        assert_eq!(pack.due(TimerKind::GuaranteeEnds, noon), None);
    }

    #[test]
    fn a_case_lives_by_the_pack_of_its_pin_and_one_without_by_the_pack_in_force() {
        let pack = |version: &str, digest: u8| {
            Pack::parse(&OM.replacen("2026-1", version, 1), Digest::from([digest; 32])).expect("a sound pack")
        };
        let (new, old) = (pack("2027-1", 2), pack("2026-1", 1));
        let packs = Packs::new(new.clone(), vec![old.clone()]);
        assert_eq!(packs.of(None), &new);
        assert_eq!(packs.of(Some(new.pin())), &new);
        assert_eq!(packs.of(Some(old.pin())), &old);
        let altered = pack("2026-1", 9);
        assert_eq!((packs.pinned(altered.pin()), packs.of(Some(altered.pin()))), (None, &new));
    }

    #[test]
    fn what_started_before_the_border_is_late_and_nothing_else() {
        let pack = sample::pack();
        let kind = RosterTimer::ReviewDue;
        let micro = jiff::SignedDuration::from_micros(1);
        // A Monday, a Thursday evening, the weekend, midnight in Muscat.
        for now in ["2026-11-02T06:00:00Z", "2026-11-05T18:30:00Z", "2026-11-06T09:00:00Z", "2026-11-07T20:00:00Z"] {
            let now: Timestamp = now.parse().expect("a time");
            let border = pack.roster_overdue_before(kind, now);
            assert!(pack.roster_due(kind, border) >= now, "{now}");
            assert!(pack.roster_due(kind, border - micro) < now, "{now}");
        }
    }

    #[test]
    fn an_error_names_the_line() {
        let line = |needle: &str| OM.lines().position(|l| l.starts_with(needle)).expect("in the pack") + 1;
        assert_eq!(refused("signing_due = \"7 days\"", "signing_due = \"7 dayz\"").line, line("signing_due"));
        assert_eq!(refused("basis_points = 500 }", "basis_points = 50000 }").line, line("rates = ["));
        assert_eq!(refused("age_min_years = 21", "age_min_yearz = 21").line, line("age_min_years"));
        assert_eq!(refused("keep_years = 12", "keep_years = 0").message, "keep_years is 1 to 100");
        let missing = refused("signing_due = \"7 days\"", "");
        assert_eq!((missing.line, missing.message.as_str()), (line("[clocks]"), "the clock signing_due is missing"));
    }

    #[test]
    fn the_rate_of_a_day_is_the_last_one_that_began() {
        let vat = &sample::pack().rules().vat.clone();
        let on = |y, m, d| u16::from(vat.rate_on(jiff::civil::date(y, m, d)));
        assert_eq!((on(2021, 4, 15), on(2021, 4, 16), on(2026, 11, 1)), (0, 500, 500));
        let two = "basis_points = 500 }, { from = \"2021-04-16\", basis_points = 600 }";
        assert!(refused("basis_points = 500 }", two).message.contains("order of their days"));
    }

    #[test]
    fn figures_of_the_check_that_make_no_sense_are_refused_at_their_section() {
        for (from, to) in [
            ("people_min = 3 ", "people_min = 1 "),
            ("age_band_years = 5 ", "age_band_years = 1 "),
            ("age_band_wide_years = 10", "age_band_wide_years = 12"),
        ] {
            let wrong = refused(from, to);
            let section = OM.lines().position(|line| line == "[reidentification]").expect("in the pack") + 1;
            assert_eq!(wrong.line, section, "{wrong}");
        }
    }

    #[test]
    fn a_refund_rule_that_makes_no_sense_is_refused_at_its_section() {
        let section = OM.lines().position(|line| line == "[refund]").expect("in the pack") + 1;
        let second = "[[refund.stages]]\nuntil = { days = 90 }\nbase = \"total\"\nshare = \"full\"\nless_government_fee = false\n\n";
        for (from, to) in [
            ("contract_months = 24", "contract_months = 0"),
            ("until = \"guarantee\"", "until = { days = 0 }"),
            ("until = \"guarantee\"", "until = { months = 121 }"),
            ("share = \"replacement_or_full\"", "share = { pro_rata_over_months = 0 }"),
            ("[two_people]", &format!("{second}[two_people]")),
        ] {
            let wrong = refused(from, to);
            assert_eq!(wrong.line, section, "{wrong}");
        }
        assert!(refused("share = \"replacement_or_full\"", "share = \"whatever\"").message.contains("whatever"));
        assert!(refused("month_counts = \"begun\"", "month_counts = \"half\"").message.contains("half"));
    }

    #[test]
    fn a_clock_that_no_pack_may_set_is_refused() {
        let wrong = refused("[clocks]", "[clocks]\nguarantee_ends = \"1 day\"");
        assert_eq!(wrong.message, "the clock guarantee_ends follows from the case, not from a pack");
        assert!(refused("weekend = [\"friday\", \"saturday\"]", "weekend = [\"freeday\"]").message.contains("freeday"));
    }
}
