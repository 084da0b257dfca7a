//! What a caller may see of a case and of the parties in it, through the policy's eyes.

use domain::case::{ENGAGING, Terms};
use domain::{Class, ClassSet, FieldAction, OrgId, StateToken, StepToken};
use envelope::{Place, Sealed};
use jiff::Timestamp;
use policy::{Denial, ObjectRef, Permit, Seen, Sight, View, mask};
use serde_json::Value as Json;
use store::Tx;
use store::tables::cases::{self, Happened};
use store::tables::customers::Customer;
use store::tables::{Limit, catalogue, customers, identities, organisations, workers};

use super::disclose::{needs, view_own};
use super::step::open_steps;
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::workers::{WorkerRecord, masks, sealed_classes};
use crate::{AppError, Desk, House, record};

/// What a party knows of the organisation on the other side, before any class of data is asked for.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// The public reference, once it may be known.
    pub reference: Option<String>,
    /// The code of an agency.
    pub code: Option<String>,
    /// The trade name of an agency.
    pub name: Option<String>,
    /// The trade name in Arabic script.
    pub name_ar: Option<String>,
}

/// A case as its parties share it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case, loaded for this caller.
    pub open: OpenCase,
    /// The customer, by its code.
    pub customer: Party,
    /// The agency.
    pub agency: Party,
    /// The published profile, while there is one that everybody finds.
    pub profile: Option<String>,
    /// Kinds of work, as far as they may still be known.
    pub work: Vec<String>,
    /// The steps open to this caller now.
    pub steps: Vec<StepToken>,
}

/// One case.
pub fn case(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<CaseView, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    view(tx, desk, caller, open)
}

/// A loaded case as this caller may see it.
pub(super) fn view(tx: &mut Tx, desk: &Desk, caller: &Caller, open: OpenCase) -> Result<CaseView, AppError> {
    let steps = open_steps(desk, caller, &open);
    // Once it is signed or over, what is published of the worker is no part of this case: a new listing is somebody masked.
    let profile = match before_agreement(open.row.state) {
        true => catalogue::reference_of(tx, open.row.worker)?,
        false => None,
    };
    let work = match workers::get(tx, open.row.worker)? {
        Some(worker) => worker.facts.work,
        None => match &profile {
            Some(reference) => catalogue::get(tx, reference)?.map(|profile| profile.work).unwrap_or_default(),
            None => Vec::new(),
        },
    };
    let profile = match profile {
        Some(reference) if catalogue::is_shown(tx, &reference)? => Some(reference),
        _ => None,
    };
    let customer = party(tx, open.row.customer)?;
    let agency = party(tx, open.row.agency)?;
    Ok(CaseView { open, customer, agency, profile, work, steps })
}

/// The states in which a case speaks of a published profile.
const fn before_agreement(state: StateToken) -> bool {
    use StateToken as S;
    matches!(state, S::Enquiry | S::Held | S::Accepted | S::MeetingSet | S::Met | S::Offered)
}

fn party(tx: &mut Tx, org: OrgId) -> Result<Party, AppError> {
    let found = organisations::get(tx, org)?;
    Ok(found.map_or_else(Party::default, |org| Party {
        reference: Some(org.reference),
        code: org.code,
        name: org.name,
        name_ar: org.name_ar,
    }))
}

/// The caller's own case about this published profile that is still under way, by its public reference.
pub fn about(tx: &mut Tx, _: &Desk, _: &Caller, profile: &str) -> Result<Option<String>, AppError> {
    let Some((worker, _)) = catalogue::behind(tx, profile)? else { return Ok(None) };
    let under_way = [&[StateToken::Enquiry], ENGAGING].concat();
    let found = cases::of_worker(tx, worker, &under_way)?.into_iter().find(|case| under_way.contains(&case.state));
    Ok(found.map(|case| case.reference))
}

