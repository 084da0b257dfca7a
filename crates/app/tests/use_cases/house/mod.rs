//! A house for tests: a real database of its own, SQLite or PostgreSQL, the shipped policy and pack, a clock that is set, seeded randomness.

pub mod files;
mod log;
mod papers;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use app::admit::Key;
use app::log::LogSigner;
use app::organisations::{self, Checked, HouseholdFacts, Identity};
use app::ports::{Clock, Message, Messenger, Random, Sending, Texts};
use app::setup::{self, Found, NewPerson};
use app::sign_in::{Access, Address, Lifetimes};
use app::{Caller, Desk, House, Parts};
use arc_swap::ArcSwap;
use audit::{ChainKey, IngestKey, LogId};
use domain::digest::Digest;
use domain::pack::{Pack, Packs};
use domain::{OrgId, Role, UserId, WorkerId};
use envelope::{BlindIndexKey, CivilId, CodeKey, Entropy, Keyring, Passport, Phone, RootKey, SecretKey};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use policy::Table;
use store::{Config, Log, Postgres, Recorded, Scope, Sqlite, Store, Tx};
use testkit::postgres::{Cluster, Database};
use uuid::Uuid;
use zeroize::Zeroizing;

/// A clock that stands until it is moved.
pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("a time of the tests")
    }

    fn real(&self) -> Timestamp {
        self.now()
    }
}

/// Counting: different each time, the same in each run.
struct Counting(AtomicU64);

impl Random for Counting {
    fn seed(&self) -> [u8; 16] {
        let n = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut bytes = [0u8; 16];
        bytes[..8].copy_from_slice(&n.to_le_bytes());
        bytes[8..].copy_from_slice(&n.rotate_left(29).to_le_bytes());
        bytes
    }
}

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let seed = self.seed();
            chunk.copy_from_slice(&seed[..chunk.len()]);
        }
    }
}

/// Keeps what was sent.
#[derive(Default)]
pub struct Kept(pub Mutex<VecDeque<(String, String)>>);

impl Messenger for Kept {
    fn send(&self, message: Message) -> Sending<'_> {
        self.0.lock().expect("not poisoned").push_front((message.to, message.text));
        Box::pin(async { Ok(()) })
    }
}

struct Plain;

impl Texts for Plain {
    fn render(&self, _: &str, template: &str, _: &serde_json::Value, code: Option<&str>) -> Option<(String, String)> {
        Some((template.to_owned(), format!("{template} {}", code.unwrap_or_default())))
    }

    fn calendar_entry(&self, _: &str, entry: &app::ports::Entry<'_>) -> Option<String> {
        Some(format!("{} with {} at {}", entry.reference, entry.agency, entry.meeting.slot.starts_at))
    }
}

/// A house with an operator, two agencies and two households.
pub struct TestHouse {
    pub house: House,
    pub clock: Arc<SetClock>,
    pub sent: Arc<Kept>,
    /// What lies in the place of files.
    pub objects: Arc<files::Memory>,
    pub scanner: Arc<files::Words>,
    pub moderator: Caller,
    pub finance: Caller,
    pub agency: Caller,
    pub agency_admin: Caller,
    pub other_agency: Caller,
    pub customer: Caller,
    pub other_customer: Caller,
    /// The PostgreSQL; none on the embedded database, which lies in the folder.
    pub database: Option<Database>,
    pub folder: tempfile::TempDir,
}

/// Where people would reach it.
pub const URL: &str = "https://amana.example";

const START: &str = "2026-01-04T06:00:00Z";

