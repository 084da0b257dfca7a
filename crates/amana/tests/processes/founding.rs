//! A new installation, from the first command to a case that an agency accepts: what docs/operations/first-steps.md says.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use testkit::postgres::Cluster;

use crate::api::Api;
use crate::place::{Place, Server, get};

const ADMIN: &str = "admin@operator.example";

fn serves(place: &Place) -> Server {
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    server
}

#[test]
fn a_new_installation_comes_to_its_first_case_on_sqlite() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN, "--name", "Amana Muscat", "--name-ar", "أمانة مسقط"]);
    let server = serves(&place);
    first_case(&place);
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
    place.done(&["doctor"]);
}

#[test]
fn a_new_installation_comes_to_its_first_case_on_postgres_which_may_go_and_come_back() {
    let cluster = Cluster::start(&[]);
    let database = cluster.empty();
    let place = Place::new();
    place.edit(
        "[operations]",
        &format!("[database]\nurl = \"{}\"\nadmin_url = \"{}\"\n[operations]", database.url, database.admin_url),
    );
    place.done(&["migrate"]);
    place.done(&["operator", "invite", "--email", ADMIN]);
    let mut server = serves(&place);
    first_case(&place);

    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    cluster.stop();
    for (method, path, body) in
        [("GET", "/catalogue", None), ("POST", "/sign-in", Some(json!({ "channel": "email", "address": ADMIN })))]
    {
        let (status, after, answer) = api.ask(method, path, "", body.as_ref());
        assert_eq!((status, after.is_some()), (503, true), "{method} {path}: {answer}");
    }
    let token = place.token("keys");
    assert_eq!(get(place.operations, "/health/ready", Some(&token)).expect("answers").0, 503);
    cluster.start_again();
    server.until("ready again", || {
        get(place.operations, "/health/ready", Some(&token)).is_some_and(|said| said.0 == 200)
    });
    api.signs_in("/sign-in", "sms", "+96892555010");
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
}

