//! The front end: templates that a strict content policy lets through, styles that turn around for Arabic, nothing of others' making.

use crate::none;
use crate::walk::{self, Text, texts};

/// What no template may hold, and why. Looked for in lower case, after a space where it is an attribute.
const IN_TEMPLATES: &[(&str, &str)] = &[
    (" style=", "write a class; the content policy forbids inline style"),
    ("<style", "styles live in assets/css"),
    ("<script>", "scripts live in assets/js"),
    ("javascript:", "the content policy forbids it"),
    (" src=\"http", "nothing is fetched from elsewhere"),
    (" srcset=\"http", "nothing is fetched from elsewhere"),
];

/// Properties and values that know left from right; the logical ones turn around by themselves.
const PHYSICAL: &[&str] = &[
    "left:",
    "right:",
    "margin-left:",
    "margin-right:",
    "padding-left:",
    "padding-right:",
    "border-left:",
    "border-right:",
    "border-left-",
    "border-right-",
    "border-top-left-",
    "border-top-right-",
    "border-bottom-left-",
    "border-bottom-right-",
    "scroll-margin-left:",
    "scroll-margin-right:",
    "text-align: left",
    "text-align: right",
    "float: left",
    "float: right",
];

fn templates(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        for (at, line) in body.lines().enumerate() {
            let line = line.to_lowercase();
            for (never, why) in IN_TEMPLATES.iter().filter(|(never, _)| line.contains(never)) {
                found.push(format!("{path}:{}: `{}`: {why}", at + 1, never.trim()));
            }
            if handler(&line) {
                found.push(format!("{path}:{}: an inline handler: listen in assets/js", at + 1));
            }
        }
    }
    found
}

/// Whether a line carries an `on..=` attribute, as in `onclick=`.
fn handler(line: &str) -> bool {
    line.match_indices(" on").any(|(at, _)| {
        let name = line[at + 3..].split('=').next().unwrap_or_default();
        line[at + 3..].contains('=') && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase())
    })
}

fn styles(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for Text { path, body } in files {
        for (at, line) in without_comments(body).lines().enumerate() {
            let line = line.trim();
            if !path.ends_with("tokens.css") && raw_colour(line) {
                found.push(format!("{path}:{}: a raw colour; take a token of tokens.css", at + 1));
            }
            if declarations(line).any(|one| PHYSICAL.iter().any(|physical| one.starts_with(physical))) {
                found.push(format!("{path}:{}: left or right; take the logical property", at + 1));
            }
        }
    }
    found
}

/// The declarations on one line of CSS: `a { left: 0; color: red }` has two.
fn declarations(line: &str) -> impl Iterator<Item = &str> {
    line.split(['{', ';', '}']).map(str::trim)
}

fn raw_colour(line: &str) -> bool {
    let by_name = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "lab("].iter().any(|name| line.contains(name));
    let by_number = line.match_indices(['#']).any(|(at, _)| {
        let digits = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        let ends = !line[at + 1 + digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        line[..at].contains(':') && matches!(digits, 3 | 4 | 6 | 8) && ends
    });
    by_name || by_number
}

/// The same lines with comments blanked out.
fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some(from) = rest.find("/*") {
        out.push_str(&rest[..from]);
        let to = rest[from..].find("*/").map_or(rest.len(), |at| from + at + 2);
        out.extend(rest[from..to].chars().filter(|c| *c == '\n'));
        rest = &rest[to..];
    }
    out + rest
}

fn strangers(paths: &[String], scripts: &[Text]) -> Vec<String> {
    let endings = [".woff", ".woff2", ".ttf", ".otf", ".min.js", ".min.css"];
    let files = paths.iter().filter(|path| endings.iter().any(|end| path.ends_with(end)));
    let banners = ["/*!", "@license", "sourceMappingURL"];
    let texts =
        scripts.iter().filter(|text| banners.iter().any(|banner| text.body.contains(banner))).map(|text| &text.path);
    files
        .chain(texts)
        .map(|path| format!("{path}: third-party files come from npm at build time, never into Git"))
        .collect()
}

fn templates_of_the_house() -> Vec<Text> {
    texts(&[".html"]).into_iter().filter(|text| text.path.starts_with("crates/")).collect()
}

#[test]
fn templates_carry_no_inline_style_script_or_handler() {
    none(templates(&templates_of_the_house()));
}

#[test]
fn styles_take_their_colours_from_tokens_and_know_no_left_or_right() {
    none(styles(&texts(&[".css"])));
}

#[test]
fn nothing_of_others_making_is_committed() {
    none(strangers(&walk::paths(), &texts(&[".js", ".css"])));
}

#[test]
fn inline_style_script_and_handlers_are_found() {
    let of = |body: &str| templates(&[Text::sample("crates/web/src/a.html", body)]).len();
    assert_eq!(of("<p style=\"color: red\">"), 1);
    assert_eq!(of("<script>alert(1)</script>"), 1);
    assert_eq!(of("<button onclick=\"go()\">"), 1);
    assert_eq!(of("<img src=\"https://elsewhere.example/a.png\">"), 1);
    assert_eq!(of("<script src=\"{{ asset }}\" defer></script><p class=\"on\">based on a = b</p>"), 0);
}

#[test]
fn raw_colours_and_physical_properties_are_found() {
    let of = |path: &str, body: &str| styles(&[Text::sample(path, body)]).len();
    assert_eq!(of("assets/css/parts.css", "a { color: #fff; }"), 1);
    assert_eq!(of("assets/css/parts.css", "a { background: rgb(0 0 0 / 50%); }"), 1);
    assert_eq!(of("assets/css/parts.css", "a { margin-left: 1rem }\n.b { text-align: right; }"), 2);
    assert_eq!(of("assets/css/tokens.css", ":root { --ink: #1b1b1b; }"), 0);
    assert_eq!(
        of("assets/css/parts.css", "/* left: #fff */\n#fade { margin-inline-start: 1rem; color: var(--ink); }"),
        0
    );
}

#[test]
fn a_committed_package_is_found() {
    assert_eq!(strangers(&["assets/css/font.woff2".into()], &[]).len(), 1);
    assert_eq!(strangers(&[], &[Text::sample("assets/js/x.js", "/*! x v1 */")]).len(), 1);
    assert_eq!(strangers(&["assets/js/app.js".into()], &[Text::sample("assets/js/app.js", "// own")]).len(), 0);
}
