//! Asks the server, and holds each answer against the description.

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Client as Http;
use serde_json::Value;

use crate::description::Description;

/// One request.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn new(method: &str, path: impl Into<String>) -> Self {
        let method = method.to_uppercase().parse().expect("a method");
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    /// POST of JSON.
    pub fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new("POST", path).json(body)
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// As somebody; an empty token is nobody.
    pub fn by(self, token: &str) -> Self {
        if token.is_empty() { self } else { self.header("authorization", format!("Bearer {token}")) }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// In the order of their names; without the two that differ in each answer.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(there, _)| there == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The value of an answer that must be this one.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The kind of problem; panics where this is none.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{} {}", self.status, self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status);
        body["type"].as_str().expect("a type").to_owned()
    }
}

/// The way to one server.
#[derive(Clone)]
pub struct Client {
    port: u16,
    http: Http,
}

impl Client {
    pub fn new(port: u16) -> Self {
        let http = Http::builder().timeout(Duration::from_mins(3)).redirect(reqwest::redirect::Policy::none());
        Self { port, http: http.pool_max_idle_per_host(64).build().expect("a client") }
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Asks; panics when nobody answers.
    pub fn ask(&self, call: Call) -> Answer {
        let shown = format!("{} {}", call.method, call.path);
        self.try_ask(call).unwrap_or_else(|error| panic!("{shown}: {error}"))
    }

    /// Asks; an error is a connection that broke.
    pub fn try_ask(&self, call: Call) -> reqwest::Result<Answer> {
        let Call { method, path, headers, body } = call;
        let mut request = self.http.request(method.clone(), format!("http://127.0.0.1:{}{path}", self.port));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.body(body).send()?;
        let status = response.status().as_u16();
        let own = ["x-request-id", "date"];
        let headers = response.headers().iter().filter(|(name, _)| !own.contains(&name.as_str()));
        let mut headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        headers.sort();
        let answer = Answer { status, headers, body: response.bytes()?.to_vec() };
        Description::ours().check(method.as_str(), &path, &answer);
        Ok(answer)
    }

    /// GET of what must be there.
    pub fn see(&self, token: &str, path: &str) -> Value {
        self.ask(Call::get(path).by(token)).expect(200)
    }

    /// The items of a list that has no pages.
    pub fn list(&self, token: &str, path: &str) -> Vec<Value> {
        self.see(token, path)["items"].as_array().expect("items").clone()
    }

    /// Every item of a list, page by page.
    pub fn all(&self, token: &str, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Value::Null;
        loop {
            let mark = if path.contains('?') { '&' } else { '?' };
            let after = next.as_str().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
            let page = self.see(token, &format!("{path}{mark}limit=100{after}"));
            items.extend(page["items"].as_array().expect("items").iter().cloned());
            next = page["next"].clone();
            if next.is_null() {
                return items;
            }
        }
    }
}
