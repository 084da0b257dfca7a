//! What stands on a paper, in the words of its reader: the printer and the page show the same one. Layout only; no rule of the trade.

/// A paper of money: an invoice, a credit note, a receipt, the working of a refund. Every text is final: translated, and with its
/// sums written out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// Whether it is read from right to left.
    pub rtl: bool,
    /// The language of its texts (BCP 47).
    pub language: String,
    /// What it is: "Tax invoice".
    pub title: String,
    /// The same in the other language, beside it; empty for none.
    pub title_other: String,
    /// Its number: `INV-2026-00001`.
    pub number: String,
    /// What is said above everything, such as that nothing in a demo is real; empty for nothing.
    pub banner: String,
    /// From whom and to whom: a label and lines of text.
    pub parties: Vec<Party>,
    /// Dates and references: label and value.
    pub facts: Vec<(String, String)>,
    /// What it is made of.
    pub tables: Vec<Table>,
    /// Below the tables: label and value; the last one is the largest.
    pub totals: Vec<(String, String)>,
    /// Sentences at the end.
    pub notes: Vec<String>,
    /// What the square code says; empty for none.
    pub code: String,
    /// Beside the code: what it is good for.
    pub code_note: String,
    /// The seal of the entry in the books, in short; empty for none.
    pub seal: String,
    /// When the paper was issued, seconds since 1970, for the file's own dates.
    pub issued_at: i64,
}

/// Somebody whom a paper names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// "From", "To".
    pub label: String,
    /// Name first, then what else has to be said.
    pub lines: Vec<String>,
}

/// A table of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Above it; empty for nothing.
    pub caption: String,
    /// The heads. The first column is text, the others are sums.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}
