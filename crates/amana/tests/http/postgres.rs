//! The real thing, `amana serve`, on a PostgreSQL: one worker wanted by 512 callers; the database stopped and started again.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use app::documents::Documents;
use app::documents::ports::{Doing, Getting, Listed, Looker, Looking, Objects, Putting, Task, Trouble};
use app::log::LogSigner;
use app::organisations::{self, Checked, HouseholdFacts, Identity};
use app::ports::{Clock, Message, Messenger, Random, SendError, Sending};
use app::setup::{self, Found, NewPerson};
use app::sign_in::Address;
use app::workers::{self, Given, RosterStep};
use app::{Caller, House, Parts};
use audit::{ChainKey, IngestKey, LogId};
use domain::attest::Statement;
use domain::consent::{ConsentKind, ConsentMethod};
use domain::digest::Digest;
use domain::pack::{Pack, Packs};
use domain::{OrgId, Role, UserId};
use envelope::{BlindIndexKey, CivilId, CodeKey, Entropy, KeyFile, KeyKind, Keyring, Phone, RootKey, SystemEntropy};
use serde_json::{Value, json};
use store::{Config, Log, Postgres, Store};
use testkit::postgres::{Cluster, Database};
use totp_rs::{Builder, Secret};
use uuid::Uuid;

use crate::client::{Call, Client};
use crate::place::{Place, Server, get};
use crate::race::{judge, race};
use crate::world::{awaited, digits};

/// Households of the town. Two of them may hold the same number of workers: two each.
const HOMES: usize = 16;

struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "the town is founded now, and served by a real clock")]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn real(&self) -> jiff::Timestamp {
        self.now()
    }
}

struct Drawn;

impl Random for Drawn {
    fn seed(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        SystemEntropy.fill(&mut bytes);
        bytes
    }
}

struct Nobody;

impl Messenger for Nobody {
    fn send(&self, _: Message) -> Sending<'_> {
        Box::pin(std::future::ready(Err(SendError::Later("nothing is sent while a town is founded".to_owned()))))
    }
}

/// An installation on a PostgreSQL with an agency, a listed worker and some households, served by the binary.
struct Town {
    place: Place,
    server: Server,
    client: Client,
    agency: String,
    homes: Vec<String>,
    profile: String,
}

impl Town {
    fn on(database: &Database) -> Self {
        let place = Place::new();
        let text = fs::read_to_string(place.path("amana.toml")).expect("read");
        let (url, admin) = (&database.url, &database.admin_url);
        // One sign-in is enough for all that is asked here.
        let sessions = "[sessions]\naccess_minutes = 60\n";
        place.configure(&format!("{text}{sessions}[database]\nurl = \"{url}\"\nadmin_url = \"{admin}\"\npool = 8\n"));
        place.done(&["migrate"]);
        tokio::runtime::Runtime::new().expect("a runtime").block_on(found(&house(&place, url)));
        let said = fs::File::create(place.path("said")).expect("a file");
        let child = place.command(&["serve"]).stdout(Stdio::null()).stderr(said).spawn().expect("starts");
        let mut server = Server::of(child);
        server.until("it answers", || get(place.public, "/api/v1/catalogue", None).is_some());
        let client = Client::new(place.public);
        let mut tokens: Vec<String> =
            addresses().iter().map(|address| sign_in(&client, &place.path("spool"), address)).collect();
        let agency = tokens.pop().expect("the agency's");
        let shown = client.see("", "/api/v1/catalogue");
        let profile = shown["items"][0]["reference"].as_str().expect("a profile").to_owned();
        Self { place, server, client, agency, homes: tokens, profile }
    }

    fn verified(&self) {
        let said = self.place.done(&["audit", "verify", "--json"]).json();
        assert!(said["rows"].as_u64().is_some_and(|rows| rows > 50), "{said}");
    }
}

/// The households', then the agency's admin's.
fn addresses() -> Vec<String> {
    let homes = (0..HOMES).map(|n| format!("home-{n}@homes.example"));
    homes.chain(["admin@ag-021.example".to_owned()]).collect()
}

