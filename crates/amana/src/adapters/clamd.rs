//! clamd, over its own socket: files go in pieces (`INSTREAM`, clamd(8)), and only its two clear answers are a verdict.
//!
//! It is asked on this machine only, for what it is given is in clear.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use app::documents::ports::{Doing, Scanner, Scanning, Trouble, Verdict};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{Instant, timeout_at};

use super::clock;

/// LIMIT: from the first byte of a file to the verdict; less than the lease of the job that waits for it.
const SCAN_MAX: Duration = Duration::from_secs(50);
/// LIMIT: for a question that no file comes with.
const ASK_MAX: Duration = Duration::from_secs(5);
/// LIMIT: bytes of an answer.
const ANSWER_MAX: usize = 4096;

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clamd {
    /// A socket of this machine.
    Unix(PathBuf),
    /// An address of this machine.
    Tcp(SocketAddr),
}

/// A connection of either kind.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

fn away(what: &str) -> Trouble {
    Trouble::Later(format!("the scanner {what}"))
}

impl Clamd {
    /// Reads `unix:/run/clamav/clamd.ctl`, or `127.0.0.1:3310`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Unix(path.into()));
        }
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self::Tcp(address)),
            Ok(_) => Err("files would leave this machine in clear: let clamd listen on loopback or on a socket here"),
            Err(_) => {
                Err("`unix:` and a path, or an address of this machine: unix:/run/clamav/clamd.ctl, 127.0.0.1:3310")
            }
        }
    }

    async fn connect(&self, until: Instant) -> Result<Box<dyn Line>, Trouble> {
        let connected = async {
            Ok::<Box<dyn Line>, std::io::Error>(match self {
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
                Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            })
        };
        in_time(until, connected).await
    }
}

/// Waits for something of clamd's, until then.
async fn in_time<T>(until: Instant, of: impl Future<Output = std::io::Result<T>>) -> Result<T, Trouble> {
    match timeout_at(until, of).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(away(&format!("cannot be reached: {}", error.kind()))),
        Err(_) => Err(away("took too long")),
    }
}

/// Its answer: what stands before the first NUL.
async fn answer(line: &mut dyn Line, until: Instant) -> Result<String, Trouble> {
    let mut said = Vec::new();
    loop {
        let mut bytes = [0; 512];
        let read = in_time(until, line.read(&mut bytes)).await?;
        if let Some(end) = bytes[..read].iter().position(|byte| *byte == 0) {
            said.extend_from_slice(&bytes[..end]);
            return String::from_utf8(said).map_err(|_| away("answered in no words"));
        }
        said.extend_from_slice(&bytes[..read]);
        if read == 0 || said.len() > ANSWER_MAX {
            return Err(away("broke off its answer"));
        }
    }
}

/// What an answer to a file means.
fn verdict(said: &str) -> Result<Verdict, Trouble> {
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) => match found.strip_suffix(" FOUND") {
            Some(name) if !name.is_empty() => Ok(Verdict::Found(name.to_owned())),
            _ => Err(away("gave no verdict")),
        },
        None => Err(away("gave no verdict")),
    }
}

impl Scanner for Clamd {
    fn about(&self) -> Doing<'_, String> {
        Box::pin(async move {
            let until = Instant::now() + ASK_MAX;
            let mut line = self.connect(until).await?;
            in_time(until, line.write_all(b"zVERSION\0")).await?;
            let said = answer(&mut *line, until).await?;
            if !said.starts_with("ClamAV ") {
                return Err(away("does not say what it is"));
            }
            // One that names no signatures may have got new ones: its word holds for a week.
            let week = clock::real().as_second() / (7 * 24 * 3600);
            let line = if said.contains('/') { said } else { format!("{said}/week {week}") };
            Ok(line.chars().filter(|c| !c.is_control()).take(100).collect())
        })
    }

    fn begin(&self, _bytes: u64) -> Doing<'_, Box<dyn Scanning>> {
        Box::pin(async move {
            let until = Instant::now() + SCAN_MAX;
            let mut line = self.connect(until).await?;
            in_time(until, line.write_all(b"zINSTREAM\0")).await?;
            Ok(Box::new(Stream { line, until }) as Box<dyn Scanning>)
        })
    }
}

struct Stream {
    line: Box<dyn Line>,
    until: Instant,
}

impl Scanning for Stream {
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        Box::pin(async move {
            // A length of nothing would be the end.
            if bytes.is_empty() {
                return Ok(());
            }
            let length = u32::try_from(bytes.len()).map_err(|_| away("takes no piece so long"))?;
            in_time(self.until, self.line.write_all(&length.to_be_bytes())).await?;
            in_time(self.until, self.line.write_all(bytes)).await
        })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, Verdict> {
        Box::pin(async move {
            in_time(self.until, self.line.write_all(&0u32.to_be_bytes())).await?;
            verdict(&answer(&mut *self.line, self.until).await?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_answers_are_a_verdict() {
        assert_eq!(verdict("stream: OK"), Ok(Verdict::Clean));
        let found = Verdict::Found("Eicar-Test-Signature".to_owned());
        assert_eq!(verdict("stream: Eicar-Test-Signature FOUND"), Ok(found));
        for other in [
            "",
            "OK",
            "stream: ",
            "stream:  FOUND",
            "stream: OK OK",
            "INSTREAM size limit exceeded. ERROR",
            "stream: ERROR",
        ] {
            assert!(matches!(verdict(other), Err(Trouble::Later(_))), "{other:?}");
        }
    }

    #[test]
    fn files_never_leave_the_machine_in_clear() {
        assert_eq!(Clamd::parse("unix:/run/clamav/clamd.ctl"), Ok(Clamd::Unix("/run/clamav/clamd.ctl".into())));
        assert!(Clamd::parse("127.0.0.1:3310").is_ok() && Clamd::parse("[::1]:3310").is_ok());
        for other in ["10.0.0.1:3310", "clamd:3310", "", "/run/clamav/clamd.ctl"] {
            assert!(Clamd::parse(other).is_err(), "{other}");
        }
    }

    /// A scanner that says this to whatever it is given, and then hangs up.
    async fn saying(said: &'static [u8]) -> Clamd {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                let mut bytes = [0; 64];
                let _read = line.read(&mut bytes).await;
                let _sent = line.write_all(said).await;
            }
        });
        Clamd::Tcp(address)
    }

    async fn scans(clamd: &Clamd) -> Result<Verdict, Trouble> {
        let mut scanning = clamd.begin(3).await?;
        scanning.take(b"abc").await?;
        scanning.finish().await
    }

    #[tokio::test]
    async fn garbage_silence_and_a_cut_answer_are_no_verdict() {
        for said in [&b""[..], b"stream: OK", b"\xff\xfe\0", b"GET / HTTP/1.1\0", &[b'x'; 10_000], b"ERROR\0"] {
            let clamd = saying(said).await;
            assert!(matches!(scans(&clamd).await, Err(Trouble::Later(_))), "{:?}", String::from_utf8_lossy(said));
            assert!(clamd.about().await.is_err());
        }
        let nobody = Clamd::Tcp("127.0.0.1:1".parse().expect("an address"));
        assert!(scans(&nobody).await.is_err() && nobody.about().await.is_err());
        assert!(Clamd::Unix("/nowhere/clamd.ctl".into()).about().await.is_err());
    }
}
