//! Fills the card of a case's meeting, and gives the entry for a calendar.

use app::admit::Key;
use app::cases::{self, MeetingRecord, MeetingView, OnOffer};
use axum::response::{IntoResponse, Response};
use domain::Side;
use domain::StateToken;
use domain::case::{Place, Standing};
use domain::ids::ReferenceKind;

use super::{Read, words};
use crate::calendar;
use crate::page::{Page, Portal};
use crate::portals::{AgreedTime, Meeting, OfferedTime};
use crate::site::Site;
use crate::ui::{Badge, Choice, Tone};
use crate::visit::Visit;

/// The card, once a meeting is being arranged and until both have answered after it.
pub fn meeting(read: &Read, page: &Page, portal: Portal) -> Option<Meeting> {
    use StateToken as S;
    let view = &read.meeting;
    if !matches!(read.view.open.row.state, S::Accepted | S::MeetingSet | S::Met) {
        return None;
    }
    let agreed = agreed(read, page, portal);
    // A worker is asked about one time, and need not choose among several.
    let listed = |one: &&OnOffer| portal != Portal::Worker || one.chosen;
    let offered: Vec<OfferedTime> = view.offered.iter().filter(listed).map(|one| offered(page, one)).collect();
    if agreed.is_none() && offered.is_empty() && view.interpreter.is_empty() {
        return None;
    }
    let set = read.view.open.row.state == S::MeetingSet;
    let moves = view.moves_left.filter(|_| set).map(|left| page.t1("meeting-moves", "count", left));
    let mut interpreter: Vec<String> =
        view.interpreter.iter().map(|(side, tongue)| needs(page, *side, tongue)).collect();
    if !interpreter.is_empty() {
        let key = if view.interpreter_arranged { "interpreter-comes" } else { "interpreter-wanted" };
        interpreter.push(page.t(key));
    }
    Some(Meeting { lang: page.lang, agreed, offered, interpreter, moves: moves.unwrap_or_default() })
}

fn agreed(read: &Read, page: &Page, portal: Portal) -> Option<AgreedTime> {
    let view = &read.meeting;
    let meeting = view.agreed.as_ref()?;
    let badge = match meeting.standing {
        Standing::Set => Badge::new(Tone::Ok, "calendar", page.t("meeting-set")),
        Standing::CalledOff => Badge::new(Tone::Mute, "x", page.t("meeting-called-off")),
        Standing::Held => Badge::new(Tone::Info, "circle-check", page.t("meeting-held")),
    };
    let stands = meeting.standing == Standing::Set;
    let way = view.record.show(&MeetingRecord::WAY).visible().cloned().flatten().filter(|_| stands);
    let party = matches!(portal, Portal::Customer | Portal::Agency | Portal::Worker);
    Some(AgreedTime {
        when: page.when(meeting.slot.starts_at),
        weekend: view.weekend,
        badge,
        place: place(page, meeting.slot.place, meeting.slot.minutes),
        how: if stands { page.t(format!("place-{}.how", meeting.slot.place.as_str())) } else { String::new() },
        way: way.unwrap_or_default(),
        calendar: (party && meeting.standing != Standing::Held)
            .then(|| format!("{}/meeting.ics", read.address(portal))),
    })
}

fn offered(page: &Page, one: &OnOffer) -> OfferedTime {
    let by = page.t(format!("meeting-by-{}", one.by));
    OfferedTime {
        when: page.when(one.starts_at),
        detail: page.lang.list(&[place(page, one.place, one.minutes), by]),
        weekend: one.weekend,
        chosen: one.chosen,
    }
}

fn place(page: &Page, place: Place, minutes: u16) -> String {
    let minutes = page.t1("meeting-minutes", "count", minutes);
    page.lang.list(&[page.t(format!("place-{}", place.as_str())), minutes])
}

fn needs(page: &Page, side: Side, tongue: &str) -> String {
    page.lang.t2("interpreter-needs", "side", side.as_str(), "language", words::word(page, "language", tongue))
}

/// The times that the reader may pick.
pub fn slots(read: &Read, page: &Page) -> Vec<Choice> {
    let choice = |one: &OnOffer| {
        let mut detail = vec![place(page, one.place, one.minutes)];
        if one.weekend {
            detail.push(page.t("meeting-weekend"));
        }
        Choice::new(one.slot.to_string(), page.when(one.starts_at).words()).with(page.lang.list(&detail))
    };
    read.meeting.offered.iter().filter(|one| one.open).map(choice).collect()
}

/// Whether somebody may pick a time at the office that nobody has told the way to.
pub fn asks_way(view: &MeetingView) -> bool {
    view.offered.iter().any(|one| one.open && one.place == Place::AgencyOffice)
}

/// `GET {cases}/{reference}/meeting.ics`
pub async fn calendar_file(site: &Site, visit: &Visit, portal: Portal, reference: &str) -> Response {
    let caller = match visit.member(site, portal) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let found = async {
        let key = Key::parse(ReferenceKind::Case, reference)?;
        let entry = move |tx: &mut _, desk: &_, caller: &_| {
            let view = cases::calendar_entry(tx, desk, caller, &key)?;
            Ok((cases::case(tx, desk, caller, &key)?, view))
        };
        site.house.read(&caller, entry).await
    };
    match found.await {
        Ok((case, view)) => match calendar::entry(visit.lang, &view, case.agency.code.as_deref().unwrap_or_default()) {
            Some(entry) => calendar::file(&case.open.row.reference, entry),
            None => visit.failed(site, app::AppError::NotFound).into_response(),
        },
        Err(error) => visit.failed(site, error),
    }
}
