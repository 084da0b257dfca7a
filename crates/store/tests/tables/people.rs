//! Organisations, people, sign-in, keys.

use crate::house::{House, SYSTEM, at, fresh, org};
use crate::town::{Town, organisation, person};
use domain::ids::{MembershipId, SessionId};
use domain::{OrgId, Role, UserId};
use jiff::civil::date;
use store::tables::customers::{self, Customer};
use store::tables::factors::{self, Factor};
use store::tables::guesses;
use store::tables::keys::{self, WrappedKey};
use store::tables::organisations;
use store::tables::people::{self, Address, Membership};
use store::tables::session_life;
use store::tables::sign_in::{self, Challenge, Session};
use store::{Scope, StoreError, Tx};
use uuid::Uuid;

crate::on_both!(
    organisations_are_found_and_their_licence_is_checked,
    a_code_is_given_once,
    a_customer_is_known_to_itself_and_verified_by_the_operator,
    people_sign_in_by_one_address,
    a_code_is_used_once_and_its_attempts_are_counted,
    wrong_guesses_are_counted_by_address_network_and_day,
    a_network_is_known_for_its_own_address_until_it_is_forgotten,
    a_session_lives_until_it_ends,
    an_authenticator_answers_once_for_each_step,
    keys_are_kept_by_organisation_and_person,
);

fn organisations_are_found_and_their_licence_is_checked(house: &House) {
    let town = Town::of(house);
    let found = house.read(Scope::Operator, |tx| organisations::by_code(tx, "AG-021")).expect("there");
    assert_eq!(found, organisation(town.nur, "agency", Some("AG-021")));
    let by_reference = found.reference.clone();
    let found = house.read(Scope::Operator, move |tx| organisations::by_reference(tx, &by_reference));
    assert_eq!(found.map(|found| found.id), Some(town.nur));
    assert_eq!(house.read(Scope::Operator, organisations::operator), None);
    assert_eq!(house.read(Scope::Operator, organisations::all).len(), 4);
    assert_eq!(house.read(org(town.household), organisations::all).len(), 3, "agencies and itself");
    assert_eq!(house.read(org(town.household), move |tx| organisations::get(tx, town.company)), None);

    let check = move |version| {
        house.write(Scope::Operator, move |tx| {
            organisations::set_licence(tx, town.nur, version, "lapsed", Some(date(2026, 1, 1)), at(9))
        })
    };
    assert_eq!(check(1), Ok(()));
    assert_eq!(check(1), Err(StoreError::Stale));
    let seen = house.read(Scope::Public, |tx| organisations::public_agency(tx, "AG-021")).expect("public");
    assert_eq!((seen.licence_valid, seen.licence_checked_at), (false, Some(at(9))));
    assert_eq!(house.read(Scope::Public, |tx| organisations::public_agency(tx, "AG-999")), None);
}

fn a_code_is_given_once(house: &House) {
    Town::of(house);
    let again = house.write(Scope::Operator, |tx| {
        organisations::insert(tx, &organisation(OrgId(fresh()), "agency", Some("AG-021")))
    });
    assert!(again.expect_err("taken").is_conflict("organisation_code_key"));
}

fn a_customer_is_known_to_itself_and_verified_by_the_operator(house: &House) {
    let town = Town::of(house);
    let own = house.read(org(town.household), move |tx| customers::get(tx, town.household)).expect("its own");
    assert_eq!((own.area.as_deref(), own.verified_at, own.version), (Some("Al Khuwair"), None, 1));
    assert_eq!(house.read(org(town.company), move |tx| customers::get(tx, town.household)), None);
    let by = UserId(fresh());
    house.done(Scope::Operator, move |tx| customers::verify(tx, town.household, 1, by, at(5)));
    let own = house.read(org(town.household), move |tx| customers::get(tx, town.household)).expect("its own");
    assert_eq!((own.verified_at, own.version), (Some(at(5)), 2));

    let filled = Customer { phone_index: Some(vec![3; 32]), ..own };
    house.done(org(town.household), move |tx| customers::fill(tx, town.household, 2, &filled));
    let prove = |index: u8| move |tx: &mut Tx| customers::prove_phone(tx, town.household, &[index; 32], at(6));
    assert_eq!(house.write(org(town.household), prove(4)), Err(StoreError::Stale), "it has another number by now");
    assert_eq!(house.write(org(town.company), prove(3)), Err(StoreError::Stale), "a stranger's is none");
    house.done(org(town.household), prove(3));
    let own = house.read(org(town.household), move |tx| customers::get(tx, town.household)).expect("its own");
    assert_eq!((own.phone_proved_at, own.version), (Some(at(6)), 4));
    let versions = house.read(org(town.household), customers::versions);
    assert_eq!(versions, vec![(town.household, 4)], "of nobody else");
}

