//! Reads ISO 20022 camt.053 (`BankToCustomerStatement`), versions 001.02 to 001.13, by local names: the elements that are read here
//! are in all of them. The bank's balances, counts and sums are worked out again; where they differ the file is refused.

mod entry;
mod totals;

use domain::money::{Currency, Money};

use super::fault::{Faults, StatementError, Wrong};
use super::xml::{Document, Element};
use super::{Draft, LINES_MOST, Statement, clean, numbered, shown};
use crate::amount::{self, AmountError};
use totals::Totals;

/// The names of the elements that are read.
const NAMES: &[&str] = &[
    "Document",
    "BkToCstmrStmt",
    "Stmt",
    "Acct",
    "Id",
    "IBAN",
    "Othr",
    "Bal",
    "Tp",
    "CdOrPrtry",
    "Cd",
    "Amt",
    "CdtDbtInd",
    "TxsSummry",
    "TtlNtries",
    "TtlCdtNtries",
    "TtlDbtNtries",
    "NbOfNtries",
    "Sum",
    "TtlNetNtry",
    "TtlNetNtryAmt",
    "Ntry",
    "AcctSvcrRef",
    "RvslInd",
    "Sts",
    "BookgDt",
    "Dt",
    "DtTm",
    "AddtlNtryInf",
    "NtryDtls",
    "TxDtls",
    "Refs",
    "EndToEndId",
    "AmtDtls",
    "TxAmt",
    "RmtInf",
    "Ustrd",
    "Strd",
    "CdtrRefInf",
    "Ref",
    "AddtlRmtInf",
    "RltdPties",
    "Dbtr",
    "Cdtr",
    "Pty",
    "Nm",
    "RtrInf",
];

/// Where faults are noted while a file is read.
struct Reading {
    expected: Currency,
    faults: Faults,
    entry: Option<usize>,
}

/// One `Stmt` of the file.
struct Part {
    line: usize,
    account: Option<String>,
    opening: Option<i64>,
    closing: Option<i64>,
}

pub(super) fn read(text: &str, expected: Currency) -> Result<Statement, StatementError> {
    let document = Document::read(text, NAMES)?;
    let root = document.root().filter(|root| root.name() == "Document").ok_or(StatementError::NotAStatement)?;
    version(document.namespace.as_deref())?;
    let message = root.find(&["BkToCstmrStmt"]).ok_or(StatementError::NotAStatement)?;
    let mut reading = Reading { expected, faults: Faults::default(), entry: None };
    let (mut parts, mut drafts, mut entries) = (Vec::new(), Vec::new(), 0);
    for statement in message.all("Stmt") {
        parts.push(reading.statement(statement, &mut entries, &mut drafts)?);
    }
    if parts.is_empty() {
        reading.fault(message, Wrong::Missing("Stmt"));
    }
    let (account, opening, closing) = reading.joined(&parts);
    reading.faults.unless(())?;
    Ok(Statement { account, currency: expected, opening, closing, lines: numbered(drafts, expected) })
}

/// A file that declares no name space is taken for what its elements are.
fn version(namespace: Option<&str>) -> Result<(), StatementError> {
    let Some(namespace) = namespace else { return Ok(()) };
    let (_, message) = namespace.rsplit_once(':').unwrap_or(("", namespace));
    let version = message.strip_prefix("camt.053.001.").ok_or(StatementError::NotAStatement)?;
    let known = version.len() == 2 && version.parse::<u8>().is_ok_and(|version| (2..=13).contains(&version));
    if known { Ok(()) } else { Err(StatementError::Version(shown(version))) }
}

impl Reading {
    fn fault(&mut self, at: Element<'_>, wrong: Wrong) {
        self.faults.push(at.line(), self.entry, wrong);
    }

