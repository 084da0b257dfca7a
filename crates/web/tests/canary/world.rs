//! Two agencies, two households, their workers and cases, the operator's staff: everybody signed in at a real server.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use app::admit::Key;
use app::documents::{self, NewDocument, Of};
use app::organisations::{self, Checked, HouseholdFacts, Identity};
use app::ports::Texts;
use app::setup::{self, NewPerson};
use app::sign_in::{self, Address};
use app::workers::{self, NewWorker, RosterStep};
use app::{AppError, Caller, Desk};
use domain::attest::Statement;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::Reference;
use domain::{CaseId, DocumentKind, OrgId, Role, UserId, WorkerId};
use envelope::{CivilId, Phone};
use jiff::civil::Date;
use serde_json::Value;
use store::tables::{catalogue, factors};
use store::{Job, Recorded, Scope, Tx};
use testkit::papers::pdf;
use uuid::Uuid;
use web::limits::{Allowances, Limits};
use web::messages::Messages;
use web::site::{Settings, Site};

use crate::house::TestHouse;
use crate::house::files::HARM;
use crate::planted::{self, Canary, Owner};

pub const SYSTEM: Scope = Scope::System(Job::Housekeeping);
/// Names nobody.
pub const UNUSED: &str = "01900000-0000-7000-8000-000000000001";

/// Somebody who asks.
pub struct Person {
    pub who: &'static str,
    pub caller: Caller,
    pub email: String,
    pub token: String,
    pub cookie: String,
}

/// Somebody on a roster.
pub struct OnRoster {
    pub id: WorkerId,
    pub reference: String,
    pub agency: OrgId,
    pub caller: Caller,
}

pub struct World {
    pub t: TestHouse,
    pub address: SocketAddr,
    pub http: reqwest::Client,
    pub people: Vec<Person>,
    pub workers: Vec<OnRoster>,
    pub homes: Vec<Caller>,
    pub agencies: [OrgId; 2],
    pub cases: Vec<CaseId>,
    pub canaries: Vec<Canary>,
    names: BTreeMap<&'static str, Vec<String>>,
    /// The recovery codes of the agency's admin, who has an authenticator.
    spare: Vec<String>,
}

/// The real words of messages, the subject before the text.
struct Whole(Messages);

impl Texts for Whole {
    fn render(&self, language: &str, template: &str, args: &Value, code: Option<&str>) -> Option<(String, String)> {
        let (subject, text) = self.0.render(language, template, args, code)?;
        Some((subject.clone(), format!("{subject}\n{text}")))
    }
}

pub fn texts() -> std::sync::Arc<dyn Texts> {
    std::sync::Arc::new(Whole(Messages::new("https://amana.example")))
}

/// Serves a house on a port of its own.
pub async fn serve(house: &app::House) -> SocketAddr {
    let limits = Limits::new(Allowances::default().of_demo(), None);
    let settings =
        Settings { secure_cookies: false, helper: Some("+968 2400 0199".into()), limits, ..Settings::default() };
    let router = web::router::router(Site::new(house.clone(), settings.into(), None));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    address
}

impl World {
    pub async fn new(t: TestHouse) -> Self {
        let address = serve(&t.house).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let agencies = [&t.agency, &t.other_agency].map(|caller| caller.org.expect("an agency"));
        let (people, workers, homes, cases, canaries) = Default::default();
        let (names, spare) = Default::default();
        let mut world = Self { t, address, http, people, workers, homes, agencies, cases, canaries, names, spare };
        world.found().await;
        world
    }

