//! Workers, their sealed side, consents, imports.

use crate::house::{House, SYSTEM, at, fresh, org};
use crate::town::{Town, facts, indexes, record, sealed};
use domain::ids::ConsentId;
use domain::{Role, StateToken, UserId, WorkerId};
use serde_json::json;
use store::tables::attested::{self, Statement};
use store::tables::cases::{self, CaseRow};
use store::tables::consents::{self, Receipt};
use store::tables::identities::Indexes;
use store::tables::identities::Sealed;
use store::tables::imports::{self, Import};
use store::tables::listed::{self, Papers};
use store::tables::roster::{self, Ending, Filter as RosterFilter};
use store::tables::roster_events::{self, RosterHappened};
use store::tables::{Limit, erasure, identities, workers};
use store::{Scope, StoreError, Tx};

crate::on_both!(
    an_edit_replaces_what_is_sealed_and_the_hash_beside_it,
    what_happened_to_a_record_is_told_to_those_concerned,
    a_roster_is_searched_by_the_words_of_a_name_in_pages,
    a_roster_is_narrowed_by_words_papers_and_gaps,
    a_worker_is_seen_by_the_agency_the_operator_and_herself,
    a_worker_is_changed_by_version,
    a_roster_is_paged_and_counted,
    a_roster_says_who_is_held_engaged_and_placed,
    sealed_facts_stay_with_their_organisation,
    one_person_is_on_one_roster_once_and_listed_once,
    consent_is_given_and_taken_back,
    imports_and_statements_are_kept,
);

fn a_worker_is_seen_by_the_agency_the_operator_and_herself(house: &House) {
    let town = Town::of(house);
    for scope in [org(town.nur), Scope::Operator, Scope::Subject(town.salma), SYSTEM] {
        let found = house.read(scope, move |tx| workers::get(tx, town.worker)).expect("seen");
        assert_eq!((found.facts, found.person, found.state), (facts(), Some(town.salma), StateToken::RosterListed));
    }
    for scope in [org(town.safa), org(town.household), Scope::Subject(UserId(fresh()))] {
        assert_eq!(house.read(scope, move |tx| workers::get(tx, town.worker)), None);
        assert_eq!(house.read(scope, |tx| workers::by_reference(tx, "W-SALMA")), None);
    }
    assert!(house.read(org(town.nur), |tx| workers::by_reference(tx, "W-SALMA")).is_some());
    assert!(house.read(Scope::Subject(town.salma), move |tx| workers::of_person(tx, town.salma, town.nur)).is_some());
    let refused = house.store.read_now(Scope::Public, move |tx| workers::get(tx, town.worker));
    assert!(matches!(refused, Err(StoreError::Walled(_))), "nothing public reads the roster");
    let foreign =
        house.write(org(town.safa), move |tx| workers::insert(tx, &record(WorkerId(fresh()), town.nur, "W-2")));
    assert_eq!(foreign, Err(StoreError::Stale), "nobody adds to another's roster");
}

fn a_worker_is_changed_by_version(house: &House) {
    let town = Town::of(house);
    let rest = |scope, version| {
        house.write(scope, move |tx| {
            workers::save(tx, town.worker, version, StateToken::RosterResting, &json!({"x": 1}), at(7))
        })
    };
    assert_eq!(rest(org(town.nur), 1), Err(StoreError::Stale));
    assert_eq!(rest(org(town.safa), 2), Err(StoreError::Stale), "behind the wall is the same as gone on");
    assert_eq!(rest(org(town.nur), 2), Ok(()));
    house.done(org(town.nur), move |tx| {
        let mut edited = workers::get(tx, town.worker)?.expect("there");
        edited.facts = workers::Facts { wage_minor: None, age: 32, ..facts() };
        edited.updated_at = at(8);
        workers::edit(tx, 3, &edited)
    });
    let found = house.read(org(town.nur), move |tx| workers::get(tx, town.worker)).expect("there");
    assert_eq!((found.version, found.facts.age, found.facts.wage_minor, found.body), (4, 32, None, json!({"x": 1})));
    let again = house.write(org(town.nur), move |tx| workers::set_person(tx, town.worker, UserId(fresh())));
    assert_eq!(again, Err(StoreError::Stale), "a sign-in is given once");
}

