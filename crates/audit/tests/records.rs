//! What a record takes and what it refuses; reading back is strict and loses nothing.

mod house;

use audit::{Actor, Chain, Draft, Event, Fact, FormatError, Glance, MAX_RECORD_BYTES, Object, Record, SealError};
use domain::ids::RecordId;
use domain::{Class, Purpose, Relation, RelationSet, Role, StateToken};
use house::{draft, id, record};
use proptest::prelude::*;

#[test]
fn free_text_is_refused_wherever_a_word_belongs() {
    let phone = "+968 9212 3456";
    let seal = |draft: Draft| Record::seal(&draft).expect_err("free text");
    assert_eq!(seal(draft(1).object(Object::new(phone, id(1)))), SealError::NotAWord("object"));
    for text in [phone, "96892123456", "9212-3456", "Salma", "a b", "", "-"] {
        assert_eq!(seal(draft(1).fact("note", Fact::Word(text.into()))), SealError::NotAWord("detail"), "{text}");
    }
    assert_eq!(seal(draft(1).fact(phone, Fact::Flag(true))), SealError::NotAWord("detail"));
    assert_eq!(seal(draft(1).policy([phone], [0; 32])), SealError::NotAWord("policy"));
    assert_eq!(seal(Draft { action: String::new(), ..draft(1) }), SealError::NotAWord("action"));
    assert_eq!(seal(Draft { actor: Actor::Job("a b".into()), ..draft(1) }), SealError::NotAWord("actor"));
}

#[test]
fn only_the_log_itself_writes_the_records_that_turn_its_keys() {
    let forged = Draft { action: "audit.ratchet".into(), ..draft(1) }.fact("period", Fact::Number(1));
    assert_eq!(Record::seal(&forged), Err(SealError::Reserved));
    let pending = house::ratchet(1, 1).bytes().to_vec();
    assert_eq!(Record::from_stored(pending), Err(FormatError::Reserved));
}

#[test]
fn a_page_of_24_objects_fits_and_a_record_ends_at_16_kib() {
    let with = |objects: u64| (0..objects).fold(draft(1), |draft, n| draft.object(Object::new("worker", id(n)).at(1)));
    assert!(Record::seal(&with(24)).expect("a page").bytes().len() < 2500);
    let Err(SealError::TooLong(length)) = Record::seal(&with(400)) else { panic!("400 objects do not fit") };
    assert!(length > MAX_RECORD_BYTES);
    assert!(Record::seal(&draft(1).sealed(vec![0; 11_000])).is_ok());
    assert!(Record::seal(&draft(1).sealed(vec![0; 12_300])).is_err());
}

