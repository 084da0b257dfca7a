//! Files that are wrong: each is refused whole, with its line and in words.

use domain::money::Currency;
use exchange::statement::{BYTES_MOST, FAULTS_MOST, LINES_MOST, StatementError, read};

fn refused(text: &str) -> String {
    read(text.as_bytes(), Currency::Omr).expect_err(text).to_string()
}

const HEAD: &str = "Date,Description,Credit,Debit,Balance\n";

fn rows(rows: &[&str]) -> String {
    format!("{HEAD}{}", rows.join("\n"))
}

#[test]
fn a_wrong_cell_is_told_with_its_line() {
    for (row, told) in [
        ("2026-01-05,a,1.2345,,10", "line 2: credit `1.2345` has more decimals than OMR has (3)"),
        (
            "2026-01-05,a,\"1,25\",,10",
            "line 2: credit `1,25` is unclear: a comma or space parts thousands (three digits each), a point parts decimals",
        ),
        ("2026-01-05,a,1e3,,10", "line 2: credit `1e3` is not a number in plain digits"),
        ("2026-01-05,a,USD 5,,10", "line 2: credit `USD 5` is of another currency"),
        ("2026-01-05,a,-5,,10", "line 2: credit must not be negative"),
        ("2026-01-05,a,1000000000000000,,10", "line 2: credit `1000000000000000` is larger than any payment"),
        ("2026-01-05,a,5,5,10", "line 2: exactly one of credit and debit must hold an amount"),
        ("2026-01-05,a,,,10", "line 2: exactly one of credit and debit must hold an amount"),
        ("2026-01-05,a,0.000,0,10", "line 2: exactly one of credit and debit must hold an amount"),
        ("2026-01-05,a,5,,", "line 2: balance is missing"),
        (",a,5,,10", "line 2: date is missing"),
        ("01/13/2026,a,5,,10", "line 2: date `01/13/2026` is not one: write 2026-01-31 or 31/01/2026 (day first)"),
        ("2026-02-30,a,5,,10", "line 2: date `2026-02-30` is not one: write 2026-01-31 or 31/01/2026 (day first)"),
        (
            "2026-01-05,a,5",
            "line 2: 3 columns where the head has 5: the line is half, or a text holds the delimiter without quotes",
        ),
        (
            "2026-01-05,a,b,5,,10",
            "line 2: 6 columns where the head has 5: the line is half, or a text holds the delimiter without quotes",
        ),
        ("2026-01-05,\"a,5,,10", "line 2: a quote is opened or closed in the wrong place"),
        ("2026-01-05,\"a\" b,5,,10", "line 2: a quote is opened or closed in the wrong place"),
    ] {
        assert_eq!(refused(&rows(&[row])), told, "{row}");
    }
    let long = format!("2026-01-05,{},5,,10", "x".repeat(1_001));
    assert_eq!(refused(&rows(&[&long])), "line 2: description is longer than 1,000 characters");
}

#[test]
fn rows_between_two_stray_quotes_are_not_lost() {
    let text = "Date,Description,Amount\n2026-01-05,\"one,1\n2026-01-06,two,2\n2026-01-07,three\",3\n";
    assert_eq!(refused(text), "line 2: a quote is opened or closed in the wrong place");
    let fine = "Date,Description,Amount\r\n\r\n2026-01-05,\"one\r\ntwo \"\"2026\"\"\",1\r\n2026-01-06,b,x\r\n";
    assert_eq!(refused(fine), "line 5: amount `x` is not a number in plain digits", "a text may go over two lines");
}

