//! The invariants of the policies, proved once more by a solver: Cedar's symbolic compiler writes down what the policies allow
//! and what an invariant names as one formula, and cvc5 looks for a request that is both.
//!
//! The first proof walks through every combination of the compiled table (policy-compile); this one knows nothing of tables,
//! so that a fault in our compiler cannot hide from both. For tests only; nothing links it.

use std::error::Error;

use cedar_policy::{Authorizer, Effect, Entities, EntityUid, EvalResult, Policy, PolicyId, PolicySet, Request, Schema};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicySet};
use policy_compile::{Allowed, Sources};

/// What the solver found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Kinds of questions asked: one for each action.
    pub kinds: usize,
    /// Invariants that each was asked about.
    pub invariants: usize,
    /// One sentence for each kind of question that some policy answers with yes and some invariant with never.
    pub broken: Vec<String>,
}

/// Asks the solver about every kind of question, all invariants at once. A kind that breaks any is told by one request that
/// does.
pub async fn prove(sources: &Sources) -> Result<Findings, Box<dyn Error + Send + Sync>> {
    let (schema, _) = Schema::from_cedarschema_str(&sources.schema.text)?;
    let policies = set(sources.policies.iter().map(|source| source.text.as_str()), false)?;
    let invariants = set(sources.invariants.iter().map(|source| source.text.as_str()), true)?;
    let mut findings = Findings { invariants: invariants.num_of_policies(), ..Findings::default() };
    let mut solver = CedarSymCompiler::new(LocalSolver::cvc5()?)?;
    for kind in schema.request_envs() {
        let allowed = CompiledPolicySet::compile(&policies, &kind, &schema)?;
        let forbidden = CompiledPolicySet::compile(&invariants, &kind, &schema)?;
        findings.kinds += 1;
        if let Some(found) = solver.check_disjoint_with_counterexample_opt(&allowed, &forbidden).await? {
            findings.broken.push(sentence(&found.request, &found.entities, &policies, &invariants)?);
        }
    }
    Ok(findings)
}

/// The policies of some texts under their own ids; `open` turns each into a permit, so that a set allows what they name.
fn set<'a>(texts: impl Iterator<Item = &'a str>, open: bool) -> Result<PolicySet, Box<dyn Error + Send + Sync>> {
    let mut named = Vec::new();
    for text in texts {
        let parsed: PolicySet = text.parse()?;
        for policy in parsed.policies() {
            let id = PolicyId::new(policy.annotation("id").ok_or("a policy without @id")?);
            let mut policy = policy.new_id(id.clone());
            if open && policy.effect() == Effect::Forbid {
                let mut whole = policy.to_json()?;
                whole["effect"] = "permit".into();
                policy = Policy::from_json(Some(id), whole)?;
            }
            named.push(policy);
        }
    }
    Ok(PolicySet::from_policies(named)?)
}

/// The request that the solver found, told like a violation of the table.
fn sentence(
    request: &Request,
    entities: &Entities,
    policies: &PolicySet,
    invariants: &PolicySet,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let deciding = |set: &PolicySet| {
        let answer = Authorizer::new().is_authorized(request, set, entities);
        answer.diagnostics().reason().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
    };
    let id = |uid: Option<&EntityUid>| uid.map_or_else(String::new, |uid| uid.id().unescaped().to_owned());
    let attribute = |name: &str| match request.context().and_then(|context| context.get(name)) {
        Some(EvalResult::EntityUid(uid)) => Ok(uid.id().unescaped().to_owned()),
        other => Err(format!("context.{name} is {other:?}")),
    };
    let resource = request.resource().ok_or("the solver names no resource")?;
    let step = resource.type_name().to_string() == "State";
    let (class, state) = match step {
        true => (None, id(Some(resource))),
        false => (Some(id(Some(resource))), attribute("state")?),
    };
    let allowed = Allowed {
        role: &id(request.principal()),
        relation: &attribute("relation")?,
        act: &id(request.action()),
        class: class.as_deref(),
        state: &state,
        purpose: &attribute("purpose")?,
        overlay: &attribute("overlay")?,
        by: &deciding(policies),
        invariant: &deciding(invariants),
    };
    Ok(allowed.to_string())
}
