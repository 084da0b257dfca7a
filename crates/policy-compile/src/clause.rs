//! A policy taken apart at its `&&`, and each clause at its `&&`, `||` and `!`: what is left are tests of few dimensions,
//! each a policy of its own.
//!
//! Cedar evaluates every test; what is known here about Cedar's language is that scope, `when` and `unless` must all hold,
//! what and, or and not mean (no test of a valid policy fails), and where a variable is written.

use cedar_policy::Policy;
use policy::Dim;
use serde_json::{Value, json};

/// One clause.
pub(crate) struct Clause {
    pub tree: Tree,
    pub names: Names,
}

/// How a clause is made of tests.
pub(crate) enum Tree {
    Test(Box<Test>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

/// A test as a policy of its own, and its text, by which equal ones are known.
pub(crate) struct Test {
    pub policy: Policy,
    pub text: String,
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
    fn and(self, other: Self) -> Self {
        Self {
            principal: self.principal || other.principal,
            action: self.action || other.action,
            resource: self.resource || other.resource,
            relation: self.relation || other.relation,
            purpose: self.purpose || other.purpose,
            state: self.state || other.state,
            overlay: self.overlay || other.overlay,
        }
    }

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
    let mut clauses = Vec::new();
    for variable in ["action", "principal", "resource"] {
        if whole[variable] != json!({"op": "All"}) {
            let tree = test(variable, whole[variable].clone(), json!([]))?;
            clauses.push(Clause { names: tree.names(), tree });
        }
    }
    for condition in whole["conditions"].as_array().into_iter().flatten() {
        let unless = condition["kind"] == "unless";
        for body in split(&condition["body"], if unless { "||" } else { "&&" }) {
            let tree = tree(body)?;
            let tree = if unless { Tree::Not(Box::new(tree)) } else { tree };
            clauses.push(Clause { names: tree.names(), tree });
        }
    }
    Ok(clauses)
}

fn tree(body: &Value) -> Result<Tree, String> {
    let parts = |joint| split(body, joint).into_iter().map(tree).collect::<Result<Vec<_>, _>>();
    if body.get("&&").is_some() {
        return Ok(Tree::All(parts("&&")?));
    }
    if body.get("||").is_some() {
        return Ok(Tree::Any(parts("||")?));
    }
    if let Some(not) = body.get("!") {
        return Ok(Tree::Not(Box::new(tree(&not["arg"])?)));
    }
    test("", Value::Null, json!([{ "kind": "when", "body": body }]))
}

fn test(variable: &str, scope: Value, conditions: Value) -> Result<Tree, String> {
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
    let text = policy.to_string();
    let policy = Policy::from_json(None, policy).map_err(|error| error.to_string())?;
    Ok(Tree::Test(Box::new(Test { policy, text, names })))
}

impl Tree {
    fn names(&self) -> Names {
        match self {
            Self::Test(test) => test.names,
            Self::Not(tree) => tree.names(),
            Self::All(trees) | Self::Any(trees) => {
                trees.iter().fold(Names::default(), |names, tree| names.and(tree.names()))
            }
        }
    }
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
