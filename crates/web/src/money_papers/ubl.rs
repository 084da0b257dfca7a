//! The electronic invoice as it is asked for, and why there is none in the reader's words.

use app::invoices::{self, Named, Network, Sheet};
use domain::invoice::InvoiceItem;
use exchange::ubl::{Field, UblError};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::i18n::Lang;
use crate::words::plain;

/// Where the parties are reached in the exchange network, as their service providers say: `0088:2000000000015`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Addresses {
    /// Of whoever issued the invoice: the scheme's code (list EAS), a colon, the number in it.
    #[serde(default)]
    pub supplier: String,
    /// Of whom it asks, likewise; nothing for a household.
    #[serde(default)]
    pub customer: String,
}

/// The file, or why it cannot be written.
pub fn written(sheet: &Sheet, addresses: &Addresses) -> Result<Vec<u8>, UblError> {
    let network = Network { supplier: address(&addresses.supplier)?, customer: address(&addresses.customer)? };
    invoices::ubl(sheet, network, &Words)
}

fn address(text: &str) -> Result<Option<exchange::ubl::ElectronicAddress>, UblError> {
    match text.trim() {
        "" => Ok(None),
        text => invoices::address(text).map(Some).ok_or(UblError::Form(Field::ElectronicAddress)),
    }
}

/// Things by their names on the pages.
struct Words;

impl Named for Words {
    fn item(&self, item: InvoiceItem) -> (String, String) {
        let [english, arabic] = [Lang::En, Lang::Ar].map(|lang| plain(&lang.t(&format!("invoice-item-{item}"))));
        (english, arabic)
    }

    fn at_cost(&self) -> String {
        plain(&Lang::En.t("invoice-item-at-cost"))
    }

    fn household(&self, case: &str) -> String {
        plain(&Lang::En.t1("paper-household", "case", case))
    }

    fn reason(&self, credits: &[String]) -> String {
        plain(&Lang::En.t1("invoice-credits", "numbers", credits.join(", ")))
    }
}

/// Why there is no file, and what to do.
pub fn sentence(lang: Lang, error: &UblError) -> String {
    lang.t(match error {
        UblError::Missing(Field::VatNumber) => "invoice-ubl-no-vat-number",
        UblError::Missing(Field::RegisterNumber) => "invoice-ubl-no-register",
        UblError::Missing(Field::ElectronicAddress) => "invoice-ubl-no-address",
        UblError::Form(Field::ElectronicAddress) => "invoice-ubl-address-form",
        UblError::Form(Field::VatNumber | Field::Iban) => "invoice-ubl-number-form",
        UblError::Tax { .. } => "invoice-ubl-tax",
        _ => "invoice-ubl-cannot",
    })
}
