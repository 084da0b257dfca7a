//! When a worker's papers end, to the month: what a list inside their own agency may say without opening a sealed day.

use domain::Class;
use domain::calendar;
use domain::pack::Pack;
use jiff::civil::Date;
use store::tables::listed::Papers;
use store::tables::roster::Ending;

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// The passport.
    Passport,
    /// The fitness examination, which counts for as long as the pack says.
    Fitness,
}

impl PaperKind {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::Fitness => "fitness",
        }
    }

    /// The class that it belongs to.
    pub(super) const fn class(self) -> Class {
        match self {
            Self::Passport => Class::WorkerIdentity,
            Self::Fitness => Class::WorkerSensitiveResult,
        }
    }
}

/// How near the end is, in order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    /// The month of its end is over.
    Past,
    /// The month of its end is one that the pack's days reach.
    Soon,
    /// Later.
    Later,
}

impl Ends {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }
}

/// A paper and the month in which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Which.
    pub kind: PaperKind,
    /// The first day of the month in which it ends.
    pub month: Date,
    /// How near that is.
    pub ends: Ends,
}

/// A month as it is kept: `2027-03`.
fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// What is kept of these days.
pub(super) fn kept(passport_until: Option<Date>, fitness_on: Option<Date>) -> Papers {
    Papers { passport: passport_until.map(month), fitness: fitness_on.map(month) }
}

/// Up to which months papers end soon, or have ended.
pub(super) fn ending(pack: &Pack, today: Date) -> Ending {
    let roster = &pack.rules().roster;
    let last = calendar::days_after(today, roster.papers_soon_days);
    let examined = calendar::months_after(last.first_of_month(), -i32::from(roster.fitness_months));
    Ending { passport: month(last), fitness: month(examined) }
}

/// When the papers of one worker end. A month that cannot be read is one that is not known.
pub(super) fn of(papers: &Papers, pack: &Pack, today: Date) -> Vec<Paper> {
    let roster = &pack.rules().roster;
    let last = calendar::days_after(today, roster.papers_soon_days);
    let first = |month: &String| format!("{month}-01").parse::<Date>().ok();
    let passport = papers.passport.as_ref().and_then(first).map(|month| (PaperKind::Passport, month));
    let examined = papers.fitness.as_ref().and_then(first);
    let fitness =
        examined.map(|month| (PaperKind::Fitness, calendar::months_after(month, i32::from(roster.fitness_months))));
    let ends = |month: Date| match month {
        month if month < today.first_of_month() => Ends::Past,
        month if month <= last => Ends::Soon,
        _ => Ends::Later,
    };
    passport.into_iter().chain(fitness).map(|(kind, month)| Paper { kind, month, ends: ends(month) }).collect()
}