fn people_sign_in_by_one_address(house: &House) {
    let town = Town::of(house);
    let address = Address { channel: "email".into(), index: vec![9; 32], mailbox: vec![8; 32], sealed: vec![1; 50] };
    let (first, kept) = (address.clone(), address.clone());
    house.done(Scope::SignIn, move |tx| people::insert_address(tx, town.salma, &first, at(1)));
    assert_eq!(house.read(Scope::SignIn, |tx| people::by_address(tx, "email", &[9; 32])), Some(town.salma));
    assert_eq!(house.read(Scope::SignIn, |tx| people::by_address(tx, "sms", &[9; 32])), None);
    assert_eq!(house.read(Scope::SignIn, move |tx| people::addresses(tx, town.salma)), vec![kept]);
    let other = UserId(fresh());
    let taken = house.write(Scope::SignIn, move |tx| {
        people::insert(tx, &person(other), at(1))?;
        people::insert_address(tx, other, &address, at(1))
    });
    assert!(taken.expect_err("taken").is_conflict("address_once"));

    house.done(Scope::SignIn, move |tx| people::set_language(tx, town.salma, "en"));
    let known = house.read(Scope::SignIn, move |tx| people::get(tx, town.salma)).expect("there");
    assert_eq!((known.language.as_str(), known.name_sealed), ("en", Some(vec![1, 2])));

    let member = Membership { id: MembershipId(fresh()), user: town.salma, org: town.nur, role: Role::Worker };
    let new = member.clone();
    house.done(SYSTEM, move |tx| people::insert_membership(tx, &new, at(1)));
    assert_eq!(house.read(Scope::SignIn, move |tx| people::memberships(tx, town.salma)), vec![member.clone()]);
    assert_eq!(house.read(org(town.nur), move |tx| people::members(tx, town.nur)), vec![member.clone()]);
    assert_eq!(house.read(org(town.safa), move |tx| people::members(tx, town.nur)), vec![]);
    let id = member.id;
    assert_eq!(house.read(Scope::SignIn, move |tx| people::get_membership(tx, id)), Some(member));

    let shared = |side: OrgId, other: OrgId| house.read(org(side), move |tx| people::is_shared_with(tx, other));
    assert!(!shared(town.nur, town.household), "a member here, and not there");
    let there = Membership { id: MembershipId(fresh()), user: town.salma, org: town.household, role: Role::Customer };
    house.done(SYSTEM, move |tx| people::insert_membership(tx, &there, at(2)));
    assert!(shared(town.nur, town.household) && shared(town.household, town.nur), "one person on two sides");
    assert!(!shared(town.safa, town.household) && !shared(town.safa, town.nur), "of others nobody learns it");
}

fn a_code_is_used_once_and_its_attempts_are_counted(house: &House) {
    let challenge = Challenge {
        id: fresh(),
        user: None,
        channel: "sms".into(),
        address_index: vec![3; 32],
        mailbox_index: vec![4; 32],
        network_index: vec![9; 32],
        code_hash: vec![5; 32],
        first: None,
        proves: None,
        attempts: 0,
        expires_at: at(5),
        used_at: None,
    };
    let (id, new) = (challenge.id, challenge.clone());
    house.done(Scope::SignIn, move |tx| sign_in::insert_challenge(tx, &new, at(0)));
    assert_eq!(house.read(Scope::SignIn, move |tx| sign_in::challenge(tx, id)), Some(challenge));
    let asked = |network: u8, since| {
        house.read(Scope::SignIn, move |tx| sign_in::challenges_since(tx, "sms", &[4; 32], &[network; 32], at(since)))
    };
    assert_eq!((asked(9, 0), asked(8, 0), asked(9, 1)), ((1, 1), (1, 0), (0, 0)));
    let attempt = |now| house.done(Scope::SignIn, move |tx| sign_in::take_attempt(tx, id, 2, at(now)));
    assert_eq!([attempt(1), attempt(6), attempt(1), attempt(1)], [true, false, true, false], "two, and in time");
    let used = || house.done(Scope::SignIn, move |tx| sign_in::use_up(tx, id, at(2)));
    assert_eq!([used(), used()], [true, false]);
}