fn a_roster_is_paged_and_counted(house: &House) {
    let town = Town::of(house);
    let more: Vec<WorkerId> = (0..3).map(|_| WorkerId(fresh())).collect();
    let new = more.clone();
    house.done(org(town.nur), move |tx| {
        new.iter().try_for_each(|id| workers::insert(tx, &record(*id, town.nur, &format!("W-{id}"))))
    });
    let two = Limit::new(2).expect("in range");
    let page = |states: &'static [StateToken], after| -> Vec<WorkerId> {
        let page = house.read(org(town.nur), move |tx| roster::page(tx, town.nur, &in_states(states), after, two));
        page.into_iter().map(|worker| worker.id).collect()
    };
    assert_eq!(page(&[], None), [more[2], more[1], more[0]], "newest first, one more than the page");
    assert_eq!(page(&[], Some(more[1])), [more[0], town.worker]);
    assert_eq!(page(&[StateToken::RosterListed], None), [town.worker]);
    let queue = house.read(Scope::Operator, move |tx| workers::queue(tx, StateToken::RosterDraft, None, two));
    assert_eq!(queue.into_iter().map(|worker| worker.id).collect::<Vec<_>>(), more);
    let rest = house.read(Scope::Operator, {
        let after = more[1];
        move |tx| workers::queue(tx, StateToken::RosterDraft, Some(after), two)
    });
    assert_eq!(rest.len(), 1);
    let counts = house.read(org(town.nur), move |tx| roster::counts(tx, town.nur));
    assert_eq!(counts, [(StateToken::RosterDraft, 3), (StateToken::RosterListed, 1)]);
    assert_eq!(house.read(org(town.safa), move |tx| roster::counts(tx, town.nur)), []);
}

fn a_roster_says_who_is_held_engaged_and_placed(house: &House) {
    let town = Town::of(house);
    let stands = |state: StateToken| {
        for one in
            [StateToken::RosterListed, StateToken::RosterLocked, StateToken::RosterEngaged, StateToken::RosterPlaced]
        {
            let found =
                house.read(org(town.nur), move |tx| roster::page(tx, town.nur, &in_states(&[one]), None, Limit::PAGE));
            assert_eq!(found.len(), usize::from(one == state), "{one} while {state}");
        }
        assert_eq!(house.read(org(town.nur), move |tx| roster::counts(tx, town.nur)), [(state, 1)]);
    };
    stands(StateToken::RosterListed);
    let case = town.case(house, town.household);
    stands(StateToken::RosterListed);
    town.place(house, town.household, case, 1).expect("free");
    stands(StateToken::RosterLocked);
    for (version, state, standing) in [
        (1, StateToken::Offered, StateToken::RosterLocked),
        (2, StateToken::Signed, StateToken::RosterEngaged),
        (3, StateToken::InGuarantee, StateToken::RosterPlaced),
    ] {
        house.done(org(town.nur), move |tx| {
            let row = cases::get(tx, case)?.expect("there");
            cases::save(tx, version, &CaseRow { state, version: version + 1, ..row })
        });
        stands(standing);
    }
}

fn sealed_facts_stay_with_their_organisation(house: &House) {
    let town = Town::of(house);
    let get = |scope| house.read(scope, move |tx| identities::get(tx, town.worker));
    assert_eq!(get(org(town.nur)), Some(sealed()));
    assert_eq!(get(Scope::Subject(town.salma)), Some(sealed()));
    assert_eq!((get(org(town.safa)), get(org(town.household))), (None, None));
    let case = town.case(house, town.household);
    assert_eq!(get(org(town.household)), Some(sealed()), "the case opened the row; the policy decides on fields");
    house.done(org(town.household), move |tx| store::tables::cases::close_access(tx, case, town.household));
    assert_eq!(get(org(town.household)), None);
    let names = |scope, ids: Vec<WorkerId>| house.read(scope, move |tx| identities::names(tx, &ids));
    assert_eq!(names(org(town.nur), vec![town.worker, WorkerId(fresh())]), [(town.worker, vec![1; 40])]);
    assert_eq!((names(org(town.nur), vec![]), names(org(town.safa), vec![town.worker])), (vec![], vec![]));
    let known = |scope, n| house.read(scope, move |tx| identities::known(tx, town.nur, &indexes(n)));
    assert_eq!(
        [known(org(town.nur), 1), known(org(town.nur), 2), known(org(town.safa), 1)],
        [(true, true), (false, false), (false, false)]
    );
}

