//! A meeting as an entry of a calendar (RFC 5545): a few lines of text that any calendar takes in, changes and takes away again.
//!
//! The entry names no person. Its identifier stays the same for a case; its sequence number rises with each change, so that an
//! entry taken in again moves the old one, or takes it away once the meeting is called off.

use app::cases::MeetingView;
use app::ports::Entry;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::case::Standing;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::Lang;
use crate::words::plain;

/// LIMIT: octets of a line without its end (RFC 5545, section 3.1); a longer one is folded.
const LINE_MAX: usize = 75;

/// The lines of a calendar.
#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    /// A property whose value stands as it is.
    fn raw(&mut self, name: &str, value: &str) {
        self.folded(&format!("{name}:{value}"));
    }

    /// A property with a text (RFC 5545, section 3.3.11); none when there is nothing to say.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.folded(&format!("{name}:{}", escaped(text)));
        }
    }

    /// Whole characters only: a line that ends within one is none that a reader must put together again.
    fn folded(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A moment in UTC: `20261122T140000Z`.
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The entry of an agreed meeting as it is sent and taken in; nothing where none was agreed.
pub fn entry(lang: Lang, view: &MeetingView, agency: &str) -> Option<String> {
    view.entry(agency).map(|entry| written(lang, &entry, true))
}

/// The same as it lies in a calendar, which knows no `METHOD` (RFC 4791, section 4.1).
pub fn stored(lang: Lang, entry: &Entry<'_>) -> String {
    written(lang, entry, false)
}

fn written(lang: Lang, entry: &Entry<'_>, sent: bool) -> String {
    let Entry { case, reference, agency, meeting, way } = entry;
    let off = meeting.standing == Standing::CalledOff;
    let word = meeting.slot.place.as_str();
    let place = lang.t(&format!("place-{word}"));
    let say = |key: &str| plain(&lang.t1(key, "case", *reference));
    let mut about = vec![lang.t(&format!("place-{word}.how"))];
    about.extend(way.clone());
    about.push(say("calendar-about"));
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//Amana//Meetings//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    if sent {
        lines.raw("METHOD", if off { "CANCEL" } else { "PUBLISH" });
    }
    lines.raw("BEGIN", "VEVENT");
    lines.raw("UID", &format!("meeting-{case}"));
    lines.raw("SEQUENCE", &meeting.sequence.to_string());
    lines.raw("DTSTAMP", &utc(meeting.changed_at));
    lines.raw("LAST-MODIFIED", &utc(meeting.changed_at));
    lines.raw("DTSTART", &utc(meeting.slot.starts_at));
    lines.raw("DTEND", &utc(meeting.slot.ends_at()));
    lines.raw("STATUS", if off { "CANCELLED" } else { "CONFIRMED" });
    // An address of a calendar need not be a mailbox. This one is none: nobody is written to.
    lines.folded(&format!("ORGANIZER;CN=\"{0}\":urn:x-amana:{0}", agency.replace(['"', ':', ';', ','], "")));
    lines.text("SUMMARY", &say("calendar-title"));
    if !off {
        lines.text("LOCATION", way.as_ref().unwrap_or(&place));
        lines.text("DESCRIPTION", &plain(&about.join("\n")));
    }
    lines.raw("CLASS", "PRIVATE");
    lines.raw("END", "VEVENT");
    lines.raw("END", "VCALENDAR");
    lines.0
}

/// The entry as a file: kept by nobody on the way.
pub fn file(reference: &str, entry: String) -> Response {
    let name = format!("attachment; filename=\"meeting-{reference}.ics\"");
    let mut response = entry.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_reads_back() {
        let text = "مكتب الخوير، الطابق الثاني: ".repeat(8);
        let mut lines = Lines::default();
        lines.raw("LOCATION", &text);
        assert!(lines.0.ends_with("\r\n"));
        assert!(lines.0.split("\r\n").all(|line| line.len() <= LINE_MAX), "{:?}", lines.0);
        assert_eq!(lines.0.replace("\r\n ", ""), format!("LOCATION:{text}\r\n"));
        let mut exact = Lines::default();
        exact.raw("X", &"a".repeat(LINE_MAX - 2));
        assert_eq!(exact.0.matches("\r\n").count(), 1, "75 octets are one line");
    }

    #[test]
    fn a_text_is_escaped_so_that_it_cannot_begin_a_property_of_its_own() {
        let mut lines = Lines::default();
        lines.text("LOCATION", "Floor 2; door \\B, left\r\nATTENDEE:mailto:a@b.example");
        assert_eq!(lines.0, "LOCATION:Floor 2\\; door \\\\B\\, left\\nATTENDEE:mailto:a@b.example\r\n");
        let mut none = Lines::default();
        none.text("LOCATION", "");
        assert_eq!(none.0, "");
    }

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(utc("2026-11-22T18:00:00+04:00".parse().expect("a time")), "20261122T140000Z");
    }
}
