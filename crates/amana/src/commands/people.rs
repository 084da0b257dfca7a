//! `amana operator invite`, `amana agency found`, `amana household found`: the first people of an installation; `amana erase`: those who
//! are forgotten; `amana factor reset`: the last officer's lost second factor.

use crate::answer::{Answer, Failure};
use crate::cli::{Erase, FoundAgency, InviteOperator, Reach, ResetFactor};
use crate::site::Site;
use crate::writing::{self, Ask, Person};

/// Invites somebody of the operator's own staff.
pub fn operator(site: &Site, ask: InviteOperator) -> Result<Answer, Failure> {
    let InviteOperator { reach, role, name, name_ar, another } = ask;
    let name_ar = name_ar.unwrap_or_else(|| name.clone());
    writing::run(site, Ask::Operator { name, name_ar, person: person(reach)?, role, another }, Vec::new())
}

/// Enters an agency and invites the person who runs it.
pub fn agency(site: &Site, ask: FoundAgency) -> Result<Answer, Failure> {
    let FoundAgency { code, name, name_ar, licence_until, reach } = ask;
    let name_ar = name_ar.unwrap_or_else(|| name.clone());
    writing::run(site, Ask::Agency { code, name, name_ar, licence_until, admin: person(reach)? }, Vec::new())
}

/// Makes a household's place and invites its first member.
pub fn household(site: &Site, reach: Reach) -> Result<Answer, Failure> {
    writing::run(site, Ask::Household { first: person(reach)? }, Vec::new())
}

/// Forgets somebody.
pub fn erase(site: &Site, ask: Erase) -> Result<Answer, Failure> {
    let Erase { subject, officer, reason } = ask;
    writing::run(site, Ask::Erase { subject, officer, reason }, Vec::new())
}

/// Removes a lost second factor.
pub fn reset_factor(site: &Site, ask: ResetFactor) -> Result<Answer, Failure> {
    let ResetFactor { person, officer } = ask;
    writing::run(site, Ask::ResetFactor { person, officer }, Vec::new())
}

fn person(reach: Reach) -> Result<Person, Failure> {
    let (channel, address) = match (reach.email, reach.phone) {
        (Some(email), None) => ("email", email),
        (None, Some(phone)) => ("sms", phone),
        _ => return Err(Failure::Usage("say where they are reached: --email or --phone, one of both".to_owned())),
    };
    Ok(Person { channel: channel.to_owned(), address, name: reach.person, language: reach.language })
}
