//! The meeting of a case: what is on offer, what stands, and what may be written about the way there.
//!
//! Where the agency's office is, is for the parties from the moment the meeting stands until it is over, and for nobody else.

use domain::case::{Arranging, Meeting, Place, Slot, State, Step, WAY_MAX};
use domain::{Side, StateToken, StepToken, calendar};
use jiff::Timestamp;
use policy::Seen;
use store::Tx;
use store::tables::attested;

use super::step::open_steps;
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::ports::Entry;
use crate::tells::reaches_somebody;
use crate::vocabulary::LANGUAGES;
use crate::{AppError, Desk};

/// What is written about a meeting, as views are built from it.
#[derive(Debug, Clone, Default)]
pub struct MeetingRecord {
    /// Where the agency's office is.
    pub way: Option<String>,
}

policy::fields! {
    MeetingRecord {
        /// Where the agency's office is.
        WAY = way: Option<String>, Interview => "Al Khuwair, second floor, ask for the meeting room";
    }
}

/// A time on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnOffer {
    /// What `choose_slot` names.
    pub slot: u8,
    /// Whose offer it is.
    pub by: Side,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long it takes.
    pub minutes: u16,
    /// How one meets.
    pub place: Place,
    /// Whether it lies on the weekend or on a holiday.
    pub weekend: bool,
    /// Whether it was picked.
    pub chosen: bool,
    /// Whether the caller may pick it now.
    pub open: bool,
}

/// The meeting of a case as this caller may know it.
pub struct MeetingView {
    /// The case, loaded for this caller.
    pub open: OpenCase,
    /// The times on offer that lie ahead.
    pub offered: Vec<OnOffer>,
    /// The meeting that was agreed last, once one was. Where it is, is told by `record`.
    pub agreed: Option<Meeting>,
    /// Whether that lies on the weekend or on a holiday.
    pub weekend: bool,
    /// What is written about it, through the caller's eyes.
    pub record: Seen<MeetingRecord>,
    /// Who needs an interpreter, and for which language.
    pub interpreter: Vec<(Side, String)>,
    /// Whether somebody stated that one takes part.
    pub interpreter_arranged: bool,
    /// How often the caller's side may still move it.
    pub moves_left: Option<u8>,
}

impl MeetingView {
    /// The meeting that was agreed last, for a calendar of this caller's.
    pub fn entry<'a>(&'a self, agency: &'a str) -> Option<Entry<'a>> {
        let way = self.record.show(&MeetingRecord::WAY).visible().cloned().flatten();
        let row = &self.open.row;
        self.agreed.as_ref().map(|meeting| Entry { case: row.id, reference: &row.reference, agency, meeting, way })
    }
}

/// The meeting of a case.
pub fn meeting(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<MeetingView, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    of_case(tx, desk, caller, open)
}

/// The meeting of a case that was loaded for this caller.
fn of_case(tx: &mut Tx, desk: &Desk, caller: &Caller, open: OpenCase) -> Result<MeetingView, AppError> {
    let stated = attested::of(tx, open.row.id.0)?;
    let nothing = Arranging::default();
    let (arranging, moved) = match &open.case.state {
        State::Accepted { arranging, moved } | State::MeetingSet { arranging, moved, .. } => (arranging, Some(*moved)),
        _ => (&nothing, None),
    };
    let rules = desk.pack_of(&open.case).rules();
    let side = Side::of(caller.role);
    let picks = open_steps(desk, caller, &open).contains(&StepToken::ChooseSlot);
    let weekend = |slot: &Slot| !desk.pack_of(&open.case).is_working(calendar::muscat(slot.starts_at));
    let offered = arranging.offered.iter().zip(0..).filter(|(one, _)| one.slot.starts_at > desk.now);
    let offered = offered.map(|(one, slot)| OnOffer {
        slot,
        by: one.by,
        starts_at: one.slot.starts_at,
        minutes: one.slot.minutes,
        place: one.slot.place,
        weekend: weekend(&one.slot),
        chosen: arranging.chosen == Some(slot),
        open: picks && one.by != side,
    });
    let offered = offered.collect();
    // What is said about the way is said for the meeting: before it stands and after it, nobody needs it.
    let meets = matches!(open.row.state, StateToken::MeetingSet | StateToken::Met);
    let agreed = open.case.meeting.clone();
    let way = agreed.as_ref().filter(|_| meets).and_then(|meeting| meeting.slot.way.clone());
    Ok(MeetingView {
        offered,
        weekend: agreed.as_ref().is_some_and(|meeting| weekend(&meeting.slot)),
        // The agency's own words.
        record: desk.policy.see(&open.ask_owned(caller, Some(open.row.agency)), MeetingRecord { way }),
        agreed: agreed.map(|meeting| Meeting { slot: Slot { way: None, ..meeting.slot }, ..meeting }),
        interpreter: arranging.interpreter.iter().map(|(side, language)| (*side, language.clone())).collect(),
        interpreter_arranged: stated.iter().any(|said| said.statement == "interpreter_arranged"),
        moves_left: moved
            .filter(|_| matches!(side, Side::Customer | Side::Agency))
            .map(|moved| rules.meeting.reschedules_max.saturating_sub(moved.of(side))),
        open,
    })
}

