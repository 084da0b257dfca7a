//! `amana policy check`, `matrix`, `explain`, `diff`.
//!
//! The set is the folder named, or `./policies`, or the one built into this program, which is the one that the server asks.

use std::path::Path;

use app::AppError;
use app::explorer::{About, Broken, ask, saved_tests_hold, steps_in};
use domain::words::UnknownWord;
use domain::{Class, FieldAction, StepToken};
use policy::{Act, Explanation, Question, Reason, Table};
use policy_compile::{Proof, Refused, Sources};
use serde_json::{Value, json};
use store::{Job, Scope, Tx};
use web::asking::Asking;
use web::explained;
use web::i18n::Lang;
use web::words::plain;

use crate::answer::{Answer, Failure};
use crate::cli::{Explain, Place, Policy, PolicySet};
use crate::site::Site;
use crate::writing;

/// Runs one of them.
pub fn run(ask: Policy, place: &Place) -> Result<Answer, Failure> {
    match ask {
        Policy::Check(set) => check(&set, place),
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

fn check(set: &PolicySet, place: &Place) -> Result<Answer, Failure> {
    let Set { from, table } = Set::read(set)?;
    let (table, Proof { invariants, combinations }) = match table {
        Ok(sound) => sound,
        Err(refused) => return Ok(unsound(&from, &refused)),
    };
    let broken = match place.data.is_some() || place.config.is_some() {
        true => Some(kept(&Site::find(place.config.as_deref(), place.data.as_deref())?, &table)?),
        false => None,
    };
    let policies = table.rules().len();
    let text = format!(
        "{from}: {policies} policies hold, {invariants} invariants proved on {combinations} combinations, set {}",
        table.hash()
    );
    let mut json = json!({
        "holds": true, "from": from, "policies": policies, "hash": table.hash(), "faults": [],
        "invariants": invariants, "combinations": combinations,
    });
    let Some((asked, broken)) = broken else { return Ok(Answer::done(text, json)) };
    let sentences: Vec<String> = broken.iter().map(|broken| plain(&explained::broken(Lang::En, broken))).collect();
    let mut lines = vec![text, format!("{} of {asked} kept tests hold", asked - broken.len())];
    lines.extend(sentences.iter().map(|sentence| format!("DOES NOT HOLD  {sentence}")));
    json["holds"] = sentences.is_empty().into();
    json["tests"] = json!({ "asked": asked, "broken": sentences });
    Ok(Answer::checked(broken.is_empty(), lines.join("\n"), json))
}

fn unsound(from: &str, refused: &Refused) -> Answer {
    let faults: Vec<_> = refused
        .0
        .iter()
        .map(|fault| json!({ "file": fault.file, "line": fault.line, "what": fault.what, "help": fault.help }))
        .collect();
    Answer::checked(false, format!("{from}: {refused}"), json!({ "holds": false, "from": from, "faults": faults }))
}

/// How many tests are kept in an installation, and those that this set does not hold. Read beside a running server.
fn kept(site: &Site, table: &Table) -> Result<(usize, Vec<Broken>), Failure> {
    let store = site.open_to_read(&site.installation()?)?;
    let asked = policy::Table::new(policy::PolicySet { hash: table.hash().into(), rules: table.rules().to_vec() });
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok((app::explorer::count_kept(tx)?, saved_tests_hold(tx, &asked)?))
    };
    let read = store.read_now(Scope::System(Job::Housekeeping), read);
    read.map_err(|error| Failure::Failed(error.to_string()))
}

fn matrix(set: &PolicySet) -> Result<Answer, Failure> {
    let text = policy_compile::matrix(&Set::read(set)?.sound()?);
    let lines: Vec<_> = text.lines().collect();
    Ok(Answer::done(text.clone(), json!({ "lines": lines })))
}

fn explain(given: &Explain) -> Result<Answer, Failure> {
    let usage = |unknown: UnknownWord| Failure::Usage(unknown.to_string());
    let question = question(given).map_err(usage)?;
    let class = given.class.as_deref().map(Class::parse).transpose().map_err(usage)?;
    let act = given.action.as_deref().map(act).transpose().map_err(usage)?;
    let table = Set::read(&given.set)?.sound()?;
    match (act, class) {
        (None, None) => Ok(whole(&table, question)),
        (None, Some(class)) => {
            let (sentence, json) = said(&table, question, About::Class(class));
            Ok(Answer::done(sentence, json))
        }
        (Some(Act::Field(_)), None) => Err(Failure::Usage("a field action is about a class: add --class".to_owned())),
        (Some(act @ Act::Field(_)), Some(class)) => Ok(decided(&table, question, act, About::Class(class))),
        (Some(act @ Act::Step(step)), _) => Ok(decided(&table, question, act, About::Step(step))),
    }
}

/// The sentence of the page and the interface, and the answer for programs.
fn said(table: &Table, question: Question, about: About) -> (String, Value) {
    let told = ask(table, &question, about);
    let sentence = plain(&explained::answer(Lang::En, &question, about, &told));
    let json =
        json!({ "answer": told.verdict.as_str(), "rule": told.rule(), "about": about.as_str(), "sentence": sentence });
    (sentence, json)
}

/// Every class and every step that somebody may take there.
fn whole(table: &Table, question: Question) -> Answer {
    let classes = Class::ALL.iter().map(|class| About::Class(*class));
    let steps = steps_in(table, &question).into_iter().map(About::Step);
    let (sentences, answers): (Vec<String>, Vec<Value>) =
        classes.chain(steps).map(|about| said(table, question, about)).unzip();
    Answer::done(sentences.join("\n"), json!({ "answers": answers }))
}

/// One action or step: what decides, and what would.
fn decided(table: &Table, question: Question, act: Act, about: About) -> Answer {
    let class = match about {
        About::Class(class) => class,
        About::Step(_) => Class::ALL[0],
    };
    let of = matches!(act, Act::Field(_)).then_some(class);
    let explanation = table.explain(&question.ask(of), act, class);
    let (sentence, answer) = said(table, question, about);
    let json = json!({
        "decision": if explanation.open { "allow" } else { "deny" },
        "policies": deciding(&explanation).iter().map(|reason| &reason.id).collect::<Vec<_>>(),
        "why": deciding(&explanation).iter().map(|reason| &reason.why).collect::<Vec<_>>(),
        "near": explanation
            .near_misses
            .iter()
            .map(|miss| json!({ "change": miss.dim.as_str(), "to": miss.words }))
            .collect::<Vec<_>>(),
        "answer": answer["answer"],
        "sentence": sentence,
    });
    Answer::done(format!("{explanation}{sentence}"), json)
}

/// What decided: the permits when it is open, the forbids when they overrode them, nothing when nobody permits it.
fn deciding(explanation: &Explanation) -> &[Reason] {
    if explanation.open { &explanation.permits } else { &explanation.forbids }
}

fn act(word: &str) -> Result<Act, UnknownWord> {
    FieldAction::parse(word).map(Act::Field).or_else(|unknown| {
        StepToken::parse(word).map(Act::Step).map_err(|_| UnknownWord {
            list: "field action or step",
            valid: format!("{}, or a step of the life cycles", unknown.valid),
            ..unknown
        })
    })
}

fn question(given: &Explain) -> Result<Question, UnknownWord> {
    let asking = Asking {
        role: Some(given.role.clone()),
        relation: Some(given.relation.join(",")),
        purpose: given.purpose.clone(),
        state: Some(given.state.clone()),
        overlay: Some(given.overlay.clone()),
    };
    let (question, unknown) = asking.read();
    unknown.into_iter().next().map_or(Ok(question), |(_, word)| Err(word))
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
