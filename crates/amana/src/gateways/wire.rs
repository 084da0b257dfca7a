//! Asks a gateway one thing: a connection of its own each time, no redirection followed, no answer longer or later than its limit.
//!
//! What went wrong is told by when it did: before a byte was sent nothing was done; after that nobody knows until it is asked again.

use std::time::Duration;

use app::ports::gateway::GatewayError;
use axum::body::Body;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use crate::adapters::line::{self, Tls, Trust, is_this_machine};

/// LIMIT: connection, question and answer together.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// LIMIT: bytes of an answer.
const ANSWER_MAX: usize = 64 * 1024;
/// LIMIT: letters of a gateway's word that is repeated.
const WORD_MAX: usize = 60;
/// LIMIT: letters of a name that a gateway gives.
const NAME_MAX: usize = 255;

/// A question.
pub struct Ask {
    /// GET or POST.
    pub method: Method,
    /// Path and query, from `/`.
    pub path: String,
    /// What is sent, and as what.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// Headers beside those of every question.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Ask {
    /// Asks without sending anything.
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: None, headers: Vec::new() }
    }

    /// Sends this.
    pub fn post(path: &str, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { method: Method::POST, path: path.to_owned(), body: Some((content_type, body)), headers: Vec::new() }
    }
}

/// The way to a gateway.
pub struct Wire {
    url: Uri,
    at: (String, u16),
    tls: Tls,
    trust: Trust,
    headers: Vec<(HeaderName, HeaderValue)>,
    patience: Duration,
}

impl Wire {
    /// To this address, with headers that each question brings. The error says what is wrong with the address.
    pub fn new(url: &str, trust: Trust, headers: Vec<(HeaderName, HeaderValue)>) -> Result<Self, &'static str> {
        let url: Uri = url.parse().map_err(|_| "an address such as https://pay.example.om")?;
        let host = url.host().ok_or("it names no machine")?.trim_matches(['[', ']']).to_owned();
        let (tls, port) = match url.scheme_str() {
            Some("https") => (Tls::Always, 443),
            Some("http") if is_this_machine(&host) => (Tls::None, 80),
            _ => return Err("payments leave this machine by https:// only"),
        };
        if url.authority().is_some_and(|authority| authority.as_str().contains('@')) || url.query().is_some() {
            return Err("it holds a name, a password or a query: leave them out");
        }
        if !url.path().trim_end_matches('/').is_empty() {
            return Err("the machine alone, without a path");
        }
        let at = (host, url.port_u16().unwrap_or(port));
        Ok(Self { url, at, tls, trust, headers, patience: PATIENCE })
    }

    /// With another patience, for tests.
    #[cfg(test)]
    pub fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Connects and says nothing.
    pub async fn probe(&self) -> Result<String, String> {
        let line = timeout_at(Instant::now() + self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        line.map_err(|_| "no answer in time".to_owned())?.map_err(|error| error.to_string())?;
        Ok(format!("{}:{} can be reached", self.at.0, self.at.1))
    }

    /// Asks. Gives the answer of a gateway that did what it was asked; the error says what is known of one that did not.
    pub async fn ask(&self, ask: Ask) -> Result<Value, GatewayError> {
        let until = Instant::now() + self.patience;
        let Ok(connected) = timeout_at(until, self.connect()).await else { return Err(unreachable("late")) };
        let mut sender = connected?;
        let request = self.request(ask).map_err(|_| GatewayError::refused("request_odd"))?;
        // From here on the gateway may have done it.
        let told = timeout_at(until, async {
            let answer = sender.send_request(request).await.map_err(|_| GatewayError::unknown("broke"))?;
            let (parts, body) = answer.into_parts();
            let body = axum::body::to_bytes(Body::new(body), ANSWER_MAX).await;
            Ok((parts.status, body.map_err(|_| GatewayError::unknown("answer_odd"))))
        });
        let (status, body) = told.await.map_err(|_| GatewayError::unknown("late"))??;
        understood(status, body)
    }

    async fn connect(&self) -> Result<SendRequest<Body>, GatewayError> {
        let line = line::connect(&self.at, self.tls, &self.trust).await.map_err(|_| unreachable("connect"))?;
        let (sender, connection) = http1::handshake(TokioIo::new(line)).await.map_err(|_| unreachable("connect"))?;
        // ends by itself when the sender is gone
        drop(tokio::spawn(connection));
        Ok(sender)
    }

    fn request(&self, ask: Ask) -> Result<Request<Body>, hyper::http::Error> {
        let host = self.url.authority().map_or("", hyper::http::uri::Authority::as_str);
        let mut request = Request::builder()
            .method(ask.method)
            .uri(ask.path)
            .header(HOST, host)
            .header(USER_AGENT, "amana")
            .header(ACCEPT, "application/json");
        for (name, value) in self.headers.iter().cloned().chain(ask.headers) {
            request = request.header(name, value);
        }
        match ask.body {
            Some((content_type, body)) => request.header(CONTENT_TYPE, content_type).body(Body::from(body)),
            None => request.body(Body::empty()),
        }
    }
}

fn unreachable(word: &str) -> GatewayError {
    GatewayError::Unreachable { word: word.to_owned() }
}

/// What an answer means. A status of 4xx is a no; all that may have come after the deed is unknown.
fn understood(status: StatusCode, body: Result<impl AsRef<[u8]>, GatewayError>) -> Result<Value, GatewayError> {
    if status.is_success() {
        return serde_json::from_slice(body?.as_ref()).map_err(|_| GatewayError::unknown("answer_odd"));
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS => Err(unreachable("busy")),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(GatewayError::refused("key_refused")),
        StatusCode::NOT_FOUND => Err(GatewayError::refused("not_found")),
        // The same question is being answered elsewhere, or only half of it came.
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT => {
            Err(GatewayError::unknown(format!("status_{}", status.as_u16())))
        }
        status if status.is_client_error() => {
            let said = body.ok().and_then(|body| serde_json::from_slice::<Value>(body.as_ref()).ok());
            let word = said.as_ref().and_then(word_of).unwrap_or_else(|| format!("status_{}", status.as_u16()));
            Err(GatewayError::Refused { word })
        }
        status => Err(GatewayError::unknown(format!("status_{}", status.as_u16()))),
    }
}

/// The word by which a gateway says no: Stripe's `error.code`, Thawani's `code`. Sentences are left where they are: they may repeat what
/// was sent.
fn word_of(said: &Value) -> Option<String> {
    let found = ["/error/code", "/error/type", "/code"].iter().find_map(|place| said.pointer(place))?;
    let word = match found {
        Value::String(word) => word.clone(),
        Value::Number(number) => format!("code_{number}"),
        _ => return None,
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    ((1..=WORD_MAX).contains(&word.len()) && word.chars().all(plain)).then_some(word)
}

/// A name that a gateway gave, as it may stand in a path: letters, digits, `_` and `-`.
pub fn name(text: &str) -> Option<&str> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    ((1..=NAME_MAX).contains(&text.len()) && text.bytes().all(fits)).then_some(text)
}

/// The name at a place of an answer.
pub fn name_at(said: &Value, place: &str) -> Option<String> {
    said.pointer(place)?.as_str().and_then(name).map(str::to_owned)
}

/// At most so many letters of a text, without those that are not for reading.
pub fn cut(text: &str, letters: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(letters).collect()
}

/// A header's value that no log shows.
pub fn hidden(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The bytes of a tag of 32 bytes in hexadecimal.
pub fn tag(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
