//! One case of the demo, played by its people: each act is the use case that a page or a program would call.

use std::sync::Arc;

use app::admit::{self, Key};
use app::agency_reviews::{self, NewReview, Own};
use app::cases::{self, Enquiry, Step, Taken};
use app::workers::Through;
use app::{AppError, Caller, Desk, disclosures};
use aws_lc_rs::digest;
use domain::attest::Statement as Said;
use domain::case::{Case, Cause, Item, Payer, Place, Quote, QuoteLine, Ruling, Slot, State, Terms};
use domain::digest::Digest;
use domain::ids::{Reference, ReferenceKind};
use domain::words::OverlayKind;
use domain::{CaseId, Experience, Purpose, Role, TextFault, calendar};
use jiff::SignedDuration;
use store::tables::catalogue;
use store::{Job, Scope, Tx};

use super::act::{ARRIVAL_DAY, Act, MEETING, beat};
use super::tales::{Plan, moment};
use super::world::{Team, Worker, World};

/// What households of the demo say of their agencies in their own words.
const WORDS: [&str; 5] = [
    "Agency AG-021 provided excellent offline coordination and quick meeting times.",
    "They rang us before each step, and nothing cost more than what was on paper.",
    "نسّق المكتب المواعيد بسرعة، وكانت الرسوم واضحة قبل الدفع.",
    "One meeting was moved at short notice. Otherwise quick answers.",
    "Parking near the old fort is hard to find.",
];

/// Where an agency of the demo receives people.
const OFFICE: &str = "Al Khuwair, Way 3021, second floor. Ask at the desk for the meeting room.";

/// Plays a plan from its first act to its last.
pub async fn play(world: Arc<World>, plan: Plan) -> Result<(), AppError> {
    let mut scene: Option<Scene> = None;
    for (at, act) in &plan.beats {
        if !world.walk.until(*at).await {
            break;
        }
        scene = match (act, scene) {
            (Act::Enquire, _) => Some(Scene::open(&world, &plan, plan.workers[0], None).await?),
            (Act::EnquireAgain, Some(scene)) => {
                Some(Scene::open(&world, &plan, plan.workers[1], Some(scene.case)).await?)
            }
            (_, Some(scene)) => {
                scene.take(*act).await?;
                Some(scene)
            }
            (_, None) => None,
        };
    }
    Ok(())
}

/// A case and everybody in it.
struct Scene {
    world: Arc<World>,
    plan: Plan,
    team: Arc<Team>,
    customer: Caller,
    worker: Worker,
    case: CaseId,
    /// The case that this one replaces: its service is free.
    replaces: Option<CaseId>,
}

impl Scene {
    /// The customer asks for the profile in the catalogue.
    async fn open(world: &Arc<World>, plan: &Plan, place: usize, replaces: Option<CaseId>) -> Result<Self, AppError> {
        let team = world.agency(plan.agency)?;
        let customer = world.home(plan.home)?;
        let worker = world.worker(plan.agency, place)?;
        let id = worker.id;
        let find = move |tx: &mut Tx| -> Result<_, AppError> { Ok(catalogue::reference_of(tx, id)?) };
        let profile = world.house.store.read(Scope::System(Job::Housekeeping), find).await?;
        let profile =
            profile.and_then(|text| Reference::parse(ReferenceKind::Profile, &text)).ok_or(AppError::NotFound)?;
        let ask = Enquiry { profile, replaces: replaces.map(|case| Key::Id(case.0)), once: None };
        let enquire = move |tx: &mut Tx, desk: &Desk, caller: &Caller| cases::enquire(tx, desk, caller, &ask);
        let case = world.house.write(&customer, enquire).await?;
        world.meet_case(&plan.name, case, &worker);
        Ok(Self { world: Arc::clone(world), plan: plan.clone(), team, customer, worker, case, replaces })
    }