/// Each process that writes stamps its records under a name of its own.
fn writer() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(2);
    Uuid::from_u64_pair(u64::from(std::process::id()), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Signs the tests' checkpoints.
pub fn log_signer() -> LogSigner {
    LogSigner::new(LogId(Uuid::from_u128(1)), 1, Zeroizing::new([6; 32]))
}

fn log() -> Log {
    Log {
        id: LogId(Uuid::from_u128(1)),
        key: ChainKey::origin(Zeroizing::new([7; 32])),
        ingest: IngestKey::new(&Zeroizing::new([8; 32])),
        writer: writer(),
        head_file: None,
        outside: Vec::new(),
    }
}

/// What is on papers is tested where they are composed, how they are set in the printer's own crate: here a paper is its number.
struct NoPrinter;

impl app::ports::printer::Printer for NoPrinter {
    fn pdf(&self, paper: &app::ports::printer::Paper) -> Result<Vec<u8>, app::ports::printer::PrintError> {
        Ok(format!("%PDF- {}", paper.number).into_bytes())
    }
}

impl TestHouse {
    /// On the embedded database.
    pub async fn new() -> Self {
        Self::speaking(Arc::new(Plain)).await
    }

    /// On the embedded database, with messages in these words.
    pub async fn speaking(texts: Arc<dyn Texts>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&Config::Sqlite(Sqlite::new(folder.path())), log()).expect("the store opens");
        Self::on(store, folder, None, texts).await
    }

    /// On a PostgreSQL of the tests' own.
    pub async fn postgres() -> Self {
        Self::speaking_on_postgres(Arc::new(Plain)).await
    }

    /// On a PostgreSQL of the tests' own, with messages in these words.
    pub async fn speaking_on_postgres(texts: Arc<dyn Texts>) -> Self {
        let database = Cluster::shared().database("amana", |template| {
            let config = Postgres { admin_url: Some(template.admin_url.clone()), ..Postgres::new(&template.url) };
            drop(Store::open(&Config::Postgres(config), log()).expect("the schema applies"));
        });
        let config = Postgres { pool: 4, ..Postgres::new(&database.url) };
        let store = Store::open(&Config::Postgres(config), log()).expect("the store opens");
        let folder = tempfile::tempdir().expect("a folder");
        Self::on(store, folder, Some(database), texts).await
    }

    /// Another process at the same PostgreSQL, with the same keys and clock.
    #[allow(dead_code, reason = "tests of the pages take this file too, and use it")]
    pub fn second_node(&self, texts: Arc<dyn Texts>) -> House {
        let config = Postgres { pool: 4, ..Postgres::new(&self.database.as_ref().expect("on PostgreSQL").url) };
        let store = Store::open(&Config::Postgres(config), log()).expect("the store opens");
        let documents = files::documents(&self.objects, Some(&self.scanner), &[]);
        Self::parts(store, self.clock.clone(), 1 << 40, self.sent.clone(), texts, documents)
    }

    fn parts(
        store: Store,
        clock: Arc<SetClock>,
        first: u64,
        sent: Arc<Kept>,
        texts: Arc<dyn Texts>,
        documents: app::documents::Documents,
    ) -> House {
        let random = Arc::new(Counting(AtomicU64::new(first)));
        let text = include_str!("../../../../../packs/om.toml");
        let pack = Pack::parse(text, Digest::from([1; 32])).expect("the shipped pack");
        let table =
            Table::from_bytes(include_bytes!("../../../../../policies/access.table")).expect("the shipped table");
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        let codes = CodeKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        House::new(Parts {
            store,
            policy: ArcSwap::from_pointee(table),
            policies: Arc::new(Tables),
            packs: ArcSwap::from_pointee(Packs::new(pack, Vec::new())),
            keyring: Keyring::new(root, random.clone()),
            indexes: BlindIndexKey::new(SecretKey::new(Zeroizing::new([10; 32]))),
            codes,
            access: Access::new(URL, Lifetimes::default()),
            entropy: random.clone(),
            log: log_signer(),
            witnesses: Vec::new(),
            clock,
            random,
            messenger: sent,
            gateways: Vec::new(),
            printer: Arc::new(NoPrinter),
            documents,
            texts,
            demo: false,
        })
    }

    async fn on(store: Store, folder: tempfile::TempDir, database: Option<Database>, texts: Arc<dyn Texts>) -> Self {
        let clock = Arc::new(SetClock(AtomicI64::new(START.parse::<Timestamp>().expect("a time").as_microsecond())));
        let sent = Arc::new(Kept::default());
        let (objects, scanner) = (Arc::new(files::Memory::default()), Arc::new(files::Words::default()));
        let documents = files::documents(&objects, Some(&scanner), &[]);
        let house = Self::parts(store, clock.clone(), 1, sent.clone(), texts, documents);
        let operator = setup::organisation(&house, Found::Operator { name: "Amana".into(), name_ar: "أمانة".into() })
            .await
            .expect("an operator");
        let first = agency(&house, "AG-021").await;
        let second = agency(&house, "AG-022").await;
        let home = setup::organisation(&house, Found::Customer).await.expect("a household");
        let other_home = setup::organisation(&house, Found::Customer).await.expect("a household");
        let mut people = 0usize;
        let mut member = async |org: OrgId, role: Role| {
            people += 1;
            let phone = (role == Role::Customer).then(|| phone_of(people));
            let user = person(&house, org, role, &format!("p{people}@people.example"), phone).await;
            Caller::member(user, org, role, "en")
        };
        let moderator = member(operator, Role::Moderator).await;
        let finance = member(operator, Role::Finance).await;
        let agency = member(first, Role::AgencyUser).await;
        let agency_admin = member(first, Role::AgencyAdmin).await;
        let other_agency = member(second, Role::AgencyAdmin).await;
        let customer = member(home, Role::Customer).await;
        let other_customer = member(other_home, Role::Customer).await;
        household(&house, &customer, &moderator, "12345678", 6).await;
        household(&house, &other_customer, &moderator, "12345679", 7).await;
        Self {
            house,
            clock,
            sent,
            objects,
            scanner,
            moderator,
            finance,
            agency,
            agency_admin,
            other_agency,
            customer,
            other_customer,
            database,
            folder,
        }
    }

    /// Somebody of a household of their own.
    pub async fn household_member(&self, nth: usize) -> Caller {
        let (home, nth) = (self.fresh_household().await, 100 + nth);
        let email = format!("home{nth}@people.example");
        let user = person(&self.house, home, Role::Customer, &email, Some(phone_of(nth))).await;
        let caller = Caller::member(user, home, Role::Customer, "en");
        household(&self.house, &caller, &self.moderator, &(20_000_000 + nth).to_string(), nth).await;
        caller
    }

    /// Another node on the same database, with the policies that the program was built with.
    pub fn beside(&self) -> House {
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        self.beside_with(Keyring::new(root, Arc::new(Counting(AtomicU64::new(1 << 41)))))
    }

    /// The same with a keyring of its own.
    pub fn beside_with(&self, keyring: Keyring) -> House {
        self.beside_through(keyring, self.sent.clone())
    }

    /// Another node whose messages leave in another way.
    pub fn beside_sending(&self, messenger: Arc<dyn Messenger>) -> House {
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        self.beside_through(Keyring::new(root, Arc::new(Counting(AtomicU64::new(1 << 42)))), messenger)
    }

    fn beside_through(&self, keyring: Keyring, messenger: Arc<dyn Messenger>) -> House {
        self.beside_filing(keyring, messenger, files::documents(&self.objects, Some(&self.scanner), &[]), Vec::new())
    }

    /// Another node where invoices are paid by card.
    pub fn beside_paying(&self, gateway: Arc<dyn app::ports::gateway::Gateway>) -> House {
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        let keyring = Keyring::new(root, Arc::new(Counting(AtomicU64::new(1 << 44))));
        let documents = files::documents(&self.objects, Some(&self.scanner), &[]);
        self.beside_filing(keyring, self.sent.clone(), documents, vec![gateway])
    }

    /// Another node that looks into documents in another way.
    pub fn beside_with_documents(&self, documents: app::documents::Documents) -> House {
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        self.beside_filing(
            Keyring::new(root, Arc::new(Counting(AtomicU64::new(1 << 43)))),
            self.sent.clone(),
            documents,
            Vec::new(),
        )
    }

    fn beside_filing(
        &self,
        keyring: Keyring,
        messenger: Arc<dyn Messenger>,
        documents: app::documents::Documents,
        gateways: Vec<Arc<dyn app::ports::gateway::Gateway>>,
    ) -> House {
        // Each node draws its identifiers from elsewhere.
        static NODES: AtomicU64 = AtomicU64::new(1);
        let random = Arc::new(Counting(AtomicU64::new(NODES.fetch_add(1, Ordering::Relaxed) << 40)));
        House::new(Parts {
            store: self.house.store.clone(),
            policy: ArcSwap::from_pointee(policy::shipped().expect("the shipped table")),
            policies: Arc::new(Tables),
            packs: ArcSwap::from(self.house.packs.load_full()),
            keyring,
            indexes: BlindIndexKey::new(SecretKey::new(Zeroizing::new([10; 32]))),
            codes: CodeKey::new(&SecretKey::new(Zeroizing::new([9; 32]))),
            access: Access::new(URL, Lifetimes::default()),
            entropy: random.clone(),
            log: log_signer(),
            witnesses: Vec::new(),
            clock: self.clock.clone(),
            random,
            messenger,
            gateways,
            printer: Arc::new(NoPrinter),
            documents,
            texts: Arc::new(Plain),
            demo: false,
        })
    }

    /// Another of the operator's staff.
    pub async fn staff(&self, role: Role) -> Caller {
        let operator = self.moderator.org.expect("the operator");
        let user = person(&self.house, operator, role, &format!("{role}@people.example"), None).await;
        Caller::member(user, operator, role, "en")
    }

    /// Carries out everything that waits.
    pub async fn rounds(&self) {
        while app::jobs::round(&self.house).await.expect("a round") > 0 {}
    }

    /// The newest code that went to this address.
    pub fn code(&self, to: &str) -> Option<String> {
        let sent = self.sent.0.lock().expect("not poisoned");
        let mut texts = sent.iter().filter(|(address, _)| address == to).map(|(_, text)| text);
        texts.find_map(|text| text.strip_prefix("sign-in-code ")).map(str::to_owned)
    }

    /// Signs in with a code, as anybody would.
    pub async fn signs_in(&self, channel: &str, to: &str) -> Result<app::sign_in::Who, app::AppError> {
        app::sign_in::whoami(&self.house, &self.token(channel, to).await?, "api").await
    }

    /// The token of somebody who has signed in with a code.
    pub async fn token(&self, channel: &str, to: &str) -> Result<String, app::AppError> {
        let address = Address::parse(channel, to).expect("an address");
        let visitor = Caller::anonymous("en");
        let started = app::sign_in::start(&self.house, &visitor, address).await?;
        self.rounds().await;
        let code = self.code(to).unwrap_or_default();
        let finished = app::sign_in::finish(&self.house, &visitor, started.challenge, &code, "api").await?;
        Ok(self.with_second(finished).await.access.as_str().to_owned())
    }

    /// The session that was opened, as if a second factor had been shown in it: what wants one is tested where it is tested.
    pub async fn with_second(&self, finished: app::sign_in::Finished) -> app::sign_in::Opened {
        let opened = finished.session().expect("nobody of this house has an authenticator");
        let (id, at) = (opened.id, self.clock.now());
        let shown = move |tx: &mut Tx| -> Result<_, app::AppError> {
            store::tables::sign_in::proven(tx, id, true, at)?;
            Ok(Recorded::housekeeping(()))
        };
        self.house.store.write(Scope::SignIn, shown).await.expect("shown");
        opened
    }

    /// The time on the set clock.
    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock while nothing looks at it.
    pub fn pass(&self, hours: i64) {
        self.pass_seconds(hours * 3_600);
    }

    /// The same by seconds.
    pub fn pass_seconds(&self, seconds: i64) {
        let now = self.clock.now() + SignedDuration::from_secs(seconds);
        self.clock.0.store(now.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves the clock and lets everything happen that becomes due, day by day.
    pub async fn advance(&self, hours: i64) {
        let mut left = hours;
        while left > 0 {
            let step = left.min(12);
            self.pass(step);
            while app::jobs::round(&self.house).await.expect("a round") > 0 {}
            left -= step;
        }
    }

    /// The operator looked at the agency's licence: good until a day, or not in force.
    pub async fn licence(&self, until: Option<Date>) {
        let key = Key::Id(self.agency.org.expect("an agency").0);
        let found = until.map_or(Checked::LicenceLapsed, Checked::LicenceUntil);
        self.house
            .write(&self.moderator, move |tx, desk, caller| {
                let version = app::admit::organisation(tx, &key)?.version;
                organisations::check(tx, desk, caller, &key, version, found)
            })
            .await
            .expect("a check");
    }

    /// A household that has said nothing of itself.
    pub async fn fresh_household(&self) -> OrgId {
        setup::organisation(&self.house, Found::Customer).await.expect("a household")
    }

    /// Gives a drafted worker a sign-in and returns who they then are.
    pub async fn sign_in_of(&self, worker: WorkerId, email: &str) -> Caller {
        let org = self.agency.org.expect("an agency");
        let user = person(&self.house, org, Role::Worker, email, None).await;
        setup::worker_sign_in(&self.house, worker, user).await.expect("a sign-in");
        Caller::member(user, org, Role::Worker, "en")
    }
}

async fn agency(house: &House, code: &str) -> OrgId {
    let found = Found::Agency {
        code: code.into(),
        name: format!("Agency {code}"),
        name_ar: "مكتب".into(),
        licence_until: "2028-12-31".parse().expect("a day"),
    };
    setup::organisation(house, found).await.expect("an agency")
}

/// The number with which the household of the nth person signs in.
fn phone_of(person: usize) -> String {
    format!("+96892{person:06}")
}

/// A household says who it is, with the number that it signs in with, and the operator looks at its card.
async fn household(house: &House, home: &Caller, moderator: &Caller, civil_id: &str, person: usize) {
    let identity = Identity {
        name: "Salim Al Habsi".into(),
        civil_id: CivilId::parse(civil_id).expect("a number"),
        address: "Way 4512, Al Khuwair".into(),
        phone: Phone::parse(&phone_of(person)).expect("a number"),
    };
    let facts = HouseholdFacts {
        identity: Some(identity),
        area: "Al Khuwair".into(),
        household: "Two adults, three children".into(),
        duties: "Housekeeping and cooking".into(),
    };
    organisations::fill(house, home, 1, facts).await.expect("filled in");
    let key = Key::Id(home.org.expect("a household").0);
    let check = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
        organisations::check(tx, desk, caller, &key, 2, Checked::Identity)
    };
    house.write(moderator, check).await.expect("looked at");
}

async fn person(house: &House, org: OrgId, role: Role, email: &str, phone: Option<String>) -> UserId {
    let mut addresses = vec![Address::parse("email", email).expect("an address")];
    addresses.extend(phone.map(|phone| Address::parse("sms", &phone).expect("a number")));
    setup::person(house, org, role, NewPerson { name: "Maryam".into(), language: "en", addresses })
        .await
        .expect("a person")
}

/// A worker as an agency enters them.
pub fn new_worker(passport: &str) -> app::workers::NewWorker {
    app::workers::NewWorker {
        name: "Selam Tesfaye Bekele".into(),
        birth_date: "1994-05-02".parse().expect("a day"),
        facts: app::workers::Facts {
            first_name: "Selam".into(),
            age: 31,
            age_on: "2026-01-04".parse().expect("a day"),
            origin: "ET".into(),
            languages: vec!["am".into(), "ar".into()],
            skills: vec!["cooking".into()],
            work: vec!["housekeeper".into()],
            experience_years: 6,
            available_from: "2026-01-04".parse().expect("a day"),
            wage_minor: Some(120_000),
            history: None,
        },
        passport: Some(Passport::parse(passport).expect("a number")),
        passport_until: Some("2031-05-02".parse().expect("a day")),
        civil_id: None,
        phone: Some(Phone::parse("+251911000001").expect("a number")),
        kin_name: Some("Abeba".into()),
        kin_phone: Some(Phone::parse("+251911000002").expect("a number")),
        fitness: Some("fit".into()),
        fitness_on: Some("2025-12-20".parse().expect("a day")),
    }
}

/// Takes compiled tables for sources, so that these tests need not wait for Cedar. The compiler itself is tested with the binary.
struct Tables;

impl app::ports::PolicyCompiler for Tables {
    fn compile(&self, files: &app::ports::PolicyFiles) -> Result<Table, Vec<app::ports::PolicyFault>> {
        let (name, text) = files.first_key_value().expect("one file at least");
        Table::from_bytes(text.as_bytes()).map_err(|damaged| {
            let (file, line) = (name.clone(), damaged.line);
            vec![app::ports::PolicyFault { file, line, what: damaged.to_string(), help: None }]
        })
    }
}