    async fn found(&mut self) {
        let t = &self.t;
        for (n, until) in planted::LICENCES.iter().enumerate() {
            self.canaries.push(planted::licence(Owner::Agency(n), until));
            let key = Key::Id(self.agencies[n].0);
            let found = Checked::LicenceUntil(until.parse().expect("a day"));
            let check = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
                let version = app::admit::organisation(tx, &key)?.version;
                organisations::check(tx, desk, caller, &key, version, found)
            };
            t.house.write(&t.moderator, check).await.expect("looked at");
        }
        for n in 0..2 {
            let (caller, canaries) = home(t, n).await;
            self.homes.push(caller);
            self.canaries.extend(canaries);
        }
        let keepers = [&t.agency, &t.other_agency, &t.agency, &t.agency, &t.other_agency];
        for (n, agency) in keepers.into_iter().enumerate() {
            let (new, canaries) = planted::worker(n);
            let worker = draft(t, agency, new, n).await;
            self.workers.push(worker);
            self.canaries.extend(canaries);
        }
        // The last two stay drafts, one of each agency.
        for n in 0..3 {
            list(&self.t, &self.workers[n], [&self.t.agency, &self.t.other_agency, &self.t.agency][n]).await;
        }
        for (n, canary) in planted::imports(&self.t).await.into_iter().enumerate() {
            self.names.entry("imports").or_default().push(canary.1.to_string());
            self.canaries.extend(canary.0);
            assert!(n < 2);
        }
        self.file_papers().await;
        self.canaries.extend(planted::notes(&self.t, self.workers.iter().map(|worker| worker.id)).await);
        self.invite_people().await;
        self.sign_in().await;
        self.enrol().await;
    }

    /// A paper of a worker of each agency, one of a household, and one that the scanner holds and two officers may open.
    async fn file_papers(&mut self) {
        let t = &self.t;
        let of_worker = |n: usize| Of::Worker(Key::Id(self.workers[n].id.0));
        let harm = std::str::from_utf8(HARM).expect("text");
        let papers = [
            (&t.agency, of_worker(0), DocumentKind::Passport, "a paper"),
            (&t.other_agency, of_worker(1), DocumentKind::Passport, "a paper"),
            (&self.homes[0], Of::Household(None), DocumentKind::CivilId, "a paper"),
            (&t.agency, of_worker(2), DocumentKind::Passport, harm),
        ];
        let mut ids = Vec::new();
        for (caller, of, kind, text) in papers {
            let new = NewDocument { of, kind, expires_on: Some(Date::constant(2031, 1, 1)), replaces: None };
            let mut receiving = documents::begin(&t.house, caller, new).await.expect("begun");
            receiving.take(&pdf(text, "")).await.expect("taken");
            ids.push(receiving.finish(None).await.expect("filed").id);
        }
        t.rounds().await;
        let held = ids[3];
        let ask = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            documents::ask_override(tx, desk, caller, held, 3, "A form that the scanner takes for something else.")
        };
        let asked = t.house.write(&t.moderator, ask).await.expect("asked");
        self.names.insert("documents", ids.iter().map(Uuid::to_string).collect());
        self.names.insert("overrides", vec![asked.to_string()]);
    }

    /// The person of each role, in the order in which they are tried.
    async fn invite_people(&mut self) {
        let t = &self.t;
        let approver = setup::person(
            &t.house,
            self.homes[0].org.expect("a household"),
            Role::CustomerApprover,
            NewPerson { name: "Approver".into(), language: "en", addresses: vec![mail("approver@people.example")] },
        );
        let approver = Caller::member(
            approver.await.expect("a person"),
            self.homes[0].org.expect("theirs"),
            Role::CustomerApprover,
            "en",
        );
        let mut people = vec![
            ("agency user", t.agency.clone(), "p3@people.example".to_owned()),
            ("agency admin", t.agency_admin.clone(), "p4@people.example".to_owned()),
            ("other agency's admin", t.other_agency.clone(), "p5@people.example".to_owned()),
            ("customer", self.homes[0].clone(), "home0@people.example".to_owned()),
            ("other customer", self.homes[1].clone(), "home1@people.example".to_owned()),
            ("approver", approver, "approver@people.example".to_owned()),
            ("worker", self.workers[0].caller.clone(), "worker0@people.example".to_owned()),
            ("other agency's worker", self.workers[1].caller.clone(), "worker1@people.example".to_owned()),
            ("worker not concerned", self.workers[2].caller.clone(), "worker2@people.example".to_owned()),
            ("moderator", t.moderator.clone(), "p1@people.example".to_owned()),
            ("finance", t.finance.clone(), "p2@people.example".to_owned()),
        ];
        for role in [Role::Support, Role::WelfareOfficer, Role::Dpo, Role::Auditor, Role::PlatformAdmin] {
            people.push((role.as_str(), t.staff(role).await, format!("{role}@people.example")));
        }
        self.people.push(Person {
            who: "anonymous",
            caller: Caller::anonymous("en"),
            email: String::new(),
            token: String::new(),
            cookie: String::new(),
        });
        for (who, caller, email) in people {
            self.canaries.push(planted::address(&email));
            self.people.push(Person { who, caller, email, token: String::new(), cookie: String::new() });
        }
        let roles: std::collections::BTreeSet<Role> = self.people.iter().map(|person| person.caller.role).collect();
        let missing: Vec<_> = Role::ALL.iter().filter(|role| !roles.contains(role) && **role != Role::System).collect();
        assert!(missing.is_empty(), "nobody asks as {missing:?}");
    }

    /// The agency's admin sets an authenticator up; what was shown then is shown never again.
    async fn enrol(&mut self) {
        let token = &self.person("agency admin").token;
        let who = sign_in::whoami(&self.t.house, token, "api").await.expect("a session");
        let begun = app::factors::begin(&self.t.house, &who, "AG-021").await.expect("begun");
        let (id, user, now) = (begun.id, who.user(), self.t.clock_now());
        let confirm = move |tx: &mut Tx| -> Result<_, AppError> {
            assert!(factors::confirm(tx, id, now.as_second() / 30, now)?);
            Ok(Recorded::housekeeping(factors::of(tx, user)?.expect("an authenticator").secret))
        };
        let sealed = self.t.house.store.write(Scope::SignIn, confirm).await.expect("confirmed");
        let bytes = bytes_of(&begun.secret);
        for clear in [begun.secret.as_bytes(), &bytes] {
            assert!(!sealed.windows(clear.len()).any(|part| part == clear), "the secret lies in clear");
        }
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.canaries.push(planted::secret(&begun.secret, hex));
        self.spare = vec!["QXCANARY01".to_owned(), "QXCANARY02".to_owned()];
        self.canaries.extend(self.spare.iter().map(|code| planted::recovery_code(code)));
    }

    /// Recovery codes that work once more each: whoever has an authenticator is asked for one at every sign-in.
    async fn anew(&self) {
        let user = self.t.agency_admin.user.expect("a person");
        let hashes: Vec<[u8; 32]> = self.spare.iter().map(|code| self.t.house.indexes.recovery(user.0, code)).collect();
        let now = self.t.clock_now();
        let keep = move |tx: &mut Tx| -> Result<_, AppError> {
            factors::replace_codes(tx, user, &hashes, now)?;
            Ok(Recorded::housekeeping(()))
        };
        self.t.house.store.write(Scope::SignIn, keep).await.expect("kept");
    }

    /// Everybody signs in anew: with a token for programs and a cookie for pages.
    pub async fn sign_in(&mut self) {
        for n in 1..self.people.len() {
            let email = self.people[n].email.clone();
            self.people[n].token = self.opened(&email, "api").await;
            self.people[n].cookie = self.opened(&email, "portal").await;
        }
    }

    pub async fn opened(&self, email: &str, portal: &'static str) -> String {
        let nobody = Caller::anonymous("en");
        let started = sign_in::start(&self.t.house, &nobody, mail(email)).await.expect("started");
        self.t.rounds().await;
        let code = self.code(|to| to == email);
        let first = sign_in::finish(&self.t.house, &nobody, started.challenge, &code, portal).await.expect("opened");
        let finished = match first {
            // Whoever asked for two codes on the way has another at their other address.
            sign_in::Finished::Other(asked, _) => {
                self.t.rounds().await;
                let code = self.code(|to| to != email);
                sign_in::finish(&self.t.house, &nobody, asked.challenge, &code, portal).await.expect("opened")
            }
            sign_in::Finished::Second(asked) => {
                self.anew().await;
                let code = &self.spare[0];
                sign_in::finish(&self.t.house, &nobody, asked.challenge, code, portal).await.expect("opened")
            }
            other @ sign_in::Finished::Opened(_) => other,
        };
        self.t.with_second(finished).await.access.as_str().to_owned()
    }

    /// The newest code that went to an address like this.
    fn code(&self, to: impl Fn(&str) -> bool) -> String {
        let sent = self.t.sent.0.lock().expect("not poisoned");
        let mut texts =
            sent.iter().filter(|(address, text)| to(address) && text.contains("code")).map(|(_, text)| text);
        let six =
            |text: &String| text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).map(str::to_owned);
        texts.find_map(six).expect("a code")
    }

    pub fn person(&self, who: &str) -> &Person {
        self.people.iter().find(|person| person.who == who).expect("somebody of the world")
    }

    /// The published profile of a worker, while there is one.
    pub async fn profile(&self, n: usize) -> Option<Reference> {
        let worker = self.workers[n].id;
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(catalogue::reference_of(tx, worker)?) };
        let found = self.t.house.store.read(SYSTEM, read).await.expect("a read");
        found.and_then(|text| Reference::parse(domain::ids::ReferenceKind::Profile, &text))
    }

    /// Looks up what there is to be named.
    pub async fn name_everything(&mut self) {
        let workers: Vec<String> = self.workers.iter().map(|worker| worker.reference.clone()).collect();
        let ids: Vec<String> = self.workers.iter().map(|worker| worker.id.0.to_string()).collect();
        let mut cases = Vec::new();
        let mut references = Vec::new();
        for case in &self.cases {
            cases.push(case.0.to_string());
            references.push(self.t.row(*case).await.reference);
        }
        if let Some(profile) = self.profile(0).await {
            self.names.insert("first profile", vec![profile.to_string()]);
        }
        let mut profiles = Vec::new();
        for n in 0..self.workers.len() {
            profiles.extend(self.profile(n).await.map(|reference| reference.to_string()));
        }
        let all = |list: Vec<String>, unused: &str| list.into_iter().chain([unused.to_owned()]).collect::<Vec<_>>();
        self.names.insert("api workers", all(ids, UNUSED));
        self.names.insert("workers", all(workers, "W-0000001"));
        self.names.insert("api cases", all(cases, UNUSED));
        self.names.insert("cases", all(references, "C-0000001"));
        let kept: Vec<String> = self.names.get("catalogue").cloned().unwrap_or_default();
        let mut profiles: Vec<String> = kept.into_iter().chain(profiles).filter(|name| name != "P-0000001").collect();
        profiles.sort();
        profiles.dedup();
        self.names.insert("catalogue", all(profiles, "P-0000001"));
        let mut organisations = Vec::new();
        for org in self.agencies.into_iter().chain(self.homes.iter().filter_map(|home| home.org)) {
            let read = move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(store::tables::organisations::get(tx, org)?.map(|org| org.reference))
            };
            organisations.extend(self.t.house.store.read(SYSTEM, read).await.expect("a read"));
        }
        self.names.insert("organisations", all(organisations, "O-0000001"));
        let read = move |tx: &mut Tx| -> Result<_, AppError> {
            let invoices = store::tables::invoices::page(tx, None, app::Limit::PAGE)?;
            let payments = store::tables::payments::page(tx, None, app::Limit::PAGE)?;
            let invoices: Vec<String> = invoices.iter().map(|one| one.id.to_string()).collect();
            let payments: Vec<String> = payments.iter().map(|one| one.id.to_string()).collect();
            Ok((invoices, payments))
        };
        let (issued, paid) = self.t.house.store.read(SYSTEM, read).await.expect("a read");
        self.names.insert("invoices", issued);
        self.names.insert("receipts", paid);
    }

    /// Whether a path names the first case, the worker of it or their profile: what changes along the way.
    pub fn is_of_the_first(&self, path: &str) -> bool {
        let first = |key: &str| self.names.get(key).and_then(|list| list.first());
        let keys = ["api workers", "workers", "api cases", "cases", "first profile"];
        keys.into_iter().filter_map(first).any(|name| path.contains(name.as_str()))
    }

    /// What may stand at a name of a path, by the segment before it. `None` for one that nobody has taught yet.
    pub fn names(&self, before: &str, name: &str) -> Option<Vec<String>> {
        let one = |text: &str| Some(vec![text.to_owned()]);
        let known = |key: &str| self.names.get(key).cloned();
        let with_unused = |key: &str| known(key).map(|list| list.into_iter().chain([UNUSED.to_owned()]).collect());
        match (before, name) {
            ("cases", "id") => known("api cases"),
            ("workers", "id") => known("api workers"),
            ("cases", "reference") => known("cases"),
            ("workers" | "reviews", "reference") => known("workers"),
            ("catalogue", "reference") => known("catalogue"),
            ("agencies", "code") => Some(vec!["AG-021".to_owned(), "AG-000".to_owned()]),
            ("organisations", _) => known("organisations"),
            ("documents" | "checks", "id") => with_unused("documents"),
            ("document-overrides" | "overrides", "id") => with_unused("overrides"),
            ("imports", "id") => with_unused("imports"),
            ("invoices", "id") => with_unused("invoices"),
            ("receipts", "payment") => with_unused("receipts"),
            ("policies", "number") | ("events" | "audit", "n") | ("pages", "nth" | "page") => one("1"),
            (_, "file") => one("event.json"),
            (
                "invitations" | "people" | "memberships" | "sessions" | "jobs" | "tests" | "notes" | "break-glass"
                | "reviews" | "agency-reviews" | "exports" | "data" | "authenticator" | "identities" | "addresses"
                | "connections" | "applications" | "onboarding" | "join" | "passkeys" | "resets" | "factor-resets"
                | "passkey-challenges" | "payments" | "bank-lines" | "lines",
                "id",
            )
            | ("sign-in" | "phone" | "passkey", "challenge") => one(UNUSED),
            ("consents", "kind") => one("listing"),
            ("file" | "files" | "undo" | "links" | "document-links", "token") => one("nonsense"),
            ("payment-events", "gateway") => one("thawani"),
            ("with", "provider") | ("connections", "service") => one("nur"),
            ("language", _) => one("en"),
            ("theme", _) => one("dark"),
            _ => None,
        }
    }
}

