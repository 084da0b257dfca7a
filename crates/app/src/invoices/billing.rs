//! What stands on an organisation's invoices: said by who runs it, printed on whatever is issued from then on.

use domain::{OrgId, StepToken};
use policy::{Ask, ObjectRef};
use store::tables::billing::{self as table, Billing};
use store::tables::organisations;
use store::{Recorded, Tx};

use crate::caller::Caller;
use crate::{AppError, Desk, admit, record};

/// LIMIT: characters of an address, and of a number.
const ADDRESS_MAX: usize = 200;
const NUMBER_MAX: usize = 34;

/// What is to stand there. An empty text is nothing.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// As the tax office gave it: `OM` and ten digits in Oman.
    pub vat_number: String,
    /// Of the commercial register.
    pub register_number: String,
    /// Of the office.
    pub address: String,
    /// The same in Arabic.
    pub address_ar: String,
    /// Where customers pay in (ISO 13616); the platform's only.
    pub iban: String,
    /// As it was read; 0 the first time.
    pub version: i64,
}

/// Whose invoices the caller may speak for: their agency's; the platform's, for its finance.
fn whose(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<(OrgId, Ask), AppError> {
    let org = match caller.org {
        Some(org) if !caller.is_operator() => org,
        _ => organisations::operator(tx)?.map(|org| org.id).ok_or(AppError::NotFound)?,
    };
    let ask = admit::money_ask(caller, Some(org));
    if desk.policy.may_step(&ask, StepToken::SetBilling) { Ok((org, ask)) } else { Err(AppError::NotFound) }
}

/// Whether there are invoices that the caller may speak for.
pub fn may_bill(desk: &Desk, caller: &Caller) -> bool {
    desk.policy.may_step(&admit::money_ask(caller, caller.org), StepToken::SetBilling)
}

/// What stands there now.
pub fn billing(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Billing, AppError> {
    let (org, _) = whose(tx, desk, caller)?;
    Ok(table::get(tx, org)?)
}

/// Keeps what is to stand there. Faults at the field; `Stale` where somebody else said something meanwhile.
pub fn set_billing(tx: &mut Tx, desk: &Desk, caller: &Caller, said: &Said) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let (org, ask) = whose(tx, desk, caller)?;
    let object = ObjectRef { kind: "organisation", id: org.0, version: said.version };
    let permit = desk
        .policy
        .admit_step(&ask, StepToken::SetBilling, object)
        .map_err(|denial| record::denied(desk, caller, denial))?;
    let kept = Billing {
        vat_number: number("/vat_number", &said.vat_number, is_vat_number)?,
        register_number: number("/register_number", &said.register_number, |text| text.chars().all(is_of_number))?,
        address: text("/address", &said.address)?,
        address_ar: text("/address_ar", &said.address_ar)?,
        iban: number("/iban", &said.iban, is_iban)?.filter(|_| caller.is_operator()),
        version: said.version,
    };
    table::save(tx, org, &kept, desk.now)?;
    Ok(Recorded::with((), record::allowed(desk, caller, &permit, 0)))
}

fn text(field: &str, said: &str) -> Result<Option<String>, AppError> {
    let said = said.trim();
    if said.chars().count() > ADDRESS_MAX || said.chars().any(char::is_control) {
        return Err(AppError::invalid(field, "billing_text"));
    }
    Ok(Some(said.to_owned()).filter(|said| !said.is_empty()))
}

fn number(field: &str, said: &str, fits: impl Fn(&str) -> bool) -> Result<Option<String>, AppError> {
    let said: String = said.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if said.is_empty() {
        return Ok(None);
    }
    if said.len() > NUMBER_MAX || !fits(&said) {
        return Err(AppError::invalid(field, "billing_number"));
    }
    Ok(Some(said))
}

const fn is_of_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '/'
}

/// Two letters of a country, then at least eight letters and digits. Oman: `OM` and ten digits.
fn is_vat_number(text: &str) -> bool {
    let (country, rest) = text.split_at(text.len().min(2));
    let digits = rest.chars().all(|c| c.is_ascii_digit());
    country.chars().all(|c| c.is_ascii_uppercase())
        && rest.len() >= 8
        && rest.chars().all(|c| c.is_ascii_alphanumeric())
        && (country != "OM" || (digits && rest.len() == 10))
}

/// ISO 13616: the check digits fit (ISO 7064, MOD 97-10).
fn is_iban(text: &str) -> bool {
    if !(15..=34).contains(&text.len()) || !text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, rest) = text.split_at(4);
    let left = rest.chars().chain(head.chars()).fold(0_u32, |left, c| {
        let value = c.to_digit(36).unwrap_or(0);
        if value < 10 { (left * 10 + value) % 97 } else { (left * 100 + value) % 97 }
    });
    left == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_checked_as_their_offices_give_them() {
        assert!(is_vat_number("OM1100012345") && !is_vat_number("OM110001234") && !is_vat_number("1100012345"));
        assert!(is_vat_number("AE100123456700003"));
        // The example of ISO 13616, and the same with two digits exchanged.
        assert!(is_iban("GB29NWBK60161331926819") && !is_iban("GB29NWBK60161331926891"));
    }
}
