//! Parse and validate: nothing that Cedar doubts gets further, and every policy says who it is and why.

use std::collections::BTreeMap;

use cedar_policy::{Effect, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};

use crate::fault::{Fault, Refused, at, reported};
use crate::sources::{INVARIANTS, Source, Sources};

/// A policy with its place.
pub(crate) struct Loaded<'a> {
    pub source: &'a Source,
    pub line: usize,
    pub policy: Policy,
}

impl Loaded<'_> {
    pub(crate) fn id(&self) -> &str {
        self.policy.annotation("id").expect("load refuses a policy without an id")
    }

    pub(crate) fn why(&self, language: &str) -> Option<&str> {
        self.policy.annotation(language)
    }

    /// The policy as it is written, without its annotations.
    pub(crate) fn text(&self) -> String {
        let lines = self.source.text.lines().skip(self.line - 1);
        let ends = |line: &str| line.trim_end().ends_with(';') && !line.trim_start().starts_with("//");
        let mut text = String::new();
        for line in lines {
            text.push_str(line.trim_end());
            if ends(line) {
                break;
            }
            text.push('\n');
        }
        text
    }

    pub(crate) fn permits(&self) -> bool {
        self.policy.effect() == Effect::Permit
    }

    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        at(self.source, self.line, what)
    }
}

/// A set that Cedar has no doubts about.
pub(crate) struct Set<'a> {
    pub schema: Schema,
    pub policies: Vec<Loaded<'a>>,
    /// What no policy may allow; forbids, though nothing ever asks them.
    pub invariants: Vec<Loaded<'a>>,
}

/// What the id of an invariant begins with, and of nothing else.
const INVARIANT: &str = "invariant.";

/// Parses and validates a set.
pub(crate) fn load(sources: &Sources) -> Result<Set<'_>, Refused> {
    let schema = match Schema::from_cedarschema_str(&sources.schema.text) {
        Ok((schema, warnings)) => {
            let faults: Vec<_> = warnings.map(|warning| reported(&sources.schema, 1, &warning)).collect();
            if faults.is_empty() { schema } else { return Err(Refused(faults)) }
        }
        Err(error) => return Err(Refused(vec![reported(&sources.schema, 1, &error)])),
    };
    let mut faults = Vec::new();
    let mut loaded = Vec::new();
    for source in sources.policies.iter().chain(&sources.invariants) {
        match parse(source) {
            Ok(policies) => loaded.extend(policies),
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(loaded.iter().flat_map(annotations));
    faults.extend(loaded.iter().filter_map(misplaced));
    faults.extend(doubles(&loaded));
    if faults.is_empty() {
        faults = validate(&schema, &loaded);
    }
    if !faults.is_empty() {
        return Err(Refused(faults));
    }
    let (invariants, policies) = loaded.into_iter().partition(|loaded| loaded.source.name == INVARIANTS);
    Ok(Set { schema, policies, invariants })
}

/// An invariant says what may never be: a forbid, in the file of the invariants, with an id that tells it from a policy.
fn misplaced(loaded: &Loaded<'_>) -> Option<Fault> {
    let named = loaded.policy.annotation("id").is_some_and(|id| id.starts_with(INVARIANT));
    match (loaded.source.name == INVARIANTS, named, loaded.permits()) {
        (true, true, false) | (false, false, _) => None,
        (true, _, true) => Some(loaded.fault("an invariant that permits: write what may never be, as a forbid")),
        (true, false, false) => Some(loaded.fault(format!("an invariant whose @id does not begin with {INVARIANT:?}"))),
        (false, true, _) => Some(loaded.fault(format!("an invariant outside {INVARIANTS}: move it there"))),
    }
}

fn parse(source: &Source) -> Result<Vec<Loaded<'_>>, Vec<Fault>> {
    let set: PolicySet = source.text.parse().map_err(|errors: cedar_policy::ParseErrors| {
        errors.iter().map(|error| reported(source, 1, error)).collect::<Vec<_>>()
    })?;
    if set.templates().next().is_some() {
        return Err(vec![at(source, 1, "a template: write policies without slots")]);
    }
    // Cedar numbers the policies of a text in their order; each stands behind its `permit` or `forbid` at a line's start.
    let starts =
        source.text.lines().enumerate().filter(|(_, line)| line.starts_with("permit") || line.starts_with("forbid"));
    let mut starts = starts.map(|(number, _)| number + 1);
    let numbered = (0..).map_while(|number| set.policy(&PolicyId::new(format!("policy{number}"))));
    Ok(numbered.map(|policy| Loaded { source, line: starts.next().unwrap_or(1), policy: policy.clone() }).collect())
}

/// `@id` and `@why` once each, `@why_ar` if there is a translation, nothing else: a misspelt annotation is a missing one.
fn annotations(loaded: &Loaded<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in ["id", "why"] {
        if loaded.policy.annotation(name).is_none_or(|text| text.trim().is_empty()) {
            faults.push(loaded.fault(format!("a policy without @{name}")));
        }
    }
    for (name, text) in loaded.policy.annotations() {
        if !["id", "why", "why_ar"].contains(&name) {
            let help = Some("valid annotations: id, why, why_ar".to_owned());
            faults.push(Fault { help, ..loaded.fault(format!("unknown annotation @{name}")) });
        }
        if text.contains('\n') {
            faults.push(loaded.fault(format!("@{name} has more than one line")));
        }
        if name == "id" && !text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_')) {
            faults.push(loaded.fault(format!("@id {text:?} has other letters than a-z, 0-9, dot and underscore")));
        }
    }
    faults
}

fn doubles(loaded: &[Loaded<'_>]) -> Vec<Fault> {
    let mut first: BTreeMap<&str, &Loaded<'_>> = BTreeMap::new();
    let mut faults = Vec::new();
    for policy in loaded {
        let Some(id) = policy.policy.annotation("id") else { continue };
        if let Some(earlier) = first.insert(id, policy) {
            let place = format!("{}:{}", earlier.source.name, earlier.line);
            faults.push(policy.fault(format!("a second policy with @id {id:?}; the first is at {place}")));
        }
    }
    faults
}

/// Strict; a warning (for example a policy that can never match) refuses like an error.
fn validate(schema: &Schema, loaded: &[Loaded<'_>]) -> Vec<Fault> {
    let policies = loaded.iter().map(|policy| policy.policy.new_id(PolicyId::new(policy.id())));
    let set = PolicySet::from_policies(policies).expect("ids are unique by now");
    let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
    let of = |id: &PolicyId| {
        loaded.iter().find(|policy| policy.id() == AsRef::<str>::as_ref(id)).expect("Cedar names a policy of the set")
    };
    let errors = result.validation_errors().map(|error| {
        let policy = of(error.policy_id());
        reported(policy.source, policy.line, error)
    });
    let warnings = result.validation_warnings().map(|warning| {
        let policy = of(warning.policy_id());
        reported(policy.source, policy.line, warning)
    });
    errors.chain(warnings).collect()
}
