//! The first people: the operator's, an agency's, a household's. Each is invited and says yes for themselves.

use app::invitations::{DAYS, Invitee};
use app::organisations::Found;
use app::sign_in::Address;
use app::{AppError, House, setup};
use domain::office::first_role;
use domain::{OrgId, Role};
use jiff::civil::Date;
use serde_json::json;
use store::tables::organisations;
use store::{Job, Scope, Tx};

use super::Person;
use crate::answer::{Answer, Failure};

/// `amana operator invite`
pub async fn operator(
    house: &House,
    name: (String, String),
    person: &Person,
    role: &str,
    another: bool,
) -> Result<Answer, Failure> {
    let role = Role::parse(role).map_err(|unknown| Failure::Usage(unknown.to_string()))?;
    let invitee = invitee(person, role)?;
    match setup::operator(house, name, invitee, another).await {
        Ok(org) => invited(house, org, person, role).await,
        Err(AppError::Conflict("operator_exists")) => Err(Failure::Unsafe(
            "the operator's first person is there, or invited, already: they invite the others on their pages. \
             If nobody can sign in any more, ask for one more with --another"
                .to_owned(),
        )),
        Err(error) => Err(failed(error)),
    }
}

/// `amana agency found`
pub async fn agency(
    house: &House,
    code: String,
    (name, name_ar): (String, String),
    until: &str,
    admin: &Person,
) -> Result<Answer, Failure> {
    let licence_until: Date =
        until.parse().map_err(|_| Failure::Usage(format!("{until} is no day; write it as 2027-12-31")))?;
    let found = Found::Agency { code, name, name_ar, licence_until };
    let role = first_role("agency");
    let org = setup::enter(house, found, invitee(admin, role)?).await.map_err(failed)?;
    invited(house, org, admin, role).await
}

/// `amana household found`
pub async fn household(house: &House, first: &Person) -> Result<Answer, Failure> {
    let role = first_role("customer");
    let org = setup::enter(house, Found::Customer, invitee(first, role)?).await.map_err(failed)?;
    invited(house, org, first, role).await
}

fn invitee(person: &Person, role: Role) -> Result<Invitee, Failure> {
    let address = Address::parse(&person.channel, &person.address).map_err(failed)?;
    let language = app::sign_in::language_of(&person.language);
    Ok(Invitee { name: person.name.clone(), language, address, role })
}

async fn invited(house: &House, org: OrgId, person: &Person, role: Role) -> Result<Answer, Failure> {
    let reference = house
        .store
        .read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let row = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            Ok(row.code.unwrap_or(row.reference))
        })
        .await
        .map_err(failed)?;
    let text = format!(
        "{} is invited to {reference} as {role}: a message is on its way. They sign in with this address and say yes within \
         {DAYS} days.",
        person.address
    );
    let json = json!({ "organisation": reference, "role": role.as_str(), "days": DAYS });
    Ok(Answer::done(text, json))
}

/// What a use case refuses, in the words that its page would have.
pub(super) fn failed(error: AppError) -> Failure {
    match error {
        AppError::Invalid(faults) => {
            let said: Vec<_> = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.pointer.trim_start_matches('/'), web::words::fault(fault.reason)))
                .collect();
            Failure::Usage(said.join("\n"))
        }
        AppError::Conflict(word) => Failure::Unsafe(web::words::conflict(word)),
        other => Failure::Failed(other.to_string()),
    }
}
