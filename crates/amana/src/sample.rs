//! Small installations for the tests of this crate.

use std::ops::Range;
use std::path::Path;

use audit::{Actor, Draft, Object};
use domain::ids::RecordId;
use domain::{OrgId, Role};
use jiff::Timestamp;
use store::tables::organisations::{self, Organisation};
use store::{Job, Recorded, Scope, Store, StoreError, Tx};
use uuid::Uuid;

use crate::installation::Kind;
use crate::site::Site;

/// A demo's data folder with so many organisations, each with its record.
pub fn demo(data: &Path, organisations: u32) -> Site {
    let site = Site::in_folder(data).expect("a site");
    let found = site.found(Kind::Demo).expect("founded");
    let store = site.open(&found).expect("a database");
    add(&store, 0..organisations);
    site
}

/// Adds organisations.
pub fn add(store: &Store, numbers: Range<u32>) {
    let at: Timestamp = "2026-02-03T04:05:06Z".parse().expect("a time");
    for n in numbers {
        let write = move |tx: &mut Tx| -> Result<_, StoreError> {
            organisations::insert(tx, &organisation(n, at))?;
            let object = Object::new("organisation", Uuid::from_u128(u128::from(n) + 1));
            let id = RecordId(Uuid::from_u128(0x7000_0000 + u128::from(n)));
            Ok(Recorded::with(
                (),
                Draft::new(id, at, Actor::Job("sample".into()), Role::System, "sample").object(object),
            ))
        };
        store.write_now(Scope::System(Job::Housekeeping), write).expect("written");
    }
}

fn organisation(n: u32, at: Timestamp) -> Organisation {
    Organisation {
        id: OrgId(Uuid::from_u128(u128::from(n) + 1)),
        kind: "agency".to_owned(),
        reference: format!("O-SAMPLE{n:05}"),
        code: Some(format!("AG-{n:05}")),
        name: Some("Sample".repeat(40)),
        name_ar: None,
        licence: None,
        licence_until: None,
        licence_checked_at: None,
        demo: true,
        created_at: at,
        version: 1,
    }
}
