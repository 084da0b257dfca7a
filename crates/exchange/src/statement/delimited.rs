//! Reads a bank's table (CSV): parted by `,`, `;` or tab, head in English or Arabic, with up to 20 lines of title above it. Where it
//! has a balance, each row must follow from the one before.

mod head;

use csv::{ReaderBuilder, StringRecord};
use domain::money::{Currency, Money};

use super::fault::{Faults, StatementError, Wrong};
use super::{Draft, LINES_MOST, Statement, TEXT_MOST, clean, day, numbered, shown};
use crate::amount::{self, AmountError};
use head::{Column, Head};

/// Where faults are noted while a file is read.
struct Reading<'h> {
    head: &'h Head,
    expected: Currency,
    faults: Faults,
}

/// A row before the balance is looked at.
struct Row {
    line: usize,
    minor: i64,
    balance: Option<i64>,
}

pub(super) fn read(text: &str, expected: Currency) -> Result<Statement, StatementError> {
    let head = Head::find(text, expected)?;
    if let Some(line) = misquoted(text, head.delimiter) {
        let mut faults = Faults::default();
        faults.push(line, None, Wrong::Quote);
        return Err(faults.into());
    }
    let mut reading = Reading { head: &head, expected, faults: Faults::default() };
    let (mut drafts, mut rows, mut count) = (Vec::new(), Vec::new(), 0);
    for (line, record) in records(text, head.delimiter).skip(head.records) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > LINES_MOST {
            return Err(StatementError::TooManyLines);
        }
        if let Some((draft, balance)) = reading.row(line, &record) {
            rows.push(Row { line, minor: draft.minor, balance });
            drafts.push(draft);
        }
    }
    if count == 0 {
        return Err(StatementError::NoLines);
    }
    let dates = drafts.first().map(|draft| draft.booked_on).zip(drafts.last().map(|draft| draft.booked_on));
    // rows that could not be read would only repeat their faults in their neighbours' balances
    let (opening, closing) = match reading.faults.first.is_empty() {
        true => reading.balances(&rows, dates.is_some_and(|(first, last)| first > last)),
        false => (None, None),
    };
    reading.faults.unless(())?;
    Ok(Statement { account: None, currency: expected, opening, closing, lines: numbered(drafts, expected) })
}

/// The rows and the lines on which they begin. Bytes that were read as text make no errors.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = (usize, StringRecord)> {
    let reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut line, mut counted) = (1, 0);
    reader.into_records().map_while(Result::ok).map(move |record| {
        // the reader's own place lies before the line ends that it skips
        let rest = &text.as_bytes()[counted..];
        let begin = record.position().map_or(counted, |at| usize::try_from(at.byte()).unwrap_or(counted)) - counted;
        let begin = begin + rest[begin..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let ends = |at: &usize| rest[*at] == b'\n' || rest[*at] == b'\r' && rest.get(at + 1) != Some(&b'\n');
        line += (0..begin).filter(ends).count();
        counted += begin;
        (line, record)
    })
}

/// The line of the first quote that is opened and never closed, or closed before the cell ends.
fn misquoted(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut opened, mut begins) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += usize::from(byte == b'\n');
        match (opened, byte) {
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (Some(at), b'"') => {
                if bytes.peek().is_some_and(|next| *next != delimiter && !matches!(next, b'\r' | b'\n')) {
                    return Some(at);
                }
                opened = None;
            }
            (Some(_), _) => {}
            (None, b'"') if begins => opened = Some(line),
            (None, byte) => begins = byte == delimiter || matches!(byte, b'\r' | b'\n'),
        }
        begins = begins && opened.is_none();
    }
    opened
}

