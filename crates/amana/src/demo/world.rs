//! How the demo comes to be: organisations, rosters by the import path, households, then their story.

use std::sync::Arc;

use app::admit::{self, Key};
use app::imports::{self, Limits, Rules};
use app::sealed::{CivilId, Phone};
use app::setup::{self, Found, Household, NewPerson};
use app::sign_in::Address;
use app::workers::{self, Given, RosterStep};
use app::{AppError, Caller, House};
use domain::attest::Statement;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::{OrgId, Role, WorkerId};
use jiff::{SignedDuration, Timestamp};
use web::site::DemoPerson;

use super::cast::{AGENCIES, HOMES, STAFF};
use super::story::{EARLIER, TODAY};
use crate::adapters::clock::DemoClock;

/// So many households.
pub const HOUSEHOLDS: usize = 40;
/// So many workers on each roster.
const ROSTER: usize = 50;
/// So many of each roster get a sign-in, consent and are listed.
const LISTED: usize = 16;

/// A worker of the demo, who they are when signed in, and their profile; empty while they wait in a queue.
pub type Listed = (WorkerId, Caller, String);

/// One roster of the demo: its staff, its owner, and those who are listed.
pub struct Roster {
    pub user: Caller,
    pub admin: Caller,
    /// Its workers.
    pub listed: Vec<Listed>,
}

/// Everybody, while the story is told.
pub struct World<'a> {
    pub house: &'a House,
    clock: &'a DemoClock,
    people: Vec<DemoPerson>,
    pub moderator: Caller,
    pub finance: Caller,
    pub agencies: Vec<Roster>,
    pub homes: Vec<Caller>,
}

/// Builds everything and returns the people, those worth looking through first.
pub async fn build(house: &House, clock: &Arc<DemoClock>, end: Timestamp) -> Result<Vec<DemoPerson>, AppError> {
    let operator =
        setup::organisation(house, Found::Operator { name: "Amana".into(), name_ar: "أمانة".into() }).await?;
    let mut world = World {
        house,
        clock,
        people: Vec::new(),
        moderator: Caller::system(),
        finance: Caller::system(),
        agencies: Vec::new(),
        homes: Vec::new(),
    };
    for (role, name) in STAFF {
        let caller = world.member(operator, *role, name, "amana.example", "Amana", "", "en").await?;
        match role {
            Role::Moderator => world.moderator = caller,
            Role::Finance => world.finance = caller,
            _ => {}
        }
    }
    world.agencies().await?;
    world.households().await?;
    // A few agencies were there from the begin, and some of their placements are over by now; most came lately.
    world.until(before(end, 300)).await?;
    world.rosters(0, 3).await?;
    world.old_cases().await?;
    world.until(before(end, 5)).await?;
    world.rosters(3, AGENCIES.len()).await?;
    world.refresh_first().await?;
    world.cases(EARLIER).await?;
    world.until(end.saturating_sub(SignedDuration::from_mins(5)).unwrap_or(end)).await?;
    world.cases(TODAY).await?;
    world.busy_agency().await?;
    world.people.sort_by_key(|person| order(&person.role));
    Ok(world.people)
}

fn before(end: Timestamp, days: i64) -> Timestamp {
    end.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(end)
}

fn order(role: &str) -> usize {
    ["customer", "agency_admin", "agency_user", "worker", "moderator", "finance"]
        .iter()
        .position(|r| *r == role)
        .unwrap_or(9)
}

