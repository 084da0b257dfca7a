//! The public catalogue.

use crate::house::{House, SYSTEM, at, fresh, org};
use crate::town::{PROFILE, Town, facts, profile, record};
use domain::{StateToken, WorkerId};
use jiff::civil::date;
use serde_json::json;
use store::tables::catalogue::{self, After, Filter, Tag};
use store::tables::{Limit, organisations, workers};
use store::{Scope, StoreError};

crate::on_both!(
    the_catalogue_is_filtered_and_paged,
    a_licence_that_is_not_in_force_hides_the_agencys_profiles_and_nothing_else,
    a_profile_leaves_the_catalogue_with_its_worker,
    availability_changes_in_the_catalogue,
);

fn the_catalogue_is_filtered_and_paged(house: &House) {
    let town = Town::of(house);
    let version = house.read(Scope::Public, catalogue::version).0;
    for (n, work) in [(1, "cooking"), (2, "childcare"), (3, "cooking")] {
        let worker = WorkerId(fresh());
        house.done(org(town.nur), move |tx| workers::insert(tx, &record(worker, town.nur, &format!("W-{n}"))));
        house.done(Scope::Operator, move |tx| {
            let new = catalogue::Profile {
                listed_at: at(10 + n),
                experience_years: n,
                available_from: date(2027, 1, i8::try_from(n).expect("small")),
                languages: vec!["en".into()],
                ..profile(&format!("P-{n}"), &[work])
            };
            catalogue::publish(tx, &new, &facts(), worker, town.nur)
        });
    }
    assert!(house.read(Scope::Public, catalogue::version).0 >= version + 3, "each change moves it");
    let page = |filter: Filter, after: Option<After>| -> Vec<String> {
        let two = Limit::new(2).expect("in range");
        let page = house.read(Scope::Public, move |tx| catalogue::page(tx, &filter, after.as_ref(), two));
        page.into_iter().map(|profile| profile.reference).collect()
    };
    assert_eq!(page(Filter::default(), None), ["P-3", "P-2", "P-1"]);
    let after = After { listed_at: at(12), reference: "P-2".into() };
    assert_eq!(page(Filter::default(), Some(after.clone())), ["P-1", PROFILE]);
    let tag = |kind, word| Tag { kind, word };
    let tagged =
        |tagged: &[&[Tag]]| Filter { tagged: tagged.iter().map(|group| group.to_vec()).collect(), ..Filter::default() };
    let work = |word| tagged(&[&[tag("work", word)]]);
    assert_eq!(page(work("childcare"), None), ["P-2", PROFILE]);
    assert_eq!(page(work("childcare"), Some(after)), [PROFILE]);
    assert_eq!(page(tagged(&[&[tag("language", "en")], &[tag("work", "cooking")]]), None), ["P-3", "P-1"]);
    assert_eq!(page(tagged(&[&[tag("language", "ar")]]), None), [PROFILE]);
    let either = [tag("work", "childcare"), tag("skill", "sewing"), tag("work", "cooking")];
    assert_eq!(page(tagged(&[&either]), None), ["P-3", "P-2", "P-1"], "any of several words, newest first");
    let after_3 = After { listed_at: at(13), reference: "P-3".into() };
    assert_eq!(page(tagged(&[&either]), Some(after_3)), ["P-2", "P-1", PROFILE]);
    assert_eq!(page(tagged(&[&either, &[tag("language", "en"), tag("language", "am")]]), None), ["P-3", "P-2", "P-1"]);
    assert_eq!(page(tagged(&[&either[..2], &[tag("language", "am"), tag("language", "xx")]]), None), [""; 0]);
    assert_eq!(page(Filter { experience_min: Some(3), ..tagged(&[&either]) }, None), ["P-3", PROFILE]);
    assert_eq!(page(Filter { experience_min: Some(3), ..Filter::default() }, None), ["P-3", PROFILE]);
    assert_eq!(page(Filter { available_from: Some(date(2027, 1, 1)), ..Filter::default() }, None), ["P-1", PROFILE]);
    let spoken = house.read(Scope::Public, |tx| catalogue::spoken(tx, &["am", "ar", "en", "xx"]));
    assert!(
        spoken.contains(&"ar".to_owned()) && spoken.contains(&"en".to_owned()) && !spoken.contains(&"xx".to_owned())
    );
    let found = house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)).expect("published");
    assert_eq!(found, profile(PROFILE, &["childcare"]));
    assert_eq!(house.read(org(town.household), |tx| catalogue::behind(tx, PROFILE)), Some((town.worker, town.nur)));
    let unknown = house.store.read_now(Scope::Public, |tx| catalogue::behind(tx, PROFILE));
    assert!(matches!(unknown, Err(StoreError::Walled(_))));
    assert_eq!(house.read(org(town.nur), move |tx| catalogue::reference_of(tx, town.worker)).as_deref(), Some(PROFILE));
}