/// The meeting for the calendar of a party: once one was agreed, also after it was called off. Staff have no part in it.
pub fn calendar_entry(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<MeetingView, AppError> {
    let view = meeting(tx, desk, caller, key)?;
    let party = matches!(Side::of(caller.role), Side::Customer | Side::Agency | Side::Worker);
    if party && view.agreed.is_some() { Ok(view) } else { Err(AppError::NotFound) }
}

/// The step with its texts as they are kept. Refused when one of them reaches somebody past the agency, or names a language that
/// nobody knows.
pub(super) fn checked(step: &Step) -> Result<Step, AppError> {
    let mut step = step.clone();
    match &mut step {
        Step::ProposeMeeting { slots, interpreter, .. } => {
            for (nth, slot) in slots.iter_mut().enumerate() {
                slot.way = way(slot.way.as_deref(), &format!("/slots/{nth}/way"))?;
            }
            *interpreter = language(interpreter.as_deref())?;
        }
        Step::ChooseSlot { way: told, interpreter, .. } => {
            *told = way(told.as_deref(), "/way")?;
            *interpreter = language(interpreter.as_deref())?;
        }
        Step::AgreeMeeting { interpreter } => *interpreter = language(interpreter.as_deref())?,
        _ => {}
    }
    Ok(step)
}

fn way(told: Option<&str>, pointer: &str) -> Result<Option<String>, AppError> {
    let Some(told) = told.map(crate::vocabulary::text::tidy).filter(|told| !told.is_empty()) else { return Ok(None) };
    if told.chars().count() > WAY_MAX || told.chars().any(|c| c.is_control() && c != '\n') {
        return Err(AppError::invalid(pointer, "way_long"));
    }
    if reaches_somebody(&told) { Err(AppError::invalid(pointer, "way_tells")) } else { Ok(Some(told)) }
}

fn language(said: Option<&str>) -> Result<Option<String>, AppError> {
    let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) else { return Ok(None) };
    let known = LANGUAGES.token(said).ok_or_else(|| AppError::invalid("/interpreter", "interpreter_language"))?;
    Ok(Some(known.to_owned()))
}

/// Whether this person is told of a meeting at this time: not of one that was moved or called off since.
pub(crate) fn still_stands(open: &domain::case::Case, starts_at: &str) -> bool {
    matches!(&open.state, State::MeetingSet { slot, .. } if slot.starts_at.to_string() == starts_at)
}

/// The meetings that stand and lie ahead, of the cases that the caller is a party to.
pub fn upcoming(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<domain::CaseId>,
    limit: store::tables::Limit,
) -> Result<(Vec<MeetingView>, Option<domain::CaseId>), AppError> {
    let (cases, next) = super::list::opened(tx, desk, caller, &[StateToken::MeetingSet], after, limit)?;
    let meetings = cases.into_iter().map(|open| of_case(tx, desk, caller, open)).collect::<Result<_, _>>()?;
    Ok((meetings, next))
}
