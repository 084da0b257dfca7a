//! The stored columns and their data classes, as the first migration and `fields!` declare them: read from the texts, so that a
//! check and a test cannot go by another list than the one that stands beside the column.
//!
//! Beside each column of `crates/store/migrations/postgres/0001_first.sql` stands what it speaks of: `[worker_identity]` a data
//! class (or several), `[= WorkerRecord.first_name]` a field that `fields!` declares with its class, `[~ worker_identity]` the
//! short form of a sealed class, with the reason; or one of [`STRUCTURE`], which says nothing of a person. Above each table
//! stands `[by: who writes it | kept: how long]`.

/// What a column may be that has no data class, and why that says nothing of a person.
pub const STRUCTURE: &[(&str, &str)] = &[
    ("key", "an identifier or a public reference: it names a row, and says nothing without that row"),
    ("time", "when the house did something, or is to do it"),
    ("count", "a version, an order or a number of tries"),
    ("word", "a word of a closed list about the procedure"),
    ("hash", "a keyed hash or a seal: compared, never read back"),
];

/// Classes whose values lie sealed, or hashed under a key, and never in clear: D3 to D6, D11, and what signs people in.
pub const SEALED: &[&str] = &[
    "worker_name",
    "worker_identity",
    "worker_permit_fields",
    "worker_sensitive",
    "worker_sensitive_result",
    "worker_contact",
    "customer_identity",
    "welfare",
    "credentials",
];

/// A stored column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// Its type on PostgreSQL: `text`, `bytea`.
    pub kind: String,
    /// The classes of what stands in it; empty for structure.
    pub classes: Vec<String>,
    /// Which of [`STRUCTURE`] it is, if it has no class.
    pub structure: Option<String>,
    /// The declared field whose class this is.
    pub field: Option<String>,
    /// Why a short form of a sealed class stands in clear.
    pub short: Option<String>,
    /// Who writes it.
    pub by: String,
    /// How long it is kept.
    pub kept: String,
}

impl Column {
    /// `worker.first_name`.
    pub fn place(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }

    /// `sealed`, `hashed` or `clear`.
    pub fn form(&self) -> &'static str {
        match (self.kind.as_str(), self.name.ends_with("_sealed")) {
            ("bytea", true) => "sealed",
            ("bytea", false) if self.classes.iter().any(|class| SEALED.contains(&class.as_str())) => "hashed",
            _ => "clear",
        }
    }
}

/// A field of `fields!`: `WorkerRecord.first_name`, its class, and the class that it is a part of as well.
pub type Declared = (String, String, Option<String>);

/// Every field with a class that these sources declare with `fields!`, the classes as policies spell them.
pub fn declared(sources: &[&str]) -> Vec<Declared> {
    let mut found = Vec::new();
    for source in sources {
        for block in source.split("\npolicy::fields! {\n").skip(1) {
            let mut lines = block.lines().map(str::trim);
            let Some(record) = lines.next().and_then(|line| line.strip_suffix(" {")) else { continue };
            for line in lines.take_while(|line| *line != "}") {
                // behind the arrow stands an invented value
                let line = line.split(" => ").next().unwrap_or(line);
                let Some((_, rest)) = line.split_once(" = ") else { continue };
                let (Some((name, _)), Some((_, kind))) = (
                    rest.split_once(": "),
                    rest.trim_end_matches(';')
                        .rsplit_once(">, ")
                        .or_else(|| rest.trim_end_matches(';').split_once(", ")),
                ) else {
                    continue;
                };
                let kind = kind.split(", ").next().unwrap_or_default();
                if kind == "key" {
                    continue;
                }
                let (class, also) =
                    kind.split_once(" or ").map_or((kind, None), |(class, also)| (class, Some(snake(also))));
                found.push((format!("{record}.{name}"), snake(class), also));
            }
        }
    }
    found
}