impl Reading<'_> {
    fn row(&mut self, line: usize, record: &StringRecord) -> Option<(Draft, Option<i64>)> {
        // delimiters after the last column are what spreadsheets leave behind
        let found = record.len() - record.iter().rev().take_while(|cell| cell.trim().is_empty()).count();
        if record.len() < self.head.width || found > self.head.width {
            self.faults.push(line, None, Wrong::Width { expected: self.head.width, found: record.len() });
            return None;
        }
        // a quote opened by mistake and closed in a later row: what lies between would be lost
        if record.iter().any(|cell| cell.lines().skip(1).any(|inner| inner.get(..10).and_then(day).is_some())) {
            self.faults.push(line, None, Wrong::Quote);
            return None;
        }
        let cell = |column| self.head.at(column).and_then(|at| record.get(at)).map(str::trim);
        let (date, reference) =
            (cell(Column::Date).unwrap_or_default(), cell(Column::Reference).map(clean).filter(|r| !r.is_empty()));
        let description = clean(cell(Column::Description).unwrap_or_default());
        let (currency, balance) = (cell(Column::Currency), cell(Column::Balance));
        let sides = [cell(Column::Amount), cell(Column::Credit), cell(Column::Debit)];

        let before = self.faults.first.len() + self.faults.more;
        let booked_on = day(date);
        if booked_on.is_none() {
            let wrong = if date.is_empty() { Wrong::Missing("date") } else { Wrong::Date(shown(date)) };
            self.faults.push(line, None, wrong);
        }
        match currency {
            Some("") => self.faults.push(line, None, Wrong::Missing("currency")),
            Some(code) if !code.eq_ignore_ascii_case(self.expected.code()) => {
                let wrong = Wrong::Currency { found: shown(code), expected: self.expected };
                self.faults.push(line, None, wrong);
            }
            _ => {}
        }
        let minor = self.minor(line, sides);
        let balance = balance.map(|text| {
            self.amount(line, "balance", text).unwrap_or(None).or_else(|| {
                if text.is_empty() {
                    self.faults.push(line, None, Wrong::Missing("balance"));
                }
                None
            })
        });
        let text = [Some(description.as_str()), reference.as_deref()].into_iter().flatten().filter(|t| !t.is_empty());
        let text = text.collect::<Vec<_>>().join(" ");
        if text.chars().nth(TEXT_MOST).is_some() {
            self.faults.push(line, None, Wrong::TooLong("description"));
        }
        if self.faults.first.len() + self.faults.more > before {
            return None;
        }
        let draft = Draft {
            booked_on: booked_on?,
            minor: minor?,
            text,
            counterparty: None,
            end_to_end: None,
            bank_reference: reference,
            reversal: false,
            place: line,
        };
        Some((draft, balance.flatten()))
    }

    /// What came in, negative for what went out: the amount as it is signed, or the one of credit and debit that is not empty or 0.
    fn minor(&mut self, line: usize, [amount, credit, debit]: [Option<&str>; 3]) -> Option<i64> {
        if let Some(text) = amount {
            let minor = self.amount(line, "amount", text).ok()?;
            if minor.is_none() {
                self.faults.push(line, None, Wrong::Missing("amount"));
            }
            return minor;
        }
        let credit = self.amount(line, "credit", credit.unwrap_or_default());
        let debit = self.amount(line, "debit", debit.unwrap_or_default());
        match (credit.ok()?.filter(|minor| *minor != 0), debit.ok()?.filter(|minor| *minor != 0)) {
            (Some(minor), None) if minor > 0 => Some(minor),
            // some banks write what went out with a minus, in its own column too
            (None, Some(minor)) => Some(-minor.abs()),
            (Some(_), None) => {
                self.faults.push(line, None, Wrong::Negative("credit"));
                None
            }
            _ => {
                self.faults.push(line, None, Wrong::Sides);
                None
            }
        }
    }

    /// The amount in a cell, `None` for an empty one; an error is noted.
    fn amount(&mut self, line: usize, what: &'static str, text: &str) -> Result<Option<i64>, AmountError> {
        match amount::banked(text, self.expected) {
            Ok(minor) => Ok(Some(minor)),
            Err(AmountError::Empty) => Ok(None),
            Err(why) => {
                self.faults.push(line, None, Wrong::Amount { what, text: shown(text), why });
                Err(why)
            }
        }
    }

    /// Opening and closing balance. The rows may go up or down in time; of the two the one that holds, or holds for more rows, is
    /// taken, and where both do the one that the dates show.
    fn balances(&mut self, rows: &[Row], falling: bool) -> (Option<i64>, Option<i64>) {
        if self.head.at(Column::Balance).is_none() {
            return (None, None);
        }
        let up = |pair: &[Row]| pair[0].balance.map(|before| before + pair[1].minor);
        let down = |pair: &[Row]| pair[0].balance.map(|after| after - pair[0].minor);
        let wrong = |leads: &dyn Fn(&[Row]) -> Option<i64>| -> Vec<(usize, i64, i64)> {
            let pairs = rows.windows(2).filter_map(|pair| Some((pair[1].line, leads(pair)?, pair[1].balance?)));
            pairs.filter(|(_, expected, found)| expected != found).collect()
        };
        let (rising_wrong, falling_wrong) = (wrong(&up), wrong(&down));
        let newest_first = (falling_wrong.len(), !falling) < (rising_wrong.len(), falling);
        let money = |minor| Money { minor, currency: self.expected };
        for (line, expected, found) in if newest_first { falling_wrong } else { rising_wrong } {
            self.faults.push(line, None, Wrong::Balance { expected: money(expected), found: money(found) });
        }
        let (oldest, newest) = if newest_first { (rows.last(), rows.first()) } else { (rows.first(), rows.last()) };
        (oldest.and_then(|row| Some(row.balance? - row.minor)), newest.and_then(|row| row.balance))
    }
}