/// The operator's first person, a moderator, an agency with a worker who signs in, a household that registers itself.
fn first_case(place: &Place) {
    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    let by_mail = |address: &str| json!({ "channel": "email", "address": address });
    let admin = api.accepts("email", ADMIN);
    let moderator = json!({ "role": "moderator", "person": by_mail("moderator@operator.example") });
    api.done(201, "POST", "/invitations", &admin, &moderator);
    let moderator = api.accepts("email", "moderator@operator.example");
    let agency = json!({
        "kind": "agency", "code": "AG-021", "name": "Al Waha Manpower", "name_ar": "الواحة للقوى العاملة",
        "licence_until": "2031-12-31", "first": by_mail("salma@waha.example"),
    });
    api.done(201, "POST", "/organisations", &moderator, &agency);
    let agency = api.accepts("email", "salma@waha.example");

    // The agency's list comes in beside the running server.
    fs::write(place.path("list.csv"), LIST).expect("written");
    let said = place.done(&["import", "roster", "list.csv", "--agency", "AG-021", "--json"]).json();
    assert_eq!((said["accepted"].as_u64(), said["refused"].as_u64()), (Some(1), Some(0)), "{said}");
    let roster = api.get("/workers", &agency);
    let id = roster["items"][0]["id"].as_str().expect("a worker").to_owned();
    let of = |rest: &str| format!("/workers/{id}{rest}");
    api.done(201, "POST", &of("/invitations"), &agency, &json!({ "channel": "sms", "address": "+96892555001" }));
    let worker = api.accepts("sms", "+96892555001");
    for kind in ["listing", "meet"] {
        let consent = json!({ "kind": kind, "language": "am", "method": "in_app" });
        api.done(204, "POST", &of("/consents"), &worker, &consent);
    }
    let version = || api.get(&of(""), &agency)["version"].clone();
    let step = |token: &str, mut body: Value| {
        body["version"] = version();
        api.done(200, "POST", &of("/steps"), token, &body);
    };
    step(&worker, json!({ "step": "consent" }));
    api.done(204, "POST", &of("/statements"), &agency, &json!({ "attest": ["worker_paid_nothing"] }));
    step(&moderator, json!({ "step": "review", "attest": ["scans_clean", "reidentification_checked"] }));
    step(&moderator, json!({ "step": "list", "attest": ["public_fields_only"] }));

    let household = api.signs_in("/registrations", "sms", "+96892555010");
    api.done(201, "POST", "/household", &household, &Value::Null);
    let facts = json!({
        "version": 1, "area": "Al Hail, Seeb", "household": "Two adults, one child", "duties": "Child care",
        "identity": { "name": "Omar Al Saadi", "civil_id": "87654321", "address": "Way 12", "phone": "+96892555010" },
        "accept_notice": true,
    });
    api.done(200, "PUT", "/household", &household, &facts);
    let organisations = api.get("/organisations", &moderator);
    let reference = organisations["items"].as_array().expect("a list").iter().find(|org| org["kind"] == "customer");
    let reference = reference.and_then(|org| org["reference"].as_str()).expect("a household");
    let homes = |org: &&Value| org["kind"] == "customer";
    let version = organisations["items"].as_array().and_then(|all| all.iter().find(homes)?["record_version"].as_i64());
    let version = version.expect("the version of what it says of itself");
    let checks = format!("/organisations/{reference}/checks");
    let seen = |version: i64| json!({ "check": "identity", "version": version });
    let unseen = api.done(409, "POST", &checks, &moderator, &seen(version - 1));
    assert_eq!(unseen["type"], "/problems/stale");
    api.done(422, "POST", &checks, &moderator, &json!({ "check": "identity" }));
    api.done(200, "POST", &checks, &moderator, &seen(version));

    let profile = api.get("/catalogue", "")["items"][0]["reference"].clone();
    let opened = api.done(201, "POST", "/cases", &household, &json!({ "kind": "placement", "profile": profile }));
    let case = format!("/cases/{}", opened["id"].as_str().expect("a case"));
    let steps = format!("{case}/steps");
    let hold = json!({ "step": "hold", "version": opened["version"] });
    let held = api.done(200, "POST", &steps, &household, &hold);
    let accept = json!({ "step": "accept", "version": held["version"], "attest": ["conflict_checked"] });
    api.done(200, "POST", &steps, &agency, &accept);
    assert_eq!(api.get(&case, &household)["state"], "accepted");
}

const LIST: &str = "Full name;First name;Nationality;Date of birth;Passport No;Languages;Skills;Work;Experience\n\
    Selam Tesfaye Bekele;Selam;Ethiopia;02/05/1994;EP1234567;Amharic, Arabic;Cooking;Housekeeper;6\n";

#[test]
fn whoever_acts_for_the_operator_shows_a_second_factor_first() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let server = serves(&place);
    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    let token = api.signs_in("/sign-in", "email", ADMIN);
    let waiting = api.get("/me/invitations", &token);
    let accept = format!("/me/invitations/{}/answers", waiting["items"][0]["id"].as_str().expect("an invitation"));
    api.done(204, "POST", &accept, &token, &json!({ "accept": true }));
    let refused = api.done(403, "GET", "/organisations", &token, &Value::Null);
    assert_eq!(refused["type"], "/problems/second-factor", "{refused}");
    let (phone, _) = api.sets_up(&token);
    api.get("/organisations", &token);

    let asked = api.done(202, "POST", "/sign-in", "", &json!({ "channel": "email", "address": ADMIN }));
    let first = format!("/sign-in/{}", asked["challenge"].as_str().expect("a challenge"));
    let code = api.code(asked["challenge"].as_str().expect("a challenge"));
    let second = api.done(200, "POST", &first, "", &json!({ "code": code }));
    assert_eq!(second["second_factor"], json!(["totp", "recovery"]), "{second}");
    assert!(second.get("access_token").is_none());
    let answer = format!("/sign-in/{}", second["challenge"].as_str().expect("a challenge"));
    let wrong = api.done(422, "POST", &answer, "", &json!({ "code": code }));
    assert_eq!(wrong["errors"][0]["pointer"], "/code");
    // The step in which it was set up is used; a clock may be a step fast.
    let opened =
        api.done(200, "POST", &answer, "", &json!({ "code": phone.generate(phone.next_step_current()).to_string() }));
    api.get("/organisations", opened["access_token"].as_str().expect("a token"));
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
}

