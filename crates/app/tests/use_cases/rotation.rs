//! Rotating an organisation's keys: everything opens before, during and after it, whoever does what meanwhile, and the old key is gone.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::notices::Done;
use app::workers::{self, Through};
use app::{AppError, House, rotation};
use domain::{OrgId, Purpose, WorkerId};
use store::tables::keys;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    everything_opens_after_a_rotation_and_the_old_epoch_is_gone,
    a_rotation_that_was_cut_off_goes_on_where_the_rows_stand,
    two_rotations_at_once_are_one,
    another_node_wraps_new_people_under_the_new_epoch,
    a_key_under_an_epoch_that_is_gone_is_refused_and_never_lost,
    whoever_is_erased_in_a_rotation_stays_erased,
    whoever_is_added_in_a_rotation_is_moved_with_the_others,
);

const KEYS: Scope = Scope::System(Job::Keys);

fn org(t: &TestHouse) -> OrgId {
    t.agency.org.expect("an agency")
}

/// The epochs of the agency, and under which epoch each of its keys hangs.
async fn stands(t: &TestHouse) -> (Vec<i64>, Vec<i64>) {
    let org = org(t);
    t.house
        .store
        .read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let epochs = keys::of_org(tx, org)?.iter().map(|row| row.epoch).collect();
            let under = keys::under_older(tx, org, i64::from(u32::MAX), 10_000)?;
            Ok((epochs, under.iter().map(|(_, row)| row.epoch).collect()))
        })
        .await
        .expect("read")
}

async fn carried(house: &House, org: OrgId) {
    while rotation::carry_on(house, org.0, 50).await.expect("carried on") != Done::Done {}
}

async fn passport(t: &TestHouse, worker: WorkerId) -> Result<usize, AppError> {
    let key = Through::Roster(Key::Id(worker.0));
    let told = workers::disclose(&t.house, &t.agency_admin, key, vec!["passport".into()], Purpose::Verify).await?;
    Ok(told.values.len())
}

/// So many people more, who are nothing but a key.
async fn crowd(t: &TestHouse, many: u128) {
    let org = org(t);
    let mut rows = Vec::new();
    for nth in 0..many {
        let subject = Uuid::from_u128((7 << 96) + nth);
        rows.push((subject, t.house.fresh_key(org, subject).await.expect("a key").row));
    }
    let at = t.clock_now();
    t.house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            for (subject, row) in &rows {
                keys::insert_subject(tx, *subject, row, at)?;
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
        .expect("kept");
}

async fn everything_opens_after_a_rotation_and_the_old_epoch_is_gone(t: &TestHouse) {
    let before = workers::draft(&t.house, &t.agency, new_worker("EP7000001")).await.expect("a draft");
    let begun = rotation::begin(&t.house, org(t)).await.expect("begun");
    assert_eq!((begun.epoch, begun.joined), (2, false));
    assert_eq!(passport(t, before).await.expect("opens while both epochs are there"), 1);
    assert_eq!(rotation::under_way(&t.house).await.expect("read").len(), 1);
    t.rounds().await;
    let (epochs, under) = stands(t).await;
    assert_eq!(epochs, [2], "the old key is destroyed");
    assert!(under.len() > 2 && under.iter().all(|epoch| *epoch == 2), "{under:?}");
    assert_eq!(passport(t, before).await.expect("opens"), 1);
    assert!(rotation::under_way(&t.house).await.expect("read").is_empty());
    // another node, which remembers nothing, and this one, which remembers too much
    assert_eq!(t.beside().key_of(before.0).await.expect("opens").subject(), before.0);
    for action in ["key_rotation_begun", "keys_rewrapped", "key_epoch_destroyed"] {
        assert_eq!(t.recorded(action).await.len(), 1, "{action}");
    }
    let other = workers::draft(&t.house, &t.other_agency, new_worker("EP7000002")).await.expect("a draft");
    let row =
        t.house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, other.0)?) });
    assert_eq!(row.await.expect("read").expect("a key").epoch, 1, "nobody else's keys are touched");
}

