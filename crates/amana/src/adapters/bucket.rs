//! A bucket that speaks plain S3, asked over the same lines as everything else: one TLS stack, and nothing waits for ever.
//!
//! What comes here is sealed already. The key of the bucket signs each request and travels in none.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use app::documents::ports::Trouble;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use object_store::{BackoffConfig, ClientOptions, Error, RetryConfig};
use tokio::time::{Instant, Sleep, timeout};
use zeroize::Zeroizing;

use super::line::{self, Tls, Trust, is_this_machine};

/// LIMIT: until a connection stands.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// LIMIT: from the first byte of a request to the first of its answer.
const ANSWER_MAX: Duration = Duration::from_secs(30);
/// LIMIT: between two pieces of an answer.
const PIECE_MAX: Duration = Duration::from_secs(20);
/// LIMIT: bytes of an answer that are read ahead.
const AHEAD_MAX: usize = 64 * 1024;

/// What it takes to reach a bucket.
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Where it is: `https://s3.example`. The bucket's name comes behind it, as a path.
    pub endpoint: String,
    /// Its region, as the signature has it.
    pub region: String,
    /// The key's name.
    pub key_id: String,
    /// The key.
    pub secret: Zeroizing<String>,
    /// Whose certificates are believed.
    pub trust: Trust,
}

impl Bucket {
    /// Puts it together, and asks nothing of it; the error says which setting makes no sense.
    pub fn open(&self) -> Result<AmazonS3, &'static str> {
        let endpoint = self.endpoint.trim_end_matches('/');
        let url: hyper::Uri = endpoint.parse().map_err(|_| "an address such as https://s3.example")?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err("the machine alone, such as https://s3.example: the bucket's name is a setting of its own");
        }
        let host = url.host().ok_or("it names no machine")?.trim_matches(['[', ']']).to_owned();
        let (tls, port) = match url.scheme_str() {
            Some("https") => (Tls::Always, 443),
            Some("http") if is_this_machine(&host) => (Tls::None, 80),
            _ => return Err("a bucket of another machine is asked by https:// only"),
        };
        let lines = Lines { at: (host, url.port_u16().unwrap_or(port)), tls, trust: self.trust.clone() };
        let backoff = BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            ..BackoffConfig::default()
        };
        AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_endpoint(endpoint)
            .with_region(&self.region)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(self.secret.as_str())
            .with_allow_http(tls == Tls::None)
            .with_virtual_hosted_style_request(false)
            // Only what every server of this kind knows.
            .with_disable_tagging(true)
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig { backoff, max_retries: 2, retry_timeout: Duration::from_secs(20) })
            .with_http_connector(lines)
            .build()
            .map_err(|_| "these make no bucket: look at its name, endpoint, region and key")
    }
}

/// What a bucket's refusal means, by the word of its answer; none where the word says nothing of its own.
pub fn refusal(error: &Error) -> Option<Trouble> {
    let said = said(error);
    let broken = |what: &str| Some(Trouble::Broken(what.to_owned()));
    match code(&said) {
        Some("NoSuchBucket") => broken("there is no such bucket: make it, or look at documents.bucket"),
        Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "AuthorizationHeaderMalformed") => broken(
            "the bucket does not know this key: look at documents.key_id, documents.secret_file and documents.region",
        ),
        Some("AccessDenied" | "AllAccessDisabled" | "AccountProblem") => {
            broken("the key may not do this in the bucket: let it list, read, write and remove")
        }
        Some("RequestTimeTooSkewed") => broken("the clocks of this machine and of the bucket differ: set them"),
        Some("QuotaExceeded" | "XMinioStorageFull" | "InsufficientCapacity" | "ServiceQuotaExceeded") => {
            Some(Trouble::Full("the bucket".to_owned()))
        }
        _ => match error {
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                broken("the bucket refuses this key: look at documents.key_id and documents.secret_file")
            }
            // Of what a server says of its own faults, only the number comes here.
            _ if said.contains(" 507 ") => Some(Trouble::Full("the bucket".to_owned())),
            _ => None,
        },
    }
}

/// Whether an answer says that the object, and not the bucket or the way to it, is not there.
pub fn is_absent(error: &Error) -> bool {
    matches!(error, Error::NotFound { .. }) && code(&said(error)) == Some("NoSuchKey")
}

fn said(error: &Error) -> String {
    error.to_string()
}

/// The word in an answer's `<Code>`.
fn code(said: &str) -> Option<&str> {
    said.split_once("<Code>")?.1.split_once("</Code>").map(|(code, _)| code)
}

