//! The head of a bank's table: which of its columns mean what, and what parts them.

use csv::StringRecord;
use domain::money::Currency;

use super::super::fault::{Faults, StatementError, Wrong};
use super::super::{clean, shown};

/// LIMIT: rows that are looked at for the head.
const ROWS: usize = 20;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Date,
    Description,
    Reference,
    Credit,
    Debit,
    Amount,
    Balance,
    Currency,
}

/// What banks call the columns, in lower case. A column with any other name is not read.
const NAMES: [(Column, &str, &[&str]); 8] = [
    (
        Column::Date,
        "date",
        &[
            "date",
            "transaction date",
            "booking date",
            "posting date",
            "التاريخ",
            "تاريخ",
            "تاريخ العملية",
            "تاريخ القيد",
        ],
    ),
    (
        Column::Description,
        "description",
        &[
            "description",
            "details",
            "narrative",
            "narration",
            "particulars",
            "transaction details",
            "البيان",
            "الوصف",
            "التفاصيل",
        ],
    ),
    (
        Column::Reference,
        "reference",
        &[
            "reference",
            "ref",
            "reference no",
            "reference number",
            "transaction reference",
            "bank reference",
            "المرجع",
            "رقم المرجع",
        ],
    ),
    (
        Column::Credit,
        "credit",
        &["credit", "credit amount", "credits", "deposit", "deposits", "paid in", "دائن", "إيداع"],
    ),
    (
        Column::Debit,
        "debit",
        &["debit", "debit amount", "debits", "withdrawal", "withdrawals", "paid out", "مدين", "سحب"],
    ),
    (Column::Amount, "amount", &["amount", "transaction amount", "المبلغ", "مبلغ"]),
    (Column::Balance, "balance", &["balance", "running balance", "الرصيد", "رصيد"]),
    (Column::Currency, "currency", &["currency", "ccy", "العملة", "عملة"]),
];

/// The head of a table.
pub(super) struct Head {
    pub delimiter: u8,
    /// Its line in the file, from 1.
    line: usize,
    /// How many rows there are up to its own; the lines come after it.
    pub records: usize,
    /// How many columns a row has.
    pub width: usize,
    columns: Vec<Option<Column>>,
}

impl Head {
    /// The first row that names a date, a sum and a text, parted by whichever delimiter shows it.
    pub fn find(text: &str, expected: Currency) -> Result<Self, StatementError> {
        for delimiter in [b',', b';', b'\t'] {
            for (before, (line, record)) in super::records(text, delimiter).take(ROWS).enumerate() {
                let head = Self::of(&record, delimiter, line, before + 1);
                if head.serves() {
                    head.check(&record, expected)?;
                    return Ok(head);
                }
            }
        }
        Err(StatementError::NoHead)
    }

    fn of(record: &StringRecord, delimiter: u8, line: usize, records: usize) -> Self {
        let columns: Vec<_> = record.iter().map(|cell| meaning(&name(cell).0)).collect();
        let width = record.len() - record.iter().rev().take_while(|cell| cell.trim().is_empty()).count();
        Self { delimiter, line, records, width, columns }
    }

    fn serves(&self) -> bool {
        let has = |column| self.at(column).is_some();
        let sums = has(Column::Amount) || has(Column::Credit) && has(Column::Debit);
        has(Column::Date) && sums && (has(Column::Description) || has(Column::Reference))
    }

    /// No two columns may mean the same, and no sum may be of another currency.
    fn check(&self, record: &StringRecord, expected: Currency) -> Result<(), StatementError> {
        let mut faults = Faults::default();
        for (column, what, _) in NAMES {
            if self.columns.iter().filter(|known| **known == Some(column)).count() > 1 {
                faults.push(self.line, None, Wrong::Twice(what));
            }
        }
        let signed_and_parted = self.at(Column::Amount).and(self.at(Column::Credit).or(self.at(Column::Debit)));
        if signed_and_parted.is_some() {
            faults.push(self.line, None, Wrong::Twice("amount"));
        }
        for cell in record {
            let (name, beside) = name(cell);
            let other = Currency::of(&beside.to_uppercase()).filter(|currency| *currency != expected);
            if meaning(&name).is_some() && other.is_some() {
                faults.push(self.line, None, Wrong::Currency { found: shown(&beside), expected });
            }
        }
        faults.unless(())
    }

    /// Where a column stands.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }
}

fn meaning(name: &str) -> Option<Column> {
    NAMES.into_iter().find(|(_, _, names)| names.contains(&name)).map(|(column, ..)| column)
}

/// The name in lower case, and what stands after it in brackets: `Amount (OMR)`.
fn name(cell: &str) -> (String, String) {
    let whole = clean(cell).to_lowercase();
    let (name, beside) = whole.split_once('(').unwrap_or((&whole, ""));
    (name.trim_end_matches([' ', '.', ':']).to_owned(), beside.trim_end_matches([' ', ')']).to_owned())
}
