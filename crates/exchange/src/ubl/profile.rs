//! The agreements that a file can say it keeps: their published names, and what each wants beyond UBL itself.
//!
//! Oman's own, PINT OM, takes its place here when it can be kept in full. It wants what an invoice does not hold yet and allows two
//! decimals only, with three announced; until then no file claims it (`docs/einvoices.md`).

use domain::money::Currency;

/// Which agreement a file says that it keeps. Not every rule of it is checked here: see [`write`](super::write()).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Peppol BIS Billing 3.0, which keeps EN 16931: two decimals at most (BR-DEC), a reference of the buyer (PEPPOL-EN16931-R003),
    /// and nothing out of scope beside what is taxed or with a VAT number (BR-O-02, BR-O-03, BR-O-11).
    Peppol,
    /// Peppol International (PINT) Billing in its general form. Decimals and what may stand beside what is left to the rules of each
    /// country, so sums have all decimals of their currency.
    Pint,
}

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Peppol, Self::Pint];

    /// What the file follows (BT-24).
    pub const fn customization(self) -> &'static str {
        match self {
            Self::Peppol => "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
            Self::Pint => "urn:peppol:pint:billing-1",
        }
    }

    /// Which process it is part of (BT-23).
    pub const fn process(self) -> &'static str {
        match self {
            Self::Peppol => "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
            Self::Pint => "urn:peppol:bis:billing",
        }
    }

    /// How many decimals a sum may have.
    pub const fn decimals(self, currency: Currency) -> u32 {
        match self {
            Self::Peppol => 2,
            Self::Pint => currency.exponent(),
        }
    }
}
