//! `amana policy check`, `matrix`, `explain`, `diff`.
//!
//! The set is the folder named, or `./policies`, or the one built into this program, which is the one that the server asks.

use std::path::Path;

use domain::words::UnknownWord;
use domain::{Class, FieldAction, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Act, Ask, Explanation, Reason, Table};
use policy_compile::{Proof, Refused, Sources};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::cli::{Explain, Policy, PolicySet};
use crate::site::Site;
use crate::writing;

/// Runs one of them.
pub fn run(ask: Policy) -> Result<Answer, Failure> {
    match ask {
        Policy::Check(set) => check(&set),
        Policy::Matrix(set) => matrix(&set),
        Policy::Explain(ask) => explain(&ask),
        Policy::Diff { old, new } => diff(&old, &new),
        Policy::Propose { .. } => Err(Failure::Usage("a proposal is made to an installation".to_owned())),
    }
}

/// Reads a folder and proposes it to the installation.
pub fn propose(site: &Site, folder: &Path) -> Result<Answer, Failure> {
    let sources = Sources::read(folder).map_err(|error| Failure::Usage(format!("{}: {error}", folder.display())))?;
    let files = [sources.schema].into_iter().chain(sources.policies).chain(sources.invariants);
    let files = files.map(|source| (source.name, source.text)).collect();
    writing::run(site, writing::Ask::Policies { files }, Vec::new())
}

/// A table and where it came from, with what was proved of it, or why it is refused.
struct Set {
    from: String,
    table: Result<(Table, Proof), Refused>,
}

impl Set {
    fn read(set: &PolicySet) -> Result<Self, Failure> {
        let here = Path::new("policies");
        match &set.policies {
            Some(folder) => Self::compile(folder),
            None if here.join("access.cedarschema").is_file() => Self::compile(here),
            None => {
                let table = policy::shipped().map_err(|error| Failure::Failed(error.to_string()))?;
                let table = policy_compile::prove(&table).map(|proof| (table, proof));
                Ok(Self { from: "the policies built in".to_owned(), table })
            }
        }
    }

    fn compile(folder: &Path) -> Result<Self, Failure> {
        let sources =
            Sources::read(folder).map_err(|error| Failure::Usage(format!("{}: {error}", folder.display())))?;
        let table = policy_compile::compile_with_figures(&sources).map(|(table, figures)| (table, figures.proof));
        Ok(Self { from: folder.display().to_string(), table })
    }

    fn sound(self) -> Result<Table, Failure> {
        self.table.map(|(table, _)| table).map_err(|refused| Failure::Failed(refused.to_string()))
    }
}

fn check(set: &PolicySet) -> Result<Answer, Failure> {
    let Set { from, table } = Set::read(set)?;
    Ok(match table {
        Ok((table, Proof { invariants, combinations })) => {
            let policies = table.rules().len();
            let text = format!(
                "{from}: {policies} policies hold, {invariants} invariants proved on {combinations} combinations, set {}",
                table.hash()
            );
            let json = json!({
                "holds": true, "from": from, "policies": policies, "hash": table.hash(), "faults": [],
                "invariants": invariants, "combinations": combinations,
            });
            Answer::done(text, json)
        }
        Err(refused) => {
            let faults: Vec<_> = refused
                .0
                .iter()
                .map(|fault| json!({ "file": fault.file, "line": fault.line, "what": fault.what, "help": fault.help }))
                .collect();
            Answer::checked(
                false,
                format!("{from}: {refused}"),
                json!({ "holds": false, "from": from, "faults": faults }),
            )
        }
    })
}

fn matrix(set: &PolicySet) -> Result<Answer, Failure> {
    let text = policy_compile::matrix(&Set::read(set)?.sound()?);
    let lines: Vec<_> = text.lines().collect();
    Ok(Answer::done(text.clone(), json!({ "lines": lines })))
}

fn explain(given: &Explain) -> Result<Answer, Failure> {
    let (ask, act, class) = question(given).map_err(|error| Failure::Usage(error.to_string()))?;
    let class = match (act, class) {
        (Act::Field(_), None) => return Err(Failure::Usage("a field action is about a class: add --class".to_owned())),
        (Act::Step(_), _) => Class::ALL[0],
        (Act::Field(_), Some(class)) => class,
    };
    let explanation = Set::read(&given.set)?.sound()?.explain(&ask, act, class);
    let json = json!({
        "decision": if explanation.open { "allow" } else { "deny" },
        "policies": deciding(&explanation).iter().map(|reason| &reason.id).collect::<Vec<_>>(),
        "why": deciding(&explanation).iter().map(|reason| &reason.why).collect::<Vec<_>>(),
        "near": explanation
            .near_misses
            .iter()
            .map(|miss| json!({ "change": miss.dim.as_str(), "to": miss.words }))
            .collect::<Vec<_>>(),
    });
    Ok(Answer::done(explanation.to_string(), json))
}

/// What decided: the permits when it is open, the forbids when they overrode them, nothing when nobody permits it.
fn deciding(explanation: &Explanation) -> &[Reason] {
    if explanation.open { &explanation.permits } else { &explanation.forbids }
}

fn question(given: &Explain) -> Result<(Ask, Act, Option<Class>), UnknownWord> {
    let act = match FieldAction::parse(&given.action) {
        Ok(action) => Act::Field(action),
        Err(unknown) => Act::Step(StepToken::parse(&given.action).map_err(|_| UnknownWord {
            list: "field action or step",
            valid: format!("{}, or a step of the life cycles", unknown.valid),
            ..unknown
        })?),
    };
    let mut relations = RelationSet::NONE;
    for word in given.relation.iter().filter(|word| *word != "none") {
        relations = relations.with(Relation::parse(word)?);
    }
    let ask = Ask::new(
        Role::parse(&given.role)?,
        relations,
        StateToken::parse(&given.state)?,
        Overlay::parse(&given.overlay)?,
    );
    let ask = match given.purpose.as_deref().filter(|word| *word != "none") {
        Some(word) => ask.with_stated_purpose(Purpose::parse(word)?),
        None if given.purpose.is_some() => ask,
        None => ask.with_working_purpose(),
    };
    Ok((ask, act, given.class.as_deref().map(Class::parse).transpose()?))
}

/// Folders of sources, or compiled tables (`access.table`) as a change of the repository has them.
fn diff(old: &Path, new: &Path) -> Result<Answer, Failure> {
    let read = |path: &Path| {
        if !path.is_file() {
            return Set::compile(path)?.sound();
        }
        let bytes = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
        Table::from_earlier_bytes(&bytes).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
    };
    let diff = policy::diff(&read(old)?, &read(new)?);
    let sentences = |changes: &[policy::Change]| changes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let json = json!({ "widens": sentences(&diff.widens), "narrows": sentences(&diff.narrows) });
    Ok(Answer::checked(diff.widens.is_empty(), diff.to_string(), json))
}