/// Signs in with the code that the spool was left.
fn sign_in(client: &Client, spool: &Path, address: &str) -> String {
    let asked =
        client.ask(Call::post("/api/v1/sign-in", &json!({ "channel": "email", "address": address }))).expect(202);
    let code = awaited("a code in the spool", || {
        let letters = fs::read_dir(spool).ok()?.filter_map(|entry| fs::read(entry.ok()?.path()).ok());
        let letters = letters.filter_map(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let mut own = letters.filter(|letter| letter["to"] == *address);
        own.next().map(|letter| digits(letter["text"].as_str().expect("a text")))
    });
    let challenge = asked["challenge"].as_str().expect("a challenge");
    let opened = client.ask(Call::post(format!("/api/v1/sign-in/{challenge}"), &json!({ "code": code }))).expect(200);
    let token = opened["access_token"].as_str().expect("a token").to_owned();
    if client.ask(Call::get("/api/v1/me/authenticator").by(&token)).expect(200)["demanded"] == true {
        sets_up(client, &token);
    }
    token
}

/// The authenticator that a role demands.
fn sets_up(client: &Client, token: &str) {
    let begun = client.ask(Call::new("POST", "/api/v1/me/authenticator").by(token)).expect(201);
    let secret = Secret::try_from_base32(begun["secret"].as_str().expect("a secret")).expect("base 32");
    let phone = Builder::new().with_secret(secret).build().expect("a secret");
    let confirm = format!("/api/v1/me/authenticator/{}/confirm", begun["id"].as_str().expect("an id"));
    let answer = json!({ "code": phone.generate_current().to_string() });
    client.ask(Call::post(confirm, &answer).by(token)).expect(200);
}

/// The use cases on the installation's own database and keys, beside no server.
fn house(place: &Place, url: &str) -> House {
    let mark: Value =
        serde_json::from_slice(&fs::read(place.path("data/installation.json")).expect("read")).expect("JSON");
    let id = |name: &str| Uuid::parse_str(mark[name].as_str().expect("an id")).expect("a UUID");
    let key = |name: &str, kind| KeyFile::load(&place.path("keys").join(name), kind, id("id")).expect("a key");
    let chain = key("chain.key", KeyKind::Chain);
    let log = Log {
        id: LogId(id("log")),
        key: ChainKey::at(chain.period, chain.secret.bytes().clone()),
        ingest: IngestKey::new(key("ingest.key", KeyKind::Ingest).secret.bytes()),
        writer: Uuid::from_bytes(Drawn.seed()),
        head_file: None,
        outside: Vec::new(),
    };
    let config = Postgres { pool: 2, sequencer: false, ..Postgres::new(url) };
    let root = RootKey::new(&key("root.key", KeyKind::Root).secret);
    let codes = CodeKey::new(&key("codes.key", KeyKind::Codes).secret);
    let pack = Pack::parse(include_str!("../../../../packs/om.toml"), Digest::from([1; 32])).expect("the shipped pack");
    House::new(Parts {
        store: Store::open(&Config::Postgres(config), log).expect("the store opens"),
        policy: arc_swap::ArcSwap::from_pointee(policy::shipped().expect("the shipped policies")),
        policies: Arc::new(NoCompiler),
        packs: arc_swap::ArcSwap::from_pointee(Packs::new(pack, Vec::new())),
        keyring: Keyring::new(root, Arc::new(SystemEntropy)),
        indexes: BlindIndexKey::new(key("index.key", KeyKind::Index).secret),
        codes,
        access: app::sign_in::Access::new("https://amana.example", app::sign_in::Lifetimes::default()),
        entropy: Arc::new(SystemEntropy),
        log: LogSigner::new(LogId(id("log")), 1, key("log.key", KeyKind::Log).secret.bytes().clone()),
        witnesses: Vec::new(),
        clock: Arc::new(RealClock),
        random: Arc::new(Drawn),
        messenger: Arc::new(Nobody),
        gateways: Vec::new(),
        printer: Arc::new(NoFiles),
        documents: Documents {
            objects: Arc::new(NoFiles),
            looker: Arc::new(NoFiles),
            scanner: None,
            unscanned: Vec::new(),
            under_way: app::documents::UnderWay::default(),
        },
        texts: Arc::new(web::messages::Messages::new("https://amana.example")),
        demo: false,
    })
}

/// No document is filed here.
struct NoFiles;

fn nowhere<T>() -> Doing<'static, T> {
    Box::pin(async { Err(Trouble::Later("no documents here".to_owned())) })
}

impl app::ports::printer::Printer for NoFiles {
    fn pdf(&self, _: &app::ports::printer::Paper) -> Result<Vec<u8>, app::ports::printer::PrintError> {
        Err(app::ports::printer::PrintError("nothing is printed here".to_owned()))
    }
}

impl Objects for NoFiles {
    fn name(&self) -> &'static str {
        "nowhere"
    }
    fn begin<'a>(&'a self, _: &'a str) -> Doing<'a, Box<dyn Putting>> {
        nowhere()
    }
    fn open<'a>(&'a self, _: &'a str) -> Doing<'a, Option<Box<dyn Getting>>> {
        nowhere()
    }
    fn remove<'a>(&'a self, _: &'a str) -> Doing<'a, ()> {
        nowhere()
    }
    fn list<'a>(&'a self, _: &'a str) -> Doing<'a, Vec<Listed>> {
        nowhere()
    }
    fn tidy(&self) -> Doing<'_, u64> {
        nowhere()
    }
}

