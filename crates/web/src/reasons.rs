//! Why an input cannot be read, in the words of whoever sent it: the parser's own reasons speak of its types and repeat
//! what was sent.

/// LIMIT: characters of a sender's own name for a field that are repeated to them.
const NAME_MAX: usize = 64;

/// A fault of a value: the field below the place where the parser stood, if it names one, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// The name of the field that is missing, unknown or there twice.
    pub field: Option<String>,
    /// What is wrong and how to mend it.
    pub text: String,
}

/// Reads the reason out of the parser's message.
pub fn of(message: &str) -> Reason {
    let message = message.rsplit_once(" at line ").map_or(message, |(reason, _)| reason);
    let quoted = |lead: &str| {
        let rest = message.strip_prefix(lead)?.strip_prefix('`')?;
        rest.split_once('`').map(|(name, rest)| (name.chars().take(NAME_MAX).collect::<String>(), rest))
    };
    if let Some((name, _)) = quoted("missing field ") {
        return Reason { field: Some(name), text: "This field is missing.".to_owned() };
    }
    if let Some((name, _)) = quoted("duplicate field ") {
        return Reason { field: Some(name), text: "This field stands more than once.".to_owned() };
    }
    if let Some((name, rest)) = quoted("unknown field ") {
        let known = match listed(rest) {
            known if known.is_empty() => "There is no field of this name here; nothing is expected.".to_owned(),
            known => format!("There is no field of this name here. Known fields: {known}."),
        };
        return Reason { field: Some(name), text: known };
    }
    let plain = |text: String| Reason { field: None, text };
    if let Some((_, rest)) = quoted("unknown variant ") {
        return plain(format!("One of these words is expected: {}.", listed(rest)));
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        let wanted = message.rsplit_once("expected ").map_or("", |(_, wanted)| wanted);
        let number = message.starts_with("invalid value: integer") || message.starts_with("invalid value: floating");
        return plain(if number { "This number is out of range.".to_owned() } else { expected(wanted).to_owned() });
    }
    if message.starts_with("invalid length ") {
        return plain("A list of another length is expected here.".to_owned());
    }
    // The house's own lists say which words are valid.
    if message.contains("valid words: ") {
        return plain(message.to_owned());
    }
    plain(number_or_date(message).to_owned())
}

/// The names that a message lists in backquotes.
fn listed(rest: &str) -> String {
    rest.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ")
}

fn expected(wanted: &str) -> &'static str {
    let is = |words: &[&str]| words.iter().any(|word| wanted.contains(word));
    match () {
        () if is(&["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize", "integer"]) => {
            "A whole number is expected here."
        }
        () if is(&["boolean"]) => "`true` or `false` is expected here.",
        () if is(&["sequence", "array", "tuple"]) => "A list is expected here.",
        () if is(&["struct", "map", "internally tagged"]) => "An object is expected here.",
        () if is(&["date", "timestamp", "datetime"]) => "A day is written 2026-01-31, a moment 2026-01-31T09:30:00Z.",
        () if is(&["string", "variant", "enum"]) => "A text is expected here.",
        () => "A value of another kind is expected here.",
    }
}

fn number_or_date(message: &str) -> &'static str {
    let is = |words: &[&str]| words.iter().any(|word| message.contains(word));
    match () {
        () if is(&["digit found", "too large to fit", "too small to fit", "empty string"]) => {
            "A whole number is expected here."
        }
        () if is(&["date", "time", "year", "month", "day", "hour"]) => {
            "A day is written 2026-01-31, a moment 2026-01-31T09:30:00Z."
        }
        () => "This cannot be read here. The description at /api/docs says what is expected.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> (Option<String>, String) {
        let reason = of(message);
        (reason.field, reason.text)
    }

    #[test]
    fn a_reason_names_the_field_and_never_repeats_the_value() {
        let field = |name: &str| Some(name.to_owned());
        assert_eq!(said("missing field `version` at line 1 column 9").0, field("version"));
        let (name, text) = said("unknown field `colour`, expected one of `kind`, `profile` at line 1 column 3");
        assert_eq!(
            (name, text.as_str()),
            (field("colour"), "There is no field of this name here. Known fields: kind, profile.")
        );
        assert_eq!(said("duplicate field `limit`").0, field("limit"));
        for message in [
            "invalid type: string \"EP1234567\", expected i64",
            "invalid value: integer `300`, expected u8",
            "invalid type: map, expected a sequence",
            "failed to parse \"EP1234567\" as a date: parsed year",
            "EP1234567 surprises",
        ] {
            let (name, text) = said(message);
            assert_eq!(name, None);
            let spoken = ["EP1234567", "i64", "u8", "sequence", "parse"].iter().find(|word| text.contains(*word));
            assert_eq!(spoken, None, "{message}: {text}");
        }
    }

    #[test]
    fn a_long_name_of_the_senders_is_cut() {
        let long = "x".repeat(5000);
        assert_eq!(
            said(&format!("unknown field `{long}`, there are no fields")).0.map(|name| name.len()),
            Some(NAME_MAX)
        );
    }
}
