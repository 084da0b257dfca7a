//! A browser for tests: keeps its cookies, reads pages, sends the forms that stand on them.

use std::sync::Mutex;

use app::sign_in::{self, Address};
use app::{Caller, House};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;
use web::site::{Settings, Site};

use crate::house::TestHouse;

/// The edge of a house, on plain loopback.
pub fn edge(house: &House) -> Router {
    let settings = Settings { secure_cookies: false, helper: Some("+968 2400 0199".to_owned()), ..Settings::default() };
    web::router::router(Site::new(house.clone(), settings.into(), None))
}

/// A page as it came.
pub struct Seen {
    /// The status.
    pub status: StatusCode,
    /// Where it leads, for a redirection.
    pub location: String,
    /// What the page may load.
    pub policy: String,
    /// The text.
    pub text: String,
    /// Every header, as it came.
    pub headers: Vec<(String, String)>,
}

impl Seen {
    /// The value of the first hidden field of this name.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!(r#"name="{name}" value=""#);
        let at = self.text.find(&mark).unwrap_or_else(|| panic!("no field {name} on the page"));
        let rest = &self.text[at + mark.len()..];
        rest[..rest.find('"').expect("a closed attribute")].to_owned()
    }

    /// Whether the page says this, whatever marks isolate the parts of a sentence.
    pub fn says(&self, words: &str) -> bool {
        self.text.replace(['\u{2068}', '\u{2069}'], "").contains(words)
    }
}

/// Somebody who is signed in, or nobody.
pub struct Browser {
    edge: Router,
    cookies: Mutex<String>,
    bearer: String,
}

impl Browser {
    /// A visitor.
    pub fn visitor(house: &TestHouse) -> Self {
        Self { edge: edge(&house.house), cookies: Mutex::default(), bearer: String::new() }
    }

    /// Signs in by mail, as a person would.
    pub async fn signed_in(house: &TestHouse, email: &str) -> Self {
        let token = Self::token(house, email, "portal").await;
        Self { edge: edge(&house.house), cookies: format!("amana={token}").into(), bearer: String::new() }
    }

    /// The browser of this session, at an edge of its own.
    pub fn of(house: &House, token: &str) -> Self {
        Self { edge: edge(house), cookies: format!("amana={token}").into(), bearer: String::new() }
    }

    /// The same for a program.
    pub async fn program(house: &TestHouse, email: &str) -> Self {
        let token = Self::token(house, email, "api").await;
        Self { edge: edge(&house.house), cookies: Mutex::default(), bearer: format!("Bearer {token}") }
    }

    /// The token of somebody who has signed in.
    pub async fn token(house: &TestHouse, email: &str, portal: &'static str) -> String {
        let address = Address::parse("email", email).expect("an address");
        let nobody = Caller::anonymous("en");
        let started = sign_in::start(&house.house, &nobody, address).await.expect("started");
        while app::jobs::round(&house.house).await.expect("a round") > 0 {}
        let code = {
            let sent = house.sent.0.lock().expect("not poisoned");
            let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
            let mut mine = sent.iter().filter(|(to, _)| to == email);
            mine.find_map(|(_, text)| text.split_whitespace().last().filter(is_code)).expect("a code").to_owned()
        };
        let finished = sign_in::finish(&house.house, &nobody, started.challenge, &code, portal).await.expect("opened");
        house.with_second(finished).await.access.as_str().to_owned()
    }

    /// The same browser with one more cookie.
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookies.get_mut().expect("not poisoned").push_str(cookie);
        self
    }

    /// The same browser, reading Arabic.
    pub fn in_arabic(mut self) -> Self {
        self.cookies.get_mut().expect("not poisoned").push_str("; language=ar");
        self
    }

    /// Keeps the session's cookie that an answer brought, in place of the one before.
    fn keep(&self, headers: &header::HeaderMap) {
        let brought =
            headers.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok()?.split(';').next());
        for session in brought.filter(|cookie| cookie.starts_with("amana=")) {
            let mut cookies = self.cookies.lock().expect("not poisoned");
            let others = cookies.split("; ").filter(|cookie| !cookie.starts_with("amana="));
            *cookies = others.chain([session]).collect::<Vec<_>>().join("; ");
        }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Seen {
        self.send(Method::GET, path, String::new(), &[]).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let escape = |text: &str| -> String {
            text.bytes()
                .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect()
        };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        self.send(Method::POST, path, body.join("&"), &[]).await
    }

    /// Sends anything, with more headers.
    pub async fn send(&self, method: Method, path: &str, body: String, headers: &[(&str, &str)]) -> Seen {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1")
            .header(header::COOKIE, self.cookies.lock().expect("not poisoned").as_str());
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if !self.bearer.is_empty() {
            request = request.header(header::AUTHORIZATION, &self.bearer);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self.edge.clone().oneshot(request).await.expect("an answer");
        self.keep(answer.headers());
        let status = answer.status();
        let named =
            |name| answer.headers().get(name).and_then(|text| text.to_str().ok()).unwrap_or_default().to_owned();
        let (location, policy) = (named(header::LOCATION), named(header::CONTENT_SECURITY_POLICY));
        let said = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = answer.headers().iter().map(said).collect();
        let bytes = axum::body::to_bytes(answer.into_body(), 4 << 20).await.expect("a body");
        Seen { status, location, policy, text: String::from_utf8_lossy(&bytes).into_owned(), headers }
    }
}
