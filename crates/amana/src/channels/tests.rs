//! The ways out against real providers: a mail server, an SMSC, a gateway. What is sent, what is refused, what nobody answers.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use app::ports::{Heard, Message, Messenger, Outcome, SendError};
use serde_json::Value;
use testkit::outside::{Certificate, Outside};
use tokio::time::timeout;

use super::{Channels, open};
use crate::answer::Failure;
use crate::site::Site;

fn site(folder: &Path, settings: &str) -> Result<Site, Failure> {
    let file = folder.join("amana.toml");
    std::fs::write(&file, settings).expect("written");
    Site::from_file(&file)
}

pub(super) fn channels(folder: &Path, settings: &str) -> Channels {
    open(&site(folder, settings).expect("settings")).expect("channels")
}

pub(super) fn refused(settings: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let failure = match site(folder.path(), settings) {
        Ok(site) => open(&site).expect_err(settings),
        Err(failure) => failure,
    };
    failure.to_string().replace(&format!("{}/", folder.path().display()), "")
}

pub(super) fn secret(folder: &Path, name: &str, text: &str) {
    crate::files::replace(&folder.join(name), text.as_bytes()).expect("written");
}

fn email(to: &str) -> Message {
    Message {
        key: format!("code:{to}"),
        channel: "email".to_owned(),
        to: to.to_owned(),
        subject: "رمز الدخول".to_owned(),
        text: "481516 رمز أمانة.\nYour code.".to_owned(),
    }
}

pub(super) fn sms(to: &str, text: &str) -> Message {
    Message {
        key: format!("code:{to}"),
        channel: "sms".to_owned(),
        to: to.to_owned(),
        subject: String::new(),
        text: text.to_owned(),
    }
}

pub(super) fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("JSON")
}

fn header<'a>(mail: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = mail["headers"].as_array().expect("headers").iter();
    headers.filter(|one| one[0] == name).filter_map(|one| one[1].as_str()).collect()
}

fn mail_settings(server: &Outside, tls: &str, more: &str) -> String {
    let host = if tls == "none" { "127.0.0.1" } else { "localhost" };
    format!(
        "[mail]\nserver = \"{host}\"\nport = {}\ntls = \"{tls}\"\nfrom = \"Amana <no-reply@amana.example>\"\ntimeout_seconds = 3\n{more}",
        server.port
    )
}

const LOGIN: &str = "user = \"amana\"\npassword_file = \"mail.password\"\ntrust = \"localhost.pem\"\n";

#[tokio::test]
async fn a_mail_goes_out_over_tls_with_a_login_in_both_ways_of_tls() {
    for tls in ["starttls", "tls"] {
        let folder = tempfile::tempdir().expect("a folder");
        let certificate = Certificate::made_in(folder.path());
        secret(folder.path(), "mail.password", "se cret\n");
        let server = Outside::mail(tls, &certificate, Some(("amana", "se cret")), false);
        let channels = channels(folder.path(), &mail_settings(&server, tls, LOGIN));
        assert_eq!(channels.probe().await[0].1, Ok(format!("localhost:{} takes mail", server.port)));
        channels.send(email("salma+amana@home.example")).await.expect("sent");
        let mail = json(&server.says());
        assert_eq!((mail["tls"].as_bool(), mail["user"].as_str()), (Some(true), Some("amana")), "{tls}");
        assert_eq!(mail["to"], serde_json::json!(["salma+amana@home.example"]));
        assert_eq!(mail["from"], "no-reply@amana.example");
        assert_eq!(header(&mail, "Subject"), ["رمز الدخول"]);
        assert_eq!(header(&mail, "Auto-Submitted"), ["auto-generated"]);
        let text = mail["text"].as_str().map(|text| text.replace("\r\n", "\n"));
        assert_eq!(text.as_deref().map(str::trim_end), Some("481516 رمز أمانة.\nYour code."));
        let id = header(&mail, "Message-ID")[0].to_owned();
        assert!(id.ends_with("@amana.example>") && !id.contains("salma"), "{id}");
        channels.send(email("salma+amana@home.example")).await.expect("sent");
        assert_eq!(header(&json(&server.says()), "Message-ID"), [id], "the same message has the same name");
    }
}

