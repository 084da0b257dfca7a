//! A lost second factor, removed on the operator's own machine: for the day on which no second officer is left to agree.

use app::sign_in::Address;
use app::{AppError, House, resets};
use domain::Role;
use serde_json::json;

use super::erase::member_at;
use super::people::failed;
use crate::answer::{Answer, Failure};

/// Whose word is enough here.
const OFFICERS: &[Role] = &[Role::PlatformAdmin, Role::Dpo];

/// `amana factor reset`: both are named by a sign-in address; the officer may be the person.
pub async fn reset(house: &House, person: &str, officer: &str) -> Result<Answer, Failure> {
    let by = member_at(house, &address(officer)?, OFFICERS).await?.ok_or_else(|| {
        Failure::Usage(format!("{officer} is no platform admin or data-protection officer here; only they decide this"))
    })?;
    match resets::at_the_machine(house, &by, &address(person)?).await {
        Ok(user) => Ok(Answer::done(
            format!(
                "the second factor of {person} is removed: authenticator, passkeys and recovery codes. They are signed out everywhere, \
                 sign in with a code and set up another. They and all staff are told; the log has it as {officer}'s"
            ),
            json!({ "person": user.0 }),
        )),
        Err(AppError::Invalid(_)) => Err(Failure::Usage(format!("nobody signs in with {person}"))),
        Err(error) => Err(failed(error)),
    }
}

fn address(text: &str) -> Result<Address, Failure> {
    let channel = if text.contains('@') { "email" } else { "sms" };
    Address::parse(channel, text)
        .map_err(|_| Failure::Usage(format!("{text} is no sign-in address: an e-mail address or a mobile number")))
}
