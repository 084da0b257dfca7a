//! Cases, holds, what each side may know.

use crate::house::{House, SYSTEM, at, draft, fresh, org};
use crate::town::{PROFILE, Town, organisation};
use domain::{CaseId, OrgId, Overlay, Role, StateToken, StepToken, UserId};
use serde_json::json;
use store::tables::attested::{self, Statement};
use store::tables::cases::{self, CaseRow, Happened};
use store::tables::{Limit, catalogue, customers, engaged, holds, organisations};
use store::{Recorded, Scope, StoreError, Tx};
use tokio::runtime::Builder;

crate::on_both!(
    both_parties_and_the_worker_see_a_case_and_nobody_else,
    a_case_moves_by_version,
    cases_are_paged,
    cases_are_counted_and_ordered_by_what_is_due,
    a_case_keeps_when_it_first_came_to_each_state,
    answers_are_private_until_both_are_given,
    a_quote_is_kept_once_and_seen_by_both,
    a_timeline_is_told_newest_first,
    a_hold_is_exclusive_and_marks_the_profile,
    a_customer_has_two_places,
    of_sixty_four_contenders_one_wins,
    of_five_hundred_and_twelve_contenders_one_wins,
    statements_of_a_case,
);

fn both_parties_and_the_worker_see_a_case_and_nobody_else(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let expected = town.row(case, town.household);
    let get = |scope| house.read(scope, move |tx| cases::get(tx, case));
    for scope in [org(town.household), org(town.nur), Scope::Subject(town.salma), Scope::Operator, SYSTEM] {
        assert_eq!(get(scope), Some(expected.clone()), "{scope:?}");
    }
    for scope in [org(town.company), org(town.safa), Scope::Subject(UserId(fresh()))] {
        assert_eq!(get(scope), None, "{scope:?}");
    }
    let reference = expected.reference.clone();
    assert!(house.read(org(town.nur), move |tx| cases::by_reference(tx, &reference)).is_some());
    assert_eq!(house.read(org(town.nur), move |tx| cases::of_worker(tx, town.worker, &[StateToken::Enquiry])).len(), 1);
    let area = house.read(org(town.nur), move |tx| customers::get(tx, town.household));
    assert_eq!(area.and_then(|customer| customer.area).as_deref(), Some("Al Khuwair"), "the case opened the row");
    let foreign =
        house.write(org(town.company), move |tx| cases::insert(tx, &town.row(CaseId(fresh()), town.household)));
    assert_eq!(foreign, Err(StoreError::Stale), "nobody opens a case for another");
}

fn a_case_moves_by_version(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let moved = CaseRow {
        state: StateToken::Held,
        overlay: Overlay::Frozen,
        due_at: None,
        version: 2,
        ..town.row(case, town.household)
    };
    let save = |scope, seen| {
        let moved = moved.clone();
        house.write(scope, move |tx| cases::save(tx, seen, &moved))
    };
    assert_eq!(save(org(town.company), 1), Err(StoreError::Stale));
    assert_eq!(save(org(town.nur), 1), Ok(()));
    assert_eq!(save(org(town.household), 1), Err(StoreError::Stale));
    assert_eq!(house.read(org(town.household), move |tx| cases::get(tx, case)), Some(moved));
    let next = CaseRow { previous: Some(case), ..town.row(CaseId(fresh()), town.household) };
    house.done(Scope::Operator, move |tx| cases::insert(tx, &next));
    assert_eq!(house.read(org(town.nur), move |tx| cases::following(tx, case)), [StateToken::Enquiry]);
}

fn cases_are_paged(house: &House) {
    let town = Town::of(house);
    let all: Vec<CaseId> = (0..3).map(|_| town.case(house, town.household)).collect();
    let other = town.case(house, town.company);
    let page = |scope, state: Option<StateToken>, after| -> Vec<CaseId> {
        let two = Limit::new(2).expect("in range");
        house
            .read(scope, move |tx| cases::page(tx, state.as_slice(), after, two))
            .into_iter()
            .map(|case| case.id)
            .collect()
    };
    assert_eq!(page(org(town.household), None, None), [all[2], all[1], all[0]]);
    assert_eq!(page(org(town.household), None, Some(all[1])), [all[0]]);
    assert_eq!(page(org(town.nur), None, None), [other, all[2], all[1]]);
    assert_eq!(page(org(town.nur), Some(StateToken::Held), None), []);
    assert_eq!(page(Scope::Operator, Some(StateToken::Enquiry), None).len(), 3);
    assert_eq!(page(org(town.safa), None, None), []);
}

