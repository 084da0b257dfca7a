//! Connections to providers, in clear text to this machine and over TLS to others.

use std::io;
use std::path::Path;
use std::sync::Arc;

use app::ports::{SendError, faults};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// What was handed over and not answered.
pub fn no_answer() -> SendError {
    SendError::Unknown(faults::NO_ANSWER.to_owned())
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    None,
    /// From a word of the protocol on; without it nothing is said.
    Starttls,
    /// From the first byte.
    Always,
}

impl Tls {
    /// By its word in the settings.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::None,
            "starttls" => Self::Starttls,
            "tls" => Self::Always,
            _ => return None,
        })
    }
}

/// Whether a name or address is this machine itself.
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// A stream of either kind.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Whose certificates are believed: the system's, and those of one file.
#[derive(Clone)]
pub struct Trust {
    /// What stands in the file, as PEM.
    pub own: Vec<CertificateDer<'static>>,
    config: Arc<ClientConfig>,
}

impl Trust {
    /// With the certificates of this file; the error says what is wrong with it.
    pub fn with(file: Option<&Path>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        // A certificate of the system's that cannot be read is one that nobody is believed by.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let mut own = Vec::new();
        if let Some(file) = file {
            let unread = |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}", file.display());
            let pem = std::fs::read(file).map_err(|error| unread(&error))?;
            own =
                CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().map_err(|error| unread(&error))?;
            if own.is_empty() {
                return Err(format!("{} holds no certificate", file.display()));
            }
            let (taken, _) = roots.add_parsable_certificates(own.iter().cloned());
            if taken < own.len() {
                return Err(format!("{} holds something that is no certificate", file.display()));
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { own, config: Arc::new(config) })
    }
}

/// Connects; the caller keeps the time.
pub async fn connect(at: &(String, u16), tls: Tls, trust: &Trust) -> io::Result<Box<dyn Stream>> {
    let stream = TcpStream::connect((at.0.as_str(), at.1)).await?;
    stream.set_nodelay(true)?;
    if tls == Tls::None {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(at.0.clone()).map_err(io::Error::other)?;
    Ok(Box::new(TlsConnector::from(Arc::clone(&trust.config)).connect(name, stream).await?))
}
