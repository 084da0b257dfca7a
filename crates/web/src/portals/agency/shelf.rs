//! Files between their upload and their commit. They lie in memory only, a few of them, for a short time.

use std::sync::{Arc, Mutex, PoisonError};

use app::imports::Imported;
use app::{AppError, Caller};
use domain::{OrgId, UserId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// LIMIT: files that lie here at a time, of all agencies together: 160 MiB at most.
const FILES_MAX: usize = 16;
/// LIMIT: how long a file lies here.
const KEPT: SignedDuration = SignedDuration::from_mins(15);

/// What lies between two pages of an import. A person has one; the next replaces it.
#[derive(Clone)]
pub struct Kept {
    /// The import's id in addresses.
    pub id: Uuid,
    /// The file's name.
    pub name: String,
    /// The file; empty once it was taken in.
    pub bytes: Arc<Vec<u8>>,
    /// What became of it.
    pub done: Option<Arc<Imported>>,
    user: UserId,
    org: Option<OrgId>,
    until: Timestamp,
    busy: bool,
}

/// All of them.
#[derive(Default)]
pub struct Shelf(Mutex<Vec<Kept>>);

impl Shelf {
    fn with<T>(&self, now: Timestamp, work: impl FnOnce(&mut Vec<Kept>) -> T) -> T {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|kept| kept.busy || kept.until > now);
        work(&mut files)
    }

    /// Keeps a file in the place of the person's last one.
    pub fn put(&self, caller: &Caller, id: Uuid, name: String, bytes: Vec<u8>, now: Timestamp) -> Result<(), AppError> {
        let user = caller.actor_id();
        self.with(now, |files| {
            files.retain(|kept| kept.user != user || kept.busy);
            if files.iter().filter(|kept| kept.done.is_none()).count() >= FILES_MAX {
                return Err(AppError::TooMany { seconds: 60 });
            }
            let until = now.saturating_add(KEPT).unwrap_or(now);
            let bytes = Arc::new(bytes);
            files.push(Kept { id, name, bytes, done: None, user, org: caller.org, until, busy: false });
            Ok(())
        })
    }

    /// The person's own file. Anybody else's is not found.
    pub fn get(&self, caller: &Caller, id: Uuid, now: Timestamp) -> Result<Kept, AppError> {
        self.change(caller, id, now, |kept| Ok(kept.clone()))
    }

    /// The same for its commit, which only one request at a time carries out.
    pub fn begin(&self, caller: &Caller, id: Uuid, now: Timestamp) -> Result<Kept, AppError> {
        self.change(caller, id, now, |kept| {
            if kept.busy {
                return Err(AppError::Conflict("moved_at_once"));
            }
            kept.busy = kept.done.is_none();
            Ok(kept.clone())
        })
    }

    /// The commit is over: the file goes, what became of it stays for a while.
    pub fn end(&self, caller: &Caller, id: Uuid, now: Timestamp, done: Option<Imported>) {
        let ended = self.change(caller, id, now, |kept| {
            kept.busy = false;
            if let Some(done) = done {
                kept.bytes = Arc::default();
                kept.done = Some(Arc::new(done));
            }
            Ok(())
        });
        // A file whose time ran out meanwhile is gone; there is nothing to end.
        drop(ended);
    }

    fn change<T>(
        &self,
        caller: &Caller,
        id: Uuid,
        now: Timestamp,
        work: impl FnOnce(&mut Kept) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let own = |kept: &&mut Kept| kept.id == id && kept.user == caller.actor_id() && kept.org == caller.org;
        self.with(now, |files| files.iter_mut().find(own).map_or(Err(AppError::NotFound), work))
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    fn caller(person: u128) -> Caller {
        Caller::member(UserId(Uuid::from_u128(person)), OrgId(Uuid::from_u128(1)), Role::AgencyUser, "en")
    }

    fn put(shelf: &Shelf, person: u128, id: u128, now: Timestamp) -> Result<(), AppError> {
        shelf.put(&caller(person), Uuid::from_u128(id), "roster.csv".to_owned(), vec![1], now)
    }

    #[test]
    fn a_file_is_its_senders_alone_and_goes_after_its_time() {
        let (shelf, now) = (Shelf::default(), Timestamp::UNIX_EPOCH);
        put(&shelf, 1, 7, now).expect("room");
        assert!(shelf.get(&caller(1), Uuid::from_u128(7), now).is_ok());
        assert!(shelf.get(&caller(2), Uuid::from_u128(7), now).is_err());
        assert!(shelf.get(&caller(1), Uuid::from_u128(7), now + KEPT).is_err());
    }

    #[test]
    fn a_person_has_one_file_and_all_together_a_few() {
        let (shelf, now) = (Shelf::default(), Timestamp::UNIX_EPOCH);
        for person in 0..FILES_MAX as u128 {
            put(&shelf, person, person, now).expect("room");
        }
        assert!(matches!(put(&shelf, 99, 99, now), Err(AppError::TooMany { .. })));
        put(&shelf, 3, 100, now).expect("in the place of the first");
        assert!(shelf.get(&caller(3), Uuid::from_u128(3), now).is_err());
    }

    #[test]
    fn a_commit_runs_once() {
        let (shelf, now, id) = (Shelf::default(), Timestamp::UNIX_EPOCH, Uuid::from_u128(7));
        put(&shelf, 1, 7, now).expect("room");
        shelf.begin(&caller(1), id, now).expect("the first");
        assert!(matches!(shelf.begin(&caller(1), id, now), Err(AppError::Conflict(_))));
        let done = Imported { accepted: 1, known: 0, refused: 0, workers: Vec::new(), faults: Vec::new() };
        shelf.end(&caller(1), id, now, Some(done));
        let kept = shelf.begin(&caller(1), id, now).expect("what became of it");
        assert!(kept.bytes.is_empty() && kept.done.is_some());
    }
}
