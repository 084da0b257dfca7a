//! The questions that the tests put to the shipped policies.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use domain::{Overlay, Purpose, Relation, RelationSet, Role, StateToken};
use policy::{Ask, Table};
use policy_compile::{Sources, compile};

/// The folder of the policies.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// The policies as they are.
pub fn sources() -> Sources {
    Sources::read(&folder()).expect("the folder of the policies is there")
}

/// The table compiled from them, once for all tests.
pub fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| compile(&sources()).unwrap_or_else(|refused| panic!("{refused}")));
    &TABLE
}

/// No purpose, then every purpose.
pub fn purposes() -> impl Iterator<Item = Option<Purpose>> {
    [None].into_iter().chain(Purpose::ALL.iter().copied().map(Some))
}

/// A question through one relation, with a stated purpose or none.
pub fn ask(role: Role, relation: Relation, purpose: Option<Purpose>, state: StateToken, overlay: Overlay) -> Ask {
    let ask = Ask::new(role, RelationSet::NONE.with(relation), state, overlay);
    purpose.map_or(ask, |purpose| ask.with_stated_purpose(purpose))
}

/// Every question there is, through one relation each.
pub fn every_ask() -> impl Iterator<Item = Ask> {
    let roles = Role::ALL.iter();
    let pairs = roles.flat_map(|role| Relation::ALL.iter().map(move |relation| (*role, *relation)));
    pairs.flat_map(|(role, relation)| {
        purposes().flat_map(move |purpose| {
            StateToken::ALL.iter().flat_map(move |state| {
                Overlay::ALL.iter().map(move |overlay| ask(role, relation, purpose, *state, *overlay))
            })
        })
    })
}
