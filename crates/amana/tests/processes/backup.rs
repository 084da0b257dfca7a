//! Backups by command, and of a real PostgreSQL.

use std::fs;
use std::process::Command;

use testkit::postgres::{Cluster, Database};

use crate::place::Place;

#[test]
fn what_was_backed_up_is_restored_elsewhere_with_the_keys_alone() {
    let place = Place::founded();
    place.done(&["backup", "a.backup"]);
    let lost = Place::new();
    fs::remove_file(lost.path("amana.toml")).expect("removed");
    let (file, keys) = (place.path("a.backup"), place.path("keys"));
    let [file, keys] = [file, keys].map(|path| path.to_str().expect("a path").to_owned());
    let json = lost.done(&["restore", &file, "--into", "again", "--keys", &keys, "--json"]).json();
    assert_eq!(json["manifest"]["kind"], "production");
    assert!(!lost.path("again/keys").exists(), "keys of a real installation never come along");
    lost.configure(&format!("[data]\nfolder = \"again\"\nkeys = \"{keys}\"\n[messages]\nspool = \"s\"\n"));
    lost.done(&["audit", "verify"]);
    lost.done(&["doctor"]);
    let other = Place::founded();
    let refused = other.run(&["restore", &file, "--into", "again"]);
    assert_eq!(refused.status, 3);
    assert!(refused.err.contains("foreign") && !other.path("again").exists(), "{}", refused.err);
}

#[test]
fn a_postgres_installation_is_served_verified_and_backed_up() {
    let database = Cluster::shared().empty();
    let place = Place::new();
    let text = fs::read_to_string(place.path("amana.toml")).expect("read");
    let (url, admin) = (&database.url, &database.admin_url);
    place.configure(&format!("{text}[database]\nurl = \"{url}\"\nadmin_url = \"{admin}\"\npool = 4\n"));
    place.done(&["migrate"]);
    let mut server = place.start(&["serve", "--role", "worker"]);
    server.until("alive", || crate::place::get(place.operations, "/health/live", None).is_some());
    let (status, body) =
        crate::place::get(place.operations, "/health/ready", Some(&place.token("keys"))).expect("answers");
    assert_eq!(status, 200, "{body}");
    assert!(crate::place::get(place.public, "/", None).is_none(), "a worker node has no public listener");
    place.done(&["audit", "verify"]);
    let taken = place.done(&["backup", "a.backup", "--json"]).json();
    assert_eq!(taken["manifest"]["database"], "postgres");
    place.done(&["restore", "a.backup", "--into", "again"]);
    let dump = fs::read(place.path("again/db/amana.dump")).expect("a dump");
    assert!(dump.starts_with(b"PGDMP"), "a dump of pg_dump's own format");
    assert_eq!(server.stop().status, 0);
}

#[test]
fn a_postgres_backup_comes_back_on_another_server_and_its_log_verifies() {
    let place = Place::new();
    let on = |place: &Place, data: &str, database: &Database| {
        let (url, admin) = (&database.url, &database.admin_url);
        place.configure(&format!(
            "[data]\nfolder = \"{data}\"\nkeys = \"keys\"\n[messages]\nspool = \"spool\"\n\
             [database]\nurl = \"{url}\"\nadmin_url = \"{admin}\"\npool = 4\n"
        ));
    };
    let origin = Cluster::start(&[]);
    on(&place, "data", &origin.empty());
    place.done(&["migrate"]);
    place.done(&["operator", "invite", "--email", "admin@operator.example", "--name", "Amana", "--name-ar", "أمانة"]);
    place.done(&["backup", "a.backup"]);
    place.done(&["restore", "a.backup", "--into", "again"]);

    let elsewhere = Cluster::start(&[]);
    let empty = elsewhere.empty();
    on(&place, "again", &empty);
    let restore = || {
        let mut restore = Command::new("pg_restore");
        restore.args(["--exit-on-error", "--dbname", &empty.admin_url]).arg(place.path("again/db/amana.dump"));
        restore.output().expect("pg_restore starts")
    };
    let without = restore();
    assert!(!without.status.success(), "a dump holds no roles");
    elsewhere.sql(&empty, "drop schema public cascade; create schema public");
    place.done(&["migrate", "--roles-only"]);
    let with = restore();
    assert!(with.status.success(), "{}", String::from_utf8_lossy(&with.stderr));
    let said = place.done(&["audit", "verify", "--json"]).json();
    assert!(said["rows"].as_u64().is_some_and(|rows| rows > 0), "{said}");
    place.done(&["migrate"]);
    let size = place.done(&["doctor"]).out;
    assert!(!size.contains("the database has 0 MB"), "{size}");
}