fn wrong_guesses_are_counted_by_address_network_and_day(house: &House) {
    let taken = |network: u8, day, most| {
        house.done(Scope::SignIn, move |tx| guesses::take(tx, "sms", &[6; 32], &[network; 32], day, most))
    };
    let guess = |day| taken(1, day, (2, 9));
    assert_eq!([guess(1), guess(1), guess(1), guess(2)], [true, true, false, true], "two a day");
    assert!(taken(2, 1, (2, 9)), "another network has its own");
    assert!(!taken(3, 1, (2, 3)), "and three are all that there are");
    house.done(Scope::SignIn, |tx| guesses::not_wrong(tx, "sms", &[6; 32], &[1; 32], 1));
    assert!(taken(2, 1, (2, 3)), "a right one is given back to all");
    assert_eq!([guess(1), guess(1)], [true, false], "and to its network");
    house.done(SYSTEM, |tx| guesses::forget(tx, at(0), 2));
    assert_eq!([guess(1), guess(2), guess(2)], [true, true, false], "a day that is over is forgotten, today is not");
}

fn a_network_is_known_for_its_own_address_until_it_is_forgotten(house: &House) {
    let knows = |address: u8, network: u8| {
        house.read(Scope::SignIn, move |tx| guesses::is_known_network(tx, "sms", &[address; 32], &[network; 32]))
    };
    let know = |day| house.done(Scope::SignIn, move |tx| guesses::know_network(tx, "sms", &[6; 32], &[1; 32], day));
    know(3);
    know(5);
    assert_eq!([knows(6, 1), knows(6, 2), knows(7, 1)], [true, false, false]);
    house.done(SYSTEM, |tx| guesses::forget_networks(tx, 5));
    assert!(knows(6, 1), "its last day counts");
    house.done(SYSTEM, |tx| guesses::forget_networks(tx, 6));
    assert!(!knows(6, 1));
}

fn a_session_lives_until_it_ends(house: &House) {
    let town = Town::of(house);
    let member = MembershipId(fresh());
    house.done(SYSTEM, move |tx| {
        let new = Membership { id: member, user: town.salma, org: town.nur, role: Role::Worker };
        people::insert_membership(tx, &new, at(0))
    });
    let session = Session {
        id: SessionId(fresh()),
        user: town.salma,
        membership: None,
        portal: "worker".into(),
        created_at: at(0),
        expires_at: at(15),
        refresh_until: at(600),
        ends_at: at(700),
        ended_at: None,
        second: false,
        first: Some("sms".into()),
        proven_at: at(0),
    };
    let (id, new) = (session.id, session.clone());
    house.done(Scope::SignIn, move |tx| sign_in::insert_session(tx, &new, &[1; 32], &[2; 32]));
    let signed = |token: u8, now| house.read(Scope::SignIn, move |tx| sign_in::signed(tx, &[token; 32], at(now)));
    let found = signed(1, 1).expect("lives");
    assert_eq!((found.session, found.language.as_str(), found.acting), (session.clone(), "ar", None));
    assert_eq!((signed(1, 15), signed(2, 1)), (None, None), "expired; another token");

    house.done(Scope::SignIn, move |tx| session_life::choose(tx, id, member, at(600), at(700)));
    assert_eq!(signed(1, 1).expect("lives").acting, Some((town.nur, Role::Worker)));
    assert_eq!(house.read(Scope::SignIn, |tx| sign_in::by_refresh(tx, &[2; 32])).expect("there").id, id);
    let renew = move || {
        let (token, refresh, membership) = (&[3; 32], &[4; 32], Some(member));
        let new = sign_in::Renewed { token, refresh, expires_at: at(30), refresh_until: at(600), membership };
        house.done(Scope::SignIn, move |tx| sign_in::renew(tx, id, &[2; 32], new, at(8)))
    };
    assert_eq!([renew(), renew()], [true, false], "a refresh token works once");
    assert_eq!((signed(1, 1), signed(3, 20).is_some()), (None, true));
    assert_eq!(house.read(Scope::SignIn, move |tx| sign_in::sessions(tx, town.salma, at(1))).len(), 1);
    house.done(Scope::SignIn, move |tx| sign_in::proven(tx, id, true, at(9)));
    house.done(Scope::SignIn, move |tx| sign_in::proven(tx, id, false, at(10)));
    let proven = signed(3, 20).expect("lives").session;
    assert_eq!((proven.second, proven.proven_at), (true, at(10)), "what was shown once is not forgotten");
    let others = |but| house.done(Scope::SignIn, move |tx| sign_in::end_others(tx, but, town.salma, at(2)));
    assert_eq!((others(id), signed(3, 20).is_some()), (0, true), "this one stays");
    let end = |user| house.done(Scope::SignIn, move |tx| sign_in::end(tx, id, user, at(2)));
    assert_eq!([end(UserId(fresh())), end(town.salma), end(town.salma)], [false, true, false]);
    assert_eq!(signed(3, 3), None);
}