#[tokio::test]
async fn a_server_that_is_not_believed_gets_neither_password_nor_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    secret(folder.path(), "mail.password", "secret");
    let login = "user = \"amana\"\npassword_file = \"mail.password\"\n";
    for tls in ["starttls", "tls"] {
        let server = Outside::mail(tls, &certificate, Some(("amana", "secret")), false);
        let channels = channels(folder.path(), &mail_settings(&server, tls, login));
        let said = channels.send(email("salma@home.example")).await;
        assert!(matches!(&said, Err(SendError::Later(why)) if why.starts_with("connect")), "{tls}: {said:?}");
        assert!(server.said().is_empty());
    }
    // Somebody on the way takes the word STARTTLS out of the server's greeting.
    let bare = Outside::mail("none", &certificate, None, false);
    let settings = mail_settings(&bare, "starttls", "trust = \"localhost.pem\"\n");
    let said = channels(folder.path(), &settings).send(email("salma@home.example")).await;
    assert!(matches!(said, Err(SendError::Later(_))), "{said:?}");
    assert!(bare.said().is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_for_later_and_named_without_the_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    secret(folder.path(), "mail.password", "hunter2");
    let server = Outside::mail("tls", &certificate, Some(("amana", "secret")), false);
    let channels = channels(folder.path(), &mail_settings(&server, "tls", LOGIN));
    let said = channels.send(email("salma@home.example")).await;
    assert_eq!(said, Err(SendError::Later("connect: 535".to_owned())));
    assert!(!format!("{:?}", channels.probe().await).contains("hunter2"));
}

#[tokio::test]
async fn what_a_mail_server_refuses_is_later_or_never_and_its_reason_names_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let server = Outside::mail("none", &certificate, None, false);
    let channels = channels(folder.path(), &mail_settings(&server, "none", ""));
    let said = channels.send(email("later-1@home.example")).await;
    assert_eq!(said, Err(SendError::Later("RCPT: 451".to_owned())));
    let said = channels.send(email("never-1@home.example")).await;
    assert_eq!(said, Err(SendError::Never("RCPT: 550".to_owned())));
    let said = channels.send(email("سلمى@home.example")).await;
    assert!(matches!(&said, Err(SendError::Never(why)) if why == "letters_other"), "{said:?}");
    assert!(server.said().is_empty());
    let port = server.port;
    drop(server);
    let said = channels.send(email("salma@home.example")).await;
    assert!(matches!(said, Err(SendError::Later(_))), "nobody listens at {port}: {said:?}");
}

#[tokio::test]
async fn an_address_in_other_letters_goes_to_a_server_that_takes_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let server = Outside::mail("none", &certificate, None, true);
    let channels = channels(folder.path(), &mail_settings(&server, "none", ""));
    channels.send(email("سلمى@home.example")).await.expect("sent");
    assert_eq!(json(&server.says())["to"], serde_json::json!(["سلمى@home.example"]));
}