#[test]
fn a_balance_must_follow_from_the_row_before() {
    let fine = ["2026-01-05,a,5,,105", "2026-01-06,b,,2.5,102.500", "2026-01-07,c,1,,103.500"];
    let statement = read(rows(&fine).as_bytes(), Currency::Omr).expect("a statement");
    assert_eq!((statement.opening, statement.closing), (Some(100_000), Some(103_500)));
    let newest_first: Vec<&str> = fine.iter().rev().copied().collect();
    let turned = read(rows(&newest_first).as_bytes(), Currency::Omr).expect("a statement");
    assert_eq!((turned.opening, turned.closing), (Some(100_000), Some(103_500)));
    let told = "line 3: balance OMR 103.500 does not follow from the row before, which leads to OMR 106.000: a row is missing or changed";
    assert_eq!(refused(&rows(&[fine[0], fine[2]])), told);
    assert!(
        refused(&rows(&[fine[0], "2026-01-06,b,,2.5,102.50", "2026-01-07,c,1,,103.5", "2026-01-08,d,1,,10"]))
            .starts_with("line 5:")
    );
}

#[test]
fn a_head_is_found_or_missed_in_words() {
    let bare = "no head was found in the first 20 lines: needed are a date, an amount (or credit and debit) and a description or reference";
    for text in ["Date,Amount\n2026-01-05,5", "a,b\n", "Date,Description,Debit\n2026-01-05,a,5", "{\"Date\":1}"] {
        assert_eq!(refused(text), bare, "{text}");
    }
    assert_eq!(refused(&format!("{}Date,Details,Amount\n2026-01-05,a,5", "title\n".repeat(20))), bare);
    assert!(
        read(format!("{}Date,Details,Amount\n2026-01-05,a,5", "title\n".repeat(19)).as_bytes(), Currency::Omr).is_ok()
    );
    assert_eq!(refused("Date,Details,Amount,المبلغ\n2026-01-05,a,5,5"), "line 1: amount is there twice");
    assert_eq!(refused("Date,Details,Amount,Credit\n2026-01-05,a,5,5"), "line 1: amount is there twice");
    assert_eq!(
        refused("Date,Details,Amount (AED)\n2026-01-05,a,5"),
        "line 1: currency `aed`, but the account is in OMR"
    );
    assert_eq!(refused("Date,Details,Amount\n\n"), "there are no lines below the head");
    let foreign = "Date;Details;Amount;Currency\n2026-01-05;a;5;omr\n2026-01-05;a;5;AED\n2026-01-05;a;5;\n";
    assert_eq!(refused(foreign), "line 3: currency `AED`, but the account is in OMR\nline 4: currency is missing");
}

#[test]
fn fifty_faults_are_told_and_the_others_counted() {
    let text = rows(&vec!["2026-01-05,a,x,,10"; 60]);
    let Err(StatementError::Wrong(faults)) = read(text.as_bytes(), Currency::Omr) else { panic!("refused") };
    assert_eq!((faults.first.len(), faults.more), (FAULTS_MOST, 10));
    assert!(faults.to_string().ends_with("and 10 more"));
}

#[test]
fn a_file_without_end_is_refused_by_its_size() {
    let row = "2026-01-05,a,1\n";
    let head = "Date,Description,Amount\n";
    assert_eq!(
        read(format!("{head}{}", row.repeat(LINES_MOST)).as_bytes(), Currency::Omr).map(|s| s.lines.len()),
        Ok(LINES_MOST)
    );
    let more = format!("{head}{}", row.repeat(LINES_MOST + 1));
    assert_eq!(read(more.as_bytes(), Currency::Omr), Err(StatementError::TooManyLines));
    assert_eq!(read(&vec![b'a'; BYTES_MOST + 1], Currency::Omr), Err(StatementError::TooLarge));
}

const ENTRY: &str = "<Ntry><Amt Ccy='OMR'>5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-05</Dt></BookgDt></Ntry>";

fn balance(kind: &str, amount: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='OMR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>\n"
    )
}

fn message(inner: &str) -> String {
    format!(
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt>\n<Stmt>\n{inner}</Stmt></BkToCstmrStmt></Document>"
    )
}

