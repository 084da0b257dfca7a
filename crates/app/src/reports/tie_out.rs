//! Whether papers and books say the same: case by case, so that a difference has a name; then all together.

use std::collections::BTreeSet;

use audit::ledger::Kept;
use audit::ledger::LedgerKey;
use domain::OrgId;
use domain::invoice::InvoiceKind;
use domain::ledger::{Account, Balances, Kind};
use store::tables::inspect::{self, STRETCH, Standing};
use store::tables::invoices::{self, Invoice};
use store::tables::{ledger, organisations};
use store::{StoreError, Tx};
use uuid::Uuid;

use super::minor;
use crate::caller::Caller;
use crate::ledger::lines;
use crate::{AppError, Desk, cases};

/// LIMIT: findings that are named; the rest is counted.
const NAMED: usize = 100;

/// One comparison over all cases, minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is compared: `asked`, `tax`, `commission`, `commission_tax` or `lines`.
    pub what: &'static str,
    /// What the papers say.
    pub papers_minor: i64,
    /// What the books say; of `lines`, what the lines of the papers come to, as the VAT report adds them.
    pub books_minor: i64,
}

impl Row {
    /// Papers less books.
    pub const fn difference(&self) -> i64 {
        self.papers_minor.saturating_sub(self.books_minor)
    }

    /// Whether they say the same.
    pub const fn holds(&self) -> bool {
        self.papers_minor == self.books_minor
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `asked`, `tax`, `commission`, `commission_tax`: papers and books of a case differ. `uneven`: its debits are not its credits.
    /// `seal`, `lines`: an invoice is not what was issued. `no_entry`, `no_paper`: one is there without the other. `gap`: numbers of a
    /// series are missing. `currency`: another one than all else, and so in no sum. `stray`: lines or entries that belong to nothing.
    pub what: &'static str,
    /// Where: a case's reference, an invoice's number, a series.
    pub name: String,
}

/// What the comparison says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TieOut {
    /// Cases looked at.
    pub cases: u64,
    /// Invoices and credit notes.
    pub papers: u64,
    /// Entries of the books.
    pub entries: u64,
    /// Three letters; empty where nothing was invoiced or posted.
    pub currency: String,
    /// The comparisons over all cases.
    pub rows: Vec<Row>,
    /// What does not fit, the first hundred.
    pub found: Vec<Found>,
    /// How much more does not fit.
    pub more: u64,
}

impl TieOut {
    /// Whether everything fits.
    pub fn holds(&self) -> bool {
        self.found.is_empty() && self.rows.iter().all(Row::holds)
    }

    fn find(&mut self, what: &'static str, name: impl Into<String>) {
        match self.found.len() {
            ..NAMED => self.found.push(Found { what, name: name.into() }),
            _ => self.more += 1,
        }
    }

    /// Whether this is in the currency of all else. The first one says which that is.
    fn is_same(&mut self, currency: &str, name: &str) -> bool {
        if self.currency.is_empty() {
            currency.clone_into(&mut self.currency);
        }
        let same = self.currency == currency;
        if !same {
            self.find("currency", name);
        }
        same
    }
}

/// The comparison, for finance.
pub fn tie_out(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<TieOut, AppError> {
    super::open(desk, caller)?;
    Ok(derive(tx, &desk.ledger)?)
}

/// The comparison, for whoever looks at the database as a whole. Reads every case's books and papers, a thousand cases at a time.
pub fn derive(tx: &mut Tx, key: &LedgerKey) -> Result<TieOut, StoreError> {
    let (mut all, mut sums, mut after) = (TieOut::default(), [(0_i128, 0_i128); PAIRS.len()], Uuid::nil());
    loop {
        let stretch = inspect::cases(tx, after)?;
        let ids: Vec<Uuid> = stretch.iter().map(|case| case.id).collect();
        let (entries, papers) = (ledger::of_cases(tx, &ids)?, invoices::of_cases(tx, &ids)?);
        for case in &stretch {
            let of = Of {
                key,
                case,
                entries: theirs(&entries, case.id, |kept| kept.entry.case),
                papers: theirs(&papers, case.id, |paper| paper.case),
            };
            let pairs = of.compare(&mut all);
            for (sum, pair) in sums.iter_mut().zip(pairs) {
                *sum = (sum.0 + pair.0, sum.1 + pair.1);
            }
        }
        match stretch.last() {
            Some(last) if stretch.len() == STRETCH => after = last.id,
            _ => break,
        }
    }
    for (issuer, series, year) in invoices::gaps(tx)? {
        let code =
            organisations::get(tx, OrgId(issuer))?.and_then(|org| org.code).unwrap_or_else(|| issuer.to_string());
        all.find("gap", format!("{code} {series}-{year}"));
    }
    let strays = ledger::strays(tx)?;
    if strays > 0 {
        all.find("stray", strays.to_string());
    }
    let row = |(what, (papers, books))| Row { what, papers_minor: minor(papers), books_minor: minor(books) };
    all.rows = PAIRS.into_iter().zip(sums).map(row).collect();
    Ok(all)
}

/// What is compared, in the order of the pairs.
const PAIRS: [&str; 5] = ["asked", "tax", "commission", "commission_tax", "lines"];

type Pairs = [(i128, i128); PAIRS.len()];

/// The part of a list in the order of cases that is of this one.
fn theirs<T>(all: &[T], case: Uuid, of: impl Fn(&T) -> Uuid) -> &[T] {
    let from = all.partition_point(|one| of(one) < case);
    &all[from..all.partition_point(|one| of(one) <= case)]
}

/// Books and papers of one case.
struct Of<'a> {
    key: &'a LedgerKey,
    case: &'a Standing,
    entries: &'a [Kept],
    papers: &'a [Invoice],
}