#[tokio::test]
async fn a_mail_that_was_taken_and_not_answered_for_is_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let server = Outside::mail("none", &certificate, None, false);
    let channels = channels(folder.path(), &mail_settings(&server, "none", ""));
    for to in ["late-1@home.example", "cut-1@home.example"] {
        // The server answers after ten seconds.
        let said = timeout(Duration::from_secs(9), channels.send(email(to))).await;
        assert_eq!(said, Ok(Err(SendError::Unknown("no_answer".to_owned()))), "{to}");
        assert_eq!(json(&server.says())["to"][0], to, "and it was taken");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_holds_nobody_up_for_long() {
    let folder = tempfile::tempdir().expect("a folder");
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let settings = format!(
        "[mail]\nserver = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"a@amana.example\"\ntimeout_seconds = 1\n"
    );
    let channels = channels(folder.path(), &settings);
    let said = timeout(Duration::from_secs(5), channels.send(email("salma@home.example"))).await;
    assert!(matches!(said, Ok(Err(SendError::Later(_)))), "{said:?}");
}

#[tokio::test]
async fn nothing_in_a_message_becomes_a_header() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = Certificate::made_in(folder.path());
    let server = Outside::mail("none", &certificate, None, false);
    let channels = channels(folder.path(), &mail_settings(&server, "none", ""));
    let evil = "Waha\r\nBcc: eve@evil.example\r\n\r\nbody\u{2028}X-Evil: 1";
    let mail = Message {
        subject: evil.to_owned(),
        text: "one\r\n.\r\nRCPT TO:<eve@evil.example>\n".to_owned(),
        ..email("salma@home.example")
    };
    channels.send(mail).await.expect("sent");
    let mail = json(&server.says());
    assert_eq!(mail["to"], serde_json::json!(["salma@home.example"]));
    assert!(header(&mail, "Bcc").is_empty() && header(&mail, "X-Evil").is_empty(), "{mail}");
    assert!(
        mail["text"].as_str().is_some_and(|text| text.contains("RCPT TO")),
        "what follows a dot is still text: {mail}"
    );
    for to in [
        "salma@home.example\r\nBcc: eve@evil.example",
        "salma@home.example>\r\nRCPT TO:<eve@evil.example",
        "a b@home.example",
    ] {
        assert!(matches!(channels.send(email(to)).await, Err(SendError::Never(_))), "{to:?}");
    }
    assert!(server.said().is_empty());
}

const SMSC: &str = "user = \"amana\"\npassword_file = \"smsc.password\"\n";

fn sms_settings(smsc: &Outside) -> String {
    format!(
        "[messages]\nspool = \"spool\"\n[sms]\nfrom = \"AMANA\"\ndestinations = {{ 968 = 12 }}\nday_max = 1000\ntimeout_seconds = 2\n\
         [sms.smpp]\nserver = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n{SMSC}",
        smsc.port
    )
}

fn with_smsc(folder: &Path) -> (Outside, Channels) {
    secret(folder, "smsc.password", "secret");
    let smsc = Outside::smsc("amana", "secret");
    let channels = channels(folder, &sms_settings(&smsc));
    (smsc, channels)
}

#[tokio::test]
async fn text_messages_go_out_by_smpp_in_the_letters_that_they_need() {
    let folder = tempfile::tempdir().expect("a folder");
    let (smsc, channels) = with_smsc(folder.path());
    let english = "481516 is your Amana code. [Nobody] asks you for it.\n\n@amana.example #481516";
    channels.send(sms("+96892123456", english)).await.expect("sent");
    assert_eq!(json(&smsc.says()), serde_json::json!({ "bound": true, "version": 0x34 }));
    let part = json(&smsc.says());
    assert_eq!((part["text"].as_str(), &part["coding"], &part["part"]), (Some(english), &0.into(), &Value::Null));
    assert_eq!((&part["to"], &part["from"]), (&"96892123456".into(), &"AMANA".into()));
    assert_eq!(part["ton"], serde_json::json!([5, 1]), "a name, an international number");

    let arabic = "481516 رمز أمانة. لا تخبر به أحدا.\n\n@amana.example #481516";
    channels.send(sms("+96892123456", arabic)).await.expect("sent");
    let part = json(&smsc.says());
    assert_eq!(
        (part["text"].as_str(), &part["coding"], &part["part"]),
        (Some(arabic), &8.into(), &Value::Null),
        "one part"
    );

    for (text, parts) in
        [("ب".repeat(71), 2), ("a".repeat(160), 1), ("a".repeat(161), 2), ("a".repeat(306), 2), ("a".repeat(307), 3)]
    {
        assert_eq!(app::sms::parts(&text), parts);
        channels.send(sms("+96892123456", &text)).await.expect("sent");
        let taken: Vec<Value> = (0..parts).map(|_| json(&smsc.says())).collect();
        let whole: String = taken.iter().filter_map(|part| part["text"].as_str()).collect();
        assert_eq!(whole, text);
        if parts > 1 {
            // 00 03 reference total number
            let heads: Vec<_> = taken.iter().map(|part| part["part"].as_array().expect("a header").clone()).collect();
            assert!(heads.iter().all(|head| head[2] == heads[0][2] && head[3] == parts), "{heads:?}");
            assert_eq!(heads.last().expect("one")[4], parts);
        }
    }
    assert!(smsc.said().is_empty(), "no part more than were counted");
}

