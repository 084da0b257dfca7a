//! Builds the demo: 420 days of an operator, its agencies and households, by running use cases on a stepped clock.

use std::collections::HashMap;
use std::sync::Arc;

use app::admit::Key;
use app::invitations::{self, Invitee};
use app::organisations::{self, Checked, HouseholdFacts, Identity};
use app::setup::{self, Found};
use app::sign_in::Address;
use app::{AppError, Caller, House, jobs};
use domain::{CaseId, StateToken, calendar};
use envelope::{CivilId, Phone};
use jiff::{SignedDuration, Timestamp};
use store::tables::cases;
use store::{Job, Scope, Tx};

use super::tales::{self, Plan, Size};
use super::walk::Walk;
use super::world::{Listed, NewMember, World, member};
use super::{case, cast, roster};
use crate::adapters::clock::DemoClock;
use crate::adapters::streams;
use crate::progress::Progress;

/// How far back the history begins.
pub const DAYS: u16 = 420;

/// Where the clock stands when a history that ends at `end` begins: a quarter to nine in Muscat.
pub fn beginning(end: Timestamp) -> Timestamp {
    let day = calendar::days_before(calendar::muscat(end), DAYS);
    calendar::start_of(day) + SignedDuration::from_mins(8 * 60 + 45)
}

/// A history that was built.
pub struct History {
    /// Everybody in it.
    pub world: Arc<World>,
    /// Cases that do not stand where their tale ends: none, unless the rules of the trade changed under the tales.
    pub astray: Vec<String>,
}

/// Runs the history. `clock` is the house's own and stands at [`beginning`]. The same seed and end give the same history.
pub async fn build(
    house: &House,
    clock: Arc<DemoClock>,
    seed: u64,
    end: Timestamp,
    size: Size,
) -> Result<History, String> {
    let plans = tales::plans(end, size);
    let mut progress = Progress::new("history", u64::from(DAYS) * 24 * 60 * 60);
    let failed = |(who, error): (String, AppError)| format!("{who}: {error}");
    let (staff, people) =
        streams::named(seed, "operator", operator(house)).await.map_err(|error| failed(("operator".into(), error)))?;
    let walk = Walk::new(house.clone(), clock, seed, end);
    let world = Arc::new(World::new(house.clone(), Arc::clone(&walk), staff, people));
    for number in size.agencies {
        walk.live(cast::AGENCIES[*number].code.to_owned(), roster::agency(Arc::clone(&world), *number, size));
    }
    for home in 0..cast::HOMES.len() {
        let own: Vec<Plan> = plans.iter().filter(|plan| plan.home == home).cloned().collect();
        if size.of_each == usize::MAX || !own.is_empty() {
            walk.live(format!("home {home}"), household(Arc::clone(&world), home, own));
        }
    }
    walk.run(&mut progress).await.map_err(failed)?;
    two_agencies(&world).await.map_err(|error| failed(("two agencies".to_owned(), error)))?;
    let astray = astray(&world, &plans).await.map_err(|error| failed(("the end".to_owned(), error)))?;
    Ok(History { world, astray })
}

/// One of the first agency's staff works for the second as well, and chooses for which after each sign-in. An earlier address
/// was invited by mistake: that letter could never be delivered.
async fn two_agencies(world: &World) -> Result<(), AppError> {
    let (Ok(_), Ok(second)) = (world.agency(0), world.agency(1)) else { return Ok(()) };
    let wrong = Invitee {
        name: None,
        language: "en",
        address: Address::parse("email", cast::UNREACHABLE)?,
        role: domain::Role::AgencyUser,
    };
    invitations::invite(&world.house, &second.admin, Key::Id(second.org.0), wrong, None).await?;
    while jobs::round(&world.house).await? > 0 {}
    let [first, other] = [&cast::AGENCIES[0], &cast::AGENCIES[1]];
    let email = cast::email(first.people[2], &first.code.to_lowercase());
    let Some(user) = world.works_also_for(&email, other.name) else { return Ok(()) };
    setup::membership(&world.house, user, second.org, domain::Role::AgencyUser).await
}

