//! The words of the house: a worker is a worker. No other name for her in code, pages or translations.

use crate::lex::{Kind, pieces};
use crate::none;
use crate::walk::{Text, texts};

const NEVER_IN_ENGLISH: &[&str] = &["maid", "maids", "housemaid", "housemaids", "servant", "servants"];
/// Feminine singular and plural. The masculine is left out: it is also the Arabic word for a server.
const NEVER_IN_ARABIC: &[&str] = &["خادمة", "خادمات", "الشغالة", "شغالات"];

/// Identifiers only: an agency's spreadsheet may be headed as agencies head theirs, and the import has to read it.
fn in_code(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        for piece in pieces(body).iter().filter(|piece| piece.kind == Kind::Code) {
            for word in split(piece.text).filter(|word| NEVER_IN_ENGLISH.contains(&word.as_str())) {
                found.push(format!("{path}:{}: `{word}`: say worker", piece.line));
            }
        }
    }
    found
}

/// Everything that a person reads: translations, pages, policies.
fn in_print(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        for (at, line) in body.lines().enumerate() {
            let english = split(line).any(|word| NEVER_IN_ENGLISH.contains(&word.as_str()));
            if english || NEVER_IN_ARABIC.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}:{}: say worker (عاملة)", at + 1));
            }
        }
    }
    found
}

/// The lower-case words of a text, with `snake_case` and `CamelCase` taken apart.
fn split(text: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    let mut lower = false;
    for c in text.chars() {
        if c.is_uppercase() && lower {
            spaced.push(' ');
        }
        lower = c.is_lowercase();
        spaced.push(if c.is_alphabetic() { c } else { ' ' });
    }
    spaced.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

#[test]
fn a_worker_is_called_a_worker_in_code() {
    none(in_code(&texts(&[".rs"])));
}

#[test]
fn a_worker_is_called_a_worker_in_everything_that_people_read() {
    none(in_print(&texts(&[".ftl", ".html", ".cedar", ".cedarschema", ".js"])));
}

#[test]
fn the_other_words_are_found() {
    let code = |body: &str| in_code(&[Text::sample("a.rs", body)]).len();
    assert_eq!([code("struct HouseMaid;"), code("let maid_id = 1;"), code("let mermaid = \"maid\";")], [1, 1, 0]);
    let print = |body: &str| in_print(&[Text::sample("a.ftl", body)]).len();
    assert_eq!([print("title = Find a maid"), print("title = ابحث عن خادمة"), print("title = العاملات")], [1, 1, 0]);
}
