//! What the lives of the demo share: the house, the clock, who is who, and the people that `demo.json` lists.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::admit::{self, Key};
use app::setup::{self, NewPerson};
use app::sign_in::Address;
use app::workers::{self, RosterStep};
use app::{AppError, Caller, House};
use domain::attest::Statement;
use domain::{CaseId, OrgId, Role, UserId, WorkerId};
use store::tables::organisations;
use store::{Job, Scope, Tx};
use web::site::DemoPerson;

use super::walk::Walk;

/// The world of one building of the demo.
pub struct World {
    /// The use cases.
    pub house: House,
    /// The clock.
    pub walk: Arc<Walk>,
    /// The operator's staff.
    pub staff: Vec<Caller>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    agencies: BTreeMap<usize, Arc<Team>>,
    workers: BTreeMap<(usize, usize), Worker>,
    homes: BTreeMap<usize, Caller>,
    people: Vec<Listed>,
    cases: Vec<(String, CaseId)>,
}

/// A person with the place in the list: the smaller the rank, the earlier.
#[derive(Debug, Clone)]
pub struct Listed {
    rank: u8,
    user: Option<UserId>,
    person: DemoPerson,
}

/// An agency's people.
#[derive(Debug)]
pub struct Team {
    /// The agency.
    pub org: OrgId,
    /// Its admin.
    pub admin: Caller,
    /// One of its users.
    pub user: Caller,
}

/// A worker with a sign-in of their own.
#[derive(Debug, Clone)]
pub struct Worker {
    /// The record.
    pub id: WorkerId,
    /// The person.
    pub caller: Caller,
    /// The language of consents and terms.
    pub language: String,
    /// The monthly wage asked, in baisa.
    pub wage_minor: Option<i64>,
    /// Whether the profile is in the catalogue.
    pub listed: bool,
}

/// A person to be added, and how `demo.json` tells of them.
pub struct NewMember<'a> {
    /// The name.
    pub name: &'a str,
    /// The role.
    pub role: Role,
    /// `en` or `ar`.
    pub language: &'static str,
    /// Where they get codes.
    pub email: String,
    /// The same by telephone.
    pub phone: Option<String>,
    /// The organisation as people call it.
    pub organisation: &'a str,
    /// A worker's own reference; everybody else's is the organisation's.
    pub reference: Option<String>,
    /// The smaller, the earlier in lists of people.
    pub rank: u8,
}

impl World {
    /// A world with nobody in it but staff.
    pub fn new(house: House, walk: Arc<Walk>, staff: Vec<Caller>, people: Vec<Listed>) -> Self {
        Self { house, walk, staff, known: Mutex::new(Known { people, ..Known::default() }) }
    }

    /// The `nth` of the staff in this role.
    pub fn staff(&self, role: Role, nth: usize) -> Caller {
        let of_role: Vec<&Caller> = self.staff.iter().filter(|caller| caller.role == role).collect();
        of_role[nth % of_role.len()].clone()
    }

    /// Adds a member of an organisation.
    pub async fn member(&self, org: OrgId, new: NewMember<'_>) -> Result<Caller, AppError> {
        let (caller, listed) = member(&self.house, org, new).await?;
        self.known().people.push(listed);
        Ok(caller)
    }

    /// An agency begins.
    pub fn meet_agency(&self, agency: usize, team: Team) -> Arc<Team> {
        let team = Arc::new(team);
        self.known().agencies.insert(agency, Arc::clone(&team));
        team
    }

    /// An agency that has begun.
    pub fn agency(&self, agency: usize) -> Result<Arc<Team>, AppError> {
        self.known().agencies.get(&agency).cloned().ok_or(AppError::NotFound)
    }

    /// A worker has a sign-in, or is listed now.
    pub fn meet_worker(&self, agency: usize, place: usize, worker: Worker) {
        self.known().workers.insert((agency, place), worker);
    }

    /// A worker who has a sign-in.
    pub fn signed_in(&self, agency: usize, place: usize) -> Result<Worker, AppError> {
        self.known().workers.get(&(agency, place)).cloned().ok_or(AppError::NotFound)
    }

