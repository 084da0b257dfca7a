//! A policy taken apart at its `&&`: each clause becomes a policy of its own that names few dimensions.
//!
//! Cedar evaluates every clause; the only thing known here about Cedar's language is that scope, `when` and `unless`
//! must all hold, that `&&` in a `when` and `||` in an `unless` mean the same, and where a variable is written.

use cedar_policy::Policy;
use policy::Dim;
use serde_json::{Value, json};

/// A clause as a policy of its own.
pub(crate) struct Clause {
    pub policy: Policy,
    pub names: Names,
}

/// What a clause names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub principal: bool,
    pub action: bool,
    pub resource: bool,
    pub relation: bool,
    pub purpose: bool,
    pub state: bool,
    pub overlay: bool,
}

impl Names {
    /// The dimensions, when the resource stands for this one (a class for fields, a state for steps).
    pub(crate) fn dims(self, resource: Dim) -> Vec<Dim> {
        let named = |dim| match dim {
            Dim::Role => self.principal,
            Dim::Action => self.action,
            Dim::Relation => self.relation,
            Dim::Purpose => self.purpose,
            Dim::State => self.state || self.resource && resource == Dim::State,
            Dim::Overlay => self.overlay,
            Dim::Class => self.resource && resource == Dim::Class,
        };
        Dim::ALL.into_iter().filter(|dim| named(*dim)).collect()
    }
}

/// The clauses: the scope's first, so that a policy about other actions ends before its conditions are evaluated.
pub(crate) fn clauses(policy: &Policy) -> Result<Vec<Clause>, String> {
    let whole = policy.to_json().map_err(|error| error.to_string())?;
    let mut parts = Vec::new();
    for variable in ["action", "principal", "resource"] {
        if whole[variable] != json!({"op": "All"}) {
            parts.push((variable, whole[variable].clone(), json!([])));
        }
    }
    for condition in whole["conditions"].as_array().into_iter().flatten() {
        let (kind, joint) = if condition["kind"] == "unless" { ("unless", "||") } else { ("when", "&&") };
        for body in split(&condition["body"], joint) {
            parts.push(("", Value::Null, json!([{ "kind": kind, "body": body }])));
        }
    }
    parts.into_iter().map(|(variable, scope, conditions)| clause(variable, scope, conditions)).collect()
}

fn clause(variable: &str, scope: Value, conditions: Value) -> Result<Clause, String> {
    let all = json!({"op": "All"});
    let mut names = Names::default();
    find(&conditions, &mut names)?;
    let mut policy =
        json!({"effect": "permit", "principal": all, "action": all, "resource": all, "conditions": conditions});
    match variable {
        "principal" => names.principal = true,
        "action" => names.action = true,
        "resource" => names.resource = true,
        _ => {}
    }
    if !variable.is_empty() {
        policy[variable] = scope;
    }
    let policy = Policy::from_json(None, policy).map_err(|error| error.to_string())?;
    Ok(Clause { policy, names })
}

fn split<'a>(body: &'a Value, joint: &str) -> Vec<&'a Value> {
    match body.get(joint) {
        Some(both) => [split(&both["left"], joint), split(&both["right"], joint)].concat(),
        None => vec![body],
    }
}

/// Finds the variables of an expression. A variable in an unknown place is an error, so that none is overlooked.
fn find(expression: &Value, names: &mut Names) -> Result<(), String> {
    match expression {
        Value::Array(parts) => parts.iter().try_for_each(|part| find(part, names)),
        Value::Object(parts) => {
            let attribute = parts.get(".").filter(|access| access["left"] == json!({"Var": "context"}));
            if let Some(access) = attribute {
                return name(access["attr"].as_str().unwrap_or_default(), names);
            }
            if let Some(variable) = parts.get("Var") {
                return name(variable.as_str().unwrap_or_default(), names);
            }
            parts.values().try_for_each(|part| find(part, names))
        }
        _ => Ok(()),
    }
}

fn name(variable: &str, names: &mut Names) -> Result<(), String> {
    *match variable {
        "principal" => &mut names.principal,
        "action" => &mut names.action,
        "resource" => &mut names.resource,
        "relation" => &mut names.relation,
        "purpose" => &mut names.purpose,
        "state" => &mut names.state,
        "overlay" => &mut names.overlay,
        other => return Err(format!("{other:?} is used as a whole; name one of its attributes")),
    } = true;
    Ok(())
}
