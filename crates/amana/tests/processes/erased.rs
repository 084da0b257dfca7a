//! Somebody is erased and hunted for: in every file of the data folder, the gateway's spool, the server's own words, and a backup
//! taken afterwards and restored, in clear and in the ways that programs write things down.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::postgres::Cluster;

use crate::api::Api;
use crate::place::{Place, Server, get};

const DPO: &str = "dpo@operator.example";
const LIST: &str = "Full name;First name;Nationality;Date of birth;Passport No;Languages;Skills;Work;Experience;Mobile\n\
    Zebenaye Qelemwork Tolosabet;Zebenaye;Ethiopia;02/05/1994;EP9183746;Amharic, Arabic;Cooking;Housekeeper;6;+251918273645\n";
const WORKER: &[&str] = &["Qelemwork", "Tolosabet", "Zebenaye", "EP9183746", "251918273645", "96899182731"];
const HOUSEHOLD: &[&str] = &[
    "Hamdan Al Qutaytiya",
    "91827364",
    "Villa Zumurruda",
    "Wadi Qashmiri",
    "twin falconers",
    "falcon hoods",
    "96899182732",
];
const PERSON: &[&str] = &["Zuwaina Al Qasabi", "zuwaina.qasabi@waha.example"];

/// The ways in which a value could be written down.
fn forms(value: &str) -> Vec<Vec<u8>> {
    let bytes = value.as_bytes();
    let mut forms = vec![bytes.to_vec(), value.to_lowercase().into_bytes()];
    forms.push(value.encode_utf16().flat_map(u16::to_le_bytes).collect());
    forms.push(value.encode_utf16().flat_map(u16::to_be_bytes).collect());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    forms.extend([hex.to_uppercase().into_bytes(), hex.into_bytes()]);
    // Wherever it begins within three bytes; the first and last letters depend on the neighbours.
    for shift in 0..3 {
        let text = STANDARD.encode([&vec![0; shift][..], bytes].concat());
        let inner = &text.as_bytes()[4..text.trim_end_matches('=').len() - 2];
        if inner.len() >= 8 {
            forms.push(inner.to_vec());
        }
    }
    forms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

/// Every file of these folders in which one of the values stands in some form.
fn hunt(folders: &[PathBuf], values: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = fs::read(&file).expect("read");
        for value in values {
            let stands = |form: &Vec<u8>| bytes.windows(form.len()).any(|window| window == form);
            if forms(value).iter().any(stands) {
                found.push(format!("{value} in {}", file.display()));
            }
        }
    }
    found
}

fn serves(place: &Place) -> Server {
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    server
}

/// A worker who has withdrawn, a household that has said who it is, an agency's second user; the references of the first two.
fn town(place: &Place, api: &Api<'_>) -> [String; 2] {
    let found = ["agency", "found", "--code", "AG-021", "--name", "Al Waha Manpower", "--licence-until", "2031-12-31"];
    place.done(&[&found[..], &["--email", "salma@waha.example"]].concat());
    place.done(&["operator", "invite", "--email", "admin@operator.example"]);
    place.done(&["operator", "invite", "--email", DPO, "--role", "dpo", "--another"]);
    api.accepts("email", DPO);
    let agency = api.accepts("email", "salma@waha.example");
    let second = json!({ "channel": "email", "address": PERSON[1], "name": PERSON[0] });
    api.done(201, "POST", "/invitations", &agency, &json!({ "role": "agency_user", "person": second }));
    api.accepts("email", PERSON[1]);
    fs::write(place.path("list.csv"), LIST).expect("written");
    let said = place.done(&["import", "roster", "list.csv", "--agency", "AG-021", "--json"]).json();
    assert_eq!(said["accepted"], 1, "{said}");
    let roster = api.get("/workers", &agency);
    let id = roster["items"][0]["id"].as_str().expect("a worker").to_owned();
    let worker = roster["items"][0]["reference"].as_str().expect("a reference").to_owned();
    let invite = json!({ "channel": "sms", "address": "+96899182731" });
    api.done(201, "POST", &format!("/workers/{id}/invitations"), &agency, &invite);
    let she = api.accepts("sms", "+96899182731");
    let version = api.get(&format!("/workers/{id}"), &agency)["version"].clone();
    let withdraw = json!({ "step": "withdraw_profile", "version": version });
    api.done(200, "POST", &format!("/workers/{id}/steps"), &she, &withdraw);

    let household = api.signs_in("/registrations", "sms", "+96899182732");
    api.done(201, "POST", "/household", &household, &Value::Null);
    let facts = json!({
        "version": 1, "area": HOUSEHOLD[3], "household": "Two adults, twin falconers", "duties": "Polishing falcon hoods",
        "identity": { "name": HOUSEHOLD[0], "civil_id": HOUSEHOLD[1], "address": "Way 7319, Villa Zumurruda", "phone": "+96899182732" },
        "accept_notice": true,
    });
    api.done(200, "PUT", "/household", &household, &facts);
    let admin = api.accepts("email", "admin@operator.example");
    let organisations = api.get("/organisations", &admin);
    let home = organisations["items"].as_array().and_then(|all| all.iter().find(|org| org["kind"] == "customer"));
    [worker, home.and_then(|org| org["reference"].as_str()).expect("a household").to_owned()]
}