/// The worker of a case, as far as this caller may see them now. `None` when nothing of them may be known any more.
pub async fn worker(house: &House, caller: &Caller, key: Key) -> Result<Option<Seen<WorkerRecord>>, AppError> {
    let (mut record, view, masks, kept) = house
        .read(caller, move |tx, desk, caller| {
            let open = admit::case(tx, desk, caller, &key)?;
            let Some(row) = workers::get(tx, open.row.worker)? else {
                return Ok((published(tx, &open)?, admit::public_eyes(desk, caller), None, None));
            };
            let view = desk.policy.view(&open.ask_owned(caller, Some(open.row.agency)));
            let object = ObjectRef { kind: "worker", id: row.id.0, version: row.version };
            let masks = masks(&desk.policy, &view, object).map_err(|denial| record::denied(desk, caller, denial))?;
            let kept = if masks.is_some() { identities::get(tx, row.id)? } else { None };
            let view = view.unopened(sealed_classes());
            Ok((Some(WorkerRecord::of(&row, StateToken::None)), view, masks, kept))
        })
        .await?;
    if let (Some(masks), Some(kept), Some(record)) = (masks, &kept, &mut record) {
        masks.put(house, kept, record).await?;
    }
    Ok(record.map(|record| view.of(record)))
}

/// Before the agency accepts, a customer knows what the catalogue shows and nothing else.
fn published(tx: &mut Tx, open: &OpenCase) -> Result<Option<WorkerRecord>, AppError> {
    let Some(reference) = catalogue::reference_of(tx, open.row.worker)? else { return Ok(None) };
    let Some(profile) = catalogue::get(tx, &reference)? else { return Ok(None) };
    Ok(Some(WorkerRecord {
        id: open.row.worker.0,
        reference,
        age: profile.age,
        languages: profile.languages,
        skills: profile.skills,
        work: profile.work,
        experience_years: profile.experience_years,
        available_from: profile.available_from,
        ..WorkerRecord::default()
    }))
}

