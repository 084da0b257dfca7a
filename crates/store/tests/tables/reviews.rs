//! The moderators' queue, the changes asked of agencies, and the listed people as the re-identification check counts them.

use crate::house::{House, SYSTEM, at, fresh, org};
use crate::town::{PROFILE, Town, facts, profile, record};
use domain::reidentification::{Age, Checked, PublicForm};
use domain::{StateToken, UserId, WorkerId};
use serde_json::json;
use store::tables::change_requests::{self, ChangeRequest};
use store::tables::review_queue::{self, Line};
use store::tables::workers::Facts;
use store::tables::{Limit, catalogue, erasure, organisations, quasi_identifiers, workers};
use store::{Constraint, Scope, StoreError};

crate::on_both!(
    the_listed_are_counted_as_they_are_while_they_are_published,
    a_line_has_the_longest_wait_first_and_is_paged,
    a_change_is_asked_of_one_agency_and_settled_once,
    what_a_check_let_be_told_stays_with_the_record_until_it_is_forgotten,
);

/// Somebody who speaks Arabic and Farsi and cares for children; `care` alone is no word of anybody's.
fn told() -> PublicForm {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    PublicForm {
        age: Age::of(31),
        origin: Some("KE".into()),
        languages: words(&["ar", "fa"]),
        skills: words(&["infant_care", "care"]),
    }
}

fn bands(from: i64, to: i64) -> [Age; 3] {
    [Age::of(31), Age::band(30, 34).expect("a band"), Age::band(from, to).expect("a band")]
}

fn count(house: &House, origins: &'static [&'static str], ages: (i64, i64), without: WorkerId) -> u64 {
    let age = bands(ages.0, ages.1);
    let peers = house.read(Scope::Operator, move |tx| quasi_identifiers::peers(tx, &told(), origins, age, without));
    peers.iter().map(|peers| peers.people).sum()
}

fn the_listed_are_counted_as_they_are_while_they_are_published(house: &House) {
    let town = Town::of(house);
    let nobody = WorkerId(fresh());
    let age = bands(30, 39);
    let found =
        house.read(Scope::Operator, move |tx| quasi_identifiers::peers(tx, &told(), &["KE", "UG"], age, nobody));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].age, found[0].origin.as_str(), found[0].people), (31, "KE", 1));
    let known = (found[0].languages.clone(), found[0].skills.clone());
    assert_eq!(known, (vec!["ar".to_owned()], facts().skills), "of what they know only what is asked for");
    assert_eq!(count(house, &["KE"], (20, 29), nobody), 0, "another age");
    assert_eq!(count(house, &["UG"], (30, 39), nobody), 0, "another country");
    assert_eq!(count(house, &["KE"], (30, 39), town.worker), 0, "nobody is counted beside themself");

    let twin = WorkerId(fresh());
    // The same words in another order are the same people.
    let alike = || Facts { languages: vec!["ar".into(), "sw".into()], ..facts() };
    house.done(org(town.nur), move |tx| workers::insert(tx, &record(twin, town.nur, "W-TWIN")));
    house.done(Scope::Operator, move |tx| {
        workers::save(tx, twin, 1, StateToken::RosterListed, &json!({}), at(1))?;
        catalogue::publish(tx, &profile("P-TWIN", &["childcare"]), &alike(), twin, town.nur)
    });
    let found = house.read(Scope::Operator, move |tx| quasi_identifiers::peers(tx, &told(), &["KE"], age, nobody));
    assert_eq!((found.len(), found[0].people), (1, 2));

    let licence = |version, word: &'static str| {
        house.done(Scope::Operator, move |tx| organisations::set_licence(tx, town.nur, version, word, None, at(2)));
    };
    licence(1, "lapsed");
    assert_eq!(count(house, &["KE"], (30, 39), nobody), 0, "hidden with its agency");
    licence(2, "valid");
    assert_eq!(count(house, &["KE"], (30, 39), nobody), 2);
    house.done(SYSTEM, move |tx| catalogue::unpublish(tx, town.worker));
    assert_eq!(house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)), None);
    assert_eq!(count(house, &["KE"], (30, 39), nobody), 1, "whoever leaves the catalogue leaves the count");
    house.done(org(town.nur), move |tx| {
        catalogue::publish(tx, &profile("P-AGAIN", &["childcare"]), &facts(), town.worker, town.nur)
    });
    assert_eq!(count(house, &["KE"], (30, 39), nobody), 2, "the agency lists again");
    for scope in [org(town.nur), Scope::Subject(town.salma), Scope::Public] {
        let walled = house.store.read_now(scope, move |tx| quasi_identifiers::peers(tx, &told(), &["KE"], age, nobody));
        assert!(matches!(walled, Err(StoreError::Walled(_))), "nobody but the operator counts the crowd");
    }
}

