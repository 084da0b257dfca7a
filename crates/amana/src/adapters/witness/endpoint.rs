//! A server of somebody else: each checkpoint is sent by POST as plain text; any answer of 2xx means that it is kept.
//!
//! LIMIT: http only. A checkpoint is signed and holds nothing secret; what a stranger on the way could do is hold it back and
//! answer for the witness, so have the endpoint in a network of your own or behind a proxy on this machine that speaks TLS.

use std::time::Duration;

use app::log::Signed;
use app::ports::{NotTaken, Taking, Witness};
use axum::body::Body;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// LIMIT: a witness has so long to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The endpoint.
#[derive(Debug)]
pub struct Endpoint {
    name: String,
    url: Uri,
    /// `host:port`
    authority: String,
}

impl Endpoint {
    /// At this address, `http://witness.example/checkpoints`; the error says what is wrong with it.
    pub fn at(url: &str) -> Result<Self, String> {
        let url: Uri = url.parse().map_err(|error| format!("{url} is no address: {error}"))?;
        if url.scheme_str() != Some("http") {
            return Err(format!("{url} must begin with http://; a proxy on this machine can speak TLS for it"));
        }
        let host = url.host().ok_or_else(|| format!("{url} names no machine"))?;
        let authority = format!("{host}:{}", url.port_u16().unwrap_or(80));
        Ok(Self { name: url.to_string(), authority, url })
    }

    async fn post(&self, note: String) -> Result<(), String> {
        let stream = TcpStream::connect(&self.authority).await.map_err(|error| error.to_string())?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
        let path = self.url.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str);
        let request = Request::post(path)
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(Body::from(note))
            .map_err(|error| error.to_string())?;
        // ends by itself when the sender is gone
        drop(tokio::spawn(connection));
        let status = sender.send_request(request).await.map_err(|error| error.to_string())?.status();
        if status.is_success() { Ok(()) } else { Err(format!("it answered {status}")) }
    }
}

impl Witness for Endpoint {
    fn name(&self) -> &str {
        &self.name
    }

    fn take<'a>(&'a self, checkpoint: &'a Signed) -> Taking<'a> {
        Box::pin(async move {
            let given = tokio::time::timeout(PATIENCE, self.post(checkpoint.note.clone())).await;
            given.unwrap_or_else(|_| Err("it did not answer within 10 seconds".to_owned())).map_err(NotTaken)
        })
    }
}
