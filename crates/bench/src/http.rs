//! The smallest HTTP/1.1 client that can keep a server busy from the same machine: one connection, one thread, one buffer.
//! It reads what the servers of this benchmark send and nothing else.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// LIMIT: an answer of a benchmark is small; more means that something is wrong.
const ANSWER_MAX: usize = 8 * 1024 * 1024;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

impl Connection {
    /// To a port of this machine.
    pub fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a whole request and reads the answer: its status and its body.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<(u16, Vec<u8>)> {
        self.stream.write_all(request)?;
        self.buffer.clear();
        let head = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.more()?;
        };
        let text = std::str::from_utf8(&self.buffer[..head]).map_err(|_| broken("the head is no text"))?;
        let status = text.get(9..12).and_then(|word| word.parse().ok()).ok_or_else(|| broken("no status"))?;
        let header = |name: &str| {
            text.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        if let Some(length) = header("content-length") {
            let length: usize = length.parse().map_err(|_| broken("a length that is no number"))?;
            while self.buffer.len() < head + length {
                self.more()?;
            }
            return Ok((status, self.buffer[head..head + length].to_vec()));
        }
        if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return Ok((status, self.chunks(head)?));
        }
        Ok((status, Vec::new()))
    }

    fn chunks(&mut self, mut at: usize) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(end) = find(&self.buffer[at..], b"\r\n") {
                    break end;
                }
                self.more()?;
            };
            let size = std::str::from_utf8(&self.buffer[at..at + line]).ok();
            let size = size.and_then(|hex| usize::from_str_radix(hex, 16).ok()).ok_or_else(|| broken("a chunk"))?;
            at += line + 2;
            while self.buffer.len() < at + size + 2 {
                self.more()?;
            }
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[at..at + size]);
            at += size + 2;
        }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut part = [0; 16 * 1024];
        let read = self.stream.read(&mut part)?;
        if read == 0 {
            return Err(broken("the server closed the connection"));
        }
        self.buffer.extend_from_slice(&part[..read]);
        if self.buffer.len() > ANSWER_MAX {
            return Err(broken("an answer without end"));
        }
        Ok(())
    }
}

/// Where these bytes begin.
pub fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, token: &str, body: Option<&str>) -> Vec<u8> {
    let authorization = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    let rest = match body {
        Some(body) => format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
        None => "\r\n".to_owned(),
    };
    format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{authorization}{rest}").into_bytes()
}
