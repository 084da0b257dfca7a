//! What a caller may see of a case and of the parties in it, through the policy's eyes.

use domain::case::{ENGAGING, Terms};
use domain::{Class, OrgId, StateToken, StepToken};
use jiff::Timestamp;
use policy::{Seen, Sight};
use serde_json::Value as Json;
use store::Tx;
use store::tables::cases::{self, Happened};
use store::tables::customers::Customer;
use store::tables::{Limit, catalogue, customers, organisations, workers};

use super::disclose::view_own;
use super::step::open_steps;
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::workers::{WorkerRecord, sealed_classes};
use crate::{AppError, Desk, House};

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
pub fn worker(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<Option<Seen<WorkerRecord>>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let ask = open.ask_owned(caller, Some(open.row.agency));
    if let Some(row) = workers::get(tx, open.row.worker)? {
        let record = WorkerRecord::of(&row, StateToken::None);
        return Ok(Some(desk.policy.view(&ask).unopened(sealed_classes()).of(record)));
    }
    let Some(reference) = catalogue::reference_of(tx, open.row.worker)? else { return Ok(None) };
    let Some(profile) = catalogue::get(tx, &reference)? else { return Ok(None) };
    // Before the agency accepts, a customer knows what the catalogue shows and nothing else.
    let published = WorkerRecord {
        id: open.row.worker.0,
        reference,
        age: profile.age,
        languages: profile.languages,
        skills: profile.skills,
        work: profile.work,
        experience_years: profile.experience_years,
        available_from: profile.available_from,
        ..WorkerRecord::default()
    };
    Ok(Some(admit::public_eyes(desk, caller).of(published)))
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
        CIVIL_ID = civil_id: Option<String>, CustomerIdentity => "00000071";
        /// The address.
        ADDRESS = address: Option<String>, CustomerIdentity => "Way 0000, house 12, Al Khuwair";
        /// The telephone number.
        PHONE = phone: Option<String>, CustomerIdentity => "+96890000071";
    }
}

/// The customer of a case, as far as this caller may see them now. What is opened of it is recorded first.
pub async fn customer(house: &House, caller: &Caller, key: Key) -> Result<Option<Seen<CustomerRecord>>, AppError> {
    let first = key.clone();
    let (view, row, org, state) = house
        .read(caller, move |tx, desk, caller| {
            let open = admit::case(tx, desk, caller, &first)?;
            let view = desk.policy.view(&open.ask_owned(caller, Some(open.row.customer)));
            Ok((view, customers::get(tx, open.row.customer)?, open.row.customer, open.row.state))
        })
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut shown = plain(org, row, state);
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
