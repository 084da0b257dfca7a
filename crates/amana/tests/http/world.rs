//! The demo's world: built once for all tests of this binary, its people signed in, copied for each test that changes much.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Call, Client};
use crate::place::{Place, Server, free_port};

/// Somebody of the demo.
#[derive(Debug, Clone)]
pub struct Person {
    pub role: String,
    /// `AG-021`, or the reference of a household or a worker.
    pub reference: String,
    pub organisation: String,
    pub email: String,
    /// The bearer token; empty for workers, who sign in one by one.
    pub token: String,
}

/// The world as it was built and stopped.
struct World {
    folder: PathBuf,
    people: Vec<Person>,
    keeper: Keeper,
}

/// Takes the folder away, and ends the server that no test owns, when this process ends, however it does.
struct Keeper {
    ear: Mutex<ChildStdin>,
    _shell: Child,
}

const KEEP: &str = r#"while read -r line; do server=$line; done
[ -z "$server" ] || kill -KILL "$server"
rm -rf "$1""#;

impl Keeper {
    fn of(folder: &Path) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEP, "keeper"]).arg(folder).stdin(Stdio::piped());
        let mut shell = std::os::unix::process::CommandExt::process_group(&mut shell, 0).spawn().expect("sh starts");
        Self { ear: Mutex::new(shell.stdin.take().expect("its input")), _shell: shell }
    }

    fn keep(&self, server: u32) {
        writeln!(self.ear.lock().expect("not poisoned"), "{server}").expect("heard");
    }
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let folder = tempfile::Builder::new().prefix("amana-world-").tempdir().expect("a folder").keep();
        let keeper = Keeper::of(&folder);
        let port = free_port();
        let mut server = start(&folder, port, free_port());
        let client = Client::new(port);
        server.until("the demo is ready", || folder.join("demo/demo.json").exists());
        let demo: Value =
            serde_json::from_slice(&fs::read(folder.join("demo/demo.json")).expect("read")).expect("JSON");
        let word = |person: &Value, name: &str| person[name].as_str().expect("a text").to_owned();
        let people = demo["people"].as_array().expect("people").iter();
        let mut people: Vec<Person> = people
            .map(|person| Person {
                role: word(person, "role"),
                reference: word(person, "reference"),
                organisation: word(person, "organisation"),
                email: word(person, "email"),
                token: String::new(),
            })
            .collect();
        let emails: Vec<&str> = people.iter().filter(|p| p.role != "worker").map(|p| p.email.as_str()).collect();
        let mut tokens = sign_in(&client, &emails);
        for person in &mut people {
            person.token = tokens.remove(&person.email).unwrap_or_default();
        }
        assert_eq!(server.stop().status, 0);
        World { folder, people, keeper }
    })
}

fn start(folder: &Path, port: u16, operations: u16) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amana"));
    let (port, operations) = (port.to_string(), operations.to_string());
    command.args(["demo", "--data", "demo", "--port", &port, "--ops-port", &operations]).current_dir(folder);
    // One sign-in is enough for all tests: what five minutes mean is tested where it is tested.
    command.env("AMANA__SESSIONS__ACCESS_MINUTES", "60");
    let said = fs::File::options().create(true).append(true).open(folder.join("said")).expect("a file");
    Server::of(command.stdout(Stdio::null()).stderr(said).spawn().expect("starts"))
}

/// Signs these people in with the codes that they are sent; the tokens by address.
pub fn sign_in(client: &Client, emails: &[&str]) -> HashMap<String, String> {
    let mut challenges: Vec<(&str, String, usize)> = Vec::new();
    for email in emails {
        let before = codes(client, email).len();
        let ask = json!({ "channel": "email", "address": email });
        let asked = client.ask(Call::post("/api/v1/sign-in", &ask)).expect(202);
        challenges.push((email, asked["challenge"].as_str().expect("a challenge").to_owned(), before));
    }
    let mut tokens = HashMap::new();
    for (email, challenge, before) in challenges {
        let sent = awaited(&format!("a code for {email}"), || {
            let codes = codes(client, email);
            (codes.len() > before).then(|| codes[0].clone())
        });
        let opened =
            client.ask(Call::post(format!("/api/v1/sign-in/{challenge}"), &json!({ "code": sent }))).expect(200);
        tokens.insert(email.to_owned(), opened["access_token"].as_str().expect("a token").to_owned());
    }
    tokens
}

