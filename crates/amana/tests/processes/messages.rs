//! A served house with a mail server and an SMSC of others: who is invited and asks for a code is sent it; what is down is named.

use serde_json::{Value, json};
use testkit::outside::{Certificate, Outside};

use crate::place::{Place, get};

fn post(place: &Place, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("http://127.0.0.1:{}{path}", place.public);
    let answer = reqwest::blocking::Client::new().post(url).json(body).send().expect("answers");
    (answer.status().as_u16(), answer.json().expect("JSON"))
}

fn mail(server: &Outside) -> Value {
    serde_json::from_str(&server.says()).expect("JSON")
}

fn text(mail: &Value) -> &str {
    mail["text"].as_str().expect("a text")
}

#[test]
fn codes_go_out_by_a_mail_server_and_an_smsc_and_the_log_names_nobody() {
    let place = Place::founded();
    let certificate = Certificate::made_in(&place.path("."));
    for (name, secret) in [("mail.password", "very secret\n"), ("smsc.password", "secret\n")] {
        std::fs::write(place.path(name), secret).expect("written");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(place.path(name), mode).expect("set");
    }
    let server = Outside::mail("starttls", &certificate, Some(("amana", "very secret")), false);
    let smsc = Outside::smsc("amana", "secret");
    let settings = format!(
        "[mail]\nserver = \"localhost\"\nport = {}\nfrom = \"Amana <no-reply@amana.example>\"\nuser = \"amana\"\n\
         password_file = \"mail.password\"\ntrust = \"localhost.pem\"\ncountry = \"OM\"\n\
         [sms]\nfrom = \"AMANA\"\ndestinations = {{ 968 = 12 }}\nday_max = 24\ntimeout_seconds = 2\n\
         [sms.smpp]\nserver = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"amana\"\npassword_file = \"smsc.password\"\n",
        server.port, smsc.port
    );
    place.edit("[messages]\nspool = \"spool\"\n", &settings);
    let said = place.done(&["doctor"]).out;
    assert!(said.contains("takes mail, in OM") && said.contains("takes text messages; the country"), "{said}");
    smsc.said();
    let mut serving = place.start(&["serve"]);
    serving.until("alive", || get(place.operations, "/health/live", None).is_some());
    let name = ["--name", "Amana Muscat", "--name-ar", "أمانة مسقط"];
    place.done(&[&["operator", "invite", "--email", "admin@operator.example"], &name[..]].concat());
    let invitation = mail(&server);
    assert_eq!(invitation["to"], json!(["admin@operator.example"]));
    assert!(text(&invitation).contains("/sign-in"), "{invitation}");

    let ask = |channel: &str, address: &str| {
        post(&place, "/api/v1/sign-in", &json!({ "channel": channel, "address": address }))
    };
    let (status, started) = ask("email", "admin@operator.example");
    let (_, stranger) = ask("email", "nobody@operator.example");
    assert_eq!((status, started["expires_in"].as_i64()), (202, stranger["expires_in"].as_i64()));
    let sent = mail(&server);
    let code: String = text(&sent).chars().take_while(char::is_ascii_digit).collect();
    let challenge = started["challenge"].as_str().expect("a challenge");
    // Digits as an Arabic keyboard writes them.
    let arabic: String = code.chars().map(|c| char::from_u32(u32::from(c) - 48 + 0x660).expect("a digit")).collect();
    let (status, _) = post(&place, &format!("/api/v1/sign-in/{challenge}"), &json!({ "code": arabic }));
    assert_eq!(status, 200, "the code that came by mail");
    assert!(server.said().is_empty(), "a stranger is sent nothing");

    let said = serving.stop().err;
    for secret in ["very secret", "admin@operator.example", "nobody@operator.example", &code] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
    drop((server, smsc));
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.status, 1, "{}", doctor.out);
    for way in ["mail: connect", "sms: connect"] {
        assert!(doctor.out.contains(way), "{way} is not in {}", doctor.out);
    }
    assert!(!doctor.out.contains("secret"), "{}", doctor.out);
}

#[test]
fn a_house_that_could_send_nobody_a_code_is_not_served() {
    let place = Place::founded();
    place.edit("[messages]\nspool = \"spool\"\n", "");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("[mail]") && said.err.contains("spool"), "{}", said.err);
    place.edit("[operations]", "[mail]\nserver = \"smtp.example.om\"\ntls = \"none\"\n[operations]");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("amana.toml:") && said.err.contains("mail.tls"), "{}", said.err);
    let digits = place.command(&["serve"]).env("AMANA__MAIL__PASSWORD", "190283").output().expect("starts");
    let said = String::from_utf8_lossy(&digits.stderr);
    assert!(said.contains("AMANA__MAIL__PASSWORD") && !said.contains("190283"), "{said}");
}