#[test]
fn a_wrong_element_is_told_with_its_line_and_entry() {
    assert!(read(message(ENTRY).as_bytes(), Currency::Omr).is_ok(), "the entry itself is right");
    for (from, to, told) in [
        (">5<", ">1.2345<", "amount `1.2345` has more decimals than OMR has (3)"),
        (">5<", ">-5<", "amount `-5` has a sign"),
        (">5<", ">٥<", "amount `٥` is not a number in plain digits"),
        (">5<", "><", "Amt is missing"),
        ("'OMR'", "'AED'", "currency `AED`, but the account is in OMR"),
        (" Ccy='OMR'", "", "Ccy is missing"),
        ("CRDT", "CREDIT", "CdtDbtInd `CREDIT` is not known"),
        ("<CdtDbtInd>CRDT</CdtDbtInd>", "", "CdtDbtInd is missing"),
        ("BOOK<", "GONE<", "Sts `GONE` is not known"),
        ("<Sts>BOOK</Sts>", "", "Sts is missing"),
        ("<BookgDt><Dt>2026-01-05</Dt></BookgDt>", "", "BookgDt is missing"),
        ("2026-01-05", "05/01/2026", "date `05/01/2026` is not one: write 2026-01-31 or 31/01/2026 (day first)"),
        ("<BookgDt>", "<RvslInd>maybe</RvslInd><BookgDt>", "RvslInd `maybe` is not known"),
    ] {
        let entry = ENTRY.replacen(from, to, 1);
        assert_eq!(refused(&message(&format!("{ENTRY}\n{entry}"))), format!("line 4 (entry 2): {told}"), "{entry}");
    }
}

#[test]
fn wrong_checksums_are_refused() {
    let sums = |inner: &str| format!("{}{}{inner}{ENTRY}", balance("OPBD", "100"), balance("CLBD", "105"));
    assert!(read(message(&sums("")).as_bytes(), Currency::Omr).is_ok());
    let closing = format!("{}{}{ENTRY}", balance("OPBD", "100"), balance("CLBD", "105.001"));
    let told =
        "line 2: wrong checksum: opening balance and entries make OMR 105.000, but the closing balance is OMR 105.001";
    assert_eq!(refused(&message(&closing)), told);
    for (summary, told) in [
        ("<TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries>", "TtlNtries says `2`, but the entries make 1"),
        ("<TtlNtries><Sum>5.001</Sum></TtlNtries>", "TtlNtries says `5.001`, but the entries make OMR 5.000"),
        ("<TtlNtries><Sum>x</Sum></TtlNtries>", "TtlNtries says `x`, but the entries make OMR 5.000"),
        ("<TtlCdtNtries><NbOfNtries>0</NbOfNtries></TtlCdtNtries>", "TtlCdtNtries says `0`, but the entries make 1"),
        ("<TtlDbtNtries><Sum>5</Sum></TtlDbtNtries>", "TtlDbtNtries says `5`, but the entries make OMR 0.000"),
        (
            "<TtlNtries><TtlNetNtryAmt>5</TtlNetNtryAmt><CdtDbtInd>DBIT</CdtDbtInd></TtlNtries>",
            "TtlNetNtry says `5`, but the entries make OMR 5.000",
        ),
    ] {
        let summary = format!("<TxsSummry>{summary}</TxsSummry>");
        assert_eq!(refused(&message(&sums(&summary))), format!("line 5: wrong checksum: {told}"), "{summary}");
    }
    let announced = ENTRY.replace("BOOK", "PDNG");
    let counted = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>10.0</Sum></TtlNtries></TxsSummry>";
    let both = message(&format!("{}{announced}", sums(counted)));
    assert_eq!(
        read(both.as_bytes(), Currency::Omr).map(|s| s.lines.len()),
        Ok(1),
        "a bank may count what is only announced"
    );
}