#[tokio::test]
async fn an_smsc_refuses_throttles_is_late_and_goes_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let (smsc, channels) = with_smsc(folder.path());
    let said = channels.send(sms("+96892121451", "x")).await;
    assert!(matches!(&said, Err(SendError::Later(why)) if why == "SMSC: EsmeRthrottled"), "{said:?}");
    let said = channels.send(sms("+96892121550", "x")).await;
    assert!(matches!(&said, Err(SendError::Never(why)) if why == "SMSC: EsmeRinvdstadr"), "{said:?}");
    for to in ["+96892121999", "+96892121888"] {
        let said = channels.send(sms(to, "x")).await;
        assert_eq!(said, Err(SendError::Unknown("no_answer".to_owned())), "{to}");
    }
    // The line was cut: the next message binds anew.
    channels.send(sms("+96892123456", "after")).await.expect("sent");
    let said: Vec<Value> = smsc.said().iter().map(|line| json(line)).collect();
    assert_eq!(said.iter().filter(|line| line["bound"] == true).count(), 2, "{said:?}");
    for to in ["96892121999", "96892121888", "96892123456"] {
        assert_eq!(said.iter().filter(|line| line["to"] == to).count(), 1, "{to} once: {said:?}");
    }
    drop(smsc);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let said = channels.send(sms("+96892123456", "x")).await;
    assert!(matches!(said, Err(SendError::Later(_))), "{said:?}");
}

/// What is heard within a few seconds, once it is so much.
async fn heard(channels: &Channels, most: usize) -> Heard {
    for _ in 0..60 {
        if channels.heard().receipts.len() >= most {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    channels.heard()
}

/// How many receipts the SMSC has heard the answer of, after this moment.
fn answered(smsc: &Outside) -> usize {
    smsc.said().iter().filter(|line| json(line)["receipt"] == 0).count()
}

#[tokio::test]
async fn an_smsc_that_is_asked_says_what_became_of_each_message() {
    let folder = tempfile::tempdir().expect("a folder");
    secret(folder.path(), "smsc.password", "secret");
    let smsc = Outside::smsc("amana", "secret");
    let channels = channels(folder.path(), &format!("{}receipts = true\n", sms_settings(&smsc)));
    let mut handed = Vec::new();
    for (to, text) in
        [("+96892123456", "x".to_owned()), ("+96892121777", "ب".repeat(71)), ("+96892121666", "x".to_owned())]
    {
        handed.push(channels.hand_over(sms(to, &text)).await.expect("sent").expect("a name"));
    }
    assert_eq!(handed, ["m-1", "m-3", "m-4"], "of two parts the last one stands for both");
    let heard = heard(&channels, 9).await;
    let said: Vec<_> = heard.receipts.into_iter().map(|receipt| (receipt.handed_as, receipt.outcome)).collect();
    let never = || ("never-sent".to_owned(), Outcome::Delivered);
    let told = |name: &str, outcome| (name.to_owned(), outcome);
    let (first, missed, late) =
        (told("m-1", Outcome::Delivered), told("m-3", Outcome::Failed), told("m-4", Outcome::Expired));
    let twice = |name| told(name, Outcome::Delivered);
    assert_eq!(said, [never(), first, twice("m-1"), never(), missed, twice("m-3"), never(), late, twice("m-4")]);
    let lines: Vec<Value> = smsc.said().iter().map(|line| json(line)).collect();
    assert!(lines.iter().any(|line| line["hears"] == true), "bound as transceiver: {lines:?}");
    let at_once = lines.iter().filter(|line| line["receipt"] == 0).count();
    assert_eq!(at_once, 3, "what is no receipt is answered at once, a receipt once it is kept: {lines:?}");
    assert_eq!(channels.heard().receipts.len(), 9, "whoever failed to keep them hears them again");
    channels.kept(heard.up_to);
    assert_eq!(channels.heard().receipts, [], "and no more");
    let mut late = 0;
    for _ in 0..30 {
        late += answered(&smsc);
        if late >= 9 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(late, 9);
    assert!(channels.probe().await[0].1.is_ok());
    let probed: Vec<Value> = smsc.said().iter().map(|line| json(line)).collect();
    assert!(probed.iter().all(|line| line["hears"].is_null()), "whoever looks takes no receipt away: {probed:?}");
}

#[tokio::test]
async fn an_smsc_that_is_not_asked_says_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (smsc, channels) = with_smsc(folder.path());
    assert_eq!(channels.hand_over(sms("+96892123456", "x")).await, Ok(None));
    assert!(channels.heard() == Heard::default() && smsc.said().iter().all(|line| json(line)["receipt"].is_null()));
}

#[tokio::test]
async fn a_bind_that_is_refused_is_for_later() {
    let folder = tempfile::tempdir().expect("a folder");
    secret(folder.path(), "smsc.password", "wrong");
    let smsc = Outside::smsc("amana", "secret");
    let channels = channels(folder.path(), &sms_settings(&smsc));
    let said = channels.send(sms("+96892123456", "x")).await;
    assert_eq!(said, Err(SendError::Later("bind: SMSC: EsmeRbindfail".to_owned())));
    assert!(channels.probe().await[0].1.is_err());
}

/// A gateway that answers each request with these lines in turn, and gives what it heard.
pub(super) fn gateway(answers: Vec<&'static str>) -> (u16, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = std::thread::spawn(move || {
        let hear = |answer: &str| {
            let (mut stream, _) = listener.accept().expect("a request");
            let (mut whole, mut piece) = (String::new(), [0; 4096]);
            while !whole.ends_with('}') {
                let read = stream.read(&mut piece).expect("bytes");
                whole.push_str(&String::from_utf8_lossy(&piece[..read]));
            }
            if answer.is_empty() {
                std::thread::sleep(Duration::from_millis(1500));
            }
            drop(stream.write_all(answer.as_bytes()));
            whole
        };
        answers.into_iter().map(hear).collect()
    });
    (port, heard)
}