fn cases_are_counted_and_ordered_by_what_is_due(house: &House) {
    let town = Town::of(house);
    let (first, second) = (town.case(house, town.household), town.case(house, town.company));
    let sooner = CaseRow { state: StateToken::Held, due_at: Some(at(30)), ..town.row(second, town.company) };
    house.done(org(town.nur), move |tx| cases::save(tx, 1, &sooner));
    let due = |scope| -> Vec<CaseId> {
        house.read(scope, |tx| cases::by_due(tx, &[], 9)).into_iter().map(|case| case.id).collect()
    };
    assert_eq!(due(org(town.nur)), [second, first]);
    assert_eq!(due(org(town.household)), [first]);
    assert_eq!(due(org(town.safa)), []);
    let counts = |scope| house.read(scope, cases::counts);
    assert_eq!(counts(org(town.nur)), [(StateToken::Enquiry, Overlay::None, 1), (StateToken::Held, Overlay::None, 1)]);
    assert_eq!(counts(org(town.company)), [(StateToken::Held, Overlay::None, 1)]);
    assert_eq!(counts(org(town.safa)), []);
    let late = |scope, states: &'static [StateToken]| house.read(scope, move |tx| cases::late(tx, states, at(40)));
    assert_eq!(late(org(town.nur), &[]), [(StateToken::Held, Overlay::None, 1)]);
    assert_eq!(late(org(town.household), &[]), []);
    assert_eq!(late(Scope::Operator, &[StateToken::Enquiry]), []);
}

fn a_case_keeps_when_it_first_came_to_each_state(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    for (n, to, minutes) in [(2, StateToken::Held, 5), (3, StateToken::Accepted, 6), (4, StateToken::Held, 7)] {
        let event = Happened {
            n,
            step: StepToken::Hold,
            from: StateToken::Enquiry,
            to,
            side: "customer".into(),
            role: Role::Customer,
            actor: UserId(fresh()),
            at: at(minutes),
        };
        house.done(org(town.household), move |tx| cases::happened(tx, case, &event));
    }
    let reached = |scope| house.read(scope, move |tx| cases::reached(tx, case));
    assert_eq!(reached(org(town.nur)), [(StateToken::Held, at(5)), (StateToken::Accepted, at(6))]);
    assert_eq!(reached(org(town.safa)), []);
}

fn answers_are_private_until_both_are_given(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let agree = |scope| house.read(scope, move |tx| cases::answers_agree(tx, case));
    house.done(org(town.household), move |tx| {
        cases::answer(tx, case, "customer", Some(town.household), None, true, at(4))
    });
    assert_eq!([agree(org(town.household)), agree(Scope::Subject(town.salma)), agree(org(town.nur))], [None; 3]);
    house.done(Scope::Subject(town.salma), move |tx| {
        cases::answer(tx, case, "worker", None, Some(town.salma), true, at(5))
    });
    assert_eq!([agree(org(town.household)), agree(Scope::Subject(town.salma))], [Some(true); 2]);
    let again = house.write(org(town.household), move |tx| {
        cases::answer(tx, case, "customer", Some(town.household), None, false, at(6))
    });
    assert!(again.expect_err("an answer stands").is_conflict("case_answer_pkey"));
}

fn a_quote_is_kept_once_and_seen_by_both(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    for fee in [1_000_000, 1_100_000] {
        house.done(org(town.nur), move |tx| cases::save_quote(tx, case, &json!({"fee_minor": fee}), at(5)));
    }
    let quote = |scope| house.read(scope, move |tx| cases::quote(tx, case));
    assert_eq!(quote(org(town.household)), Some(json!({"fee_minor": 1_100_000})));
    assert_eq!(quote(org(town.safa)), None);
}

fn a_timeline_is_told_newest_first(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let event = |n: i64| Happened {
        n,
        step: StepToken::Hold,
        from: StateToken::Enquiry,
        to: StateToken::Held,
        side: "customer".into(),
        role: Role::Customer,
        actor: UserId(fresh()),
        at: at(n),
    };
    let events = [event(1), event(2), event(3)];
    let new = events.clone();
    house.done(org(town.household), move |tx| new.iter().try_for_each(|event| cases::happened(tx, case, event)));
    let page = |scope, before| {
        house.read(scope, move |tx| cases::timeline(tx, case, before, Limit::new(1).expect("in range")))
    };
    assert_eq!(page(org(town.nur), None), [events[2].clone(), events[1].clone()]);
    assert_eq!(page(Scope::Subject(town.salma), Some(2)), [events[0].clone()]);
    assert_eq!(page(org(town.safa), None), []);
}