fn an_authenticator_answers_once_for_each_step(house: &House) {
    let town = Town::of(house);
    let new = Factor { id: fresh(), user: town.salma, secret: vec![7; 60], confirmed_at: None };
    let begin = |new: &Factor| {
        let new = new.clone();
        house.done(Scope::SignIn, move |tx| factors::begin(tx, &new, at(0)))
    };
    let other = Factor { id: fresh(), ..new.clone() };
    assert_eq!([begin(&other), begin(&new)], [true, true], "what was begun gives way");
    assert_eq!(house.read(Scope::SignIn, move |tx| factors::of(tx, town.salma)), Some(new.clone()));
    let id = new.id;
    let take = |step| house.done(Scope::SignIn, move |tx| factors::take_step(tx, id, step));
    assert!(!take(5), "it was not shown to work");
    let confirm = || house.done(Scope::SignIn, move |tx| factors::confirm(tx, id, 5, at(1)));
    assert_eq!([confirm(), confirm()], [true, false]);
    assert!(!begin(&other), "one is in use");
    assert_eq!([take(5), take(4), take(6), take(6)], [false, false, true, false], "no step twice, none before");

    let codes = |first: u8| {
        let hashes = [[first; 32], [first + 1; 32]];
        house.done(Scope::SignIn, move |tx| factors::replace_codes(tx, town.salma, &hashes, at(1)));
    };
    let used = |code: u8| house.done(Scope::SignIn, move |tx| factors::use_code(tx, town.salma, &[code; 32], at(2)));
    let left = || house.read(Scope::SignIn, move |tx| factors::codes_left(tx, town.salma));
    codes(1);
    assert_eq!([used(1), used(1), used(9)], [true, false, false]);
    assert_eq!(left(), 1);
    codes(3);
    assert_eq!((used(2), left()), (false, 2), "the old ones are gone");
    let remove = || house.done(Scope::SignIn, move |tx| factors::remove(tx, town.salma));
    assert_eq!([remove(), remove()], [true, false]);
    assert_eq!((house.read(Scope::SignIn, move |tx| factors::of(tx, town.salma)), left()), (None, 0));
}

fn keys_are_kept_by_organisation_and_person(house: &House) {
    let town = Town::of(house);
    let key = |epoch: i64| WrappedKey { org: town.nur, epoch, wrapped: vec![u8::try_from(epoch).expect("small"); 60] };
    let (first, second, of_person) = (key(1), key(2), key(2));
    let unknown = house.write(SYSTEM, {
        let first = first.clone();
        move |tx| keys::insert_org(tx, &first, at(0))
    });
    assert_eq!(unknown, Err(StoreError::Stale), "under a root key that is not in use");
    house.done(SYSTEM, move |tx| {
        assert!(keys::add_root(tx, &[1; 8], at(0))?);
        assert!(!keys::add_root(tx, &[1; 8], at(0))?, "once");
        assert!(keys::add_root(tx, &[2; 8], at(0))?);
        keys::insert_org(tx, &second, at(1))?;
        keys::insert_org(tx, &first, at(0))
    });
    assert_eq!(house.read(SYSTEM, move |tx| keys::of_org(tx, town.nur)), vec![key(1), key(2)]);
    let subject: Uuid = town.worker.0;
    let (own, foreign) = (of_person.clone(), WrappedKey { org: town.safa, ..of_person.clone() });
    house.done(org(town.nur), move |tx| keys::insert_subject(tx, subject, &own, at(1)));
    let other = house.write(org(town.nur), move |tx| keys::insert_subject(tx, fresh(), &foreign, at(1)));
    assert_eq!(other, Err(StoreError::Stale), "a key of another organisation");
    assert_eq!(house.read(SYSTEM, move |tx| keys::of_subject(tx, subject)), Some(of_person.clone()));
    let third = of_person;
    house.done(Scope::Operator, move |tx| keys::insert_subject(tx, fresh(), &third, at(1)));
}