#[test]
fn reading_is_strict_and_names_the_field() {
    let text = String::from_utf8(record(1).bytes().to_vec()).expect("UTF-8");
    let read = |text: String| Event::parse(text.as_bytes()).expect_err("not a record");
    assert_eq!(read(text.replace(r#""v":1"#, r#""v":2"#)), FormatError::Version(2));
    assert_eq!(read(text.replace("agency_user", "agency_boss")), FormatError::Invalid("role"));
    assert_eq!(read(text.replace(r#""purpose":"contract","#, "")), FormatError::Missing("purpose"));
    assert_eq!(read(text.replace(r#""state""#, r#""role":"worker","state""#)), FormatError::NotAnObject);
    assert_eq!(read(text.replace("worker:", "worker")), FormatError::Invalid("object"));
    assert_eq!(read(text.replace("user:", "User:")), FormatError::Invalid("actor"));
    assert_eq!(read(text.replace(".000001Z", ".1Z")), FormatError::Invalid("ts"));
    assert_eq!(read(text.replace(r#""own_org","party""#, r#""party","own_org""#)), FormatError::Invalid("relation"));
    assert_eq!(read(text.replace(r#""fields":2"#, r#""fields":[2]"#)), FormatError::Invalid("detail"));
    assert_eq!(read(text.replace(r#""facts""#, r#""notes""#)), FormatError::Invalid("detail"));
    assert_eq!(read(text.clone() + " x"), FormatError::NotAnObject);
    assert_eq!(read(" ".repeat(MAX_RECORD_BYTES) + &text), FormatError::TooLong(MAX_RECORD_BYTES + text.len()));
    for cut in 0..text.len() {
        assert!(Event::parse(&text.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn unknown_keys_are_kept_word_for_word() {
    let text = String::from_utf8(record(1).bytes().to_vec()).expect("UTF-8");
    let newer = text.replacen('{', r#"{"later": { "b":1.50,  "a":[] },"#, 1);
    let event = Event::parse(newer.as_bytes()).expect("a record with one key more");
    assert_eq!(event.unknown, [("later".to_owned(), r#"{ "b":1.50,  "a":[] }"#.to_owned())]);
    assert_eq!(event.draft, draft(1));
    let stored = Record::from_stored(newer.clone().into_bytes()).expect("the same");
    assert_eq!(stored.bytes(), newer.as_bytes(), "bytes are never written again");
}

#[test]
fn links_staged_on_a_head_that_has_moved_are_refused() {
    let mut chain = Chain::begin(house::key(1), house::LOG);
    let (first, second) = (chain.stage(&[record(1)]), chain.stage(&[record(2)]));
    let before = chain.head();
    drop(chain.stage(&[record(3)]));
    assert_eq!(chain.head(), before, "a failed commit leaves the chain where it was");
    chain.advance(first).expect("the first");
    let stale = chain.advance(second).expect_err("the second was staged on the old head");
    assert_eq!((stale.staged, stale.head), (0, 1));
}

fn facts() -> impl Strategy<Value = Fact> {
    prop_oneof![
        any::<i64>().prop_map(Fact::Number),
        any::<bool>().prop_map(Fact::Flag),
        "[a-z][a-z_.]{0,30}".prop_map(Fact::Word),
        any::<u128>().prop_map(|n| Fact::Id(uuid::Uuid::from_u128(n))),
        any::<[u8; 32]>().prop_map(Fact::Hash),
    ]
}

prop_compose! {
    fn drafts()(
        (number, micros) in (any::<u64>(), -1_000_000_000_000_000i64..4_000_000_000_000_000),
        (role, state, purpose) in (0..Role::COUNT, 0..StateToken::COUNT, proptest::option::of(0..Purpose::COUNT)),
        (relations, classes) in (proptest::collection::vec(0..Relation::COUNT, 0..4), proptest::collection::vec(0..Class::COUNT, 0..6)),
        objects in proptest::collection::vec(("[a-z][a-z_]{0,19}", any::<u128>(), proptest::option::of(any::<i64>())), 0..5),
        facts in proptest::collection::btree_map("[a-z][a-z0-9_.:-]{0,63}", facts(), 0..5),
        sealed in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..200)),
        job in "[a-z][a-z0-9_.:-]{0,63}",
    ) -> Draft {
        let at = jiff::Timestamp::from_microsecond(micros).expect("in range");
        let mut draft = Draft::new(RecordId(id(number)), at, Actor::Job(job), Role::ALL[role], "offer");
        draft.state = StateToken::ALL[state];
        draft.purpose = purpose.map(|p| Purpose::ALL[p]);
        draft.relation = relations.iter().fold(RelationSet::NONE, |set, r| set.with(Relation::ALL[*r]));
        draft.class = classes.iter().fold(draft.class, |set, c| set.with(Class::ALL[*c]));
        draft.object = objects.into_iter().map(|(kind, id, version)| Object { kind, id: uuid::Uuid::from_u128(id), version }).collect();
        (draft.facts, draft.sealed) = (facts, sealed);
        draft
    }
}

proptest! {
    #[test]
    fn what_is_sealed_reads_back_the_same_and_seals_to_the_same_bytes(draft in drafts()) {
        let record = Record::seal(&draft).expect("valid");
        let event = Event::parse(record.bytes()).expect("readable");
        prop_assert_eq!(&event.draft, &draft);
        prop_assert_eq!(&Record::seal(&event.draft).expect("valid"), &record);
        prop_assert_eq!(Record::from_stored(record.bytes().to_vec()).expect("readable"), record);
    }

    #[test]
    fn a_glance_sees_what_the_strict_reading_sees(draft in drafts()) {
        let record = Record::seal(&draft).expect("words only");
        let seen = Glance::of(record.bytes()).expect("a record");
        let user = match draft.actor { Actor::User(user) => Some(user.0), Actor::Job(_) | Actor::Anonymous => None };
        prop_assert_eq!((seen.id, seen.ts, seen.org, seen.user), (draft.id, draft.ts, draft.org, user));
        prop_assert_eq!((seen.action, seen.purpose), (draft.action.as_str(), draft.purpose.map(Purpose::as_str)));
        let objects: Vec<_> = draft.object.iter().map(|object| (object.kind.as_str(), object.id)).collect();
        prop_assert_eq!(seen.objects, objects);
    }

    #[test]
    fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..600, byte: u8) {
        let _ = (Event::parse(&bytes), Glance::of(&bytes));
        let mut changed = record(1).bytes().to_vec();
        let at = at % changed.len();
        changed[at] = byte;
        let _ = (Event::parse(&changed), Glance::of(&changed));
    }
}