fn one_person_is_on_one_roster_once_and_listed_once(house: &House) {
    let town = Town::of(house);
    let twin = WorkerId(fresh());
    let twice = house.write(org(town.nur), move |tx| {
        workers::insert(tx, &record(twin, town.nur, "W-TWIN"))?;
        identities::insert(tx, twin, &sealed(), &Indexes { civil_id: None, ..indexes(1) })
    });
    assert!(twice.expect_err("known").is_conflict("worker_passport_once"));
    house.done(org(town.safa), move |tx| {
        workers::insert(tx, &record(twin, town.safa, "W-TWIN"))?;
        identities::insert(tx, twin, &sealed(), &indexes(1))?;
        identities::insert_moderation(tx, twin, "passport", &[7; 32])
    });
    house.done(org(town.nur), move |tx| identities::insert_moderation(tx, town.worker, "passport", &[7; 32]));
    let elsewhere = |worker| house.read(Scope::Operator, move |tx| identities::listed_elsewhere(tx, worker));
    assert!(!elsewhere(twin));
    house.done(Scope::Operator, move |tx| identities::mark_listed(tx, town.worker, true));
    assert_eq!((elsewhere(twin), elsewhere(town.worker)), (true, false));
    let both = house.write(Scope::Operator, move |tx| identities::mark_listed(tx, twin, true));
    assert!(both.expect_err("listed elsewhere").is_conflict("listed_once"));
    let peeks = house.store.read_now(org(town.nur), move |tx| identities::listed_elsewhere(tx, town.worker));
    assert!(matches!(peeks, Err(StoreError::Walled(_))), "no agency asks this");
}

fn consent_is_given_and_taken_back(house: &House) {
    let town = Town::of(house);
    let receipt = |kind: &str| Receipt {
        id: ConsentId(fresh()),
        worker: town.worker,
        case: None,
        kind: kind.into(),
        text_version: "1".into(),
        language: "ar".into(),
        method: "in_person".into(),
        given_by: town.salma,
        given_at: at(1),
        withdrawn_at: None,
    };
    let (by_agency, by_herself) = (receipt("listing"), receipt("photo"));
    let (first, second) = (by_agency.clone(), by_herself.clone());
    house.done(org(town.nur), move |tx| consents::insert(tx, &first));
    house.done(Scope::Subject(town.salma), move |tx| consents::insert(tx, &second));
    let foreign = receipt("listing");
    let other = house.write(org(town.safa), move |tx| consents::insert(tx, &foreign));
    assert_eq!(other, Err(StoreError::Stale));
    assert_eq!(house.read(org(town.nur), move |tx| consents::of_worker(tx, town.worker)), [by_herself, by_agency]);
    let withdraw = |scope| house.done(scope, move |tx| consents::withdraw(tx, town.worker, "listing", at(2)));
    assert_eq!([withdraw(org(town.safa)), withdraw(Scope::Subject(town.salma)), withdraw(org(town.nur))], [0, 1, 0]);
}