impl Looker for NoFiles {
    fn begin(&self, _: Task) -> Doing<'_, Box<dyn Looking>> {
        nowhere()
    }
}

/// The policies stay as they are here.
struct NoCompiler;

impl app::ports::PolicyCompiler for NoCompiler {
    fn compile(&self, _: &app::ports::PolicyFiles) -> Result<policy::Table, Vec<app::ports::PolicyFault>> {
        Err(Vec::new())
    }
}

async fn person(house: &House, org: OrgId, role: Role, email: &str) -> UserId {
    person_reached(house, org, role, email, None).await
}

async fn person_reached(house: &House, org: OrgId, role: Role, email: &str, phone: Option<&str>) -> UserId {
    let mut addresses = vec![Address::parse("email", email).expect("an address")];
    addresses.extend(phone.map(|phone| Address::parse("sms", phone).expect("a number")));
    let new = NewPerson { name: "Maryam Al Balushi".into(), language: "en", addresses };
    setup::person(house, org, role, new).await.expect("a person")
}

async fn found(house: &House) {
    let operator = Found::Operator { name: "Amana".into(), name_ar: "أمانة".into() };
    let operator = setup::organisation(house, operator).await.expect("an operator");
    let moderator = person(house, operator, Role::Moderator, "moderator@amana.example").await;
    let moderator = Caller::member(moderator, operator, Role::Moderator, "en");
    let agency = Found::Agency {
        code: "AG-021".into(),
        name: "Al Waha Manpower".into(),
        name_ar: "الواحة للقوى العاملة".into(),
        licence_until: "2099-12-31".parse().expect("a day"),
    };
    let agency = setup::organisation(house, agency).await.expect("an agency");
    let mut emails = addresses();
    let admin = person(house, agency, Role::AgencyAdmin, &emails.pop().expect("the admin's")).await;
    let admin = Caller::member(admin, agency, Role::AgencyAdmin, "en");
    for (n, email) in emails.iter().enumerate() {
        let home = setup::organisation(house, Found::Customer).await.expect("a household");
        let phone = format!("+9685920{n:04}");
        let user = person_reached(house, home, Role::Customer, email, Some(&phone)).await;
        let home = Caller::member(user, home, Role::Customer, "en");
        let identity = Identity {
            name: "Salim Al Habsi".into(),
            civil_id: CivilId::parse(&format!("{}", 12_345_600 + n)).expect("a number"),
            address: "Way 4512, Al Khuwair".into(),
            phone: Phone::parse(&phone).expect("a number"),
        };
        let facts = HouseholdFacts {
            identity: Some(identity),
            area: "Al Khuwair".into(),
            household: "Two adults, three children".into(),
            duties: "Housekeeping and cooking".into(),
        };
        organisations::fill(house, &home, 1, facts).await.expect("filled in");
        let key = app::admit::Key::Id(home.org.expect("a household").0);
        let check = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            organisations::check(tx, desk, caller, &key, 2, Checked::Identity)
        };
        house.write(&moderator, check).await.expect("looked at");
    }
    list_worker(house, &admin, &moderator).await;
}

/// A worker on the agency's roster, with consent, reviewed and listed.
async fn list_worker(house: &House, admin: &Caller, moderator: &Caller) {
    let new = json!({
        "name": "Selam Tesfaye", "first_name": "Selam", "birth_date": "1994-05-02", "origin": "ET",
        "languages": ["am", "ar"], "work": ["housekeeper"], "passport": "EP1234567",
    });
    let new: web::api::new_worker::NewWorkerBody = serde_json::from_value(new).expect("a worker");
    let new = new.checked(domain::calendar::muscat(RealClock.now())).expect("sound");
    let worker = workers::draft(house, admin, new).await.expect("a draft");
    let user = person(house, admin.org.expect("an agency"), Role::Worker, "selam@workers.example").await;
    setup::worker_sign_in(house, worker, user).await.expect("a sign-in");
    let own = Caller::member(user, admin.org.expect("an agency"), Role::Worker, "en");
    let key = app::admit::Key::Id(worker.0);
    for kind in [ConsentKind::Listing, ConsentKind::Meet] {
        let given = Given { kind, language: "am".into(), method: ConsentMethod::InApp, case: None };
        let key = key.clone();
        let give = house.write(&own, move |tx, desk, caller| workers::give(tx, desk, caller, &key, &given));
        give.await.expect("a consent");
    }
    let steps: [(&Caller, RosterStep, &'static [Statement]); 3] = [
        (&own, RosterStep::Consent {}, &[]),
        (moderator, RosterStep::Review {}, &[Statement::ScansClean, Statement::ReidentificationChecked]),
        (moderator, RosterStep::List {}, &[Statement::PublicFieldsOnly]),
    ];
    for (n, (caller, step, said)) in steps.into_iter().enumerate() {
        if n == 1 {
            let key = key.clone();
            let paid = &[Statement::WorkerPaidNothing];
            let say = house.write(admin, move |tx, desk, caller| workers::attest(tx, desk, caller, &key, paid));
            say.await.expect("stated");
        }
        let (look, key) = (key.clone(), key.clone());
        let version =
            house.read(caller, move |tx, desk, caller| Ok(app::admit::worker(tx, desk, caller, &look)?.row.version));
        let version = version.await.expect("a version");
        let take = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
            workers::take(tx, desk, caller, &key, version, step, said)
        };
        house.write(caller, take).await.expect("a step");
    }
}

