//! The words of a statement, as far as the walls need them: tables named, markers, placeholders.
//!
//! No parser of SQL: it knows strings, comments and words, and takes what stands after FROM, JOIN, INTO, UPDATE and USING
//! for a table. What it takes for a table wrongly is refused loudly, never let through.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword or a name.
    Word(&'a str),
    /// `{read:worker w}`: what stands between the braces.
    Marker(&'a str),
    /// `$7`.
    Param(usize),
    /// `:org`, `:subject`.
    Named(&'a str),
    /// A quoted string or name, a comment.
    Quoted,
    /// Any other character but white space.
    Sign(char),
}

/// How a statement touches a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    Read,
    Insert,
    Change,
}

/// A table that a statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    pub table: &'a str,
    /// The alias, or the table's own name.
    pub alias: &'a str,
    pub touch: Touch,
}

/// The tokens of `text` with their places.
pub(super) fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = match first {
            '\'' | '"' => (Some(Token::Quoted), quoted(rest, first)),
            '-' if rest.starts_with("--") => (Some(Token::Quoted), rest.find('\n').unwrap_or(rest.len())),
            '{' => {
                let end = rest.find('}');
                let inner = &rest[1..end.unwrap_or(rest.len())];
                (Some(Token::Marker(inner)), end.map_or(rest.len(), |end| end + 1))
            }
            '$' => {
                let digits = length_while(&rest[1..], |c| c.is_ascii_digit());
                (Some(rest[1..=digits].parse().map_or(Token::Sign('$'), Token::Param)), digits + 1)
            }
            ':' if rest.starts_with("::") => (Some(Token::Sign(':')), 2),
            ':' => {
                let letters = length_while(&rest[1..], is_name);
                (Some(Token::Named(&rest[1..=letters])), letters + 1)
            }
            c if is_name(c) => {
                let letters = length_while(rest, is_name);
                (Some(Token::Word(&rest[..letters])), letters)
            }
            c if c.is_whitespace() => (None, c.len_utf8()),
            c => (Some(Token::Sign(c)), c.len_utf8()),
        };
        if let Some(token) = token {
            found.push((token, at..at + length));
        }
        at += length;
    }
    found
}

/// The tables that a statement names, but for its own `with` names and for table functions.
pub(super) fn references<'a>(tokens: &[(Token<'a>, Range<usize>)]) -> Vec<Reference<'a>> {
    let word = |at: usize| match tokens.get(at) {
        Some((Token::Word(word), _)) => Some(*word),
        _ => None,
    };
    let is = |at: usize, expected: &str| word(at).is_some_and(|word| word.eq_ignore_ascii_case(expected));
    let sign = |at: usize, expected: char| matches!(tokens.get(at), Some((Token::Sign(c), _)) if *c == expected);
    // `name as (` and `name(column, ..) as (`
    let is_own = |at: &usize| {
        let listed = sign(at + 1, '(').then(|| (at + 2..tokens.len()).find(|next| sign(*next, ')'))).flatten();
        let after = listed.unwrap_or(*at) + 1;
        is(after, "as") && sign(after + 1, '(')
    };
    let own_names: Vec<&str> = (0..tokens.len()).filter(is_own).filter_map(word).collect();

    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let touch = match word(at).map(str::to_ascii_lowercase).as_deref() {
            Some("from") if at > 0 && is(at - 1, "delete") => Touch::Change,
            Some("from" | "join" | "using") => Touch::Read,
            Some("into") => Touch::Insert,
            // `do update set` and `for update of w` name no table
            Some("update") if !is(at + 1, "set") && !is(at + 1, "of") && !is(at + 1, "skip") => Touch::Change,
            _ => continue,
        };
        let mut next = at + 1;
        while let Some(table) = word(next) {
            next += 1;
            if sign(next, '(') && touch != Touch::Insert {
                break;
            }
            if is(next, "as") {
                next += 1;
            }
            let alias = word(next).filter(|word| !CLAUSES.contains(&word.to_ascii_lowercase().as_str()));
            next += usize::from(alias.is_some());
            if !own_names.contains(&table) {
                found.push(Reference { table, alias: alias.unwrap_or(table), touch });
            }
            if !sign(next, ',') || touch != Touch::Read {
                break;
            }
            next += 1;
        }
    }
    found
}

