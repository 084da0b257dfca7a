//! Checks the books of one case: links, numbers, sums, reversals, and whether log and case say the same.

use domain::case::Account as CaseAccount;
use domain::ledger::{Account, Balances, Kind, Line as Summed, Misfit, Side};

use super::{Entry, Fault, LedgerKey, Said};
use crate::hash::{Hash, same, to_hex};

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// Its link.
    pub link: Hash,
}

/// The books of one case, and what others say of them.
#[derive(Debug, Clone)]
pub struct Book<'a> {
    /// The public reference of the case.
    pub reference: &'a str,
    /// The entries in the order of their numbers.
    pub entries: &'a [Kept],
    /// What the last record in the log says; `None` where none was read that speaks of these books.
    pub said: Option<Said>,
    /// Whether every record that could speak of them was read.
    pub all_said: bool,
    /// The money as the case has it.
    pub account: &'a CaseAccount,
}

impl Book<'_> {
    /// Everything that is wrong, in the order of the entries. Without the key, links are not derived anew.
    pub fn check(&self, key: Option<&LedgerKey>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut balances = Balances::default();
        let (mut last, mut before) = (0, key.zip(self.entries.first()).map(|(key, one)| key.begin(one.entry.case)));
        for kept in self.entries {
            let entry = &kept.entry;
            if entry.n > last + 1 {
                faults.push(Fault::Missing { book: self.book(), from: last + 1, to: entry.n - 1 });
                before = None;
            }
            if let (Some(key), Some(before)) = (key, &before) {
                let derived = key.link(before, entry);
                if !same(&derived, &kept.link) {
                    let [stored, derived] = [&kept.link, &derived].map(|link| to_hex(link)[..16].to_owned());
                    faults.push(Fault::Link { book: self.book(), n: entry.n, stored, derived });
                }
            }
            self.sums(entry, &mut balances, &mut faults);
            self.reversal(entry, &mut faults);
            (last, before) = (entry.n, Some(kept.link));
        }
        self.against_log(last, &mut faults);
        if let Err(Misfit { what, books, case }) = balances.fit(self.account) {
            faults.push(Fault::Misfit { book: self.book(), what, books, case });
        }
        faults
    }

    fn book(&self) -> String {
        self.reference.to_owned()
    }

    fn sums(&self, entry: &Entry, balances: &mut Balances, faults: &mut Vec<Fault>) {
        let n = entry.n;
        let word = |what: String| Fault::Word { book: self.book(), n, what };
        if let Err(unknown) = Kind::parse(&entry.kind) {
            faults.push(word(unknown.to_string()));
        }
        let currency = &self.entries[0].entry.currency;
        if entry.currency != *currency {
            let (this, others) = (entry.currency.clone(), currency.clone());
            faults.push(Fault::Mixed { book: self.book(), n, this, others });
        }
        let (mut debits, mut credits) = (0_i128, 0_i128);
        for line in &entry.lines {
            match (Account::parse(&line.account), Side::parse(&line.side), line.minor) {
                (Ok(account), Ok(side), minor @ 1..) => {
                    let column = if side == Side::Debit { &mut debits } else { &mut credits };
                    *column += i128::from(minor);
                    balances.add(Summed { account, side, minor });
                }
                (Err(unknown), ..) | (_, Err(unknown), _) => faults.push(word(unknown.to_string())),
                (.., minor) => faults.push(word(format!("a line is of {minor}, and lines are of more than 0"))),
            }
        }
        if debits != credits {
            faults.push(Fault::Uneven { book: self.book(), n, debits, credits });
        }
    }

    fn reversal(&self, entry: &Entry, faults: &mut Vec<Fault>) {
        let reverses = Kind::parse(&entry.kind).ok().and_then(Kind::reverses);
        let named = entry.reverses.and_then(|n| self.entries.iter().find(|kept| kept.entry.n == n));
        let why = match (reverses, named) {
            (None, _) if entry.reverses.is_none() => return,
            (None, _) => "an entry of its kind takes nothing back",
            (Some(_), None) => "there is no such entry",
            (Some(kind), Some(taken)) if taken.entry.kind != kind.as_str() => "that is of another kind",
            (Some(_), Some(taken)) if taken.entry.n >= entry.n => "that came after it",
            (Some(_), Some(taken)) if !are_opposite(entry, &taken.entry) => "its lines are others",
            (Some(_), Some(taken)) if self.is_taken_back_before(&taken.entry, entry) => "that was taken back before",
            _ => return,
        };
        faults.push(Fault::Reversal { book: self.book(), n: entry.n, reverses: entry.reverses.unwrap_or(0), why });
    }

    fn is_taken_back_before(&self, taken: &Entry, by: &Entry) -> bool {
        self.entries.iter().any(|kept| kept.entry.reverses == Some(taken.n) && kept.entry.n < by.n)
    }

    fn against_log(&self, last: i64, faults: &mut Vec<Fault>) {
        let said = match self.said {
            Some(said) => said,
            None if self.all_said && last > 0 => {
                return faults.push(Fault::Untold { book: self.book(), n: 1, said: 0 });
            }
            None => return,
        };
        if last < said.n {
            faults.push(Fault::Cut { book: self.book(), last, said: said.n });
        }
        if last > said.n {
            faults.push(Fault::Untold { book: self.book(), n: said.n + 1, said: said.n });
        }
        let told = self.entries.iter().find(|kept| kept.entry.n == said.n);
        if told.is_some_and(|kept| !same(&kept.link, &said.link)) {
            faults.push(Fault::OtherLink { book: self.book(), n: said.n });
        }
    }
}

/// The same accounts and sums, in the other columns.
fn are_opposite(one: &Entry, other: &Entry) -> bool {
    one.lines.len() == other.lines.len()
        && one
            .lines
            .iter()
            .zip(&other.lines)
            .all(|(one, other)| one.account == other.account && one.minor == other.minor && one.side != other.side)
}
