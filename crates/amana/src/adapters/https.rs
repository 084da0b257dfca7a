//! Asks another server one thing over TLS. No redirection is followed, no answer is longer or later than its limit.
//!
//! Clear text goes to this machine only, and only where the settings name it so: for trying out.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use openidconnect::AsyncHttpClient;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// LIMIT: the other server has so long for the whole of its answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// LIMIT: bytes of an answer.
const ANSWER_MAX: usize = 256 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unanswered(String);

fn because(error: impl std::fmt::Display) -> Unanswered {
    Unanswered(error.to_string())
}

/// Asks servers that the system's certificate authorities vouch for.
#[derive(Clone)]
pub struct Https {
    tls: TlsConnector,
    /// Whether this machine may be asked in clear text.
    plain: bool,
}

impl Https {
    /// With the certificate authorities that this machine trusts; `plain` lets it ask this machine in clear text.
    pub fn new(plain: bool) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() && !plain {
            return Err(
                "this machine trusts no certificate authority: install them (Debian: ca-certificates)".to_owned()
            );
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), plain })
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unanswered> {
        let url = request.uri().clone();
        let host = url.host().ok_or_else(|| because("the address names no machine"))?;
        let secure = match url.scheme_str() {
            Some("https") => true,
            Some("http") if self.plain && is_this_machine(host) => false,
            _ => return Err(because(format!("{host} is asked over TLS only"))),
        };
        let port = url.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((bare, port)).await.map_err(because)?;
        if !secure {
            return exchange(stream, request, &url).await;
        }
        let name = ServerName::try_from(bare.to_owned()).map_err(because)?;
        let stream = self.tls.connect(name, stream).await.map_err(because)?;
        exchange(stream, request, &url).await
    }
}

/// Whether this name is this machine's own, whoever answers for names.
pub fn is_this_machine(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

async fn exchange<S>(stream: S, request: Request<Vec<u8>>, url: &Uri) -> Result<Response<Vec<u8>>, Unanswered>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(because)?;
    // ends by itself when the sender is gone
    drop(tokio::spawn(connection));
    let (mut parts, body) = request.into_parts();
    let authority = url.authority().map_or("", |authority| authority.as_str());
    parts.headers.insert(HOST, HeaderValue::from_str(authority).map_err(because)?);
    parts.headers.insert(USER_AGENT, HeaderValue::from_static("amana"));
    parts.uri = url.path_and_query().map_or_else(|| "/".parse(), |path| path.as_str().parse()).map_err(because)?;
    let answer = sender.send_request(Request::from_parts(parts, Body::from(body))).await.map_err(because)?;
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(Body::new(body), ANSWER_MAX).await.map_err(because)?;
    Ok(Response::from_parts(parts, body.to_vec()))
}

impl<'c> AsyncHttpClient<'c> for Https {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move {
            let answered = tokio::time::timeout(PATIENCE, self.send(request)).await;
            answered.unwrap_or_else(|_| Err(because("it did not answer within 8 seconds")))
        })
    }
}
