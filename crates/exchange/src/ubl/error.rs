//! Why an invoice is not written, and what the reason speaks of.

use domain::money::{BasisPoints, Money};

use super::{LINES_MAX, NOTES_MAX};

/// Why an invoice is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UblError {
    /// Something that must be said is missing or blank.
    #[error("{0} is missing")]
    Missing(Field),
    /// A text has control characters, or is longer than a text of its kind may be.
    #[error("{0} has control characters or is too long")]
    Text(Field),
    /// A code, number or address has not the form that its scheme asks for.
    #[error("{0} has not the form that it must have")]
    Form(Field),
    /// There are no lines, or more than [`LINES_MAX`].
    #[error("an invoice has 1 to {LINES_MAX} lines, not {0}")]
    Lines(usize),
    /// Two lines have one number.
    #[error("line {0} is there twice")]
    LineTwice(String),
    /// There are more than [`NOTES_MAX`] notes.
    #[error("an invoice has at most {NOTES_MAX} notes, not {0}")]
    Notes(usize),
    /// A sum is of another currency than the invoice.
    #[error("{0} is of another currency than the invoice")]
    Currency(Field),
    /// A sum has more decimals than the profile allows.
    #[error("{0} has more decimals than the profile allows")]
    Decimals(Field),
    /// A sum is negative that must not be, or nothing that must be more.
    #[error("{0} is too small")]
    TooSmall(Field),
    /// A sum is beyond what can be counted.
    #[error("the sums are beyond what can be counted")]
    TooLarge,
    /// Lines and tax less what was paid are not what is left to pay.
    #[error("lines and tax less what was paid are {counted}, not {said}")]
    Payable {
        /// What the invoice says.
        said: Money,
        /// What its parts come to.
        counted: Money,
    },
    /// The rates of the tax are not those of the lines, each once.
    #[error("the tax is not given once for each rate of the lines")]
    Rates,
    /// The tax of a rate is not its share of the lines, rounded once.
    #[error("the tax at {} basis points is not that share of {of}", u16::from(*.rate))]
    Tax {
        /// The rate.
        rate: BasisPoints,
        /// The sum of its lines.
        of: Money,
    },
    /// A date is before the one that it must follow, or not of our days.
    #[error("{0} does not follow on the date before it")]
    Date(Field),
    /// The profile allows what is out of scope only alone and without VAT numbers.
    #[error("the profile allows what is out of scope of VAT only alone and without VAT numbers")]
    OutOfScope,
}

/// What an error speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The number of the invoice, or of the one that it corrects.
    Number,
    /// The day of issue.
    IssuedOn,
    /// The day of the invoice that a credit note corrects.
    CorrectedOn,
    /// The day by which it must be paid.
    DueOn,
    /// A party's name.
    Name,
    /// A VAT number.
    VatNumber,
    /// A number in the commercial register; of the supplier either this or a VAT number must be known.
    RegisterNumber,
    /// A street or city.
    Address,
    /// A country.
    Country,
    /// An address in the network.
    ElectronicAddress,
    /// A line's number.
    LineId,
    /// A line's name.
    LineName,
    /// A line's price.
    LineNet,
    /// Why something is not taxed.
    ExemptionReason,
    /// A rate of tax.
    Rate,
    /// A tax.
    Vat,
    /// The sum with tax.
    Total,
    /// What was paid before.
    Prepaid,
    /// What is left to pay.
    Payable,
    /// What the payer writes on the transfer.
    PaymentReference,
    /// The account to pay into.
    Iban,
    /// The case.
    CaseReference,
    /// The contract.
    ContractReference,
    /// A note, or a credit note's reason.
    Note,
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Number => "the number of the invoice",
            Self::IssuedOn => "the day of issue",
            Self::CorrectedOn => "the day of the corrected invoice",
            Self::DueOn => "the day of payment",
            Self::Name => "a party's name",
            Self::VatNumber => "a VAT number",
            Self::RegisterNumber => "a register number",
            Self::Address => "an address",
            Self::Country => "a country",
            Self::ElectronicAddress => "an electronic address",
            Self::LineId => "a line's number",
            Self::LineName => "a line's name",
            Self::LineNet => "a line's price",
            Self::ExemptionReason => "a reason for no tax",
            Self::Rate => "a rate of tax",
            Self::Vat => "a tax",
            Self::Total => "the sum with tax",
            Self::Prepaid => "what was paid before",
            Self::Payable => "what is left to pay",
            Self::PaymentReference => "the payment reference",
            Self::Iban => "the account",
            Self::CaseReference => "the case reference",
            Self::ContractReference => "the contract reference",
            Self::Note => "a note",
        })
    }
}