/// A customer as views are built from it. Sealed values are empty unless they were opened with a record of it.
#[derive(Debug, Clone, Default)]
pub struct CustomerRecord {
    /// The organisation.
    pub org: uuid::Uuid,
    /// The area.
    pub area: Option<String>,
    /// The household in one line.
    pub household: Option<String>,
    /// The duties in one line.
    pub duties: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// What a worker calls them in the meeting: the first word of the name.
    pub first_name: Option<String>,
    /// The civil ID's number.
    pub civil_id: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

policy::fields! {
    CustomerRecord {
        /// The organisation.
        ORG = org: uuid::Uuid, key;
        /// The area.
        AREA = area: Option<String>, CustomerArea => "Al Khuwair";
        /// The household in one line.
        HOUSEHOLD = household: Option<String>, CustomerArea => "Two adults, three children";
        /// The duties in one line.
        DUTIES = duties: Option<String>, CustomerArea => "Cooking, children after school";
        /// The name.
        NAME = name: Option<String>, CustomerIdentity => "Maryam Al Harthy";
        /// What a worker calls them in the meeting.
        FIRST_NAME = first_name: Option<String>, Interview => "Maryam";
        /// The civil ID's number.
        CIVIL_ID = civil_id: Option<String>, CustomerIdentity, policy::mask::number => "00000071".to_owned();
        /// The address.
        ADDRESS = address: Option<String>, CustomerIdentity => "Way 0000, house 12, Al Khuwair";
        /// The telephone number.
        PHONE = phone: Option<String>, CustomerIdentity => "+96890000071";
    }
}

/// The customer of a case, as far as this caller may see them now. What is opened of it is recorded first.
pub async fn customer(house: &House, caller: &Caller, key: Key) -> Result<Option<Seen<CustomerRecord>>, AppError> {
    let first = key.clone();
    let (view, row, org, state, permit) = house
        .read(caller, move |tx, desk, caller| {
            let open = admit::case(tx, desk, caller, &first)?;
            let view = desk.policy.view(&open.ask_owned(caller, Some(open.row.customer)));
            let row = customers::get(tx, open.row.customer)?;
            let object = ObjectRef {
                kind: "customer",
                id: open.row.customer.0,
                version: row.as_ref().map_or(0, |row| row.version),
            };
            let permit = mask_of_card(desk, &view, object).map_err(|denial| record::denied(desk, caller, denial))?;
            Ok((view, row, open.row.customer, open.row.state, permit))
        })
        .await?;
    let Some(row) = row else { return Ok(None) };
    let card = row.civil_id.clone().zip(permit);
    let mut shown = plain(org, row, state);
    if let Some((bytes, permit)) = card {
        let key = house.key_of(org.0).await?;
        let place = Place { org, table: "customer", row: org.0, column: "civil_id" };
        let left = Sealed::<String>::from_bytes(bytes)
            .open_masked(&key, &place, Class::CustomerIdentity, &permit, mask::last_three)
            .map_err(|error| AppError::unopened(&place, error))?;
        shown.civil_id = Some(left);
    }
    if view.visible().has(Class::CustomerIdentity) {
        for (name, value) in view_own(house, caller, key).await? {
            let place = match name {
                "name" => &mut shown.name,
                "civil_id" => &mut shown.civil_id,
                "address" => &mut shown.address,
                _ => &mut shown.phone,
            };
            *place = Some(value);
        }
    }
    Ok(Some(view.of(shown)))
}

/// A permit for the mask of the card's number, where these eyes see masks and the state's purpose needs the number.
fn mask_of_card(desk: &Desk, view: &View, household: ObjectRef) -> Result<Option<Permit>, Denial> {
    let ask = view.ask();
    if view.sight(Class::CustomerIdentity) != Sight::Masked || !needs(ask.role(), ask.state(), "civil_id") {
        return Ok(None);
    }
    let wanted = ClassSet::EMPTY.with(Class::CustomerIdentity);
    desk.policy.admit_fields(ask, FieldAction::ViewMasked, household, wanted).map(Some)
}

/// The same without anything that is sealed, for lists: nothing is opened, so nothing is recorded.
pub fn household(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
) -> Result<Option<Seen<CustomerRecord>>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let view = desk.policy.view(&open.ask_owned(caller, Some(open.row.customer)));
    let row = customers::get(tx, open.row.customer)?;
    Ok(row.map(|row| view.of(plain(open.row.customer, row, open.row.state))))
}

fn plain(org: OrgId, row: Customer, state: StateToken) -> CustomerRecord {
    // People call each other by name in the meeting; before and after it, the class that this is said in opens other things too.
    let meets = matches!(state, StateToken::MeetingSet | StateToken::Met);
    CustomerRecord {
        org: org.0,
        area: row.area,
        household: row.household,
        duties: row.duties,
        first_name: row.first_name.filter(|_| meets),
        ..CustomerRecord::default()
    }
}

/// The quote, for those who may see the customer's side of the money.
pub fn quote(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Option<Json>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let sight = desk.policy.view(&open.ask(caller)).sight(Class::CustomerMoney);
    if sight != Sight::Visible {
        return Ok(None);
    }
    Ok(cases::quote(tx, open.row.id)?)
}

/// What the worker is granted, for those who sign it and those who may look: `None` before the offer and to anybody else.
pub fn terms(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Option<Terms>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let sight = desk.policy.view(&open.ask(caller)).sight(Class::OwnTerms);
    let offered = open.case.state.agreement().map(|agreement| agreement.terms.clone());
    Ok(offered.filter(|_| sight == Sight::Visible))
}

/// What happened in a case, newest first.
pub fn timeline(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    before: Option<i64>,
    limit: Limit,
) -> Result<(Vec<Happened>, Option<i64>), AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let mut events = cases::timeline(tx, open.row.id, before, limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.n);
    Ok((events, next))
}

/// When a case first came to each of its states, however many events there were.
pub fn reached(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Vec<(StateToken, Timestamp)>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    Ok(cases::reached(tx, open.row.id)?)
}
