//! HTTP/1.1 as far as a card house speaks it: one question and one answer on each connection, and the calls that it makes itself.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A question that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// By lower-case names.
    pub headers: BTreeMap<String, String>,
    /// What was sent.
    pub body: String,
}

impl Asked {
    /// The fields of a form, decoded.
    pub fn form(&self) -> BTreeMap<String, String> {
        fields(&self.body)
    }
}

/// A call that a gateway makes, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What it says.
    pub body: Vec<u8>,
}

impl Call {
    /// The only header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut of = self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        of.next().filter(|_| of.next().is_none())
    }

    /// Makes the call to a port of this machine. Gives the status of the answer.
    ///
    /// # Panics
    /// When nobody listens there, or the answer is none.
    pub fn make(&self, port: u16, path: &str) -> u16 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\
             connection: close\r\n\r\n",
            self.body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&self.body)).expect("it is heard");
        let mut first = String::new();
        BufReader::new(stream).read_line(&mut first).expect("an answer");
        first.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// JSON.
    pub body: String,
}

/// Reads a question; none where there is none.
pub fn read(stream: &mut TcpStream) -> Option<Asked> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body: String::from_utf8(body).ok()? })
}

/// Answers, with more headers, each ended by its line break. Who has gone away hears nothing.
pub fn answer(stream: &mut TcpStream, answer: &Answer, more: &str) {
    let head = format!(
        "HTTP/1.1 {} .\r\ncontent-type: application/json\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n",
        answer.status,
        answer.body.len()
    );
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.body.as_bytes())));
}

/// The fields of a form or query.
pub fn fields(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (plain(key), plain(value)))
        .collect()
}

fn plain(text: &str) -> String {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