fn imports_and_statements_are_kept(house: &House) {
    let town = Town::of(house);
    let import = Import {
        id: fresh(),
        org: town.nur,
        by: UserId(fresh()),
        role: Role::AgencyUser,
        state: "read".into(),
        file_name: "november.xlsx".into(),
        answers: json!({}),
        rows: 42,
        next_row: 0,
        accepted: 0,
        known: 0,
        refused: 0,
        chosen: None,
        stopped: None,
        at: at(1),
        ended_at: None,
        kept_until: Some(at(9)),
        version: 1,
    };
    let parts = || vec![vec![1; 9], vec![2; 9]];
    let (new, foreign) = (import.clone(), Import { id: fresh(), ..import.clone() });
    house.done(org(town.nur), move |tx| imports::insert(tx, &new, &parts()));
    assert_eq!(house.write(org(town.safa), move |tx| imports::insert(tx, &foreign, &parts())), Err(StoreError::Stale));
    let id = import.id;
    let page = move |tx: &mut store::Tx| imports::page(tx, town.nur, None, Limit::PAGE);
    assert_eq!(house.read(org(town.nur), page), std::slice::from_ref(&import));
    assert_eq!(house.read(org(town.safa), page), []);
    assert_eq!(house.read(org(town.safa), move |tx| imports::get(tx, id)), None);
    assert_eq!(house.read(org(town.nur), move |tx| imports::parts(tx, id)), parts());
    assert_eq!(house.read(org(town.safa), move |tx| imports::parts(tx, id)), Vec::<Vec<u8>>::new());

    let taken = imports::Taken { line: 7, worker: Some(town.worker), known_field: None };
    let (first, foreign, running) =
        (taken.clone(), taken.clone(), Import { state: "running".into(), next_row: 6, accepted: 1, ..import.clone() });
    let again = running.clone();
    house.done(org(town.nur), move |tx| {
        imports::save(tx, &running)?;
        imports::took(tx, id, &first)
    });
    assert_eq!(
        house.write(org(town.nur), move |tx| imports::save(tx, &again)),
        Err(StoreError::Stale),
        "a version moves once"
    );
    assert_eq!(house.write(org(town.safa), move |tx| imports::took(tx, id, &foreign)), Err(StoreError::Stale));
    assert_eq!(house.read(org(town.nur), move |tx| imports::taken(tx, id, 0, 9)), [taken]);
    assert_eq!(house.read(org(town.safa), move |tx| imports::taken(tx, id, 0, 9)), []);
    assert_eq!(house.read(org(town.nur), move |tx| imports::under_way(tx, town.nur)), 1);
    assert_eq!(house.read(org(town.nur), move |tx| imports::touched(tx, id)), 1, "she is listed and signs in");
    assert_eq!(house.read(SYSTEM, move |tx| imports::untouched(tx, id, 9)), []);
    assert_eq!(house.read(SYSTEM, move |tx| imports::outlived(tx, at(9), 9)), [], "not while it is under way");

    house.done(org(town.nur), move |tx| imports::remember(tx, town.nur, &[3; 32], &json!({"name": "A"}), at(1)));
    house.done(org(town.nur), move |tx| imports::remember(tx, town.nur, &[3; 32], &json!({"name": "B"}), at(2)));
    assert_eq!(
        house.read(org(town.nur), move |tx| imports::mapping(tx, town.nur, &[3; 32])),
        Some(json!({"name": "B"}))
    );
    assert_eq!(house.read(org(town.safa), move |tx| imports::mapping(tx, town.nur, &[3; 32])), None);

    let done = Import { state: "done".into(), version: 2, ..import };
    house.done(org(town.nur), move |tx| imports::save(tx, &done));
    assert_eq!(house.read(SYSTEM, move |tx| imports::outlived(tx, at(9), 9)).len(), 1);
    house.done(SYSTEM, move |tx| imports::destroy_file(tx, id).map(drop));
    assert_eq!(house.read(org(town.nur), move |tx| imports::parts(tx, id)), Vec::<Vec<u8>>::new());

    let seen = Statement { statement: "passport_seen".into(), role: Role::AgencyUser, by: UserId(fresh()), at: at(1) };
    let new = seen.clone();
    house.done(org(town.nur), move |tx| attested::about_worker(tx, town.worker.0, &new));
    assert_eq!(house.read(org(town.nur), move |tx| attested::of(tx, town.worker.0)), [seen]);
    assert_eq!(house.read(org(town.safa), move |tx| attested::of(tx, town.worker.0)), []);
}

fn an_edit_replaces_what_is_sealed_and_the_hash_beside_it(house: &House) {
    let town = Town::of(house);
    house.done(org(town.nur), move |tx| identities::insert_moderation(tx, town.worker, "passport", &[7; 32]));
    house.done(org(town.nur), move |tx| {
        identities::replace(tx, town.worker, &Sealed { phone: Some(vec![9; 40]), ..sealed() }, &Indexes::default())?;
        identities::replace_moderation(tx, town.worker, "passport", &[8; 32])?;
        identities::replace_moderation(tx, town.worker, "civil_id", &[9; 32])
    });
    let found = house.read(org(town.nur), move |tx| identities::get(tx, town.worker)).expect("there");
    assert_eq!(found.phone, Some(vec![9; 40]));
    let foreign =
        house.write(org(town.safa), move |tx| identities::replace(tx, town.worker, &sealed(), &Indexes::default()));
    assert_eq!(foreign, Err(StoreError::Stale), "nobody replaces another's");
    let foreign =
        house.write(org(town.safa), move |tx| identities::replace_moderation(tx, town.worker, "passport", &[1; 32]));
    assert_eq!(foreign, Err(StoreError::Stale));
}

