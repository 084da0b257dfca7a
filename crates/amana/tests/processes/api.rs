//! A person at the API of a running server: signs in with the code that the spool holds, says yes to what they are invited to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

/// The recovery codes of whoever was asked to set up an authenticator, by their installation's spool and their address: each sign-in
/// takes one, for an app shows one code in half a minute only.
static RECOVERY: Mutex<BTreeMap<(PathBuf, String), Vec<String>>> = Mutex::new(BTreeMap::new());

/// The API of a server, and where its messages go.
pub struct Api<'a> {
    pub port: u16,
    pub spool: &'a Path,
}

impl Api<'_> {
    /// One request: the status, the header `Retry-After`, the body; status 0 while nobody listens.
    pub fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Option<u64>, Value) {
        let url = format!("http://127.0.0.1:{}/api/v1{path}", self.port);
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = reqwest::blocking::Client::new().request(method, url).timeout(Duration::from_secs(30));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let Ok(response) = request.send() else { return (0, None, Value::Null) };
        let status = response.status().as_u16();
        let after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.text().unwrap_or_default();
        (status, after, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// A request that must be answered with this status.
    pub fn done(&self, status: u16, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let body = (!body.is_null()).then_some(body);
        let (found, _, answer) = self.ask(method, path, token, body);
        assert_eq!(found, status, "{method} {path}: {answer}");
        answer
    }

    pub fn get(&self, path: &str, token: &str) -> Value {
        self.done(200, "GET", path, token, &Value::Null)
    }

    /// Signs in with the code that was sent; `way` is `/sign-in` or `/registrations`.
    pub fn signs_in(&self, way: &str, channel: &str, address: &str) -> String {
        let asked = self.done(202, "POST", way, "", &json!({ "channel": channel, "address": address }));
        let challenge = asked["challenge"].as_str().expect("a challenge");
        let code = self.code(challenge);
        let mut signed = self.done(200, "POST", &format!("/sign-in/{challenge}"), "", &json!({ "code": code }));
        if let Some(second) = signed["challenge"].as_str() {
            let mut kept = RECOVERY.lock().expect("not poisoned");
            let codes = kept.get_mut(&(self.spool.to_owned(), address.to_owned())).expect("codes of this person");
            let code = codes.pop().expect("a code that is left");
            signed = self.done(200, "POST", &format!("/sign-in/{second}"), "", &json!({ "code": code }));
        }
        signed["access_token"].as_str().expect("a token").to_owned()
    }

    /// Signs in and says yes to the first invitation.
    pub fn accepts(&self, channel: &str, address: &str) -> String {
        let token = self.signs_in("/sign-in", channel, address);
        let waiting = self.get("/me/invitations", &token);
        let id = waiting["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{address} is not invited: {waiting}"));
        self.done(204, "POST", &format!("/me/invitations/{id}/answers"), &token, &json!({ "accept": true }));
        if self.get("/me/authenticator", &token)["demanded"] == true {
            let (_, codes) = self.sets_up(&token);
            RECOVERY.lock().expect("not poisoned").insert((self.spool.to_owned(), address.to_owned()), codes);
        }
        token
    }

    /// Sets up an authenticator: the app, and the recovery codes.
    pub fn sets_up(&self, token: &str) -> (Totp, Vec<String>) {
        let begun = self.done(201, "POST", "/me/authenticator", token, &Value::Null);
        let secret = Secret::try_from_base32(begun["secret"].as_str().expect("a secret")).expect("base 32");
        let phone = Builder::new().with_secret(secret).build().expect("a secret");
        let confirm = format!("/me/authenticator/{}/confirm", begun["id"].as_str().expect("an id"));
        let answer = json!({ "code": phone.generate_current().to_string() });
        let codes = self.done(200, "POST", &confirm, token, &answer)["codes"].clone();
        (phone, serde_json::from_value(codes).expect("codes"))
    }

    /// The code that was sent for this challenge.
    pub fn code(&self, challenge: &str) -> String {
        for _ in 0..600 {
            let files = fs::read_dir(self.spool).into_iter().flatten().flatten();
            for file in files {
                let Ok(text) = fs::read_to_string(file.path()) else { continue };
                let Ok(letter) = serde_json::from_str::<Value>(&text) else { continue };
                if letter["key"] == format!("code:{challenge}") {
                    let text = letter["text"].as_str().unwrap_or_default();
                    return text.split(' ').next().unwrap_or_default().to_owned();
                }
            }
            sleep(Duration::from_millis(20));
        }
        panic!("no code was sent");
    }
}
