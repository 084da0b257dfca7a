//! Statements written by a writer of our own come back as they were; and no bytes bring the reader down.

use std::fmt::Write;

use domain::money::{Currency, Money};
use exchange::statement::{Statement, read};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// What a line says, before anybody wrote it down.
#[derive(Debug, Clone)]
struct Said {
    day: i32,
    minor: i64,
    text: String,
    reference: String,
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    let minor = prop_oneof![1_i64..2_000_000, -2_000_000_i64..-1, Just(1), Just(9_999_999_999)];
    // letters, digits and what parts cells, lines and elements elsewhere
    let text = "[A-Za-z0-9ء-ي]([A-Za-z0-9ء-ي<>&\"',;. -]{0,30}[A-Za-z0-9])?";
    let one = (0..300, minor, text, "[A-Z0-9]{1,12}");
    let one = one.prop_map(|(day, minor, text, reference)| Said { day, minor, text: words(&text), reference });
    prop::collection::vec(one, 1..25).prop_map(|mut lines| {
        lines.sort_by_key(|line| line.day);
        lines
    })
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(line: &Said) -> Date {
    date(2026, 1, 1).saturating_add(jiff::Span::new().days(line.day))
}

fn printed(minor: i64) -> String {
    Money { minor: minor.abs(), currency: Currency::Omr }.to_string()[4..].to_owned()
}

/// How a bank likes its tables.
#[derive(Debug, Clone, Copy)]
struct Taste {
    delimiter: char,
    arabic: bool,
    grouped: bool,
    newest_first: bool,
    sides: bool,
    ends: &'static str,
}

fn taste() -> impl Strategy<Value = Taste> {
    let delimiter = prop::sample::select(vec![',', ';', '\t']);
    (delimiter, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), prop::sample::select(vec!["\n", "\r\n"]))
        .prop_map(|(delimiter, arabic, grouped, newest_first, sides, ends)| Taste {
            delimiter,
            arabic,
            grouped,
            newest_first,
            sides,
            ends,
        })
}

fn amount(minor: i64, taste: Taste) -> String {
    let plain = printed(minor);
    let (whole, part) = plain.split_once('.').expect("a point");
    let grouped: String = whole
        .char_indices()
        .flat_map(|(at, c)| {
            (taste.grouped && at > 0 && (whole.len() - at).is_multiple_of(3)).then_some(',').into_iter().chain([c])
        })
        .collect();
    let western = format!("{grouped}.{part}");
    let signed = if minor < 0 { format!("-{western}") } else { western };
    if !taste.arabic {
        return signed;
    }
    let arabic = signed.chars().map(|c| match c {
        '.' => '٫',
        ',' => '٬',
        c => c.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(c),
    });
    arabic.collect()
}

fn table(lines: &[Said], opening: i64, taste: Taste) -> String {
    let row = |cells: &[String]| {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        quoted.join(&taste.delimiter.to_string()) + taste.ends
    };
    let sums: &[&str] = match (taste.sides, taste.arabic) {
        (true, true) => &["دائن", "مدين"],
        (true, false) => &["Credit", "Debit (OMR)"],
        (false, true) => &["المبلغ"],
        (false, false) => &["Amount"],
    };
    let names = if taste.arabic {
        ["التاريخ", "البيان", "المرجع", "الرصيد"]
    } else {
        ["Date", "Narrative", "Reference", "Balance"]
    };
    let head: Vec<String> = [&names[..3], sums, &names[3..]].concat().into_iter().map(str::to_owned).collect();
    let mut balance = opening;
    let mut rows: Vec<String> = lines
        .iter()
        .map(|line| {
            balance += line.minor;
            let (positive, empty) = (amount(line.minor.abs(), taste), String::new());
            let sums = match (taste.sides, line.minor > 0) {
                (false, _) => vec![amount(line.minor, taste)],
                (true, true) => vec![positive, empty],
                (true, false) => vec![empty, positive],
            };
            let date = if taste.arabic { day(line).strftime("%d/%m/%Y").to_string() } else { day(line).to_string() };
            let cells =
                [vec![date, line.text.clone(), line.reference.clone()], sums, vec![amount(balance, taste)]].concat();
            row(&cells)
        })
        .collect();
    if taste.newest_first {
        rows.reverse();
    }
    let mark = if taste.arabic { "\u{FEFF}" } else { "" };
    format!("{mark}{}{}", row(&head), rows.concat())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&#x3E;")
}

