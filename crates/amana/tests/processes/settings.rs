//! Settings, first start, doctor: what is refused, and with which words and status.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::place::Place;

#[test]
fn without_an_installation_every_command_says_where_to_name_one() {
    let place = Place::new();
    fs::remove_file(place.path("amana.toml")).expect("removed");
    for args in [&["doctor"][..], &["audit", "verify"], &["keys", "status"], &["backup", "x"]] {
        let said = place.run(args);
        assert_eq!(said.status, 2, "{args:?}");
        assert!(said.err.contains("--config FILE or --data DIR"), "{}", said.err);
    }
}

#[test]
fn the_first_migrate_makes_installation_and_keys_and_the_second_makes_nothing() {
    let place = Place::new();
    let first = place.done(&["migrate", "--json"]).json();
    assert_eq!((first["made"].as_bool(), first["records"].as_u64()), (Some(true), Some(0)));
    let root = fs::read(place.path("keys/root.key")).expect("a key");
    let second = place.done(&["migrate", "--json"]).json();
    assert_eq!((second["made"].as_bool(), &second["installation"]), (Some(false), &first["installation"]));
    assert_eq!(fs::read(place.path("keys/root.key")).expect("a key"), root);
    assert_eq!(fs::metadata(place.path("keys")).expect("a folder").permissions().mode() & 0o777, 0o700);
    let status = place.done(&["keys", "status", "--json"]).json();
    assert_eq!(status["files"].as_array().map(Vec::len), Some(7));
    assert!(!status.to_string().contains(&String::from_utf8_lossy(&root[40..60]).into_owned()), "a key was shown");
}

#[test]
fn unsafe_settings_are_refused_with_file_and_line() {
    let place = Place::founded();
    let refused = |from: &str, to: &str, line: &str| {
        place.edit(from, to);
        let said = place.run(&["serve"]);
        assert_eq!(said.status, 3, "{to}: {}", said.err);
        assert!(said.err.contains(line), "{}", said.err);
        assert_eq!(place.run(&["doctor"]).status, 1, "doctor finds it too");
        place.edit(to, from);
    };
    refused("keys = \"keys\"", "keys = \"data/keys\"", "amana.toml:3: data.keys");
    refused("address = \"127.0.0.1:", "address = \"0.0.0.0:", "amana.toml:5: server.address");
    place.edit("[messages]", "[other]");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("amana.toml:6: other"), "{}", said.err);
}

#[test]
fn a_service_that_makes_no_sense_is_refused_by_the_server_and_told_by_the_doctor() {
    let place = Place::founded();
    let service = "[connections.nur]\nkind = \"mailbox\"\ntitle = \"Nur\"\nauthorize_url = \"https://login.example/a\"\n\
                   token_url = \"https://login.example/t\"\nclient_id = \"amana\"\nscopes = [\"mail\"]\nserver = \"smtp.example\"\n";
    place.edit("[messages]", &format!("{service}[messages]"));
    let said = place.run(&["doctor"]);
    assert!(said.out.contains("nur: what it grants is never given back"), "{}", said.out);
    place.edit("https://login.example/t", "http://login.example/t");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("connections.nur.token_url: it must begin with https://"), "{}", said.err);
    let said = place.run(&["doctor"]);
    assert!(said.status == 1 && said.out.contains("connections.nur.token_url"), "{}", said.out);
}

#[test]
fn the_environment_is_read_over_the_file_and_checked_alike() {
    let place = Place::founded();
    let run = |key: &str, value: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_amana"))
            .args(["serve"])
            .env(key, value)
            .current_dir(place.path(""))
            .output()
            .expect("starts")
    };
    assert_eq!(run("AMANA__SERVER__ADDRESS", "0.0.0.0:1").status.code(), Some(3));
    let misspelt = run("AMANA__SERVER__ADRESS", "127.0.0.1:1");
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&misspelt.stderr).contains("AMANA__SERVER__ADRESS"));
}

#[test]
fn doctor_says_what_is_wrong_and_how_to_mend_it() {
    let place = Place::founded();
    let said = place.done(&["doctor", "--json"]).json();
    assert_eq!(said["holds"], true);
    let notes = |said: &serde_json::Value, level: &str| -> Vec<String> {
        let findings = said["findings"].as_array().expect("findings").iter();
        findings
            .filter(|finding| finding["level"] == level)
            .map(|f| f["check"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    assert_eq!(
        notes(&said, "note"),
        ["origin", "scanner", "witness"],
        "the origin key is still there, and nobody scans documents"
    );
    fs::remove_file(place.path("keys/chain-origin.key")).expect("moved away");
    fs::set_permissions(place.path("keys/root.key"), fs::Permissions::from_mode(0o644)).expect("set");
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o755)).expect("set");
    place.edit("spool = \"spool\"", "");
    let said = place.run(&["doctor", "--json"]);
    assert_eq!(said.status, 1);
    assert_eq!(notes(&said.json(), "fault"), ["messages", "keys", "folder"]);
    assert_eq!(notes(&said.json(), "note"), ["scanner", "witness"]);
}

#[test]
fn a_missing_key_is_never_made_anew() {
    let place = Place::founded();
    fs::remove_file(place.path("keys/chain.key")).expect("removed");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 3);
    assert!(said.err.contains("chain.key is missing"), "{}", said.err);
    assert!(!place.path("keys/chain.key").exists());
}