fn a_hold_is_exclusive_and_marks_the_profile(house: &House) {
    let town = Town::of(house);
    let (case, rival) = (town.case(house, town.household), town.case(house, town.company));
    let held = || house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)).expect("listed").held;
    assert!(!held());
    town.place(house, town.household, case, 1).expect("the first");
    assert!(held());
    let second = town.place(house, town.company, rival, 1);
    assert!(second.expect_err("taken").is_conflict(holds::ONE_PER_WORKER));
    let of_case = house.read(org(town.household), move |tx| holds::of_case(tx, case)).expect("live");
    assert_eq!((of_case.worker, of_case.slot, of_case.firm), (town.worker, 1, false));
    assert_eq!(house.read(org(town.nur), move |tx| engaged::held(tx, &[town.worker])), [town.worker]);
    assert_eq!(house.read(org(town.company), move |tx| engaged::held(tx, &[town.worker])), [], "not whose it is");
    let by = |org_of| house.read(org(org_of), move |tx| engaged::by(tx, &[town.worker], domain::case::ENGAGING));
    let [engagement] = by(town.nur).try_into().expect("one case holds the worker, the rival's does not");
    let until = house.read(org(town.nur), move |tx| holds::of_case(tx, case)).expect("live").until;
    assert_eq!((engagement.worker, engagement.hold.expect("a hold").1), (town.worker, until));
    assert_eq!(by(town.safa), [], "another agency knows nothing of it");
    house.done(org(town.nur), move |tx| holds::extend(tx, case, true, at(90)));
    let overdue = |now| house.read(SYSTEM, move |tx| holds::overdue(tx, town.worker, at(now)));
    assert_eq!((overdue(89), overdue(90)), (None, Some(case)));
    house.done(SYSTEM, move |tx| holds::release(tx, case, true, at(91)));
    assert!(!held());
    let lapse = |customer| house.read(org(customer), move |tx| holds::last_lapse(tx, customer, town.worker));
    assert_eq!((lapse(town.household), lapse(town.company)), (Some(at(91)), None));
    town.place(house, town.company, rival, 1).expect("free again");
}

fn a_customer_has_two_places(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let free = || house.read(org(town.household), move |tx| holds::free_slots(tx, town.household));
    assert_eq!(free(), [1, 2]);
    town.place(house, town.household, case, 1).expect("placed");
    assert_eq!(free(), [2]);
    let third = town.place(house, town.household, case, 3);
    assert!(matches!(third, Err(StoreError::Conflict(_))), "there is no third: {third:?}");
}

fn of_sixty_four_contenders_one_wins(house: &House) {
    contend(house, 64);
}

fn of_five_hundred_and_twelve_contenders_one_wins(house: &House) {
    contend(house, 512);
}

/// So many customers try to hold one worker at once: one succeeds, every other is told the same conflict, and no one is
/// sent away by a deadlock, a time-out or a full queue.
fn contend(house: &House, contenders: usize) {
    let town = Town::of(house);
    let contenders: Vec<(OrgId, CaseId)> = (0..contenders).map(|_| (OrgId(fresh()), CaseId(fresh()))).collect();
    let all = contenders.clone();
    house.done(SYSTEM, move |tx| {
        for (customer, case) in &all {
            organisations::insert(tx, &organisation(*customer, "customer", None))?;
            cases::insert(tx, &town.row(*case, *customer))?;
        }
        Ok(())
    });
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let attempts = contenders.into_iter().map(|(customer, case)| {
        let (store, hold, record) = (house.store.clone(), town.hold(case, 1), draft("hold"));
        runtime.spawn(async move {
            let place = move |tx: &mut Tx| Ok(Recorded::with(holds::place(tx, &hold, at(3))?, record.clone()));
            store.write::<(), StoreError, _>(org(customer), place).await
        })
    });
    let attempts: Vec<_> = attempts.collect();
    let outcomes: Vec<Result<(), StoreError>> =
        attempts.into_iter().map(|attempt| runtime.block_on(attempt).expect("joins")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for error in outcomes.into_iter().filter_map(Result::err) {
        assert!(error.is_conflict(holds::ONE_PER_WORKER), "{error}");
    }
}

fn statements_of_a_case(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let first = UserId(fresh());
    let paid = Statement { statement: "deposit_received".into(), role: Role::AgencyUser, by: first, at: at(6) };
    let new = paid.clone();
    house.done(org(town.nur), move |tx| attested::about_case(tx, case.0, &new));
    assert_eq!(house.read(org(town.household), move |tx| attested::of(tx, case.0)), [paid]);
    assert_eq!(house.read(org(town.company), move |tx| attested::of(tx, case.0)), []);
}

/// The triggers know no list of ours, so theirs is compared with it.
#[test]
fn the_schemas_list_of_the_states_that_engage_a_worker_is_the_domains() {
    let words: Vec<String> = domain::case::ENGAGING.iter().map(|state| format!("'{state}'")).collect();
    let list = format!("in({})", words.join(","));
    let times = |sql: &str| sql.split_whitespace().collect::<String>().matches(&list).count();
    let schemas = [
        include_str!("../../migrations/sqlite/0001_first.sql"),
        include_str!("../../migrations/postgres/0001_first.sql"),
    ];
    assert_eq!(schemas.map(times), [3, 1]);
}
