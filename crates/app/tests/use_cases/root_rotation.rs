//! Rotating the root key: everything opens before, during and after it, on every node that has the next one, and the old one is gone.

use std::sync::{Arc, Mutex};

use crate::house::{TestHouse, new_worker};
use app::notices::Done;
use app::organisations::Found;
use app::workers;
use app::{AppError, House, root_rotation, rotation, setup};
use domain::OrgId;
use envelope::{Keeper, KeyId, Keyring, Root, RootError, RootKey, SecretKey, SystemEntropy};
use store::tables::keys;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

crate::both::on_both!(
    everything_opens_after_a_root_rotation_and_the_old_key_is_destroyed,
    a_root_rotation_that_was_cut_off_goes_on_where_the_rows_stand,
    a_node_without_the_next_root_key_founds_nobody_and_says_why,
    two_root_rotations_at_once_are_one_and_an_epochs_beside_it_ends_too,
    what_a_crash_at_the_very_end_left_is_destroyed_at_the_next_start,
    a_root_key_that_goes_after_a_row_was_read_costs_nobody_an_error,
);

const KEYS: Scope = Scope::System(Job::Keys);

/// A place for root keys that several nodes share, as they share copies of a file.
#[derive(Clone)]
struct Shelf(Arc<Mutex<Vec<Arc<dyn Root>>>>);

impl Shelf {
    /// With the key that the test's house was founded under.
    fn new() -> Self {
        let first = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        Self(Arc::new(Mutex::new(vec![Arc::new(first)])))
    }

    fn ids(&self) -> Vec<KeyId> {
        self.0.lock().expect("not poisoned").iter().map(|root| root.id()).collect()
    }

    /// A node that was started just now.
    fn node(&self, t: &TestHouse) -> House {
        let keyring = Keyring::kept_by(Arc::new(self.clone()), Arc::new(SystemEntropy));
        t.beside_with(keyring.expect("a root key"))
    }
}

impl Keeper for Shelf {
    fn roots(&self) -> Result<Vec<Arc<dyn Root>>, RootError> {
        Ok(self.0.lock().expect("not poisoned").clone())
    }

    fn make_next(&self, present: KeyId) -> Result<Arc<dyn Root>, RootError> {
        let mut roots = self.0.lock().expect("not poisoned");
        if let Some(next) = roots.iter().find(|root| root.id() != present) {
            return Ok(Arc::clone(next));
        }
        roots.push(Arc::new(RootKey::new(&SecretKey::random(&SystemEntropy))));
        Ok(Arc::clone(&roots[1]))
    }

    fn keep_only(&self, id: KeyId) -> Result<(), RootError> {
        let mut roots = self.0.lock().expect("not poisoned");
        // The one in use is the first; a next one beside it stays.
        if roots[0].id() != id {
            roots.retain(|root| root.id() == id);
        }
        Ok(())
    }
}

async fn carried(house: &House) {
    while root_rotation::carry_on(house, 5).await.expect("carried on") != Done::Done {}
}

/// The names of the root keys in the database, with how much hangs under each.
async fn named(house: &House) -> Vec<(Option<KeyId>, i64)> {
    let rows = root_rotation::named(house).await.expect("read");
    rows.iter().map(|row| (KeyId::from_slice(&row.id), row.wraps)).collect()
}

