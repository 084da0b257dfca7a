//! The steps of a reckoning as data, so that the same working prints in every language. No sentence stands here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{RefundInput, RefundRule};
use crate::money::{BasisPoints, Currency};
use crate::words::{UnknownWord, words};

words! {
    /// What a line of a working says. Each is the key of a sentence.
    WorkingWord, "word of a working" {
        Total = "total",
        Paid = "paid",
        ServiceFee = "service_fee",
        Arrived = "arrived",
        Left = "left",
        Within = "within",
        After = "after",
        Since = "since",
        MonthsBegun = "months_begun",
        MonthsFull = "months_full",
        MonthsLeft = "months_left",
        Portion = "portion",
        LessPerMonth = "less_per_month",
        AtLeast = "at_least",
        AllOfIt = "all_of_it",
        OrReplacement = "or_replacement",
        CostsDocumented = "costs_documented",
        CostsCap = "costs_cap",
        LessCosts = "less_costs",
        LessGovernmentFee = "less_government_fee",
        PaidOnly = "paid_only",
        EmployerAbuse = "employer_abuse",
        EmployerOffence = "employer_offence",
        EmployerNamed = "employer_named",
        NothingOwed = "nothing_owed",
        Refund = "refund",
        RefundAtLeast = "refund_at_least",
    }
}

/// One line of a working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it says.
    pub what: WorkingWord,
    /// Its figure.
    pub figure: Figure,
}

/// The figure of a line. Sums are minor units of the working's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Figure {
    /// The word says it all.
    None,
    /// A sum.
    Sum {
        /// How much.
        minor: i64,
    },
    /// A day.
    Day {
        /// Which.
        on: Date,
    },
    /// A number of months.
    Months {
        /// How many.
        months: u32,
    },
    /// `of x times / over = is`
    Portion {
        /// The base.
        of_minor: i64,
        /// How many parts of it.
        times: u32,
        /// Of how many.
        over: u32,
        /// What that is.
        is_minor: i64,
    },
    /// `of x share x times = is`; `times` is 1 where nothing is counted.
    Share {
        /// The base.
        of_minor: i64,
        /// Which share, each time.
        share_basis_points: BasisPoints,
        /// How often.
        times: u32,
        /// What that is, never more than the base.
        is_minor: i64,
    },
}

/// What comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Sum {
    /// This, and nothing else.
    Exactly {
        /// Minor units.
        minor: i64,
    },
    /// This or more, up to what was paid.
    AtLeast {
        /// Minor units.
        minor: i64,
    },
}

/// A reckoned refund with the steps that lead to it, in their order; the last line is the sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Working {
    /// The rule of the ending.
    pub rule: RefundRule,
    /// What all sums are in.
    pub currency: Currency,
    /// What the customer paid: nothing above it comes back.
    pub paid_minor: i64,
    /// What comes back. INVARIANT: between nothing and what was paid.
    pub sum: Sum,
    /// The steps.
    pub lines: Vec<Line>,
}

impl Working {
    /// A working that begins with what was to be paid and what was.
    pub(super) fn of(input: &RefundInput) -> Self {
        let mut working = Self {
            rule: input.rule,
            currency: input.currency,
            paid_minor: input.paid_minor,
            sum: Sum::Exactly { minor: 0 },
            lines: Vec::new(),
        };
        working.write(WorkingWord::Total, Figure::Sum { minor: input.total_minor });
        working.write(WorkingWord::Paid, Figure::Sum { minor: input.paid_minor });
        working
    }

    pub(super) fn write(&mut self, what: WorkingWord, figure: Figure) {
        self.lines.push(Line { what, figure });
    }

    /// Nothing comes back, for this reason.
    pub(super) fn nothing(mut self, why: WorkingWord) -> Self {
        self.write(why, Figure::None);
        self.ends(Sum::Exactly { minor: 0 })
    }

    /// The sum, of what was paid at most.
    pub(super) fn ends(mut self, sum: Sum) -> Self {
        let paid = self.paid_minor;
        if sum.minor() > paid {
            self.write(WorkingWord::PaidOnly, Figure::Sum { minor: paid });
        }
        let minor = sum.minor().min(paid);
        let (what, sum) = match sum {
            Sum::Exactly { .. } => (WorkingWord::Refund, Sum::Exactly { minor }),
            Sum::AtLeast { .. } => (WorkingWord::RefundAtLeast, Sum::AtLeast { minor }),
        };
        self.write(what, Figure::Sum { minor });
        Self { sum, ..self }
    }

    /// What comes back, or what comes back at least. Minor units.
    pub const fn sum_minor(&self) -> i64 {
        self.sum.minor()
    }

    /// Whether this is what the rule owes: the very sum, or one that is at least it.
    pub fn owes(&self, amount_minor: i64) -> bool {
        match self.sum {
            Sum::Exactly { minor } => amount_minor == minor,
            Sum::AtLeast { minor } => (minor..=self.paid_minor).contains(&amount_minor),
        }
    }

    /// Whether this does not go beyond what the rule owes: up to the exact sum; where it is "at least", not below it either.
    pub fn allows(&self, amount_minor: i64) -> bool {
        match self.sum {
            Sum::Exactly { minor } => (0..=minor).contains(&amount_minor),
            Sum::AtLeast { .. } => self.owes(amount_minor),
        }
    }
}

impl Sum {
    const fn minor(self) -> i64 {
        match self {
            Self::Exactly { minor } | Self::AtLeast { minor } => minor,
        }
    }
}
