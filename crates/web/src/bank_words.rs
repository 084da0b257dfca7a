//! What is wrong with a bank's file, in words: where it is, what stands there, what to do. Of the file's own texts 40 characters at most.

use exchange::amount::AmountError;
use exchange::statement::{Broken, Fault, StatementError, Wrong};
use fluent_templates::fluent_bundle::FluentValue;

use crate::i18n::Lang;

/// A message and its values.
type Said = (&'static str, Vec<(&'static str, String)>);

/// The sentences, each with its line: at most 50, and one that counts the rest.
pub fn all(lang: Lang, error: &StatementError) -> Vec<String> {
    let StatementError::Wrong(faults) = error else { return vec![whole(lang, error)] };
    let mut said: Vec<String> = faults.first.iter().map(|fault| one(lang, fault)).collect();
    if faults.more > 0 {
        said.push(lang.t1("bankfile-more", "number", faults.more));
    }
    said
}

/// What is wrong with the file as a whole.
fn whole(lang: Lang, error: &StatementError) -> String {
    let (key, args): Said = match error {
        StatementError::Empty => ("bankfile-empty", Vec::new()),
        StatementError::TooLarge => ("bankfile-too-large", Vec::new()),
        StatementError::TooManyLines => ("bankfile-too-many-lines", Vec::new()),
        StatementError::Utf16 => ("bankfile-utf16", Vec::new()),
        StatementError::NotUtf8 { line } => ("bankfile-not-utf8", vec![("line", line.to_string())]),
        StatementError::NoHead => ("bankfile-no-head", Vec::new()),
        StatementError::NoLines => ("bankfile-no-lines", Vec::new()),
        StatementError::NotAStatement => ("bankfile-not-a-statement", Vec::new()),
        StatementError::Version(version) => ("bankfile-version", vec![("version", version.clone())]),
        StatementError::Broken { line, broken } => {
            let what = lang.t(match broken {
                Broken::Half => "bankfile-half",
                Broken::NotXml => "bankfile-not-xml",
                Broken::Outside => "bankfile-outside",
                Broken::DocumentType => "bankfile-document-type",
                Broken::Encoding => "bankfile-encoding",
                Broken::TooDeep => "bankfile-too-deep",
            });
            ("bankfile-line", vec![("line", line.to_string()), ("what", what)])
        }
        // Its lines are told one by one.
        StatementError::Wrong(_) => ("bankfile-wrong", Vec::new()),
    };
    say(lang, &(key, args))
}

fn one(lang: Lang, fault: &Fault) -> String {
    let what = say(lang, &wrong(lang, &fault.wrong));
    let mut args = vec![("line", fault.line.to_string()), ("what", what)];
    match fault.entry {
        Some(entry) => {
            args.push(("entry", entry.to_string()));
            say(lang, &("bankfile-entry", args))
        }
        None => say(lang, &("bankfile-line", args)),
    }
}

fn wrong(lang: Lang, wrong: &Wrong) -> Said {
    let named = |what: &str| ("what", column(lang, what));
    let two = |expected: String, found: String| vec![("expected", expected), ("found", found)];
    match wrong {
        Wrong::Missing(what) => ("bankfile-missing", vec![named(what)]),
        Wrong::Amount { what, text, why } => {
            let why = lang.t(&format!("fault-{}", amount(*why)));
            ("bankfile-amount", vec![named(what), ("text", text.clone()), ("why", why)])
        }
        Wrong::Date(text) => ("bankfile-date", vec![("text", text.clone())]),
        Wrong::Currency { found, expected } => ("bankfile-currency", two(expected.code().to_owned(), found.clone())),
        Wrong::Word { what, text } => ("bankfile-word", vec![named(what), ("text", text.clone())]),
        Wrong::Sides => ("bankfile-sides", Vec::new()),
        Wrong::Negative(what) => ("bankfile-negative", vec![named(what)]),
        Wrong::TooLong(what) => ("bankfile-too-long", vec![named(what)]),
        Wrong::Width { expected, found } => ("bankfile-width", two(expected.to_string(), found.to_string())),
        Wrong::Quote => ("bankfile-quote", Vec::new()),
        Wrong::Twice(what) => ("bankfile-twice", vec![named(what)]),
        Wrong::Balance { expected, found } => ("bankfile-balance", two(lang.sum(*expected), lang.sum(*found))),
        Wrong::Parts { expected, found } => ("bankfile-parts", two(lang.sum(*expected), lang.sum(*found))),
        Wrong::Closing { expected, found } => ("bankfile-closing", two(lang.sum(*expected), lang.sum(*found))),
        Wrong::Total { what, said, found } => {
            ("bankfile-total", vec![named(what), ("said", said.clone()), ("found", found.clone())])
        }
        Wrong::Gap => ("bankfile-gap", Vec::new()),
        Wrong::Accounts => ("bankfile-accounts", Vec::new()),
    }
}

