//! The rules of the house that no compiler holds: floors, words, file lengths, front end, documents, licences.
//! Every check is a plain function from texts to findings, so that each has two tests: the house has none, a bad sample has one.

mod circles;
mod columns;
mod documents;
mod floors;
mod front;
mod graph;
mod lex;
mod manifest;
mod sources;
mod walk;
mod words;

/// Fails with every finding on a line of its own.
fn none(findings: Vec<String>) {
    assert!(findings.is_empty(), "{} to mend:\n{}\n", findings.len(), findings.join("\n"));
}