impl World<'_> {
    pub fn now(&self) -> Timestamp {
        self.house.desk().now
    }

    /// Lets time pass, day by day: everything that becomes due happens, in order.
    async fn until(&self, at: Timestamp) -> Result<(), AppError> {
        // The desk keeps microseconds.
        while self.now().as_microsecond() < at.as_microsecond() {
            let day = self.now().saturating_add(SignedDuration::from_hours(24)).unwrap_or(at);
            self.clock.step_to(day.min(at));
            while app::jobs::round(self.house).await? > 0 {}
        }
        Ok(())
    }

    pub async fn hours(&self, hours: i64) -> Result<(), AppError> {
        let to = self.now().saturating_add(SignedDuration::from_hours(hours)).unwrap_or_else(|_| self.now());
        self.clock.step_to(to);
        while app::jobs::round(self.house).await? > 0 {}
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one place adds every person")]
    async fn member(
        &mut self,
        org: OrgId,
        role: Role,
        name: &str,
        domain: &str,
        organisation: &str,
        reference: &str,
        language: &'static str,
    ) -> Result<Caller, AppError> {
        let nth = self.people.len();
        let local: String = name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(".");
        let email = format!("{local}.{nth}@{domain}");
        let phone = format!("+9689{:07}", 1_000_000 + nth);
        let addresses = vec![Address::parse("email", &email)?, Address::parse("sms", &phone)?];
        let user = setup::person(self.house, org, role, NewPerson { name: name.into(), language, addresses }).await?;
        let portal = web::visit::home_of(role).to_owned();
        self.people.push(DemoPerson {
            name: name.into(),
            role: role.as_str().into(),
            organisation: organisation.into(),
            reference: reference.into(),
            email,
            phone,
            portal,
        });
        Ok(Caller::member(user, org, role, language))
    }

    async fn agencies(&mut self) -> Result<(), AppError> {
        let today = self.house.desk().today();
        for (code, name, name_ar, licence) in AGENCIES {
            // A lapsed licence was valid until some days ago; each counts from the end of the history.
            let until = today.saturating_add(jiff::Span::new().days(420 + licence));
            let found = Found::Agency {
                code: (*code).into(),
                name: (*name).into(),
                name_ar: (*name_ar).into(),
                licence_until: until,
            };
            let org = setup::organisation(self.house, found).await?;
            let domain = format!("{}.example", code.to_lowercase());
            let admin = self.member(org, Role::AgencyAdmin, "Rashid Al Balushi", &domain, code, code, "ar").await?;
            let user = self.member(org, Role::AgencyUser, "Hana Al Saadi", &domain, code, code, "en").await?;
            self.member(org, Role::AgencyUser, "Omar Al Nabhani", &domain, code, code, "en").await?;
            self.agencies.push(Roster { user, admin, listed: Vec::new() });
        }
        Ok(())
    }

    async fn households(&mut self) -> Result<(), AppError> {
        for nth in 0..HOUSEHOLDS {
            let (name, area) = HOMES[nth % HOMES.len()];
            let home = Household {
                name: name.into(),
                civil_id: CivilId::parse(&format!("{}", 20_000_000 + nth)).map_err(|_| AppError::NotFound)?,
                address: format!("Way {}, {area}", 1000 + nth),
                phone: Phone::parse(&format!("+9689{:07}", 5_000_000 + nth)).map_err(|_| AppError::NotFound)?,
                area: area.into(),
                household: "Two adults and three children".into(),
                duties: "Housekeeping, cooking, help with the children".into(),
                verified: nth % 5 != 4,
            };
            let org = setup::organisation(self.house, Found::Customer(home)).await?;
            let language = if nth % 2 == 0 { "en" } else { "ar" };
            let caller = self.member(org, Role::Customer, name, "home.example", area, "", language).await?;
            self.homes.push(caller);
        }
        Ok(())
    }

    /// The rosters of some agencies, by the very path that agencies use: a file, read, mapped and taken in.
    async fn rosters(&mut self, from: usize, to: usize) -> Result<(), AppError> {
        for (agency, (code, _, _, licence)) in AGENCIES.iter().enumerate().take(to).skip(from) {
            let (user, admin) = (self.agencies[agency].user.clone(), self.agencies[agency].admin.clone());
            if *licence < 0 {
                continue;
            }
            let today = self.house.desk().today();
            let text = imports::sample::roster_csv(agency as u64 + 1, code, ROSTER, today);
            let sheet = imports::read(text.as_bytes(), &Limits::default()).map_err(|_| AppError::Conflict("sample"))?;
            let guess = imports::guess(&sheet.header);
            let outcomes = imports::draft_rows(&sheet, &guess.columns, today, &Rules::of(&self.house.pack));
            let roster = imports::Roster {
                file_name: "roster.csv",
                sheet: &sheet,
                columns: &guess.columns,
                outcomes: &outcomes,
            };
            let taken = imports::commit(self.house, &user, roster, false).await?;
            for (_, worker) in taken.workers.iter().take(LISTED) {
                self.list(agency, &admin, *worker).await?;
            }
        }
        Ok(())
    }

    async fn list(&mut self, agency: usize, admin: &Caller, worker: WorkerId) -> Result<(), AppError> {
        let key = Key::Id(worker.0);
        let found = key.clone();
        let row = self.house.read(admin, move |tx, _, caller| Ok(admit::worker(tx, caller, &found)?.row)).await?;
        let language = row.facts.languages.first().cloned().unwrap_or_else(|| "en".into());
        let code = AGENCIES[agency].0;
        let org = admin.org.ok_or(AppError::NotFound)?;
        let name = row.facts.first_name.clone();
        let person = self.member(org, Role::Worker, &name, "worker.example", code, &row.reference, "en").await?;
        let user = person.user.ok_or(AppError::NotFound)?;
        setup::worker_sign_in(self.house, worker, user).await?;
        for kind in [ConsentKind::Listing, ConsentKind::Meet, ConsentKind::FirstName, ConsentKind::Papers] {
            let given = Given { kind, language: language.clone(), method: ConsentMethod::InApp, case: None };
            let key = key.clone();
            self.house.write(&person, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given)).await?;
        }
        self.roster_step(&person, worker, RosterStep::Consent {}, &[]).await?;
        let declared = key.clone();
        self.house
            .write(admin, move |tx, desk, caller| {
                workers::attest(tx, desk, caller, &declared, &[Statement::WorkerPaidNothing])
            })
            .await?;
        let place = self.agencies[agency].listed.len();
        // Some are left waiting in the queues.
        if place % 8 == 7 {
            self.agencies[agency].listed.push((worker, person, String::new()));
            return Ok(());
        }
        let moderator = self.moderator.clone();
        let said = [Statement::ScansClean, Statement::ReidentificationChecked];
        self.roster_step(&moderator, worker, RosterStep::Review {}, &said).await?;
        self.roster_step(&moderator, worker, RosterStep::List {}, &[Statement::PublicFieldsOnly]).await?;
        let reference = self
            .house
            .store
            .read(store::Scope::Operator, move |tx: &mut store::Tx| -> Result<_, AppError> {
                Ok(store::tables::catalogue::reference_of(tx, worker)?.unwrap_or_default())
            })
            .await?;
        self.agencies[agency].listed.push((worker, person, reference));
        Ok(())
    }

    async fn roster_step(
        &self,
        caller: &Caller,
        worker: WorkerId,
        step: RosterStep,
        said: &[Statement],
    ) -> Result<(), AppError> {
        let (key, said) = (Key::Id(worker.0), said.to_vec());
        self.house
            .write(caller, move |tx, desk, caller| {
                let version = admit::worker(tx, caller, &key)?.row.version;
                workers::take(tx, desk, caller, &key, version, step, &said)
            })
            .await
            .map(drop)
    }

    /// The agencies of the first days confirm that their workers are available, so that they are shown again.
    async fn refresh_first(&self) -> Result<(), AppError> {
        for Roster { user, listed, .. } in self.agencies.iter().take(3) {
            for (worker, _, reference) in listed {
                if reference.is_empty() {
                    continue;
                }
                match self.roster_step(user, *worker, RosterStep::List {}, &[]).await {
                    Ok(()) | Err(AppError::Refused(_) | AppError::Denied(..)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(())
    }
}
