//! A calendar of somebody's (CalDAV, RFC 4791): one entry at a time is put there or taken away, and only while it is the one that we
//! know (RFC 9110, section 13.1).

use app::connections::{Grant, Put, Unserved};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use hyper::{Method, Request, Response, StatusCode};
use openidconnect::AsyncHttpClient;
use openidconnect::url::Url;
use zeroize::Zeroizing;

use super::https::Https;

/// What stands for the account in the address of a calendar.
pub const ACCOUNT: &str = "{account}";
/// LIMIT: characters of what a calendar calls a version.
const ETAG_MAX: usize = 256;

/// Where a service keeps its people's calendars.
#[derive(Clone)]
pub struct Calendars {
    /// The address of one, with [`ACCOUNT`] in it; ends in `/`.
    pub address: String,
    /// Asks it.
    pub https: Https,
}

fn away(error: &dyn std::fmt::Display) -> Unserved {
    Unserved::Away(error.to_string())
}

impl Calendars {
    /// The address of an account's calendar. The account is one part of the path: nothing of it can lead elsewhere.
    pub fn of(&self, account: &str) -> Result<Url, Unserved> {
        // Dots alone would be a way up, encoded too.
        if account.is_empty() || account.starts_with('.') {
            return Err(Unserved::Never("it has no calendar of this account".to_owned()));
        }
        let mut part = String::with_capacity(account.len());
        for byte in account.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => part.push(char::from(byte)),
                _ => part.extend(['%', digit(byte >> 4), digit(byte & 15)]),
            }
        }
        Url::parse(&self.address.replace(ACCOUNT, &part)).map_err(|error| away(&error))
    }

    /// Shows that the grant opens the calendar.
    pub async fn greet(&self, grant: &Grant) -> Result<(), Unserved> {
        let asked = "<?xml version=\"1.0\" encoding=\"utf-8\"?><propfind xmlns=\"DAV:\"><prop><resourcetype/></prop></propfind>";
        let request = Request::builder()
            .method("PROPFIND")
            .uri(self.of(&grant.account)?.as_str())
            .header("depth", "0")
            .header(CONTENT_TYPE, "application/xml; charset=utf-8");
        let answer = self.send(grant, request, asked.as_bytes().to_vec()).await?;
        let known = answer.status() == StatusCode::MULTI_STATUS
            && std::str::from_utf8(answer.body()).is_ok_and(|text| text.contains("urn:ietf:params:xml:ns:caldav"));
        match known {
            true => Ok(()),
            false if answer.status() == StatusCode::NOT_FOUND || answer.status() == StatusCode::MULTI_STATUS => {
                Err(Unserved::Never("it has no calendar of this account".to_owned()))
            }
            false => Err(unwanted(&answer)),
        }
    }

    /// Puts an entry there, or takes it away. One that was changed there since is looked up and written over; one that is gone is put
    /// anew. What its version is called now; none where it is gone, or the calendar does not say.
    pub async fn put(&self, grant: &Grant, put: Put<'_>) -> Result<Option<String>, Unserved> {
        let mut there = match (put.etag, put.text) {
            (Some(etag), _) => There::Entry(Some(etag.to_owned())),
            (None, Some(_)) => There::Nothing,
            (None, None) => self.look(grant, put.name).await?,
        };
        for _ in 0..2 {
            if put.text.is_none() && matches!(there, There::Nothing) {
                return Ok(None);
            }
            let answer = self.write(grant, put, &there).await?;
            match answer.status() {
                status if status.is_success() => {
                    let said = etag(&answer);
                    if put.text.is_none() || said.is_some() {
                        return Ok(said);
                    }
                    return Ok(match self.look(grant, put.name).await? {
                        There::Entry(said) => said,
                        There::Nothing => None,
                    });
                }
                StatusCode::NOT_FOUND | StatusCode::GONE if put.text.is_none() => return Ok(None),
                StatusCode::PRECONDITION_FAILED | StatusCode::NOT_FOUND | StatusCode::GONE => {
                    there = self.look(grant, put.name).await?;
                }
                _ => return Err(unwanted(&answer)),
            }
        }
        Err(Unserved::Away("somebody else writes the same entry".to_owned()))
    }

    async fn look(&self, grant: &Grant, name: &str) -> Result<There, Unserved> {
        let request = Request::builder().method(Method::HEAD).uri(self.entry(grant, name)?.as_str());
        let answer = self.send(grant, request, Vec::new()).await?;
        match answer.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(There::Nothing),
            status if status.is_success() => Ok(There::Entry(etag(&answer))),
            _ => Err(unwanted(&answer)),
        }
    }

    async fn write(&self, grant: &Grant, put: Put<'_>, there: &There) -> Result<Response<Vec<u8>>, Unserved> {
        let request = Request::builder().uri(self.entry(grant, put.name)?.as_str());
        let request = match there {
            There::Entry(Some(etag)) => {
                request.header(IF_MATCH, HeaderValue::from_str(etag).map_err(|error| away(&error))?)
            }
            // The name is ours alone: whatever stands there is ours.
            There::Entry(None) => request,
            There::Nothing => request.header(IF_NONE_MATCH, "*"),
        };
        match put.text {
            Some(text) => {
                let request = request.method(Method::PUT).header(CONTENT_TYPE, "text/calendar; charset=utf-8");
                self.send(grant, request, text.as_bytes().to_vec()).await
            }
            None => self.send(grant, request.method(Method::DELETE), Vec::new()).await,
        }
    }

    fn entry(&self, grant: &Grant, name: &str) -> Result<Url, Unserved> {
        self.of(&grant.account)?.join(name).map_err(|error| away(&error))
    }

    async fn send(
        &self,
        grant: &Grant,
        request: hyper::http::request::Builder,
        body: Vec<u8>,
    ) -> Result<Response<Vec<u8>>, Unserved> {
        let bearer = Zeroizing::new(format!("Bearer {}", grant.access.as_str()));
        let mut bearer = HeaderValue::from_str(&bearer).map_err(|error| away(&error))?;
        bearer.set_sensitive(true);
        let request = request.header(AUTHORIZATION, bearer).body(body).map_err(|error| away(&error))?;
        let answer = self.https.call(request).await.map_err(|error| away(&error))?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            return Err(Unserved::Refused("401".to_owned()));
        }
        Ok(answer)
    }
}

/// A digit of a byte in a path.
/// What stands in a calendar under a name.
enum There {
    Nothing,
    /// An entry, and what its version is called; none where the calendar, or what stands before it, gives no strong name.
    Entry(Option<String>),
}

fn digit(half: u8) -> char {
    char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

/// A strong name of a version. A weak one cannot be told from the next (RFC 9110, section 8.8.1).
fn etag(answer: &Response<Vec<u8>>) -> Option<String> {
    let said = answer.headers().get(ETAG)?.to_str().ok()?;
    (said.starts_with('"') && said.len() <= ETAG_MAX).then(|| said.to_owned())
}

fn unwanted(answer: &Response<Vec<u8>>) -> Unserved {
    Unserved::Away(format!("the calendar answered {}", answer.status().as_u16()))
}