#[test]
fn whoever_is_erased_stands_in_no_file_any_more_and_in_no_backup_taken_after() {
    let place = Place::founded();
    let spool = place.path("spool");
    let server = serves(&place);
    let api = Api { port: place.public, spool: &spool };
    let [worker, household] = town(&place, &api);
    let folders = [place.path("data"), spool.clone()];
    let everybody = [WORKER, HOUSEHOLD, PERSON].concat();
    let before = hunt(&folders, &everybody);
    for value in ["Zebenaye", "Wadi Qashmiri", "96899182732", "96899182731", PERSON[1]] {
        assert!(before.iter().any(|found| found.starts_with(value)), "the hunter sees {value}: {before:?}");
    }

    let erase = |subject: &str| place.run(&["erase", subject, "--officer", DPO, "--reason", "own_wish", "--json"]);
    let nobody = place.run(&["erase", &worker, "--officer", "salma@waha.example"]);
    assert_eq!(nobody.status, 2, "{}", nobody.err);
    assert!(nobody.err.contains("no data-protection officer"), "{}", nobody.err);
    assert_eq!(erase("W-2222222Z").status, 2, "nobody of this reference");
    assert_eq!(erase("salma@waha.example").status, 3, "who runs an agency alone stays");
    for subject in [worker.as_str(), household.as_str(), PERSON[1]] {
        let said = erase(subject);
        assert_eq!(said.status, 0, "{subject}: {}", said.err);
        assert_eq!(said.json()["log_emptied"], true, "{subject}");
    }
    let again = erase(&household);
    assert_eq!(again.status, 3, "{}", again.err);
    assert_eq!(hunt(&folders, &everybody), Vec::<String>::new());
    let (status, ..) = api.ask("POST", "/sign-in", "", Some(&json!({ "channel": "email", "address": PERSON[1] })));
    assert_eq!(status, 202, "the same answer as for anybody");

    place.done(&["backup", "after.backup"]);
    place.done(&["restore", "after.backup", "--into", "restored"]);
    assert_eq!(hunt(&[place.path("restored"), place.path("data"), spool], &everybody), Vec::<String>::new());
    let said = server.stop();
    assert_eq!(said.status, 0);
    assert!(everybody.iter().all(|value| !said.err.contains(value)), "in the server's words: {}", said.err);
    place.done(&["audit", "verify"]);
    place.done(&["doctor"]);
    assert_eq!(hunt(&[place.path("data")], &everybody), Vec::<String>::new(), "nor after a stop");
}

/// Every file below this folder in which one of the values stands, as it is, in hexadecimal or in base 64, whatever the case.
fn grep(folder: &Path, values: &[&str]) -> Vec<String> {
    let text = |form: Vec<u8>| String::from_utf8(form).ok().filter(|form| !form.contains('\0'));
    let patterns: Vec<String> = values.iter().flat_map(|value| forms(value)).filter_map(text).collect();
    let said = Command::new("grep").args(["-rlaiF", "-e", &patterns.join("\n")]).arg(folder).output().expect("starts");
    String::from_utf8_lossy(&said.stdout).lines().map(str::to_owned).collect()
}