#[test]
fn of_512_callers_who_hold_one_worker_at_once_exactly_one_wins_on_postgres() {
    let town = Town::on(&Cluster::shared().empty());
    let answers = race(&town.client, &town.homes, &town.profile);
    judge(&town.client, &answers, &town.agency, &town.homes, &town.profile);
    town.verified();
    assert_eq!(town.server.stop().status, 0);
}

#[test]
fn a_text_that_postgres_cannot_keep_is_refused_with_its_place() {
    let town = Town::on(&Cluster::shared().empty());
    let (home, admin) = (&town.homes[0], &town.agency);
    let worker = town.client.all(admin, "/api/v1/workers")[0].clone();
    let worker = format!("/api/v1/workers/{}", worker["id"].as_str().expect("an id"));
    let household = |name: &str| {
        let mut body =
            json!({ "version": 3, "area": "Barka", "household": "Two", "duties": "Cooking", "accept_notice": true });
        body[name] = json!("Bar\u{0}ka");
        Call::new("PUT", "/api/v1/household").json(&body).by(home)
    };
    let consent = json!({ "kind": "listing", "language": "a\u{0}", "method": "paper" });
    let refused = [
        (Call::get("/api/v1/catalogue?work=%00"), "work"),
        (Call::get("/api/v1/catalogue?language=%00"), "language"),
        (household("area"), "/area"),
        (household("duties"), "/duties"),
        (Call::post("/api/v1/workers", &json!({ "first_name": "Se\u{0}lam" })).by(admin), "/first_name"),
        (Call::new("PATCH", &worker).json(&json!({ "version": 5, "history": "\u{0}" })).by(admin), "/history"),
        (Call::post(format!("{worker}/consents"), &consent).by(admin), "/language"),
    ];
    for (call, place) in refused {
        let shown = call.path.clone();
        let answer = town.client.ask(call);
        assert_eq!(answer.status, 422, "{shown}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["pointer"], place, "{shown}");
    }
    assert_eq!(town.server.stop().status, 0);
}

#[test]
fn a_postgres_that_stops_is_answered_503_and_works_again_by_itself() {
    let cluster = Cluster::start(&[]);
    let town = Town::on(&cluster.empty());
    let body = json!({ "kind": "placement", "profile": town.profile });
    let enquire = |home: &str| town.client.ask(Call::post("/api/v1/cases", &body).by(home));
    enquire(&town.homes[0]).expect(201);
    for home in &town.homes[2..4] {
        cluster.stop();
        let calls = [
            Call::post("/api/v1/cases", &body).by(home),
            Call::get("/api/v1/cases").by(&town.homes[1]),
            Call::get("/api/v1/catalogue"),
            Call::post("/api/v1/sign-in", &json!({ "channel": "email", "address": "home-1@homes.example" })),
        ];
        for call in calls {
            let shown = call.path.clone();
            let answer = town.client.ask(call);
            assert_eq!((answer.status, answer.problem().as_str()), (503, "/problems/unavailable"), "{shown}");
            assert!(answer.header("retry-after").is_some(), "{shown}");
        }
        let token = town.place.token("keys");
        assert_eq!(get(town.place.operations, "/health/live", Some(&token)).expect("answers").0, 200);
        assert_eq!(get(town.place.operations, "/health/ready", Some(&token)).expect("answers").0, 503);
        cluster.start_again();
        awaited("writes work again", || (enquire(home).status == 201).then_some(()));
        assert_eq!(town.client.all(home, "/api/v1/cases").len(), 1, "what was answered with 503 left nothing");
        awaited("it is ready", || {
            (get(town.place.operations, "/health/ready", Some(&token)).expect("answers").0 == 200).then_some(())
        });
        // what had waited in the outbox meanwhile goes out as well
        sign_in(&town.client, &town.place.path("spool"), "selam@workers.example");
        fs::remove_dir_all(town.place.path("spool"))
            .and_then(|()| fs::create_dir(town.place.path("spool")))
            .expect("empty");
    }
    town.verified();
}
