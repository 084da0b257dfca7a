//! What an electronic invoice is made of. Plain values: whether they fit together is said by `sound`, where they stand by `write`.

use domain::money::{BasisPoints, Currency, Money};
use jiff::civil::{Date, Time};
use uuid::Uuid;

/// The most lines of an invoice.
pub const LINES_MAX: usize = 999;
/// The most notes of an invoice, a credit note's reason among them.
pub const NOTES_MAX: usize = 20;

/// An issued invoice or credit note. The codes in brackets are the business terms of EN 16931-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EInvoice {
    /// Its number, unique for the supplier (BT-1).
    pub number: String,
    /// Its identity for machines, made once when it is issued.
    pub uuid: Uuid,
    /// The day on which it was issued, where the supplier is (BT-2).
    pub issued_on: Date,
    /// The time of that day there, written to the second.
    pub issued_at: Time,
    /// When it must be paid (BT-9). An invoice of which something is left to pay needs it (BR-CO-25).
    pub due_on: Option<Date>,
    /// What it is.
    pub kind: Kind,
    /// The currency of every sum in it (BT-5).
    pub currency: Currency,
    /// Whether it is a simplified tax invoice, as a household may be given: the customer then needs no electronic address.
    pub simplified: bool,
    /// Who sells (BG-4).
    pub supplier: TradeParty,
    /// Who buys (BG-7).
    pub customer: TradeParty,
    /// What was sold, at most [`LINES_MAX`] lines (BG-25).
    pub lines: Vec<EInvoiceLine>,
    /// The tax of each rate that the lines name, each rate once (BG-23).
    pub vat: Vec<VatAtRate>,
    /// What was paid before (BT-113).
    pub prepaid: Money,
    /// What is left to pay (BT-115).
    pub payable: Money,
    /// What the payer writes on the transfer (BT-83).
    pub payment_reference: Option<String>,
    /// The account to pay into (BT-84), without spaces.
    pub iban: Option<String>,
    /// The case that it belongs to, which the customer knows it by (BT-10).
    pub case_reference: Option<String>,
    /// The contract behind it (BT-12).
    pub contract_reference: Option<String>,
    /// What else is said (BT-22), at most [`NOTES_MAX`].
    pub notes: Vec<Note>,
}

/// An invoice, or what takes one back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Code 380 of UNTDID 1001.
    Invoice,
    /// Code 381. Its sums are positive: what is given back.
    CreditNote {
        /// The number of the invoice that it corrects (BT-25).
        of: String,
        /// The day of that invoice (BT-26).
        of_issued_on: Date,
        /// Why, in the supplier's words; written as the first note.
        reason: Note,
    },
}

/// A supplier or a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeParty {
    /// The registered name, or a person's (BT-27, BT-44).
    pub name: String,
    /// The same in Arabic, written as the trading name (BT-28, BT-45).
    pub name_ar: Option<String>,
    /// The VAT number with the country before it: `OM1100000001` (BT-31, BT-48).
    pub vat_number: Option<String>,
    /// The number in the commercial register (BT-30, BT-47).
    pub register_number: Option<String>,
    /// Street and house (BT-35, BT-50).
    pub street: Option<String>,
    /// City or town (BT-37, BT-52).
    pub city: Option<String>,
    /// Two letters of ISO 3166-1: `OM` (BT-40, BT-55).
    pub country: String,
    /// Where the network delivers to (BT-34, BT-49).
    pub electronic_address: Option<ElectronicAddress>,
}

/// An address in an exchange network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectronicAddress {
    /// The scheme, from the list EAS: four digits such as `0088`, or two letters. The service provider tells which.
    pub scheme: String,
    /// The address in that scheme.
    pub id: String,
}

/// One thing that was sold, as one piece at its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EInvoiceLine {
    /// Its number in the invoice, each once (BT-126).
    pub id: String,
    /// What it is (BT-153).
    pub name: String,
    /// The same in Arabic (BT-154).
    pub name_ar: Option<String>,
    /// Its price without tax (BT-131). Negative for what is taken off.
    pub net: Money,
    /// How it is taxed.
    pub vat: VatCategory,
}

/// How a line is taxed: a code of UNCL 5305.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VatCategory {
    /// `S`: at a rate above nothing.
    Standard {
        /// The rate.
        rate: BasisPoints,
    },
    /// `Z`: taxed at nothing.
    Zero,
    /// `E`: exempt.
    Exempt {
        /// Why (BT-120).
        reason: String,
    },
    /// `O`: no tax is asked on it at all, such as a government fee that is passed on at cost.
    OutOfScope {
        /// Why (BT-120).
        reason: String,
    },
}

impl VatCategory {
    /// The code of UNCL 5305.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Standard { .. } => "S",
            Self::Zero => "Z",
            Self::Exempt { .. } => "E",
            Self::OutOfScope { .. } => "O",
        }
    }

    /// In hundredths of a percent; nothing for what is not taxed.
    pub(super) fn rate(&self) -> u16 {
        match self {
            Self::Standard { rate } => u16::from(*rate),
            _ => 0,
        }
    }

    pub(super) fn reason(&self) -> Option<&str> {
        match self {
            Self::Exempt { reason } | Self::OutOfScope { reason } => Some(reason),
            Self::Standard { .. } | Self::Zero => None,
        }
    }
}

/// The tax on all lines of one rate, as it was booked (BT-117).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatAtRate {
    /// The rate.
    pub rate: BasisPoints,
    /// The tax: the rate's share of the sum of these lines, rounded once and by less than one minor unit.
    pub vat: Money,
}

/// Something said, in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The language (BCP 47): `ar`, `en`.
    pub language: String,
    /// What is said. May have several lines.
    pub text: String,
}
