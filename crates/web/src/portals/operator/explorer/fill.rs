//! Puts the answers of the policies into the page: words, invented values, rules as they are written.

use app::explorer::{self, About, Became, History, Moment, Verdict};
use domain::words::UnknownWord;
use domain::{Class, Overlay, Purpose, Relation, Role, StateToken};
use policy::{Extent, Question, Rule, Standing, Table, Why};

use super::{Answered, Explorer, Group, Past, Text, said_unknown, tabs};
use crate::asking::Asking;
use crate::explained;
use crate::page::Page;
use crate::portals::fill::words;
use crate::ui::{Badge, Choice, Column, Field, Kind, Matrix, MatrixCell, MatrixRow, Sign, Tone};

/// The whole page.
pub fn explorer(
    page: Page,
    (table, history): (&Table, &History),
    question: Question,
    unknown: &[(&'static str, UnknownWord)],
    keeps: bool,
) -> Explorer {
    let lang = page.lang;
    let classes: Vec<Group> =
        Class::ALL.iter().map(|class| group(&page, (table, history), question, *class, keeps)).collect();
    let mut counts = [0; 4];
    for class in Class::ALL {
        for extent in extents(table, question, *class) {
            counts[Extent::ALL.iter().position(|known| *known == extent).unwrap_or(3)] += 1;
        }
    }
    Explorer {
        tabs: tabs(&page, "ask"),
        unknown: said_unknown(&page, unknown),
        fields: fields(&page, question),
        said: [
            lang.t(&format!("role-{}", question.role)),
            explained::standing(lang, question.standing),
            explained::why(lang, &question),
            explained::state(lang, question.state),
            explained::over(lang, question.overlay),
        ],
        counts,
        classes,
        steps: steps(&page, (table, history), question, keeps),
        by_class: by_class(&page, table, question),
        by_step: by_step(&page, table, question),
        set: table.hash().chars().take(16).collect(),
        page,
    }
}

/// What is asked, as questions with what was answered.
fn fields(page: &Page, question: Question) -> Vec<Field> {
    let choice = |value: &str, label: String, now: &str| Choice::new(value, label).chosen(value == now);
    let word = |kind: &str, word: &str| page.t(format!("{kind}-{word}"));
    let role = question.role.as_str();
    let roles = Role::ALL.iter().map(|one| choice(one.as_str(), word("role", one.as_str()), role));
    let relation = question.standing.words().join(",");
    let mut relations: Vec<Choice> = vec![choice(Standing::USUAL, page.t("relation-usual"), &relation)];
    relations.extend(Relation::ALL.iter().map(|one| choice(one.as_str(), word("relation", one.as_str()), &relation)));
    if !relations.iter().any(|choice| choice.chosen) {
        relations.push(choice(&relation, explained::standing(page.lang, question.standing), &relation));
    }
    let why = question.why.as_str();
    let mut purposes =
        vec![choice(Why::WORKING, page.t("purpose-working"), why), choice(Why::UNSAID, page.t("purpose-none"), why)];
    purposes.extend(Purpose::ALL.iter().map(|one| choice(one.as_str(), word("purpose", one.as_str()), why)));
    let state = question.state.as_str();
    let states = StateToken::ALL.iter().map(|one| choice(one.as_str(), explained::state(page.lang, *one), state));
    let overlay = question.overlay.as_str();
    let overlays = Overlay::ALL.iter().map(|one| choice(one.as_str(), explained::over(page.lang, *one), overlay));
    let select =
        |name: &'static str, choices| Field::new(name, page.t(format!("explorer-{name}")), Kind::Select(choices));
    vec![
        select("role", roles.collect()),
        select("relation", relations),
        select("purpose", purposes),
        select("state", states.collect()),
        select("overlay", overlays.collect()),
    ]
}

/// How every field of a class is seen; of a class without declared fields, the class.
fn extents(table: &Table, question: Question, class: Class) -> Vec<Extent> {
    let fields = explorer::asked(table, &question, class);
    match fields.is_empty() {
        true => vec![explorer::about_class(table, &question, class).extent],
        false => fields.iter().map(|field| field.extent).collect(),
    }
}

fn group(page: &Page, (table, history): (&Table, &History), question: Question, class: Class, keeps: bool) -> Group {
    let answer = explorer::about_class(table, &question, class);
    let mut opens = Vec::new();
    if let Some(state) = answer.next {
        opens.push(page.t1("explorer-next", "state", explained::state(page.lang, state)));
    }
    if !answer.purposes.is_empty() {
        let words: Vec<String> = answer.purposes.iter().map(|one| page.t(format!("purpose-{one}"))).collect();
        opens.push(page.t1("explorer-for", "purposes", page.lang.list(&words)));
    }
    if opens.is_empty() && answer.extent == Extent::Hidden {
        opens.push(page.t("explorer-never"));
    }
    let row = |name: String, extent: Extent, sample: Option<String>, rules: &[&Rule]| {
        let (rule, why) = explained::decided(page.lang, rules);
        Answered {
            name,
            sample,
            step: false,
            masked: matches!(extent, Extent::Masked | Extent::OnRequest),
            badge: badge(page, Verdict::Seen(extent)),
            rule,
            why,
            opens: if extent == Extent::Visible { Vec::new() } else { opens.clone() },
            texts: rules.iter().map(|rule| text(page, history, rule)).collect(),
        }
    };
    let mut rows: Vec<Answered> = Vec::new();
    for field in explorer::asked(table, &question, class) {
        let rules = table.about_class(&question, class, field.also).rules;
        let shown = field.shown().map(|value| match field.extent {
            Extent::Visible => sample(page, field.name, value),
            _ => value.to_owned(),
        });
        rows.push(row(words::field(page, field_key(field.name)), field.extent, shown, &rules));
    }
    if rows.is_empty() {
        let shown = match answer.extent {
            Extent::Visible => Some(page.t(format!("sample-{class}"))),
            Extent::OnRequest | Extent::Masked => Some(policy::mask::DOTS.to_owned()),
            Extent::Hidden => None,
        };
        rows.push(row(page.t(format!("class-{class}")), answer.extent, shown, &answer.rules));
    }
    Group {
        name: page.t(format!("class-{class}")),
        token: class.to_string(),
        badge: badge(page, Verdict::Seen(answer.extent)),
        rows,
        keep: keeps.then(|| keep(question, About::Class(class))),
    }
}

fn keep(question: Question, about: About) -> String {
    format!("/operator/explorer/tests/new?{}&{}={}", Asking::query(&question), about.kind(), about.as_str())
}

fn text(page: &Page, history: &History, rule: &Rule) -> Text {
    let past = |moment: Moment| Past {
        said: match (moment.set, moment.became) {
            (0, _) => page.t("explorer-with-program"),
            (set, Became::Brought) => page.t1("explorer-brought", "set", set),
            (set, Became::Changed) => page.t1("explorer-changed", "set", set),
            (set, Became::Gone) => page.t1("explorer-gone", "set", set),
        },
        when: moment.at.map(|at| page.when(at)),
        href: (moment.set > 0).then(|| format!("/operator/policies/{}", moment.set)),
    };
    Text {
        history: history.of(&rule.id).into_iter().map(past).collect(),
        id: rule.id.to_string(),
        place: format!("policies/{}:{}", rule.written.file, rule.written.line),
        text: rule.written.text.clone(),
    }
}

/// What a field is called on pages.
fn field_key(name: &str) -> &str {
    match name {
        "wage_minor" => "wage",
        name => name,
    }
}

/// An invented value as pages say such values.
fn sample(page: &Page, name: &str, value: &str) -> String {
    let tokens = || value.split(',').map(str::to_owned).collect::<Vec<_>>();
    match name {
        "languages" => words::list(page, "language", &tokens()),
        "skills" => words::list(page, "skill", &tokens()),
        "work" => words::list(page, "work", &tokens()),
        "origin" => words::word(page, "country", value),
        "fitness" => words::word(page, "fitness", value),
        "state" => {
            StateToken::parse(value).map_or_else(|_| value.to_owned(), |state| explained::state(page.lang, state))
        }
        "wage_minor" => value.parse().map_or_else(|_| value.to_owned(), |sum| page.lang.rial(sum)),
        "experience_years" => {
            value.parse().map_or_else(|_| value.to_owned(), |years: i64| page.t1("years", "count", years))
        }
        "held" => page.t("explorer-no"),
        _ => value.to_owned(),
    }
}

/// An answer as a badge.
pub fn badge(page: &Page, verdict: Verdict) -> Badge {
    let (tone, icon) = match verdict {
        Verdict::Seen(Extent::Visible) => (Tone::Ok, "eye"),
        Verdict::Seen(Extent::OnRequest) => (Tone::Info, "key"),
        Verdict::Seen(Extent::Masked) => (Tone::Wait, "shield-half"),
        Verdict::Seen(Extent::Hidden) => (Tone::Mute, "eye-off"),
        Verdict::Allowed(true) => (Tone::Ok, "check"),
        Verdict::Allowed(false) => (Tone::Mute, "x"),
    };
    Badge::new(tone, icon, page.t(format!("verdict-{}", verdict.as_str())))
}

/// The steps that somebody may take in this state, as this role is answered about them.
fn steps(page: &Page, (table, history): (&Table, &History), question: Question, keeps: bool) -> Vec<Group> {
    let taken = explorer::steps_in(table, &question).into_iter().map(|step| {
        let answer = table.about_step(&question, step);
        let (rule, why) = explained::decided(page.lang, &answer.rules);
        let roles: Vec<String> = answer.roles.iter().map(|role| page.t(format!("role-{role}"))).collect();
        let states: Vec<String> = answer.states.iter().map(|state| explained::state(page.lang, *state)).collect();
        let mut opens = vec![page.t1("explorer-taken-by", "roles", page.lang.list(&roles))];
        if !answer.allowed && !states.is_empty() {
            opens.push(page.t1("explorer-taken-in", "states", page.lang.list(&states)));
        }
        let row = Answered {
            name: page.lang.say(&format!("step-{step}"), &[("by", "".into())]),
            sample: None,
            step: true,
            masked: false,
            badge: badge(page, Verdict::Allowed(answer.allowed)),
            rule,
            why,
            opens,
            texts: answer.rules.iter().map(|rule| text(page, history, rule)).collect(),
        };
        Group {
            name: row.name.clone(),
            token: step.to_string(),
            badge: row.badge.clone(),
            rows: vec![row],
            keep: keeps.then(|| keep(question, About::Step(step))),
        }
    });
    taken.collect()
}

fn columns(page: &Page, question: Question) -> Vec<Column> {
    let column = |role: &Role| Column { name: page.t(format!("role-{role}")), on: *role == question.role };
    Role::ALL.iter().map(column).collect()
}

fn note(page: &Page, question: Question) -> String {
    let parts = [
        explained::standing(page.lang, question.standing),
        explained::why(page.lang, &question),
        explained::state(page.lang, question.state),
    ];
    page.lang.list(&parts)
}

const fn cell(sign: Sign) -> MatrixCell {
    MatrixCell { sign, change: None }
}

/// Every class by every role.
fn by_class(page: &Page, table: &Table, question: Question) -> Matrix {
    let row = |class: &Class| {
        let of = |role: &Role| cell(Sign::Seen(explorer::about_class(table, &question.by(*role), *class).extent));
        MatrixRow { thing: page.t(format!("class-{class}")), cells: Role::ALL.iter().map(of).collect() }
    };
    Matrix {
        lang: page.lang,
        id: "by-class",
        title: page.t("explorer-side-by-side"),
        note: note(page, question),
        corner: page.t("explorer-class"),
        columns: columns(page, question),
        rows: Class::ALL.iter().map(row).collect(),
        signs: Matrix::SEEN.to_vec(),
    }
}

/// Every step of this state by every role.
fn by_step(page: &Page, table: &Table, question: Question) -> Matrix {
    let rows = explorer::steps_in(table, &question).into_iter().map(|step| {
        let roles = table.about_step(&question, step).roles;
        let of = |role: &Role| cell(if roles.contains(role) { Sign::Yes } else { Sign::No });
        let thing = page.lang.say(&format!("step-{step}"), &[("by", "".into())]);
        MatrixRow { thing, cells: Role::ALL.iter().map(of).collect() }
    });
    Matrix {
        lang: page.lang,
        id: "by-step",
        title: page.t("explorer-steps-side-by-side"),
        note: note(page, question),
        corner: page.t("explorer-step"),
        columns: columns(page, question),
        rows: rows.collect(),
        signs: Matrix::TAKEN.to_vec(),
    }
}
