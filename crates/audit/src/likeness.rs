//! What makes two refusals one: the same actor was refused the same thing about the same object, by the same rules.

use domain::ids::RecordId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::draft::Draft;
use crate::hash::{Hash, leaf};
use crate::record::{Record, SealError};

impl Draft {
    /// The hash of everything but when it was, in which request, and on which version. Fails as [`Record::seal`] does.
    pub fn likeness(&self) -> Result<Hash, SealError> {
        let mut like = self.clone();
        (like.id, like.ts) = (RecordId(Uuid::nil()), Timestamp::UNIX_EPOCH);
        (like.req, like.sealed) = (None, None);
        like.facts.clear();
        like.object.iter_mut().for_each(|object| object.version = None);
        Ok(leaf(Record::seal(&like)?.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use domain::{Role, UserId};

    use super::*;
    use crate::{Actor, Object};

    fn refused(action: &str, version: i64) -> Draft {
        let (id, user) = (RecordId(Uuid::from_u128(9)), UserId(Uuid::from_u128(1)));
        let object = Object::new("case", Uuid::from_u128(2)).at(version);
        Draft::new(id, Timestamp::UNIX_EPOCH, Actor::User(user), Role::AgencyUser, action).object(object).denied()
    }

    #[test]
    fn time_request_and_version_make_no_difference_and_everything_else_does() {
        let one = refused("offer", 3);
        let mut later = refused("offer", 4).req(Some(Uuid::from_u128(7)));
        later.id = RecordId(Uuid::from_u128(10));
        later.ts = "2026-01-01T00:00:00Z".parse().expect("a time");
        assert_eq!(one.likeness(), later.likeness());
        let other_object = Draft { object: vec![Object::new("case", Uuid::from_u128(3))], ..refused("offer", 3) };
        let other_role = Draft { role: Role::AgencyAdmin, ..refused("offer", 3) };
        let other_rule = Draft { policy: vec!["never.worker_pays".to_owned()], ..refused("offer", 3) };
        for other in [refused("accept", 3), other_object, other_role, other_rule] {
            assert_ne!(one.likeness(), other.likeness());
        }
    }
}
