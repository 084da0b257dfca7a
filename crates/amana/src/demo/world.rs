//! Who lives in the demo and what happened to them: agencies, rosters by the import path, households, cases in every state.

// LONG: the world is one story, told in the order in which it happens.

use std::sync::Arc;

use app::admit::{self, Key};
use app::cases::{self, Enquiry, Step, Taken};
use app::imports::{self, Limits, Rules};
use app::sealed::{CivilId, Phone};
use app::setup::{self, Found, Household, NewPerson};
use app::sign_in::Address;
use app::workers::{self, Given, RosterStep};
use app::{AppError, Caller, House};
use domain::attest::Statement;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, OrgId, Role, StateToken, WorkerId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use web::site::DemoPerson;

use crate::adapters::clock::DemoClock;

/// Code, name, Arabic name, last day of the licence (days from now; negative is lapsed).
const AGENCIES: &[(&str, &str, &str, i32)] = &[
    ("AG-021", "Al Waha Manpower", "الواحة للأيدي العاملة", 400),
    ("AG-003", "Bayt Al Thiqa", "بيت الثقة", 200),
    ("AG-005", "Muscat Home Services", "مسقط للخدمات المنزلية", 300),
    ("AG-008", "Nizwa Recruitment", "نزوى للاستقدام", 500),
    ("AG-011", "Al Batinah Manpower", "الباطنة للأيدي العاملة", 150),
    ("AG-014", "Salalah Household Staff", "صلالة للعمالة المنزلية", 250),
    ("AG-017", "Sur Family Services", "صور لخدمات الأسرة", 320),
    ("AG-019", "Ibri Recruitment", "عبري للاستقدام", 420),
    ("AG-024", "Seeb Home Care", "السيب للرعاية المنزلية", 180),
    ("AG-027", "Al Dakhiliyah Staffing", "الداخلية للتوظيف", 365),
    ("AG-030", "Ruwi Manpower", "روي للأيدي العاملة", -12),
    ("AG-033", "Barka Household Services", "بركاء للخدمات المنزلية", 280),
];

const STAFF: &[(Role, &str)] = &[
    (Role::Moderator, "Huda Al Zadjali"),
    (Role::Moderator, "Yusuf Al Farsi"),
    (Role::Finance, "Aisha Al Lawati"),
    (Role::Finance, "Khalid Al Riyami"),
    (Role::Support, "Noor Al Hinai"),
    (Role::WelfareOfficer, "Zainab Al Kindi"),
    (Role::Dpo, "Said Al Maskari"),
    (Role::Auditor, "Layla Al Busaidi"),
    (Role::PlatformAdmin, "Talal Al Ghafri"),
];

const HOMES: &[(&str, &str)] = &[
    ("Salim Al Habsi", "Al Khuwair"),
    ("Maryam Al Siyabi", "Al Khoudh"),
    ("Hamad Al Rawahi", "Al Mawaleh"),
    ("Fatma Al Balushi", "Bawshar"),
    ("Nasser Al Amri", "Al Ghubra"),
    ("Badriya Al Hashmi", "Qurum"),
    ("Said Al Shukaili", "Nizwa"),
    ("Amal Al Jabri", "Sohar"),
    ("Ibrahim Al Wahaibi", "Sur"),
    ("Rahma Al Maamari", "Salalah"),
];
/// So many households.
const HOUSEHOLDS: usize = 40;
/// So many workers on each roster.
const ROSTER: usize = 50;
/// So many of each roster get a sign-in, consent and are listed.
const LISTED: usize = 16;

/// Where a case of the demo is left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
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

/// A worker of the demo, who they are when signed in, and their profile; empty while they wait in a queue.
type Listed = (WorkerId, Caller, String);

struct World<'a> {
    house: &'a House,
    clock: &'a DemoClock,
    people: Vec<DemoPerson>,
    moderator: Caller,
    finance: Caller,
    /// User, admin, workers.
    agencies: Vec<(Caller, Caller, Vec<Listed>)>,
    homes: Vec<Caller>,
}

/// Builds everything and returns the people, those worth looking through first.
pub async fn build(house: &House, clock: &Arc<DemoClock>, days: i64) -> Result<Vec<DemoPerson>, AppError> {
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
    // The rosters grow when the history is nearly over; what came before is a few finished placements.
    world.pass(days - 300).await?;
    world.rosters(0, 3).await?;
    world.old_cases().await?;
    world.pass(300 - 30).await?;
    world.rosters(3, AGENCIES.len()).await?;
    world.refresh_first().await?;
    world.cases().await?;
    world.pass(0).await?;
    world.people.sort_by_key(|person| order(&person.role));
    Ok(world.people)
}

fn order(role: &str) -> usize {
    ["customer", "agency_admin", "agency_user", "worker", "moderator", "finance"]
        .iter()
        .position(|r| *r == role)
        .unwrap_or(9)
}

impl World<'_> {
    fn now(&self) -> Timestamp {
        self.house.desk().now
    }

    /// Lets days pass: everything that becomes due happens, in order.
    async fn pass(&self, days: i64) -> Result<(), AppError> {
        for _ in 0..days {
            self.hours(24).await?;
        }
        while app::jobs::round(self.house).await? > 0 {}
        Ok(())
    }

    async fn hours(&self, hours: i64) -> Result<(), AppError> {
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
            self.agencies.push((user, admin, Vec::new()));
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
            let (user, admin) = (self.agencies[agency].0.clone(), self.agencies[agency].1.clone());
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
        let place = self.agencies[agency].2.len();
        // Some are left waiting in the queues.
        if place % 8 == 7 {
            self.agencies[agency].2.push((worker, person, String::new()));
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
        self.agencies[agency].2.push((worker, person, reference));
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
        for (user, _, workers) in self.agencies.iter().take(3) {
            for (worker, _, reference) in workers {
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

    /// Finished placements of long ago.
    async fn old_cases(&self) -> Result<(), AppError> {
        for (nth, agency) in (0..3).enumerate() {
            self.case(nth, agency, nth, Stop::InGuarantee).await?;
        }
        Ok(())
    }

    /// What runs today: cases at every stage.
    async fn cases(&self) -> Result<(), AppError> {
        let stops = [
            Stop::HandedOver,
            Stop::Arrived,
            Stop::Travel,
            Stop::Permit,
            Stop::DepositPaid,
            Stop::Signed,
            Stop::Offered,
            Stop::Met,
            Stop::MeetingSet,
            Stop::Accepted,
            Stop::Held,
            Stop::Enquiry,
        ];
        for (nth, stop) in stops.into_iter().enumerate() {
            for agency in [3, 4, 5] {
                let home = 3 + nth * 3 + (agency - 3);
                self.case(home % HOUSEHOLDS, agency, nth, stop).await?;
            }
        }
        // The first agency is the busiest today.
        for (nth, stop) in [Stop::Accepted, Stop::Held, Stop::Enquiry, Stop::MeetingSet].into_iter().enumerate() {
            self.case(nth, 0, nth + 3, stop).await?;
        }
        Ok(())
    }

    /// One case from the enquiry to where it is left.
    async fn case(&self, home: usize, agency: usize, worker: usize, stop: Stop) -> Result<(), AppError> {
        let (customer, (user, admin, workers)) = (&self.homes[home], &self.agencies[agency]);
        let listed: Vec<_> = workers.iter().filter(|(_, _, reference)| !reference.is_empty()).collect();
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
