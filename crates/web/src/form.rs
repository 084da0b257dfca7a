//! What a form sent, and reading its answers: each fault names its field and the message beside it.

use app::AppError;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::input::{Unkept, is_unkept};
use crate::ui::{Field, Kind};

/// The names and values of a form, in order; a name may repeat.
#[derive(Debug, Clone, Default)]
pub struct Sent(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    /// What cannot be read is answered by its status alone; the doorstep puts it into the reader's words.
    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let sent = match axum::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(form) => form.0,
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
            }
            Err(_) => return Err(StatusCode::BAD_REQUEST.into_response()),
        };
        match sent.iter().find(|(name, value)| is_unkept(name) || is_unkept(value)) {
            None => Ok(Self(sent)),
            Some((name, _)) => {
                let mut refused = StatusCode::UNPROCESSABLE_ENTITY.into_response();
                refused.extensions_mut().insert(Unkept(name.clone()));
                Err(refused)
            }
        }
    }
}

impl Sent {
    /// The value of this name without the space round it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// An officer's yes or no; anything else is the fault `yes_or_no` of the field `yes`.
    pub fn yes(&self) -> Result<bool, AppError> {
        match self.get("yes") {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(AppError::invalid("yes", "yes_or_no")),
        }
    }

    /// Everything, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What is asked, without what only proves where the form came from: two sendings of one form are equal.
    pub fn ask(&self) -> Vec<u8> {
        let asked: Vec<_> = self.0.iter().filter(|(key, _)| key != "csrf" && key != "key").collect();
        serde_json::to_vec(&asked).unwrap_or_default()
    }

    /// Puts what was typed, and what is wrong with it, back into a field. Fields of a step have their own scope.
    pub fn refill(&self, field: &mut Field, faults: &Faults, say: impl Fn(&str) -> String) {
        let typed: Vec<&str> = self.all(&field.name).collect();
        match &mut field.kind {
            Kind::Cards(choices) | Kind::Select(choices) | Kind::Radios(choices) | Kind::Checks(choices) => {
                for choice in choices {
                    choice.chosen = typed.contains(&choice.value.as_str());
                }
            }
            _ => field.value = self.get(&field.name).to_owned(),
        }
        if let Some((_, reason)) = faults.iter().find(|(name, _)| *name == field.name) {
            field.error = say(reason);
        }
    }
}

/// The fields that cannot be taken, each with the key of the message that says what to do.
pub type Faults = Vec<(String, &'static str)>;

/// What the house said of an ask, by the names of the form's fields.
pub fn by_name(faults: &[app::Fault]) -> Faults {
    faults.iter().map(|fault| (fault.pointer.trim_start_matches('/').to_owned(), fault.reason)).collect()
}

/// Reads answers one by one and keeps every fault, so that all of them are shown at once.
pub struct Reader<'a> {
    sent: &'a Sent,
    faults: Faults,
}

impl<'a> Reader<'a> {
    /// Reads this form.
    pub const fn new(sent: &'a Sent) -> Self {
        Self { sent, faults: Vec::new() }
    }

    /// What was read, if nothing is wrong.
    pub fn done<T>(self, read: Option<T>) -> Result<T, Faults> {
        match read {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(self.faults),
        }
    }

    fn take<T>(&mut self, name: &str, reason: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = ascii_digits(self.sent.get(name));
        let found = read(&text);
        if found.is_none() {
            self.faults.push((name.to_owned(), if text.is_empty() { "answer-missing" } else { reason }));
        }
        found
    }

    /// A sum in rial as baisa.
    pub fn sum(&mut self, name: &str) -> Option<i64> {
        self.take(name, "answer-sum", baisa)
    }

    /// A sum that may stay empty: nothing then.
    pub fn sum_or_none(&mut self, name: &str) -> Option<i64> {
        self.take(name, "answer-sum", |text| if text.is_empty() { Some(0) } else { baisa(text) })
    }

    /// A whole number.
    pub fn whole<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        self.take(name, "answer-number", |text| text.parse().ok())
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        self.take(name, "answer-date", |text| text.parse().ok())
    }

    /// A moment on the wall clock of Muscat.
    pub fn moment(&mut self, name: &str) -> Option<Timestamp> {
        self.take(name, "answer-time", |text| {
            let local: DateTime = text.parse().ok()?;
            local.to_zoned(TimeZone::fixed(Offset::constant(4))).ok().map(|zoned| zoned.timestamp())
        })
    }

    /// A word of a closed list.
    pub fn word<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        self.take(name, "answer-choice", |text| serde_json::from_value(Value::String(text.to_owned())).ok())
    }

    /// Yes or no.
    pub fn yes(&mut self, name: &str) -> Option<bool> {
        self.take(name, "answer-choice", |text| text.parse().ok())
    }

    /// A sentence that must be agreed to.
    pub fn tick(&mut self, name: &str) -> Option<()> {
        self.take(name, "answer-missing", |text| (text == "yes").then_some(()))
    }
}

/// `120.5` as 120,500 baisa: up to six digits, a point and up to three more.
pub fn baisa(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

/// Arabic-Indic and Persian digits, as people type them, and their decimal point.
pub fn ascii_digits(text: &str) -> String {
    let digit = |c: char| match c {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10).unwrap_or(c),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(c) - 0x6f0, 10).unwrap_or(c),
        '\u{66b}' => '.',
        other => other,
    };
    text.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_type_them() {
        let read = |text: &str| baisa(&ascii_digits(text));
        assert_eq!([read("120"), read("120.5"), read("٠٫٠٠١")], [Some(120_000), Some(120_500), Some(1)]);
        assert_eq!([read(""), read("-1"), read("1.2345"), read("1234567"), read("1,5")], [None; 5]);
    }

    #[test]
    fn every_fault_is_kept_and_a_moment_is_muscat_time() {
        let sent = Sent(vec![("at".to_owned(), "2026-11-22T10:30".to_owned()), ("n".to_owned(), "x".to_owned())]);
        let mut reader = Reader::new(&sent);
        assert_eq!(reader.moment("at").map(|at| at.to_string()), Some("2026-11-22T06:30:00Z".to_owned()));
        assert_eq!((reader.whole::<u8>("n"), reader.day("missing")), (None, None));
        let faults = reader.done(Some(())).expect_err("two answers are wrong");
        assert_eq!(faults, [("n".to_owned(), "answer-number"), ("missing".to_owned(), "answer-missing")]);
    }
}