#[tokio::test]
async fn text_messages_go_out_by_a_gateway_whose_answers_mean_sent_later_never_or_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    secret(folder.path(), "sms.token", "t0ken");
    let answers = ["202 Accepted", "429 Too Many", "401 No", "400 Bad", "502 Bad Gateway", ""];
    let lines = [
        "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
        "",
    ];
    let (port, heard) = gateway(lines.to_vec());
    let settings = format!(
        "[messages]\nspool = \"spool\"\n[sms]\nfrom = \"AMANA\"\ndestinations = {{ 968 = 12 }}\nday_max = 1000\ntimeout_seconds = 1\n\
         [sms.http]\nurl = \"http://127.0.0.1:{port}/send?a=1\"\ntoken_file = \"sms.token\"\n\
         body = '{{\"to\":\"{{to}}\",\"sender\":\"{{from}}\",\"text\":\"{{text}}\",\"id\":\"{{key}}\"}}'\n"
    );
    let channels = channels(folder.path(), &settings);
    let mut said = Vec::new();
    for _ in answers {
        said.push(channels.send(sms("+96892123456", "رمز \"1\"\n")).await);
    }
    let unknown = || Err(SendError::Unknown("no_answer".to_owned()));
    let later = |code| Err(SendError::Later(format!("gateway: {code}")));
    assert_eq!(
        said,
        [Ok(()), later(429), later(401), Err(SendError::Never("gateway: 400".to_owned())), unknown(), unknown()]
    );
    let heard = heard.join().expect("heard");
    let (head, body) = heard[0].split_once("\r\n\r\n").expect("a body");
    assert!(head.starts_with("POST /send?a=1 HTTP/1.1\r\n") && head.contains("Bearer t0ken"), "{head}");
    assert_eq!(
        json(body),
        serde_json::json!({ "to": "+96892123456", "sender": "AMANA", "text": "رمز \"1\"\n", "id": "code:+96892123456" })
    );
}

