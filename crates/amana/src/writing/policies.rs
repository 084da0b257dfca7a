//! `amana policy propose`: another policy set, from the operator's own machine.

use std::collections::BTreeMap;

use app::policies::propose;
use app::{AppError, Caller, House};
use policy::Change;
use serde_json::json;

use crate::answer::{Answer, Failure};

/// Proposes a set. A command has no person behind it: a set that widens access waits for two.
pub async fn propose_files(house: &House, files: BTreeMap<String, String>) -> Result<Answer, Failure> {
    let proposed = propose(house, &Caller::system(), files, None).await.map_err(failed)?;
    let said = |changes: &[Change]| changes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (widens, narrows) = (said(&proposed.widens), said(&proposed.narrows));
    let lines =
        |mark: &str, changes: &[String]| changes.iter().map(|line| format!("\n{mark} {line}")).collect::<String>();
    let stands = if proposed.in_force {
        "in force from the next answer on"
    } else {
        "it widens access and waits 24 hours for two platform admins: POST /api/v1/policies/{number}/approvals, or /operator/policies"
    };
    let text =
        format!("policy set {}: {stands}{}{}", proposed.number, lines("WIDENS ", &widens), lines("narrows", &narrows));
    let json = json!({
        "number": proposed.number, "in_force": proposed.in_force, "widens": widens, "narrows": narrows,
    });
    Ok(Answer::done(text, json))
}

fn failed(error: AppError) -> Failure {
    match error {
        AppError::Policies(faults) => {
            let faults: Vec<_> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
            Failure::Failed(format!("the policy set is refused; the present one stays:{}", faults.concat()))
        }
        AppError::Invalid(faults) => {
            let said = faults.iter().map(|fault| web::words::fault(fault.reason)).collect::<Vec<_>>();
            Failure::Usage(said.join(" "))
        }
        AppError::Conflict(word) => Failure::Failed(web::words::conflict(word)),
        other => Failure::Failed(other.to_string()),
    }
}
