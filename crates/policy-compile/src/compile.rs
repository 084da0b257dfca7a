//! A policy set compiled: load it, find where each policy speaks, lay the table out, prove what it may never allow.

use cedar_policy::Schema;
use policy::{Cover, Effect, PolicySet, Rule, Table, Written};

use crate::boxes::meet;
use crate::clause::clauses;
use crate::evaluate::Evaluator;
use crate::fault::{Fault, Refused};
use crate::load::{Loaded, load};
use crate::prove::{Proof, Violation, violations};
use crate::sources::Sources;

/// LIMIT: combinations that the conditions of one policy may speak of. One of more names too many dimensions at once.
const BUDGET: usize = 100_000;

/// LIMIT: sentences that a refused set is told about one invariant.
const TOLD: usize = 12;

/// What compiling cost, and what was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// How many policies the set has.
    pub policies: usize,
    /// How often Cedar was asked.
    pub evaluations: usize,
    /// What was proved.
    pub proof: Proof,
}

/// Compiles a set, or says everything that is wrong with it. A set that breaks an invariant, its own or one that this
/// program was built with, is refused.
pub fn compile(sources: &Sources) -> Result<Table, Refused> {
    compile_with_figures(sources).map(|(table, _)| table)
}

/// [`compile`], with what it cost.
pub fn compile_with_figures(sources: &Sources) -> Result<(Table, Figures), Refused> {
    let set = load(sources)?;
    let built_in = Sources::built_in();
    let theirs = if sources.invariants == built_in.invariants { None } else { Some(load(&built_in)?) };
    let mut evaluators = evaluators(&set.schema);
    let rules = rules(&set.policies, &mut evaluators)?;
    let table = Table::new(PolicySet { hash: sources.hash().into(), rules });
    let mut proof = prove_on(&table, &set.invariants, &set.policies, &mut evaluators)?;
    if let Some(theirs) = &theirs {
        proof = proof.and(prove_on(&table, &theirs.invariants, &set.policies, &mut evaluators)?);
    }
    let evaluations = evaluators.iter().map(|evaluator| evaluator.evaluations).sum();
    Ok((table, Figures { policies: set.policies.len(), evaluations, proof }))
}

/// Proves the invariants that this program was built with on a table that is compiled already.
pub fn prove(table: &Table) -> Result<Proof, Refused> {
    let built_in = Sources::built_in();
    let set = load(&built_in)?;
    prove_on(table, &set.invariants, &[], &mut evaluators(&set.schema))
}

/// Proves invariants on a table; a violation is told at the line of the policy that allows it.
fn prove_on(
    table: &Table,
    invariants: &[Loaded<'_>],
    policies: &[Loaded<'_>],
    evaluators: &mut [Evaluator; 2],
) -> Result<Proof, Refused> {
    let (mut proof, mut faults) = (Proof::default(), Vec::new());
    for (invariant, rule) in invariants.iter().zip(rules(invariants, evaluators)?) {
        let (found, combinations) = violations(table, &rule);
        proof = proof.and(Proof { invariants: 1, combinations });
        let beyond = found.len().saturating_sub(TOLD);
        let told = found.iter().take(TOLD).map(|violation| fault(violation, invariant, policies));
        faults.extend(told);
        if beyond > 0 {
            faults.push(invariant.fault(format!("{beyond} more combinations break {}", rule.id)));
        }
    }
    if faults.is_empty() { Ok(proof) } else { Err(Refused(faults)) }
}

fn fault(violation: &Violation, invariant: &Loaded<'_>, policies: &[Loaded<'_>]) -> Fault {
    let by = policies.iter().find(|policy| violation.by.iter().any(|id| id == policy.id()));
    let help = Some(format!("{} says: {}", violation.invariant, invariant.why("why").unwrap_or_default()));
    Fault { help, ..by.unwrap_or(invariant).fault(violation.to_string()) }
}

/// Where each policy speaks; every fault of every policy at once.
fn rules(loaded: &[Loaded<'_>], evaluators: &mut [Evaluator; 2]) -> Result<Vec<Rule>, Refused> {
    let (mut rules, mut faults) = (Vec::new(), Vec::new());
    for policy in loaded {
        match rule(policy, evaluators) {
            Ok(rule) => rules.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(rules) } else { Err(Refused(faults)) }
}

fn evaluators(schema: &Schema) -> [Evaluator; 2] {
    [Evaluator::of_fields(schema), Evaluator::of_steps(schema)]
}

fn rule(loaded: &Loaded<'_>, evaluators: &mut [Evaluator; 2]) -> Result<Rule, Fault> {
    let [fields, steps] = evaluators;
    let (fields, steps) = (speaks(loaded, fields)?, speaks(loaded, steps)?);
    if fields.is_empty() && steps.is_empty() {
        return Err(loaded.fault(format!("policy {:?} matches nothing", loaded.id())));
    }
    Ok(Rule {
        id: loaded.id().into(),
        why: loaded.why("why").unwrap_or_default().to_owned(),
        why_ar: loaded.why("why_ar").map(str::to_owned),
        effect: if loaded.permits() { Effect::Permit } else { Effect::Forbid },
        written: Written { file: loaded.source.name.clone(), line: loaded.line, text: loaded.text() },
        fields,
        steps,
    })
}

fn speaks(loaded: &Loaded<'_>, evaluator: &mut Evaluator) -> Result<Vec<Cover>, Fault> {
    let mut covers = vec![evaluator.space.whole()];
    let mut spent = 0;
    for clause in clauses(&loaded.policy).map_err(|what| loaded.fault(what))? {
        spent += evaluator.cost(&clause);
        if spent > BUDGET {
            let what = format!("policy {:?} speaks of more than {BUDGET} combinations", loaded.id());
            let help = Some("name fewer words in one condition, or write it as several joined by &&".to_owned());
            return Err(Fault { help, ..loaded.fault(what) });
        }
        let holds = evaluator.covers(&clause).map_err(|what| loaded.fault(what))?;
        covers = meet(&covers, &holds);
        if covers.is_empty() {
            break;
        }
    }
    Ok(covers)
}