    /// A worker who is listed.
    pub fn worker(&self, agency: usize, place: usize) -> Result<Worker, AppError> {
        self.signed_in(agency, place)
            .and_then(|worker| if worker.listed { Ok(worker) } else { Err(AppError::NotFound) })
    }

    /// The listed workers of an agency, by their places.
    pub fn listed(&self, agency: usize) -> Vec<(usize, Worker)> {
        let known = self.known();
        let own = known.workers.range((agency, 0)..(agency + 1, 0)).filter(|(_, worker)| worker.listed);
        own.map(|((_, place), worker)| (*place, worker.clone())).collect()
    }

    /// A household begins.
    pub fn meet_home(&self, home: usize, customer: Caller) {
        self.known().homes.insert(home, customer);
    }

    /// A household that has begun.
    pub fn home(&self, home: usize) -> Result<Caller, AppError> {
        self.known().homes.get(&home).cloned().ok_or(AppError::NotFound)
    }

    /// A case of a plan has begun; its worker is looked for sooner than others.
    pub fn meet_case(&self, plan: &str, case: CaseId, worker: &Worker) {
        let mut known = self.known();
        known.cases.push((plan.to_owned(), case));
        for listed in known.people.iter_mut().filter(|listed| listed.user == worker.caller.user) {
            listed.rank = 5;
        }
    }

    /// Every case that has begun, by its plan's name.
    pub fn cases(&self) -> Vec<(String, CaseId)> {
        self.known().cases.clone()
    }

    /// Everybody with a sign-in, those that one looks for first at the beginning.
    pub fn people(&self) -> Vec<DemoPerson> {
        let mut people = self.known().people.clone();
        people.sort_by(|a, b| {
            (a.rank, &a.person.organisation, &a.person.email).cmp(&(b.rank, &b.person.organisation, &b.person.email))
        });
        people.into_iter().map(|listed| listed.person).collect()
    }

    /// Somebody works for one more organisation: who it is, if they are there.
    pub fn works_also_for(&self, email: &str, organisation: &str) -> Option<UserId> {
        let mut known = self.known();
        let listed = known.people.iter_mut().find(|listed| listed.person.email == email)?;
        listed.person.organisation = format!("{}, {organisation}", listed.person.organisation);
        listed.user
    }

    /// Takes a step of a roster record as it stands now.
    pub async fn roster_step(
        &self,
        caller: &Caller,
        worker: WorkerId,
        step: RosterStep,
        states: &'static [Statement],
    ) -> Result<(), AppError> {
        let key = Key::Id(worker.0);
        self.house
            .write(caller, move |tx, desk, caller| {
                let version = admit::worker(tx, desk, caller, &key)?.row.version;
                workers::take(tx, desk, caller, &key, version, step, states)
            })
            .await
            .map(drop)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a member of an organisation, and says how `demo.json` tells of them.
pub async fn member(house: &House, org: OrgId, new: NewMember<'_>) -> Result<(Caller, Listed), AppError> {
    let mut addresses = vec![Address::parse("email", &new.email)?];
    if let Some(phone) = &new.phone {
        addresses.push(Address::parse("sms", phone)?);
    }
    let person = NewPerson { name: new.name.to_owned(), language: new.language, addresses };
    let user: UserId = setup::person(house, org, new.role, person).await?;
    let reference = match new.reference {
        Some(reference) => reference,
        None => reference_of(house, org).await?,
    };
    let rank = new.rank;
    let person = DemoPerson {
        name: new.name.to_owned(),
        role: new.role.as_str().to_owned(),
        organisation: new.organisation.to_owned(),
        reference,
        email: new.email,
        phone: new.phone.unwrap_or_default(),
        portal: web::visit::home_of(new.role).to_owned(),
    };
    let listed = Listed { rank, user: Some(user), person };
    Ok((Caller::member(user, org, new.role, new.language), listed))
}

async fn reference_of(house: &House, org: OrgId) -> Result<String, AppError> {
    house
        .store
        .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let row = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            Ok(row.code.unwrap_or(row.reference))
        })
        .await
}
