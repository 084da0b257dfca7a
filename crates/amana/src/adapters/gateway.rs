//! Text messages by a provider's HTTP interface: one POST for each, its body from a template, the secret as a bearer token.

use std::time::Duration;

use app::ports::{Message, SendError, faults};
use axum::body::Body;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::line::{self, Tls, Trust, is_this_machine, no_answer};

/// LIMIT: a template.
const BODY_MAX: usize = 4096;
/// LIMIT: an answer of which the name of a message is read.
const ANSWER_MAX: usize = 64 * 1024;
/// LIMIT: how long it may take to say the name: with two times of patience before it, less than a message has.
const NAME_WITHIN: Duration = Duration::from_secs(3);
/// LIMIT: a provider's name of a message.
const NAME_MAX: usize = 128;

/// How what is put into a body is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Fields,
}

/// A body with places for what differs.
#[derive(Debug, Clone)]
pub struct Template {
    body: String,
    form: Form,
}

impl Template {
    /// Reads it; the error says what is wrong.
    pub fn parse(body: &str, content_type: Option<&str>) -> Result<Self, &'static str> {
        let form = match content_type {
            Some("application/json") => Form::Json,
            Some("application/x-www-form-urlencoded") => Form::Fields,
            Some(_) => return Err("a body is application/json or application/x-www-form-urlencoded"),
            None if body.trim_start().starts_with('{') => Form::Json,
            None => Form::Fields,
        };
        if body.len() > BODY_MAX || !body.contains("{to}") || !body.contains("{text}") {
            return Err("a body of at most 4096 letters with {to} and {text} in it");
        }
        let template = Self { body: body.to_owned(), form };
        let sample = template.filled("+96892123456", "AMANA", "\"\\\n&=ب", "k");
        if form == Form::Json && serde_json::from_str::<serde_json::Value>(&sample).is_err() {
            return Err("with its places filled in it is no JSON: put each place between quotes");
        }
        Ok(template)
    }

    fn filled(&self, to: &str, from: &str, text: &str, key: &str) -> String {
        let mut rest = self.body.as_str();
        let mut filled = String::with_capacity(rest.len() + text.len() * 3);
        // One pass: a text that holds the name of a place is never filled in itself.
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            let places = [("{to}", to), ("{from}", from), ("{text}", text), ("{key}", key)];
            rest = &rest[at..];
            match places.iter().find(|(place, _)| rest.starts_with(place)) {
                Some((place, value)) => {
                    filled.push_str(&self.escaped(value));
                    rest = &rest[place.len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled + rest
    }

    fn escaped(&self, value: &str) -> String {
        match self.form {
            Form::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Form::Fields => value
                .bytes()
                .map(|b| match b {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
                    other => format!("%{other:02X}"),
                })
                .collect(),
        }
    }
}

/// By which name a provider speaks later of a message that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// By the key that it was sent under.
    ByKey,
    /// By the one that stands in its answer, at this place (a JSON pointer).
    ByAnswer(String),
}

/// A gateway.
pub struct Gateway {
    url: Uri,
    at: (String, u16),
    tls: Tls,
    template: Template,
    token: Option<HeaderValue>,
    trust: Trust,
    from: String,
    patience: Duration,
    /// None: it never speaks of one.
    naming: Option<Naming>,
}

impl Gateway {
    /// At this address; the error says what is wrong with it.
    pub fn new(
        url: &str,
        template: Template,
        token: Option<Zeroizing<String>>,
        trust: Trust,
        from: String,
        patience: Duration,
        naming: Option<Naming>,
    ) -> Result<Self, &'static str> {
        let url: Uri = url.parse().map_err(|_| "an address such as https://sms.example.om/send")?;
        let host = url.host().ok_or("it names no machine")?.trim_matches(['[', ']']).to_owned();
        let (tls, port) = match url.scheme_str() {
            Some("https") => (Tls::Always, 443),
            Some("http") if is_this_machine(&host) => (Tls::None, 80),
            _ => return Err("numbers and codes leave this machine by https:// only"),
        };
        let port = url.port_u16().unwrap_or(port);
        let token = token.map(|token| {
            let value = Zeroizing::new(format!("Bearer {}", *token));
            HeaderValue::from_str(&value).map(|mut value| {
                value.set_sensitive(true);
                value
            })
        });
        let token = token.transpose().map_err(|_| "its token has letters that no header can have")?;
        Ok(Self { at: (host, port), url, tls, template, token, trust, from, patience, naming })
    }

    /// Connects and says nothing.
    pub async fn probe(&self) -> Result<String, String> {
        let line = timeout(self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        let line = line.map_err(|_| "connect: no answer in time".to_owned())?;
        line.map_err(|error| format!("connect: {error}"))?;
        Ok(format!("{}:{} can be reached", self.at.0, self.at.1))
    }

    /// Sends one message. Gives the name by which the provider will speak of it.
    pub async fn carry(&self, message: &Message) -> Result<Option<String>, SendError> {
        let line = timeout(self.patience, line::connect(&self.at, self.tls, &self.trust)).await;
        let line = line.map_err(|_| SendError::Later(faults::LATE.to_owned()))?;
        let line = line.map_err(|error| SendError::Later(format!("connect: {error}")))?;
        let shake = hyper::client::conn::http1::handshake(TokioIo::new(line)).await;
        let (mut sender, connection) = shake.map_err(|error| SendError::Later(format!("connect: {error}")))?;
        // ends by itself when the sender is gone
        drop(tokio::spawn(connection));
        let request = self.request(message).map_err(SendError::Never)?;
        let answer = timeout(self.patience, sender.send_request(request)).await;
        let Ok(Ok(answer)) = answer else { return Err(no_answer()) };
        match answer.status() {
            status if status.is_success() => Ok(self.name(message, answer.into_body()).await),
            status @ (StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN) => Err(SendError::Later(format!("gateway: {}", status.as_u16()))),
            // It broke on the way: perhaps after it had handed the message over.
            status if status.is_server_error() => Err(no_answer()),
            status => Err(SendError::Never(format!("gateway: {}", status.as_u16()))),
        }
    }

    /// By which name the provider speaks of a message that it took. An answer that does not say it costs the receipt, not the message.
    async fn name(&self, message: &Message, answer: Incoming) -> Option<String> {
        let place = match self.naming.as_ref()? {
            Naming::ByKey => return Some(message.key.clone()),
            Naming::ByAnswer(place) => place,
        };
        let whole = axum::body::to_bytes(Body::new(answer), ANSWER_MAX);
        let answer: Value = serde_json::from_slice(&timeout(NAME_WITHIN, whole).await.ok()?.ok()?).ok()?;
        match answer.pointer(place)? {
            Value::String(name) => Some(name.clone()),
            Value::Number(name) => Some(name.to_string()),
            _ => None,
        }
        .filter(|name| (1..=NAME_MAX).contains(&name.len()))
    }

    fn request(&self, message: &Message) -> Result<Request<Body>, String> {
        let path = self.url.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str);
        let host = self.url.authority().map_or("", hyper::http::uri::Authority::as_str);
        let form = match self.template.form {
            Form::Json => "application/json",
            Form::Fields => "application/x-www-form-urlencoded",
        };
        let body = self.template.filled(&message.to, &self.from, &message.text, &message.key);
        let mut request = Request::post(path).header(HOST, host).header(CONTENT_TYPE, form);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token.clone());
        }
        request.body(Body::from(body)).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_in_its_place_whatever_it_says() {
        let json = Template::parse(r#"{"to":"{to}","text":"{text}","id":"{key}"}"#, None).expect("a template");
        let text = "\",\"to\":\"+1900\",\"x\":\"{to}\n";
        let filled: serde_json::Value =
            serde_json::from_str(&json.filled("+96892123456", "AMANA", text, "code:1")).expect("JSON");
        assert_eq!((filled["to"].as_str(), filled["text"].as_str()), (Some("+96892123456"), Some(text)));
        let fields = Template::parse("to={to}&text={text}", None).expect("a template");
        assert_eq!(fields.filled("+968", "", "a&to=+1 ب", ""), "to=%2B968&text=a%26to%3D%2B1%20%D8%A8");
    }

    #[test]
    fn a_body_that_could_send_nothing_is_refused() {
        for (body, form) in [
            ("", None),
            ("to={to}", None),
            (r#"{"to":{to},"text":{text}}"#, None),
            ("to={to}&text={text}", Some("text/plain")),
        ] {
            assert!(Template::parse(body, form).is_err(), "{body}");
        }
    }
}