fn a_line_has_the_longest_wait_first_and_is_paged(house: &House) {
    let town = Town::of(house);
    let waiting: [WorkerId; 4] = std::array::from_fn(|_| WorkerId(fresh()));
    house.done(org(town.nur), move |tx| {
        for (nth, worker) in waiting.iter().enumerate() {
            workers::insert(tx, &record(*worker, town.nur, &format!("W-{nth}")))?;
        }
        // The last entered waits longest; two wait since the same moment; one waits for its agency.
        review_queue::stand(tx, waiting[0], Some(at(30)), None)?;
        review_queue::stand(tx, waiting[1], Some(at(10)), None)?;
        review_queue::stand(tx, waiting[2], Some(at(10)), None)?;
        review_queue::stand(tx, waiting[3], None, Some(at(5)))
    });
    let page = |line, after, many| -> Vec<WorkerId> {
        let limit = Limit::new(many).expect("a limit");
        let rows = house.read(Scope::Operator, move |tx| review_queue::page(tx, line, after, limit));
        rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(page(Line::Waiting, None, 10), [waiting[1], waiting[2], waiting[0]]);
    assert_eq!(page(Line::Waiting, None, 1).len(), 2, "one more than the page");
    assert_eq!(page(Line::Waiting, Some((at(10), waiting[1])), 10), [waiting[2], waiting[0]]);
    assert_eq!(page(Line::Asked, None, 10), [waiting[3]]);
    let counts = house.read(Scope::Operator, |tx| {
        let most = Limit::PAGE;
        let late = review_queue::count_before(tx, Line::Waiting, Some(at(30)), most)?;
        Ok((review_queue::count(tx, Line::Waiting, most)?, late, review_queue::count(tx, Line::Asked, most)?))
    });
    assert_eq!(counts, (3, 2, 1));
    let foreign = house.read(org(town.safa), |tx| review_queue::count(tx, Line::Waiting, Limit::PAGE));
    assert_eq!(foreign, 0, "another agency counts its own");
}

fn a_change_is_asked_of_one_agency_and_settled_once(house: &House) {
    let town = Town::of(house);
    let worker = town.worker;
    let request = move || ChangeRequest {
        id: fresh(),
        worker,
        reason: "text".into(),
        message: "Leave the town out.".into(),
        asked_by: UserId(fresh()),
        asked_at: at(1),
        facts: facts(),
        changed: Vec::new(),
        answered_at: None,
    };
    let first = request();
    let id = first.id;
    let kept = first.clone();
    house.done(Scope::Operator, move |tx| change_requests::insert(tx, &first));
    let second = request();
    let again = house.write(Scope::Operator, move |tx| change_requests::insert(tx, &second));
    let one_at_a_time = StoreError::Conflict(Constraint::Unique("change_request_open".into()));
    assert_eq!(again, Err(one_at_a_time));
    for scope in [org(town.nur), Scope::Operator] {
        assert_eq!(house.read(scope, move |tx| change_requests::open(tx, worker)), Some(kept.clone()));
    }
    assert_eq!(house.read(org(town.safa), move |tx| change_requests::open(tx, worker)), None);
    let walled = house.store.read_now(Scope::Subject(town.salma), move |tx| change_requests::open(tx, worker));
    assert!(matches!(walled, Err(StoreError::Walled(_))), "it is between the operator and the agency");

    let foreign = house.write(org(town.safa), move |tx| change_requests::answer(tx, id, at(2)));
    assert_eq!(foreign, Err(StoreError::Stale));
    house.done(org(town.nur), move |tx| {
        change_requests::set_changed(tx, id, &["skills".into()])?;
        change_requests::answer(tx, id, at(3))
    });
    let open = house.read(Scope::Operator, move |tx| change_requests::open(tx, worker)).expect("not settled yet");
    assert_eq!((open.changed, open.answered_at), (vec!["skills".to_owned()], Some(at(3))));
    let twice = house.write(org(town.nur), move |tx| change_requests::answer(tx, id, at(4)));
    assert_eq!(twice, Err(StoreError::Stale), "answered once");
    house.done(Scope::Operator, move |tx| change_requests::close(tx, worker, at(5)));
    assert_eq!(house.read(Scope::Operator, move |tx| change_requests::open(tx, worker)), None);
    let third = request();
    house.done(Scope::Operator, move |tx| change_requests::insert(tx, &third));
    house.done(SYSTEM, move |tx| erasure::worker(tx, worker, at(6)).map(drop));
    assert_eq!(house.read(Scope::Operator, move |tx| change_requests::open(tx, worker)), None, "forgotten");
}

fn what_a_check_let_be_told_stays_with_the_record_until_it_is_forgotten(house: &House) {
    let town = Town::of(house);
    let worker = town.worker;
    let form = PublicForm {
        age: Age::band(30, 39).expect("a band"),
        origin: None,
        languages: vec!["ar".into()],
        skills: Vec::new(),
    };
    let checked = Checked { form, coarsened: Vec::new(), people: 2, rare: true };
    let kept = checked.clone();
    assert_eq!(house.read(Scope::Operator, move |tx| review_queue::public_form(tx, worker)), None);
    house.done(Scope::Operator, move |tx| review_queue::set_public_form(tx, worker, &checked));
    for scope in [org(town.nur), Scope::Operator, Scope::Subject(town.salma)] {
        assert_eq!(house.read(scope, move |tx| review_queue::public_form(tx, worker)), Some(kept.clone()));
    }
    assert_eq!(house.read(org(town.safa), move |tx| review_queue::public_form(tx, worker)), None);
    house.done(SYSTEM, move |tx| erasure::worker(tx, worker, at(6)).map(drop));
    assert_eq!(house.read(Scope::Operator, move |tx| review_queue::public_form(tx, worker)), None);
}

/// Prints what a check costs over 100,000 listed people: `cargo test -p store --test tables -- --ignored --nocapture hundred`.
#[test]
#[ignore = "lists 100,000 people first, which takes a minute"]
#[expect(clippy::disallowed_methods, reason = "a measurement, printed")]
fn a_check_over_a_hundred_thousand_listed_people_takes_milliseconds() {
    const ORIGINS: [&str; 8] = ["ET", "KE", "UG", "TZ", "PH", "LK", "IN", "ID"];
    const SKILLS: [&str; 8] =
        ["cooking", "cleaning", "laundry", "ironing", "child_care", "elderly_care", "first_aid", "swimming"];
    let house = House::sqlite();
    let town = Town::of(&house);
    let somebody = |nth: usize| {
        // A mixed bag of a fixed seed: two thirds from four countries, most skills rare, two or three languages.
        let bits = nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7;
        let origin = ORIGINS[(bits % 12).min(11) % 8];
        let has = |one: usize| (bits >> (8 + 3 * one)) & 7 < 5 - one / 2;
        let languages = ["en", "ar", "sw", "am"].into_iter().enumerate();
        let languages = languages.filter(|(at, _)| (bits >> (40 + at)) & 1 == 1).map(|(_, word)| word.to_owned());
        let skills = SKILLS.into_iter().enumerate().filter(|(at, _)| has(*at)).map(|(_, word)| word.to_owned());
        Facts {
            age: 21 + i64::try_from((bits >> 3) % 30).expect("small"),
            origin: origin.to_owned(),
            languages: languages.collect(),
            skills: skills.collect(),
            ..facts()
        }
    };
    for chunk in 0..500 {
        house.done(org(town.nur), move |tx| {
            (0..200).try_for_each(|nth| {
                let worker = WorkerId(fresh());
                let reference = format!("W-{chunk}-{nth}");
                let row =
                    workers::Worker { facts: somebody(chunk * 200 + nth), ..record(worker, town.nur, &reference) };
                workers::insert(tx, &row)?;
                let published = profile(&format!("P-{chunk}-{nth}"), &[]);
                catalogue::publish(tx, &published, &row.facts, worker, town.nur)
            })
        });
    }
    let rules = domain::pack::ReidentificationRules { people_min: 3, age_band_years: 5, age_band_wide_years: 10 };
    let mut slowest = (std::time::Duration::ZERO, 0);
    let began = std::time::Instant::now();
    for nth in 0..50 {
        let mut truth = somebody(nth * 1999);
        if nth % 5 == 0 {
            truth.skills.push("pet_care".into());
        }
        let told = PublicForm {
            age: Age::of(truth.age),
            origin: Some(truth.origin.clone()),
            languages: truth.languages,
            skills: truth.skills,
        };
        let region: Vec<&str> = if matches!(truth.origin.as_str(), "ET" | "KE" | "UG" | "TZ") {
            ORIGINS[..4].to_vec()
        } else {
            ORIGINS[4..].to_vec()
        };
        let (rules, once) = (rules.clone(), std::time::Instant::now());
        let (kinds, checked) = house.read(Scope::Operator, move |tx| {
            let peers = quasi_identifiers::peers(tx, &told, &region, told.age.bands(&rules), WorkerId(fresh()))?;
            Ok((peers.len(), domain::reidentification::check(&told, &peers, &rules)))
        });
        assert!(!checked.rare);
        slowest = slowest.max((once.elapsed(), kinds));
    }
    println!(
        "50 checks: {:?} each; the slowest {:?} over {} kinds of people",
        began.elapsed() / 50,
        slowest.0,
        slowest.1
    );
}