/// Every code that was sent to this address, newest first.
pub fn codes(client: &Client, email: &str) -> Vec<String> {
    let letters = client.ask(Call::get(format!("/demo/inbox.json?to={email}"))).expect(200);
    let about_codes = |letter: &&Value| ["Your sign-in code", "رمز الدخول"].iter().any(|one| letter["subject"] == *one);
    let letters = letters.as_array().expect("letters").iter().filter(about_codes);
    letters.map(|letter| digits(letter["text"].as_str().expect("a text"))).collect()
}

/// The six digits in a text.
pub fn digits(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 6).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// Waits for something that another process does.
pub fn awaited<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    for _ in 0..1200 {
        if let Some(found) = look() {
            return found;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("never: {what}");
}

/// A demo of a test's own, or the one that tests share which change little.
pub struct Demo {
    pub place: Place,
    pub client: Client,
    server: Option<Server>,
}

/// The shared one.
pub fn shared() -> &'static Demo {
    static SHARED: OnceLock<Demo> = OnceLock::new();
    SHARED.get_or_init(|| {
        let demo = Demo::new();
        world().keeper.keep(demo.id());
        demo
    })
}

impl Demo {
    /// A copy of the world, running.
    pub fn new() -> Self {
        let mut demo = Self::stopped();
        demo.start();
        demo
    }

    /// A copy of the world.
    pub fn stopped() -> Self {
        let place = Place::new();
        copy(&world().folder.join("demo"), &place.path("demo"));
        Self { client: Client::new(place.public), place, server: None }
    }

    /// Starts the server and waits until it answers.
    pub fn start(&mut self) {
        // whoever was killed left the file that says that it is ready
        drop(fs::remove_file(self.place.path("demo/demo.json")));
        let mut server = start(&self.place.path(""), self.place.public, self.place.operations);
        let ready = self.place.path("demo/demo.json");
        server.until("the demo is ready", || ready.exists());
        self.server = Some(server);
    }

    /// What the server said of errors.
    pub fn said(&self) -> String {
        fs::read_to_string(self.place.path("said")).unwrap_or_default()
    }

    /// SIGKILL: no destructor runs, nothing is finished.
    pub fn kill(&mut self) {
        drop(self.server.take().expect("it runs"));
    }

    pub fn id(&self) -> u32 {
        self.server.as_ref().expect("it runs").id()
    }

    /// Moves the demo's clock.
    pub fn advance(&self, by: &str) {
        self.client.ask(Call::post("/demo/clock", &json!({ "advance": by }))).expect(200);
    }

    /// Signs one person in.
    pub fn token(&self, email: &str) -> String {
        sign_in(&self.client, &[email]).remove(email).expect("a token")
    }

    /// The log holds, and how many records it has.
    pub fn verify(&self) -> u64 {
        let said = self.place.run(&["audit", "verify", "--data", "demo", "--json"]);
        assert_eq!(said.status, 0, "{}{}", said.out, said.err);
        said.json()["rows"].as_u64().expect("a count")
    }
}

/// Everybody with this role, in the order of the demo.
pub fn people(role: &str) -> Vec<&'static Person> {
    world().people.iter().filter(|person| person.role == role).collect()
}

/// The first with this role.
pub fn one(role: &str) -> &'static Person {
    people(role)[0]
}

/// Somebody of an agency.
pub fn of_agency(role: &str, code: &str) -> &'static Person {
    people(role).into_iter().find(|person| person.reference == code).expect("an agency's")
}

/// A worker by the roster's reference.
pub fn worker(reference: &str) -> &'static Person {
    people("worker").into_iter().find(|person| person.reference == reference).expect("a worker with a sign-in")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("made");
    fs::set_permissions(to, fs::metadata(from).expect("read").permissions()).expect("set");
    for entry in fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}