/// Lines to one server: a connection for each request.
#[derive(Clone)]
struct Lines {
    at: (String, u16),
    tls: Tls,
    trust: Trust,
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("at", &self.at).field("tls", &self.tls).finish_non_exhaustive()
    }
}

impl HttpConnector for Lines {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

/// The time is over.
#[derive(Debug, thiserror::Error)]
#[error("no {0} in time")]
struct Late(&'static str);

fn late(what: &'static str) -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, Late(what))
}

impl HttpService for Lines {
    fn call<'life0, 'async_trait>(
        &'life0 self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(self.exchange(request))
    }
}

impl Lines {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let line = timeout(CONNECT_MAX, line::connect(&self.at, self.tls, &self.trust)).await;
        let line = line.map_err(|_| HttpError::new(HttpErrorKind::Connect, Late("connection")))?;
        let line = line.map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
        let broke = |error: hyper::Error| HttpError::new(HttpErrorKind::Interrupted, error);
        let mut http = hyper::client::conn::http1::Builder::new();
        let shake = http.max_buf_size(AHEAD_MAX).handshake(TokioIo::new(line)).await;
        let (mut sender, connection) = shake.map_err(broke)?;
        // ends by itself when request and answer are through
        drop(tokio::spawn(connection));
        let (mut parts, body) = request.into_parts();
        let wrong = |error: hyper::http::Error| HttpError::new(HttpErrorKind::Unknown, error);
        let authority = parts.uri.authority().map_or("", |authority| authority.as_str());
        let host = HeaderValue::from_str(authority).map_err(|error| wrong(error.into()))?;
        parts.headers.insert(HOST, host);
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = path.parse().map_err(|error: hyper::http::uri::InvalidUri| wrong(error.into()))?;
        let answered = timeout(ANSWER_MAX, sender.send_request(hyper::Request::from_parts(parts, body))).await;
        let answer = answered.map_err(|_| late("answer"))?.map_err(broke)?;
        Ok(answer.map(|body| HttpResponseBody::new(Patient::with(body))))
    }
}

/// The body of an answer, cut off when nothing comes any more.
struct Patient {
    body: Incoming,
    until: Pin<Box<Sleep>>,
}

impl Patient {
    fn with(body: Incoming) -> Self {
        Self { body, until: Box::pin(tokio::time::sleep(PIECE_MAX)) }
    }
}

impl Body for Patient {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.until.as_mut().reset(Instant::now() + PIECE_MAX);
                let broke = |error: hyper::Error| HttpError::new(HttpErrorKind::Interrupted, error);
                Poll::Ready(frame.map(|frame| frame.map_err(broke)))
            }
            Poll::Pending => {
                ready!(self.until.as_mut().poll(cx));
                Poll::Ready(Some(Err(late("more of the answer"))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(endpoint: &str) -> Result<AmazonS3, &'static str> {
        let trust = Trust::with(None).expect("the system's");
        let (name, region) = ("papers".to_owned(), "garage".to_owned());
        let secret = Zeroizing::new("secret".to_owned());
        Bucket { name, endpoint: endpoint.to_owned(), region, key_id: "key".to_owned(), secret, trust }.open()
    }

    #[test]
    fn clear_text_goes_to_this_machine_only_and_an_endpoint_is_a_machine() {
        for fine in ["https://s3.example", "https://s3.example:3900/", "http://127.0.0.1:9000", "http://localhost:9000"]
        {
            assert!(bucket(fine).is_ok(), "{fine}");
        }
        for wrong in
            ["", "s3.example", "http://s3.example", "https://s3.example/papers", "https://s3.example?x", "ftp://s3"]
        {
            assert!(bucket(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_key_is_in_no_description_of_the_bucket() {
        let told = format!("{:?}", bucket("https://s3.example").expect("a bucket"));
        assert!(!told.contains("\"secret\""), "{told}");
    }

    #[test]
    fn only_an_object_that_is_not_there_is_absent() {
        let not_found = |body: &str| Error::NotFound { path: "ab/cd".to_owned(), source: body.to_owned().into() };
        assert!(is_absent(&not_found("404: <Error><Code>NoSuchKey</Code></Error>")));
        for other in ["404: <Error><Code>NoSuchBucket</Code></Error>", "404: <html>no such page</html>", ""] {
            assert!(!is_absent(&not_found(other)), "{other}");
        }
        let gone = refusal(&not_found("<Code>NoSuchBucket</Code>"));
        assert!(matches!(gone, Some(Trouble::Broken(_))), "{gone:?}");
        assert_eq!(refusal(&not_found("<Code>SlowDown</Code>")), None);
    }
}