    fn statement(
        &mut self,
        statement: Element<'_>,
        entries: &mut usize,
        drafts: &mut Vec<Draft>,
    ) -> Result<Part, StatementError> {
        let account = statement.says(&["Acct", "Id", "IBAN"]).or_else(|| statement.says(&["Acct", "Id", "Othr", "Id"]));
        let opening = match self.balance(statement, "OPBD") {
            None => self.balance(statement, "PRCD"),
            opening => opening,
        };
        let closing = self.balance(statement, "CLBD");
        let before = self.faults.first.len();
        let (mut booked, mut all) = (Totals::default(), Totals::default());
        for entry in statement.all("Ntry") {
            *entries += 1;
            self.entry = Some(*entries);
            if let Some((minor, counts)) = self.entry(entry, *entries, drafts) {
                all.add(minor);
                if counts {
                    booked.add(minor);
                }
            }
            if *entries > LINES_MOST || drafts.len() > LINES_MOST {
                return Err(StatementError::TooManyLines);
            }
        }
        self.entry = None;
        // a sum over entries that could not be read would only repeat their faults
        if self.faults.first.len() == before {
            if let (Some(opening), Some(closing)) = (opening, closing)
                && opening + booked.net() != closing
            {
                let (expected, found) = (self.money(opening + booked.net()), self.money(closing));
                self.fault(statement, Wrong::Closing { expected, found });
            }
            self.summary(statement, &booked, &all);
        }
        Ok(Part { line: statement.line(), account: account.map(clean), opening, closing })
    }

    /// The balance of this kind, in minor units.
    fn balance(&mut self, statement: Element<'_>, kind: &'static str) -> Option<i64> {
        let mut of_kind = statement.all("Bal").filter(|b| b.says(&["Tp", "CdOrPrtry", "Cd"]) == Some(kind));
        let balance = of_kind.next()?;
        if let Some(second) = of_kind.next() {
            self.fault(second, Wrong::Twice(kind));
        }
        self.signed(balance)
    }

    /// The amount of an element, with the sign that its indicator gives it.
    fn signed(&mut self, of: Element<'_>) -> Option<i64> {
        let amount = self.amount(of, &["Amt"]);
        let sign = self.sign(of);
        Some(amount? * sign?)
    }

    fn sign(&mut self, of: Element<'_>) -> Option<i64> {
        match of.says(&["CdtDbtInd"]) {
            Some("CRDT") => return Some(1),
            Some("DBIT") => return Some(-1),
            Some(other) => self.fault(of, Wrong::Word { what: "CdtDbtInd", text: shown(other) }),
            None => self.fault(of, Wrong::Missing("CdtDbtInd")),
        }
        None
    }

    fn amount(&mut self, of: Element<'_>, path: &[&'static str]) -> Option<i64> {
        let Some(element) = of.find(path) else {
            self.fault(of, Wrong::Missing("Amt"));
            return None;
        };
        match element.currency() {
            Some(code) if code == self.expected.code() => {}
            Some(code) => {
                let wrong = Wrong::Currency { found: shown(code), expected: self.expected };
                self.fault(element, wrong);
                return None;
            }
            None => self.fault(element, Wrong::Missing("Ccy")),
        }
        match amount::exact(element.text(), self.expected) {
            Ok(minor) => Some(minor),
            Err(AmountError::Empty) => {
                self.fault(element, Wrong::Missing("Amt"));
                None
            }
            Err(why) => {
                self.fault(element, Wrong::Amount { what: "amount", text: shown(element.text()), why });
                None
            }
        }
    }

    fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.expected }
    }

    /// Account, opening and closing balance of all statements together: each begins where the one before it ended, oldest or
    /// newest first.
    fn joined(&mut self, parts: &[Part]) -> (Option<String>, Option<i64>, Option<i64>) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return (None, None, None) };
        if let Some(other) = parts.iter().find(|part| part.account != first.account) {
            self.faults.push(other.line, None, Wrong::Accounts);
        }
        let follows =
            |before: &Part, after: &Part| before.closing.zip(after.opening).is_none_or(|(end, begin)| end == begin);
        let gap = parts.windows(2).find(|pair| !follows(&pair[0], &pair[1]));
        let turned = parts.windows(2).all(|pair| follows(&pair[1], &pair[0]));
        match gap {
            None => (first.account.clone(), first.opening, last.closing),
            Some(_) if turned => (first.account.clone(), last.opening, first.closing),
            Some(pair) => {
                self.faults.push(pair[1].line, None, Wrong::Gap);
                (None, None, None)
            }
        }
    }
}
