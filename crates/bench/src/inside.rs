//! What every request pays for, without a server: a policy look-up, a record sealed and linked; and what a change of the
//! policies costs. The median of seven rounds, in processor time: what else the machine does is not ours.

use std::hint::black_box;

use audit::{Actor, Chain, ChainKey, Draft, LogId, Object, Record};
use domain::ids::RecordId;
use domain::{Class, FieldAction, Overlay, Relation, RelationSet, Role, StateToken, UserId};
use jiff::Timestamp;
use policy::Ask;
use policy_compile::{Sources, compile};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::machine;

const ROUNDS: usize = 7;

/// Measures all of them. Nanoseconds of one operation, by name.
pub fn measure() -> Vec<(&'static str, f64)> {
    let table = policy::shipped().expect("the policies of this program load");
    let party = RelationSet::NONE.with(Relation::Party);
    let asks: Vec<Ask> = StateToken::ALL
        .iter()
        .map(|state| Ask::new(Role::Customer, party, *state, Overlay::None).with_working_purpose())
        .collect();
    let views: u32 = 1_000_000;
    let look_up = median(|| {
        let mut visible = 0_u32;
        for ask in asks.iter().cycle().take(views as usize) {
            let view = table.view(black_box(ask));
            visible += u32::from(view.visible().has(Class::PublicProfile));
        }
        // The answer is checked inside the run: a party always sees what is public.
        assert!(visible > 0, "nobody sees the public profile");
        views
    });

    let cells: u32 = 30_000_000;
    let cell = median(|| {
        let mut open = 0_u32;
        for ask in asks.iter().cycle().take(cells as usize) {
            let classes = table.open(black_box(ask), FieldAction::View);
            open += u32::from(classes.has(Class::CaseState));
        }
        assert_eq!(open, cells, "a party always sees where its case stands");
        cells
    });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let sources = Sources::read(&folder).expect("the policies beside the program");
    let compiling = median(|| {
        let compiled = compile(black_box(&sources)).expect("the shipped policies hold");
        assert_eq!(compiled.hash(), table.hash(), "they are those of this program");
        1
    });
    let comparing = median(|| {
        let same = policy::diff(black_box(&table), &table);
        assert!(same.widens.is_empty() && same.narrows.is_empty());
        1
    });

    let key = ChainKey::origin(Zeroizing::new([7; 32]));
    let records: u32 = 100_000;
    let append = median(|| {
        let mut chain = Chain::begin(key.clone(), LogId(Uuid::from_u128(1)));
        for nth in 0..records {
            let staged = chain.stage(&[record(nth)]);
            chain.advance(staged).expect("the chain goes on from its own head");
        }
        assert_eq!(chain.head().n, u64::from(records), "every record is linked");
        records
    });
    vec![
        ("policy cell, every class of one question", cell),
        ("policy view, all classes at once", look_up),
        ("policy set compiled, every invariant proved", compiling),
        ("policy sets compared, every question", comparing),
        ("audit record, sealed and linked", append),
    ]
}

fn record(nth: u32) -> Record {
    let id = Uuid::from_u128(u128::from(nth) + 1);
    let draft = Draft::new(RecordId(id), Timestamp::UNIX_EPOCH, Actor::User(UserId(id)), Role::Customer, "hold")
        .object(Object::new("case", id).at(1));
    Record::seal(&draft).expect("a small record seals")
}

/// Nanoseconds of one operation on this thread's processor, the median of all rounds. A round takes 100 ms or more, or its figure is
/// as coarse as the kernel's clock.
pub fn median(mut round: impl FnMut() -> u32) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = machine::thread_seconds();
            let done = round();
            (machine::thread_seconds() - began) * 1e9 / f64::from(done)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}
