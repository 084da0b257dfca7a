//! The changes of a set as its row keeps them: words of the lists, so that they can be told in any language.

use audit::Hash;
use domain::{Class, FieldAction, Overlay, Purpose, Relation, Role, StateToken, StepToken};
use policy::{Act, Change};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::AppError;

#[derive(Serialize, Deserialize)]
struct Kept {
    role: Role,
    relation: Relation,
    act: String,
    class: Option<Class>,
    states: Vec<StateToken>,
    purposes: Vec<Option<Purpose>>,
    overlays: Vec<Overlay>,
}

/// As JSON.
pub fn write(changes: &[Change]) -> Json {
    let keep = |change: &Change| Kept {
        role: change.role,
        relation: change.relation,
        act: change.act.as_str().to_owned(),
        class: change.class,
        states: change.states.clone(),
        purposes: change.purposes.clone(),
        overlays: change.overlays.clone(),
    };
    serde_json::to_value(changes.iter().map(keep).collect::<Vec<_>>()).expect("words of the house serialise")
}

/// As they were.
pub fn read(json: &Json) -> Result<Vec<Change>, AppError> {
    let damaged = || AppError::Store(store::StoreError::Damaged("changes of policy_set cannot be read".to_owned()));
    let kept: Vec<Kept> = serde_json::from_value(json.clone()).map_err(|_| damaged())?;
    let back = |kept: Kept| {
        let act = match FieldAction::parse(&kept.act) {
            Ok(action) => Act::Field(action),
            Err(_) => Act::Step(StepToken::parse(&kept.act).map_err(|_| damaged())?),
        };
        Ok(Change {
            role: kept.role,
            relation: kept.relation,
            act,
            class: kept.class,
            states: kept.states,
            purposes: kept.purposes,
            overlays: kept.overlays,
        })
    };
    kept.into_iter().map(back).collect()
}

/// SHA-256 over both lists as sentences, one to a line: what the record says of them.
pub fn hash(widens: &[Change], narrows: &[Change]) -> Hash {
    let lines = |mark: &'static str, changes: &[Change]| -> String {
        changes.iter().map(|change| format!("{mark} {change}\n")).collect()
    };
    let text = lines("widens", widens) + &lines("narrows", narrows);
    let mut hash = Hash::default();
    hash.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes()).as_ref());
    hash
}
