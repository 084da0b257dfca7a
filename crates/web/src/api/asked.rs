//! A step as a program asks for it: its name and its own input beside the version, read strictly and with the place of each
//! fault, which the tagged form of a step would otherwise lose.

use std::fmt;

use domain::StepToken;
use domain::case::{Cause, Quote, Ruling, Slot, Terms};
use domain::digest::Digest;
use domain::words::{OverlayKind, TimerKind};
use jiff::civil::Date;
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::input;
use crate::problem::Problem;

/// What stands beside the version, the statements and the code.
#[derive(Debug)]
pub struct Asked(Map<String, Value>);

impl Asked {
    /// The step, or where its input is wrong.
    pub fn step<T: DeserializeOwned>(self) -> Result<T, Problem> {
        let parts = self.0.clone();
        input::value(Value::Object(self.0)).map_err(|problem| placed(problem, parts))
    }
}

/// Reads each part by itself, so that the fault is named by its place.
fn placed(problem: Problem, parts: Map<String, Value>) -> Problem {
    let step = parts.get("step").and_then(Value::as_str).map(StepToken::parse);
    match step {
        Some(Ok(_)) => {}
        Some(Err(unknown)) => return Problem::invalid("/step", unknown.to_string()),
        None if parts.contains_key("step") => return Problem::invalid("/step", "A text is expected here."),
        None => return Problem::invalid("/step", "This field is missing."),
    }
    let mut faults = parts.into_iter().filter_map(|(name, part)| {
        let mut fault = check(&name, part)?;
        for error in &mut fault.errors {
            error.pointer = format!("/{name}{}", error.pointer);
        }
        Some(fault)
    });
    faults.next().unwrap_or_else(|| {
        // A step that is only for the other kind of record.
        let nowhere = problem.errors.iter().all(|error| error.pointer.is_empty());
        if nowhere { Problem::invalid("/step", "There is no such step here.") } else { problem }
    })
}

fn check(name: &str, part: Value) -> Option<Problem> {
    fn of<T: DeserializeOwned>(part: Value) -> Option<Problem> {
        input::value::<T>(part).err()
    }
    match name {
        "quote" => of::<Quote>(part),
        "terms" => of::<Terms>(part),
        "slots" => of::<Vec<Slot>>(part),
        "slot" => of::<u8>(part),
        "yes" | "employer_abuse" | "weekend" => of::<bool>(part),
        "way" | "interpreter" => of::<Option<String>>(part),
        "terms_sha256" => of::<Digest>(part),
        "amount_minor" => of::<i64>(part),
        "granted_on" | "promised_on" | "arrived_on" => of::<Date>(part),
        "cause" => of::<Cause>(part),
        "ruling" => of::<Ruling>(part),
        "timer" => of::<TimerKind>(part),
        "overlay" => of::<OverlayKind>(part),
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_map(Strict)? {
            Value::Object(parts) => Ok(Self(parts)),
            _ => Err(D::Error::custom("invalid type: value, expected a map")),
        }
    }
}

/// A JSON value in which no name stands twice: two readers could take different ones.
struct Strict;

struct Part(Value);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict).map(Self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut parts = Map::new();
        while let Some((name, Part(part))) = entries.next_entry::<String, Part>()? {
            if parts.contains_key(&name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            parts.insert(name, part);
        }
        Ok(Value::Object(parts))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Part(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use domain::case::Step;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Ask {
        #[expect(dead_code, reason = "only its reading is tested")]
        version: i64,
        #[serde(flatten)]
        rest: Asked,
    }

    fn pointer(text: &str) -> String {
        let read = input::parse::<Ask>(text.as_bytes()).and_then(|ask| ask.rest.step::<Step>());
        read.expect_err("is wrong").errors[0].pointer.clone()
    }

    #[test]
    fn each_fault_of_a_step_is_named_by_its_place() {
        assert_eq!(pointer(r#"{"version":1}"#), "/step");
        assert_eq!(pointer(r#"{"version":1,"step":"fly"}"#), "/step");
        assert_eq!(pointer(r#"{"version":1,"step":"review"}"#), "/step");
        assert_eq!(pointer(r#"{"version":"1","step":"hold"}"#), "/version");
        assert_eq!(pointer(r#"{"version":1,"step":"hold","colour":1}"#), "/colour");
        assert_eq!(pointer(r#"{"version":1,"step":"choose_slot","slot":300}"#), "/slot");
        assert_eq!(pointer(r#"{"version":1,"step":"rule_claim","ruling":"founded"}"#), "/employer_abuse");
        assert_eq!(
            pointer(r#"{"version":1,"step":"rule_claim","ruling":"founded","employer_abuse":"no"}"#),
            "/employer_abuse"
        );
        assert_eq!(pointer(r#"{"version":1,"step":"record_permit","granted_on":"2026-02-30"}"#), "/granted_on");
        let lines =
            r#"[{"item":"vat","payer":"customer","amount_minor":1},{"item":"vat","payer":"worker","amount_minor":1}]"#;
        let offer = format!(r#"{{"version":1,"step":"offer","terms":{{}},"quote":{{"lines":{lines}}}}}"#);
        assert!(["/quote/lines/1/payer", "/terms/sha256"].contains(&pointer(&offer).as_str()), "{}", pointer(&offer));
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_however_deep() {
        for text in [
            r#"{"version":1,"step":"hold","step":"cancel"}"#,
            r#"{"version":1,"step":"offer","quote":{"lines":[],"lines":[]}}"#,
        ] {
            let problem = input::parse::<Ask>(text.as_bytes()).expect_err("twice");
            assert_eq!(problem.errors[0].reason, "This field stands more than once.");
        }
    }

    #[test]
    fn a_sound_step_is_read() {
        let text = json!({ "version": 1, "step": "answer", "yes": true }).to_string();
        let ask: Ask = input::parse(text.as_bytes()).expect("sound");
        assert_eq!(ask.rest.step::<Step>().expect("a step"), Step::Answer { yes: true });
    }
}
