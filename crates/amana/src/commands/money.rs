//! `amana money check`: whether papers and books say the same; reading, beside a running server.

use std::fmt::Write;

use app::reports::{self, Row, TieOut};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::site::Site;
use crate::verification::read;

/// Derives the comparison anew and names what does not fit.
pub fn check(site: &Site) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let store = site.open_to_read(&found)?;
    let signer = found.signer()?;
    let all = read(&store, move |tx| reports::derive(tx, signer.ledger()))?;
    Ok(Answer::checked(all.holds(), text(&all), body(&all)))
}

fn text(all: &TieOut) -> String {
    let mut text = String::new();
    let mut line = |said: std::fmt::Arguments<'_>| writeln!(text, "{said}").expect("a string takes all text");
    for row in &all.rows {
        let verdict = if row.holds() { "the same" } else { "DIFFERS" };
        line(format_args!(
            "{}: papers {}, books {}: {verdict}{}",
            named(row),
            sum(row.papers_minor, &all.currency),
            sum(row.books_minor, &all.currency),
            if row.holds() { String::new() } else { format!(" by {}", sum(row.difference(), &all.currency)) },
        ));
    }
    for one in &all.found {
        line(format_args!("{}: {}", one.name, told(one.what)));
    }
    if all.more > 0 {
        line(format_args!("and {} findings more", all.more));
    }
    let verdict = if all.holds() { "papers and books tie out" } else { "PAPERS AND BOOKS DO NOT TIE OUT" };
    line(format_args!("{verdict}: {} cases, {} papers, {} entries", all.cases, all.papers, all.entries));
    if !all.holds() {
        line(format_args!(
            "run `amana audit verify`, keep a copy of the folder as it is, and compare with a backup: docs/reports.md says what each means"
        ));
    }
    text
}

fn body(all: &TieOut) -> serde_json::Value {
    let row = |row: &Row| {
        json!({
            "what": row.what,
            "papers_minor": row.papers_minor,
            "books_minor": row.books_minor,
            "difference_minor": row.difference(),
            "holds": row.holds(),
        })
    };
    json!({
        "holds": all.holds(),
        "cases": all.cases,
        "papers": all.papers,
        "entries": all.entries,
        "currency": all.currency,
        "rows": all.rows.iter().map(row).collect::<Vec<_>>(),
        "findings": all.found.iter().map(|one| json!({ "what": one.what, "name": one.name })).collect::<Vec<_>>(),
        "unlisted": all.more,
    })
}

fn named(row: &Row) -> &'static str {
    match row.what {
        "asked" => "invoiced less credited, against what is owed and was paid",
        "tax" => "tax of it, against what is owed to the state",
        "commission" => "commission invoiced, against what agencies owe",
        "commission_tax" => "tax of it",
        _ => "what invoices say in all, against their lines",
    }
}

fn told(what: &str) -> &'static str {
    match what {
        "asked" => "its papers and its books differ in what is owed and was paid",
        "tax" => "its papers and its books differ in the tax",
        "commission" => "its papers and its books differ in the commission",
        "commission_tax" => "its papers and its books differ in the tax on commission",
        "uneven" => "its debits are not its credits",
        "seal" => "it does not say what was issued: its seal does not fit",
        "lines" => "its sums are not those of its lines",
        "no_entry" => "it was posted by nobody",
        "no_paper" => "an entry of its books calls for this paper, and there is none",
        "gap" => "a number of this series is missing",
        "currency" => "another currency than all else, so it is in no sum",
        _ => "lines or entries of books that belong to nothing",
    }
}

/// Minor units with the currency's digits; as they are where the currency is none of ours.
fn sum(minor: i64, currency: &str) -> String {
    use domain::money::{Currency, Money};

    Currency::of(currency).map_or_else(|| minor.to_string(), |currency| Money { minor, currency }.to_string())
}

#[cfg(test)]
mod tests {
    use app::reports::Found;

    use super::*;

    #[test]
    fn what_differs_is_said_with_its_name_and_by_how_much() {
        let row = |what, papers_minor, books_minor| Row { what, papers_minor, books_minor };
        let mut all =
            TieOut { currency: "OMR".into(), rows: vec![row("asked", 563_000, 563_000)], ..TieOut::default() };
        assert!(text(&all).contains("papers and books tie out"), "{}", text(&all));
        assert_eq!(body(&all)["holds"], true);
        all.rows.push(row("tax", 22_500, 22_501));
        all.found.push(Found { what: "gap", name: "AG-021 INV-2026".into() });
        let said = text(&all);
        assert!(said.contains("AG-021 INV-2026: a number of this series is missing"), "{said}");
        assert!(said.contains("DIFFERS by") && said.contains("0.001"), "{said}");
        assert_eq!(
            (body(&all)["rows"][1]["difference_minor"].as_i64(), &body(&all)["holds"]),
            (Some(-1), &json!(false))
        );
    }
}
