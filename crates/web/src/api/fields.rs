//! Fields of a person as the caller may see them: visible with the value, masked with what remains, hidden with neither.

use domain::StateToken;
use policy::{Field, Seen, Shown, Table};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use utoipa::ToSchema;

/// One field. A hidden one has no value; `opens` names the state in which it opens to this caller, if there is one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldView {
    /// `visible`, `masked` or `hidden`.
    pub state: &'static str,
    /// The value, or what the mask leaves of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The state in which it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<&'static str>,
    /// Of a hidden field of one record: the rule that says so, `default.deny` where nothing permits it. Lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A [`FieldView`] on its way out: written once, without a tree of values between.
#[derive(Serialize)]
struct Written<'a, V> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Said<'a, V>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Said<'a, V> {
    Value(&'a V),
    Mask(&'a str),
}

impl<'a, V> Written<'a, V> {
    /// From what policy lets this caller see.
    fn of(shown: &'a Shown<'_, V>, rule: Option<&'a str>) -> Self {
        match shown {
            Shown::Visible(value) => {
                Self { state: "visible", value: Some(Said::Value(value)), opens: None, rule: None }
            }
            Shown::Masked(text) => Self { state: "masked", value: Some(Said::Mask(text)), opens: None, rule: None },
            Shown::Hidden { opens } => {
                Self { state: "hidden", value: None, opens: opens.map(StateToken::as_str), rule }
            }
        }
    }
}

/// Fields by their declared names, in the order in which they were put.
#[derive(Debug, Default)]
pub struct Fields(Vec<(&'static str, Box<RawValue>)>);

impl Fields {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Adds a field under its declared name.
pub fn put<V: Serialize>(fields: &mut Fields, name: &'static str, shown: Shown<'_, V>) {
    let written = to_raw_value(&Written::of(&shown, None)).expect("values of the house serialise");
    fields.0.push((name, written));
}

/// Adds a declared field as these eyes see it; with a table, a hidden one names the rule that hides it.
pub fn tell<T: 'static, V: Serialize>(fields: &mut Fields, table: Option<&Table>, seen: &Seen<T>, field: &Field<T, V>) {
    let shown = seen.show(field);
    let rule = match (&shown, table) {
        (Shown::Hidden { .. }, Some(table)) => Some(table.closed_by(seen.view(), field.class, field.also)),
        _ => None,
    };
    let written = to_raw_value(&Written::of(&shown, rule)).expect("values of the house serialise");
    fields.0.push((field.name, written));
}