    #[allow(clippy::enum_glob_use, reason = "the list reads as a play only with bare names")]
    async fn take(&self, act: Act) -> Result<(), AppError> {
        use Act::*;
        let (customer, agency, worker) = (&self.customer, &self.team.user, &self.worker.caller);
        let today = self.world.house.desk().today();
        match act {
            Enquire | EnquireAgain => Ok(()),
            Hold => self.step(customer, Step::Hold {}, &[]).await,
            Accept => self.step(agency, Step::Accept {}, &[Said::ConflictChecked, Said::InterpreterArranged]).await,
            Decline => self.step(agency, Step::Decline {}, &[]).await,
            Propose => self.step(agency, self.proposal(), &[]).await,
            Choose => self.step(customer, Step::ChooseSlot { slot: 0, way: None, interpreter: None }, &[]).await,
            Agree => self.step(worker, Step::AgreeMeeting { interpreter: self.interpreter() }, &[]).await,
            CustomerAnswers(yes) => self.step(customer, Step::Answer { yes }, &[]).await,
            WorkerAnswers(yes) => self.step(worker, Step::Answer { yes }, &[]).await,
            Offer => self.step(agency, Step::Offer { quote: self.quote(), terms: self.terms() }, &[]).await,
            CustomerSigns => self.sign(customer, &[]).await,
            AgencySigns => self.sign(&self.team.admin, &[Said::WorkerHasCopy]).await,
            WorkerSigns => self.sign(worker, &[]).await,
            Deposit => {
                let amount_minor = self.now().await?.state.agreement().map_or(0, |agreed| agreed.deposit_minor);
                self.step(&self.staff(Role::Finance), Step::ConfirmDeposit { amount_minor }, &[]).await
            }
            FilePermit => {
                self.step(agency, Step::FilePermit {}, &[Said::PapersComplete, Said::CustomerEligible]).await?;
                self.fill_permit_form(agency).await?;
                self.fill_permit_form(customer).await
            }
            PermitGranted => self.step(agency, Step::RecordPermit { granted_on: today }, &[]).await,
            PermitRefused => self.step(agency, Step::RefusePermit {}, &[]).await,
            Travel => {
                let promised_on = calendar::days_after(self.plan.day, ARRIVAL_DAY);
                self.step(agency, Step::RecordTravel { promised_on }, &[Said::PermitScansClean]).await
            }
            Arrival => {
                let said = &[Said::ArrivalProven, Said::MedicalBooked];
                let code = Some(self.world.house.arrival_code(self.case));
                self.coded(agency, Step::RecordArrival { arrived_on: today }, said, code).await
            }
            Balance => self.say(&self.staff(Role::Finance), &[Said::BalanceSettled]).await,
            ArrivalPapers => self.say(agency, &[Said::ContractRegistered, Said::CustodyEntered, Said::Insured]).await,
            CustomerTakesOver => self.step(customer, Step::HandOver {}, &[]).await,
            WorkerTakesOver => self.step(worker, Step::HandOver {}, &[]).await,
            WelfareVisit => self.say(&self.staff(Role::WelfareOfficer), &[Said::WelfareChecked]).await,
            Review => self.review().await,
            ReadReview => self.read_review().await,
            Residency => self.say(agency, &[Said::ResidencyCompleted]).await,
            Wage => self.say(worker, &[Said::WageReceived]).await,
            CustomerClaims => self.step(customer, Step::Claim { cause: Cause::NotAsOffered }, &[]).await,
            WorkerClaims => self.step(worker, Step::Claim { cause: Cause::WageUnpaid }, &[]).await,
            AgencyAnswers => self.step(agency, Step::Answer { yes: false }, &[]).await,
            Rule(founded) => {
                let ruling = if founded { Ruling::Founded } else { Ruling::Unfounded };
                let said = &[Said::WorkerHeard, Said::LodgingAssured];
                self.step(&self.staff(Role::Moderator), Step::RuleClaim { ruling, employer_abuse: false }, said).await
            }
            Replace => self.step(customer, Step::ChooseReplacement {}, &[]).await,
            ApproveRefund => {
                let case = self.now().await?;
                let (paid, claimed) = (case.account.paid_minor, matches!(case.state, State::Claim { .. }));
                // After a claim the formula takes the months served; a case that ended before gives all back.
                let amount_minor = if claimed { paid * 6 / 10 } else { paid };
                self.step(&self.staff(Role::Moderator), Step::ApproveRefund { amount_minor }, &[Said::FormulaPrinted])
                    .await
            }
            PayRefund => {
                let approved = match self.now().await?.state {
                    State::RefundDue { approval, .. } => approval.map_or(0, |approval| approval.amount_minor),
                    _ => 0,
                };
                self.step(&self.staff(Role::Finance), Step::PayRefund { amount_minor: approved }, &[]).await
            }
            CustomerCancels => self.step(customer, Step::Cancel {}, &[]).await,
            AgencyCancels => self.step(agency, Step::Cancel {}, &[]).await,
            WorkerLeaves => self.step(worker, Step::Withdraw {}, &[]).await,
            Safety => self.pause(worker, OverlayKind::Safeguarding).await,
            Dispute => self.pause(&self.staff(Role::Moderator), OverlayKind::Dispute).await,
            LegalHold => self.pause(&self.staff(Role::Dpo), OverlayKind::LegalHold).await,
            Outage => self.pause(&self.staff(Role::Moderator), OverlayKind::Outage).await,
        }
    }

