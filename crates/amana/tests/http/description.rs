//! The OpenAPI description, and whether the server keeps to it.

use std::sync::OnceLock;

use serde_json::Value;

use crate::client::Answer;

/// The description of this build, from the web crate itself: the same text that `/api/v1/openapi.json` answers.
pub struct Description {
    json: Value,
}

/// A route: its method and the path with its parameters in braces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub method: String,
    pub path: String,
}

impl Description {
    pub fn ours() -> &'static Self {
        static OURS: OnceLock<Description> = OnceLock::new();
        OURS.get_or_init(|| Self { json: serde_json::to_value(web::api::openapi()).expect("JSON") })
    }

    pub fn json(&self) -> &Value {
        &self.json
    }

    pub fn routes(&self) -> Vec<Route> {
        let mut routes = Vec::new();
        for (path, item) in self.json["paths"].as_object().expect("paths") {
            for method in item.as_object().expect("methods").keys() {
                routes.push(Route { method: method.to_uppercase(), path: path.clone() });
            }
        }
        routes
    }

    pub fn operation(&self, route: &Route) -> &Value {
        &self.json["paths"][&route.path][route.method.to_lowercase()]
    }

    /// Panics when this answer is not one that the description names, or has another shape.
    pub fn check(&self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap_or_default();
        let fits = |route: &Route| {
            let (mut said, mut sent) = (route.path.split('/'), path.split('/'));
            route.method == method
                && said.by_ref().zip(sent.by_ref()).all(|(said, sent)| said.starts_with('{') || said == sent)
                && said.next().is_none()
                && sent.next().is_none()
                && route.path.matches('/').count() == path.matches('/').count()
        };
        let Some(route) = self.routes().into_iter().find(fits) else { return };
        let said = &self.operation(&route)["responses"][answer.status.to_string()];
        let shown = || format!("{method} {} answered {}: {}", route.path, answer.status, answer.text());
        assert!(said.is_object(), "an undeclared status: {}", shown());
        let Some(content) = said["content"].as_object() else {
            assert!(answer.body.is_empty(), "a body where none is declared: {}", shown());
            return;
        };
        let kind = answer.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        let schema = content.get(kind).unwrap_or_else(|| panic!("an undeclared content type {kind}: {}", shown()));
        // A list or a stream of events is text, an archive neither; who reads it looks at what it says.
        if kind.starts_with("text/") || kind == "application/zip" {
            return;
        }
        let faults = self.faults(&schema["schema"], &answer.json(), "");
        assert!(faults.is_empty(), "{faults:?}: {}", shown());
    }

    /// Where a value differs from its schema: types, required and undeclared fields, words of an enumeration.
    fn faults(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        if let Some(name) = schema["$ref"].as_str() {
            return self.faults(self.resolve(name), value, at);
        }
        for several in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[several].as_array() {
                let fits = choices.iter().any(|choice| self.faults(choice, value, at).is_empty());
                return if fits { Vec::new() } else { vec![format!("{at} is none of {several}")] };
            }
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => return Vec::new(),
        };
        let own = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let fits = types.contains(&own) || (own == "integer" && types.contains(&"number"));
        if !fits {
            return vec![format!("{at} is {own}, not {types:?}")];
        }
        let mut faults = Vec::new();
        if let Value::Object(fields) = value {
            let declared = schema["properties"].as_object();
            for wanted in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(wanted) {
                    faults.push(format!("{at}/{wanted} is missing"));
                }
            }
            for (name, field) in fields {
                let at = format!("{at}/{name}");
                match declared.and_then(|declared| declared.get(name)) {
                    Some(schema) => faults.extend(self.faults(schema, field, &at)),
                    None if schema["additionalProperties"].is_object() => {
                        faults.extend(self.faults(&schema["additionalProperties"], field, &at));
                    }
                    None if declared.is_some() => faults.push(format!("{at} is not declared")),
                    None => {}
                }
            }
        }
        if let Value::Array(items) = value {
            for (n, item) in items.iter().enumerate() {
                faults.extend(self.faults(&schema["items"], item, &format!("{at}/{n}")));
            }
        }
        faults
    }

    fn resolve(&self, name: &str) -> &Value {
        let found = self.json.pointer(name.strip_prefix('#').expect("within the document"));
        found.unwrap_or_else(|| panic!("{name} does not resolve"))
    }

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| Self::references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| Self::references(item, found)),
            _ => {}
        }
    }
}

#[test]
fn every_schema_resolves_and_every_refusal_is_a_problem() {
    let ours = Description::ours();
    let mut references = Vec::new();
    Description::references(ours.json(), &mut references);
    assert!(references.len() > 100, "{}", references.len());
    for name in references {
        assert!(ours.resolve(name).is_object(), "{name}");
    }
    for route in ours.routes() {
        let operation = ours.operation(&route);
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{route:?} never works");
        for (status, response) in responses.iter().filter(|(status, _)| !status.starts_with('2')) {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{route:?} {status}");
        }
        let signed = operation["security"].is_array();
        assert!(!signed || responses.contains_key("401"), "{route:?} wants sign-in and has no 401");
        let named = operation["parameters"].as_array().into_iter().flatten();
        let named: Vec<_> = named.filter(|one| one["in"] == "path").filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(named.len(), route.path.matches('{').count(), "{route:?}: {named:?}");
    }
}

#[test]
fn the_served_description_is_this_one() {
    let served = crate::world::shared().client.see("", "/api/v1/openapi.json");
    assert_eq!(&served, Description::ours().json());
}
