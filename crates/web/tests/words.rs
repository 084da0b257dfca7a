//! The words of the pages: both languages say everything, and every word that a page asks for is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use domain::case::{Refusal, TRANSITIONS};
use domain::digest::Digest;
use domain::pack::Pack;
use domain::words::{
    Class, ConsentKind, FieldAction, Overlay, OverlayKind, Purpose, Relation, Role, Side, StateToken, Statement,
    StepToken, TimerKind,
};
use domain::worker::ROSTER;
use domain::{ChangeReason, EmergencyReason, Verdict};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use jiff::Timestamp;
use web::i18n::Lang;
use web::page::{Page, refusal_words};
use web::portals::Asked;

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the house") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text file of the house")
}

/// What one language says: each key (attributes as `key.attribute`) with the names of the values it takes and its plural forms.
#[derive(Default)]
struct Said {
    values: BTreeMap<String, BTreeSet<String>>,
    forms: BTreeMap<String, Vec<BTreeSet<String>>>,
}

impl Said {
    fn of(lang: Lang) -> Self {
        let mut said = Self::default();
        for path in files(&house().join("locales").join(lang.code()), "ftl") {
            let resource =
                parser::parse(read(&path)).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
            for entry in resource.body {
                match entry {
                    Entry::Message(message) => {
                        if let Some(pattern) = &message.value {
                            said.add(&message.id.name, pattern, &path);
                        }
                        for attribute in &message.attributes {
                            said.add(&format!("{}.{}", message.id.name, attribute.id.name), &attribute.value, &path);
                        }
                    }
                    Entry::Junk { content } => panic!("{}: not Fluent: {content}", path.display()),
                    _ => {}
                }
            }
        }
        said
    }

    fn add(&mut self, key: &str, pattern: &Pattern<String>, path: &Path) {
        let (mut values, mut forms) = (BTreeSet::new(), Vec::new());
        walk(pattern, &mut values, &mut forms);
        let before = self.values.insert(key.to_owned(), values);
        assert!(before.is_none(), "{key} is said twice, again in {}", path.display());
        self.forms.insert(key.to_owned(), forms);
    }
}

fn walk(pattern: &Pattern<String>, values: &mut BTreeSet<String>, forms: &mut Vec<BTreeSet<String>>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => names(inline, values),
            Expression::Select { selector, variants } => {
                names(selector, values);
                let keys = variants.iter().filter_map(|variant| match &variant.key {
                    VariantKey::Identifier { name } => Some(name.clone()),
                    VariantKey::NumberLiteral { .. } => None,
                });
                forms.push(keys.collect());
                for variant in variants {
                    walk(&variant.value, values, forms);
                }
            }
        }
    }
}

fn names(inline: &InlineExpression<String>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.clone());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|one| names(one, values));
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_values() {
    let [english, arabic] = [Lang::En, Lang::Ar].map(|lang| Said::of(lang).values);
    let only = |a: &BTreeMap<String, BTreeSet<String>>, b: &BTreeMap<String, BTreeSet<String>>| -> Vec<String> {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect()
    };
    assert_eq!(only(&english, &arabic), Vec::<String>::new(), "only in English");
    assert_eq!(only(&arabic, &english), Vec::<String>::new(), "only in Arabic");
    for (key, values) in &english {
        assert_eq!(values, &arabic[key], "{key} takes other values in Arabic");
    }
}

#[test]
fn every_arabic_plural_has_all_six_forms() {
    let all: BTreeSet<String> = ["zero", "one", "two", "few", "many", "other"].map(str::to_owned).into();
    let plural = |forms: &&BTreeSet<String>| {
        forms.iter().any(|form| ["zero", "one", "two", "few", "many"].contains(&form.as_str()))
    };
    for (key, forms) in Said::of(Lang::Ar).forms {
        for form in forms.iter().filter(plural) {
            assert_eq!(form, &all, "{key}");
        }
    }
}

/// The words in quotation marks that follow one of these calls.
fn asked(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for call in [".t(\"", ".t1(\"", ".t2(\"", ".say(\"", ".maybe(\""] {
        for (at, _) in text.match_indices(call) {
            let rest = &text[at + call.len()..];
            keys.insert(rest[..rest.find('"').expect("a closed string")].to_owned());
        }
    }
    // `format!("state-{}")` and `"menu-{}"|format(…)` are held by the tests of the lists below.
    keys.retain(|key| !key.contains('{'));
    keys
}

