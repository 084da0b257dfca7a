//! What happened in the demo: cases walked step by step through the use cases, each left in another state.

use app::admit::{self, Key};
use app::cases::{self, Enquiry, Step, Taken};
use app::{AppError, Caller};
use domain::attest::Statement;
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, StateToken, WorkerId};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{HOUSEHOLDS, Roster, World};

/// Where a case of the demo is left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    Enquiry,
    Held,
    Accepted,
    MeetingSet,
    Met,
    Offered,
    Signed,
    DepositPaid,
    Permit,
    Travel,
    Arrived,
    HandedOver,
    InGuarantee,
}

/// What was under way for some days.
pub const EARLIER: &[Stop] = &[
    Stop::HandedOver,
    Stop::Arrived,
    Stop::Travel,
    Stop::Permit,
    Stop::DepositPaid,
    Stop::Signed,
    Stop::Offered,
    Stop::Met,
];
/// What began today.
pub const TODAY: &[Stop] = &[Stop::MeetingSet, Stop::Accepted, Stop::Held, Stop::Enquiry];

impl World<'_> {
    /// Finished placements of long ago.
    pub async fn old_cases(&self) -> Result<(), AppError> {
        for (nth, agency) in (0..3).enumerate() {
            self.case(nth, agency, nth, Stop::InGuarantee).await?;
        }
        Ok(())
    }

    /// Cases at these stages, in three agencies each.
    pub async fn cases(&self, stops: &[Stop]) -> Result<(), AppError> {
        for stop in stops {
            for agency in [3, 4, 5] {
                let nth = *stop as usize;
                let home = 3 + nth * 3 + (agency - 3);
                self.case(home % HOUSEHOLDS, agency, nth, *stop).await?;
            }
        }
        Ok(())
    }

    /// The first agency is the busiest today.
    pub async fn busy_agency(&self) -> Result<(), AppError> {
        for (nth, stop) in [Stop::Accepted, Stop::Held, Stop::Enquiry, Stop::MeetingSet].into_iter().enumerate() {
            self.case(nth, 0, nth + 3, stop).await?;
        }
        Ok(())
    }

    /// One case from the enquiry to where it is left.
    async fn case(&self, home: usize, agency: usize, worker: usize, stop: Stop) -> Result<(), AppError> {
        let (customer, Roster { user, admin, listed }) = (&self.homes[home], &self.agencies[agency]);
        let listed: Vec<_> = listed.iter().filter(|(_, _, reference)| !reference.is_empty()).collect();
        let Some((worker, person, _)) = listed.get(worker % listed.len().max(1)) else { return Ok(()) };
        let worker = *worker;
        let reference = self
            .house
            .store
            .read(store::Scope::Operator, move |tx: &mut store::Tx| -> Result<_, AppError> {
                Ok(store::tables::catalogue::reference_of(tx, worker)?)
            })
            .await?;
        let Some(profile) = reference.and_then(|text| Reference::parse(ReferenceKind::Profile, &text)) else {
            return Ok(());
        };
        let ask = Enquiry { profile, replaces: None, once: None };
        let case = self.house.write(customer, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await?;
        let go = |reached: Stop| stop >= reached;
        if go(Stop::Held) {
            self.step(customer, case, json!({"step":"hold"}), &[]).await?;
        }
        if go(Stop::Accepted) {
            self.step(user, case, json!({"step":"accept"}), &[Statement::ConflictChecked]).await?;
        }
        if go(Stop::MeetingSet) {
            let starts = self.now().saturating_add(SignedDuration::from_hours(2)).unwrap_or_else(|_| self.now());
            let slots = json!({"step":"propose_meeting","slots":[{"starts_at":starts,"minutes":30,"place":"video"}]});
            self.step(user, case, slots, &[]).await?;
            self.step(customer, case, json!({"step":"choose_slot","slot":0}), &[]).await?;
            self.step(person, case, json!({"step":"agree_meeting"}), &[]).await?;
        }
        if go(Stop::Met) {
            self.hours(3).await?;
            if self.state(case).await? == StateToken::MeetingSet {
                self.step(user, case, json!({"step":"mark_met"}), &[Statement::InterpreterArranged]).await?;
            }
        }
        if go(Stop::Offered) {
            self.step(customer, case, json!({"step":"answer","yes":true}), &[]).await?;
            self.step(person, case, json!({"step":"answer","yes":true}), &[]).await?;
            let language = self.language(worker).await?;
            self.step(user, case, json!({"step":"offer","quote":quote(),"terms":terms(&language)}), &[]).await?;
        }
        if go(Stop::Signed) {
            let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
            self.step(customer, case, sign.clone(), &[]).await?;
            self.step(admin, case, sign.clone(), &[Statement::WorkerHasCopy]).await?;
            self.step(person, case, sign, &[]).await?;
        }
        if go(Stop::DepositPaid) {
            self.step(&self.finance, case, json!({"step":"confirm_deposit","amount_minor":563_000}), &[]).await?;
        }
        let today = self.house.desk().today();
        if go(Stop::Permit) {
            let said = [Statement::PapersComplete, Statement::CustomerEligible];
            self.step(user, case, json!({"step":"file_permit"}), &said).await?;
        }
        if go(Stop::Travel) {
            self.step(user, case, json!({"step":"record_permit","granted_on":today}), &[]).await?;
            let promised = domain::calendar::days_after(today, 1);
            self.step(
                user,
                case,
                json!({"step":"record_travel","promised_on":promised}),
                &[Statement::PermitScansClean],
            )
            .await?;
        }
        if go(Stop::Arrived) {
            let said = vec![Statement::ArrivalProven, Statement::MedicalBooked];
            let code = self.house.arrival_code(case);
            let arrived = json!({"step":"record_arrival","arrived_on":self.house.desk().today()});
            self.take(user, case, arrived, said, Some(code)).await?;
        }
        if go(Stop::HandedOver) {
            self.said(&self.finance, case, &[Statement::BalanceSettled]).await?;
            self.said(user, case, &[Statement::ContractRegistered, Statement::CustodyEntered, Statement::Insured])
                .await?;
            self.step(customer, case, json!({"step":"hand_over"}), &[]).await?;
            self.step(person, case, json!({"step":"hand_over"}), &[]).await?;
            self.said(&self.moderator, case, &[Statement::WelfareChecked]).await?;
        }
        Ok(())
    }

    async fn language(&self, worker: WorkerId) -> Result<String, AppError> {
        let languages = self
            .house
            .store
            .read(store::Scope::Operator, move |tx: &mut store::Tx| -> Result<_, AppError> {
                Ok(store::tables::workers::get(tx, worker)?.map(|row| row.facts.languages).unwrap_or_default())
            })
            .await?;
        Ok(languages.into_iter().find(|language| language != "ar").unwrap_or_else(|| "ar".into()))
    }

    async fn state(&self, case: CaseId) -> Result<StateToken, AppError> {
        let found = self
            .house
            .store
            .read(store::Scope::Operator, move |tx: &mut store::Tx| -> Result<_, AppError> {
                Ok(store::tables::cases::get(tx, case)?)
            })
            .await?;
        Ok(found.map_or(StateToken::None, |row| row.state))
    }

    async fn step(&self, caller: &Caller, case: CaseId, step: Value, said: &[Statement]) -> Result<(), AppError> {
        self.take(caller, case, step, said.to_vec(), None).await
    }

    async fn take(
        &self,
        caller: &Caller,
        case: CaseId,
        step: Value,
        states: Vec<Statement>,
        code: Option<String>,
    ) -> Result<(), AppError> {
        let step: Step = serde_json::from_value(step).map_err(|_| AppError::Conflict("step"))?;
        let key = Key::Id(case.0);
        let found = key.clone();
        let version =
            self.house.read(caller, move |tx, _, caller| Ok(admit::case(tx, caller, &found)?.row.version)).await?;
        let taken = Taken { case: key, version, step, states, arrival_code: false, once: None };
        cases::move_on(self.house, caller, taken, code).await.map(drop)
    }

    async fn said(&self, caller: &Caller, case: CaseId, said: &[Statement]) -> Result<(), AppError> {
        let (key, said) = (Key::Id(case.0), said.to_vec());
        self.house.write(caller, move |tx, desk, caller| cases::attest(tx, desk, caller, &key, &said)).await
    }
}

fn terms(language: &str) -> Value {
    json!({ "sha256": "a".repeat(64), "languages": ["ar", language], "wage_minor": 120_000, "hours_per_day": 8, "rest_days_per_week": 1 })
}

fn quote() -> Value {
    json!({ "lines": [
        { "item": "service_fee", "payer": "customer", "amount_minor": 900_000 },
        { "item": "vat", "payer": "customer", "amount_minor": 45_000 },
        { "item": "government_fee", "payer": "customer", "amount_minor": 141_000 },
        { "item": "travel", "payer": "agency", "amount_minor": 120_000 },
        { "item": "insurance", "payer": "customer", "amount_minor": 40_000 },
    ] })
}