async fn a_rotation_that_was_cut_off_goes_on_where_the_rows_stand(t: &TestHouse) {
    crowd(t, 450).await;
    rotation::begin(&t.house, org(t)).await.expect("begun");
    assert_eq!(rotation::carry_on(&t.house, org(t).0, 1).await.expect("a chunk"), Done::Again);
    let left = rotation::under_way(&t.house).await.expect("read")[0].left;
    let (epochs, under) = stands(t).await;
    assert_eq!(epochs, [1, 2]);
    let old = under.iter().filter(|epoch| **epoch == 1).count();
    assert_eq!((left, under.len() - old), (i64::try_from(old).expect("few"), 200), "a chunk is 200 keys");
    // What a process that starts anew knows: nothing but the rows.
    carried(&t.beside(), org(t)).await;
    let (epochs, under) = stands(t).await;
    assert_eq!((epochs, under.iter().all(|epoch| *epoch == 2)), (vec![2], true));
    assert_eq!(rotation::carry_on(&t.house, org(t).0, 1).await.expect("again"), Done::Done, "nothing is left");
}

async fn two_rotations_at_once_are_one(t: &TestHouse) {
    crowd(t, 250).await;
    let beside = t.beside();
    let (here, there) = tokio::join!(rotation::begin(&t.house, org(t)), rotation::begin(&beside, org(t)));
    let (here, there) = (here.expect("begun"), there.expect("begun"));
    assert_eq!((here.epoch, there.epoch), (2, 2));
    assert!(here.joined != there.joined, "one began, the other joined");
    tokio::join!(carried(&t.house, org(t)), carried(&beside, org(t)));
    let (epochs, under) = stands(t).await;
    assert_eq!((epochs, under.iter().all(|epoch| *epoch == 2)), (vec![2], true));
    for house in [&t.house, &beside] {
        house.key_of(Uuid::from_u128(7 << 96)).await.expect("opens on both");
    }
}

async fn another_node_wraps_new_people_under_the_new_epoch(t: &TestHouse) {
    let beside = t.beside();
    let (early, late) = (Uuid::from_u128(81), Uuid::from_u128(82));
    assert_eq!(beside.fresh_key(org(t), early).await.expect("a key").row.epoch, 1, "it has learnt the old epoch");
    rotation::begin(&t.house, org(t)).await.expect("begun");
    assert_eq!(beside.fresh_key(org(t), late).await.expect("a key").row.epoch, 2, "at once, not when it forgets");
    carried(&t.house, org(t)).await;
    assert!(beside.keyring.knows(org(t), 1));
    app::jobs::forget_keys(&beside).await.expect("forgotten");
    assert!(!beside.keyring.knows(org(t), 1), "destroyed by another node, forgotten by this one");
}

async fn a_key_under_an_epoch_that_is_gone_is_refused_and_never_lost(t: &TestHouse) {
    let subject = Uuid::from_u128(91);
    let stale = t.house.fresh_key(org(t), subject).await.expect("a key").row;
    rotation::begin(&t.house, org(t)).await.expect("begun");
    carried(&t.house, org(t)).await;
    let at = t.clock_now();
    let kept = t
        .house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            keys::insert_subject(tx, subject, &stale, at)?;
            Ok(Recorded::housekeeping(()))
        })
        .await;
    assert!(matches!(kept, Err(AppError::Stale { .. })), "{kept:?}");
}

async fn whoever_is_erased_in_a_rotation_stays_erased(t: &TestHouse) {
    let gone = workers::draft(&t.house, &t.agency, new_worker("EP7000003")).await.expect("a draft");
    rotation::begin(&t.house, org(t)).await.expect("begun");
    // the draft's time is over, and its job runs beside the rotation's
    t.advance(24 * 31).await;
    let row = t.house.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subject(tx, gone.0)?) });
    assert_eq!(row.await.expect("read"), None);
    assert_eq!(stands(t).await.0, [2]);
    assert!(passport(t, gone).await.is_err());
}

async fn whoever_is_added_in_a_rotation_is_moved_with_the_others(t: &TestHouse) {
    let late = Uuid::from_u128(95);
    let under_the_old = t.house.fresh_key(org(t), late).await.expect("a key").row;
    rotation::begin(&t.house, org(t)).await.expect("begun");
    let at = t.clock_now();
    t.house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            keys::insert_subject(tx, late, &under_the_old, at)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
        .expect("its epoch is still there");
    carried(&t.house, org(t)).await;
    assert_eq!(t.beside().key_of(late).await.expect("opens").subject(), late);
    assert_eq!(stands(t).await.0, [2]);
}
