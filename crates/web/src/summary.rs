//! What is held about a person as one page of their own: it stands alone, loads nothing, runs nothing, and prints well.

use app::held::{Column, Group, Held, Says};
use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::i18n::{Lang, muscat};

const STYLE: &str = include_str!("summary.css");

/// A group in words.
#[derive(Debug)]
struct Told {
    title: String,
    /// What it is kept for, on what ground and how long.
    why: String,
    labels: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Told {
    /// What is known of the only row, with its labels.
    fn one(&self) -> Vec<(&String, &String)> {
        let pairs = self.rows.first().map(|row| self.labels.iter().zip(row));
        pairs.into_iter().flatten().filter(|(_, value)| !value.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "summary.html")]
struct Summary {
    lang: Lang,
    made: String,
    /// Nothing but the one style that stands in the page, by its hash.
    policy: String,
    style: String,
    groups: Vec<Told>,
}

/// The page in a language; nothing where it cannot be written.
pub fn page(lang: Lang, held: &Held) -> Option<String> {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let summary = Summary {
        lang,
        made: moment(lang, held.made_at, held.made_at),
        policy: format!("default-src 'none'; style-src 'sha256-{hash}'; form-action 'none'; base-uri 'none'"),
        style: format!("<style>{STYLE}</style>"),
        groups: held.groups.iter().map(|group| told(lang, held, group)).collect(),
    };
    summary.render().ok()
}

fn told(lang: Lang, held: &Held, group: &Group) -> Told {
    let key = format!("my-data-group-{}", group.name);
    let ground = lang.t(&format!("my-data-basis-{}", group.basis.as_str()));
    let kept = lang.t(&format!("my-data-kept-{}", group.kept.as_str()));
    let row = |values: &Vec<Value>| {
        let said = |(column, value)| said(lang, held.made_at, column, value);
        group.columns.iter().zip(values).map(said).collect()
    };
    Told {
        title: lang.t(&key),
        why: format!("{} {ground} {kept}", lang.t(&format!("{key}.why"))),
        labels: group.columns.iter().map(|column| label(lang, column.name)).collect(),
        rows: group.rows.iter().map(row).collect(),
    }
}

/// What a column is called: as on the pages, where they have it.
fn label(lang: Lang, name: &str) -> String {
    let own = lang.maybe(&format!("my-data-field-{name}"));
    own.unwrap_or_else(|| lang.t(&format!("field-{name}")))
}

fn said(lang: Lang, made: Timestamp, column: &Column, value: &Value) -> String {
    match (value, column.says) {
        (Value::Null, _) => String::new(),
        (Value::Array(values), _) => {
            lang.list(&values.iter().map(|one| said(lang, made, column, one)).collect::<Vec<_>>())
        }
        (Value::String(token), Says::Word(prefix)) => word(lang, prefix, token),
        (Value::String(text), Says::Time) => text.parse().map_or_else(|_| text.clone(), |at| moment(lang, at, made)),
        (Value::String(text), Says::Day) => {
            let day = text.parse::<Date>().map(|day| lang.date(day, muscat(made).date()));
            day.unwrap_or_else(|_| text.clone())
        }
        (Value::Number(baisa), Says::Money) => baisa.as_i64().map(|sum| lang.rial(sum)).unwrap_or_default(),
        (Value::Bool(yes), _) => lang.t(if *yes { "my-data-yes" } else { "my-data-no" }),
        // A telephone number has no letter that tells its direction.
        (Value::String(text), _) if text.starts_with('+') => format!("\u{200e}{text}"),
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    }
}

fn moment(lang: Lang, at: Timestamp, made: Timestamp) -> String {
    lang.moment(muscat(at), muscat(made).date())
}

/// A word of a closed list; one without a message shows itself. Vocabularies write a dash where their tokens have a line.
fn word(lang: Lang, prefix: &str, token: &str) -> String {
    let token = token.replace(':', "-");
    let plain = lang.maybe(&format!("{prefix}-{token}"));
    plain.or_else(|| lang.maybe(&format!("{prefix}-{}", token.replace('_', "-")))).unwrap_or(token)
}

#[cfg(test)]
mod tests {
    use app::exports::described;
    use serde_json::json;

    use super::*;

    /// Words that each list has.
    const WORDS: &[(&str, &str)] = &[
        ("language", "am"),
        ("role", "worker"),
        ("my-data-portal", "api"),
        ("my-data-stage", "ready"),
        ("state", "roster:listed"),
        ("country", "ET"),
        ("skill", "child_care"),
        ("work", "housekeeper"),
        ("fitness", "fit"),
        ("consent", "listing"),
        ("my-data-method", "in_app"),
        ("happened", "edit"),
        ("by", "worker"),
        ("place", "agency_office"),
        ("item", "service_fee"),
        ("entry", "deposit_held"),
        ("account", "held"),
        ("side", "debit"),
        ("statement", "scans_clean"),
        ("experience", "partly"),
        ("connections", "calendar"),
        ("my-data-review", "waiting"),
        ("purpose", "subject_request"),
        ("class", "worker_name"),
    ];

    /// One row in each group that there is.
    fn sample() -> Held {
        let value = |column: &Column| match column.says {
            Says::Text => json!("<b>Bold</b>"),
            Says::Word(prefix) => {
                let word = WORDS.iter().find(|(list, _)| *list == prefix).expect("a word of each list").1;
                json!([word, word])
            }
            Says::Time => json!("2026-11-22T06:00:00Z"),
            Says::Day => json!("1994-05-02"),
            Says::Money => json!(120_500),
            Says::Flag => json!(true),
        };
        let groups = described().into_iter().map(|mut group| {
            group.rows.push(group.columns.iter().map(value).collect());
            group
        });
        Held { about: "worker", made_at: "2026-11-22T06:00:00Z".parse().expect("a time"), groups: groups.collect() }
    }

    #[test]
    fn every_group_column_and_word_is_said_in_both_languages() {
        for lang in Lang::ALL {
            let held = sample();
            for group in &held.groups {
                let told = told(lang, &held, group);
                for said in told.labels.iter().chain(&told.rows[0]).chain([&told.title, &told.why]) {
                    let raw = ["my-data-", "field-", "roster:", "_"].iter().any(|key| said.contains(key));
                    assert!(!raw, "{}: {said}", group.name);
                }
            }
        }
    }

    #[test]
    fn the_page_stands_alone_and_runs_nothing() {
        let page = page(Lang::Ar, &sample()).expect("a page");
        assert!(
            page.contains("dir=\"rtl\"") && page.contains("style-src 'sha256-") || page.contains("&#39;sha256-"),
            "{page}"
        );
        for loads in ["<script", "<link", "<img", "src=", "href=", "url(", "@import", "http://", "https://"] {
            assert!(!page.contains(loads), "{loads}");
        }
        assert!(page.contains("&#60;b&#62;") || page.contains("&lt;b&gt;"), "what somebody typed stays text: {page}");
    }
}