async fn astray(world: &World, plans: &[Plan]) -> Result<Vec<String>, AppError> {
    let mut astray = Vec::new();
    let begun: HashMap<String, CaseId> = world.cases().into_iter().rev().collect();
    for plan in plans {
        let state = match begun.get(&plan.name) {
            Some(case) => state_of(world, *case).await?,
            None => StateToken::None,
        };
        // Two clocks may run out in one moment over a hold that nobody answered: the customer's and the agency's.
        let lapsed = (plan.ends, state) == (StateToken::Expired, StateToken::Declined);
        if state != plan.ends && !lapsed {
            astray.push(format!("{} is {state} and not {}", plan.name, plan.ends));
        }
    }
    Ok(astray)
}

async fn state_of(world: &World, case: CaseId) -> Result<StateToken, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(cases::get(tx, case)?.map(|row| row.state)) };
    let state = world.house.store.read(Scope::System(Job::Housekeeping), read).await?;
    Ok(state.unwrap_or(StateToken::None))
}

async fn operator(house: &House) -> Result<(Vec<Caller>, Vec<Listed>), AppError> {
    let found = Found::Operator { name: "Amana".to_owned(), name_ar: "أمانة".to_owned() };
    let org = setup::organisation(house, found).await?;
    let mut staff = (Vec::new(), Vec::new());
    for (nth, (name, role, language)) in cast::STAFF.iter().enumerate() {
        let new = NewMember {
            name,
            role: *role,
            language,
            email: cast::email(name, "amana"),
            phone: Some(format!("+968595000{nth:02}")),
            organisation: "Amana",
            reference: None,
            rank: 2,
        };
        let (caller, listed) = member(house, org, new).await?;
        staff.0.push(caller);
        staff.1.push(listed);
    }
    Ok(staff)
}

/// The life of a household: it joins some days before it first asks for somebody, and plays its cases.
async fn household(world: Arc<World>, number: usize, plans: Vec<Plan>) -> Result<(), AppError> {
    let home = &cast::HOMES[number];
    let first = plans.iter().filter_map(|plan| plan.beats.first()).map(|(at, _)| *at).min();
    let joins = first.unwrap_or(world.walk.end()) - SignedDuration::from_hours(26);
    if !world.walk.until(joins.max(beginning(world.walk.end()))).await {
        return Ok(());
    }
    let phone = format!("+9685910{number:04}");
    let org = setup::organisation(&world.house, Found::Customer).await?;
    let new = NewMember {
        name: home.name,
        role: domain::Role::Customer,
        language: home.language,
        email: cast::email(home.name, "homes"),
        phone: Some(phone.clone()),
        organisation: home.name,
        reference: None,
        rank: if number == 0 { 0 } else { 3 },
    };
    let customer = world.member(org, new).await?;
    says_who_it_is(&world, number, &customer, &phone).await?;
    world.meet_home(number, customer);
    for plan in plans {
        world.walk.live(plan.name.clone(), case::play(Arc::clone(&world), plan));
    }
    Ok(())
}

/// The household gives its record, with the number that it signs in with; a moderator looks at the card of all but the last.
async fn says_who_it_is(world: &World, number: usize, customer: &Caller, phone: &str) -> Result<(), AppError> {
    let home = &cast::HOMES[number];
    let wrong = |()| AppError::Conflict("number_of_the_cast");
    let identity = Identity {
        name: home.name.to_owned(),
        civil_id: CivilId::parse(&format!("5910{number:04}")).map_err(|_| wrong(()))?,
        address: format!("Way {}, house {}, {}", 1200 + 37 * number, 2 + number % 60, home.area),
        phone: Phone::parse(phone).map_err(|_| wrong(()))?,
    };
    let facts = HouseholdFacts {
        identity: Some(identity),
        area: home.area.to_owned(),
        household: home.household.to_owned(),
        duties: home.duties.to_owned(),
    };
    organisations::fill(&world.house, customer, 1, facts).await?;
    if number + cast::UNVERIFIED >= cast::HOMES.len() {
        return Ok(());
    }
    let key = Key::Id(customer.org.ok_or(AppError::NotFound)?.0);
    let looked = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
        organisations::check(tx, desk, caller, &key, 2, Checked::Identity)
    };
    world.house.write(&world.staff(domain::Role::Moderator, number), looked).await
}