#[test]
fn every_message_that_pages_ask_for_is_there() {
    let said = Said::of(Lang::En).values;
    let source = house().join("crates/web/src");
    let mut missing = Vec::new();
    for path in [files(&source, "html"), files(&source, "rs")].concat() {
        missing.extend(
            asked(&read(&path)).into_iter().filter(|key| !said.contains_key(key)).map(|key| (key, path.clone())),
        );
    }
    assert_eq!(missing, []);
}

#[test]
fn every_word_of_every_closed_list_is_said() {
    let said = Said::of(Lang::En).values;
    let mut keys: Vec<String> = Vec::new();
    let mut list = |prefix: &str, words: Vec<&'static str>| {
        keys.extend(words.into_iter().map(|word| format!("{prefix}-{}", word.replace(':', "-"))));
    };
    list("state", StateToken::ALL.iter().map(|w| w.as_str()).collect());
    list("role", Role::ALL.iter().map(|w| w.as_str()).collect());
    list("relation", Relation::ALL.iter().map(|w| w.as_str()).collect());
    list("purpose", Purpose::ALL.iter().map(|w| w.as_str()).collect());
    list("class", Class::ALL.iter().map(|w| w.as_str()).collect());
    list("action", FieldAction::ALL.iter().map(|w| w.as_str()).collect());
    list("overlay", Overlay::ALL.iter().map(|w| w.as_str()).collect());
    list("overlay-kind", OverlayKind::ALL.iter().map(|w| w.as_str()).collect());
    list("step", StepToken::ALL.iter().map(|w| w.as_str()).collect());
    list("timer", TimerKind::ALL.iter().map(|w| w.as_str()).collect());
    list("change", ChangeReason::ALL.iter().map(|w| w.as_str()).collect());
    list("emergency", EmergencyReason::ALL.iter().map(|w| w.as_str()).collect());
    list("verdict", Verdict::ALL.iter().map(|w| w.as_str()).collect());
    list("statement", Statement::ALL.iter().map(|w| w.as_str()).collect());
    list("consent", ConsentKind::ALL.iter().map(|w| w.as_str()).collect());
    list("happened", StepToken::ALL.iter().map(|w| w.as_str()).collect());
    list("by", Side::ALL.iter().map(|w| w.as_str()).collect());
    list("stage", ["request", "held", "meeting", "agreement", "payment", "papers", "arrival", "closed"].to_vec());
    list("logged", FieldAction::ALL.iter().map(|w| w.as_str()).collect());
    keys.extend(app::record::WORDS.iter().map(|word| format!("logged-{}", word.replace('.', "-"))));
    for step in StepToken::ALL {
        keys.extend(["title", "why", "cost", "after"].map(|part| format!("step-{}.{part}", step.as_str())));
    }
    for kind in ConsentKind::ALL {
        keys.extend(["why", "back"].map(|part| format!("consent-{}.{part}", kind.as_str())));
    }
    keys.extend(app::ports::faults::ALL.iter().chain(app::tariff::REASONS).map(|word| format!("fault-{word}")));
    for status in [400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 507] {
        keys.extend(["", ".detail", ".do"].map(|part| format!("problem-{status}{part}")));
    }
    let missing: Vec<&String> = keys.iter().filter(|key| !said.contains_key(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_rule_that_can_refuse_a_step_says_what_to_do() {
    let guards = TRANSITIONS.iter().flat_map(|row| row.guards.iter().map(|guard| guard.rule()));
    let conditions = TRANSITIONS.iter().flat_map(|row| row.when.iter().map(|when| when.rule()));
    let roster = ROSTER.iter().flat_map(|row| row.guards.iter().map(|guard| guard.rule()));
    let machine = [
        "out_of_order",
        "editing_off",
        "not_yours",
        "not_a_party",
        "paused",
        "pinned_pack",
        "not_due",
        "already_paused",
        "not_paused",
    ];
    let page = Page::visitor(Lang::En, Timestamp::UNIX_EPOCH, "/");
    for rule in guards.chain(conditions).chain(roster).chain(machine) {
        let args = ["limit", "from", "years", "days"].map(|name| (name, "3".to_owned())).to_vec();
        let refusal = Refusal { rule, from: StateToken::None, attempted: StepToken::Enquire, args };
        assert_ne!(refusal_words(&page, &refusal), page.t("refusal-generic"), "{rule} has no words");
    }
}

/// The quoted words between the brackets that open at `at`.
fn quoted(text: &str, at: usize) -> Vec<&str> {
    let mut depth = 0;
    let end = text[at..].char_indices().find_map(|(place, sign)| {
        depth += match sign {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at + place)
    });
    text[at..end.unwrap_or(text.len())].split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_refusal_that_a_use_case_names_says_what_to_do() {
    let said = Said::of(Lang::En).values;
    let mut keys = BTreeSet::new();
    for folder in ["crates/app/src", "crates/web/src"] {
        for path in files(&house().join(folder), "rs") {
            let text = read(&path);
            for (call, kind, nth) in [("AppError::invalid(", "fault", 1), ("AppError::Conflict(", "conflict", 0)] {
                for (at, _) in text.match_indices(call) {
                    // A word that is no literal here is one where it comes from.
                    let word = quoted(&text, at + call.len() - 1).get(nth).copied();
                    if let Some(word) = word.filter(|word| !word.starts_with('/')) {
                        keys.insert(format!("{kind}-{word}"));
                    }
                }
            }
        }
    }
    let missing: Vec<&String> = keys.iter().filter(|key| !said.contains_key(*key)).collect();
    assert!(keys.len() > 120, "{}", keys.len());
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_choice_of_a_step_is_said() {
    let page = Page::visitor(Lang::Ar, Timestamp::UNIX_EPOCH, "/");
    let pack =
        Pack::parse(include_str!("../../../packs/om.toml"), Digest::from([7; 32])).expect("the shipped pack is sound");
    for side in Side::ALL {
        for claim in [false, true] {
            let asked = Asked {
                page: &page,
                side: *side,
                pack: &pack,
                today: jiff::civil::date(2026, 11, 1),
                statements: Statement::ALL.to_vec(),
                slots: vec![],
                asks_way: true,
                languages: vec![],
                claim,
            };
            for field in StepToken::ALL.iter().flat_map(|step| asked.questions(*step)) {
                let html = field.to_string();
                for prefix in ["input-", "cause-", "ruling-", "place-", "item-", "overlay-kind-", "statement-"] {
                    assert!(!html.contains(&format!(">{prefix}")), "{html}");
                }
            }
        }
    }
}

#[test]
fn every_icon_that_pages_ask_for_is_in_the_sprite() {
    let listed: BTreeSet<String> =
        read(&house().join("assets/icons.txt")).lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect();
    let source = house().join("crates/web/src");
    let mut missing = Vec::new();
    for path in [files(&source, "html"), files(&source, "rs")].concat() {
        let text = read(&path);
        for call in ["icon(\"", "small(\"", "arrow(\"", "entry(\""] {
            for (at, _) in text.match_indices(call) {
                let mut quoted = text[at..].split('"');
                // `entry(name, icon, href)` names its icon second.
                let name =
                    if call.starts_with("entry") { quoted.nth(3) } else { quoted.nth(1) }.expect("a quoted name");
                if !listed.contains(name) {
                    missing.push((name.to_owned(), path.clone()));
                }
            }
        }
    }
    assert_eq!(missing, []);
}

#[test]
fn pages_have_no_inline_style_script_or_handler() {
    for path in files(&house().join("crates/web/src"), "html") {
        let text = read(&path);
        for forbidden in
            ["style=", "<style", "javascript:", "hx-on", "hx-vals", " onclick", " onchange", " onsubmit", " onload"]
        {
            assert!(!text.contains(forbidden), "{} has {forbidden}", path.display());
        }
        let scripts = text.matches("<script").count();
        assert_eq!(scripts, text.matches("<script src=").count(), "{} has a script inside", path.display());
    }
}

#[test]
fn every_form_that_posts_carries_the_csrf_token() {
    for path in files(&house().join("crates/web/src"), "html") {
        let text = read(&path);
        for form in text
            .split("<form")
            .skip(1)
            .filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")))
        {
            let body = form.split("</form>").next().unwrap_or_default();
            assert!(body.contains("name=\"csrf\""), "{}: a form without its token", path.display());
        }
    }
}

#[test]
fn styles_use_tokens_and_logical_directions_only() {
    for path in files(&house().join("assets/css"), "css") {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        for (number, line) in read(&path).lines().enumerate() {
            let spot = format!("{name}:{}: {line}", number + 1);
            let colour =
                line.split(['#']).skip(1).any(|rest| rest.chars().take(3).filter(char::is_ascii_hexdigit).count() == 3);
            assert!(name == "tokens.css" || !(colour || line.contains("rgb(")), "a raw colour: {spot}");
            // The arrow of a select and program text have a physical side by nature.
            let exempt = line.contains("select.in") || line.trim_start().starts_with("pre {");
            let physical = [
                "margin-left",
                "margin-right",
                "padding-left",
                "padding-right",
                "text-align: left",
                "text-align: right",
                " left:",
                " right:",
            ];
            assert!(exempt || !physical.iter().any(|p| line.contains(p)), "a physical direction: {spot}");
        }
    }
}
