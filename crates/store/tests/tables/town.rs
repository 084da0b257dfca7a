//! Organisations and people to try the tables with, made in the scopes in which the product makes them.

use crate::house::{House, at, fresh, org};
use domain::ids::HoldId;
use domain::reidentification::Age;
use domain::{CaseId, OrgId, Overlay, StateToken, UserId, WorkerId};
use jiff::civil::date;
use serde_json::json;
use store::tables::cases::{self, CaseRow};
use store::tables::catalogue::{self, Profile};
use store::tables::customers::{self, Customer};
use store::tables::holds::{self, Hold};
use store::tables::identities::{self, Indexes, Sealed};
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Person};
use store::tables::workers::{self, Facts, Worker};
use store::{Scope, StoreError, Tx};

/// Two agencies, two customers, one listed worker with a sign-in of her own.
#[derive(Debug, Clone, Copy)]
pub struct Town {
    pub nur: OrgId,
    pub safa: OrgId,
    pub household: OrgId,
    pub company: OrgId,
    pub salma: UserId,
    pub worker: WorkerId,
}

pub const PROFILE: &str = "P-SALMA";

impl Town {
    pub fn of(house: &House) -> Self {
        let [nur, safa, household, company] = std::array::from_fn(|_| OrgId(fresh()));
        let (salma, worker) = (UserId(fresh()), WorkerId(fresh()));
        house.done(Scope::Operator, move |tx| {
            for (id, kind, code) in [(nur, "agency", Some("AG-021")), (safa, "agency", Some("AG-007"))] {
                organisations::insert(tx, &organisation(id, kind, code))?;
            }
            for id in [household, company] {
                organisations::insert(tx, &organisation(id, "customer", None))?;
                customers::insert(tx, id, &Customer { area: Some("Al Khuwair".into()), ..Customer::default() })?;
            }
            people::insert(tx, &person(salma), at(0))
        });
        house.done(org(nur), move |tx| {
            workers::insert(tx, &record(worker, nur, "W-SALMA"))?;
            workers::set_person(tx, worker, salma)?;
            identities::insert(tx, worker, &sealed(), &indexes(1))
        });
        house.done(Scope::Operator, move |tx| {
            let body = json!({"listed": true});
            workers::save(tx, worker, 1, StateToken::RosterListed, &body, at(1))?;
            catalogue::publish(tx, &profile(PROFILE, &["childcare"]), &facts(), worker, nur)
        });
        Self { nur, safa, household, company, salma, worker }
    }

    /// A case of this customer about the worker, both parties seeing each other.
    pub fn case(self, house: &House, customer: OrgId) -> CaseId {
        let id = CaseId(fresh());
        house.done(org(customer), move |tx| {
            cases::insert(tx, &self.row(id, customer))?;
            cases::open_access(tx, id, customer)?;
            cases::open_access(tx, id, self.nur)
        });
        id
    }

    pub fn row(self, id: CaseId, customer: OrgId) -> CaseRow {
        CaseRow {
            id,
            reference: format!("C-{id}"),
            customer,
            agency: self.nur,
            worker: self.worker,
            state: StateToken::Enquiry,
            overlay: Overlay::None,
            body: json!({"slots": []}),
            previous: None,
            opened_at: at(2),
            moved_at: at(2),
            due_at: Some(at(60)),
            version: 1,
        }
    }

    pub fn hold(self, case: CaseId, slot: i64) -> Hold {
        Hold { id: HoldId(fresh()), worker: self.worker, case, slot, firm: false, until: at(48 * 60) }
    }

    pub fn place(self, house: &House, customer: OrgId, case: CaseId, slot: i64) -> Result<(), StoreError> {
        let hold = self.hold(case, slot);
        house.write(org(customer), move |tx: &mut Tx| holds::place(tx, &hold, at(3)))
    }
}

pub fn organisation(id: OrgId, kind: &str, code: Option<&str>) -> Organisation {
    Organisation {
        id,
        kind: kind.into(),
        reference: format!("O-{id}"),
        code: code.map(Into::into),
        name: code.map(|code| format!("Agency {code}")),
        name_ar: None,
        licence: code.map(|_| "valid".into()),
        licence_until: code.map(|_| date(2027, 3, 31)),
        licence_checked_at: None,
        demo: false,
        created_at: at(0),
        version: 1,
    }
}

pub fn person(id: UserId) -> Person {
    Person { id, name_sealed: Some(vec![1, 2]), language: "ar".into(), demo: false }
}

pub fn record(id: WorkerId, agency: OrgId, reference: &str) -> Worker {
    Worker {
        id,
        org: agency,
        person: None,
        reference: reference.into(),
        state: StateToken::RosterDraft,
        body: json!({"steps": [1, 2]}),
        facts: facts(),
        created_by: UserId(fresh()),
        created_at: at(0),
        updated_at: at(0),
        version: 1,
    }
}

pub fn facts() -> Facts {
    Facts {
        first_name: "Salma".into(),
        age: 31,
        age_on: date(2026, 11, 21),
        origin: "KE".into(),
        languages: vec!["sw".into(), "ar".into()],
        skills: vec!["infant_care".into()],
        work: vec!["childcare".into()],
        experience_years: 6,
        available_from: date(2026, 12, 1),
        wage_minor: Some(120_000),
        history: None,
    }
}

pub fn sealed() -> Sealed {
    Sealed { name: vec![1; 40], birth_date: vec![2; 40], passport: Some(vec![3; 40]), ..Sealed::default() }
}

pub fn indexes(n: u8) -> Indexes {
    Indexes { passport: Some(vec![n; 32]), civil_id: Some(vec![n, 1]), phone: None }
}

pub fn profile(reference: &str, work: &[&str]) -> Profile {
    Profile {
        reference: reference.into(),
        agency_code: "AG-021".into(),
        work: work.iter().map(ToString::to_string).collect(),
        age: Age::of(31),
        experience_years: 6,
        skills: vec!["infant_care".into()],
        languages: vec!["ar".into()],
        available_from: date(2026, 12, 1),
        held: false,
        listed_at: at(1),
    }
}