#[test]
fn the_parts_of_a_batch_are_the_whole() {
    let batch = |parts: &str| message(&ENTRY.replace("</Ntry>", &format!("<NtryDtls>{parts}</NtryDtls></Ntry>")));
    let part =
        |amount: &str| format!("<TxDtls><AmtDtls><TxAmt><Amt Ccy='OMR'>{amount}</Amt></TxAmt></AmtDtls></TxDtls>");
    let lines = read(batch(&[part("2"), part("3")].concat()).as_bytes(), Currency::Omr).expect("a batch").lines;
    assert_eq!(lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [2_000, 3_000]);
    assert_ne!(lines[0].id, lines[1].id);
    let told = "line 3 (entry 1): the parts make OMR 4.000, but the entry is OMR 5.000";
    assert_eq!(refused(&batch(&[part("2"), part("2")].concat())), told);
    assert_eq!(refused(&batch(&[part("5"), "<TxDtls/>".to_owned()].concat())), "line 3 (entry 1): Amt is missing");
    let backwards = part("1").replace("<TxDtls>", "<TxDtls><CdtDbtInd>DBIT</CdtDbtInd>");
    let mixed = read(batch(&[part("6"), backwards].concat()).as_bytes(), Currency::Omr).expect("a batch").lines;
    assert_eq!(mixed.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), [6_000, -1_000]);
}

#[test]
fn several_statements_follow_each_other() {
    let statement = |account: &str, from: &str, to: &str| {
        let account = format!("<Acct><Id><IBAN>{account}</IBAN></Id></Acct>");
        format!("<Stmt>{account}{}{}{ENTRY}</Stmt>\n", balance("OPBD", from), balance("CLBD", to))
    };
    let file =
        |statements: &[String]| format!("<Document><BkToCstmrStmt>{}</BkToCstmrStmt></Document>", statements.concat());
    let (first, second) = (statement("A", "100", "105"), statement("A", "105", "110"));
    for order in [[first.clone(), second.clone()], [second, first.clone()]] {
        let read = read(file(&order).as_bytes(), Currency::Omr).expect("a statement");
        assert_eq!((read.opening, read.closing, read.lines.len()), (Some(100_000), Some(110_000), 2));
        assert_ne!(read.lines[0].id, read.lines[1].id);
    }
    let gap = file(&[first.clone(), statement("A", "106", "111")]);
    assert!(refused(&gap).contains("one is missing between them"));
    assert!(refused(&file(&[first, statement("B", "105", "110")])).contains("of several accounts"));
}

#[test]
fn what_is_no_statement_is_refused_by_name() {
    for text in [
        "<html/>",
        "<Document><BkToCstmrAcctRpt/></Document>",
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.02'/>",
    ] {
        assert_eq!(refused(text), "the file is XML, but no camt.053 statement: ask the bank for \"camt.053\"");
    }
    for version in ["01", "14", "2", "xx"] {
        let text = message(ENTRY).replace("001.02", &format!("001.{version}"));
        assert_eq!(refused(&text), format!("camt.053.001.{version} is not read: ask the bank for one from 02 to 13"));
    }
    assert_eq!(refused("<Document><BkToCstmrStmt/></Document>"), "line 1: Stmt is missing");
    let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>{}", message(ENTRY));
    assert_eq!(refused(&bomb), "line 1: document types and entities are not taken: no statement has them");
}

#[test]
fn an_entry_taken_back_is_marked_and_a_quiet_day_is_a_statement() {
    let back = ENTRY.replace("<BookgDt>", "<RvslInd>true</RvslInd><BookgDt>");
    let lines = read(message(&format!("{ENTRY}{back}")).as_bytes(), Currency::Omr).expect("a statement").lines;
    assert_eq!(lines.iter().map(|line| line.reversal).collect::<Vec<_>>(), [false, true]);
    assert_eq!(read(message("").as_bytes(), Currency::Omr).map(|s| s.lines.len()), Ok(0));
}
