//! A payment that somebody noted: how it stands in a list, and the form in which finance or an agency's counter notes one.

use app::admit::Key;
use app::invoices::PaymentView;
use app::payments::{self, Noted};
use app::{AppError, Caller};
use domain::ids::ReferenceKind;
use domain::money::{Currency, Money};
use exchange::amount::typed;

use crate::bank_words;
use crate::form::Sent;
use crate::i18n::Lang;
use crate::once;
use crate::page::Page;
use crate::site::Site;
use crate::ui::{Badge, Field, Kind, Tone, When};

/// One payment in a list.
#[derive(Debug, Clone)]
pub struct PaidRow {
    /// The identifier.
    pub id: String,
    /// The case's page and reference.
    pub case: (String, String),
    /// By which way it came in or goes back, in words.
    pub what: String,
    /// The sum.
    pub sum: String,
    /// How it stands.
    pub badge: Badge,
    /// When it was noted.
    pub noted: When,
    /// The number of its receipt; empty before it is confirmed.
    pub receipt: String,
    /// The reader may confirm or refuse it.
    pub answers: bool,
    /// Why they may not, where it waits: they noted it themselves, or its case stands still. Empty otherwise.
    pub waits: String,
}

/// One line of a list. `cases` is where the pages of cases stand.
pub fn row(page: &Page, caller: &Caller, cases: &str, view: &PaymentView) -> PaidRow {
    let payment = &view.payment;
    let (tone, icon) = match payment.state.as_str() {
        "confirmed" => (Tone::Ok, "circle-check"),
        "refused" => (Tone::Mute, "x"),
        _ => (Tone::Turn, "hourglass"),
    };
    let own = payment.noted_by == Some(caller.actor_id());
    let waits = match (payment.state == "noted" && !view.answers, caller.is_operator(), own) {
        (false, ..) => "",
        (true, true, true) => "payments-own",
        (true, true, false) => "payments-not-now",
        (true, false, _) => "payments-finance",
    };
    PaidRow {
        id: payment.id.to_string(),
        case: (format!("{cases}/{}", view.case), view.case.clone()),
        what: page.lang.t2(
            "payments-what",
            "method",
            page.t(format!("payments-method-{}", payment.method)),
            "way",
            page.t(format!("payments-way-{}", payment.way)),
        ),
        sum: sum(page.lang, payment.amount_minor, &payment.currency),
        badge: Badge::new(tone, icon, page.t(format!("payments-state-{}", payment.state))),
        noted: page.when(payment.noted_at),
        receipt: payment.receipt.clone().unwrap_or_default(),
        answers: view.answers,
        waits: if waits.is_empty() { String::new() } else { page.t(waits) },
    }
}

/// A sum of a currency that is named by its three letters.
pub fn sum(lang: Lang, minor: i64, code: &str) -> String {
    lang.sum(Money { minor, currency: Currency::of(code).unwrap_or(Currency::Omr) })
}

/// The question for a sum, as people type it.
pub fn amount_field(page: &Page) -> Field {
    Field::new("amount_minor", page.t("payments-amount"), Kind::Line("text")).hint(page.t("payments-amount.hint"))
}

/// The sum that somebody typed, in minor units of the house's currency.
fn amount(site: &Site, sent: &Sent) -> Result<i64, AppError> {
    let currency = site.house.desk().pack().rules().money.currency;
    let read = typed(sent.get("amount_minor"), currency);
    read.map(|sum| sum.minor).map_err(|error| AppError::invalid("/amount_minor", bank_words::amount(error)))
}

/// Notes what the form says, once for the key of its page. A case that is not there is a fault of the field `case`.
pub async fn note(
    site: &Site,
    caller: &Caller,
    case: &str,
    [method, way]: [&str; 2],
    sent: &Sent,
) -> Result<(), AppError> {
    let amount_minor = amount(site, sent)?;
    let key = Key::parse(ReferenceKind::Case, case).map_err(|_| AppError::invalid("/case", "payment_case"))?;
    let once = once::of_form(caller, "POST /payments", sent.get("key"), &sent.ask())?;
    if once::done(&site.house, caller, &once).await?.is_some() {
        return Ok(());
    }
    let ask = Noted { case: key, method: method.to_owned(), way: way.to_owned(), amount_minor, once };
    let work = move |tx: &mut _, desk: &_, caller: &Caller| payments::note_payment(tx, desk, caller, &ask);
    match site.house.write(caller, work).await {
        Ok(_) => Ok(()),
        Err(AppError::NotFound) => Err(AppError::invalid("/case", "payment_case")),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::Lang;

    #[test]
    fn every_word_of_a_payment_has_a_name_in_both_languages() {
        let methods = app::payments::METHODS.map(|word| format!("payments-method-{word}"));
        let ways = ["in", "out"].map(|word| format!("payments-way-{word}"));
        let states = ["noted", "confirmed", "refused"].map(|word| format!("payments-state-{word}"));
        for key in methods.into_iter().chain(ways).chain(states) {
            for lang in [Lang::En, Lang::Ar] {
                assert_ne!(lang.t(&key), key);
            }
        }
    }
}
