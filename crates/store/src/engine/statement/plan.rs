//! A statement made ready for one scope and one database: walls put in, placeholders numbered. Made once per connection.

use super::text::{self, Token};
use super::walls::{self, Marker, Wall};
use crate::engine::error::StoreError;
use crate::engine::scope::ScopeKind;
use std::sync::OnceLock;

/// How a database writes its placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Dialect {
    /// `?7`. SQLite takes `$7` for a *name* and numbers it by first appearance, which would swap values silently.
    Sqlite,
    /// `$7`.
    Postgres,
}

/// An identity of the scope, bound after the statement's own values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Identity {
    Org,
    Subject,
}

#[derive(Debug)]
pub(in crate::engine) struct Plan {
    pub text: String,
    /// How many values the statement takes of its caller.
    pub params: usize,
    /// The identities to bind after them, in this order.
    pub identities: Vec<Identity>,
    /// The names of the columns that come back; known after the first preparation.
    pub columns: OnceLock<Vec<String>>,
}

impl Plan {
    /// Checks `sql` against the walls and writes it out for `scope` and `dialect`.
    pub fn make(sql: &str, dialect: Dialect, scope: ScopeKind, walls: &[Wall]) -> Result<Self, StoreError> {
        let tokens = text::tokens(sql);
        let mut markers = Vec::new();
        let mut params = 0;
        let mut binds_identity = false;
        for (token, _) in &tokens {
            match token {
                Token::Marker(marker) => {
                    // a hatch's key is one of the caller's values
                    let keys = text::tokens(marker).into_iter().filter_map(|(token, _)| match token {
                        Token::Param(n) => Some(n),
                        _ => None,
                    });
                    params = keys.fold(params, usize::max);
                    markers.push(Marker::parse(marker)?);
                }
                Token::Param(n) => params = params.max(*n),
                Token::Named(_) => binds_identity = true,
                _ => {}
            }
        }
        for reference in text::references(&tokens) {
            walls::check(&reference, &markers, binds_identity, walls, scope)?;
        }

        let mut walled = String::with_capacity(sql.len() * 2);
        let mut copied = 0;
        let places = tokens.iter().filter(|(token, _)| matches!(token, Token::Marker(_))).map(|(_, place)| place);
        for (marker, place) in markers.iter().zip(places) {
            walled.push_str(&sql[copied..place.start]);
            walled.push_str(&marker.text(dialect, walls, scope)?);
            copied = place.end;
        }
        walled.push_str(&sql[copied..]);
        number(&walled, dialect, params)
    }
}

/// Numbers the placeholders: the caller's keep their number, identities follow.
fn number(walled: &str, dialect: Dialect, params: usize) -> Result<Plan, StoreError> {
    let sign = if dialect == Dialect::Sqlite { '?' } else { '$' };
    let mut text = String::with_capacity(walled.len());
    let mut identities = Vec::new();
    let mut copied = 0;
    for (token, place) in text::tokens(walled) {
        let n = match token {
            Token::Param(n) => n,
            Token::Named(name) => params + place_of(&mut identities, identity(name)?) + 1,
            _ => continue,
        };
        text.push_str(&walled[copied..place.start]);
        text.push(sign);
        text.push_str(&n.to_string());
        copied = place.end;
    }
    text.push_str(&walled[copied..]);
    Ok(Plan { text, params, identities, columns: OnceLock::new() })
}

fn identity(name: &str) -> Result<Identity, StoreError> {
    match name {
        "org" => Ok(Identity::Org),
        "subject" => Ok(Identity::Subject),
        other => Err(StoreError::Program(format!("no identity :{other}"))),
    }
}

fn place_of(identities: &mut Vec<Identity>, wanted: Identity) -> usize {
    identities.iter().position(|identity| *identity == wanted).unwrap_or_else(|| {
        identities.push(wanted);
        identities.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::statement::Door;

    const WALLS: &[Wall] = &[Wall {
        table: "parcel",
        doors: &[Door::rows(ScopeKind::Org, "{a}.org = :org"), Door::open(ScopeKind::System)],
    }];

    #[test]
    fn walls_are_put_in_and_identities_follow_the_callers_values() {
        let sql = "select p.id from parcel p where p.label = $2 and p.id <> $1 and {read:parcel p} and :org <> :org";
        let plan = Plan::make(sql, Dialect::Postgres, ScopeKind::Org, WALLS).expect("walled");
        let expected = "select p.id from parcel p where p.label = $2 and p.id <> $1 and (p.org = $3) and $3 <> $3";
        assert_eq!((plan.text.as_str(), plan.params, plan.identities), (expected, 2, vec![Identity::Org]));
        let plan = Plan::make(sql, Dialect::Sqlite, ScopeKind::Org, WALLS).expect("walled");
        assert_eq!(plan.text, expected.replace('$', "?"));
    }

    #[test]
    fn the_same_text_takes_another_wall_in_another_scope() {
        let sql = "delete from parcel where {write:parcel}";
        let plan = Plan::make(sql, Dialect::Postgres, ScopeKind::System, WALLS).expect("walled");
        assert_eq!((plan.text.as_str(), plan.params), ("delete from parcel where (true)", 0));
    }

    #[test]
    fn a_hatch_is_a_function_on_one_database_and_its_text_on_the_other_and_no_table() {
        const WALLS: &[Wall] = &[Wall {
            table: "whose",
            doors: &[Door::hatch(ScopeKind::Org, "(select p.org from parcel p where p.id = {key})")],
        }];
        let sql = "select w.org from {ask:whose $2} w where w.org <> $1";
        let made = |dialect, scope| Plan::make(sql, dialect, scope, WALLS);
        let plan = made(Dialect::Postgres, ScopeKind::Org).expect("a hatch");
        assert_eq!((plan.text.as_str(), plan.params), ("select w.org from whose($2) w where w.org <> $1", 2));
        let plan = made(Dialect::Sqlite, ScopeKind::Org).expect("a hatch");
        assert_eq!(plan.text, "select w.org from (select p.org from parcel p where p.id = ?2) w where w.org <> ?1");
        assert!(matches!(made(Dialect::Postgres, ScopeKind::Subject), Err(StoreError::Walled(_))));
        for other in ["select w.org from whose w", "select w.org from whose w where {ask:whose w}"] {
            assert!(Plan::make(other, Dialect::Sqlite, ScopeKind::Org, WALLS).is_err(), "{other}");
        }
    }

    #[test]
    fn what_looks_like_a_placeholder_in_a_string_stays() {
        let sql = "select '$1 :org {read:x}' as text, $1::text as given";
        let plan = Plan::make(sql, Dialect::Postgres, ScopeKind::System, WALLS).expect("no table");
        assert_eq!((plan.text.as_str(), plan.params), (sql, 1));
    }
}
