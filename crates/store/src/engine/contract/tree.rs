//! The tree over the log: it grows with the records, outlives a restart, and what it does not hold any more is refused.

use super::house::{Fault, House, NUR, SYSTEM, add, draft, fresh, log};
use crate::engine::{Config, Outside, Recorded, Store, StoreError, Tx, tree};
use crate::params;
use audit::{Hash, Tree, leaf};

super::on_both!(
    the_tree_grows_with_the_records_and_outlives_a_restart,
    a_checkpoint_outside_that_the_log_does_not_hold_is_refused,
);

/// So many records, two hundred in a transaction.
fn fill(house: &House, records: usize) {
    for some in (0..records).step_by(200) {
        let (id, drafts): (_, Vec<_>) = (fresh(), (some..records.min(some + 200)).map(|_| draft("pack")).collect());
        let filled = house.store.write_now(NUR, move |tx| {
            add(tx, id, &id.to_string(), 1)?;
            let first = Recorded::with((), drafts[0].clone());
            Ok::<_, Fault>(drafts[1..].iter().fold(first, |all, draft| all.and(draft.clone())))
        });
        filled.expect("kept");
    }
    house.settle();
}

/// The tree as its records give it.
fn derived(house: &House) -> Tree {
    let bodies: Result<Vec<Vec<u8>>, StoreError> = house
        .store
        .read_now(SYSTEM, |tx| tx.all("select body from audit_event order by n", params![], |row| row.get("body")));
    let mut tree = Tree::new();
    for body in bodies.expect("the log reads") {
        tree.append(leaf(&body), |_, _, _| {});
    }
    tree
}

fn root(house: &House, size: u64) -> Option<Hash> {
    let root: Result<_, StoreError> = house.store.read_now(SYSTEM, move |tx: &mut Tx| tree::root(tx, size));
    root.expect("the tree reads")
}

fn again(house: &House) -> House {
    if house.database.is_some() { House::postgres() } else { House::sqlite() }
}

fn the_tree_grows_with_the_records_and_outlives_a_restart(house: &House) {
    let house = again(house);
    fill(&house, 300);
    assert_eq!(root(&house, 300), derived(&house).root());
    let house = house.reopen().expect("opens");
    fill(&house, 300);
    let tree = derived(&house);
    assert_eq!((tree.size(), root(&house, 600)), (600, tree.root()));
    let stored: Result<_, StoreError> = house.store.read_now(SYSTEM, |tx| tree::stored(tx, 600));
    assert_eq!(stored, Ok(tree));
    let kept: Result<_, StoreError> = house.store.read_now(SYSTEM, |tx| {
        tx.all("select level, idx, hashes from audit_tile order by level, idx", params![], |row| {
            Ok((row.get::<i64>("level")?, row.get::<i64>("idx")?, row.get::<Vec<u8>>("hashes")?.len()))
        })
    });
    assert_eq!(kept.expect("the tiles read"), [(0, 0, 8192), (0, 1, 8192), (1, 0, 64)]);
    let old = root(&house, 300);
    assert!(old.is_some() && old != root(&house, 301), "an earlier root is still to be had");
}

fn a_checkpoint_outside_that_the_log_does_not_hold_is_refused(house: &House) {
    let house = again(house);
    fill(&house, 280);
    let (held, other) = (root(&house, 270).expect("not empty"), [7; 32]);
    let config = house.config.clone();
    let closed = house.closed();
    let open = |size, root| {
        let outside = vec![Outside { size, root, place: "/mnt/witness/one".to_owned() }];
        let opened = Store::open_schema(&config, crate::Log { outside, ..log(None) }, super::house::SAMPLE);
        opened.map(drop)
    };
    assert_eq!(open(270, held), Ok(()));
    for (size, root) in [(270, other), (281, held), (0, held)] {
        let refused = open(size, root).expect_err("not in the log");
        let StoreError::Damaged(why) = refused else { panic!("{refused:?}") };
        assert!(why.contains("/mnt/witness/one") && why.contains("amana audit continue"), "{why}");
    }
    drop(closed);
}

#[test]
fn a_database_whose_tiles_were_taken_out_is_refused() {
    let house = House::sqlite();
    fill(&house, 300);
    let Config::Sqlite(config) = house.config.clone() else { unreachable!("a SQLite house") };
    let closed = house.closed();
    let by_hand = rusqlite::Connection::open(config.folder.join("amana.db")).expect("opens");
    by_hand
        .execute_batch("delete from audit_tile where level = 1")
        .expect_err("a trigger keeps an honest mistake away");
    by_hand.execute_batch("update audit_tile set hashes = zeroblob(8192) where level = 0").expect_err("the same");
    by_hand.execute_batch("drop trigger audit_tile_kept; delete from audit_tile where level = 1").expect("by force");
    drop(by_hand);
    let refused = closed.opened().map(drop).expect_err("a tile is missing");
    assert!(matches!(refused, StoreError::Damaged(why) if why.contains("amana audit verify")));
}