#[test]
fn settings_that_make_no_sense_are_refused_with_their_line() {
    let mail = |more: &str| format!("[mail]\nserver = \"smtp.example.om\"\nfrom = \"a@amana.example\"\n{more}");
    let sms = |more: &str, way: &str| {
        format!(
            "[messages]\nspool = \"s\"\n[sms]\nfrom = \"AMANA\"\ndestinations = {{ 968 = 12 }}\nday_max = 1000\n{more}{way}"
        )
    };
    let http = "[sms.http]\nbody = \"to={to}&text={text}\"\nurl = \"https://sms.example.om/\"\n";
    for (settings, begins, says) in [
        ("[server]\n".to_owned(), "say where messages go", "[mail]"),
        (mail("tls = \"maybe\"\n"), "amana.toml:4: mail.tls: ", "starttls"),
        (mail("tls = \"none\"\n"), "amana.toml:4: mail.tls: ", "over TLS only"),
        (mail("timeout_seconds = 600\n"), "amana.toml:4: mail.timeout_seconds: ", "18"),
        (mail("user = \"a\"\n"), "amana.toml:4: mail.user: ", "AMANA__MAIL__PASSWORD"),
        (mail("password = \"hunter2\"\n"), "amana.toml:4: mail.password is a secret", "AMANA__MAIL__PASSWORD"),
        (mail("trust = \"none.pem\"\n"), "amana.toml:4: mail.trust: ", "cannot be read"),
        (mail("sever = \"x\"\n"), "amana.toml:4: mail.sever: ", "there is no setting"),
        (
            "[mail]\nserver = \"smtp://x\"\nfrom = \"a@amana.example\"\n".to_owned(),
            "amana.toml:2: mail.server: ",
            "machine alone",
        ),
        (
            "[mail]\nserver = \"x\"\nfrom = \"Amana\\r\\nBcc: e@evil.example\"\n".to_owned(),
            "amana.toml:3: mail.from: ",
            "no-reply",
        ),
        (sms("", ""), "amana.toml:3: sms: ", "one way"),
        (sms("", http).replace("AMANA", "A name too long"), "amana.toml:4: sms.from: ", "eleven"),
        (sms("", http).replace("968 = 12", ""), "amana.toml:5: sms.destinations: ", "countries"),
        (sms("", http).replace("968 = 12", "\"+968\" = 12"), "amana.toml:5: sms.destinations: ", "no country code"),
        (sms("", http).replace("968 = 12", "968 = 0"), "amana.toml:5: sms.destinations: ", "between 1"),
        (sms("", http).replace("day_max = 1000", "day_max = 0"), "amana.toml:6: sms.day_max: ", "without a limit"),
        (sms("", http).replace("https:", "http:"), "amana.toml:9: sms.http.url: ", "https"),
        (sms("", http).replace("{to}", "x"), "amana.toml:8: sms.http.body: ", "{to}"),
        (
            sms("", "[sms.smpp]\nserver = \"smsc.example.om\"\ntls = \"none\"\n"),
            "amana.toml:9: sms.smpp.tls: ",
            "clear text",
        ),
        (
            sms("", "[sms.smpp]\nserver = \"smsc.example.om\"\nuser = \"a\"\n"),
            "amana.toml:9: sms.smpp.user: ",
            "password is missing",
        ),
        (
            sms("", "[sms.smpp]\npassword = \"hunter2\"\n"),
            "amana.toml:8: sms.smpp.password is a secret",
            "AMANA__SMS__SMPP__PASSWORD",
        ),
    ] {
        let error = refused(&settings);
        assert!(error.starts_with(begins) && error.contains(says), "{settings}\n-> {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_password_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mail.password");
    std::fs::write(&file, "secret").expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("set");
    let settings = "[mail]\nserver = \"smtp.example.om\"\nfrom = \"a@amana.example\"\nuser = \"a\"\npassword_file = \"mail.password\"\n";
    let failure = open(&site(folder.path(), settings).expect("settings")).expect_err("readable");
    assert_eq!(failure.status(), 3, "{failure}");
}
