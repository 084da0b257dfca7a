//! The names of unique constraints. SQLite reports a violation by its columns, PostgreSQL by its name: the catalogue of the
//! database says which name belongs to which columns, and unnamed ones get the name that PostgreSQL would give.

use crate::engine::statement::named_uniques;
use rusqlite::Connection;
use std::collections::HashMap;

/// From what SQLite reports, `hold.customer_org, hold.slot`, to the constraint's name.
#[derive(Debug, Default)]
pub(in crate::engine) struct Names(HashMap<String, String>);

impl Names {
    /// Reads them from the catalogue. Two unique constraints over the same columns of one table cannot be told apart: both
    /// names are then given, joined by `|`.
    pub fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare(
            "select t.name, i.name, i.origin, t.sql, \
             (select group_concat(t.name || '.' || c.name, ', ' order by c.seqno) from pragma_index_info(i.name) c) \
             from sqlite_schema t, pragma_index_list(t.name) i where t.type = 'table' and i.\"unique\" \
             union all \
             select t.name, '', 'pk', t.sql, t.name || '.' || c.name from sqlite_schema t, pragma_table_info(t.name) c \
             where t.type = 'table' and c.pk = 1 and c.type = 'INTEGER'",
        )?;
        let mut rows = statement.query([])?;
        let mut names: HashMap<String, String> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (table, index, origin): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let text: String = row.get(3)?;
            let Some(columns) = row.get::<_, Option<String>>(4)? else { continue };
            let bare = columns.replace(&format!("{table}."), "");
            let given = named_uniques(&text).into_iter().find(|(_, over)| *over == bare).map(|(name, _)| name);
            let name = match (origin.as_str(), given) {
                ("c", _) => index,
                (_, Some(given)) => given,
                ("pk", None) => format!("{table}_pkey"),
                (_, None) => format!("{table}_{}_key", bare.replace(", ", "_")),
            };
            let known = names.entry(columns).or_default();
            if !known.split('|').any(|known| known == name) {
                *known = if known.is_empty() { name } else { format!("{known}|{name}") };
            }
        }
        Ok(Self(names))
    }

    /// The name for the columns that SQLite reports, or for `index 'name'`.
    pub fn unique(&self, reported: &str) -> String {
        let by_index = reported.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\''));
        by_index.map(str::to_owned).or_else(|| self.0.get(reported).cloned()).unwrap_or_else(|| reported.to_owned())
    }
}