/// A column by its name in the reader's language; an element of XML by its own.
fn column(lang: Lang, what: &str) -> String {
    lang.maybe(&format!("bankfile-column-{what}")).unwrap_or_else(|| what.to_owned())
}

/// The fault of an amount that cannot be read, as `fault-WORD` in the messages.
pub const fn amount(error: AmountError) -> &'static str {
    match error {
        AmountError::Empty => "amount_empty",
        AmountError::TooLong => "amount_too_long",
        AmountError::Signed => "amount_signed",
        AmountError::NotANumber => "amount_not_a_number",
        AmountError::Grouping => "amount_grouping",
        AmountError::Decimals(_) => "amount_decimals",
        AmountError::OtherCurrency => "amount_other_currency",
        AmountError::TooLarge => "amount_too_large",
    }
}

fn say(lang: Lang, (key, args): &Said) -> String {
    let args: Vec<(&'static str, FluentValue<'_>)> =
        args.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
    lang.say(key, &args)
}

#[cfg(test)]
mod tests {
    use domain::money::{Currency, Money};
    use exchange::statement::Faults;

    use super::*;

    fn everything() -> Vec<StatementError> {
        let sum = |minor| Money { minor, currency: Currency::Omr };
        let text = || "١٢x".to_owned();
        let wrongs = vec![
            Wrong::Missing("date"),
            Wrong::Amount { what: "credit", text: text(), why: AmountError::NotANumber },
            Wrong::Date(text()),
            Wrong::Currency { found: "AED".into(), expected: Currency::Omr },
            Wrong::Word { what: "Sts", text: text() },
            Wrong::Sides,
            Wrong::Negative("credit"),
            Wrong::TooLong("description"),
            Wrong::Width { expected: 6, found: 5 },
            Wrong::Quote,
            Wrong::Twice("amount"),
            Wrong::Balance { expected: sum(1), found: sum(2) },
            Wrong::Parts { expected: sum(1), found: sum(2) },
            Wrong::Closing { expected: sum(1), found: sum(2) },
            Wrong::Total { what: "NbOfNtries", said: "3".into(), found: "2".into() },
            Wrong::Gap,
            Wrong::Accounts,
        ];
        let first = wrongs.into_iter().map(|wrong| Fault { line: 7, entry: Some(3), wrong }).collect();
        let broken =
            [Broken::Half, Broken::NotXml, Broken::Outside, Broken::DocumentType, Broken::Encoding, Broken::TooDeep];
        let mut all = vec![
            StatementError::Empty,
            StatementError::TooLarge,
            StatementError::TooManyLines,
            StatementError::Utf16,
            StatementError::NotUtf8 { line: 7 },
            StatementError::NoHead,
            StatementError::NoLines,
            StatementError::NotAStatement,
            StatementError::Version("99".into()),
            StatementError::Wrong(Faults { first, more: 4 }),
        ];
        all.extend(broken.map(|broken| StatementError::Broken { line: 7, broken }));
        all
    }

    #[test]
    fn every_fault_of_a_file_has_a_sentence_in_both_languages() {
        for lang in [Lang::En, Lang::Ar] {
            for error in everything() {
                for said in all(lang, &error) {
                    let whole = !said.contains("bankfile-") && !said.contains("fault-") && !said.contains("{$");
                    assert!(whole && said.contains(' '), "{error:?}: {said}");
                }
            }
        }
    }

    #[test]
    fn a_fault_says_its_line_and_what_is_beyond_fifty_is_counted() {
        let first = vec![Fault { line: 12, entry: None, wrong: Wrong::Sides }];
        let said = all(Lang::En, &StatementError::Wrong(Faults { first, more: 2 }));
        assert_eq!(said.len(), 2);
        assert!(said[0].contains("12") && said[1].contains('2'), "{said:?}");
    }

    #[test]
    fn every_amount_that_cannot_be_read_has_a_sentence_in_both_languages() {
        use AmountError as E;
        for error in [
            E::Empty,
            E::TooLong,
            E::Signed,
            E::NotANumber,
            E::Grouping,
            E::Decimals(Currency::Omr),
            E::OtherCurrency,
            E::TooLarge,
        ] {
            let key = format!("fault-{}", amount(error));
            for lang in [Lang::En, Lang::Ar] {
                assert_ne!(lang.t(&key), key);
            }
        }
    }
}