fn what_happened_to_a_record_is_told_to_those_concerned(house: &House) {
    let town = Town::of(house);
    let event = |n: i64, what: &str| RosterHappened {
        n,
        what: what.into(),
        from: StateToken::RosterDraft,
        to: StateToken::RosterConsented,
        side: "agency".into(),
        role: Role::AgencyUser,
        actor: UserId(fresh()),
        at: at(n),
    };
    let (one, two, three) = (event(1, "draft"), event(2, "edit"), event(3, "review"));
    house.done(org(town.nur), move |tx| roster_events::add(tx, town.worker, &one));
    house.done(Scope::Subject(town.salma), move |tx| roster_events::add(tx, town.worker, &two));
    house.done(Scope::Operator, move |tx| roster_events::add(tx, town.worker, &three));
    let page = |scope, before| -> Vec<String> {
        let page = house.read(scope, move |tx| roster_events::page(tx, town.worker, before, Limit::PAGE));
        page.into_iter().map(|event| event.what).collect()
    };
    assert_eq!(page(org(town.nur), None), ["review", "edit", "draft"]);
    assert_eq!(page(Scope::Subject(town.salma), Some(3)), ["edit", "draft"]);
    assert_eq!(page(Scope::Operator, None).len(), 3);
    assert_eq!(page(org(town.safa), None), [""; 0]);
    assert_eq!(page(org(town.household), None), [""; 0]);
}

fn in_states(states: &[StateToken]) -> RosterFilter {
    RosterFilter { states: states.to_vec(), ..RosterFilter::default() }
}

/// A keyed hash as the tests make one up: any two differ.
fn token(n: u8) -> [u8; 8] {
    [n; 8]
}

fn named(tx: &mut Tx, worker: WorkerId, names: &[[u8; 8]]) -> Result<(), StoreError> {
    listed::insert(tx, worker, names, &Papers::default())?;
    listed::find_by(tx, &[(worker, names)])
}

fn a_roster_is_searched_by_the_words_of_a_name_in_pages(house: &House) {
    let town = Town::of(house);
    let more: Vec<WorkerId> = (0..3).map(|_| WorkerId(fresh())).collect();
    let new = more.clone();
    house.done(org(town.nur), move |tx| {
        named(tx, town.worker, &[token(1), token(2)])?;
        for (id, last) in new.iter().zip([2, 3, 2]) {
            workers::insert(tx, &record(*id, town.nur, &format!("W-{id}")))?;
            named(tx, *id, &[token(1), token(last)])?;
        }
        Ok(())
    });
    let two = Limit::new(2).expect("in range");
    let called = |scope, agency, names: Vec<[u8; 8]>, after| -> Vec<WorkerId> {
        let filter = RosterFilter { names, ..RosterFilter::default() };
        let found = house.read(scope, move |tx| roster::page(tx, agency, &filter, after, two));
        found.into_iter().map(|worker| worker.id).collect()
    };
    let nur = org(town.nur);
    assert_eq!(called(nur, town.nur, vec![token(1)], None), [more[2], more[1], more[0]], "newest first, one more");
    assert_eq!(called(nur, town.nur, vec![token(1)], Some(more[1])), [more[0], town.worker]);
    assert_eq!(called(nur, town.nur, vec![token(1), token(2)], None), [more[2], more[0], town.worker], "every word");
    assert_eq!(called(nur, town.nur, vec![token(9)], None), []);
    assert_eq!(called(org(town.safa), town.nur, vec![token(1)], None), [], "another agency's names are not there");
    assert_eq!(called(org(town.safa), town.safa, vec![token(1)], None), []);
    town.case(house, town.household);
    assert_eq!(called(org(town.household), town.nur, vec![token(1)], None), [], "a case opens no search");
    let foreign = house.write(org(town.safa), move |tx| named(tx, town.worker, &[token(5)]));
    assert_eq!(foreign, Err(StoreError::Stale), "nobody names another's worker");
    house.done(nur, move |tx| listed::rename(tx, town.worker, &[token(7)]));
    assert_eq!(called(nur, town.nur, vec![token(7)], None), [town.worker]);
    assert_eq!(called(nur, town.nur, vec![token(1), token(2)], None), [more[2], more[0]], "the old name is gone");
    for scope in [Scope::Operator, Scope::Subject(town.salma)] {
        let filter = RosterFilter { names: vec![token(7)], ..RosterFilter::default() };
        let looked = house.store.read_now(scope, move |tx| roster::page(tx, town.nur, &filter, None, two));
        assert!(matches!(looked, Err(StoreError::Walled(_))), "only an agency looks for a name");
    }
    house.done(SYSTEM, move |tx| erasure::worker(tx, town.worker, at(9)));
    assert_eq!(called(nur, town.nur, vec![token(7)], None), [], "forgotten with the person");
}