/// The first table that `text` names, for messages.
pub(super) fn first_table(text: &str) -> &str {
    references(&tokens(text)).first().map_or("?", |reference| reference.table)
}

/// The unique constraints that a `create table` names, with their columns: `("hold_once", "worker, slot")`.
pub(in crate::engine) fn named_uniques(create: &str) -> Vec<(String, String)> {
    let words: Vec<&str> =
        create.split(|c: char| c.is_whitespace() || "(,)".contains(c)).filter(|w| !w.is_empty()).collect();
    let after_name = |at: usize| matches!(words.get(at + 2), Some(&("unique" | "primary")));
    let names = (0..words.len()).filter(|at| words[*at] == "constraint" && after_name(*at)).map(|at| words[at + 1]);
    names
        .filter_map(|name| {
            let rest = &create[create.find(&format!("constraint {name} "))?..];
            let columns = rest[rest.find('(')? + 1..rest.find(')')?].split(',').map(str::trim);
            Some((name.to_owned(), columns.collect::<Vec<_>>().join(", ")))
        })
        .collect()
}

/// What may follow a table without being its alias.
const CLAUSES: &[&str] = &[
    "where",
    "on",
    "set",
    "join",
    "left",
    "right",
    "inner",
    "full",
    "cross",
    "natural",
    "order",
    "group",
    "having",
    "limit",
    "offset",
    "using",
    "values",
    "select",
    "returning",
    "union",
    "except",
    "intersect",
    "for",
    "default",
    "and",
    "or",
    "then",
    "else",
    "end",
    "window",
    "with",
];

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn length_while(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The length of a quoted string with its quotes; a doubled quote does not end it.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read_and_nothing_but_white_space_is_passed_over(text in "[-a-z'\"{}$:(),1 \\n\u{636}\u{1F600}]{0,40}") {
            let mut end = 0;
            for (_, place) in tokens(&text) {
                prop_assert!(text[end..place.start].trim().is_empty());
                prop_assert!(place.end > place.start);
                end = place.end;
            }
            prop_assert!(text[end..].trim().is_empty());
            references(&tokens(&text));
        }
    }

    #[test]
    fn the_tables_of_a_statement_are_found_and_nothing_else() {
        let found = |sql| -> Vec<(String, String)> {
            references(&tokens(sql)).iter().map(|found| (found.table.into(), found.alias.into())).collect()
        };
        let pair = |table: &str, alias: &str| (table.to_owned(), alias.to_owned());
        assert_eq!(
            found("select 1 from a, b as x join c y on y.id = x.id"),
            [pair("a", "a"), pair("b", "x"), pair("c", "y")]
        );
        assert_eq!(found("insert into a (id) values ($1) on conflict (id) do update set n = 1"), [pair("a", "a")]);
        assert_eq!(found("select 1 from a for update of a skip locked"), [pair("a", "a")]);
        assert_eq!(found("delete from a using b where a.id = b.id"), [pair("a", "a"), pair("b", "b")]);
        assert_eq!(found("select ' from hidden ' from (select 1 from inner_one) s"), [pair("inner_one", "inner_one")]);
        assert_eq!(found("with n(i) as (select 1 union select i from n) select i from n, json_each($1)"), []);
    }

    #[test]
    fn named_constraints_are_read_from_their_table() {
        let create =
            "create table hold (id blob, constraint once unique (worker, slot), unique (id), check (slot in (1, 2)))";
        assert_eq!(named_uniques(create), [("once".to_owned(), "worker, slot".to_owned())]);
    }
}