    async fn step(&self, caller: &Caller, step: Step, states: &[Said]) -> Result<(), AppError> {
        self.coded(caller, step, states, None).await
    }

    /// What the household says of its agency; some add nothing in their own words.
    async fn review(&self) -> Result<(), AppError> {
        let nth = self.plan.workers[0] + self.plan.home;
        let text = match self.plan.agency {
            // The busy agency's page has the sentence that everybody asks for.
            0 if nth.is_multiple_of(4) => WORDS[0],
            _ => WORDS.get(1 + nth % 6).copied().unwrap_or_default(),
        };
        let meetings = if nth.is_multiple_of(5) { Experience::Partly } else { Experience::Well };
        // Who praises what was on paper does not say that it was unclear.
        let fees = match nth % 8 {
            3 if text.is_empty() => Experience::Badly,
            2 | 6 if text != WORDS[1] && text != WORDS[2] => Experience::Partly,
            _ => Experience::Well,
        };
        let new = NewReview { coordination: Experience::Well, meetings, fees, text: text.to_owned() };
        agency_reviews::review(&self.world.house, &self.customer, Key::Id(self.case.0), new, None).await.map(drop)
    }

    /// Most texts are published; some still wait, and one kind speaks of something else.
    async fn read_review(&self) -> Result<(), AppError> {
        let key = Key::Id(self.case.0);
        let own = move |tx: &mut Tx, desk: &Desk, caller: &Caller| agency_reviews::own(tx, desk, caller, &key);
        let Own::Said(said) = self.world.house.read(&self.customer, own).await? else { return Ok(()) };
        let waits =
            said.standing == "waiting" && !(self.plan.minutes % 4 == 1 && said.text.as_deref() != Some(WORDS[0]));
        if !waits {
            return Ok(());
        }
        let refused_for = (said.text.as_deref() == Some(WORDS[4])).then_some(TextFault::Elsewhere);
        let settle = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            agency_reviews::settle(tx, desk, caller, said.id, refused_for)
        };
        self.world.house.write(&self.staff(Role::Moderator), settle).await
    }

    /// The permit's form asks for the passport's number: the worker reads later who opened it and why, and the
    /// agency that the household did.
    async fn fill_permit_form(&self, caller: &Caller) -> Result<(), AppError> {
        let through = Through::Case(Key::Id(self.case.0));
        let fields = vec!["passport".to_owned()];
        disclosures::open(&self.world.house, caller, through, fields, Purpose::Permit).await.map(drop)
    }

    async fn pause(&self, caller: &Caller, overlay: OverlayKind) -> Result<(), AppError> {
        self.step(caller, Step::Pause { overlay }, &[]).await
    }

    async fn coded(&self, caller: &Caller, step: Step, states: &[Said], code: Option<String>) -> Result<(), AppError> {
        let (key, shown) = (Key::Id(self.case.0), Key::Id(self.case.0));
        let see =
            move |tx: &mut Tx, desk: &Desk, caller: &Caller| Ok(admit::case(tx, desk, caller, &shown)?.row.version);
        let version = self.world.house.read(caller, see).await?;
        let taken = Taken { case: key, version, step, states: states.to_vec(), arrival_code: false, once: None };
        cases::move_on(&self.world.house, caller, taken, code).await.map(drop)
    }

    async fn say(&self, caller: &Caller, states: &'static [Said]) -> Result<(), AppError> {
        let key = Key::Id(self.case.0);
        let say = move |tx: &mut Tx, desk: &Desk, caller: &Caller| cases::attest(tx, desk, caller, &key, states);
        self.world.house.write(caller, say).await
    }

    async fn sign(&self, caller: &Caller, states: &[Said]) -> Result<(), AppError> {
        let terms = self.now().await?.state.agreement().map(|agreed| agreed.terms.sha256.clone());
        let terms_sha256 = terms.ok_or(AppError::NotFound)?;
        self.step(caller, Step::Sign { terms_sha256 }, states).await
    }

    /// The case as it stands, in the eyes of the staff.
    async fn now(&self) -> Result<Case, AppError> {
        let key = Key::Id(self.case.0);
        let see = move |tx: &mut Tx, desk: &Desk, caller: &Caller| Ok(admit::case(tx, desk, caller, &key)?.case);
        self.world.house.read(&self.staff(Role::Moderator), see).await
    }

    /// The one of the staff who looks after this case.
    fn staff(&self, role: Role) -> Caller {
        self.world.staff(role, self.plan.workers[0])
    }

    /// Three times, one of them at the office; some of them fall on a weekend, and are meant.
    fn proposal(&self) -> Step {
        Step::ProposeMeeting { slots: self.slots(), weekend: true, interpreter: None }
    }

    /// Some workers ask for an interpreter.
    fn interpreter(&self) -> Option<String> {
        self.plan.workers[0].is_multiple_of(3).then(|| "am".to_owned())
    }

    fn slots(&self) -> Vec<Slot> {
        let (day, hour, minutes) = MEETING;
        let first = moment(self.plan.day, self.plan.minutes, beat(day, hour, 0, Act::Propose));
        let slot = |hours, place| {
            let way = matches!(place, Place::AgencyOffice).then(|| OFFICE.to_owned());
            Slot { starts_at: first + SignedDuration::from_hours(hours), minutes, place, way }
        };
        let (one, other) = if self.plan.home.is_multiple_of(2) {
            (Place::AgencyOffice, Place::Video)
        } else {
            (Place::Video, Place::AgencyOffice)
        };
        vec![slot(0, one), slot(18, other), slot(25, Place::Telephone)]
    }

    /// OMR 700 to 1,200 for the service, its tax to the baisa, the state's fee at cost.
    fn quote(&self) -> Quote {
        let step = i64::try_from((self.plan.workers[0] * 7 + self.plan.home * 3) % 11).unwrap_or(0);
        let fee = if self.replaces.is_some() { 0 } else { 700_000 + 50_000 * step };
        let tax = self.world.house.packs.load().in_force().rules().vat.rate_on(self.world.house.desk().today()).of(fee);
        let line = |item, payer, amount_minor| QuoteLine { item, payer, amount_minor };
        Quote {
            lines: vec![
                line(Item::ServiceFee, Payer::Customer, fee),
                line(Item::Vat, Payer::Customer, tax),
                line(Item::GovernmentFee, Payer::Customer, 141_000),
                line(Item::Insurance, Payer::Customer, 35_000),
                line(Item::Travel, Payer::Agency, 85_000 + 5_000 * step),
            ],
        }
    }

    fn terms(&self) -> Terms {
        let wage_minor = self.worker.wage_minor.unwrap_or(110_000).max(90_000);
        let text = format!("{} {} {wage_minor}", self.case.0, self.worker.language);
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        let mut languages = vec!["ar".to_owned()];
        languages.extend(Some(self.worker.language.clone()).filter(|own| own != "ar"));
        Terms { sha256: Digest::from(sha256), languages, wage_minor, hours_per_day: 8, rest_days_per_week: 1 }
    }
}
