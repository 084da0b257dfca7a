//! What people do in these tests, in words: list a worker, ask for one, take a step, state something.

use app::admit::Key;
use app::cases::{self, Enquiry, Taken};
use app::workers::{self, Given, NewWorker, RosterStep, Through};
use app::{AppError, Caller, disclosures};
use domain::attest::Statement;
use domain::case::Step;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, Purpose, Role, StateToken, WorkerId};
use serde_json::{Value, json};
use store::tables::cases::CaseRow;
use store::tables::records::About;
use store::tables::{Limit, cases as case_table};
use store::{Job, Scope, Tx};

use crate::house::{TestHouse, new_worker};

impl TestHouse {
    pub async fn roster_step(
        &self,
        caller: &Caller,
        worker: WorkerId,
        step: RosterStep,
        states: Vec<Statement>,
    ) -> Result<WorkerId, AppError> {
        let key = Key::Id(worker.0);
        let found = key.clone();
        let version = self
            .house
            .read(caller, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &found)?.row.version))
            .await?;
        self.house
            .write(caller, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, &states))
            .await
    }

    pub async fn give(&self, caller: &Caller, worker: WorkerId, kind: ConsentKind) {
        let given = Given { kind, language: "am".into(), method: ConsentMethod::InApp, case: None };
        let key = Key::Id(worker.0);
        self.house
            .write(caller, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given))
            .await
            .expect("a consent");
    }

    /// A worker with a sign-in of their own who waits for the check.
    pub async fn consented(&self, new: NewWorker, email: &str) -> (WorkerId, Caller) {
        let worker = workers::draft(&self.house, &self.agency, new).await.expect("a draft");
        let person = self.sign_in_of(worker, email).await;
        self.give(&person, worker, ConsentKind::Listing).await;
        self.give(&person, worker, ConsentKind::Meet).await;
        self.roster_step(&person, worker, RosterStep::Consent {}, vec![]).await.expect("consented");
        let key = Key::Id(worker.0);
        self.house
            .write(&self.agency, move |tx, desk, caller| {
                workers::attest(tx, desk, caller, &key, &[Statement::WorkerPaidNothing])
            })
            .await
            .expect("attested");
        (worker, person)
    }

    /// A listed worker with a sign-in of their own, and the profile's public reference.
    pub async fn listed(&self, passport: &str, email: &str) -> (WorkerId, Caller, Reference) {
        let (worker, person) = self.consented(new_worker(passport), email).await;
        (worker, person, self.list(worker).await)
    }

    /// Whoever waits is checked and listed: the public reference.
    pub async fn list(&self, worker: WorkerId) -> Reference {
        let said = vec![Statement::ScansClean, Statement::ReidentificationChecked];
        self.roster_step(&self.moderator, worker, RosterStep::Review {}, said).await.expect("reviewed");
        self.roster_step(&self.moderator, worker, RosterStep::List {}, vec![Statement::PublicFieldsOnly])
            .await
            .expect("listed");
        let page = app::catalogue::page(
            &self.house,
            &Caller::anonymous("en"),
            store::tables::catalogue::Filter::default(),
            None,
            Limit::PAGE,
        )
        .await;
        let reference = page.expect("a page").profiles[0].key(&app::catalogue::Profile::REFERENCE).clone();
        Reference::parse(ReferenceKind::Profile, &reference).expect("a reference")
    }

    pub async fn enquire(&self, caller: &Caller, profile: &Reference) -> Result<CaseId, AppError> {
        let ask = Enquiry { profile: profile.clone(), replaces: None, once: None };
        self.house.write(caller, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await
    }

    pub async fn state(&self, case: CaseId) -> StateToken {
        self.row(case).await.state
    }

    /// The case as it is stored.
    pub async fn row(&self, case: CaseId) -> CaseRow {
        let row = self
            .house
            .store
            .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(case_table::get(tx, case)?)
            })
            .await;
        row.expect("a read").expect("a case")
    }

    pub async fn try_step(
        &self,
        caller: &Caller,
        case: CaseId,
        step: Value,
        states: Vec<Statement>,
        code: Option<String>,
    ) -> Result<CaseId, AppError> {
        let step: Step = serde_json::from_value(step).expect("a step");
        let key = Key::Id(case.0);
        let found = key.clone();
        let version = self
            .house
            .read(caller, move |tx, desk, caller| Ok(app::admit::case(tx, desk, caller, &found)?.row.version))
            .await?;
        let taken = Taken { case: key, version, step, states, arrival_code: false, once: None };
        cases::move_on(&self.house, caller, taken, code).await
    }

    /// Takes a step; everybody else who knows the case is refused first.
    pub async fn step(
        &self,
        caller: &Caller,
        wrong: &[&Caller],
        case: CaseId,
        step: Value,
        states: &[Statement],
        to: StateToken,
    ) {
        for other in wrong {
            let refused = self.try_step(other, case, step.clone(), vec![], None).await;
            assert!(refused.is_err(), "{} took {step}", other.role);
        }
        self.try_step(caller, case, step.clone(), states.to_vec(), None)
            .await
            .unwrap_or_else(|error| panic!("{step}: {error:?}"));
        assert_eq!(self.state(case).await, to, "{step}");
    }

    /// Which of the household's fields open, all or none: their names, or the rule that says no.
    pub async fn household(
        &self,
        caller: &Caller,
        case: CaseId,
        fields: &[&str],
        purpose: Purpose,
    ) -> Result<Vec<&'static str>, AppError> {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let opened = disclosures::open(&self.house, caller, Through::Case(Key::Id(case.0)), fields, purpose).await?;
        assert!(opened.values.iter().all(|(_, value)| !value.is_empty()));
        Ok(opened.values.into_iter().map(|(name, _)| name).collect())
    }

    /// What the log has of openings in this case, newest first: who, why, and whether it was allowed.
    pub async fn openings(&self, case: CaseId) -> Vec<(Role, Option<Purpose>, bool)> {
        let customer = self.row(case).await.customer;
        self.records(About::Object(customer.0))
            .await
            .into_iter()
            .filter(|draft| draft.action == "reveal")
            .map(|draft| (draft.role, draft.purpose, draft.decision == audit::Decision::Allow))
            .collect()
    }

    pub async fn state_of_facts(&self, caller: &Caller, case: CaseId, states: &'static [Statement]) {
        let key = Key::Id(case.0);
        self.house
            .write(caller, move |tx, desk, caller| cases::attest(tx, desk, caller, &key, states))
            .await
            .expect("stated");
    }
}

pub fn terms() -> Value {
    json!({ "sha256": "a".repeat(64), "languages": ["ar", "am"], "wage_minor": 120_000, "hours_per_day": 8, "rest_days_per_week": 1 })
}

pub fn quote() -> Value {
    json!({ "lines": [
        { "item": "service_fee", "payer": "customer", "amount_minor": 900_000 },
        { "item": "vat", "payer": "customer", "amount_minor": 45_000 },
        { "item": "government_fee", "payer": "customer", "amount_minor": 141_000 },
        { "item": "travel", "payer": "agency", "amount_minor": 120_000 },
        { "item": "insurance", "payer": "customer", "amount_minor": 40_000 },
    ] })
}

pub fn denial<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> policy::Denial {
    match outcome {
        Err(AppError::Denied(denial, _)) => *denial,
        other => panic!("{other:?}"),
    }
}