fn a_roster_is_narrowed_by_words_papers_and_gaps(house: &House) {
    let town = Town::of(house);
    let bare = WorkerId(fresh());
    house.done(org(town.nur), move |tx| {
        let mut row = record(bare, town.nur, "W-BARE");
        row.facts.languages = vec!["am".into()];
        row.facts.skills = Vec::new();
        workers::insert(tx, &row)?;
        identities::insert(tx, bare, &Sealed { passport: None, ..sealed() }, &Indexes::default())?;
        listed::insert(tx, bare, &[], &Papers { passport: Some("2027-01".into()), fitness: None })?;
        listed::set_papers(tx, bare, &Papers { passport: None, fitness: Some("2026-02".into()) })?;
        let later = Papers { passport: Some("2030-01".into()), fitness: Some("2026-11".into()) };
        listed::insert(tx, town.worker, &[], &later)
    });
    let found = |filter: RosterFilter| -> Vec<WorkerId> {
        let rows = house.read(org(town.nur), move |tx| roster::page(tx, town.nur, &filter, None, Limit::PAGE));
        rows.into_iter().map(|worker| worker.id).collect()
    };
    let all = RosterFilter::default();
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(found(RosterFilter { language: word("am"), ..all.clone() }), [bare]);
    assert_eq!(found(RosterFilter { language: word("a"), ..all.clone() }), [], "whole words only");
    assert_eq!(found(RosterFilter { skill: word("infant_care"), ..all.clone() }), [town.worker]);
    assert_eq!(found(RosterFilter { work: word("childcare"), ..all.clone() }), [bare, town.worker]);
    assert_eq!(found(RosterFilter { reference: word("W-BARE"), ..all.clone() }), [bare]);
    let ending =
        |passport: &str, fitness: &str| Some(Ending { passport: passport.to_owned(), fitness: fitness.to_owned() });
    assert_eq!(found(RosterFilter { ending: ending("2027-01", "2025-12"), ..all.clone() }), [bare]);
    assert_eq!(found(RosterFilter { ending: ending("2026-12", "2026-02"), ..all.clone() }), [bare]);
    assert_eq!(found(RosterFilter { ending: ending("2026-12", "2026-01"), ..all.clone() }), []);
    assert_eq!(found(RosterFilter { incomplete: true, ..all.clone() }), [bare, town.worker], "one has no history");
    let kept = house.read(org(town.nur), move |tx| listed::papers(tx, &[bare, town.worker]));
    assert_eq!(kept.len(), 2);
    let on_file = house.read(org(town.nur), move |tx| identities::on_file(tx, &[bare]));
    assert_eq!((on_file[0].1.passport, on_file[0].1.phone), (false, sealed().phone.is_some()));
    assert_eq!(house.read(org(town.safa), move |tx| listed::papers(tx, &[bare])), []);
    house.done(SYSTEM, move |tx| erasure::worker(tx, bare, at(9)));
    assert_eq!(house.read(org(town.nur), move |tx| listed::papers(tx, &[bare])), [], "forgotten with the person");
}