/// The bytes that stand in base 32 (RFC 4648, without padding).
fn bytes_of(base32: &str) -> Vec<u8> {
    let values = base32.bytes().map(|byte| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == byte));
    let bits: Vec<bool> =
        values.flat_map(|value| (0..5).rev().map(move |bit| value.expect("base 32") >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | u8::from(*bit))).collect()
}

pub fn mail(text: &str) -> Address {
    Address::parse("email", text).expect("an address")
}

async fn home(t: &TestHouse, n: usize) -> (Caller, Vec<Canary>) {
    let org = t.fresh_household().await;
    let (name, civil_id, address, phone, area, household, duties) = planted::home_texts(n);
    let addresses = vec![mail(&format!("home{n}@people.example")), Address::parse("sms", &phone).expect("a number")];
    let new = NewPerson { name: "Maryam".into(), language: "en", addresses };
    let user = setup::person(&t.house, org, Role::Customer, new).await.expect("a person");
    let caller = Caller::member(user, org, Role::Customer, "en");
    let identity = Identity {
        name: name.clone(),
        civil_id: CivilId::parse(&civil_id).expect("a number"),
        address,
        phone: Phone::parse(&phone).expect("a number"),
    };
    let facts = HouseholdFacts { identity: Some(identity), area, household, duties };
    organisations::fill(&t.house, &caller, 1, facts).await.expect("filled in");
    let key = Key::Id(org.0);
    let check = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        organisations::check(tx, desk, caller, &key, 2, Checked::Identity)
    };
    t.house.write(&t.moderator, check).await.expect("looked at");
    (caller, planted::home(n))
}

