//! Rust source in three kinds of pieces: code, comments, text between quotes. So that a rule about calls is not held against a
//! comment, nor a rule about SQL against a doc line. It needs no more grammar than that.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Code,
    Comment,
    Quoted,
}

/// One piece, without its quotes or slashes, and the line (from 1) on which it begins.
#[derive(Debug)]
pub struct Piece<'a> {
    pub kind: Kind,
    pub line: usize,
    pub text: &'a str,
}

/// Cuts a source file into its pieces, in order.
pub fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut from, mut at, mut line) = (0, 0, 1);
    while at < source.len() {
        let rest = &source[at..];
        let Some((kind, open, close)) = delimiters(rest, &source[..at]) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let code = &source[from..at];
        if !code.is_empty() {
            found.push(Piece { kind: Kind::Code, line, text: code });
        }
        line += lines(code);
        let inside = &rest[open..];
        let length = end(inside, kind, &close);
        let text = &inside[..length];
        found.push(Piece { kind, line, text });
        let whole = (open + length + close.len()).min(rest.len());
        line += lines(&rest[..whole]);
        at += whole;
        from = at;
    }
    if from < source.len() {
        found.push(Piece { kind: Kind::Code, line, text: &source[from..] });
    }
    found
}

/// What opens here, if anything: its kind, the length of the opening mark, and the closing mark.
fn delimiters(rest: &str, before: &str) -> Option<(Kind, usize, String)> {
    if rest.starts_with("//") {
        return Some((Kind::Comment, 2, "\n".into()));
    }
    if rest.starts_with("/*") {
        return Some((Kind::Comment, 2, "*/".into()));
    }
    if rest.starts_with('"') {
        return Some((Kind::Quoted, 1, "\"".into()));
    }
    if let Some(after) = rest.strip_prefix('\'') {
        // A lifetime has no closing quote within the next character.
        let mut chars = after.chars();
        let (first, second) = (chars.next()?, chars.next()?);
        return (first == '\\' || second == '\'').then(|| (Kind::Quoted, 1, "'".into()));
    }
    let in_a_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !before.ends_with('b');
    if rest.starts_with('r') && !in_a_word {
        let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
        if rest[1 + hashes..].starts_with('"') {
            return Some((Kind::Quoted, 2 + hashes, format!("\"{}", "#".repeat(hashes))));
        }
    }
    None
}

/// Where the closing mark stands, counted from the opening mark's end.
fn end(inside: &str, kind: Kind, close: &str) -> usize {
    let escapes = kind == Kind::Quoted && close.len() == 1;
    let mut skip = false;
    for (at, c) in inside.char_indices() {
        if skip {
            skip = false;
        } else if escapes && c == '\\' {
            skip = true;
        } else if inside[at..].starts_with(close) {
            return at;
        }
    }
    inside.len()
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

#[test]
fn code_comments_and_quotes_are_told_apart() {
    let source = "let a = \"x // \\\" y\"; // why\nlet b = r#\"one \"two\"\"#; let c: &'static str = f('\"', '\\'');\n/* n\n*/ done()";
    let of = |kind| pieces(source).into_iter().filter(|p| p.kind == kind).map(|p| (p.line, p.text)).collect::<Vec<_>>();
    assert_eq!(of(Kind::Quoted), [(1, "x // \\\" y"), (2, "one \"two\""), (2, "\""), (2, "\\'")]);
    assert_eq!(of(Kind::Comment), [(1, " why"), (3, " n\n")]);
    assert_eq!(of(Kind::Code).last(), Some(&(4, " done()")));
}