fn snake(word: &str) -> String {
    let mut text = String::new();
    for letter in word.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

const KINDS: &[&str] =
    &["uuid", "text", "bytea", "bigint", "boolean", "timestamptz", "date", "jsonb", "blob", "integer", "real"];

/// The columns that a migration creates, by table: the table, the column, its type, and the rest of the line.
pub fn created(migration: &str) -> Vec<(String, String, String, String)> {
    let mut found = Vec::new();
    let mut table: Option<&str> = None;
    for line in migration.lines() {
        if let Some(name) = line.strip_prefix("create table ") {
            table = name.split([' ', '(']).next();
        } else if line.starts_with(')') {
            table = None;
        } else if let Some(table) = table {
            let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
            if let (Some(name), Some(kind)) = (words.next(), words.next())
                && KINDS.contains(&kind)
            {
                let said = line.split_once("-- ").map_or("", |(_, said)| said);
                found.push((table.to_owned(), name.to_owned(), kind.to_owned(), said.to_owned()));
            }
        }
    }
    found
}

/// The columns of an annotated migration, and what is wrong with their declarations, one sentence each.
pub fn read(migration: &str, declared: &[Declared], classes: &[&str]) -> (Vec<Column>, Vec<String>) {
    let (mut columns, mut faults) = (Vec::new(), Vec::new());
    for (table, name, kind, said) in created(migration) {
        let place = format!("{table}.{name}");
        let (by, kept) = table_line(migration, &table).unwrap_or_else(|| {
            faults.push(format!("{place}: above its table stands no `-- [by: who writes it | kept: how long]`"));
            (String::new(), String::new())
        });
        let (word, reason) = match said.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((word, reason)) => (word.trim(), reason.trim()),
            None => {
                faults
                    .push(format!("{place} has no data class: write `-- [class]` beside it, or which structure it is"));
                continue;
            }
        };
        let mut column =
            Column { table, name, kind, classes: Vec::new(), structure: None, field: None, short: None, by, kept };
        if let Some(field) = word.strip_prefix("= ") {
            match declared.iter().find(|(name, ..)| name == field) {
                Some((_, class, _)) => column.classes.push(class.clone()),
                None => faults.push(format!("{place}: no `fields!` declares {field}")),
            }
            column.field = Some(field.to_owned());
        } else if let Some(class) = word.strip_prefix("~ ") {
            column.classes.push(class.to_owned());
            if reason.is_empty() {
                faults.push(format!("{place}: say beside it why the short form of {class} may stand in clear"));
            }
            column.short = Some(reason.to_owned());
        } else if STRUCTURE.iter().any(|(structure, _)| *structure == word) {
            column.structure = Some(word.to_owned());
        } else {
            column.classes.extend(word.split(", ").map(str::to_owned));
        }
        for class in column.classes.iter().filter(|class| !classes.contains(&class.as_str())) {
            faults.push(format!("{place}: {class} is neither a data class nor a structure"));
        }
        let sealed = column.classes.iter().find(|class| SEALED.contains(&class.as_str()));
        if let Some(class) = sealed.filter(|_| column.form() == "clear" && column.short.is_none()) {
            faults.push(format!("{place}: {class} is sealed by its nature, and this column is plain {}", column.kind));
        }
        if column.structure.is_some() && column.name.ends_with("_sealed") {
            faults.push(format!("{place}: whatever is sealed has a class"));
        }
        columns.push(column);
    }
    (columns, faults)
}

fn table_line(migration: &str, table: &str) -> Option<(String, String)> {
    let (before, _) = migration.split_once(&format!("\ncreate table {table} ("))?;
    let line = before.lines().next_back()?.strip_prefix("-- [by: ")?.strip_suffix(']')?;
    let (by, kept) = line.split_once(" | kept: ")?;
    Some((by.to_owned(), kept.to_owned()))
}

/// The page for whoever answers for the data: every column with its class, its form, who writes it and how long it stays.
pub fn page(columns: &[Column], declared: &[Declared]) -> String {
    use std::fmt::Write as _;
    let mut page = String::from(
        "# Data classes of every stored column\n\nGenerated from the first migration and the declared fields by `UPDATE=1 cargo test -p testkit --test tidy`; a column \
         without a class, a class that is no class and a sealed class in a plain column fail that test. What each class is: \
         [domain.md](domain.md). Who may see a class, for what purpose and in which state: `policies/access.matrix.txt`.\n\n",
    );
    page.push_str("Columns without a class are structure:\n\n");
    for (name, reason) in STRUCTURE {
        writeln!(page, "- `{name}`: {reason}").expect("a text takes it");
    }
    page.push_str("\n*Sealed* is ciphertext under a key per person, *hashed* a keyed hash that is compared and never read back, *short* a part of a sealed class that stands in clear, with its reason.\n");
    let mut table = "";
    for column in columns {
        if column.table != table {
            table = &column.table;
            write!(
                page,
                "\n## {table}\n\nWritten by: {}. Kept: {}.\n\n| column | class | form |\n|---|---|---|\n",
                column.by, column.kept
            )
            .expect("a text takes it");
        }
        let also = column.field.as_ref().and_then(|field| declared.iter().find(|(name, ..)| name == field)?.2.clone());
        let also = also.map(|also| format!(", part of {also}")).unwrap_or_default();
        let class = match &column.structure {
            Some(structure) => structure.clone(),
            None => format!("**{}**{also}", column.classes.join("**, **")),
        };
        let form = match &column.short {
            Some(reason) => format!("short: {reason}"),
            None if column.structure.is_some() => String::new(),
            None => column.form().to_owned(),
        };
        writeln!(page, "| {} | {class} | {form} |", column.name).expect("a text takes it");
    }
    page
}