async fn draft(t: &TestHouse, agency: &Caller, new: NewWorker, n: usize) -> OnRoster {
    let id = workers::draft(&t.house, agency, new).await.expect("a draft");
    let org = agency.org.expect("an agency");
    let new = NewPerson {
        name: "Worker".into(),
        language: "en",
        addresses: vec![mail(&format!("worker{n}@people.example"))],
    };
    let user: UserId = setup::person(&t.house, org, Role::Worker, new).await.expect("a person");
    setup::worker_sign_in(&t.house, id, user).await.expect("a sign-in");
    let key = Key::Id(id.0);
    let read =
        move |tx: &mut Tx, desk: &Desk, caller: &Caller| Ok(app::admit::worker(tx, desk, caller, &key)?.row.reference);
    let reference = t.house.read(agency, read).await.expect("a reference");
    OnRoster { id, reference, agency: org, caller: Caller::member(user, org, Role::Worker, "en") }
}

async fn list(t: &TestHouse, worker: &OnRoster, agency: &Caller) {
    for kind in [ConsentKind::Listing, ConsentKind::Meet] {
        let given = workers::Given { kind, language: "am".into(), method: ConsentMethod::InApp, case: None };
        let key = Key::Id(worker.id.0);
        let give = move |tx: &mut Tx, desk: &Desk, caller: &Caller| workers::give(tx, desk, caller, &key, &given);
        t.house.write(&worker.caller, give).await.expect("a consent");
    }
    t.roster_step(&worker.caller, worker.id, RosterStep::Consent {}, vec![]).await.expect("consented");
    let key = Key::Id(worker.id.0);
    let state = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        workers::attest(tx, desk, caller, &key, &[Statement::WorkerPaidNothing])
    };
    t.house.write(agency, state).await.expect("stated");
    let said = vec![Statement::ScansClean, Statement::ReidentificationChecked];
    t.roster_step(&t.moderator, worker.id, RosterStep::Review {}, said).await.expect("reviewed");
    t.roster_step(&t.moderator, worker.id, RosterStep::List {}, vec![Statement::PublicFieldsOnly])
        .await
        .expect("listed");
}