#[test]
fn writing_commands_go_to_the_running_server_and_to_nobody_else() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let agency = |code: &str| {
        let until = ["--licence-until", "2031-12-31", "--email", "salma@waha.example"];
        let found = ["agency", "found", "--code", code, "--name", "Al Waha Manpower"];
        place.run(&[&found[..], &until[..]].concat())
    };
    let server = serves(&place);
    let socket = place.path("data/amana.sock");
    assert_eq!(fs::metadata(&socket).expect("a socket").permissions().mode() & 0o777, 0o600);
    assert_eq!(agency("AG-021").status, 0);
    let twice = agency("AG-021");
    assert_eq!(twice.status, 3, "{}", twice.err);
    assert!(twice.err.contains("has this code already"), "{}", twice.err);
    let wrong = agency("AG-x");
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    let again = place.run(&["operator", "invite", "--email", "b@operator.example"]);
    assert_eq!(again.status, 3, "{}", again.err);
    place.done(&["operator", "invite", "--email", "b@operator.example", "--another"]);
    fs::write(place.path("list.csv"), LIST).expect("written");
    let unknown = place.run(&["import", "roster", "list.csv", "--agency", "AG-999"]);
    assert_eq!(unknown.status, 2, "{}", unknown.err);
    let dry = place.done(&["import", "roster", "list.csv", "--agency", "AG-021", "--dry-run", "--json"]).json();
    let wet = place.done(&["import", "roster", "list.csv", "--agency", "AG-021", "--json"]).json();
    assert_eq!((&dry["accepted"], &wet["accepted"]), (&1.into(), &1.into()));
    assert_eq!(server.stop().status, 0);
    assert!(!socket.exists(), "a server that stopped leaves no socket");

    // What a crash leaves behind is no server: the next command takes the lock, the next server the socket.
    drop(serves(&place));
    assert!(socket.exists(), "killed");
    let known = place.run(&["import", "roster", "list.csv", "--agency", "AG-021", "--json"]).json();
    assert_eq!(known["known"], 1, "{known}");
    let server = serves(&place);
    place.done(&["household", "found", "--phone", "+96892555030", "--language", "ar"]);
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
}

#[test]
fn a_stranger_at_the_socket_is_answered_with_what_is_wrong() {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    let place = Place::founded();
    let server = serves(&place);
    let say = |frames: &[&[u8]]| -> String {
        let mut stream = UnixStream::connect(place.path("data/amana.sock")).expect("connects");
        for frame in frames {
            let length = u32::try_from(frame.len()).expect("short").to_be_bytes();
            stream.write_all(&length).and_then(|()| stream.write_all(frame)).expect("written");
        }
        stream.shutdown(std::net::Shutdown::Write).expect("said all");
        let mut answer = Vec::new();
        // A server that hangs up says nothing.
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    };
    for strange in [&b"{\"command\":\"drop_everything\"}"[..], b"no JSON", b""] {
        assert!(say(&[strange, b""]).contains("\"status\":2"), "{}", say(&[strange, b""]));
    }
    let mut huge = UnixStream::connect(place.path("data/amana.sock")).expect("connects");
    huge.write_all(&u32::MAX.to_be_bytes()).expect("written");
    let mut answer = Vec::new();
    drop(huge.read_to_end(&mut answer));
    assert!(answer.is_empty(), "hung up at once");
    place.done(&["operator", "invite", "--email", ADMIN]);
    assert_eq!(server.stop().status, 0);
}