/// So many organisations more, which are nothing but a key.
async fn crowd(house: &House, many: u128) {
    let orgs = (0..many).map(|nth| OrgId(Uuid::from_u128((9 << 96) + nth)));
    let rows: Vec<_> = orgs.map(|org| house.keyring.new_org(org).expect("a key")).collect();
    house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            for row in &rows {
                let kept = keys::WrappedKey { org: row.org, epoch: 1, wrapped: row.bytes.clone() };
                keys::insert_org(tx, &kept, jiff::Timestamp::UNIX_EPOCH)?;
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
        .expect("kept");
}

async fn everything_opens_after_a_root_rotation_and_the_old_key_is_destroyed(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP6000001")).await.expect("a draft");
    let shelf = Shelf::new();
    let node = shelf.node(t);
    let old = shelf.ids()[0];
    let next = root_rotation::begin(&node).await.expect("begun");
    assert_eq!(shelf.ids(), [old, next]);
    node.key_of(worker.0).await.expect("opens while both are there");
    let during = setup::organisation(&node, Found::Customer).await.expect("founded in the middle");
    let before = named(&node).await;
    assert_eq!((before.len(), before[1]), (2, (Some(next), 1)), "what is new hangs under the next key at once");
    carried(&node).await;
    assert_eq!(shelf.ids(), [next], "destroyed");
    let after = named(&node).await;
    assert_eq!(after, [(Some(next), before[0].1 + 1)]);
    // A node that starts now has never seen the old key.
    let later = shelf.node(t);
    root_rotation::settle(&later).await.expect("its root key is the one in use");
    later.key_of(worker.0).await.expect("opens");
    later.fresh_key(during, Uuid::from_u128(5)).await.expect("a key under the household's");
    for action in ["root_rotation_begun", "org_keys_rewrapped", "root_key_destroyed"] {
        assert_eq!(t.recorded(action).await.len(), 1, "{action}");
    }
    let again = root_rotation::begin(&later).await.expect("begun");
    carried(&later).await;
    assert_eq!((again != next, shelf.ids()), (true, vec![again]));
    later.key_of(worker.0).await.expect("opens");
}

async fn a_root_rotation_that_was_cut_off_goes_on_where_the_rows_stand(t: &TestHouse) {
    let shelf = Shelf::new();
    let node = shelf.node(t);
    crowd(&node, 250).await;
    let next = root_rotation::begin(&node).await.expect("begun");
    assert_eq!(root_rotation::carry_on(&node, 1).await.expect("a chunk"), Done::Again);
    drop(node);
    let anew = shelf.node(t);
    root_rotation::settle(&anew).await.expect("both root keys are at hand");
    let half = named(&anew).await;
    assert_eq!((half.len(), half[1].1), (2, 200), "a chunk is 200 keys");
    assert_eq!(root_rotation::begin(&anew).await.expect("joined"), next, "and no third key");
    carried(&anew).await;
    assert_eq!(named(&anew).await.len(), 1);
    assert_eq!(shelf.ids(), [next]);
}

async fn a_node_without_the_next_root_key_founds_nobody_and_says_why(t: &TestHouse) {
    let shelf = Shelf::new();
    let node = shelf.node(t);
    // Made here and not yet founded when the rotation ends elsewhere.
    let stale = t.house.keyring.new_org(OrgId(Uuid::from_u128(77))).expect("a key");
    root_rotation::begin(&node).await.expect("begun");
    carried(&node).await;
    let founded = setup::organisation(&t.house, Found::Customer).await;
    assert!(matches!(&founded, Err(AppError::Sealed(why)) if why.contains("which is not here")), "{founded:?}");
    let settled = root_rotation::settle(&t.house).await;
    assert!(matches!(&settled, Err(AppError::Sealed(why)) if why.contains("which is not here")), "{settled:?}");
    let kept = t
        .house
        .store
        .write(KEYS, move |tx: &mut Tx| -> Result<_, AppError> {
            let row = keys::WrappedKey { org: stale.org, epoch: 1, wrapped: stale.bytes.clone() };
            keys::insert_org(tx, &row, jiff::Timestamp::UNIX_EPOCH)?;
            Ok(Recorded::housekeeping(()))
        })
        .await;
    assert!(matches!(kept, Err(AppError::Stale { .. })), "nothing is wrapped under a key that is gone: {kept:?}");
}

async fn two_root_rotations_at_once_are_one_and_an_epochs_beside_it_ends_too(t: &TestHouse) {
    let shelf = Shelf::new();
    let (here, there) = (shelf.node(t), shelf.node(t));
    crowd(&here, 230).await;
    let org = t.agency.org.expect("an agency");
    let (one, other) = tokio::join!(root_rotation::begin(&here), root_rotation::begin(&there));
    assert_eq!(one.expect("begun"), other.expect("begun"));
    let epochs = async {
        rotation::begin(&there, org).await.expect("begun");
        while rotation::carry_on(&there, org.0, 5).await.expect("carried on") != Done::Done {}
    };
    tokio::join!(carried(&here), carried(&there), epochs);
    assert_eq!(named(&here).await.len(), 1);
    let epochs = here.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_org(tx, org)?) });
    assert_eq!(epochs.await.expect("read").iter().map(|row| row.epoch).collect::<Vec<_>>(), [2]);
    let anew = shelf.node(t);
    let user = t.agency.user.expect("a person");
    anew.key_of(user.0).await.expect("opens through both new keys");
}

async fn what_a_crash_at_the_very_end_left_is_destroyed_at_the_next_start(t: &TestHouse) {
    let shelf = Shelf::new();
    let node = shelf.node(t);
    let old = Arc::clone(&shelf.0.lock().expect("not poisoned")[0]);
    let next = root_rotation::begin(&node).await.expect("begun");
    carried(&node).await;
    // As if the process had died between the database's word and the keeper's.
    shelf.0.lock().expect("not poisoned").insert(0, old);
    let anew = shelf.node(t);
    root_rotation::settle(&anew).await.expect("settled");
    assert_eq!((shelf.ids(), anew.keyring.root()), (vec![next], next));
}

/// The root key of the test's house, which is gone just when the first row is unwrapped.
struct Going(RootKey, std::sync::atomic::AtomicUsize);

impl Root for Going {
    fn id(&self) -> KeyId {
        self.0.id()
    }

    fn wrap(&self, data: &[u8], secret: &SecretKey) -> Result<Vec<u8>, RootError> {
        self.0.wrap(data, secret)
    }

    fn unwrap(&self, data: &[u8], wrapped: &[u8]) -> Result<SecretKey, RootError> {
        match self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Err(RootError::NotHere(self.id())),
            _ => self.0.unwrap(data, wrapped),
        }
    }
}

async fn a_root_key_that_goes_after_a_row_was_read_costs_nobody_an_error(t: &TestHouse) {
    let going = || {
        let root = RootKey::new(&SecretKey::new(Zeroizing::new([9; 32])));
        let shelf = Shelf(Arc::new(Mutex::new(vec![Arc::new(Going(root, 0.into())) as Arc<dyn Root>])));
        shelf.node(t)
    };
    let (org, user) = (t.agency.org.expect("an agency"), t.agency.user.expect("a person"));
    going().key_of(user.0).await.expect("the row is read anew");
    going().fresh_key(org, Uuid::from_u128(78)).await.expect("the row is read anew");
    let node = going();
    rotation::begin(&node, org).await.expect("begun");
    while rotation::carry_on(&node, org.0, 5).await.expect("carried on") != Done::Done {}
    // A row that stays under a root key that is not here is an error, which says so.
    let lost = Keyring::new(RootKey::new(&SecretKey::new(Zeroizing::new([8; 32]))), Arc::new(SystemEntropy));
    let refused = t.beside_with(lost).key_of(user.0).await;
    assert!(matches!(&refused, Err(AppError::Sealed(why)) if why.contains("which is not here")), "{:?}", refused.err());
}