fn message(lines: &[Said], opening: i64, older: bool) -> String {
    let balance = |kind: &str, minor: i64| {
        let side = if minor < 0 { "DBIT" } else { "CRDT" };
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='OMR'>{}</Amt><CdtDbtInd>{side}</CdtDbtInd></Bal>\n",
            printed(minor)
        )
    };
    let closing = opening + lines.iter().map(|line| line.minor).sum::<i64>();
    let sum: i64 = lines.iter().map(|line| line.minor.abs()).sum();
    let version = if older { "02" } else { "13" };
    let mut xml = format!(
        "<d:Document xmlns:d='urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}'><d:BkToCstmrStmt><Stmt>\n\
         <Acct><Id><IBAN>OM000000000000000000001</IBAN></Id></Acct>{}{}\
         <TxsSummry><TtlNtries><NbOfNtries>{}</NbOfNtries><Sum>{}00</Sum></TtlNtries></TxsSummry>\n",
        balance("OPBD", opening),
        balance("CLBD", closing),
        lines.len(),
        printed(sum),
    );
    for line in lines {
        let side = if line.minor < 0 { "DBIT" } else { "CRDT" };
        let status = if older { "<Sts>BOOK</Sts>" } else { "<Sts><Cd>BOOK</Cd></Sts>" };
        let date = if older {
            format!("<DtTm>{}T10:00:00+04:00</DtTm>", day(line))
        } else {
            format!("<Dt>{}</Dt>", day(line))
        };
        writeln!(
            xml,
            "<Ntry><Amt Ccy=\"OMR\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd>{status}<BookgDt>{date}</BookgDt>\
             <AcctSvcrRef>{}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            printed(line.minor),
            line.reference,
            escaped(&line.text)
        )
        .expect("a string takes what is written");
    }
    xml + "</Stmt></d:BkToCstmrStmt></d:Document>"
}

fn told(statement: &Statement) -> Vec<(Date, i64, String)> {
    statement.lines.iter().map(|line| (line.booked_on, line.amount.minor, line.reference_text.clone())).collect()
}

proptest! {
    #[test]
    fn a_table_comes_back_as_it_was_written(lines in said(), opening in -5_000_000_i64..5_000_000, taste in taste()) {
        let text = table(&lines, opening, taste);
        let read = read(text.as_bytes(), Currency::Omr).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let mut back = told(&read);
        if taste.newest_first && lines.len() > 1 {
            back.reverse();
        }
        let expected: Vec<_> = lines.iter().map(|l| (day(l), l.minor, format!("{} {}", l.text, l.reference))).collect();
        prop_assert_eq!(back, expected);
        // one day's rows may read both ways; over several days there is one
        if lines.len() == 1 || lines.first().map(|l| l.day) != lines.last().map(|l| l.day) {
            prop_assert_eq!((read.opening, read.closing), (Some(opening), Some(opening + lines.iter().map(|l| l.minor).sum::<i64>())));
        }
        let ids: std::collections::HashSet<_> = read.lines.iter().map(|line| &line.id).collect();
        prop_assert_eq!(ids.len(), lines.len());
    }

    #[test]
    fn a_row_that_is_missing_from_the_middle_is_noticed(lines in said(), taste in taste(), at in 0_usize..25) {
        prop_assume!(lines.len() > 2);
        let text = table(&lines, 0, taste);
        let at = 2 + at % (lines.len() - 2);
        let without: String = text.split_inclusive('\n').enumerate().filter(|(n, _)| *n != at).map(|(_, row)| row).collect();
        prop_assert!(read(without.as_bytes(), Currency::Omr).is_err());
    }

    #[test]
    fn a_message_comes_back_as_it_was_written(lines in said(), opening in -5_000_000_i64..5_000_000, older: bool) {
        let text = message(&lines, opening, older);
        let read = read(text.as_bytes(), Currency::Omr).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let expected: Vec<_> = lines.iter().map(|l| (day(l), l.minor, l.text.clone())).collect();
        prop_assert_eq!(told(&read), expected);
        prop_assert_eq!((read.opening, read.closing), (Some(opening), Some(opening + lines.iter().map(|l| l.minor).sum::<i64>())));
        prop_assert_eq!(read.account.as_deref(), Some("OM000000000000000000001"));
    }

    #[test]
    fn half_a_message_is_never_read(lines in said(), cut: prop::sample::Index) {
        let text = message(&lines, 0, false);
        let at = cut.index(text.len());
        prop_assert!(read(&text.as_bytes()[..at], Currency::Omr).is_err());
    }

    #[test]
    fn a_changed_amount_is_noticed(lines in said(), opening in 0_i64..9, at in 0_usize..25, by in 1_i64..5_000) {
        let text = message(&lines, opening, false);
        let mut changed = lines.clone();
        let at = at % lines.len();
        changed[at].minor += if changed[at].minor == 9_999_999_999 || changed[at].minor + by == 0 { -by } else { by };
        let entries = |text: &str| text.find("<Ntry>").expect("an entry");
        let forged = message(&changed, opening, false);
        let mixed = format!("{}{}", &text[..entries(&text)], &forged[entries(&forged)..]);
        prop_assert!(read(mixed.as_bytes(), Currency::Omr).is_err());
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, Currency::Omr);
    }

    #[test]
    fn no_damage_to_a_file_brings_the_reader_down(lines in said(), taste in taste(), hits in prop::collection::vec((any::<u16>(), any::<u8>()), 1..6)) {
        for text in [table(&lines, 0, taste), message(&lines, 0, true)] {
            let mut bytes = text.into_bytes();
            for (at, byte) in &hits {
                let at = usize::from(*at) % bytes.len();
                bytes[at] = *byte;
            }
            let _ = read(&bytes, Currency::Omr).map_err(|error| error.to_string());
        }
    }
}