fn a_licence_that_is_not_in_force_hides_the_agencys_profiles_and_nothing_else(house: &House) {
    let town = Town::of(house);
    let shown = || {
        let one = house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)).is_some();
        let page = house.read(Scope::Public, |tx| catalogue::page(tx, &Filter::default(), None, Limit::PAGE)).len();
        let behind = house.read(org(town.household), |tx| catalogue::behind(tx, PROFILE)).is_some();
        let count = house.read(Scope::Public, catalogue::count);
        let spoken = house.read(Scope::Public, |tx| catalogue::spoken(tx, &["ar"])).len();
        assert_eq!(i64::try_from(spoken).expect("small"), count, "what nobody shows is no language to ask for");
        (one, page, count, behind)
    };
    let version = || house.read(Scope::Public, catalogue::version).0;
    let (before, mut turn) = (version(), 1);
    let mut licence = |of, word: &'static str| {
        house.done(Scope::Operator, move |tx| organisations::set_licence(tx, of, turn, word, None, at(1)));
        turn += 1;
    };
    licence(town.nur, "lapsed");
    assert_eq!(shown(), (false, 0, 0, false));
    assert!(version() > before, "nobody reads it from a copy");
    let own = |scope| house.read(scope, |tx| catalogue::get(tx, PROFILE)).is_some();
    assert!(own(org(town.nur)) && own(Scope::Subject(town.salma)), "their own is not lost");
    licence(town.nur, "valid");
    assert_eq!(shown(), (true, 1, 1, true));
    let of_another = move |tx: &mut store::Tx| organisations::set_licence(tx, town.safa, 1, "lapsed", None, at(1));
    house.done(Scope::Operator, of_another);
    assert_eq!(shown(), (true, 1, 1, true), "another agency's is none of theirs");

    let lapse = |version| house.done(SYSTEM, move |tx| organisations::lapse(tx, town.nur, version));
    assert_eq!([lapse(2), lapse(3), lapse(4)], [false, true, false], "once, of the version that was seen");
    assert_eq!(shown(), (false, 0, 0, false));
    house.done(SYSTEM, move |tx| catalogue::unpublish(tx, town.worker));
    house.done(Scope::Operator, move |tx| organisations::set_licence(tx, town.nur, 4, "valid", None, at(2)));
    assert_eq!(shown(), (false, 0, 0, false), "what was taken away meanwhile stays away");
}

fn a_profile_leaves_the_catalogue_with_its_worker(house: &House) {
    let town = Town::of(house);
    let version = house.read(Scope::Public, catalogue::version).0;
    house.done(Scope::Subject(town.salma), move |tx| {
        workers::save(tx, town.worker, 2, StateToken::RosterWithdrawn, &json!({}), at(5))
    });
    assert_eq!(house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)), None);
    assert_eq!(house.read(org(town.household), |tx| catalogue::behind(tx, PROFILE)), None);
    assert!(house.read(Scope::Public, catalogue::version).0 > version);
    house.done(Scope::Operator, move |tx| {
        catalogue::publish(tx, &profile("P-AGAIN", &["childcare"]), &facts(), town.worker, town.nur)
    });
    let version = house.read(Scope::Public, catalogue::version).0;
    house.done(SYSTEM, move |tx| catalogue::unpublish(tx, town.worker));
    assert_eq!(house.read(Scope::Public, |tx| catalogue::get(tx, "P-AGAIN")), None);
    assert!(house.read(Scope::Public, catalogue::version).0 > version, "whoever keeps a page must hear of it");
}

fn availability_changes_in_the_catalogue(house: &House) {
    let town = Town::of(house);
    let version = house.read(Scope::Public, catalogue::version).0;
    house.done(org(town.nur), move |tx| catalogue::set_available(tx, town.worker, date(2027, 1, 31)));
    let profile = house.read(Scope::Public, |tx| catalogue::get(tx, PROFILE)).expect("published");
    assert_eq!(profile.available_from, date(2027, 1, 31));
    assert!(house.read(Scope::Public, catalogue::version).0 > version, "whoever keeps a page learns of it");
}
