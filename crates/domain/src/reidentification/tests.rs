//! The check over a few people by hand, and over many at random.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::sample;

fn rules() -> ReidentificationRules {
    sample::pack().rules().reidentification.clone()
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn told(age: i64, origin: &str, languages: &[&str], skills: &[&str]) -> PublicForm {
    let (languages, skills) = (words(languages), words(skills));
    PublicForm { age: Age::of(age), origin: Some(origin.to_owned()), languages, skills }
}

fn peers(people: u64, age: i64, origin: &str, languages: &[&str], skills: &[&str]) -> Peers {
    Peers { age, origin: origin.to_owned(), languages: words(languages), skills: words(skills), people }
}

#[test]
fn what_three_people_share_is_told_as_it_is() {
    let many = [peers(2, 24, "ET", &["am", "ar"], &["cooking", "ironing"])];
    let asked = told(24, "ET", &["am"], &["cooking"]);
    let checked = check(&asked, &many, &rules());
    assert_eq!(checked, Checked { form: asked, coarsened: vec![], people: 3, rare: false });
}

#[test]
fn a_rare_age_becomes_a_band_and_then_a_wider_one() {
    let asked = told(24, "ET", &["am"], &["cooking"]);
    let near = [peers(2, 21, "ET", &["am"], &["cooking"])];
    let checked = check(&asked, &near, &rules());
    assert_eq!(checked.coarsened, [Coarsening::Age { band: "20-24".into() }]);
    let wider = [peers(2, 27, "ET", &["am"], &["cooking"])];
    let checked = check(&asked, &wider, &rules());
    assert_eq!(checked.form, PublicForm { age: Age { from: 20, to: 29 }, ..asked });
}

#[test]
fn the_rarest_word_is_left_out_first_and_one_language_stays() {
    let asked = told(24, "ET", &["am", "ti"], &["cooking", "swimming"]);
    let many = [peers(5, 24, "ET", &["am", "ti"], &["cooking"])];
    let checked = check(&asked, &many, &rules());
    assert_eq!(
        checked.form,
        PublicForm { age: Age { from: 20, to: 29 }, skills: words(&["cooking"]), ..asked.clone() }
    );
    let others = [peers(1, 50, "ET", &["am"], &[])];
    let checked = check(&asked, &others, &rules());
    assert_eq!((checked.form.languages.len(), checked.form.skills.len(), checked.rare), (1, 0, true));
}

#[test]
fn the_region_comes_last_and_brings_back_what_need_not_be_left_out() {
    let asked = told(24, "ER", &["am", "ar"], &["cooking"]);
    let neighbours = [peers(4, 26, "ET", &["am", "ar"], &["cooking"])];
    let checked = check(&asked, &neighbours, &rules());
    assert_eq!(checked.coarsened, [Coarsening::Age { band: "20-29".into() }, Coarsening::Region {}]);
    assert_eq!((checked.form.languages, checked.people), (asked.languages, 5));
}

#[test]
fn an_age_reads_as_a_number_or_as_a_band() {
    for (text, age) in [("24", Age::of(24)), ("\"20-29\"", Age { from: 20, to: 29 })] {
        assert_eq!(serde_json::from_str::<Age>(text).expect("an age"), age);
        assert_eq!(serde_json::to_string(&age).expect("JSON"), text);
    }
    for text in ["\"29-20\"", "\"old\"", "\"20\"", "true"] {
        assert!(serde_json::from_str::<Age>(text).is_err(), "{text}");
    }
}

const LANGUAGES: [&str; 5] = ["am", "ar", "en", "om", "ti"];
const SKILLS: [&str; 5] = ["cooking", "ironing", "laundry", "sewing", "swimming"];

prop_compose! {
    fn somebody()(
        age in 18i64..60,
        origin in select(vec!["ET", "KE", "ER"]),
        languages in btree_set(select(LANGUAGES.to_vec()), 0..4),
        skills in btree_set(select(SKILLS.to_vec()), 0..4),
        people in 1u64..3,
    ) -> Peers {
        let own = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
        Peers { age, origin: origin.to_owned(), languages: own(languages), skills: own(skills), people }
    }
}

proptest! {
    #[test]
    fn a_form_is_shared_by_enough_or_the_coarsest_and_always_true(who in somebody(), many in vec(somebody(), 0..40), least in 2u16..6) {
        let rules = ReidentificationRules { people_min: least, ..rules() };
        let asked = PublicForm {
            age: Age::of(who.age),
            origin: Some(who.origin.clone()),
            languages: who.languages.clone(),
            skills: who.skills.clone(),
        };
        let checked = check(&asked, &many, &rules);
        let fits = 1 + many.iter().filter(|peer| checked.form.fits(peer)).map(|peer| peer.people).sum::<u64>();
        prop_assert_eq!(checked.people, fits);
        prop_assert_eq!(checked.rare, fits < u64::from(least));
        prop_assert!(checked.form.fits(&who), "only what is true of the person");
        prop_assert!(checked.form.languages.len() >= usize::from(!who.languages.is_empty()), "one language stays");
        prop_assert_eq!(checked.coarsened.is_empty(), checked.form == asked);
        if checked.rare {
            prop_assert!(checked.form.skills.is_empty() && checked.form.languages.len() <= 1 && checked.form.origin.is_none());
        }
        let again = check(&checked.form, &many, &rules);
        prop_assert_eq!(&again.form, &checked.form, "what came out comes out again");
        prop_assert!(again.coarsened.is_empty() && again.agrees(&checked));
    }

    #[test]
    fn whoever_joins_never_makes_a_form_rare(who in somebody(), many in vec(somebody(), 0..40), one in somebody()) {
        let asked = PublicForm { age: Age::of(who.age), origin: Some(who.origin), languages: who.languages, skills: who.skills };
        let before = check(&asked, &many, &rules());
        let after = check(&asked, &[many, vec![one]].concat(), &rules());
        prop_assert!(before.rare || !after.rare);
    }
}