/// What whoever owns the database runs after an erasure: docs/operations/keys.md.
const CLEARED: &[&str] =
    &["vacuum (full, analyze)", "vacuum full pg_statistic", "checkpoint", "select pg_switch_wal()", "checkpoint"];

#[test]
fn whoever_is_erased_stands_in_no_dump_of_a_postgresql_and_in_no_file_of_it_once_dead_rows_are_cleared() {
    let cluster = Cluster::start(&["-c", "wal_recycle=off", "-c", "autovacuum=off"]);
    let (place, database) = (Place::new(), cluster.empty());
    let text = fs::read_to_string(place.path("amana.toml")).expect("read");
    let (url, admin) = (&database.url, &database.admin_url);
    place.configure(&format!("{text}[database]\nurl = \"{url}\"\nadmin_url = \"{admin}\"\npool = 4\n"));
    place.done(&["migrate"]);
    let spool = place.path("spool");
    let server = serves(&place);
    let api = Api { port: place.public, spool: &spool };
    let [worker, household] = town(&place, &api);
    let everybody = [WORKER, HOUSEHOLD, PERSON].concat();
    // The planner remembers the commonest values.
    cluster.sql(&database, "analyze");
    cluster.sql(&database, "checkpoint");
    let data = cluster.folder().join("data");
    for value in ["Zebenaye", "Wadi Qashmiri"] {
        let before = grep(&data, &[value]);
        assert!(before.iter().any(|file| file.contains("/base/")), "the hunter sees {value} in tables: {before:?}");
        assert!(
            before.iter().any(|file| file.contains("/pg_wal/")),
            "and in the log that is written ahead: {before:?}"
        );
    }
    assert!(cluster.dump(&database).contains("Zebenaye"), "and in a dump");

    for subject in [worker.as_str(), household.as_str(), PERSON[1]] {
        let said = place.run(&["erase", subject, "--officer", DPO, "--reason", "own_wish"]);
        assert_eq!(said.status, 0, "{subject}: {}", said.err);
    }
    let dump = cluster.dump(&database).to_lowercase();
    let left: Vec<_> = everybody.iter().filter(|value| dump.contains(&value.to_lowercase())).collect();
    assert!(left.is_empty() && dump.len() > 100_000, "a dump at once: {left:?} in {} bytes", dump.len());
    assert!(!grep(&data, &["Wadi Qashmiri"]).is_empty(), "rows that are dead stand in files until they are cleared");

    for line in CLEARED {
        cluster.sql(&database, line);
    }
    assert_eq!(grep(&data, &everybody), Vec::<String>::new());
    assert_eq!(grep(&spool, &everybody), Vec::<String>::new());
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
}

#[test]
fn keys_are_rotated_beside_a_running_server_and_without_one_and_a_kill_costs_nothing() {
    let place = Place::founded();
    let spool = place.path("spool");
    let server = serves(&place);
    let api = Api { port: place.public, spool: &spool };
    town(&place, &api);
    let wrong = place.run(&["keys", "rotate"]);
    assert_eq!(wrong.status, 2, "which keys must be said: {}", wrong.err);
    let unknown = place.run(&["keys", "rotate", "--org", "AG-999"]);
    assert_eq!(unknown.status, 2, "{}", unknown.err);
    let one = place.done(&["keys", "rotate", "--org", "AG-021", "--json"]).json();
    assert_eq!((&one["rotated"][0]["organisation"], &one["rotated"][0]["epoch"]), (&"AG-021".into(), &2.into()));
    place.done(&["keys", "rotate", "--all"]);
    // Killed in the middle, wherever that is: whoever comes next goes on.
    let mut cut = place.command(&["keys", "rotate", "--all"]).spawn().expect("starts");
    drop(server);
    drop(cut.wait());
    place.done(&["keys", "rotate", "--all"]);
    let status = place.done(&["keys", "status", "--json"]).json();
    assert_eq!(status["rotations"], json!([]), "{status}");
    let server = serves(&place);
    let agency = api.signs_in("/sign-in", "email", "salma@waha.example");
    assert_eq!(api.get("/workers", &agency)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
}
