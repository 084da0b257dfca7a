//! Fields of a person as the caller may see them: visible with the value, masked with what remains, hidden with neither.

use domain::StateToken;
use policy::Shown;
use serde::Serialize;
use serde_json::{Map, Value, json};
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
}

impl FieldView {
    /// From what policy lets this caller see.
    pub fn of<V: Serialize>(shown: Shown<'_, V>) -> Self {
        match shown {
            Shown::Visible(value) => Self { state: "visible", value: Some(json!(value)), opens: None },
            Shown::Masked(text) => Self { state: "masked", value: Some(Value::String(text.into_owned())), opens: None },
            Shown::Hidden { opens } => Self { state: "hidden", value: None, opens: opens.map(StateToken::as_str) },
        }
    }
}

/// Fields by name, in the order of their names.
pub type Fields = Map<String, Value>;

/// Adds a field under its declared name.
pub fn put<V: Serialize>(fields: &mut Fields, name: &str, shown: Shown<'_, V>) {
    fields.insert(name.to_owned(), json!(FieldView::of(shown)));
}
