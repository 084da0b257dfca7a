//! The server that is measured: the demo's world with a crowd of listed workers, served by the release program.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::process::{Process, free_port};

/// So many agencies share the crowd; the first of them is the one whose staff the benchmark uses.
pub const AGENCY: &str = "AG-021";
/// Building a world of many workers takes minutes on a slow machine.
const BUILD: Duration = Duration::from_mins(30);

/// A household's case that waits for the meeting to be agreed.
#[derive(Debug, Clone)]
pub struct OpenCase {
    /// The household's token.
    pub token: String,
    /// The case.
    pub id: String,
    /// Its version now.
    pub version: i64,
}

/// Our server and what the scenarios need of its world.
pub struct Ours {
    process: Process,
    program: PathBuf,
    data: PathBuf,
    http: Client,
    people: Vec<(String, String, String)>,
    cases: RefCell<Vec<OpenCase>>,
}

impl Ours {
    /// Builds the world in a folder and starts the server there.
    pub fn start(program: &Path, data: &Path, crowd: usize) -> Result<Self, String> {
        Self::serve(program, data, Some(crowd))
    }

    /// Starts the server on a world that was built before.
    pub fn go_on(program: &Path, data: &Path) -> Result<Self, String> {
        Self::serve(program, data, None)
    }

    fn serve(program: &Path, data: &Path, crowd: Option<usize>) -> Result<Self, String> {
        let (port, operations) = (free_port()?, free_port()?);
        let mut command = Command::new(program);
        command.args(["demo", "--port", &port.to_string(), "--ops-port", &operations.to_string()]);
        // A round measures for longer than a token holds, and renews nothing.
        command.env("AMANA__SESSIONS__ACCESS_MINUTES", "60");
        // No scanner is started here.
        command.env("AMANA__DOCUMENTS__UNSCANNED", "[\"municipal_licence\"]");
        command.arg("--data").arg(data).stderr(Stdio::inherit());
        command.args(crowd.map(|crowd| ["--crowd".to_owned(), crowd.to_string()]).into_iter().flatten());
        let process = Process::start(command, port, BUILD)?;
        let list = data.join("demo.json");
        for _ in 0..500 {
            if list.exists() {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        let text = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
        let demo: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let word = |person: &Value, name: &str| person[name].as_str().unwrap_or_default().to_owned();
        let people = demo["people"].as_array().ok_or("demo.json lists nobody")?.iter();
        let people = people.map(|one| (word(one, "role"), word(one, "reference"), word(one, "email"))).collect();
        let http = Client::builder().timeout(Duration::from_mins(1)).build().map_err(|error| error.to_string())?;
        let (program, data) = (program.to_owned(), data.to_owned());
        Ok(Self { process, program, data, http, people, cases: RefCell::default() })
    }

    /// Ends the server.
    pub fn stop(self) -> Result<(), String> {
        self.process.stop()
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.process.port
    }

    /// How long it took to start.
    pub const fn started_in(&self) -> Duration {
        self.process.started_in
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends the server and has the record of everything checked from beginning to end.
    pub fn stop_and_verify(self) -> Result<String, String> {
        let Self { process, program, data, .. } = self;
        process.stop()?;
        let said = Command::new(program).args(["audit", "verify", "--data"]).arg(data).output();
        let said = said.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        if said.status.success() { Ok(text) } else { Err(format!("the record does not verify: {text}")) }
    }

    /// Records that are on disk.
    pub fn records(&self) -> Result<u64, String> {
        let file = self.data.join("db/amana.db");
        let open = rusqlite::Connection::open_with_flags(&file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
        let count =
            open.and_then(|db| db.query_row("select count(*) from audit_event", [], |row| row.get::<_, i64>(0)));
        count.map(i64::unsigned_abs).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// The addresses of everybody in this role, at this place if one is given.
    pub fn emails(&self, role: &str, reference: Option<&str>) -> Vec<&str> {
        let fits = |(of, at, _): &&(String, String, String)| of == role && reference.is_none_or(|wanted| at == wanted);
        self.people.iter().filter(fits).map(|(.., email)| email.as_str()).collect()
    }

    /// A token for the agency's user.
    pub fn agency(&self) -> Result<String, String> {
        self.sign_in(self.emails("agency_user", Some(AGENCY)).first().ok_or("the agency has nobody")?)
    }

    /// Tokens for so many households.
    pub fn households(&self, most: usize) -> Result<Vec<String>, String> {
        self.emails("customer", None).into_iter().take(most).map(|email| self.sign_in(email)).collect()
    }

    /// Signs somebody in with the code that they are sent.
    pub fn sign_in(&self, email: &str) -> Result<String, String> {
        let before = self.codes(email)?.len();
        let asked = self.post("/api/v1/sign-in", "", &json!({ "channel": "email", "address": email }))?;
        let challenge = asked.1["challenge"].as_str().ok_or("no challenge")?.to_owned();
        for _ in 0..500 {
            let codes = self.codes(email)?;
            if codes.len() > before {
                let (status, opened) =
                    self.post(&format!("/api/v1/sign-in/{challenge}"), "", &json!({ "code": codes[0] }))?;
                let token = opened["access_token"].as_str().map(str::to_owned);
                return token.ok_or_else(|| format!("sign-in answered {status}"));
            }
            sleep(Duration::from_millis(20));
        }
        Err(format!("no code came for {email}"))
    }

    fn codes(&self, email: &str) -> Result<Vec<String>, String> {
        let letters = self.get(&format!("/demo/inbox.json?to={email}"), "")?;
        let digits =
            |text: &str| text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).map(str::to_owned);
        let letters = letters.as_array().cloned().unwrap_or_default();
        Ok(letters.iter().filter_map(|letter| digits(letter["text"].as_str()?)).collect())
    }

    /// GET of what must be there.
    pub fn get(&self, path: &str, token: &str) -> Result<Value, String> {
        let request = self.http.get(format!("http://127.0.0.1:{}{path}", self.port()));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let answer = request.send().map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("GET {path} answered {}", answer.status()));
        }
        answer.json().map_err(|error| error.to_string())
    }

    /// POST of JSON: the status and what came.
    pub fn post(&self, path: &str, token: &str, body: &Value) -> Result<(u16, Value), String> {
        let request = self.http.post(format!("http://127.0.0.1:{}{path}", self.port())).json(body);
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let answer = request.send().map_err(|error| error.to_string())?;
        Ok((answer.status().as_u16(), answer.json().unwrap_or(Value::Null)))
    }

    /// The first so many items of a list.
    pub fn some(&self, path: &str, token: &str, most: usize) -> Result<Vec<Value>, String> {
        let (mut items, mut next) = (Vec::new(), String::new());
        let mark = if path.contains('?') { '&' } else { '?' };
        while items.len() < most {
            let page = self.get(&format!("{path}{mark}limit=100{next}"), token)?;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&after={cursor}");
        }
        items.truncate(most);
        Ok(items)
    }

    /// The references of published profiles of the agency whom nobody holds.
    pub fn free_profiles(&self, most: usize) -> Result<Vec<String>, String> {
        let shown = self.some("/api/v1/catalogue", "", 20_000)?;
        let free = shown.iter().filter(|profile| {
            profile["fields"]["agency"]["value"] == AGENCY && profile["fields"]["held"]["value"] == false
        });
        Ok(free.take(most).filter_map(|profile| profile["reference"].as_str().map(str::to_owned)).collect())
    }

    /// The same cases in each round, with the versions that they have now: a household may hold two workers only.
    pub fn cases_at_rest(&self, most: usize) -> Result<Vec<OpenCase>, String> {
        let mut kept = self.cases.borrow_mut();
        if kept.is_empty() {
            *kept = self.accepted_cases(most)?;
            if kept.len() < most {
                return Err(format!("only {} households may hold somebody", kept.len()));
            }
        }
        for case in kept.iter_mut() {
            let now = self.get(&format!("/api/v1/cases/{}", case.id), &case.token)?;
            case.version = now["version"].as_i64().ok_or("no version")?;
        }
        Ok(kept.clone())
    }

    /// Cases that the agency has taken on, one for each caller, each of another household.
    fn accepted_cases(&self, most: usize) -> Result<Vec<OpenCase>, String> {
        let agency = self.agency()?;
        let mut profiles = self.free_profiles(200)?.into_iter();
        let mut cases = Vec::new();
        for token in self.households(usize::MAX)? {
            if cases.len() == most {
                break;
            }
            let profile = profiles.next().ok_or("too few profiles")?;
            let open = json!({ "kind": "placement", "profile": profile });
            let (status, case) = self.post("/api/v1/cases", &token, &open)?;
            let Some(id) = case["id"].as_str().filter(|_| status == 201).map(str::to_owned) else { continue };
            let steps = format!("/api/v1/cases/{id}/steps");
            // A household that holds somebody already is left out.
            if self.post(&steps, &token, &json!({ "step": "hold", "version": case["version"] }))?.0 != 200 {
                continue;
            }
            let accept = json!({ "step": "accept", "version": 2, "attest": ["conflict_checked"] });
            let (status, case) = self.post(&steps, &agency, &accept)?;
            if status != 200 {
                return Err(format!("accept answered {status}: {case}"));
            }
            let version = case["version"].as_i64().ok_or("no version")?;
            cases.push(OpenCase { token, id, version });
        }
        Ok(cases)
    }
}
