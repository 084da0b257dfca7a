//! Searching the whole log, newest first: by an object's index, or along the strips (`engine::strip`), however long the log is.

use jiff::Timestamp;
use uuid::Uuid;

use super::records::{Event, read};
use super::{Binds, Limit, inspect};
use crate::engine::strip::{Mark, SIZE, Way, mark};
use crate::{StoreError, Tx, Value, params};

/// What to look for in the whole log. All that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Who did it.
    pub actor: Option<Uuid>,
    /// The first object, or the first worker concerned.
    pub object: Option<Uuid>,
    /// The case that it is about, or through which it was done.
    pub case: Option<Uuid>,
    /// What was done.
    pub action: Option<String>,
    /// What for.
    pub purpose: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

/// Strips that are read at a time.
const STRIPS: i64 = 256;

/// One page of what is found, newest first, with one more when another page follows.
///
/// LIMIT: what stands nowhere near the end of ten million records takes 40,000 strips to find: about a tenth of a second.
pub fn search(tx: &mut Tx, search: &Search, before: Option<i64>, limit: Limit) -> Result<Vec<Event>, StoreError> {
    let Some(last) = inspect::last(tx)? else { return Ok(Vec::new()) };
    let end = last.n.cast_signed().min(before.map_or(i64::MAX, |before| before.saturating_sub(1)));
    let most = limit.and_one() as usize;
    if search.object.is_some() {
        return among(tx, search, 0, end, most);
    }
    let complete = last.n.cast_signed() / SIZE;
    let mut found = among(tx, search, complete * SIZE, end, most)?;
    let wanted = search.marks();
    let mut next = complete.min((end + SIZE - 1) / SIZE);
    while found.len() < most {
        let tiles = tiles(tx, search, &wanted, next)?;
        let Some((lowest, _)) = tiles.last() else { break };
        next = *lowest;
        for (tile, places) in tiles {
            let (Some(first), Some(last)) = (places.first(), places.last()) else { continue };
            let to = end.min(tile * SIZE + last + 1);
            found.extend(among(tx, search, tile * SIZE + first, to, most - found.len())?);
            if found.len() == most {
                break;
            }
        }
    }
    Ok(found)
}

impl Search {
    fn marks(&self) -> Vec<(Way, Mark)> {
        let id = |way, id: Option<Uuid>| id.map(|id| (way, mark(id.as_bytes())));
        let word = |way, word: &Option<String>| word.as_deref().map(|word| (way, mark(word.as_bytes())));
        let (action, purpose) = (word(Way::Action, &self.action), word(Way::Purpose, &self.purpose));
        // what is rarest first
        [id(Way::Case, self.case), id(Way::Actor, self.actor), purpose, action].into_iter().flatten().collect()
    }
}

/// The tiles before `next` that may hold something, highest first, with the places in each whose marks fit.
fn tiles(tx: &mut Tx, search: &Search, wanted: &[(Way, Mark)], next: i64) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
    let mut binds = Binds::none();
    let (way, first) = wanted.first().map_or((Way::Action, None), |(way, mark)| (*way, Some(*mark)));
    let (way, next) = (binds.add(way.as_str()), binds.add(next));
    let from = search.from.map_or(String::new(), |from| format!("and s.last_at >= {}", binds.add(from)));
    let until = search.until.map_or(String::new(), |until| format!("and s.first_at < {}", binds.add(until)));
    let sql = format!(
        "select s.idx, s.marks from audit_strip s where s.way = {way} and s.idx < {next} {from} {until} and {{read:audit_strip s}} \
         order by s.idx desc limit {STRIPS}"
    );
    let mut tiles = tx.all(&sql, &binds.values, |row| {
        let marks = row.get::<Vec<u8>>("marks")?;
        let fits = |marked: &Mark| first.is_none_or(|first| first == *marked);
        let places = (0..).zip(marks.as_chunks().0).filter(|(_, mark)| fits(mark)).map(|(place, _)| place);
        Ok((row.get::<i64>("idx")?, places.collect::<Vec<i64>>()))
    })?;
    for (way, mark) in wanted.iter().skip(1) {
        for (tile, places) in tiles.iter_mut().filter(|(_, places)| !places.is_empty()) {
            let sql = "select s.marks from audit_strip s where s.way = $1 and s.idx = $2 and {read:audit_strip s}";
            let marks =
                tx.maybe(sql, params![way.as_str(), *tile], |row| row.get::<Vec<u8>>("marks"))?.unwrap_or_default();
            let at = |place: i64| usize::try_from(place).ok().and_then(|place| marks.as_chunks().0.get(place));
            places.retain(|place| at(*place) == Some(mark));
        }
    }
    Ok(tiles)
}

/// What is found among the records after `after` and up to `to`, newest first.
fn among(tx: &mut Tx, search: &Search, after: i64, to: i64, most: usize) -> Result<Vec<Event>, StoreError> {
    let mut binds = Binds::none();
    let Search { actor, object, case, action, purpose, from, until } = search;
    let given: [(&str, Option<Value>); 8] = [
        ("e.n >", Some(after.into())),
        ("e.n <=", Some(to.into())),
        ("e.actor =", actor.map(Value::from)),
        ("e.case_id =", case.map(Value::from)),
        ("e.action =", action.as_deref().map(Value::from)),
        ("e.purpose =", purpose.as_deref().map(Value::from)),
        ("e.at >=", from.map(Value::from)),
        ("e.at <", until.map(Value::from)),
    ];
    let mut wanted = vec!["{read:audit_event e}".to_owned()];
    wanted.extend(given.into_iter().filter_map(|(column, value)| Some(format!("{column} {}", binds.add(value?)))));
    if let Some(object) = object {
        let (first, subject) = (binds.add(*object), binds.add(*object));
        wanted.push(format!(
            "e.n in (select o.n from audit_event o where o.object = {first} and (o.subject is null or o.object <> o.subject) \
             and {{read:audit_event o}} \
             union all select s.n from audit_event s where s.subject = {subject} and {{read:audit_event s}})"
        ));
    }
    let most = binds.add(i64::try_from(most).unwrap_or(i64::MAX));
    let sql = format!(
        "select e.n, e.id, e.at, e.body from audit_event e where {} order by e.n desc limit {most}",
        wanted.join(" and ")
    );
    tx.all(&sql, &binds.values, read)
}
