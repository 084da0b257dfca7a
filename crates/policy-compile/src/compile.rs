//! A policy set compiled: load it, find where each policy speaks, lay the table out.

use cedar_policy::Schema;
use policy::{Cover, Effect, PolicySet, Rule, Table};

use crate::boxes::meet;
use crate::clause::clauses;
use crate::evaluate::Evaluator;
use crate::fault::{Fault, Refused};
use crate::load::{Loaded, load};
use crate::sources::Sources;

/// LIMIT: evaluations that one policy may cost. One that needs more names too many dimensions in one condition.
const BUDGET: usize = 100_000;

/// What compiling cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// How many policies the set has.
    pub policies: usize,
    /// How often Cedar was asked.
    pub evaluations: usize,
}

/// Compiles a set, or says everything that is wrong with it.
pub fn compile(sources: &Sources) -> Result<Table, Refused> {
    compile_with_figures(sources).map(|(table, _)| table)
}

/// [`compile`], with what it cost.
pub fn compile_with_figures(sources: &Sources) -> Result<(Table, Figures), Refused> {
    let (schema, loaded) = load(sources)?;
    let mut evaluators = evaluators(&schema);
    let (mut rules, mut faults) = (Vec::new(), Vec::new());
    for policy in &loaded {
        match rule(policy, &mut evaluators) {
            Ok(rule) => rules.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(Refused(faults));
    }
    let figures = Figures { policies: rules.len(), evaluations: evaluators.iter().map(|e| e.evaluations).sum() };
    Ok((Table::new(PolicySet { hash: sources.hash().into(), rules }), figures))
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
            let what = format!("policy {:?} needs more than {BUDGET} evaluations", loaded.id());
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
