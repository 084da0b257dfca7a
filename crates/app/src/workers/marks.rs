//! What a record of one's own roster still lacks, which of its papers end, and which case keeps it: told as far as the caller may see the class.

use domain::case::ENGAGING;
use domain::{Class, Relation, StateToken, WorkerId};
use policy::{Sight, View};
use store::Tx;
use store::tables::engaged::{self, Engagement};
use store::tables::identities::{self, OnFile};
use store::tables::listed;
use store::tables::workers::Facts;

use super::papers::{self, Paper};
use crate::admit::OpenWorker;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// Something that a record should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// A language.
    Languages,
    /// A skill.
    Skills,
    /// A kind of work.
    Work,
    /// The wage asked.
    Wage,
    /// The work history.
    History,
    /// The passport's number.
    Passport,
    /// The passport's last day.
    PassportUntil,
    /// The worker's own telephone number.
    Phone,
    /// Next of kin, with a number.
    Kin,
    /// The fitness examination, with its day.
    Fitness,
}

impl Gap {
    /// All of them, in the order in which a record shows them.
    pub const ALL: [Self; 10] = [
        Self::Work,
        Self::Skills,
        Self::Languages,
        Self::Wage,
        Self::History,
        Self::Passport,
        Self::PassportUntil,
        Self::Phone,
        Self::Kin,
        Self::Fitness,
    ];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Languages => "languages",
            Self::Skills => "skills",
            Self::Work => "work",
            Self::Wage => "wage",
            Self::History => "history",
            Self::Passport => "passport",
            Self::PassportUntil => "passport_until",
            Self::Phone => "phone",
            Self::Kin => "kin",
            Self::Fitness => "fitness",
        }
    }

    /// The class of what is missing: whoever sees nothing of it is not told that it is.
    const fn class(self) -> Class {
        match self {
            Self::Languages | Self::Skills | Self::Work => Class::PublicProfile,
            Self::Wage | Self::History => Class::ExtendedProfile,
            Self::Passport | Self::PassportUntil => Class::WorkerIdentity,
            Self::Phone | Self::Kin => Class::WorkerContact,
            Self::Fitness => Class::WorkerSensitiveResult,
        }
    }

    const fn is_filled(self, facts: &Facts, on_file: OnFile) -> bool {
        match self {
            Self::Languages => !facts.languages.is_empty(),
            Self::Skills => !facts.skills.is_empty(),
            Self::Work => !facts.work.is_empty(),
            Self::Wage => facts.wage_minor.is_some(),
            Self::History => facts.history.is_some(),
            Self::Passport => on_file.passport,
            Self::PassportUntil => on_file.passport_until,
            Self::Phone => on_file.phone,
            Self::Kin => on_file.kin,
            Self::Fitness => on_file.fitness,
        }
    }
}

/// The classes of all gaps: who may ask for records that lack something.
pub(super) const CLASSES: [Class; 5] = [
    Class::PublicProfile,
    Class::ExtendedProfile,
    Class::WorkerIdentity,
    Class::WorkerContact,
    Class::WorkerSensitiveResult,
];

/// What is missing of one record, and when its papers end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Whose.
    pub worker: WorkerId,
    /// How much of what the caller may know of is there, 0 to 100, rounded down; none for a record that is over.
    pub percent: Option<u8>,
    /// What is missing.
    pub missing: Vec<Gap>,
    /// The papers, the one that ends first before the others.
    pub papers: Vec<Paper>,
    /// The case that keeps the record as it is, while one does.
    pub case: Option<Engagement>,
}

/// The marks of one record of the caller's own roster; of no other.
pub fn marks(tx: &mut Tx, desk: &Desk, caller: &Caller, open: &OpenWorker) -> Result<Option<Marks>, AppError> {
    if !open.relations.has(Relation::OwnOrg) {
        return Ok(None);
    }
    let view = desk.policy.view(&open.ask(caller));
    Ok(all(tx, desk, &[(open.clone(), view)])?.pop())
}

/// The marks of a page of the caller's own roster.
pub(super) fn all(tx: &mut Tx, desk: &Desk, page: &[(OpenWorker, View)]) -> Result<Vec<Marks>, AppError> {
    let ids: Vec<WorkerId> = page.iter().map(|(open, _)| open.row.id).collect();
    let on_file = identities::on_file(tx, &ids)?;
    let months = listed::papers(tx, &ids)?;
    let kept =
        |standing| matches!(standing, StateToken::RosterLocked | StateToken::RosterEngaged | StateToken::RosterPlaced);
    let in_a_case: Vec<WorkerId> =
        page.iter().filter(|(open, _)| kept(open.standing)).map(|(open, _)| open.row.id).collect();
    let cases = engaged::by(tx, &in_a_case, ENGAGING)?;
    let of = |(open, view): &(OpenWorker, View)| {
        let id = open.row.id;
        let case = cases.iter().find(|case| case.worker == id).cloned();
        // Of whoever was erased nothing is left, and nothing is missing.
        let Some((_, on_file)) = on_file.iter().find(|(worker, _)| *worker == id) else {
            return Marks { worker: id, percent: None, missing: Vec::new(), papers: Vec::new(), case };
        };
        let known = |gap: &Gap| view.sight(gap.class()) != Sight::Hidden;
        let asked: Vec<Gap> = Gap::ALL.into_iter().filter(known).collect();
        let missing: Vec<Gap> = asked.iter().copied().filter(|gap| !gap.is_filled(&open.row.facts, *on_file)).collect();
        let percent = (asked.len() - missing.len()).checked_mul(100).and_then(|full| full.checked_div(asked.len()));
        let months = months.iter().find(|(worker, _)| *worker == id).map(|(_, months)| months.clone());
        let mut papers = papers::of(&months.unwrap_or_default(), desk.pack(), desk.today());
        papers.retain(|paper| view.sight(paper.kind.class()) != Sight::Hidden);
        papers.sort_by_key(|paper| paper.month);
        Marks { worker: id, percent: percent.and_then(|percent| u8::try_from(percent).ok()), missing, papers, case }
    };
    Ok(page.iter().map(of).collect())
}