impl Of<'_> {
    fn compare(&self, all: &mut TieOut) -> Pairs {
        all.cases += 1;
        all.papers += self.papers.len() as u64;
        all.entries += self.entries.len() as u64;
        self.each_has_the_other(all);
        let (papers, books) = (self.papers(all), self.books(all));
        let pairs = [
            (papers.asked, books.asked),
            (papers.tax, books.tax),
            (papers.commission, if papers.has_commission { books.commission } else { 0 }),
            (papers.commission_tax, books.commission_tax),
            (papers.heads, papers.lines),
        ];
        // What an invoice's own lines say is named by its number.
        for (what, (papers, books)) in PAIRS.into_iter().zip(pairs).take(4) {
            if papers != books {
                all.find(what, &self.case.reference);
            }
        }
        pairs
    }

    fn papers(&self, all: &mut TieOut) -> Papers {
        let mut sums = Papers::default();
        for paper in self.papers {
            if cases::seal(self.key, paper) != paper.seal {
                all.find("seal", &paper.number);
            }
            if !all.is_same(&paper.currency, &paper.number) {
                continue;
            }
            let sign = if paper.kind == InvoiceKind::CreditNote { -1 } else { 1 };
            let (net, vat) = (i128::from(paper.net_minor), i128::from(paper.vat_minor));
            let lines = paper.body.lines.iter().fold((0, 0), |(all_net, all_vat), line| {
                (all_net + i128::from(line.net_minor), all_vat + i128::from(line.vat_minor))
            });
            if lines != (net, vat) {
                all.find("lines", &paper.number);
            }
            sums.heads += sign * (net + vat);
            sums.lines += sign * (lines.0 + lines.1);
            if paper.kind == InvoiceKind::Commission {
                sums.has_commission = true;
                sums.commission += net + vat;
                sums.commission_tax += vat;
            } else {
                sums.asked += sign * (net + vat);
                sums.tax += sign * vat;
            }
        }
        sums
    }

    fn books(&self, all: &mut TieOut) -> Books {
        let (mut balances, mut approved) = (Balances::default(), 0);
        for kept in self.entries {
            if !all.is_same(&kept.entry.currency, &self.case.reference) {
                continue;
            }
            let kind = Kind::parse(&kept.entry.kind).ok();
            for line in lines(kept) {
                balances.add(line);
                // A refund that is approved has left the tax already; its credit note comes when it is paid.
                if line.account == Account::Vat && matches!(kind, Some(Kind::RefundApproved | Kind::RefundReversed)) {
                    let signed = if line.side == line.account.grows() { -line.minor } else { line.minor };
                    approved += i128::from(signed);
                }
            }
            if kind == Some(Kind::Refunded) {
                approved = 0;
            }
        }
        if !balances.is_even() {
            all.find("uneven", &self.case.reference);
        }
        Books {
            // What is owed, and what was paid and did not go back: money that pays for nothing yet is in the bank as well.
            asked: balances.of(Account::Receivable) + balances.of(Account::Bank) - balances.of(Account::Unapplied),
            tax: balances.of(Account::Vat) + approved,
            commission: balances.of(Account::CommissionDue),
            commission_tax: balances.of(Account::CommissionVat),
        }
    }

    /// Every paper was posted by the step that issued it, and every step that posted one issued it.
    fn each_has_the_other(&self, all: &mut TieOut) {
        let papers: BTreeSet<(Uuid, InvoiceKind)> =
            self.papers.iter().map(|paper| (paper.record, paper.kind)).collect();
        let posted: BTreeSet<(Uuid, InvoiceKind)> =
            self.entries.iter().filter_map(|kept| Some((kept.entry.record, called_for(kept)?))).collect();
        for (record, kind) in &posted {
            if !papers.contains(&(*record, *kind)) {
                all.find("no_paper", format!("{} {kind}", self.case.reference));
            }
        }
        for paper in self.papers {
            // A commission without tax was posted when it accrued.
            let silent = paper.kind == InvoiceKind::Commission && paper.vat_minor == 0;
            if !silent && !posted.contains(&(paper.record, paper.kind)) {
                all.find("no_entry", &paper.number);
            }
        }
    }
}

#[derive(Default)]
struct Papers {
    asked: i128,
    tax: i128,
    commission: i128,
    commission_tax: i128,
    has_commission: bool,
    heads: i128,
    lines: i128,
}

struct Books {
    asked: i128,
    tax: i128,
    commission: i128,
    commission_tax: i128,
}

/// The paper that an entry cannot be without.
fn called_for(kept: &Kept) -> Option<InvoiceKind> {
    match Kind::parse(&kept.entry.kind).ok()? {
        Kind::DepositInvoiced => Some(InvoiceKind::Deposit),
        Kind::BalanceInvoiced => Some(InvoiceKind::Balance),
        Kind::CommissionInvoiced => Some(InvoiceKind::Commission),
        Kind::DepositReversed | Kind::BalanceReversed => Some(InvoiceKind::CreditNote),
        // One of nothing only releases what is held.
        Kind::Refunded => lines(kept).any(|line| line.account == Account::Bank).then_some(InvoiceKind::CreditNote),
        _ => None,
    }
}
