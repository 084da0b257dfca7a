//! One entry (`Ntry`) of a statement: a line, or as many as the batch has parts.

use super::super::fault::Wrong;
use super::super::xml::Element;
use super::super::{Draft, TEXT_MOST, clean, day, shown};
use super::Reading;

impl Reading {
    /// Notes the lines of an entry. Its amount and whether it is booked, if both could be read; what is not booked makes no line.
    pub(super) fn entry(&mut self, entry: Element<'_>, place: usize, drafts: &mut Vec<Draft>) -> Option<(i64, bool)> {
        let minor = self.signed(entry);
        let booked = self.booked(entry)?;
        if !booked {
            return minor.map(|minor| (minor, false));
        }
        let booked_on = self.booked_on(entry);
        let reversal = match entry.says(&["RvslInd"]) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(other) => {
                self.fault(entry, Wrong::Word { what: "RvslInd", text: shown(other) });
                return None;
            }
        };
        let (minor, booked_on) = minor.zip(booked_on)?;
        let details: Vec<Element<'_>> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
        // one detail is the entry itself: the bank may show there what was sent before charges or in another currency
        let amounts = if details.len() > 1 { self.parts(entry, minor, &details)? } else { vec![minor] };
        for (at, part) in amounts.into_iter().enumerate() {
            let detail = details.get(at).copied();
            let incoming = part >= 0;
            drafts.push(Draft {
                booked_on,
                minor: part,
                text: self.text(entry, "RmtInf", &remittance(entry, detail)),
                counterparty: detail
                    .and_then(|detail| party(detail, incoming))
                    .map(|name| self.text(entry, "Nm", &[name])),
                end_to_end: detail
                    .and_then(|detail| detail.says(&["Refs", "EndToEndId"]))
                    .filter(|id| *id != "NOTPROVIDED")
                    .map(|id| self.text(entry, "EndToEndId", &[id])),
                bank_reference: detail
                    .and_then(|detail| detail.says(&["Refs", "AcctSvcrRef"]))
                    .or_else(|| entry.says(&["AcctSvcrRef"]))
                    .map(|reference| self.text(entry, "AcctSvcrRef", &[reference])),
                reversal: reversal || detail.is_some_and(|detail| detail.find(&["RtrInf"]).is_some()),
                place,
            });
        }
        Some((minor, true))
    }

    /// The status is plain text in older versions and an element of its own in newer ones.
    fn booked(&mut self, entry: Element<'_>) -> Option<bool> {
        match entry.says(&["Sts", "Cd"]).or_else(|| entry.says(&["Sts"])) {
            Some("BOOK") => return Some(true),
            Some("PDNG" | "INFO" | "FUTR") => return Some(false),
            Some(other) => self.fault(entry, Wrong::Word { what: "Sts", text: shown(other) }),
            None => self.fault(entry, Wrong::Missing("Sts")),
        }
        None
    }

    /// The day as the bank writes it; of a time with an offset, the bank's own day.
    fn booked_on(&mut self, entry: Element<'_>) -> Option<jiff::civil::Date> {
        let (text, rest) = match (entry.says(&["BookgDt", "Dt"]), entry.says(&["BookgDt", "DtTm"])) {
            (Some(date), _) => (date, ['Z', '+', '-'].as_slice()),
            (None, Some(time)) => (time, ['T'].as_slice()),
            (None, None) => {
                self.fault(entry, Wrong::Missing("BookgDt"));
                return None;
            }
        };
        let split = text.split_at_checked(10).filter(|(_, after)| after.is_empty() || after.starts_with(rest));
        let date = split.and_then(|(date, _)| day(date).filter(|_| !date.contains('/')));
        if date.is_none() {
            self.fault(entry, Wrong::Date(shown(text)));
        }
        date
    }

    /// What each part of a batch is worth; together they are the entry.
    fn parts(&mut self, entry: Element<'_>, whole: i64, details: &[Element<'_>]) -> Option<Vec<i64>> {
        let parts: Vec<Option<i64>> = details
            .iter()
            .map(|detail| {
                let own = detail.find(&["Amt"]).is_some();
                let amount = self.amount(*detail, if own { &["Amt"] } else { &["AmtDtls", "TxAmt", "Amt"] });
                let sign =
                    if detail.find(&["CdtDbtInd"]).is_some() { self.sign(*detail) } else { Some(whole.signum()) };
                Some(amount? * sign?)
            })
            .collect();
        let parts: Vec<i64> = parts.into_iter().collect::<Option<_>>()?;
        let sum = parts.iter().sum();
        if sum != whole {
            let (expected, found) = (self.money(whole), self.money(sum));
            self.fault(entry, Wrong::Parts { expected, found });
            return None;
        }
        Some(parts)
    }

    fn text(&mut self, entry: Element<'_>, what: &'static str, parts: &[&str]) -> String {
        let text = clean(&parts.join(" "));
        if text.chars().nth(TEXT_MOST).is_some() {
            self.fault(entry, Wrong::TooLong(what));
        }
        text
    }
}

/// All that the payer wrote; what the bank says of the entry, if that is nothing.
fn remittance<'d>(entry: Element<'d>, detail: Option<Element<'d>>) -> Vec<&'d str> {
    let mut texts = Vec::new();
    for information in detail.iter().flat_map(|detail| detail.all("RmtInf")) {
        texts.extend(information.all("Ustrd").map(Element::text));
        for structured in information.all("Strd") {
            texts.extend(structured.says(&["CdtrRefInf", "Ref"]));
            texts.extend(structured.all("AddtlRmtInf").map(Element::text));
        }
    }
    texts.retain(|text| !text.is_empty());
    if texts.is_empty() {
        texts.extend(entry.says(&["AddtlNtryInf"]));
    }
    texts
}

/// The other side: who paid what came in, who received what went out. In newer versions a party stands one element deeper.
fn party(detail: Element<'_>, incoming: bool) -> Option<&str> {
    let side = if incoming { "Dbtr" } else { "Cdtr" };
    detail.says(&["RltdPties", side, "Nm"]).or_else(|| detail.says(&["RltdPties", side, "Pty", "Nm"]))
}
